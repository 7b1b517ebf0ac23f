"""The page begins with the same sentences as every other text for people."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from myositis.dictionary.derivations import contradictions_among
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.verdict import in_short, verdict
from myositis.page.questions import names_in, questions
from myositis.published import DEFAULT
from myositis.published.criteria_set import decided
from page.engine import as_json, draw

PATIENTS = sorted((Path(__file__).parents[2] / "fixtures" / "patients").glob("*.json"))

SENTENCES = """
return JSON.stringify(JSON.parse(arguments[0]).map((values) => {
  const recorded = recordFromJson(values), known = derive(recorded);
  return DATA.sets.slice(0, DATA.opened).map((set) => {
    const result = classify(set, recorded, known);
    return [set.full_id, verdict(result, nothingRecorded(result) ? [] : whatIfs(result)), shortOutcome(result)];
  });
}));"""


def sentences(page: Any, records: list[dict[str, Any]]) -> list[Any]:
    told: list[Any] = json.loads(page.execute_script(SENTENCES, json.dumps([as_json(record) for record in records])))
    return told


def by_the_library(record: dict[str, Any]) -> list[Any]:
    results = [(criteria, classify_record(record, criteria, trace=True)) for criteria in DEFAULT]
    return [[one.full_id, list(verdict(result, one)), in_short(result, one)] for one, result in results]


def test_the_first_sentences_are_those_of_the_library(page: Any) -> None:
    source = random.Random(51)
    everything = contradictions_among(decided(DEFAULT))
    records: list[dict[str, Any]] = [{}]
    while len(records) < 400:
        record = draw(source)
        if not contradictions(record, derive(record), everything):
            records.append(record)
    kinds = set()
    for record, told in zip(records, sentences(page, records), strict=True):
        expected = by_the_library(record)
        assert told == expected, as_json(record)
        kinds |= {one[1][0].split("(")[0].split(":")[0] for one in expected}
    assert {"Classified", "Not classified", "Not classified with the findings recorded "} <= kinds


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_the_five_patients_of_the_trial_are_answered_with_few_questions_on_the_page(page: Any, path: Path) -> None:
    from page.test_form import fill, typed

    record = json.loads(path.read_text(encoding="utf-8"))["record"]
    asked = set(names_in(questions(DEFAULT)))
    words = typed({name: value for name, value in record.items() if name in asked})
    found = fill(page, words)["cards"]
    for criteria, card in zip(DEFAULT, found, strict=False):
        result = classify_record(record, criteria, trace=True)
        assert card["verdict"] == verdict(result, criteria)[0]
        assert card["chip"] == in_short(result, criteria)
