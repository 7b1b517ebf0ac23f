"""Reading a table through a mapping."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from myositis.dictionary.findings import DICTIONARY, birth_date, patient_id
from myositis.files import FileFormatError, decimal_comma
from myositis.mapping.centuries import settle_centuries
from myositis.mapping.checks import is_enzyme
from myositis.mapping.collapse import collapse
from myositis.mapping.combined_cells import JOINED, SEPARATOR, Plan, combined, shown, shown_in_context, with_joined_id
from myositis.mapping.model import FindingMap, StudyMapping
from myositis.mapping.number_form import UNKNOWN_VALUE, NumberForm, form_of
from myositis.mapping.readers import (
    Missing,
    Reader,
    constant_limit,
    limit_by_sex,
    limit_reader,
    reader_of,
)
from myositis.mapping.units import MULTIPLES
from myositis.mapping.values import key, reason_of
from myositis.reading.cohort import ReadCohort, read_values
from myositis.redcap.dictionary import read_dictionary
from myositis.redcap.exports import as_raw_export
from myositis.rules.vocabulary import Measurement, Text

if TYPE_CHECKING:
    from myositis.files import RawTable


MOST_NAMES = 12
"""So many columns that the mapping does not name are listed."""


def apply_mapping(mapping: StudyMapping, table: RawTable, *, previews: bool = False) -> tuple[RawTable, ReadCohort]:
    """Read every cell of a table through a mapping. previews: keep every distinct raw value.

    Returns the table as it is written out again (the same rows, or one per patient when the mapping collapses several rows)
    and the values, row by row. A value that the mapping does not know makes its row invalid.

    Errors: UnknownNameError when the file lacks a column that the mapping names.
    """
    headers: dict[str, str] = {}
    read_from = table
    if mapping.redcap_dictionary is not None:
        read_from, headers = as_raw_export(table, read_dictionary(mapping.redcap_dictionary))
    if mapping.rows.id:
        read_from = with_joined_id(read_from, mapping.rows.id)
    plans = {plan.variable.name: plan for plan in make_plans(mapping, read_from)}
    work = combined(read_from.frame, list(plans.values()), table.source)
    collapsing = mapping.rows.collapse is not None
    cohort = read_values(
        work if previews else _without_missing_texts(work, mapping, read_from),
        sources=[plan.source for plan in plans.values()],
        first_row=table.first_row,
        previews=previews,
        check_ids=not collapsing,
        whole=None if collapsing else table.frame,
    )
    settle_centuries(cohort, mapping.finding(birth_date.name), mapping.date_format, plans, work)
    _name_own_columns(cohort, plans, headers)
    _count_unknown_values(cohort)
    _note_blanks_read_as_no(cohort, mapping, work, headers)
    _note_unread(cohort, mapping, plans, [headers.get(name, name) for name in table.frame.columns], headers)
    if collapsing:
        return collapse(mapping, table, read_from.frame, cohort, plans, work)
    _hint_at_collapse(cohort)
    return table, cohort


def _without_missing_texts(work: pl.DataFrame, mapping: StudyMapping, table: RawTable) -> pl.DataFrame:
    """Text is taken over as it is, without asking for each cell: its missing codes become null beforehand."""
    for finding in mapping.findings:
        if isinstance(finding.variable, Text) and finding.asked_when is None:
            missing = _missing(mapping, table, finding, finding.column)
            cells = work[finding.variable.name]
            codes = [word for word in cells.unique().to_list() if word and missing.reason(word) is not None]
            work = work.with_columns(cells.replace(codes, [None] * len(codes)).alias(finding.variable.name))
    return work


def _name_own_columns(cohort: ReadCohort, plans: dict[str, Plan], headers: dict[str, str]) -> None:
    """Reports name the columns of the user's file, and show their cells."""

    def own(name: str) -> str:
        column = plans[name].columns[0]
        return headers.get(column, column.removeprefix(JOINED[0]))

    cohort.problems = [
        replace(problem, column=own(problem.column), value=shown(plans[problem.column], problem.value))
        for problem in cohort.problems
    ]
    cohort.previews = [
        replace(preview, column=own(preview.finding), raw=shown_in_context(plans[preview.finding], preview.raw))
        for preview in cohort.previews
    ]


def _count_unknown_values(cohort: ReadCohort) -> None:
    """Every report of a value that the mapping does not know says in how many rows it stands."""
    counts = Counter((problem.column, problem.value) for problem in cohort.problems if problem.code == UNKNOWN_VALUE)
    cohort.problems = [
        replace(problem, message=f"{problem.message} ({rows(counts[problem.column, problem.value])})")
        if problem.code == UNKNOWN_VALUE
        else problem
        for problem in cohort.problems
    ]


def rows(count: int) -> str:
    """`1 row`, `3 rows`."""
    return f"{count} row" if count == 1 else f"{count} rows"


def _note_blanks_read_as_no(cohort: ReadCohort, mapping: StudyMapping, work: pl.DataFrame, headers: dict[str, str]) -> None:
    """A blank or an empty box that is read as a no is never silent."""
    for finding in mapping.findings:
        name, column = finding.variable.name, headers.get(finding.column, finding.column)
        if finding.blank == "no":
            blank = work[name].fill_null("").str.contains(rf"^\s*($|{SEPARATOR})")
            count = int((blank & (cohort.values[name] == False).fill_null(False)).sum())  # noqa: E712 - a column
            cohort.notes.append(f"`{column}`: {rows_are(count)} blank and read as no, as the mapping says")
        elif finding.checkbox and finding.unticked == "no":
            count = int((cohort.values[name] == False).fill_null(False).sum())  # noqa: E712 - a column
            cohort.notes.append(f"`{column}`: {rows_are(count)} not ticked and read as no, as the mapping says")


