"""How the raw values of a yes/no or category column are read, as far as they speak for themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from myositis.mapping.values import (
    AMBIGUOUS_WORDS,
    MISSING_WORDS,
    NO_LETTERS,
    NO_WORDS,
    YES_LETTERS,
    YES_WORDS,
    array,
    key,
    reason_of,
    table,
)
from myositis.rules.vocabulary import Category

_CODE = re.compile(r"[+-]?\d+")
_MISSING_CODES = frozenset({"8", "9", "88", "98", "99", "888", "999", "9999"})


@dataclass
class Reading:
    """What is proposed for a column: keys of its part in the mapping, remarks, and what must be asked.

    question: empty when nothing is open. options: lines of TOML, commented out, one of which answers it.
    """

    lines: list[str] = field(default_factory=list)
    question: str = ""
    options: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Values:
    """The distinct raw values of a column as text, with how often each occurs; its labels and user-missing codes."""

    counts: Mapping[str, int]
    labels: Mapping[str, str] = field(default_factory=dict)
    user_missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def recorded(self) -> list[str]:
        """The values that are not blank and not declared missing by the file."""
        return [value for value in self.counts if key(value) and key(value) not in self.user_missing]

    def listed(self, values: Sequence[str]) -> str:
        """`1` (5 rows), `2` (7 rows)."""
        shown = [f"`{value}`" + _times(self.counts.get(value, 0)) for value in values[:12]]
        return ", ".join(shown) + (f" and {len(values) - 12} more" if len(values) > 12 else "")


def _times(count: int) -> str:
    return f" ({count} row)" if count == 1 else f" ({count} rows)" if count else " (a label)"


def numeric_codes(values: Values) -> set[str]:
    """The codes of a column that have no label."""
    return {key(value) for value in values.recorded if _CODE.fullmatch(key(value)) and key(value) not in values.labels}


def propose_yes_no(values: Values, *, enzyme: bool = False, twos: bool = False) -> Reading:
    """The reading of a yes/no column. While anything is open no key is set: every option gives all of them.

    enzyme: `elevated` and `normal` are yes and no. twos: another column of the file uses a code 2, so that a lone 1 or 0 may
    belong to a scale that this column happens not to fill.
    """
    meanings = {value: values.labels.get(key(value), value) for value in [*values.recorded, *_unused_labels(values)]}
    words = _sorted(meanings, enzyme)
    reading = Reading()
    negative = [code for code in words.codes if code.startswith("-")]
    words.missing |= dict.fromkeys(negative, "not recorded")
    if negative:
        reading.remarks.append("check: negative codes are read as not recorded; give each its reason")
    codes = [code for code in words.codes if code not in negative]
    gaps = [code for code in codes if key(code) in _MISSING_CODES]
    scale = {key(code) for code in codes} - _MISSING_CODES
    asked: list[str] = []
    unclear = [*words.ambiguous, *words.strangers]
    if scale and scale <= {"0", "1"} and not words.yes and not words.no and not (twos and len(scale) == 1):
        words.yes += [code for code in codes if key(code) == "1"] or ["1"]
        words.no += [code for code in codes if key(code) == "0"] or ["0"]
        if gaps:
            asked.append(f"{values.listed(gaps)}: a missing code? For which reason?")
            unclear += gaps
    elif codes:
        asked.append(f"which is yes? The codes are {values.listed(codes)}.")
        reading.options = [_keys(words, *scale) for scale in _scales(codes)]
    asked += [f"{values.listed([one])}: {AMBIGUOUS_WORDS[_meaning(values, one)]}?" for one in words.ambiguous]
    if words.strangers:
        asked.append(f"{_with_labels(values, words.strangers)}: yes, no or not recorded?")
    if not (words.yes or words.no or codes):
        asked.append("no value tells how yes and no are written." if values.recorded else "the column is empty.")
        reading.options.append('yes = ["1"]\nno = ["0"]')
    if not asked:
        if [key(value) for value in words.yes] == ["x"]:
            reading.remarks.append('check: a cross is yes, a blank is not recorded; blank = "no" would make it a no')
        reading.lines = _keys(words).split("\n")
        return reading
    reading.question = " ".join(asked)
    if unclear and not reading.options:
        reading.options = [
            _keys(words, missing=dict.fromkeys(unclear, "unknown" if gaps else "not done")),
            _keys(words, no=unclear),
            _keys(words, yes=unclear),
        ]
    return reading


@dataclass
class _Sorted:
    """The values of a column by what they mean."""

    yes: list[str] = field(default_factory=list)
    no: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    ambiguous: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def _keys(words: _Sorted, yes: Sequence[str] = (), no: Sequence[str] = (), missing: Mapping[str, str] | None = None) -> str:
    """The keys of a part, with further values."""
    lines = [f"yes = {array([*words.yes, *yes])}", f"no = {array([*words.no, *no])}"]
    reasons = words.missing | dict(missing or {})
    return "\n".join([*lines, f"not_recorded = {table(reasons)}"] if reasons else lines)


def _with_labels(values: Values, strangers: Sequence[str]) -> str:
    """The values with what their labels say."""
    if not any(key(one) in values.labels for one in strangers):
        return values.listed(strangers)
    return ", ".join(f"`{one}` ({values.labels.get(key(one), 'no label')})" for one in strangers[:12])


def _unused_labels(values: Values) -> list[str]:
    """Labelled codes that no row has, so that a later file can be read too."""
    have = {key(value) for value in values.counts}
    return [code for code in values.labels if code not in have and code not in values.user_missing]


def _sorted(meanings: Mapping[str, str], enzyme: bool) -> _Sorted:
    """The values by what their words mean."""
    words = {value: key(meaning) for value, meaning in meanings.items()}
    present = set(words.values())
    letters = bool(present & YES_LETTERS) and bool(present & NO_LETTERS)
    yes_words = YES_WORDS | (YES_LETTERS if letters else {"+"}) | ({"elevated", "raised", "high"} if enzyme else set())
    no_words = NO_WORDS | (NO_LETTERS if letters else set()) | ({"normal", "not elevated"} if enzyme else set())
    crosses = present - set(MISSING_WORDS) == {"x"}
    found = _Sorted()
    for value, word in words.items():
        if word in yes_words or (crosses and word == "x"):
            found.yes.append(value)
        elif word in no_words:
            found.no.append(value)
        elif word in MISSING_WORDS:
            found.missing[value] = MISSING_WORDS[word]
        elif word in AMBIGUOUS_WORDS:
            found.ambiguous.append(value)
        elif _CODE.fullmatch(word):
            found.codes.append(value)
        else:
            found.strangers.append(value)
    return found


def _meaning(values: Values, value: str) -> str:
    return key(values.labels.get(key(value), value))


def _scales(codes: list[str]) -> list[tuple[list[str], list[str], dict[str, str]]]:
    """The usual meanings of unlabelled codes: yes, no, not recorded."""
    have = {key(code) for code in codes}
    gaps = dict.fromkeys(sorted(have & _MISSING_CODES), "unknown")
    have -= _MISSING_CODES
    if have <= {"1", "2"}:
        return [(["1"], ["2"], gaps), (["2"], ["1"], gaps)]
    if have <= {"0", "1"}:
        return [(["1"], ["0"], gaps), (["1"], ["2"], {"0": "unknown"} | gaps)]
    if have <= {"0", "1", "2"}:
        return [
            (["1"], ["0"], {"2": "unknown"} | gaps),
            (["1"], ["2"], {"0": "not asked"} | gaps),
            (["1", "2"], ["0"], gaps),
        ]
    if have <= {"1", "2", "3"}:
        return [
            (["1"], ["2"], {"3": "unknown"} | gaps),
            (["2"], ["1"], {"3": "unknown"} | gaps),
            (["2", "3"], ["1"], gaps),
        ]
    return [(codes[:1], codes[1:], {})]


def propose_category(variable: Category, values: Values) -> Reading:
    """The reading of a category such as the sex."""
    words = {
        "sex": {
            "female": [
                "f",
                "w",
                "female",
                "weiblich",
                "woman",
                "frau",
                "femme",
                "féminin",
                "feminin",
                "mujer",
                "kvinna",
            ],
            "male": ["m", "male", "männlich", "man", "mann", "homme", "masculin", "hombre"],
            "other": ["other", "divers", "diverse", "intersex", "x"],
        },
        "treatment_response": {
            "improved": ["improved", "response", "responder", "improvement", "yes improved"],
            "not_improved": ["not improved", "not_improved", "no response", "non-responder", "no improvement"],
            "not_treated": ["not treated", "not_treated", "untreated"],
        },
    }.get(variable.name, {})
    meaning = {word: name for name, own in words.items() for word in own}
    read: dict[str, str] = {}
    missing: dict[str, str] = {}
    unclear: list[str] = []
    for value in [*values.recorded, *_unused_labels(values)]:
        word = key(values.labels.get(key(value), value))
        if word in meaning:
            read[value] = meaning[word]
        elif word in MISSING_WORDS:
            missing[value] = reason_of(MISSING_WORDS[word])
        else:
            unclear.append(value)
    reading = Reading()
    if read:
        reading.lines.append(f"values = {table(read)}")
    if missing:
        reading.lines.append(f"not_recorded = {table(missing)}")
    if unclear:
        names = ", ".join(variable.values)
        reading.question = f"what is {values.listed(unclear)}? One of {names}, or not recorded"
        pairs = zip(unclear, (*variable.values, *[variable.values[-1]] * len(unclear)), strict=False)
        reading.options = [f"values = {table(read | dict(pairs))}"]
        reading.lines = [line for line in reading.lines if not line.startswith("values")]
    return reading
