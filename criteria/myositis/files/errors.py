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
from pathlib import Path

from myositis.errors import AccessError, InputError, number_of, printable

FULL = (
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO) if hasattr(errno, "EDQUOT") else (errno.ENOSPC, errno.EFBIG, errno.EIO)
)
"""What the operating system says when a disk is full, a quota is used up, or the disk fails."""

LONGEST_QUOTE = 60
"""Characters of a header or a file name shown in a message; a file without a header has data in its first row."""


class FileFormatError(InputError):
    """The content cannot be read as a table, or a table cannot be written in the format asked for."""

    exit_code = 3


class FileAccessError(AccessError):
    """The file cannot be opened, read or written at all."""

    exit_code = 4


def quoted(name: object) -> str:
    """A header, a file name or an option in backticks, on one line, of bounded length, without signs that nobody sees."""
    text = printable(str(name))
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
def library_failures(name: str, doing: str, advice: str, folder: Path | None = None) -> Iterator[None]:
    """Whatever a library raises inside becomes one of the two errors above.

    Panics of Rust libraries reach Python as a `BaseException` of their own; an interrupt by the user stays what it is.
    Nothing is chained: the library's text may hold a patient's value, and a traceback would print it. folder: where an
    output is written; libraries that do not say why they failed are asked again by writing there.
    """
    try:
        yield
    except (FileFormatError, FileAccessError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        number = number_of(error)
        if number is None and folder is not None:
            number = _refused_there(folder)
        if number is not None:
            raise access_error(OSError(number, ""), name, doing) from None
        raise FileFormatError(f"{quoted(name)} cannot be {doing}: {advice}") from None


def _refused_there(folder: Path) -> int | None:
    """Whether the disk of this folder is full, found out by writing to it."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(256 * 1024))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return error.errno if error.errno in FULL else None
    return None
