"""What may be written instead of the number of an offer, by the kind of question, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable

from myositis.errors import UnknownNameError
from myositis.mapping.asking import Ask, Option, read_as
from myositis.mapping.part import Draft
from myositis.mapping.units import unit_of
from myositis.mapping.value_question import AnswerError
from myositis.mapping.values import key, quote
from myositis.reading.day_formats import DayFormat

WRITTEN_INSTEAD = {
    "codes": "a meaning for each value, such as 1 = yes, 2 = no, 9 = not recorded; 9 = not done gives the reason",
    "sex": "a meaning for each value, such as 1 = female, 2 = male, 9 = not recorded",
    "limit": "a number, such as 190; or female = 170, male = 200; or the name of a column; for several ck = 190, ldh = 250",
    "dates": "another format, such as DD.MM.YYYY, MM/DD/YY until 2025, days since 1899-12-30",
    "cut-off": "the number from which on it is a yes, such as 20",
    "rows": "ever, first, last or event:NAME; `by COLUMN` behind it gives the order",
    "unit": "U/l, ukat/l, nkat/l",
}


def pairs_of(text: str, form: str, *, raw: bool = False) -> list[tuple[str, str]]:
    """`a = b, c = d` as pairs. raw: what stands first is a raw value, which may hold an equals sign itself (`<= 20`)."""
    pieces = [piece for piece in re.split(r"[;\n]|,(?=[^=]*=)", text) if piece.strip()]
    pairs = [piece.rsplit("=", 1) if raw else piece.split("=", 1) for piece in pieces]
    if not pairs or any(len(pair) != 2 or not pair[1].strip() for pair in pairs):
        raise AnswerError(f"{form} is expected, several with a comma between them")
    return [(name.strip().strip("`"), value.strip().strip("`")) for name, value in pairs]


def _sexes(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001 - the readers of answers are called alike
    """`1 = female, 2 = male`: every open value gets a meaning."""
    known = {key(value): value for value in ask.values}
    given = {known.get(key(name), name): meaning for name, meaning in pairs_of(text, "a value = its meaning", raw=True)}
    lacking = [value for value in ask.values if value not in given]
    if lacking:
        raise AnswerError(f"say what {', '.join(f'`{value}`' for value in lacking)} means too: {', '.join(ask.meanings)}")
    return read_as(ask, given)


def _limit(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    number = r"\d+(?:[.,]\d+)?"
    if re.fullmatch(number, text):
        return Option(f"limit = {text.replace(',', '.')}", "")
    if "=" in text:
        pairs = pairs_of(text, "female = 170, male = 200")
        if all(part.names[0] != "sex" for part in made.parts):
            raise AnswerError("no column is read as the sex, so one limit for all is expected, such as 190")
        if {name for name, _ in pairs} <= {"female", "male", "other"} and all(re.fullmatch(number, value) for _, value in pairs):
            inner = ", ".join(f"{name} = {value.replace(',', '.')}" for name, value in pairs)
            return Option(f"limit = {{ {inner} }}", "")
    if text.strip("`") in made.columns:
        return Option(f"limit_column = {quote(text.strip('`'))}", "")
    raise AnswerError(f"{WRITTEN_INSTEAD['limit']}, or unknown is expected")


def _dates(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    try:
        return Option(f"date_format = {quote(DayFormat(text).text)}", "")
    except UnknownNameError as error:
        raise AnswerError(str(error)) from None


def _cut_off(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        raise AnswerError(f"{WRITTEN_INSTEAD['cut-off']} is expected")
    return Option(f"yes_at_least = {text.replace(',', '.')}", "")


def _rows(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    match = re.fullmatch(r"(ever|first|last|event:.+?)(?:\s+by\s+(.+))?", text)
    column = None if match is None or match[2] is None else match[2].strip("`")
    if match is None or (column is not None and column not in made.columns):
        raise AnswerError(f"{WRITTEN_INSTEAD['rows']} is expected")
    lines = [f"collapse = {quote(match[1])}"] + ([f"order_by = {quote(column)}"] if column is not None else [])
    return Option("\n".join(lines), "")


def _unit(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    unit = unit_of(text)
    if unit is None:
        raise AnswerError(f"{WRITTEN_INSTEAD['unit']} is expected")
    return Option(f"unit = {quote(unit)}", "")


READERS: dict[str, Callable[[Draft, Ask, str], Option]] = {
    "sex": _sexes,
    "limit": _limit,
    "dates": _dates,
    "cut-off": _cut_off,
    "rows": _rows,
    "unit": _unit,
}
