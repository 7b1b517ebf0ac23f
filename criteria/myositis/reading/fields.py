"""One patient given field by field, as `name=value` words or as JSON: read and refused exactly as the cells of a file are."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.dictionary.record import contradictions, derive, oddities
from myositis.errors import InputError, UnknownNameError, unknown
from myositis.reading.cell import read_cell
from myositis.reading.problem import Problem
from myositis.rules.values import Interval

ONLY_ROW = 1
"""The number of the row that a single patient stands in."""


def split_assignments(words: Iterable[str]) -> dict[str, str]:
    """`age_at_onset=52` as name and value. UnknownNameError for a word without `=` or a name given twice."""
    fields: dict[str, str] = {}
    for word in words:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not equals:
            raise UnknownNameError(f"a finding is given as name=value, such as heliotrope_rash=yes; `{name}` is not")
        if name in fields:
            raise UnknownNameError(f"the finding `{name}` is given twice")
        fields[name] = value
    return fields


def looks_like_json(start: str) -> bool:
    """Whether a text is an object of JSON and not a table."""
    return start.lstrip("\ufeff \t\r\n").startswith("{")


def fields_of_json(text: str) -> dict[str, Any]:
    """The fields of one patient: the object itself, its member `record`, or that of its only row. InputError otherwise."""
    try:
        given = json.loads(text.lstrip("\ufeff"))
    except ValueError as error:
        raise InputError(f"this is not JSON: {error}") from None
    if isinstance(given, dict) and isinstance(given.get("rows"), list) and len(given["rows"]) == 1:
        given = given["rows"][0]
    if isinstance(given, dict) and isinstance(given.get("record"), dict):
        given = given["record"]
    if not isinstance(given, dict):
        raise InputError('one patient is an object of JSON: {"age_at_onset": 52, "heliotrope_rash": true}')
    return given


def read_fields(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem], list[Problem]]:
    """What is recorded, by name; why it cannot be classified; what looks odd.

    fields: raw values by the names of the data dictionary; None, blanks and the words for it are not recorded.
    Errors: UnknownNameError for a name that is not in the dictionary, with the nearest one.
    """
    recorded: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, raw in fields.items():
        if name not in DICTIONARY:
            raise unknown("finding", name, DICTIONARY)
        if isinstance(raw, dict) and raw.keys() == {"low", "high"}:
            raw = Interval(raw["low"], math.inf if raw["high"] is None else raw["high"])
        cell = read_cell(DICTIONARY[name], raw)
        if cell.problem:
            problems.append(Problem(ONLY_ROW, name, cell.problem, cell.message, str(raw)))
        elif cell.value is not None:
            recorded[name] = cell.value
    known = derive(recorded)
    problems += [Problem(ONLY_ROW, one.columns[0], one.code, one.text) for one in contradictions(recorded, known)]
    warnings = [Problem(ONLY_ROW, one.columns[0], one.code, one.text) for one in oddities(known)]
    return recorded, problems, warnings


def as_fields(recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded as plain values of JSON; `read_fields` reads them again."""

    def plain(value: Any) -> Any:
        if isinstance(value, Interval):
            return {"low": value.low, "high": None if math.isinf(value.high) else value.high}
        return value if isinstance(value, bool | int | float | str) else str(value)

    return {name: plain(recorded[name]) for name in DICTIONARY if recorded.get(name) is not None}


def as_cells(recorded: Mapping[str, Any]) -> dict[str, str]:
    """What is recorded as the cells of a text file."""
    cells = {}
    for name, value in as_fields(recorded).items():
        if isinstance(value, bool):
            cells[name] = "yes" if value else "no"
        elif isinstance(value, dict):
            low, high = value["low"], value["high"]
            cells[name] = f">={low:g}" if high is None else f"<={high:g}"
        else:
            cells[name] = f"{value:g}" if isinstance(value, float) else str(value)
    return cells


def patient_of(recorded: Mapping[str, Any]) -> str | None:
    """The patient's id, if there is one."""
    return recorded.get(patient_id.name)
