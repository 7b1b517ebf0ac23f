"""Blank rows: kept between patients, so that row numbers stay right; dropped below the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def settle_blank_rows(frames: Iterable[pl.DataFrame], first_row: int, warnings: list[str]) -> Iterator[pl.DataFrame]:
    """The frames without the blank rows at the very end; a warning counts the blank rows that stay."""
    import polars as pl

    held: list[pl.DataFrame] = []
    row, kept, first_kept = first_row, 0, 0
    for frame in frames:
        blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series() if frame.width else pl.Series([True])
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
