"""From a file to a study: long or wide, with a mapping or without, with the group of every patient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from myositis.errors import unknown
from myositis.files import decimal_comma
from myositis.response.cells import Cells
from myositis.response.measures import INPUTS
from myositis.response.reading import ReadVisits, read_visits
from myositis.response.said import Said
from myositis.response.statuses import ID
from myositis.response.study import Study, make_study
from myositis.response.visits import Layout
from myositis.response.wide import VISIT_COLUMN, as_long, is_wide

if TYPE_CHECKING:
    from myositis.files import RawTable


@dataclass(frozen=True)
class StudyFile:
    """A file as a study. table: its rows, one per visit, to which the results are added."""

    table: pl.DataFrame
    study: Study
    layout: Layout
    wide: bool


def study_of(
    table: RawTable, said: Said, cells: Cells | None = None, *, percent_of: str = "baseline", confirmed: bool = False
) -> StudyFile:
    """Read a table of visits. UnknownNameError when something must be said, or a column is not there."""
    choices, layout = said.choices(), said.layout(table.frame.columns)
    wide = is_wide(table.frame.columns, layout)
    own: dict[tuple[str, str], str] = {}
    if wide:
        long = as_long(table.frame, layout)
        frame, rows, own = long.frame, long.rows + table.first_row, long.own
        layout = replace(layout, visit=VISIT_COLUMN)
    else:
        frame = _labelled(table, [layout.visit, layout.by])
        rows = pl.int_range(table.first_row, table.first_row + table.frame.height, eager=True)
    visits = frame[VISIT_COLUMN].to_list() if wide else []

    def named(place: int, column: str) -> str:
        return own.get((column, visits[place]), column) if own else column

    cells = _cells(table, frame, layout, cells or Cells())
    read = read_visits(frame, choices, layout, cells=cells, rows=rows, named=named)
    if wide:
        read.notes.append(f"read as a wide file: {len(read.weeks)} visits of {table.frame.height} patients")
        read.notes += [f"`{name}` belongs to no visit and is not read" for name in long.unread]
    read.notes += _order(read)
    groups = _groups(frame, read, layout)
    study = make_study(read, choices, layout, groups, percent_of=percent_of, confirmed=confirmed)
    return StudyFile(frame if wide else table.frame, study, layout, wide)


def _labelled(table: RawTable, columns: list[str | None]) -> pl.DataFrame:
    """The table with the labels of coded visits and groups (SPSS, Stata, SAS) in place of their codes."""
    frame = table.frame
    for name in columns:
        labels = table.value_labels.get(name or "", {})
        if name in frame.columns and labels:
            told = [None if cell is None else str(labels.get(cell, cell)) for cell in frame[name].to_list()]
            frame = frame.with_columns(pl.Series(name, told, dtype=pl.String))
    return frame


def _cells(table: RawTable, frame: pl.DataFrame, layout: Layout, cells: Cells) -> Cells:
    """How this file writes its cells; the decimal mark by the evidence of its number columns unless it is said."""
    columns = [layout.columns.get(name, name) for name in INPUTS]
    comma = cells.decimal_comma or decimal_comma(frame, [name for name in columns if name in frame.columns], table.first_row)
    return replace(cells, decimal_comma=comma, reasons={**table.missing_reasons})


def _order(read: ReadVisits) -> list[str]:
    """The visits in the order in which they were read, so that a person can see it."""
    known = sorted((week, name) for name, week in read.weeks.items() if week is not None)
    if not known:
        return []
    return ["visits in order: " + ", ".join(f"{name} (week {week:g})" for week, name in known)]


def _groups(frame: pl.DataFrame, read: ReadVisits, layout: Layout) -> dict[str, str]:
    """The group of each patient: the one value that stands in any of the patient's rows."""
    if layout.by is None:
        return {}
    if layout.by not in frame.columns:
        raise unknown("column with the group", layout.by, frame.columns)
    told: dict[str, set[str]] = {}
    for patient, group in zip(read.values[ID].to_list(), frame[layout.by].to_list(), strict=True):
        text = "" if group is None else str(group).strip()
        if patient is not None:
            told.setdefault(patient, set()).update({text} - {""})
    several = sum(len(groups) > 1 for groups in told.values())
    without = sum(not groups for groups in told.values())
    for count, what in ((several, "several groups"), (without, "no group")):
        if count:
            read.notes.append(f"{count} patients have {what} in `{layout.by}`: they are counted as `{_NONE[what]}`")
    return {
        patient: next(iter(groups)) if len(groups) == 1 else _NONE["several groups" if groups else "no group"]
        for patient, groups in told.items()
    }


_NONE = {"several groups": "(several)", "no group": "(none)"}
