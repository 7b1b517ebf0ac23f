"""Names that registries give to their columns, letter by letter, and names with two meanings that are always asked."""

from __future__ import annotations

_ENZYMES = {
    "ck": (
        "ck",
        "cpk",
        "creatine_kinase",
        "creatinkinase",
        "creatine_phosphokinase",
        "kreatinkinase",
        "s_ck",
        "p_ck",
    ),
    "ldh": ("ldh", "ld", "lactate_dehydrogenase", "laktatdehydrogenase"),
    "ast": ("ast", "asat", "got", "sgot", "aspartate_aminotransferase"),
    "alt": ("alt", "alat", "gpt", "sgpt", "alanine_aminotransferase"),
    "aldolase": ("aldolase",),
}
_HIGHEST = ("max", "highest", "peak", "value", "result", "ever", "u_l", "ukat_l", "level", "mult", "x_uln", "times_uln")
_LIMITS = (
    "uln",
    "limit",
    "upper",
    "upper_limit",
    "upper_limit_of_normal",
    "ref",
    "ref_high",
    "normal_max",
    "norm",
    "ul",
)
_ELEVATED = ("elevated", "high", "raised", "abnormal", "above_normal", "increased", "yn", "pos")

SYNONYMS: dict[str, tuple[str, ...]] = {
    "patient_id": (
        "record_id", "study_id", "subject_id", "patient", "patientid", "pat_id", "patid", "patnr", "pat_nr", "pid", "id",
        "mrn", "subject", "participant_id", "patienten_id", "patientennummer",
    ),
    "sex": ("gender", "geschlecht", "sexe", "sexo", "kon"),
    "age_at_onset": (
        "age_onset", "onset_age", "age_at_symptom_onset", "age_of_onset", "age_first_symptom",
        "age_at_first_symptom",
    ),
    "birth_date": (
        "dob", "date_of_birth", "birthdate", "birthday", "geburtsdatum", "date_naissance", "year_of_birth",
        "birth_year",
    ),
    "symptom_onset_date": (
        "onset_date", "date_of_onset", "date_onset", "symptom_onset", "first_symptom_date", "date_first_symptom",
        "disease_onset_date", "erstsymptom", "onset_year", "year_of_onset", "date_of_first_symptom",
    ),
    "diagnosis": ("clinical_diagnosis", "physician_diagnosis", "dx", "diagnose", "final_diagnosis"),
    "proximal_upper_weakness": (
        "weakness_upper_extremity", "weakness_upper_extremities", "proximal_weakness_upper_extremities",
        "weakness_arms", "arm_weakness", "upper_limb_weakness", "weakness_upper_limb", "schwaeche_arme",
    ),
    "proximal_lower_weakness": (
        "weakness_lower_extremity", "weakness_lower_extremities", "proximal_weakness_lower_extremities", "weakness_legs",
        "lower_limb_weakness", "weakness_lower_limb", "schwaeche_beine",
    ),
    "proximal_weakness": (
        "symmetric_proximal_weakness", "proximal_muscle_weakness", "symmetric_proximal_muscle_weakness",
    ),
    "neck_flexors_weaker": ("neck_flexors_weaker_than_extensors", "neck_flexor_weaker_than_extensor"),
    "legs_proximal_weaker": (
        "proximal_weaker_than_distal_legs", "legs_proximal_muscles_weaker_than_distal",
        "legs_proximal_weaker_than_distal",
    ),
    "finger_flexor_weakness": ("finger_flexion_weakness", "weak_finger_flexion", "weakness_finger_flexors"),
    "treatment_response": ("response_to_treatment", "treatment_resp"),
    "dysphagia": (
        "swallowing_difficulty", "esophageal_dysmotility", "oesophageal_dysmotility", "dysphagie",
        "dysphagia_or_esophageal_dysmotility",
    ),
    "heliotrope_rash": ("heliotrope", "heliotropic_rash", "heliotropes_exanthem", "heliotrope_exanthem"),
    "gottron_papules": ("gottrons_papules", "gottron_s_papules", "gottron_papule", "gottron_papeln"),
    "gottron_sign": ("gottrons_sign", "gottron_s_sign", "gottron_macules", "gottron_zeichen"),
    "dm_rash": ("dermatomyositis_rash", "typical_dm_rash", "typical_rash", "typical_dermatomyositis_rash"),
    "anti_jo1": (
        "anti_jo_1", "jo1", "jo_1", "antijo1", "anti_histidyl_trna_synthetase", "anti_jo_1_antibody",
        "anti_jo1_antibody",
    ),
    "muscle_enzymes_elevated": (
        "muscle_enzyme", "muscle_enzymes", "enzymes_elevated", "elevated_muscle_enzymes", "elevated_enzymes",
    ),
    "muscle_biopsy_performed": ("biopsy_performed", "biopsy_done", "muscle_biopsy_done", "biopsie_durchgefuehrt"),
    "biopsy_endomysial": (
        "endomysial_infiltrate_surrounding_but_not_invading_myofibres", "endomysial_infiltration", "endomysial_infiltrate",
        "endomysial_infiltration_of_mononuclear_cells",
    ),
    "biopsy_perimysial": (
        "perimysial_infiltrate", "perimysial_infiltration", "perimysial_and_or_perivascular_infiltration",
        "perivascular_infiltrate",
    ),
    "biopsy_perifascicular": ("perifascicular_atrophy",),
    "biopsy_rimmed_vacuoles": ("rimmed_vacuoles", "rimmed_vacuoles_in_non_necrotic_fibres"),
    "biopsy_myositis": ("biopsy_evidence_of_myositis", "biopsy_consistent_with_myositis"),
    "emg_myopathic": ("emg_evidence_of_myositis", "myopathic_emg", "emg_consistent_with_myositis"),
    "emg_short_polyphasic": ("short_polyphasic_units", "polyphasic_potentials", "short_small_polyphasic_units"),
    "emg_spontaneous_activity": ("fibrillations", "spontaneous_activity"),
    "emg_repetitive_discharges": ("repetitive_discharges", "complex_repetitive_discharges"),
    "better_explanation": ("alternative_diagnosis", "better_explained_by_other_disease"),
    "malignancy": ("cancer", "tumour", "tumor", "malignom", "malignancy_ever"),
    "connective_tissue_disease": ("ctd", "overlap_ctd"),
    "childhood_vasculitis": ("vasculitis_childhood",),
}  # fmt: skip
"""Names under which registries record the findings, as `plain` spells them."""

