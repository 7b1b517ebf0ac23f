"""The manual, second part: what a result says when findings are missing, and what options, groups and notes do.

Drawn tables as in the first part. Every table is read patient by patient and as one cohort of text cells.
"""

from __future__ import annotations

import pytest

from myositis import Patient, classify
from myositis.cohort.engines import classify_cohort
from myositis.cohort.result import RESULTS, result_names
from myositis.published import ALL, DEFAULT, find, variants
from myositis.published.bohan_peter_1975 import EXCLUSIONS
from test_manual_records import as_cohort, check_results, in_words

EULAR, BOHAN_PETER = "eular-acr-2017", "bohan-peter-1975"

PM_BY_JO1 = """onset 50, anti_jo1, neck_flexors_weaker, muscle_enzymes_elevated, no dm_rash, no dysphagia,
no legs_proximal_weaker, no proximal_weakness"""
"""Definite without biopsy (2.1 + 3.9 + 1.9 + 1.3 = 9.2) and with biopsy (2.2 + 3.8 + 1.6 + 1.4 = 9.0)."""

RASH_AND_WEAKNESS = """heliotrope_rash, gottron_sign, proximal_upper_weakness, proximal_lower_weakness, legs_proximal_weaker,
no gottron_papules, no dysphagia, no neck_flexors_weaker, no anti_jo1, no muscle_enzymes_elevated"""
"""Definite without biopsy at any age: 3.1 + 3.3 + 0.7 + 0.8 + 0.9 = 8.8 before the age."""


# --- Missing is not absent ------------------------------------------------------------------------------------------------


def test_not_recorded_is_not_absent() -> None:
    table = """
    record                               || level    | open_levels                | determined
    no emg_myopathic, no biopsy_myositis || possible | possible                   | yes
    no biopsy_myositis                   || possible | possible/probable          | no
    no emg_myopathic                     || possible | possible/probable          | no
                                         || possible | possible/probable/definite | no
    """
    check_results(BOHAN_PETER, table, "proximal_weakness, muscle_enzymes_elevated, no dm_rash")


def test_an_outcome_that_no_completion_reaches_is_not_open() -> None:
    table = """
    record      || level    | score | open_levels      | open_subgroups | determined
    no anti_jo1 || not_met  | 4.9   | not_met          | none           | yes
    anti_jo1    || definite | 8.8   | definite         | PM             | yes
                || not_met  | 4.9   | not_met/definite | none/PM        | no
    """
    base = """onset 52, proximal_upper_weakness, proximal_lower_weakness, no neck_flexors_weaker, no legs_proximal_weaker,
    no dm_rash, no dysphagia, muscle_enzymes_elevated, no finger_flexor_weakness"""
    check_results(EULAR, table, base)


def test_a_rash_that_is_not_recorded_reads_as_polymyositis_and_stays_open() -> None:
    table = """
    record     || level    | subgroup | open_levels       | open_subgroups
    dm_rash    || definite | DM       | definite          | DM
    no dm_rash || probable | PM       | probable          | PM
               || probable | PM       | probable/definite | DM/PM
    """
    check_results(BOHAN_PETER, table, "proximal_weakness, muscle_enzymes_elevated, emg_myopathic, no biopsy_myositis")


def test_a_biopsy_that_was_not_performed_is_not_a_negative_biopsy() -> None:
    table = """
    record                                        || level    | open_levels
    no muscle_biopsy_performed                    || probable | probable/definite
    no biopsy_myositis                            || probable | probable
    no muscle_biopsy_performed, no biopsy_myositis || probable | probable
    """
    check_results(BOHAN_PETER, table, "proximal_weakness, muscle_enzymes_elevated, emg_myopathic, no dm_rash")


def test_from_the_eular_findings_alone_polymyositis_tops_out_at_probable() -> None:
    table = """
    record                                || level    | subgroup | open_levels
    no dm_rash                            || probable | PM       | probable/definite
    heliotrope_rash                       || definite | DM       | definite
    """
    check_results(BOHAN_PETER, table, "proximal_upper_weakness, muscle_enzymes_elevated, biopsy_endomysial")


def test_an_age_that_is_not_recorded_gives_no_points_and_leaves_the_subgroup_blank() -> None:
    table = """
    record   || level    | score | subgroup | open_levels | open_subgroups
    onset 10 || definite | 8.8   | JDM      | definite    | JDM
    onset 20 || definite | 10.1  | DM       | definite    | DM
             || definite | 8.8   | -        | definite    | JDM/DM
    """
    check_results(EULAR, table, RASH_AND_WEAKNESS)


