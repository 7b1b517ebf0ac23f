"""What each missing finding would lead to under the sets after the first two: judged by trying every way of filling in.

Connors 2010 reads so few findings that all records are asked; of the other sets records are drawn.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from by_trying import choices, findings_that_matter
from drawn import draw_record
from myositis.dictionary.record import derive
from myositis.one_patient.classification import Classification, classify_record
from myositis.one_patient.what_ifs import Consequence
from myositis.published import DEFAULT, find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.values import Interval

FURTHER = [one for one in variants() if one.id not in {known.id for known in DEFAULT}]
MOST_TO_FILL_IN = 9
CELLS = {
    r"present|absent": lambda text: [text == "present"],
    r"below (\S+)(?: [a-z ]+)?": lambda bound: [bound - 0.5],
    r"(\S+)(?: [a-z ]+)? or less": lambda bound: [bound, bound - 0.5],
    r"(\S+)(?: [a-z ]+)? or more": lambda bound: [bound, bound + 0.5],
    r"more than (\S+)(?: [a-z ]+)?": lambda bound: [bound + 0.5],
}
"""The names of cells, and values within them."""


def values_meant(cell: str) -> list[Any]:
    """Values of a finding that a consequence speaks of."""
    for form, values in CELLS.items():
        if found := re.fullmatch(form, cell):
            return values(float(found[1])) if found.groups() else values(cell)  # type: ignore[no-untyped-call]
    raise AssertionError(f"a cell that these tests do not know: {cell}")


def in_words(item: Classification | Consequence) -> tuple[Any, ...]:
    return item.level, item.subgroup, item.open_levels, item.open_subgroups, item.determined


def known_of(record: dict[str, Any]) -> dict[str, Any]:
    """What follows from a record. CK that is known to be normal lies between 0 and 1 times its limit, below every cut-off."""
    return {name: 0.5 if isinstance(value, Interval) else value for name, value in derive(record).items()}


def drawn_records(criteria: CriteriaSet) -> Iterator[dict[str, Any]]:
    """100 records with few enough findings to fill in."""
    source, drawn = random.Random(criteria.full_id), 0
    while drawn < 100:
        record = draw_record(source, source.choice([0.1, 0.2, 0.35, 0.6]), later=True)
        record = {name: value for name, value in record.items() if "date" not in name and not name.startswith(("excl", "better"))}
        if len(choices(criteria, known_of(record))) <= MOST_TO_FILL_IN:
            drawn += 1
            yield record


def check(criteria: CriteriaSet, record: dict[str, Any]) -> int:
    """The findings that matter are listed, most decisive first, and each consequence is what the patient would get.

    How many are listed.
    """
    result = classify_record(record, criteria, trace=True)
    what_ifs = result.what_ifs or ()
    listed = [what_if.finding for what_if in what_ifs]
    assert len(listed) == len({*listed})
    assert {*listed} == findings_that_matter(criteria, known_of(record)), record
    assert bool(listed) != result.determined, record
    for what_if in what_ifs:
        cells = [consequence.value for consequence in what_if.consequences]
        assert len(cells) == len({*cells}) >= 2
        assert what_if.settles == all(consequence.determined for consequence in what_if.consequences)
        for consequence in what_if.consequences:
            for value in values_meant(consequence.value):
                then = classify_record({**record, what_if.finding: value}, criteria)
                assert in_words(then) == in_words(consequence), (record, what_if.finding, value)
    still_open = [sum(not item.determined for item in what_if.consequences) for what_if in what_ifs]
    assert still_open == sorted(still_open)
    return len(what_ifs)


@pytest.mark.parametrize("criteria", FURTHER, ids=lambda one: one.full_id)
def test_what_ifs_are_those_of_trying_everything(criteria: CriteriaSet) -> None:
    assert sum(check(criteria, record) for record in drawn_records(criteria)) > 20


def test_the_what_ifs_of_every_record_under_connors() -> None:
    criteria = find("connors-2010")
    names = [item.name for item in criteria.variables if item.name != "better_explanation"]
    assert len(names) == 6
    for values in product([None, False, True], repeat=6):
        check(criteria, {name: value for name, value in zip(names, values, strict=True) if value is not None})
