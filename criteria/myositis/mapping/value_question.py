"""One question about every value that no list of words settles: words, missing codes, what stands around numbers and dates.

Each is shown with the columns that have it and with its likely meaning; what is right need not be typed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from myositis.errors import UnknownNameError, nearest
from myositis.mapping.asking import LEFT_OUT, MEASURED, MONTHS, REAL, Ask
from myositis.mapping.values import key
from myositis.reading.cell_words import MISSING_WORDS, NO_WORDS, YES_WORDS

NOT_RECORDED = "not recorded"
KINDS = ("codes", "category", "numbers")
"""The kinds of questions whose open values are asked together."""
SHORTEST_REASON = 5
"""A shorter word that no list knows is taken for a slip, and not for the reason of a missing value."""
MOST_COLUMNS = 4
"""So many columns are named for one value."""
INSTEAD = (
    "what is otherwise, such as fraglich = not recorded, vorh. = yes; what is right as it stands need not be repeated, and "
    "`rest = not recorded` is for all that have no meaning yet"
)


class AnswerError(UnknownNameError):
    """An answer that does not fit its question; the message says what does."""


@dataclass
class Entry:
    """One value. meaning: the likely one, or None. asks: the questions in which it is open, with its spelling in each."""

    value: str
    meaning: str | None
    asks: list[tuple[str, Ask]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        columns = ", ".join(f"`{column}`" for column in self.columns[:MOST_COLUMNS])
        more = len(self.columns) - MOST_COLUMNS
        return f"`{self.value}` = {self.meaning or '?'}   in {columns}" + (f" and {more} more" if more > 0 else "")


def open_values(ask: Ask) -> list[str]:
    """The values of a question that are asked here: those that are no codes of a scale and were not answered for."""
    if ask.kind not in KINDS:
        return []
    return [value for value in ask.values if value not in ask.scale and value not in ask.given]


def entries(asked: Iterable[tuple[Callable[[str], list[str]], Ask]]) -> list[Entry]:
    """Every open value once. asked: questions, with what tells the columns of a value; a value with two likely meanings is
    listed twice."""
    found: dict[tuple[str, str | None], Entry] = {}
    for columns_of, ask in asked:
        for value in open_values(ask):
            meaning = ask.proposed.get(value)
            entry = found.setdefault((key(value), meaning), Entry(value, meaning))
            entry.asks.append((value, ask))
            entry.columns += [column for column in columns_of(value) if column not in entry.columns]
    return sorted(found.values(), key=lambda entry: entry.meaning is not None)  # what has no meaning yet stands first


def meanings_of(open_entries: Sequence[Entry], text: str, pairs: Sequence[tuple[str, str]]) -> list[tuple[Ask, str, str]]:
    """The meaning of every value of every question. text: the whole answer, for one that names no value.

    Errors: AnswerError for a value that is not open, a meaning that the column cannot have, or a value left without one.
    """
    given = {key(name): meaning for name, meaning in pairs}
    if not pairs and len(open_entries) == 1:
        given = {key(open_entries[0].value): text}
    rest = given.pop("rest", None) or given.pop("others", None)
    strange = [name for name in given if all(key(entry.value) != name for entry in open_entries)]
    if strange:
        close = nearest(strange[0], [entry.value for entry in open_entries])
        raise AnswerError(f"`{strange[0]}` is not asked for" + (f"; did you mean `{close}`?" if close else ""))
    meant: list[tuple[Ask, str, str]] = []
    lacking = []
    for entry in open_entries:
        meaning = given.get(key(entry.value)) or entry.meaning or rest
        if meaning is None:
            lacking.append(entry.value)
            continue
        meant += [(ask, value, _allowed(meaning, ask, entry.value)) for value, ask in entry.asks]
    if lacking:
        listed = ", ".join(f"`{value}`" for value in lacking)
        raise AnswerError(f"say what {listed} means too: yes, no or not recorded; `rest = not recorded` is for all of them")
    return meant


_NUMBER_WORDS = (LEFT_OUT, MONTHS, MEASURED, REAL)


def _allowed(meaning: str, ask: Ask, value: str) -> str:
    """A meaning in the words of its question; every other text is the reason for which the value is not recorded."""
    word = key(meaning)
    named = word.replace(" ", "_")
    if ask.kind == "category" and named in ask.meanings:
        return named
    if ask.kind == "codes" and (word in YES_WORDS or word in NO_WORDS):
        return "yes" if word in YES_WORDS else "no"
    if word in _NUMBER_WORDS and word in ask.meanings:
        return word
    if word in (*YES_WORDS, *NO_WORDS, *_NUMBER_WORDS) or re.fullmatch(r"[\d.,]+", word):
        allowed = ", ".join(one.replace("_", " ") for one in ask.meanings)
        raise AnswerError(f"`{value}` cannot mean `{meaning}` there: {allowed}, or the reason for which it is not recorded")
    close = nearest(word, ("yes", "no", NOT_RECORDED, *ask.meanings))
    if word not in MISSING_WORDS and word != close and (close is not None or len(word) < SHORTEST_REASON):
        allowed = ", ".join(one.replace("_", " ") for one in ask.meanings)
        raise AnswerError(f"`{meaning}`: " + (f"did you mean `{close}`?" if close else f"{allowed}, or a reason, are expected"))
    return NOT_RECORDED if word == NOT_RECORDED else MISSING_WORDS.get(word, meaning)
