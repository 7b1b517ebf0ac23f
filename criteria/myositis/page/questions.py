"""What the page asks: every finding that a criteria set on offer reads, or that one of them follows from, in sections.

A finding that the sets read themselves is a question. One that only makes others follow (the value of an enzyme, a part of the
EMG) is a detail of the question it leads to, opened on request. Findings that only exclude under some of the sets stand
together, because they are many and rarely present.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from myositis.dictionary import derivations as d
from myositis.dictionary import findings as f
from myositis.dictionary.findings import DICTIONARY
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Rule, Variable, as_rule, variables

KINDS = {Finding: "finding", Category: "category", Measurement: "measurement", Day: "day"}


def _rules(criteria: CriteriaSet) -> Iterator[Rule]:
    """Every rule that decides a result, without the exclusions."""
    for column in criteria.columns:
        yield from column.level.rules
        yield from column.subgroup.rules
        yield from (rule for _, rule in column.score)
    for condition in (*criteria.unclear, *(group.when for group in criteria.groups)):
        yield from condition.rules
    yield from (item.rule for item in criteria.criteria)
    if criteria.selection is not None:
        yield from (as_rule(item) for item in (*criteria.selection.present, *criteria.selection.recorded))


def read_by(criteria: CriteriaSet) -> dict[str, Variable]:
    """Every variable that the set reads for its result, outside of its exclusions, by name."""
    return {item.name: item for item in variables(*_rules(criteria)) if item.name in DICTIONARY}


def _noted(criteria: CriteriaSet) -> set[str]:
    """What only notes may ask for."""
    return {item.name for note in criteria.notes for item in variables(*note.when.rules) if item.name in DICTIONARY}


def _sources() -> dict[str, tuple[str, ...]]:
    """What each derived finding can follow from, by name."""
    found: dict[str, tuple[str, ...]] = {f.age_at_onset.name: (f.birth_date.name, f.symptom_onset_date.name)}
    measured = {item.result.name: (item.value.name, item.limit.name) for item in d.COMPARISONS}
    for derivation in (*d.ENZYME_DERIVATIONS, *d.DERIVATIONS):
        names = [item.name for item in variables(derivation.rule)]
        found[derivation.target.name] = tuple(part for name in names for part in measured.get(name, (name,)))
    return found


def questions(sets: Iterable[CriteriaSet]) -> list[dict[str, Any]]:
    """The sections of the form, in the order of the dictionary.

    Each: title, and questions of the form {name, details}; `exclusions` holds those that only exclude.
    """
    chosen = tuple(sets)
    read: dict[str, Variable] = {}
    for criteria in chosen:
        read |= read_by(criteria)
    excluding = [{item.name for item in variables(criteria.excluded)} for criteria in chosen]
    always = set.intersection(*excluding) if excluding else set()
    only = set.union(*excluding) - always - read.keys() if excluding else set()
    asked = (read.keys() | always).union(*(_noted(criteria) for criteria in chosen)) - only
    sources = _sources()

    def details(name: str) -> list[str]:
        found: list[str] = []
        for part in sources.get(name, ()):
            if part not in asked and part not in found:
                found += [part, *details(part)]
        return found

    sections: dict[str, dict[str, Any]] = {}
    for name, variable in DICTIONARY.items():
        if name not in asked and name not in only:
            continue
        section = sections.setdefault(variable.section, {"title": variable.section, "questions": [], "exclusions": []})
        if name in only:
            section["exclusions"].append({"name": name, "details": []})
        else:
            section["questions"].append({"name": name, "details": details(name)})
    return list(sections.values())


def names_in(sections: Iterable[dict[str, Any]]) -> list[str]:
    """Every name that the sections ask for, details included."""
    items = [item for section in sections for item in (*section["questions"], *section["exclusions"])]
    return [name for item in items for name in (item["name"], *item["details"])]
