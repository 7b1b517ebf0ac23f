"""The first sentences of every text for people: the result in plain words, what is still open, what it presupposes.

Works on anything that has the fields of a `Classification`, so that chart review, summary, questions and page say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Protocol

from myositis.dictionary.findings import better_explanation
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, CriteriaSet

if TYPE_CHECKING:
    from myositis.one_patient.trace import Trace

DISEASES = {
    "PM": "polymyositis",
    "DM": "dermatomyositis",
    "ADM": "amyopathic dermatomyositis",
    "IBM": "inclusion body myositis",
    "JDM": "juvenile dermatomyositis",
    "JM": "juvenile myositis other than dermatomyositis",
}
"""The abbreviations of subgroups that everybody in the field uses, written out."""

NARROWEST, USUAL = 60, 80
"""Columns: texts are never wrapped narrower than the first; the second is used where there is no terminal."""
FEW = 3
"""So many exclusions are named; more are counted."""

_TIED, _TIE = re.compile(r" (?=[\d&])|(?<=&) |(?<=\d) (?=%)"), "\N{NO-BREAK SPACE}"


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


def paragraph(text: str, width: int = USUAL, *, first: str = "", rest: str = "") -> str:
    """The text in lines of at most `width` columns, never broken inside a word or at a hyphen (anti-Jo-1).

    Numbers stay with the word before them, and per cent with its number. first, rest: what the first line and the others
    begin with.
    """
    lines = wrap(
        _TIED.sub(_TIE, text),
        max(width, NARROWEST),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_TIE, " ")


def disease(subgroup: str) -> str:
    """A subgroup in words: `DM` is dermatomyositis; what has no usual abbreviation stays as it is."""
    return DISEASES.get(subgroup, subgroup.replace("_", " "))


def level_in_words(level: str) -> str:
    """`not_met` is `not met`."""
    return level.replace("_", " ")


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`"""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def percent(probability: float) -> str:
    """A probability with one decimal; never 100 % or 0 %, which no formula reaches."""
    if probability >= 0.9995:
        return "more than 99.9 %"
    return f"{100 * probability:.1f} %" if probability >= 0.0005 else "less than 0.1 %"


def percent_range(low: float, high: float) -> str:
    """`12 % to 94 %`"""
    if round(low, 3) == round(high, 3) or low >= 0.995:
        return percent(low)
    if high < 0.005:
        return percent(high)
    least = f"{100 * low:.0f} %" if low >= 0.005 else "less than 1 %"
    most = f"{100 * high:.0f} %" if high < 0.995 else "more than 99 %"
    return f"{least} to {most}"


def verdict(result: Result, criteria: CriteriaSet) -> tuple[str, ...]:
    """The paragraphs that a text begins with: the result and the finding that decides most; what it presupposes."""
    return (" ".join(_sentences(result, criteria)), *provided(result, criteria))


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
        subgroup = "" if result.subgroup is None else f": {level_in_words(result.level)} {disease(result.subgroup)}"
        chance = _chance(result, " (probability ", ")")
        yield (
            f"Not classified with the findings recorded{subgroup} ({title}); what is missing could still make it "
            f"{listed(_furthest(still, criteria))}{chance}."
        )
    else:
        yield _never(result, criteria, still)
        return
    decisive = most_decisive(result)
    if decisive and still:
        yield f"Most decisive: {decisive.replace(': ', ', ')}."


def _classified(result: Result, criteria: CriteriaSet, still: list[str]) -> Iterator[str]:
    named = criteria.disease
    level = "" if result.level == "met" else level_in_words(result.level)
    others = [name for name in result.open_subgroups if name not in (result.subgroup, NO_SUBGROUP)]
    subgroup = disease(result.subgroup) if result.subgroup else ""
    words = [level, named or subgroup]
    tail = ""
    if subgroup and others:
        found = _until_found(result, others[0]) if len(others) == 1 else ""
        rivals = listed([disease(one) for one in others])
        tail = f"; {subgroup} unless {found} is found" if found else f"; {subgroup}, but it could still be {rivals}"
        words = [level, named] if named else [level]
    elif subgroup and named:
        tail = f", {subgroup}"
    elif others:
        tail = f"; subgroup open: {listed([disease(one) for one in others])}"
    yield f"Classified: {' '.join(filter(None, words))}{tail} ({criteria.short_title}).{_chance(result, ' Probability ', '.')}"
    higher = _furthest(still, criteria)
    if higher:
        yield f"What is missing could still make it {listed(higher)}."


