"""Answers the questions of a visit from a record, as somebody who knows the patient would."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from myositis.dictionary.record import derive
from myositis.one_patient.questions import Question, next_question
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.fields import as_cells

FIXTURES = Path(__file__).parents[2] / "fixtures" / "patients"
PATIENTS = {path.stem: json.loads(path.read_text(encoding="utf-8"))["record"] for path in sorted(FIXTURES.glob("*.json"))}


def key_for(question: Question, known: Mapping[str, Any]) -> str:
    """The key, or the number, that answers a question truly; `?` where the record does not say."""
    if question.measured is not None:
        return as_cells({question.name: known.get(question.name)}).get(question.name, "?")
    for answer in question.answers:
        if all(known.get(name) == value for name, value in answer.record.items()):
            return answer.key
    return "?"


def interview(criteria: Sequence[CriteriaSet], record: Mapping[str, Any]) -> tuple[list[Question], list[str], dict[str, Any]]:
    """The questions that are asked, the keys that answer them, and what is recorded at the end."""
    known = derive(record)
    asked: list[Question] = []
    keys: list[str] = []
    recorded: dict[str, Any] = {}
    while (question := next_question(criteria, recorded, [item.name for item in asked])) is not None:
        key = key_for(question, known)
        asked.append(question)
        keys.append(key)
        if question.measured is not None and key != "?":
            recorded[question.name] = known[question.name]
        for answer in question.answers:
            if answer.key == key:
                recorded = {**answer.record, **recorded}
    return asked, keys, recorded
