"""Pairs on both sides of every published boundary.

For every finding, cut-off and column: a record that holds the finding and sits exactly on the cut-off, the same record
without the finding, and a record that holds the finding and sits one tenth below. The records are searched among all
complete patterns; a weight or a cut-off that is off by one tenth moves one of them across.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from myositis.dictionary.dates import parse_days
from myositis.dictionary.record import derive
from myositis.one_patient.classification import classify_record
from myositis.published import find
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.values import Interval
from test_complete_patterns import AGES, patterns, scored
from test_double_entry import COLUMNS, CRITERIA_FINDINGS, in_tenths, published

CHILD, ADULT, OLDER = range(len(AGES))


def bounds(column: str) -> dict[str, int]:
    """The published cut-offs of a column, in tenths."""
    rows = published("eular_acr_2017_levels")
    return {row["level"]: in_tenths(row[COLUMNS[column]]) for row in rows if row["probability"]}


def one_tenth_below(column: str, bound: int) -> str:
    """The level just below a cut-off."""
    below = [level for level, lowest in bounds(column).items() if bound - 1 >= lowest]
    return below[0] if below else "not_met"


@lru_cache
def boundary_records(column: str) -> tuple[tuple[str, dict[str, Any], int, str], ...]:
    """(what it is, record, score in tenths, level) on and one tenth below every cut-off, for every row of the score."""
    table = patterns(column)
    names, points, by_age = scored(column)
    weights = [(name, table.findings[name], points[name]) for name in names]
    weights += [("onset 18 to 39", table.ages == ADULT, by_age[ADULT]), ("onset from 40", table.ages == OLDER, by_age[OLDER])]
    found = []
    for name, held, weight in weights:
        for level, bound in bounds(column).items():
            on, below = (np.flatnonzero(held & (table.score == score)) for score in (bound, bound - 1))
            assert len(on), f"no complete pattern with {name} sits on {bound}"
            assert len(below), f"no complete pattern with {name} sits one tenth below {bound}"
            record = table.record(int(on[0]))
            found.append((f"{name}, on {bound}", record, bound, level))
            without = {**record, "age_at_onset": 10.0} if name.startswith("onset") else {**record, name: False}
            left = bound - weight
            lower = next((other for other, lowest in bounds(column).items() if left >= lowest), "not_met")
            found.append((f"{name}, {bound} without it", without, left, lower))
            record = table.record(int(below[0]))
            found.append((f"{name}, one tenth below {bound}", record, bound - 1, one_tenth_below(column, bound)))
    return tuple(found)


@lru_cache
def age_records(column: str) -> tuple[tuple[str, dict[str, Any], int, str], ...]:
    """Records at ages 17.999, 18, 39.999 and 40 whose level hangs on the age, and one year to either side."""
    table = patterns(column)
    _, _, by_age = scored(column)
    found = []
    for age, cell in ((17, CHILD), (17.999, CHILD), (18, ADULT), (39, ADULT), (39.999, ADULT), (40, OLDER), (41, OLDER)):
        for bound in bounds(column).values():
            for neighbour in {CHILD, ADULT, OLDER} - {cell}:
                # With the points of this age on one side of the cut-off, with those of a neighbouring age on the other.
                others = table.score - np.array(by_age)[table.ages]
                own, next_to = others + by_age[cell], others + by_age[neighbour]
                places = np.flatnonzero((own >= bound) != (next_to >= bound))
                record = {**table.record(int(places[0])), "age_at_onset": float(age)}
                score = int(own[places[0]])
                level = next((name for name, lowest in bounds(column).items() if score >= lowest), "not_met")
                found.append((f"onset at {age}, cut-off {bound}", record, score, level))
    return tuple(found)


def boundary_differences(criteria: CriteriaSet, column: str) -> Iterator[str]:
    """Every boundary record that gets another level or score; for the mutation check, too."""
    for what, record, score, level in (*boundary_records(column), *age_records(column)):
        result = classify_record(record, criteria)
        found = (result.level, round(10 * (result.score or 0)), result.column)
        if found != (level, score, column):
            yield f"{what}: {found}, worked out {(level, score, column)}"


def classified_as(age: float | Interval, **findings: bool) -> dict[str, Any]:
    """A definite case without rash by other findings, at an age."""
    return {"anti_jo1": True, "heliotrope_rash": True, "gottron_sign": True, "neck_flexors_weaker": True, **findings} | {
        "age_at_onset": age
    }


def tree_boundary_differences(criteria: CriteriaSet) -> Iterator[str]:
    """The age of 18 in the tree, for whole ages and for ages known as an interval."""
    for age, subgroup, open_subgroups in (
        (17.0, "JDM", ("JDM",)),
        (17.999, "JDM", ("JDM",)),
        (18.0, "DM", ("DM",)),
        (19.0, "DM", ("DM",)),
        (Interval(16, 17), "JDM", ("JDM",)),
        (Interval(17, 18), None, ("JDM", "DM")),
        (Interval(18, 19), "DM", ("DM",)),
        (None, None, ("JDM", "DM")),
    ):
        result = classify_record(classified_as(age), criteria)  # type: ignore[arg-type]
        if (result.subgroup, result.open_subgroups) != (subgroup, open_subgroups):
            yield f"onset at {age}: {result.subgroup} of {result.open_subgroups}, not {subgroup} of {open_subgroups}"


def disagreement_differences(criteria: CriteriaSet) -> Iterator[str]:
    """The note about the formula stands at the three published scores, not a tenth beside them, with its percentage."""
    table = patterns("without biopsy")
    rows = {in_tenths(row["score"]): row for row in published("eular_acr_2017_formula_disagreements")}
    for score in sorted({near for exact in rows for near in (exact - 1, exact, exact + 1)}):
        result = classify_record(table.record(int(np.flatnonzero(table.score == score)[0])), criteria)
        noted = "probability_disagrees" in {note.code for note in result.notes}
        if noted != (score in rows):
            yield f"score {score}: the note about the formula is {'there' if noted else 'missing'}"
        if score in rows and f"{100 * (result.probability or 0):.2f}" != rows[score]["probability_percent"]:
            yield f"score {score}: probability {result.probability}"


def bohan_peter_boundary_differences(criteria: CriteriaSet) -> Iterator[str]:
    """With n of all five criteria met: definite for 4 and more, probable for 3, possible for 2 (less counts rash alone)."""
    names = list(CRITERIA_FINDINGS.values())
    for number in range(32):
        record: dict[str, Any] = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        record["aldolase_elevated"] = False
        met = number.bit_count()
        expected = {5: "definite", 4: "definite", 3: "probable", 2: "possible"}.get(met, "not_met")
        result = classify_record(record, criteria)
        if result.level != expected:
            yield f"{met} of five: {result.level}"
        named = None if expected == "not_met" else "DM" if record["dm_rash"] else "PM"
        if result.subgroup != named:
            yield f"{met} of five: {result.subgroup}, not {named}"
    child = {"proximal_weakness": True, "muscle_enzymes_elevated": True, "childhood_vasculitis": True}
    for age, groups in ((17.0, ("IV",)), (17.999, ("IV",)), (18.0, ("I",)), (19.0, ("I",))):
        result = classify_record({**child, "age_at_onset": age}, criteria)
        if result.groups != groups:
            yield f"vasculitis with onset at {age}: {result.groups}, not {groups}"


@pytest.mark.parametrize("column", COLUMNS)
def test_every_finding_moves_a_patient_across_every_cut_off(column: str) -> None:
    assert not list(boundary_differences(find("eular-acr-2017"), column))


@pytest.mark.parametrize("column", COLUMNS)
def test_boundary_records_hold_both_sides_of_every_cut_off_for_every_row(column: str) -> None:
    names, _, _ = scored(column)
    records = boundary_records(column)
    assert len(records) == 3 * 3 * (len(names) + 2)
    assert {level for *_, level in records} == {"not_met", "possible", "probable", "definite"}


def test_the_tree_turns_on_the_18th_birthday() -> None:
    assert not list(tree_boundary_differences(find("eular-acr-2017")))


def test_the_note_about_the_formula_stands_at_three_scores_only() -> None:
    assert not list(disagreement_differences(find("eular-acr-2017")))


def test_bohan_and_peter_count_n_of_five() -> None:
    assert not list(bohan_peter_boundary_differences(BOHAN_PETER_1975))


def test_the_published_float_trap_is_possible_and_not_below() -> None:
    record = dict.fromkeys(("proximal_upper_weakness", "neck_flexors_weaker", "legs_proximal_weaker", "dysphagia"), True)
    record["muscle_enzymes_elevated"] = True
    assert 0.7 + 1.9 + 0.9 + 0.7 + 1.3 < 5.5, "the sum in binary floats falls short of the cut-off"
    result = classify_record({**record, "age_at_onset": 10.0}, find("eular-acr-2017"))
    assert (result.score, result.level) == (5.5, "probable")


@pytest.mark.parametrize(
    ("birth", "onset", "age"),
    [
        ("1990-06-15", "2008-06-14", 17),
        ("1990-06-15", "2008-06-15", 18),
        ("1992-02-29", "2010-02-28", 17),
        ("1992-02-29", "2010-03-01", 18),
        ("1992-02-29", "2012-02-29", 20),
        ("1960-01-01", "1999-12-31", 39),
        ("1960-01-01", "2000-01-01", 40),
    ],
)
def test_an_age_is_counted_in_birthdays_and_never_in_days(birth: str, onset: str, age: int) -> None:
    known = derive({"birth_date": parse_days(birth), "symptom_onset_date": parse_days(onset)})
    assert known["age_at_onset"] == age


def test_a_mutated_cut_off_is_seen_by_the_boundary_records() -> None:
    criteria = find("eular-acr-2017")
    column = criteria.columns[0]
    lines = column.level.lines
    higher = replace(lines[0].rule, needed=lines[0].rule.needed + 1)  # type: ignore[arg-type, union-attr]
    level = replace(column.level, lines=(replace(lines[0], rule=higher), *lines[1:]))
    mutant = replace(criteria, columns=(replace(column, level=level), criteria.columns[1]))
    assert list(boundary_differences(mutant, "without biopsy"))
