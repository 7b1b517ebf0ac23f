"""The columns of a file that are not findings: the reference, the strata, and classifications that others assigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from myositis.comparison.results import Reference
from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import MyositisError, UnknownNameError, unknown
from myositis.published.criteria_set import EXCLUDED, LEVELS
from myositis.reading.cell import NO, NOT_RECORDED, YES
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import Problem

MOST_STRATA = 20
"""More distinct values than this do not make strata."""

MOST_NAMED = 12
"""So many values of a column are named in a message, no more."""

Texts = list[str | None]

CLASSIFIED_WORDS = {
    **dict.fromkeys((*YES, "classified"), True),
    **dict.fromkeys((*NO, "not_classified"), False),
}
"""How a column may say yes and no."""


class ComparisonError(MyositisError, ValueError):
    """The comparison that was asked for cannot be made; the message names the cure."""


def is_blank(text: str) -> bool:
    """Blank, or one of the words for a value that is not recorded."""
    return text.lower() in NOT_RECORDED


def as_text(value: Any) -> str | None:
    """A cell as text: stripped, whole numbers without a decimal, None for blank. An id or a code is never reparsed."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def column_texts(cohort: ReadCohort, columns: pl.DataFrame | None, name: str, purpose: str) -> Texts:
    """A column as text. A finding of the data dictionary as it was read (`F` is female), any other column as it stands."""
    read = name in DICTIONARY and name in cohort.values.columns and name != patient_id.name
    others = [] if columns is None else columns.columns
    if not read and name not in others:
        known = dict.fromkeys((*others, *(item for item in cohort.values.columns if item in DICTIONARY)))
        raise unknown(f"column for {purpose}", name, [item for item in known if item != patient_id.name])
    series = cohort.values[name] if read or columns is None else columns[name]
    return [as_text(value) for value in series.to_list()]


def _named(values: Iterable[str]) -> str:
    listed = list(values)
    text = ", ".join(f"`{value}`" for value in listed[:MOST_NAMED])
    return text + (f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else "")


@dataclass
class ReferenceColumn:
    """The reference of every row. truth: True for a case, False for a comparator, None when blank or left out."""

    reference: Reference
    diagnosis: Texts
    truth: list[bool | None]


def read_reference(texts: Texts, column: str, cases: Sequence[str], leave_out: Sequence[str]) -> ReferenceColumn:
    """Read the reference. Without named cases the column must say yes and no; all other values are comparators.

    Errors: UnknownNameError for a value that no row has, with the nearest one; ComparisonError when cases are not named.
    """
    wanted = {*cases, *leave_out}
    diagnosis = [None if text is None or (is_blank(text) and text not in wanted) else text for text in texts]
    values = list(dict.fromkeys(text for text in diagnosis if text is not None))
    for option, given in (("cases", cases), ("leave-out", leave_out)):
        for value in given:
            if value not in values:
                raise unknown(f"value for --{option} in `{column}`", value, values[:MOST_NAMED])
    both = [value for value in cases if value in leave_out]
    if both:
        raise ComparisonError(f"{_named(both)} of `{column}` is both a case and left out")
    if not cases:
        words = [value for value in values if value not in leave_out]
        if any(value.lower() not in (*YES, *NO) for value in words):
            raise ComparisonError(f"name the values of `{column}` that are cases (--cases); it holds {_named(values)}")
        cases = [value for value in words if value.lower() in YES]
    comparators = tuple(value for value in values if value not in cases and value not in leave_out)
    truth = [None if text is None or text in leave_out else text in cases for text in diagnosis]
    reference = Reference(column=column, cases=tuple(cases), comparators=comparators, left_out=tuple(leave_out))
    return ReferenceColumn(reference, diagnosis, truth)


NO_STRATUM = "not recorded"


def read_strata(texts: Texts, column: str) -> list[str]:
    """The stratum of every row; a blank is a stratum of its own. ComparisonError for a column with too many values."""
    strata = [NO_STRATUM if text is None or is_blank(text) else text for text in texts]
    if len(set(strata)) > MOST_STRATA:
        raise ComparisonError(
            f"`{column}` has {len(set(strata))} different values: strata need a column with at most {MOST_STRATA}"
        )
    return strata


@dataclass
class AssignedColumn:
    """A classification that the file holds. values: levels, or yes and no; None where it is blank or unreadable."""

    name: str
    column: str
    has_levels: bool
    values: list[str | bool | None]


def assigned_names(assigned: Iterable[str] | Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Name to column, from `COLUMN` or `name=COLUMN`; UnknownNameError when a name is given twice."""
    if isinstance(assigned, Mapping):
        return dict(assigned)
    names: dict[str, str] = {}
    for item in [assigned] if isinstance(assigned, str) else assigned:
        name, equals, column = item.partition("=")
        if item in columns or not equals:
            name, column = item, item
        if name in names:
            raise UnknownNameError(f"the name `{name}` is given to two assigned classifications")
        names[name.strip()] = column.strip()
    return names


def read_assigned(texts: Texts, name: str, column: str, first_row: int) -> tuple[AssignedColumn, list[Problem]]:
    """Read a column of levels (definite, probable, possible, not_met, excluded) or of yes and no; blank is not evaluable.

    A column is one or the other: next to levels, yes does not say which level. A cell that cannot be read is a problem.

    Errors: ComparisonError when the column holds something, and nothing of it is a classification.
    """
    words = [None if text is None or is_blank(text) else text.lower().replace(" ", "_") for text in texts]
    has_levels = any(word in LEVELS for word in words)
    values: list[str | bool | None] = []
    problems = []
    expected = ", ".join((*LEVELS, EXCLUDED)) if has_levels else "classified or not_classified, yes or no, or levels"
    for place, word in enumerate(words):
        value: str | bool | None = None
        if word is not None:
            value = word if word == EXCLUDED or (has_levels and word in LEVELS) else None
            if value is None and not has_levels:
                value = CLASSIFIED_WORDS.get(word)
            if value is None:
                message = f"a classification is expected: {expected}"
                problems.append(Problem(place + first_row, column, "not_a_classification", message, texts[place]))
        values.append(value)
    if problems and not any(value is not None for value in values):
        raise ComparisonError(f"`{column}` (--assigned) holds no classification; expected are {expected}")
    return AssignedColumn(name, column, has_levels, values), problems
