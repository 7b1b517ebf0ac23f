"""What a trial prints: responders per group and visit, differences between groups, scores, and the time to improvement.

Missing is counted as no response, and beside it the same on evaluable patients only: those whose answer is known. A patient whose
answer is open is no responder in the first and not counted in the second. Rescue and discontinuation are no response in both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median
from typing import Any

from myositis.agreement.difference import difference_of_proportions
from myositis.agreement.estimates import Estimate
from myositis.agreement.proportions import proportion
from myositis.errors import unknown
from myositis.response.acr_eular_2016 import CATEGORIES
from myositis.response.end_points import LEVELS, EndPointAnswer, PatientResponse
from myositis.response.study import Study

OPEN, MISSING, FLAGGED = "open", "missing", "flagged"
SHARES = (*CATEGORIES, OPEN, MISSING, FLAGGED)
"""What a patient can be at a visit: a category, open between two, missing, or after rescue or discontinuation."""


@dataclass(frozen=True)
class Count:
    """Responders of one group. all: missing counted as no response. evaluable: known answers only."""

    group: str
    responders: int
    patients: int
    evaluable_patients: int
    all: Estimate
    evaluable: Estimate


@dataclass(frozen=True)
class Difference:
    """One group minus the control, missing counted as no response and on evaluable patients, by two methods."""

    group: str
    control: str
    newcombe: Estimate
    wald: Estimate
    evaluable_newcombe: Estimate
    evaluable_wald: Estimate


@dataclass(frozen=True)
class EndPoint:
    """An end point at a planned week (None for the whole time), by group."""

    name: str
    week: float | None
    counts: tuple[Count, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class AtVisit:
    """One group at one planned week: how many patients in each of `SHARES`; mean and median of the lowest and highest scores."""

    group: str
    week: float
    counts: dict[str, int]
    scored: int
    mean_tis: tuple[float, float] | None
    median_tis: tuple[float, float] | None


@dataclass(frozen=True)
class TimeTo:
    """Time to a category in one group: Kaplan-Meier. week: the median in weeks, None when fewer than half improve."""

    group: str
    level: str
    patients: int
    events: int
    week: float | None


@dataclass(frozen=True)
class TrialSummary:
    """Everything a trial prints, as values."""

    groups: tuple[str, ...]
    visits: tuple[AtVisit, ...]
    end_points: tuple[EndPoint, ...]
    times: tuple[TimeTo, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON."""
        return asdict(self)


def summarise(study: Study, at: Sequence[float] = (), control: str | None = None) -> TrialSummary:
    """Count the end points of a study by group.

    at: the planned weeks at which end points are counted; by default the last one. control: the group that the others are
    compared with; without it two groups are compared in the order of their names, the first minus the second.

    Errors: UnknownNameError for a week that is not planned or a group that is not there.
    """
    groups = tuple(sorted(set(study.groups.values())))
    if control is not None and control not in groups:
        raise unknown("group", control, groups)
    weeks = study.schedule.weeks
    chosen = tuple(at) or weeks[-1:]
    for week in chosen:
        if week not in weeks:
            raise unknown("planned week", f"{week:g}", [f"{one:g}" for one in weeks])
    end_points = []
    for week in chosen:
        for name, answer in _asked(week):
            end_points.append(_end_point(study, groups, control, name, week, answer))
    end_points.append(_end_point(study, groups, control, "confirmed deterioration", None, lambda one: one.deterioration()))
    visits = tuple(_at_visit(study.of(group), group, week) for week in weeks for group in groups)
    times = tuple(_time_to(study.of(group), group, level) for level in LEVELS for group in groups)
    return TrialSummary(groups, visits, tuple(end_points), times)


def _asked(week: float) -> list[tuple[str, Callable[[PatientResponse], EndPointAnswer]]]:
    """The end points that are read at a visit."""

    def at_least(level: str) -> Callable[[PatientResponse], EndPointAnswer]:
        return lambda one: one.responder(week, level)

    named = [(f"{level} or better" if level != LEVELS[-1] else level, at_least(level)) for level in LEVELS]
    return [
        *named,
        ("responder without confirmed deterioration", lambda one: one.responder_without_deterioration(week)),
        ("IMACS 2004 improvement", lambda one: one.imacs_2004(week)),
    ]


def _end_point(
    study: Study,
    groups: Sequence[str],
    control: str | None,
    name: str,
    week: float | None,
    answer: Callable[[PatientResponse], EndPointAnswer],
) -> EndPoint:
    counts = {group: _count(group, [answer(one) for one in study.of(group)]) for group in groups}
    return EndPoint(name, week, tuple(counts.values()), tuple(_differences(counts, control)))


def _count(group: str, answers: Sequence[EndPointAnswer]) -> Count:
    k = sum(answer.met is True for answer in answers)
    known = sum(answer.met is not None for answer in answers)
    return Count(group, k, len(answers), known, proportion(k, len(answers)), proportion(k, known))


def _differences(counts: dict[str, Count], control: str | None) -> list[Difference]:
    groups = list(counts)
    if control is None:
        if len(groups) != 2:
            return []
        control = groups[1]
    other = counts[control]
    return [_difference(counts[group], other) for group in groups if group != control]


def _difference(one: Count, other: Count) -> Difference:
    every = (one.responders, one.patients, other.responders, other.patients)
    known = (one.responders, one.evaluable_patients, other.responders, other.evaluable_patients)
    return Difference(
        one.group,
        other.group,
        difference_of_proportions(*every, "newcombe"),
        difference_of_proportions(*every, "wald"),
        difference_of_proportions(*known, "newcombe"),
        difference_of_proportions(*known, "wald"),
    )


def share_of(patient: PatientResponse, week: float) -> str:
    """Which of `SHARES` a patient is at a planned week."""
    if patient.flagged(week) is not None:
        return FLAGGED
    visit = patient.slots.get(week)
    if visit is None or visit.improvement is None or not patient.has_baseline:
        return MISSING
    return visit.improvement.category or OPEN


def _at_visit(patients: Sequence[PatientResponse], group: str, week: float) -> AtVisit:
    shares = [share_of(patient, week) for patient in patients]
    scored = [
        visit.improvement for one in patients if (visit := one.slots.get(week)) is not None and visit.improvement is not None
    ]
    lows, highs = [one.tis_low for one in scored], [one.tis_high for one in scored]
    return AtVisit(
        group,
        week,
        {share: shares.count(share) for share in SHARES},
        len(scored),
        (mean(lows), mean(highs)) if scored else None,
        (median(lows), median(highs)) if scored else None,
    )


def times_of(patients: Sequence[PatientResponse], level: str) -> tuple[list[float], list[int]]:
    """Weeks to a category, and 1 where it came, 0 where the patient was followed that long without it."""
    firsts = [patient.first(level) for patient in patients if patient.has_baseline]
    weeks = [first.followed if first.week is None else first.week for first in firsts]
    return weeks, [int(first.week is not None) for first in firsts]


def _time_to(patients: Sequence[PatientResponse], group: str, level: str) -> TimeTo:
    weeks, events = times_of(patients, level)
    return TimeTo(group, level, len(weeks), sum(events), median_time(weeks, events))


def median_time(weeks: Sequence[float], events: Sequence[int]) -> float | None:
    """The Kaplan-Meier median: the first week at which half or more have had the event; None when that is never."""
    if not sum(events):
        return None
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight  # type: ignore[import-untyped]

    with np.errstate(all="ignore"):
        week = float(SurvfuncRight(np.asarray(weeks, dtype=float), np.asarray(events)).quantile(0.5))
    return None if np.isnan(week) else week
