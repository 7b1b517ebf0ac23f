"""The definition of "open", written as plainly as possible: try every completion, read the criteria on each.

Slow and obviously right; it judges the fast readers. It shares the criteria's rules and nothing of the readers: it has its
own evaluation, its own completion of summaries, and no residual rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.vocabulary import AtLeast, Is, Not, Points, Rule, Surely, variables

AGES = (10.0, 18.0, 39.0, 40.0, 70.0)
RESPONSES = ("improved", "not_improved", "not_treated")
ENZYME_PARTS = ("ck_elevated", "ldh_elevated", "ast_elevated", "alt_elevated")
PARTS = {
    "muscle_enzymes_elevated": ENZYME_PARTS,
    "proximal_weakness": ("proximal_upper_weakness", "proximal_lower_weakness"),
    "dm_rash": ("heliotrope_rash", "gottron_papules", "gottron_sign"),
    "biopsy_myositis": ("biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular"),
}
EMG = ("emg_short_polyphasic", "emg_spontaneous_activity", "emg_repetitive_discharges")
BIOPSY = (*PARTS["biopsy_myositis"], "biopsy_rimmed_vacuoles")
FREE = (
    "legs_proximal_weaker",
    "neck_flexors_weaker",
    "dysphagia",
    "anti_jo1",
    "aldolase_elevated",
    "finger_flexor_weakness",
    "biopsy_rimmed_vacuoles",
    *(part for parts in PARTS.values() for part in parts),
    *EMG,
)


def covers(criteria: CriteriaSet) -> bool:
    """Whether every finding that decides is among those completed here; `second_transcription.completions` has others."""
    known = {*FREE, *PARTS, "emg_myopathic", "age_at_onset", "treatment_response", "muscle_biopsy_performed"}
    rules = [rule for column in criteria.columns for rule in (*column.level.rules, *column.subgroup.rules)]
    return {variable.name for variable in variables(*rules)} <= known


def evaluate(rule: Rule, complete: Mapping[str, Any]) -> bool:
    """Two-valued truth on a complete record."""
    match rule:
        case Is(finding, value):
            return complete[finding.name] == value
        case AtLeast(measurement, bound, above):
            return complete[measurement.name] > bound if above else complete[measurement.name] >= bound
        case Not(inner):
            return not evaluate(inner, complete)
        case Surely(inner):
            return evaluate(inner, complete)
        case Points(rows, needed):
            return sum(points for points, row in rows if evaluate(row, complete)) >= needed
    raise TypeError(rule)


def with_derived(recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What is known before completing: a summary recorded as absent makes its unrecorded parts absent."""
    known = {name: value for name, value in recorded.items() if value is not None}
    for summary, parts in PARTS.items():
        if recorded.get(summary) is False:
            for part in parts:
                known.setdefault(part, False)
    return known


def completions(recorded: Mapping[str, Any], only: tuple[str, ...] = FREE) -> Iterator[dict[str, Any]]:
    """Every completion of what is recorded; `only` limits which findings are completed, the others read as absent."""
    known = with_derived(recorded)
    missing = [name for name in only if name not in known]
    choices: list[tuple[Any, ...]] = [(False, True)] * len(missing)
    if "age_at_onset" not in known:
        missing, choices = [*missing, "age_at_onset"], [*choices, AGES]
    if "treatment_response" not in known:
        missing, choices = [*missing, "treatment_response"], [*choices, RESPONSES]
    for values in product(*choices):
        complete = dict.fromkeys(FREE, False) | known | dict(zip(missing, values, strict=True))
        for summary, parts in PARTS.items():
            complete.setdefault(summary, any(complete[part] for part in parts))
        short, spontaneous, repetitive = (complete[part] for part in EMG)
        complete.setdefault("emg_myopathic", short and (spontaneous or repetitive))
        yield complete


def outcomes(criteria: CriteriaSet, recorded: Mapping[str, Any], only: tuple[str, ...] = FREE) -> set[tuple[str, str]]:
    """Every (level, subgroup) that some completion reaches."""
    column = column_of(criteria, recorded)
    return {
        (
            next(line.outcome for line in column.level.lines if line.rule is None or evaluate(line.rule, complete)),
            next(line.outcome for line in column.subgroup.lines if line.rule is None or evaluate(line.rule, complete)),
        )
        for complete in completions(recorded, only)
    }


def scores(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> set[int]:
    """Every score, in tenths, that some completion reaches."""
    rows = column_of(criteria, recorded).score
    return {sum(points for points, rule in rows if evaluate(rule, complete)) for complete in completions(recorded)}


def column_of(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> Column:
    """The column in which a record is read."""
    biopsied = recorded.get("muscle_biopsy_performed") is True or any(recorded.get(name) is not None for name in BIOPSY)
    return criteria.columns[-1 if biopsied else 0]
