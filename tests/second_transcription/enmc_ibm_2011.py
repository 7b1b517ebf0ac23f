"""ENMC inclusion body myositis 2011, Rose 2013 (specification, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import absent, at_most, excluded, how_many, known, more_than, present


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """The first of three levels that holds."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""

    long_enough = more_than(facts, "disease_duration", 12)
    old_enough = more_than(facts, "age_at_onset", 45)
    # An upper limit: met only when it is recorded.
    ck_low_enough = at_most(facts, "ck_multiple", 15) or absent(facts, "ck_elevated")
    m = long_enough and old_enough and ck_low_enough

    f = present(facts, "fingers_weaker_shoulders")
    q = present(facts, "knees_weaker_hips")

    p1 = present(facts, "biopsy_endomysial", "biopsy_invasion")
    p2 = present(facts, "biopsy_mhc1")
    p3 = present(facts, "biopsy_rimmed_vacuoles")
    p4 = present(facts, "biopsy_protein", "biopsy_amyloid", "biopsy_filaments")

    if m and (f or q) and p1 and p3 and p4:
        return "clinico_pathologically_defined", ""
    if m and f and q and how_many(p1, p2, p3, p4) >= 1:
        return "clinically_defined", ""
    if m and (f or q) and how_many(p1, p2, p3, p4) >= 1:
        return "probable", ""
    return "not_met", ""
