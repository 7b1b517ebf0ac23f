"""Lega 2015, antisynthetase syndrome.

Reading notes (what the sources leave open and we decided); those of all three sets stand in `antisynthetase_items`:

* "Myositis, overt or hypomyopathic" is any finding of myositis: a raised enzyme (aldolase included), EMG, MRI or biopsy;
  weakness alone is not enough.
"""

from __future__ import annotations

from myositis.dictionary.findings import aldolase_elevated, biopsy_myositis, emg_myopathic, muscle_enzymes_elevated
from myositis.dictionary.later_findings import arthralgia_inflammatory, arthritis, mri_myositis
from myositis.published.antisynthetase_items import ANTIBODY, COPY, FEVER, HANDS, LUNG, RAYNAUD, SHARED_NOTES, rules_of
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import all_of, any_of, at_least

PAPER = Citation(f"Lega et al. 2015, {COPY}.", ())

JOINTS = Criterion(
    "joints",
    "symmetric inflammatory arthralgia or arthritis",
    any_of(arthralgia_inflammatory, arthritis),
)
MYOSITIS = Criterion(
    "myositis",
    "myositis, overt or hypomyopathic",
    any_of(
        muscle_enzymes_elevated,
        aldolase_elevated,
        emg_myopathic,
        mri_myositis,
        biopsy_myositis,
        label="enzymes, EMG, MRI or biopsy with findings of myositis",
    ),
)

LEGA_2015 = CriteriaSet(
    id="lega-2015",
    title="Lega 2015 criteria for antisynthetase syndrome",
    short_title="Lega 2015",
    abbreviation="le15",
    disease="antisynthetase syndrome",
    revision=1,
    citations=(PAPER,),
    columns=(
        Column(
            "",
            met_when(
                all_of(
                    ANTIBODY.rule,
                    any_of(
                        any_of(*rules_of(MYOSITIS, LUNG, JOINTS), label="myositis, lung disease or joints"),
                        at_least(2, *rules_of(FEVER, RAYNAUD, HANDS), label="two of fever, Raynaud, mechanic's hands"),
                    ),
                    label="antisynthetase antibody; and myositis, lung disease or joints, or two of fever, Raynaud, "
                    "mechanic's hands",
                )
            ),
        ),
    ),
    classified=("met",),
    excluded=ANOTHER_EXPLANATION,
    criteria=(ANTIBODY, MYOSITIS, LUNG, JOINTS, FEVER, RAYNAUD, HANDS),
    notes=(NOT_ASSESSED,),
    evidence=(Evidence("the rule", "B", "one page of a review"), Evidence("what counts as myositis", "C", "a reading of ours")),
    families=("antisynthetase",),
    reading_notes=(*SHARED_NOTES, *(tuple(__doc__.split("\n* ")[1:]) if __doc__ else ())),
)
