"""Every complete pattern of EULAR/ACR 2017, and of Bohan & Peter, gets what plain arithmetic on the transcribed tables says.

The arithmetic is done here, on whole tenths, from `fixtures/published_tables`; it shares nothing with the package. The two
fast readers, one patient and cohort, must both agree with it on all 3,072 patterns without and 49,152 with biopsy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from myositis.cohort.engines import classify_cohort
from myositis.one_patient.classification import classify_record
from myositis.published import find, variants
from myositis.published.criteria_set import CriteriaSet
from test_double_entry import COLUMNS, RASHES, in_tenths, published

AGES = {"age_at_onset < 18": 10.0, "18 <= age_at_onset < 40": 30.0, "age_at_onset >= 40": 60.0}
"""One age for each row of the score, and one for childhood, which has none."""

WEAKNESSES = ("proximal_upper_weakness", "proximal_lower_weakness", "neck_flexors_weaker", "legs_proximal_weaker")
BIOPSY = ("biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular", "biopsy_rimmed_vacuoles")
RESPONSES = ("improved", "not_improved", "not_treated")


@dataclass(frozen=True)
class Patterns:
    """Complete patterns of one column of the score, with their results by plain arithmetic.

    findings: a column of truths per finding. ages: which of `AGES`. response: which of `RESPONSES`. score: whole tenths.
    """

    column: str
    findings: dict[str, npt.NDArray[np.bool_]]
    ages: npt.NDArray[np.int64]
    response: npt.NDArray[np.int64]
    score: npt.NDArray[np.int64]
    level: npt.NDArray[np.str_]
    subgroup: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.score)

    def record(self, place: int) -> dict[str, Any]:
        """One pattern as a record."""
        record: dict[str, Any] = {name: bool(values[place]) for name, values in self.findings.items()}
        record["age_at_onset"] = list(AGES.values())[self.ages[place]]
        record["treatment_response"] = RESPONSES[self.response[place]]
        record["muscle_biopsy_performed"] = self.column == "with biopsy"
        return record

    def frame(self) -> pl.DataFrame:
        """All patterns as a cohort."""
        return pl.DataFrame(
            {
                "patient_id": [str(place) for place in range(len(self))],
                **self.findings,
                "age_at_onset": np.array(list(AGES.values()))[self.ages],
                "treatment_response": np.array(RESPONSES)[self.response].tolist(),
                "muscle_biopsy_performed": np.full(len(self), self.column == "with biopsy"),
            }
        )


def scored(column: str) -> tuple[list[str], dict[str, int], list[int]]:
    """The yes/no findings of a column in order, their points in tenths, and the points of the three ages."""
    rows = [row for row in published("eular_acr_2017_score") if row[COLUMNS[column]]]
    points = {row["finding"]: in_tenths(row[COLUMNS[column]]) for row in rows if row["condition"] == "present"}
    by_age = {row["condition"]: in_tenths(row[COLUMNS[column]]) for row in rows if row["finding"] == "age_at_onset"}
    return list(points), points, [by_age.get(condition, 0) for condition in AGES]


@lru_cache
def patterns(column: str) -> Patterns:
    """Every complete pattern of one column; finger flexors and treatment response go round in steps of their own."""
    names, points, by_age = scored(column)
    count = 3 << len(names)
    number = np.arange(count)
    ages = number % 3
    findings = {name: (number // 3 >> place & 1).astype(bool) for place, name in enumerate(names)}
    score = np.array(by_age)[ages] + sum(points[name] * findings[name] for name in names)
    findings["finger_flexor_weakness"] = number * 7 // 5 % 2 == 1
    response = number * 11 // 13 % 3
    level = np.full(count, "not_met", dtype="<U10")
    bounds = {row["level"]: row[COLUMNS[column]] for row in published("eular_acr_2017_levels") if row["probability"]}
    for name in ("possible", "probable", "definite"):
        level[score >= in_tenths(bounds[name])] = name
    tree = {tuple(list(row.values())[:6]): row["subgroup"] for row in published("eular_acr_2017_subgroups")}
    rash, weak = (np.any([findings[name] for name in group], axis=0) for group in (RASHES, WEAKNESSES))
    vacuoles = findings.get("biopsy_rimmed_vacuoles", np.zeros(count, dtype=bool))
    questions = zip(ages == 0, rash, weak, findings["finger_flexor_weakness"], response, vacuoles, strict=True)
    leaf = np.array(
        [
            tree[yes(child), yes(any_rash), yes(weakness), yes(fingers), RESPONSES[answer], yes(rimmed)]
            for child, any_rash, weakness, fingers, answer, rimmed in questions
        ]
    )
    subgroup = np.where(np.isin(level, ("probable", "definite")), leaf, "none")
    return Patterns(column, findings, ages, response, score, level, subgroup)


def yes(truth: Any) -> str:
    return "yes" if truth else "no"


def pattern_differences(criteria: CriteriaSet, column: str, places: list[int]) -> list[str]:
    """The patterns of which the reader of one patient says something else; for the mutation check."""
    table = patterns(column)
    return [
        str(table.record(place))
        for place in places
        if (result := classify_record(table.record(place), criteria)).level != table.level[place]
        or (result.subgroup or "none") != table.subgroup[place]
        or round(10 * (result.score or 0)) != table.score[place]
    ]


@pytest.mark.parametrize("column", COLUMNS)
def test_there_are_as_many_complete_patterns_as_published(column: str) -> None:
    count = next(row for row in published("constants") if row["constant"] == "complete patterns")[COLUMNS[column]]
    assert len(patterns(column)) == int(count)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_patterns_reach_every_level_subgroup_and_answer_of_the_tree(column: str) -> None:
    table = patterns(column)
    assert set(table.level) == {"not_met", "possible", "probable", "definite"}
    assert set(table.subgroup) == {"none", "JDM", "JM", "DM", "ADM", "IBM", "PM"}
    assert set(zip(table.findings["finger_flexor_weakness"].tolist(), table.response.tolist(), strict=True)) == set(
        product((False, True), range(3))
    )


@pytest.mark.parametrize("column", COLUMNS)
def test_the_cohort_reader_agrees_on_every_complete_pattern(column: str) -> None:
    table = patterns(column)
    result = classify_cohort(table.frame(), "eular-acr-2017")
    assert result["eular_acr_2017_column"].unique().to_list() == [column]
    np.testing.assert_array_equal(result["eular_acr_2017_level"].to_numpy(), table.level)
    np.testing.assert_array_equal(result["eular_acr_2017_subgroup"].fill_null("none").to_numpy(), table.subgroup)
    assert (result["eular_acr_2017_score"] == pl.Series(table.score / 10)).all(), "a score is its tenths divided by 10"
    assert result["eular_acr_2017_determined"].all()
    np.testing.assert_array_equal(result["eular_acr_2017_open_levels"].to_numpy(), table.level)
    np.testing.assert_array_equal(result["eular_acr_2017_open_subgroups"].to_numpy(), table.subgroup)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_reader_of_one_patient_agrees_on_every_complete_pattern(column: str) -> None:
    criteria = find("eular-acr-2017")
    assert not pattern_differences(criteria, column, list(range(len(patterns(column)))))


def float_sums(column: str) -> npt.NDArray[np.float64]:
    """The scores as binary floats, added in the order of the table: what this package must not do."""
    table = patterns(column)
    names, points, by_age = scored(column)
    total = (np.array(by_age) / 10)[table.ages]
    for name in names:
        total = total + np.where(table.findings[name], points[name] / 10, 0.0)
    return total


@pytest.mark.parametrize("column", COLUMNS)
def test_patterns_that_float_sums_misplace_are_on_the_right_side_of_the_cut_off(column: str) -> None:
    table, floats = patterns(column), float_sums(column)
    levels = [row for row in published("eular_acr_2017_levels") if row["probability"]]
    wrong = np.zeros(len(table), dtype=bool)
    for row in levels:
        bound = row[COLUMNS[column]]
        wrong |= (floats >= float(bound)) != (table.score >= in_tenths(bound))
    misplaced = next(row for row in published("constants") if row["constant"].startswith("patterns misplaced"))
    assert wrong.sum() == int(misplaced[COLUMNS[column]])
    assert not pattern_differences(find("eular-acr-2017"), column, np.flatnonzero(wrong).tolist())


ENZYMES = ("ck_elevated", "ldh_elevated", "ast_elevated", "alt_elevated")
EMG = ("emg_short_polyphasic", "emg_spontaneous_activity", "emg_repetitive_discharges")
COMPLETE = ("proximal_weakness", "biopsy_myositis", "dm_rash", *ENZYMES, "aldolase_elevated", *EMG)


@pytest.mark.parametrize("criteria", variants("bohan-peter-1975"), ids=lambda criteria: criteria.full_id)
def test_bohan_and_peters_options_agree_on_every_complete_pattern(criteria: CriteriaSet) -> None:
    number = np.arange(1 << len(COMPLETE))
    held = {name: (number >> place & 1).astype(bool) for place, name in enumerate(COMPLETE)}
    options = {"emg": "reader", "enzymes": "any", **dict(criteria.options)}
    ck = held["ck_elevated"]
    enzymes = np.any([held[name] for name in (*ENZYMES, "aldolase_elevated")], axis=0)
    short, spontaneous, repetitive = (held[name] for name in EMG)
    emg = {
        "reader": short & (spontaneous | repetitive),
        "triad": short & spontaneous & repetitive,
        "any": short | spontaneous | repetitive,
    }
    first_four = [
        held["proximal_weakness"],
        held["biopsy_myositis"],
        ck if options["enzymes"] == "ck_only" else enzymes,
        emg[options["emg"]],
    ]
    table = {
        (int(row["m"]), row["rash"] == "yes"): (row["level"], row["subgroup"]) for row in published("bohan_peter_1975_levels")
    }
    met = np.sum(first_four, axis=0)
    expected = [table[key] for key in zip(met.tolist(), held["dm_rash"].tolist(), strict=True)]
    frame = pl.DataFrame({"patient_id": [str(place) for place in number], **held})
    result = classify_cohort(frame, criteria)
    level, subgroup = (result[f"{criteria.prefix}_{name}"].fill_null("none").to_list() for name in ("level", "subgroup"))
    assert list(zip(level, subgroup, strict=True)) == expected
    assert result[f"{criteria.prefix}_determined"].all()
