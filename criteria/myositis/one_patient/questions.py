"""What to ask next about one patient: the questions in the order of a visit, and only what still matters.

A question matters when one of its answers can lead to another level, subgroup or clinical group of a chosen criteria set than
another of its answers, with everything else that is missing filled in in some way. `next_question` is given what was answered
so far, so going back is leaving the last answer out. When nothing matters any more it returns None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from myositis.dictionary import findings as f
from myositis.dictionary.derivations import COMPARISONS, ENZYME_DERIVATIONS, SUMMARIES
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.result import RecordResult
from myositis.one_patient.words import listed
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.published.result_rules import LEVEL, SUBGROUP
from myositis.rules.evaluate import reduce
from myositis.rules.vocabulary import Category, Finding, Measurement, Rule, Variable, variables

Record = Mapping[str, Any]
_OF_TABLES = re.compile(r"^summary: |,? as one yes/no\b| \(subgroup tree only\)")

GATES: dict[Variable, Finding] = {
    **dict.fromkeys((f.heliotrope_rash, f.gottron_papules, f.gottron_sign), f.dm_rash),
    **dict.fromkeys(
        (f.biopsy_endomysial, f.biopsy_perimysial, f.biopsy_perifascicular, f.biopsy_rimmed_vacuoles, f.biopsy_myositis),
        f.muscle_biopsy_performed,
    ),
}
"""What is asked first, because a no answers the other questions, too."""

EXPLANATIONS = "another_disease"
"""The name of the question about what excludes."""


@dataclass(frozen=True)
class Answer:
    """One way to answer: the key, the word for it, and what it records."""

    key: str
    word: str
    record: Record


@dataclass(frozen=True)
class Question:
    """One prompt. answers: by key, without "not known", which every question allows. measured: a number is asked for instead.

    values: the value and its upper limit of normal that may be given instead of yes or no.
    """

    name: str
    text: str
    definition: str = ""
    section: str = ""
    answers: tuple[Answer, ...] = ()
    measured: Measurement | None = None
    values: tuple[Measurement, Measurement] | None = None


def next_question(criteria: Sequence[CriteriaSet], recorded: Record, asked: Sequence[str] = ()) -> Question | None:
    """The next question, or None when no answer could change a result any more.

    recorded: what is known so far, by name. asked: the names of the questions that were answered, also with "not known".
    """
    results = [result for result in (_read(one, recorded) for one in criteria) if not result.excluded]
    if not results:
        return None
    possible = in_order(criteria)
    for variable in possible:
        if _mattering(results, recorded, asked, variable):
            gate = GATES.get(variable)
            if gate is not None and gate.name not in asked and gate.name not in derive(recorded):
                variable = gate
            return _question(variable, recorded)
    explanations = _explanations(criteria)
    if explanations and EXPLANATIONS not in asked and not any(name in recorded for name in explanations):
        return _about_explanations(explanations)
    for variable in possible:
        if variable.name not in asked and any(variable in _left_of_groups(result) for result in results):
            return _question(variable, recorded)
    return None


def in_order(criteria: Sequence[CriteriaSet]) -> tuple[Variable, ...]:
    """What can be asked for these sets, in the order of a visit: section by section, what excludes and goes along last.

    The enzymes as a whole come before LDH, AST, ALT and aldolase, but after CK.
    """
    items = list(dictionary_of(criteria).values())
    sections = list(dict.fromkeys(item.section for item in items if item.section != f.better_explanation.section))
    items.sort(key=lambda item: sections.index(item.section) if item.section in sections else len(sections))
    items.remove(f.muscle_enzymes_elevated)
    items.insert(items.index(f.ck_elevated) + 1, f.muscle_enzymes_elevated)
    return tuple(items)


def _read(criteria: CriteriaSet, recorded: Record) -> RecordResult:
    return RecordResult(criteria, recorded, derive(recorded))


def _mattering(results: Sequence[RecordResult], recorded: Record, asked: Sequence[str], variable: Variable) -> bool:
    """Whether this finding has not been asked, can be answered in more than one way, and matters to one of the sets."""
    if variable.name in asked or not any(_matters(result, recorded, variable) for result in results):
        return False
    if not isinstance(variable, Finding):
        return True
    return all(not contradictions(then, derive(then)) for then in ({**recorded, variable.name: value} for value in (True, False)))


def _matters(result: RecordResult, recorded: Record, variable: Variable) -> bool:
    machine, codes = result.machine, result.codes
    for layer in machine.missing(codes):
        if machine.domains[layer].variable == variable:
            return machine.matters(codes, layer)
    if variable.name in recorded or not isinstance(variable, Finding) or variable not in _choosing(result.criteria):
        return False
    return len({_outcomes(_read(result.criteria, {**recorded, variable.name: value})) for value in (True, False)}) > 1


def _choosing(criteria: CriteriaSet) -> set[Variable]:
    """What decides in which column a record is read."""
    return {item for column in criteria.columns if column.when is not None for item in variables(column.when)}


def _outcomes(result: RecordResult) -> tuple[Any, ...]:
    return result.level, result.subgroup, result.open_levels, result.open_subgroups


def _left_of_groups(result: RecordResult) -> set[Variable]:
    """What the clinical groups still turn on, with the level and the subgroup as they are."""
    known = {**result.known, LEVEL.name: result.level} | ({} if result.subgroup is None else {SUBGROUP.name: result.subgroup})
    left = [reduce(group.when, known) for group in result.criteria.groups]
    return {item for rule in left if isinstance(rule, Rule) for item in variables(rule)}


def _explanations(criteria: Sequence[CriteriaSet]) -> dict[str, Finding]:
    """What excludes under one of the sets, by name; the other disease in general comes last."""
    found = {item.name: item for one in criteria for item in one.preconditions}
    return dict(sorted(found.items(), key=lambda pair: pair[1] == f.better_explanation))


def _question(variable: Variable, recorded: Record) -> Question:
    name, section = variable.name, variable.section
    match variable:
        case Measurement(label=label, unit=unit):
            return Question(name, f"{_capital(label)}, in {unit}", _definition(variable), section, measured=variable)
        case Category(label=label, values=words):
            answers = _lettered([(word.replace("_", " "), {name: word}) for word in words])
            return Question(name, _capital(label), _definition(variable), section, answers)
    text = _capital(variable.label)
    values: tuple[Measurement, Measurement] | None = None
    summary = next((one for one in SUMMARIES if one.whole == variable), None)
    measured = [pair for part in (summary.parts if summary else (variable,)) if (pair := _value_and_limit(part))]
    if measured and not any(item.name in recorded for item in measured[0]):
        values = measured[0]
    elif measured and summary:
        left = [part.label.removesuffix(" elevated") for part in summary.parts if part.name not in derive(recorded)]
        text = f"{listed(left)} elevated"
    yes_no = (Answer("y", "yes", {name: True}), Answer("n", "no", {name: False}))
    return Question(name, text, _definition(variable), section, yes_no, values=values)


def _definition(variable: Variable) -> str:
    """The definition as somebody at a visit needs it: without what it says of tables and of what follows when it is blank.

    Empty where it only repeats the label.
    """
    told = _OF_TABLES.sub("", variable.definition.partition("; when not recorded")[0])
    return "" if told.lower() in variable.label.lower() else told


def _value_and_limit(finding: Variable) -> tuple[Measurement, Measurement] | None:
    """The measurements that a finding is read off."""
    for derivation, comparison in zip(ENZYME_DERIVATIONS, COMPARISONS, strict=True):
        if derivation.target == finding:
            return comparison.value, comparison.limit
    return None


def _about_explanations(found: Mapping[str, Finding]) -> Question:
    """One question for everything that excludes: none of it, or the one that is present."""
    none = Answer("n", "no", dict.fromkeys(found, False))
    text, section = "Does another disease explain it better", f.better_explanation.section
    if len(found) == 1:
        (only,) = found
        return Question(EXPLANATIONS, text, "", section, (Answer("y", "yes", {only: True}), none))
    named = [item for item in found.values() if item != f.better_explanation]
    answers = [Answer(_key(place), item.label.removeprefix("exclusion: "), {item.name: True}) for place, item in enumerate(named)]
    if f.better_explanation.name in found:
        answers.append(Answer("y", "yes, another one", {f.better_explanation.name: True}))
    return Question(EXPLANATIONS, f"{text}, or is one of these present", "", section, (none, *answers))


def _key(place: int) -> str:
    """The key of a numbered answer: 1 to 9, then letters that mean nothing else."""
    return "123456789acdefgijklmoprstuvwxz"[place]


def _lettered(answers: Sequence[tuple[str, Record]]) -> tuple[Answer, ...]:
    """Numbered answers of a category."""
    return tuple(Answer(_key(place), word, record) for place, (word, record) in enumerate(answers))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:2] != text[:2].upper() else text


def still_mattering(criteria: Sequence[CriteriaSet], recorded: Record) -> Iterator[Variable]:
    """What is not recorded and matters to a level or a subgroup, whether it was asked or not."""
    results = [result for result in (_read(one, recorded) for one in criteria) if not result.excluded]
    for variable in in_order(criteria):
        if any(_matters(result, recorded, variable) for result in results):
            yield variable
