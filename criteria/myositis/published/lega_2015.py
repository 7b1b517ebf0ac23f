"""Lega 2015, antisynthetase syndrome.

Reading notes (what the sources leave open and we decided); those of all three sets stand in `antisynthetase_items`:

* "Evidence of overt or hypomyopathic myositis" is any one of the six findings that the table lists. Of the enzymes it lists CK
  only: raised enzymes recorded as a summary leave it open, aldolase does not count.
* The EMG triad is the reader's conclusion, `emg_myopathic`; oedema on MRI is `mri_myositis`.
* The content of the erratum of the review is unknown.
"""

from __future__ import annotations

from myositis.dictionary.findings import biopsy_myositis, ck_elevated, emg_myopathic, proximal_weakness
from myositis.dictionary.later_findings import arthralgia_inflammatory, arthritis, mri_myositis, muscle_pain
from myositis.published.antisynthetase_items import ANTIBODY, FEVER, HANDS, LUNG, RAYNAUD, SHARED_NOTES, major, minor, rules_of
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import all_of, any_of, at_least

PAPER = Citation(
    "Lega JC, et al. Idiopathic inflammatory myopathies and the lung. Eur Respir Rev 2015;24:216-38.",
    ("10.1183/16000617.00002015",),
).at("Table: proposed criteria for myositis associated with anti-tRNA synthetase antibody")

JOINTS = Criterion(
    "joints",
    "symmetric inflammatory arthralgia or arthritis",
    any_of(arthralgia_inflammatory, arthritis),
)
MYOSITIS = Criterion(
    "myositis",
    "myositis, overt or hypomyopathic",
    any_of(
        ck_elevated,
        muscle_pain,
        proximal_weakness,
        biopsy_myositis,
        emg_myopathic,
        mri_myositis,
        label="CK, muscle pain, weakness, biopsy, EMG or MRI",
    ),
)

LEGA_2015 = CriteriaSet(
    id="lega-2015",
    title="Lega 2015 criteria for antisynthetase syndrome",
    short_title="Lega 2015",
    abbreviation="le15",
    disease="antisynthetase syndrome",
    revision=2,
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
    criteria=(ANTIBODY, *major(MYOSITIS, LUNG, JOINTS), *minor(FEVER, RAYNAUD, HANDS)),
    notes=(NOT_ASSESSED,),
    evidence=(Evidence("the rule, and what counts as myositis", "B", read_in="the table on the publisher's page"),),
    families=("antisynthetase",),
    reading_notes=(*SHARED_NOTES, *(tuple(__doc__.split("\n* ")[1:]) if __doc__ else ())),
)
