"""How the raw values of a yes/no or category column are read, as far as they speak for themselves.

An offer goes by what a value says, never by where it stands: what has no meaning of its own is left as a gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from myositis.mapping.asking import GAP, Ask, Option, Reading, Values, coded, named, read_as
from myositis.mapping.likely_words import family_of, likely
from myositis.mapping.values import key, reason_of
from myositis.mapping.word_tables import cell_words, treatment_of
from myositis.reading.cell_words import (
    AMBIGUOUS_WORDS,
    MISSING_WORDS,
    NE,
    NO_WORDS,
    YES_WORDS,
    letters_of,
    pair_of,
    sex_of,
)
from myositis.rules.vocabulary import Category

_CODE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[<>]?=?\s*\d+([.,]\d+)?")
_MISSING_CODES = frozenset({"7", "8", "9", "77", "88", "98", "99", "777", "888", "998", "999", "9998", "9999"})
_WORDS_ONLY = frozenset({"y", "n"})


def is_missing_code(code: str) -> bool:
    """Whether a number is one that studies use for a missing value."""
    return key(code) in _MISSING_CODES or key(code).startswith("-")


def numeric_codes(values: Values) -> set[str]:
    """The codes of a column that have no label."""
    return {key(value) for value in values.recorded if _CODE.fullmatch(key(value)) and key(value) not in values.labels}


def is_measured(values: Values) -> bool:
    """Whether a yes/no column seems to hold numbers that were measured, such as titres."""
    said = [value for value in values.recorded if key(value) not in MISSING_WORDS]
    numbers = [value for value in said if _NUMBER.fullmatch(value.strip()) and not is_missing_code(value)]
    odd = [value for value in numbers if not _CODE.fullmatch(key(value))]
    return not values.labels and len(numbers) * 2 > len(said) and (len(numbers) > 5 or bool(odd and len(numbers) > 3))


def propose_yes_no(values: Values, finding: str = "", *, twos: bool = False) -> Reading:
    """The reading of a yes/no column. While anything is open no key is set: every option gives all of them.

    finding: whose column it is; some words have a meaning under it alone (`normal` is no raised enzyme). twos: another column
    of the file uses a code 2, so that a lone 1 or 0 may belong to a scale that this column happens not to fill.
    """
    if is_measured(values):
        return _cut_off()
    words = _sorted(values, finding)
    reading = Reading()
    negative = [code for code in words.codes if code.startswith("-")]
    words.missing |= dict.fromkeys(negative, "not recorded")
    if negative:
        reading.remarks.append("check: negative codes are read as not recorded; give each its reason")
    codes = [code for code in words.codes if code not in negative]
    gaps = [code for code in codes if is_missing_code(code)]
    scale = [code for code in codes if code not in gaps]
    asked, options, scales = [], [], list[dict[str, str]]()
    unclear = [*words.ambiguous, *words.strangers]
    kinds = {key(code) for code in scale}
    if kinds and kinds <= {"0", "1"} and not words.yes and not words.no and not (twos and len(kinds) == 1):
        words.yes += [code for code in scale if key(code) == "1"] or ["1"]
        words.no += [code for code in scale if key(code) == "0"] or ["0"]
        if gaps:
            asked.append(f"{values.listed(gaps)}: a missing code? For which reason?")
            unclear += gaps
    elif codes:
        asked.append(f"which is yes? The codes are {values.listed(codes)}.")
        scales = [_as_meanings(scale, *one) for one in _scales(scale, gaps)]
        unclear += codes
    asked += [f"{values.listed([one])}: {AMBIGUOUS_WORDS[key(values.meanings[one])]}?" for one in words.ambiguous]
    if words.strangers:
        asked.append(f"{values.listed(words.strangers)}: yes, no or not recorded?")
    if not (words.yes or words.no or codes or unclear):
        asked.append("no value tells how yes and no are written." if values.recorded else "the column is empty.")
        options.append(coded([GAP], [GAP], words.missing))
    if not asked:
        if [key(value) for value in words.yes] == ["x"]:
            reading.remarks.append('check: a cross is yes, a blank is not recorded; blank = "no" would make it a no')
        reading.lines = _with(words).lines.split("\n")
        return reading
    ask = Ask("codes", " ".join(asked), options, tuple(unclear), _settled(words))
    ask.scale, ask.readings = tuple(codes) if scales else (), tuple(one for one in scales if GAP not in one.values())
    words_left = [value for value in unclear if value not in ask.scale]
    proposed = {value: likely(values.meanings.get(value, value), finding) for value in words_left}
    ask.proposed = {value: meaning for value, meaning in proposed.items() if meaning} | dict.fromkeys(
        (gap for gap in gaps if gap in words_left), "not recorded"
    )
    if unclear:
        ask.options += _offered(ask, scales, words_left)
    reading.ask = ask
    return reading


def _offered(ask: Ask, scales: Sequence[Mapping[str, str]], words: Sequence[str]) -> list[Option]:
    """Every reading of the codes with the likely meaning of the words; of a single word every meaning, the likely one first."""
    likeliest = {value: ask.proposed.get(value, GAP) for value in words}
    if scales or len(words) != 1:
        return [read_as(ask, {**one, **likeliest}) for one in scales or [{}]]
    first = [*likeliest.values()] if GAP not in likeliest.values() else []
    return [read_as(ask, {words[0]: meaning}) for meaning in dict.fromkeys([*first, "not recorded", "no", "yes"])]


def _cut_off() -> Reading:
    """Numbers in a yes/no column: from which number on is it a yes?"""
    text = "the column holds measured numbers: from which number on is it a yes?"
    return Reading(ask=Ask("cut-off", text, [Option(f"yes_at_least = {GAP}", "the laboratory's cut-off")]))


@dataclass
class _Sorted:
    """The values of a column by what they mean."""

    yes: list[str] = field(default_factory=list)
    no: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    ambiguous: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def _with(words: _Sorted, yes: Sequence[str] = (), no: Sequence[str] = (), missing: dict[str, str] | None = None) -> Option:
    return coded([*words.yes, *yes], [*words.no, *no], words.missing | (missing or {}))


def _settled(words: _Sorted) -> dict[str, str]:
    return {**dict.fromkeys(words.yes, "yes"), **dict.fromkeys(words.no, "no"), **words.missing}


def _as_meanings(scale: Sequence[str], yes: Sequence[str], no: Sequence[str], missing: Mapping[str, str]) -> dict[str, str]:
    if GAP in yes:
        return {**dict.fromkeys(scale, GAP), **missing}
    return {**dict.fromkeys(yes, "yes"), **dict.fromkeys(no, "no"), **missing}


def _sorted(values: Values, finding: str) -> _Sorted:
    """The values by what their words mean. Words with a meaning of their own under the finding are left to be asked."""
    enzyme, own = finding.endswith("elevated"), dict[str, str]()
    words = {value: key(meaning) for value, meaning in values.meanings.items()}
    letters = letters_of(words.values())
    pair = pair_of(letters)
    yes_words = (YES_WORDS - _WORDS_ONLY) | {"+", "＋"} | ({"elevated", "raised", "high", "increased"} if enzyme else set())
    no_words = (NO_WORDS - _WORDS_ONLY) | ({"normal", "not elevated", "within normal"} if enzyme else set())
    if pair is not None:
        yes_words, no_words = yes_words | {pair[0]}, no_words | {pair[1]}
    no_words |= letters & {NE}
    crosses = {word for word in words.values() if word not in MISSING_WORDS} == {"x"}
    if not any(word in yes_words | no_words for word in words.values()):
        own = cell_words(family_of(finding))
    found = _Sorted()
    for value, word in words.items():
        if word in yes_words or (crosses and word == "x"):
            found.yes.append(value)
        elif word in no_words:
            found.no.append(value)
        elif word in MISSING_WORDS and word not in own:  # a biopsy that was not done is a no to "performed"
            found.missing[value] = MISSING_WORDS[word]
        elif word in AMBIGUOUS_WORDS:
            found.ambiguous.append(value)
        elif _CODE.fullmatch(word):
            found.codes.append(value)
        else:
            found.strangers.append(value)
    return found


def _scales(codes: Sequence[str], gaps: Sequence[str]) -> list[tuple[list[str], list[str], dict[str, str]]]:
    """The usual meanings of unlabelled codes: yes, no, not recorded. Grades from 0 on are a no and degrees of yes."""
    have = {key(code) for code in codes}
    missing = dict.fromkeys(gaps, "unknown")
    if not have:
        return []
    if have <= {"1", "2"}:
        return [(["1"], ["2"], missing), (["2"], ["1"], missing)]
    if have <= {"0", "1"}:
        return [(["1"], ["0"], missing), (["1"], ["2"], {"0": "unknown"} | missing)]
    if have <= {"0", "1", "2"}:
        return [
            (["1"], ["0"], {"2": "unknown"} | missing),
            (["1"], ["2"], {"0": "not asked"} | missing),
            (["1", "2"], ["0"], missing),
        ]
    if have <= {"1", "2", "3"}:
        return [
            (["1"], ["2"], {"3": "unknown"} | missing),
            (["2"], ["1"], {"3": "unknown"} | missing),
            (["2", "3"], ["1"], missing),
        ]
    if have <= {"0", "1", "2", "3", "4", "5"} and "0" in have:
        return [(sorted(have - {"0"}), ["0"], missing), ([GAP], [GAP], missing)]
    return [([GAP], [GAP], missing)]


def propose_category(variable: Category, values: Values) -> Reading:
    """The reading of a category such as the sex."""
    words = {value: key(meaning) for value, meaning in values.meanings.items()}
    letters = frozenset(word for word in words.values() if len(word) == 1 and word.isalpha())
    read: dict[str, str] = {}
    missing: dict[str, str] = {}
    unclear: list[str] = []
    for value, word in words.items():
        found = sex_of(word, letters) if variable.name == "sex" else treatment_of(word)
        found = found or (word if word in variable.values else None)
        if found is not None:
            read[value] = found
        elif word in MISSING_WORDS:
            missing[value] = reason_of(MISSING_WORDS[word])
        else:
            unclear.append(value)
    if not unclear:
        return Reading(named(read, missing).lines.split("\n") if read or missing else [])
    gaps = {value: "unknown" for value in unclear if is_missing_code(value) and value not in values.labels}
    left = [value for value in unclear if value not in gaps]
    options = []
    if variable.name == "sex" and not read:
        codes = {key(value): value for value in left}
        for one, other in (("1", "2"), ("0", "1")):
            if left and set(codes) <= {one, other}:
                for first, second in (("female", "male"), ("male", "female")):
                    pairs = {codes.get(one, one): first, codes.get(other, other): second}
                    options.append(named(read | pairs, missing | gaps))
                break
    if not left:
        options.append(named(read, missing | gaps))
    elif not options:
        options.append(named(read | dict.fromkeys(left, GAP), missing | gaps))
    text = f"what is {values.listed(unclear)}? One of {', '.join(variable.values)}, or not recorded"
    meanings = (*variable.values, "not recorded")
    ask = Ask("sex" if variable.name == "sex" else "category", text, options, tuple(unclear), read | missing, meanings)
    return Reading(ask=ask)
