"""What to compute over a cohort, and the cohort that has been read, classified by it in Polars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from myositis.cohort.open import INVALID, resolve
from myositis.cohort.patterns import pattern
from myositis.cohort.result import ANSWERS, RESULTS, STATUS, CohortResult, refuse_unread, result_names
from myositis.cohort.result_columns import plan_results
from myositis.dictionary.derivations import (
    CONTRADICTIONS,
    IN_PASSING,
    ODDITIES,
    Contradiction,
    contradictions_among,
    decided_by,
)
from myositis.dictionary.derived_columns import contradiction_columns, derive_columns, impossible_values, oddity_columns
from myositis.published.criteria_set import CriteriaSet, decided, dictionary_of
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import Problem
from myositis.rules.as_columns import INTERNAL, Stages
from myositis.rules.expressions import Expression, Truth, either, negate
from myositis.rules.values import UPTO
from myositis.rules.vocabulary import Variable, variables


@dataclass
class CohortPlan:
    """Columns to compute over a frame of values, on any engine. Apply the stages in order, then select.

    contradictions, oddities: truths by code. results: status and result columns by output name, without the open ones; null
    for invalid rows. patterns: by criteria set, word by word.
    """

    stages: tuple[Stages, ...]
    contradictions: dict[str, Truth]
    oddities: dict[str, Truth]
    results: dict[str, Expression]
    patterns: dict[str, dict[str, Expression]]

    def apply(self, frame: Any) -> Any:
        """The frame with every planned column."""
        for stages in self.stages:
            frame = stages.apply(frame)
        return frame


@lru_cache(maxsize=64)
def _wanted(criteria: tuple[CriteriaSet, ...]) -> tuple[frozenset[Variable], tuple[Contradiction, ...]]:
    """The variables that decide, or that a contradiction or an oddity reads; and the contradictions that count."""
    read = decided(criteria)
    among = contradictions_among(read)
    asked = {*read, *variables(*(item.rule for item in among), *(item.rule for item in ODDITIES))}
    return frozenset(decided_by(asked)), among


def needed_columns(criteria: tuple[CriteriaSet, ...]) -> set[str]:
    """The columns of a cohort that are read for these criteria sets."""
    columns = {item.name for item in _wanted(criteria)[0] - IN_PASSING}
    return columns | {name for item in ODDITIES for name in item.columns}


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
    wanted_variables, among = _wanted(criteria)
    derive_columns(stages, wanted_variables)
    found = contradiction_columns(stages, before, among)
    outside = impossible_values(before, dictionary_of(criteria)) if in_range else ()
    invalid = either(unreadable and stages.col(UNREADABLE), *found.values(), *outside)
    valid: Truth = True if invalid is False else stages.col(valid_stages.stage(negate(invalid), 0))
    results: dict[str, Expression] = {}
    patterns: dict[str, dict[str, Expression]] = {}
    for one in criteria:
        plan = plan_results(stages, before, one, wanted, valid)
        output = result_names(one, wanted, prefix)
        results |= {output[name]: made for name, made in plan.columns.items() if name in output}
        if set(wanted) & set(ANSWERS):
            words, layer = pattern(stages, one, plan.excluded, plan.read_in)
            packed = {name: stages.col(stages.stage(word, layer)) for name, word in words.items()}
            patterns[one.full_id] = {
                name: stages.choose([(valid, word)], stages.lit(0 if place else INVALID, "Int64"))
                for place, (name, word) in enumerate(packed.items())
            }
    status = stages.choose([(valid, "classified")], "invalid")
    odd = {code: truth for code, truth in oddity_columns(stages).items() if truth is not False}
    return CohortPlan((typed, before, stages, valid_stages), found, odd, {prefix + STATUS: status, **results}, patterns)


UNREADABLE = "__unreadable"


def classify_values(
    cohort: ReadCohort, criteria: tuple[CriteriaSet, ...], *, wanted: Sequence[str] = RESULTS, prefix: str = ""
) -> CohortResult:
    """Classify a cohort that has been read. Contradictions are added to its problems; invalid rows stay, blank."""
    refuse_unread(cohort, criteria)
    needed = needed_columns(criteria)
    names = [name for name in cohort.values.columns if name.removesuffix(UPTO) in needed]
    values = pl.DataFrame([cohort.invalid.alias(UNREADABLE), *cohort.values.select(names)])
    plan = plan_cohort(tuple(names), criteria, tuple(wanted), prefix, unreadable=bool(cohort.invalid.any()))
    marks = {f"__contradiction_{code}": truth for code, truth in plan.contradictions.items()}
    marks |= {f"__odd_{code}": truth for code, truth in plan.oddities.items()}
    marks |= {f"__pattern_{name}_{word}": made for name, words in plan.patterns.items() for word, made in words.items()}
    # Constants alone would give one row, so a column goes along.
    computed = plan.apply(values.lazy()).select(UNREADABLE, **plan.results, **marks).collect()
    _report_contradictions(cohort, computed, list(plan.contradictions))
    for item in ODDITIES:
        if item.code in plan.oddities:
            for row in (computed[f"__odd_{item.code}"] & ~cohort.invalid).arg_true().to_list():  # of an invalid row none stands
                cohort.warnings.append(Problem(row + cohort.first_row, item.columns[0], item.code, item.text))
    patterns = {
        name: computed.select(pl.col(f"__pattern_{name}_{word}").alias(word) for word in words)
        for name, words in plan.patterns.items()
    }
    results = {prefix + STATUS: computed[prefix + STATUS]}
    for one in criteria:
        opened = resolve(one, patterns[one.full_id]) if patterns else computed
        for name, column in result_names(one, wanted, prefix).items():
            results[column] = opened[name] if name in ANSWERS else computed[column]
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
