"""The house: packages in their order, and no file that imports itself by way of others."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "criteria"

ORDER = (
    "version",
    "errors",
    "machine",
    "notebook",
    "markdown",
    "rules",
    "dictionary",
    "agreement",
    "plots",
    "files",
    "published",
    "reading",
    "sql",
    "one_patient",
    "cohort",
    "synthetic",
    "redcap",
    "mapping",
    "response",
    "phenotype",
    "comparison",
    "page",
    "classify_file",
)
"""Every package (and module of the top folder) from the ground up: each may import those before it, and itself."""


def modules() -> dict[str, Path]:
    """Every module by its dotted name."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


@lru_cache
def imports() -> dict[str, set[str]]:
    """What each module imports of the project, wherever in the file: in functions and under TYPE_CHECKING, too."""
    known = modules()
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "myositis":
                full = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= full & known.keys()
                if full - known.keys():
                    found.add(node.module)
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names} & known.keys()
        graph[name] = found - {name}
    return graph


def loops(graph: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """Groups of modules that import each other, directly or by way of others."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            for following in graph.get(ahead.pop(), set()):
                if following not in seen:
                    seen.add(following)
                    ahead.append(following)
        return seen

    reach = {name: reached(name) for name in graph}
    looped = [name for name in graph if name in reach[name]]
    return sorted({tuple(sorted(other for other in reach[name] if name in reach[other])) for name in looped})


def package(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_a_loop_is_found_when_there_is_one() -> None:
    assert loops({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [("a", "b", "c")]
    assert loops({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_no_file_imports_itself_by_way_of_others() -> None:
    found = loops({name: deps for name, deps in imports().items() if name != "myositis"})
    assert not found, f"these import each other: {found}. Move what both need below both"


@pytest.mark.parametrize("name", sorted(name for name in modules() if name != "myositis"))
def test_every_package_stands_above_what_it_imports(name: str) -> None:
    assert package(name) in ORDER, f"give {package(name)} its place in ORDER"
    own = ORDER.index(package(name))
    wrong = sorted(other for other in imports()[name] if other == "myositis" or ORDER.index(package(other)) > own)
    assert not wrong, f"{name} imports {wrong}, which stand above it: turn the dependency round, or move what is shared down"
