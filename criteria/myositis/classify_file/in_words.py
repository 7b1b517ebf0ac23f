"""What the columns of a result hold, and why a row has its result, in words: for workbooks, SPSS and Stata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from myositis.cohort.result import RESULTS, STATUS, result_names
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import derive
from myositis.one_patient.result import RecordResult
from myositis.one_patient.verdict import short
from myositis.one_patient.words import DISEASES, listed
from myositis.published.criteria_set import EXCLUDED, CriteriaSet
from myositis.rules.evaluate import on_record, truth
from myositis.rules.in_words import describe
from myositis.rules.vocabulary import Finding, variables

WHY = "myositis_why"
"""The column with the reasons in words."""

MEANINGS = {
    "level": "level on what is recorded",
    "subgroup": "subgroup on what is recorded; blank when there is none or it cannot be named",
    "score": "points of the findings that are recorded",
    "probability": "probability that belongs to the score, as a fraction",
    "column": "which column of the published table was read",
    "criteria_met": "criteria that are met; | between them",
    "groups": "clinical groups; | between them",
    "open_levels": "every level that the missing findings can still lead to; | between them",
    "open_subgroups": "every subgroup that the missing findings can still lead to; | between them",
    "determined": "whether no missing finding can change level or subgroup",
    "probability_min": "lowest probability that is still possible, as a fraction",
    "probability_max": "highest probability that is still possible, as a fraction",
    "provided": "what the result presupposes and is not recorded; | between them",
    "notes": "codes of notes; their texts stand below; | between them",
}
"""What each result column holds, the same under every set."""


def column_meanings(criteria: Sequence[CriteriaSet], prefix: str = "") -> dict[str, str]:
    """Every result column with what it holds, and its abbreviations written out."""
    meanings = {prefix + STATUS: "classified, or invalid: then the results are blank and the problems say why"}
    for one in criteria:
        for name, column in result_names(one, RESULTS, prefix).items():
            meanings[column] = f"{one.short_title}: {MEANINGS[name]}{_values(one, name)}"
    return meanings


def column_labels(criteria: Sequence[CriteriaSet], prefix: str = "") -> dict[str, str]:
    """Every result column with a label of at most 80 letters, for SPSS and Stata."""
    labels = {prefix + STATUS: "classified or invalid"}
    for one in criteria:
        for name, column in result_names(one, RESULTS, prefix).items():
            labels[column] = f"{one.short_title}: {MEANINGS[name].partition(';')[0]}"[:80]
    return labels


def dictionary_labels(columns: Sequence[str]) -> dict[str, str]:
    """The labels of the columns that carry names of the data dictionary."""
    return {name: DICTIONARY[name].label[:80] for name in columns if name in DICTIONARY}


def _values(criteria: CriteriaSet, name: str) -> str:
    if name in ("level", "open_levels"):
        return f" ({', '.join(criteria.levels)}; {EXCLUDED}: the criteria do not apply)"
    if name in ("subgroup", "open_subgroups"):
        told = [f"{short} {DISEASES[short]}" for short in criteria.subgroups if short in DISEASES]
        return f" ({'; '.join(told)})" if told else ""
    if name == "criteria_met":
        return f" ({'; '.join(f'{item.name}: {item.label}' for item in criteria.criteria)})"
    if name == "groups":
        return f" ({'; '.join(f'{item.name}: {item.label}' for item in criteria.groups)})"
    if name == "column":
        return f" ({', '.join(column.name for column in criteria.columns)})"
    return ""


def why(criteria: Sequence[CriteriaSet], recorded: Mapping[str, Any]) -> str:
    """Why a patient has the results: for each set the result, what counted, and what is not recorded."""
    known = derive(recorded)
    return "\n".join(_why(RecordResult(one, recorded, known)) for one in criteria)


def _why(result: RecordResult) -> str:
    opened = None if result.determined else (result.open_levels, result.open_subgroups)
    told = short(result.criteria, result.level, result.subgroup, opened)
    return f"{result.criteria.short_title}: {told}. {' '.join(_reasons(result))}".strip()


def _reasons(result: RecordResult) -> Iterator[str]:
    criteria, known = result.criteria, result.known
    if result.excluded:
        present = [item.label for item in variables(criteria.excluded) if known.get(item.name) is True]
        yield f"Present: {listed(present, 'and')}."
        return
    if result.column.score:
        yield from _points(result)
        return
    met = [item.label for item in criteria.criteria if truth(item.rule, known) is True]
    blank = [item.label for item in criteria.criteria if truth(item.rule, known) is None]
    if criteria.criteria:
        yield f"Met: {', '.join(met)}." if met else "None of the criteria is met."
    if blank:
        yield f"Not recorded: {', '.join(blank)}."


def _points(result: RecordResult) -> Iterator[str]:
    """The score, the rows that counted, and the rows that are not recorded."""
    counted = [(points, rule) for points, rule in result.column.score if on_record(rule, result.known)]
    column = f" ({result.column.name})" if result.column.name else ""
    rows = ", ".join(f"{describe(rule)} {points / 10:.1f}" for points, rule in counted) or "no finding counted"
    yield f"{(result.score or 0) / 10:.1f} points{column}: {rows}."
    blank = [describe(rule) for _, rule in result.column.score if truth(rule, result.known) is None and _is_finding(rule)]
    if "age_at_onset" not in result.known and any(not _is_finding(rule) for _, rule in result.column.score):
        blank.insert(0, "age at onset")
    if blank and not result.determined:
        yield f"Not recorded: {', '.join(blank)}."


def _is_finding(rule: Any) -> bool:
    return all(isinstance(item, Finding) for item in variables(rule))
