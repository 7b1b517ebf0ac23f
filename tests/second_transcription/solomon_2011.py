"""Solomon 2011, antisynthetase syndrome, in the two forms in which it is cited (specification, section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from second_transcription.bohan_peter_1975 import probable_or_better
from second_transcription.record import excluded, how_many, known, present


def classify(record: Mapping[str, Any], variant: str = "abstract") -> tuple[str, str]:
    """`abstract`: antibody, two major, or one major and two minor. `norwegian`: antibody twice, one organ, two of three signs."""
    facts = known(record)
    if excluded(facts):
        return "excluded", ""
    lung = present(facts, "interstitial_lung_disease")
    myositis = probable_or_better(facts)
    arthritis = present(facts, "arthritis_nondestructive")
    raynaud = present(facts, "raynaud")
    hands = present(facts, "mechanics_hands")
    fever = present(facts, "fever_persistent")

    if variant == "abstract":
        major = how_many(lung, myositis)
        minor = how_many(arthritis, raynaud, hands)
        met = present(facts, "anti_ars") and (major >= 2 or (major >= 1 and minor >= 2))
    elif variant == "norwegian":
        organs = how_many(myositis, lung, arthritis)
        signs = how_many(fever, raynaud, hands)
        met = present(facts, "ars_confirmed_twice") and organs >= 1 and signs >= 2
    else:
        raise ValueError(variant)
    return ("met", "") if met else ("not_met", "")
