"""The most that completions reach, as SQL: exact without trying completions.

The points of a score come from findings that only add, so that all that are missing may be present at once, and from
cut-offs on one measurement each, where the best of the cells between them is taken: nobody is both 18 to 40 and older.
A summary that is not recorded may be present because one of its parts may be. For a criteria set for which this is not so
`refusal` says why, and its statement gives the result on the record only.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, nextafter

from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.evaluate import truth
from myositis.rules.vocabulary import AtLeast, Category, Finding, Is, Measurement, Points, Rule, atoms, variables
from myositis.sql.conditions import Condition, Conditions, case
from myositis.sql.dialects import number, text

Rows = tuple[tuple[int, Rule], ...]


def only_adds(rule: Rule) -> bool:
    """Whether the rule reads yes/no findings only, and one that comes to be present never takes anything away."""
    match rule:
        case Is(Finding(), True):
            return True
        case Points(rows):
            return all(only_adds(row) for _, row in rows)
    return False


def refusal(criteria: CriteriaSet) -> str | None:
    """Why the most that completions reach cannot be one SELECT; None when it can."""
    if not criteria.ranked:
        return "its levels are categories, of which none is the highest"
    for column in criteria.columns:
        order = [criteria.levels.index(line.outcome) for line in column.level.lines]
        if order != sorted(order, reverse=True):
            return "its lines do not stand from the highest level to the lowest"
        if not all(is_score(rule, column) or only_adds(rule) for rule in column.level.rules):
            return "its lines ask for more than findings that only add"
        mixed = measured(column.score).get(None)
        if mixed:
            return f"a row of its score mixes {', '.join(item.name for item in variables(mixed[0][1]))}"
    for item in criteria.criteria:
        if not only_adds(item.rule):
            return f"its criterion `{item.name}` asks for more than findings that only add"
    return None


def is_score(rule: Rule, column: Column) -> bool:
    """Whether the rule is a cut-off of the column's score."""
    return isinstance(rule, Points) and rule.rows == column.score


def measured(score: Rows) -> dict[Measurement | Category | None, list[tuple[int, Rule]]]:
    """The rows that do not only add, by the measurement or category that each reads; under None those that mix several."""
    found: dict[Measurement | Category | None, list[tuple[int, Rule]]] = {}
    for points, rule in score:
        if not only_adds(rule):
            read = variables(rule)
            single = read[0] if len(read) == 1 and not isinstance(read[0], Finding) else None
            found.setdefault(single, []).append((points, rule))
    return found


def most(here: Conditions, score: Rows) -> list[str]:
    """The most points that completions reach, as terms of a sum; for scores that `refusal` has nothing against."""
    terms = [case([(here.that(rule, False), "0")], str(points)) for points, rule in score if only_adds(rule)]
    for variable, rows in measured(score).items():
        assert variable is not None
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
    asked = {atom for atom in atoms(*(rule for _, rule in rows)) if isinstance(atom, AtLeast)}
    cuts = sorted(asked, key=lambda cut: (cut.bound, cut.above))
    below: list[Condition] = [f"{variable.name} {'<=' if cut.above else '<'} {number(cut.bound)}" for cut in cuts]
    first = [nextafter(cut.bound, inf) if cut.above else cut.bound for cut in cuts]
    return list(zip([*below, True], [variable.lowest, *first], strict=True))
