"""Criteria that a registry writes itself: the same answers from every reader, also where the published sets do not go."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
import pytest

from myositis.cohort.engines import classify_cohort
from myositis.cohort.open import layout_of
from myositis.cohort.plan import classify_values
from myositis.cohort.row_by_row import classify_rows
from myositis.dictionary.findings import (
    age_at_onset,
    anti_jo1,
    ck_elevated,
    dysphagia,
    heliotrope_rash,
    malignancy,
    muscle_enzymes_elevated,
    sex,
    treatment_response,
)
from myositis.dictionary.later_findings import ck_multiple
from myositis.dictionary.record import derive
from myositis.errors import EngineError, UnknownNameError
from myositis.one_patient.classification import classify, classify_record
from myositis.one_patient.score import probability
from myositis.published import find
from myositis.published.criteria_set import Column, CriteriaSet, Group, Note, dictionary_of
from myositis.published.result_rules import column_is, level_is, score_is, subgroup_is
from myositis.published.tables import Citation
from myositis.reading.cohort import read_values
from myositis.rules.evaluate import on_record
from myositis.rules.vocabulary import (
    Category,
    Decision,
    Finding,
    Is,
    Line,
    Measurement,
    Points,
    Rule,
    all_of,
    as_rule,
    at_least,
    not_,
    recorded,
    surely,
)
from myositis.sql import select_statement
from sql.databases import SQLite

LEVELS = ("not_met", "possible", "probable", "definite")


def own(level: tuple[Line, ...], **more: object) -> CriteriaSet:
    """A criteria set with these lines for the level."""
    subgroup = Decision("subgroup", ("none", "PM"), (Line("none", not_(heliotrope_rash)), Line("PM")))
    column = Column("", Decision("level", LEVELS, level), subgroup)
    citation = Citation("Own criteria", ("10.1000/own",))
    classified = more.pop("classified", ("probable", "definite"))
    return CriteriaSet("own", "Own", 1, (citation,), (column,), as_rule(malignancy), classified, **more)  # type: ignore[arg-type]


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
    group = Group("III", "with malignancy", as_rule(malignancy))
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


def test_criteria_that_read_more_than_fits_into_one_word_have_exact_open_outcomes_too() -> None:
    """Forty findings, a measurement and a category: 86 bits."""
    findings = [Finding(f"sign_{place}", f"sign {place}") for place in range(40)]
    lines = (
        Line("definite", at_least(20, *findings)),
        Line("probable", all_of(age_at_onset.above(45), treatment_response.is_("improved"))),
        Line("not_met"),
    )
    criteria = own(lines)
    assert layout_of(criteria).words == 2
    rows = [
        {finding.name: True for finding in findings[:place]} | {finding.name: False for finding in findings[place:31]}
        for place in range(8, 25)
    ]
    rows += [{**row, "age_at_onset": 45.0, "treatment_response": "not_treated"} for row in rows]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    expected = ["|".join(classify_record(row, criteria).open_levels) for row in rows]
    assert {"not_met|probable|definite", "definite", "not_met|definite"} <= set(expected)
    for read in (classify_rows, classify_values):
        cohort = read_values(frame, dictionary=dictionary_of((criteria,)))
        assert read(cohort, (criteria,)).results["own_open_levels"].to_list() == expected
        with pytest.raises(EngineError, match="was read without sign_0, sign_1"):
            read(read_values(frame), (criteria,))
    lazy = classify_cohort(frame.lazy(), criteria, open_outcomes=True).collect()
    assert lazy["own_open_levels"].to_list() == expected


def test_more_findings_than_there_are_never_hold() -> None:
    lines = (Line("definite", at_least(3, dysphagia, heliotrope_rash)), Line("not_met"))
    for read in levels(own(lines), pl.DataFrame({"dysphagia": [True], "heliotrope_rash": [True]})):
        assert read == ["not_met"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"notes": (Note("x", "x", level_is("excluded")),)}, "the level is excluded"),
        ({"notes": (Note("x", "x", subgroup_is("none")),)}, "the subgroup is none"),
        ({"notes": (Note("x", "x", score_is(0.5)),)}, "asks for a score"),
        ({"unclear": (subgroup_is("PM"),)}, "must not ask for the result"),
        ({"classified": ("certain",)}, "which levels of own count as classified"),
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


def test_findings_of_a_registrys_own_are_read_like_the_others() -> None:
    """From a frame in memory and a lazy one, a mapping, a file and SQL: what a set asks for never goes unread."""
    nailfold = Finding("nailfold_changes", "nailfold changes")
    ferritin = Measurement("ferritin", "ferritin", unit="ng/ml")
    stage = Category("stage", "stage", values=("early", "late"))
    lines = (Line("definite", all_of(nailfold, ferritin.above(500), stage.is_("late"))), Line("possible", as_rule(nailfold)))
    criteria = own((*lines, Line("not_met")))
    assert {"nailfold_changes", "ferritin", "stage"} <= dictionary_of((criteria,)).keys()
    text = pl.DataFrame({"nailfold_changes": ["yes", "yes", "no"], "ferritin": ["501", "500", ""], "stage": ["late", "late", ""]})
    typed = text.with_columns(pl.Series("nailfold_changes", [True, True, False]), pl.Series("ferritin", [501.0, 500.0, None]))
    typed = typed.with_columns(pl.Series("stage", ["late", "late", None]))
    expected = ["definite", "possible", "not_met"]
    assert [classify(row, criteria).level for row in text.rows(named=True)] == expected
    assert classify_cohort(text, criteria)["own_level"].to_list() == expected
    lazy = classify_cohort(typed.lazy(), criteria, open_outcomes=True).collect()
    assert lazy["own_level"].to_list() == expected
    assert lazy["own_open_levels"].to_list() == expected
    database = SQLite()
    rows = [{"patient_id": str(place), **row} for place, row in enumerate(typed.rows(named=True))]
    database.load(pl.DataFrame(rows))
    found = database.run(select_statement(criteria, dialect="sqlite", columns=text.columns))
    assert [row["level"] for row in sorted(found, key=lambda row: row["patient_id"])] == expected


def test_a_finding_of_ones_own_that_is_not_in_the_file_is_refused_only_when_nothing_can_be_read() -> None:
    criteria = own((Line("definite", as_rule(Finding("nailfold_changes", "nailfold changes"))), Line("not_met")))
    with pytest.raises(UnknownNameError, match="did you mean `nailfold_changes`"):
        classify_cohort(pl.DataFrame({"nailfold_change": ["yes"]}), criteria)


def test_a_finding_of_ones_own_must_not_be_called_as_an_entry_of_another_kind() -> None:
    criteria = own((Line("definite", as_rule(Finding("treatment_response", "response"))), Line("not_met")))
    with pytest.raises(UnknownNameError, match="called treatment_response"):
        classify_cohort(pl.DataFrame({"treatment_response": ["improved"]}), criteria)


def test_what_must_be_recorded_does_not_hold_while_it_is_missing() -> None:
    """A normal CK is met on the record only when it is recorded; until then it is open."""
    lines = (Line("definite", all_of(dysphagia, surely(ck_multiple.below(12)))), Line("not_met"))
    criteria = own(lines)
    multiples, elevated = [None, 11.9, 12.0, None, None], [None, None, None, False, True]
    frame = pl.DataFrame({"dysphagia": [True] * 5, "ck_multiple": multiples, "ck_elevated": elevated})
    levels_read = ["not_met", "definite", "not_met", "definite", "not_met"]
    opened = ["not_met|definite", "definite", "not_met", "definite", "not_met|definite"]
    for read in (classify_rows, classify_values):
        result = read(read_values(frame, dictionary=dictionary_of((criteria,))), (criteria,)).results
        assert result["own_level"].to_list() == levels_read
        assert result["own_open_levels"].to_list() == opened
    lazy = classify_cohort(frame.lazy(), criteria, open_outcomes=True).collect()
    assert lazy["own_level"].to_list() == levels_read
    assert lazy["own_open_levels"].to_list() == opened


TWELVE_TIMES = [(3.6, 0.3, "not_met"), (3.59, 0.3, "definite"), (2400.0, 200.0, "not_met")]


@pytest.mark.parametrize(("value", "limit", "level"), TWELVE_TIMES)
def test_a_multiple_of_the_limit_is_exact_at_its_cut_off(value: float, limit: float, level: str) -> None:
    criteria = own((Line("definite", surely(ck_multiple.below(12))), Line("not_met")))
    frame = pl.DataFrame({"ck": [value], "ck_uln": [limit]})
    assert classify({"ck": value, "ck_uln": limit}, criteria).level == level
    assert classify_cohort(frame, criteria)["own_level"].to_list() == [level]
    assert classify_cohort(frame.lazy(), criteria).collect()["own_level"].to_list() == [level]
    reached = own((Line("definite", ck_multiple.at_least(12)), Line("not_met")))
    for read in levels(reached, frame):
        assert read == ["definite" if level == "not_met" else "not_met"]


def test_a_ck_that_is_not_elevated_is_the_limit_at_most() -> None:
    criteria = own((Line("definite", surely(ck_multiple.below(1.5))), Line("not_met")))
    frame = pl.DataFrame({"ck_elevated": [False, True, None], "dysphagia": [True] * 3})
    for read in levels(criteria, frame):
        assert read == ["definite", "not_met", "not_met"]
    for read in levels(own((Line("definite", ck_multiple.at_least(0.5)), Line("not_met"))), frame):
        assert read[0] == "not_met"  # it may be next to nothing


def test_a_value_and_its_limit_alone_are_enough_to_derive_from() -> None:
    criteria = own((Line("definite", as_rule(ck_elevated)), Line("not_met")))
    for read in levels(criteria, pl.DataFrame({"ck": [201.0, 200.0], "ck_uln": [200.0, 200.0]})):
        assert read == ["definite", "not_met"]


def test_a_limit_of_nothing_is_invalid_from_every_reader_and_an_age_of_nothing_is_not() -> None:
    criteria = own((Line("definite", as_rule(ck_elevated)), Line("not_met")))
    frame = pl.DataFrame({"ck": [201.0, 201.0], "ck_uln": [0.0, 0.5], "age_at_onset": [0.0, 0.0]})
    for made in (classify_cohort(frame, criteria), classify_cohort(frame.lazy(), criteria).collect()):
        assert made["myositis_status"].to_list() == ["invalid", "classified"]
        assert made["own_level"].to_list() == [None, "definite"]


def test_notes_may_ask_that_a_result_is_not_so() -> None:
    """Also within other rules, and recorded: a result is always known."""
    notes = (
        Note("not_definite", "not definite", not_(level_is("definite"))),
        Note("no_pm", "not PM, with dysphagia", all_of(dysphagia, not_(subgroup_is("PM")))),
        Note("surely_pm", "PM", surely(subgroup_is("PM"))),
    )
    criteria = own((Line("definite", as_rule(dysphagia)), Line("not_met")), notes=notes)
    rows = [(True, True), (True, False), (False, True), (None, None)]
    frame = pl.DataFrame(rows, schema={"dysphagia": pl.Boolean, "heliotrope_rash": pl.Boolean}, orient="row")
    expected = ["surely_pm", "no_pm", "not_definite|surely_pm", "not_definite"]
    for read in (classify_rows, classify_values):
        assert read(read_values(frame), (criteria,)).results["own_notes"].to_list() == expected


def test_three_columns_are_read_each_where_its_rule_holds() -> None:
    subgroup = Decision("subgroup", ("none", "PM"), (Line("none", not_(heliotrope_rash)), Line("PM")))

    def column(name: str, finding: Finding, when: Rule | None) -> Column:
        return Column(name, Decision("level", LEVELS, (Line("definite", as_rule(finding)), Line("not_met"))), subgroup, when=when)

    columns = (
        column("plain", dysphagia, None),
        column("with antibodies", anti_jo1, recorded(anti_jo1)),
        column("with rash", heliotrope_rash, recorded(heliotrope_rash)),
    )
    citation = Citation("Own criteria", ("10.1000/own",))
    note = Note("by_rash", "read by the rash", column_is("with rash"))
    criteria = CriteriaSet("own", "Own", 1, (citation,), columns, as_rule(malignancy), ("definite",), notes=(note,))
    rows = [
        {"dysphagia": True, "anti_jo1": None, "heliotrope_rash": None},
        {"dysphagia": True, "anti_jo1": False, "heliotrope_rash": True},
        {"dysphagia": False, "anti_jo1": None, "heliotrope_rash": True},
    ]
    frame = pl.DataFrame(rows, schema={"dysphagia": pl.Boolean, "anti_jo1": pl.Boolean, "heliotrope_rash": pl.Boolean})
    names = ["own_column", "own_level", "own_open_levels", "own_subgroup", "own_notes"]
    expected = [
        ("plain", "definite", "definite", None, None),
        ("with antibodies", "not_met", "not_met", "PM", None),
        ("with rash", "definite", "definite", "PM", "by_rash"),
    ]
    for read in (classify_rows, classify_values):
        assert read(read_values(frame), (criteria,)).results.select(names).rows() == expected
    assert classify_cohort(frame.lazy(), criteria, open_outcomes=True).collect().select(names).rows() == expected


def test_criteria_without_subgroups_have_none_from_every_reader() -> None:
    column = Column("", Decision("level", ("not_met", "met"), (Line("met", as_rule(dysphagia)), Line("not_met"))))
    citation = Citation("Own criteria", ("10.1000/own",))
    criteria = CriteriaSet("own", "Own", 1, (citation,), (column,), as_rule(malignancy), ("met",))
    frame = pl.DataFrame({"dysphagia": [True, False, None]})
    assert [classify_record(row, criteria).subgroup for row in frame.rows(named=True)] == [None] * 3
    for read in (classify_rows, classify_values):
        result = read(read_values(frame), (criteria,)).results
        assert result["own_subgroup"].to_list() == [None] * 3
        assert result["own_open_subgroups"].to_list() == ["none"] * 3
    assert classify_cohort(frame.lazy(), criteria).collect()["own_subgroup"].to_list() == [None] * 3


def test_the_range_of_a_probability_is_exact_also_when_rows_share_findings() -> None:
    """Tried against every completion."""
    enzymes = ((3, as_rule(muscle_enzymes_elevated)), (2, as_rule(ck_elevated)))
    score = ((5, as_rule(dysphagia)), (7, all_of(dysphagia, not_(heliotrope_rash))), *enzymes)
    level = Decision("level", LEVELS, (Line("definite", Points(score, 10)), Line("not_met")))
    column = Column("", level, score=score, constant=1.0)
    criteria = CriteriaSet("own", "Own", 1, (Citation("Own", ()),), (column,), as_rule(malignancy), ("definite",))
    names = ("dysphagia", "heliotrope_rash", "muscle_enzymes_elevated", "ck_elevated")
    rows = [dict(zip(names, values, strict=True)) for values in product((True, False, None), repeat=4)]
    rows = [row for row in rows if not (row["muscle_enzymes_elevated"] is False and row["ck_elevated"])]

    def tried(row: dict[str, bool | None]) -> tuple[float, float]:
        known = derive(row)
        free = [name for name in (*names, "ldh_elevated", "ast_elevated", "alt_elevated") if name not in known]
        totals = []
        for values in product((True, False), repeat=len(free)):
            complete = {**known, **dict(zip(free, values, strict=True))}
            if "muscle_enzymes_elevated" in free:
                parts = ("ck_elevated", "ldh_elevated", "ast_elevated", "alt_elevated")
                complete["muscle_enzymes_elevated"] = any(complete.get(part) for part in parts)
            totals.append(sum(points for points, rule in score if on_record(rule, complete)))
        return probability(min(totals), 1.0), probability(max(totals), 1.0)

    expected = [tried(row) for row in rows]
    frame = pl.DataFrame(rows)
    assert [classify_record(row, criteria).probability_range for row in rows] == expected
    for result in (classify_cohort(frame, criteria), classify_cohort(frame.lazy(), criteria, open_outcomes=True).collect()):
        assert list(zip(result["own_probability_min"], result["own_probability_max"], strict=True)) == expected
