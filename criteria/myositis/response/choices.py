"""What a study says once: thresholds, the scale of its measures, the range of enzymes, and which alternatives it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from myositis.errors import UnknownNameError, unknown
from myositis.response.acr_eular_2016 import ENZYME_RANGES, POINTS, THRESHOLDS
from myositis.response.measures import CORE_SET, CoreMeasure
from myositis.response.vocabulary import PointsRow, Thresholds

GLOBALS = tuple(name for name, measure in CORE_SET.items() if measure.maxima == (10, 100))


@dataclass(frozen=True)
class Choices:
    """The choices of a study; `choices` checks them.

    maxima: the highest value of each measure whose scale the study says. use: alternatives that stand in place of the first
    measure of their row.
    """

    thresholds: Thresholds
    enzyme_range: str = "none"
    maxima: Mapping[str, int] = field(default_factory=dict)
    use: tuple[str, ...] = ()

    def maximum(self, measure: CoreMeasure) -> int | None:
        """The highest value of a measure, None when it has none. UnknownNameError when the study must say it and has not."""
        if len(measure.maxima) < 2:
            return measure.maxima[0] if measure.maxima else None
        if measure.name not in self.maxima:
            option = "mmt_max" if measure.name == "mmt" else "vas"
            words = " or ".join(f"{option}={one}" for one in measure.maxima)
            raise UnknownNameError(f"the highest value of `{measure.name}` is not known: say {words}")
        return self.maxima[measure.name]

    def scaled(self, measure: CoreMeasure) -> CoreMeasure:
        """The measure with the range in which a value is possible."""
        maximum = self.maximum(measure)
        return measure if maximum is None else replace(measure, highest=maximum)

    def measure_of(self, row: PointsRow, recorded: Iterable[str]) -> CoreMeasure:
        """Which measure of a row is read, given the names for which there are values.

        UnknownNameError when two of them have values and the study has not said which one it uses.
        """
        for measure in row.measures:
            if measure.name in self.use:
                return measure
        there = [measure for measure in row.measures if measure.name in set(recorded)]
        if len(there) > 1:
            names = " or ".join(f"`{one.name}`" for one in there)
            raise UnknownNameError(f"one row of the table can read {names}, and both have values: say which with `use`")
        return there[0] if there else row.measures[0]


def choices(
    thresholds: str,
    *,
    vas: int | None = None,
    mmt_max: int | None = None,
    enzyme_range: str = "none",
    use: Iterable[str] = (),
    maxima: Mapping[str, int] | None = None,
) -> Choices:
    """Check what a study says.

    thresholds: `adult` or `juvenile`. vas: 10 or 100, the highest value of the three globals. mmt_max: 80, 150 or 260.
    enzyme_range: `none` or `15_6_3` (unconfirmed). use: measures such as `cmas` that stand in place of another one. maxima:
    the highest value of single measures. Errors: UnknownNameError.
    """
    if thresholds not in THRESHOLDS:
        raise unknown("thresholds", str(thresholds), THRESHOLDS)
    if enzyme_range not in ENZYME_RANGES:
        raise unknown("enzyme_range", str(enzyme_range), ENZYME_RANGES)
    said = dict.fromkeys(GLOBALS, vas) | {"mmt": mmt_max} | dict(maxima or {})
    for name, maximum in said.items():
        if name not in CORE_SET:
            raise unknown("measure", name, CORE_SET)
        allowed = CORE_SET[name].maxima
        if maximum is not None and maximum not in allowed:
            words = ", ".join(map(str, allowed)) or "none published"
            raise UnknownNameError(f"the highest value of `{name}` cannot be {maximum}; possible: {words}")
    used = tuple(use)
    for name in used:
        if name not in CORE_SET:
            raise unknown("measure", name, CORE_SET)
    for row in POINTS.rows:
        if sum(measure.name in used for measure in row.measures) > 1:
            raise UnknownNameError(f"`use` names two measures of one row: {', '.join(one.name for one in row.measures)}")
    known = {name: maximum for name, maximum in said.items() if maximum is not None}
    return Choices(THRESHOLDS[thresholds], enzyme_range, known, used)
