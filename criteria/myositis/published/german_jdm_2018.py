"""German consensus 2018, juvenile dermatomyositis.

Reading notes (what the sources leave open and we decided):

* An onset before 18 must be recorded to count.
* The skin needs heliotrope rash, or Gottron's papules or sign: a rash recorded only as `dm_rash` leaves it open.
* Weakness and muscle pain are one item; the biopsy is `biopsy_myositis`.
* The enzymes are the summary of CK, LDH, AST and ALT, or aldolase: the table names CK, AST, LDH and aldolase, so that ALT alone
  counts only here.
* "Other possible etiologies should be excluded" is `better_explanation`.
"""

from __future__ import annotations

from myositis.dictionary.findings import (
    age_at_onset,
    aldolase_elevated,
    biopsy_myositis,
    gottron_papules,
    gottron_sign,
    heliotrope_rash,
    muscle_enzymes_elevated,
    proximal_weakness,
)
from myositis.dictionary.later_findings import mri_myositis, muscle_pain
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, Rule, all_of, any_of, as_rule, at_least, surely

PAPER = Citation(
    "Hinze CH, Oommen PT, Dressler F, et al. Development of practice and consensus-based strategies including a "
    "treat-to-target approach for the management of moderate and severe juvenile dermatomyositis in Germany and Austria. "
    "Pediatr Rheumatol 2018;16:40, PMID 29940960.",
    ("10.1186/s12969-018-0257-6",),
).at("Table 1")

COPY = "Table 1 on the publisher's page"

CHILD = surely(age_at_onset.below(18), label="onset before 18")
SKIN = any_of(
    heliotrope_rash, gottron_papules, gottron_sign, label="dermatomyositis rash: heliotrope, Gottron's papules or Gottron's sign"
)
FURTHER = (
    Criterion("weakness_or_pain", "weakness or muscle pain", any_of(proximal_weakness, muscle_pain)),
    Criterion("enzymes", "muscle enzymes raised", any_of(muscle_enzymes_elevated, aldolase_elevated)),
    Criterion("biopsy", "muscle biopsy", as_rule(biopsy_myositis)),
    Criterion("mri", "MRI", as_rule(mri_myositis)),
)


def _with(count: int, label: str) -> Rule:
    """So many of the further items in a child with the skin lesions."""
    further = at_least(count, *(item.rule for item in FURTHER), label=label)
    return all_of(CHILD, SKIN, further, label=f"onset before 18, dermatomyositis rash, {label}")


PROBABLE = _with(2, "two of weakness or pain, enzymes, biopsy, MRI")
DEFINITE = _with(3, "three of weakness or pain, enzymes, biopsy, MRI")

GERMAN_JDM_2018 = CriteriaSet(
    id="german-jdm-2018",
    title="German consensus 2018 criteria for juvenile dermatomyositis",
    short_title="German JDM 2018",
    abbreviation="de18",
    disease="juvenile dermatomyositis",
    revision=1,
    citations=(PAPER,),
    columns=(
        Column(
            "",
            Decision(
                "level",
                ("not_met", "probable", "definite"),
                (Line("definite", DEFINITE), Line("probable", PROBABLE), Line("not_met")),
            ),
        ),
    ),
    classified=("probable", "definite"),
    excluded=ANOTHER_EXPLANATION,
    criteria=(Criterion("child", "onset before 18", CHILD), Criterion("skin", "dermatomyositis rash", SKIN), *FURTHER),
    notes=(NOT_ASSESSED,),
    evidence=(
        Evidence("onset before 18, the skin, the further items, two for probable and three for definite", "B", read_in=COPY),
        Evidence("ALT as one of the enzymes", "C", "a reading of ours: the table names CK, AST, LDH and aldolase"),
    ),
    families=("juvenile",),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)
