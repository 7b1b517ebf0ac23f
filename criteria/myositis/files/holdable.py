"""Text and numbers that a format cannot hold: refused before they are written, never changed on the way.

A NUL ends a text in SPSS and Stata, so that two ids would become one; no reader of CSV takes it; in a sheet it turns into
`_x0000_`. Everything else (control characters, marks of direction) is carried as it is by every format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from myositis.errors import printable
from myositis.files.errors import FileFormatError, quoted

if TYPE_CHECKING:
    import polars as pl

_LETTERS = {"csv": "\0", "tsv": "\0", "sav": "\0", "dta": "\0", "xlsx": "\0\ufffe\uffff"}
_LARGEST = {"ndjson": float("inf"), "dta": 8.98e307}
"""Numbers from which on the format has no number: JSON knows no infinity, Stata keeps its missing codes there."""
_CURES = {"ndjson": "Parquet or CSV", "dta": "Parquet, CSV or NDJSON"}


def check_holdable(frame: pl.DataFrame, kind: str, name: str, first_row: int = 2) -> None:
    """FileFormatError with row and column where `frame` has something that the format cannot hold.

    first_row: the number of the frame's first row in the file that is written.
    """
    import polars as pl

    letters, largest = _LETTERS.get(kind, ""), _LARGEST.get(kind)
    texts, numbers = [], []
    for header, column in zip(frame.columns, frame.iter_columns(), strict=True):
        found = next((letter for letter in letters if letter in header), None)
        if found is not None:
            raise FileFormatError(
                f"{quoted(name)}: the column name {quoted(header)} holds {_shown(found)}, which {kind} cannot hold"
            )
        if column.dtype in (pl.String, pl.Categorical, pl.Enum):
            texts.append(column if column.dtype == pl.String else column.cast(pl.String))
        elif column.dtype.is_float():
            numbers.append(column)
    for letter in letters if texts else ():
        rows = pl.concat(texts).str.contains(letter, literal=True)
        for header, row in places(rows, texts):
            raise FileFormatError(
                f"{quoted(name)}: row {row + first_row} of column {quoted(header)} holds the character {_shown(letter)}, "
                f"which {kind} cannot hold; write Parquet or NDJSON"
            )
    for column in numbers if largest is not None else ():
        too_large = (column.abs() >= largest).fill_null(False) & ~column.is_nan().fill_null(False)
        for header, row in places(too_large, [column]):
            raise FileFormatError(
                f"{quoted(name)}: row {row + first_row} of column {quoted(header)} is a number too large for {kind}; "
                f"write {_CURES[kind]}"
            )


def places(found: pl.Series, columns: Sequence[pl.Series]) -> Iterator[tuple[str, int]]:
    """Column and row (from 0) of what was found in the cells of `columns`, one below the other.

    A file may have 100,000 columns: one look at all their cells costs a second, a look at each half a minute.
    """
    for place in found.fill_null(False).arg_true():
        across, down = divmod(place, len(columns[0]))
        yield columns[across].name, down


def _shown(letter: str) -> str:
    return f"`{printable(letter)}`"
