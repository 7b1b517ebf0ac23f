"""Classify a whole cohort: a data frame in, the same kind of frame back with the result columns added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from myositis.cohort.open import INVALID, resolve
from myositis.cohort.patterns import pattern
from myositis.cohort.result import OPEN, RESULTS, STATUS, CohortResult, find_all, result_names
from myositis.cohort.result_columns import (
    contradiction_columns,
    derive_columns,
    impossible_values,
    needed_findings,
    oddity_columns,
    plan_results,
)
from myositis.dictionary.derivations import CONTRADICTIONS, ODDITIES
from myositis.dictionary.record import UPTO
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import Problem
from myositis.rules.as_columns import INTERNAL, Expression, Stages, Truth, either, negate


@dataclass
class CohortPlan:
    """Columns to compute over a frame of values, on any engine. Apply the stages in order, then select.

    contradictions, oddities: truths by code. results: status and result columns by output name, without the open ones; null
    for invalid rows. patterns: by criteria set.
    """

    stages: tuple[Stages, ...]
    contradictions: dict[str, Truth]
    oddities: dict[str, Truth]
    results: dict[str, Expression]
    patterns: dict[str, Expression]

    def apply(self, frame: Any) -> Any:
        """The frame with every planned column."""
        for stages in self.stages:
            frame = stages.apply(frame)
        return frame


@lru_cache(maxsize=64)
def plan_cohort(
    available: tuple[str, ...],
    criteria: tuple[CriteriaSet, ...],
    wanted: tuple[str, ...],
    prefix: str = "",
    *,
    library: Any = pl,
    unreadable: bool = False,
    in_range: bool = False,
    numbers: tuple[tuple[str, bool], ...] = (),
) -> CohortPlan:
    """What to compute for a frame that has these columns of values.

    library: what makes the expressions, see `columns.Expressions`. unreadable: the column `UNREADABLE` marks rows that are
    invalid already. in_range: values must be checked, too. numbers: columns of measurements that have not been read yet, with
    whether they may hold NaN, which is missing.
    """
    before, stages = Stages(available, library, f"{INTERNAL}recorded_"), Stages(available, library)
    valid_stages = Stages((), library, f"{INTERNAL}valid_")
    typed = Stages((), library, f"{INTERNAL}number_")
    for name, floating in numbers:
        number = typed.col(name).cast(library.Float64)
        column = typed.stage(typed.where(~number.is_nan(), number) if floating else number, 0)
        before.read_from(name, column)
        stages.read_from(name, column)
    derive_columns(stages)
    found = contradiction_columns(stages, before)
    outside = impossible_values(before) if in_range else ()
    invalid = either(unreadable and stages.col(UNREADABLE), *found.values(), *outside)
    valid: Truth = True if invalid is False else stages.col(valid_stages.stage(negate(invalid), 0))
    results: dict[str, Expression] = {}
    patterns: dict[str, Expression] = {}
    for one in criteria:
        plan = plan_results(stages, one, wanted, valid)
        output = result_names(one, wanted, prefix)
        results |= {output[name]: made for name, made in plan.columns.items() if name in output}
        if set(wanted) & set(OPEN):
            made, layer = pattern(stages, one, plan.excluded, plan.with_last)
            packed = stages.col(stages.stage(made, layer))
            patterns[one.full_id] = stages.choose([(valid, packed)], stages.lit(INVALID, "Int64"))
    status = stages.choose([(valid, "classified")], "invalid")
    odd = {code: truth for code, truth in oddity_columns(stages).items() if truth is not False}
    return CohortPlan((typed, before, stages, valid_stages), found, odd, {prefix + STATUS: status, **results}, patterns)


UNREADABLE = "__unreadable"


def classify_values(
    cohort: ReadCohort, criteria: tuple[CriteriaSet, ...], *, wanted: Sequence[str] = RESULTS, prefix: str = ""
) -> CohortResult:
    """Classify a cohort that has been read. Contradictions are added to its problems; invalid rows stay, blank."""
    needed = needed_findings(criteria)
    names = [name for name in cohort.values.columns if name.removesuffix(UPTO) in needed]
    values = pl.DataFrame([cohort.invalid.alias(UNREADABLE), *cohort.values.select(names)])
    plan = plan_cohort(tuple(names), criteria, tuple(wanted), prefix, unreadable=bool(cohort.invalid.any()))
    marks = {f"__contradiction_{code}": truth for code, truth in plan.contradictions.items()}
    marks |= {f"__odd_{code}": truth for code, truth in plan.oddities.items()}
    marks |= {f"__pattern_{name}": made for name, made in plan.patterns.items()}
    # Constants alone would give one row, so a column goes along.
    computed = plan.apply(values.lazy()).select(UNREADABLE, **plan.results, **marks).collect()
    _report_contradictions(cohort, computed, list(plan.contradictions))
    for item in ODDITIES:
        if item.code in plan.oddities:
            for row in computed[f"__odd_{item.code}"].arg_true().to_list():
                cohort.warnings.append(Problem(row + cohort.first_row, item.columns[0], item.code, item.text))
    patterns = {name: computed[f"__pattern_{name}"] for name in plan.patterns}
    results = {prefix + STATUS: computed[prefix + STATUS]}
    for one in criteria:
        opened = resolve(one, patterns[one.full_id]) if patterns else computed
        for name, column in result_names(one, wanted, prefix).items():
            results[column] = opened[name] if name in OPEN else computed[column]
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
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None = None,
    *,
    open_outcomes: bool | None = None,
    results: Sequence[str] | None = None,
    prefix: str = "",
) -> Any:
    """Classify every row of a frame and return the same kind of frame with the result columns added.

    frame: any frame that Narwhals speaks, one row per patient, columns named as in the data dictionary; others are kept and
    ignored. In a frame in memory (Polars, Arrow, pandas) cells are booleans, numbers, dates or text as `myositis classify`
    reads it, and ids are checked. On a lazy engine (Polars, DuckDB, PySpark) findings must be booleans, measurements
    numbers, dates dates and categories the dictionary's own words; lazy stays lazy, contradictions make a row invalid, and
    duplicate ids and odd values that are only warned of are the caller's business.
    criteria: ids or `CriteriaSet` objects; all published sets by default. open_outcomes: with the open columns; by default in
    memory only, because on DuckDB and PySpark they execute the query. results: only these of `RESULTS`, such as `level` and
    `subgroup`; all by default. prefix: put before every
    added column.

    Rows that cannot be classified are kept, with `myositis_status` `invalid` and blank results. Errors: UnknownNameError for
    an unknown criteria set or when an added column exists already; EngineError for a frame that cannot be read.
    """
    from myositis.cohort import engines

    return engines.classify_any(find_all(criteria), frame, open_outcomes, results, prefix)
