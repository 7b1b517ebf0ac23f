"""Items that the criteria for antisynthetase syndrome share.

Reading notes of all of them:

* "Antisynthetase antibody" is the summary `anti_ars`: present when one of Jo-1, PL-7, PL-12, EJ, OJ is.
* Arthritis is arthritis of any kind; where only arthritis without destruction is recorded, it is read off that. Fever is
  persistent and unexplained.
"""

from __future__ import annotations

from dataclasses import replace

from myositis.dictionary.later_findings import (
    anti_ars,
    arthritis,
    fever_persistent,
    interstitial_lung_disease,
    mechanics_hands,
    raynaud,
)
from myositis.published.criteria_set import Criterion
from myositis.rules.vocabulary import Rule, as_rule

ABSTRACT = "abstract AB0656 of the EULAR congress 2019"
"""Where the items of Connors' and Solomon's criteria were read side by side."""

SHARED_NOTES = tuple(__doc__.split("\n* ")[1:]) if __doc__ else ()

ANTIBODY = Criterion("antibody", "antisynthetase antibody", as_rule(anti_ars))
LUNG = Criterion("lung", "interstitial lung disease", as_rule(interstitial_lung_disease))
ARTHRITIS = Criterion("arthritis", "arthritis", as_rule(arthritis))
FEVER = Criterion("fever", "persistent unexplained fever", as_rule(fever_persistent))
RAYNAUD = Criterion("raynaud", "Raynaud's phenomenon", as_rule(raynaud))
HANDS = Criterion("mechanics_hands", "mechanic's hands", as_rule(mechanics_hands))


def major(*criteria: Criterion) -> tuple[Criterion, ...]:
    """The criteria as the paper heads them: `major: arthritis`."""
    return tuple(replace(item, label=f"major: {item.label}") for item in criteria)


def minor(*criteria: Criterion) -> tuple[Criterion, ...]:
    return tuple(replace(item, label=f"minor: {item.label}") for item in criteria)


def rules_of(*criteria: Criterion) -> tuple[Rule, ...]:
    return tuple(item.rule for item in criteria)
