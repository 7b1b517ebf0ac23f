"""Text and numbers that a format cannot hold: refused before they are written, never changed on the way.

A NUL ends a text in SPSS and Stata, so that two ids would become one; no reader of CSV takes it; in a sheet it turns into
`_x0000_`. Everything else (control characters, marks of direction) is carried as it is by every format.
"""

from __future__ import annotations

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
    for header, column in zip(frame.columns, frame.get_columns(), strict=True):
        found = next((letter for letter in letters if letter in header), None)
        if found is not None:
            raise FileFormatError(
                f"{quoted(name)}: the column name {quoted(header)} holds {_shown(found)}, which {kind} cannot hold"
            )
        if letters and column.dtype in (pl.String, pl.Categorical, pl.Enum):
            text = column if column.dtype == pl.String else column.cast(pl.String)
            for letter in letters:
                rows = text.str.contains(letter, literal=True).fill_null(False)
                if rows.any():
                    row = int(rows.arg_true()[0]) + first_row
                    raise FileFormatError(
                        f"{quoted(name)}: row {row} of column {quoted(header)} holds the character {_shown(letter)}, "
                        f"which {kind} cannot hold; write Parquet or NDJSON"
                    )
        elif largest is not None and column.dtype.is_float():
            rows = (column.abs() >= largest).fill_null(False) & ~column.is_nan().fill_null(False)
            if rows.any():
                row = int(rows.arg_true()[0]) + first_row
                raise FileFormatError(
                    f"{quoted(name)}: row {row} of column {quoted(header)} is a number too large for {kind}; write {_CURES[kind]}"
                )


def _shown(letter: str) -> str:
    return f"`{printable(letter)}`"
