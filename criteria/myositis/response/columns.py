"""The total improvement score of many visits as Polars expressions: whole numbers only, so every bin is exact.

Values become whole millionths (Int64). An improvement of `n` in a range `r` passes an edge of `e` percent when 100 n > e r; of an
enzyme both sides are multiplied with the two limits, in 128 bits. What is missing gives the lowest and the highest points:
the lowest with no improvement, the highest with the best value that is possible, as in `change`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import polars as pl

from myositis.response.acr_eular_2016 import ENZYME_RANGES, POINTS
from myositis.response.change import MILLION
from myositis.response.choices import Choices
from myositis.response.measures import CHANGES, ENZYME_NAME, ENZYMES, CoreMeasure, chq_phs, enzyme
from myositis.response.vocabulary import NO_IMPROVEMENT, PointsRow

BASELINE = "__baseline_"
"""Before the names of a patient's values at baseline."""
VISIT = "__visit_"
"""Before the names of the values of the visit itself, in millionths."""
TENTHS = "__tenths_"
COMPARED = "__compared_"
RESULT = "__result_"
"""Before the names of results until they are handed out, because a table may have columns of the same names."""

SCORES = ("tis", "tis_low", "tis_high", "response", "response_low", "response_high", "worsened", "unknown")
"""The result columns of a scored visit."""


def details(rows: Iterable[PointsRow]) -> list[str]:
    """The columns with the percent and the points of each row."""
    return [f"{row.name}_{what}" for row in rows for what in ("percent", "points_low", "points_high")]


def recorded_rows(names: Iterable[str]) -> set[str]:
    """The measures for which there are columns with values; an enzyme or an entered change stands for its measure."""
    there = set(names)
    if there & {*ENZYMES, CHANGES[enzyme.name].name}:
        there.add(enzyme.name)
    if CHANGES[chq_phs.name].name in there:
        there.add(chq_phs.name)
    return there


def whole_number(column: pl.Expr) -> pl.Expr:
    """A recorded number in whole millionths, null where nothing is recorded."""
    return (column.cast(pl.Float64).fill_nan(None) * MILLION).round().cast(pl.Int64)


def whole(names: Sequence[str]) -> list[pl.Expr]:
    """The values of these columns in whole millionths."""
    return [whole_number(pl.col(name)).alias(VISIT + name) for name in names]


def at_baseline(names: Sequence[str]) -> list[pl.Expr]:
    """A patient's values at baseline, and which enzyme is followed, from the row of the baseline visit."""
    left_out = {*_single_enzymes(names), ENZYME_NAME}
    kept = [pl.col(VISIT + name).alias(BASELINE + name) for name in names if name not in left_out]
    if _chosen_here(names):
        kept += _most_abnormal(names)
    elif ENZYME_NAME in names:
        kept.append(pl.col(ENZYME_NAME).alias(BASELINE + ENZYME_NAME))
    return kept


def _chosen_here(names: Iterable[str]) -> bool:
    """Whether the enzyme is chosen among several: when the study has not recorded its own."""
    there = set(names)
    return enzyme.name not in there and any(f"{name}_uln" in there for name in there & {*ENZYMES})


def _single_enzymes(names: Iterable[str]) -> set[str]:
    return {name for each in ENZYMES for name in (each, f"{each}_uln")} & set(names)


def _most_abnormal(names: Sequence[str]) -> list[pl.Expr]:
    """Value, limit and name of the enzyme with the highest multiple of its limit; the first of several."""
    none = pl.lit(None, pl.Int64)
    value, limit, name = none, none, pl.lit(None, pl.String)
    for each in ENZYMES:
        if each not in names or f"{each}_uln" not in names:
            continue
        own, own_limit = pl.col(VISIT + each), pl.col(f"{VISIT}{each}_uln")
        higher = _product(own, limit) > _product(value, own_limit)
        better = own.is_not_null() & own_limit.is_not_null() & (name.is_null() | higher)
        value = pl.when(better).then(own).otherwise(value)
        limit = pl.when(better).then(own_limit).otherwise(limit)
        name = pl.when(better).then(pl.lit(each)).otherwise(name)
    return [
        value.alias(BASELINE + enzyme.name),
        limit.alias(f"{BASELINE}{enzyme.name}_uln"),
        name.alias(BASELINE + ENZYME_NAME),
    ]


