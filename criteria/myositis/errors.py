"""What can go wrong, as one family of exceptions.

Every error of the project is a `MyositisError` and also the builtin that a Python programmer would expect, so that both
`except MyositisError` and `except ValueError` work. Each carries the exit code of the command line. A message names the row,
the column and what is allowed; it never repeats more of a patient than the one value that could not be read.
"""

from __future__ import annotations

import errno
import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

EXIT_CODES: dict[int, str] = {
    0: "everything was read and classified",
    1: "finished, but some rows are invalid: they are in the output, blank, and every problem is listed",
    2: "the command was not understood: an unknown option, criteria set, column or patient id",
    3: "the input cannot be read as a table, or a table cannot be written in the format that the output asks for",
    4: "the machine refuses: a file cannot be opened or written, the disk is full, memory does not suffice; nothing was written",
    5: "an unforeseen error: a fault of this program; nothing was written",
    130: "interrupted (143: ended by another program); nothing was written",
    141: "whoever read the output of a pipe ended before its end",
}
"""Exit codes of the command line and what each means."""


NOT_CALCULATED = "#NOT CALCULATED"
"""What stands in a cell whose formula has no stored result, as `#N/A` stands in one whose formula failed."""

_TOLD = {
    "No space left on device": errno.ENOSPC,
    "(os error 28)": errno.ENOSPC,
    "os error 112": errno.ENOSPC,  # Windows
    "File too large": errno.EFBIG,
    "Too many open files": errno.EMFILE,
    "(os error 24)": errno.EMFILE,
    "annot allocate memory": errno.ENOMEM,
    "Resource temporarily unavailable": errno.EAGAIN,
    "can't start new thread": errno.EAGAIN,
    "(os error 12)": errno.ENOMEM,
    "out of memory": errno.ENOMEM,
}
"""How libraries that lose the number of a system's error speak of it."""


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


def printable(text: str, keep: str = "") -> str:
    """`text` with everything that a terminal would obey or a reader not see as its escape: `\\x1b`, `\\u202e`, `\\n`.

    Control characters (terminals run them), marks of direction and joiners (they reorder or hide what is read), and what is
    no character at all. keep: those that stay, such as a line break in a text of several lines.
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter in keep or unicodedata.category(letter) == "Zs" else _escape(letter)
        for letter in text
    )


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that is spelt most like `name`, or None when nothing is close."""
    lowered = {item.lower(): item for item in allowed}
    matches = get_close_matches(name.lower(), lowered, n=3, cutoff=0.7)
    return next((lowered[match] for match in matches if _same_but_for_letters(name.lower(), match)), None)


def _same_but_for_letters(name: str, other: str) -> bool:
    """Whether the words that two names do not share are alike, too: `visit_date` is no misspelt `birth_date`."""
    words, others = (re.split(r"[^a-z0-9]+", text) for text in (name, other))
    own, its = ("".join(word for word in mine if word not in theirs) for mine, theirs in ((words, others), (others, words)))
    return not own or not its or SequenceMatcher(None, own, its).ratio() >= 0.6


def unknown(kind: str, name: str, allowed: Iterable[str]) -> UnknownNameError:
    """An `UnknownNameError` that says what was given, the nearest name, and what is allowed."""
    names = list(allowed)
    close = nearest(name, names)
    hint = f"did you mean `{close}`?" if close else f"known: {', '.join(names)}"
    return UnknownNameError(f"unknown {kind} `{name}`; {hint}")


def number_of(error: BaseException) -> int | None:
    """The number of the system's error that a library speaks of in its own words; None when it speaks of something else."""
    if isinstance(error, OSError) and error.errno is not None:
        return None if error.errno == errno.EINVAL else error.errno  # for libraries, bad content is an invalid argument
    if isinstance(error, MemoryError):
        return errno.ENOMEM
    text = str(error)
    return next((number for words, number in _TOLD.items() if words in text), None)