def _never(result: Result, criteria: CriteriaSet, still: list[str]) -> str:
    """Not classified, and no missing finding can change that."""
    chance = _chance(result, " Probability ", ".")
    if still:
        most = listed(_furthest(still, criteria))
        return f"Not classified, whatever the missing findings are ({criteria.short_title}): at most {most}.{chance}"
    least = criteria.levels[0] if criteria.ranked else criteria.columns[0].level.lines[-1].outcome
    if result.level == least:
        return f"Not classified: the criteria are not met ({criteria.short_title}).{chance}"
    named = criteria.disease or disease(result.subgroup or "")
    counts = listed([level_in_words(level) for level in criteria.levels if level in criteria.classified])
    return (
        f"Not classified: only {level_in_words(result.level)} {named} ({criteria.short_title}); {counts} counts as "
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
    labels = [child.label for child in (part.children or (part,)) if child.value] if part else []
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


def most_decisive(result: Result) -> str | None:
    """The finding that settles the result; failing that, the missing one that moves the score most."""
    what_ifs = result.what_ifs or ()
    if not what_ifs:
        return None
    if not what_ifs[0].settles:
        score, missing = part_named(result.trace, "score"), {item.finding: item for item in what_ifs}
        rows = [row for row in score.children if row.finding in missing] if score else []
        if rows:
            return str(missing[max(rows, key=lambda row: row.points or 0).finding].label)
    return str(what_ifs[0].label)


def _until_found(result: Result, other: str) -> str:
    """What would have to be found for the other subgroup: what its line, further up, still lacks."""
    part = part_named(result.trace, "subgroup")
    for line in part.children if part else ():
        if line.value:
            break
        if line.label.partition(":")[0] == other and line.value is None:
            missing = [child.label for child in line.children if child.value is None] or [line.label.partition(": ")[2]]
            return listed([name.removeprefix("any ") for name in missing], "or" if line.needed == 1 else "and")
    return ""


def provided(result: Result, criteria: CriteriaSet) -> Iterator[str]:
    """What the result presupposes and the record does not say: that no other disease explains it better, no exclusions."""
    missing = [item for item in criteria.preconditions if item.name in result.provided]
    parts = ["no other disease explains it better"] if better_explanation in missing else []
    others = [item.label.removeprefix("exclusion: ") for item in missing if item != better_explanation]
    if others:
        named = listed(others) if len(others) <= FEW else f"{len(others)} of them"
        parts.append(f"none of the exclusions is present ({named})")
    if parts:
        yield f"Provided {listed(parts, 'and')}: not recorded."


def in_short(result: Result, criteria: CriteriaSet) -> str:
    """The level in a few words, and what is open: `not met, up to definite`; `definite DM`; `definite, DM or ADM`."""
    opened = None if result.determined else (result.open_levels, result.open_subgroups)
    return short(criteria, result.level, result.subgroup, opened)


def short(
    criteria: CriteriaSet, level: str, subgroup: str | None, opened: tuple[Sequence[str], Sequence[str]] | None = None
) -> str:
    """See `in_short`. opened: open levels and open subgroups; None when nothing is open, or when it is not known."""
    told = level_in_words(level)
    text = f"{told} {subgroup}" if subgroup else told
    if level == EXCLUDED or opened is None:
        return text
    still = _furthest([name for name in opened[0] if name != level], criteria)
    if still:
        return f"{text}, up to {listed(still)}" if criteria.ranked else f"{text}, open: {listed(still)}"
    others = [name for name in opened[1] if name != NO_SUBGROUP]
    return f"{told}, {listed(others)}" if len(others) > 1 else text
