"""Invented records for comparing readers with each other: complete ones without contradictions, and the same with gaps."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from random import Random
from typing import Any

from second_transcription.bohan_peter_1975 import EXCLUSIONS
from second_transcription.record import ANTISYNTHETASES, SUMMARIES
from second_transcription.tables import FOLDER

AGES = (5, 17, 17.9, 18, 29, 30, 30.1, 44, 45, 45.1, 46, 60, 80)
MONTHS = (1, 5.9, 6, 6.1, 11.9, 12, 12.1, 24, 60)
MULTIPLES = (0.5, 1, 1.1, 3, 11.9, 12, 12.1, 14.9, 15, 15.1, 40)
LIMITS = (2.1, 2.2, 2.28, 2.3, 2.9, 140, 190, 200)


def names(table: str) -> tuple[str, ...]:
    """The yes/no findings of one of the two transcribed dictionaries."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file) if row["kind"] == "yes_no")


YES_NO = (*names("findings"), *names("new_findings"))


def complete_record(random: Random) -> dict[str, Any]:
    """Every finding recorded, nothing contradicting anything; how many are present differs from record to record."""
    share = random.choice((0.1, 0.3, 0.5, 0.7, 0.9))
    record: dict[str, Any] = {name: random.random() < share for name in YES_NO}
    for name in EXCLUSIONS:
        record[name] = random.random() < 0.03
    record |= {
        "muscle_biopsy_performed": True,
        "age_at_onset": random.choice(AGES),
        "disease_duration": random.choice(MONTHS),
        "rash_duration": random.choice(MONTHS),
        "treatment_response": random.choice(("improved", "not_improved", "not_treated")),
        "ck_multiple": random.choice(MULTIPLES),
    }
    record["ck_elevated"] = record["ck_multiple"] > 1
    for summary, parts in SUMMARIES.items():
        some = any(record[part] for part in parts)
        record[summary] = some if summary == "muscle_enzymes_elevated" else some or record[summary]
    record["anti_ars"] = record["anti_ars"] or any(record[name] for name in ANTISYNTHETASES)
    record["ars_confirmed_twice"] = record["ars_confirmed_twice"] and record["anti_ars"]
    if random.random() < 0.5:
        del record["ck_multiple"]
        if random.random() < 0.7:
            limit = random.choice(LIMITS)
            hundredths = round(100 * limit) * random.choice((1, 2, 12, 12, 15, 15, 30)) + random.choice((-1, 0, 0, 1))
            record |= {"ck": hundredths / 100, "ck_uln": limit, "ck_elevated": hundredths > round(100 * limit)}
            record["muscle_enzymes_elevated"] = any(record[part] for part in SUMMARIES["muscle_enzymes_elevated"])
        else:
            record["ck_multiple"] = random.choice(MULTIPLES)
            record["ck_elevated"] = record["ck_multiple"] > 1
            record["muscle_enzymes_elevated"] = any(record[part] for part in SUMMARIES["muscle_enzymes_elevated"])
    return record


def with_gaps(random: Random, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with some of its values, and some of its summaries, not recorded."""
    share = random.choice((0.05, 0.2, 0.5, 0.9))
    return {name: value for name, value in record.items() if random.random() >= share}
