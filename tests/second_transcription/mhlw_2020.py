"""Japan, Ministry of Health, Labour and Welfare, 2020/22 edition (specification, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import absent, below, excluded, how_many, known, present

ANTIBODIES = (
    "anti_ars",
    "anti_mda5",
    "anti_mi2",
    "anti_tif1_gamma",
    "anti_nxp2",
    "anti_sae",
    "anti_srp",
    "anti_hmgcr",
)


def at_an_age(facts: Mapping[str, Any], child: bool) -> tuple[str, str]:
    """The result of a patient whose onset is known to be before 18, or known to be at 18 or later."""
    skin = present(facts, "heliotrope_rash", "gottron_papules", "gottron_sign")
    # A normal finding: met only when all three are recorded as absent.
    no_skin = absent(facts, "heliotrope_rash", "gottron_papules", "gottron_sign")

    item_2 = present(facts, "proximal_weakness")
    item_3 = present(facts, "muscle_pain")
    item_4 = present(facts, "ck_elevated", "aldolase_elevated")
    item_5 = present(facts, "emg_myopathic") or (child and present(facts, "mri_myositis"))
    item_6 = present(facts, "arthritis_nondestructive", "arthralgia")
    item_7 = present(facts, "fever_persistent", "temperature_above_37", "crp_elevated", "esr_elevated")
    item_8 = present(facts, *ANTIBODIES)
    item_9 = present(facts, "biopsy_degeneration")

    if child:
        counts_met = item_2 and how_many(item_4, item_5, item_8, item_9) >= 2
        dermatomyositis, polymyositis = "JDM", "JPM"
    else:
        counts_met = how_many(item_2, item_3, item_4, item_5, item_6, item_7, item_8, item_9) >= 4
        dermatomyositis, polymyositis = "DM", "PM"

    if skin and counts_met:
        return "met", dermatomyositis
    if skin and (present(facts, "skin_biopsy_dm") or item_8):
        return "met", "ADM"
    if no_skin and counts_met:
        return "met", polymyositis
    return "not_met", ""


def classify(record: Mapping[str, Any]) -> tuple[str, str]:
    """Adults and children by their own counts; where the age is not recorded, only what holds at either age.

    The level and the subgroup are asked apart: met at either age is met, although it may be DM at one and JDM at the other.
    (The two transcriptions read this differently at first; a level that is determined to be met is now read as met.)
    """
    facts = known(record)
    if excluded(facts):
        return "excluded", ""
    if "age_at_onset" in facts:
        return at_an_age(facts, child=below(facts, "age_at_onset", 18))
    as_child, as_adult = at_an_age(facts, child=True), at_an_age(facts, child=False)
    level = as_child[0] if as_child[0] == as_adult[0] else "not_met"
    return level, as_child[1] if as_child[1] == as_adult[1] else ""
