"""A proposal for a changed file that keeps what was answered for the earlier one, and asks only what is new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import tomlkit

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.mapping.applying import apply_mapping
from myositis.mapping.asking import REAL, Ask, read_as
from myositis.mapping.likely_words import likely
from myositis.mapping.model import FindingMap, StudyMapping
from myositis.mapping.number_form import UNKNOWN_VALUE
from myositis.mapping.part import Coding, Draft, Part
from myositis.mapping.toml_reader import parse_mapping
from myositis.rules.vocabulary import Category, Finding

if TYPE_CHECKING:
    from myositis.files import RawTable


def keep_answers(made: Draft, text: str, table: RawTable, name: str = "mapping") -> list[str]:
    """Take the parts of an earlier mapping over into the draft of a changed file. Returns what is new or gone, in words.

    text: the earlier mapping, all its questions answered. A value that it does not know becomes a question; a column that is
    gone is told; columns and findings that it does not mention stay as they are proposed; what was not found then is not asked
    for again. Errors: MappingError as
    `toml_reader.parse_mapping`.
    """
    mapping = parse_mapping(text, name=name)
    given: dict[str, Any] = tomlkit.parse(text).unwrap()
    notes = []
    old: list[Part] = []
    for finding, about in given.get("findings", {}).items():
        column = about["column"]
        if column not in made.columns:
            notes.append(f"the column `{column}` ({finding}) is gone")
            continue
        old.append(Part((finding,), column, lines=_lines(about, "column")))
    known = {part.names[0] for part in old} | {f"{part.names[0]}_uln" for part in old}
    columns = {part.column for part in old}
    fresh = [part for part in made.parts if part.column not in columns and not (len(part.names) == 1 and part.names[0] in known)]
    notes += [f"new: `{part.column}`, perhaps {' or '.join(part.names)}" for part in fresh]
    fresh_ids = {id(part) for part in fresh}
    kept = [coding for coding in made.codings if any(id(part) in fresh_ids for part in coding.parts)]
    for coding in kept:
        coding.parts = [part for part in coding.parts if id(part) in fresh_ids]
    codings = [
        Coding(each, [part for part in old if f'coding = "{each}"' in part.lines], _lines(about))
        for each, about in given.get("codings", {}).items()
    ]
    made.codings = codings + [coding for coding in kept if coding.name not in given.get("codings", {})]
    order = list(DICTIONARY)
    made.parts = sorted([*old, *fresh], key=lambda part: order.index(part.names[0]))
    for place, part_name in ((made.file, "file"), (made.rows, "rows")):
        if part_name in given:
            place.lines, place.asks = _lines(given[part_name]), []
    if mapping.rows.id:
        made.parts = [part for part in made.parts if part.names != (patient_id.name,)]
    made.missing = _lines(given.get("missing", {}))
    made.absent_settled = True  # the earlier mapping has no open question, so that this one was answered
    _ask_new_values(made, mapping, table, {part.names[0]: part for part in old}, notes)
    return notes


def _lines(about: dict[str, Any], *without: str) -> list[str]:
    """The keys of a part, one line each."""
    lines = []
    for name, value in about.items():
        if name not in (*without, "question"):
            item = tomlkit.inline_table() if isinstance(value, dict) else None
            if item is not None:
                item.update(value)
            lines.append(f"{tomlkit.key(name).as_string()} = {(item if item is not None else tomlkit.item(value)).as_string()}")
    return lines


def _ask_new_values(made: Draft, mapping: StudyMapping, table: RawTable, parts: dict[str, Part], notes: list[str]) -> None:
    """A question for every value that the earlier mapping does not know."""
    here = tuple(one for one in mapping.findings if {*one.columns} <= {*made.columns})
    cohort = apply_mapping(replace(mapping, findings=here), table)[1]
    new: dict[str, dict[str, None]] = {}
    for problem in cohort.problems:
        if problem.code == UNKNOWN_VALUE and problem.value is not None:
            new.setdefault(problem.column, {})[problem.value] = None
    for finding in here:
        values = tuple(new.get(finding.column, {}))
        if not values or finding.variable.name not in parts:
            continue
        part = parts[finding.variable.name]
        listed = ", ".join(f"`{value}`" for value in values)
        notes.append(f"new in `{finding.column}`: {len(values)} value{'s' if len(values) > 1 else ''}")
        ask = _about(finding, values, f"new in `{finding.column}`: {listed}. What does it mean?")
        home: Part | Coding = next((coding for coding in made.codings if part in coding.parts), part)
        home.asks.append(ask)


def _about(finding: FindingMap, values: tuple[str, ...], text: str) -> Ask:
    match finding.variable:
        case Finding():
            settled = {**dict.fromkeys(finding.yes, "yes"), **dict.fromkeys(finding.no, "no"), **finding.not_recorded}
            likely_ones = {value: likely(value, finding.variable.name) for value in values}
            proposed = {value: meaning for value, meaning in likely_ones.items() if meaning is not None}
            return Ask("codes", text, [], values, settled, proposed=proposed)
        case Category(values=meanings):
            return Ask("category", text, [], values, {**finding.values, **finding.not_recorded}, (*meanings, "not recorded"))
    settled = {**finding.not_recorded, **dict.fromkeys(finding.real_days, REAL)}
    ask = Ask("numbers", text, [], values, settled, ("not recorded", REAL), dict.fromkeys(values, "not recorded"))
    ask.options.append(read_as(ask, ask.proposed))
    return ask
