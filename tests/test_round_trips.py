"""Patients and results go to JSON and come back the same; names that do not exist are answered with the nearest."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from drawn import draw_record
from myositis import Classification, MyositisError, Patient, classify
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import UnknownNameError
from myositis.one_patient.classification import classify_record
from myositis.published import find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.values import Interval

EVERY = variants()


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 1 << 32), missing=st.sampled_from([0.1, 0.5, 0.9]))
def test_a_patient_comes_back_from_json_the_same(seed: int, missing: float) -> None:
    patient = Patient(**draw_record(random.Random(seed), missing))
    again = Patient.model_validate_json(patient.model_dump_json())
    assert again == patient
    assert again.recorded() == patient.recorded()
    assert again.derived() == patient.derived()
    assert Patient(**patient.recorded()) == patient


@pytest.mark.parametrize(
    ("name", "text", "as_json"),
    [
        ("ck", "<160", {"low": 0.0, "high": 159.99999999999997}),
        ("ck", ">10000", {"low": 10000.000000000002, "high": None}),
        ("ck", "5027", 5027.0),
        ("birth_date", "1980", "1980"),
        ("birth_date", "1980-05", "1980-05"),
        ("birth_date", "1980-05-03", "1980-05-03"),
        ("anti_jo1", "positive", True),
        ("treatment_response", "Not improved", "not_improved"),
        ("patient_id", "0012", "0012"),
    ],
)
def test_every_kind_of_value_comes_back_from_json_the_same(name: str, text: str, as_json: Any) -> None:
    patient = Patient(**{name: text})
    assert json.loads(patient.model_dump_json(exclude_none=True)) == {name: as_json}
    assert Patient.model_validate_json(patient.model_dump_json()) == patient


@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1 << 32), missing=st.sampled_from([0.1, 0.5, 0.9]), trace=st.booleans())
def test_a_result_comes_back_from_json_the_same(criteria: CriteriaSet, seed: int, missing: float, trace: bool) -> None:
    result = classify(Patient(**draw_record(random.Random(seed), missing)), criteria, trace=trace)
    again = Classification.model_validate_json(result.model_dump_json())
    assert again == result
    assert again.model_dump_json() == result.model_dump_json()
    if trace:
        assert again.explain() == result.explain()


@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
def test_a_result_says_under_which_criteria_it_was_made(criteria: CriteriaSet) -> None:
    written = json.loads(classify(Patient(dm_rash=True), criteria.full_id).model_dump_json())
    assert (written["criteria"], written["revision"]) == (criteria.full_id, criteria.revision)
    assert written["options"] == dict(criteria.options)
    assert written["fingerprint"] == criteria.fingerprint


def test_a_stored_result_without_its_trace_says_how_to_get_it() -> None:
    result = classify(Patient(dm_rash=True), "bohan-peter-1975")
    again = Classification.model_validate_json(result.model_dump_json())
    with pytest.raises(MyositisError, match="classify the patient again with trace=True"):
        again.explain()
    assert result.with_trace().trace is not None


def test_a_trace_on_demand_is_the_trace_that_could_have_been_asked_for() -> None:
    patient = Patient(dm_rash=True, age_at_onset=50, anti_jo1=None)
    for criteria in EVERY:
        assert classify(patient, criteria).with_trace() == classify(patient, criteria, trace=True)


@pytest.mark.parametrize(
    ("given_name", "nearest"),
    [
        ("gottrons_sign", "gottron_sign"),
        ("heliotrope", "heliotrope_rash"),
        ("age_onset", "age_at_onset"),
        ("Anti_Jo1", "anti_jo1"),
        ("ck_ULN", "ck_uln"),
    ],
)
def test_an_unknown_finding_is_answered_with_the_nearest(given_name: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"unknown finding `{given_name}`; did you mean `{nearest}`"):
        Patient(**{given_name: True})


def test_a_finding_like_no_other_is_answered_with_all_names() -> None:
    with pytest.raises(ValueError, match="unknown finding `zzz`; known: patient_id, ") as caught:
        Patient(zzz=True)
    assert all(name in str(caught.value) for name in DICTIONARY)


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ("eular-acr-2018", "unknown criteria set `eular-acr-2018`; did you mean `eular-acr-2017`"),
        ("EULAR-ACR-2017", "unknown criteria set `EULAR-ACR-2017`; did you mean `eular-acr-2017`"),
        ("zz-1900", "unknown criteria set `zz-1900`; known: eular-acr-2017, bohan-peter-1975"),
        ("eular-acr-2017:emg=triad", "`eular-acr-2017` has no options"),
        ("bohan-peter-1975:enzyme=any", "unknown option of `bohan-peter-1975` `enzyme`; did you mean `enzymes`"),
        ("bohan-peter-1975:egm=triad", "unknown option of `bohan-peter-1975` `egm`; known: emg, enzymes"),
        ("bohan-peter-1975:emg=triade", "unknown value of the option emg `triade`; did you mean `triad`"),
        ("bohan-peter-1975:enzymes=ldh", "unknown value of the option enzymes `ldh`; known: any, ck_only"),
        ("bohan-peter-1975:emg", "options are written bohan-peter-1975:option=value"),
        ("bohan-peter-1975:", "options are written bohan-peter-1975:option=value"),
        ("bohan-peter-1975:emg=any,emg=triad", "the option `emg` is given twice"),
    ],
)
def test_an_unknown_criteria_set_option_or_value_is_answered_with_what_exists(criteria: str, message: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        classify(Patient(), criteria)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("written", "full_id"),
    [
        ("bohan-peter-1975:emg=reader", "bohan-peter-1975"),
        ("bohan-peter-1975:enzymes=any,emg=reader", "bohan-peter-1975"),
        ("bohan-peter-1975:enzymes=ck_only,emg=triad", "bohan-peter-1975:emg=triad,enzymes=ck_only"),
        ("bohan-peter-1975: emg = any", "bohan-peter-1975:emg=any"),
    ],
)
def test_options_may_be_written_in_any_order_and_the_default_is_no_variant(written: str, full_id: str) -> None:
    assert find(written).full_id == full_id
    assert find(written) == find(full_id)
    assert find(written).fingerprint == find(full_id).fingerprint


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"anti_jo1": "maybe"}, "yes or no is expected"),
        ({"age_at_onset": 130}, "a number between 0 and 120 is expected"),
        ({"ck_uln": 0}, "a number above 0 is expected"),
        ({"ck": "high"}, "a number is expected"),
        ({"treatment_response": "worse"}, "one of improved, not_improved, not_treated is expected"),
        ({"birth_date": "3.5.1980"}, "a date is written 1980-05-03"),
        ({"birth_date": "1981-02-29"}, "there is no such day in the calendar"),
    ],
)
def test_an_impossible_value_is_answered_with_what_is_allowed_and_not_repeated(cells: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Patient(**cells, diagnosis="a patient's own words")
    assert message in str(caught.value)
    assert next(iter(cells)) in str(caught.value)
    assert "own words" not in str(caught.value)


def test_a_patient_does_not_change_after_it_was_made() -> None:
    patient = Patient(dm_rash=True)
    with pytest.raises(ValidationError):
        patient.dm_rash = False


def test_an_interval_can_be_given_as_a_value() -> None:
    patient = Patient(age_at_onset=Interval(17, 18), dm_rash=True)
    assert classify_record(patient.recorded(), find("eular-acr-2017")).subgroup is None
    assert Patient.model_validate_json(patient.model_dump_json()) == patient
