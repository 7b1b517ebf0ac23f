"""The questions of a proposal, asked one by one: on the terminal, or in a workbook that is filled in.

A question that stands the same way about several columns is asked once, and so are all values of the file. An answer is the
number of an offer, or what the question says may be written instead; nothing is taken over that was not answered. Questions
show values, because whoever answers has the table in front of him; the mapping holds only the values that were answered for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from myositis.dictionary.findings import patient_id
from myositis.mapping.asking import GAP, Ask, Option, read_as
from myositis.mapping.name_questions import (
    about_names,
    answer_absent,
    answer_columns,
    answer_doubtful,
    answer_meanings,
    reading_of,
)
from myositis.mapping.part import Draft, Part
from myositis.mapping.question import COLUMNS, MEANINGS, VALUES, OpenQuestion, Place
from myositis.mapping.toml_text import ABSENT, DOUBTFUL
from myositis.mapping.typed_answers import READERS, WRITTEN_INSTEAD, pairs_of
from myositis.mapping.value_question import INSTEAD, AnswerError, Entry, entries, meanings_of, open_values
from myositis.mapping.values import key


def open_questions(made: Draft) -> list[OpenQuestion]:
    """What is still open, the findings that were not found first. Each question stands once for all columns it is about."""
    _use_known_words(made)
    found = [*about_names(made), *_about_values(made)]
    grouped: dict[object, OpenQuestion] = {}
    for place, ask in _asks(made):
        if (open_values(ask) and not ask.scale) or ask.kind in ("meaning", "column"):
            continue
        said = tuple(option.says for option in _offers(ask))
        same = (ask.kind, said) if said and (ask.kind in _SHARED or ask.scale) else id(ask)
        known = grouped.get(same)
        if known is None:
            grouped[same] = known = OpenQuestion("", ask.text, (), _choices(ask), WRITTEN_INSTEAD.get(ask.kind, ""))
            found.append(known)
        known.places.append((place, ask))
    for question in grouped.values():
        names = [_name(place) for place, _ in question.places]
        question.id = f"{question.places[0][1].kind}: {', '.join(names)}"
        question.about = tuple(_about(place) for place, _ in question.places)
        question.text = _together(question)
    return found


def _about_values(made: Draft) -> Iterator[OpenQuestion]:
    """The values that no list settles."""
    left = _open_values(made)
    if left:
        about = tuple(map(str, left))
        choices = () if any(entry.meaning is None for entry in left) else ("all of it is right",)
        # The id holds the values, so that an answer is never taken for others.
        identity = f"{VALUES} {zlib.crc32(' '.join(about).encode()):08x}"
        text = "What do these values mean? The likely meaning stands beside each."
        yield OpenQuestion(identity, text, about, choices, INSTEAD)


_SHARED = ("unit", "limit", "dates", "boxes", "units")
"""Kinds of questions that are asked once when the offers are the same."""


def _together(question: OpenQuestion) -> str:
    """The text of a question about several columns, whose own texts count rows."""
    asks = [ask for _, ask in question.places]
    if len({ask.text for ask in asks}) == 1:
        return question.text
    if asks[0].kind == "boxes":
        return (
            "REDCap writes an empty box the same way whether somebody looked or the form was never opened: is an empty box a no?"
        )
    if asks[0].scale:
        return f"which is yes? The codes are {', '.join(f'`{one}`' for one in asks[0].scale)}."
    return question.text


def _open_values(made: Draft) -> list[Entry]:
    return entries((partial(_columns, place), ask) for place, ask in _asks(made, unsure=True))


def _columns(place: Place, value: str) -> list[str]:
    """The columns that a value stands in."""
    if isinstance(place, Part):
        return [place.column]
    return [part.column for part in place.parts if key(value) in place.values_of.get(part.column, (key(value),))]


def _use_known_words(made: Draft) -> None:
    """Words that were answered for mean the same in a column that was named after that."""
    for place, ask in [*_asks(made)]:
        if ask.kind == "codes":
            words = {value: (key(value), ask.proposed.get(value)) for value in open_values(ask)}
            ask.given |= {value: made.known[word] for value, word in words.items() if word in made.known}
        _take_if_answered(made, place, ask)


def _take_if_answered(made: Draft, place: Place, ask: Ask) -> None:
    if ask.values and ask.given.keys() >= {*ask.values}:
        _take(made, place, ask, read_as(ask, ask.given))


def _asks(made: Draft, *, unsure: bool = False) -> Iterator[tuple[Place, Ask]]:
    """Every open question with its place; of a column whose finding is open only that one. unsure: the others, too."""
    for coding in (made.file, made.rows, *made.codings):
        for ask in coding.asks:
            yield coding, ask
    for part in made.parts:
        for ask in part.asks:
            if ask.kind == "meaning" or not part.unsure or unsure:
                yield part, ask


def _choices(ask: Ask) -> tuple[str, ...]:
    return tuple(option.says for option in _offers(ask))


def _offers(ask: Ask) -> list[Option]:
    """The offers that can be chosen: those without a gap. Of codes the meanings of the codes, of words those of the words."""
    if ask.scale:
        return [read_as(replace(ask, settled={}), reading) for reading in ask.readings]
    return [option for option in ask.options if option.says and GAP not in option.lines]


def _name(place: Place) -> str:
    return place.column if isinstance(place, Part) else place.name


def _about(place: Place) -> str:
    if isinstance(place, Part):
        return reading_of(place)
    return ", ".join(reading_of(part) for part in place.parts) or place.name


def answer(made: Draft, question: OpenQuestion, given: str) -> None:
    """Settle a question in the draft. AnswerError when the answer does not fit; then nothing has changed."""
    text = given.strip()
    if not text:
        raise AnswerError(f"no answer; {_allowed(question)}")
    if question.id == ABSENT:
        answer_absent(made, text)
    elif question.id == DOUBTFUL:
        answer_doubtful(made, text)
    elif question.id == COLUMNS:
        answer_columns(made, text)
    elif question.id == MEANINGS:
        answer_meanings(made, text)
    elif question.id.startswith(f"{VALUES} "):
        _answer_values(made, question, text)
    elif question.places[0][1].scale:
        _answer_codes(made, question, text)
    elif question.places[0][1].kind == "limit" and len(question.places) > 1:
        _answer_limits(made, question, text)
    else:
        chosen = [(place, ask, _option(made, ask, text, question)) for place, ask in question.places]
        for place, ask, option in chosen:
            _take(made, place, ask, option)


def _answer_values(made: Draft, question: OpenQuestion, text: str) -> None:
    """`1`, or the meanings that are otherwise."""
    chosen = text == "1" or text.casefold() in question.choices
    if chosen and not question.choices:
        raise AnswerError(f"some values have no likely meaning: {INSTEAD}")
    pairs = pairs_of(text, "a value = its meaning", raw=True) if "=" in text and not chosen else []
    if not pairs and not chosen and len(question.about) > 1:
        raise AnswerError(_allowed(question))
    meant = meanings_of(_open_values(made), "" if chosen else text, pairs)
    for ask, value, meaning in meant:
        ask.given[value] = meaning
        if ask.kind == "codes":
            made.known[key(value), ask.proposed.get(value)] = meaning
    for place, ask in [*_asks(made)]:
        _take_if_answered(made, place, ask)


def _answer_codes(made: Draft, question: OpenQuestion, text: str) -> None:
    """The number of a reading of the codes, or a meaning for each of them."""
    ask = question.places[0][1]
    if re.fullmatch(r"\d+", text):
        if not 1 <= int(text) <= len(ask.readings):
            raise AnswerError(_allowed(question))
        reading = dict(ask.readings[int(text) - 1])
    else:
        reading = {name: key(meaning) for name, meaning in pairs_of(text, "a code = its meaning")}
        lacking = [code for code in ask.scale if code not in reading]
        if lacking:
            raise AnswerError(f"say what {', '.join(f'`{code}`' for code in lacking)} means too: yes, no or not recorded")
    for place, each in question.places:
        each.given |= reading
        _take_if_answered(made, place, each)


def _allowed(question: OpenQuestion) -> str:
    numbers = f"a number from 1 to {len(question.choices)}" if len(question.choices) > 1 else "1" if question.choices else ""
    return " or ".join(part for part in (numbers, question.instead) if part) + " is expected"


def _answer_limits(made: Draft, question: OpenQuestion, text: str) -> None:
    """`1` for all of them, or `ck = 190, ldh = 250`: every enzyme has a limit of its own. Those that are not named stay open."""
    by_name = {name: place for place, _ in question.places if isinstance(place, Part) for name in (place.names[0], place.column)}
    given = {} if text == "1" else dict(pairs_of(text, "the limit of each enzyme, such as ck = 190, ldh = 250,"))
    strange = [name for name in given if name not in by_name]
    if strange:
        raise AnswerError(f"`{strange[0]}` is none of them; every enzyme has a limit of its own: {', '.join(by_name)}")
    wanted = {id(by_name[name]): limit for name, limit in given.items()}
    chosen = [(place, ask, wanted.get(id(place), text)) for place, ask in question.places if not given or id(place) in wanted]
    options = [(place, ask, _option(made, ask, limit, question)) for place, ask, limit in chosen]
    for place, ask, option in options:
        _take(made, place, ask, option)


def _option(made: Draft, ask: Ask, text: str, question: OpenQuestion) -> Option:
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
    read = READERS.get(ask.kind)
    if read is None:
        raise AnswerError(_allowed(question))
    return read(made, ask, text)


def _take(made: Draft, place: Place, ask: Ask, option: Option) -> None:
    """Take an answer over: its lines go into the part."""
    place.asks = [one for one in place.asks if one is not ask]
    keys = {line.partition(" ")[0] for line in option.lines.split("\n")}
    place.lines = [line for line in place.lines if line.partition(" ")[0] not in keys]
    place.lines += option.lines.split("\n")
    if place is made.rows and "id" in keys:  # it takes the place of the part
        made.parts = [part for part in made.parts if part.names != (patient_id.name,)]
