"""Read a table of visits: every cell by the dictionary of measures, who the patient is, which visit it is, and all problems.

A row that cannot be read is invalid and stays; its patient's other visits are still scored, unless it is the baseline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from myositis.errors import UnknownNameError, unknown
from myositis.reading.cell import NOT_RECORDED, Cell, read_cell
from myositis.reading.column import SourceColumn, read_column
from myositis.reading.day_formats import read_day
from myositis.reading.problem import Problem
from myositis.response.cells import Cells
from myositis.response.choices import GLOBALS, Choices
from myositis.response.measures import ENZYME_NAME, ENZYMES, INPUTS, CoreMeasure
from myositis.response.ordering import MEASURED, TEXTS, UNREADABLE, in_order
from myositis.response.statuses import DATE, FLAG, ID, IS_BASELINE, STATUS, VISIT_NAME, WEEK
from myositis.response.visits import Layout
from myositis.rules.values import UPTO
from myositis.rules.vocabulary import Category, Finding, Measurement

_ENZYME_NAME = Category(ENZYME_NAME, "name of the enzyme", "which enzyme `enzyme` is", "Enzymes", values=tuple(ENZYMES))
_FLAG = Finding("flag", "rescue or discontinuation")


@dataclass
class ReadVisits:
    """A table of visits as values, one row per row of the table.

    values: a column per recorded number (floats), the name of the study's own enzyme, and the id, name, week, date, baseline,
    flag and status of each visit. weeks: every visit's name with its week. names: the numbers that are read. rows: the number of
    each row in the user's file. codes: by place of the row, what is wrong with it ("mmt: out_of_range").
    """

    values: pl.DataFrame
    problems: list[Problem]
    warnings: list[Problem]
    notes: list[str]
    weeks: dict[str, float | None]
    names: tuple[str, ...]
    rows: pl.Series
    codes: dict[int, list[str]]


def columns_of(frame: pl.DataFrame, layout: Layout) -> dict[str, str]:
    """Where each number is read from. UnknownNameError when a column that was named is missing, or there is no measure."""
    found = {}
    for name in (*INPUTS, ENZYME_NAME):
        column = layout.columns.get(name, name)
        if column in frame.columns:
            found[name] = column
        elif name in layout.columns:
            raise unknown("column", column, frame.columns)
    for name in layout.columns:
        if name not in INPUTS and name != ENZYME_NAME:
            raise unknown("measure", name, [*INPUTS, ENZYME_NAME])
    if not found:
        raise UnknownNameError(
            "no column is a measure of the response criteria: name them (`--measure physician_global=COLUMN`); "
            f"measures: {', '.join(INPUTS)}"
        )
    return found


def read_visits(
    frame: pl.DataFrame,
    study: Choices,
    layout: Layout,
    *,
    cells: Cells | None = None,
    rows: pl.Series | None = None,
    first_row: int = 2,
    named: Callable[[int, str], str] | None = None,
) -> ReadVisits:
    """Read a table with one row per visit.

    rows: the number of each row as the user's file has it; by default counted from first_row. named: the user's own
    name of a column, by the place of the row (of a wide file it depends on the visit). Errors: UnknownNameError when a
    column is missing, the baseline does not occur, or visits cannot be put in order.
    """
    numbers = rows if rows is not None else pl.int_range(first_row, first_row + frame.height, eager=True)
    reader = _Reader(frame, study, layout, cells or Cells(), numbers, named or _as_it_is)
    reader.measures()
    reader.identify()
    return reader.done()


def _as_it_is(_: int, column: str) -> str:
    return column


class _Reader:
    """Reads one table, step by step."""

    def __init__(
        self, frame: pl.DataFrame, study: Choices, layout: Layout, cells: Cells, rows: pl.Series, named: Callable[[int, str], str]
    ) -> None:
        self.frame, self.study, self.layout, self.cells, self.rows, self.named = frame, study, layout, cells, rows, named
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.codes: dict[int, list[str]] = {}
        self.notes: list[str] = []
        self.columns: dict[str, pl.Series] = {}
        self.invalid = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)

    def measures(self) -> None:
        """Every number, in its range."""
        for name, column in columns_of(self.frame, self.layout).items():
            if name == ENZYME_NAME:
                item: Measurement | Category = _ENZYME_NAME
            else:
                item = INPUTS[name]
                empty = self.frame[column].null_count() == self.frame.height
                if isinstance(item, CoreMeasure) and not empty:
                    item = self.study.scaled(item)
            outside = self._read(item, column)
            if name in GLOBALS:
                self._scale_in_doubt(name, column, outside)
        for name, limit in self.layout.limits.items():
            self.columns.setdefault(f"{name}_uln", pl.repeat(limit, self.frame.height, dtype=pl.Float64, eager=True))
        self.names = tuple(self.columns)

    def _read(self, item: Measurement | Category | Finding, column: str) -> int:
        """Read a column; how many of its values are outside their range."""
        comma = self.cells.decimal_comma
        codes = self.cells.missing or self.cells.reasons.get(column)

        def own(raw: Any) -> Cell:
            return read_cell(item, raw, decimal_comma=comma)

        read = read_column(
            SourceColumn(item, column, self.cells.respecting(column, own), plain=not codes), self.frame[column], previews=False
        )
        values = read.values[item.name]
        if item.name + UPTO in read.values:
            highest = read.values[item.name + UPTO]
            loose = (highest != values).fill_null(False)
            values = pl.select(pl.when(~loose).then(values)).to_series().alias(item.name)
            for row in loose.arg_true().to_list():
                text = "known only as a limit, such as <20: it is not compared"
                self.warnings.append(Problem(self.rows[row], self.named(row, column), "only_a_limit", text))
        for row, cell, value in read.problems:
            self._problem(row, column, cell.problem or "", cell.message, value)
        self.columns[item.name] = values
        return sum(cell.problem == "out_of_range" for _, cell, _ in read.problems)

    def _problem(self, row: int, column: str, code: str, message: str, value: str | None = None, personal: bool = False) -> None:
        self.problems.append(Problem(self.rows[row], self.named(row, column), code, message, value, personal=personal))
        self.codes.setdefault(row, []).append(f"{self.named(row, column)}: {code}")
        self.invalid[row] = True

    def _scale_in_doubt(self, name: str, column: str, outside: int) -> None:
        """Values that contradict the scale that was said."""
        maximum = self.study.maxima.get(name)
        if maximum == 10 and outside:
            values = "1 value is" if outside == 1 else f"{outside} values are"
            self.notes.append(f"`{column}` was said to end at 10, and {values} outside: is it 0 to 100 (vas 100)?")
        highest = self.columns[name].max()
        if maximum == 100 and isinstance(highest, float) and 0 < highest <= 10:
            self.notes.append(f"`{column}` was said to end at 100, and no value is above 10: is it 0 to 10 (vas 10)?")

    def identify(self) -> None:
        """Patient, name of the visit, date and flag."""
        layout = self.layout
        for what, column in (
            ("patient id", layout.patient_id),
            ("visit", layout.visit),
            ("date", layout.date),
            ("flag", layout.flag),
        ):
            if column is not None and column not in self.frame.columns:
                raise unknown(f"column with the {what}", column, self.frame.columns)
        if layout.visit is None and layout.date is None:
            raise UnknownNameError(
                "which column says the visit? Name it (`--visit COLUMN`), or a column of dates (`--date COLUMN`)"
            )
        self.columns[ID] = _text(self.frame[layout.patient_id])
        blank = pl.repeat(None, self.frame.height, dtype=pl.String, eager=True)
        self.columns[VISIT_NAME] = blank if layout.visit is None else _text(self.frame[layout.visit])
        self.columns[DATE] = self._dates()
        if layout.flag is not None:
            self._read(_FLAG, layout.flag)
            self.columns[FLAG] = self.columns.pop(_FLAG.name)
            blank_flags = self.columns[FLAG].null_count()
            if blank_flags:
                self.notes.append(f"`{layout.flag}` is blank in {blank_flags} rows: read as no rescue or discontinuation there")

    def _dates(self) -> pl.Series:
        column = self.layout.date
        if column is None:
            return pl.repeat(None, self.frame.height, dtype=pl.Date, eager=True)
        raw = self.frame[column]
        if raw.dtype == pl.Date:
            return raw

        def day(value: Any) -> Cell:
            if str(value if value is not None else "").strip().lower() in NOT_RECORDED:
                return Cell(reason="blank")
            cell = read_day(value, self.cells.date_format)
            if cell.value is not None and cell.value.first != cell.value.last:
                return Cell(problem="date_not_exact", message="the day of the visit is needed")
            return cell

        respecting = self.cells.respecting(column, day)
        cells = {value: respecting(value) for value in raw.unique().to_list()}
        found = []
        for row, value in enumerate(raw.to_list()):
            cell = cells[value]
            if cell.problem:
                self._problem(row, column, cell.problem, cell.message, str(value), personal=True)
            found.append(cell.value.first if cell.value is not None else None)
        return pl.Series(DATE, found, dtype=pl.Date)

    def _measured(self) -> pl.Series:
        """Rows that hold anything of the core set, readable or not."""
        held = [name for name in self.names if name != ENZYME_NAME and not (name.endswith("_uln"))]
        there = pl.DataFrame([self.columns[name] for name in held]).select(
            pl.any_horizontal(pl.all().is_not_null()) if held else pl.lit(False)
        )
        return there.to_series().alias("measured") | self.invalid

    def done(self) -> ReadVisits:
        """The values with the week and the status of every row."""
        layout = self.layout
        known = [self.columns[name].alias(name) for name in (ID, VISIT_NAME, DATE)]
        ordered = in_order(pl.DataFrame([*known, self._measured().alias(MEASURED), self.invalid.alias(UNREADABLE)]), layout)
        where = layout.visit or layout.date or ""
        for code, rows in ordered.problems.items():
            for row in rows:
                self._problem(row, layout.patient_id if code == "id_missing" else where, code, TEXTS[code])
        values = pl.DataFrame({name: column.alias(name) for name, column in self.columns.items()})
        values = values.with_columns(ordered.table.select(WEEK, IS_BASELINE, STATUS))
        self.problems.sort(key=lambda problem: problem.row)
        return ReadVisits(values, self.problems, self.warnings, self.notes, ordered.weeks, self.names, self.rows, self.codes)


def _text(column: pl.Series) -> pl.Series:
    """Ids and names of visits as text; a whole number in a column of fractions stays as it is written."""
    if column.dtype.is_float():
        whole = (column == column.round()).fill_null(True).all()
        column = column.cast(pl.Int64) if whole else column
    return column.cast(pl.String).str.strip_chars().replace("", None)
