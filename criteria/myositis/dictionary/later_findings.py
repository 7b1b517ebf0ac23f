"""Findings that the sets after the first two editions, and the phenotype profile, need.

They are entries of the data dictionary like those in `findings`; here they stand apart because a file is only asked for them
when a chosen criteria set reads them. Definitions follow the criteria that use them; where no set on offer asks for a finding,
its entry says whose definition it is. A code is given only where its term means what the entry says: `codes` holds the official
names. So none stands where the term is wider or narrower (weakness of the quadriceps of any degree, of neck and trunk together,
fever that need not be unexplained, myocarditis alone, necrosis without inflammation).
"""

from __future__ import annotations

from myositis.rules.vocabulary import Finding, Measurement

# --- Autoantibodies -------------------------------------------------------------------------------------------------------

_ANTIBODIES = "Autoantibodies"


def _antibody(name: str, label: str, *codes: str, definition: str = "") -> Finding:
    return Finding(f"anti_{name}", label, definition or f"{label} antibodies positive", _ANTIBODIES, codes)


anti_ars = _antibody(
    "ars", "antisynthetase antibody", "HP:0034147",
    definition="summary: any anti-aminoacyl-tRNA synthetase antibody positive (Jo-1, PL-7, PL-12, EJ, OJ or another), as one "
    "yes/no",
)  # fmt: skip
anti_pl7 = _antibody("pl7", "anti-PL-7", "HP:0034143", "LOINC 33772-5")
anti_pl12 = _antibody("pl12", "anti-PL-12", "HP:0034145", "LOINC 33771-7")
anti_ej = _antibody("ej", "anti-EJ", "HP:0034146", "LOINC 45149-2")
anti_oj = _antibody("oj", "anti-OJ", "HP:0034148", "LOINC 45152-6")
ars_confirmed_twice = Finding(
    "ars_confirmed_twice", "antisynthetase antibody found twice",
    "an antisynthetase antibody was positive in two tests", _ANTIBODIES,
)  # fmt: skip
anti_mi2 = _antibody("mi2", "anti-Mi-2", "HP:0033554")
anti_tif1_gamma = _antibody("tif1_gamma", "anti-TIF1-gamma", "HP:0034105", "LOINC 107562-1")
anti_nxp2 = _antibody("nxp2", "anti-NXP2", "HP:0034142")
anti_sae = _antibody("sae", "anti-SAE", "HP:0034139")
anti_mda5 = _antibody("mda5", "anti-MDA5", "HP:0033033", "LOINC 107563-9")
anti_srp = _antibody("srp", "anti-SRP", "HP:0033713", "LOINC 33921-8")
anti_hmgcr = _antibody("hmgcr", "anti-HMGCR", "HP:0033708")
anti_cn1a = _antibody("cn1a", "anti-cN1A", "HP:0034153")
anti_ro52 = _antibody("ro52", "anti-Ro52", "HP:0034093", "LOINC 53016-2")
anti_pm_scl = _antibody("pm_scl", "anti-PM-Scl", "HP:0033560", "LOINC 31563-0")
anti_ku = _antibody("ku", "anti-Ku", "HP:0034088", "LOINC 18484-6")
anti_u1_rnp = _antibody("u1_rnp", "anti-U1-RNP", "HP:0033028")

# --- Muscle, further ------------------------------------------------------------------------------------------------------

_MUSCLE = "Muscle, further"

muscle_pain = Finding("muscle_pain", "muscle pain", "myalgia, spontaneous or on grasping the muscle", _MUSCLE, ("HP:0003326",))
trunk_weakness = Finding("trunk_weakness", "weakness of the trunk", "weakness of the muscles of the trunk", _MUSCLE)
prox_dist_weakness = Finding(
    "prox_dist_weakness", "weakness proximal and distal, arms and legs",
    "weakness of proximal and distal muscles of arms and legs", _MUSCLE,
)  # fmt: skip
wrist_flexors_weaker = Finding(
    "wrist_flexors_weaker", "wrist flexors weaker than extensors", "wrist flexors weaker than wrist extensors", _MUSCLE
)
quadriceps_weak = Finding("quadriceps_weak", "quadriceps weak, MRC 4 or less", "quadriceps strength MRC 4 or less", _MUSCLE)
fingers_weaker_shoulders = Finding(
    "fingers_weaker_shoulders", "finger flexion weaker than shoulder abduction",
    "finger flexion weaker than shoulder abduction", _MUSCLE,
)  # fmt: skip
knees_weaker_hips = Finding(
    "knees_weaker_hips", "knee extension at least as weak as hip flexion",
    "weakness of knee extension equal to that of hip flexion, or greater", _MUSCLE,
)  # fmt: skip
mri_myositis = Finding("mri_myositis", "MRI evidence of myositis", "muscle MRI with findings of myositis", _MUSCLE)
disease_duration = Measurement(
    "disease_duration", "disease duration",
    "months from the first symptom to the examination, as recorded; never computed from today", _MUSCLE,
    unit="months", highest=1440,
)  # fmt: skip

# --- Skin, further --------------------------------------------------------------------------------------------------------

_SKIN = "Skin, further"

