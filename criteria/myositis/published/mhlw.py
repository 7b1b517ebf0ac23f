"""Japan's Ministry of Health, Labour and Welfare: polymyositis and dermatomyositis, editions 2015 and 2020/22.

Reading notes (what the sources leave open and we decided):

* 2020: "no skin finding" in polymyositis must be recorded to count; an onset before 18 likewise.
* 2020: where the age is not recorded, what holds at either age is met, and the subgroup stays blank.
* "Fever" is persistent unexplained fever, or an axillary temperature above 37 degrees.
* The skin needs one of its lesions: a rash recorded only as the summary `dm_rash` leaves it open.
* 2015: amyopathic asks for the skin, weakness recorded as absent, and fitting histology (our reading of "skin only").
* 2020: amyopathic dermatomyositis counts as dermatomyositis; it is what the counts do not reach.
"""

from __future__ import annotations

from dataclasses import replace

from myositis.dictionary.findings import (
    age_at_onset,
    aldolase_elevated,
    ck_elevated,
    dm_rash,
    emg_myopathic,
    gottron_papules,
    gottron_sign,
    heliotrope_rash,
    proximal_weakness,
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
    arthralgia,
    arthritis_nondestructive,
    biopsy_degeneration,
    crp_elevated,
    esr_elevated,
    fever_persistent,
    mri_myositis,
    muscle_pain,
    skin_biopsy_dm,
    temperature_above_37,
)
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion, Note
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, Rule, all_of, any_of, as_rule, at_least, is_open, not_, surely

SOURCE_2015 = Citation("Ministry of Health, Labour and Welfare, Japan: criteria for polymyositis and dermatomyositis, 2015.", ())
SOURCE_2020 = Citation(
    "Ministry of Health, Labour and Welfare, Japan: criteria for polymyositis and dermatomyositis, revised 2020, guideline "
    "2022.",
    (),
)

SKIN = any_of(heliotrope_rash, gottron_papules, gottron_sign, label="heliotrope rash, Gottron's papules or Gottron's sign")
NO_SKIN = surely(not_(SKIN), label="no skin lesion, recorded")

SKIN_ITEM = Criterion("skin", "1 skin lesions", SKIN)
WEAKNESS = Criterion("weakness", "2 proximal muscle weakness", as_rule(proximal_weakness))
PAIN = Criterion("muscle_pain", "3 muscle pain", as_rule(muscle_pain))
ENZYMES = Criterion("enzymes", "4 CK or aldolase raised", any_of(ck_elevated, aldolase_elevated))
EMG = Criterion("emg", "5 electromyography", as_rule(emg_myopathic))
JOINTS = Criterion("joints", "6 arthritis without destruction, or arthralgia", any_of(arthritis_nondestructive, arthralgia))
INFLAMMATION = Criterion(
    "inflammation",
    "7 fever, or CRP or ESR raised",
    any_of(fever_persistent, temperature_above_37, crp_elevated, esr_elevated),
)
ARS = Criterion("antibodies", "8 antisynthetase antibody", as_rule(anti_ars))
ANTIBODIES = Criterion(
    "antibodies",
    "8 one of the antibodies ARS, MDA5, Mi-2, TIF1-gamma, NXP2, SAE, SRP, HMGCR",
    any_of(
        anti_ars,
        anti_mda5,
        anti_mi2,
        anti_tif1_gamma,
        anti_nxp2,
        anti_sae,
        anti_srp,
        anti_hmgcr,
        label="one of the eight antibodies",
    ),
)
BIOPSY = Criterion("biopsy", "9 degeneration and cell infiltration", as_rule(biopsy_degeneration))

NOTES = (
    NOT_ASSESSED,
    Note(
        "rash_not_specified",
        "a dermatomyositis rash is recorded, but not which lesion: item 1 is open",
        all_of(dm_rash, is_open(SKIN)),
    ),
)

# --- 2015 -----------------------------------------------------------------------------------------------------------------

ITEMS_2015 = (WEAKNESS, PAIN, ENZYMES, EMG, JOINTS, INFLAMMATION, ARS, BIOPSY)
ENOUGH_2015 = at_least(4, *(item.rule for item in ITEMS_2015), label="four of items 2 to 9")
AMYOPATHIC_2015 = all_of(
    SKIN,
    surely(not_(WEAKNESS.rule), label="weakness recorded as absent"),
    skin_biopsy_dm,
    label="skin lesions without weakness, with fitting histology",
)