def test_dates_that_are_known_to_the_month_leave_open_only_what_lies_within() -> None:
    table = """
    birth_date | symptom_onset_date || level    | score | subgroup | open_subgroups | determined
    1990-06    | 2008-05            || definite | 8.8   | JDM      | JDM            | yes
    1990-06    | 2008-06            || definite | 8.8   | -        | JDM/DM         | no
    1990-06    | 2008-07            || definite | 10.1  | DM       | DM             | yes
    1960       | 2001               || definite | 10.9  | DM       | DM             | yes
    """
    check_results(EULAR, table, RASH_AND_WEAKNESS)


def test_a_rash_without_saying_which_gives_no_points_and_leaves_the_subgroup_blank() -> None:
    table = """
    record                                                           || score | subgroup | open_subgroups
    heliotrope_rash, no gottron_papules, no gottron_sign             || 12.3  | DM       | DM
    dm_rash                                                          || 9.2   | -        | DM/PM
    dm_rash, no heliotrope_rash                                      || 9.2   | -        | DM/PM
    dm_rash, no heliotrope_rash, no gottron_papules, no gottron_sign || 9.2   | PM       | PM
    dm_rash, gottron_sign, no heliotrope_rash                        || 12.5  | DM       | DM
                                                                     || 9.2   | PM       | DM/PM
    """
    check_results(EULAR, table, PM_BY_JO1.replace("no dm_rash,", "no finger_flexor_weakness,"))


def test_treatment_that_was_not_given_is_not_treatment_that_failed() -> None:
    table = """
    record                                                    || subgroup | open_subgroups
    finger_flexor_weakness, treatment_response = not_improved || IBM      | IBM
    finger_flexor_weakness, treatment_response = not_treated  || PM       | PM
    finger_flexor_weakness, treatment_response = improved     || PM       | PM
    finger_flexor_weakness                                    || PM       | IBM/PM
    no finger_flexor_weakness                                 || PM       | PM
    treatment_response = not_improved                         || PM       | IBM/PM
    treatment_response = not_treated                          || PM       | PM
                                                              || PM       | IBM/PM
    """
    check_results(EULAR, table, PM_BY_JO1)


# --- Which column of the score --------------------------------------------------------------------------------------------


def test_what_is_recorded_of_the_biopsy_selects_the_column() -> None:
    table = """
    record                         || column         | score | open_subgroups
                                   || without biopsy | 9.2   | PM
    no muscle_biopsy_performed     || without biopsy | 9.2   | PM
    biopsy_myositis                || without biopsy | 9.2   | PM
    no biopsy_myositis             || without biopsy | 9.2   | PM
    muscle_biopsy_performed        || with biopsy    | 9     | IBM/PM
    no biopsy_endomysial           || with biopsy    | 9     | IBM/PM
    no biopsy_perifascicular       || with biopsy    | 9     | IBM/PM
    no biopsy_rimmed_vacuoles      || with biopsy    | 9     | PM
    biopsy_perimysial              || with biopsy    | 10.2  | IBM/PM
    biopsy_rimmed_vacuoles         || with biopsy    | 12.1  | IBM
    """
    check_results(EULAR, table, PM_BY_JO1 + ", no finger_flexor_weakness")


def test_in_the_column_without_biopsy_a_performed_biopsy_could_never_have_been_read() -> None:
    table = """
    record                     || level   | open_levels
    no muscle_biopsy_performed || not_met | not_met
    muscle_biopsy_performed    || not_met | not_met/possible/probable/definite
    """
    base = """onset 10, heliotrope_rash, muscle_enzymes_elevated, no gottron_papules, no gottron_sign, no proximal_weakness,
    no neck_flexors_weaker, no legs_proximal_weaker, no dysphagia, no anti_jo1"""
    check_results(EULAR, table, base)


# --- Exclusions -----------------------------------------------------------------------------------------------------------


def test_a_better_explanation_excludes_under_both_sets_and_the_score_is_still_given() -> None:
    table = """
    record                || level    | subgroup | open_levels | open_subgroups | determined | score
    better_explanation    || excluded | -        | excluded    | -              | yes        | 9.2
    no better_explanation || definite | PM       | definite    | IBM/PM         | no         | 9.2
    """
    check_results(EULAR, table, PM_BY_JO1)
    table = """
    record                || level    | subgroup | open_levels                         | open_subgroups | groups | determined
    better_explanation    || excluded | -        | excluded                            | -              | -      | yes
    no better_explanation || possible | PM       | possible/probable/definite          | PM             | I      | no
    """
    check_results(BOHAN_PETER, table, "proximal_weakness, muscle_enzymes_elevated, no dm_rash")


