"""Griggs 1995, inclusion body myositis (specification, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import absent, below, excluded, known, more_than, present


def items(facts: Mapping[str, Any]) -> dict[str, bool]:
    """Every item of the criteria, met or not on the record."""
    return {
        "A1": more_than(facts, "disease_duration", 6),
        "A2": more_than(facts, "age_at_onset", 30),
        "A3": present(facts, "prox_dist_weakness")
        and present(facts, "finger_flexor_weakness", "wrist_flexors_weaker", "quadriceps_weak"),
        # An upper limit: met only when it is recorded.
        "B1": below(facts, "ck_multiple", 12) or absent(facts, "ck_elevated"),
        "B2a": present(facts, "biopsy_invasion"),
        "B2b": present(facts, "biopsy_rimmed_vacuoles"),
        "B2c": present(facts, "biopsy_amyloid", "biopsy_filaments"),
        "B3": present(facts, "emg_myopathic"),
    }


def in_the_gap(record: Mapping[str, Any]) -> bool:
    """More than "only inflammation" and not all three, everything else of `possible` met: the paper gives no level."""
    met = items(known(record))
    rest = met["A1"] and met["A2"] and met["A3"] and met["B1"] and met["B3"]
    one_of_the_two = met["B2b"] != met["B2c"]
    return met["B2a"] and one_of_the_two and rest


def classify(record: Mapping[str, Any], gap: str = "none") -> tuple[str, str]:
    """Definite: all three of B2. Possible: of B2 only (a), with A1 to A3, B1 and B3."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""
    met = items(facts)
    if met["B2a"] and met["B2b"] and met["B2c"]:
        return "definite", ""
    only_a = met["B2a"] and not met["B2b"] and not met["B2c"]
    if only_a and met["A1"] and met["A2"] and met["A3"] and met["B1"] and met["B3"]:
        return "possible", ""
    if gap == "possible" and in_the_gap(record):
        return "possible", ""
    return "not_met", ""
