"""The transcribed tables of `fixtures/published_tables` as a criteria set: read, applied to a record, or changed by one cell.

An item is met when any (or all) of its conditions hold on the record. A condition is `finding` (recorded as present), `finding
absent` (recorded as absent) or `measurement > 6`; what is not recorded fulfils none. Of the outcomes the first row that holds
is the result: all of its items are met, enough of those that it counts, and none of those that must be missing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import ge, gt, le, lt
from pathlib import Path
from typing import Any

from second_transcription.bohan_peter_1975 import level
from second_transcription.record import excluded, known, number

FOLDER = Path(__file__).parents[2] / "fixtures" / "published_tables"
COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge}
LEVELS = ("not_met", "possible", "probable", "definite")

Row = Mapping[str, str]


def rows(name: str) -> tuple[Row, ...]:
    """The rows of one table; none when there is no such file."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def parts(cell: str) -> tuple[str, ...]:
    """The entries of a cell."""
    return tuple(cell.split("|")) if cell else ()


def file_name(criteria: str) -> str:
    """`solomon-2011:variant=abstract` as the beginning of the names of its tables."""
    return criteria.replace(":variant=", "_").replace("-", "_")


@dataclass(frozen=True)
class Tables:
    """The items and outcomes of one set."""

    criteria: str
    items: tuple[Row, ...]
    outcomes: tuple[Row, ...]

    @classmethod
    def read(cls, criteria: str) -> Tables:
        name = file_name(criteria)
        return cls(criteria, rows(f"{name}_items"), rows(f"{name}_outcomes"))

    def conditions(self) -> tuple[str, ...]:
        """Every condition of every item."""
        return tuple(condition for item in self.items for condition in parts(item["findings"]))

    def result(self, record: Mapping[str, Any]) -> tuple[str, str]:
        """Level and subgroup of a record."""
        facts = known(record)
        if excluded(facts):
            return "excluded", ""
        if any(condition.startswith("age_at_onset") for condition in self.conditions()) and "age_at_onset" not in facts:
            young, old = self._at({**facts, "age_at_onset": 0}), self._at({**facts, "age_at_onset": 120})
            level = young[0] if young[0] == old[0] else "not_met"
            return level, young[1] if young[1] == old[1] else ""
        return self._at(facts)

    def _at(self, facts: Mapping[str, Any]) -> tuple[str, str]:
        met = set()
        for item in self.items:
            truths = [holds(condition, facts) for condition in parts(item["findings"])]
            if (any if item["combine"] == "any" else all)(truths):
                met.add(item["item"])
        for row in self.outcomes:
            enough = [
                len(met & set(parts(row[of]))) >= int(row[count])
                for count, of in (("at_least", "of"), ("and_at_least", "and_of"))
                if row[count]
            ]
            if set(parts(row["all_of"])) <= met and all(enough) and not met & set(parts(row["without"])):
                return row["level"], row["subgroup"]
        raise AssertionError("the last row of the outcomes asks for nothing")


def holds(condition: str, facts: Mapping[str, Any]) -> bool:
    """Whether the record shows what a condition asks for."""
    words = condition.split(" ")
    if words[0] == "bohan_peter_1975":
        found = level(facts)
        return found != "excluded" and LEVELS.index(found) >= LEVELS.index(words[1])
    if len(words) == 3:
        value = number(facts, words[0])
        return value is not None and COMPARE[words[1]](value, Fraction(words[2]))
    return facts.get(words[0]) is (words[1:] != ["absent"])


def cell_changes(row: Row, names: tuple[str, ...]) -> Iterator[Row]:
    """A row with one entry of one of its cells left out."""
    for name in names:
        entries = parts(row[name])
        for place in range(len(entries)):
            yield {**row, name: "|".join((*entries[:place], *entries[place + 1 :]))}


def mutants(tables: Tables) -> Iterator[tuple[str, Tables]]:
    """The same set with one slip in it: an entry left out, a bound shifted or turned, a count one off, two rows exchanged."""
    for place, item in enumerate(tables.items):
        changed = list(cell_changes(item, ("findings",)))
        entries = parts(item["findings"])
        for entry_place, entry in enumerate(entries):
            words = entry.split(" ")
            others: list[str] = []
            if len(words) == 3:
                turned = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}[words[1]]
                others = [f"{words[0]} {words[1]} {int(words[2]) + shift}" for shift in (-1, 1)]
                others.append(f"{words[0]} {turned} {words[2]}")
            elif words[0] == "bohan_peter_1975":
                others = [f"bohan_peter_1975 {name}" for name in LEVELS if name != words[1]]
            elif len(words) == 1:
                others = [f"{entry} absent"]
            else:
                others = [words[0]]
            changed += [
                {**item, "findings": "|".join((*entries[:entry_place], other, *entries[entry_place + 1 :]))} for other in others
            ]
        if len(entries) > 1:
            changed.append({**item, "combine": "all" if item["combine"] == "any" else "any"})
        for other_item in changed:
            new = (*tables.items[:place], other_item, *tables.items[place + 1 :])
            yield f"item {item['item']}: {item['findings']} -> {other_item['findings']}", replace(tables, items=new)
    names = [item["item"] for item in tables.items]
    for place, row in enumerate(tables.outcomes):
        changed = list(cell_changes(row, ("all_of", "of", "and_of", "without")))
        for count, of in (("at_least", "of"), ("and_at_least", "and_of")):
            if row[count]:
                changed += [{**row, count: str(int(row[count]) + shift)} for shift in (-1, 1)]
                changed += [{**row, of: f"{row[of]}|{name}"} for name in names if name not in parts(row[of])]
        if row["level"] != "not_met":
            changed += [{**row, "all_of": "|".join((*parts(row["all_of"]), name))} for name in names]
        for other_row in changed:
            if all(set(parts(other_row[name])) == set(parts(row[name])) for name in ("all_of", "of", "and_of", "without")) and (
                other_row["at_least"] == row["at_least"] and other_row["and_at_least"] == row["and_at_least"]
            ):
                continue
            new = (*tables.outcomes[:place], other_row, *tables.outcomes[place + 1 :])
            yield f"outcome {row['order']}: {dict(row)} -> {dict(other_row)}", replace(tables, outcomes=new)
        if place + 2 < len(tables.outcomes):
            after = tables.outcomes[place + 1]
            new = (*tables.outcomes[:place], after, row, *tables.outcomes[place + 2 :])
            yield f"outcomes {row['order']} and {after['order']} exchanged", replace(tables, outcomes=new)
