"""Connors 2010, antisynthetase syndrome (specification, section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import excluded, how_many, known, present


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """An antisynthetase antibody and at least one of five; myositis is not among them."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""
    count = how_many(
        present(facts, "raynaud"),
        present(facts, "arthritis_nondestructive"),
        present(facts, "interstitial_lung_disease"),
        present(facts, "fever_persistent"),
        present(facts, "mechanics_hands"),
    )
    if present(facts, "anti_ars") and count >= 1:
        return "met", ""
    return "not_met", ""
