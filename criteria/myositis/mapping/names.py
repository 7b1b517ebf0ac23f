"""Which finding a column of a registry is likely to hold, by its name and its label.

Only a name of the data dictionary is beyond doubt. Everything else is a proposal that a person confirms, and a name with two
meanings (`muscle_biopsy`: performed, or abnormal?) is asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from myositis.dictionary.findings import DICTIONARY

SHORTEST_PREFIX = 12
"""Characters from which a column name may be the beginning of a longer name, as REDCap cuts names near 26."""

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

_FILLERS = ("muscle_", "skin_", "lab_", "bx_", "clin_", "hx_", "biopsy_", "mb_", "serum_")
GATES = re.compile(r"(^|_)(done|exam|examined|performed|assessed|asked|tested)(_|$)")
"""Names of questions that decide whether others were asked."""
_UNITS = ("_iu_l", "_u_l", "_ukat_l", "_nkat_l", "_x_uln")
_ENDINGS = ("_yn", "_bl", "_baseline", "_v1", "_1", "_status", "_present", "_pos", "_ever")
_STRUCTURE = re.compile(r"redcap_.*|.*_complete|.*_timestamp")


@dataclass(frozen=True)
class Match:
    """What a column may be. sure: it has the name of the dictionary. question: set when the name has two meanings."""

    names: tuple[str, ...]
    sure: bool = False
    question: str = ""
    quality: float = 1.0


def plain(name: str) -> str:
    """A name or a label as it is compared: `Gottron's papules` becomes `gottron_s_papules`, `Schwäche` `schwaeche`."""
    text = name.strip().casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("µ", "u"), ("μ", "u")):
        text = text.replace(umlaut, letters)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


def is_box(column: str) -> bool:
    """Whether a header is one of a REDCap checkbox: `skin___1`, or `Skin findings (choice=Heliotrope rash)`."""
    return "___" in column or re.search(r"\(choice=.*\)\s*$", column) is not None


def match(column: str, label: str | None = None) -> Match | None:
    """What the column may be: by its name, then by its label. None for a column that no finding resembles."""
    name = plain(column)
    if _STRUCTURE.fullmatch(name):
        return None
    if column in DICTIONARY:
        return Match((column,), sure=True)
    box = is_box(column)
    header = re.search(r"\(choice=(.*)\)\s*$", column)
    if header:
        return _by_name(plain(header.group(1)))
    found = None if box else _by_name(name)
    if label and (found is None or found.question):
        choice = re.search(r"\(choice=(.*)\)\s*$", label)
        by_label = _by_name(plain(choice.group(1) if choice else label)) or _by_definition(plain(label))
        if found is None or (by_label is not None and not by_label.question):
            found = by_label
    return found


def _by_name(name: str) -> Match | None:
    if not name:
        return None
    for tried in dict.fromkeys((name, *_shortened(name))):
        if tried in DICTIONARY:
            return Match((tried,))
        if tried in AMBIGUOUS:
            question, names = AMBIGUOUS[tried]
            return Match(names, question=question)
        for finding, words in SYNONYMS.items():
            if tried in words:
                return Match((finding,))
    if len(name) >= SHORTEST_PREFIX:
        for finding, words in SYNONYMS.items():
            if any(word.startswith(name) for word in words):
                return Match((finding,), quality=0.95)
    return _misspelt(name)


def _by_definition(label: str) -> Match | None:
    """A label that is the dictionary's own label of a finding."""
    return next((Match((name,)) for name, item in DICTIONARY.items() if plain(item.label) == label), None)


def _shortened(name: str) -> list[str]:
    """The name without a usual beginning or ending."""
    name = next((name.removesuffix(unit) for unit in _UNITS if name.endswith(unit)), name)
    found = [name] + [name.removeprefix(filler) for filler in _FILLERS if name.startswith(filler)]
    found += [one.removesuffix(ending) for one in (name, *found) for ending in _ENDINGS if one.endswith(ending)]
    return [one for one in found if one]


def _misspelt(name: str) -> Match | None:
    """The finding whose name is spelt almost the same; short names have too many neighbours."""
    if len(name) < 7:
        return None
    best, quality = None, 0.87
    for finding in DICTIONARY:
        for word in (finding, plain(DICTIONARY[finding].label), *SYNONYMS.get(finding, ())):
            if abs(len(word) - len(name)) <= 3 and len(word) >= 7:
                ratio = SequenceMatcher(None, name, word).ratio()
                if ratio > quality:
                    best, quality = finding, ratio
    return Match((best,), quality=quality) if best is not None else None
