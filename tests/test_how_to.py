"""What newcomers read is true. The tutorial: its blocks run one after the other, and what it says is where it says."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from myositis import classify
from myositis.errors import UnknownNameError
from myositis.published import find

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "criteria" / "HOW_TO_ADD_A_SET.md"


def blocks(page: Path) -> list[tuple[int, str]]:
    """The Python blocks of a page, each with the line on which it begins."""
    text = page.read_text(encoding="utf-8")
    found = re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [(text[: match.start(1)].count("\n"), match[1]) for match in found]


def run_all() -> dict[str, Any]:
    """Every block in one namespace, as a reader would type them; a traceback names the line of the page."""
    names: dict[str, Any] = {"__name__": "tutorial"}
    for line, block in blocks(PAGE):
        exec(compile("\n" * line + block, str(PAGE), "exec"), names)
    return names


def test_every_block_of_the_tutorial_runs_and_holds() -> None:
    names = run_all()
    assert len(blocks(PAGE)) >= 10
    assert names["TANIMOTO"].levels == ("not_met", "met")


def test_a_false_statement_in_the_tutorial_would_be_noticed() -> None:
    assert all("assert" in block for _, block in blocks(PAGE)[3:] if "classify(" in block)


def test_the_set_of_the_tutorial_is_the_published_one() -> None:
    try:
        published = find("tanimoto-1995")
    except UnknownNameError:
        pytest.skip("tanimoto-1995 is not published yet")
    names = run_all()
    mine = names["TANIMOTO"]
    for items in names["BY_HAND"]:
        patient = {name: value for item in items for name, value in names["ITEMS"][item].items()}
        first, second = classify(patient, mine), classify(patient, published)
        assert (first.level, first.subgroup, first.open_levels) == (second.level, second.subgroup, second.open_levels)


@pytest.mark.parametrize("page", ["criteria/HOW_TO_ADD_A_SET.md", "CONTRIBUTING.md"])
def test_every_file_and_folder_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|fixtures|criteria|cli|myositis|published|\.ci)/[\w./-]*)`", text))
    assert len(named) >= 8
    for path in sorted(named):
        places = (ROOT / path, ROOT / "criteria" / path, ROOT / "criteria" / "myositis" / path)
        assert any(place.exists() for place in places), f"{page} names {path}, which does not exist"


def test_contributing_is_one_page() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 90


PACKAGES = sorted(path.parent for path in (ROOT / "criteria").rglob("__init__.py") if path.parent.name != "myositis")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(ROOT / "criteria" / "myositis").as_posix())
def test_every_package_opens_with_half_a_page(package: Path) -> None:
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) >= 6, "say in __init__ what the package answers, what goes in and comes out: half a page for a newcomer"
    assert "import" in said, "say what the package may import"
    assert re.search(r"\b(start|read first|to read)\b", said, re.IGNORECASE), "say where to start reading"
