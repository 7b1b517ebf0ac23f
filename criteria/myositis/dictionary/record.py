"""One record: what was recorded, what follows from it, and what is wrong with it.

`derive` is the reader of `derivations` for a single record; `columns` reads the same rules over a cohort.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from myositis.dictionary import derivations as d
from myositis.dictionary.dates import Days, age_between
from myositis.dictionary.findings import age_at_onset, birth_date, symptom_onset_date
from myositis.rules.evaluate import Interval, Known, Value, truth

UPTO = "__upto"
"""Ending of the column that holds the highest value of a measurement known as an interval."""


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


def derive(recorded: Mapping[str, Any]) -> dict[str, Value]:
    """Everything that is known of a record: what is recorded (without the blanks) and what follows from it.

    recorded: values by name, None for not recorded. Values are bool, text, numbers, `Interval` and `Days`.
    """
    known: dict[str, Value] = {name: value for name, value in recorded.items() if value is not None}
    _compare(known, recorded)
    _derive(known, d.ENZYME_DERIVATIONS)
    for summary in d.SUMMARIES:
        if recorded.get(summary.whole.name) is False:
            for part in summary.parts:
                known.setdefault(part.name, False)
    _derive(known, d.DERIVATIONS)
    return known


def _derive(known: dict[str, Value], derivations: tuple[d.Derivation, ...]) -> None:
    for derivation in derivations:
        if derivation.target.name not in known:
            value = truth(derivation.rule, known)
            if value is not None:
                known[derivation.target.name] = value


def contradictions(recorded: Mapping[str, Any], known: Known) -> list[d.Contradiction]:
    """Every contradiction in a record, in the order of the data dictionary."""
    only_recorded = {name: value for name, value in recorded.items() if value is not None}
    return [
        contradiction
        for contradiction in d.CONTRADICTIONS
        if truth(contradiction.rule, only_recorded if contradiction.recorded_only else known) is True
    ]


def oddities(known: Known) -> list[d.Oddity]:
    """What looks odd in a record although its values stand."""
    return [oddity for oddity in d.ODDITIES if truth(oddity.rule, known) is True]
