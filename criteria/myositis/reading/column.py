"""Read one column of a cohort: typed cells as they are, of all others each distinct value once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from myositis.dictionary.findings import patient_id
from myositis.reading.cell import Cell
from myositis.rules.values import UPTO, Interval
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Variable


@dataclass(frozen=True)
class SourceColumn:
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


@dataclass(frozen=True)
class ReadColumn:
    """What became of one column.

    values: by name; the highest value of a number or date known as an interval under `name__upto`. missing: how often each
    reason for a missing value was given; None where typed cells need no reason. problems: row (from 0), cell and raw text.
    """

    values: dict[str, pl.Series]
    missing: Counter[str] | None = None
    previews: list[Preview] = field(default_factory=list)
    problems: list[tuple[int, Cell, str]] = field(default_factory=list)


def read_column(source: SourceColumn, raw: pl.Series, *, previews: bool) -> ReadColumn:
    """Read every cell of a column. previews: keep every distinct raw value."""
    typed = _typed(source.variable, raw) if source.plain and not previews else None
    if typed is not None:
        return ReadColumn({source.variable.name: typed.alias(source.variable.name)})
    return _by_distinct_value(source, raw, previews)


def _typed(variable: Variable, raw: pl.Series) -> pl.Series | None:
    """The column of values when every cell is a possible value already, or blank; None when cells must be read."""
    match variable:
        case Finding() if raw.dtype == pl.Boolean:
            return raw
        case Category(values=values) if raw.dtype == pl.String:
            return raw if reduce(or_, (raw == value for value in values)).all() else None
        case Measurement() if raw.dtype.is_numeric():
            return _numbers(variable, raw)
    return raw.str.strip_chars().replace("", None) if variable == patient_id and raw.dtype == pl.String else None


def _numbers(variable: Measurement, raw: pl.Series) -> pl.Series | None:
    """A column of numbers that are all possible, or None."""
    numbers = raw.cast(pl.Float64).fill_nan(None)
    low, high = numbers.min(), numbers.max()
    possible = low is None or (
        float(low) >= variable.lowest  # type: ignore[arg-type]
        and float(high) <= min(variable.highest, 1e300)  # type: ignore[arg-type]
        and not (variable.above_lowest and low == variable.lowest)
    )
    return numbers if possible else None


def _by_distinct_value(source: SourceColumn, raw: pl.Series, previews: bool) -> ReadColumn:
    counts = raw.rename("raw").value_counts(name="count")
    distinct = counts["raw"].to_list()
    cells = [source.read(value) for value in distinct]
    missing: Counter[str] = Counter()
    kept = []
    for value, cell, count in zip(distinct, cells, counts["count"].to_list(), strict=True):
        if cell.value is None and cell.problem is None:
            missing[cell.reason or "blank"] += count
        if previews:
            kept.append(Preview(source.column, source.variable.name, value, cell, count))
    table = pl.DataFrame({"raw": counts["raw"], "place": pl.int_range(len(cells), eager=True)})
    joined = raw.rename("raw").to_frame().join(table, on="raw", how="left", nulls_equal=True, maintain_order="left")
    place = joined["place"]
    values = {name: column.gather(place).alias(name) for name, column in _as_columns(source.variable, cells).items()}
    wrong = pl.Series([cell.problem is not None for cell in cells], dtype=pl.Boolean)
    rows = wrong.gather(place).arg_true().to_list() if wrong.any() else []
    return ReadColumn(values, missing, kept, [(row, cells[place[row]], str(distinct[place[row]])) for row in rows])


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
