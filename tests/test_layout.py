"""The house: no file that imports itself by way of others."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "criteria"

KNOWN_LOOPS = (
    ("myositis.cohort.engines", "myositis.cohort.plan"),
    (
        "myositis.mapping.apply",
        "myositis.mapping.checks",
        "myositis.mapping.collapse",
        "myositis.mapping.columns",
        "myositis.mapping.model",
        "myositis.mapping.readers",
    ),
    ("myositis.mapping.propose", "myositis.mapping.toml_text"),
    ("myositis.one_patient.chart_review", "myositis.one_patient.classification"),
)
"""Loops that are still to be opened; none may come."""


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
    groups = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph}
    return sorted(group for group in groups if group)


def test_a_loop_is_found_when_there_is_one() -> None:
    assert loops({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [("a", "b", "c")]
    assert loops({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_no_file_imports_itself_by_way_of_others() -> None:
    found = loops({name: imported for name, imported in imports().items() if name != "myositis"})
    new = [loop for loop in found if not any({*loop} <= {*known} for known in KNOWN_LOOPS)]
    assert not new, f"these import each other: {new}. Move what both need below both"
