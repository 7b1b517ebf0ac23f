"""Who a row belongs to and which visit it is: the baseline, the weeks since, and rows that are missing or repeated."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from myositis.response.statuses import (
    AT_BASELINE,
    BEFORE,
    DATE,
    ID,
    INVALID,
    IS_BASELINE,
    NO_BASELINE,
    NO_MEASURES,
    SCORED,
    STATUS,
    VISIT_NAME,
    WEEK,
)
from myositis.response.visits import FIRST, Layout

MEASURED, UNREADABLE = "__measured", "__unreadable"
_ROW, _START, _HAS = "__row", "__start", "__has"
TEXTS = {
    "id_missing": "the patient id is missing",
    "visit_missing": "the visit is missing",
    "visit_duplicate": "this visit of the patient stands in more than one row with measures",
    "baseline_duplicate": "the patient has more than one baseline",
    "visit_not_placed": "neither the name nor the date of this visit says its week",
}
"""What can be wrong with a row as a visit."""


@dataclass(frozen=True)
class Ordered:
    """The table with the week, baseline and status of every row, the week of every name, and by code the rows with a problem."""

    table: pl.DataFrame
    weeks: dict[str, float | None]
    problems: dict[str, list[int]]


def in_order(table: pl.DataFrame, layout: Layout) -> Ordered:
    """Put visits in order.

    table: `ID`, `VISIT_NAME`, `DATE`, and truths `MEASURED` (something of the core set stands in the row) and `UNREADABLE` (one
    of its cells cannot be read). Errors: UnknownNameError when the baseline does not occur or visits cannot be put in order.
    """
    weeks: dict[str, float | None] = {}
    if layout.visit is not None:
        weeks = layout.place(table[VISIT_NAME].drop_nulls().to_list(), dated=layout.date is not None)
    problems: dict[str, list[int]] = {}
    table = table.with_columns(pl.int_range(pl.len()).alias(_ROW))

    def wrong(code: str, where: pl.Expr) -> None:
        """Rows with measures for which this holds are invalid."""
        nonlocal table
        truth = table.select((where & pl.col(MEASURED)).fill_null(False)).to_series()
        if truth.any():
            problems[code] = truth.arg_true().to_list()
            table = table.with_columns((pl.col(UNREADABLE) | truth).alias(UNREADABLE))

    wrong("id_missing", pl.col(ID).is_null())
    wrong("visit_missing", pl.col(ID).is_not_null() & pl.col(VISIT_NAME).is_null() & pl.col(DATE).is_null())
    wrong("visit_duplicate", _again(table, [ID, VISIT_NAME if layout.visit is not None else DATE]))
    table = table.with_columns(_by_name(weeks, layout), _baseline(weeks, layout))
    wrong("baseline_duplicate", pl.col(IS_BASELINE) & _again(table.filter(_usable()), [ID]))
    table = _with_baseline(table)
    if layout.date is not None:
        day = (pl.col(DATE) - pl.col(f"{_START}_date")).dt.total_days() / 7
        table = table.with_columns(pl.coalesce(day, WEEK).alias(WEEK), pl.lit(0.0).alias(_START))
    wrong("visit_not_placed", ~pl.col(UNREADABLE) & pl.col(_HAS) & ~pl.col(IS_BASELINE) & pl.col(WEEK).is_null())
    return Ordered(table.with_columns(_status()), weeks, problems)


def _usable() -> pl.Expr:
    return pl.col(IS_BASELINE) & pl.col(MEASURED) & ~pl.col(UNREADABLE)


def _again(table: pl.DataFrame, keys: list[str]) -> pl.Expr:
    """Which rows with measures share their keys with another one; a blank is not shared."""
    known = table.filter(pl.col(MEASURED), *(pl.col(key).is_not_null() for key in keys))
    if known.select(pl.struct(keys).hash().n_unique()).item() == known.height:
        return pl.lit(False)  # as many hashes as rows: nothing stands twice, and numbers are quicker to compare than texts
    rows = known.group_by(keys).agg(_ROW).filter(pl.col(_ROW).list.len() > 1)[_ROW].explode()
    return pl.col(_ROW).is_in(rows.implode()) if len(rows) else pl.lit(False)


def _by_name(weeks: dict[str, float | None], layout: Layout) -> pl.Expr:
    """The week that the name of each visit says."""
    if layout.visit is None:
        return pl.lit(None, pl.Float64).alias(WEEK)
    return pl.col(VISIT_NAME).replace_strict(weeks, default=None, return_dtype=pl.Float64).alias(WEEK)


def _baseline(weeks: dict[str, float | None], layout: Layout) -> pl.Expr:
    """Which rows are baselines: by name, or each patient's earliest visit that can be read, when that was said."""
    names = [name for name in weeks if layout.is_baseline(name)]
    if layout.baseline != (FIRST,) or names:
        return pl.col(VISIT_NAME).is_in(names).fill_null(False).alias(IS_BASELINE)
    when = pl.col(DATE) if layout.date is not None else _by_name(weeks, layout)
    readable = pl.col(MEASURED) & ~pl.col(UNREADABLE)
    return (readable & (when == when.filter(readable).min().over(ID))).fill_null(False).alias(IS_BASELINE)


def _with_baseline(table: pl.DataFrame) -> pl.DataFrame:
    """Every row with the week and date of its patient's baseline."""
    first = table.filter(_usable()).select(
        ID, pl.col(WEEK).alias(_START), pl.col(DATE).alias(f"{_START}_date"), pl.lit(True).alias(_HAS)
    )
    return table.join(first, on=ID, how="left", maintain_order="left").with_columns(pl.col(_HAS).fill_null(False))


def _status() -> pl.Expr:
    return (
        pl.when(UNREADABLE)
        .then(pl.lit(INVALID))
        .when(~pl.col(MEASURED))
        .then(pl.lit(NO_MEASURES))
        .when(IS_BASELINE)
        .then(pl.lit(AT_BASELINE))
        .when(~pl.col(_HAS))
        .then(pl.lit(NO_BASELINE))
        .when(pl.col(WEEK) < pl.col(_START))
        .then(pl.lit(BEFORE))
        .otherwise(pl.lit(SCORED))
        .alias(STATUS)
    )
