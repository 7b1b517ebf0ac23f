"""Criteria that a registry writes itself: the same answers from every reader, also where the published sets do not go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from myositis.cohort.plan import classify_cohort, classify_values
from myositis.cohort.row_by_row import classify_rows
from myositis.dictionary.findings import DICTIONARY, dysphagia, heliotrope_rash, malignancy, sex
from myositis.errors import EngineError, UnknownNameError
from myositis.one_patient.classification import classify_record
from myositis.published import find
from myositis.published.criteria_set import Citation, Column, Condition, CriteriaSet, Group, Note
from myositis.reading.cohort import read_values
from myositis.rules.vocabulary import Decision, Finding, Is, Line, as_rule, at_least, not_

LEVELS = ("not_met", "possible", "probable", "definite")


def own(level: tuple[Line, ...], **more: object) -> CriteriaSet:
    """A criteria set with these lines for the level."""
    subgroup = Decision("subgroup", ("none", "PM"), (Line("none", not_(heliotrope_rash)), Line("PM")))
    column = Column("", Decision("level", LEVELS, level), subgroup)
    citation = Citation("Own criteria", ("10.1000/own",))
    return CriteriaSet("own", "Own", 1, (citation,), (column,), as_rule(malignancy), ("probable", "definite"), **more)  # type: ignore[arg-type]


def levels(criteria: CriteriaSet, frame: pl.DataFrame) -> list[list[str | None]]:
    """The level of every row from every reader."""
    cohort = read_values(frame)
    return [
        [classify_record(record, criteria).level for record in cohort.records()],
        classify_rows(read_values(frame), (criteria,)).results["own_level"].to_list(),
        classify_values(read_values(frame), (criteria,)).results["own_level"].to_list(),
        classify_cohort(frame.lazy(), criteria).collect()["own_level"].to_list(),
    ]


def test_a_blank_category_has_no_value_even_when_rules_ask_for_each() -> None:
    lines = (Line("definite", sex.is_("female")), Line("probable", sex.is_("male")), Line("possible", sex.is_("other")))
    frame = pl.DataFrame({"sex": ["female", "male", "other", None], "dysphagia": [True] * 4})
    for read in levels(own((*lines, Line("not_met"))), frame):
        assert read == ["definite", "probable", "possible", "not_met"]


def test_an_excluded_patient_is_in_no_group() -> None:
    group = Group("III", "with malignancy", Condition(yes=as_rule(malignancy)))
    criteria = own((Line("definite", as_rule(dysphagia)), Line("not_met")), groups=(group,))
    frame = pl.DataFrame({"dysphagia": [True], "malignancy": [True]})
    assert classify_record({"dysphagia": True, "malignancy": True}, criteria).groups == ()
    for read in (classify_rows, classify_values):
        assert read(read_values(frame), (criteria,)).results["own_groups"].to_list() == [None]


def test_a_rule_cannot_ask_whether_a_finding_is_false() -> None:
    with pytest.raises(ValueError, match=r"write not_\(dysphagia\)"):
        Is(dysphagia, False)


def test_a_column_that_only_looks_like_a_derived_value_is_not_read() -> None:
    """`ck_above_limit` is what the derivations make of two columns; a cohort's own column of that name is not a finding."""
    frame = pl.DataFrame(
        {
            "ck_above_limit": [True],
            "proximal_weakness": [True],
            "emg_myopathic": [True],
            "heliotrope_rash": [True],
        }
    )
    bohan = find("bohan-peter-1975")
    eager, lazy = classify_cohort(frame, bohan), classify_cohort(frame.lazy(), bohan, open_outcomes=True).collect()
    assert eager["bohan_peter_1975_level"].to_list() == ["probable"]
    assert lazy.equals(eager)


def test_the_own_criteria_of_these_tests_are_real_criteria() -> None:
    criteria = own((Line("definite", as_rule(dysphagia)), Line("not_met")))
    assert criteria.fingerprint != replace(criteria, excluded=as_rule(dysphagia)).fingerprint


def test_criteria_that_read_too_much_for_one_number_say_so() -> None:
    findings = [finding for finding in DICTIONARY.values() if isinstance(finding, Finding)][:40]
    criteria = own((Line("definite", at_least(20, *findings)), Line("not_met")))
    frame = pl.DataFrame({"dysphagia": [True]})
    for read in (classify_rows, classify_values):
        with pytest.raises(EngineError, match="too many findings for the open outcomes"):
            read(read_values(frame), (criteria,))
        assert read(read_values(frame), (criteria,), wanted=("level",)).results["own_level"].to_list() == ["not_met"]
    assert classify_record({"dysphagia": True}, criteria).open_levels == ("not_met", "definite")


def test_more_findings_than_there_are_never_hold() -> None:
    lines = (Line("definite", at_least(3, dysphagia, heliotrope_rash)), Line("not_met"))
    for read in levels(own(lines), pl.DataFrame({"dysphagia": [True], "heliotrope_rash": [True]})):
        assert read == ["not_met"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"notes": (Note("x", "x", Condition(levels=("excluded",))),)}, "names excluded"),
        ({"notes": (Note("x", "x", Condition(subgroups=("none",))),)}, "names none"),
        ({"notes": (Note("x", "x", Condition(scores=(5,))),)}, "asks for a score"),
        ({"unclear": (Condition(subgroups=("PM",)),)}, "must not depend on the result"),
    ],
)
def test_criteria_that_readers_could_read_differently_are_refused(more: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        own((Line("definite", as_rule(dysphagia)), Line("not_met")), **more)


def test_two_sets_that_would_write_the_same_columns_are_refused() -> None:
    criteria = own((Line("definite", as_rule(dysphagia)), Line("not_met")))
    twins = [replace(criteria, id="a-b"), replace(criteria, id="a.b")]
    with pytest.raises(UnknownNameError, match="would write the same columns"):
        classify_cohort(pl.DataFrame({"dysphagia": [True]}), twins)
