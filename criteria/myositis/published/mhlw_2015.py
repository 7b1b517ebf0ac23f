"""Japan, Ministry of Health, Labour and Welfare 2015: polymyositis and dermatomyositis.

Reading notes (what the sources leave open and we decided); those of both editions stand in `mhlw_items`:

* Amyopathic asks for the skin, weakness recorded as absent, and fitting histology (our reading of "skin only").
"""

from __future__ import annotations

from myositis.dictionary.later_findings import (
    anti_ars,
    skin_biopsy_dm,
)
from myositis.published.common import ANOTHER_EXPLANATION, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.mhlw_items import (
    BIOPSY,
    EMG,
    ENZYMES,
    INFLAMMATION,
    JOINTS,
    NOTES,
    PAIN,
    SHARED_NOTES,
    SKIN,
    SKIN_ITEM,
    WEAKNESS,
)
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, all_of, any_of, as_rule, at_least, not_, surely

SOURCE = Citation("Ministry of Health, Labour and Welfare, Japan: criteria for polymyositis and dermatomyositis, 2015.", ())

ARS = Criterion("antibodies", "8. antisynthetase antibody", as_rule(anti_ars))

ITEMS = (WEAKNESS, PAIN, ENZYMES, EMG, JOINTS, INFLAMMATION, ARS, BIOPSY)
ENOUGH = at_least(4, *(item.rule for item in ITEMS), label="four of items 2 to 9")
AMYOPATHIC = all_of(
    SKIN,
    surely(not_(WEAKNESS.rule), label="weakness recorded as absent"),
    skin_biopsy_dm,
    label="dermatomyositis rash without weakness, with fitting histology",
)

MHLW_2015 = CriteriaSet(
    id="mhlw-2015",
    title="Japan MHLW 2015 criteria for polymyositis and dermatomyositis",
    short_title="MHLW 2015",
    abbreviation="mh15",
    disease="",
    revision=1,
    citations=(SOURCE,),
    columns=(
        Column(
            "",
            met_when(any_of(ENOUGH, AMYOPATHIC, label=f"{ENOUGH.label}; or {AMYOPATHIC.label}")),
            Decision(
                "subgroup",
                ("none", "DM", "ADM", "PM"),
                (
                    Line("DM", all_of(SKIN, ENOUGH, label="dermatomyositis rash and four of items 2 to 9")),
                    Line("ADM", AMYOPATHIC),
                    Line("PM", ENOUGH),
                    Line("none"),
                ),
            ),
        ),
    ),
    classified=("met",),
    folded=(("DM", "DM"), ("ADM", "DM"), ("PM", "PM")),
    excluded=ANOTHER_EXPLANATION,
    criteria=(SKIN_ITEM, *ITEMS),
    notes=NOTES,
    evidence=(
        Evidence("items 1 to 9, four of items 2 to 9", "A", read_in="medisophia; jmedj"),
        Evidence("amyopathic: weakness recorded as absent", "C", 'our reading of "skin only"'),
    ),
    reading_notes=(*SHARED_NOTES, *(tuple(__doc__.split("\n* ")[1:]) if __doc__ else ())),
)
