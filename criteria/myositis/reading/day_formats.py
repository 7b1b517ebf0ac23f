"""Dates as a study writes them: `DD.MM.YYYY`, `MM/DD/YYYY`, `YYYYMMDD` and the like, whole or partial.

ISO dates are always read. A year alone, or month and year in the order of the format, is a partial date; so is a date whose
day or month is written 00, XX, UN or UNK. Two-digit years are refused: 25 may be 1925 or 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from myositis.dictionary.dates import parse_days
from myositis.errors import RecordError, UnknownNameError
from myositis.reading.cell import Cell, day_in_range
from myositis.reading.spelling import narrow

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"),
        start=1,
    )
    for name in names.split()
}
_UNKNOWN = r"00|xx|un|unk|\?\?"
_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": rf"(?P<month>\d{{1,2}}|{_UNKNOWN})",
    "DD": rf"(?P<day>\d{{1,2}}|{_UNKNOWN})",
    "MON": rf"(?P<month>[^\W\d_]{{3}}|{_UNKNOWN})[^\W\d_]*\.?",
}
_TOKEN = re.compile(r"YYYY|MON|MM|DD")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
ISO = "YYYY-MM-DD"


@dataclass(frozen=True)
class DayFormat:
    """An order of year, month and day, such as `DD.MM.YYYY`. UnknownNameError for a text that is not one."""

    text: str

    def __post_init__(self) -> None:
        tokens = _TOKEN.findall(self.text)
        rest = _TOKEN.sub("", self.text)
        months = tokens.count("MM") + tokens.count("MON")
        if re.search(r"[^\W_]", rest) or tokens.count("YYYY") != 1 or months != 1 or tokens.count("DD") != 1:
            raise UnknownNameError(
                f"`{self.text}` is not a date format; write it with DD, MM (or MON) and YYYY, such as DD.MM.YYYY; "
                "two-digit years are refused: 25 may be 1925 or 2025"
            )

    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """What is read: the whole date, and month and year in the same order."""
        pieces = _TOKEN.split(self.text)
        tokens = _TOKEN.findall(self.text)
        whole = re.escape(pieces[0])
        for token, after in zip(tokens, pieces[1:], strict=True):
            whole += self._part(token) + re.escape(after)
        kept = [token for token in tokens if token != "DD"]
        between = next((piece for piece in pieces[1:-1] if piece), "")
        partial = re.escape(between).join(self._part(token) for token in kept)
        return tuple(re.compile(one, re.IGNORECASE) for one in (whole, partial))

    def _part(self, token: str) -> str:
        tight = token in ("MM", "DD") and not re.search(r"[^A-Z]", self.text)
        return _PARTS[token].replace(r"\d{1,2}", r"\d{2}") if tight else _PARTS[token]

    def iso(self, text: str) -> str | None:
        """The date in ISO form, partial where a part is not known; None when the text is not written in this format."""
        for pattern in self.patterns():
            match = pattern.fullmatch(text)
            if match:
                return _iso(match.groupdict())
        return None


def _iso(parts: dict[str, Any]) -> str | None:
    month, day = parts.get("month"), parts.get("day")
    if month is None or re.fullmatch(_UNKNOWN, month.casefold()):
        return str(parts["year"])
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold())
    if number is None:
        return None
    if day is None or re.fullmatch(_UNKNOWN, day.casefold()):
        return f"{parts['year']}-{number:02}"
    return f"{parts['year']}-{number:02}-{int(day):02}"


def read_day(raw: Any, date_format: str | None = None) -> Cell:
    """Read a cell as a date. date_format: how text is written; ISO dates and years alone are always read."""
    text = "" if raw is None else _TIME.sub("", narrow(str(raw)).removesuffix(".0"))
    if not text:
        return Cell(reason="blank")
    form = DayFormat(date_format or ISO)
    try:
        days = parse_days(form.iso(text) or text)
    except RecordError as error:
        message = str(error)
        if date_format is None and re.search(r"\d[./ -]\d", text):
            message += '; for other orders say so: date_format = "DD.MM.YYYY"'
        elif date_format is not None and "calendar" not in message:
            message = f"a date is written {date_format} here, or as a year alone"
        return Cell(problem="not_a_date", message=message)
    return day_in_range(days)


FORMATS = (
    "DD.MM.YYYY", "MM.DD.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD", "YYYY.MM.DD",
    "YYYYMMDD", "DD MON YYYY", "DD-MON-YYYY", "MON DD, YYYY",
)  # fmt: skip
"""The formats that a proposal tries."""


def possible_formats(texts: list[str]) -> list[str]:
    """The formats in which every one of the texts is a day of the calendar; `[ISO]` when ISO will do."""
    if all(read_day(text).problem is None for text in texts):
        return [ISO]
    return [form for form in FORMATS if all(read_day(text, form).problem is None for text in texts)]


def day_formats_of(texts: list[str]) -> list[str]:
    """The formats that read most of the texts, and more than half of them: `[ISO]` when ISO does, several when a tie is left."""
    fits = {form: sum(read_day(text, form).problem is None for text in texts) for form in (ISO, *FORMATS)}
    most = max(fits.values())
    if 2 * most <= len(texts):
        return []
    return [ISO] if fits[ISO] == most else [form for form, count in fits.items() if count == most]
