"""Which visit is which: names of visits as weeks, the baseline as it was said, and windows around planned weeks.

Nothing is guessed: a visit's name gives its week only where it spells a number of weeks (`16`, `week 16`, `w16`,
`week_16_arm_1`); of any other the week is said, or there are dates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from myositis.errors import UnknownNameError, nearest

FIRST = "first"
"""Said as the baseline: each patient's earliest visit."""

_ARM = re.compile(r"(_arm_\d+[a-z]?| \(arm \d+:.*\))$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_WEEK = re.compile(
    r"(?:^|[^a-z])(?:weeks?|wks?|w)[ _.-]*(-?\d+(?:\.\d+)?)(?![\d.])|(?:^|[^\d.])(\d+(?:\.\d+)?)[ _-]*(?:weeks?|wks?)\b"
)
_WINDOW = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*=\s*(-?\d+(?:\.\d+)?)\s*(?:-|to|\.\.)\s*(-?\d+(?:\.\d+)?)\s*")


def week_text(week: float) -> str:
    """A week as it is printed: 16, or 8.6 where the date says so."""
    return f"{round(week, 1):g}"


def plain(name: str) -> str:
    """The name of a visit without the arm that REDCap adds to its events."""
    return _ARM.sub("", name.strip())


def week_of(name: str) -> float | None:
    """The week that a name spells, or None."""
    text = plain(name)
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _WEEK.search(text.lower())
    return float(match[1] or match[2]) if match else None


@dataclass(frozen=True)
class Window:
    """A planned week and the weeks in which its visit may lie, ends included."""

    week: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"week {self.week:g} ({self.low:g}-{self.high:g})"


def window(text: str) -> Window:
    """A window written `16=14-18`. UnknownNameError for anything else, or when the week is outside its own window."""
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise UnknownNameError(f"`{text}` is no window: write the week and its first and last week, such as 16=14-18")
    made = Window(*(float(part) for part in match.groups()))
    if not made.low <= made.week <= made.high:
        raise UnknownNameError(f"the window `{text}` does not hold its own week")
    return made


@dataclass(frozen=True)
class Layout:
    """How a table of visits is laid out.

    baseline: names of the baseline visit, or (`first`,). columns: the column of each measure, where it is not the measure's
    own name. weeks: the week of visits whose name does not spell it. windows: by planned week. by, flag: columns with the
    group, and with yes at visits from which on the patient does not count as a responder (rescue, discontinuation).
    """

    baseline: tuple[str, ...]
    patient_id: str = "patient_id"
    visit: str | None = None
    date: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    weeks: Mapping[str, float] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    by: str | None = None
    flag: str | None = None

    def __post_init__(self) -> None:
        if not self.baseline:
            raise UnknownNameError(
                "which visit is the baseline? Say its name, or `first` for each patient's earliest; it is never guessed"
            )
        ordered = sorted(self.windows, key=lambda one: one.low)
        for one, other in pairwise(ordered):
            if other.low <= one.high:
                raise UnknownNameError(f"the windows of {one} and {other} overlap: a visit would count for both")

    def is_baseline(self, name: str) -> bool:
        """Whether a visit of this name is a baseline."""
        week = week_of(name) if _NUMBER.fullmatch(name.strip()) else None
        for said in self.baseline:
            if said in (name.strip(), plain(name)) or said.lower() == plain(name).lower():
                return True
            if week is not None and _NUMBER.fullmatch(said) and float(said) == week:
                return True
        return False

    def week(self, name: str) -> float | None:
        """The week of a visit by its name: as said, as spelt, or 0 for the baseline."""
        for key in (name.strip(), plain(name)):
            if key in self.weeks:
                return self.weeks[key]
        spelt = week_of(name)
        return 0.0 if spelt is None and self.is_baseline(name) else spelt

    def place(self, names: Iterable[str], *, dated: bool) -> dict[str, float | None]:
        """The week of every visit of a table; one name per row. dated: visits have dates, so that a name need not give the week.

        UnknownNameError when the baseline is not among them, or when a visit cannot be put in order.
        """
        counted = Counter(names)
        every = sorted(counted)
        nameable = [name for name in every if counted[name] > 1]  # one that stands in a single row may be no visit at all
        if self.baseline != (FIRST,) and not any(map(self.is_baseline, every)):
            said, close = ", ".join(self.baseline), nearest(self.baseline[0], nameable)
            there = f"there are: {', '.join(nameable[:12])}" if nameable else "look at the column of the visits"
            hint = f"did you mean `{close}`?" if close else there
            raise UnknownNameError(f"no visit is called `{said}`; {hint}")
        weeks = {name: self.week(name) for name in every}
        lost = [name for name, week in weeks.items() if week is None]
        if lost and not dated:
            shown = [name for name in lost if name in nameable][:6]
            which = f"these visits give no week: {', '.join(f'`{name}`' for name in shown)}" if shown else ""
            example = shown[0] if shown else "NAME"
            named = which or "some visits give no week"
            raise UnknownNameError(f'the names of {named}; say it (`--week "{example}=26"`), or name a column of dates')
        return weeks


def planned(weeks: Sequence[float], windows: Sequence[Window]) -> list[float]:
    """The planned weeks after baseline: those of the windows, else every week that occurs, in order."""
    found = [one.week for one in windows] if windows else list(weeks)
    return sorted({week for week in found if week > 0})


def in_window(week: float, windows: Sequence[Window]) -> float | None:
    """The planned week for which a visit counts, or None when it lies in no window."""
    return next((one.week for one in windows if one.low <= week <= one.high), None)
