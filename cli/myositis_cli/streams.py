"""The standard streams as a person can trust them: closed ones complain, and no text makes a terminal do anything.

A cell, a header or a file name may hold sequences that a terminal obeys, or marks that reorder what is read. Whatever is
printed as text goes through here and shows them as escapes; files written to standard output are bytes and pass unchanged.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any, TextIO, cast

_KEPT = "\n\t"


class Shown:
    """A text stream that writes what `printable` makes of a text, in whatever letters the console has."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        with contextlib.suppress(AttributeError, ValueError):  # a console of Windows may not know the sign for at least
            cast("io.TextIOWrapper", stream).reconfigure(errors="backslashreplace")

    def write(self, text: str) -> int:
        """Write, with everything escaped that would not be seen."""
        from myositis.errors import printable

        return self._stream.write(printable(text, _KEPT))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def unescaped(stream: TextIO) -> TextIO:
    """The stream behind, for text that was made printable already and has colours of our own."""
    return stream._stream if isinstance(stream, Shown) else stream


class Closed:
    """Standard output that was closed before the start: silence would pass for an empty result."""

    encoding = "utf-8"

    def write(self, text: object) -> int:
        """Refuse, unless there is nothing to write."""
        from myositis.errors import AccessError

        if text:
            raise AccessError("standard output is closed: name a file for the output")
        return 0

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        """Nobody looks."""
        return False


def prepare_streams() -> None:
    """Called once, before anything is opened or printed."""
    for handle in (0, 1, 2):
        try:
            os.fstat(handle)
        except OSError:  # closed: the next file opened would take its place, and what libraries print would go into it
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDONLY if handle == 0 else os.O_WRONLY)
    sys.stdout = Shown(sys.stdout) if sys.stdout is not None else Closed()
    sys.stderr = Shown(sys.stderr) if sys.stderr is not None else _nowhere()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lives as long as the process


def quiet_libraries() -> None:
    """Keep what libraries print by themselves off the screen: a panic in Rust shows the cell that it stumbled over.

    Our own messages go to a copy of the stream; what is written to the handle itself goes nowhere. OSError when there are no
    handles left: then nothing else could be opened either.
    """
    stream = sys.__stderr__
    if stream is None:
        return
    try:
        handle = stream.fileno()
    except (OSError, ValueError, AttributeError):  # a stream of somebody's own: nothing stands behind it
        return
    copy = os.dup(handle)
    errors = open(copy, "w", encoding=stream.encoding, errors="backslashreplace", buffering=1)  # noqa: PTH123, SIM115
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)
    sys.__dict__["__stderr__"] = errors  # for what must not be escaped: the progress
    sys.stderr = Shown(errors)


def flush_streams() -> None:
    """Hand over what waits to be printed, while an error can still be told and counted."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not isinstance(stream, Closed):
            stream.flush()


def drop_streams() -> None:
    """What could not be printed must not be tried again at the end of the process, which would complain in its own words."""
    for handle in (1, 2):
        with contextlib.suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, handle)
            os.close(nowhere)
