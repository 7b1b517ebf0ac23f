# Generated from the data dictionary by `python tests/write_pages.py`; do not edit.
"""One patient: a record made from the data dictionary, in which every finding may be missing."""

from datetime import date
from typing import Literal

from myositis.dictionary.dates import Days
from myositis.one_patient.patient_base import PatientBase
from myositis.rules.values import Interval

class Patient(PatientBase):
    """One patient's record. Every finding of the data dictionary is a field; None means not recorded.

    Errors: pydantic.ValidationError (a ValueError) for an unknown field, named with its nearest neighbour, an
    impossible value, or a contradiction.
    """

    patient_id: str | None
    """patient: text, unique in a cohort, never reparsed (`0012`, `1E05`)"""

    sex: Literal["female", "male", "other"] | None
    """sex"""

    age_at_onset: float | Interval | None
    """age at onset, years: age at the first symptom attributed to the disease, not age now or at diagnosis; when not
    recorded, counted by the calendar from the two dates: 18 means that the 18th birthday is on or before onset"""

    birth_date: Days | None
    """date of birth: ISO date; a year, or a year and month, alone is a partial date"""

    symptom_onset_date: Days | None
    """date of first symptom: ISO date, or a partial date as above"""

    diagnosis: str | None
    """physician's diagnosis: a reference standard for comparisons, never read by a criteria set"""

    proximal_upper_weakness: bool | None
    """proximal weakness, upper extremities: objective (manual muscle testing or equivalent) symmetric weakness of the
    proximal upper extremities, usually progressive"""

    proximal_lower_weakness: bool | None
    """proximal weakness, lower extremities: objective symmetric weakness of the proximal lower extremities, usually
    progressive"""

    proximal_weakness: bool | None
    """symmetric proximal muscle weakness: summary: symmetric weakness of limb-girdle muscles and anterior neck flexors,
    progressing over weeks to months, as one yes/no (how Bohan & Peter registries record it)"""

    neck_flexors_weaker: bool | None
    """neck flexors weaker than extensors: neck flexors relatively weaker than neck extensors"""

    legs_proximal_weaker: bool | None
    """legs: proximal weaker than distal: in the legs, proximal muscles relatively weaker than distal"""

    finger_flexor_weakness: bool | None
    """finger flexor weakness: weak finger flexion (subgroup tree only)"""

    treatment_response: Literal["improved", "not_improved", "not_treated"] | None
    """treatment response: response to treatment (subgroup tree only)"""

    dysphagia: bool | None
    """dysphagia: dysphagia or oesophageal dysmotility"""

    heliotrope_rash: bool | None
    """heliotrope rash: purple, lilac or erythematous patches over the eyelids or around the eyes, often with periorbital
    oedema"""

    gottron_papules: bool | None
    """Gottron's papules: erythematous to violaceous papules over extensor surfaces of joints (fingers, elbows, knees,
    malleoli, toes), sometimes scaly"""

    gottron_sign: bool | None
    """Gottron's sign: erythematous to violaceous macules over extensor surfaces of joints, not palpable"""

    dm_rash: bool | None
    """dermatomyositis rash: summary: typical dermatomyositis rash as one yes/no (Bohan & Peter: heliotrope with periorbital
    oedema; scaly erythema over dorsal hands, MCP/PIP; also knees, elbows, medial malleoli, face, neck, upper torso)"""

    anti_jo1: bool | None
    """anti-Jo-1: anti-Jo-1 (anti-histidyl-tRNA synthetase) positive; no other antisynthetase counts"""

    ck_elevated: bool | None
    """CK elevated: most abnormal value of the disease course above the laboratory's own upper limit of normal"""

    ldh_elevated: bool | None
    """LDH elevated: most abnormal value of the disease course above the laboratory's own upper limit of normal"""

    ast_elevated: bool | None
    """AST elevated: most abnormal value of the disease course above the laboratory's own upper limit of normal"""

    alt_elevated: bool | None
    """ALT elevated: most abnormal value of the disease course above the laboratory's own upper limit of normal"""

    aldolase_elevated: bool | None
    """aldolase elevated: most abnormal value of the disease course above the laboratory's own upper limit of normal"""

    ck: float | Interval | None
    """CK, as its limit: highest value of the course that is known"""

    ck_uln: float | Interval | None
    """CK, upper limit, as the value: that laboratory's upper limit of normal, in the same unit; without it the value decides
    nothing"""

    ldh: float | Interval | None
    """LDH, as its limit: highest value of the course that is known"""

    ldh_uln: float | Interval | None
    """LDH, upper limit, as the value: that laboratory's upper limit of normal, in the same unit; without it the value decides
    nothing"""

    ast: float | Interval | None
    """AST, as its limit: highest value of the course that is known"""

    ast_uln: float | Interval | None
    """AST, upper limit, as the value: that laboratory's upper limit of normal, in the same unit; without it the value decides
    nothing"""

    alt: float | Interval | None
    """ALT, as its limit: highest value of the course that is known"""

    alt_uln: float | Interval | None
    """ALT, upper limit, as the value: that laboratory's upper limit of normal, in the same unit; without it the value decides
    nothing"""

    aldolase: float | Interval | None
    """aldolase, as its limit: highest value of the course that is known"""

    aldolase_uln: float | Interval | None
    """aldolase, upper limit, as the value: that laboratory's upper limit of normal, in the same unit; without it the value
    decides nothing"""

    muscle_enzymes_elevated: bool | None
    """muscle enzymes elevated: summary: CK, LDH, AST or ALT elevated, as one yes/no (aldolase is not in it)"""

    muscle_biopsy_performed: bool | None
    """muscle biopsy performed: a muscle biopsy was performed and read"""

    biopsy_endomysial: bool | None
    """biopsy: endomysial infiltration: endomysial mononuclear cells surrounding, but not invading, myofibres"""

    biopsy_perimysial: bool | None
    """biopsy: perimysial or perivascular infiltration: perimysial and/or perivascular mononuclear infiltration"""

    biopsy_perifascicular: bool | None
    """biopsy: perifascicular atrophy: fibres smaller at the edge of the fascicle than in its centre"""

    biopsy_rimmed_vacuoles: bool | None
    """biopsy: rimmed vacuoles: rimmed vacuoles"""

    biopsy_myositis: bool | None
    """biopsy evidence of myositis: summary: biopsy evidence of myositis as one yes/no (Bohan & Peter: necrosis, phagocytosis,
    regeneration, perifascicular atrophy, inflammatory exudate); rimmed vacuoles alone do not make it"""

    emg_myopathic: bool | None
    """EMG evidence of myositis: the reader's conclusion: EMG evidence of myositis"""

    emg_short_polyphasic: bool | None
    """EMG: short, small, polyphasic units: short, small, polyphasic motor-unit potentials"""

    emg_spontaneous_activity: bool | None
    """EMG: spontaneous activity: fibrillations, positive sharp waves, insertional irritability"""

    emg_repetitive_discharges: bool | None
    """EMG: repetitive discharges: bizarre high-frequency repetitive discharges"""

    better_explanation: bool | None
    """another disease explains it better: another disease explains the symptoms and signs better; present: no criteria set
    applies"""

    exclusion_neurologic: bool | None
    """exclusion: central or peripheral neurologic disease: central or peripheral neurologic disease"""

    exclusion_dystrophy: bool | None
    """exclusion: muscular dystrophy: muscular dystrophy"""

    exclusion_granulomatous: bool | None
    """exclusion: granulomatous myositis: granulomatous myositis"""

    exclusion_infection: bool | None
    """exclusion: infection: infection"""

    exclusion_drug_or_toxin: bool | None
    """exclusion: drugs and toxins: drugs and toxins"""

    exclusion_rhabdomyolysis: bool | None
    """exclusion: rhabdomyolysis: rhabdomyolysis"""

    exclusion_metabolic: bool | None
    """exclusion: metabolic disease: metabolic disease"""

    exclusion_endocrine: bool | None
    """exclusion: endocrine disease: endocrine disease"""

    exclusion_myasthenia: bool | None
    """exclusion: myasthenia gravis: myasthenia gravis"""

    malignancy: bool | None
    """malignancy: context for Bohan & Peter's clinical groups"""

    connective_tissue_disease: bool | None
    """connective-tissue disease: context for Bohan & Peter's clinical groups"""

    childhood_vasculitis: bool | None
    """childhood vasculitis: context for Bohan & Peter's clinical groups"""

    anti_ars: bool | None
    """antisynthetase antibody: summary: any anti-aminoacyl-tRNA synthetase antibody positive (Jo-1, PL-7, PL-12, EJ, OJ or
    another), as one yes/no"""

    anti_pl7: bool | None
    """anti-PL-7: anti-PL-7 antibodies positive"""

    anti_pl12: bool | None
    """anti-PL-12: anti-PL-12 antibodies positive"""

    anti_ej: bool | None
    """anti-EJ: anti-EJ antibodies positive"""

    anti_oj: bool | None
    """anti-OJ: anti-OJ antibodies positive"""

    ars_confirmed_twice: bool | None
    """antisynthetase antibody found twice: an antisynthetase antibody was positive in two tests"""

    anti_mi2: bool | None
    """anti-Mi-2: anti-Mi-2 antibodies positive"""

    anti_tif1_gamma: bool | None
    """anti-TIF1-gamma: anti-TIF1-gamma antibodies positive"""

    anti_nxp2: bool | None
    """anti-NXP2: anti-NXP2 antibodies positive"""

    anti_sae: bool | None
    """anti-SAE: anti-SAE antibodies positive"""

    anti_mda5: bool | None
    """anti-MDA5: anti-MDA5 antibodies positive"""

    anti_srp: bool | None
    """anti-SRP: anti-SRP antibodies positive"""

    anti_hmgcr: bool | None
    """anti-HMGCR: anti-HMGCR antibodies positive"""

    anti_cn1a: bool | None
    """anti-cN1A: anti-cN1A antibodies positive"""

    anti_ro52: bool | None
    """anti-Ro52: anti-Ro52 antibodies positive"""

    anti_pm_scl: bool | None
    """anti-PM-Scl: anti-PM-Scl antibodies positive"""

    anti_ku: bool | None
    """anti-Ku: anti-Ku antibodies positive"""

    anti_u1_rnp: bool | None
    """anti-U1-RNP: anti-U1-RNP antibodies positive"""

    muscle_pain: bool | None
    """muscle pain: myalgia, spontaneous or on grasping the muscle"""

    trunk_weakness: bool | None
    """weakness of the trunk: weakness of the muscles of the trunk"""

    prox_dist_weakness: bool | None
    """weakness proximal and distal, arms and legs: weakness of proximal and distal muscles of arms and legs"""

    wrist_flexors_weaker: bool | None
    """wrist flexors weaker than extensors: wrist flexors weaker than wrist extensors"""

    quadriceps_weak: bool | None
    """quadriceps weak, MRC 4 or less: quadriceps strength MRC 4 or less"""

    fingers_weaker_shoulders: bool | None
    """finger flexion weaker than shoulder abduction: finger flexion weaker than shoulder abduction"""

    knees_weaker_hips: bool | None
    """knee extension at least as weak as hip flexion: weakness of knee extension equal to that of hip flexion, or greater"""

    mri_myositis: bool | None
    """MRI evidence of myositis: muscle MRI with findings of myositis"""

    disease_duration: float | Interval | None
    """disease duration, months: months from the first symptom to the examination, as recorded; never computed from today"""

    extensor_erythema: bool | None
    """erythema over elbows or knees: slightly raised red-purple erythema over the extensor surfaces of elbows or knees"""

    v_sign: bool | None
    """V-sign: erythema in a V over the front of the neck and the chest (after the HPO, which cites PMID 11730311)"""

    shawl_sign: bool | None
    """shawl sign: erythema over shoulders, arms and upper back, like a shawl (after the HPO, which cites PMID 11730311)"""

    mechanics_hands: bool | None
    """mechanic's hands: scaly, fissured skin at the sides of the fingers"""

    calcinosis: bool | None
    """calcinosis: deposits of calcium in soft tissue such as skin, subcutis or muscle (after the HPO)"""

    skin_biopsy_dm: bool | None
    """skin biopsy fits dermatomyositis: the histology of a skin lesion fits dermatomyositis"""

    rash_duration: float | Interval | None
    """duration of the rash, months: months for which the rash has lasted, as recorded; never computed from today"""

    ck_multiple: float | Interval | None
    """CK as a multiple of its limit, times the limit: highest CK of the course divided by that laboratory's upper limit of
    normal; when not recorded, from CK and its upper limit; 1 at most where CK is recorded as not elevated"""

    crp_elevated: bool | None
    """CRP raised: C-reactive protein above the laboratory's upper limit"""

    esr_elevated: bool | None
    """ESR raised: erythrocyte sedimentation rate raised (Tanimoto 1995: more than 20 mm in the first hour, Westergren)"""

    interstitial_lung_disease: bool | None
    """interstitial lung disease: interstitial lung disease on imaging or histology"""

    arthritis: bool | None
    """arthritis: summary: inflammatory arthritis, destructive or not, as one yes/no"""

    arthritis_nondestructive: bool | None
    """arthritis without destruction: arthritis without destruction of joints"""

    arthralgia: bool | None
    """arthralgia: joint pain"""

    arthralgia_inflammatory: bool | None
    """inflammatory arthralgia: symmetric joint pain of the inflammatory kind"""

    raynaud: bool | None
    """Raynaud's phenomenon: Raynaud's phenomenon"""

    fever_persistent: bool | None
    """persistent unexplained fever: persistent fever without another explanation"""

    temperature_above_37: bool | None
    """temperature above 37 degrees: axillary temperature above 37 degrees Celsius"""

    heart_involvement: bool | None
    """heart involvement: myocarditis or other heart disease attributed to the myositis (a definition of ours: no set on offer
    asks for it)"""

    biopsy_invasion: bool | None
    """biopsy: invasion of fibres: mononuclear cells invading non-necrotic muscle fibres"""

    biopsy_degeneration: bool | None
    """biopsy: inflammation with degeneration or necrosis: inflammatory infiltration with degeneration or necrosis of muscle
    fibres"""

    biopsy_mhc1: bool | None
    """biopsy: MHC-I up-regulated: up-regulation of MHC class I on muscle fibres"""

    biopsy_protein: bool | None
    """biopsy: protein accumulation: accumulation of protein in muscle fibres"""

    biopsy_amyloid: bool | None
    """biopsy: amyloid: amyloid deposits in muscle fibres"""

    biopsy_filaments: bool | None
    """biopsy: filaments of 15 to 18 nm: tubulofilaments of 15 to 18 nm on electron microscopy"""

    def __init__(
        self,
        *,
        patient_id: str | int | None = ...,
        sex: str | None = ...,
        age_at_onset: float | str | Interval | None = ...,
        birth_date: str | int | date | Days | None = ...,
        symptom_onset_date: str | int | date | Days | None = ...,
        diagnosis: str | int | None = ...,
        proximal_upper_weakness: bool | str | int | None = ...,
        proximal_lower_weakness: bool | str | int | None = ...,
        proximal_weakness: bool | str | int | None = ...,
        neck_flexors_weaker: bool | str | int | None = ...,
        legs_proximal_weaker: bool | str | int | None = ...,
        finger_flexor_weakness: bool | str | int | None = ...,
        treatment_response: str | None = ...,
        dysphagia: bool | str | int | None = ...,
        heliotrope_rash: bool | str | int | None = ...,
        gottron_papules: bool | str | int | None = ...,
        gottron_sign: bool | str | int | None = ...,
        dm_rash: bool | str | int | None = ...,
        anti_jo1: bool | str | int | None = ...,
        ck_elevated: bool | str | int | None = ...,
        ldh_elevated: bool | str | int | None = ...,
        ast_elevated: bool | str | int | None = ...,
        alt_elevated: bool | str | int | None = ...,
        aldolase_elevated: bool | str | int | None = ...,
        ck: float | str | Interval | None = ...,
        ck_uln: float | str | Interval | None = ...,
        ldh: float | str | Interval | None = ...,
        ldh_uln: float | str | Interval | None = ...,
        ast: float | str | Interval | None = ...,
        ast_uln: float | str | Interval | None = ...,
        alt: float | str | Interval | None = ...,
        alt_uln: float | str | Interval | None = ...,
        aldolase: float | str | Interval | None = ...,
        aldolase_uln: float | str | Interval | None = ...,
        muscle_enzymes_elevated: bool | str | int | None = ...,
        muscle_biopsy_performed: bool | str | int | None = ...,
        biopsy_endomysial: bool | str | int | None = ...,
        biopsy_perimysial: bool | str | int | None = ...,
        biopsy_perifascicular: bool | str | int | None = ...,
        biopsy_rimmed_vacuoles: bool | str | int | None = ...,
        biopsy_myositis: bool | str | int | None = ...,
        emg_myopathic: bool | str | int | None = ...,
        emg_short_polyphasic: bool | str | int | None = ...,
        emg_spontaneous_activity: bool | str | int | None = ...,
        emg_repetitive_discharges: bool | str | int | None = ...,
        better_explanation: bool | str | int | None = ...,
        exclusion_neurologic: bool | str | int | None = ...,
        exclusion_dystrophy: bool | str | int | None = ...,
        exclusion_granulomatous: bool | str | int | None = ...,
        exclusion_infection: bool | str | int | None = ...,
        exclusion_drug_or_toxin: bool | str | int | None = ...,
        exclusion_rhabdomyolysis: bool | str | int | None = ...,
        exclusion_metabolic: bool | str | int | None = ...,
        exclusion_endocrine: bool | str | int | None = ...,
        exclusion_myasthenia: bool | str | int | None = ...,
        malignancy: bool | str | int | None = ...,
        connective_tissue_disease: bool | str | int | None = ...,
        childhood_vasculitis: bool | str | int | None = ...,
        anti_ars: bool | str | int | None = ...,
        anti_pl7: bool | str | int | None = ...,
        anti_pl12: bool | str | int | None = ...,
        anti_ej: bool | str | int | None = ...,
        anti_oj: bool | str | int | None = ...,
        ars_confirmed_twice: bool | str | int | None = ...,
        anti_mi2: bool | str | int | None = ...,
        anti_tif1_gamma: bool | str | int | None = ...,
        anti_nxp2: bool | str | int | None = ...,
        anti_sae: bool | str | int | None = ...,
        anti_mda5: bool | str | int | None = ...,
        anti_srp: bool | str | int | None = ...,
        anti_hmgcr: bool | str | int | None = ...,
        anti_cn1a: bool | str | int | None = ...,
        anti_ro52: bool | str | int | None = ...,
        anti_pm_scl: bool | str | int | None = ...,
        anti_ku: bool | str | int | None = ...,
        anti_u1_rnp: bool | str | int | None = ...,
        muscle_pain: bool | str | int | None = ...,
        trunk_weakness: bool | str | int | None = ...,
        prox_dist_weakness: bool | str | int | None = ...,
        wrist_flexors_weaker: bool | str | int | None = ...,
        quadriceps_weak: bool | str | int | None = ...,
        fingers_weaker_shoulders: bool | str | int | None = ...,
        knees_weaker_hips: bool | str | int | None = ...,
        mri_myositis: bool | str | int | None = ...,
        disease_duration: float | str | Interval | None = ...,
        extensor_erythema: bool | str | int | None = ...,
        v_sign: bool | str | int | None = ...,
        shawl_sign: bool | str | int | None = ...,
        mechanics_hands: bool | str | int | None = ...,
        calcinosis: bool | str | int | None = ...,
        skin_biopsy_dm: bool | str | int | None = ...,
        rash_duration: float | str | Interval | None = ...,
        ck_multiple: float | str | Interval | None = ...,
        crp_elevated: bool | str | int | None = ...,
        esr_elevated: bool | str | int | None = ...,
        interstitial_lung_disease: bool | str | int | None = ...,
        arthritis: bool | str | int | None = ...,
        arthritis_nondestructive: bool | str | int | None = ...,
        arthralgia: bool | str | int | None = ...,
        arthralgia_inflammatory: bool | str | int | None = ...,
        raynaud: bool | str | int | None = ...,
        fever_persistent: bool | str | int | None = ...,
        temperature_above_37: bool | str | int | None = ...,
        heart_involvement: bool | str | int | None = ...,
        biopsy_invasion: bool | str | int | None = ...,
        biopsy_degeneration: bool | str | int | None = ...,
        biopsy_mhc1: bool | str | int | None = ...,
        biopsy_protein: bool | str | int | None = ...,
        biopsy_amyloid: bool | str | int | None = ...,
        biopsy_filaments: bool | str | int | None = ...,
    ) -> None: ...
