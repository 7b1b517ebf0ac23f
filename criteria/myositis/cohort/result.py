"""The result columns of a cohort: their names, their order, and the classified cohort itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from myositis.errors import EngineError, UnknownNameError
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import Problem

STATUS = "myositis_status"
NO_PATIENT = "no_patient"
"""The status of a row that is a heading or a note."""
HEADLINE = ("level", "subgroup", "score", "probability", "column", "criteria_met", "groups")
ANSWERS = ("open_levels", "open_subgroups", "determined")
"""What the automaton answers."""
RANGE = ("probability_min", "probability_max")
OPEN = (*ANSWERS, *RANGE)
"""What speaks of the completions: left out where it would cost too much."""
RESULTS = (*HEADLINE, *OPEN, "provided", "notes")


def result_names(criteria: CriteriaSet, wanted: Sequence[str] = RESULTS, prefix: str = "") -> dict[str, str]:
    """The result columns of a criteria set in output order: `level` to `eular_acr_2017_level`."""
    has = set(RESULTS)
    if not criteria.columns[0].score:
        has -= {"score"}
    if criteria.columns[0].constant is None:
        has -= {"probability", *RANGE}
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

    results: status and result columns, row by row as in `cohort`. patterns: what is known of each row, by criteria set, as
    frames of words, for further questions about open outcomes (see `open`).
    """

    cohort: ReadCohort
    results: pl.DataFrame
    criteria: tuple[CriteriaSet, ...]
    patterns: dict[str, pl.DataFrame]

    @property
    def problems(self) -> list[Problem]:
        return self.cohort.problems


def refuse_existing(columns: Iterable[str], criteria: tuple[CriteriaSet, ...], wanted: Sequence[str], prefix: str) -> None:
    """UnknownNameError when a column that would be added exists already."""
    added = {prefix + STATUS, *(name for one in criteria for name in result_names(one, wanted, prefix).values())}
    taken = [name for name in columns if name in added]
    if taken:
        raise UnknownNameError(f"the column `{taken[0]}` exists already; choose names of your own with a prefix")


def refuse_unread(cohort: ReadCohort, criteria: tuple[CriteriaSet, ...]) -> None:
    """EngineError when a column that a set reads is there and was not read: its findings would pass for not recorded."""
    unread = sorted((dictionary_of(criteria).keys() & cohort.columns) - cohort.dictionary.keys())
    if unread:
        raise EngineError(
            f"the cohort was read without {', '.join(unread)}, which the criteria read: pass "
            "`dictionary=dictionary_of(criteria)` to `read_values`"
        )
