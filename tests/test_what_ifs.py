"""What each missing finding would lead to: which findings are listed, where each value leads, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from by_completion import AGES, PARTS, RESPONSES, covers, evaluate, with_derived
from myositis import Patient, classify
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import Classification, classify_record
from myositis.one_patient.result import select_column
from myositis.one_patient.what_ifs import Consequence, WhatIf
from myositis.published import find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.vocabulary import Category, Decision, variables
from test_open_outcomes import records

EVERY = variants()
EXAMPLES = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COVERED = [one for one in EVERY if covers(one)]
"""The sets whose findings are all completed here."""
every_criteria = pytest.mark.parametrize("criteria", COVERED, ids=lambda criteria: criteria.full_id)


def values_meant(name: str, label: str) -> list[Any]:
    """Values of a finding that a consequence speaks of; for an age its lowest, its highest and one between."""
    if name == "age_at_onset":
        label = label.replace(" years", "")
        below, from_, to = (float(word) if word.isdigit() else word for word in (label.split() + [""] * 3)[:3])
        if below == "below":
            return [0.0, 10.0, from_ - 0.001]  # type: ignore[operator]
        if from_ == "or":
            return [below, 70.0, 120.0]
        assert (from_, to) == ("to", "below")
        high = float(label.split()[-1])
        return [below, (below + high) / 2, high - 0.001]  # type: ignore[operator]
    if isinstance(DICTIONARY[name], Category):
        return [label.replace(" ", "_")]
    return [{"present": True, "absent": False}[label]]


def in_words(item: Classification | Consequence) -> tuple[Any, ...]:
    return item.level, item.subgroup, item.open_levels, item.open_subgroups, item.determined


def decisions(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> tuple[Decision, Decision]:
    column = select_column(criteria, recorded)
    return column.level, column.subgroup


def outcome(decision: Decision, complete: Mapping[str, Any]) -> str:
    return next(line.outcome for line in decision.lines if line.rule is None or evaluate(line.rule, complete))


def complete_answers(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> tuple[list[str], dict[tuple[Any, ...], Any]]:
    """The findings that are read and can be completed, and the outcome for every combination of their values.

    Brute force. A summary whose parts are read, too, takes the value that they give it, and is none of the findings.
    """
    read = decisions(criteria, recorded)
    known = with_derived(derive(recorded))
    names = [variable.name for variable in variables(*(rule for decision in read for rule in decision.rules))]
    follow = {name: PARTS[name] for name in names if name in PARTS and set(PARTS[name]) & set(names) and name not in known}
    free = [name for name in names if name not in known and name not in follow]
    choices = {"age_at_onset": AGES, "treatment_response": RESPONSES}
    answers = {}
    for values in product(*(choices.get(name, (False, True)) for name in free)):
        complete = {**known, **dict(zip(free, values, strict=True))}
        complete |= {name: any(complete[part] for part in parts) for name, parts in follow.items()}
        answers[values] = tuple(outcome(decision, complete) for decision in read)
    return free, answers


def findings_that_matter(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> set[str]:
    """The findings of which some completion of the others makes the outcome depend on their value."""
    free, answers = complete_answers(criteria, recorded)
    matter = set()
    for place, name in enumerate(free):
        outcomes: dict[tuple[Any, ...], set[Any]] = {}
        for values, answer in answers.items():
            outcomes.setdefault((*values[:place], *values[place + 1 :]), set()).add(answer)
        if any(len(different) > 1 for different in outcomes.values()):
            matter.add(name)
    return matter


@every_criteria
@EXAMPLES
@given(record=records())
def test_exactly_the_findings_that_matter_are_listed(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    result = classify_record(record, criteria, trace=True)
    listed = [what_if.finding for what_if in result.what_ifs or ()]
    assert len(listed) == len(set(listed))
    assert set(listed) == findings_that_matter(criteria, record)
    assert bool(listed) != result.determined


@every_criteria
@EXAMPLES
@given(record=records())
def test_a_consequence_is_what_the_patient_gets_with_that_value_recorded(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    for what_if in classify_record(record, criteria, trace=True).what_ifs or ():
        for consequence in what_if.consequences:
            for value in values_meant(what_if.finding, consequence.value):
                then = classify_record({**record, what_if.finding: value}, criteria)
                assert in_words(then) == in_words(consequence), (what_if.finding, value)


@every_criteria
@EXAMPLES
@given(record=records())
def test_a_finding_settles_when_each_of_its_values_leaves_the_result_determined(
    criteria: CriteriaSet, record: dict[str, Any]
) -> None:
    for what_if in classify_record(record, criteria, trace=True).what_ifs or ():
        assert what_if.settles == all(consequence.determined for consequence in what_if.consequences)
        every = {"age_at_onset": 3, "treatment_response": 3}
        assert len(what_if.consequences) == every.get(what_if.finding, 2), "every value is told"


def left_open(what_if: WhatIf) -> tuple[int, int]:
    """How many values leave the result undetermined, and how many outcomes stay open in all."""
    outcomes = (len(item.open_levels) * len(item.open_subgroups) for item in what_if.consequences)
    return sum(not item.determined for item in what_if.consequences), sum(outcomes)


@every_criteria
@EXAMPLES
@given(record=records())
def test_the_most_decisive_finding_comes_first(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    what_ifs = classify_record(record, criteria, trace=True).what_ifs or ()
    measured = [left_open(what_if) for what_if in what_ifs]
    assert measured == sorted(measured)
    settling = [what_if.settles for what_if in what_ifs]
    assert settling == sorted(settling, reverse=True), "whatever settles comes before whatever does not"


def test_a_patient_that_is_excluded_has_no_what_ifs() -> None:
    for criteria in EVERY:
        assert classify_record({"better_explanation": True}, criteria, trace=True).what_ifs == ()


def test_the_example_of_a_missing_antibody() -> None:
    patient = Patient(
        age_at_onset=52, proximal_weakness=True, proximal_upper_weakness=True, proximal_lower_weakness=True,
        neck_flexors_weaker=False, legs_proximal_weaker=False, dm_rash=False, dysphagia=False, muscle_enzymes_elevated=True,
        finger_flexor_weakness=False, better_explanation=False,
    )  # fmt: skip
    result = classify(patient, "eular-acr-2017", trace=True)
    assert (result.score, result.level, result.open_levels) == (4.9, "not_met", ("not_met", "definite"))
    (what_if,) = result.what_ifs or ()
    assert (what_if.finding, what_if.settles) == ("anti_jo1", True)
    by_value = {item.value: (item.level, item.subgroup) for item in what_if.consequences}
    assert by_value == {"absent": ("not_met", None), "present": ("definite", "PM")}
    assert "anti-Jo-1: if absent, not met; if present, definite PM (settles it)" in result.explain()


def consequences_that_contradict(criteria: CriteriaSet, recorded: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Consequences whose value would make the record invalid."""
    for what_if in classify_record(recorded, criteria, trace=True).what_ifs or ():
        for consequence in what_if.consequences:
            for value in values_meant(what_if.finding, consequence.value)[:1]:
                then = {**recorded, what_if.finding: value}
                if contradictions(then, derive(then)):
                    yield what_if.finding, consequence.value


