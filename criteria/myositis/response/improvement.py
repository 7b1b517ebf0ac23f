"""The total improvement score of one patient: two visits in, every point traced to two values and a bin.

>>> from myositis import improvement
>>> before = {"physician_global": 5, "patient_global": 4.5, "mmt": 120, "haq": 1.25, "extramuscular_global": 2}
>>> after = {"physician_global": 3.5, "patient_global": 3, "mmt": 138, "haq": 0.875, "extramuscular_global": 0.5}
>>> before |= {"ck": 1440, "ck_uln": 180}
>>> after |= {"ck": 360, "ck_uln": 180}
>>> result = improvement(before, after, thresholds="adult", vas=10, mmt_max=150)
>>> result.tis_low, result.tis_high, result.category
(42.5, 50.0, 'moderate')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from myositis.errors import RecordError, unknown
from myositis.reading.cell import read_cell
from myositis.response.acr_eular_2016 import ENZYME_RANGES, POINTS
from myositis.response.change import Change, by_percent, by_values, exact
from myositis.response.chart import chart
from myositis.response.choices import Choices, choices
from myositis.response.measures import (
    CHANGES,
    CORE_SET,
    ENZYME_NAME,
    ENZYMES,
    INPUTS,
    CoreMeasure,
    chq_phs,
    enzyme,
)
from myositis.response.vocabulary import PointsRow
from myositis.response.what_ifs import MeasureWhatIf, each, settling_rows
from myositis.rules.values import Interval

Values = dict[str, Fraction]


@dataclass(frozen=True)
class Improvement:
    """The total improvement score between two visits.

    changes: one per row of the published table. enzyme: the enzyme that was compared, or None.
    """

    changes: tuple[Change, ...]
    choices: Choices
    enzyme: str | None = None

    @property
    def _low(self) -> int:
        return sum(change.low for change in self.changes)

    @property
    def _high(self) -> int:
        return sum(change.high for change in self.changes)

    @property
    def tis(self) -> float | None:
        """The score, 0 to 100, when it is known exactly."""
        return self.tis_low if self._low == self._high else None

    @property
    def tis_low(self) -> float:
        """The lowest score that what is recorded allows."""
        return self._low / 10

    @property
    def tis_high(self) -> float:
        """The highest score that what is recorded allows."""
        return self._high / 10

    @property
    def lacking(self) -> tuple[str, ...]:
        """The rows without which no category is stated, and that cannot be compared."""
        return tuple(c.row.name for c in self.changes if c.row.name in POINTS.required and not c.compared)

    @property
    def category_low(self) -> str | None:
        """The category at the lower end of the score; None when no category is stated."""
        return None if self.lacking else self.choices.thresholds.category(self._low)

    @property
    def category_high(self) -> str | None:
        """The category at the upper end of the score; None when no category is stated."""
        return None if self.lacking else self.choices.thresholds.category(self._high)

    @property
    def category(self) -> str | None:
        """none, minimal, moderate or major when both ends of the score agree; None otherwise."""
        return self.category_low if self.category_low == self.category_high else None

    @property
    def worsened(self) -> tuple[str, ...]:
        """The measures that are worse than at baseline."""
        return tuple(change.measure.name for change in self.changes if change.worsened)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The measures whose points are not known."""
        return tuple(change.measure.name for change in self.changes if not change.known)

    @property
    def settled_by(self) -> tuple[str, ...]:
        """The measures of which one, whatever its value, would settle the category. Empty when it is settled."""
        if self.category is not None:
            return ()
        lows = {change.row: change.low for change in self.changes}
        highs = {change.row: change.high for change in self.changes}
        names = {change.row.name: change.measure.name for change in self.changes}
        return tuple(names[name] for name in settling_rows(lows, highs, self.choices.thresholds, self.lacking))

    def what_ifs(self) -> dict[str, list[MeasureWhatIf]]:
        """By measure whose points are not known: the category that each of its possible points would give."""
        category = self.choices.thresholds.category
        found: dict[str, list[MeasureWhatIf]] = {}
        for change in self.changes:
            if change.known or set(self.lacking) - {change.row.name}:
                continue
            ifs: list[MeasureWhatIf] = []
            for points, low, high in each(change.row, change.low, change.high, self._low, self._high, category):
                if ifs and (ifs[-1].low, ifs[-1].high) == (low, high):
                    ifs[-1] = MeasureWhatIf(change.measure.name, (*ifs[-1].points, points), low, high)
                else:
                    ifs.append(MeasureWhatIf(change.measure.name, (points,), low, high))
            found[change.measure.name] = ifs
        return found

    def explain(self, *, full: bool = False) -> str:
        """The table as text, at most 80 columns wide: values, percent, points, where more points begin, and what is open.

        full: with the evidence behind points, thresholds and ranges.
        """
        return chart(self, full=full)

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON. Percentages are rounded to six decimals, points are exact."""
        return {
            "tis": self.tis,
            "tis_low": self.tis_low,
            "tis_high": self.tis_high,
            "category": self.category,
            "category_low": self.category_low,
            "category_high": self.category_high,
            "thresholds": self.choices.thresholds.name,
            "enzyme_range": self.choices.enzyme_range,
            "enzyme": self.enzyme,
            "worsened": list(self.worsened),
            "unknown": list(self.unknown),
            "settled_by": list(self.settled_by),
            "rows": [_as_dict(change) for change in self.changes],
        }


def _as_dict(change: Change) -> dict[str, Any]:
    def plain(number: Fraction | None) -> float | None:
        return None if number is None else round(float(number), 6)

    return {
        "row": change.row.name,
        "measure": change.measure.name,
        "baseline": plain(change.baseline),
        "follow_up": plain(change.follow_up),
        "percent": plain(change.percent),
        "points_low": change.low / 10,
        "points_high": change.high / 10,
        "reason": change.reason,
    }


def improvement(
    baseline: Mapping[str, Any],
    follow_up: Mapping[str, Any],
    *,
    thresholds: str,
    vas: int | None = None,
    mmt_max: int | None = None,
    enzyme_range: str = "none",
    use: Iterable[str] = (),
    maxima: Mapping[str, int] | None = None,
) -> Improvement:
    """The total improvement score between two visits of one patient.

    baseline, follow_up: values by name: `physician_global`, `patient_global`, `extramuscular_global` (0 to `vas`), `mmt` (0 to
    `mmt_max`), `haq` or `chaq` (0-3); enzymes with their limits (`ck`, `ck_uln`, ...) or the one the study chose (`enzyme`,
    `enzyme_uln`, `enzyme_name`); of children `cmas`, `das`, `chq_phs`. Numbers, text as files have it, or None for what is not
    recorded. `enzyme_change_percent` and `chq_phs_change_percent` of the follow-up are taken as they are.
    thresholds: `adult` (20, 40, 60) or `juvenile` (30, 45, 70). enzyme_range: `none`: the enzyme gives an interval; `15_6_3`:
    multiples that are not confirmed.

    Errors: RecordError for a value outside its range or that is no number; UnknownNameError for an unknown name, or when the
    scale of a recorded measure is not said.
    """
    study = choices(thresholds, vas=vas, mmt_max=mmt_max, enzyme_range=enzyme_range, use=use, maxima=maxima)
    return compare_visits(read_visit(baseline, study, "baseline"), read_visit(follow_up, study, "follow-up"), study)


@dataclass(frozen=True)
class Visit:
    """What is recorded at one visit: numbers by name, to six decimals, and the name of the study's own enzyme."""

    values: Values
    enzyme_name: str | None = None


