"""Connors 2010, antisynthetase syndrome.

Reading notes (what the sources leave open and we decided); those of all three sets stand in `antisynthetase_items`:

* There is no item on myositis: the antibody with myositis alone is not met.
"""

from __future__ import annotations

from myositis.published.antisynthetase_items import (
    ABSTRACT,
    ANTIBODY,
    ARTHRITIS,
    FEVER,
    HANDS,
    LUNG,
    RAYNAUD,
    SHARED_NOTES,
    rules_of,
)
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, met_when
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import all_of, any_of

PAPER = Citation("Connors et al. 2010: criteria for antisynthetase syndrome; the original was not seen.", ())

ONE_FURTHER = any_of(*rules_of(RAYNAUD, ARTHRITIS, LUNG, FEVER, HANDS))

CONNORS_2010 = CriteriaSet(
    id="connors-2010",
    title="Connors 2010 criteria for antisynthetase syndrome",
    short_title="Connors 2010",
    abbreviation="co10",
    disease="antisynthetase syndrome",
    revision=1,
    citations=(PAPER,),
    columns=(
        Column("", met_when(all_of(ANTIBODY.rule, ONE_FURTHER, label="antisynthetase antibody and one of the further criteria"))),
    ),
    classified=("met",),
    excluded=ANOTHER_EXPLANATION,
    criteria=(ANTIBODY, RAYNAUD, ARTHRITIS, LUNG, FEVER, HANDS),
    notes=(NOT_ASSESSED,),
    evidence=(Evidence("the rule", "B", read_in=ABSTRACT),),
    families=("antisynthetase",),
    reading_notes=(*SHARED_NOTES, *(tuple(__doc__.split("\n* ")[1:]) if __doc__ else ())),
)
