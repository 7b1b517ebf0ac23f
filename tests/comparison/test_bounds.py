"""The bounds over completions are exact: they equal what trying every completion gives."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from by_completion import completions, evaluate
from comparison.small_cohorts import frame_of, joint, moved_together, outcome, random_record
from myositis.comparison import bounds, compare
from myositis.comparison.basics import CLASSIFIED
from myositis.comparison.bounds import BOTH, NEITHER, ONLY_FIRST, ONLY_SECOND, agreement_bounds, kappa_bounds
from myositis.comparison.cut import at_cut
from myositis.published import DEFAULT, find
from myositis.published.criteria_set import CriteriaSet

CELL = {(True, True): BOTH, (True, False): ONLY_FIRST, (False, True): ONLY_SECOND, (False, False): NEITHER}


def kappa(a: int, b: int, c: int, d: int) -> float | None:
    n = a + b + c + d
    by_chance = ((a + b) * (a + c) + (c + d) * (b + d)) / n**2
    return None if by_chance == 1 else ((a + d) / n - by_chance) / (1 - by_chance)


@settings(max_examples=150, deadline=None)
@given(patients=st.lists(st.integers(1, 15), min_size=1, max_size=6))
def test_bounds_of_agreement_and_kappa_are_those_of_all_tables_that_the_patients_reach(patients: list[int]) -> None:
    choices = [[cell for cell in CELL.values() if reached & cell] for reached in patients]
    tables = {tuple(cells.count(cell) for cell in CELL.values()) for cells in product(*choices)}
    agreeing = [table[0] + table[3] for table in tables]
    found = agreement_bounds(Counter(patients))
    assert (found.lowest_count, found.highest_count, found.n) == (min(agreeing), max(agreeing), len(patients))
    values = [kappa(*table) for table in tables]
    real = [value for value in values if value is not None]
    kappas = kappa_bounds(Counter(patients))
    assert kappas.without_value == (None in values)
    assert kappas.exact
    if real:
        assert kappas.lowest == pytest.approx(min(real))
        assert kappas.highest == pytest.approx(max(real))
    else:
        assert kappas.lowest is None
        assert "0/0" in (kappas.reason or "")


@pytest.mark.parametrize("cut", ["possible", "probable", "definite"])
@pytest.mark.parametrize("second", ["bohan-peter-1975", "bohan-peter-1975:emg=triad,enzymes=ck_only"])
def test_joint_cells_of_a_cohort_are_those_of_every_completion(cut: str, second: str) -> None:
    rng = random.Random(f"{cut}{second}")
    sets = (find("eular-acr-2017"), find(second))
    records = [random_record(rng) for _ in range(20)] + [moved_together(rng, *sets, cut) for _ in range(3)]
    reached = [joint(*sets, record, cut) for record in records]
    result = compare(frame_of(records), sets, positive=cut)
    (pair,) = result.overall.pairs
    always = sum(all(one == two for one, two in cells) for cells in reached)
    possibly = sum(any(one == two for one, two in cells) for cells in reached)
    assert (pair.agreement_bounds.lowest_count, pair.agreement_bounds.highest_count) == (always, possibly)
    expected = kappa_bounds(Counter(sum(CELL[pair] for pair in cells) for cells in reached))
    assert pair.kappa_bounds == expected
    for place, one in enumerate(result.overall.sets):
        assert one.bounds.lowest_count == sum(all(cell[place] for cell in cells) for cells in reached)
        assert one.bounds.highest_count == sum(any(cell[place] for cell in cells) for cells in reached)
        assert one.undetermined == sum(len({cell[place] for cell in cells}) == 2 for cells in reached)


def test_sensitivity_and_specificity_bounds_are_those_of_every_completion_at_every_level() -> None:
    rng = random.Random(11)
    records = [random_record(rng) for _ in range(24)]
    truth = [rng.random() < 0.5 for _ in records]
    frame = frame_of(records, panel=["yes" if case else "no" for case in truth])
    result = compare(frame, reference="panel")
    for criteria in DEFAULT:
        for level in ("possible", "probable", "definite"):
            found = next(
                item
                for item in result.overall.performance
                if (item.id, item.basis, item.level, item.column) == (criteria.full_id, "as recorded", level, "all")
            )
            reached = [{outcome(criteria, record, done, level) for done in completions(record)} for record in records]
            cases = [outcomes for outcomes, case in zip(reached, truth, strict=True) if case]
            others = [outcomes for outcomes, case in zip(reached, truth, strict=True) if not case]
            assert found.sensitivity_bounds is not None
            assert found.specificity_bounds is not None
            assert found.sensitivity_bounds.n == len(cases)
            assert found.sensitivity_bounds.lowest_count == sum(False not in outcomes for outcomes in cases)
            assert found.sensitivity_bounds.highest_count == sum(True in outcomes for outcomes in cases)
            assert found.specificity_bounds.lowest_count == sum(True not in outcomes for outcomes in others)
            assert found.specificity_bounds.highest_count == sum(False in outcomes for outcomes in others)


def test_an_excluded_patient_is_not_completed() -> None:
    frame = frame_of([{"better_explanation": True}, {"heliotrope_rash": True}])
    result = compare(frame)
    (pair,) = result.overall.pairs
    assert pair.agreement_bounds.lowest_count == 1
    assert {one.excluded for one in result.overall.sets} == {1}
    assert all(result.patients[f"{one.prefix}_determined"][0] for one in result.sets)


def test_bounds_of_kappa_are_exact_at_any_size() -> None:
    patients = {place: 100 * place for place in range(1, 16)}
    many = kappa_bounds({place: 10_000 * count for place, count in patients.items()})
    few = kappa_bounds(patients)
    assert few.exact
    assert many.exact
    assert (few.lowest, few.highest) == pytest.approx((many.lowest, many.highest), abs=1e-3)
    assert (kappa_bounds({15: 10_000_000}).lowest, kappa_bounds({15: 10_000_000}).highest) == (-1, 1)


def test_bounds_that_are_not_reached_are_proven_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    patients = {place: 1000 + 37 * place for place in range(1, 16)}
    exact = kappa_bounds(patients)
    monkeypatch.setattr(bounds, "MOST_RECTANGLES", 100)
    proven = kappa_bounds(patients)
    assert not proven.exact
    assert -1 <= (proven.lowest or 0) <= (exact.lowest or 0)
    assert (exact.highest or 0) <= (proven.highest or 0) <= 1
    assert (exact.lowest, exact.highest) != (proven.lowest, proven.highest)


@pytest.mark.parametrize("cut", ["possible", "probable", "definite"])
@pytest.mark.parametrize("criteria", DEFAULT, ids=lambda one: one.id)
def test_a_level_decision_at_a_cut_gives_the_same_answer_with_a_single_rule(criteria: CriteriaSet, cut: str) -> None:
    rng = random.Random(5)
    seen = set()
    for column in criteria.columns:
        counting = criteria.levels[criteria.levels.index(cut) :]
        short = at_cut(column.level, frozenset(counting))
        assert len(short.lines) == 2
        for _ in range(60):
            complete = next(completions(random_record(rng, 0)))
            level, said = (
                next(line.outcome for line in decision.lines if line.rule is None or evaluate(line.rule, complete))
                for decision in (column.level, short)
            )
            assert (said == CLASSIFIED) == (level in counting)
            seen.add(said)
    assert len(seen) == 2
