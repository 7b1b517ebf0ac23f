"""How the cells of date columns are read, and what must be asked: the format, days that stand for none, words among dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from myositis.mapping.asking import LEFT_OUT, REAL, Ask, Option, Reading, Values, read_as
from myositis.mapping.values import key, quote, table
from myositis.reading.cell import PLACEHOLDER
from myositis.reading.cell_words import MISSING_WORDS
from myositis.reading.day_formats import ISO, day_formats_of, is_day, possible_formats, read_day
from myositis.reading.spelling import narrow

_SERIAL = re.compile(r"\d{4,5}(\.0+)?")
_INEXACT = re.compile(
    r"(?P<before>ca\.?|circa|etwa|um|vers|hacia|about|approx\.|omkring|yaklaşık|~|≈)?\s*(?P<date>\d.*?)\s*(?P<after>頃|ころ|ごろ)?",
    re.IGNORECASE,
)
"""A date with a word that says that it is not exact."""


def propose_day(values: Values) -> list[Reading]:
    """The format of a date column: filled in when only one fits, asked when several do; days that stand for nothing asked."""
    missing = {value: MISSING_WORDS[key(value)] for value in values.recorded if key(value) in MISSING_WORDS}
    texts = [value for value in values.recorded if key(value) not in MISSING_WORDS]
    serials = [value for value in texts if _SERIAL.fullmatch(value)]
    codes = [value for value in serials if len(serials) < len(texts) and read_day(value).problem is not None]
    dates = {value: _exact(value) for value in texts if value not in codes}
    forms, reading = _date_format([bare for bare, _ in dates.values()])
    strange = [value for value, (bare, _) in dates.items() if forms and not any(is_day(bare, form) for form in forms)][:12]
    odd = [*codes, *(value for value, (bare, _) in dates.items() if any(_stands_for_none(bare, form) for form in forms))]
    marks: dict[str, tuple[str, ...]] = {}
    for value, (_, mark) in dates.items():
        if mark is not None and value not in strange:
            marks[mark] = (*marks.get(mark, ()), value)
    if not (odd or strange or marks):
        return [reading, Reading([f"not_recorded = {table(missing)}"])] if missing else [reading]
    asked = [f"{values.listed(odd)}: a day, or a code for a missing one?"] if odd else []
    asked += [f"{values.listed(strange)}: not a date; what is it?"] if strange else []
    asked += [f"{values.listed(cells)}: may `{mark}` be left out?" for mark, cells in marks.items()]
    proposed = dict.fromkeys([*odd, *strange], "not recorded") | dict.fromkeys(marks, LEFT_OUT)
    meanings = ("not recorded", LEFT_OUT, REAL)
    ask = Ask("numbers", " ".join(asked), [], tuple(proposed), missing, meanings, proposed, marks=marks)
    ask.options.append(read_as(ask, proposed))
    real = [value for value in odd if any(read_day(value, form).problem == PLACEHOLDER for form in forms)]
    if real:
        ask.options.append(read_as(ask, proposed | dict.fromkeys(real, REAL)))
    return [reading, Reading(ask=ask)]


def _exact(value: str) -> tuple[str, str | None]:
    """A date without a word that says that it is not exact, and that word."""
    found = _INEXACT.fullmatch(narrow(value))
    mark = (found["before"] or found["after"]) if found else None
    return (value, None) if found is None or mark is None else (found["date"], mark)


def _date_format(texts: list[str]) -> tuple[list[str], Reading]:
    """The formats that fit, or those of most texts where none fits all, and what is proposed or asked about them."""
    fitting = possible_formats(texts) or day_formats_of(texts)
    if len({tuple(str(read_day(text, form).value) for text in texts) for form in fitting}) == 1:
        fitting = fitting[:1]  # month and year alone have one reading
    if fitting == [ISO] or not texts:
        return [ISO], Reading()
    if len(fitting) == 1:
        return fitting, Reading([f"date_format = {quote(fitting[0])}"])
    if fitting:
        text = "the dates fit more than one order of day and month: which is it?"
        return fitting, Reading(ask=Ask("dates", text, _formats(fitting)))
    forms = ["DD.MM.YYYY", "MM/DD/YYYY"]
    text = "the dates fit no single format: which is the usual one? The others become problems."
    if all(_SERIAL.fullmatch(value) for value in texts):
        forms = ["days since 1899-12-30", "days since 1904-01-01"]
        text = "the dates are numbers: days as spreadsheets count them?"
    elif short := possible_formats(texts, until=date.today().year):
        forms = short
        text = "the years have two digits, so that 25 may be 1925 or 2025: in which order, and until which year?"
    return [], Reading(ask=Ask("dates", text, _formats(forms)))


def _formats(forms: Sequence[str]) -> list[Option]:
    return [Option(f"date_format = {quote(form)}", form) for form in forms]


def _stands_for_none(value: str, form: str) -> bool:
    """Whether a day is none of a life: to come, the zero of a spreadsheet, a placeholder."""
    return read_day(value, form).problem in ("out_of_range", PLACEHOLDER)
