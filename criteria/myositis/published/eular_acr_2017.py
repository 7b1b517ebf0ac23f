"""EULAR/ACR 2017 classification criteria for adult and juvenile idiopathic inflammatory myopathies.

Reading notes (what the paper leaves open and we decided):

* A performed biopsy without recorded findings selects the column `with biopsy`; `biopsy_myositis` alone does not.
* In the subgroup tree, the summary `proximal_weakness` recorded as present counts as muscle weakness.
* `JM` (juvenile myositis other than juvenile dermatomyositis) is expert opinion in the paper.
* The score decides the level, not the probability: the formula disagrees with the cut-offs at exactly three scores, all
  without biopsy (5.3, 5.5 and 7.5). The two constants reproduce every printed cut-off; the printed equation was not seen.
* Level, score and subgroup are read with what is recorded: a finding that is not recorded adds no point.
* Intended for research, in patients at least six months from diagnosis (NIEHS/IMACS news of 2017); no result depends on it.
"""

from __future__ import annotations

from myositis.dictionary.findings import (
    age_at_onset,
    anti_jo1,
    better_explanation,
    biopsy_endomysial,
    biopsy_myositis,
    biopsy_perifascicular,
    biopsy_perimysial,
    biopsy_rimmed_vacuoles,
    ck_elevated,
    dm_rash,
    dysphagia,
    finger_flexor_weakness,
    gottron_papules,
    gottron_sign,
    heliotrope_rash,
    legs_proximal_weaker,
    muscle_biopsy_performed,
    muscle_enzymes_elevated,
    neck_flexors_weaker,
    proximal_lower_weakness,
    proximal_upper_weakness,
    proximal_weakness,
    treatment_response,
)
from myositis.dictionary.later_findings import interstitial_lung_disease
from myositis.published.criteria_set import Column, CriteriaSet, Note, OtherColumn
from myositis.published.result_rules import column_is, score_is, subgroup_is
from myositis.published.tables import Citation, CutOffTable, Evidence, ScoreTable
from myositis.rules.vocabulary import (
    Decision,
    Line,
    Rule,
    all_of,
    any_of,
    as_rule,
    is_open,
    not_,
    recorded,
    surely,
)

PAPER = Citation(
    "Lundberg IE, Tjarnlund A, Bottai M, et al. 2017 European League Against Rheumatism/American College of Rheumatology "
    "classification criteria for adult and juvenile idiopathic inflammatory myopathies and their major subgroups. "
    "Ann Rheum Dis 2017;76:1955-64; Arthritis Rheumatol 2017;69:2271-82.",
    ("10.1136/annrheumdis-2017-211468", "10.1002/art.40320"),
)
METHOD = Citation("Method: Bottai M, et al. RMD Open 2017;3:e000507.", ())

WITHOUT, WITH = "without biopsy", "with biopsy"

SCORE = ScoreTable(
    cite=PAPER.at("Table 2"),
    columns=(WITHOUT, WITH),
    rows=(
        # variable                        without  with
        "Age of onset",
        (age_at_onset.between(18, 40),    1.3,     1.5),
        (age_at_onset.at_least(40),       2.1,     2.2),
        "Muscle weakness",
        (proximal_upper_weakness,         0.7,     0.7),
        (proximal_lower_weakness,         0.8,     0.5),
        (neck_flexors_weaker,             1.9,     1.6),
        (legs_proximal_weaker,            0.9,     1.2),
        "Skin manifestations",
        (heliotrope_rash,                 3.1,     3.2),
        (gottron_papules,                 2.1,     2.7),
        (gottron_sign,                    3.3,     3.7),
        "Other clinical manifestations",
        (dysphagia,                       0.7,     0.6),
        "Laboratory measurements",
        (anti_jo1,                        3.9,     3.8),
        (muscle_enzymes_elevated,         1.3,     1.4),
        "Muscle biopsy features",
        (biopsy_endomysial,               None,    1.7),
        (biopsy_perimysial,               None,    1.2),
        (biopsy_perifascicular,           None,    1.9),
        (biopsy_rimmed_vacuoles,          None,    3.1),
    ),
)  # fmt: skip

