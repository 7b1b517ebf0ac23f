"""ENMC 2011 (published 2013), inclusion body myositis.

Reading notes (what the sources leave open and we decided):

* The three levels are categories, not an order: none is counted as higher than another. All three count as classified.
* "Knee extension weakness >= hip flexion weakness" as in both tables; a paraphrase writes "more than".
* CK of at most 15 times its limit must be recorded to count; a CK recorded as not elevated counts.
* P1 is `biopsy_endomysial` or invasion of non-necrotic fibres; amyloid or filaments of 15 to 18 nm count for P4.
* "Some, but not all" of the pathological features follows from the order of the lines.
"""

from __future__ import annotations

from myositis.dictionary.findings import age_at_onset, biopsy_endomysial, biopsy_rimmed_vacuoles
from myositis.dictionary.later_findings import (
    biopsy_amyloid,
    biopsy_filaments,
    biopsy_invasion,
    biopsy_mhc1,
    biopsy_protein,
    ck_multiple,
    disease_duration,
    fingers_weaker_shoulders,
    knees_weaker_hips,
)
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, Points, Rule, all_of, any_of, as_rule, surely

PAPER = Citation("Rose MR, et al. Neuromuscul Disord 2013;23:1044-55, PMID 24268584.", ())

COPIES = "PMC4233319, Table 2; PMC4405277, Table 1"

CRITERIA = (
    Criterion("duration", "duration above 12 months", disease_duration.above(12)),
    Criterion("onset", "onset above 45 years", age_at_onset.above(45)),
    Criterion("ck", "CK at most 15 times its limit", surely(ck_multiple.at_most(15))),
    Criterion("F", "finger flexion weaker than shoulder abduction", as_rule(fingers_weaker_shoulders)),
    Criterion("Q", "knee extension at least as weak as hip flexion", as_rule(knees_weaker_hips)),
    Criterion("P1", "P1 endomysial infiltrate", any_of(biopsy_endomysial, biopsy_invasion)),
    Criterion("P2", "P2 MHC class I up-regulated", as_rule(biopsy_mhc1)),
    Criterion("P3", "P3 rimmed vacuoles", as_rule(biopsy_rimmed_vacuoles)),
    Criterion("P4", "P4 protein or filaments", any_of(biopsy_protein, biopsy_amyloid, biopsy_filaments)),
)
DURATION, ONSET, CK, F, Q, P1, P2, P3, P4 = (item.rule for item in CRITERIA)

MANDATORY = all_of(DURATION, ONSET, CK, label="duration, onset and CK as required")
F_OR_Q = any_of(F, Q, label="finger flexors or quadriceps (F or Q)")
F_AND_Q = all_of(F, Q, label="finger flexors and quadriceps (F and Q)")
ONE_OF_P = any_of(P1, P2, P3, P4, label="one of P1 to P4")
P1_P3_P4 = all_of(P1, P3, P4, label="P1, P3 and P4")


def _line(weakness: Points, biopsy: Points) -> Rule:
    """What every level needs, with the weakness and the biopsy that this one asks for."""
    return all_of(MANDATORY, weakness, biopsy, label=f"{MANDATORY.label}; {weakness.label}; {biopsy.label}")


LEVEL = Decision(
    "level",
    ("not_met", "probable", "clinically_defined", "clinico_pathologically_defined"),
    (
        Line("clinico_pathologically_defined", _line(F_OR_Q, P1_P3_P4)),
        Line("clinically_defined", _line(F_AND_Q, ONE_OF_P)),
        Line("probable", _line(F_OR_Q, ONE_OF_P)),
        Line("not_met"),
    ),
)

ENMC_IBM_2011 = CriteriaSet(
    id="enmc-ibm-2011",
    title="ENMC 2011 research diagnostic criteria for inclusion body myositis",
    short_title="ENMC IBM 2011",
    abbreviation="en11",
    disease="inclusion body myositis",
    revision=1,
    citations=(PAPER,),
    columns=(Column("", LEVEL),),
    classified=("probable", "clinically_defined", "clinico_pathologically_defined"),
    ranked=False,
    excluded=ANOTHER_EXPLANATION,
    criteria=CRITERIA,
    notes=(NOT_ASSESSED,),
    evidence=(
        Evidence("above 12 months, above 45 years, CK at most 15 times the limit", "A", read_in=COPIES),
        Evidence("F, Q and P1 to P4", "A", read_in=COPIES),
        Evidence("the three levels", "A", read_in=COPIES),
        Evidence("the citation", "B"),
    ),
    families=("ibm",),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)
