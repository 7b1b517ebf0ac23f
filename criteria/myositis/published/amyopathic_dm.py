"""Clinically amyopathic dermatomyositis: the core of Sontheimer's definition.

Reading notes (what the sources leave open and we decided):

* The core only: the list of major and minor lesions, the exclusion of drugs, and 24 months as "confirmed" could not be
  confirmed and are left out.
* The lesions are `dm_rash` with its parts, confirmed by a skin biopsy, for at least 6 months (printed both as "more than" and
  "at least": `rash_duration` of 6 months counts).
* No weakness, and normal enzymes, must be recorded to count. Enzymes are normal when CK, or the summary of the enzymes, is
  recorded as not elevated and no enzyme as elevated; other enzymes that are missing leave hypomyopathic disease open.
* Hypomyopathic asks for the same lesions; aldolase counts as a raised enzyme.
"""

from __future__ import annotations

from myositis.dictionary.findings import (
    aldolase_elevated,
    biopsy_myositis,
    ck_elevated,
    dm_rash,
    emg_myopathic,
    muscle_enzymes_elevated,
    proximal_weakness,
)
from myositis.dictionary.later_findings import mri_myositis, rash_duration, skin_biopsy_dm
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, all_of, any_of, as_rule, not_, surely

PAPER = Citation(
    "Sontheimer RD: clinically amyopathic dermatomyositis (amyopathic and hypomyopathic); the core as given in reviews.", ()
)
CAO = Citation(
    "Cao H, Parikh TN, Zheng J. Amyopathic dermatomyositis or dermatomyositis-like skin disease. Clin Rheumatol "
    "2009;28:979-84.",
    ("10.1007/s10067-009-1152-9",),
)
EDITORIAL = Citation(
    "Clinically amyopathic dermatomyositis: what can we now tell our patients? Arch Dermatol 2010;146:76-80.",
    ("10.1001/archdermatol.2009.323",),
)

RAISED = any_of(muscle_enzymes_elevated, aldolase_elevated, label="a muscle enzyme raised")
CRITERIA = (
    Criterion("rash", "dermatomyositis rash", as_rule(dm_rash)),
    Criterion("skin_biopsy", "rash confirmed by a skin biopsy", as_rule(skin_biopsy_dm)),
    Criterion("duration", "rash for at least 6 months", rash_duration.at_least(6)),
    Criterion("no_weakness", "muscle strength normal", surely(not_(proximal_weakness), label="weakness recorded as absent")),
    Criterion(
        "normal_enzymes",
        "muscle enzymes normal",
        all_of(surely(not_(ck_elevated)), not_(RAISED), label="muscle enzymes recorded as normal"),
    ),
    Criterion(
        "muscle_findings",
        "findings of myositis",
        any_of(
            RAISED, emg_myopathic, mri_myositis, biopsy_myositis, label="enzymes, EMG, MRI or biopsy with findings of myositis"
        ),
    ),
)
RASH, CONFIRMED, DURATION, NO_WEAKNESS, NORMAL, FINDINGS = (item.rule for item in CRITERIA)

MET = all_of(
    RASH,
    CONFIRMED,
    DURATION,
    NO_WEAKNESS,
    any_of(NORMAL, FINDINGS),
    label="dermatomyositis rash, confirmed by a skin biopsy, for at least 6 months, without weakness; enzymes normal, or "
    "enzymes, EMG, MRI or biopsy with findings of myositis",
)

AMYOPATHIC_DM = CriteriaSet(
    id="amyopathic-dm",
    title="Clinically amyopathic dermatomyositis (core of Sontheimer's definition)",
    short_title="Amyopathic DM, core definition",
    abbreviation="cadm",
    disease="clinically amyopathic dermatomyositis",
    revision=1,
    citations=(PAPER, CAO, EDITORIAL),
    columns=(
        Column(
            "",
            met_when(MET),
            Decision(
                "subgroup",
                ("none", "ADM", "HDM"),
                (Line("none", not_(MET, label="the criteria are not met")), Line("HDM", FINDINGS), Line("ADM")),
            ),
        ),
    ),
    classified=("met",),
    folded=(("ADM", "DM"), ("HDM", "DM")),
    excluded=ANOTHER_EXPLANATION,
    criteria=CRITERIA,
    notes=(NOT_ASSESSED,),
    evidence=(
        Evidence("hallmark lesions, confirmed by a skin biopsy", "A", read_in="Medibas; myositis.org"),
        Evidence("for 6 months", "A", read_in="Cao 2009; Arch Dermatol 2010; Medibas"),
        Evidence("no objective weakness, normal muscle enzymes", "A", read_in="Cao 2009; Medibas"),
        Evidence("hypomyopathic: which findings", "B"),
        Evidence("raised enzymes as a finding of hypomyopathic disease; at least 6 months", "C"),
    ),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)
