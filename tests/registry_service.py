"""A registry's own program on top of the library, as its author would type it. `test_types` runs it and checks its types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl

from myositis import (
    Classification,
    CriteriaSet,
    MyositisError,
    Patient,
    classify,
    classify_cohort,
    classify_to_file,
    compare,
    find,
    improvement,
)


@dataclass(frozen=True)
class Visit:
    """What the registry's form holds for one visit."""

    patient: str
    onset: date
    born: date
    rash: bool | None
    weak_arms: bool | None
    enzyme: float | None
    enzyme_limit: float


def as_patient(visit: Visit) -> Patient:
    """A record from the form's own fields."""
    return Patient(
        patient_id=visit.patient,
        birth_date=visit.born,
        symptom_onset_date=visit.onset.isoformat(),
        heliotrope_rash=visit.rash,
        proximal_upper_weakness=visit.weak_arms,
        ck=visit.enzyme,
        ck_uln=visit.enzyme_limit,
    )


def letter(visit: Visit, criteria: str | CriteriaSet = "eular-acr-2017") -> str:
    """One line for the physician: the level, and what it presupposes."""
    result: Classification = classify(as_patient(visit), criteria)
    range_ = result.probability_range
    share = "" if range_ is None else f", probability {range_[0]:.0%} to {range_[1]:.0%}"
    presupposed = f" (provided: no {', no '.join(result.provided)})" if result.provided else ""
    return f"{visit.patient}: {result.level}, open: {', '.join(result.open_levels)}{share}{presupposed}"


def counts(cohort: pl.DataFrame, criteria: Iterable[str]) -> dict[str, int]:
    """How many patients each set classifies."""
    found: dict[str, int] = {}
    for name in criteria:
        one = find(name)
        levels: pl.Series = classify_cohort(cohort, name)[f"{one.prefix}_level"]
        found[one.short_title] = int(levels.is_in(one.classified).sum())
    return found


def same_kind(lazy: pl.LazyFrame, frame: pd.DataFrame) -> tuple[pl.LazyFrame, pd.DataFrame]:
    """Lazy stays lazy, pandas stays pandas, for the type checker, too."""
    return classify_cohort(lazy, open_outcomes=False), classify_cohort(frame, ["bohan-peter-1975"])


def agreement(cohort: pl.DataFrame) -> str:
    """The comparison as Markdown; a reason in words when there is none."""
    try:
        result = compare(cohort, reference="diagnosis", cases=["DM", "PM", "IBM", "JDM", "ADM"], interval="exact")
    except MyositisError as error:
        return str(error)
    return f"{result.flow.evaluable} patients\n\n{result.render('markdown')}"


def overnight(source: Path, target: Path) -> list[str]:
    """Classify the night's export, and say what is wrong with it; progress goes to the log."""
    log: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        log.append(f"{what}: {done} of {total}")

    summary = classify_to_file(source, target, ["eular-acr-2017"], open_outcomes=False, progress=progress)
    return [f"{summary.rows} rows, {summary.invalid} invalid", *(str(problem) for problem in summary.problems)]


def responded(before: dict[str, float], after: dict[str, float]) -> bool | None:
    """Whether the improvement is moderate at least; None when that is open."""
    result = improvement(before, after, thresholds="adult", vas=10, mmt_max=150)
    lowest: float = result.tis_low
    if lowest >= 40:
        return True
    return False if result.tis_high < 40 else None
