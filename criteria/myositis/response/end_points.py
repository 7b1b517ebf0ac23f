"""The end points of one patient: response at a visit, confirmed deterioration, time to improvement, improvement of IMACS 2004.

Every answer is yes, no or None: open, because something is not recorded. `reason` says which. From a visit on at which rescue or
discontinuation is flagged the patient is no responder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from myositis.response import imacs_2004, proderm
from myositis.response.acr_eular_2016 import CATEGORIES
from myositis.response.improvement import Improvement
from myositis.response.visits import Window, week_text
from myositis.response.worsening import relative

LEVELS = CATEGORIES[1:]
"""minimal, moderate, major: each with those above it is an end point."""


@dataclass(frozen=True)
class Schedule:
    """When visits were planned, and how end points are counted.

    weeks: the planned weeks after baseline, in order; empty when visits are not planned, so that each patient's own visits follow
    one another. windows: the weeks in which a visit counts for a planned one. percent_of: what percentages of deterioration are
    taken of, `baseline` or `range`. confirmed: an improvement counts only when the next visit has it, too.
    """

    weeks: tuple[float, ...] = ()
    windows: tuple[Window, ...] = ()
    percent_of: str = "baseline"
    confirmed: bool = False


@dataclass(frozen=True)
class ScoredVisit:
    """One visit after baseline. improvement: None when it cannot be scored. flagged: rescue or discontinuation at this visit."""

    week: float
    improvement: Improvement | None
    flagged: bool = False
    planned: float | None = None
    """The week that the visit's name says, when its date says another."""

    def reached(self, level: str) -> bool | None:
        """Whether the category is at least `level`."""
        result = self.improvement
        if result is None or result.category_low is None or result.category_high is None:
            return None
        place = CATEGORIES.index(level)
        if CATEGORIES.index(result.category_low) >= place:
            return True
        return False if CATEGORIES.index(result.category_high) < place else None


@dataclass(frozen=True)
class EndPointAnswer:
    """An end point of one patient. met: yes, no, or None when open. reason: what made it so, in words."""

    met: bool | None
    reason: str


@dataclass(frozen=True)
class Deterioration(EndPointAnswer):
    """Confirmed deterioration. week: of the visit that confirms it, None unless met."""

    week: float | None = None


@dataclass(frozen=True)
class FirstTime:
    """Time to a category. week: of the first visit that surely has it, None when no visit has. possible: of an earlier visit that
    may have it. followed: the last week at which the patient was scored, when censored."""

    week: float | None
    possible: float | None
    followed: float