for _name, _words in _ENZYMES.items():
    SYNONYMS[_name] = (*_words, *(f"{word}_{what}" for word in _words for what in _HIGHEST))
    SYNONYMS[_name] += tuple(f"{what}_{word}" for word in _words for what in ("max", "highest", "peak", "serum", "s"))
    SYNONYMS[f"{_name}_uln"] = tuple(
        one for word in _words for what in _LIMITS for one in (f"{word}_{what}", f"{what}_{word}", f"{what}_of_{word}")
    )
    SYNONYMS[f"{_name}_elevated"] = tuple(
        one for word in _words for what in _ELEVATED for one in (f"{word}_{what}", f"{what}_{word}")
    )

AMBIGUOUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "gottron": ("papules, macules (the sign), or either of them?", ("gottron_papules", "gottron_sign", "dm_rash")),
    "gottron_s": ("papules, macules (the sign), or either of them?", ("gottron_papules", "gottron_sign", "dm_rash")),
    "gottrons": ("papules, macules (the sign), or either of them?", ("gottron_papules", "gottron_sign", "dm_rash")),
    "gottron_papules_or_sign": (
        "one column for both: either of them?",
        ("dm_rash", "gottron_papules", "gottron_sign"),
    ),
    "muscle_biopsy": ("performed, or with evidence of myositis?", ("muscle_biopsy_performed", "biopsy_myositis")),
    "biopsy": ("performed, or with evidence of myositis?", ("muscle_biopsy_performed", "biopsy_myositis")),
    "biopsy_result": ("evidence of myositis, or of any disease?", ("biopsy_myositis",)),
    "muscle_emg": ("performed, or with evidence of myositis?", ("emg_myopathic",)),
    "emg": ("performed, or with evidence of myositis?", ("emg_myopathic",)),
    "emg_abnormal": ("evidence of myositis, or any abnormality (neurogenic too)?", ("emg_myopathic",)),
    "emg_result": ("evidence of myositis, or any abnormality (neurogenic too)?", ("emg_myopathic",)),
    "weakness_neck": ("flexors weaker than extensors, or any weakness of the neck?", ("neck_flexors_weaker",)),
    "neck_weakness": ("flexors weaker than extensors, or any weakness of the neck?", ("neck_flexors_weaker",)),
    "neck_flexor_weakness": ("weaker than the extensors, or weak at all?", ("neck_flexors_weaker",)),
    "weakness": ("proximal and symmetric, or any weakness?", ("proximal_weakness",)),
    "muscle_weakness": ("proximal and symmetric, or any weakness?", ("proximal_weakness",)),
    "rash": ("typical of dermatomyositis, or any rash?", ("dm_rash",)),
    "skin_rash": ("typical of dermatomyositis, or any rash?", ("dm_rash",)),
    "age": ("age at onset, at diagnosis, or now?", ("age_at_onset",)),
    "age_at_diagnosis": ("is it used as the age at onset?", ("age_at_onset",)),
    "diagnosis_date": ("is it used as the date of the first symptom?", ("symptom_onset_date",)),
    "date_of_diagnosis": ("is it used as the date of the first symptom?", ("symptom_onset_date",)),
    "asyn": ("anti-Jo-1, or any antisynthetase antibody?", ("anti_jo1",)),
    "antisynthetase": ("anti-Jo-1, or any antisynthetase antibody?", ("anti_jo1",)),
    "msa": ("anti-Jo-1, or any myositis-specific antibody?", ("anti_jo1",)),
}
"""Names with two meanings: what to ask, and the findings that the column may be."""

NEAR = {
    "symptom_onset_date": "a date near the onset, such as that of diagnosis; is it used as the date of the first symptom?",
    "age_at_onset": "an age, but at onset, at diagnosis, or now?",
    "neck_flexors_weaker": "flexors weaker than extensors, or any weakness of the neck?",
    "anti_ro52": "Ro52, or Ro60 too?",
    "fever_persistent": "persistent and unexplained, or any fever?",
    "muscle_biopsy_performed": "performed, or with evidence of myositis?",
    "emg_myopathic": "performed, or with evidence of myositis?",
}
"""What is asked about a name of something near."""
