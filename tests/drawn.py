"""Random records for tests: every finding, missing values, summaries, measurements with limits, dates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl

from myositis.dictionary.derivations import CONTRADICTIONS, EVERYWHERE
from myositis.dictionary.findings import DICTIONARY, FIRST_EDITION, LATER
from myositis.dictionary.record import contradictions, derive
from myositis.reading.cohort import read_values
from myositis.rules.vocabulary import Category, Day, Finding, Measurement

SKIP = ("patient_id", "diagnosis", "sex")


AROUND_CUTS = {"disease_duration": [6, 6.5, 12, 13], "rash_duration": [5, 6, 8], "ck_multiple": [0.5, 11.9, 12, 15, 15.1]}
"""Numbers on both sides of the cut-offs of the later entries."""


def draw_record(
    source: random.Random, missing: float = 0.3, *, contradictory: bool = False, later: bool = False
) -> dict[str, Any]:
    """One record, typed; `missing` is the share of findings left out. later: with the later entries of the dictionary."""
    while True:
        record: dict[str, Any] = {}
        for name, variable in (DICTIONARY if later else FIRST_EDITION).items():
            if name in SKIP or source.random() < missing:
                continue
            match variable:
                case Finding():
                    share = 0.02 if name.startswith("exclusion") or name == "better_explanation" else 0.45
                    record[name] = source.random() < share
                case Category(values=values):
                    record[name] = source.choice(values)
                case Measurement(name="age_at_onset"):
                    record[name] = float(source.choice([3, 17, 18, 25, 39, 40, 66, 90]))
                case Measurement(name=name) if name in AROUND_CUTS:
                    record[name] = float(source.choice(AROUND_CUTS[name]))
                case Measurement():
                    record[name] = float(source.choice([20, 35, 40, 200]))
                case Day():
                    start = date(1950, 1, 1) if name == "birth_date" else date(1985, 1, 1)
                    record[name] = start + timedelta(days=source.randrange(15000))
        for summary in ("proximal_weakness", "dm_rash", "biopsy_myositis", "muscle_enzymes_elevated", "emg_myopathic"):
            if source.random() < 0.6:
                record.pop(summary, None)
        if source.random() < 0.4:
            for name in list(record):
                if name.startswith("biopsy_"):
                    del record[name]
        if contradictory:
            return record
        from myositis.dictionary.dates import parse_days

        as_read = {name: parse_days(value) if isinstance(value, date) else value for name, value in record.items()}
        if not contradictions(as_read, derive(as_read), CONTRADICTIONS if later else EVERYWHERE):
            return record


def frame_of(records: list[dict[str, Any]]) -> pl.DataFrame:
    """The records as a typed frame with ids."""
    schema: dict[str, Any] = {"patient_id": pl.String}
    later = any(name in LATER for record in records for name in record)
    for name, variable in (DICTIONARY if later else FIRST_EDITION).items():
        if name not in SKIP:
            kinds = {Finding: pl.Boolean, Category: pl.String, Measurement: pl.Float64, Day: pl.Date}
            schema[name] = kinds[type(variable)]  # type: ignore[index]
    rows = [{"patient_id": f"{place:05}", **record} for place, record in enumerate(records)]
    return pl.DataFrame(rows, schema=schema)


def draw_frame(
    count: int, seed: int = 1, missing: float = 0.3, *, contradictory: bool = False, later: bool = False
) -> pl.DataFrame:
    source = random.Random(seed)
    return frame_of([draw_record(source, missing, contradictory=contradictory, later=later) for _ in range(count)])


__all__ = ["draw_frame", "draw_record", "frame_of", "read_values"]
