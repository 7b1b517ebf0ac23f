"""Dates as a study writes them: `DD.MM.YYYY`, `MM/DD/YYYY`, `YYYYMMDD` and the like, whole or partial.

ISO dates are always read. A year alone, or month and year in the order of the format, is a partial date; so is a date whose
day or month is written 00, XX, UN or UNK. Two-digit years are read only where the format says until which year they reach
(`DD/MM/YY until 2025`: 26 is 1926), and numbers of days only where it says since when (`days since 1899-12-30`, as
spreadsheets count them). Month and year (`05/2001`) and Japanese dates (`2012年9月`, `S37.12.16`) have one reading and are read
in every format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from myositis.dictionary.dates import parse_days
from myositis.errors import RecordError, UnknownNameError
from myositis.reading.cell import PLACEHOLDER, Cell, day_in_range
from myositis.reading.japanese_days import iso_of_japanese
from myositis.reading.spelling import narrow

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen oca", "feb fév fev fef şub", "mar mär mrz", "apr avr abr nis", "may mai mag maj mayıs", "jun jui giu haz",
         "jul lug tem", "aug aoû ago ağu", "sep set eyl", "oct okt ott eki", "nov kas", "dec dez déc dic ara"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_UNKNOWN = r"00|xx|un|unk|\?\?"
_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MM": rf"(?P<month>\d{{1,2}}|{_UNKNOWN})",
    "DD": rf"(?P<day>\d{{1,2}}|{_UNKNOWN})",
    "MON": rf"(?P<month>[^\W\d_]{{3}}|{_UNKNOWN})[^\W\d_]*\.?",
}
_TOKEN = re.compile(r"YYYY|YY|MON|MM|DD")
_SINCE = re.compile(r"days since (\d{4}-\d{2}-\d{2})")
_UNTIL = re.compile(r"(.*\S) until (\d{4})")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
ISO = "YYYY-MM-DD"


@dataclass(frozen=True)
class DayFormat:
    """An order of year, month and day, such as `DD.MM.YYYY`. UnknownNameError for a text that is not one."""

    text: str

    def __post_init__(self) -> None:
        if _SINCE.fullmatch(self.text):
            parse_days(self.text.removeprefix("days since "))
            return
        order, until = self._order
        tokens = _TOKEN.findall(order)
        rest = _TOKEN.sub("", order)
        months, years = tokens.count("MM") + tokens.count("MON"), tokens.count("YYYY") + tokens.count("YY")
        if re.search(r"[^\W_年月日]", rest) or years != 1 or months != 1 or tokens.count("DD") != 1:
            raise UnknownNameError(
                f"`{self.text}` is not a date format; write it with DD, MM (or MON) and YYYY, such as DD.MM.YYYY; "
                "or DD.MM.YY until 2025, or days since 1899-12-30"
            )
        if ("YY" in tokens) != (until is not None):
            raise UnknownNameError(
                f"`{self.text}`: two-digit years are refused, 25 may be 1925 or 2025: say until which year they reach, "
                f"such as {order.replace('YYYY', 'YY')} until 2025"
            )

    @property
    def _order(self) -> tuple[str, int | None]:
        """The order of the parts, and the year until which two-digit years reach."""
        match = _UNTIL.fullmatch(self.text)
        return (match.group(1), int(match.group(2))) if match else (self.text, None)

    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """What is read: the whole date, and month and year in the same order."""
        order, until = self._order
        pieces = _TOKEN.split(order)
        tokens = _TOKEN.findall(order)
        whole = re.escape(pieces[0])
        for token, after in zip(tokens, pieces[1:], strict=True):
            whole += self._part(token) + re.escape(after)
        kept = [token for token in tokens if token != "DD"]
        between = next((piece for piece in pieces[1:-1] if piece), "")
        partial = re.escape(between).join(self._part(token) for token in kept)
        return tuple(re.compile(one, re.IGNORECASE) for one in ((whole,) if until is not None else (whole, partial)))

    def _part(self, token: str) -> str:
        tight = token in ("MM", "DD") and not re.search(r"[^A-Z]", self._order[0])
        return _PARTS[token].replace(r"\d{1,2}", r"\d{2}") if tight else _PARTS[token]

    def iso(self, text: str) -> str | None:
        """The date in ISO form, partial where a part is not known; None when the text is not written in this format."""
        since = _SINCE.fullmatch(self.text)
        if since:
            whole = re.fullmatch(r"(\d{1,6})([.,]\d+)?", text)
            days = int(whole.group(1)) if whole else -1
            return (date.fromisoformat(since.group(1)) + timedelta(days=days)).isoformat() if days >= 0 else None
        for pattern in _patterns(self):
            match = pattern.fullmatch(text)
            if match:
                return self._iso(match.groupdict())
        return None

    def _iso(self, parts: dict[str, Any]) -> str | None:
        until = self._order[1]
        if until is not None:
            year = until - (until - int(parts["short"])) % 100
            parts = {**parts, "year": f"{year:04}"}
        month, day = parts.get("month"), parts.get("day")
        if month is None or re.fullmatch(_UNKNOWN, month.casefold()):
            return str(parts["year"])
        number = int(month) if month.isdigit() else _MONTHS.get(month.casefold())
        if number is None:
            return None
        if day is None or re.fullmatch(_UNKNOWN, day.casefold()):
            return f"{parts['year']}-{number:02}"
        return f"{parts['year']}-{number:02}-{int(day):02}"


@lru_cache(maxsize=64)
def _patterns(form: DayFormat) -> tuple[re.Pattern[str], ...]:
    return form.patterns()


def read_day(raw: Any, date_format: str | None = None, *, placeholders: bool = False) -> Cell:
    """Read a cell as a date. date_format: how text is written; ISO dates and years alone are always read. placeholders: take
    1900-01-01 for the day that it says."""
    text = "" if raw is None else _TIME.sub("", narrow(str(raw)).removesuffix(".0"))
    if not text:
        return Cell(reason="blank")
    form = DayFormat(date_format or ISO)
    try:
        days = parse_days(form.iso(text) or iso_of_japanese(text) or _month_and_year(text) or text)
    except (RecordError, OverflowError) as error:
        message = str(error)
        if date_format is None and re.search(r"\d[./ -]\d", text):
            message += '; for other orders say so: date_format = "DD.MM.YYYY"'
        elif date_format is not None and "calendar" not in message:
            message = f"a date is written {date_format} here, or as a year alone"
        return Cell(problem="not_a_date", message=message)
    cell = day_in_range(days)
    return Cell(days) if placeholders and cell.problem == PLACEHOLDER else cell


FORMATS = (
    "DD.MM.YYYY", "MM.DD.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD", "YYYY.MM.DD",
    "YYYYMMDD", "DDMMYYYY", "MMDDYYYY", "DD MON YYYY", "DD-MON-YYYY", "MON DD, YYYY", "YYYY年MM月DD日",
)  # fmt: skip
"""The formats that a proposal tries."""

SHORT_FORMATS = ("DD.MM.YY", "DD/MM/YY", "MM/DD/YY", "DD-MM-YY", "YY/MM/DD", "DD-MON-YY")
"""The formats with two-digit years that it tries when none of the others fits."""


def _month_and_year(text: str) -> str | None:
    """`05/2001` in ISO form: a month and a year have one reading, whatever the order of days and months in the file."""
    found = re.fullmatch(r"(\d{1,2})[./-](\d{4})", text)
    return f"{found[2]}-{int(found[1]):02}" if found else None


def is_day(text: str, date_format: str | None = None) -> bool:
    """Whether a text is a date in a format, be it one that nobody's life has: 9999-12-31, 1900-01-01. A year that has not come
    is none: it may be a number of days."""
    cell = read_day(text, date_format)
    return cell.problem is None or (cell.problem != "not_a_date" and not re.fullmatch(r"\s*\d{4,6}(\.0+)?\s*", text))


def possible_formats(texts: list[str], *, until: int | None = None) -> list[str]:
    """The formats in which every one of the texts is a day of the calendar; `[ISO]` when ISO will do.

    until: try formats with two-digit years that reach until this year.
    """
    if until is not None:
        tried: tuple[str, ...] = tuple(f"{form} until {until}" for form in SHORT_FORMATS)
    elif all(is_day(text) for text in texts):
        return [ISO]
    else:
        tried = FORMATS
    return [form for form in tried if texts and all(is_day(text, form) for text in texts)]


def day_formats_of(texts: list[str]) -> list[str]:
    """The formats that read most of the texts, and more than half of them: `[ISO]` when ISO does, several when a tie is left."""
    fits = {form: sum(is_day(text, form) for text in texts) for form in (ISO, *FORMATS)}
    most = max(fits.values())
    if 2 * most <= len(texts):
        return []
    return [ISO] if fits[ISO] == most else [form for form, count in fits.items() if count == most]
