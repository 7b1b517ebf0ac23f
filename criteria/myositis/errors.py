"""What can go wrong, as one family of exceptions.

Every error of the project is a `MyositisError` and also the builtin that a Python programmer would expect, so that both
`except MyositisError` and `except ValueError` work. Each carries the exit code of the command line. A message names the row,
the column and what is allowed; it never repeats more of a patient than the one value that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

EXIT_CODES: dict[int, str] = {
    0: "everything was read and classified",
    1: "finished, but some rows are invalid: they are in the output, blank, and every problem is listed",
    2: "the command was not understood: an unknown option, criteria set, column or patient id",
    3: "the input cannot be read as a table, or a table cannot be written in the format that the output asks for",
    4: "a file cannot be opened or written; nothing was written",
    5: "an unforeseen error: a fault of this program; nothing was written",
    130: "interrupted; nothing was written",
}
"""Exit codes of the command line and what each means."""


NOT_CALCULATED = "#NOT CALCULATED"
"""What stands in a cell whose formula has no stored result, as `#N/A` stands in one whose formula failed."""


class MyositisError(Exception):
    """Base class of every error that this project raises on purpose."""

    exit_code = 2


class UnknownNameError(MyositisError, ValueError):
    """A criteria set, finding, column, option or patient id that does not exist; the message names the nearest one."""


class RecordError(MyositisError, ValueError):
    """A record that cannot be classified: an unreadable or impossible value, or a contradiction."""

    exit_code = 1


class EngineError(MyositisError, TypeError):
    """A data frame, or a column in it, of a kind that cannot be read; the message names the cure."""


class InputError(MyositisError, ValueError):
    """The content of an input file is not a table that can be read."""

    exit_code = 3


class AccessError(MyositisError, OSError):
    """A file cannot be opened, or an output cannot be written."""

    exit_code = 4


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that is spelt most like `name`, or None when nothing is close."""
    lowered = {item.lower(): item for item in allowed}
    matches = get_close_matches(name.lower(), lowered, n=1, cutoff=0.7)
    return lowered[matches[0]] if matches else None


def unknown(kind: str, name: str, allowed: Iterable[str]) -> UnknownNameError:
    """An `UnknownNameError` that says what was given, the nearest name, and what is allowed."""
    names = list(allowed)
    close = nearest(name, names)
    hint = f"did you mean `{close}`?" if close else f"known: {', '.join(names)}"
    return UnknownNameError(f"unknown {kind} `{name}`; {hint}")
