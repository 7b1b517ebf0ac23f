"""The questions about names: what was not found, what was found by words, and names that leave their meaning open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import nearest
from myositis.mapping.part import Draft, Part
from myositis.mapping.question import COLUMNS, MEANINGS, OpenQuestion
from myositis.mapping.toml_text import ABSENT, DOUBTFUL, absent_text
from myositis.mapping.typed_answers import pairs_of
from myositis.mapping.value_question import AnswerError

COLUMNS_INSTEAD = "2 = the name of another column (the others are as they stand)"
MEANINGS_INSTEAD = "2 = none, 3 = the name of a finding (the others are as they stand)"


def about_names(made: Draft) -> Iterator[OpenQuestion]:
    """What was not found, what was found by words, and names that leave their meaning open."""
    if made.absent and not made.absent_settled:
        about = tuple(f"{name}{': perhaps ' + ', '.join(columns) if columns else ''}" for name, columns in made.absent.items())
        instead = "finding = column; finding = column ..."
        yield OpenQuestion(ABSENT, absent_text(made), about, ("none of them is in the file",), instead)
    if made.doubtful:
        about = tuple(f"{place}. {reading_of(part)}" for place, part in enumerate(made.doubtful, start=1))
        text = "These columns were found by words in their names. Are they right?"
        yield OpenQuestion(DOUBTFUL, text, about, ("all of them are right",), "wrong: 2, 5 (the others are right)")
    if several := _of_several_columns(made):
        about = tuple(f"{place}. {_which(part)}" for place, part in enumerate(several, start=1))
        text = "Several columns may hold the same finding. Is the first one of each right?"
        yield OpenQuestion(COLUMNS, text, about, ("the first one of each is right",), COLUMNS_INSTEAD)
    if unsure := [part for part in made.parts if part.unsure]:
        about = tuple(f"{place}. {_of_two_meanings(part)}" for place, part in enumerate(unsure, start=1))
        text = "These names leave open what the column says. Is each what stands first behind it?"
        yield OpenQuestion(MEANINGS, text, about, ("all of them are", "none of them is: leave them out"), MEANINGS_INSTEAD)


def reading_of(part: Part) -> str:
    beside = f", in the unit of `{part.unit_of}`" if part.unit_of else ""
    return f"`{part.column}` as {DICTIONARY[part.names[0]].label}{beside}"


def _of_two_meanings(part: Part) -> str:
    """`EMG` as EMG evidence of myositis, or as another finding? With what is open about it."""
    ask = next(ask for ask in part.asks if ask.kind == "meaning")
    others = "".join(f", or {DICTIONARY[name].label} ({name})" for name in part.names[1:])
    return f"{reading_of(part)}{others}: {ask.text.partition('`: ')[2]}"


def _no_such(kind: str, name: str, known: Iterable[str]) -> AnswerError:
    close = nearest(name, known)
    return AnswerError(f"there is no {kind} `{name}`" + (f"; did you mean `{close}`?" if close else ""))


def answer_absent(made: Draft, text: str) -> None:
    if text.casefold() not in ("1", "none", "no"):
        pairs = dict(pairs_of(text, "finding = column"))
        found = {part.names[0]: part.column for part in made.parts if not part.unsure}
        for name, column in pairs.items():
            if name in found:
                raise AnswerError(f"{name} is read from `{found[name]}` already")
            if name not in DICTIONARY:
                raise _no_such("finding", name, DICTIONARY)
            if column not in made.columns:
                raise _no_such("column", column, made.columns)
        for name, column in pairs.items():
            made.parts.append(made.read(name, column))
        made.parts.sort(key=lambda part: list(DICTIONARY).index(part.names[0]))
        if patient_id.name in pairs and made.look_at_rows is not None:
            made.rows = made.look_at_rows(made.parts)
    made.absent_settled = True


def answer_doubtful(made: Draft, text: str) -> None:
    doubtful = made.doubtful
    if text.casefold() not in ("1", "yes", "all", "y"):
        numbers = re.findall(r"\d+", text)
        if not re.match(r"(wrong|no|not)\b", text.casefold()) or not numbers or any(int(one) > len(doubtful) for one in numbers):
            raise AnswerError(f"1, or wrong: with the numbers of the wrong ones (up to {len(doubtful)}), is expected")
        wrong = [doubtful[int(one) - 1] for one in numbers]
        made.leave_out(wrong)
    for part in doubtful:
        part.doubtful = False


def _of_several_columns(made: Draft) -> list[Part]:
    return [part for part in made.parts if any(ask.kind == "column" for ask in part.asks)]


def _which(part: Part) -> str:
    """CK: `CK max`, or `CK peak`?"""
    ask = next(ask for ask in part.asks if ask.kind == "column")
    others = [option.says for option in ask.options if option.says != part.column]
    return f"{DICTIONARY[part.names[0]].label}: `{part.column}`, or {', '.join(f'`{one}`' for one in others)}?"


def answer_columns(made: Draft, text: str) -> None:
    """`1`, or another column by the number of the finding."""
    several = _of_several_columns(made)
    chosen = [part.column for part in several]
    if text.casefold() not in ("1", "yes", "all"):
        for number, column in pairs_of(text, COLUMNS_INSTEAD):
            if not number.isdigit() or not 1 <= int(number) <= len(several):
                raise AnswerError(f"a number from 1 to {len(several)} stands first: {COLUMNS_INSTEAD}")
            if column not in made.columns:
                raise _no_such("column", column, made.columns)
            chosen[int(number) - 1] = column
    for part, column in zip(several, chosen, strict=True):
        if column == part.column:
            part.asks = [ask for ask in part.asks if ask.kind != "column"]
        else:
            fresh = made.read(part.names[0], column)
            made.parts = [fresh if one is part else one for one in made.parts]


def answer_meanings(made: Draft, text: str) -> None:
    """`1`, `2`, or what is otherwise, by the number of the column."""
    unsure = [part for part in made.parts if part.unsure]
    chosen: list[str | None] = [part.names[0] for part in unsure]
    if text.casefold() in ("2", "none"):
        chosen = [None] * len(unsure)
    elif text.casefold() not in ("1", "all", "yes"):
        for number, name in pairs_of(text, MEANINGS_INSTEAD):
            if not number.isdigit() or not 1 <= int(number) <= len(unsure):
                raise AnswerError(f"a number from 1 to {len(unsure)} stands first: {MEANINGS_INSTEAD}")
            if name.casefold() != "none" and name not in DICTIONARY:
                raise _no_such("finding", name, DICTIONARY)
            chosen[int(number) - 1] = None if name.casefold() == "none" else name
    taken = {part.names[0] for part in made.parts if not part.unsure}
    for part, finding in zip(unsure, chosen, strict=True):
        fresh = [] if finding is None or finding in taken else [made.read(finding, part.column)]
        taken |= {one.names[0] for one in fresh}  # of two columns for one finding the first stands
        made.parts = [one for each in made.parts for one in (fresh if each is part else [each])]
