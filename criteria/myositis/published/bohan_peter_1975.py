"""Bohan & Peter 1975, polymyositis and dermatomyositis.

Reading notes (what the paper leaves open and we decided):

* The criteria are named, never numbered: papers number them differently.
* Option `enzymes`: `any` (default: CK, LDH, AST, ALT or aldolase) or `ck_only`.
* Option `emg`: `reader` (default: the reader's conclusion, else short units with spontaneous activity or repetitive
  discharges), `triad` (all three parts) or `any` (one part is enough). The paper prints the EMG changes as a triad and does
  not say how many parts are required.
* Not recorded reads as not met, a rash that is not recorded reads as PM; a biopsy that was not performed is not a negative
  biopsy, so the criterion stays open.
* Rash alone is not classified: amyopathic disease is missed by design.
"""

from __future__ import annotations

from myositis.dictionary.derivations import EMG_TRIAD
from myositis.dictionary.findings import (
    age_at_onset,
    aldolase_elevated,
    better_explanation,
    biopsy_myositis,
    biopsy_rimmed_vacuoles,
    childhood_vasculitis,
    ck_elevated,
    connective_tissue_disease,
    dm_rash,
    emg_myopathic,
    exclusion_drug_or_toxin,
    exclusion_dystrophy,
    exclusion_endocrine,
    exclusion_granulomatous,
    exclusion_infection,
    exclusion_metabolic,
    exclusion_myasthenia,
    exclusion_neurologic,
    exclusion_rhabdomyolysis,
    finger_flexor_weakness,
    malignancy,
    muscle_enzymes_elevated,
    proximal_weakness,
    treatment_response,
)
from myositis.errors import unknown
from myositis.published.criteria_set import Column, CriteriaSet, Criterion, Group, Note
from myositis.published.result_rules import level_is, subgroup_is
from myositis.published.tables import Citation, Evidence
from myositis.rules.in_words import how_many
from myositis.rules.vocabulary import (
    Decision,
    Line,
    all_of,
    any_of,
    as_rule,
    at_least,
    is_open,
    not_,
    recorded,
    surely,
)

PAPER = Citation(
    "Bohan A, Peter JB. Polymyositis and dermatomyositis. N Engl J Med 1975;292:344-7 and 403-7.",
    ("10.1056/NEJM197502132920706", "10.1056/NEJM197502202920807"),
)
SERIES = Citation("Series: Bohan A, et al. Medicine (Baltimore) 1977;56:255-86.", ())

ENZYMES = {
    "any": any_of(muscle_enzymes_elevated, aldolase_elevated, label="CK, LDH, AST, ALT or aldolase elevated"),
    "ck_only": as_rule(ck_elevated),
}
EMG = {
    "reader": as_rule(emg_myopathic),
    "triad": all_of(*EMG_TRIAD, label="EMG: the full triad"),
    "any": any_of(*EMG_TRIAD, label="EMG: any part of the triad"),
}
OPTIONS = {"emg": tuple(EMG), "enzymes": tuple(ENZYMES)}
"""The options and their values; the first is the default."""

EXCLUSIONS = (
    better_explanation,
    exclusion_neurologic,
    exclusion_dystrophy,
    exclusion_granulomatous,
    exclusion_infection,
    exclusion_drug_or_toxin,
    exclusion_rhabdomyolysis,
    exclusion_metabolic,
    exclusion_endocrine,
    exclusion_myasthenia,
)
NO_RESPONSE = treatment_response.is_("not_improved")
TITLES = {"emg": {"triad": "EMG triad", "any": "EMG any part"}, "enzymes": {"ck_only": "CK alone"}}
"""What a variant adds to the short title, by option and value."""
_FOUR = "weakness, biopsy, enzymes, EMG"
LEVELS = ("not_met", "possible", "probable", "definite")
_POSSIBLE = level_is("possible", "probable", "definite")
_VASCULITIS = surely(all_of(age_at_onset.below(18), childhood_vasculitis), label="onset before 18 and childhood vasculitis")
_SECONDARY = any_of(malignancy, connective_tissue_disease, _VASCULITIS, label="any of the groups III to V")


