"""Rules of style that matter to users. Every failure says the fix."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from myositis.dictionary.findings import age_at_onset, anti_jo1, dm_rash, treatment_response
from myositis.rules.vocabulary import Rule, all_of, any_of, as_rule, at_least, not_

ROOT = Path(__file__).parents[1]
SOURCE_ROOTS = ("criteria", "cli")
MODULES = sorted(path for root in SOURCE_ROOTS for path in (ROOT / root).rglob("*.py"))
EVERYTHING = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "fixtures").rglob("*.py"))]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The first part of the name of every module that a file imports."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_there_are_modules_to_check() -> None:
    assert len(MODULES) > 30
    assert ROOT / "criteria" / "myositis" / "rules" / "vocabulary.py" in MODULES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_a_reader(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 320, f"{name_of(path)} has {lines} lines: split it by what it does; aim for fewer than 300"


def test_few_modules_are_close_to_the_limit() -> None:
    long = [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 300]
    assert len(long) <= 3, f"{', '.join(long)} have more than 300 lines: split one of them"


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_nothing_imports_the_folder_instead_of_the_package(path: Path) -> None:
    wrong = imported(path) & set(SOURCE_ROOTS)
    assert not wrong, f"{name_of(path)} imports {wrong}: these are folders of sources; import `myositis` or `myositis_cli`"


@pytest.mark.parametrize("root", SOURCE_ROOTS)
def test_a_source_root_is_no_package(root: str) -> None:
    stray = [name_of(path) for path in (ROOT / root).glob("*.py")]
    assert not stray, f"remove {stray}: a package named {root} would overwrite another distribution's"


@pytest.mark.parametrize("package", ["criteria/myositis", "cli/myositis_cli"])
def test_a_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file(), f"create an empty {package}/py.typed"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_at_run_time_reads_fixtures(path: Path) -> None:
    texts = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    naming = [node.lineno for node in texts if "fixtures/" in node.value or node.value == "fixtures"]
    assert not naming, f"{name_of(path)}, lines {naming}: fixtures are not installed; keep what is needed in the package"


@pytest.mark.parametrize("path", [path for path in MODULES if path.is_relative_to(ROOT / "criteria")], ids=name_of)
def test_the_library_prints_nothing(path: Path) -> None:
    calls = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    printing = [call.lineno for call in calls if call.func.id == "print"]  # type: ignore[attr-defined]
    assert not printing, f"{name_of(path)}, lines {printing}: return the text; the command prints it"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), f"{name_of(path)}: begin with a sentence on what the module is for"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.parent.name in ("rules", "dictionary", "published") and path.name != "pages.py"],
    ids=name_of,
)
def test_criteria_are_written_without_any_library(path: Path) -> None:
    foreign = imported(path) - set(sys.stdlib_module_names) - {"myositis"}
    assert not foreign, f"{name_of(path)} imports {foreign}: criteria are plain values; readers use libraries"


HEAVY = ("narwhals", "numpy", "pandas", "polars", "pyarrow", "pydantic", "scipy", "statsmodels")


def heavy_modules_after(code: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after running some code."""
    script = f"{code}\nimport sys\nsys.stderr.write('loaded:' + ' '.join(sorted(set(sys.modules) & set({HEAVY!r}))))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("loaded:")[2].split())


def test_a_library_that_is_loaded_is_seen() -> None:
    assert heavy_modules_after("import myositis; myositis.Patient") >= {"pydantic"}
    assert heavy_modules_after("import myositis.cohort.engines") >= {"narwhals", "polars"}


def test_importing_the_package_loads_no_library() -> None:
    loaded = heavy_modules_after("import myositis")
    assert not loaded, f"`import myositis` loads {loaded}: import them in the function that needs them"


def test_reading_the_published_criteria_loads_no_library() -> None:
    loaded = heavy_modules_after("import myositis.published")
    assert not loaded, f"the criteria load {loaded}: they are plain values"


def test_classifying_one_patient_loads_no_data_frame_library() -> None:
    code = """
from myositis import Patient, classify
result = classify(Patient(age_at_onset=52, heliotrope_rash=True, ck=">5000", ck_uln=180), "eular-acr-2017")
assert result.explain() and result.model_dump_json() and classify(Patient(), "bohan-peter-1975:emg=triad").notes
"""
    loaded = heavy_modules_after(code)
    assert loaded <= {"pydantic"}, f"one patient needs no {loaded - {'pydantic'}}: import it where cohorts are read"


@pytest.mark.parametrize("arguments", ["['--help']", "['--version']", "[]"], ids=["help", "version", "nothing"])
def test_the_help_of_the_command_loads_no_library(arguments: str) -> None:
    code = f"""
from myositis_cli.main import myositis
try:
    myositis({arguments})
except SystemExit:
    pass
"""
    loaded = heavy_modules_after(code)
    assert not loaded, f"the help loads {loaded}: import them inside the command that needs them"


RULES: tuple[Rule, ...] = (
    as_rule(anti_jo1),
    treatment_response.is_("not_improved"),
    age_at_onset.at_least(18),
    age_at_onset.below(18),
    age_at_onset.between(18, 40),
    not_(anti_jo1),
    any_of(anti_jo1, dm_rash),
    all_of(anti_jo1, dm_rash),
    at_least(2, anti_jo1, dm_rash, age_at_onset.at_least(18)),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_a_rule_has_no_truth_of_its_own_and_says_what_to_write_instead(rule: Rule) -> None:
    for use in (lambda: bool(rule), lambda: rule and rule, lambda: not rule, lambda: rule or rule):
        with pytest.raises(TypeError, match="combine rules with all_of, any_of and not_, not with and, or, not"):
            use()


def test_rules_are_values() -> None:
    again = any_of(anti_jo1, dm_rash, label="another label")
    assert again == RULES[6]
    assert hash(again) == hash(RULES[6])
    assert len({*RULES, *RULES}) == len(RULES)
    with pytest.raises(AttributeError):
        again.needed = 2  # type: ignore[misc]


def test_only_findings_and_rules_are_taken_where_a_rule_is_expected() -> None:
    for stranger in (age_at_onset, treatment_response, True, "anti_jo1", None):
        with pytest.raises(TypeError, match="a rule or a yes/no finding is expected here, not"):
            any_of(stranger)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has no value `worse`; it has improved, not_improved, not_treated"):
        treatment_response.is_("worse")
