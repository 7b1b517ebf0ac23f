"""The data dictionary: every finding once, with its definition, unit, codes and section.

A definition says what counts as present. Names have at most 26 characters, so that REDCap, Stata, SPSS and SQL take them
unchanged. What follows from what, and what contradicts what, stands in `derivations`.

Codes: HP is the Human Phenotype Ontology. `codes` holds the official name of each code and where the two were read together;
what could not be read is left out. Always match on system and code: a bare number can be a code of another system.
"""

from __future__ import annotations

from myositis.dictionary import later_findings
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Text, Variable

# --- Person ---------------------------------------------------------------------------------------------------------------

_PERSON = "Person"

patient_id = Text("patient_id", "patient", "text, unique in a cohort, never reparsed (`0012`, `1E05`)", _PERSON)
sex = Category("sex", "sex", "", _PERSON, values=("female", "male", "other"))
age_at_onset = Measurement(
    "age_at_onset", "age at onset",
    "age at the first symptom attributed to the disease, not age now or at diagnosis; when not recorded, counted by the "
    "calendar from the two dates: 18 means that the 18th birthday is on or before onset",
    _PERSON, unit="years", lowest=0, highest=120,
)  # fmt: skip
birth_date = Day("birth_date", "date of birth", "ISO date; a year, or a year and month, alone is a partial date", _PERSON)
symptom_onset_date = Day("symptom_onset_date", "date of first symptom", "ISO date, or a partial date as above", _PERSON)
diagnosis = Text(
    "diagnosis", "physician's diagnosis",
    "a reference standard for comparisons, never read by a criteria set", _PERSON,
)  # fmt: skip

# --- Muscle ---------------------------------------------------------------------------------------------------------------

_MUSCLE = "Muscle"

proximal_upper_weakness = Finding(
    "proximal_upper_weakness", "proximal weakness, upper extremities",
    "objective (manual muscle testing or equivalent) symmetric weakness of the proximal upper extremities, usually "
    "progressive", _MUSCLE, ("HP:0008997",),
)  # fmt: skip
proximal_lower_weakness = Finding(
    "proximal_lower_weakness", "proximal weakness, lower extremities",
    "objective symmetric weakness of the proximal lower extremities, usually progressive", _MUSCLE, ("HP:0008994",),
)  # fmt: skip
proximal_weakness = Finding(
    "proximal_weakness", "symmetric proximal muscle weakness",
    "summary: symmetric weakness of limb-girdle muscles and anterior neck flexors, progressing over weeks to months, as one "
    "yes/no (how Bohan & Peter registries record it)", _MUSCLE, ("HP:0003701",),
)  # fmt: skip
neck_flexors_weaker = Finding(
    "neck_flexors_weaker", "neck flexors weaker than extensors",
    "neck flexors relatively weaker than neck extensors", _MUSCLE,
)  # fmt: skip
legs_proximal_weaker = Finding(
    "legs_proximal_weaker", "legs: proximal weaker than distal",
    "in the legs, proximal muscles relatively weaker than distal", _MUSCLE,
)  # fmt: skip
finger_flexor_weakness = Finding(
    "finger_flexor_weakness", "finger flexor weakness", "weak finger flexion (subgroup tree only)", _MUSCLE,
    ("HP:0031177",),
)  # fmt: skip
treatment_response = Category(
    "treatment_response", "treatment response", "response to treatment (subgroup tree only)", _MUSCLE,
    values=("improved", "not_improved", "not_treated"),
)  # fmt: skip
dysphagia = Finding("dysphagia", "dysphagia", "dysphagia or oesophageal dysmotility", _MUSCLE, ("HP:0002015",))

# --- Skin -----------------------------------------------------------------------------------------------------------------

_SKIN = "Skin"

