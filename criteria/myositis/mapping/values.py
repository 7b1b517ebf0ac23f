"""Raw values as a mapping names them: spelling made equal, and the words whose meaning is beyond doubt."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

_WHOLE = re.compile(r"([+-]?\d+)\.0+")

YES_WORDS = frozenset(["yes", "true", "present", "positive", "pos", "pos.", "+ve", "ja", "oui", "si", "sí", "sim", "tak"])
NO_WORDS = frozenset(
    ["no", "false", "absent", "negative", "neg", "neg.", "-ve", "nein", "non", "nej", "nei", "nee", "não", "nie"]
)
YES_LETTERS, NO_LETTERS = frozenset("yjt+"), frozenset("nf-")
"""Letters and signs that are read only when both sides occur in a column: a lone `n` may be `normal`, a lone `-` a blank."""

MISSING_WORDS = {
    "": "blank",
    ".": "blank",
    "na": "not available",
    "n/a": "not available",
    "n.a.": "not available",
    "not available": "not available",
    "navu": "not available",
    "nav": "temporarily unavailable",
    "unknown": "unknown",
    "unk": "unknown",
    "unbekannt": "unknown",
    "inconnu": "unknown",
    "unclear": "unknown",
    "don't know": "unknown",
    "?": "unknown",
    "asku": "asked but unknown",
    "ni": "no information",
    "msk": "masked",
    "inv": "invalid",
    "null": "not recorded",
    "not recorded": "not recorded",
    "missing": "not recorded",
    "not done": "not done",
    "not performed": "not done",
    "not tested": "not done",
    "not examined": "not done",
    "not assessed": "not assessed",
    "not asked": "not asked",
    "nask": "not asked",
    "not applicable": "not applicable",
}
"""Words for a value that is not recorded, with the reason each gives. The capitals of HL7's null flavours are in it, as
REDCap suggests them for its missing-data codes. `ND`, `NP`, `none` and a bare dash are not: they have two meanings."""

AMBIGUOUS_WORDS = {
    "nd": "not done, or not detected",
    "n.d.": "not done, or not detected",
    "n/d": "not done, or not detected",
    "np": "not performed, or not present",
    "none": "nothing found, or nothing entered",
    "-": "no, or nothing entered",
    "--": "no, or nothing entered",
    "–": "no, or nothing entered",
    "—": "no, or nothing entered",
    "/": "no, or nothing entered",
    "0/1": "unclear",
    "+/-": "doubtful",
    "±": "doubtful",
}
"""Words with two meanings: always asked. A `-` beside a `+` in the same column is a no."""


def key(raw: Any) -> str:
    """The spelling under which a mapping finds a raw cell: text without outer blanks and capitals, `1` for 1.0, ISO dates."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = str(raw).strip().casefold()
    whole = _WHOLE.fullmatch(text)
    if whole:
        return whole.group(1)
    return "" if text == "nan" and isinstance(raw, float) else text


def reason_of(text: str) -> str:
    """A reason as it is counted: `Not done` and `not done` are one."""
    return " ".join(text.split()).lower() or "blank"


def quote(text: str) -> str:
    """A TOML string."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    letters = (escapes.get(letter) or (letter if letter.isprintable() else f"\\U{ord(letter):08X}") for letter in text)
    return '"' + "".join(letters) + '"'


def array(texts: list[str] | tuple[str, ...]) -> str:
    """A TOML array of strings on one line."""
    return "[" + ", ".join(quote(text) for text in texts) + "]"


def table(pairs: dict[str, str]) -> str:
    """A TOML inline table of strings."""
    return "{ " + ", ".join(f"{quote(name)} = {quote(value)}" for name, value in pairs.items()) + " }" if pairs else "{}"
