"""Text that a spreadsheet would run instead of show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_RUN = r"[=@\t\r](?s:.*)"
_SIGNED = r"[+-](?s:.+)"
_NUMBER = r"[+-](?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"


def neutralise(text: str) -> str:
    """`text` with an apostrophe in front when a spreadsheet would take it for a formula.

    That is text beginning with `=`, `@`, a tab or a carriage return, and text beginning with `+` or `-` that is neither
    the sign alone nor a number: `=1+1` becomes `'=1+1`, `++` becomes `'++`; `-`, `-5.3` and `+1,5e3` stay. Written into
    CSV, TSV and workbooks only; reading does not take the apostrophe away again.
    """
    runs = re.fullmatch(_RUN, text) or (re.fullmatch(_SIGNED, text) and not re.fullmatch(_NUMBER, text))
    return f"'{text}" if runs else text


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text cell and every header neutralised; numbers, dates and yes/no stay as they are."""
    columns = enumerate(frame.schema.items())
    return frame.select(_safe(place, kind).alias(neutralise(name)) for place, (name, kind) in columns)


def _safe(place: int, kind: pl.DataType) -> pl.Expr:
    """A column without cells that a spreadsheet would run; by its place, since a name may look like a pattern of names."""
    import polars as pl

    if kind not in (pl.String, pl.Categorical, pl.Enum):
        return pl.nth(place)
    cell = pl.nth(place).cast(pl.String)
    runs = cell.str.contains(f"^{_RUN}$") | (cell.str.contains(f"^{_SIGNED}$") & ~cell.str.contains(f"^{_NUMBER}$"))
    return pl.when(runs).then("'" + cell).otherwise(cell)
