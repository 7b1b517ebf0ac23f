"""What the page asks: every finding that a criteria set on offer reads, or that one of them follows from, in sections.

A finding that the sets read themselves is a question. One that only makes others follow (the value of an enzyme, a part of the
EMG) is a detail of the question it leads to, opened on request. Findings that only exclude under some of the sets stand
together, because they are many and rarely present.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from myositis.dictionary import derivations as d
from myositis.dictionary import findings as f
from myositis.dictionary.findings import DICTIONARY
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.published.result_rules import RESULT_VARIABLES
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Rule, Variable, variables

ELSEWHERE = "Other findings"
"""The section of findings that a set of somebody's own brings along without one."""

KINDS = {Finding: "finding", Category: "category", Measurement: "measurement", Day: "day"}


def _rules(criteria: CriteriaSet) -> Iterator[Rule]:
    """Every rule that decides a result, without the exclusions."""
    for column in criteria.columns:
        yield from column.level.rules
        yield from column.subgroup.rules
        yield from (rule for _, rule in column.score)
        if column.when is not None:
            yield column.when
    yield from criteria.unclear
    yield from (group.when for group in criteria.groups)
    yield from (item.rule for item in criteria.criteria)


def read_by(criteria: CriteriaSet) -> dict[str, Variable]:
    """Every variable that the set reads for its result, outside of its exclusions, by name."""
    return {item.name: item for item in variables(*_rules(criteria)) if item not in RESULT_VARIABLES}


@cache
def _sources() -> dict[str, tuple[str, ...]]:
    """What each derived finding can follow from, by name."""
    found: dict[str, tuple[str, ...]] = {f.age_at_onset.name: (f.birth_date.name, f.symptom_onset_date.name)}
    measured = {item.result.name: (item.value.name, item.limit.name) for item in d.COMPARISONS}
    for ratio in d.RATIOS:
        found[ratio.target.name] = (ratio.value.name, ratio.limit.name)
    for derivation in (*d.ENZYME_DERIVATIONS, *d.DERIVATIONS):
        names = [item.name for item in variables(derivation.rule)]
        found[derivation.target.name] = tuple(part for name in names for part in measured.get(name, (name,)))
    return found


def _asked_by(criteria: CriteriaSet) -> set[str]:
    """Every finding that the set reads, its exclusions and notes included."""
    return {item.name for item in criteria.variables}


def _only_excluding(sets: tuple[CriteriaSet, ...]) -> set[str]:
    """What some of the sets read, but not all, and only to exclude."""
    excluding: list[set[str]] = [{item.name for item in variables(criteria.excluded)} for criteria in sets]
    if not excluding:
        return set()
    read = {name for criteria in sets for name in read_by(criteria)}
    return excluding[0].union(*excluding) - excluding[0].intersection(*excluding) - read


def questions(opened: Iterable[CriteriaSet], others: Iterable[CriteriaSet] = ()) -> list[dict[str, Any]]:
    """The sections of the form, in the order of the dictionary.

    opened: the sets that stand open; what they read is always asked. others: sets on offer; what only they read is asked when
    one of them is opened.

    Each section: title; questions of the form {name, details, sets}, where `sets` are those others, empty for what is always
    asked; `exclusions` holds those that only exclude.
    """
    first, second = tuple(opened), tuple(others)
    placed: set[str] = set()
    always = set().union(*(_asked_by(criteria) for criteria in first))
    found: dict[str, dict[str, Any]] = {}
    dictionary = DICTIONARY | dictionary_of((*first, *second))
    for sets, asked in ((first, always), (second, set().union(*(_asked_by(criteria) for criteria in second)) - always)):
        only = _only_excluding(sets)
        for name in dictionary:
            if name in asked and name not in placed:
                parts = _details(name, asked | placed)
                placed |= {name, *parts}
                needing = [] if sets is first else [one.full_id for one in sets if _asked_by(one) & {name, *parts}]
                found[name] = {"name": name, "details": parts, "sets": needing, "excludes": name in only}
    sections: dict[str, dict[str, Any]] = {}
    for name, variable in dictionary.items():
        if name in found:
            title = variable.section or ELSEWHERE
            section = sections.setdefault(title, {"title": title, "questions": [], "exclusions": []})
            section["exclusions" if found[name].pop("excludes") else "questions"].append(found[name])
    return list(sections.values())


def _details(name: str, taken: set[str]) -> list[str]:
    """What a finding can follow from and is no question of its own, outermost first."""
    found: list[str] = []
    for part in _sources().get(name, ()):
        if part not in taken and part not in found:
            found += [part, *(one for one in _details(part, taken) if one not in found)]
    return found


def names_in(sections: Iterable[dict[str, Any]]) -> list[str]:
    """Every name that the sections ask for, details included."""
    items = [item for section in sections for item in (*section["questions"], *section["exclusions"])]
    return [name for item in items for name in (item["name"], *item["details"])]
