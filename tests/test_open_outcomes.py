"""The open levels and subgroups are exactly those that some completion reaches, no more and no fewer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_completion import BIOPSY, FREE, PARTS, column_of, covers, outcomes, scores
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.score import probability
from myositis.published import DEFAULT, find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.values import Interval

EVERY = variants()
NAMES = (*FREE, *PARTS, "emg_myopathic", "muscle_biopsy_performed")


@st.composite
def records(draw: st.DrawFn, most_missing: int = 6) -> dict[str, Any]:
    """A record without contradictions in which at most so many findings (and the age) can be completed."""
    record: dict[str, Any] = {name: draw(st.booleans()) for name in FREE}
    record["age_at_onset"] = draw(st.sampled_from([5.0, 17.0, 18.0, 39.0, 40.0, 80.0]))
    record["treatment_response"] = draw(st.sampled_from(["improved", "not_improved", "not_treated"]))
    missing = draw(st.sets(st.sampled_from([*FREE, "age_at_onset", "treatment_response"]), max_size=most_missing))
    if draw(st.booleans()):
        missing |= set(BIOPSY)
    for name in missing:
        del record[name]
    for summary in (*PARTS, "emg_myopathic", "muscle_biopsy_performed"):
        if draw(st.booleans()):
            record[summary] = draw(st.booleans())
    if contradictions(record, derive(record)):
        for summary in (*PARTS, "muscle_biopsy_performed"):
            record.pop(summary, None)
    return record


def test_some_sets_are_judged_by_every_completion() -> None:
    assert {"eular-acr-2017", "bohan-peter-1975"} <= {criteria.id for criteria in EVERY if covers(criteria)}


@pytest.mark.parametrize("criteria", [one for one in EVERY if covers(one)], ids=lambda criteria: criteria.full_id)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_open_sets_equal_brute_force_over_every_completion(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    reached = outcomes(criteria, record)
    result = classify_record(record, criteria)
    assert set(result.open_levels) == {level for level, _ in reached}
    assert set(result.open_subgroups) == {subgroup for _, subgroup in reached}
    assert result.determined == (len(result.open_levels) == len(result.open_subgroups) == 1)


@pytest.mark.parametrize(
    "criteria", [one for one in EVERY if one.id in {known.id for known in DEFAULT}], ids=lambda criteria: criteria.full_id
)
@settings(max_examples=60, deadline=None)
@given(record=records())
def test_the_headline_level_is_the_lowest_open_level(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    result = classify_record(record, criteria)
    assert result.level == result.open_levels[0]
    if result.subgroup is not None:
        assert result.subgroup in result.open_subgroups


@pytest.mark.parametrize(
    "criteria", [one for one in EVERY if covers(one) and one.columns[0].score], ids=lambda criteria: criteria.full_id
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records())
def test_the_range_of_the_probability_is_that_of_every_completion(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    constant = column_of(criteria, record).constant
    assert constant is not None
    reached = scores(criteria, record)
    expected = probability(min(reached), constant), probability(max(reached), constant)
    assert classify_record(record, criteria).probability_range == expected


@settings(max_examples=100, deadline=None)
@given(record=records(), low=st.integers(0, 60), width=st.integers(0, 60))
def test_an_age_interval_opens_only_the_ages_within_it(record: dict[str, Any], low: int, width: int) -> None:
    criteria = find("eular-acr-2017")
    record["age_at_onset"] = Interval(low, low + width)
    ages = [age for age in (low, 18, 40, low + width) if low <= age <= low + width]
    expected = set().union(*(outcomes(criteria, {**record, "age_at_onset": float(age)}) for age in ages))
    result = classify_record(record, criteria)
    assert set(result.open_levels) == {level for level, _ in expected}
    assert set(result.open_subgroups) == {subgroup for _, subgroup in expected}
