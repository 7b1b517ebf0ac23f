"""How published response criteria are written down: rows of points by percent of improvement, and thresholds of the sum.

Points are whole tenths inside, percentages whole numbers, so that nothing is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from myositis.published.tables import Citation
from myositis.response.measures import CoreMeasure
from myositis.rules.vocabulary import tenths


@dataclass(frozen=True)
class PointsRow:
    """One row of the table: what improvement of a measure is worth.

    measures: the measure, then those that may stand in its place. above: the percentages above which each further bin
    begins. points: one more than `above`, as printed; the first is for less improvement, none, or worsening.
    """

    measures: tuple[CoreMeasure, ...]
    above: tuple[int, ...]
    points: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.points) != len(self.above) + 1 or list(self.above) != sorted(set(self.above)):
            raise ValueError(f"{self.name}: every bin begins above a higher percentage and has points of its own")

    @property
    def name(self) -> str:
        """The name of the row: that of its first measure."""
        return self.measures[0].name

    @property
    def label(self) -> str:
        return self.measures[0].label

    @property
    def tenths(self) -> tuple[int, ...]:
        """The points of each bin in whole tenths."""
        return tuple(tenths(one) for one in self.points)


@dataclass(frozen=True)
class PointsTable:
    """The published table. grade: how well it is evidenced. required: rows without which no category is stated."""

    cite: Citation
    grade: str
    rows: tuple[PointsRow, ...]
    required: tuple[str, ...]


@dataclass(frozen=True)
class Thresholds:
    """The lowest total of each category, best first. Below the last one there is no improvement."""

    name: str
    cite: Citation
    grade: str
    lowest: tuple[tuple[str, float], ...]

    def category(self, total: int) -> str:
        """The category of a total in whole tenths."""
        return next((name for name, lowest in self.lowest if total >= tenths(lowest)), NO_IMPROVEMENT)

    def tenths(self, category: str) -> int:
        """The lowest total of a category in whole tenths."""
        return tenths(dict(self.lowest)[category])


NO_IMPROVEMENT = "none"
