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
    """The frame with every text cell and every header neutralised; numbers, dates and yes/no stay as they are.

    The cells of all columns are looked at together: a file may have 100,000 columns, and each look has its price.
    """
    import polars as pl

    columns = frame.get_columns()
    places = [place for place, column in enumerate(columns) if column.dtype in (pl.String, pl.Categorical, pl.Enum)]
    texts = [columns[place].cast(pl.String) for place in places]
    if texts and frame.height:
        cells = pl.concat(texts)
        suspect = cells.str.contains(_SUSPECT).fill_null(False).arg_true()
        risky = suspect.filter(_runs(cells.gather(suspect)))
        for across in (risky // frame.height).unique().to_list():
            rows = risky.filter(risky // frame.height == across) % frame.height
            harmful = pl.repeat(False, frame.height, eager=True).scatter(rows, True)
            texts[across] = ("'" + texts[across]).zip_with(harmful, texts[across])
        for place, text in zip(places, texts, strict=True):
            columns[place] = text
    return pl.DataFrame([column.alias(neutralise(name)) for column, name in zip(columns, frame.columns, strict=True)])


def _runs(text: pl.Series) -> pl.Series:
    """Which of these texts a spreadsheet would run, as `neutralise` decides."""
    runs, signed, number = (text.str.contains(rf"\A(?:{form})\z") for form in (_RUN, _SIGNED, _NUMBER))
    return runs | (signed & ~number)