MHLW_2015 = CriteriaSet(
    id="mhlw-2015",
    title="Japan MHLW 2015 criteria for polymyositis and dermatomyositis",
    short_title="MHLW 2015",
    abbreviation="mh15",
    revision=1,
    citations=(SOURCE_2015,),
    columns=(
        Column(
            "",
            met_when(any_of(ENOUGH_2015, AMYOPATHIC_2015)),
            Decision(
                "subgroup",
                ("none", "DM", "ADM", "PM"),
                (
                    Line("DM", all_of(SKIN, ENOUGH_2015)),
                    Line("ADM", AMYOPATHIC_2015),
                    Line("PM", ENOUGH_2015),
                    Line("none"),
                ),
            ),
        ),
    ),
    classified=("met",),
    folded=(("DM", "DM"), ("ADM", "DM"), ("PM", "PM")),
    excluded=ANOTHER_EXPLANATION,
    criteria=(SKIN_ITEM, *ITEMS_2015),
    notes=NOTES,
    evidence=(
        Evidence("items and counts", "A"),
        Evidence("amyopathic: weakness recorded as absent", "C", "our reading of `skin only`"),
    ),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)

# --- 2020/22 --------------------------------------------------------------------------------------------------------------

ADULT = age_at_onset.at_least(18)
CHILD = surely(age_at_onset.below(18), label="onset before 18")

ITEMS_2020 = (WEAKNESS, PAIN, ENZYMES, EMG, JOINTS, INFLAMMATION, ANTIBODIES, BIOPSY)
ENOUGH_ADULT = at_least(4, *(item.rule for item in ITEMS_2020), label="four of items 2 to 9")
EMG_OR_MRI = any_of(emg_myopathic, mri_myositis, label="electromyography or MRI")
ENOUGH_CHILD = all_of(
    WEAKNESS.rule,
    at_least(2, ENZYMES.rule, EMG_OR_MRI, ANTIBODIES.rule, BIOPSY.rule, label="two of enzymes, EMG or MRI, antibodies, biopsy"),
    label="weakness and two of enzymes, EMG or MRI, antibodies, biopsy",
)
# The last way adds nothing where the age is known: it is what holds at either age.
ENOUGH = any_of(
    all_of(ADULT, ENOUGH_ADULT), all_of(CHILD, ENOUGH_CHILD), all_of(ENOUGH_ADULT, ENOUGH_CHILD), label="enough items for the age"
)
AMYOPATHIC = all_of(SKIN, any_of(skin_biopsy_dm, ANTIBODIES.rule), label="skin lesions with fitting histology or an antibody")
MET: Rule = any_of(all_of(SKIN, ENOUGH), AMYOPATHIC, all_of(NO_SKIN, ENOUGH))

MHLW_2020 = replace(
    MHLW_2015,
    id="mhlw-2020",
    title="Japan MHLW 2020/22 criteria for polymyositis and dermatomyositis",
    short_title="MHLW 2020/22",
    abbreviation="mh20",
    citations=(SOURCE_2020,),
    columns=(
        Column(
            "",
            met_when(MET),
            Decision(
                "subgroup",
                ("none", "JDM", "DM", "ADM", "JPM", "PM"),
                (
                    Line("DM", all_of(SKIN, ADULT, ENOUGH_ADULT)),
                    Line("JDM", all_of(SKIN, CHILD, ENOUGH_CHILD)),
                    Line("ADM", AMYOPATHIC),
                    Line("PM", all_of(NO_SKIN, ADULT, ENOUGH_ADULT)),
                    Line("JPM", all_of(NO_SKIN, CHILD, ENOUGH_CHILD)),
                    Line("none"),
                ),
            ),
        ),
    ),
    folded=(("JDM", "DM"), ("DM", "DM"), ("ADM", "DM"), ("JPM", "PM"), ("PM", "PM")),
    unclear=(all_of(is_open(ADULT), any_of(ENOUGH_ADULT, ENOUGH_CHILD)),),
    criteria=(SKIN_ITEM, *ITEMS_2020),
    evidence=(
        Evidence("items and counts", "A"),
        Evidence("how many items a child with polymyositis needs", "B"),
        Evidence("what holds at either age is met", "C", "a reading of ours"),
    ),
    families=("juvenile",),
)
