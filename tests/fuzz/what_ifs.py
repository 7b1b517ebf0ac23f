"""Random records under the further sets: open outcomes and what each missing finding would change, against trying everything."""

from __future__ import annotations

import random
from collections import Counter

from by_trying import choices, tried
from drawn import draw_record
from myositis.one_patient.classification import classify_record
from test_further_what_ifs import FURTHER, MOST_TO_FILL_IN, check, known_of

ABOUT_THE_CASE = ("exclusion", "better")


def attack(seed: str, counts: Counter[str]) -> None:
    """Three records under every set with few enough findings to fill in."""
    draw = random.Random(seed)
    for criteria in FURTHER:
        for _ in range(3):
            record = draw_record(draw, draw.choice([0.1, 0.2, 0.35, 0.6]), later=True)
            record = {name: value for name, value in record.items() if "date" not in name and not name.startswith(ABOUT_THE_CASE)}
            known = known_of(record)
            if len(choices(criteria, known)) > MOST_TO_FILL_IN:
                counts["records with too much to fill in"] += 1
                continue
            result = classify_record(record, criteria)
            levels, subgroups = tried(criteria, known)
            assert set(result.open_levels) == levels, f"{criteria.full_id}: {record}"
            if criteria.subgroups:
                assert set(result.open_subgroups) == subgroups, f"{criteria.full_id}: {record}"
            counts["records of further sets against trying everything"] += 1
            counts["what-ifs against trying everything"] += check(criteria, record)