def test_every_exclusion_excludes_under_bohan_and_peter_only() -> None:
    names = [finding.name for finding in EXCLUSIONS if finding.name != "better_explanation"]
    assert len(names) == 9
    base = "proximal_weakness, muscle_enzymes_elevated, no dm_rash"
    for name in names:
        check_results(BOHAN_PETER, f"record || level | groups\n {name} || excluded | -\n no {name} || possible | I", base)
        check_results(EULAR, f"record || level\n {name} || definite\n no {name} || definite", PM_BY_JO1)


# --- Bohan & Peter --------------------------------------------------------------------------------------------------------


def test_the_option_emg_says_how_many_parts_are_required() -> None:
    parts = "emg_short_polyphasic | emg_spontaneous_activity | emg_repetitive_discharges | emg_myopathic"
    table = """
     yes | yes | yes |     || {0}
     yes | yes | no  |     || {1}
     yes | no  | no  |     || {2}
     no  | yes | yes |     || {3}
     no  | no  | no  |     || {4}
     yes | yes |     |     || {5}
         |     |     | yes || {6}
         |     |     | no  || {7}
     no  | no  | no  | yes || {8}
    """
    open_, yes, no = "possible/probable", "probable", "possible"
    answers = {
        "bohan-peter-1975": (yes, yes, no, no, no, yes, yes, no, yes),
        "bohan-peter-1975:emg=triad": (yes, no, no, no, no, open_, open_, open_, no),
        "bohan-peter-1975:emg=any": (yes, yes, yes, yes, no, yes, open_, open_, no),
    }
    base = "proximal_weakness, muscle_enzymes_elevated, no biopsy_myositis, no dm_rash"
    for criteria, expected in answers.items():
        check_results(criteria, f"{parts} || open_levels" + table.format(*expected), base)


def test_the_option_enzymes_says_which_enzymes_count() -> None:
    table = """
    record                                || open_levels
    ck_elevated                           || possible
    no ck_elevated, ldh_elevated          || {0}
    no ck_elevated, aldolase_elevated     || {1}
    muscle_enzymes_elevated               || {2}
    no muscle_enzymes_elevated            || {3}
    no muscle_enzymes_elevated, no aldolase_elevated || not_met
    """
    base = "proximal_weakness, no biopsy_myositis, no dm_rash, no emg_myopathic"
    open_ = "not_met/possible"
    check_results(BOHAN_PETER, table.format("possible", "possible", "possible", open_), base)
    check_results(f"{BOHAN_PETER}:enzymes=ck_only", table.format("not_met", "not_met", open_, "not_met"), base)


def test_clinical_groups_are_given_from_possible_and_primary_only_when_no_other_applies() -> None:
    table = """
    record                                          || subgroup | groups
                                                    || PM       | I
    no malignancy, no connective_tissue_disease     || PM       | I
    dm_rash                                         || DM       | II
    malignancy                                      || PM       | III
    dm_rash, connective_tissue_disease              || DM       | V
    malignancy, connective_tissue_disease           || PM       | III/V
    onset 10, childhood_vasculitis                  || PM       | IV
    onset 10, no childhood_vasculitis               || PM       | I
    onset 18, childhood_vasculitis                  || PM       | I
    childhood_vasculitis                            || PM       | I
    onset 10, childhood_vasculitis, malignancy, connective_tissue_disease || PM | III/IV/V
    no proximal_weakness, malignancy                || -        | -
    """
    check_results(BOHAN_PETER, table, "proximal_weakness, muscle_enzymes_elevated")


# --- Notes ----------------------------------------------------------------------------------------------------------------

IBM_BY_INVASION = """disease_duration = 7, onset 31, prox_dist_weakness, finger_flexor_weakness, ck_multiple = 11.9,
emg_myopathic, biopsy_invasion"""
"""Griggs 1995: A1 to A3, B1, B3 and B2a, each just inside its cut-off."""

