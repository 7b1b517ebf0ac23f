"""Table 1, subgroups and levels against the reference, curves, bands, several references, and what is said where nothing is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from comparison.small_cohorts import frame_of
from myositis.comparison import Comparison, ComparisonError, compare
from myositis.dictionary.findings import better_explanation, heliotrope_rash
from myositis.errors import UnknownNameError
from myositis.published import find
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.vocabulary import Decision, Finding, Line, any_of, as_rule
from myositis_cli.compare_command import command

COHORTS = Path(__file__).parents[2] / "fixtures" / "cohorts"
DM = {"age_at_onset": 50.0, "heliotrope_rash": True, "gottron_sign": True, "proximal_upper_weakness": True}
PM = {"age_at_onset": 50.0, "anti_jo1": True, "proximal_upper_weakness": True, "muscle_enzymes_elevated": True}
NOTHING = {"age_at_onset": 30.0, "dysphagia": False}
"""Under EULAR/ACR 2017 without biopsy: 2.1 + 3.1 + 3.3 + 0.7 = 9.2, 2.1 + 3.9 + 0.7 + 1.3 = 8.0, and 1.3."""


def run(*arguments: str) -> Any:
    done = CliRunner().invoke(command, [*arguments, "--format", "json"], standalone_mode=False)
    assert done.exception is None, done.exception
    return json.loads(done.stdout)


def test_the_published_kappa_of_pinto_comes_out_of_the_command() -> None:
    names = ("eular=assigned_eular_acr_2017", "bohan=assigned_bohan_peter_1975")
    told = run(str(COHORTS / "pinto_2019.csv"), "--assigned", names[0], "--assigned", names[1])
    (pair,) = told["overall"]["pairs"]
    assert pair["n"] == 111
    assert pair["agreements"][0]["table"]["counts"] == [[80, 9], [13, 9]]
    assert round(pair["agreements"][0]["cohen_kappa"]["value"], 3) == 0.331


def test_table_1_counts_present_tested_and_missing_and_gives_quartiles() -> None:
    records = [
        {"age_at_onset": 20.0, "dysphagia": True},
        {"age_at_onset": 30.0, "dysphagia": False},
        {"age_at_onset": 50.0},
        {"dysphagia": True},
    ]
    frame = frame_of(records, diagnosis=["DM", "DM", "DM", "other"])
    table = compare(frame, reference="diagnosis", cases="DM").table1
    rows = {(row["variable"], row["group"]): row for row in table.iter_rows(named=True)}
    assert [row["group"] for row in table.iter_rows(named=True)][:3] == ["all", "DM", "other"]
    dysphagia = rows["dysphagia", "DM"]
    assert [dysphagia[name] for name in ("n", "tested", "missing", "present", "share")] == [3, 2, 1, 1, 0.5]
    age = rows["age_at_onset", "all"]
    assert [age[name] for name in ("tested", "missing", "lower_quartile", "median", "upper_quartile")] == [3, 1, 25, 30, 40]
    assert age["unit"] == "years"
    assert rows["age_at_onset", "other"]["median"] is None


def test_the_groups_of_table_1_can_be_another_column_or_none() -> None:
    frame = frame_of([DM, PM, NOTHING], site=["b", "a", "a"])
    assert compare(frame).table_one.groups == ("all",)
    table = compare(frame, table1_by="site").table_one
    assert (table.by, table.groups, table.sizes) == ("site", ("all", "a", "b"), (3, 2, 1))


def test_a_subgroup_stands_for_the_diagnosis_of_its_name_or_the_declared_one() -> None:
    frame = frame_of([DM, PM, PM, NOTHING], diagnosis=["DM", "IMNM", "DM", "PM"])
    options: dict[str, Any] = {"reference": "diagnosis", "cases": ["DM", "IMNM", "PM"]}
    plain, declared = (compare(frame, "eular-acr-2017", **options, equivalent=given) for given in ((), "IMNM=PM"))
    found = [{one.subgroup: one for one in result.overall.subgroups[0].subgroups} for result in (plain, declared)]
    assert [one["PM"].diagnoses for one in found] == [("PM",), ("IMNM", "PM")]
    # Two are given PM: of IMNM and of DM. One has PM and is given none, one IMNM.
    assert [(one["PM"].both, one["PM"].given, one["PM"].diagnosed) for one in found] == [(0, 2, 1), (1, 2, 2)]
    assert found[1]["PM"].precision.value == 0.5
    assert found[1]["DM"].sensitivity.value == 0.5
    among = {one.among: one for one in declared.overall.subgroups}
    assert [among[name].n for name in ("all patients", "classified")] == [4, 3]
    assert among["classified"].agreement.value == pytest.approx(2 / 3)
    assert declared.equivalent == {"IMNM": "PM"}


def test_an_equivalent_that_no_set_gives_is_refused_and_one_that_nobody_has_is_said() -> None:
    frame = frame_of([DM, NOTHING], diagnosis=["DM", "other"])
    options: dict[str, Any] = {"reference": "diagnosis", "cases": "DM"}
    with pytest.raises(UnknownNameError, match="subgroup"):
        compare(frame, **options, equivalent="IMNM=XX")
    with pytest.raises(ComparisonError, match="DIAGNOSIS=SUBGROUP"):
        compare(frame, **options, equivalent="IMNM")
    with pytest.raises(ComparisonError, match="--reference"):
        compare(frame, equivalent="IMNM=PM")
    assert any("`IMNM`" in note for note in compare(frame, **options, equivalent="IMNM=PM").notes)


def test_levels_within_each_diagnosis_are_those_of_the_table_of_patients() -> None:
    frame = frame_of([DM, PM, NOTHING, NOTHING], diagnosis=["DM", "PM", "PM", "other"])
    found = compare(frame, reference="diagnosis", cases=["DM", "PM"]).overall.levels[0]
    assert found.table.rows == ("PM", "DM", "other")
    assert found.roles == ("case", "case", "comparator")
    assert found.table.columns == ("definite", "probable", "possible", "not_met", "excluded")
    assert found.table.counts == ((1, 0, 0, 1, 0), (1, 0, 0, 0, 0), (0, 0, 0, 1, 0))


def test_the_table_of_lundberg_has_a_column_for_each_reading_of_a_set_with_its_own_n() -> None:
    biopsy = {**DM, "biopsy_perimysial": True}
    frame = frame_of([DM, PM, NOTHING, biopsy], diagnosis=["DM", "PM", "other", "DM"])
    found = compare(frame, reference="diagnosis", cases=["DM", "PM"]).overall.summary
    told = [(one.id, one.column, one.performance.cases, one.performance.comparators) for one in found]
    assert told == [
        ("eular-acr-2017", "without biopsy", 2, 1), ("eular-acr-2017", "with biopsy", 1, 0), ("bohan-peter-1975", "all", 3, 1)
    ]  # fmt: skip
    assert [(one.diagnosis, one.classified, one.n) for one in found[0].diagnoses] == [("DM", 1, 1), ("PM", 1, 1), ("other", 0, 1)]
    assert found[1].diagnoses[2].share.reason == "no evaluable patient has this diagnosis"


def test_the_points_of_the_curve_are_scores_in_one_column_and_probabilities_in_all() -> None:
    frame = frame_of([DM, PM, NOTHING, {**NOTHING, "anti_jo1": True}], truth=["yes", "yes", "no", "no"])
    result = compare(frame, "eular-acr-2017", reference="truth", score_cuts=[5.0, 5.3])
    curves = {one.column: one for one in result.overall.curves}
    points = [(point.score, point.true_positive, point.false_positive) for point in curves["without biopsy"].points]
    assert points == [(9.2, 1, 0), (8.0, 2, 0), (5.2, 2, 1), (1.3, 2, 2)]
    # 1 / (1 + exp(5.33 - 9.2)) and 1 / (1 + exp(5.33 - 1.3))
    assert [curves["all"].points[place].probability for place in (0, -1)] == [0.979568, 0.017464]
    assert (result.overall.cases, result.overall.comparators) == (2, 2)
    assert [point.score for point in curves["all"].points] == [None] * 4
    assert curves["all"].youden == curves["all"].points[1]
    assert curves["all"].youden_index == 1
    assert curves["with biopsy"].reason == "there is no case"
    cuts = {(one.cut, one.column): (one.true_positive, one.false_positive) for one in result.overall.score_cuts}
    assert cuts[5.0, "all"] == (2, 1)
    assert cuts[5.3, "all"] == (2, 0)


def test_a_score_cut_at_the_published_cut_gives_the_published_levels() -> None:
    frame = pl.read_csv(COHORTS / "synthetic_500.csv", infer_schema=False)
    result = compare(frame, "eular-acr-2017", reference="diagnosis", cases=["DM", "PM", "IBM"], score_cuts=[5.5, 6.7])
    for cut, column in ((5.5, "without biopsy"), (6.7, "with biopsy")):
        chosen = next(one for one in result.overall.score_cuts if (one.cut, one.column) == (cut, column))
        wanted = (column, "probable", "as recorded")
        level = next(one for one in result.overall.performance if (one.column, one.level, one.basis) == wanted)
        assert chosen.accuracy == level.accuracy
        assert chosen.true_positive == level.true_positive > 0


def test_bands_of_age_keep_those_of_the_criteria_and_say_who_has_none() -> None:
    frame = frame_of([{"age_at_onset": age} for age in (17.9, 18.0, 39.9, 40.0)] + [{"dysphagia": True}])
    result = compare(frame, by="age_at_onset:18,40")
    assert [(one.name, one.n) for one in result.strata] == [
        ("below 18", 1), ("18 to below 40", 2), ("40 or more", 1), ("not recorded", 1)
    ]  # fmt: skip
    dates = pl.DataFrame(
        {"birth_date": ["2000-01-01"], "symptom_onset_date": ["2019-01-01"], "age_at_onset": [None], "dysphagia": ["yes"]}
    )
    assert [one.name for one in compare(dates, by="age_at_onset:18,40").strata] == ["18 to below 40"]


def test_bands_of_a_column_of_the_file_and_bounds_that_are_none() -> None:
    frame = pl.DataFrame({"a": ["yes"] * 3, "b": ["no"] * 3, "months": ["2", "11,5", "x"], "c:1": ["p", "q", "q"]})
    names = [one.name for one in compare(frame, assigned=("a", "b"), by="months:6,12").strata]
    assert names == ["below 6", "6 to below 12", "not recorded"]
    assert [one.name for one in compare(frame, assigned=("a", "b"), by="c:1").strata] == ["p", "q"]
    for wrong, message in (("months:6,x", "COLUMN:NUMBER"), ("months:12,6", "ascend"), ("a:1", "no numbers")):
        with pytest.raises(ComparisonError, match=message):
            compare(frame, assigned=("a", "b"), by=wrong)


def test_strata_are_tested_against_each_other_without_those_of_whom_it_is_not_known() -> None:
    frame = pl.DataFrame(
        {"a": ["yes"] * 30 + ["no"] * 40, "b": ["yes"] * 70, "site": ["x"] * 20 + ["y"] * 20 + ["x"] * 10 + [None] * 20}
    )
    tests = {(one.statistic, one.sets): one.test for one in compare(frame, assigned=("a", "b"), by="site").stratum_tests}
    found = tests["classified", ("a",)]
    assert found.n == 50
    assert found.statistic == pytest.approx(50 * (20 * 10 - 10 * 10) ** 2 / (30 * 20 * 30 * 20))
    assert tests["classified", ("b",)].reason == "every patient of every group has the same answer"


def test_every_reference_after_the_first_has_patients_and_numbers_of_its_own() -> None:
    frame = pl.DataFrame(
        {"a": ["yes", "yes", "no", "no"], "doctor": ["DM", "DM", "no", None], "panel": ["yes", "no", "no", "yes"]}
    )
    result = compare(frame, assigned="a", reference=("doctor", "panel"), cases={"doctor": "DM"})
    assert result.reference is not None
    assert (result.reference.column, result.flow.evaluable, result.flow.without_reference) == ("doctor", 3, 1)
    (other,) = result.references
    assert (other.reference.column, other.flow.evaluable) == ("panel", 4)
    own = [numbers.performance[0].accuracy.sensitivity.value for numbers in (result.overall, other.numbers)]
    assert own == [1, 0.5]
    assert set(result.numbers["stratum"]) == {"all patients", "reference: panel"}
    with pytest.raises(UnknownNameError, match="did you mean `doctor`"):
        compare(frame, assigned="a", reference=("doctor", "panel"), cases={"docter": "DM"})


def test_the_command_gives_cases_to_the_reference_that_they_name(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("patient_id,a,doctor,panel\n1,yes,DM,sure\n2,yes,DM,not\n3,no,none,sure\n")
    words = ("--assigned", "a", "--reference", "doctor", "--reference", "panel", "--cases", "doctor=DM", "--cases", "panel=sure")
    told = run(str(file), *words)
    assert told["reference"]["cases"] == ["DM"]
    assert told["references"][0]["reference"]["cases"] == ["sure"]


def test_comparators_alone_have_a_specificity_and_a_diagnosis_that_nobody_has_is_said() -> None:
    frame = frame_of([NOTHING, PM], diagnosis=["dystrophy", "dystrophy"])
    result = compare(frame, reference="diagnosis", cases=["DM", "PM"])
    accuracy = result.overall.performance[0].accuracy
    assert accuracy.specificity.value == 0.5
    assert accuracy.sensitivity.reason == "no patient is a case by the reference"
    assert {item.n for item in result.overall.diagnoses if item.diagnosis == "DM"} == {0}
    assert result.reference is not None
    assert result.reference.absent == ("DM", "PM")
    assert any("no patient has the value `DM`" in note for note in result.notes)


def unranked(criteria: CriteriaSet) -> CriteriaSet:
    return replace(criteria, id="categories", ranked=False, classified=("definite",))


def test_levels_that_are_not_ranked_have_no_weights_no_cut_from_below_and_the_reason_is_said() -> None:
    criteria = find("bohan-peter-1975")
    frame = frame_of([DM, PM, NOTHING], truth=["yes", "yes", "no"])
    result = compare(frame, [unranked(criteria), criteria], reference="truth")
    agreement = result.overall.pairs[0].agreements[0]
    assert agreement.kappa_linear.reason == agreement.kappa_quadratic.reason
    assert "not ranked" in (agreement.kappa_linear.reason or "")
    assert agreement.bowker.method != "none"
    assert {item.level for item in result.overall.performance if item.id == "categories"} == {"classified"}
    assert {item.level for item in result.overall.performance if item.id == criteria.id} > {"classified", "definite"}
    assert result.overall.levels[0].table.columns == (*criteria.levels, "excluded")


def test_which_levels_count_is_taken_from_each_set_and_can_be_asked_for() -> None:
    criteria = find("bohan-peter-1975")
    frame = frame_of([DM, PM, NOTHING])
    pairs = [unranked(criteria), criteria]

    def counted(positive: Any) -> list[tuple[str, ...]]:
        return [one.classified for one in compare(frame, pairs, positive=positive).sets]

    assert counted(None) == [("definite",), ("probable", "definite")]
    assert counted("possible") == [("possible",), ("possible", "probable", "definite")]
    assert counted("categories=possible,probable") == [("possible", "probable"), ("probable", "definite")]
    assert counted({"bohan-peter-1975": "definite"}) == [("definite",), ("definite",)]
    with pytest.raises(UnknownNameError, match="did you mean `categories`"):
        counted("categorie=possible")


def test_sets_with_other_levels_are_compared_on_yes_and_no_alone() -> None:
    frame = frame_of([DM, NOTHING], panel=["yes", "no"])
    result = compare(frame, "bohan-peter-1975", assigned="panel")
    assert "only yes or no" in (result.overall.pairs[0].agreements[0].bowker.reason or "")
    assert result.overall.pairs[0].levels is None


def test_json_names_every_patient_once() -> None:
    frame = pl.read_csv(COHORTS / "synthetic_500.csv", infer_schema=False)
    result = compare(frame.with_columns(patient_id="patient-" + pl.col("patient_id")), reference="diagnosis", cases=["DM"])
    text = result.to_json()
    assert text.count("patient-001") == 1
    assert Comparison.from_json(text) == result
    assert Comparison.from_json(text).patients.equals(result.patients)


def test_the_tidy_frame_has_one_row_for_every_estimate() -> None:
    frame = pl.read_csv(COHORTS / "synthetic_500.csv", infer_schema=False)
    numbers = compare(frame, reference="diagnosis", cases=["DM", "PM"], by="site", score_cuts=[6]).numbers
    assert numbers.columns == [
        "section", "basis", "sets", "stratum", "level", "statistic", "k", "n", "estimate", "low", "high", "p", "method", "reason"
    ]  # fmt: skip
    assert numbers.select(["section", "basis", "sets", "stratum", "level", "statistic", "method"]).is_unique().all()
    assert numbers.filter(pl.col("estimate").is_null(), pl.col("reason").is_null()).is_empty()
    shares = numbers.filter(pl.col("k").is_not_null(), pl.col("estimate").is_not_null())
    assert shares.height > 200
    assert (shares["k"] / shares["n"] - shares["estimate"]).abs().max() < 1e-12  # type: ignore[operator]


def test_a_finding_of_a_set_of_ones_own_is_read_counted_and_in_table_1() -> None:
    own = Finding("raynaud_of_ours", "Raynaud's phenomenon", "as examined", "our own")
    level = Decision("level", ("not_met", "met"), (Line("met", any_of(own, heliotrope_rash)), Line("not_met")))
    criteria = CriteriaSet(
        id="our-own", title="ours", revision=1, citations=(), columns=(Column("", level),), excluded=as_rule(better_explanation),
        classified=("met",),
    )  # fmt: skip
    frame = pl.DataFrame(
        {"raynaud_of_ours": ["yes", "no", None], "heliotrope_rash": ["no", "no", "no"], "truth": ["yes", "no", "no"]}
    )
    result = compare(frame, criteria, reference="truth")
    assert result.patients["our_own_level"].to_list() == ["met", "not_met", "not_met"]
    assert result.patients["our_own_open_levels"].to_list() == ["met", "not_met", "not_met|met"]
    assert result.overall.performance[0].accuracy.sensitivity.value == 1
    assert not result.overall.curves
    assert not result.overall.subgroups
    assert result.table1.filter(pl.col("variable") == "raynaud_of_ours")["tested"].to_list() == [2, 1, 1]
    assert result.knowing[0].findings[0].finding == "raynaud_of_ours"
    assert result.knowing[0].findings[0].settled == 1
    assert Comparison.from_json(result.to_json()) == result
