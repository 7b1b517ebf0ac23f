"""What a note, a group or an unclear subgroup can ask of the result of its own criteria set."""

from __future__ import annotations

from collections.abc import Iterable

from myositis.rules.vocabulary import AtLeast, Category, Is, Rule, Variable, any_of, atoms, tenths

LEVEL = Category("result: level", "level")
SUBGROUP = Category("result: subgroup", "subgroup")
COLUMN = Category("result: column", "column")
SCORE = Category("result: score", "score")
RESULT_VARIABLES = (LEVEL, SUBGROUP, COLUMN, SCORE)
"""What a note or a group can ask of the result: never open, and no entries of the data dictionary."""


def _one_of(variable: Category, values: Iterable[str | int]) -> Rule:
    asked = tuple(values)
    words = ", ".join(f"{value / 10:.1f}" if isinstance(value, int) else value for value in asked)
    return any_of(*(Is(variable, value) for value in asked), label=f"{variable.label} {words}")


def level_is(*levels: str) -> Rule:
    """The level on the record is one of these."""
    return _one_of(LEVEL, levels)


def subgroup_is(*subgroups: str) -> Rule:
    """The subgroup on the record is one of these."""
    return _one_of(SUBGROUP, subgroups)


def column_is(*columns: str) -> Rule:
    """The record is read in one of these columns."""
    return _one_of(COLUMN, columns)


def score_is(*scores: float) -> Rule:
    """The score on the record is one of these, in points."""
    return _one_of(SCORE, map(tenths, scores))


def asked_results(rule: Rule) -> list[tuple[Variable, str | bool | int]]:
    """The results that a rule asks for: (variable, value)."""
    return [
        (atom.finding, atom.value) for atom in atoms(rule) if not isinstance(atom, AtLeast) and atom.finding in RESULT_VARIABLES
    ]
