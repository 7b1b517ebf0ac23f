"""Every published number stands twice: in the modules, and in `fixtures/published_tables`, typed from a second reading.

Each function names the cells that differ. The mutation test asks the same functions, and the boundary pairs, about tables in
which one number was changed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from myositis.response import acr_eular_2016, imacs_2004, proderm
from myositis.response.acr_eular_2016 import ENZYME_RANGES, POINTS, THRESHOLDS
from myositis.response.change import points_of
from myositis.response.measures import CORE_SET
from myositis.response.settling_columns import STEP, STEPS
from myositis.response.vocabulary import PointsRow, PointsTable, Thresholds

TABLES = Path(__file__).parents[2] / "fixtures" / "published_tables"
BINS = {
    (5, 15, 25, 40): ("5_or_worse", "above_5_to_15", "above_15_to_25", "above_25_to_40", "above_40"),
    (2, 10, 20, 30): ("2_or_worse", "above_2_to_10", "above_10_to_20", "above_20_to_30", "above_30"),
}
WORDS = {
    "physician global": "physician_global", "patient global": "patient_global", "HAQ": "haq", "CHAQ": "chaq",
    "most abnormal enzyme": "enzyme", "CHQ-PhS": "chq_phs", "extramuscular global": "extramuscular_global", "DAS": "das",
    "MMT": "mmt", "CMAS": "cmas",
}  # fmt: skip


def published(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(table: PointsTable) -> Iterator[str]:
    """The cells in which a table of points differs from the transcription."""
    expected = published("acr_eular_2016_points")
    if len(expected) != len(table.rows):
        yield f"{len(table.rows)} rows, {len(expected)} in the transcription"
    for row, told in zip(table.rows, expected, strict=False):
        words = [WORDS[told[column]] for column in ("measure", "alternative") if told[column]]
        if [measure.name for measure in row.measures] != words:
            yield f"{row.name}: measures"
        columns = BINS.get(row.above)
        printed = {name: told[name] for names in BINS.values() for name in names if told[name]}
        given = {} if columns is None else dict(zip(columns, row.points, strict=True))
        if {name: float(value) for name, value in printed.items()} != given:
            yield f"{row.name}: {given} in the module, {printed} in the transcription"
        if table.grade != told["grade"]:
            yield f"{row.name}: grade"


def threshold_differences(thresholds: dict[str, Thresholds]) -> Iterator[str]:
    expected = {told["thresholds"]: told for told in published("acr_eular_2016_categories")}
    if expected.keys() != thresholds.keys():
        yield "the names of the thresholds"
    for name, one in thresholds.items():
        told = expected.get(name, {})
        if [(category, str(lowest)) for category, lowest in one.lowest] != [
            (category, told.get(category)) for category in ("major", "moderate", "minimal")
        ]:
            yield f"{name}: {one.lowest}"
        if one.grade != told.get("grade"):
            yield f"{name}: grade"


def boundary_differences(table: PointsTable) -> Iterator[str]:
    """Just under, on and just over the lower edge of every bin, by the transcription."""
    hair = Fraction(1, 10**6)
    for row, told in zip(table.rows, published("acr_eular_2016_points"), strict=True):
        edges = next(edges for edges, names in BINS.items() if told[names[0]])
        points = [Fraction(told[name]) for name in BINS[edges]]
        for edge, (before, after) in zip(edges, pairwise(points), strict=True):
            for percent, due in ((edge - hair, before), (Fraction(edge), before), (edge + hair, after)):
                if points_of(row, percent) != due * 10:
                    yield f"{row.name} at {float(percent)} %"


def test_points_are_those_of_the_transcription() -> None:
    assert list(differences(POINTS)) == []


def test_points_just_under_on_and_just_over_every_edge() -> None:
    assert list(boundary_differences(POINTS)) == []


def test_thresholds_are_those_of_the_transcription() -> None:
    assert list(threshold_differences(THRESHOLDS)) == []


def test_the_highest_points_add_up_to_100_and_no_points_to_0() -> None:
    assert sum(row.tenths[-1] for row in POINTS.rows) == 1000
    assert sum(row.tenths[0] for row in POINTS.rows) == 0


def test_points_are_multiples_of_2_5_so_that_a_pattern_of_them_can_be_packed() -> None:
    assert all(points % STEP == 0 and points // STEP < STEPS for row in POINTS.rows for points in row.tenths)


def test_measures_are_those_of_the_transcription() -> None:
    told = {row["measure"]: (row["direction of improvement"], row["highest values"], row["grade of the range"])
            for row in published("response_measures")}  # fmt: skip
    made = {
        name: ("falls" if one.better == "lower" else "rises", "|".join(map(str, one.maxima)), one.range_grade)
        for name, one in CORE_SET.items()
    }
    assert made == told


def test_end_points_are_those_of_the_transcription() -> None:
    told = {(row["definition"], row["item"]): (row["number"], row["grade"]) for row in published("response_end_points")}
    deterioration, imacs = "ProDERM confirmed deterioration", "IMACS 2004"
    minimal = dict(acr_eular_2016.ADULT.lowest)[proderm.RESPONDER]
    grade = proderm.GRADE
    made = {
        ("ProDERM responder", "lowest total improvement score"): (minimal, "A"),
        (deterioration, "consecutive visits"): (proderm.CONSECUTIVE, grade),
        (deterioration, f"limb a: physician global worse by at least (cm of {proderm.SCALE_CM})"): (proderm.GLOBAL_CM, grade),
        (deterioration, "limb a: MMT worse by at least (percent)"): (proderm.MMT_PERCENT, grade),
        (deterioration, f"limb b: extramuscular global worse by at least (cm of {proderm.SCALE_CM})"): (proderm.GLOBAL_CM, grade),
        (deterioration, "limb c: measures"): (proderm.MEASURES_NEEDED, grade),
        (deterioration, "limb c: worse by at least (percent)"): (proderm.MEASURES_PERCENT, grade),
        (imacs, "measures better"): (imacs_2004.NEEDED, imacs_2004.GRADE),
        (imacs, "better by at least (percent)"): (imacs_2004.BETTER, imacs_2004.GRADE),
        (imacs, "measures worse at most"): (imacs_2004.ALLOWED, imacs_2004.GRADE),
        (imacs, "worse by at least (percent)"): (imacs_2004.WORSE, imacs_2004.GRADE),
    }
    unconfirmed = "unconfirmed enzyme range (multiples of the limit)"
    made |= {(unconfirmed, name): (times, "C") for name, times in ENZYME_RANGES["15_6_3"].items()}
    assert {key: (str(number), level) for key, (number, level) in made.items()} == told


def mutants() -> Iterator[tuple[str, PointsTable]]:
    """The table with one number shifted: every point by 2.5 either way, every edge by 1 either way, two rows swapped."""

    def with_row(place: int, row: PointsRow) -> PointsTable:
        return replace(POINTS, rows=(*POINTS.rows[:place], row, *POINTS.rows[place + 1 :]))

    for place, row in enumerate(POINTS.rows):
        for bin_, step in ((bin_, step) for bin_ in range(5) for step in (-2.5, 2.5)):
            points = tuple(one + step * (at == bin_) for at, one in enumerate(row.points))
            yield f"{row.name}, bin {bin_ + 1}, {step:+}", with_row(place, replace(row, points=points))
        for edge, step in ((edge, step) for edge in range(4) for step in (-1, 1)):
            above = tuple(one + step * (at == edge) for at, one in enumerate(row.above))
            yield f"{row.name}, edge {edge + 1}, {step:+}", with_row(place, replace(row, above=above))
    for place in range(5):
        first, second = POINTS.rows[place : place + 2]
        swapped = with_row(place, replace(first, points=second.points, above=second.above))
        if swapped != POINTS:
            yield f"{first.name} with the row of {second.name}", swapped


@pytest.mark.parametrize(("name", "table"), list(mutants()), ids=lambda item: item if isinstance(item, str) else "")
def test_a_shifted_number_is_found_twice(name: str, table: PointsTable) -> None:
    assert list(differences(table)), f"{name}: the cells do not show it"
    same = [row.tenths for row in table.rows] == [row.tenths for row in POINTS.rows] and all(
        changed.above == row.above or SAME_ON_BOTH_SIDES.get(row.name) == _moved(row, changed)
        for row, changed in zip(POINTS.rows, table.rows, strict=True)
    )
    assert same or list(boundary_differences(table)), f"{name}: the boundary pairs do not show it"


SAME_ON_BOTH_SIDES = {"haq": 2, "enzyme": 3}
"""Edges (from 0) with the same points below and above, as printed: shifting them changes no score, only the printed table."""


def _moved(row: PointsRow, changed: PointsRow) -> int:
    """Which edge differs."""
    return next(place for place, (one, other) in enumerate(zip(row.above, changed.above, strict=True)) if one != other)


@pytest.mark.parametrize("name", sorted(THRESHOLDS))
@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("step", [-2.5, 2.5])
def test_a_shifted_threshold_is_found(name: str, place: int, step: float) -> None:
    one = THRESHOLDS[name]
    lowest = tuple((category, value + step * (at == place)) for at, (category, value) in enumerate(one.lowest))
    changed = {**THRESHOLDS, name: replace(one, lowest=lowest)}
    assert list(threshold_differences(changed))
    told = next(row for row in published("acr_eular_2016_categories") if row["thresholds"] == name)
    category = one.lowest[place][0]
    edge = int(told[category]) * 10
    right = (one.category(edge), one.category(edge - 25))
    assert right == (category, ["none", "minimal", "moderate"][["minimal", "moderate", "major"].index(category)])
    assert (changed[name].category(edge), changed[name].category(edge - 25)) != right
