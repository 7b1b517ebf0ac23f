"""Raw values as a mapping names them: spelling made equal, and how they are written in TOML."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import tomlkit

from myositis.reading.spelling import narrow

_WHOLE = re.compile(r"([+-]?\d+)(?:\.0+|,0{1,2})")

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
    text = narrow(str(raw)).casefold()
    whole = _WHOLE.fullmatch(text)
    if whole:
        return whole.group(1)
    return "" if text == "nan" and isinstance(raw, float) else text


def reason_of(text: str) -> str:
    """A reason as it is counted: `Not done` and `not done` are one."""
    return " ".join(text.split()).lower() or "blank"


def quote(text: str) -> str:
    """A TOML string; letters that change how a line is shown are escaped."""
    written = tomlkit.string(text).as_string()
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in written)


def array(texts: list[str] | tuple[str, ...]) -> str:
    """A TOML array of strings on one line."""
    return "[" + ", ".join(quote(text) for text in texts) + "]"


def table(pairs: dict[str, str]) -> str:
    """A TOML inline table of strings."""
    return "{ " + ", ".join(f"{quote(name)} = {quote(value)}" for name, value in pairs.items()) + " }" if pairs else "{}"
