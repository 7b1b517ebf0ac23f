"""From levels to yes or no: a patient is classified when the level is one of those that count as classified."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from myositis.comparison.basics import CLASSIFIED, NOT_CLASSIFIED
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.vocabulary import Decision, Line, Points, Rule


@lru_cache(maxsize=256)
def at_cut(level: Decision, counting: frozenset[str]) -> Decision:
    """The level decision with its outcomes folded to classified (those in `counting`) and not classified.

    Lines that another line of the same outcome makes superfluous are left out, which keeps the states of the automaton few:
    a score of at least 7.5 is also one of at least 5.5.
    """
    lines = [Line(CLASSIFIED if line.outcome in counting else NOT_CLASSIFIED, line.rule) for line in level.lines]
    kept: list[Line] = []
    for place, line in enumerate(lines):
        following = []
        for other in lines[place + 1 :]:
            if other.outcome != line.outcome:
                break
            following.append(other)
        if not any(other.rule is None or (line.rule is not None and implies(line.rule, other.rule)) for other in following):
            kept.append(line)
    return Decision(f"{level.name}: classified", (NOT_CLASSIFIED, CLASSIFIED), tuple(kept))


def implies(one: Rule, other: Rule) -> bool:
    """Whether `other` is seen to hold whenever `one` does: the same rows with no more points needed. Not every case is seen."""
    if one == other:
        return True
    if isinstance(one, Points) and isinstance(other, Points) and len(one.rows) == len(other.rows):
        return one.needed >= other.needed and all(
            points == others and implies(row, another)
            for (points, row), (others, another) in zip(one.rows, other.rows, strict=True)
        )
    return False


def from_level(levels: tuple[str, ...], level: str) -> tuple[str, ...]:
    """A level of ranked ones and those above it, lowest first."""
    return levels[levels.index(level) :]


def mask(outcomes: Collection[str], counting: Collection[str]) -> int:
    """Outcomes as bits, in their order: those that count."""
    return sum(1 << place for place, name in enumerate(outcomes) if name in counting)


def cut_offs(criteria: CriteriaSet) -> dict[str, dict[str, float]]:
    """The lowest score of each level that begins at a score, by column; the column of a single one is blank."""
    found: dict[str, dict[str, float]] = {}
    for column in criteria.columns:
        rules = [(line.outcome, line.rule) for line in column.level.lines]
        own = {level: rule.needed / 10 for level, rule in rules if isinstance(rule, Points) and rule.rows == column.score}
        if own:
            found[column.name if len(criteria.columns) > 1 else ""] = own
    return found
