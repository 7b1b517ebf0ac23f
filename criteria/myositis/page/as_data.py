"""Criteria sets and the steps of reading a record, written out as plain data for the page's script.

The script knows the kinds of rule and nothing of any criteria set: whatever it shows or computes stands in this data, made
from the same objects that classify. `words` turns each English text into the page's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from myositis.dictionary import derivations as d
from myositis.dictionary import findings as f
from myositis.one_patient.domains import Domain
from myositis.one_patient.open_outcomes import machine_of
from myositis.one_patient.score import parts_of
from myositis.one_patient.verdict import presupposed
from myositis.one_patient.words import GENERAL, disease, level_in_words, level_named, met_or_not
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, Column, CriteriaSet, Criterion, decided
from myositis.published.result_rules import COLUMN, LEVEL, SCORE, SUBGROUP
from myositis.published.tables import GRADES, CutOffTable, ScoreTable
from myositis.rules.in_words import describe
from myositis.rules.vocabulary import AtLeast, Decision, Is, Not, Points, Rule, Surely, as_rule, atoms

Words = Callable[[str], str]
"""An English text in the language of the page."""

RESULT = {"level": LEVEL.name, "subgroup": SUBGROUP.name, "column": COLUMN.name, "score": SCORE.name}
"""The names under which notes and groups ask for the result itself."""


def rule_data(rule: Rule, words: Words, *, said: int = 0) -> dict[str, Any]:
    """One rule as data. said: how many layers of it are told in words; 1 is the rule itself, 2 its rows as well."""
    label = describe(rule) if said else ""
    told = {"words": words(label), **({"bare": words(label[4:])} if label.startswith("any ") else {})} if said else {}
    below = max(said - 1, 0)
    match rule:
        case Is(finding, value):
            return {"kind": "is", "name": finding.name, "value": value, **told}
        case AtLeast(measurement, bound, above):
            return {"kind": "more_than" if above else "at_least", "name": measurement.name, "bound": bound, **told}
        case Not(inner):
            return {"kind": "not", "rule": rule_data(inner, words, said=below), **told}
        case Surely(inner):
            return {"kind": "surely", "rule": rule_data(inner, words, said=below), **told}
        case Points(rows, needed):
            held = [[points, rule_data(row, words, said=below)] for points, row in rows]
            return {"kind": "points", "rows": held, "needed": needed, **told}
    raise TypeError(rule)


def decision_data(decision: Decision, words: Words, *, said: int) -> dict[str, Any]:
    """A decision: its outcomes in order, and its lines; see `rule_data`."""
    lines = [
        {"outcome": line.outcome, "rule": None if line.rule is None else rule_data(line.rule, words, said=said)}
        for line in decision.lines
    ]
    return {"name": decision.name, "outcomes": list(decision.outcomes), "lines": lines}


def domain_data(domain: Domain, words: Words) -> dict[str, Any]:
    """One variable in the order in which open outcomes read them."""
    cuts = [rule_data(cut, words) for cut in domain.cuts]
    values: dict[str, Any] = {"cuts": cuts} if cuts else {"values": list(domain.values)}
    follows = None if domain.substitute is None else rule_data(domain.substitute, words)
    return {"name": domain.variable.name, **values, "labels": [words(label) for label in domain.labels], "follows": follows}


def _rows(rows: Iterable[tuple[int, Rule]], words: Words) -> list[list[Any]]:
    return [[points, rule_data(rule, words)] for points, rule in rows]


def column_data(column: Column, words: Words) -> dict[str, Any]:
    """One way of reading the criteria."""
    return {
        "name": column.name,
        "words": words(column.name) if column.name else "",
        "level": decision_data(column.level, words, said=1),
        "subgroup": decision_data(column.subgroup, words, said=2),
        "score": _rows(column.score, words),
        "constant": column.constant,
        "when": None if column.when is None else rule_data(column.when, words),
        "reading": [domain_data(domain, words) for domain in machine_of(column).domains],
        "score_parts": [
            {"reading": [domain_data(domain, words) for domain in part.domains], "rows": _rows(part.rows, words)}
            for part in parts_of(column)
        ],
    }


def table_data(table: ScoreTable | CutOffTable, words: Words) -> dict[str, Any]:
    """A published table as printed: headings, and rows with their points or bounds in each column."""
    head = {"place": words(table.cite.place), "columns": [words(name) for name in table.columns]}
    if isinstance(table, CutOffTable):
        rows = [{"level": row[0], "points": list(row[1:-1]), "probability": row[-1]} for row in table.rows]
        return {"kind": "cut_offs", **head, "rows": rows}
    rows = [
        {"heading": words(row)}
        if isinstance(row, str)
        else {"rule": rule_data(as_rule(row[0]), words, said=1), "points": list(row[1:])}
        for row in table.rows
    ]
    return {"kind": "score", **head, "rows": rows}


def _named_levels(criteria: CriteriaSet, words: Words) -> dict[str, str]:
    """Each level with the disease, or with each subgroup where that says the disease: `definite DM` is definite
    dermatomyositis."""
    levels = [level for level in criteria.levels if level != criteria.unmet]
    if criteria.disease:
        return {level: words(level_named(level, criteria.disease)) for level in levels}
    named = [one for one in criteria.subgroups if one != NO_SUBGROUP]
    return {f"{level} {one}": words(level_named(level, disease(one))) for level in levels for one in named}


def _asks(item: Criterion) -> str:
    """What a named criterion asks for in the words of the data dictionary; empty where its name says it, cut-off and all."""
    said = describe(item.rule)
    cut_off = all(isinstance(atom, AtLeast) for atom in atoms(item.rule))
    return "" if cut_off or item.label.endswith(f" {said}") or item.label == said else said


def set_data(criteria: CriteriaSet, words: Words) -> dict[str, Any]:
    """One criteria set, whole."""
    other = None
    if criteria.other_column is not None:
        other = {
            "column": criteria.other_column.column,
            "when": rule_data(criteria.other_column.when, words),
            "code": criteria.other_column.code("{level}"),
            "text": words(criteria.other_column.text),
        }
    return {
        "id": criteria.id,
        "full_id": criteria.full_id,
        "title": words(criteria.title),
        "short_title": words(criteria.short_title),
        "revision": criteria.revision,
        "fingerprint": criteria.fingerprint,
        "evidence": [
            {"part": words(item.part), "grade": item.grade, "means": words(GRADES[item.grade]), "remark": words(item.remark)}
            for item in criteria.evidence
        ],
        "citations": [str(citation) for citation in criteria.citations],
        "levels": list(criteria.levels),
        "unmet": criteria.unmet,
        "ranked": criteria.ranked,
        "classified": list(criteria.classified),
        "met_or_not": met_or_not(criteria),
        "disease": words(criteria.disease),
        "narrow": criteria.disease not in ("", GENERAL),
        "named_levels": _named_levels(criteria, words),
        "outcome_words": {
            **{level: words(level_in_words(level)) for level in (*criteria.levels, EXCLUDED)},
            **{subgroup: words(disease(subgroup)) for subgroup in criteria.subgroups},
        },
        "reads": sorted(item.name for item in decided((criteria,))),
        "columns": [column_data(column, words) for column in criteria.columns],
        "excluded": rule_data(criteria.excluded, words, said=2),
        "unclear": [rule_data(rule, words) for rule in criteria.unclear],
        "preconditions": [finding.name for finding in criteria.preconditions],
        "precondition_words": {
            finding.name: words(finding.label.removeprefix("exclusion: ")) for finding in criteria.preconditions
        },
        "notes": [
            {
                "code": note.code,
                "text": words(note.text),
                "when": rule_data(note.when, words),
                "presupposed": presupposed(note, criteria),
            }
            for note in criteria.notes
        ],
        "other_column": other,
        "criteria": [
            {"name": item.name, "words": words(item.label), "asks": words(_asks(item)), "rule": rule_data(item.rule, words)}
            for item in criteria.criteria
        ],
        "groups": [
            {"name": group.name, "words": words(group.label), "when": rule_data(group.when, words)}
            for group in criteria.groups
        ],
        "tables": [table_data(table, words) for table in criteria.tables],
    }


def steps_data() -> list[dict[str, Any]]:
    """What follows from what, in the order in which it is worked out."""
    age = {
        "kind": "age",
        "birth": f.birth_date.name,
        "onset": f.symptom_onset_date.name,
        "age": f.age_at_onset.name,
        "highest": f.age_at_onset.highest,
        "before": d.onset_before_birth.name,
        "after": d.onset_after_120.name,
        "differs": d.age_differs_from_dates.name,
    }
    return [
        *({"kind": "above", "result": o.result.name, "value": o.value.name, "limit": o.limit.name} for o in d.COMPARISONS),
        age,
        *({"kind": "ratio", "target": o.target.name, "value": o.value.name, "limit": o.limit.name} for o in d.RATIOS),
        *map(_step, d.STEPS),
    ]


def _step(step: d.Step) -> dict[str, Any]:
    match step:
        case d.Derivation(target, rule):
            return {"kind": "derive", "target": target.name, "rule": rule_data(rule, str)}
        case d.AbsentWith(target, whole):
            return {"kind": "absent_with", "target": target.name, "whole": whole.name}
        case d.WithinLimit(target, raised):
            return {"kind": "within_limit", "target": target.name, "raised": raised.name}


def contradictions_data(sets: Iterable[CriteriaSet], words: Words) -> list[dict[str, Any]]:
    """Contradictions, each with the sets for which it makes a record invalid: all of them, or those that read what it names."""
    read = {criteria.full_id: decided((criteria,)) for criteria in sets}
    return [
        told
        | {
            "recorded_only": item.recorded_only,
            "everywhere": item.everywhere,
            "sets": [full_id for full_id, found in read.items() if item.everywhere or item.concerns(found)],
        }
        for item, told in zip(d.CONTRADICTIONS, checks_data(d.CONTRADICTIONS, words), strict=True)
    ]


def checks_data(items: Iterable[d.Contradiction | d.Oddity], words: Words) -> list[dict[str, Any]]:
    """Contradictions or oddities: code, text, the rule, and the questions concerned."""
    return [
        {
            "code": item.code,
            "text": words(item.text),
            "rule": rule_data(item.rule, words),
            "columns": list(item.columns),
        }
        for item in items
    ]
