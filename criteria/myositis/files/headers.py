"""Column names as they stand in a file, checked the same way for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from myositis.files.errors import FileFormatError, listed, quoted

_AROUND = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\u2060\ufeff"
"""White space of all kinds, and the byte order mark that joining two exports leaves behind."""


ROW_NAMES = "row_names"
"""The name that a first column without one gets: R and pandas write their row names so."""


def check_headers(name: str, headers: Sequence[str], *, repeated: bool = False) -> list[str]:
    """Headers without the white space around them; an unnamed column stays `""` for the reader to judge.

    repeated: columns of one name are numbered (`Rash [1]`, `Rash [2]`), for a caller who can tell them apart.

    Capitals matter: `CK` and `ck` are two columns. Two columns of one name are an error, since no reader could tell
    which one a mapping means.
    """
    names = [header.strip(_AROUND) for header in headers]
    if not any(names):
        raise FileFormatError(f"{quoted(name)} has no header: its first row is blank")
    if repeated:
        names = _numbered(names)
    twice = [header for header, times in Counter(names).items() if header and times > 1]
    if twice:
        raise FileFormatError(
            f"{quoted(name)} has columns of the same name: {listed(twice)}; rename all but one (in a REDCap export with labels "
            "the study's data dictionary tells them apart)"
        )
    return names


def _numbered(names: list[str]) -> list[str]:
    times, seen, found = Counter(names), Counter[str](), []
    for header in names:
        seen[header] += 1
        found.append(f"{header} [{seen[header]}]" if header and times[header] > 1 else header)
    return found


def with_row_names(names: list[str], warnings: list[str]) -> list[str]:
    """The headers with a name for a first column that has none: it is carried along, and a warning says so."""
    if len(names) < 3 or names[0] or ROW_NAMES in names or not all(names[1:]):
        return names
    warnings.append(f"the first column has no name (row names of R or pandas?): it is carried along as `{ROW_NAMES}`")
    return [ROW_NAMES, *names[1:]]


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
