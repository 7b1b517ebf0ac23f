"""What one more value would settle: the category for all points that a row whose points are not known can have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from myositis.response.vocabulary import PointsRow, Thresholds


@dataclass(frozen=True)
class MeasureWhatIf:
    """What knowing one row alone would do: for these points, in tenths, the category would be between low and high."""

    row: str
    points: tuple[int, ...]
    low: str
    high: str


def each(
    row: PointsRow, low: int, high: int, total_low: int, total_high: int, category: Callable[[int], str]
) -> Iterator[tuple[int, str, str]]:
    """For all points that a row can have: the points, and the category at both ends of the total, were they known."""
    for points in sorted({one for one in row.tenths if low <= one <= high}):
        yield points, category(total_low - low + points), category(total_high - high + points)


def settling_rows(
    lows: Mapping[PointsRow, int], highs: Mapping[PointsRow, int], thresholds: Thresholds, lacking: Collection[str]
) -> list[str]:
    """The rows of which one, known alone, would settle the category whatever its value.

    lows, highs: points in tenths by row. lacking: rows without which no category is stated, and that cannot be compared.
    """
    total_low, total_high = sum(lows.values()), sum(highs.values())
    return [
        row.name
        for row, low in lows.items()
        if low != highs[row]
        and not set(lacking) - {row.name}
        and all(one == other for _, one, other in each(row, low, highs[row], total_low, total_high, thresholds.category))
    ]
