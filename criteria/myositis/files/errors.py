"""What can go wrong with a file, said in one line and without a patient's value.

Messages name files, columns, row numbers and headers. They never repeat what a library said: libraries quote the cell
they stumbled over.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
from collections.abc import Iterable, Iterator

from myositis.errors import AccessError, InputError

LONGEST_QUOTE = 60
"""Characters of a header or a file name shown in a message; a file without a header has data in its first row."""


class FileFormatError(InputError):
    """The content cannot be read as a table, or a table cannot be written in the format asked for."""

    exit_code = 3


class FileAccessError(AccessError):
    """The file cannot be opened, read or written at all."""

    exit_code = 4


def quoted(name: object) -> str:
    """A header, a file name or an option in backticks, on one line and of bounded length."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(name))
    if len(text) > LONGEST_QUOTE:
        text = text[: LONGEST_QUOTE - 1] + "…"
    return f"`{text}`"


def listed(names: Iterable[object], most: int = 8) -> str:
    """Several names in backticks; a long list is cut and counted."""
    every = list(names)
    text = ", ".join(quoted(name) for name in every[:most])
    return text if len(every) <= most else f"{text} and {len(every) - most} more"


def nearest(given: str, allowed: Iterable[str]) -> str:
    """`; did you mean `x`?` or nothing."""
    lowered = {name.lower(): name for name in allowed}
    match = difflib.get_close_matches(given.lower(), lowered, n=1, cutoff=0.6)
    return f"; did you mean {quoted(lowered[match[0]])}?" if match else ""


def access_error(error: OSError, name: str, doing: str) -> FileAccessError:
    """The operating system's refusal in our words, with its number kept for callers that look at it."""
    reason = os.strerror(error.errno) if error.errno else "the operating system refused"
    refusal = FileAccessError(f"{quoted(name)} cannot be {doing}: {reason}")
    refusal.errno = error.errno
    return refusal


@contextlib.contextmanager
def library_failures(name: str, doing: str, advice: str) -> Iterator[None]:
    """Whatever a library raises inside becomes one of the two errors above.

    Panics of Rust libraries reach Python as a `BaseException` of their own; an interrupt by the user stays what it is.
    Nothing is chained: the library's text may hold a patient's value, and a traceback would print it.
    """
    try:
        yield
    except (FileFormatError, FileAccessError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except OSError as error:
        # Libraries raise OSError without a number for bad content; with a number it is the operating system's.
        if error.errno is None or error.errno == errno.EINVAL:
            raise FileFormatError(f"{quoted(name)} cannot be {doing}: {advice}") from None
        raise access_error(error, name, doing) from None
    except MemoryError:
        raise FileFormatError(f"{quoted(name)} cannot be {doing}: it needs more memory than there is") from None
    except Exception:
        raise FileFormatError(f"{quoted(name)} cannot be {doing}: {advice}") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise FileFormatError(f"{quoted(name)} cannot be {doing}: {advice}") from None
