"""What is counted, who is left out, and where the numbers come from."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from pydantic import BaseModel

from comparison.small_cohorts import frame_of, random_record
from myositis import agreement
from myositis.comparison import Comparison, ComparisonError, compare
from myositis.comparison.numbers import Patients
from myositis.errors import EngineError, UnknownNameError
from myositis.one_patient.classification import classify_record
from myositis.published import ALL
from myositis.reading.cohort import read_values

DIAGNOSES = ("DM", "PM", "IBM", "dystrophy", "overlap", None)


def cohort(n: int = 60, seed: int = 3) -> tuple[list[dict[str, Any]], pl.DataFrame]:
    rng = random.Random(seed)
    records = [random_record(rng) for _ in range(n)]
    columns: dict[str, list[Any]] = {
        "diagnosis": [rng.choice(DIAGNOSES) for _ in records],
        "site": [rng.choice(("north", "south", None)) for _ in records],
        "panel": [rng.choice(("definite", "probable", "possible", "not_met", None)) for _ in records],
        "expert": [rng.choice(("yes", "no", None)) for _ in records],
    }
    return records, frame_of(records, **columns)


@pytest.fixture(scope="module")
def compared() -> tuple[list[dict[str, Any]], pl.DataFrame, Comparison]:
    records, frame = cohort()
    result = compare(
        frame,
        reference="diagnosis",
        cases=("DM", "PM", "IBM"),
        leave_out=("overlap",),
        by="site",
        assigned=("panel", "reader=expert"),
    )
    return records, frame, result


def groups(item: Any) -> Iterator[Patients]:
    """Every count in a result."""
    if isinstance(item, Patients):
        yield item
    elif isinstance(item, BaseModel):
        for value in item.__dict__.values():
            yield from groups(value)
    elif isinstance(item, dict):
        for value in item.values():
            yield from groups(value)
    elif isinstance(item, tuple):
        for value in item:
            yield from groups(value)


def test_everything_in_the_2x2_comes_from_the_classification_of_each_patient(compared: Any) -> None:
    records, frame, result = compared
    pair = result.overall.pairs[0]
    cells = {(row, column): set(cell.ids) for row, cells in zip("yn", pair.agreements[0].table.cells, strict=True)
             for column, cell in zip("yn", cells, strict=True)}  # fmt: skip
    evaluable = set(result.overall.patients.ids)
    for name, record in zip(frame["patient_id"], records, strict=True):
        if name in evaluable:
            said = ["yn"[classify_record(record, one).level not in ("probable", "definite")] for one in ALL]
            assert name in cells[said[0], said[1]]
    assert sum(map(len, cells.values())) == len(evaluable)


def test_blank_references_and_named_diagnoses_are_left_out_and_counted(compared: Any) -> None:
    _, frame, result = compared
    flow = result.flow
    assert flow.read.n == frame.height
    assert flow.without_reference.n == frame["diagnosis"].null_count()
    assert flow.left_out.n == (frame["diagnosis"] == "overlap").sum()
    assert flow.evaluable.n == frame.height - flow.without_reference.n - flow.left_out.n
    assert result.reference.comparators == ("dystrophy",)


def test_every_count_names_its_patients_and_all_are_patients_of_the_file(compared: Any) -> None:
    _, frame, result = compared
    known = set(frame["patient_id"])
    counted = list(groups(result))
    assert len(counted) > 500
    assert all(group.n == len(group.ids) == len(set(group.ids)) and set(group.ids) <= known for group in counted)


def test_levels_and_cells_add_up_to_the_patients_of_whom_the_set_says_something(compared: Any) -> None:
    _, _, result = compared
    for numbers in (result.overall, *result.strata):
        for one in numbers.sets:
            assert sum(group.n for group in one.levels.values()) == one.evaluable.n
            assert one.evaluable.n + one.not_evaluable.n == numbers.patients.n
            assert one.classified.n + one.not_classified.n == one.determined.n + one.undetermined.n == one.evaluable.n
        for pair in numbers.pairs:
            for table in (pair.levels, pair.subgroups, pair.folded, pair.agreements[0].table):
                if table is not None:
                    assert sum(map(sum, table.counts)) == pair.patients.n
    assert sorted(name for one in result.strata for name in one.patients.ids) == sorted(result.overall.patients.ids)


def test_the_statistics_are_those_of_the_printed_tables(compared: Any) -> None:
    _, _, result = compared
    pair = result.overall.pairs[0]
    for item in pair.agreements:
        assert item.cohen_kappa == agreement.cohen_kappa(item.table.counts)
        assert item.gwet_ac1 == agreement.gwet_ac1(item.table.counts)
        assert item.mcnemar == agreement.mcnemar(item.table.counts)
    levels = [row[:4][::-1] for row in pair.levels.counts[:4][::-1]]  # lowest first, without the excluded
    assert pair.agreements[0].kappa_linear == agreement.cohen_kappa(levels, weights="linear")
    assert pair.agreements[0].bowker == agreement.bowker(levels)


def test_weighted_kappa_keeps_all_four_levels_although_one_is_unused() -> None:
    frame = pl.DataFrame(
        {
            "a": ["definite", "definite", "probable", "not_met", "not_met", "excluded"],
            "b": ["definite", "probable", "probable", "not_met", "not_met", "not_met"],
        }
    )
    (pair,) = compare(frame, assigned=("a", "b")).overall.pairs
    assert pair.agreements[0].kappa_linear.n == 5  # without the excluded
    four = [[2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1]]
    three = [[2, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert pair.agreements[0].kappa_linear == agreement.cohen_kappa(four, weights="linear")
    assert pair.agreements[0].kappa_linear.value != agreement.cohen_kappa(three, weights="linear").value


def test_excluded_patients_are_not_classified_and_the_numbers_are_given_without_them() -> None:
    frame = pl.DataFrame({"a": ["yes", "yes", "no", "excluded"], "b": ["yes", "no", "no", "yes"]})
    (pair,) = compare(frame, assigned=("a", "b")).overall.pairs
    assert [item.table.counts for item in pair.agreements] == [[[1, 1], [1, 1]], [[1, 1], [0, 1]], [[1, 1], [1, 1]]]


def test_a_cohort_of_cases_alone_has_no_specificity_and_says_why() -> None:
    frame = pl.DataFrame({"a": ["yes", "no", "yes"], "truth": ["yes", "yes", "yes"]})
    result = compare(frame, assigned="a", reference="truth")
    accuracy = result.overall.performance[0].accuracy
    assert accuracy.sensitivity.value == pytest.approx(2 / 3)
    for name in ("specificity", "ppv", "npv", "accuracy", "lr_positive", "lr_negative"):
        estimate = getattr(accuracy, name)
        assert estimate.value is None
        assert estimate.reason
    assert "not estimable" in result.render()


def test_with_and_without_biopsy_is_the_selected_column_for_every_set(compared: Any) -> None:
    records, frame, result = compared
    column = {name: classify_record(record, ALL[0]).column for name, record in zip(frame["patient_id"], records, strict=True)}
    for item in result.overall.performance:
        if item.biopsy != "all":
            for group in (item.true_positive, item.false_positive, item.false_negative, item.true_negative):
                assert {column[name] for name in group.ids} <= {item.biopsy}
    assert {item.biopsy for item in result.overall.performance} == {"all", "without biopsy", "with biopsy"}


def test_patients_whom_a_set_excludes_have_no_probability_and_are_not_in_the_area() -> None:
    records = [{"heliotrope_rash": True, "anti_jo1": True}, {"dysphagia": True}, {"anti_jo1": True, "better_explanation": True}]
    frame = frame_of(records, truth=["yes", "no", "no"])
    area = next(item for item in compare(frame, reference="truth").overall.areas if item.biopsy == "all")
    assert area.patients.ids == tuple(frame["patient_id"][:2])
    assert area.auc.value == 1


def test_paired_specificity_counts_the_comparators_who_are_not_classified() -> None:
    frame = pl.DataFrame({"a": ["yes", "no", "no", "no"], "b": ["yes", "yes", "yes", "no"], "truth": ["no"] * 4})
    paired = {item.group: item for item in compare(frame, assigned=("a", "b"), reference="truth").overall.paired}
    assert paired["comparators"].difference.value == pytest.approx(0.5)  # specificity 3/4 against 1/4
    assert paired["cases"].difference.value is None


def test_three_sets_have_fleiss_kappa_and_cochran_q_and_two_have_not(compared: Any) -> None:
    _, _, result = compared
    assert [item.basis for item in result.overall.several] == ["as recorded", "excluded left out", "determined only"]
    two = compare(pl.DataFrame({"a": ["yes", "no"], "b": ["no", "no"]}), assigned=("a", "b"))
    assert two.overall.several == ()


def test_the_result_goes_to_json_and_back_unchanged(compared: Any) -> None:
    _, _, result = compared
    text = result.to_json()
    assert Comparison.from_json(text) == result
    assert "NaN" not in text


def test_the_cohort_that_was_given_stays_as_it_was() -> None:
    frame = frame_of([{"proximal_weakness": False, "proximal_upper_weakness": True}, {"heliotrope_rash": True}])
    read = read_values(frame)
    result = compare(read)
    assert compare(read) == result
    assert result.flow.invalid.n == 1
    assert [item.row for item in result.problems] == [2]
    assert read.problems == []
    assert not read.invalid.any()


def test_an_assigned_cell_that_is_no_classification_makes_the_row_invalid() -> None:
    frame = pl.DataFrame({"a": ["definite", "yes", "not met", ""], "b": ["yes", "no", "yes", "no"]})
    result = compare(frame, assigned=("a", "b"))
    assert [(item.row, item.code) for item in result.problems] == [(3, "not_a_classification")]
    assert result.flow.invalid.n == 1
    assert result.overall.sets[0].not_evaluable.n == 1
    assert result.overall.pairs[0].patients.n == 2


def test_a_finding_of_the_dictionary_is_a_stratum_as_it_was_read() -> None:
    frame = pl.DataFrame({"sex": ["F", "female", "male", None], "a": ["yes"] * 4, "b": ["no"] * 4})
    names = [one.name for one in compare(frame, assigned=("a", "b"), by="sex").strata]
    assert names == ["female", "male", "not recorded"]


def test_without_findings_only_the_assigned_classifications_are_compared() -> None:
    result = compare(pl.DataFrame({"a": ["yes", "no"], "b": ["no", "no"]}), assigned=("a", "b"))
    assert [one.id for one in result.sets] == ["a", "b"]
    assert "no finding" in result.notes[0]


ONE = pl.DataFrame({"diagnosis": ["DM", "PM"], "dysphagia": [True, False], "site": ["a", "b"], "level": ["yes", "no"]})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"positive": "probabel"}, UnknownNameError, "did you mean `probable`"),
        ({"positive": "not_met"}, UnknownNameError, "level"),
        ({"reference": "diagnosi", "cases": ["DM"]}, UnknownNameError, "did you mean `diagnosis`"),
        ({"reference": "diagnosis", "cases": ["dm"]}, UnknownNameError, "did you mean `DM`"),
        ({"reference": "diagnosis", "cases": ["DM"], "leave_out": ["XX"]}, UnknownNameError, "leave-out"),
        ({"reference": "diagnosis", "cases": ["DM"], "leave_out": ["DM"]}, ComparisonError, "both a case and left out"),
        ({"reference": "diagnosis"}, ComparisonError, "--cases"),
        ({"cases": ["DM"]}, ComparisonError, "--reference"),
        ({"by": "sit"}, UnknownNameError, "did you mean `site`"),
        ({"assigned": ["level", "level"]}, UnknownNameError, "two assigned"),
        ({"assigned": ["eular-acr-2017=level"]}, UnknownNameError, "compared twice"),
        ({"assigned": ["site"]}, ComparisonError, "no classification"),
        ({"criteria": ["eular-acr-2017"]}, ComparisonError, "nothing to compare"),
        ({"criteria": ["eular-acr-2071"]}, UnknownNameError, "did you mean `eular-acr-2017`"),
        ({"interval": "wald"}, UnknownNameError, "interval"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_says_what_to_change(options: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message) as raised:
        compare(ONE, **options)
    assert raised.value.exit_code == 2


def test_strata_need_a_column_with_few_values() -> None:
    frame = pl.DataFrame({"a": ["yes"] * 30, "b": ["no"] * 30, "id": [str(place) for place in range(30)]})
    with pytest.raises(ComparisonError, match="at most 20"):
        compare(frame, assigned=("a", "b"), by="id")


def test_what_is_not_a_frame_is_refused() -> None:
    with pytest.raises(EngineError, match="data frame"):
        compare([1, 2])
    with pytest.raises(EngineError, match="row by row"):
        compare(read_values(ONE), columns=ONE.head(1))


def test_no_patients_at_all_give_no_numbers_and_no_failure() -> None:
    result = compare(ONE.head(0), by="site")
    assert result.flow.read.n == 0
    assert result.overall.pairs[0].agreements[0].cohen_kappa.value is None
    assert "not estimable" in result.render()
