"""What two visits say of each measure against baseline, in percent of baseline or of its range: the ground of end points.

Worsening is negative. A percentage of a baseline of 0 does not exist: such a measure is not evaluable there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from myositis.response.change import Change

OF = ("baseline", "range")
"""What a percentage of the end points is taken of."""


@dataclass(frozen=True)
class Relative:
    """The improvement of one row against baseline.

    percent: below 0 is worse; None when not known or not evaluable. evaluable: false when the baseline is 0, or the range is
    not known where percent of range is asked. absolute: improvement in the measure's own unit, None when not known. scale: the
    highest value of the measure, None without one.
    """

    name: str
    measure: str
    percent: Fraction | None
    evaluable: bool
    absolute: Fraction | None
    scale: Fraction | None

    @property
    def unknown(self) -> bool:
        """Whether a value is missing that could have said more."""
        return self.evaluable and self.percent is None


def relative(change: Change, of: str = "baseline") -> Relative:
    """The improvement of one row. of: `baseline` or `range`."""
    if of not in OF:
        from myositis.errors import unknown

        raise unknown("percent_of", of, OF)
    name, measure, before = change.row.name, change.measure.name, change.baseline
    if of == "baseline" and before == 0:
        absolute = None if change.follow_up is None else change.measure.sign * (before - change.follow_up)
        return Relative(name, measure, None, False, absolute, change.range)
    if before is None or change.follow_up is None:
        entered = change.percent if of == "range" else None
        return Relative(name, measure, entered, True, None, change.range)
    absolute = change.measure.sign * (before - change.follow_up)
    divisor = before if of == "baseline" else change.range
    if divisor is None:
        return Relative(name, measure, None, False, absolute, None)
    return Relative(name, measure, 100 * absolute / divisor, True, absolute, change.range)
