"""Synthetic cohorts for tests, demonstrations and benchmarks.

**Not calibrated**: the shares below were chosen so that every diagnosis, level and kind of missing value occurs. They come
from no published marginals, and nothing about patients may be concluded from these cohorts.

What is realistic is how values go missing: in blocks. A centre that does not do manual muscle testing lacks all of its items,
a patient without a biopsy has no biopsy findings, an antibody that was not ordered is missing alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from myositis.dictionary import findings as f

if TYPE_CHECKING:
    import polars as pl

_MUSCLE = (f.proximal_upper_weakness, f.proximal_lower_weakness)
_DETAIL = (f.neck_flexors_weaker, f.legs_proximal_weaker, f.dysphagia)
_FINGERS = (f.finger_flexor_weakness, f.treatment_response)
_SKIN = (f.heliotrope_rash, f.gottron_papules, f.gottron_sign)
_ENZYMES = (f.ck_elevated, f.ldh_elevated, f.ast_elevated, f.alt_elevated)
_BIOPSY = (f.biopsy_endomysial, f.biopsy_perimysial, f.biopsy_perifascicular, f.biopsy_rimmed_vacuoles)

# Share of patients in whom a finding is present, by diagnosis: invented.
#                             DM    PM    IBM   JDM   ADM   comparator
_PRESENT = {
    f.proximal_upper_weakness: (0.80, 0.85, 0.55, 0.75, 0.05, 0.40),
    f.proximal_lower_weakness: (0.85, 0.90, 0.80, 0.80, 0.05, 0.50),
    f.neck_flexors_weaker:     (0.55, 0.55, 0.35, 0.60, 0.02, 0.12),
    f.legs_proximal_weaker:    (0.60, 0.65, 0.35, 0.60, 0.03, 0.30),
    f.dysphagia:               (0.30, 0.30, 0.45, 0.20, 0.03, 0.10),
    f.finger_flexor_weakness:  (0.05, 0.08, 0.75, 0.05, 0.01, 0.12),
    f.heliotrope_rash:         (0.60, 0.01, 0.01, 0.70, 0.65, 0.02),
    f.gottron_papules:         (0.60, 0.01, 0.01, 0.70, 0.65, 0.01),
    f.gottron_sign:            (0.55, 0.02, 0.01, 0.60, 0.60, 0.03),
    f.anti_jo1:                (0.10, 0.22, 0.01, 0.02, 0.03, 0.01),
    f.ck_elevated:             (0.80, 0.92, 0.75, 0.75, 0.08, 0.55),
    f.ldh_elevated:            (0.65, 0.75, 0.45, 0.70, 0.15, 0.35),
    f.ast_elevated:            (0.60, 0.70, 0.40, 0.60, 0.10, 0.35),
    f.alt_elevated:            (0.55, 0.65, 0.35, 0.50, 0.10, 0.30),
    f.aldolase_elevated:       (0.60, 0.65, 0.35, 0.65, 0.10, 0.25),
    f.biopsy_endomysial:       (0.35, 0.65, 0.80, 0.30, 0.05, 0.15),
    f.biopsy_perimysial:       (0.65, 0.30, 0.15, 0.60, 0.10, 0.10),
    f.biopsy_perifascicular:   (0.55, 0.03, 0.02, 0.60, 0.05, 0.02),
    f.biopsy_rimmed_vacuoles:  (0.01, 0.02, 0.75, 0.01, 0.00, 0.05),
    f.emg_short_polyphasic:    (0.75, 0.80, 0.70, 0.70, 0.10, 0.45),
    f.emg_spontaneous_activity:(0.70, 0.75, 0.70, 0.65, 0.08, 0.30),
    f.emg_repetitive_discharges:(0.30, 0.35, 0.30, 0.25, 0.02, 0.12),
    f.better_explanation:      (0.00, 0.00, 0.00, 0.00, 0.00, 0.05),
    f.malignancy:              (0.15, 0.06, 0.04, 0.00, 0.10, 0.06),
    f.connective_tissue_disease:(0.15, 0.20, 0.06, 0.08, 0.08, 0.15),
    f.childhood_vasculitis:    (0.00, 0.00, 0.00, 0.08, 0.00, 0.01),
}  # fmt: skip

_DIAGNOSES = ("DM", "PM", "IBM", "JDM", "ADM", "comparator")
_SHARES = (0.25, 0.20, 0.12, 0.13, 0.05, 0.25)
_AGES = ((50, 15), (50, 15), (64, 9), (9, 4), (48, 14), (52, 18))  # mean and spread of the age at onset, in years

# Blocks that go missing together, and how often.
_MISSING: tuple[tuple[tuple[Any, ...], float], ...] = (
    (_MUSCLE, 0.06),
    (_DETAIL, 0.22),
    (_FINGERS, 0.45),
    (_SKIN, 0.08),
    ((f.anti_jo1,), 0.25),
    (_ENZYMES[1:], 0.20),
    (_ENZYMES, 0.04),
    ((f.aldolase_elevated,), 0.60),
    ((f.emg_short_polyphasic, f.emg_spontaneous_activity, f.emg_repetitive_discharges), 0.45),
    ((f.malignancy, f.connective_tissue_disease, f.childhood_vasculitis), 0.15),
    ((f.better_explanation,), 0.30),
    ((f.age_at_onset,), 0.03),
)
_WITHOUT_BIOPSY = 0.35
_SINGLE_BLANKS = 0.02


def synthetic_cohort(patients: int, seed: int = 2017) -> pl.DataFrame:
    """A cohort of so many invented patients, typed, with a `diagnosis` column; the same for the same seed.

    Columns: patient_id, sex, site, diagnosis, and findings of the data dictionary. See the module: not calibrated.
    """
    import numpy as np
    import polars as pl

    draw = np.random.default_rng(seed)
    diagnosis = np.searchsorted(np.cumsum(_SHARES)[:-1], draw.random(patients), side="right")
    columns: dict[str, pl.Series] = {
        "patient_id": pl.Series(np.arange(1, patients + 1)).cast(pl.String).str.pad_start(len(str(patients)), "0"),
        "sex": pl.Series(np.array(["male", "female"])[(draw.random(patients) < 0.67).astype(int)]),
        "site": pl.Series(np.array(["A", "B", "C"])[draw.integers(0, 3, patients)]),
        "diagnosis": pl.Series(np.array(_DIAGNOSES)[diagnosis]),
    }
    mean, spread = (np.array(side, dtype=float)[diagnosis] for side in zip(*_AGES, strict=True))
    age = np.clip(np.round(mean + spread * draw.standard_normal(patients)), 1, 95)
    age = np.where(diagnosis == _DIAGNOSES.index("JDM"), np.clip(age, 1, 17), np.clip(age, 18, 95))
    age = np.where(draw.random(patients) < 0.97, age, np.round(age / 2))
    values: dict[str, Any] = {f.age_at_onset.name: age}
    for finding, shares in _PRESENT.items():
        values[finding.name] = draw.random(patients) < np.array(shares)[diagnosis]
    response = np.where(diagnosis == _DIAGNOSES.index("IBM"), draw.integers(1, 3, patients), draw.integers(0, 3, patients))
    values[f.treatment_response.name] = np.array(["improved", "not_improved", "not_treated"])[response]

    blank: dict[str, Any] = {name: draw.random(patients) < _SINGLE_BLANKS for name in values}
    for block, share in _MISSING:
        missing = draw.random(patients) < share
        for finding in block:
            blank[finding.name] |= missing
    performed = draw.random(patients) >= _WITHOUT_BIOPSY
    unread = draw.random(patients) < 0.05
    for finding in _BIOPSY:
        blank[finding.name] |= ~performed | unread
    emg = values["emg_short_polyphasic"] & (values["emg_spontaneous_activity"] | values["emg_repetitive_discharges"])
    values[f.emg_myopathic.name], blank[f.emg_myopathic.name] = emg, draw.random(patients) < 0.35
    values[f.muscle_biopsy_performed.name], blank[f.muscle_biopsy_performed.name] = (
        performed,
        draw.random(patients) < 0.02,
    )
    for name in f.DICTIONARY:
        if name in values:
            columns[name] = pl.select(pl.when(~pl.Series(blank[name])).then(pl.Series(values[name]))).to_series()
    return pl.DataFrame(columns)
