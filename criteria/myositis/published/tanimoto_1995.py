"""Tanimoto 1995, Japanese criteria for polymyositis and dermatomyositis.

Reading notes (what the sources leave open and we decided):

* Dermatomyositis is asked before polymyositis: one copy adds "no skin symptoms" to polymyositis, two do not say.
* Item 2 is printed as "upper or lower extremity and trunk". Option `trunk_required`: `no` (default: upper or lower limb, the
  trunk supports and is never required; the text of the successor of 2015 does so) or `yes`.
* Item 1 needs one of its lesions: a rash recorded only as the summary `dm_rash` leaves it open.
* No item on the muscle is compulsory: four of items 2 to 9 are enough, as printed. Specificity is known to be low.
* The content of the erratum (J Rheumatol 1995;22:1807) is unknown.
"""

from __future__ import annotations

from myositis.dictionary.findings import (
    aldolase_elevated,
    anti_jo1,
    ck_elevated,
    dm_rash,
    emg_myopathic,
    gottron_papules,
    gottron_sign,
    heliotrope_rash,
    proximal_weakness,
)
from myositis.dictionary.later_findings import (
    arthralgia,
    arthritis_nondestructive,
    biopsy_degeneration,
    crp_elevated,
    esr_elevated,
    extensor_erythema,
    muscle_pain,
    temperature_above_37,
    trunk_weakness,
)
from myositis.errors import unknown
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion, Note
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, all_of, any_of, as_rule, at_least, is_open, not_

PAPER = Citation("Tanimoto K, et al. J Rheumatol 1995;22:668-74, PMID 7791161.", ())

COPIES = "the PubMed abstract; medicalalgorithms; myositis.org (an older page); ladr.de"

WEAKNESS = {"no": as_rule(proximal_weakness), "yes": all_of(proximal_weakness, trunk_weakness)}
OPTIONS = {"trunk_required": tuple(WEAKNESS)}
"""The option and its values; the first is the default."""

SKIN = any_of(
    heliotrope_rash,
    gottron_papules,
    gottron_sign,
    extensor_erythema,
    label="dermatomyositis rash: heliotrope, Gottron's papules, Gottron's sign, or erythema over elbows or knees",
)


def tanimoto_1995(trunk_required: str = "no") -> CriteriaSet:
    """The criteria set under one choice of its option; UnknownNameError for a value that does not exist."""
    if trunk_required not in WEAKNESS:
        raise unknown("value of the option trunk_required", trunk_required, WEAKNESS)
    skin = Criterion("skin", "1. dermatomyositis rash", SKIN)
    two_to_nine = (
        Criterion("weakness", "2. proximal muscle weakness", WEAKNESS[trunk_required]),
        Criterion("enzymes", "3. CK or aldolase raised", any_of(ck_elevated, aldolase_elevated, label="CK or aldolase raised")),
        Criterion("muscle_pain", "4. muscle pain", as_rule(muscle_pain)),
        Criterion("emg", "5. myogenic EMG", as_rule(emg_myopathic)),
        Criterion("anti_jo1", "6. anti-Jo-1", as_rule(anti_jo1)),
        Criterion(
            "joints",
            "7. arthritis without destruction, or arthralgia",
            any_of(arthritis_nondestructive, arthralgia, label="arthritis without destruction, or arthralgia"),
        ),
        Criterion(
            "inflammation",
            "8. temperature above 37 degrees, or CRP or ESR raised",
            any_of(temperature_above_37, crp_elevated, esr_elevated),
        ),
        Criterion("biopsy", "9. inflammation with degeneration or necrosis", as_rule(biopsy_degeneration)),
    )
    # PAPER: DM is item 1 and four of items 2 to 9, PM is four of items 2 to 9.
    enough = at_least(4, *(item.rule for item in two_to_nine), label="four of items 2 to 9")
    subgroup = Decision(
        "subgroup",
        ("none", "DM", "PM"),
        (Line("none", not_(enough, label="fewer than four of items 2 to 9")), Line("DM", SKIN), Line("PM")),
    )
    return CriteriaSet(
        id="tanimoto-1995",
        title="Tanimoto 1995 classification criteria for polymyositis and dermatomyositis",
        short_title="Tanimoto 1995, trunk required" if trunk_required == "yes" else "Tanimoto 1995",
        abbreviation="ta95",
        disease="",
        revision=1,
        citations=(PAPER,),
        options=(("trunk_required", trunk_required),),
        defaults=(("trunk_required", "no"),),
        columns=(Column("", met_when(enough), subgroup),),
        classified=("met",),
        folded=(("DM", "DM"), ("PM", "PM")),
        excluded=ANOTHER_EXPLANATION,
        criteria=(skin, *two_to_nine),
        notes=(
            NOT_ASSESSED,
            Note(
                "rash_not_specified",
                "a dermatomyositis rash is recorded, but not which: item 1 is open",
                all_of(dm_rash, is_open(SKIN)),
            ),
        ),
        evidence=(
            Evidence("items 1 to 9", "A", read_in=COPIES),
            Evidence("four of items 2 to 9; with item 1 dermatomyositis", "A", read_in=COPIES),
            Evidence("item 8: ESR above 20 mm in the first hour", "A", read_in="the PubMed abstract; myositis.org"),
            Evidence("item 2, upper or lower limb without the trunk", "C", "the printed text can be read two ways: an option"),
        ),
        reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
    )


TANIMOTO_1995 = tanimoto_1995()