NOTES = {
    # criteria set, note: (a record that has it, the same or a similar record that has not)
    (EULAR, "precondition_not_assessed"): (PM_BY_JO1, PM_BY_JO1 + ", no better_explanation"),
    (EULAR, "ibm_by_biopsy_not_assessed"): (PM_BY_JO1, PM_BY_JO1 + ", muscle_biopsy_performed"),
    (EULAR, "biopsy_not_performed"): (
        PM_BY_JO1 + ", no muscle_biopsy_performed, no biopsy_endomysial",
        PM_BY_JO1 + ", no muscle_biopsy_performed",
    ),
    (EULAR, "probability_disagrees"): (
        "onset 10, proximal_upper_weakness, neck_flexors_weaker, legs_proximal_weaker, dysphagia, muscle_enzymes_elevated",
        "onset 10, proximal_lower_weakness, neck_flexors_weaker, legs_proximal_weaker, dysphagia, muscle_enzymes_elevated",
    ),
    (EULAR, "rash_not_specified"): ("onset 50, dm_rash", "onset 50, dm_rash, heliotrope_rash"),
    (EULAR, "juvenile_without_weakness"): (
        "onset 10, heliotrope_rash, gottron_papules, gottron_sign",
        "onset 10, heliotrope_rash, gottron_papules, gottron_sign, legs_proximal_weaker",
    ),
    (EULAR, "rash_with_rimmed_vacuoles"): (
        "onset 50, heliotrope_rash, biopsy_rimmed_vacuoles",
        "onset 50, no heliotrope_rash, biopsy_rimmed_vacuoles",
    ),
    (EULAR, "ibm_not_excluded"): (
        PM_BY_JO1 + ", finger_flexor_weakness",
        PM_BY_JO1 + ", finger_flexor_weakness, treatment_response = not_treated",
    ),
    (EULAR, "pm_includes_imnm"): (PM_BY_JO1, PM_BY_JO1.replace("no dm_rash", "heliotrope_rash")),
    (EULAR, "muscle_biopsy_recommended"): (PM_BY_JO1, PM_BY_JO1 + ", no biopsy_endomysial"),
    (EULAR, "skin_biopsy_recommended"): (
        "onset 50, gottron_sign, gottron_papules, no proximal_weakness",
        "onset 50, gottron_sign, gottron_papules",  # weakness is not recorded, which is not the same
    ),
    (EULAR, "pm_by_exclusion"): (
        "onset 50, anti_jo1, no dm_rash, no proximal_weakness, no neck_flexors_weaker, no legs_proximal_weaker",
        PM_BY_JO1,
    ),
    (EULAR, "ck_normal_others_missing"): ("onset 50, no ck_elevated", "onset 50, no ck_elevated, ldh_elevated"),
    (EULAR, "without_biopsy:definite"): (
        PM_BY_JO1 + ", muscle_biopsy_performed, no biopsy_endomysial",
        PM_BY_JO1 + ", no biopsy_endomysial, no biopsy_perimysial, no biopsy_perifascicular, no biopsy_rimmed_vacuoles",
    ),
    (EULAR, "without_biopsy:not_met"): ("onset 50, muscle_biopsy_performed", "onset 50, no muscle_biopsy_performed"),
    (BOHAN_PETER, "ck_normal_others_missing"): (
        "no ck_elevated, no ldh_elevated, no ast_elevated, no alt_elevated",
        "no ck_elevated, no ldh_elevated, no ast_elevated, no alt_elevated, no aldolase_elevated",
    ),
    (BOHAN_PETER, "inclusion_body_features"): (
        "proximal_weakness, muscle_enzymes_elevated, finger_flexor_weakness, treatment_response = not_improved",
        "proximal_weakness, muscle_enzymes_elevated, finger_flexor_weakness, treatment_response = improved",
    ),
    (BOHAN_PETER, "exclusions_not_assessed"): ("proximal_weakness", "proximal_weakness, no exclusion_endocrine"),
    (BOHAN_PETER, "primary_not_confirmed"): (
        "proximal_weakness, muscle_enzymes_elevated, no malignancy",
        "proximal_weakness, muscle_enzymes_elevated, no malignancy, no connective_tissue_disease",
    ),
    (f"{BOHAN_PETER}:emg=triad", "emg_parts_not_recorded"): ("emg_myopathic", "emg_myopathic, no emg_short_polyphasic"),
    (f"{BOHAN_PETER}:emg=any", "emg_parts_not_recorded"): ("no emg_myopathic", "no emg_myopathic, emg_short_polyphasic"),
    ("griggs-1995", "between_possible_and_definite"): (
        IBM_BY_INVASION + ", biopsy_rimmed_vacuoles",
        IBM_BY_INVASION + ", no biopsy_rimmed_vacuoles, no biopsy_amyloid, no biopsy_filaments",
    ),
    ("tanimoto-1995", "rash_not_specified"): ("dm_rash", "dm_rash, extensor_erythema"),
    ("mhlw-2015", "rash_not_specified"): ("dm_rash", "dm_rash, gottron_sign"),
    ("mhlw-2020", "rash_not_specified"): ("dm_rash, extensor_erythema", "dm_rash, gottron_papules"),
    **{
        (one.id, "precondition_not_assessed"): ("biopsy_myositis", "biopsy_myositis, no better_explanation")
        for one in ALL
        if one not in DEFAULT
    },
}


