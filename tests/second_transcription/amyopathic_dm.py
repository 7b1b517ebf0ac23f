"""Amyopathic dermatomyositis, core of Sontheimer's criteria (specification, section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import absent, at_least, excluded, known, present


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """HDM: the lesions, no weakness, any sign of muscle disease. ADM: the lesions, no weakness, normal enzymes."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""

    lesions = present(facts, "dm_rash") and present(facts, "skin_biopsy_dm") and at_least(facts, "rash_duration", 6)
    # Normal findings: met only when they are recorded.
    no_weakness = absent(facts, "proximal_weakness")
    raised_enzymes = present(facts, "muscle_enzymes_elevated", "aldolase_elevated")
    an_enzyme_recorded_as_normal = absent(facts, "ck_elevated") or absent(facts, "muscle_enzymes_elevated")
    normal_enzymes = an_enzyme_recorded_as_normal and not raised_enzymes

    if lesions and no_weakness and (raised_enzymes or present(facts, "emg_myopathic", "mri_myositis", "biopsy_myositis")):
        return "met", "HDM"
    if lesions and no_weakness and normal_enzymes:
        return "met", "ADM"
    return "not_met", ""
