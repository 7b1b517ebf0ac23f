"""The mutation run itself: it changes what it says, knows modules that exist, and finds a change that nobody notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutation.run import ROOT, TESTS, mutants

SOURCE = '''"""A module."""

def within(number: int | None, low: int = 0) -> bool:
    if number is None or not low <= number:
        return False
    return number < 10 and number + 1 > low
'''


def test_every_kind_of_change_is_made_once_and_only_in_what_runs() -> None:
    made = [str(mutant) for mutant in mutants(SOURCE)]
    assert len(made) == len(set(made)) == 14
    for change in (
        "line 4: number is None  ->  (number is not None)",
        "line 4: low <= number  ->  (low < number)",
        "line 4: not low <= number  ->  (low <= number)",
        "line 5: False  ->  (True)",
        "line 5: return False  ->  return None",
        "line 6: number < 10 and number + 1 > low  ->  (number < 10 or number + 1 > low)",
        "line 6: number + 1  ->  (number - 1)",
        "line 6: 10  ->  (11)",
        "line 3: 0  ->  (1)",
    ):
        assert change in made, made
    assert all(compile(mutant.source, "mutant", "exec") for mutant in mutants(SOURCE))
    assert not [change for change in made if "int |" in change or "int &" in change]


@pytest.mark.parametrize("name", TESTS)
def test_the_modules_and_tests_that_the_run_knows_exist(name: str) -> None:
    path = ROOT / "criteria" / "myositis" / f"{name}.py"
    assert path.is_file()
    assert len(mutants(path.read_text(encoding="utf-8"))) > 5
    assert all(Path(ROOT / test).exists() for test in TESTS[name])
