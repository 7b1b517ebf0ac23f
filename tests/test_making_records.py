"""However a record is made, it is read: contradictions, impossible values and blanks of every library are seen."""

from __future__ import annotations

import copy
import math
import pickle
import sys
import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from pydantic import TypeAdapter, ValidationError

from myositis import Classification, MyositisError, Patient, classify, find
from myositis.dictionary.dates import Days
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import RecordError, UnknownNameError
from myositis.published import ALL
from myositis.rules.values import Interval
from myositis.rules.vocabulary import Text

Maker = Callable[[dict[str, Any]], Patient]


def deprecated(make: Callable[[], Patient]) -> Patient:
    """What pydantic still takes under an old name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make()


WAYS: dict[str, Maker] = {
    "calling the class": lambda values: Patient(**values),
    "model_validate": Patient.model_validate,
    "model_validate of an object": lambda values: Patient.model_validate(SimpleNamespace(**values), from_attributes=True),
    "model_validate_json": lambda values: Patient.model_validate_json(
        TypeAdapter(dict[str, Any]).dump_json(values, fallback=str)
    ),
    "model_validate_strings": lambda values: Patient.model_validate_strings(
        {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}
    ),
    "a type adapter": lambda values: TypeAdapter(Patient).validate_python(values),
    "model_construct": lambda values: Patient.model_construct(**values),
    "model_construct with fields set": lambda values: Patient.model_construct(set(values), **values),
    "model_copy of an empty record": lambda values: Patient().model_copy(update=values),
    "a deep model_copy": lambda values: Patient().model_copy(update=values, deep=True),
    "model_copy of another patient": lambda values: Patient(**dict.fromkeys(values)).model_copy(update=values),
    "__replace__": lambda values: Patient().__replace__(**values),
    "the old copy": lambda values: deprecated(lambda: Patient().copy(update=values)),
    "the old construct": lambda values: deprecated(lambda: Patient.construct(**values)),
    "the old parse_obj": lambda values: deprecated(lambda: Patient.parse_obj(values)),
}
if sys.version_info >= (3, 13):
    WAYS["copy.replace"] = lambda values: copy.replace(Patient(), **values)

GOOD = {"age_at_onset": 47, "heliotrope_rash": True, "ck": 900, "ck_uln": 180, "birth_date": date(1970, 5, 2)}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_reads_the_values(way: str) -> None:
    made, expected = WAYS[way](GOOD), Patient(**GOOD)  # type: ignore[arg-type]
    assert made == expected
    assert made.recorded() == expected.recorded()
    assert made.derived()["ck_elevated"] is True
    assert classify(made, "eular-acr-2017") == classify(expected, "eular-acr-2017")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ck_elevated": False, "ck": 900, "ck_uln": 180}, "ck_absent_value_above_limit"),
        ({"age_at_onset": 470}, "between 0 and 120"),
        ({"dysphagia": "perhaps"}, "not_yes_no"),
    ],
)
def test_no_way_makes_a_record_that_contradicts_itself(way: str, values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        WAYS[way](values)


@pytest.mark.parametrize("way", [way for way in WAYS if "object" not in way])
def test_no_way_takes_a_finding_that_does_not_exist(way: str) -> None:
    with pytest.raises(ValueError, match="did you mean `heliotrope_rash`"):
        WAYS[way]({"heliotrop_rash": True})


COPIES: dict[str, Callable[[Patient], Patient]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda patient: pickle.loads(pickle.dumps(patient)),
    "model_copy": lambda patient: patient.model_copy(),
    "JSON": lambda patient: Patient.model_validate_json(patient.model_dump_json()),
    "plain values": lambda patient: Patient.model_validate(patient.model_dump()),
    "what is recorded": lambda patient: Patient(**patient.recorded()),
}
RICH = Patient(
    patient_id="0012", sex="f", age_at_onset=">40", birth_date="1970-05", ck="<160", ck_uln=180, dysphagia=False, diagnosis="DM"
)


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("used", [False, True], ids=["fresh", "already classified"])
def test_a_copy_is_the_same_patient_and_can_be_changed(way: str, used: bool) -> None:
    original = Patient(**RICH.recorded())
    if used:
        original.derived()
    copied = COPIES[way](original)
    assert copied == original
    assert copied.derived() == original.derived()
    changed = copied.model_copy(update={"ck": 900})
    assert changed.derived()["ck_elevated"] is True
    assert original.derived()["ck_elevated"] is False
    assert copied.model_copy(update={"ck": None}).ck is None
    with pytest.raises(ValidationError):
        copied.dysphagia = True  # type: ignore[misc]


def test_a_record_is_copied_whole() -> None:
    with pytest.raises(RecordError, match="copied whole"):
        RICH.copy(exclude={"ck"})


BLANKS: dict[str, Any] = {"NaT": pd.NaT, "NA": pd.NA, "NaT of NumPy": np.datetime64("NaT"), "Decimal": Decimal("NaN")}
ABSURD: dict[str, Any] = {
    "10**400": 10**400,
    "-10**400": -(10**400),
    "10**5000": 10**5000,
    "inf": math.inf,
    "-inf": -math.inf,
    "Decimal inf": Decimal("Infinity"),
    "signalling": Decimal("sNaN"),
    "complex": 1j,
    "list": [1],
    "array": np.array([1, 2]),
    "series": pd.Series([1, 2]),
    "bytes": b"yes",
    "object": object(),
    "1e400": "1e400",
    "no words": {"low": "a", "high": None},
    "backwards": {"low": 50, "high": 40},
    "not a number": {"low": math.nan, "high": None},
    "no truth": Interval(False, True),
    "an interval of numbers that no patient has": Interval(-5, 900),
    "an endless interval": Interval(-math.inf, math.inf),
}
OF_EACH_KIND = ("age_at_onset", "birth_date", "dysphagia", "sex", "patient_id", "diagnosis")


@pytest.mark.parametrize("name", OF_EACH_KIND)
@pytest.mark.parametrize("case", [*BLANKS, *ABSURD])
def test_what_no_patient_has_is_refused_in_words(name: str, case: str) -> None:
    """Numbers may be ids, however long; everything else is an error, for the class as for a mapping."""
    given = {**BLANKS, **ABSURD}[case]
    if isinstance(DICTIONARY[name], Text) and case in ("10**400", "-10**400", "inf", "-inf", "Decimal inf", "1e400"):
        assert getattr(Patient(**{name: given}), name) == str(given)
        return
    with pytest.raises(ValidationError) as refused:
        Patient(**{name: given})
    assert name in str(refused.value)
    with pytest.raises(RecordError, match=name):
        classify({name: given}, "eular-acr-2017")


@pytest.mark.parametrize("name", OF_EACH_KIND)
@pytest.mark.parametrize("given", [None, math.nan, np.float64("nan"), "", "  "], ids=str)
def test_none_nan_and_blank_text_are_not_recorded(name: str, given: Any) -> None:
    assert getattr(Patient(**{name: given}), name) is None
    assert classify({name: given}, "eular-acr-2017") == classify(Patient(), "eular-acr-2017")


def test_an_interval_without_an_upper_end_ends_where_the_measurement_does() -> None:
    assert Patient(age_at_onset=Interval(40, math.inf)).age_at_onset == Interval(40, 120)
    assert Patient.model_validate_json('{"age_at_onset": {"low": 40, "high": null}}').age_at_onset == Interval(40, 120)
    assert Patient(ck=Interval(40, math.inf)).ck == Interval(40, math.inf)
    for wrong in ({"dysphagia": Interval(0, 1)}, {"birth_date": Interval(0, 1)}):
        with pytest.raises(ValidationError, match="an interval is the value of a measurement only"):
            Patient(**wrong)  # type: ignore[arg-type]


def test_days_are_read_like_dates() -> None:
    day = Days(date(1990, 1, 1), date(1990, 12, 31))
    assert Patient(birth_date=day).birth_date == day
    for wrong in ({"dysphagia": day}, {"age_at_onset": day}, {"birth_date": Days(date(2990, 1, 1), date(2990, 1, 1))}):
        with pytest.raises(ValidationError):
            Patient(**wrong)  # type: ignore[arg-type]


ROW = {"patient_id": "0012", "heliotrope_rash": "yes", "proximal_upper_weakness": True, "age_at_onset": 47}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        pl.DataFrame({k: [v] for k, v in ROW.items()}).row(0, named=True),
        pd.Series(ROW).to_dict(),
        SimpleNamespace(**ROW).__dict__,
    ],
    ids=["dict", "Polars", "pandas", "namespace"],
)
def test_a_mapping_is_classified_like_the_record_that_it_stands_for(row: dict[str, Any]) -> None:
    for criteria in ALL:
        assert classify(row, criteria) == classify(Patient(**ROW), criteria)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stranger",
    [
        None,
        5,
        "0012",
        [ROW],
        (1, 2),
        Patient,
        pl.DataFrame({"dysphagia": [True]}),
        pd.DataFrame({"dysphagia": [True]}),
        pd.Series(ROW),
    ],
    ids=["None", "number", "text", "list", "tuple", "class", "Polars", "pandas", "Series"],
)
def test_what_is_no_record_is_refused_in_words(stranger: Any) -> None:
    kind = type(stranger).__name__
    with pytest.raises(RecordError, match=f"a patient is a Patient or a mapping of findings to values, not {kind}"):
        classify(stranger, "eular-acr-2017")


def test_a_mapping_names_the_finding_that_is_wrong() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `dysphagia`"):
        classify({"dysphagie": True}, "eular-acr-2017")
    with pytest.raises(MyositisError, match="dysphagia: yes or no"):
        classify({"dysphagia": "perhaps"}, "eular-acr-2017")
    with pytest.raises(MyositisError, match="ck_absent_value_above_limit"):
        classify({"ck_elevated": False, "ck": 900, "ck_uln": 180}, "eular-acr-2017")


def test_equal_results_have_equal_hashes_and_unequal_patients_are_told_apart() -> None:
    for criteria in ALL:
        first, again = classify(ROW, criteria), classify(ROW, criteria)
        assert first == again
        assert hash(first) == hash(again)
        read = Classification.model_validate_json(first.model_dump_json())
        assert read == first
        assert {first: "kept"}[read] == "kept"
        assert len({first, again, classify({**ROW, "patient_id": "0013"}, criteria)}) == 2


def test_a_revision_can_be_pinned() -> None:
    for criteria in ALL:
        pinned = f"{criteria.id}@{criteria.revision}"
        assert find(pinned) is criteria
        assert classify(ROW, pinned).revision == criteria.revision
        for other in (f"{criteria.id}@{criteria.revision + 1}", f"{criteria.id}@", f"{criteria.id}@one"):
            with pytest.raises(UnknownNameError, match=f"on offer: {pinned}$"):
                find(other)
    varied = find("bohan-peter-1975@1:emg=triad")
    assert varied is find("bohan-peter-1975:emg=triad")
    with pytest.raises(UnknownNameError, match="did you mean `eular-acr-2017`"):
        find("eular-acr-2018@1")


def test_a_result_says_what_was_read_and_by_which_program() -> None:
    import myositis

    for criteria in ALL:
        result = classify(ROW, criteria)
        said = (result.criteria, result.revision, result.fingerprint, result.program, result.patient_id)
        assert said == (criteria.full_id, criteria.revision, criteria.fingerprint, myositis.__version__, "0012")
