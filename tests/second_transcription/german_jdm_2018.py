"""German consensus on juvenile dermatomyositis, 2018 (specification, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import below, excluded, how_many, known, present


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """Onset before 18 and the rash, with two (probable) or three (definite) of four items."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""
    # An upper limit: met only when it is recorded.
    child = below(facts, "age_at_onset", 18)
    rash = present(facts, "heliotrope_rash", "gottron_papules", "gottron_sign")
    count = how_many(
        present(facts, "proximal_weakness", "muscle_pain"),
        present(facts, "muscle_enzymes_elevated", "aldolase_elevated"),
        present(facts, "biopsy_myositis"),
        present(facts, "mri_myositis"),
    )
    if child and rash and count >= 3:
        return "definite", ""
    if child and rash and count >= 2:
        return "probable", ""
    return "not_met", ""
