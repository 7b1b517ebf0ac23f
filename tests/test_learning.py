"""Learning a finding never adds an outcome.

When one more finding is recorded, the open levels and subgroups stay or shrink. Three things are exempt, because they change
what is read and not only what is known; whether one of them happened is worked out for every example, and each is shown to
happen: the finding changes the biopsy column; it overrules a value that was derived; it is a precondition or an exclusion.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drawn import SKIP, draw_record
from myositis.dictionary.dates import parse_days
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import bounds, contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.result import select_column
from myositis.published import find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.evaluate import truth
from myositis.rules.values import Interval
from myositis.rules.vocabulary import Category, Day, Finding

EVERY = variants()
EULAR, BOHAN_PETER = find("eular-acr-2017"), find("bohan-peter-1975")


def as_read(record: Mapping[str, Any]) -> dict[str, Any]:
    """A drawn record with its dates as the readers take them."""
    return {name: parse_days(value) if isinstance(DICTIONARY[name], Day) else value for name, value in record.items()}


@st.composite
def something_learnt(draw: st.DrawFn) -> tuple[dict[str, Any], str, Any]:
    """A record, a finding that is not recorded in it, and a value that it could have."""
    source = random.Random(draw(st.integers(0, 1 << 32)))
    record = as_read(draw_record(source, draw(st.sampled_from([0.2, 0.5, 0.8]))))
    for name in draw(st.sets(st.sampled_from(["symptom_onset_date", "birth_date"]))):
        if name in record:
            record[name] = parse_days(str(record[name])[:7])  # only the month is known
    if draw(st.integers(0, 9)) == 0:
        low = draw(st.integers(10, 45))
        record["age_at_onset"] = Interval(low, low + draw(st.integers(1, 20)))
    unrecorded = [name for name in DICTIONARY if name not in record and name not in SKIP]
    name = draw(st.sampled_from(unrecorded))
    match DICTIONARY[name]:
        case Finding():
            value: Any = draw(st.booleans())
        case Category(values=values):
            value = draw(st.sampled_from(values))
        case Day():
            value = parse_days(draw(st.dates(parse_days("1930").first, parse_days("2020").first)))
        case _:
            value = float(draw(st.sampled_from([3, 17, 18, 25, 35, 39, 40, 66, 90])))
    return record, name, value


def overrules(known: Mapping[str, Any], name: str, value: Any) -> bool:
    """Whether recording this value overrules a value that was derived."""
    derived = known.get(name)
    if derived is None:
        return False
    if isinstance(derived, Interval):
        low, high = bounds(derived)
        return not low <= value <= high
    return bool(derived != value)


def exemption(criteria: CriteriaSet, before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> str | None:
    """Why learning this finding may add an outcome, or None when it may not."""
    known_before, known_after = derive(before), derive(after)
    if select_column(criteria, before) is not select_column(criteria, after):
        return "changes the biopsy column"
    if overrules(known_before, name, after[name]):
        return "overrules a derived value"
    if truth(criteria.excluded, known_after) is True and truth(criteria.excluded, known_before) is not True:
        return "is a precondition or an exclusion"
    return None


def added(criteria: CriteriaSet, before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The open levels and subgroups that are there only after something was learnt."""
    first, then = classify_record(before, criteria), classify_record(after, criteria)
    return (set(then.open_levels) - set(first.open_levels)) | (set(then.open_subgroups) - set(first.open_subgroups))


@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
@settings(max_examples=200, deadline=None)
@given(learnt=something_learnt())
def test_learning_a_finding_never_adds_an_outcome(criteria: CriteriaSet, learnt: tuple[dict[str, Any], str, Any]) -> None:
    before, name, value = learnt
    after = {**before, name: value}
    assume(not contradictions(before, derive(before)) and not contradictions(after, derive(after)))
    reason = exemption(criteria, before, after, name)
    assert reason is not None or not added(criteria, before, after), (name, value)


def test_a_biopsy_can_add_an_outcome_because_it_changes_the_column() -> None:
    # Definite without biopsy: 1.3 + 0.7 + 0.8 + 1.9 + 0.9 + 0.7 + 1.3 = 7.6. With biopsy the same findings give 7.5.
    names = ("proximal_upper_weakness", "proximal_lower_weakness", "neck_flexors_weaker", "legs_proximal_weaker")
    before: dict[str, Any] = dict.fromkeys((*names, "dysphagia", "muscle_enzymes_elevated"), True)
    before |= dict.fromkeys(("heliotrope_rash", "gottron_papules", "gottron_sign", "anti_jo1"), False)
    before |= {"age_at_onset": 30.0, "finger_flexor_weakness": False}
    after = {**before, "muscle_biopsy_performed": True}
    assert classify_record(before, EULAR).open_levels == ("definite",)
    assert exemption(EULAR, before, after, "muscle_biopsy_performed") == "changes the biopsy column"
    assert {"probable", "IBM"} <= added(EULAR, before, after)


def test_overruling_a_derived_value_can_add_an_outcome() -> None:
    # Upper and lower weakness absent make the summary absent; the summary is wider, and recorded it overrules them.
    before: dict[str, Any] = {"proximal_upper_weakness": False, "proximal_lower_weakness": False, "dm_rash": False}
    before |= {"biopsy_myositis": True, "emg_myopathic": False, "muscle_enzymes_elevated": True, "aldolase_elevated": False}
    after = {**before, "proximal_weakness": True}
    assert exemption(BOHAN_PETER, before, after, "proximal_weakness") == "overrules a derived value"
    assert added(BOHAN_PETER, before, after) == {"probable"}


@pytest.mark.parametrize(
    ("criteria", "name"),
    [(EULAR, "better_explanation"), (BOHAN_PETER, "better_explanation"), (BOHAN_PETER, "exclusion_dystrophy")],
    ids=lambda item: item if isinstance(item, str) else item.id,
)
def test_a_precondition_or_exclusion_adds_the_outcome_excluded(criteria: CriteriaSet, name: str) -> None:
    before: dict[str, Any] = {"age_at_onset": 50.0, "proximal_weakness": True}
    after = {**before, name: True}
    assert exemption(criteria, before, after, name) == "is a precondition or an exclusion"
    assert added(criteria, before, after) == {"excluded"}
    assert exemption(criteria, before, {**before, name: False}, name) is None
    assert not added(criteria, before, {**before, name: False})


@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
def test_an_exclusion_that_another_set_asks_changes_nothing_here(criteria: CriteriaSet) -> None:
    before: dict[str, Any] = {"age_at_onset": 50.0, "proximal_weakness": True}
    after = {**before, "exclusion_myasthenia": True}
    excluded = classify_record(after, criteria).level == "excluded"
    assert excluded == ("exclusion_myasthenia" in {finding.name for finding in criteria.preconditions})
    assert classify_record(after, EULAR).level != "excluded", "EULAR/ACR 2017 asks for a better explanation only"
    assert classify_record(after, BOHAN_PETER).level == "excluded"


def test_dates_narrow_an_age_and_a_recorded_age_overrules_them() -> None:
    eular = find("eular-acr-2017")
    only_birth: dict[str, Any] = {"birth_date": parse_days("1990")}
    both = {**only_birth, "symptom_onset_date": parse_days("2008")}
    assert derive(both)["age_at_onset"] == Interval(17, 18)
    assert not added(eular, only_birth, both)
    assert exemption(eular, both, {**both, "age_at_onset": 17.0}, "age_at_onset") is None
    assert exemption(eular, both, {**both, "age_at_onset": 50.0}, "age_at_onset") == "overrules a derived value"