def _note_unread(
    cohort: ReadCohort, mapping: StudyMapping, plans: dict[str, Plan], columns: list[str], headers: dict[str, str]
) -> None:
    """Columns of the file that the mapping does not name are named here."""
    rows = mapping.rows
    read = {*rows.id, rows.event_column, rows.order_by, *(column for plan in plans.values() for column in plan.columns)}
    own = {headers.get(name, name) for name in read if name is not None}
    others = [name for name in columns if name not in own]
    if others:
        more = f" and {len(others) - MOST_NAMES} more" if len(others) > MOST_NAMES else ""
        cohort.notes.append(f"{', '.join(others[:MOST_NAMES])}{more}: not in the mapping, so not read")


def _hint_at_collapse(cohort: ReadCohort) -> None:
    twice = {problem.value for problem in cohort.problems if problem.code == "id_duplicate"}
    if twice:
        cohort.notes.append(
            f"patients in several rows ({len(twice)} found) are refused: "
            'say what they become in the mapping, [rows] collapse = "ever", "first", "last" or "event:<name>"'
        )


def rows_are(count: int) -> str:
    """`1 row is`, `3 rows are`."""
    return f"{rows(count)} {'is' if count == 1 else 'are'}"


def make_plans(mapping: StudyMapping, table: RawTable) -> list[Plan]:
    """How each finding is read from this table: its columns, and the reader of their cells."""
    form = number_form(mapping, table)
    plans: list[Plan] = []
    for finding in mapping.findings:
        missing = _missing(mapping, table, finding, finding.column)
        read = reader_of(finding, missing, form=form, date_format=mapping.date_format)
        plans.append(Plan(finding.variable, finding.columns, read))
        if is_enzyme(finding):
            plans += _limit_plan(mapping, table, finding, form)
    order = {name: place for place, name in enumerate(DICTIONARY)}
    return sorted(plans, key=lambda plan: order.get(plan.variable.name, len(order)))  # a registry's own findings stand last


def _missing(mapping: StudyMapping, table: RawTable, finding: FindingMap, column: str) -> Missing:
    user_missing = {key(code): reason_of(text) for code, text in table.missing_reasons.get(column, {}).items()}
    return text_missing(mapping, finding, user_missing)


def text_missing(mapping: StudyMapping, finding: FindingMap, user_missing: dict[str, str]) -> Missing:
    """The reasons under which a cell is not recorded. An id is never one of the usual words: NA may be a patient's."""
    if finding.variable.name == patient_id.name:
        return Missing(finding, {}, {}, words=False)
    return Missing(finding, user_missing, mapping.missing)


def _limit_plan(mapping: StudyMapping, table: RawTable, finding: FindingMap, form: NumberForm) -> list[Plan]:
    """The source of an enzyme's limit of normal, when the enzyme's own part gives it."""
    variable = DICTIONARY[f"{finding.variable.name}_uln"]
    assert isinstance(variable, Measurement)
    units = (finding.unit_column,) if finding.unit_column is not None and finding.limit_unit is None else ()
    if finding.limit_column is not None:
        missing = _missing(mapping, table, finding, finding.limit_column)
        read = limit_reader(finding, variable, missing, form_of(finding, form))
        return [Plan(variable, (finding.limit_column, *units), read)]
    if finding.unit == MULTIPLES or isinstance(finding.limit, Decimal):
        constant = constant_limit(finding, variable)
        return [Plan(variable, (finding.column,), lambda _: constant, constant)]
    if isinstance(finding.limit, dict):
        sex = mapping.finding("sex")
        assert sex is not None
        read_sex: Reader = reader_of(
            replace(sex, asked_when=None),
            _missing(mapping, table, sex, sex.column),
            form=form,
            date_format=None,
        )
        return [Plan(variable, (sex.column,), limit_by_sex(finding, variable, read_sex))]
    if finding.unit_column is not None and mapping.finding(variable.name) is None:
        # Only the rows in multiples of the limit have one.
        by_unit = limit_reader(finding, variable, Missing(finding, {}, {}), form)
        return [Plan(variable, (finding.column, finding.unit_column), lambda parts: by_unit(("", parts[1])))]
    return []


def number_form(mapping: StudyMapping, table: RawTable) -> NumberForm:
    """How the file writes numbers: as the mapping says, otherwise by the evidence of its number columns."""
    comma = mapping.decimal_comma
    if comma is None and mapping.thousands in (",", "."):
        comma = mapping.thousands == "."
    if comma is None:
        numbers = []
        for finding in mapping.findings:
            if isinstance(finding.variable, Measurement):
                numbers += [name for name in (finding.column, finding.limit_column) if name in table.frame.columns]
        names = [name for name in dict.fromkeys(numbers) if name is not None]
        try:
            comma = decimal_comma(table.frame, names, table.first_row)
        except FileFormatError:
            comma = None  # the cells that can be read in two ways become problems, the others are read
    return NumberForm(comma, mapping.thousands)
