"""What would settle the category of many visits, as expressions: once for each pattern of points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import polars as pl

from myositis.response.acr_eular_2016 import POINTS
from myositis.response.choices import Choices
from myositis.response.columns import COMPARED, TENTHS, RowColumns, end_of, listed

STEP = 25
"""All published points are multiples of 2.5, so of 25 tenths; there are `STEPS` multiples up to the most of a row."""
STEPS = max(row.tenths[-1] for row in POINTS.rows) // STEP + 1


def pattern(rows: Sequence[RowColumns]) -> pl.Expr:
    """The points of all rows, and which of the required ones are compared, as one whole number. Points are multiples of 2.5."""
    packed: pl.Expr = pl.lit(0, pl.Int64)
    for one in rows:
        for end in ("low", "high"):
            packed = packed * STEPS + (end_of(one, end) // STEP).cast(pl.Int64)
    for name in POINTS.required:
        packed = packed * 2 + pl.col(f"{COMPARED}{name}").cast(pl.Int64)
    return packed


def settling(rows: Sequence[RowColumns], study: Choices) -> pl.Expr:
    """The measures of which one alone would settle the category of a scored visit, as `improvement.settling_rows` has it."""
    total = {end: pl.col(f"{TENTHS}{end}") for end in ("low", "high")}
    truths = {}
    for one in rows:
        low, high = end_of(one, "low"), end_of(one, "high")
        without = total["low"] - low, total["high"] - high
        others = [pl.col(f"{COMPARED}{name}") for name in POINTS.required if name != one.row.name]
        settled = [
            (points_ < low) | (points_ > high) | (_rank(study, without[0] + points_) == _rank(study, without[1] + points_))
            for points_ in sorted(set(one.row.tenths))
        ]
        truths[one.measure.name] = pl.all_horizontal(low != high, *others, *settled)
    return listed(truths)


def _rank(study: Choices, total: pl.Expr) -> pl.Expr:
    """The place of the category of a total."""
    reached = [(total >= study.thresholds.tenths(name)).cast(pl.Int8) for name, _ in study.thresholds.lowest]
    return reduce(lambda sum_, more: sum_ + more, reached)
