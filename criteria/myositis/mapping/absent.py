"""Findings that the chosen criteria sets ask for and no column was found for, with the columns that may hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from myositis.dictionary.derivations import COMPARISONS, SUMMARIES
from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.mapping.asking import Values
from myositis.mapping.part import Part
from myositis.mapping.propose_numbers import is_number
from myositis.mapping.values import key
from myositis.mapping.word_tables import plain
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cell_words import MISSING_WORDS
from myositis.reading.day_formats import possible_formats
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Rule, Text, variables

MOST = 3
"""So many columns are named for one finding."""
LEAST = 0.45
"""A column whose name is less similar than this is not named."""

_DATES = ("birth_date", "symptom_onset_date")


def absent_findings(
    parts: Sequence[Part], values: Mapping[str, Values], criteria: Sequence[CriteriaSet]
) -> dict[str, list[str]]:
    """The id and the findings that are not there, in the order of the dictionary, each with up to three columns that may hold it.

    What follows from findings that are there is there: the age from two dates, an elevated enzyme from its value, a summary
    from a part of it.
    """
    if not criteria:
        return {}
    have = {name for part in parts for name in part.names}
    covered = set(have)
    if {*_DATES} <= have:
        covered.add("age_at_onset")
    if "age_at_onset" in have:
        covered |= {*_DATES}
    for comparison in COMPARISONS:
        names = {comparison.value.name, comparison.limit.name, f"{comparison.value.name}_elevated"}
        if names & have:
            covered |= names
        else:
            covered |= {comparison.value.name, comparison.limit.name}
    for summary in SUMMARIES:
        if {part.name for part in summary.parts} & covered:
            covered.add(summary.whole.name)
    wanted = _asked_by(criteria)
    text = "\n".join(line for part in parts for line in part.lines)
    used = {part.column for part in parts} | {column for column in values if f'"{column}"' in text}
    left = [column for column in values if column not in used and values[column].recorded]
    lacking = {name for name in wanted - covered if name not in _DATES} | ({patient_id.name} - covered)
    return {name: _likely(name, left, values) for name in DICTIONARY if name in lacking}


def _asked_by(criteria: Sequence[CriteriaSet]) -> set[str]:
    """The findings of the levels, subgroups and criteria of the sets; exclusions are never required."""
    names: set[str] = set()
    for one in criteria:
        rules: list[Rule] = [criterion.rule for criterion in one.criteria]
        for column in one.columns:
            rules += [*column.level.rules, *column.subgroup.rules]
        names |= {variable.name for variable in variables(*rules)}
    return names & DICTIONARY.keys()


def _likely(name: str, columns: Sequence[str], values: Mapping[str, Values]) -> list[str]:
    """The columns whose cells could be this finding's, those with the most similar name first."""
    fitting = [column for column in columns if _could_be(name, values[column])]
    words = (plain(name), plain(DICTIONARY[name].label))

    def similar(column: str) -> float:
        return max(SequenceMatcher(None, plain(column), word).ratio() for word in words)

    least = 0.0 if name == patient_id.name else LEAST
    return [column for column in sorted(fitting, key=similar, reverse=True) if similar(column) >= least][:MOST]


def _could_be(name: str, values: Values) -> bool:
    said = [value for value in values.recorded if key(value) not in MISSING_WORDS]
    numbers = [value for value in said if is_number(value)]
    match DICTIONARY[name]:
        case Measurement():
            return 2 * len(numbers) > len(said)
        case Day():
            return bool(said) and possible_formats(said[:20]) != []
        case Text():
            return values.is_mostly_distinct
        case Finding() | Category():
            return 0 < len(said) <= 6
    return False
