"""The questions of a visit: few, in order, and enough to know what the whole record would give."""

from __future__ import annotations

import random
from typing import Any

import pytest

from drawn import draw_record
from myositis.dictionary.derivations import SUMMARIES
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import Classification, classify_record
from myositis.one_patient.questions import EXPLANATIONS, next_question, still_mattering
from myositis.published import ALL, families, find
from myositis.published.criteria_set import CriteriaSet
from one_patient.answering import PATIENTS, interview

EULAR, BOHAN_PETER = find("eular-acr-2017"), find("bohan-peter-1975")
BOTH = (EULAR, BOHAN_PETER)
CHOICES = [BOTH, (EULAR,), (BOHAN_PETER,), (find("bohan-peter-1975:emg=triad,enzymes=ck_only"), EULAR)]
every_choice = pytest.mark.parametrize("criteria", CHOICES, ids=lambda sets: " and ".join(one.full_id for one in sets))
FAMILIES = [*((one,) for one in ALL), *(sets for name, sets in families().items() if name != "all"), ALL]
every_family = pytest.mark.parametrize("criteria", FAMILIES, ids=lambda sets: " and ".join(one.abbreviation for one in sets))
MOST = {"mhlw-2020": 26, "solomon-2011": 22}
"""The most prompts under one set alone where it asks for many findings; 20 under every other."""


def as_told_at_a_visit(seed: int) -> dict[str, Any]:
    """A complete made-up record, without the findings of a biopsy that was not taken; summaries follow from their parts."""
    record = draw_record(random.Random(seed), 0.0)
    left_out = {"birth_date", "symptom_onset_date", "proximal_weakness", "biopsy_myositis", "muscle_enzymes_elevated"}
    if record.get("muscle_biopsy_performed") is not True:
        left_out |= {name for name in record if name.startswith("biopsy_")}
    record = {name: value for name, value in record.items() if name not in left_out}
    return {**record, "dm_rash": derive(record)["dm_rash"]}


def outcome(result: Classification) -> tuple[Any, ...]:
    return result.level, result.subgroup, result.groups


@every_choice
@pytest.mark.parametrize("name", PATIENTS)
def test_a_patient_of_the_trial_takes_at_most_twenty_questions(name: str, criteria: tuple[CriteriaSet, ...]) -> None:
    asked, _, recorded = interview(criteria, PATIENTS[name])
    assert len(asked) <= (20 if "triad" not in criteria[0].full_id else 23), "the triad takes three questions more"
    for one in criteria:
        assert outcome(classify_record(recorded, one)) == outcome(classify_record(PATIENTS[name], one))


@every_choice
@pytest.mark.parametrize("seed", range(60))
def test_the_answers_give_what_the_whole_record_gives(seed: int, criteria: tuple[CriteriaSet, ...]) -> None:
    record = as_told_at_a_visit(seed)
    assert not contradictions(record, derive(record))
    _, _, recorded = interview(criteria, record)
    for one in criteria:
        assert outcome(classify_record(recorded, one)) == outcome(classify_record(record, one))


def of_a_visit(seed: int, missing: float) -> dict[str, Any]:
    """A made-up record with the later findings; a summary is recorded only where none of its parts is."""
    record = draw_record(random.Random(seed), missing, later=True)
    summaries = {item.whole.name for item in SUMMARIES if any(part.name in record for part in item.parts)}
    return {name: value for name, value in record.items() if name not in summaries | {"birth_date", "symptom_onset_date"}}


@every_family
def test_every_set_gets_few_questions_and_the_answer_of_the_whole_record(criteria: tuple[CriteriaSet, ...]) -> None:
    most = MOST.get(criteria[0].id, 20) if len(criteria) == 1 else 30 if len(criteria) < 4 else 60
    for seed in range(40 if len(criteria) == 1 else 10):
        record = of_a_visit(seed, 0.3 if seed % 2 else 0.0)
        asked, _, recorded = interview(criteria, record)
        assert len(asked) <= most
        for one in criteria:
            assert outcome(classify_record(recorded, one)) == outcome(classify_record(record, one)), (seed, one.id)


