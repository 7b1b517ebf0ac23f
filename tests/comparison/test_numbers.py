"""What is counted, who is left out, and where the numbers come from."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import polars as pl
import pytest

from comparison.small_cohorts import frame_of, random_record
from myositis import agreement
from myositis.comparison import Comparison, ComparisonError, compare
from myositis.errors import EngineError, UnknownNameError
from myositis.one_patient.classification import classify_record
from myositis.published import DEFAULT
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


def test_everything_in_the_2x2_comes_from_the_classification_of_each_patient(compared: Any) -> None:
    records, frame, result = compared
    pair = result.overall.pairs[0]
    found: Counter[str] = Counter()
    steps = dict(zip(result.patients["patient_id"], result.patients["step"], strict=True))
    for name, record in zip(frame["patient_id"], records, strict=True):
        if steps[name] == "evaluable":
            found["".join("yn"[classify_record(record, one).level not in one.classified] for one in DEFAULT)] += 1
    assert pair.agreements[0].table.counts == ((found["yy"], found["yn"]), (found["ny"], found["nn"]))
    assert found.total() == result.flow.evaluable


def test_blank_references_and_named_diagnoses_are_left_out_and_counted(compared: Any) -> None:
    _, frame, result = compared
    flow = result.flow
    assert flow.read == frame.height
    assert flow.without_reference == frame["diagnosis"].null_count()
    assert flow.left_out == (frame["diagnosis"] == "overlap").sum()
    assert flow.evaluable == frame.height - flow.without_reference - flow.left_out
    assert result.reference.comparators == ("dystrophy",)


def test_every_patient_stands_once_in_the_table_of_patients_and_the_counts_come_from_it(compared: Any) -> None:
    records, frame, result = compared
    table = result.patients
    assert table["patient_id"].to_list() == frame["patient_id"].to_list()
    assert table["row"].to_list() == list(range(2, frame.height + 2))
    evaluable = table.filter(pl.col("step") == "evaluable")
    for one in result.overall.sets:
        own = [name for name in table.columns if name.startswith(f"{result.info(one.id).prefix}_")]
        assert {name.removeprefix(f"{result.info(one.id).prefix}_") for name in own} >= {"level", "classified", "why"}
        prefix = result.info(one.id).prefix
        assert evaluable[f"{prefix}_classified"].sum() == one.classified
        assert evaluable[f"{prefix}_determined"].sum() == one.determined
        assert dict(evaluable[f"{prefix}_level"].drop_nulls().value_counts().rows()) == {
            level: n for level, n in one.levels.items() if n
        }
    criteria = DEFAULT[0]
    for record, row in zip(records, table.iter_rows(named=True), strict=True):
        said = classify_record(record, criteria)
        assert row[f"{criteria.prefix}_level"] == said.level
        assert row[f"{criteria.prefix}_open_levels"] == "|".join(said.open_levels)
        assert row[f"{criteria.prefix}_score"] == (None if said.level == "excluded" else said.score)


def test_levels_and_cells_add_up_to_the_patients_of_whom_the_set_says_something(compared: Any) -> None:
    _, _, result = compared
    for numbers in (result.overall, *result.strata):
        for one in numbers.sets:
            assert sum(one.levels.values()) == one.evaluable
            assert one.evaluable + one.not_evaluable == numbers.n
            assert one.classified + one.not_classified == one.determined + one.undetermined == one.evaluable
        for pair in numbers.pairs:
            for table in (pair.levels, pair.subgroups, pair.folded, pair.agreements[0].table):
                if table is not None:
                    assert table.n == pair.n
    assert sum(one.n for one in result.strata) == result.overall.n


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
    assert [item.table.counts for item in pair.agreements] == [((1, 1), (1, 1)), ((1, 1), (0, 1)), ((1, 1), (1, 1))]


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


def test_a_set_is_also_counted_in_the_column_of_the_score_table_that_each_record_selects(compared: Any) -> None:
    records, frame, result = compared
    column = {name: classify_record(record, DEFAULT[0]).column for name, record in zip(frame["patient_id"], records, strict=True)}
    table = result.patients.with_columns(column=pl.col("patient_id").replace_strict(column)).filter(pl.col("step") == "evaluable")
    for item in result.overall.performance:
        if item.basis == "as recorded" and item.level in ("classified", "as assigned"):
            own = table if item.column == "all" else table.filter(pl.col("column") == item.column)
            positive = own[f"{result.info(item.id).prefix}_classified"].fill_null(False)
            assert item.true_positive == (positive & (own["role"] == "case")).sum()
            assert item.false_positive == (positive & (own["role"] == "comparator")).sum()
            assert item.column_of == (None if item.column == "all" else "eular-acr-2017")
    assert {item.column for item in result.overall.performance} == {"all", "without biopsy", "with biopsy"}


def test_patients_whom_a_set_excludes_are_counted_beside_the_curve_and_not_on_it() -> None:
    records = [{"heliotrope_rash": True, "anti_jo1": True}, {"dysphagia": True}, {"anti_jo1": True, "better_explanation": True}]
    frame = frame_of(records, truth=["yes", "no", "no"])
    area = next(item for item in compare(frame, reference="truth").overall.areas if item.column == "all")
    assert (area.n, area.excluded) == (2, 1)
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
    assert result.flow.invalid == 1
    assert [item.row for item in result.problems] == [2]
    assert read.problems == []
    assert not read.invalid.any()


def test_an_assigned_cell_that_is_no_classification_makes_the_row_invalid() -> None:
    frame = pl.DataFrame({"a": ["definite", "yes", "not met", ""], "b": ["yes", "no", "yes", "no"]})
    result = compare(frame, assigned=("a", "b"))
    assert [(item.row, item.code) for item in result.problems] == [(3, "not_a_classification")]
    assert result.flow.invalid == 1
    assert result.overall.sets[0].not_evaluable == 1
    assert result.overall.pairs[0].n == 2


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
        ({"reference": "diagnosis", "cases": ["DM"], "leave_out": ["pm"]}, UnknownNameError, "leave-out"),
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
    assert result.flow.read == 0
    assert result.overall.pairs[0].agreements[0].cohen_kappa.value is None
    assert "not estimable" in result.render()