heliotrope_rash = Finding(
    "heliotrope_rash", "heliotrope rash",
    "purple, lilac or erythematous patches over the eyelids or around the eyes, often with periorbital oedema", _SKIN,
    ("HP:0040324",),
)  # fmt: skip
gottron_papules = Finding(
    "gottron_papules", "Gottron's papules",
    "erythematous to violaceous papules over extensor surfaces of joints (fingers, elbows, knees, malleoli, toes), sometimes "
    "scaly", _SKIN, ("HP:0025508",),
)  # fmt: skip
gottron_sign = Finding(
    "gottron_sign", "Gottron's sign",
    "erythematous to violaceous macules over extensor surfaces of joints, not palpable", _SKIN, ("HP:0430033",),
)  # fmt: skip
dm_rash = Finding(
    "dm_rash", "dermatomyositis rash",
    "summary: typical dermatomyositis rash as one yes/no (Bohan & Peter: heliotrope with periorbital oedema; scaly erythema "
    "over dorsal hands, MCP/PIP; also knees, elbows, medial malleoli, face, neck, upper torso)", _SKIN,
)  # fmt: skip

# --- Laboratory -----------------------------------------------------------------------------------------------------------

_LABORATORY = "Laboratory"

anti_jo1 = Finding(
    "anti_jo1", "anti-Jo-1",
    "anti-Jo-1 (anti-histidyl-tRNA synthetase) positive; no other antisynthetase counts", _LABORATORY,
    ("HP:0034152", "LOINC 8076-2"),
)  # fmt: skip

_ELEVATED = "most abnormal value of the disease course above the laboratory's own upper limit of normal"
_HIGHEST = "highest value of the course that is known"
_LIMIT = "that laboratory's upper limit of normal, in the same unit; without it the value decides nothing"


def _enzyme(name: str, label: str, elevated: str, value: str) -> tuple[Finding, Measurement, Measurement]:
    """The three entries of one muscle enzyme: elevated yes/no, its value (each with its code), and the laboratory's limit."""
    return (
        Finding(f"{name}_elevated", f"{label} elevated", _ELEVATED, _LABORATORY, (elevated,)),
        Measurement(name, label, _HIGHEST, _LABORATORY, (value,), unit="as its limit"),
        Measurement(f"{name}_uln", f"{label}, upper limit", _LIMIT, _LABORATORY, unit="as the value", above_lowest=True),
    )


_ck = _enzyme("ck", "CK", "HP:0003236", "LOINC 2157-6")
_ldh = _enzyme("ldh", "LDH", "HP:0025435", "LOINC 2532-0")
_ast = _enzyme("ast", "AST", "HP:0031956", "LOINC 1920-8")
_alt = _enzyme("alt", "ALT", "HP:0031964", "LOINC 1742-6")
_aldolase = _enzyme("aldolase", "aldolase", "HP:0012544", "LOINC 1761-6")

ck_elevated, ldh_elevated, ast_elevated, alt_elevated, aldolase_elevated = (
    three[0] for three in (_ck, _ldh, _ast, _alt, _aldolase)
)
_, ck, ck_uln = _ck
_, ldh, ldh_uln = _ldh
_, ast, ast_uln = _ast
_, alt, alt_uln = _alt
_, aldolase, aldolase_uln = _aldolase

muscle_enzymes_elevated = Finding(
    "muscle_enzymes_elevated", "muscle enzymes elevated",
    "summary: CK, LDH, AST or ALT elevated, as one yes/no (aldolase is not in it)", _LABORATORY,
)  # fmt: skip

# --- Muscle biopsy --------------------------------------------------------------------------------------------------------

_BIOPSY = "Muscle biopsy"

