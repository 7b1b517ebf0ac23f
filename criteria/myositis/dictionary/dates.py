"""Ages by the calendar, from whole or partial dates.

A date is ISO text: `1980-05-03`, `1980-05` or `1980`. A partial date stands for every day in it, so the age at onset is an
interval: the headline of a result reads its lowest year, the open outcomes only the years within it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from myositis.errors import RecordError
from myositis.rules.values import Interval

SPREADSHEET_ZERO = (date(1899, 12, 30), date(1899, 12, 31))
"""The day zero of LibreOffice and Google, and of Excel."""
PLACEHOLDERS = (date(1900, 1, 1), date(1901, 1, 1))
"""Days that many programs write where none is known; the year alone is read as it stands."""
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Days:
    """All days from `first` to `last`: one day for a whole date."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return self.first.isoformat()[: 4 if self.first.month != self.last.month else 7]


def parse_days(text: str | date | Days) -> Days:
    """The days that an ISO date, whole or partial, stands for. RecordError for anything else."""
    if isinstance(text, Days):
        return text
    if isinstance(text, date):
        return Days(date(text.year, text.month, text.day), date(text.year, text.month, text.day))
    match = _ISO.fullmatch(text.strip()) or _MOMENT.fullmatch(text.strip())
    if match is None:
        raise RecordError("a date is written 1980-05-03, or 1980-05 or 1980 when only that much is known")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        assert year is not None
        if month is None:
            return Days(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Days(date(year, month, day), date(year, month, day))
    except (ValueError, IndexError):
        raise RecordError("there is no such day in the calendar") from None


def whole_years(birth: date, day: date) -> int:
    """Birthdays that have come by `day`: 18 when the 18th birthday is on or before it."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_between(birth: Days, onset: Days) -> float | Interval:
    """The age at onset in whole years: a number, or the interval that partial dates leave. Never below 0."""
    low = max(whole_years(birth.last, onset.first), 0)
    high = max(whole_years(birth.first, onset.last), 0)
    return float(low) if low == high else Interval(low, high)