CUT_OFFS = CutOffTable(
    cite=PAPER.at("Table 2 and text: cut-offs of the score, lower bounds included"),
    columns=(WITHOUT, WITH),
    rows=(
        # level      without  with  probability
        ("definite",  7.5,    8.7,  0.90),
        ("probable",  5.5,    6.7,  0.55),
        ("possible",  5.3,    6.5,  0.50),
    ),
)  # fmt: skip

CONSTANTS = {WITHOUT: 5.33, WITH: 6.49}
"""Probability = 1 / (1 + exp(constant - score)). METHOD; see the reading notes."""

JUVENILE = not_(age_at_onset.at_least(18), label="onset before 18")
RASH = any_of(
    heliotrope_rash, gottron_papules, gottron_sign, label="dermatomyositis rash: heliotrope, Gottron's papules or Gottron's sign"
)
WEAKNESS = any_of(
    proximal_upper_weakness,
    proximal_lower_weakness,
    neck_flexors_weaker,
    legs_proximal_weaker,
    proximal_weakness,
    label="any muscle weakness",
)
WITHOUT_WEAKNESS = all_of(surely(not_(proximal_weakness)), not_(WEAKNESS), label="proximal weakness absent, and no other")
"""Weakness is recorded as absent; that nothing is recorded of it is not enough."""
NO_RESPONSE = treatment_response.is_("not_improved")
FINGERS = all_of(finger_flexor_weakness, NO_RESPONSE, label="finger flexor weakness, not improved by treatment")
LEVELS = ("not_met", "possible", "probable", "definite")
SUBGROUPS = ("none", "JDM", "JM", "DM", "ADM", "IBM", "PM")


def _level(column: str) -> Decision:
    bounds = CUT_OFFS.column(column)
    lines = tuple(Line(level, SCORE.at_least(column, points)) for level, points in bounds.items())
    return Decision("level", LEVELS, (*lines, Line("not_met")))


def _subgroup(column: str) -> Decision:
    """PAPER, Figure 2: the classification tree, for probable or definite. Without biopsy there are no rimmed vacuoles."""
    probable = SCORE.at_least(column, CUT_OFFS.column(column)["probable"])
    body: Rule = (
        FINGERS
        if column == WITHOUT
        else any_of(
            FINGERS, biopsy_rimmed_vacuoles, label="finger flexor weakness, not improved by treatment; or rimmed vacuoles"
        )
    )
    return Decision(
        "subgroup",
        SUBGROUPS,
        (
            Line("none", not_(probable, label="less than probable")),
            Line("JDM", all_of(JUVENILE, RASH, label="onset before 18 and dermatomyositis rash")),
            Line("JM", JUVENILE),
            Line("DM", all_of(RASH, WEAKNESS, label="dermatomyositis rash and any muscle weakness")),
            Line("ADM", RASH),
            Line("IBM", body),
            Line("PM"),
        ),
    )


_BIOPSY = (biopsy_endomysial, biopsy_perimysial, biopsy_perifascicular, biopsy_rimmed_vacuoles)
BIOPSY_READ = any_of(muscle_biopsy_performed, *map(recorded, _BIOPSY))
"""When the column with biopsy is read: a biopsy was performed, or one of the four findings is recorded, present or absent."""

