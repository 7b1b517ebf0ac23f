"""Column names as they stand in a file, checked the same way for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from myositis.files.errors import FileFormatError, listed, quoted

_AROUND = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u2060\ufeff"
"""White space of all kinds, and the byte order mark that joining two exports leaves behind."""


def check_headers(name: str, headers: Sequence[str]) -> list[str]:
    """Headers without the white space around them; an unnamed column stays `""` for the reader to judge.

    Capitals matter: `CK` and `ck` are two columns. Two columns of one name are an error, since no reader could tell
    which one a mapping means.
    """
    names = [header.strip(_AROUND) for header in headers]
    if not any(names):
        raise FileFormatError(f"{quoted(name)} has no header: its first row is blank")
    twice = [header for header, times in Counter(names).items() if header and times > 1]
    if twice:
        raise FileFormatError(f"{quoted(name)} has columns of the same name: {listed(twice)}; rename all but one")
    return names


def unnamed_column(name: str, position: int, row: int) -> FileFormatError:
    """A column with values and no name."""
    return FileFormatError(
        f"{quoted(name)}: column {position} has no name in the header but a value in row {row}; "
        "name it, or delete a title above the header"
    )


def unnamed_columns_left_out(positions: Sequence[int]) -> str:
    """The warning for columns that have neither a name nor a value."""
    which = ", ".join(str(position) for position in positions[:8]) + (", …" if len(positions) > 8 else "")
    return f"left out, having neither a name nor a value: column {which}"
