"""The page begins with the same sentences as every other text for people."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from myositis.dictionary.derivations import contradictions_among
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.verdict import in_short, verdict
from myositis.page.questions import names_in, questions
from myositis.published import DEFAULT, variants
from myositis.published.criteria_set import CriteriaSet, decided
from myositis.rules.vocabulary import AtLeast, Is, Not, Points, Rule, Surely
from page.conftest import Opener
from page.engine import as_json, draw

EVERY = variants()
RECORDS, LEANING = 250, 15

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
    results = [(criteria, classify_record(record, criteria, trace=True)) for criteria in EVERY]
    return [[one.full_id, list(verdict(result, one)), in_short(result, one)] for one, result in results]


def leaning(source: random.Random, criteria: CriteriaSet) -> dict[str, Any]:
    """A record with most of what a set asks for, so that narrow criteria are met now and then."""
    numbers = {"age_at_onset": [8.0, 50.0], "ck_multiple": [1.0, 5.0], "disease_duration": [20.0], "rash_duration": [12.0]}
    record: dict[str, Any] = {item.name: False for item in criteria.preconditions}
    asked = [atom for item in criteria.criteria for atom in answers_of(item.rule)]
    for name, present in source.sample(asked, len(asked)):
        if source.random() < 0.9:
            record[name] = source.choice(numbers[name]) if name in numbers else present ^ (source.random() < 0.1)
    return record


def answers_of(rule: Rule, present: bool = True) -> Iterator[tuple[str, bool]]:
    """The answers that a rule would like to every finding that it reads."""
    match rule:
        case Is(variable) | AtLeast(variable):
            yield variable.name, present
        case Not(inner):
            yield from answers_of(inner, not present)
        case Surely(inner):
            yield from answers_of(inner, present)
        case Points(rows):
            for _, row in rows:
                yield from answers_of(row, present)


def drawn(source: random.Random) -> list[dict[str, Any]]:
    """Random records, the blank one first, and some that lean to each set; none that a set refuses."""
    everything = contradictions_among(decided(EVERY))
    counted = [one for one in EVERY if one.criteria]
    records: list[dict[str, Any]] = [{}]
    for number, make in ((RECORDS, lambda: draw(source)), *((LEANING, partial(leaning, source, one)) for one in counted)):
        wanted = len(records) + number
        while len(records) < wanted:
            record = make()
            if not contradictions(record, derive(record), everything):
                records.append(record)
    return records


def test_the_first_sentences_are_those_of_the_library_under_every_set_and_variant(opened: Opener) -> None:
    records = drawn(random.Random(51))
    beginnings: dict[str, Counter[str]] = {one.full_id: Counter() for one in EVERY}
    for record, told in zip(records, sentences(opened(sets=EVERY), records), strict=True):
        expected = by_the_library(record)
        assert told == expected, as_json(record)
        for full_id, (first, *_), _ in expected:
            beginnings[full_id][first.split("(")[0].split(":")[0].strip()] += 1
    for full_id, counted in beginnings.items():
        assert {"Classified", "Not classified", "Not classified with the findings recorded"} <= {*counted}, full_id


MARKED = """
return [...document.querySelectorAll(".question.could")].filter((one) => one.checkVisibility())
  .map((one) => one.id.replace("question-", ""));"""
PROMPTS = 20


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_the_five_patients_of_the_trial_need_at_most_20_answers_on_the_page(page: Any, path: Path) -> None:
    from page.test_form import fill, typed

    record = json.loads(path.read_text(encoding="utf-8"))["record"]
    known = derive({name: float(value) if type(value) is int else value for name, value in record.items()})
    asked, answers = ["age_at_onset"], {"age_at_onset": record["age_at_onset"]}
    while True:
        found = fill(page, typed(answers))["cards"]
        following = next((name for name in page.execute_script(MARKED) if name not in asked), None)
        if following is None:
            break
        asked.append(following)
        if following in known:
            answers[following] = known[following]
    assert len(asked) <= PROMPTS, asked
    for criteria, card in zip(DEFAULT, found, strict=False):
        result = classify_record(record, criteria, trace=True)
        assert card["chip"] == in_short(result, criteria)
        assert card["level"].lower().replace(" ", "_") == result.level
        everything = fill(page, typed({name: value for name, value in record.items() if name in names_in(questions(DEFAULT))}))
        told = next(one for one in everything["cards"] if one["verdict"].count(criteria.short_title))
        assert told["verdict"] == verdict(result, criteria)[0]
