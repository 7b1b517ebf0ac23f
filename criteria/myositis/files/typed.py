"""Columns from cells that carry a type of their own: workbooks, NDJSON and the statistics packages."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_INT64 = range(-(2**63), 2**63)
_EXACT = 2**53
"""Up to here every whole number is a double of its own."""


def as_seen(value: object) -> str | None:
    """A cell's text as a person sees it: `12` for 12.0, `TRUE` as in a spreadsheet, dates in ISO form."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return (value.date() if _at_midnight(value) else value.replace(tzinfo=None)).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def typed_column(name: str, cells: Sequence[object], seen: Callable[[object], str | None] = as_seen) -> pl.Series:
    """Boolean, Int64, Float64 or Date when every recorded cell is one; otherwise text, each cell as it is seen.

    One `UNK` among numbers therefore makes the column text and loses nothing. Whole numbers stored as floating point,
    as spreadsheets and statistics packages do, become Int64 again, so that an id 12 does not turn into `12.0`.
    """
    import polars as pl

    recorded = [cell for cell in cells if cell is not None and not (isinstance(cell, float) and math.isnan(cell))]
    kinds = {type(cell) for cell in recorded}
    if not kinds or kinds == {str}:
        return pl.Series(name, [cell if isinstance(cell, str) else None for cell in cells], dtype=pl.String)
    if kinds == {bool}:
        return pl.Series(name, cells, dtype=pl.Boolean)
    if kinds <= {int, float}:
        if all((isinstance(cell, int) and cell in _INT64) or _is_whole(cell) for cell in recorded):
            return pl.Series(name, [_whole(cell) for cell in cells], dtype=pl.Int64)
        if all(isinstance(cell, float) or abs(cell) <= _EXACT for cell in recorded if isinstance(cell, (int, float))):
            return pl.Series(name, [_float(cell) for cell in cells], dtype=pl.Float64)
    if kinds <= {dt.date, dt.datetime} and all(_is_day(cell) for cell in recorded):
        days = [cell.date() if isinstance(cell, dt.datetime) else cell for cell in cells]
        return pl.Series(name, days, dtype=pl.Date)
    return pl.Series(name, [seen(cell) for cell in cells], dtype=pl.String)


def _is_whole(cell: object) -> bool:
    return isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT


def _whole(cell: object) -> int | None:
    return int(cell) if isinstance(cell, (int, float)) and cell == cell else None


def _float(cell: object) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and cell == cell else None


def _at_midnight(moment: dt.datetime) -> bool:
    return moment.time() == dt.time()


def _is_day(cell: object) -> bool:
    return not isinstance(cell, dt.datetime) or _at_midnight(cell)
