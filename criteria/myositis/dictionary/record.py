"""One record: what was recorded, what follows from it, and what is wrong with it.

`derive` is the reader of `derivations` for a single record; `derived_columns` reads the same steps over a cohort.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from myositis.dictionary import derivations as d
from myositis.dictionary.dates import Days, age_between
from myositis.dictionary.findings import age_at_onset, birth_date, symptom_onset_date
from myositis.rules.evaluate import truth
from myositis.rules.values import Interval, Known, Value


def bounds(number: Any) -> tuple[float, float]:
    """The lowest and the highest number that a measurement can be."""
    return (number.low, number.high) if isinstance(number, Interval) else (number, number)


def _above(value: Any, limit: Any) -> bool | None:
    """Whether a value is above its limit; None when an interval leaves it open."""
    (low, high), (lowest_limit, highest_limit) = bounds(value), bounds(limit)
    return True if low > highest_limit else False if high <= lowest_limit else None


def _compare(known: dict[str, Value], recorded: Mapping[str, Any]) -> None:
    """Step 1: read the yes/no values off the measurements and the dates."""
    for comparison in d.COMPARISONS:
        value, limit = recorded.get(comparison.value.name), recorded.get(comparison.limit.name)
        if value is not None and limit is not None:
            above = _above(value, limit)
            if above is not None:
                known[comparison.result.name] = above
    birth, onset = recorded.get(birth_date.name), recorded.get(symptom_onset_date.name)
    if isinstance(birth, Days) and isinstance(onset, Days):
        known[d.onset_before_birth.name] = onset.last < birth.first
        from_dates = age_between(birth, onset)
        low, high = bounds(from_dates)
        known[d.onset_after_120.name] = low > age_at_onset.highest
        if age_at_onset.name in known:
            least, most = bounds(known[age_at_onset.name])
            # Whole years from dates stand for the year until the next birthday.
            known[d.age_differs_from_dates.name] = most < low - 1 or least >= high + 2
        else:
            known[age_at_onset.name] = from_dates
    for ratio in d.RATIOS:
        if ratio.target.name not in known:
            value, limit = recorded.get(ratio.value.name), recorded.get(ratio.limit.name)
            if value is not None and limit is not None:
                known[ratio.target.name] = _times(value, limit)


def _times(value: Any, limit: Any) -> float | Interval:
    """How many times the limit a value is."""
    (low, high), (lowest_limit, highest_limit) = bounds(value), bounds(limit)
    least = round(low / highest_limit, d.RATIO_DECIMALS) if highest_limit < inf else 0.0
    most = round(high / lowest_limit, d.RATIO_DECIMALS) if lowest_limit > 0 and high < inf else inf
    return least if least == most else Interval(least, most)


def derive(recorded: Mapping[str, Any]) -> dict[str, Value]:
    """Everything that is known of a record: what is recorded (without the blanks) and what follows from it.

    recorded: values by name, None for not recorded. Values are bool, text, numbers, `Interval` and `Days`.
    """
    known: dict[str, Value] = {name: value for name, value in recorded.items() if value is not None}
    _compare(known, recorded)
    for step in d.STEPS:
        if step.target.name in known:
            continue
        match step:
            case d.Derivation(target, rule):
                value = truth(rule, known)
                if value is not None:
                    known[target.name] = value
            case d.AbsentWith(target, whole):
                if known.get(whole.name) is False:
                    known[target.name] = False
            case d.WithinLimit(target, raised):
                if known.get(raised.name) is False:
                    known[target.name] = Interval(0.0, 1.0)
    return known


def contradictions(
    recorded: Mapping[str, Any], known: Known, among: tuple[d.Contradiction, ...] = d.EVERYWHERE
) -> list[d.Contradiction]:
    """Every contradiction in a record, in the order of the data dictionary; `among` those that matter to the reader."""
    only_recorded = {name: value for name, value in recorded.items() if value is not None}
    return [
        contradiction
        for contradiction in among
        if truth(contradiction.rule, only_recorded if contradiction.recorded_only else known) is True
    ]


def oddities(known: Known) -> list[d.Oddity]:
    """What looks odd in a record although its values stand."""
    return [oddity for oddity in d.ODDITIES if truth(oddity.rule, known) is True]
