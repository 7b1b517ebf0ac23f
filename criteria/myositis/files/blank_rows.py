"""Blank rows: kept between patients, so that row numbers stay right; dropped below the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def settle_blank_rows(frames: Iterable[pl.DataFrame], first_row: int, warnings: list[str]) -> Iterator[pl.DataFrame]:
    """The frames without the blank rows at the very end; a warning counts the blank rows that stay."""
    held: list[pl.DataFrame] = []
    row, kept, first_kept = first_row, 0, 0
    for frame in frames:
        blank = _blank(frame)
        blanks = int(blank.sum())
        if blanks == frame.height:
            held.append(frame)
            row += frame.height
            continue
        if held or blanks:
            last = int((~blank).arg_true()[-1])
            inside = blank.slice(0, last).arg_true()
            before = sum(one.height for one in held)
            if not kept and (before or len(inside)):
                first_kept = row - before if before else row + int(inside[0])
            kept += before + len(inside)
            yield from held
            held = [frame.slice(last + 1)] if last + 1 < frame.height else []
            yield frame.slice(0, last + 1)
        else:
            yield frame
        row += frame.height
    if kept:
        warnings.append(f"{kept} blank row{'s' if kept > 1 else ''} between patients, the first is row {first_kept}")


def _blank(frame: pl.DataFrame) -> pl.Series:
    """Which rows have nothing in them. Column by column, since most often the first one says that none is blank."""
    import polars as pl

    blank = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    for column in frame.iter_columns():
        blank = blank & column.is_null()
        if not blank.any():
            break
    return blank
