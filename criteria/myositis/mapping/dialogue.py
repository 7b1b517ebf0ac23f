"""The questions of a proposal, asked one by one: on the terminal, or in a workbook that is filled in.

A question that stands the same way about several columns is asked once. An answer is the number of an offer, or what the
question says may be written instead; nothing is taken over that was not answered. Questions show values, because whoever
answers has the table in front of him; the mapping holds only the values that were answered for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from myositis.dictionary.findings import DICTIONARY
from myositis.errors import UnknownNameError, nearest
from myositis.mapping.asking import GAP, Ask, Option, read_as
from myositis.mapping.part import Coding, Draft, Part
from myositis.mapping.toml_text import ABSENT, DOUBTFUL, absent_text
from myositis.mapping.units import unit_of
from myositis.mapping.values import key, quote
from myositis.reading.day_formats import DayFormat

Place = Part | Coding


class AnswerError(UnknownNameError):
    """An answer that does not fit its question; the message says what does."""


@dataclass
class Question:
    """One question. id: the same for the same table, so that an answer finds it again. text, about: what is asked, of what.

    choices: the offers in words, numbered from 1. instead: what may be written when no offer fits.
    """

    id: str
    text: str
    about: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    instead: str = ""
    places: list[tuple[Place, Ask]] = field(default_factory=list)


def open_questions(made: Draft) -> list[Question]:
    """What is still open, the findings that were not found first. Each question stands once for all columns it is about."""
    found: list[Question] = []
    if made.absent and not made.absent_settled:
        about = tuple(f"{name}{': perhaps ' + ', '.join(columns) if columns else ''}" for name, columns in made.absent.items())
        instead = "finding = column; finding = column ..."
        found.append(Question(ABSENT, absent_text(made), about, ("none of them is in the file",), instead))
    if made.doubtful:
        about = tuple(f"{place}. {_reading(part)}" for place, part in enumerate(made.doubtful, start=1))
        text = "These columns were found by words in their names. Are they right?"
        found.append(Question(DOUBTFUL, text, about, ("all of them are right",), "wrong: 2, 5 (the others are right)"))
    grouped: dict[tuple[object, ...], Question] = {}
    for place, ask in _asks(made):
        same = (ask.kind, tuple(option.lines for option in ask.options)) if ask.kind in _SHARED else (id(ask),)
        known = grouped.get(same)
        if known is None:
            grouped[same] = known = Question("", ask.text, (), _choices(ask), _INSTEAD.get(ask.kind, ""))
            found.append(known)
        known.places.append((place, ask))
    for question in grouped.values():
        names = [_name(place) for place, _ in question.places]
        question.id = f"{question.places[0][1].kind}: {', '.join(names)}"
        question.about = tuple(_about(place, ask) for place, ask in question.places)
    return found


_SHARED = ("unit", "limit", "dates", "boxes", "units")
"""Kinds of questions that are asked once when the offers are the same."""

_INSTEAD = {
    "codes": "a meaning for each value, such as 1 = yes, 2 = no, 9 = not recorded; 9 = not done gives the reason",
    "sex": "a meaning for each value, such as 1 = female, 2 = male, 9 = not recorded",
    "category": "a meaning for each value",
    "limit": "a number, such as 190; or female = 170, male = 200; or the name of a column",
    "dates": "another format, such as DD.MM.YYYY, MM/DD/YY until 2025, days since 1899-12-30",
    "numbers": "the reason, such as not done",
    "cut-off": "the number from which on it is a yes, such as 20",
    "rows": "ever, first, last or event:NAME; `by COLUMN` behind it gives the order",
    "column": "the name of a column",
    "unit": "U/l, ukat/l, nkat/l",
}


def _asks(made: Draft) -> Iterator[tuple[Place, Ask]]:
    """Every open question with its place; of a column whose finding is open only that one."""
    for coding in (made.file, made.rows, *made.codings):
        for ask in coding.asks:
            yield coding, ask
    for part in made.parts:
        for ask in part.asks:
            if ask.kind == "meaning" or not part.unsure:
                yield part, ask


def _choices(ask: Ask) -> tuple[str, ...]:
    return tuple(option.says for option in _offers(ask))


def _offers(ask: Ask) -> list[Option]:
    """The offers that can be chosen: those without a gap."""
    return [option for option in ask.options if option.says and GAP not in option.lines]


def _reading(part: Part) -> str:
    return f"`{part.column}` as {DICTIONARY[part.names[0]].label}"


def _name(place: Place) -> str:
    return place.column if isinstance(place, Part) else place.name


def _about(place: Place, ask: Ask) -> str:
    if isinstance(place, Part):
        return f"`{place.column}`" if ask.kind == "meaning" else f"{_reading(place)}"
    return ", ".join(_reading(part) for part in place.parts) or place.name


def answer(made: Draft, question: Question, given: str) -> None:
    """Settle a question in the draft. AnswerError when the answer does not fit; then nothing has changed."""
    text = given.strip()
    if not text:
        raise AnswerError(f"no answer; {_allowed(question)}")
    if question.id == ABSENT:
        _answer_absent(made, text)
    elif question.id == DOUBTFUL:
        _answer_doubtful(made, text)
    else:
        chosen = [(place, ask, _option(made, ask, text, question)) for place, ask in question.places]
        for place, ask, option in chosen:
            _take(made, place, ask, option)


def _allowed(question: Question) -> str:
    numbers = f"a number from 1 to {len(question.choices)}" if len(question.choices) > 1 else "1" if question.choices else ""
    return " or ".join(part for part in (numbers, question.instead) if part) + " is expected"


def _answer_absent(made: Draft, text: str) -> None:
    if text.casefold() not in ("1", "none", "no"):
        pairs = dict(_pairs(text, "finding = column"))
        for name, column in pairs.items():
            if name not in DICTIONARY:
                close = nearest(name, DICTIONARY)
                raise AnswerError(f"there is no finding `{name}`" + (f"; did you mean `{close}`?" if close else ""))
            if column not in made.columns:
                close = nearest(column, made.columns)
                raise AnswerError(f"there is no column `{column}`" + (f"; did you mean `{close}`?" if close else ""))
        for name, column in pairs.items():
            made.parts.append(made.read(name, column))
        made.parts.sort(key=lambda part: list(DICTIONARY).index(part.names[0]))
    made.absent_settled = True


def _answer_doubtful(made: Draft, text: str) -> None:
    doubtful = made.doubtful
    if text.casefold() not in ("1", "yes", "all", "y"):
        numbers = re.findall(r"\d+", text)
        if not re.match(r"(wrong|no|not)\b", text.casefold()) or not numbers or any(int(one) > len(doubtful) for one in numbers):
            raise AnswerError(f"1, or wrong: with the numbers of the wrong ones (up to {len(doubtful)}), is expected")
        wrong = [doubtful[int(one) - 1] for one in numbers]
        made.leave_out(wrong)
    for part in doubtful:
        part.doubtful = False


def _option(made: Draft, ask: Ask, text: str, question: Question) -> Option:
    """The option that an answer stands for."""
    offers = _offers(ask)
    if re.fullmatch(r"\d+", text) and ask.kind not in ("limit", "cut-off"):
        if not 1 <= int(text) <= len(offers):
            raise AnswerError(_allowed(question))
        return offers[int(text) - 1]
    by_words = next((option for option in offers if text.casefold() == option.says.casefold()), None)
    if by_words is not None:
        return by_words
    if text == "1" and ask.kind == "limit":
        return offers[0]
    read = _READERS.get(ask.kind)
    if read is None:
        raise AnswerError(_allowed(question))
    return read(made, ask, text)


def _pairs(text: str, form: str) -> list[tuple[str, str]]:
    pairs = [piece.split("=", 1) for piece in re.split(r"[;\n]|,(?=[^=]*=)", text) if piece.strip()]
    if not pairs or any(len(pair) != 2 or not pair[1].strip() for pair in pairs):
        raise AnswerError(f"{form} is expected, several with a comma between them")
    return [(name.strip().strip("`"), value.strip().strip("`")) for name, value in pairs]


def _meanings(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001 - the readers of answers are called alike
    """`1 = yes, 2 = no`: every open value gets a meaning."""
    known = {key(value): value for value in ask.values}
    given: dict[str, str] = {}
    for name, meaning in _pairs(text, "a value = its meaning"):
        word = meaning.replace(" ", "_") if meaning.replace(" ", "_") in ask.meanings else meaning
        given[known.get(key(name), name)] = word
    lacking = [value for value in ask.values if value not in given]
    if lacking:
        raise AnswerError(f"say what {', '.join(f'`{value}`' for value in lacking)} means too, too: {', '.join(ask.meanings)}")
    return read_as(ask, given)


def _limit(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    number = r"\d+(?:[.,]\d+)?"
    if re.fullmatch(number, text):
        return Option(f"limit = {text.replace(',', '.')}", "")
    if "=" in text:
        pairs = _pairs(text, "female = 170, male = 200")
        if {name for name, _ in pairs} <= {"female", "male", "other"} and all(re.fullmatch(number, value) for _, value in pairs):
            inner = ", ".join(f"{name} = {value.replace(',', '.')}" for name, value in pairs)
            return Option(f"limit = {{ {inner} }}", "")
    if text.strip("`") in made.columns:
        return Option(f"limit_column = {quote(text.strip('`'))}", "")
    raise AnswerError(f"{_INSTEAD['limit']}, or unknown is expected")


def _dates(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    try:
        return Option(f"date_format = {quote(DayFormat(text).text)}", "")
    except UnknownNameError as error:
        raise AnswerError(str(error)) from None


def _numbers(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    first = ask.options[0]
    return Option(re.sub(r'= "(not done|not recorded)"', lambda _: f"= {quote(text)}", first.lines), "")


def _cut_off(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        raise AnswerError(f"{_INSTEAD['cut-off']} is expected")
    return Option(f"yes_at_least = {text.replace(',', '.')}", "")


def _rows(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    match = re.fullmatch(r"(ever|first|last|event:.+?)(?:\s+by\s+(.+))?", text)
    column = None if match is None or match[2] is None else match[2].strip("`")
    if match is None or (column is not None and column not in made.columns):
        raise AnswerError(f"{_INSTEAD['rows']} is expected")
    lines = [f"collapse = {quote(match[1])}"] + ([f"order_by = {quote(column)}"] if column is not None else [])
    return Option("\n".join(lines), "")


def _unit(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    unit = unit_of(text)
    if unit is None:
        raise AnswerError(f"{_INSTEAD['unit']} is expected")
    return Option(f"unit = {quote(unit)}", "")


def _column(made: Draft, ask: Ask, text: str) -> Option:  # noqa: ARG001
    column = text.strip("`")
    if column not in made.columns:
        raise AnswerError(f"there is no column `{column}`")
    return Option(f"column = {quote(column)}", "")


_READERS: dict[str, Callable[[Draft, Ask, str], Option]] = {
    "codes": _meanings,
    "sex": _meanings,
    "category": _meanings,
    "limit": _limit,
    "dates": _dates,
    "numbers": _numbers,
    "cut-off": _cut_off,
    "rows": _rows,
    "unit": _unit,
    "column": _column,
}


def _take(made: Draft, place: Place, ask: Ask, option: Option) -> None:
    """Take an answer over: its lines go into the part."""
    place.asks = [one for one in place.asks if one is not ask]
    if isinstance(place, Part) and ask.kind == "meaning":
        if not option.lines:
            made.parts = [part for part in made.parts if part is not place]
        else:
            fresh = made.read(option.lines, place.column)
            made.parts = [fresh if part is place else part for part in made.parts]
    elif isinstance(place, Part) and ask.kind == "column":
        column = option.lines.split("= ", 1)[1].strip('"')
        fresh = made.read(place.names[0], column)
        made.parts = [fresh if part is place else part for part in made.parts]
    else:
        keys = {line.partition(" ")[0] for line in option.lines.split("\n")}
        place.lines = [line for line in place.lines if line.partition(" ")[0] not in keys]
        place.lines += option.lines.split("\n")
