"""The most that completions reach, as SQL: exact without trying completions.

The points of a score come from findings that only add, so that all that are missing may be present at once, and from
cut-offs on one measurement each, where the best of the cells between them is taken: nobody is both 18 to 40 and older.
A summary that is not recorded may be present because one of its parts may be. A criteria set for which this is not so
is refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from myositis.errors import MyositisError
from myositis.published.criteria_set import LEVELS, Column, CriteriaSet
from myositis.rules.evaluate import truth
from myositis.rules.vocabulary import AtLeast, Category, Finding, Is, Measurement, Points, Rule, atoms, variables
from myositis.sql.conditions import Condition, Conditions, case
from myositis.sql.dialects import number, text

Rows = tuple[tuple[int, Rule], ...]


class NotInSqlError(MyositisError, ValueError):
    """A criteria set of your own whose highest score or level one SELECT cannot give; the message says why."""


def only_adds(rule: Rule) -> bool:
    """Whether the rule reads yes/no findings only, and one that comes to be present never takes anything away."""
    match rule:
        case Is(Finding(), True):
            return True
        case Points(rows):
            return all(only_adds(row) for _, row in rows)
    return False


def check(criteria: CriteriaSet) -> None:
    """NotInSqlError when the highest level does not follow from the most that completions reach."""
    for column in criteria.columns:
        order = [LEVELS.index(line.outcome) for line in column.level.lines]
        fits = all(is_score(rule, column) or only_adds(rule) for rule in column.level.rules)
        if order != sorted(order, reverse=True) or not fits:
            raise NotInSqlError(f"the highest level of {criteria.full_id} cannot be written in SQL: its lines mix findings")
    for item in criteria.criteria:
        if not only_adds(item.rule):
            raise NotInSqlError(f"whether `{item.name}` of {criteria.full_id} can be met cannot be written in SQL")


def is_score(rule: Rule, column: Column) -> bool:
    """Whether the rule is a cut-off of the column's score."""
    return isinstance(rule, Points) and rule.rows == column.score


def most(here: Conditions, score: Rows) -> list[str]:
    """The most points that completions reach, as terms of a sum."""
    terms: list[str] = []
    measured: dict[Measurement | Category, list[tuple[int, Rule]]] = {}
    for points, rule in score:
        read = variables(rule)
        if only_adds(rule):
            terms.append(case([(here.that(rule, False), "0")], str(points)))
        elif len(read) == 1 and not isinstance(read[0], Finding):
            measured.setdefault(read[0], []).append((points, rule))
        else:
            names = ", ".join(variable.name for variable in read)
            raise NotInSqlError(f"the highest score cannot be written in SQL: a row mixes {names}")
    for variable, rows in measured.items():
        cells = [(condition, _reached(rows, variable, value)) for condition, value in _cells(variable, rows)]
        best = max(points for _, points in cells)
        conditions = [(here.blank(variable), str(best)), *((condition, str(points)) for condition, points in cells)]
        terms.append(case(conditions))
    return terms


def _reached(rows: Iterable[tuple[int, Rule]], variable: Measurement | Category, value: float | str) -> int:
    return sum(points for points, rule in rows if truth(rule, {variable.name: value}))


def _cells(variable: Measurement | Category, rows: Iterable[tuple[int, Rule]]) -> list[tuple[Condition, float | str]]:
    """The cells between the cut-offs that the rows ask for, lowest first, or the values of a category.

    Each with the condition that a recorded value lies in it, when it lies in none before, and one value in it.
    """
    if isinstance(variable, Category):
        return [(f"{variable.name} = {text(value)}", value) for value in variable.values]
    bounds = sorted({atom.bound for atom in atoms(*(rule for _, rule in rows)) if isinstance(atom, AtLeast)})
    below: list[Condition] = [f"{variable.name} < {number(bound)}" for bound in bounds]
    return list(zip([*below, True], [variable.lowest, *bounds], strict=True))
