"""A frame of visits in, the same frame back with the score of every visit added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

import polars as pl
import polars.selectors as cs

from myositis.errors import EngineError, UnknownNameError
from myositis.response.acr_eular_2016 import POINTS
from myositis.response.choices import Choices, choices
from myositis.response.columns import (
    BASELINE,
    COMPARED,
    RESULT,
    SCORES,
    TENTHS,
    VISIT,
    RowColumns,
    at_baseline,
    details,
    recorded_rows,
    score_rows,
    whole,
    whole_number,
)
from myositis.response.measures import ENZYME_NAME, INPUTS, CoreMeasure
from myositis.response.reading import ReadVisits, read_visits
from myositis.response.settling_columns import pattern, settling
from myositis.response.statuses import AT_BASELINE, BEFORE, ID, INVALID, NO_BASELINE, NO_MEASURES, SCORED, STATUS, WEEK
from myositis.response.visits import Layout

RESULTS = (STATUS, "response_problems", "response_week", *SCORES, "settled_by")
"""What is added to every visit, before the percent and points of each row of the table."""


IN_MEMORY = ("settled_by", "response_problems")
"""Results that a LazyFrame does not get."""

FrameT = TypeVar("FrameT")


def improvement_cohort(
    frame: FrameT,
    *,
    thresholds: str,
    baseline: str | float | Iterable[str],
    patient_id: str = "patient_id",
    visit: str | None = "visit",
    date: str | None = None,
    vas: int | None = None,
    mmt_max: int | None = None,
    enzyme_range: str = "none",
    use: Iterable[str] = (),
    maxima: Mapping[str, int] | None = None,
    measures: Mapping[str, str] | None = None,
    weeks: Mapping[str, float] | None = None,
    details: bool = True,
    prefix: str = "",
) -> FrameT:
    """Score every visit of every patient against the patient's baseline.

    frame: Polars, one row per visit; measures are columns named as in `measures.INPUTS`, or as `measures` says (name to
    column). baseline: the name of the baseline visit, or `first`. visit: the column with the week or the name of the visit;
    date: the column with its date. weeks: the week of visits whose name does not spell it. The other arguments as in
    `improvement`. details: with percent and points of each row of the published table.

    A DataFrame may hold text as files do. A LazyFrame stays lazy: its measures and its visit must be numbers (weeks), a number
    outside its range makes the row invalid, a baseline that stands twice is an error of Polars when it is collected, and
    `settled_by` and `response_problems` are left out.

    Every row is kept. Added are `RESULTS`: `response_status` says what became of the row (see `statuses.STATUSES`); in rows that
    are not scored the others are null. Errors: UnknownNameError for a column or visit that is not there; EngineError for frames
    of other libraries.
    """
    study = choices(thresholds, vas=vas, mmt_max=mmt_max, enzyme_range=enzyme_range, use=use, maxima=maxima)
    said = (baseline,) if isinstance(baseline, str | int | float) else tuple(baseline)
    names = tuple(f"{one:g}" if isinstance(one, float) else str(one) for one in said)
    layout = Layout(
        names, patient_id, visit, date, dict(measures or {}), weeks={name: float(week) for name, week in (weeks or {}).items()}
    )
    if isinstance(frame, pl.DataFrame):
        _refuse_existing(frame.columns, prefix, details)
        scored, _ = score_visits(read_visits(frame, study, layout), study, details=details)
        return cast("FrameT", frame.with_columns(scored.rename({name: prefix + name for name in scored.columns})))
    if isinstance(frame, pl.LazyFrame):
        return cast("FrameT", _lazy(frame, study, layout, details, prefix))
    raise EngineError(f"a Polars DataFrame or LazyFrame is expected, not {type(frame).__name__}: convert it first")


def _refuse_existing(columns: Iterable[str], prefix: str, detailed: bool) -> None:
    added = {prefix + name for name in (*RESULTS, *(details(POINTS.rows) if detailed else ()))}
    twice = sorted(added & set(columns))
    if twice:
        raise UnknownNameError(f"the table has a column `{twice[0]}` already: give the results another prefix")


def score_visits(read: ReadVisits, study: Choices, *, details: bool = True) -> tuple[pl.DataFrame, list[RowColumns]]:
    """The results of visits that have been read, one row per row, and how each row of the table was read."""
    values = read.values
    recorded = [name for name in read.names if values[name].null_count() < values.height]
    rows = _rows(recorded, study)
    frame = values.lazy().with_columns(whole([name for name in recorded if name != ENZYME_NAME]))
    first = frame.filter(pl.col(STATUS) == AT_BASELINE)
    frame = _beside_baseline(frame, first, recorded)
    scored = score_rows(frame, rows, study, pl.col(STATUS) == SCORED).collect()
    scored = scored.with_columns(
        _settled_by(scored, rows, study),
        _problems(read),
        pl.col(STATUS).alias(RESULT + STATUS),
        pl.col(WEEK).alias(f"{RESULT}response_week"),
    )
    names = [*RESULTS, *(_detail_names(rows) if details else ())]
    return scored.select(pl.col(RESULT + name).alias(name) for name in names), rows


def _problems(read: ReadVisits) -> pl.Series:
    """What is wrong with each row, with `|` between: "mmt: out_of_range"."""
    blank = pl.repeat(None, read.values.height, dtype=pl.String, eager=True).alias(f"{RESULT}response_problems")
    return blank.scatter(list(read.codes), ["|".join(codes) for codes in read.codes.values()]) if read.codes else blank


def _detail_names(rows: Iterable[RowColumns]) -> list[str]:
    return details(one.row for one in rows)


def _rows(recorded: Iterable[str], study: Choices) -> list[RowColumns]:
    """How each row of the table is read, given the columns that hold values."""
    names = tuple(recorded)
    there = recorded_rows(names)
    return [RowColumns(row, study.measure_of(row, there), names, study) for row in POINTS.rows]


def _beside_baseline(frame: pl.LazyFrame, first: pl.LazyFrame, recorded: Iterable[str], key: str = ID) -> pl.LazyFrame:
    """Every visit with the values of its patient's baseline."""
    base = first.select(key, *at_baseline(tuple(recorded)), pl.lit(True).alias(f"{BASELINE}there"))
    return frame.join(base, on=key, how="left", validate="m:1", maintain_order="left")


