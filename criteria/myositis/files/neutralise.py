"""Text that a spreadsheet would run instead of show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_BLANK = r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]*"
"""What a spreadsheet passes over before it looks at a cell: blanks of all kinds and of no width."""
_RUN = rf"(?s)(?:[\t\r\n]|{_BLANK}[=@\uff1d\uff20]).*"
_SIGNED = rf"(?s){_BLANK}[+\-\uff0b\uff0d].+"
_FEW = 2000
_SUSPECT = rf"\A(?:[\t\r\n]|{_BLANK}[=@+\-\uff1d\uff20\uff0b\uff0d])"
_NUMBER = rf"{_BLANK}[+-](?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?{_BLANK}"


def neutralise(text: str) -> str:
    """`text` with an apostrophe in front when a spreadsheet would take it for a formula.

    That is text beginning with a tab or a line break, or with `=` or `@`, and text beginning with `+` or `-` that is neither
    the sign alone nor a number: `=1+1` becomes `'=1+1`, `++` becomes `'++`; `-`, `-5.3` and `+1,5e3` stay. The signs count
    behind blanks and in their full width (`＝＠＋－`), too. Written into CSV, TSV and workbooks only; reading does not take
    the apostrophe away again.
    """
    if not re.match(_SUSPECT, text):
        return text
    runs = re.fullmatch(_RUN, text) or (re.fullmatch(_SIGNED, text) and not re.fullmatch(_NUMBER, text))
    return f"'{text}" if runs else text


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text cell and every header neutralised; numbers, dates and yes/no stay as they are."""
    import polars as pl

    return pl.DataFrame([_safe(column).alias(neutralise(column.name)) for column in frame.get_columns()])


def _safe(column: pl.Series) -> pl.Series:
    """A column without cells that a spreadsheet would run."""
    import polars as pl

    if column.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return column
    text = column if column.dtype == pl.String else column.cast(pl.String)
    if len(text) <= _FEW:  # in a file of many columns, to prepare the patterns takes longer than to look at the cells
        return pl.Series(column.name, [None if cell is None else neutralise(cell) for cell in text.to_list()], dtype=pl.String)
    if not text.str.contains(_SUSPECT).any():
        return text  # nearly always: one look is cheaper than three
    runs, signed, number = (text.str.contains(rf"\A(?:{form})\z") for form in (_RUN, _SIGNED, _NUMBER))
    return ("'" + text).zip_with((runs | (signed & ~number)).fill_null(False), text)