@pytest.mark.parametrize("seed", range(40))
def test_when_the_questions_end_nothing_that_could_be_answered_matters(seed: int) -> None:
    record = as_told_at_a_visit(seed)
    asked, _, recorded = interview(BOTH, record)
    answered = {question.name for question in asked}
    for variable in still_mattering(BOTH, recorded):
        then = {**recorded, variable.name: True}
        assert variable.name in answered or contradictions(then, derive(then)), variable.name


def test_nobody_is_asked_twice_and_the_order_is_that_of_a_visit() -> None:
    asked, _, _ = interview(BOTH, {})
    names = [question.name for question in asked]
    assert len(names) == len(set(names))
    sections = list(dict.fromkeys(question.section for question in asked))
    assert sections == [section for section in dict.fromkeys(item.section for item in DICTIONARY.values()) if section in sections]


def test_a_question_that_decides_nothing_is_not_asked() -> None:
    """With an age, three rashes, anti-Jo-1 and weakness, neither dysphagia nor a biopsy can change anything."""
    recorded = {"age_at_onset": 52.0, "heliotrope_rash": True, "gottron_papules": True, "gottron_sign": True, "anti_jo1": True}
    question = next_question([EULAR], {**recorded, "proximal_upper_weakness": True})
    assert question is not None
    assert question.name == EXPLANATIONS
    question = next_question([EULAR], recorded)
    assert question is not None
    assert question.name == "proximal_upper_weakness", "it decides between DM and ADM"


def test_whether_a_biopsy_was_taken_is_asked_where_the_column_decides() -> None:
    """7.8 points without biopsy are definite; with biopsy the same findings are 7.7 points and probable."""
    recorded = {"age_at_onset": 41.0, "heliotrope_rash": True, "neck_flexors_weaker": True}
    recorded |= dict.fromkeys(("gottron_papules", "gottron_sign", "legs_proximal_weaker", "dysphagia", "anti_jo1"), False)
    recorded |= {"proximal_upper_weakness": True, "proximal_lower_weakness": False, "muscle_enzymes_elevated": False}
    question = next_question([EULAR], {**recorded, "finger_flexor_weakness": False})
    assert question is not None
    assert question.name == "muscle_biopsy_performed"


def test_no_rash_answers_three_questions_and_no_biopsy_five() -> None:
    asked, _, recorded = interview(BOTH, {**PATIENTS["anti_jo1_with_lung_disease"]})
    names = {question.name for question in asked}
    assert "dm_rash" in names
    assert not names & {"heliotrope_rash", "gottron_papules", "gottron_sign"}
    assert not {name for name in names if name.startswith("biopsy_")}
    assert derive(recorded)["gottron_sign"] is False


def test_another_disease_ends_the_questions() -> None:
    assert next_question(BOTH, {"better_explanation": True}) is None
    question = next_question([EULAR], {"exclusion_dystrophy": True})
    assert question is not None, "what excludes under one set says nothing under another"


def test_what_excludes_is_one_question_with_every_cause_of_the_chosen_sets() -> None:
    asked, _, _ = interview(BOTH, {})
    (question,) = [item for item in asked if item.name == EXPLANATIONS]
    named = {name for answer in question.answers for name in answer.record}
    assert named == {item.name for item in BOHAN_PETER.preconditions}
    assert len({answer.key for answer in question.answers}) == len(question.answers)
    assert not {answer.key for answer in question.answers} & {"?", "b", "q"}


def test_a_normal_ck_leaves_the_other_enzymes_to_be_asked() -> None:
    recorded = {"age_at_onset": 60.0, "proximal_upper_weakness": True, "dm_rash": False, "ck": 100.0, "ck_uln": 170.0}
    while (question := next_question(BOTH, recorded, ["ck"])) is not None and question.name != "muscle_enzymes_elevated":
        recorded = {**recorded, **question.answers[-1].record} if question.name != EXPLANATIONS else recorded
    assert question is not None
    assert question.text == "LDH, AST or ALT elevated"
    assert question.values is None