def _product(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return one.cast(pl.Int128) * other.cast(pl.Int128)


def points(row: PointsRow, numerator: pl.Expr, per_percent: pl.Expr | int) -> pl.Expr:
    """The points, in tenths, of an improvement of `numerator`, where `per_percent` is the range; the lowest where it is null."""
    chain: Any = pl
    steps = list(zip(row.above, row.tenths, row.tenths[1:], strict=False))
    for edge, below, above in reversed(steps):
        if above != below:
            chain = chain.when(numerator > edge * per_percent).then(pl.lit(above, pl.Int32))
    made: pl.Expr = chain.otherwise(pl.lit(row.tenths[0], pl.Int32))
    return made


class RowColumns:
    """The percent, the lowest and the highest points of one row of the table, and whether it is compared or worse."""

    def __init__(self, row: PointsRow, measure: CoreMeasure, names: Sequence[str], study: Choices) -> None:
        self.row, self.measure = row, measure
        there = set(names)
        nothing = pl.lit(None, pl.Float64)
        top = row.tenths[-1]
        self.percent: pl.Expr = nothing
        self.low: pl.Expr = pl.lit(0, pl.Int32)
        self.high: pl.Expr = pl.lit(top, pl.Int32)
        self.compared: pl.Expr = pl.lit(False)
        self.worse: pl.Expr = pl.lit(False)
        if measure == enzyme:
            self._enzyme(there, study)
        elif measure.name in there:
            self._values(study)
        entered = CHANGES.get(measure.name)
        if entered is not None and entered.name in there:
            self._entered(pl.col(VISIT + entered.name))

    def _values(self, study: Choices) -> None:
        measure, row = self.measure, self.row
        before, after = pl.col(BASELINE + measure.name), pl.col(VISIT + measure.name)
        change = before - after if measure.sign == 1 else after - before
        self.compared = change.is_not_null()
        self.worse = change < 0
        maximum = study.maximum(measure)
        if maximum is None:
            self._without_range(change, before)
            return
        best = maximum * MILLION
        worst, best_value = (best, 0) if measure.sign == 1 else (0, best)
        most = measure.sign * (before.fill_null(worst) - after.fill_null(best_value))
        self.percent = 100 * change / best
        self.low = points(row, 100 * change, best)
        self.high = points(row, 100 * most, best)

    def _without_range(self, change: pl.Expr, before: pl.Expr) -> None:
        """No range: 0 when nothing improved, otherwise anything up to the top."""
        top = self.row.tenths[-1]
        self.high = pl.when(change <= 0).then(0).otherwise(top).cast(pl.Int32)
        if self.measure.sign == 1:
            self.high = pl.when(before == 0).then(0).otherwise(self.high).cast(pl.Int32)

    def _enzyme(self, there: set[str], study: Choices) -> None:
        row = self.row
        before, limit_before = pl.col(BASELINE + enzyme.name), pl.col(f"{BASELINE}{enzyme.name}_uln")
        name = pl.col(BASELINE + ENZYME_NAME)
        if _chosen_here(there):
            chosen = [each for each in ENZYMES if f"{each}_uln" in there and each in there]
            after = _by_name(name, {each: pl.col(VISIT + each) for each in chosen})
            limit_after = _by_name(name, {each: pl.col(f"{VISIT}{each}_uln") for each in chosen})
        elif {enzyme.name, f"{enzyme.name}_uln"} <= there:
            after, limit_after = pl.col(VISIT + enzyme.name), pl.col(f"{VISIT}{enzyme.name}_uln")
            if ENZYME_NAME in there:
                name = name.fill_null(pl.col(ENZYME_NAME))
        else:
            return
        # Multiples b/lb and a/la, both sides times the limits.
        change = _product(before, limit_after) - _product(after, limit_before)
        self.compared = change.is_not_null()
        self.worse = change < 0
        self._without_range(change, pl.when(limit_before.is_not_null()).then(before))
        ranges = ENZYME_RANGES[study.enzyme_range]
        if not ranges or (ENZYME_NAME not in there and not _chosen_here(there)):
            return
        range_ = _by_name(name, {each: pl.lit(times, pl.Int64) for each, times in ranges.items()})
        limits = range_.cast(pl.Int128) * _product(limit_before, limit_after)
        self.percent = (
            100 * (before.cast(pl.Float64) / limit_before - after.cast(pl.Float64) / limit_after) / range_.cast(pl.Float64)
        )
        known = points(row, 100 * change, limits)
        best = points(row, 100 * before.cast(pl.Int128), range_.cast(pl.Int128) * limit_before.cast(pl.Int128))
        one_visit = limit_before.is_not_null() & before.is_not_null() & range_.is_not_null()
        compared = self.compared & range_.is_not_null()
        self.low = known
        self.high = pl.when(compared).then(known).when(one_visit).then(best).otherwise(self.high)

    def _entered(self, percent: pl.Expr) -> None:
        there = percent.is_not_null()
        made = points(self.row, percent, MILLION)
        self.percent = pl.when(there).then(percent / MILLION).otherwise(self.percent)
        self.low = pl.when(there).then(made).otherwise(self.low)
        self.high = pl.when(there).then(made).otherwise(self.high)
        self.compared = there | self.compared
        self.worse = pl.when(there).then(percent < 0).otherwise(self.worse)


def _by_name(name: pl.Expr, values: dict[str, pl.Expr]) -> pl.Expr:
    """The value of the enzyme with this name."""
    return pl.coalesce([pl.when(name == each).then(value) for each, value in values.items()])


def score_rows(frame: pl.LazyFrame, rows: Sequence[RowColumns], study: Choices, scored: pl.Expr) -> pl.LazyFrame:
    """Add the score and its details to a frame that has the values of the visit and of the baseline.

    scored: which rows are scored; in the others every result is null.
    """
    staged = frame.with_columns(scored.alias(f"{TENTHS}scored"))
    where = pl.col(f"{TENTHS}scored")
    staged = staged.with_columns(
        *(pl.when(where).then(one.low).alias(f"{TENTHS}{one.row.name}_low") for one in rows),
        *(pl.when(where).then(one.high).alias(f"{TENTHS}{one.row.name}_high") for one in rows),
        *(one.compared.alias(f"{COMPARED}{one.row.name}") for one in rows if one.row.name in POINTS.required),
    )
    staged = staged.with_columns(
        reduce(lambda sum_, more: sum_ + more, (pl.col(f"{TENTHS}{one.row.name}_{end}") for one in rows)).alias(f"{TENTHS}{end}")
        for end in ("low", "high")
    )
    low, high = pl.col(f"{TENTHS}low"), pl.col(f"{TENTHS}high")
    stated = pl.all_horizontal(where, *(pl.col(f"{COMPARED}{name}") for name in POINTS.required))
    staged = staged.with_columns(
        pl.when(stated).then(category(study, low)).alias(f"{RESULT}response_low"),
        pl.when(stated).then(category(study, high)).alias(f"{RESULT}response_high"),
    )
    response = {end: pl.col(f"{RESULT}response_{end}") for end in ("low", "high")}
    different = {one.measure.name: end_of(one, "low") != end_of(one, "high") for one in rows}
    made = {
        "tis": pl.when(low == high).then(low / 10),
        "tis_low": low / 10,
        "tis_high": high / 10,
        "response": pl.when(response["low"] == response["high"]).then(response["low"]),
        "worsened": pl.when(where).then(listed({one.measure.name: one.worse for one in rows})),
        "unknown": pl.when(where).then(listed(different)),
    }
    for one in rows:
        made[f"{one.row.name}_percent"] = pl.when(where).then(one.percent)
        for end in ("low", "high"):
            made[f"{one.row.name}_points_{end}"] = end_of(one, end) / 10
    return staged.with_columns(**{RESULT + name: expression for name, expression in made.items()})


def end_of(one: RowColumns, end: str) -> pl.Expr:
    return pl.col(f"{TENTHS}{one.row.name}_{end}")


def category(study: Choices, total: pl.Expr) -> pl.Expr:
    """The category of a total in tenths."""
    chain: Any = pl
    for name, _ in study.thresholds.lowest:
        chain = chain.when(total >= study.thresholds.tenths(name)).then(pl.lit(name))
    made: pl.Expr = chain.otherwise(pl.lit(NO_IMPROVEMENT))
    return made


def listed(truths: dict[str, pl.Expr]) -> pl.Expr:
    """The names that hold, with `|` between them; an empty text when none does."""
    names = [pl.when(truth).then(pl.lit(name)) for name, truth in truths.items()]
    return pl.concat_str(names, separator="|", ignore_nulls=True)
