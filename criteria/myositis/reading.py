"""Read the cells of a cohort by the data dictionary: values, what is not recorded and why, and every problem.

Each distinct raw value of a column is read once, by `cells.read_cell` or by a study's own mapping, so that the preview shows
exactly what was applied. A row with a problem is invalid; it is never dropped and its other cells are still read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import polars as pl

from myositis.cells import Cell, read_cell
from myositis.dates import Days
from myositis.errors import nearest
from myositis.evaluate import Interval
from myositis.findings import DICTIONARY, patient_id
from myositis.record import UPTO
from myositis.rules import Category, Day, Finding, Measurement, Variable

ROW = "row"
"""The name of the ids when the row number serves as id."""


@dataclass(frozen=True)
class Problem:
    """Why a row is invalid. row: as a spreadsheet shows it. value: the cell that could not be read, nothing else."""

    row: int
    column: str
    code: str
    message: str
    value: str | None = None

    def __str__(self) -> str:
        given = "" if self.value is None else f" (given: {self.value!r})"
        return f"row {self.row}, {self.column}: {self.message}{given} [{self.code}]"


@dataclass(frozen=True)
class Source:
    """Where a finding is read from: a column of the file, and how one raw cell of it is read.

    plain: read by the data dictionary's own rules, so that typed columns need not be read cell by cell.
    """

    variable: Variable
    column: str
    read: Callable[[Any], Cell]
    plain: bool = False


@dataclass(frozen=True)
class Preview:
    """One distinct raw value of a column: what it became and how often it occurs."""

    column: str
    finding: str
    raw: Any
    cell: Cell
    count: int


@dataclass
class ReadCohort:
    """A cohort as values.

    values: one row per row of the file; a column per finding that is read: booleans, numbers (with the highest value under
    `name__upto` where a number is known as an interval), text and dates. ids: text. invalid: true for rows with a problem.
    missing: how often each reason for a missing value was given, by finding.
    """

    values: pl.DataFrame
    ids: pl.Series
    problems: list[Problem]
    invalid: pl.Series
    first_row: int
    previews: list[Preview] = field(default_factory=list)
    missing: dict[str, Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    """What looks odd although the recorded values stand; found when the cohort is classified."""

    def record(self, place: int) -> dict[str, Any]:
        """What is recorded in one row, by name: for `classification.classify_record`."""
        return _record(self.values.row(place, named=True))

    def records(self) -> Iterator[dict[str, Any]]:
        """What is recorded in each row, in order."""
        return map(_record, self.values.iter_rows(named=True))

    def problems_of(self, place: int) -> list[Problem]:
        """The problems of one row."""
        return [problem for problem in self.problems if problem.row == place + self.first_row]


def _record(row: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or name.endswith(UPTO):
            continue
        top = row.get(name + UPTO)
        variable = DICTIONARY[name]
        if isinstance(variable, Day):
            record[name] = Days(value, top or value)
        else:
            record[name] = Interval(value, top) if top is not None and top != value else value
    return record


def sources_by_name(frame: pl.DataFrame, *, decimal_comma: bool = False) -> list[Source]:
    """The columns that carry names of the data dictionary, read by its own rules."""
    return [_own_source(variable, frame[name], decimal_comma) for name, variable in DICTIONARY.items() if name in frame.columns]


def marks_of(column: pl.Series) -> set[str]:
    """Which of `+`, `-` and `2` a column holds: how its other cells are read depends on them."""
    if column.dtype == pl.String:
        words = column.str.strip_chars().str.strip_suffix(".0").unique()
        return {mark for mark in ("+", "-", "2") if mark in words}
    return {"2"} if column.dtype.is_numeric() and bool((column == 2).any()) else set()


def _own_source(variable: Variable, column: pl.Series, decimal_comma: bool) -> Source:
    words = marks_of(column) if isinstance(variable, Finding) else set()
    signs, twos = {"+", "-"} <= words, "2" in words

    def read(raw: Any) -> Cell:
        return read_cell(variable, raw, signs=signs, twos=twos, decimal_comma=decimal_comma)

    return Source(variable, variable.name, read, plain=True)


@lru_cache(maxsize=64)
def near_misses(columns: tuple[str, ...], read: frozenset[str]) -> list[str]:
    """Columns that are not read although their name is close to one of the dictionary."""
    notes = []
    for column in columns:
        close = nearest(column, [name for name in DICTIONARY if name not in read])
        if column not in read and close:
            notes.append(f"`{column}` is not read; did you mean `{close}`?")
    return notes


def read_values(
    frame: pl.DataFrame,
    *,
    sources: Sequence[Source] | None = None,
    first_row: int = 2,
    decimal_comma: bool = False,
    previews: bool = False,
    check_ids: bool | Collection[str] = True,
) -> ReadCohort:
    """Read every cell of a cohort.

    frame: raw cells, text or typed. sources: where each finding is read from; by default the columns with its name.
    first_row: the number of the first row as a spreadsheet shows it. previews: keep every distinct raw value.
    check_ids: False to leave the ids alone; the ids that stand in more than one row, when a caller has seen the whole file
    and this is only a part of it.
    """
    chosen = sources_by_name(frame, decimal_comma=decimal_comma) if sources is None else list(sources)
    reader = _Reader(frame, first_row, previews)
    for source in chosen:
        reader.read(source)
    read_columns = {source.column for source in chosen}
    reader.notes += near_misses(tuple(frame.columns), frozenset(read_columns))
    ids = reader.columns.pop(patient_id.name, None)
    reader.missing.pop(patient_id.name, None)  # an id that is missing is a problem, not a missing finding
    if ids is None:
        reader.notes.append("there is no patient_id column: the row number serves as id")
        ids = pl.int_range(first_row, first_row + frame.height, eager=True).cast(pl.String).alias(ROW)
    elif check_ids is not False:
        column = next(source.column for source in chosen if source.variable.name == patient_id.name)
        reader.check_ids(ids, column, None if check_ids is True else check_ids)
    values = pl.DataFrame(reader.columns) if reader.columns else pl.DataFrame()
    if not reader.columns:
        values = pl.select(pl.repeat(None, frame.height, dtype=pl.Boolean).alias(next(iter(DICTIONARY))))
    return ReadCohort(values, ids, reader.problems, reader.invalid, first_row, reader.previews, reader.missing, reader.notes)


class _Reader:
    """Collects the values and problems of one frame."""

    def __init__(self, frame: pl.DataFrame, first_row: int, previews: bool) -> None:
        self.frame, self.first_row, self.keep_previews = frame, first_row, previews
        self.columns: dict[str, pl.Series] = {}
        self.problems: list[Problem] = []
        self.previews: list[Preview] = []
        self.missing: dict[str, Counter[str]] = {}
        self.notes: list[str] = []
        self.invalid = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True).alias("invalid")

    def read(self, source: Source) -> None:
        """Read one column into values."""
        raw, variable = self.frame[source.column], source.variable
        if self.keep_previews or not source.plain:
            self._by_distinct_value(source, raw)
            return
        if isinstance(variable, Finding) and raw.dtype == pl.Boolean:
            self.columns[variable.name] = raw.alias(variable.name)
            return
        if variable == patient_id and raw.dtype == pl.String:
            stripped = raw.str.strip_chars().replace("", None)
            self.columns[variable.name] = stripped.alias(variable.name)
            return
        values = variable.values if isinstance(variable, Category) and raw.dtype == pl.String else ()
        if values and reduce(or_, (raw == value for value in values)).all():
            self.columns[variable.name] = raw.alias(variable.name)
            return
        fast = self._numbers(raw, variable) if isinstance(variable, Measurement) else None
        if fast is not None:
            self.columns[variable.name] = fast
            return
        self._by_distinct_value(source, raw)

    @staticmethod
    def _numbers(raw: pl.Series, variable: Measurement) -> pl.Series | None:
        """A column of numbers that are all possible, or None when its cells must be read one by one."""
        if not raw.dtype.is_numeric():
            return None
        numbers = raw.cast(pl.Float64).fill_nan(None).alias(variable.name)
        low, high = numbers.min(), numbers.max()
        possible = low is None or (
            float(low) >= variable.lowest  # type: ignore[arg-type]
            and float(high) <= min(variable.highest, 1e300)  # type: ignore[arg-type]
            and not (variable.above_lowest and low == variable.lowest)
        )
        return numbers if possible else None

    def _by_distinct_value(self, source: Source, raw: pl.Series) -> None:
        name = source.variable.name
        counts = raw.rename("raw").value_counts(name="count")
        distinct = counts["raw"].to_list()
        cells = [source.read(value) for value in distinct]
        reasons: Counter[str] = Counter()
        for value, cell, count in zip(distinct, cells, counts["count"].to_list(), strict=True):
            if cell.value is None and cell.problem is None:
                reasons[cell.reason or "blank"] += count
            if self.keep_previews:
                self.previews.append(Preview(source.column, name, value, cell, count))
        self.missing[name] = reasons
        table = pl.DataFrame({"raw": counts["raw"], "place": pl.int_range(len(cells), eager=True)})
        joined = raw.rename("raw").to_frame().join(table, on="raw", how="left", nulls_equal=True, maintain_order="left")
        place = joined["place"]
        for column, values in _as_columns(source.variable, cells).items():
            self.columns[column] = values.gather(place).alias(column)
        wrong = pl.Series([cell.problem is not None for cell in cells], dtype=pl.Boolean).gather(place)
        if wrong.any():
            self.invalid = self.invalid | wrong
            for row in wrong.arg_true().to_list():
                cell, value = cells[place[row]], distinct[place[row]]
                self.add(row, source.column, cell.problem or "", cell.message, str(value))

    def add(self, row: int, column: str, code: str, message: str, value: str | None = None) -> None:
        self.problems.append(Problem(row + self.first_row, column, code, message, value))

    def check_ids(self, ids: pl.Series, column: str, repeated: Collection[str] | None) -> None:
        """Every patient has an id, and no two rows the same."""
        blank = ids.is_null()
        if not blank.any() and repeated is None and ids.hash().n_unique() == len(ids):
            return  # as many hashes as rows: no id stands twice, and numbers are quicker to compare than texts
        if repeated is None:
            twice = ids.is_duplicated() & ~blank
        else:
            twice = ids.is_in(list(repeated)).fill_null(False) if repeated else ~blank & blank
        for row in blank.arg_true().to_list():
            self.add(row, column, "id_missing", "the patient id is missing")
        for row in twice.arg_true().to_list():
            self.add(row, column, "id_duplicate", "this patient id stands in more than one row", ids[row])
        self.invalid = self.invalid | blank | twice


def _as_columns(variable: Variable, cells: list[Cell]) -> dict[str, pl.Series]:
    """The values of the cells as columns; intervals and partial dates have their upper end in a column of its own."""
    values, name = [cell.value for cell in cells], variable.name
    match variable:
        case Finding():
            return {name: pl.Series(values, dtype=pl.Boolean)}
        case Measurement():
            low = [value.low if isinstance(value, Interval) else value for value in values]
            high = [value.high if isinstance(value, Interval) else value for value in values]
            columns = {name: pl.Series(low, dtype=pl.Float64)}
            return columns | ({name + UPTO: pl.Series(high, dtype=pl.Float64)} if high != low else {})
        case Day():
            first = [value.first if value else None for value in values]
            last = [value.last if value else None for value in values]
            columns = {name: pl.Series(first, dtype=pl.Date)}
            return columns | ({name + UPTO: pl.Series(last, dtype=pl.Date)} if first != last else {})
    return {name: pl.Series(values, dtype=pl.String)}
