"""Tanimoto 1995, polymyositis and dermatomyositis (specification, section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import excluded, how_many, known, present


def classify(record: Mapping[str, Any], trunk_required: str = "no") -> tuple[str, str]:
    """DM: item 1 and at least four of items 2 to 9. PM: at least four of items 2 to 9. DM before PM."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""

    item_1 = present(facts, "heliotrope_rash", "gottron_papules", "gottron_sign", "extensor_erythema")
    item_2 = present(facts, "proximal_weakness")
    if trunk_required == "yes":
        item_2 = item_2 and present(facts, "trunk_weakness")
    item_3 = present(facts, "ck_elevated", "aldolase_elevated")
    item_4 = present(facts, "muscle_pain")
    item_5 = present(facts, "emg_myopathic")
    item_6 = present(facts, "anti_jo1")
    item_7 = present(facts, "arthritis_nondestructive", "arthralgia")
    item_8 = present(facts, "temperature_above_37", "crp_elevated", "esr_elevated")
    item_9 = present(facts, "biopsy_degeneration")

    k = how_many(item_2, item_3, item_4, item_5, item_6, item_7, item_8, item_9)
    if item_1 and k >= 4:
        return "met", "DM"
    if k >= 4:
        return "met", "PM"
    return "not_met", ""