def _settled_by(scored: pl.DataFrame, rows: list[RowColumns], study: Choices) -> pl.Series:
    """The measures of which one alone would settle the category: asked once for each pattern of points where it is open."""
    is_open = scored[f"{TENTHS}scored"] & scored[f"{RESULT}response"].is_null()
    empty = scored.select(pl.when(f"{TENTHS}scored").then(pl.lit("")).alias(f"{RESULT}settled_by")).to_series()
    asked = scored.lazy().filter(is_open).select(pattern(rows).alias("pattern"), cs.starts_with(TENTHS, COMPARED)).collect()
    patterns = asked.unique("pattern").select("pattern", settling(rows, study).alias("settled_by"))
    found = asked.select("pattern").join(patterns, on="pattern", how="left", maintain_order="left")["settled_by"]
    return empty.scatter(is_open.arg_true(), found)


def _lazy(frame: pl.LazyFrame, study: Choices, layout: Layout, detailed: bool, prefix: str) -> pl.LazyFrame:
    """A LazyFrame of typed columns."""
    schema = frame.collect_schema()
    _refuse_existing(schema.names(), prefix, detailed)
    columns = {name: layout.columns.get(name, name) for name in INPUTS}
    columns = {name: column for name, column in columns.items() if column in schema}
    asked = [layout.patient_id, layout.visit, *layout.columns.values()]
    for column in asked:
        if column is not None and column not in schema:
            raise UnknownNameError(f"there is no column `{column}`; there are {', '.join(schema.names())}")
    if layout.visit is None or not schema[layout.visit].is_numeric():
        raise EngineError("on a LazyFrame the visit must be a number of weeks: collect it first, or cast it")
    for name, column in columns.items():
        if not schema[column].is_numeric():
            raise EngineError(f"on a LazyFrame the measure `{name}` must be a number, not {schema[column]}: collect it first")
    if len(layout.baseline) != 1 or not _is_number(layout.baseline[0]):
        raise EngineError("on a LazyFrame the baseline is said as its week, such as 0: collect it first for names")
    start = float(layout.baseline[0])
    recorded = [*columns, *([ENZYME_NAME] if ENZYME_NAME in schema else [])]
    rows = _rows(recorded, study)
    key = layout.patient_id
    values = frame.with_columns(
        pl.col(layout.visit).cast(pl.Float64).alias(WEEK),
        *(whole_number(pl.col(column)).alias(VISIT + name) for name, column in columns.items()),
    )
    possible = [pl.col(WEEK).is_not_null(), pl.col(key).is_not_null(), *(_in_range(study, name) for name in columns)]
    held = [pl.col(VISIT + name).is_not_null() for name in columns if not name.endswith("_uln")]
    values = values.with_columns(
        pl.all_horizontal(possible).fill_null(True).alias("__possible"), pl.any_horizontal(held).alias("__measured")
    )
    first = values.filter(pl.col("__possible") & pl.col("__measured") & (pl.col(WEEK) == start))
    beside = _beside_baseline(values, first, recorded, key)
    status = (
        pl.when(~pl.col("__possible")).then(pl.lit(INVALID))
        .when(~pl.col("__measured")).then(pl.lit(NO_MEASURES))
        .when(pl.col(WEEK) == start).then(pl.lit(AT_BASELINE))
        .when(pl.col(f"{BASELINE}there").is_null()).then(pl.lit(NO_BASELINE))
        .when(pl.col(WEEK) < start).then(pl.lit(BEFORE))
        .otherwise(pl.lit(SCORED))
    )  # fmt: skip
    beside = beside.with_columns(status.alias(RESULT + STATUS), pl.col(WEEK).alias(f"{RESULT}response_week"))
    scored = score_rows(beside, rows, study, pl.col(RESULT + STATUS) == SCORED)
    results = [name for name in (*RESULTS, *(_detail_names(rows) if detailed else ())) if name not in IN_MEMORY]
    return scored.select(*schema.names(), *(pl.col(RESULT + name).alias(prefix + name) for name in results))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _in_range(study: Choices, name: str) -> pl.Expr:
    """Whether a value is possible; nothing recorded is."""
    item, value = INPUTS[name], pl.col(VISIT + name)
    if isinstance(item, CoreMeasure):
        item = study.scaled(item)
    if item.lowest == float("-inf"):
        return pl.lit(True)
    low = value > 0 if item.above_lowest else value >= round(item.lowest * 1_000_000)
    return low if item.highest == float("inf") else low & (value <= round(item.highest * 1_000_000))
