"""The page's script is another reader of the same rules: it must say of every record what the library says."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from myositis import Patient
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.score import probability
from myositis.published import ALL, DEFAULT, variants
from myositis.published.criteria_set import CriteriaSet
from page.conftest import Opener
from page.engine import answers, as_json, draw, expected
from test_boundaries import age_records, boundary_records
from test_vignettes import vignettes

RECORDS = 20_000
OFFERED = (*DEFAULT, *(criteria for criteria in ALL if criteria not in DEFAULT))
EVERY = variants(*(one.id for one in DEFAULT))


def differences(page: Any, records: list[dict[str, Any]], sets: tuple[CriteriaSet, ...]) -> list[Any]:
    """The records on which page and library differ, with both answers."""
    found = answers(page, records, len(sets))
    assert len(found) == len(records)
    wrong = []
    for record, told in zip(records, found, strict=True):
        wanted = expected(record, sets)
        if told != wanted:
            wrong.append((as_json(record), told, wanted))
    return wrong


def test_the_page_says_of_every_vignette_what_the_library_says(opened: Opener) -> None:
    findings = [item["findings"] for item in vignettes() if item["findings"].keys() <= DICTIONARY.keys()]
    records = [Patient(**given).recorded() for given in findings]
    assert len(records) > 70
    wrong = differences(opened(sets=EVERY), records, EVERY)
    assert not wrong, wrong[0]


@pytest.mark.parametrize("column", ["without biopsy", "with biopsy"])
def test_the_page_puts_the_same_records_on_the_same_side_of_every_cut_off(page: Any, column: str) -> None:
    records = (*boundary_records(column), *age_records(column))
    found = [told["results"][0] for told in answers(page, [record for _, record, _, _ in records])]
    assert len(found) > 100
    for (what, _, score, level), told in zip(records, found, strict=True):
        assert (told["level"], told["score"], told["column"]) == (level, score, column), what


def test_the_page_says_of_20_000_random_incomplete_records_what_the_library_says_under_every_set_on_offer(page: Any) -> None:
    source = random.Random(11)
    records = [draw(source) for _ in range(RECORDS)]
    wrong = differences(page, records, OFFERED)
    assert not wrong, (len(wrong), wrong[0])


def test_the_random_records_reach_every_level_and_subgroup_and_are_often_open() -> None:
    source = random.Random(11)
    told = [expected(draw(source), DEFAULT) for _ in range(2000)]
    results = [result for one in told for result in one["results"]]
    for criteria in DEFAULT:
        own = [result for result in results if result["criteria"] == criteria.full_id]
        assert {result["level"] for result in own} == {*criteria.levels, "excluded"}
        assert {result["subgroup"] or "none" for result in own} == {*criteria.subgroups}
        assert sum(not result["determined"] for result in own) > len(own) / 5
    assert 20 < sum(bool(one["invalid"]) for one in told) < 1000


def test_the_same_holds_under_every_variant_of_the_criteria(opened: Opener) -> None:
    source = random.Random(12)
    wrong = differences(opened(sets=EVERY), [draw(source) for _ in range(1500)], EVERY)
    assert not wrong, wrong[0]


WHAT_IFS = """
const sets = arguments[1];
return JSON.stringify(JSON.parse(arguments[0]).map((values) => {
  const recorded = recordFromJson(values), known = derive(recorded);
  return DATA.sets.slice(0, sets).map((set) => whatIfs(classify(set, recorded, known)).map((item) => [item.finding, item.settles,
    item.consequences.map(({ value, result: then }) =>
      [value, then.level, then.subgroup, then.open_levels, then.open_subgroups])]));
}));"""


def test_what_would_settle_it_is_the_same_in_the_same_order(page: Any) -> None:
    source = random.Random(13)
    records: list[dict[str, Any]] = []
    while len(records) < 300:
        record = draw(source)
        if not contradictions(record, derive(record)):
            records.append(record)
    found = json.loads(page.execute_script(WHAT_IFS, json.dumps([as_json(record) for record in records]), len(DEFAULT)))
    settled = 0
    for record, told in zip(records, found, strict=True):
        for criteria, items in zip(DEFAULT, told, strict=True):
            wanted = classify_record(record, criteria, trace=True).what_ifs or ()
            settled += sum(item.settles for item in wanted)
            assert items == [
                [
                    item.finding,
                    item.settles,
                    [
                        [one.value, one.level, one.subgroup, list(one.open_levels), list(one.open_subgroups)]
                        for one in item.consequences
                    ],
                ]
                for item in wanted
            ], as_json(record)
    assert settled > 50


@pytest.mark.parametrize("column", [column for criteria in ALL for column in criteria.columns if column.constant is not None])
def test_every_score_has_the_same_probability(page: Any, column: Any) -> None:
    scores = list(range(sum(points for points, _ in column.score) + 1))
    found = page.execute_script("return arguments[0].map((score) => probability(score, arguments[1]));", scores, column.constant)
    assert found == [probability(score, column.constant) for score in scores]
