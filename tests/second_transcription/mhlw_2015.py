"""Japan, Ministry of Health, Labour and Welfare, 2015 edition (specification, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import absent, excluded, how_many, known, present


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """DM: skin and at least four of items 2 to 9. Amyopathic: skin, no weakness, histology. PM: at least four. No child rules."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""

    skin = present(facts, "heliotrope_rash", "gottron_papules", "gottron_sign")
    item_2 = present(facts, "proximal_weakness")
    item_3 = present(facts, "muscle_pain")
    item_4 = present(facts, "ck_elevated", "aldolase_elevated")
    item_5 = present(facts, "emg_myopathic")
    item_6 = present(facts, "arthritis_nondestructive", "arthralgia")
    item_7 = present(facts, "fever_persistent", "temperature_above_37", "crp_elevated", "esr_elevated")
    item_8 = present(facts, "anti_ars")
    item_9 = present(facts, "biopsy_degeneration")

    k = how_many(item_2, item_3, item_4, item_5, item_6, item_7, item_8, item_9)
    if skin and k >= 4:
        return "met", "DM"
    # No weakness is a normal finding: met only when it is recorded.
    if skin and absent(facts, "proximal_weakness") and present(facts, "skin_biopsy_dm"):
        return "met", "ADM"
    if k >= 4:
        return "met", "PM"
    return "not_met", ""
