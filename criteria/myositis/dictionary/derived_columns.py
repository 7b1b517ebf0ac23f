"""A cohort's derived values, contradictions and oddities as columns: what `record` does for one patient.

The same steps and contradictions are compiled by `as_columns.Stages`; nothing of them is written here again but how a value is
compared with its limit and how old a patient is by the calendar, which `record` and `sql.statement` say, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date

from myositis.dictionary import derivations as d
from myositis.dictionary.dates import PLACEHOLDERS, SPREADSHEET_ZERO
from myositis.dictionary.findings import age_at_onset, birth_date, symptom_onset_date
from myositis.rules.as_columns import NEVER_RECORDED, Sides, Stages
from myositis.rules.expressions import Expression, Truth, both, either, negate
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Variable

UNLIMITED = 1e300
"""Stands for a number without an upper end."""


def derive_columns(stages: Stages, wanted: Set[Variable]) -> None:
    """Plan what follows from what is recorded, as far as it is wanted; the counterpart of `record.derive`."""
    for comparison in d.COMPARISONS:
        value, limit = comparison.value.name, comparison.limit.name
        if comparison.result in wanted and {value, limit} <= stages.available:
            (low, high), (lowest_limit, highest_limit) = map(stages.col, stages.ends(value)), map(stages.col, stages.ends(limit))
            stages.define(comparison.result, Sides(stages.surely(low > highest_limit), stages.surely(high <= lowest_limit)), 0)
    _age_from_dates(stages)
    for ratio in d.RATIOS:
        if ratio.target in wanted:
            _multiple(stages, ratio)
    for step in d.STEPS:
        if step.target not in wanted:
            continue
        match step:
            case d.Derivation(target, rule):
                if not stages.never_recorded(rule):
                    _fall_back(stages, target, *stages.pair(rule))
            case d.AbsentWith(target, whole):
                pair, layer = stages.finding(whole)
                if pair is not NEVER_RECORDED:
                    _fall_back(stages, target, _absent_with(pair), layer)
            case d.WithinLimit(target, raised):
                _within_limit(stages, target, *stages.finding(raised))


def _absent_with(whole: Sides) -> Sides:
    """A part of a summary is absent where the summary is."""
    return Sides(False, lambda: whole.no)


def _fall_back(stages: Stages, finding: Finding, derived: Sides, layer: int) -> None:
    """What is known of a finding: what is recorded, else what is derived. layer: from which the latter can be read."""
    own, at = stages.finding(finding)
    pair = Sides(
        lambda: either(own.yes, both(negate(own.no), derived.yes)),
        lambda: either(own.no, both(negate(own.yes), derived.no)),
    )
    stages.define(finding, pair, max(at, layer))


def _multiple(stages: Stages, ratio: d.Ratio) -> None:
    """A multiple of the limit where it is not recorded but value and limit are."""
    if not {ratio.value.name, ratio.limit.name} <= stages.available:
        return
    (low, high), (least, most) = map(stages.col, stages.ends(ratio.value.name)), map(stages.col, stages.ends(ratio.limit.name))
    fewest = (low / stages.where(most > 0, most)).round(d.RATIO_DECIMALS)
    times = (high / stages.where(least > 0, least)).round(d.RATIO_DECIMALS)
    _measure(stages, ratio.target, fewest, stages.choose([(stages.surely(least <= 0), UNLIMITED)], times), 0)


def _within_limit(stages: Stages, target: Measurement, raised: Sides, layer: int) -> None:
    """A multiple lies between 0 and 1 where the enzyme is known not to be raised."""
    if raised is not NEVER_RECORDED:
        low, high = (stages.where(raised.no, stages.lit(bound)) for bound in (0.0, 1.0))
        _measure(stages, target, low, high, max(layer, 1))


def _measure(stages: Stages, target: Measurement, low: Expression, high: Expression, layer: int) -> None:
    """What is known of a measurement: what is recorded, else what is derived."""
    if target.name in stages.available:
        least, most = map(stages.col, stages.ends(target.name))
        low, high = stages.library.coalesce(least, low), stages.library.coalesce(most, high)
    stages.define_ends(target, low, high, layer)


def _age_from_dates(stages: Stages) -> None:
    """Age at onset by the calendar where it is not recorded, and what the dates say of the record."""
    birth, onset = birth_date.name, symptom_onset_date.name
    if not {birth, onset} <= stages.available:
        return
    last_birth, last_onset = stages.ends(birth)[1], stages.ends(onset)[1]
    low, high = _whole_years(stages, last_birth, onset), _whole_years(stages, birth, last_onset)
    before = stages.surely(stages.col(last_onset) < stages.col(birth))
    stages.define(d.onset_before_birth, Sides(before, negate(before)), 0)
    after = stages.surely(low > age_at_onset.highest)
    stages.define(d.onset_after_120, Sides(after, negate(after)), 0)
    if age_at_onset.name in stages.available:
        least, most = map(stages.col, stages.ends(age_at_onset.name))
        differs = stages.surely((most < low - 1) | (least >= high + 2))
        stages.define(d.age_differs_from_dates, Sides(differs, negate(differs)), 0)
    _measure(stages, age_at_onset, low, high, 0)


def _whole_years(stages: Stages, birth: str, day: str) -> Expression:
    """Birthdays that have come by the day, never below 0; null when a date is missing."""
    born, then = stages.col(birth).dt, stages.col(day).dt
    years = then.year() - born.year()
    # Months are bytes on some engines: 5 * 100 would overflow.
    birthday, today = (date.month().cast(stages.library.Int32) * 100 + date.day() for date in (born, then))
    years = stages.choose([(today < birthday, years - 1)], years)
    return stages.choose([(years < 0, years * 0)], years)


def oddity_columns(stages: Stages) -> dict[str, Truth]:
    """Whether each oddity is in a record, by its code."""
    return {item.code: stages.pair(item.rule)[0].yes for item in d.ODDITIES if stages.available.issuperset(item.columns)}


def contradiction_columns(stages: Stages, before: Stages, among: Iterable[d.Contradiction]) -> dict[str, Truth]:
    """Whether each contradiction is in a record, by its code. before: the stages without derivations."""
    found = {}
    for item in among:
        if not stages.available.issuperset(item.columns):
            continue  # what is not a column cannot have been recorded against the rest
        held = (before if item.recorded_only else stages).pair(item.rule)[0].yes
        if held is not False:
            found[item.code] = held
    return found


def impossible_values(stages: Stages, dictionary: Mapping[str, Variable]) -> list[Truth]:
    """Whether a number or a day is outside the range in which it is possible, or a category unknown, column by column.

    Days have the range of cells that are read (`reading.cell.day_in_range`): days to come, the zero of spreadsheets and days
    that programs write where none is known.
    """
    found: list[Truth] = []
    for name, variable in dictionary.items():
        if name not in stages.available:
            continue
        cell = stages.col(stages.ends(name)[0])
        if isinstance(variable, Category):
            found.append(stages.surely(negate(either(*(cell == value for value in variable.values)))))
        if isinstance(variable, Measurement):
            low = cell <= variable.lowest if variable.above_lowest else cell < variable.lowest
            found.append(stages.surely(low | (cell > min(variable.highest, 1e300))))
        if isinstance(variable, Day):
            none = [cell == stages.lit(day) for day in (*SPREADSHEET_ZERO, *PLACEHOLDERS)]
            found.append(stages.surely(either(cell > stages.lit(date.today()), *none)))
    return found