EULAR_ACR_2017 = CriteriaSet(
    id="eular-acr-2017",
    title="EULAR/ACR 2017 classification criteria for idiopathic inflammatory myopathies",
    short_title="EULAR/ACR 2017",
    abbreviation="ea17",
    revision=1,
    citations=(PAPER, METHOD),
    columns=tuple(
        Column(name, _level(name), _subgroup(name), SCORE.column(name), CONSTANTS[name], when, label)
        for name, when, label in (
            (WITHOUT, None, "score without muscle biopsy"),
            (WITH, BIOPSY_READ, "score with muscle biopsy"),
        )
    ),
    classified=("probable", "definite"),
    folded=(("JDM", "DM"), ("JM", "PM"), ("DM", "DM"), ("ADM", "DM"), ("IBM", "IBM"), ("PM", "PM")),
    excluded=as_rule(better_explanation),
    unclear=(is_open(age_at_onset.at_least(18)), all_of(dm_rash, is_open(RASH))),
    other_column=OtherColumn(
        WITHOUT,
        any_of(*map(is_open, _BIOPSY)),
        "not every finding of the biopsy is recorded; by the score without muscle biopsy the level would be {level}",
    ),
    notes=(
        Note(
            "precondition_not_assessed",
            "it is not recorded whether another disease explains it better",
            is_open(better_explanation),
        ),
        Note(
            "ibm_by_biopsy_not_assessed",
            "without biopsy: inclusion body myositis by rimmed vacuoles was not assessed",
            all_of(column_is(WITHOUT), not_(surely(JUVENILE))),
        ),
        Note(
            "biopsy_not_performed",
            "no biopsy was performed, yet its findings are recorded, so the score with muscle biopsy was read; leave them blank",
            all_of(column_is(WITH), surely(not_(muscle_biopsy_performed))),
        ),
        Note(
            "probability_disagrees",
            "at this score the probability formula falls below the level's printed percentage; the score decides",
            all_of(column_is(WITHOUT), score_is(5.3, 5.5, 7.5)),
        ),
        Note(
            "rash_not_specified",
            "a dermatomyositis rash is recorded, but not which: no points for it, and the subgroup stays blank",
            all_of(dm_rash, is_open(RASH)),
        ),
        Note(
            "juvenile_without_weakness",
            "juvenile subgroup without recorded muscle weakness",
            all_of(subgroup_is("JDM", "JM"), not_(WEAKNESS)),
        ),
        Note(
            "rash_with_rimmed_vacuoles",
            "rash together with rimmed vacuoles",
            all_of(column_is(WITH), RASH, biopsy_rimmed_vacuoles),
        ),
        Note(
            "ibm_not_excluded",
            "inclusion body myositis is not excluded: the finger flexors are weak, the treatment response is not recorded",
            all_of(subgroup_is("PM"), finger_flexor_weakness, is_open(NO_RESPONSE)),
        ),
        Note(
            "pm_by_exclusion",
            "PM by exclusion: antisynthetase syndrome is no subgroup here",
            all_of(subgroup_is("PM"), anti_jo1, any_of(WITHOUT_WEAKNESS, interstitial_lung_disease)),
        ),
        Note(
            "ck_normal_others_missing",
            "CK is normal, but LDH, AST or ALT is missing: whether the muscle enzymes are elevated stays open",
            all_of(surely(not_(ck_elevated)), is_open(muscle_enzymes_elevated)),
        ),
        Note("pm_includes_imnm", "PM includes immune-mediated necrotizing myopathy", subgroup_is("PM")),
        Note(
            "muscle_biopsy_recommended",
            "no dermatomyositis rash and no biopsy is recorded: the authors recommend a muscle biopsy",
            all_of(column_is(WITHOUT), not_(any_of(RASH, dm_rash)), is_open(biopsy_myositis)),
        ),
        Note(
            "skin_biopsy_recommended",
            "rash without muscle weakness: the authors recommend a skin biopsy",
            all_of(RASH, WITHOUT_WEAKNESS),
        ),
    ),
    evidence=(
        Evidence("weights and cut-offs", "A"),
        Evidence("first split of the tree by age, juvenile rash to JDM", "B"),
        Evidence("rash before inclusion body myositis, the four weakness items at DM and ADM, the leaf JM", "C"),
        Evidence("the column with biopsy for a performed biopsy without findings", "C"),
        Evidence("probability: the equation and its constants", "C", "they reproduce every printed cut-off"),
    ),
    families=("juvenile",),
    tables=(SCORE, CUT_OFFS),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)
