"""The highest score, level and count of criteria are those of the best completion, found by trying all of them."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from by_completion import BIOPSY, FREE, completions, evaluate
from drawn import draw_record, frame_of
from myositis.dictionary.findings import age_at_onset, anti_jo1, ck, dm_rash, dysphagia, treatment_response
from myositis.published import DEFAULT, find, variants
from myositis.published.criteria_set import CriteriaSet, Criterion
from myositis.rules.vocabulary import Decision, Line, all_of, any_of, as_rule, not_
from myositis.sql import select_statement
from myositis.sql.highest import refusal
from sql.databases import Rows, SQLite

EULAR = find("eular-acr-2017")


def records(count: int, most_missing: int = 8) -> list[dict[str, Any]]:
    """Records of yes/no findings, age and treatment response, with few enough missing to try every completion."""
    source = random.Random(3)
    found: list[dict[str, Any]] = []
    while len(found) < count:
        record = draw_record(source, source.choice([0.1, 0.2, 0.3]))
        record = {name: value for name, value in record.items() if isinstance(value, bool | str) or name == "age_at_onset"}
        record.pop("better_explanation", None)
        record = {name: value for name, value in record.items() if not name.startswith("exclusion")}
        if len([name for name in FREE if name not in record]) <= most_missing:
            found.append(record)
    return found


def best_by_trying(criteria: CriteriaSet, record: dict[str, Any]) -> dict[str, Any]:
    """The highest of everything over all completions."""
    biopsy = record.get("muscle_biopsy_performed") is True or any(record.get(name) is not None for name in BIOPSY)
    column = criteria.columns[-1 if biopsy else 0]
    scores, levels, counts = set(), set(), set()
    for complete in completions(record):
        scores.add(sum(points for points, rule in column.score if evaluate(rule, complete)))
        level = next(line.outcome for line in column.level.lines if line.rule is None or evaluate(line.rule, complete))
        levels.add(criteria.levels.index(level))
        counts.add(sum(evaluate(item.rule, complete) for item in criteria.criteria))
    found: dict[str, Any] = {"highest_level": criteria.levels[max(levels)]}
    if column.score:
        found["highest_score"] = Decimal(max(scores)) / 10
    if criteria.criteria:
        found["criteria_most"] = max(counts)
    return found


def run(criteria: CriteriaSet, found: list[dict[str, Any]]) -> Rows:
    database = SQLite()
    database.load(frame_of(found))
    return sorted(database.run(select_statement(criteria, dialect="sqlite")), key=lambda row: row["patient_id"])


@pytest.mark.parametrize("criteria", variants(*(one.id for one in DEFAULT)), ids=lambda criteria: criteria.full_id)
def test_the_highest_is_what_the_best_completion_reaches(criteria: CriteriaSet) -> None:
    found = records(60)
    rows = run(criteria, found)
    for record, row in zip(found, rows, strict=True):
        best = best_by_trying(criteria, record)
        told = {name: Decimal(str(row[name])) if name == "highest_score" else row[name] for name in best}
        assert told == best, record


def highest(**record: Any) -> Decimal:
    (row,) = run(EULAR, [record])
    return Decimal(str(row["highest_score"]))


def test_nothing_recorded_reaches_the_whole_score_without_biopsy() -> None:
    assert highest() == Decimal("20.8")


def test_a_biopsy_without_findings_reaches_the_whole_score_with_biopsy() -> None:
    assert highest(muscle_biopsy_performed=True) == Decimal("29.5")


@pytest.mark.parametrize(("age", "points"), [(17.0, "18.7"), (18.0, "20.0"), (39.5, "20.0"), (40.0, "20.8")])
def test_a_recorded_age_gives_its_own_points_and_no_others(age: float, points: str) -> None:
    assert highest(age_at_onset=age) == Decimal(points)


def test_an_absent_summary_takes_the_points_of_its_parts_and_a_missing_one_keeps_them() -> None:
    assert highest(dm_rash=False) == Decimal("12.3")
    assert highest(proximal_weakness=False) == Decimal("19.3")
    assert highest(ck_elevated=False, ldh_elevated=False, ast_elevated=False) == Decimal("20.8")
    assert highest(ck_elevated=False, ldh_elevated=False, ast_elevated=False, alt_elevated=False) == Decimal("19.5")


def test_excluded_patients_have_the_level_excluded_and_keep_their_scores() -> None:
    (row,) = run(EULAR, [{"better_explanation": True, "anti_jo1": True}])
    assert (row["level"], row["highest_level"], row["subgroup"]) == ("excluded", "excluded", None)
    assert (row["score"], row["highest_score"]) == (3.9, 20.8)


def variant(**changes: Any) -> CriteriaSet:
    return replace(EULAR, notes=(), other_column=None, **changes)


NEVER = Decision("level", EULAR.levels, (Line("not_met"),))


def test_a_statement_says_why_it_gives_nothing_of_completions_when_a_score_mixes_findings() -> None:
    late_with_dysphagia = (5, all_of(age_at_onset.at_least(60), dysphagia))
    mixed = replace(EULAR.columns[0], score=(*EULAR.columns[0].score, late_with_dysphagia), level=NEVER)
    taking = replace(EULAR.columns[0], score=((5, not_(anti_jo1)),), level=NEVER)
    for column, said in ((mixed, "mixes age_at_onset, dysphagia"), (taking, "mixes anti_jo1")):
        own = variant(columns=(column,))
        assert said in (refusal(own) or "")
        assert said in select_statement(own)
        (row,) = run(own, [{"anti_jo1": False}])
        assert not {"highest_level", "highest_score"} & set(row)
        assert row["level"] == "not_met"


def test_criteria_that_a_present_finding_can_undo_give_no_most() -> None:
    own = variant(criteria=(Criterion("no_rash", "no rash", not_(dm_rash)),))
    assert "`no_rash`" in (refusal(own) or "")
    (row,) = run(own, [{"dm_rash": False}])
    assert (row["criteria_met"], row["criteria_count"]) == ("no_rash", 1)
    assert "criteria_most" not in row


def test_points_for_the_values_of_a_category_take_the_best_of_them() -> None:
    improved, not_improved = (treatment_response.is_(value) for value in ("improved", "not_improved"))
    score = ((3, improved), (7, not_improved), (5, any_of(anti_jo1, dysphagia)))
    own = variant(columns=(replace(EULAR.columns[0], score=score, level=NEVER),))
    rows = run(own, [{}, {"treatment_response": "improved"}, {"treatment_response": "not_treated", "anti_jo1": False}])
    assert [row["highest_score"] for row in rows] == [1.2, 0.8, 0.5]


def test_points_for_a_measurement_are_read_off_its_column_and_the_best_cell_is_taken() -> None:
    score = ((3, ck.between(1234567.5, 2e6)), (2, ck.at_least(2e6)), (5, as_rule(dysphagia)))
    own = variant(columns=(replace(EULAR.columns[0], score=score, level=NEVER),))
    values = [None, 1234567.4, 1234567.5, 1999999.5, 2000000.0]
    rows = run(own, [{"ck": value, "dysphagia": False} for value in values])
    assert [(row["score"], row["highest_score"]) for row in rows] == [
        (0, 0.3),
        (0, 0),
        (0.3, 0.3),
        (0.3, 0.3),
        (0.2, 0.2),
    ]
