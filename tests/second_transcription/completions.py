"""What is open: every level and subgroup that some completion of a record reaches under the second transcription.

The definition, by trying. Findings that enter a set only through "any of them" are completed together: as all absent, or as
one of them present.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from second_transcription import SETS, classify
from second_transcription.record import ANTISYNTHETASES, SUMMARIES, known
from second_transcription.tables import Tables, parts

PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    **{summary: tuple((part, "any") for part in names) for summary, names in SUMMARIES.items()},
    "anti_ars": tuple((part, "any") for part in ANTISYNTHETASES),
    "emg_myopathic": (
        ("emg_short_polyphasic", "short"),
        ("emg_spontaneous_activity", "other"),
        ("emg_repetitive_discharges", "other"),
    ),
}
BOHAN_PETER = (
    "proximal_weakness",
    "biopsy_myositis",
    "muscle_enzymes_elevated",
    "aldolase_elevated",
    "emg_myopathic",
    "dm_rash",
)


def tables_of(criteria: str) -> Tables:
    """The transcribed tables of a set, whatever its other options."""
    name, _, option = criteria.partition(":")
    if name == "solomon-2011":
        return Tables.read(criteria if option else f"{name}:variant=abstract")
    return Tables.read(name)


def uses(criteria: str) -> Iterator[tuple[str, str, bool]]:
    """Every finding that a set reads, where it reads it, and whether it does so as one of several of which any is enough."""
    if "trunk_required=yes" in criteria:
        yield "trunk_weakness", "trunk", False
    for item in tables_of(criteria).items:
        for condition in parts(item["findings"]):
            words = condition.split(" ")
            if words[0] == "bohan_peter_1975":
                yield from ((name, f"Bohan & Peter {name}", False) for name in BOHAN_PETER)
            else:
                together = (len(words) == 1 and item["combine"] == "any") or (
                    words[1:] == ["absent"] and item["combine"] == "all"
                )
                yield words[0], f"{item['item']} {' '.join(words[1:])}", together


def choices(criteria: str, record: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """What is missing, as independent choices; each choice is a list of ways to fill it."""
    facts = known(record)
    signatures: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    numbers: dict[str, set[Fraction]] = defaultdict(set)
    bounds = [condition.split(" ") for condition in tables_of(criteria).conditions() if len(condition.split(" ")) == 3]
    for name, place, together in uses(criteria):
        if name in ("age_at_onset", "disease_duration", "rash_duration", "ck_multiple"):
            if name not in facts:
                limits = [Fraction(bound) for variable, _, bound in bounds if variable == name]
                numbers[name] |= {limit + step for limit in limits for step in (Fraction(-1, 10), 0, Fraction(1, 10))}
        elif name in PARTS and name not in facts:
            for part, kind in PARTS[name]:
                if part not in facts:
                    signatures[part].add((f"{name} {kind}", True))
        elif name not in facts:
            signatures[name].add((place, together))
    groups: dict[frozenset[tuple[str, bool]], list[str]] = defaultdict(list)
    for name, signature in signatures.items():
        alone = any(not together for _, together in signature)
        groups[frozenset({*signature, (name, False)}) if alone else frozenset(signature)].append(name)
    found = []
    for members in groups.values():
        none = dict.fromkeys(members, False)
        found.append([none, {**none, members[0]: True}])
    return [*found, *([{name: value} for value in sorted(values)] for name, values in numbers.items())]


def outcomes(criteria: str, record: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Every (level, subgroup) that some completion of the record reaches."""
    assert criteria.partition(":")[0] in SETS
    reached = set()
    for ways in product(*choices(criteria, record)):
        complete = dict(record)
        for way in ways:
            complete |= way
        reached.add(classify(criteria, complete))
    return reached
