"""What is known of a record: what is recorded, and what follows from it. Written from the data dictionary's text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

ENZYMES = ("ck", "ldh", "ast", "alt", "aldolase")
SUMMARIES = {
    "muscle_enzymes_elevated": ("ck_elevated", "ldh_elevated", "ast_elevated", "alt_elevated"),
    "proximal_weakness": ("proximal_upper_weakness", "proximal_lower_weakness"),
    "dm_rash": ("heliotrope_rash", "gottron_papules", "gottron_sign"),
    "biopsy_myositis": ("biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular"),
}
ANTISYNTHETASES = ("anti_jo1", "anti_pl7", "anti_pl12", "anti_ej", "anti_oj")


def exact(number: float | str) -> Fraction:
    """A number as it was written, so that 25.2 is twelve times 2.1."""
    return Fraction(str(number))


def any_of_known(values: list[bool | None]) -> bool | None:
    """True when one is, False when all are, None when that is open."""
    if True in values:
        return True
    return None if None in values else False


def known(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with everything that follows from it; a recorded value always wins over one that follows."""
    facts = {name: value for name, value in record.items() if value is not None}

    if "birth_date" in facts and "symptom_onset_date" in facts and "age_at_onset" not in facts:
        birth, onset = (date.fromisoformat(str(facts[name])) for name in ("birth_date", "symptom_onset_date"))
        birthday_to_come = (onset.month, onset.day) < (birth.month, birth.day)
        facts["age_at_onset"] = onset.year - birth.year - (1 if birthday_to_come else 0)

    for enzyme in ENZYMES:
        if enzyme in facts and f"{enzyme}_uln" in facts and f"{enzyme}_elevated" not in facts:
            facts[f"{enzyme}_elevated"] = exact(facts[enzyme]) > exact(facts[f"{enzyme}_uln"])

    for summary, parts in SUMMARIES.items():
        if record.get(summary) is False:
            for part in parts:
                facts.setdefault(part, False)
    for summary, parts in SUMMARIES.items():
        if summary not in facts:
            value = any_of_known([facts.get(part) for part in parts])
            if value is not None:
                facts[summary] = value

    if "emg_myopathic" not in facts:
        short = facts.get("emg_short_polyphasic")
        other = any_of_known([facts.get("emg_spontaneous_activity"), facts.get("emg_repetitive_discharges")])
        if short is False or other is False:
            facts["emg_myopathic"] = False
        elif short is True and other is True:
            facts["emg_myopathic"] = True

    if "anti_ars" not in facts:
        value = any_of_known([facts.get(antibody) for antibody in ANTISYNTHETASES])
        if value is not None:
            facts["anti_ars"] = value

    if "ck" in facts and "ck_uln" in facts and "ck_multiple" not in facts:
        facts["ck_multiple"] = exact(facts["ck"]) / exact(facts["ck_uln"])
    return facts


def present(facts: Mapping[str, Any], *names: str) -> bool:
    """Any of these findings is recorded (or follows) as present."""
    return any(facts.get(name) is True for name in names)


def absent(facts: Mapping[str, Any], *names: str) -> bool:
    """All of these findings are recorded (or follow) as absent."""
    return all(facts.get(name) is False for name in names)


def number(facts: Mapping[str, Any], name: str) -> Fraction | None:
    """A measurement exactly as written; None when it is not recorded."""
    value = facts.get(name)
    if value is None or isinstance(value, Fraction):
        return value
    return exact(value)


def more_than(facts: Mapping[str, Any], name: str, limit: int) -> bool:
    """The measurement is recorded and lies above the limit; the limit itself is not enough."""
    value = number(facts, name)
    return value is not None and value > limit


def at_least(facts: Mapping[str, Any], name: str, limit: int) -> bool:
    """The measurement is recorded and reaches the limit."""
    value = number(facts, name)
    return value is not None and value >= limit


def below(facts: Mapping[str, Any], name: str, limit: int) -> bool:
    """The measurement is recorded and lies below the limit."""
    value = number(facts, name)
    return value is not None and value < limit


def at_most(facts: Mapping[str, Any], name: str, limit: int) -> bool:
    """The measurement is recorded and does not exceed the limit."""
    value = number(facts, name)
    return value is not None and value <= limit


def how_many(*met: bool) -> int:
    """How many of the items are met."""
    return sum(1 for item in met if item)


def excluded(facts: Mapping[str, Any]) -> bool:
    """Another condition explains the illness better: no criteria set applies."""
    return present(facts, "better_explanation")
