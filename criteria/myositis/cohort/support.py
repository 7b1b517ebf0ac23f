"""Which criteria sets a file can support: how many of the items of each it has at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from myositis.dictionary.derivations import decided_by
from myositis.errors import UnknownNameError
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.vocabulary import Variable, variables


@dataclass(frozen=True)
class Support:
    """A criteria set, the items of it that a file has, and all its items."""

    criteria: CriteriaSet
    present: tuple[Variable, ...]
    items: tuple[Variable, ...]

    def __str__(self) -> str:
        present, every = len(self.present), len(self.items)
        return f"{present if present < every else 'all'} of its {every} items {'is' if present == 1 else 'are'} in the file"


def items_of(criteria: CriteriaSet) -> tuple[Variable, ...]:
    """What a criteria set asks about a patient, in the order of reading: without preconditions, groups and notes."""
    rules = [item.rule for item in criteria.criteria]
    for column in criteria.columns:
        rules += [*(rule for _, rule in column.score), *column.level.rules, *column.subgroup.rules]
    return tuple(item for item in variables(*rules) if item not in criteria.preconditions)


def support(criteria: CriteriaSet, columns: Collection[str]) -> Support:
    """What a file with these columns (names of the data dictionary) has of a set: an item, or what the item follows from."""
    items = items_of(criteria)
    present = tuple(item for item in items if any(source.name in columns for source in decided_by((item,))))
    return Support(criteria, present, items)


def supported(sets: Iterable[CriteriaSet], columns: Collection[str]) -> tuple[tuple[Support, ...], list[str]]:
    """The sets of which a file has something, and notes on those that are left out.

    Errors: UnknownNameError when it has nothing of any of them.
    """
    found = [support(one, columns) for one in sets]
    without = [one.criteria for one in found if not one.present]
    if len(without) == len(found):
        names = ", ".join(one.short_title for one in without)
        raise UnknownNameError(f"the file has none of the items of {names}; `myositis criteria needs` shows what each asks for")
    kept = tuple(one for one in found if one.present)
    return kept, [f"{one.short_title} ({one.id}) is left out: the file has none of its items" for one in without]
