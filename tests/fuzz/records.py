"""Random records: every engine against the reader of one patient, and that reader against the definition of open outcomes."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import polars as pl

from by_completion import FREE, outcomes
from drawn import draw_record, frame_of
from myositis import classify_cohort
from myositis.cohort.result import result_names
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.published import ALL
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import read_values

ROWS = 120
COMPARED = ("level", "subgroup", "score", "open_levels", "open_subgroups", "determined")


def attack(seed: str, counts: Counter[str]) -> None:
    """One cohort on every engine, row by row against one patient at a time; some rows against brute force."""
    draw = random.Random(seed)
    missing = draw.choice([0.05, 0.2, 0.5, 0.9])
    frame = frame_of([draw_record(draw, missing, contradictory=True) for _ in range(ROWS)])
    expected = one_by_one(frame)
    for engine, classify in ENGINES.items():
        found = classify(frame)
        if found is None:
            continue
        for place, (row, wanted) in enumerate(zip(found.sort("patient_id").to_dicts(), expected, strict=True)):
            got = {name: row[name] for name in wanted}
            assert got == wanted, f"{engine}, row {place}: {difference(got, wanted)}; record {frame.row(place, named=True)}"
        counts[f"records on {engine}"] += frame.height
    for _ in range(8):
        by_definition(draw, counts)


def difference(got: dict[str, Any], wanted: dict[str, Any]) -> str:
    return "; ".join(f"{name} is {got[name]!r}, should be {wanted[name]!r}" for name in wanted if got[name] != wanted[name])


def one_by_one(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """What the reader of one patient says of each row, under the names of the cohort's columns."""
    cohort = read_values(frame)
    rows = []
    for place in range(frame.height):
        record = cohort.record(place)
        known = derive(record)
        invalid = bool(cohort.problems_of(place)) or bool(contradictions(record, known))
        row: dict[str, Any] = {"myositis_status": "invalid" if invalid else "classified"}
        for one in ALL:
            names = result_names(one)
            result = None if invalid else classify_record(record, one, known=known)
            for name in COMPARED:
                if name in names:
                    row[names[name]] = None if result is None else as_cell(getattr(result, name))
        rows.append(row)
    return rows


def as_cell(value: Any) -> Any:
    return ("|".join(value) or None) if isinstance(value, tuple) else value


def with_duckdb(frame: pl.DataFrame) -> pl.DataFrame | None:
    try:
        import duckdb
    except ImportError:
        return None
    with duckdb.connect() as connection:
        given = connection.from_arrow(frame.to_arrow())
        return pl.from_arrow(classify_cohort(given, ALL, open_outcomes=True).to_arrow_table())  # type: ignore[return-value]


def with_pandas(frame: pl.DataFrame) -> pl.DataFrame | None:
    try:
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        return None
    return pl.from_pandas(classify_cohort(frame.to_arrow().to_pandas(), ALL))


def with_arrow(frame: pl.DataFrame) -> pl.DataFrame:
    return pl.from_arrow(classify_cohort(frame.to_arrow(), ALL))  # type: ignore[return-value]


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return classify_cohort(frame.select(pl.all().cast(pl.String)), ALL)


ENGINES = {
    "Polars": lambda frame: classify_cohort(frame, ALL),
    "Polars, lazy": lambda frame: classify_cohort(frame.lazy(), ALL, open_outcomes=True).collect(),
    "Polars, cells as text": as_text,
    "Arrow": with_arrow,
    "pandas": with_pandas,
    "DuckDB": with_duckdb,
}


def by_definition(draw: random.Random, counts: Counter[str]) -> None:
    """A record with few gaps: its open outcomes are those that some completion reaches."""
    record: dict[str, Any] = {name: draw.random() < 0.5 for name in FREE}
    record |= {"age_at_onset": draw.choice([5.0, 17.0, 18.0, 40.0]), "treatment_response": "improved"}
    for name in draw.sample([*FREE, "age_at_onset", "treatment_response"], draw.randrange(6)):
        record.pop(name, None)
    if contradictions(record, derive(record)):
        return
    for one in ALL:
        reached = expected_outcomes(one, record)
        if reached is None:
            counts["records of sets that the definition does not read"] += 1
            continue
        result = classify_record(record, one)
        assert set(result.open_levels) == {level for level, _ in reached}, f"{one.id}: {record}"
        if one.subgroups:
            assert set(result.open_subgroups) == {subgroup for _, subgroup in reached}, f"{one.id}: {record}"
        counts["records against the definition"] += 1


def expected_outcomes(one: CriteriaSet, record: dict[str, Any]) -> set[tuple[str, str]] | None:
    """None for a set with findings that the brute force does not complete."""
    try:
        return outcomes(one, record)
    except KeyError:
        return None
