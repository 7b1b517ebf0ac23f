"""Classifications that a file holds already: levels of a criteria set, or yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from myositis.comparison.basics import CLASSIFIED, NOT_CLASSIFIED
from myositis.comparison.file_columns import ComparisonError, is_blank
from myositis.errors import UnknownNameError
from myositis.published.criteria_set import EXCLUDED, CriteriaSet
from myositis.reading.cell import NO, YES
from myositis.reading.problem import Problem

CLASSIFIED_WORDS = {
    **dict.fromkeys((*YES, "classified"), True),
    **dict.fromkeys((*NO, "not_classified"), False),
}
"""How a column may say yes and no."""


@dataclass
class AssignedColumn:
    """A classification that the file holds. levels: those of the criteria set whose words it uses, none for yes and no;
    ranked, classified: as that set has them. values: a level, `classified`, `not_classified` or `excluded`; null for a blank
    and for what is unreadable."""

    name: str
    column: str
    levels: tuple[str, ...]
    ranked: bool
    classified: tuple[str, ...]
    values: pl.Series


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


def read_assigned(
    texts: pl.Series, name: str, column: str, first_row: int, criteria: Sequence[CriteriaSet]
) -> tuple[AssignedColumn, list[Problem]]:
    """Read a column of levels, or of yes and no; blank is not evaluable. criteria: whose levels it may hold, first come first.

    A column is one or the other: next to levels, yes does not say which level. A cell that cannot be read is a problem.

    Errors: ComparisonError when the column holds something, and nothing of it is a classification.
    """
    distinct = texts.unique(maintain_order=True).drop_nulls().to_list()
    words = {text: text.lower().replace(" ", "_") for text in distinct if not is_blank(text)}
    own = max(criteria, key=lambda one: sum(word in one.levels for word in words.values()), default=None)
    levels = own.levels if own is not None and any(word in own.levels for word in words.values()) else ()
    expected = ", ".join((*levels, EXCLUDED)) if levels else "classified or not_classified, yes or no, or levels"
    read: dict[str, str] = {}
    for text, word in words.items():
        if word == EXCLUDED or word in levels:
            read[text] = word
        elif not levels and word in CLASSIFIED_WORDS:
            read[text] = CLASSIFIED if CLASSIFIED_WORDS[word] else NOT_CLASSIFIED
    if words and not read:
        raise ComparisonError(f"`{column}` (--assigned) holds no classification; expected are {expected}")
    unreadable = [text for text in words if text not in read]
    message = f"a classification is expected: {expected}"
    problems = []
    if unreadable:
        for row in texts.is_in(unreadable).fill_null(False).arg_true().to_list():
            problems.append(Problem(row + first_row, column, "not_a_classification", message, texts[row]))
    values = texts.replace_strict(read, default=None, return_dtype=pl.String) if read else texts.clear(len(texts))
    found = AssignedColumn(
        name=name,
        column=column,
        levels=levels,
        ranked=own.ranked if own is not None and levels else False,
        classified=own.classified if own is not None and levels else (),
        values=values,
    )
    return found, problems
