"""The first sentences of every text for people: the result in plain words, what is still open, what it presupposes.

Works on anything that has the fields of a `Classification`, so that chart review, summary, questions and page say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from myositis.dictionary.findings import better_explanation
from myositis.one_patient.words import (
    FEW,
    GENERAL,
    disease,
    level_in_words,
    level_named,
    listed,
    met_or_not,
    percent,
    percent_range,
)
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, CriteriaSet, Note
from myositis.rules.vocabulary import variables

if TYPE_CHECKING:
    from myositis.one_patient.trace import Trace


class Result(Protocol):
    """What the sentences are made from: the fields of a `Classification`."""

    @property
    def level(self) -> str: ...
    @property
    def subgroup(self) -> str | None: ...
    @property
    def open_levels(self) -> tuple[str, ...]: ...
    @property
    def open_subgroups(self) -> tuple[str, ...]: ...
    @property
    def determined(self) -> bool: ...
    @property
    def probability(self) -> float | None: ...
    @property
    def probability_range(self) -> tuple[float, float] | None: ...
    @property
    def provided(self) -> tuple[str, ...]: ...
    @property
    def trace(self) -> Trace | None: ...
    @property
    def what_ifs(self) -> tuple[Any, ...] | None: ...


def verdict(result: Result, criteria: CriteriaSet) -> tuple[str, ...]:
    """The paragraphs that a text begins with: the result and the finding that decides most; what it presupposes, of a patient
    who is classified or could still be.
    """
    reached = any(is_classified(level, criteria) for level in (result.level, *result.open_levels))
    conditions = provided(result, criteria) if reached and not nothing_recorded(result) else ()
    return (" ".join(_sentences(result, criteria)), *conditions)


def presupposed(note: Note, criteria: CriteriaSet) -> bool:
    """Whether a note only says that a precondition is not recorded, as `provided` does."""
    return {*variables(note.when)} <= {*criteria.preconditions}


def is_classified(level: str, criteria: CriteriaSet) -> bool:
    """Whether a level counts as classified under these criteria."""
    return level in criteria.classified


def _sentences(result: Result, criteria: CriteriaSet) -> Iterator[str]:
    title = criteria.short_title
    if result.level == EXCLUDED:
        yield f"Not classified: the criteria do not apply ({title}), because this is recorded as present: {_excluding(result)}."
        return
    if nothing_recorded(result):
        yield f"Not classified: nothing is recorded that these criteria ask for ({title})."
        return
    still = [level for level in result.open_levels if level != result.level]
    if is_classified(result.level, criteria):
        yield from _classified(result, criteria, still)
    elif any(is_classified(level, criteria) for level in still):
        chance = _chance(result, " (probability ", ")")
        yield (
            f"Not classified with the findings recorded{_so_far(result, criteria)} ({title}); what is missing could still "
            f"{_reach(still, criteria)}{chance}."
        )
    else:
        yield _never(result, criteria, still)
        return
    decisive = most_decisive(result)
    if decisive and still:
        yield f"Most decisive: {decisive}."


def _so_far(result: Result, criteria: CriteriaSet) -> str:
    """`: possible dermatomyositis`, of a patient who is not classified; nothing where no criteria are met."""
    if result.level == criteria.unmet:
        return ""
    named = criteria.disease or (disease(result.subgroup) if result.subgroup else "")
    return f": {level_named(result.level, named)}"


def _reach(still: Sequence[str], criteria: CriteriaSet) -> str:
    """How far what is missing could lead: `make it definite`, `make it definite inclusion body myositis`, `meet the criteria`."""
    if met_or_not(criteria):
        return "meet the criteria"
    named = "" if criteria.disease == GENERAL else criteria.disease
    levels = _furthest(still, criteria)
    if named and len(levels) > 1:
        return f"make it {named} ({listed(levels)})"
    return f"make it {' '.join(filter(None, (listed(levels), named)))}"


def _classified(result: Result, criteria: CriteriaSet, still: list[str]) -> Iterator[str]:
    named = criteria.disease
    others = [name for name in result.open_subgroups if name not in (result.subgroup, NO_SUBGROUP)]
    subgroup = disease(result.subgroup) if result.subgroup else ""
    rivals = listed([disease(one) for one in others])
    outcome = level_named(result.level, named)
    if subgroup and others:
        found = _until_found(result, others[0]) if len(others) == 1 else ""
        told = f"{subgroup} unless {found} is found" if found else f"{subgroup}, but it could still be {rivals}"
        told = f"{outcome}; {told}" if outcome else told
    elif subgroup:
        told = f"{outcome}, {subgroup}" if named else level_named(result.level, subgroup)
    elif others:
        told = f"{outcome}; subgroup open: {rivals}" if outcome else f"{rivals}; which of them is open"
    else:
        told = outcome or level_in_words(result.level)
    yield f"Classified: {told} ({criteria.short_title}).{_chance(result, ' Probability ', '.')}"
    higher = _furthest(still, criteria)
    if higher:
        yield f"What is missing could still make it {listed(higher)}."


def _never(result: Result, criteria: CriteriaSet, still: list[str]) -> str:
    """Not classified, and no missing finding can change that."""
    chance = _chance(result, " Probability ", ".")
    if still:
        most = listed(_furthest(still, criteria))
        return f"Not classified, whatever the missing findings are ({criteria.short_title}): at most {most}.{chance}"
    if result.level == criteria.unmet:
        return f"Not classified: the criteria are not met ({criteria.short_title}).{chance}"
    named = criteria.disease or disease(result.subgroup or "")
    counts = listed([level_in_words(level) for level in criteria.levels if level in criteria.classified])
    return (
        f"Not classified: only {level_named(result.level, named)} ({criteria.short_title}); {counts} counts as "
        f"classified.{chance}"
    )


def _furthest(still: Sequence[str], criteria: CriteriaSet) -> list[str]:
    """Of the levels that are open: the highest one where levels are ranked, otherwise all."""
    chosen = list(still)
    if criteria.ranked and still:
        chosen = [max(still, key=criteria.levels.index)]
    return [level_in_words(level) for level in chosen]


def _chance(result: Result, before: str, after: str) -> str:
    """The probability, or its range while what is missing can change the level; empty for criteria without one."""
    if result.probability is None:
        return ""
    ranged = result.probability_range if len(result.open_levels) > 1 else None
    return f"{before}{percent_range(*ranged) if ranged else percent(result.probability)}{after}"


def _excluding(result: Result) -> str:
    part = part_named(result.trace, "excluded")
    labels = [child.label.removeprefix("exclusion: ") for child in (part.children or (part,)) if child.value] if part else []
    return listed(labels, "and") or "an exclusion"


def part_named(trace: Trace | None, name: str) -> Trace | None:
    """The part of a whole trace that begins with this name."""
    return next((part for part in trace.children if part.label.split(",")[0] == name), None) if trace else None


def leaves(trace: Trace) -> Iterator[Trace]:
    """The findings and cut-offs at the ends of a trace."""
    if not trace.children:
        yield trace
    for child in trace.children:
        yield from leaves(child)


def nothing_recorded(result: Result) -> bool:
    """Whether not one of the findings that the trace reads is known."""
    return result.trace is not None and all(leaf.value is None for leaf in leaves(result.trace) if leaf.finding)


def most_decisive(result: Result) -> str:
    """The finding that settles the result; failing that, the missing one that moves the score most, or changes by itself which
    levels are open. Those that decide exactly alike are named with it, or counted; empty when there is none.
    """
    what_ifs = result.what_ifs or ()
    if not what_ifs:
        return ""
    score, missing = part_named(result.trace, "score"), {item.finding: item for item in what_ifs}
    rows = [row for row in score.children if row.finding in missing] if score else []
    if rows and not what_ifs[0].settles:
        return _as_a_finding(missing[max(rows, key=lambda row: row.points or 0).finding].label)
    moving = [item for item in what_ifs if any(one.open_levels != result.open_levels for one in item.consequences)]
    alike = [_as_a_finding(item.label) for item in moving if _ways(item) == _ways(moving[0])]
    return listed(alike) if len(alike) <= FEW else f"{alike[0]} or any of {len(alike) - 1} others"


def _ways(what_if: Any) -> list[tuple[Any, ...]]:
    """Where the values of a missing finding lead."""
    return [(one.level, one.subgroup, one.open_levels, one.open_subgroups) for one in what_if.consequences]


def _as_a_finding(label: str) -> str:
    """`biopsy: rimmed vacuoles` inside a sentence: `rimmed vacuoles (biopsy)`."""
    group, _, finding = label.partition(": ")
    return f"{finding} ({group})" if finding else label


def _until_found(result: Result, other: str) -> str:
    """What would have to be found for the other subgroup: what its line, further up, still lacks; empty where that is a count
    of several, or too much for a sentence.
    """
    part = part_named(result.trace, "subgroup")
    for line in part.children if part else ():
        if line.value:
            break
        if line.label.partition(":")[0] == other and line.value is None:
            missing = [child for child in line.children if child.value is None]
            if len(missing) > FEW or any((child.needed or 0) > 1 for child in missing):
                return ""
            names = [child.label.removeprefix("any ") for child in missing] or [line.label.partition(": ")[2]]
            return listed(names, "or" if line.needed == 1 else "and")
    return ""


def provided(result: Result, criteria: CriteriaSet) -> Iterator[str]:
    """What the result presupposes and the record does not say: that no other disease explains it better, no exclusions."""
    missing = [item for item in criteria.preconditions if item.name in result.provided]
    parts = ["no other disease explains it better"] if better_explanation in missing else []
    others = [item.label.removeprefix("exclusion: ") for item in missing if item != better_explanation]
    if others:
        few = len(others) <= FEW
        parts.append(
            f"none of the exclusions is present ({listed(others)})" if few else f"none of the {len(others)} exclusions is present"
        )
    if parts:
        yield f"Provided {listed(parts, 'and')}: not recorded."


def in_short(result: Result, criteria: CriteriaSet) -> str:
    """The level in a few words, and what is open: `not met, up to definite`; `not met, could still be met`; `definite DM`;
    `definite, DM or ADM`; `met as DM`.
    """
    opened = None if result.determined else (result.open_levels, result.open_subgroups)
    return short(criteria, result.level, result.subgroup, opened)


def short(
    criteria: CriteriaSet, level: str, subgroup: str | None, opened: tuple[Sequence[str], Sequence[str]] | None = None
) -> str:
    """See `in_short`. opened: open levels and open subgroups; None when nothing is open, or when it is not known."""
    told = level_in_words(level)
    text = f"{told}{' as' if met_or_not(criteria) else ''} {subgroup}" if subgroup else told
    if level == EXCLUDED or opened is None:
        return text
    still = _furthest([name for name in opened[0] if name != level], criteria)
    if still and met_or_not(criteria):
        return f"{text}, could still be {listed(still)}"
    if still:
        return f"{text}, up to {listed(still)}" if criteria.ranked else f"{text}, open: {listed(still)}"
    others = [name for name in opened[1] if name != NO_SUBGROUP]
    return f"{told}, {listed(others)}" if len(others) > 1 else text