@every_criteria
@EXAMPLES
@given(record=records())
def test_a_what_if_contradicts_the_record_in_two_known_cases_only(criteria: CriteriaSet, record: dict[str, Any]) -> None:
    assume(not contradictions(record, derive(record)))
    for finding, value in consequences_that_contradict(criteria, record):
        not_performed = record.get("muscle_biopsy_performed") is False and finding.startswith("biopsy") and value == "present"
        last_enzyme = record.get("muscle_enzymes_elevated") is True and finding == "ck_elevated" and value == "absent"
        assert not_performed or last_enzyme, (finding, value)


def test_a_biopsy_that_was_not_performed_leaves_its_criterion_open_as_if_one_were_done() -> None:
    record: dict[str, Any] = {"proximal_weakness": True, "muscle_enzymes_elevated": True, "emg_myopathic": True}
    record |= {"dm_rash": False, "muscle_biopsy_performed": False}
    criteria = find("bohan-peter-1975")
    assert classify_record(record, criteria).open_levels == ("probable", "definite")
    assert list(consequences_that_contradict(criteria, record)) == [("biopsy_myositis", "present")]


def test_elevated_enzymes_do_not_say_which_one_even_when_only_ck_is_left() -> None:
    record: dict[str, Any] = {"muscle_enzymes_elevated": True, "ldh_elevated": False, "ast_elevated": False}
    record |= {"alt_elevated": False, "proximal_weakness": True, "biopsy_myositis": True, "emg_myopathic": False}
    record |= {"dm_rash": False}
    criteria = find("bohan-peter-1975:enzymes=ck_only")
    assert classify_record(record, criteria).open_levels == ("possible", "probable")
    assert list(consequences_that_contradict(criteria, record)) == [("ck_elevated", "absent")]