def read_visit(given: Mapping[str, Any], study: Choices, when: str) -> Visit:
    """Read the values of one visit by the same rules as a file. when: what the visit is called in messages."""
    values: Values = {}
    name = given.get(ENZYME_NAME)
    if name is not None and name not in ENZYMES:
        raise unknown(ENZYME_NAME, str(name), ENZYMES)
    for key, raw in given.items():
        if key == ENZYME_NAME:
            continue
        if key not in INPUTS:
            raise unknown("measure", key, [*INPUTS, ENZYME_NAME])
        item = INPUTS[key]
        plain = read_cell(item, raw)
        if isinstance(item, CoreMeasure) and plain.value is not None:
            plain = read_cell(study.scaled(item), raw)
        if plain.problem:
            raise RecordError(f"{key} at {when}: {plain.message} [{plain.problem}]")
        if plain.value is not None and not isinstance(plain.value, Interval):
            values[key] = exact(plain.value)
    return Visit(values, name)


def compare_visits(baseline: Visit, follow_up: Visit, study: Choices) -> Improvement:
    """The total improvement score between two visits that have been read."""
    recorded = {name for visit in (baseline, follow_up) for name in visit.values}
    if recorded & {*ENZYMES, CHANGES[enzyme.name].name}:
        recorded.add(enzyme.name)
    if CHANGES[chq_phs.name].name in recorded:
        recorded.add(chq_phs.name)
    chosen = None
    changes = []
    for row in POINTS.rows:
        measure = study.measure_of(row, recorded)
        entered = follow_up.values.get(CHANGES[measure.name].name) if measure.name in CHANGES else None
        if entered is not None:
            changes.append(by_percent(row, measure, entered))
        elif measure == enzyme:
            chosen, change = _enzyme(row, baseline, follow_up, study)
            changes.append(change)
        else:
            maximum = study.maximum(measure) if measure.name in recorded or len(measure.maxima) < 2 else None
            top = None if maximum is None else Fraction(maximum)
            values = baseline.values.get(measure.name), follow_up.values.get(measure.name)
            changes.append(by_values(row, measure, *values, top))
    return Improvement(tuple(changes), study, chosen)


def multiple(visit: Visit, name: str) -> Fraction | None:
    """The multiple of its limit that an enzyme has, when both are recorded."""
    value, limit = visit.values.get(name), visit.values.get(f"{name}_uln")
    return None if value is None or limit is None else value / limit


def most_abnormal(baseline: Visit) -> str | None:
    """The enzyme with the highest multiple of its limit, the first of `ENZYMES` when several have it; None without any."""
    found = {name: there for name in ENZYMES if (there := multiple(baseline, name)) is not None}
    return max(found, key=lambda name: found[name]) if found else None


def _enzyme(row: PointsRow, baseline: Visit, follow_up: Visit, study: Choices) -> tuple[str | None, Change]:
    """The change of the most abnormal enzyme: the study's own choice, or the highest multiple at baseline."""
    own = enzyme.name in baseline.values or enzyme.name in follow_up.values
    if own:
        name: str | None = baseline.enzyme_name or follow_up.enzyme_name
        source = enzyme.name
    else:
        name = most_abnormal(baseline)
        source = name or ""
    known = ENZYME_RANGES[study.enzyme_range].get(name or "")
    shown = f"{ENZYMES[name] if name else 'most abnormal enzyme'}, multiples of its limit"
    values = multiple(baseline, source), multiple(follow_up, source)
    range_ = None if known is None else Fraction(known)
    return name, by_values(row, CORE_SET[enzyme.name], *values, range_, bounded=False, shown=shown)
