"""When a record shows that an organ is involved: rules like those of the criteria, over the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from myositis.dictionary.findings import (
    biopsy_myositis,
    dm_rash,
    dysphagia,
    emg_myopathic,
    muscle_enzymes_elevated,
    proximal_weakness,
)
from myositis.dictionary.later_findings import (
    arthralgia,
    arthritis,
    calcinosis,
    extensor_erythema,
    heart_involvement,
    interstitial_lung_disease,
    mechanics_hands,
    mri_myositis,
    shawl_sign,
    v_sign,
)
from myositis.rules.vocabulary import Rule, any_of, as_rule


@dataclass(frozen=True)
class Organ:
    """An organ and the rule under which it is involved."""

    name: str
    label: str
    rule: Rule


ORGANS: tuple[Organ, ...] = (
    Organ(
        "muscle",
        "muscle",
        any_of(proximal_weakness, muscle_enzymes_elevated, emg_myopathic, mri_myositis, biopsy_myositis),
    ),
    Organ("skin", "skin", any_of(dm_rash, extensor_erythema, v_sign, shawl_sign, mechanics_hands, calcinosis)),
    Organ("lung", "lung", as_rule(interstitial_lung_disease)),
    Organ("joints", "joints", any_of(arthritis, arthralgia)),
    Organ("swallowing", "swallowing", as_rule(dysphagia)),
    Organ("heart", "heart", as_rule(heart_involvement)),
)
