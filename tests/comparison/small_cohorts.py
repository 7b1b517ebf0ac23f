"""Small random cohorts with few missing findings, and the numbers of a comparison by trying every completion."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import polars as pl

from by_completion import BIOPSY, FREE, completions, evaluate
from myositis.dictionary.findings import DICTIONARY
from myositis.published.criteria_set import CriteriaSet

EXCLUDING = ("better_explanation", "exclusion_infection")


def random_record(rng: random.Random, most_missing: int = 5) -> dict[str, Any]:
    """A record without contradictions: summaries are left to their parts; some patients are excluded by one set or both."""
    frequency = rng.choice((0.15, 0.3, 0.5))
    record: dict[str, Any] = {name: rng.random() < frequency for name in FREE}
    record["age_at_onset"] = rng.choice((8.0, 17.0, 18.0, 39.0, 40.0, 66.0))
    record["treatment_response"] = rng.choice(("improved", "not_improved", "not_treated"))
    missing = set(rng.sample([*FREE, "age_at_onset", "treatment_response"], rng.randint(0, most_missing)))
    if rng.random() < 0.4:
        missing |= set(BIOPSY)
    for name in missing:
        del record[name]
    for name in EXCLUDING:
        if rng.random() < 0.06:
            record[name] = True
    return record


def frame_of(records: list[dict[str, Any]], **columns: list[Any]) -> pl.DataFrame:
    """The records as a file would hold them; ids look like numbers and must survive."""
    names = [name for name in DICTIONARY if any(name in record for record in records)]
    ids = [f"{place:04}" if place % 2 else f"{place}E05" for place in range(len(records))]
    data = {name: [record.get(name) for record in records] for name in names}
    return pl.DataFrame({"patient_id": ids, **data, **columns}, strict=False)


def is_excluded(criteria: CriteriaSet, record: Mapping[str, Any]) -> bool:
    """By hand: the better explanation excludes from every set, an infection from Bohan & Peter only."""
    if record.get("better_explanation"):
        return True
    return criteria.id.startswith("bohan") and bool(record.get("exclusion_infection"))


def outcome(criteria: CriteriaSet, record: Mapping[str, Any], complete: Mapping[str, Any], cut: str) -> bool:
    """Whether one completion is classified, in the column that the record selects."""
    if is_excluded(criteria, record):
        return False
    with_biopsy = record.get("muscle_biopsy_performed") is True or any(record.get(name) is not None for name in BIOPSY)
    column = criteria.columns[-1 if with_biopsy else 0]
    level = next(line.outcome for line in column.level.lines if line.rule is None or evaluate(line.rule, complete))
    return criteria.levels.index(level) >= criteria.levels.index(cut)


def joint(first: CriteriaSet, second: CriteriaSet, record: Mapping[str, Any], cut: str) -> set[tuple[bool, bool]]:
    """Every pair of outcomes that one completion gives."""
    return {(outcome(first, record, complete, cut), outcome(second, record, complete, cut)) for complete in completions(record)}


def moved_together(rng: random.Random, first: CriteriaSet, second: CriteriaSet, cut: str) -> dict[str, Any]:
    """A record in which one missing rash moves both sets across the cut, or neither: its cells are not a product."""
    while True:
        record = {**random_record(rng, 0), "heliotrope_rash": False, "gottron_papules": False}
        del record["gottron_sign"]
        if joint(first, second, record, cut) == {(True, True), (False, False)}:
            return record
