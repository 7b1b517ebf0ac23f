"""What a whole cohort says of rules, and where its completions lead, is what each record says by itself."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import polars as pl
import pytest

from comparison.small_cohorts import frame_of, random_record
from myositis.comparison import compare
from myositis.comparison.cut import at_cut
from myositis.comparison.rows import rows_at_cut
from myositis.comparison.truths import Runner, Truths
from myositis.dictionary.record import derive
from myositis.one_patient.open_outcomes import Automaton, automaton
from myositis.published import DEFAULT
from myositis.reading.cohort import ReadCohort, read_values
from myositis.rules.evaluate import on_record, truth
from myositis.rules.values import Interval


def cohort(seed: int) -> ReadCohort:
    """Records with few and many gaps; some ages follow from years alone, so that they are known only as an interval."""
    rng = random.Random(seed)
    records = [random_record(rng, rng.choice((3, 12))) for _ in range(60)]
    years: dict[str, list[Any]] = {"birth_date": [], "symptom_onset_date": []}
    for record in records:
        dated = rng.random() < 0.4
        if dated:
            record.pop("age_at_onset", None)
        years["birth_date"].append("1980" if dated else None)
        years["symptom_onset_date"].append(str(1980 + rng.choice((10, 18, 40, 41, 60))) if dated else None)
    frame = frame_of(records).with_columns(**{name: pl.Series(values, dtype=pl.String) for name, values in years.items()})
    return read_values(frame)


def machines() -> list[Automaton]:
    """Of each column alone, and of two sets together."""
    cuts = [[at_cut(column.level, frozenset(one.classified)) for column in one.columns] for one in DEFAULT]
    return [automaton((one,)) for own in cuts for one in own] + [automaton((one, two)) for one in cuts[0] for two in cuts[1]]


@pytest.mark.parametrize("seed", range(3))
def test_codes_and_last_states_of_a_cohort_are_those_of_each_record(seed: int) -> None:
    read = cohort(seed)
    truths, places = Truths(read), np.arange(len(read.ids))
    known = [derive(record) for record in read.records()]
    assert any(isinstance(one.get("age_at_onset"), Interval) for one in known)
    for machine in machines():
        codes = truths.codes(machine, places)
        assert [list(row) for row in zip(*(code.tolist() for code in codes), strict=True)] == [
            machine.codes(one) for one in known
        ]
        states = Runner(machine).run(codes)[-1].tolist()
        assert states == [machine.run(machine.codes(one)) for one in known]


@pytest.mark.parametrize("seed", range(3))
def test_rules_hold_fail_and_read_on_the_record_as_for_each_record(seed: int) -> None:
    read = cohort(seed)
    truths = Truths(read)
    known = [derive(record) for record in read.records()]
    rules = {rule for one in DEFAULT for column in one.columns for _, rule in column.score}
    rules |= {item.rule for one in DEFAULT for item in one.criteria} | {one.excluded for one in DEFAULT}
    assert len(rules) > 20
    truths.prepare(rules)
    for rule in rules:
        assert truths.yes(rule).tolist() == [truth(rule, one) is True for one in known]
        assert truths.no(rule).tolist() == [truth(rule, one) is False for one in known]
        assert truths.held(rule).tolist() == [on_record(rule, one) for one in known]


def test_a_classified_patient_rests_on_the_rows_without_each_of_which_the_points_do_not_reach() -> None:
    rng = random.Random(12)
    records = [random_record(rng) for _ in range(150)]
    result = compare(frame_of(records, truth=["no"] * len(records)), reference="truth")
    truths, seen = Truths(read_values(frame_of(records))), 0
    for criteria, found in zip(DEFAULT, result.misclassified, strict=True):
        for group in found.groups:
            for place in group.patients:
                name = result.patients[f"{criteria.prefix}_column"][place] if len(criteria.columns) > 1 else ""
                column = next(one for one in criteria.columns if one.name == name)
                rows = rows_at_cut(criteria, column, frozenset(criteria.classified))
                held = sum(int(truths.held(rule)[place]) << bit for bit, rule in enumerate(rows.leaves))
                assert rows.classifies(held)
                assert group.text == rows.rests_on(held).text
                seen += 1
    assert seen > 50