def bohan_peter_1975(emg: str = "reader", enzymes: str = "any") -> CriteriaSet:
    """The criteria set under one choice of its two options; UnknownNameError for a value that does not exist."""
    for name, value in (("emg", emg), ("enzymes", enzymes)):
        if value not in OPTIONS[name]:
            raise unknown(f"value of the option {name}", value, OPTIONS[name])
    chosen = {"emg": emg, "enzymes": enzymes}
    dermatologic = Criterion("rash", "dermatomyositis rash", as_rule(dm_rash))
    first_four = (
        Criterion("weakness", "symmetric proximal muscle weakness", as_rule(proximal_weakness)),
        Criterion("biopsy", "muscle biopsy", as_rule(biopsy_myositis)),
        Criterion("enzymes", "muscle enzymes", ENZYMES[enzymes]),
        Criterion("emg", "electromyography", EMG[emg]),
    )
    rules = [criterion.rule for criterion in first_four]

    def met(polymyositis: int, dermatomyositis: int):  # type: ignore[no-untyped-def]
        """So many of the first four criteria, or fewer with the rash."""
        fewer, more = (how_many(number, len(rules)) for number in (dermatomyositis, polymyositis))
        with_rash = all_of(dm_rash, at_least(dermatomyositis, *rules, label=f"{fewer} of {_FOUR}"))
        label = f"{more} of {_FOUR}; or {fewer} of them with the {dm_rash.label}"
        return any_of(at_least(polymyositis, *rules, label=f"{more} of {_FOUR}"), with_rash, label=label)

    # PAPER: how many of the first four are needed.
    #                  PM, no rash    DM, rash
    levels = {
        "definite": met(4,            3),
        "probable": met(3,            2),
        "possible": met(2,            1),
    }  # fmt: skip
    return CriteriaSet(
        id="bohan-peter-1975",
        title="Bohan & Peter 1975 criteria for polymyositis and dermatomyositis",
        short_title=", ".join(
            ["Bohan & Peter 1975", *(TITLES[name][value] for name, value in chosen.items() if value in TITLES[name])]
        ),
        abbreviation="bp75",
        disease="",
        revision=1,
        citations=(PAPER, SERIES),
        options=tuple(sorted(chosen.items())),
        defaults=tuple((name, values[0]) for name, values in sorted(OPTIONS.items())),
        columns=(
            Column(
                "",
                Decision("level", LEVELS, (*(Line(level, rule) for level, rule in levels.items()), Line("not_met"))),
                Decision(
                    "subgroup",
                    ("none", "DM", "PM"),
                    (
                        Line("none", not_(levels["possible"], label="less than possible")),
                        Line("DM", as_rule(dm_rash)),
                        Line("PM"),
                    ),
                ),
            ),
        ),
        classified=("probable", "definite"),
        folded=(("DM", "DM"), ("PM", "PM")),
        excluded=any_of(*EXCLUSIONS, label="any exclusion"),
        criteria=(*first_four, dermatologic),
        groups=(
            Group("I", "primary polymyositis", all_of(_POSSIBLE, subgroup_is("PM"), not_(_SECONDARY))),
            Group("II", "primary dermatomyositis", all_of(_POSSIBLE, subgroup_is("DM"), not_(_SECONDARY))),
            Group("III", "myositis with malignancy", all_of(_POSSIBLE, malignancy)),
            Group("IV", "childhood myositis with vasculitis", all_of(_POSSIBLE, _VASCULITIS)),
            Group("V", "myositis with connective-tissue disease", all_of(_POSSIBLE, connective_tissue_disease)),
        ),
        notes=(
            Note(
                "exclusions_not_assessed",
                "none of the exclusions is recorded: they were not assessed",
                all_of(*map(is_open, EXCLUSIONS)),
            ),
            Note(
                "primary_not_confirmed",
                "malignancy or connective-tissue disease is not recorded: that the disease is primary is not confirmed",
                all_of(_POSSIBLE, not_(_SECONDARY), any_of(is_open(malignancy), is_open(connective_tissue_disease))),
            ),
            Note(
                "ck_normal_others_missing",
                "CK is normal, but LDH, AST, ALT or aldolase is missing: whether the muscle enzymes are elevated stays open",
                all_of(surely(not_(ck_elevated)), is_open(ENZYMES[enzymes])),
            ),
            Note(
                "inclusion_body_features",
                "features of inclusion body myositis are recorded: this set does not recognise it; current users of these "
                "criteria exclude it",
                all_of(subgroup_is("PM"), any_of(biopsy_rimmed_vacuoles, all_of(finger_flexor_weakness, NO_RESPONSE))),
            ),
            *(
                ()
                if emg == "reader"
                else (
                    Note(
                        "emg_parts_not_recorded",
                        "the reader's conclusion is recorded, but not the parts that this option counts: the criterion is open",
                        all_of(recorded(emg_myopathic), is_open(EMG[emg])),
                    ),
                )
            ),
        ),
        evidence=(
            Evidence("how many criteria make which level", "A"),
            Evidence("how many parts of the EMG triad are needed", "C", "stated in no source: an option"),
        ),
        reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
    )


BOHAN_PETER_1975 = bohan_peter_1975()