@dataclass(frozen=True)
class PatientResponse:
    """All visits of one patient after baseline, and the end points read from them.

    has_baseline: whether there is a baseline to compare with.
    """

    patient_id: str
    visits: tuple[ScoredVisit, ...]
    schedule: Schedule
    has_baseline: bool = True
    slots: dict[float, ScoredVisit] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.slots.update(_slots(self.visits, self.schedule))

    @property
    def weeks(self) -> tuple[float, ...]:
        """The weeks that follow one another: the planned ones, or those of the patient's visits."""
        return self.schedule.weeks or tuple(self.slots)

    def flagged(self, week: float) -> float | None:
        """The week of the first visit with a flag, when that is not after `week`."""
        return next((visit.week for visit in self.visits if visit.flagged and visit.week <= self._end_of(week)), None)

    def _end_of(self, week: float) -> float:
        """The last week that belongs to a planned one."""
        visit = self.slots.get(week)
        ends = [one.high for one in self.schedule.windows if one.week == week]
        return max([week, *ends, *([visit.week] if visit else [])])

    def responder(self, week: float, level: str = proderm.RESPONDER) -> EndPointAnswer:
        """Whether the patient has at least `level` at a planned week."""
        flag = self.flagged(week)
        if flag is not None:
            return EndPointAnswer(False, f"rescue or discontinuation at week {week_text(flag)}")
        if not self.has_baseline:
            return EndPointAnswer(None, "no baseline")
        visit = self.slots.get(week)
        if visit is None:
            return EndPointAnswer(None, "no visit")
        if visit.improvement is None:
            return EndPointAnswer(None, "the visit cannot be scored")
        met = visit.reached(level)
        result = visit.improvement
        score = f"{result.tis_low:g}" if result.tis is not None else f"{result.tis_low:g} to {result.tis_high:g}"
        if met is None and result.lacking:
            return EndPointAnswer(None, f"not recorded: {', '.join(result.lacking)}")
        return EndPointAnswer(met, f"total improvement score {score} at week {week_text(visit.week)}")

    def limbs(self, week: float) -> dict[str, bool | None]:
        """Which limbs of deterioration the visit of a planned week meets; all False without a visit."""
        visit = self.slots.get(week)
        if visit is None or visit.improvement is None:
            return dict.fromkeys((limb.name for limb in proderm.LIMBS), False)
        return proderm.limbs([relative(change, self.schedule.percent_of) for change in visit.improvement.changes])

    def deterioration(self, until: float | None = None) -> Deterioration:
        """Confirmed deterioration: a limb met at two consecutive visits, up to and with a planned week."""
        weeks = [week for week in self.weeks if until is None or week <= until]
        if not self.has_baseline:
            return Deterioration(None, "no baseline")
        found = {week: _any(self.limbs(week)) for week in weeks}
        possible = None
        for place in range(len(weeks) - proderm.CONSECUTIVE + 1):
            run = weeks[place : place + proderm.CONSECUTIVE]
            if all(found[week] for week in run):
                told = [f"{self._met(week)} at week {week_text(self.slots[week].week)}" for week in run]
                return Deterioration(True, " and ".join(told), self.slots[run[-1]].week)
            if possible is None and all(found[week] is not False for week in run):
                possible = f"weeks {' and '.join(map(week_text, run))} may meet it: not all is recorded"
        if possible:
            return Deterioration(None, possible)
        once = [f"{self._met(week)} at week {week_text(week)}" for week in weeks if found[week]]
        return Deterioration(False, f"not confirmed: {', '.join(once)}" if once else "no limb met")

    def _met(self, week: float) -> str:
        names = [name for name, met in self.limbs(week).items() if met]
        return f"limb{'s' if len(names) > 1 else ''} {', '.join(names)}"

    def responder_without_deterioration(self, week: float, level: str = proderm.RESPONDER) -> EndPointAnswer:
        """A responder at a planned week whose deterioration was not confirmed up to it."""
        response, worse = self.responder(week, level), self.deterioration(week)
        if response.met is False:
            return response
        if worse.met:
            return EndPointAnswer(False, f"confirmed deterioration: {worse.reason}")
        if response.met is None or worse.met is None:
            return EndPointAnswer(None, response.reason if response.met is None else f"deterioration is open: {worse.reason}")
        return response

    def imacs_2004(self, week: float) -> EndPointAnswer:
        """The preliminary definition of improvement of IMACS at a planned week."""
        flag = self.flagged(week)
        if flag is not None:
            return EndPointAnswer(False, f"rescue or discontinuation at week {week_text(flag)}")
        visit = self.slots.get(week)
        if not self.has_baseline or visit is None or visit.improvement is None:
            return self.responder(week)
        changes = [relative(change) for change in visit.improvement.changes]
        better = sum(one.percent is not None and one.percent >= imacs_2004.BETTER for one in changes)
        worse = [one.measure for one in changes if one.percent is not None and one.percent <= -imacs_2004.WORSE]
        told = f"{better} better by {imacs_2004.BETTER} %, {len(worse)} worse by {imacs_2004.WORSE} %"
        return EndPointAnswer(imacs_2004.improved(changes), told + (f" ({', '.join(worse)})" if worse else ""))

    def first(self, level: str = proderm.RESPONDER) -> FirstTime:
        """The first visit with at least `level`; with `confirmed` the next visit must have it, too."""
        weeks = self.weeks
        reached: dict[float, bool | None] = {}
        followed = 0.0
        for week in weeks:
            visit = self.slots.get(week)
            scored = visit is not None and visit.improvement is not None and self.flagged(week) is None and self.has_baseline
            reached[week] = visit.reached(level) if scored and visit is not None else False
            if scored and visit is not None:
                followed = visit.week
        possible = None
        for place, week in enumerate(weeks):
            later = weeks[place + 1] if place + 1 < len(weeks) else None
            both = [reached[week], *([reached[later] if later is not None else False] if self.schedule.confirmed else [])]
            if all(both):
                return FirstTime(self.slots[week].week, possible, self.slots[week].week)
            if possible is None and False not in both:
                possible = self.slots[week].week
        return FirstTime(None, possible, followed)


def _any(limbs: dict[str, bool | None]) -> bool | None:
    if True in limbs.values():
        return True
    return None if None in limbs.values() else False


def _slots(visits: Sequence[ScoredVisit], schedule: Schedule) -> dict[float, ScoredVisit]:
    """The visit that counts for each planned week: in its window, the nearest; without windows, the one of that week."""
    if schedule.windows:
        slots = {}
        for window in schedule.windows:
            inside = [visit for visit in visits if window.low <= visit.week <= window.high]
            if inside:
                slots[window.week] = min(inside, key=lambda visit: (abs(visit.week - window.week), visit.week))
        return dict(sorted(slots.items()))
    planned = {(visit.week if visit.planned is None else visit.planned): visit for visit in visits}
    if not schedule.weeks:
        return {visit.week: visit for visit in sorted(visits, key=lambda visit: visit.week)}
    return {week: planned[week] for week in schedule.weeks if week in planned}
