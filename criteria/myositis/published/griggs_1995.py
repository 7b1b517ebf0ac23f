"""Griggs 1995, inclusion body myositis.

Reading notes (what the sources leave open and we decided):

* "Asymmetric" weakness is not in the form of 1995 as IMACS prints it, and is left out.
* `possible` asks for invasion of fibres **only**: a record with invasion and one of vacuoles and amyloid or filaments, but not
  all three, falls between the two levels. Option `gap`: `none` (default, the strict reading; a note says so) or `possible`.
* Vacuolated fibres are `biopsy_rimmed_vacuoles`.
* CK below 12 times its limit must be recorded to count; a CK recorded as not elevated counts.
* Classified means definite (a reading of ours).
"""

from __future__ import annotations

from myositis.dictionary.findings import age_at_onset, biopsy_rimmed_vacuoles, emg_myopathic, finger_flexor_weakness
from myositis.dictionary.later_findings import (
    biopsy_amyloid,
    biopsy_filaments,
    biopsy_invasion,
    ck_multiple,
    disease_duration,
    prox_dist_weakness,
    quadriceps_weak,
    wrist_flexors_weaker,
)
from myositis.errors import unknown
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED
from myositis.published.criteria_set import Column, CriteriaSet, Criterion, Note
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Decision, Line, all_of, any_of, as_rule, not_, surely

PAPER = Citation("Griggs RC, et al. Ann Neurol 1995;38:705-13, PMID 7486861.", ())

OPTIONS: dict[str, tuple[str, ...]] = {"gap": ("none", "possible")}
"""The option and its values; the first is the default."""

CRITERIA = (
    Criterion("A1", "A1 duration above 6 months", disease_duration.above(6)),
    Criterion("A2", "A2 onset above 30 years", age_at_onset.above(30)),
    Criterion(
        "A3",
        "A3 weakness proximal and distal, arms and legs, and one of finger flexors, wrist flexors, quadriceps",
        all_of(
            prox_dist_weakness,
            any_of(finger_flexor_weakness, wrist_flexors_weaker, quadriceps_weak),
            label="weakness proximal and distal with finger flexors, wrist flexors or quadriceps",
        ),
    ),
    Criterion("B1", "B1 CK below 12 times its limit", surely(ck_multiple.below(12))),
    Criterion("B2a", "B2a invasion of fibres", as_rule(biopsy_invasion)),
    Criterion("B2b", "B2b vacuolated fibres", as_rule(biopsy_rimmed_vacuoles)),
    Criterion("B2c", "B2c amyloid or filaments of 15 to 18 nm", any_of(biopsy_amyloid, biopsy_filaments)),
    Criterion("B3", "B3 electromyography", as_rule(emg_myopathic)),
)
A1, A2, A3, B1, B2A, B2B, B2C, B3 = (item.rule for item in CRITERIA)

DEFINITE = all_of(B2A, B2B, B2C, label="invasion, vacuoles, and amyloid or filaments (B2a to c)")
CLINICAL = all_of(B2A, A1, A2, A3, B1, B3, label="invasion with A1 to A3, B1 and B3")
INVASION_ONLY = all_of(CLINICAL, not_(B2B), not_(B2C), label="invasion only, with A1 to A3, B1 and B3")


def griggs_1995(gap: str = "none") -> CriteriaSet:
    """The criteria set under one choice of its option; UnknownNameError for a value that does not exist."""
    if gap not in OPTIONS["gap"]:
        raise unknown("value of the option gap", gap, OPTIONS["gap"])
    possible = CLINICAL if gap == "possible" else INVASION_ONLY
    level = Decision(
        "level",
        ("not_met", "possible", "definite"),
        (Line("definite", DEFINITE), Line("possible", possible), Line("not_met")),
    )
    return CriteriaSet(
        id="griggs-1995",
        title="Griggs 1995 criteria for inclusion body myositis",
        short_title="Griggs 1995, gap read as possible" if gap == "possible" else "Griggs 1995",
        abbreviation="gr95",
        disease="inclusion body myositis",
        revision=1,
        citations=(PAPER,),
        options=(("gap", gap),),
        defaults=(("gap", "none"),),
        columns=(Column("", level),),
        classified=("definite",),
        excluded=ANOTHER_EXPLANATION,
        criteria=CRITERIA,
        notes=(
            NOT_ASSESSED,
            *(
                ()
                if gap == "possible"
                else (
                    Note(
                        "between_possible_and_definite",
                        "more than invasion only, yet not all three of B2a to c: as printed neither possible nor definite",
                        all_of(CLINICAL, any_of(B2B, B2C), not_(DEFINITE)),
                    ),
                )
            ),
        ),
        evidence=(
            Evidence("A1 above 6 months, A2 above 30 years, A3", "A", read_in="IMACS form 01a; myositis.org (two pages)"),
            Evidence("B1 below 12 times the limit, B2a to c, B3", "B", read_in="myositis.org"),
            Evidence("definite is B2a, B2b and B2c; possible is B2a only with A1 to A3, B1 and B3", "B", read_in="myositis.org"),
            Evidence("invasion as the one item of possible", "C"),
        ),
        families=("ibm",),
        reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
    )


GRIGGS_1995 = griggs_1995()
