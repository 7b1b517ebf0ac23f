"""How sets, levels and groups of patients are called in headings and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from myositis.comparison.against import InColumn
from myositis.comparison.basics import ALL_PATIENTS, AS_RECORDED, DETERMINED_ONLY, EXCLUDED_LEFT_OUT
from myositis.comparison.numbers import SetNumbers
from myositis.comparison.results import ComparedSet, ComparisonResult


def words(label: str) -> str:
    """`not_met` as words."""
    return label.replace("_", " ")


def listed(names: Sequence[str], last: str = "and") -> str:
    """`A, B and C`."""
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def title_of(result: ComparisonResult, own: str) -> str:
    """What a heading calls a set: its short title; the name that was given for an assigned classification."""
    return result.info(own).short_title


def pair_title(result: ComparisonResult, first: str, second: str) -> str:
    """`EULAR/ACR 2017 and Bohan & Peter 1975`."""
    return f"{title_of(result, first)} and {title_of(result, second)}"


def with_titles(result: ComparisonResult, text: str) -> str:
    """A text of the comparison, which names a set by its id in front, with the title instead."""
    for one in sorted(result.sets, key=lambda item: -len(item.id)):
        for start in (f"{one.id}: ", f"{one.id} only"):
            if text.startswith(start):
                return one.short_title + text[len(one.id) :]
    return text


def kind_of(one: ComparedSet) -> str:
    """How the set came to its result."""
    if one.read_on_findings:
        return "read on the findings"
    return "as assigned (levels)" if one.has_levels else "as assigned (yes/no)"


def counting(one: ComparedSet) -> str:
    """The levels that count as classified: `probable or definite`; `as assigned (yes/no)`."""
    return listed([words(level) for level in one.classified], "or") if one.has_levels else "as assigned (yes/no)"


def what_counts(result: ComparisonResult, ids: Iterable[str] = ()) -> str:
    """What classified means, for a title or a note: once when it is the same for all sets, else set by set."""
    chosen = set(ids)
    by_meaning: dict[str, list[ComparedSet]] = {}
    for one in result.sets:
        if not chosen or one.id in chosen:
            by_meaning.setdefault(counting(one), []).append(one)
    most = max(by_meaning, key=lambda meaning: len(by_meaning[meaning]))
    others = [f"{listed([one.short_title for one in sets])} {meaning}" for meaning, sets in by_meaning.items() if meaning != most]
    said = f"Classified{':' if by_meaning[most][0].has_levels else ''} {most}"
    return f"{said}; {'; '.join(others)}." if others else f"{said}."


def at_or_above(one: ComparedSet, level: str) -> str:
    """`possible or probable or definite`: this level of a ranked set and those above; `classified` and the like as they are."""
    if level not in one.levels:
        return counting(one)
    above = one.levels[one.levels.index(level) :]
    return listed([words(name) for name in above], "or")


def column_words(result: ComparisonResult, item: InColumn) -> str:
    """The patients of a number: `all`, or the column in which their record is read."""
    if item.column == ALL_PATIENTS or item.column_of is None:
        return "all patients"
    if item.column_of == item.id or sum(bool(one.columns) for one in result.sets) == 1:
        return item.column
    return f"{item.column} ({title_of(result, item.column_of)})"


def shown_bases(numbers: Sequence[SetNumbers]) -> tuple[str, ...]:
    """The bases on which something can differ from the record."""
    bases = [AS_RECORDED]
    if any(one.excluded for one in numbers):
        bases.append(EXCLUDED_LEFT_OUT)
    if any(one.undetermined for one in numbers):
        bases.append(DETERMINED_ONLY)
    return tuple(bases)
