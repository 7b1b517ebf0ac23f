"""The reader of cohorts gives every patient the same answers as the reader of one patient."""

from __future__ import annotations

import random
from collections import Counter

import polars as pl
import pytest

from drawn import draw_frame, draw_record, frame_of
from myositis.cohort.open import settling
from myositis.cohort.plan import classify_values
from myositis.cohort.result import result_names
from myositis.cohort.row_by_row import classify_rows
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.published import ALL, find, variants
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import read_values


def expected(record: dict[str, object], criteria: CriteriaSet) -> dict[str, object]:
    result = classify_record(record, criteria)
    row: dict[str, object] = {
        "level": result.level,
        "subgroup": result.subgroup,
        "score": result.score,
        "probability": result.probability,
        "column": result.column,
        "criteria_met": "|".join(result.criteria_met or ()) or None,
        "groups": "|".join(result.groups or ()) or None,
        "open_levels": "|".join(result.open_levels),
        "open_subgroups": "|".join(result.open_subgroups) or None,
        "determined": result.determined,
        "probability_min": None if result.probability_range is None else result.probability_range[0],
        "probability_max": None if result.probability_range is None else result.probability_range[1],
        "provided": "|".join(result.provided) or None,
        "notes": "|".join(note.code for note in result.notes) or None,
    }
    return {column: row[name] for name, column in result_names(criteria).items()}


@pytest.mark.parametrize("criteria", variants(), ids=lambda criteria: criteria.full_id)
@pytest.mark.parametrize("missing", [0.05, 0.3, 0.8])
def test_a_cohort_gets_the_same_results_as_each_of_its_patients(criteria: CriteriaSet, missing: float) -> None:
    cohort = read_values(draw_frame(400, seed=int(missing * 100), missing=missing))
    result = classify_values(cohort, (criteria,))
    assert not result.problems
    for place, row in enumerate(result.results.drop("myositis_status").to_dicts()):
        assert row == expected(cohort.record(place), criteria), cohort.record(place)


def test_a_cohort_finds_the_same_contradictions_as_each_of_its_patients() -> None:
    cohort = read_values(draw_frame(600, missing=0.3, contradictory=True))
    result = classify_values(cohort, (find("bohan-peter-1975"),))
    by_row = {place: set() for place in range(600)}
    for problem in result.problems:
        by_row[problem.row - 2].add(problem.code)
    for place in range(600):
        record = cohort.record(place)
        assert by_row[place] == {item.code for item in contradictions(record, derive(record))}
        assert (result.results["myositis_status"][place] == "invalid") == bool(by_row[place])
        assert (result.results["bohan_peter_1975_level"][place] is None) == bool(by_row[place])
    assert sum(bool(codes) for codes in by_row.values()) > 100


@pytest.mark.parametrize("seed", range(6))
def test_a_few_patients_are_read_row_by_row_with_the_results_of_the_columns(seed: int) -> None:
    """Some columns are missing altogether, some rows contradict themselves, some cells cannot be read."""
    draw = random.Random(seed)
    frame = draw_frame(150, seed=seed, missing=0.4, contradictory=True)
    frame = frame.select(name for name in frame.columns if name == "patient_id" or draw.random() < 0.7)
    frame = frame.with_columns(pl.Series("heliotrope_rash", [draw.choice(["yes", "no", "", "perhaps"]) for _ in range(150)]))
    criteria = variants()
    by_columns, by_rows = (classify(read_values(frame), criteria, prefix="x_") for classify in (classify_values, classify_rows))
    assert by_rows.results.equals(by_columns.results)
    assert by_rows.results.schema == by_columns.results.schema
    assert by_rows.cohort.invalid.to_list() == by_columns.cohort.invalid.to_list()
    assert sorted(map(str, by_rows.problems)) == sorted(map(str, by_columns.problems))
    assert sorted(map(str, by_rows.cohort.warnings)) == sorted(map(str, by_columns.cohort.warnings))
    for one in criteria:
        assert by_rows.patterns[one.full_id].equals(by_columns.patterns[one.full_id])


def test_findings_that_would_settle_are_counted_alike_for_few_patients_and_for_many() -> None:
    source = random.Random(5)
    frame = frame_of([draw_record(source, 0.15, later=True) for _ in range(300)])
    for one in ALL:
        cohort = read_values(frame, dictionary=dictionary_of((one,)))
        patterns = classify_rows(cohort, (one,)).patterns[one.full_id]
        few = settling(one, patterns)
        many = settling(one, pl.concat([patterns] * 2))  # beyond the few
        assert few
        assert many == Counter({name: 2 * count for name, count in few.items()})


def test_a_cohort_without_rows_gets_the_same_columns_either_way() -> None:
    frame = draw_frame(1).head(0)
    assert classify_rows(read_values(frame), ALL).results.equals(classify_values(read_values(frame), ALL).results)


def test_an_odd_record_is_warned_of_in_small_and_large_cohorts() -> None:
    """Also when no criteria read the column that is odd."""
    triad = {name: [True] for name in ("emg_short_polyphasic", "emg_spontaneous_activity", "emg_repetitive_discharges")}
    frame = pl.DataFrame({**triad, "emg_myopathic": [False]})
    for read in (classify_rows, classify_values):
        warnings = read(read_values(frame), (find("eular-acr-2017"),)).cohort.warnings
        assert [warning.code for warning in warnings] == ["emg_absent_full_triad"]


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Enum(["+", "-", "1", "2"])])
def test_text_is_read_alike_whatever_its_type(kind: pl.DataType) -> None:
    signs = pl.DataFrame({"dm_rash": pl.Series(["+", "-"]).cast(kind)})
    codes = pl.DataFrame({"dm_rash": pl.Series(["1", "2"]).cast(kind)})
    assert read_values(signs).values["dm_rash"].to_list() == [True, False]
    assert [problem.code for problem in read_values(codes).problems] == ["ambiguous_code", "not_yes_no"]


def test_a_negative_zero_is_a_zero() -> None:
    assert read_values(pl.DataFrame({"dm_rash": [-0.0, 0.0]})).values["dm_rash"].to_list() == [False, False]