def note_codes(criteria: str, record: str) -> list[str]:
    """The codes of the notes of one record, which a cohort must give, too."""
    cells = in_words(record)
    codes = [note.code for note in classify(Patient(**cells), criteria).notes]
    row = classify_cohort(as_cohort([cells]), criteria).to_dicts()[0]
    assert row[result_names(find(criteria))["notes"]] == ("|".join(codes) or None)
    return codes


@pytest.mark.parametrize(("criteria", "note"), NOTES, ids=lambda item: item)
def test_a_note_is_given_when_it_applies_and_not_otherwise(criteria: str, note: str) -> None:
    with_note, without_note = NOTES[criteria, note]
    assert note in note_codes(criteria, with_note)
    assert note not in note_codes(criteria, without_note)


def test_every_note_of_every_set_stands_in_the_table_above() -> None:
    tested = {(criteria.partition(":")[0], note) for criteria, note in NOTES}
    assert {(criteria.id, note.code) for criteria in variants() for note in criteria.notes} <= tested


@pytest.mark.parametrize(
    ("criteria", "note", "with_note", "without_note"),
    [
        (EULAR, "pm_by_exclusion", PM_BY_JO1 + ", interstitial_lung_disease", PM_BY_JO1 + ", no interstitial_lung_disease"),
        (EULAR, "ibm_by_biopsy_not_assessed", PM_BY_JO1.replace("50", "18"), PM_BY_JO1.replace("50", "17")),
        (EULAR, "ibm_by_biopsy_not_assessed", PM_BY_JO1.replace("onset 50, ", ""), PM_BY_JO1.replace("50", "3")),
        (
            "griggs-1995",
            "between_possible_and_definite",
            IBM_BY_INVASION + ", biopsy_amyloid",
            IBM_BY_INVASION + ", biopsy_amyloid, biopsy_rimmed_vacuoles",  # definite
        ),
        (
            "griggs-1995",
            "between_possible_and_definite",
            IBM_BY_INVASION + ", biopsy_filaments",
            IBM_BY_INVASION.replace("= 7", "= 6") + ", biopsy_filaments",  # A1 is not met
        ),
        (
            BOHAN_PETER,
            "inclusion_body_features",
            "proximal_weakness, muscle_enzymes_elevated, biopsy_rimmed_vacuoles",
            "proximal_weakness, muscle_enzymes_elevated, biopsy_rimmed_vacuoles, dm_rash",
        ),
    ],
)
def test_further_records_that_call_for_a_note(criteria: str, note: str, with_note: str, without_note: str) -> None:
    assert note in note_codes(criteria, with_note)
    assert note not in note_codes(criteria, without_note)


def test_a_note_never_changes_a_result() -> None:
    for criteria in variants():
        assert not {note.code for note in criteria.notes} & set(criteria.subgroups)
        frame = as_cohort([in_words(record) for pair in NOTES.values() for record in pair])
        with_notes = classify_cohort(frame, criteria)
        without = classify_cohort(frame, criteria, results=[name for name in RESULTS if name != "notes"])
        assert with_notes.drop(f"{criteria.prefix}_notes").equals(without)


def test_primary_disease_is_confirmed_only_when_malignancy_and_connective_tissue_disease_were_asked() -> None:
    base = "proximal_weakness, muscle_enzymes_elevated"
    for record, noted in (
        ("", True),
        ("no malignancy", True),
        ("no connective_tissue_disease", True),
        ("no malignancy, no connective_tissue_disease", False),
        ("malignancy", False),
        ("onset 10, childhood_vasculitis", False),
    ):
        assert ("primary_not_confirmed" in note_codes(BOHAN_PETER, f"{base}, {record}")) == noted, record
