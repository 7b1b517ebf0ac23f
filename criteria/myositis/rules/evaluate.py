"""Read a rule against what is known: true, false, or what is left of it.

This is where missingness is reasoned about for one record; `as_columns` and `sql` say the same of columns, and are tested
against it. A finding that is not known stays in the rule; everything that no longer matters is dropped from it, so that two
records that leave the same question open leave the same rule.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from myositis.rules.values import Interval, Known
from myositis.rules.vocabulary import AtLeast, Is, Line, Not, Points, Rule, Surely


def reduce(rule: Rule, known: Known) -> bool | Rule:
    """True or False when `known` settles the rule, otherwise the rule that is left.

    Exact for rules that read each finding once (every criterion and derivation); a score or tree that reads one finding in
    several places is resolved by `open_outcomes`, which fixes one finding after the other.
    """
    match rule:
        case Is(finding, wanted):
            value = known.get(finding.name)
            if value is None:
                return rule
            return reduce(value, known) if isinstance(value, Rule) else value == wanted
        case AtLeast(measurement):
            match known.get(measurement.name):
                case None:
                    return rule
                case Interval(low, high):
                    return True if rule.passed(low) else rule if rule.passed(high) else False
                case number:
                    return bool(rule.passed(number))
        case Not(inner):
            left = reduce(inner, known)
            return not left if isinstance(left, bool) else Not(left)
        case Surely(inner):
            return reduce(inner, known)  # what is left is asked of complete records
        case Points(rows, needed):
            remaining: list[tuple[int, Rule]] = []
            for points, row in rows:
                if type(row) is Is and row.finding.name not in known:
                    remaining.append((points, row))  # most rows, when one finding after the other is fixed
                    continue
                left = reduce(row, known)
                if left is True:
                    needed -= points
                elif left is not False:
                    remaining.append((points, left))
            return simplify(tuple(remaining), needed)
    raise TypeError(f"not a rule: {rule!r}")


def truth(rule: Rule, known: Known) -> bool | None:
    """True, False, or None when what is not recorded leaves the rule open: `reduce` without what is left, and faster."""
    kind = type(rule)
    if kind is Is:
        value = known.get(rule.finding.name)  # type: ignore[attr-defined]
        return None if value is None else value == rule.value  # type: ignore[attr-defined]
    if kind is Points:
        so_far = still_open = 0
        needed: int = rule.needed  # type: ignore[attr-defined]
        for points, row in rule.rows:  # type: ignore[attr-defined]
            held = truth(row, known)
            if held:
                so_far += points
                if so_far >= needed:
                    return True
            elif held is None:
                still_open += points
        return None if so_far + still_open >= needed else False
    if kind is Not:
        held = truth(rule.rule, known)  # type: ignore[attr-defined]
        return None if held is None else not held
    if kind is Surely:
        return truth(rule.rule, known)  # type: ignore[attr-defined]
    left = reduce(rule, known)
    return left if isinstance(left, bool) else None


def on_record(rule: Rule, known: Known) -> bool:
    """The rule as it reads on the record: what is not recorded is absent, an age interval is its lowest year."""
    kind = type(rule)  # asked in the order in which rules are frequent: this is called for every row of every result
    if kind is Is:
        return bool(known.get(rule.finding.name) == rule.value)  # type: ignore[attr-defined]
    if kind is Points:
        needed: int = rule.needed  # type: ignore[attr-defined]
        for points, row in rule.rows:  # type: ignore[attr-defined]
            if on_record(row, known):
                needed -= points
                if needed <= 0:
                    return True
        return needed <= 0
    if kind is Not:
        return not on_record(rule.rule, known)  # type: ignore[attr-defined]
    if kind is Surely:
        return truth(rule.rule, known) is True  # type: ignore[attr-defined]
    if isinstance(rule, AtLeast):
        number: Any = known.get(rule.measurement.name)
        return number is not None and bool(rule.passed(number.low if isinstance(number, Interval) else number))
    raise TypeError(f"not a rule: {rule!r}")


def sums(weights: tuple[int, ...] | list[int]) -> int:
    """The totals that some of the weights reach, as a whole number whose bit t is set when the total t is reached."""
    reached = 1
    for weight in weights:
        reached |= reached << weight
    return reached


@lru_cache(maxsize=1 << 18)
def simplify(rows: tuple[tuple[int, Rule], ...], needed: int) -> bool | Rule:
    """A count of points in its shortest form.

    Rows that cannot tip the count are dropped, and the points needed are raised to the next total that the rows reach, so
    that counts with the same meaning become equal.
    """
    if needed <= 0:
        return True
    if sum(points for points, _ in rows) < needed:
        return False
    window = (1 << needed) - 1
    kept = []
    for place, (points, row) in enumerate(rows):
        others = sums([weight for index, (weight, _) in enumerate(rows) if index != place])
        # The row tips the count when some total of the others falls short of the points needed by no more than the row.
        if (others & window) >> max(needed - points, 0):
            kept.append((points, row))
    reached = sums([points for points, _ in kept]) >> needed
    needed += (reached & -reached).bit_length() - 1
    return kept[0][1] if len(kept) == 1 else Points(tuple(kept), needed)


Left = str | tuple[Line, ...]
"""What is left of a decision: its outcome, or the lines that are still to be decided."""


def reduce_lines(lines: tuple[Line, ...], read: Callable[[Rule], bool | Rule]) -> Left:
    """The outcome when `read` settles the decision, otherwise the lines that are left; `read` reduces one rule."""
    remaining: list[Line] = []
    for line in lines:
        left = True if line.rule is None else read(line.rule)
        if left is True:
            remaining.append(Line(line.outcome))
            break
        if left is not False:
            remaining.append(Line(line.outcome, left))
    while len(remaining) > 1 and remaining[-2].outcome == remaining[-1].outcome:
        del remaining[-2]  # A line that leads where the rest leads anyway asks nothing.
    return remaining[0].outcome if len(remaining) == 1 else tuple(remaining)
