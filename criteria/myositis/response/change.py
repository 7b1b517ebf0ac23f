"""The change of one measure between two visits: exact percent, points, and what is not known of them.

A value is kept as whole millionths, finer than any instrument, and a percentage as a fraction: 2.2 -> 0.7 on a scale of 10 is
exactly 15 % and gives 7.5 points, where binary floats say 15.000000000000002 and give 15.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from myositis.response.measures import CoreMeasure
from myositis.response.vocabulary import PointsRow

MILLION = 1_000_000


def exact(number: float) -> Fraction:
    """A recorded number, to six decimals."""
    return Fraction(round(number * MILLION), MILLION)


@dataclass(frozen=True)
class Change:
    """One row of the table for one patient.

    baseline, follow_up: the values; of an enzyme the multiples of its limit when the limits are known. range: what the change
    is divided by. percent: improvement in percent of the range, None when it is not known. low, high: points in tenths; the
    same when known. reason: why they are not known, or "". shown: what was compared ("CK, multiples of its limit").
    """

    row: PointsRow
    measure: CoreMeasure
    baseline: Fraction | None
    follow_up: Fraction | None
    range: Fraction | None
    percent: Fraction | None
    low: int
    high: int
    reason: str = ""
    shown: str = ""

    @property
    def known(self) -> bool:
        """Whether the points are known."""
        return self.low == self.high

    @property
    def compared(self) -> bool:
        """Whether the measure was recorded at both visits, or its change was."""
        return self.percent is not None or (self.baseline is not None and self.follow_up is not None)

    @property
    def worsened(self) -> bool:
        """Whether it is known to be worse than at baseline."""
        if self.percent is not None:
            return self.percent < 0
        if self.baseline is None or self.follow_up is None:
            return False
        return self.measure.sign * (self.baseline - self.follow_up) < 0

    def next_bin(self) -> tuple[int, Fraction] | None:
        """Where more points begin: the points in tenths, and the value that must be passed. None when no value gives more."""
        if self.percent is None or self.baseline is None or not self.range:
            return None
        more = [
            (edge, points)
            for edge, points in zip(self.row.above, self.row.tenths[1:], strict=True)
            if points > self.low and edge >= self.percent
        ]
        if not more:
            return None
        edge, points = more[0]
        value = self.baseline - self.measure.sign * edge * self.range / 100
        possible = value > 0 if self.measure.sign == 1 else value < self.range
        return (points, value) if possible else None


def points_of(row: PointsRow, percent: Fraction) -> int:
    """The points, in tenths, of an improvement in percent."""
    return row.tenths[sum(percent > edge for edge in row.above)]


def by_percent(row: PointsRow, measure: CoreMeasure, percent: Fraction) -> Change:
    """A change that was entered directly."""
    points = points_of(row, percent)
    return Change(row, measure, None, None, None, percent, points, points, shown=f"{measure.label}, percent entered directly")


def by_values(
    row: PointsRow,
    measure: CoreMeasure,
    baseline: Fraction | None,
    follow_up: Fraction | None,
    range: Fraction | None,  # noqa: A002 - the paper's word
    *,
    bounded: bool = True,
    shown: str = "",
) -> Change:
    """The change of a measure from its two values, either of which may not be recorded.

    bounded: whether the range is also the highest value; an enzyme has no highest value.
    """
    shown = shown or measure.label
    if baseline is not None and follow_up is not None:
        change = measure.sign * (baseline - follow_up)
        if range is not None:
            percent = 100 * change / range
            points = points_of(row, percent)
            return Change(row, measure, baseline, follow_up, range, percent, points, points, shown=shown)
        top = row.tenths[-1] if change > 0 else 0
        reason = f"its range is not {'confirmed' if measure.range_grade == 'C' else 'published'}" if top else ""
        return Change(row, measure, baseline, follow_up, None, None, 0, top, reason, shown)
    top = row.tenths[-1]
    if range is None or not bounded:
        # The lowest possible value is 0, the highest of an enzyme is not limited.
        if baseline is not None and measure.sign == 1:
            top = points_of(row, 100 * baseline / range) if range is not None else top if baseline else 0
    elif baseline is not None:
        top = points_of(row, 100 * (baseline if measure.sign == 1 else range - baseline) / range)
    elif follow_up is not None:
        top = points_of(row, 100 * (range - follow_up if measure.sign == 1 else follow_up) / range)
    missing = [word for word, value in (("baseline", baseline), ("follow-up", follow_up)) if value is None]
    reason = "not recorded at " + " and ".join(missing)
    return Change(row, measure, baseline, follow_up, range, None, 0, top, reason, shown)
