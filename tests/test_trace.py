"""The trace tells what was read: every published row once and in order, marks that are true, points that add up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myositis import Patient, classify
from myositis.dictionary.record import bounds, derive
from myositis.one_patient.classification import Classification, classify_record
from myositis.one_patient.trace import Trace
from myositis.published import find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.evaluate import truth
from myositis.rules.values import Interval
from test_double_entry import COLUMNS, in_tenths, published
from test_learning import something_learnt
from test_open_outcomes import records

EVERY = variants()
every_criteria = pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
EULAR = find("eular-acr-2017")
DM: dict[str, Any] = {"age_at_onset": 52.0, "heliotrope_rash": True, "proximal_upper_weakness": True, "anti_jo1": False}


def traced(record: dict[str, Any], criteria: CriteriaSet) -> tuple[Classification, dict[str, Trace]]:
    """A result, and the parts of its trace by name."""
    result = classify_record(record, criteria, trace=True)
    assert result.trace is not None
    return result, {part.label.split(",")[0]: part for part in result.trace.children}


def mark(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: "?"}[answer]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_row_of_the_published_table_appears_once_and_in_order(column: str) -> None:
    biopsy = column == "with biopsy"
    _, parts = traced({**DM, "muscle_biopsy_performed": biopsy}, EULAR)
    rows = [row for row in published("eular_acr_2017_score") if row[COLUMNS[column]]]
    children = parts["score"].children
    assert parts["score"].label == f"score, {column}"
    assert [round(10 * (child.points or 0)) for child in children] == [in_tenths(row[COLUMNS[column]]) for row in rows]
    labels = [child.label for child in children]
    assert len(set(labels)) == len(labels)
    assert labels[:2] == ["age at onset 18 to below 40", "age at onset 40 or more"]
    assert [child.finding for child in children[2:]] == [row["finding"] for row in rows[2:]]


@settings(max_examples=100, deadline=None)
@given(record=records(12), low=st.integers(0, 60), width=st.integers(0, 30), uncertain=st.booleans())
def test_the_points_so_far_equal_the_score(record: dict[str, Any], low: int, width: int, uncertain: bool) -> None:
    if uncertain:
        record["age_at_onset"] = Interval(low, low + width)
    result, parts = traced(record, EULAR)
    score = parts["score"]
    assert score.so_far == result.score
    assert f"\n  {result.score:.1f} points" in result.explain()
    yes = sum(child.points or 0 for child in score.children if child.value)
    assert round(yes, 1) == score.so_far or isinstance(record.get("age_at_onset"), Interval)


@settings(max_examples=100, deadline=None)
@given(record=records(12))
def test_the_points_within_reach_are_the_most_that_a_completion_gives(record: dict[str, Any]) -> None:
    _, parts = traced(record, EULAR)
    known = derive(record)
    column = next(item for item in EULAR.columns if parts["score"].label.endswith(item.name))
    open_findings = {
        finding: True
        for _, rule in column.score
        if (finding := getattr(getattr(rule, "finding", None), "name", None)) and finding not in known
    }
    age = known.get("age_at_onset", 40.0)
    most = classify_record({**record, **open_findings, "age_at_onset": age}, EULAR)
    assert most.column == column.name
    assert parts["score"].reachable == most.score


@every_criteria
@settings(max_examples=100, deadline=None)
@given(learnt=something_learnt())
def test_every_mark_is_the_truth_on_the_record(criteria: CriteriaSet, learnt: tuple[dict[str, Any], str, Any]) -> None:
    record, _, _ = learnt
    known = derive(record)
    result, parts = traced(record, criteria)
    column = next(item for item in criteria.columns if item.name == (result.column or ""))
    rules = [rule for _, rule in column.score] or [item.rule for item in criteria.criteria]
    children = parts["score" if column.score else "criteria"].children
    assert [child.mark for child in children] == [mark(truth(rule, known)) for rule in rules]
    for decision in (column.level, column.subgroup):
        lines = parts[decision.name].children
        assert [line.label.partition(":")[0] for line in lines] == [line.outcome for line in decision.lines]
        asked = [True if line.rule is None else truth(line.rule, known) for line in decision.lines]
        assert [line.mark for line in lines] == [mark(answer) for answer in asked]
    assert parts["excluded"].mark == mark(truth(criteria.excluded, known))


@every_criteria
@settings(max_examples=60, deadline=None)
@given(record=records(8))
def test_what_is_decided_is_the_first_line_that_holds(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    result, parts = traced(record, criteria)
    assert result.level != "excluded"
    for name, open_outcomes in (("level", result.open_levels), ("subgroup", result.open_subgroups)):
        lines = parts[name].children
        first_true = next(line for line in lines if line.value)
        before = lines[: lines.index(first_true)]
        if not any(line.value is None for line in before):
            assert open_outcomes == (first_true.label.partition(":")[0],), "nothing is open, so this line decides"


@pytest.mark.parametrize("age", [52.0, Interval(30, 50), None], ids=["52", "30 to 50", "not recorded"])
def test_counts_tell_the_points_so_far_of_the_points_needed(age: float | Interval | None) -> None:
    record = {**DM, "age_at_onset": age}
    _, parts = traced(record, EULAR)
    known = derive(record)
    low, _ = bounds(known.get("age_at_onset", 0.0))
    at_least = (21 if low >= 40 else 13 if low >= 18 else 0) + sum(
        points for points, rule in EULAR.columns[0].score[2:] if truth(rule, known)
    )
    for line, needed in zip(parts["level"].children, (75, 55, 53), strict=False):
        assert line.needed == needed / 10
        assert line.so_far == at_least / 10


def test_a_line_that_asks_for_some_of_its_items_says_how_many_hold_so_far() -> None:
    """Item 1 of Tanimoto 1995 is none of the eight that are counted."""
    patient = Patient(heliotrope_rash=True, anti_jo1=True, muscle_pain=True, ck_elevated=False)
    review = classify(patient, "tanimoto-1995", trace=True).explain()
    assert "four of items 2 to 9; 2 so far" in review
    assert "definite: all four of weakness, biopsy, enzymes, EMG" in classify(patient, "bohan-peter-1975", trace=True).explain()
    assert "so far" not in classify(patient, "connors-2010", trace=True).explain()
