"""Reading only the columns that are asked for, without forgetting that the others hold something.

Whether a row is a patient or a heading depends on how many of its cells are filled. So the columns that are left out leave one
mark behind: `ELSEWHERE`, true in the rows that have something in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Wanted = Callable[[str], bool]
"""Whether the column of this name is needed."""

ELSEWHERE = "\0elsewhere"
"""The column that stands for those that were left out: true or null. No file has a column of this name."""


def kept_places(columns: Iterable[str], wanted: Wanted) -> list[int]:
    """The places (from 0) of the columns to read. The first is always read: a heading or a note stands there."""
    return [place for place, name in enumerate(columns) if not place or wanted(name)]


def only(frame: pl.DataFrame, wanted: Wanted | None) -> pl.DataFrame:
    """The columns that are wanted, and `ELSEWHERE` for the others where there are any. None: all of them."""
    kept = range(frame.width) if wanted is None else kept_places(frame.columns, wanted)
    if len(kept) == frame.width:
        return frame
    columns, others = frame.get_columns(), [*frame.get_columns()]
    for place in reversed(kept):
        del others[place]
    return with_elsewhere([columns[place] for place in kept], (column.is_not_null() for column in others))


def with_elsewhere(kept: list[pl.Series], others: Iterable[pl.Series]) -> pl.DataFrame:
    """The kept columns with the mark. others: where each of the other columns has something, looked at as long as it matters:
    a row with two filled cells is no heading, whatever else it has."""
    import polars as pl

    frame = pl.DataFrame(kept)
    elsewhere = counted_to_two(kept, frame.height) >= 2
    for filled in others:
        if elsewhere.all():
            break
        elsewhere = elsewhere | filled
    mark = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True).set(~elsewhere, None)
    return frame.with_columns(mark.alias(ELSEWHERE))


def counted_to_two(columns: Iterable[pl.Series], rows: int) -> pl.Series:
    """How many cells of each row are filled, counted until every row has two: nearly always in the first columns."""
    import polars as pl

    filled = pl.repeat(0, rows, dtype=pl.UInt32, eager=True)
    for column in columns:
        filled = filled + column.is_not_null().cast(pl.UInt32)
        if (filled >= 2).all():
            break
    return filled
