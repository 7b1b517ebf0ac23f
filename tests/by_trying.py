"""The definition of "open" for the sets after the first two: every way of filling in what a set reads, tried.

Like `by_completion`, and with the measurements and summaries that these sets need. Slow and obviously right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from by_completion import evaluate
from myositis.dictionary.findings import DICTIONARY
from myositis.one_patient.result import select_column
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.vocabulary import AtLeast, Category, Finding, Measurement, Variable, atoms, variables

SUMS = {
    "muscle_enzymes_elevated": ("ck_elevated", "ldh_elevated", "ast_elevated", "alt_elevated"),
    "proximal_weakness": ("proximal_upper_weakness", "proximal_lower_weakness"),
    "dm_rash": ("heliotrope_rash", "gottron_papules", "gottron_sign"),
    "biopsy_myositis": ("biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular"),
    "anti_ars": ("anti_jo1", "anti_pl7", "anti_pl12", "anti_ej", "anti_oj"),
    "arthritis": ("arthritis_nondestructive",),
}
"""What a summary that is not known takes from its parts, written here once more for the judge."""

Outcome = tuple[str, str]


def choices(criteria: CriteriaSet, known: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The values of every finding to fill in: findings both ways, numbers in every cell between cut-offs.

    A summary whose parts are filled in is not among them: it takes the value that they give it.
    """
    column = select_column(criteria, known)
    rules = [*column.level.rules, *column.subgroup.rules]
    read = variables(*rules)
    asked = [item for item in read if item.name not in known]
    names = {item.name for item in read}
    free: list[Variable] = [item for item in asked if not names & {*SUMS.get(item.name, ())}]
    parts = dict.fromkeys(part for item in asked if item not in free for part in SUMS[item.name])
    free += [DICTIONARY[part] for part in parts if part not in known and DICTIONARY[part] not in free]
    values: dict[str, list[Any]] = {}
    for item in free:
        match item:
            case Finding():
                values[item.name] = [False, True]
            case Category(values=words):
                values[item.name] = list(words)
            case Measurement():
                bounds = {atom.bound for atom in atoms(*rules) if isinstance(atom, AtLeast) and atom.measurement == item}
                values[item.name] = sorted({number for bound in bounds for number in (bound - 0.5, bound, bound + 0.5)})
    return values


def answers(criteria: CriteriaSet, known: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """Every way of filling in, with the level and subgroup that it leads to."""
    column = select_column(criteria, known)
    read = variables(*column.level.rules, *column.subgroup.rules)
    values = choices(criteria, known)
    for chosen in product(*values.values()):
        filled = dict(zip(values, chosen, strict=True))
        complete = {**known, **filled}
        for item in read:
            if item.name not in complete:
                complete[item.name] = any(complete.get(part) for part in SUMS[item.name])
        level, subgroup = (
            next(line.outcome for line in decision.lines if line.rule is None or evaluate(line.rule, complete))
            for decision in (column.level, column.subgroup)
        )
        yield filled, (level, subgroup)


def tried(criteria: CriteriaSet, known: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The levels and subgroups that some way of filling in reaches."""
    found = {outcome for _, outcome in answers(criteria, known)}
    return {level for level, _ in found}, {subgroup for _, subgroup in found}


def findings_that_matter(criteria: CriteriaSet, known: Mapping[str, Any]) -> set[str]:
    """The findings on whose value the outcome depends, for some way of filling in the others."""
    every = list(answers(criteria, known))
    matter = set()
    for name in choices(criteria, known):
        outcomes: dict[tuple[Any, ...], set[Outcome]] = {}
        for filled, outcome in every:
            outcomes.setdefault(tuple(value for other, value in filled.items() if other != name), set()).add(outcome)
        if any(len(different) > 1 for different in outcomes.values()):
            matter.add(name)
    return matter