extensor_erythema = Finding(
    "extensor_erythema", "erythema over elbows or knees",
    "slightly raised red-purple erythema over the extensor surfaces of elbows or knees", _SKIN,
)  # fmt: skip
v_sign = Finding(
    "v_sign", "V-sign",
    "erythema in a V over the front of the neck and the chest (after the HPO, which cites PMID 11730311)", _SKIN,
    ("HP:0025536",),
)  # fmt: skip
shawl_sign = Finding(
    "shawl_sign", "shawl sign",
    "erythema over shoulders, arms and upper back, like a shawl (after the HPO, which cites PMID 11730311)", _SKIN,
    ("HP:0025535",),
)  # fmt: skip
mechanics_hands = Finding(
    "mechanics_hands", "mechanic's hands", "scaly, fissured skin at the sides of the fingers", _SKIN, ("HP:6001013",)
)
calcinosis = Finding(
    "calcinosis", "calcinosis",
    "deposits of calcium in soft tissue such as skin, subcutis or muscle (after the HPO)", _SKIN, ("HP:0003761",),
)  # fmt: skip
skin_biopsy_dm = Finding(
    "skin_biopsy_dm", "skin biopsy fits dermatomyositis", "the histology of a skin lesion fits dermatomyositis", _SKIN
)
rash_duration = Measurement(
    "rash_duration", "duration of the rash", "months for which the rash has lasted, as recorded; never computed from today",
    _SKIN, unit="months", highest=1440,
)  # fmt: skip

# --- Laboratory, further --------------------------------------------------------------------------------------------------

_LABORATORY = "Laboratory, further"

ck_multiple = Measurement(
    "ck_multiple", "CK as a multiple of its limit",
    "highest CK of the course divided by that laboratory's upper limit of normal; when not recorded, from CK and its upper "
    "limit; 1 at most where CK is recorded as not elevated", _LABORATORY, unit="times the limit",
)  # fmt: skip
crp_elevated = Finding(
    "crp_elevated", "CRP raised", "C-reactive protein above the laboratory's upper limit", _LABORATORY, ("HP:0011227",)
)
esr_elevated = Finding(
    "esr_elevated", "ESR raised",
    "erythrocyte sedimentation rate raised (Tanimoto 1995: more than 20 mm in the first hour, Westergren)", _LABORATORY,
    ("HP:0003565",),
)  # fmt: skip

# --- Organs and general signs ---------------------------------------------------------------------------------------------

_ORGANS = "Organs and general signs"

interstitial_lung_disease = Finding(
    "interstitial_lung_disease", "interstitial lung disease", "interstitial lung disease on imaging or histology", _ORGANS,
    ("HP:0006530",),
)  # fmt: skip
arthritis = Finding(
    "arthritis", "arthritis", "summary: inflammatory arthritis, destructive or not, as one yes/no", _ORGANS, ("HP:0001369",)
)
arthritis_nondestructive = Finding(
    "arthritis_nondestructive", "arthritis without destruction", "arthritis without destruction of joints", _ORGANS
)
arthralgia = Finding("arthralgia", "arthralgia", "joint pain", _ORGANS, ("HP:0002829",))
arthralgia_inflammatory = Finding(
    "arthralgia_inflammatory", "inflammatory arthralgia", "symmetric joint pain of the inflammatory kind", _ORGANS
)
raynaud = Finding("raynaud", "Raynaud's phenomenon", "Raynaud's phenomenon", _ORGANS, ("HP:0030880",))
fever_persistent = Finding(
    "fever_persistent", "persistent unexplained fever", "persistent fever without another explanation", _ORGANS
)
temperature_above_37 = Finding(
    "temperature_above_37", "temperature above 37 degrees", "axillary temperature above 37 degrees Celsius", _ORGANS
)
heart_involvement = Finding(
    "heart_involvement", "heart involvement",
    "myocarditis or other heart disease attributed to the myositis (a definition of ours: no set on offer asks for it)", _ORGANS,
)  # fmt: skip

# --- Muscle biopsy, further -----------------------------------------------------------------------------------------------

_BIOPSY = "Muscle biopsy, further"

biopsy_invasion = Finding(
    "biopsy_invasion", "biopsy: invasion of fibres",
    "mononuclear cells invading non-necrotic muscle fibres", _BIOPSY,
)  # fmt: skip
biopsy_degeneration = Finding(
    "biopsy_degeneration", "biopsy: inflammation with degeneration or necrosis",
    "inflammatory infiltration with degeneration or necrosis of muscle fibres", _BIOPSY,
)  # fmt: skip
biopsy_mhc1 = Finding("biopsy_mhc1", "biopsy: MHC-I up-regulated", "up-regulation of MHC class I on muscle fibres", _BIOPSY)
biopsy_protein = Finding("biopsy_protein", "biopsy: protein accumulation", "accumulation of protein in muscle fibres", _BIOPSY)
biopsy_amyloid = Finding("biopsy_amyloid", "biopsy: amyloid", "amyloid deposits in muscle fibres", _BIOPSY)
biopsy_filaments = Finding(
    "biopsy_filaments", "biopsy: filaments of 15 to 18 nm", "tubulofilaments of 15 to 18 nm on electron microscopy", _BIOPSY
)
