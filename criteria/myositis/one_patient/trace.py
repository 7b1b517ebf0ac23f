"""Why: the published table row by row, with what the record says of each, and where it is decided.

A trace is a tree of the rules as they were read: label, value (True, False, or None for not recorded), and for a count of
points the points so far of the points needed.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from myositis.one_patient.score import score_of, score_range
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.evaluate import truth
from myositis.rules.in_words import describe, describe_range
from myositis.rules.values import Known
from myositis.rules.vocabulary import AtLeast, Decision, Is, Not, Points, Rule, Surely


class Trace(BaseModel):
    """One rule as it was read on a record.

    value: True (yes), False (no), None (open). points: what the row is worth. so_far, needed: for a count, the points of the
    rows that hold and the points it takes. reachable: so_far plus what is still open.
    """

    model_config = ConfigDict(frozen=True)

    label: str
    value: bool | None
    points: float | None = None
    so_far: float | None = None
    needed: float | None = None
    reachable: float | None = None
    finding: str | None = None
    children: tuple[Trace, ...] = ()

    @property
    def mark(self) -> str:
        """yes, no or ?"""
        return "?" if self.value is None else "yes" if self.value else "no"


def trace(rule: Rule, known: Known, points: int | None = None) -> Trace:
    """The rule as it is read on a record."""
    value, finding = truth(rule, known), None
    match rule:
        case Is(variable):
            finding = variable.name
        case AtLeast(variable):
            finding = variable.name
        case Points(rows, needed) if describe_range(rule) is None:
            children = tuple(trace(row, known, weight) for weight, row in rows)
            so_far = sum(child.points or 0 for child in children if child.value)
            still_open = sum(child.points or 0 for child in children if child.value is None)
            return Trace(
                label=describe(rule),
                value=value,
                points=points,
                so_far=so_far,
                needed=needed,
                reachable=so_far + still_open,
                children=children,
            )
        case Surely(inner):
            return trace(inner, known, points).model_copy(update={"label": describe(rule)})
        case Not(Is(variable)) | Not(AtLeast(variable)):
            finding = variable.name
        case Not(Points() as inner):
            children = (trace(inner, known),)
            return Trace(label=describe(rule), value=value, points=points, children=children)
    return Trace(label=describe(rule), value=value, points=points, finding=finding)


def _in_points(part: Trace) -> Trace:
    """A trace of whole tenths as points with their decimal."""
    names = ("points", "so_far", "needed", "reachable")
    told = {name: value / 10 for name in names if (value := getattr(part, name)) is not None}
    return part.model_copy(update={**told, "children": tuple(map(_in_points, part.children))})


def trace_decision(decision: Decision, known: Known) -> tuple[Trace, ...]:
    """Every line of a decision, labelled with its outcome."""
    lines = []
    for line in decision.lines:
        if line.rule is None:
            lines.append(Trace(label=f"{line.outcome}: otherwise", value=True))
        else:
            inner = trace(line.rule, known)
            lines.append(inner.model_copy(update={"label": f"{line.outcome}: {inner.label}"}))
    return tuple(lines)


def trace_criteria(criteria: CriteriaSet, column: Column, known: Known) -> Trace:
    """The whole reading: exclusions, the table's rows, the lines of the level and of the subgroup."""
    excluded = trace(criteria.excluded, known)
    parts = [excluded.model_copy(update={"label": "excluded", "children": excluded.children or (excluded,)})]
    if column.score:
        rows = tuple(trace(rule, known, points) for points, rule in column.score)
        so_far, reachable = score_of(column, known), score_range(column, known)[1]
        score = Trace(label=f"score, {column.name}", value=None, so_far=so_far, reachable=reachable, children=rows)
        parts.append(_in_points(score))
    elif criteria.criteria:
        named = tuple(trace(item.rule, known).model_copy(update={"label": item.label, "points": 1}) for item in criteria.criteria)
        met = sum(item.value is True for item in named)
        open_ = sum(item.value is None for item in named)
        parts.append(Trace(label="criteria", value=None, so_far=met, reachable=met + open_, children=named))
    level = trace_decision(column.level, known)
    if column.score:
        counted = {"so_far": score_of(column, known), "reachable": score_range(column, known)[1]}
        rows_of = [getattr(line.rule, "rows", None) for line in column.level.lines]
        level = tuple(
            _in_points(line.model_copy(update=counted)) if rows == column.score else line
            for line, rows in zip(level, rows_of, strict=True)
        )
    parts.append(Trace(label="level", value=None, children=level))
    parts.append(Trace(label="subgroup", value=None, children=trace_decision(column.subgroup, known)))
    return Trace(label=criteria.title, value=None, children=tuple(parts))
