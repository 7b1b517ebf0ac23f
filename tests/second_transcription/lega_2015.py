"""Lega 2015, antisynthetase syndrome (specification, section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import excluded, how_many, known, present


def myositis(facts: Mapping[str, Any]) -> bool:
    """Overt or hypomyopathic myositis: CPK, myalgia, proximal weakness, biopsy, EMG or oedema on MRI, any one of them."""
    return present(
        facts, "ck_elevated", "muscle_pain", "proximal_weakness", "biopsy_myositis", "emg_myopathic", "mri_myositis"
    )


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """An antisynthetase antibody, and one of the first three or two of the last three."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""
    one_is_enough = how_many(
        myositis(facts),
        present(facts, "interstitial_lung_disease"),
        present(facts, "arthralgia_inflammatory", "arthritis_nondestructive"),
    )
    two_are_needed = how_many(
        present(facts, "fever_persistent"),
        present(facts, "raynaud"),
        present(facts, "mechanics_hands"),
    )
    if present(facts, "anti_ars") and (one_is_enough >= 1 or two_are_needed >= 2):
        return "met", ""
    return "not_met", ""
