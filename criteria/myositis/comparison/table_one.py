"""Table 1: the cohort by diagnosis, or by any column, with what was tested and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from myositis.comparison.basics import Frozen
from myositis.rules.vocabulary import Category, Finding, Measurement

if TYPE_CHECKING:
    from myositis.reading.cohort import ReadCohort

EVERYBODY = "all"


class TableOneCell(Frozen):
    """One group. tested: in whom it is recorded; missing: in whom it is not. present: of the tested, for a finding or a value
    of a category. median and quartiles (linear interpolation, type 7 in R): of a number, in the dictionary's unit."""

    tested: int
    missing: int
    present: int | None = None
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None


class TableOneRow(Frozen):
    """A finding, a value of a category, or a number, with a cell for each group. kind: `finding`, `category` or `number`."""

    variable: str
    label: str
    kind: str
    value: str | None
    unit: str
    cells: tuple[TableOneCell, ...]


class TableOne(Frozen):
    """The evaluable patients as recorded: nothing is derived, and what is not recorded is counted as missing.

    by: the column that makes the groups, None without groups. groups and sizes: first everybody, then the values of the
    column, largest first; a blank is a group of its own. rows: in the order of the data dictionary, without findings that are
    nowhere recorded.
    """

    by: str | None
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    rows: tuple[TableOneRow, ...]

    @property
    def frame(self) -> pl.DataFrame:
        """One row for each row and group: variable, label, kind, value, unit, group, n, tested, missing, present, share,
        median, lower_quartile, upper_quartile."""
        kinds = {
            **dict.fromkeys(("variable", "label", "kind", "value", "unit", "group"), pl.String),
            **dict.fromkeys(("n", "tested", "missing", "present"), pl.Int64),
            **dict.fromkeys(("share", "median", "lower_quartile", "upper_quartile"), pl.Float64),
        }
        rows = [
            (
                *(row.variable, row.label, row.kind, row.value, row.unit, group, n),
                *(cell.tested, cell.missing, cell.present),
                cell.present / cell.tested if cell.present is not None and cell.tested else None,
                *(cell.median, cell.lower_quartile, cell.upper_quartile),
            )
            for row in self.rows
            for group, n, cell in zip(self.groups, self.sizes, row.cells, strict=True)
        ]
        return pl.DataFrame(rows, schema=kinds, orient="row")


def table_one(cohort: ReadCohort, places: Sequence[int], by: str | None, groups: pl.Series | None) -> TableOne:
    """Table 1 of these rows of the cohort. groups: the group of every row of the cohort, as text."""
    chosen = pl.Series(places, dtype=pl.UInt32)
    values = cohort.values[chosen] if len(chosen) else cohort.values.clear()
    own = None if groups is None else groups.gather(chosen)
    counted = [] if own is None else sorted(own.value_counts().rows(), key=lambda item: (-item[1], str(item[0])))
    names = [EVERYBODY, *(str(name) for name, _ in counted)]
    parts = [values, *(values.filter(own == name) for name, _ in counted if own is not None)]
    rows: list[TableOneRow] = []
    for name, variable in cohort.dictionary.items():
        if name not in values.columns or values[name].null_count() == values.height:
            continue
        if isinstance(variable, Finding):
            cells = tuple(_present(part[name], part[name].sum()) for part in parts)
            rows.append(_row(name, variable.label, "finding", None, "", cells))
        elif isinstance(variable, Category):
            for value in variable.values:
                cells = tuple(_present(part[name], (part[name] == value).sum()) for part in parts)
                rows.append(_row(name, variable.label, "category", value, "", cells))
        elif isinstance(variable, Measurement):
            unit = getattr(variable, "unit", "") or ""
            rows.append(_row(name, variable.label, "number", None, unit, tuple(_quartiles(part[name]) for part in parts)))
    return TableOne(by=by, groups=tuple(names), sizes=tuple(part.height for part in parts), rows=tuple(rows))


def _row(name: str, label: str, kind: str, value: str | None, unit: str, cells: tuple[TableOneCell, ...]) -> TableOneRow:
    return TableOneRow(variable=name, label=label, kind=kind, value=value, unit=unit, cells=cells)


def _present(column: pl.Series, present: float | Decimal) -> TableOneCell:
    missing = column.null_count()
    return TableOneCell(tested=len(column) - missing, missing=missing, present=int(present))


def _quartiles(column: pl.Series) -> TableOneCell:
    missing = column.null_count()
    low, middle, high = (column.quantile(share, interpolation="linear") for share in (0.25, 0.5, 0.75))
    return TableOneCell(tested=len(column) - missing, missing=missing, median=middle, lower_quartile=low, upper_quartile=high)
