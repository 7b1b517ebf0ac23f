"""Bohan & Peter 1975, default options: what Solomon's `abstract` variant asks for as its muscle item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.record import how_many, present

EXCLUSIONS = (
    "better_explanation",
    "exclusion_neurologic",
    "exclusion_dystrophy",
    "exclusion_granulomatous",
    "exclusion_infection",
    "exclusion_drug_or_toxin",
    "exclusion_rhabdomyolysis",
    "exclusion_metabolic",
    "exclusion_endocrine",
    "exclusion_myasthenia",
)


def level(facts: Mapping[str, Any]) -> str:
    """The level of what is known: one criterion fewer is needed with the rash. Any exclusion: excluded."""
    if present(facts, *EXCLUSIONS):
        return "excluded"
    m = how_many(
        present(facts, "proximal_weakness"),
        present(facts, "biopsy_myositis"),
        present(facts, "muscle_enzymes_elevated", "aldolase_elevated"),
        present(facts, "emg_myopathic"),
    )
    n = m + 1 if present(facts, "dm_rash") and m >= 1 else m
    return "definite" if n >= 4 else "probable" if n == 3 else "possible" if n == 2 else "not_met"


def probable_or_better(facts: Mapping[str, Any]) -> bool:
    """Met for Solomon: probable or definite, never excluded."""
    return level(facts) in ("probable", "definite")
