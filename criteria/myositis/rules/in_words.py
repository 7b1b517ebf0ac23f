"""A rule in words, made from the labels of its findings and of itself."""

from __future__ import annotations

from myositis.rules.vocabulary import AtLeast, Is, Not, Points, Rule, Surely


def describe(rule: Rule) -> str:
    """A rule in words."""
    match rule:
        case Is(finding, True):
            return finding.label
        case Is(finding, value):
            return f"{finding.label}: {str(value).replace('_', ' ')}"
        case AtLeast(measurement, bound, above):
            return f"{measurement.label} more than {bound:g}" if above else f"{measurement.label} {bound:g} or more"
        case Not(AtLeast(measurement, bound, above), label):
            return label or f"{measurement.label} {bound:g} or less" if above else label or f"{measurement.label} below {bound:g}"
        case Not(Points(), label) if not label and (asked := _asked_of_record(rule.rule)) is not None:
            return f"{_part(asked)} not recorded" if isinstance(asked, Is) else f"not known: {describe(asked)}"
        case Not(inner, label):
            return label or f"not: {describe(inner)}"
        case Surely(Not(Is() as inner), label):
            return label or f"{describe(inner)} recorded as absent"
        case Surely(inner, label):
            return label or describe(inner)
        case Points(rows, needed, label):
            if label:
                return label
            if (asked := _asked_of_record(rule)) is not None:
                return f"{_part(asked)} recorded" if isinstance(asked, Is) else f"known: {describe(asked)}"
            bounds = describe_range(rule)
            if bounds:
                return bounds
            if needed == sum(points for points, _ in rows):
                return " and ".join(_part(row) for _, row in rows)
            joined = ", ".join(describe(row) for _, row in rows)
            return " or ".join(_part(row) for _, row in rows) if needed == 1 else f"{needed} of: {joined}"
    raise TypeError(rule)


def _part(rule: Rule) -> str:
    """A rule inside a sentence of several: a count of others stands in brackets."""
    text = describe(rule)
    several = isinstance(rule, Points) and describe_range(rule) is None and any(word in text for word in (", ", " or ", " and "))
    return f"({text})" if several else text


def _asked_of_record(rule: Rule) -> Rule | None:
    """The rule of which `recorded` asks whether the record says anything."""
    match rule:
        case Points(((1, Surely(one)), (1, Surely(Not(other)))), 1) if one == other:
            return one
    return None


def describe_range(rule: Points) -> str | None:
    """`18 to below 40` for a measurement between two numbers."""
    match rule.rows:
        case ((1, AtLeast(measurement, low, False)), (1, Not(AtLeast(same, high, False)))) if (
            measurement == same and rule.needed == 2
        ):
            return f"{measurement.label} {low:g} to below {high:g}"
    return None


_COUNTS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def how_many(number: int, every: int) -> str:
    """A small number in letters: `three`; `all four` where it is every one."""
    word = _COUNTS[number] if 0 <= number < len(_COUNTS) else f"{number}"
    return f"all {word}" if number == every else word
