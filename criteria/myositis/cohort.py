"""Classify a whole cohort: a data frame in, the same kind of frame back with the result columns added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from myositis.cohort_columns import contradiction_columns, derive_columns, needed_findings, plan_results
from myositis.cohort_open import INVALID, pattern, resolve
from myositis.columns import UPTO, Stages, Truth, col, expression
from myositis.criteria import Criteria
from myositis.derivations import CONTRADICTIONS
from myositis.errors import UnknownNameError
from myositis.published import ALL, find
from myositis.reading import Problem, ReadCohort

STATUS = "myositis_status"
HEADLINE = ("level", "subgroup", "score", "probability", "column", "criteria_met", "groups")
OPEN = ("open_levels", "open_subgroups", "determined")
RESULTS = (*HEADLINE, *OPEN, "notes")


def result_names(criteria: Criteria, wanted: Sequence[str] = RESULTS, prefix: str = "") -> dict[str, str]:
    """The result columns of a criteria set in output order: `level` to `eular_acr_2017_level`."""
    has = set(RESULTS)
    if not criteria.columns[0].score:
        has -= {"score", "probability"}
    if len(criteria.columns) == 1:
        has -= {"column"}
    if not criteria.criteria:
        has -= {"criteria_met"}
    if not criteria.groups:
        has -= {"groups"}
    return {name: f"{prefix}{criteria.prefix}_{name}" for name in RESULTS if name in has and name in wanted}


@dataclass
class CohortResult:
    """Everything about a classified cohort.

    results: status and result columns, row by row as in `cohort`. patterns: what is known of each row, by criteria set, for
    further questions about open outcomes (see `cohort_open`).
    """

    cohort: ReadCohort
    results: pl.DataFrame
    criteria: tuple[Criteria, ...]
    patterns: dict[str, pl.Series]

    @property
    def problems(self) -> list[Problem]:
        return self.cohort.problems


def find_all(criteria: Iterable[str | Criteria] | str | Criteria | None) -> tuple[Criteria, ...]:
    """The criteria sets of ids or objects; all published ones when None. UnknownNameError when one is named twice."""
    if criteria is None:
        return ALL
    named = (criteria,) if isinstance(criteria, str | Criteria) else tuple(criteria)
    found = tuple(find(item) for item in named)
    if len({item.full_id for item in found}) < len(found):
        raise UnknownNameError("a criteria set is named twice")
    return found


@dataclass
class CohortPlan:
    """Columns to compute over a frame of values, on any engine. Apply the stages in order, then select.

    contradictions: truths by code. results: result columns by output name, without the open ones. patterns: by criteria set.
    """

    stages: tuple[Stages, ...]
    contradictions: dict[str, Truth]
    results: dict[str, nw.Expr]
    patterns: dict[str, nw.Expr]

    def apply(self, frame: Any) -> Any:
        """The frame with every planned column."""
        for stages in self.stages:
            frame = stages.apply(frame)
        return frame


def plan_cohort(available: Iterable[str], criteria: tuple[Criteria, ...], wanted: Sequence[str], prefix: str) -> CohortPlan:
    """What to compute for a frame that has these columns of values."""
    names = set(available)
    before, stages = Stages(names, "__recorded_"), Stages(names)
    derive_columns(stages)
    found = contradiction_columns(stages, before)
    results: dict[str, nw.Expr] = {}
    patterns: dict[str, nw.Expr] = {}
    for one in criteria:
        plan = plan_results(stages, one, wanted)
        output = result_names(one, wanted, prefix)
        results |= {output[name]: made for name, made in plan.columns.items() if name in output}
        if set(wanted) & set(OPEN):
            made, layer = pattern(stages, one, plan.excluded, plan.with_last)
            patterns[one.full_id] = col(stages.stage(made, layer))
    return CohortPlan((before, stages), found, results, patterns)


def classify_values(
    cohort: ReadCohort, criteria: tuple[Criteria, ...], *, wanted: Sequence[str] = RESULTS, prefix: str = ""
) -> CohortResult:
    """Classify a cohort that has been read. Contradictions are added to its problems; invalid rows stay, blank."""
    needed = needed_findings(criteria)
    names = [name for name in cohort.values.columns if name.removesuffix(UPTO) in needed]
    values = cohort.values.select(names) if names else cohort.values
    plan = plan_cohort(values.columns, criteria, wanted, prefix)
    marks = {f"__contradiction_{code}": expression(truth) for code, truth in plan.contradictions.items()}
    frame = plan.apply(nw.from_native(values))
    marks |= {f"__pattern_{name}": made for name, made in plan.patterns.items()}
    anchor = col(values.columns[0]).is_null().alias("__anchor")  # constants alone would give one row
    computed: pl.DataFrame = frame.select(anchor, **plan.results, **marks).to_native()
    _report_contradictions(cohort, computed, list(plan.contradictions))
    patterns = {name: computed[f"__pattern_{name}"] for name in plan.patterns}
    results = {
        prefix + STATUS: pl.select(pl.when(cohort.invalid).then(pl.lit("invalid")).otherwise(pl.lit("classified"))).to_series()
    }
    for one in criteria:
        opened = resolve(one, patterns[one.full_id]) if patterns else computed
        for name, column in result_names(one, wanted, prefix).items():
            results[column] = opened[name] if name in OPEN else computed[column]
    if cohort.invalid.any():
        valid = ~cohort.invalid
        for column, series in list(results.items())[1:]:
            results[column] = series.zip_with(valid, pl.repeat(None, len(series), dtype=series.dtype, eager=True))
        patterns = {name: rows.set(cohort.invalid, INVALID) for name, rows in patterns.items()}
    return CohortResult(cohort, pl.DataFrame(results), criteria, patterns)


def _report_contradictions(cohort: ReadCohort, computed: pl.DataFrame, codes: list[str]) -> None:
    """Add the contradictions to the problems of the cohort, and mark their rows."""
    by_code = {item.code: item for item in CONTRADICTIONS}
    for code in codes:
        hit = computed[f"__contradiction_{code}"]
        if hit.any():
            item = by_code[code]
            cohort.invalid = cohort.invalid | hit
            for row in hit.arg_true().to_list():
                cohort.problems.append(Problem(row + cohort.first_row, item.columns[0], code, item.text))


def classify_cohort(
    frame: Any,
    criteria: Iterable[str | Criteria] | str | Criteria | None = None,
    *,
    open_outcomes: bool | None = None,
    notes: bool = True,
    prefix: str = "",
) -> Any:
    """Classify every row of a frame and return the same kind of frame with the result columns added.

    frame: any frame that Narwhals speaks, one row per patient, columns named as in the data dictionary; others are kept and
    ignored. In a frame in memory (Polars, Arrow, pandas) cells are booleans, numbers, dates or text as `myositis classify`
    reads it, and ids are checked. On a lazy engine (Polars, DuckDB, PySpark) findings must be booleans, measurements
    numbers and dates dates; lazy stays lazy, contradictions make a row invalid, and duplicate ids are the caller's business.
    criteria: ids or `Criteria` objects; all published sets by default. open_outcomes: with the open columns; by default in
    memory only, because on DuckDB and PySpark they execute the query. notes: with the notes column. prefix: put before every
    added column.

    Rows that cannot be classified are kept, with `myositis_status` `invalid` and blank results. Errors: UnknownNameError for
    an unknown criteria set or when an added column exists already; EngineError for a frame that cannot be read.
    """
    from myositis import engines

    return engines.classify_any(find_all(criteria), frame, open_outcomes, notes, prefix)


def refuse_existing(columns: Iterable[str], criteria: tuple[Criteria, ...], wanted: Sequence[str], prefix: str) -> None:
    """UnknownNameError when a column that would be added exists already."""
    added = {prefix + STATUS, *(name for one in criteria for name in result_names(one, wanted, prefix).values())}
    taken = [name for name in columns if name in added]
    if taken:
        raise UnknownNameError(f"the column `{taken[0]}` exists already; choose names of your own with a prefix")
