"""The result columns of a cohort: their names, their order, and the classified cohort itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from myositis.errors import UnknownNameError
from myositis.published import ALL, find
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import Problem

STATUS = "myositis_status"
NO_PATIENT = "no_patient"
"""The status of a row that is a heading or a note."""
HEADLINE = ("level", "subgroup", "score", "probability", "column", "criteria_met", "groups")
OPEN = ("open_levels", "open_subgroups", "determined")
RESULTS = (*HEADLINE, *OPEN, "notes")


def result_names(criteria: CriteriaSet, wanted: Sequence[str] = RESULTS, prefix: str = "") -> dict[str, str]:
    """The result columns of a criteria set in output order: `level` to `eular_acr_2017_level`."""
    has = set(RESULTS)
    if not criteria.columns[0].score:
        has -= {"score", "probability"}
    if criteria.columns[0].constant is None:
        has -= {"probability"}
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
    criteria: tuple[CriteriaSet, ...]
    patterns: dict[str, pl.Series]

    @property
    def problems(self) -> list[Problem]:
        return self.cohort.problems


def find_all(criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None) -> tuple[CriteriaSet, ...]:
    """The criteria sets of ids or objects; all published ones when None. UnknownNameError when one is named twice."""
    if criteria is None:
        return ALL
    named = (criteria,) if isinstance(criteria, str | CriteriaSet) else tuple(criteria)
    found = tuple(find(item) for item in named)
    if len({item.full_id for item in found}) < len(found):
        raise UnknownNameError("a criteria set is named twice")
    if len({item.prefix for item in found}) < len(found):
        raise UnknownNameError("two criteria sets would write the same columns: give one of them another id")
    return found


def refuse_existing(columns: Iterable[str], criteria: tuple[CriteriaSet, ...], wanted: Sequence[str], prefix: str) -> None:
    """UnknownNameError when a column that would be added exists already."""
    added = {prefix + STATUS, *(name for one in criteria for name in result_names(one, wanted, prefix).values())}
    taken = [name for name in columns if name in added]
    if taken:
        raise UnknownNameError(f"the column `{taken[0]}` exists already; choose names of your own with a prefix")
