"""Results in the shape that REDCap imports: the record id, and one field per result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from myositis.cohort.result import STATUS, result_names
from myositis.errors import UnknownNameError
from myositis.published import find_all
from myositis.published.criteria_set import CriteriaSet
from myositis.redcap.dictionary import Field
from myositis.redcap.instrument import RECORD_ID

EVENT = "redcap_event_name"
FORM = "myositis_results"
_NEUTRALISED = r"^'([=+\-@])"
"""An id that begins like a formula stands in a CSV file with an apostrophe in front; REDCap knows it without one."""
FORMULA = r"^[=+\-@]"
"""How a text begins that a spreadsheet would run as a formula."""
_BOOLEANS = {"true": "1", "false": "0", "TRUE": "1", "FALSE": "0", "yes": "1", "no": "0"}  # SPSS and Stata have words


def result_fields(
    columns: Sequence[str], criteria: Sequence[CriteriaSet] | None = None, *, form: str = FORM
) -> tuple[Field, ...]:
    """The data-dictionary rows of the result columns that are among `columns`."""
    fields: list[Field] = []
    for column, name, one in _found(columns, criteria):
        label = "Classification status" if one is None else f"{one.title}: {name.replace('_', ' ')}"
        known = any(one is not None and field.label.startswith(one.title) for field in fields)
        section = "" if one is None or known else one.title
        kind, choices, validation = "text", "", ""
        if name == "determined":
            kind, choices = "radio", "1, Yes | 0, No"
        elif name == "score" or name.startswith("probability"):
            validation = "number"
        elif name == "notes":
            kind = "notes"
        fields.append(
            Field.of(
                _field_name(column, one),
                form,
                kind,
                label,
                section=section,
                choices=choices,
                validation=validation,
                note="classification, not diagnosis",
                annotation="@READONLY",
            )
        )
    return tuple(fields)


def result_table(
    classified: pl.DataFrame,
    criteria: Sequence[CriteriaSet] | None = None,
    *,
    id_column: str | None = None,
    event: str | None = None,
) -> pl.DataFrame:
    """Record id and result fields, everything as text, coded as `result_fields` says.

    id_column: the column with the record id; by default `record_id` or `patient_id`. event: the event that takes the results,
    for a longitudinal project; by default each row's own `redcap_event_name`. Errors: UnknownNameError when there is no id
    or no result column, or when the rows of several events became one and no event is named.
    """
    identity = id_column or next((name for name in (RECORD_ID, "patient_id") if name in classified.columns), None)
    if identity is None or identity not in classified.columns:
        raise UnknownNameError(f"there is no column `{identity or RECORD_ID}`: name the one with the record id")
    found = _found(classified.columns, criteria)
    if not found:
        raise UnknownNameError("the file has no result columns: classify it first (`myositis classify FILE -o FILE`)")
    ids = classified[identity].cast(pl.String).str.replace(_NEUTRALISED, "$1")
    columns = [ids.alias(RECORD_ID)]
    if event is not None:
        columns.append(pl.repeat(event, classified.height, dtype=pl.String, eager=True).alias(EVENT))
    elif EVENT in classified.columns:
        events = classified[EVENT].cast(pl.String)
        if events.str.contains(" | ", literal=True).any():
            raise UnknownNameError(
                "the rows of several events became one: name the event that takes the results, such as --event baseline_arm_1"
            )
        columns.append(events)
    for column, name, one in found:
        text = classified[column].cast(pl.String).fill_null("")
        if name == "determined":
            text = text.replace(_BOOLEANS)
        columns.append(text.alias(_field_name(column, one)))
    return pl.DataFrame(columns)


def _found(columns: Sequence[str], criteria: Sequence[CriteriaSet] | None) -> list[tuple[str, str, CriteriaSet | None]]:
    """The result columns that are there: column, the result's name, its criteria set."""
    sets = find_all(criteria)
    found: list[tuple[str, str, CriteriaSet | None]] = []
    for prefix in (column.removesuffix(STATUS) for column in columns if column.endswith(STATUS)):
        own: list[tuple[str, str, CriteriaSet | None]] = [
            (column, name, one) for one in sets for name, column in result_names(one, prefix=prefix).items() if column in columns
        ]
        if own and found:
            raise UnknownNameError(
                f"the file holds results twice, as `{found[0][0]}` and `{prefix}{STATUS}` and what belongs to them: keep one"
            )
        if own:
            found = [(prefix + STATUS, "status", None), *own]
    return found


def _field_name(column: str, one: CriteriaSet | None) -> str:
    """A result column as a REDCap field: lower case, the set's name shortened, its options kept; 100 characters at most."""
    if one is not None:
        own = one.prefix.removeprefix(replace(one, options=(), abbreviation="").prefix)
        column = column.replace(one.prefix, one.abbreviation + own, 1)
    return re.sub(r"[^a-z0-9_]", "_", column.lower())[:100]
