"""What the library says of a record, in the form in which the page's script answers."""

from __future__ import annotations

import json
import math
import random
from datetime import date
from typing import Any

from drawn import draw_record
from myositis.dictionary.dates import Days, parse_days
from myositis.dictionary.derivations import contradictions_among
from myositis.dictionary.record import contradictions, derive, oddities
from myositis.one_patient.classification import classify_record
from myositis.published.criteria_set import CriteriaSet, decided
from myositis.rules.values import Interval


def as_json(record: dict[str, Any]) -> dict[str, Any]:
    """A record as the page takes it: days as ISO text, an interval as its two ends."""

    def plain(value: Any) -> Any:
        match value:
            case Interval(low, high):
                return {"low": low, "high": None if math.isinf(high) else high}
            case Days():
                return str(value)
        return value

    return {name: plain(value) for name, value in record.items()}


def draw(source: random.Random) -> dict[str, Any]:
    """One random record: whole and partial dates, numbers and intervals, some contradictory."""
    record = draw_record(source, source.choice([0.1, 0.3, 0.5, 0.8]), contradictory=source.random() < 0.1)
    for name, value in record.items():
        if isinstance(value, date):
            record[name] = parse_days(value if source.random() < 0.7 else value.isoformat()[: source.choice([4, 7])])
        elif isinstance(value, float) and source.random() < 0.2:
            record[name] = Interval(value, source.choice([value + 5, math.inf]))
    return record


def expected(record: dict[str, Any], sets: tuple[CriteriaSet, ...]) -> dict[str, Any]:
    """What the page's `classifyAll` must answer."""
    known = derive(record)
    invalid = [item.code for item in contradictions(record, known)]
    told = {"invalid": invalid, "warnings": [item.code for item in oddities(known)], "results": []}
    for criteria in () if invalid else sets:
        if contradictions(record, known, contradictions_among(decided((criteria,)))):
            continue
        result = classify_record(record, criteria, known=known)
        told["results"].append(
            {
                "criteria": result.criteria,
                "column": result.column or "",
                "level": result.level,
                "subgroup": result.subgroup,
                "open_levels": list(result.open_levels),
                "open_subgroups": list(result.open_subgroups),
                "determined": result.determined,
                "score": None if result.score is None else round(10 * result.score),
                "probability": result.probability,
                "probability_range": None if result.probability_range is None else list(result.probability_range),
                "provided": list(result.provided),
                "criteria_met": list(result.criteria_met or ()),
                "groups": list(result.groups or ()),
                "notes": [note.code for note in result.notes],
            }
        )
    return told


def answers(browser: Any, records: list[dict[str, Any]], sets: int = 2) -> list[dict[str, Any]]:
    """The page's answers to many records under its first sets, through its own function, in batches of one message each."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(records), 2000):
        text = json.dumps([as_json(record) for record in records[start : start + 2000]])
        found += json.loads(
            browser.execute_script("return JSON.stringify(classifyAll(JSON.parse(arguments[0]), arguments[1]));", text, sets)
        )
    return found
