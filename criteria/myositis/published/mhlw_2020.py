"""Japan, Ministry of Health, Labour and Welfare 2020/22: polymyositis and dermatomyositis, adults and children.

Reading notes (what the sources leave open and we decided); those of both editions stand in `mhlw_items`:

* "No skin finding" in polymyositis must be recorded to count; an onset before 18 likewise.
* Where the age is not recorded, what holds at either age is met, and the subgroup stays blank unless it is the same.
* Amyopathic dermatomyositis counts as dermatomyositis; it is what the counts do not reach.
"""

from __future__ import annotations

from dataclasses import replace

from myositis.dictionary.findings import (
    age_at_onset,
    emg_myopathic,
)
from myositis.dictionary.later_findings import (
    anti_ars,
    anti_hmgcr,
    anti_mda5,
    anti_mi2,
    anti_nxp2,
    anti_sae,
    anti_srp,
    anti_tif1_gamma,
    mri_myositis,
    skin_biopsy_dm,
)
from myositis.published.common import met_when
from myositis.published.criteria_set import Column, Criterion
from myositis.published.mhlw_2015 import MHLW_2015
from myositis.published.mhlw_items import (
    BIOPSY,
    ENZYMES,
    INFLAMMATION,
    JOINTS,
    PAIN,
    SHARED_NOTES,
    SKIN,
    SKIN_ITEM,
    WEAKNESS,
)
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, Rule, all_of, any_of, as_rule, at_least, is_open, not_, surely

SOURCE = Citation(
    "Ministry of Health, Labour and Welfare, Japan: criteria for polymyositis and dermatomyositis, revised 2020, guideline 2022.",
    (),
)

COPIES = "the guideline's page (shindan.co.jp); slides of the Ministry; isho.jp for children"

NO_SKIN = surely(not_(SKIN), label="dermatomyositis rash recorded as absent")
ANTIBODIES = Criterion(
    "antibodies",
    "8. one of the antibodies ARS, MDA5, Mi-2, TIF1-gamma, NXP2, SAE, SRP, HMGCR",
    any_of(
        anti_ars,
        anti_mda5,
        anti_mi2,
        anti_tif1_gamma,
        anti_nxp2,
        anti_sae,
        anti_srp,
        anti_hmgcr,
        label="one of the antibodies ARS, MDA5, Mi-2, TIF1-gamma, NXP2, SAE, SRP, HMGCR",
    ),
)

ADULT = age_at_onset.at_least(18)
CHILD = surely(age_at_onset.below(18), label="onset before 18")

EMG_OR_MRI = any_of(emg_myopathic, mri_myositis, label="electromyography or MRI")
EMG = Criterion("emg", "5. electromyography; before 18 also MRI", any_of(emg_myopathic, all_of(CHILD, mri_myositis)))

ITEMS = (WEAKNESS, PAIN, ENZYMES, EMG, JOINTS, INFLAMMATION, ANTIBODIES, BIOPSY)
ENOUGH_ADULT = at_least(
    4, *(as_rule(emg_myopathic) if item is EMG else item.rule for item in ITEMS), label="four of items 2 to 9"
)
ENOUGH_CHILD = all_of(
    WEAKNESS.rule,
    at_least(2, ENZYMES.rule, EMG_OR_MRI, ANTIBODIES.rule, BIOPSY.rule, label="two of enzymes, EMG or MRI, antibodies, biopsy"),
    label="weakness and two of enzymes, EMG or MRI, antibodies, biopsy",
)
# The last way adds nothing where the age is known: it is what holds at either age.
ENOUGH = any_of(
    all_of(ADULT, ENOUGH_ADULT), all_of(CHILD, ENOUGH_CHILD), all_of(ENOUGH_ADULT, ENOUGH_CHILD), label="enough items for the age"
)
AMYOPATHIC = all_of(
    SKIN, any_of(skin_biopsy_dm, ANTIBODIES.rule), label="dermatomyositis rash with fitting histology or an antibody"
)
MET: Rule = any_of(
    all_of(SKIN, ENOUGH),
    AMYOPATHIC,
    all_of(NO_SKIN, ENOUGH),
    label="enough items for the age, the rash recorded as present or absent; or the rash with fitting histology or an antibody",
)

MHLW_2020 = replace(
    MHLW_2015,
    id="mhlw-2020",
    title="Japan MHLW 2020/22 criteria for polymyositis and dermatomyositis",
    short_title="MHLW 2020/22",
    abbreviation="mh20",
    revision=2,
    citations=(SOURCE,),
    columns=(
        Column(
            "",
            met_when(MET),
            Decision(
                "subgroup",
                ("none", "JDM", "DM", "ADM", "JPM", "PM"),
                (
                    Line("DM", all_of(SKIN, ADULT, ENOUGH_ADULT, label=f"rash, onset at 18 or later, {ENOUGH_ADULT.label}")),
                    Line("JDM", all_of(SKIN, CHILD, ENOUGH_CHILD, label=f"rash, onset before 18, {ENOUGH_CHILD.label}")),
                    Line("ADM", AMYOPATHIC),
                    Line(
                        "PM", all_of(NO_SKIN, ADULT, ENOUGH_ADULT, label=f"no rash, onset at 18 or later, {ENOUGH_ADULT.label}")
                    ),
                    Line("JPM", all_of(NO_SKIN, CHILD, ENOUGH_CHILD, label=f"no rash, onset before 18, {ENOUGH_CHILD.label}")),
                    Line("none"),
                ),
            ),
        ),
    ),
    folded=(("JDM", "DM"), ("DM", "DM"), ("ADM", "DM"), ("JPM", "PM"), ("PM", "PM")),
    unclear=(all_of(is_open(ADULT), any_of(ENOUGH_ADULT, ENOUGH_CHILD)),),
    criteria=(SKIN_ITEM, *ITEMS),
    evidence=(
        Evidence("items 1 to 9", "A", read_in=COPIES),
        Evidence("four of items 2 to 9 from 18; item 2 and two of items 4, 5, 8 and 9 before 18", "A", read_in=COPIES),
        Evidence("how many items a child with polymyositis needs", "B", read_in="the childhood programme"),
        Evidence("what holds at either age is met", "C", "a reading of ours"),
    ),
    families=("juvenile",),
    reading_notes=(*SHARED_NOTES, *(tuple(__doc__.split("\n* ")[1:]) if __doc__ else ())),
)