muscle_biopsy_performed = Finding(
    "muscle_biopsy_performed", "muscle biopsy performed", "a muscle biopsy was performed and read", _BIOPSY
)
biopsy_endomysial = Finding(
    "biopsy_endomysial", "biopsy: endomysial infiltration",
    "endomysial mononuclear cells surrounding, but not invading, myofibres", _BIOPSY,
)  # fmt: skip
biopsy_perimysial = Finding(
    "biopsy_perimysial", "biopsy: perimysial or perivascular infiltration",
    "perimysial and/or perivascular mononuclear infiltration", _BIOPSY,
)  # fmt: skip
biopsy_perifascicular = Finding(
    "biopsy_perifascicular", "biopsy: perifascicular atrophy",
    "fibres smaller at the edge of the fascicle than in its centre", _BIOPSY, ("HP:0100296",),
)  # fmt: skip
biopsy_rimmed_vacuoles = Finding("biopsy_rimmed_vacuoles", "biopsy: rimmed vacuoles", "rimmed vacuoles", _BIOPSY, ("HP:0003805",))
biopsy_myositis = Finding(
    "biopsy_myositis", "biopsy evidence of myositis",
    "summary: biopsy evidence of myositis as one yes/no (Bohan & Peter: necrosis, phagocytosis, regeneration, perifascicular "
    "atrophy, inflammatory exudate); rimmed vacuoles alone do not make it", _BIOPSY, ("HP:0100614",),
)  # fmt: skip

# --- Electromyography -----------------------------------------------------------------------------------------------------

_EMG = "Electromyography"

emg_myopathic = Finding("emg_myopathic", "EMG evidence of myositis", "the reader's conclusion: EMG evidence of myositis", _EMG)
emg_short_polyphasic = Finding(
    "emg_short_polyphasic", "EMG: short, small, polyphasic units",
    "short, small, polyphasic motor-unit potentials", _EMG,
)  # fmt: skip
emg_spontaneous_activity = Finding(
    "emg_spontaneous_activity", "EMG: spontaneous activity",
    "fibrillations, positive sharp waves, insertional irritability", _EMG,
)  # fmt: skip
emg_repetitive_discharges = Finding(
    "emg_repetitive_discharges", "EMG: repetitive discharges", "bizarre high-frequency repetitive discharges", _EMG
)

# --- Preconditions and context --------------------------------------------------------------------------------------------

_CONTEXT = "Preconditions and context"

better_explanation = Finding(
    "better_explanation", "another disease explains it better",
    "another disease explains the symptoms and signs better; present: no criteria set applies", _CONTEXT,
)  # fmt: skip


def _exclusion(name: str, definition: str) -> Finding:
    return Finding(f"exclusion_{name}", f"exclusion: {definition}", definition, _CONTEXT)


exclusion_neurologic = _exclusion("neurologic", "central or peripheral neurologic disease")
exclusion_dystrophy = _exclusion("dystrophy", "muscular dystrophy")
exclusion_granulomatous = _exclusion("granulomatous", "granulomatous myositis")
exclusion_infection = _exclusion("infection", "infection")
exclusion_drug_or_toxin = _exclusion("drug_or_toxin", "drugs and toxins")
exclusion_rhabdomyolysis = _exclusion("rhabdomyolysis", "rhabdomyolysis")
exclusion_metabolic = _exclusion("metabolic", "metabolic disease")
exclusion_endocrine = _exclusion("endocrine", "endocrine disease")
exclusion_myasthenia = _exclusion("myasthenia", "myasthenia gravis")

malignancy = Finding("malignancy", "malignancy", "context for Bohan & Peter's clinical groups", _CONTEXT)
connective_tissue_disease = Finding(
    "connective_tissue_disease", "connective-tissue disease", "context for Bohan & Peter's clinical groups", _CONTEXT
)
childhood_vasculitis = Finding(
    "childhood_vasculitis", "childhood vasculitis", "context for Bohan & Peter's clinical groups", _CONTEXT
)

FIRST_EDITION: dict[str, Variable] = {item.name: item for item in list(globals().values()) if isinstance(item, Variable)}
"""The entries above by name, in their order: what every file may hold, whatever criteria sets are asked for."""

LATER: dict[str, Variable] = {item.name: item for item in vars(later_findings).values() if isinstance(item, Variable)}
"""The entries of `later_findings`: read where a chosen criteria set needs them."""

DICTIONARY: dict[str, Variable] = FIRST_EDITION | LATER
"""Every entry by name."""
