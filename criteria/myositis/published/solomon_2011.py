"""Solomon 2011, antisynthetase syndrome, in two variants because sources conflict.

Reading notes (what the sources leave open and we decided); those of all three sets stand in `antisynthetase_items`:

* `abstract`: two major criteria, or one major and two minor. `norwegian`: the antibody found twice, one of myositis, lung
  disease and arthritis, and two of fever, Raynaud's phenomenon and mechanic's hands; the page prints "fever or subfebrile
  temperature", here fever is persistent and unexplained as in the other sets.
* Myositis is polymyositis or dermatomyositis by Bohan & Peter, probable or definite; where one of its exclusions is recorded it
  does not count.
"""

from __future__ import annotations

from myositis.dictionary.later_findings import ars_confirmed_twice
from myositis.errors import unknown
from myositis.published.antisynthetase_items import (
    ABSTRACT,
    ANTIBODY,
    ARTHRITIS,
    FEVER,
    HANDS,
    LUNG,
    RAYNAUD,
    SHARED_NOTES,
    major,
    minor,
    rules_of,
)
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975, EXCLUSIONS
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, classified_by, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Rule, all_of, any_of, as_rule, at_least

PAPER = Citation("Solomon et al. 2011: criteria for antisynthetase syndrome; the original was not seen.", ())

MUSCLE = Criterion("muscle", "polymyositis or dermatomyositis by Bohan & Peter", classified_by(BOHAN_PETER_1975))

OPTIONS: dict[str, tuple[str, ...]] = {"variant": ("abstract", "norwegian")}
"""The option of Solomon 2011 and its values; the first is the default."""

APPLIES, EXCLUDED = "Bohan & Peter applies", "Bohan & Peter excluded"


def solomon_2011(variant: str = "abstract") -> CriteriaSet:
    """Solomon 2011 in one of its two variants; UnknownNameError for a value that does not exist."""
    if variant not in OPTIONS["variant"]:
        raise unknown("value of the option variant", variant, OPTIONS["variant"])
    abstract = variant == "abstract"
    twice = Criterion("antibody", "antisynthetase antibody found twice", as_rule(ars_confirmed_twice))
    of_major = (LUNG, MUSCLE) if abstract else (LUNG, MUSCLE, ARTHRITIS)
    of_minor = (ARTHRITIS, RAYNAUD, HANDS) if abstract else (FEVER, RAYNAUD, HANDS)
    antibody = ANTIBODY if abstract else twice

    def met(muscle: tuple[Criterion, ...]) -> Rule:
        """muscle: the item on muscle disease, where Bohan & Peter's exclusions leave it."""
        if abstract:
            either = "both major criteria, or one major and two minor criteria"
            words = either if muscle else "lung disease and two minor criteria"
            both = rules_of(LUNG, *muscle)
            one_and_two = all_of(any_of(*both), at_least(2, *rules_of(*of_minor)), label="one major and two minor criteria")
            enough = any_of(at_least(2, *both, label="both major criteria"), one_and_two)
        else:
            one_of = "myositis, lung disease, arthritis" if muscle else "lung disease, arthritis"
            words = f"one of {one_of}; and two of fever, Raynaud, mechanic's hands"
            enough = all_of(any_of(*rules_of(*muscle, LUNG, ARTHRITIS)), at_least(2, *rules_of(*of_minor)))
        return all_of(antibody.rule, enough, label=f"{antibody.label}; and {words}")

    return CriteriaSet(
        id="solomon-2011",
        title="Solomon 2011 criteria for antisynthetase syndrome",
        short_title="Solomon 2011" if abstract else "Solomon 2011, Norwegian variant",
        abbreviation="so11" if abstract else "so11n",
        disease="antisynthetase syndrome",
        revision=1,
        citations=(PAPER,),
        options=(("variant", variant),),
        defaults=(("variant", "abstract"),),
        columns=(
            Column(APPLIES, met_when(met((MUSCLE,)))),
            Column(EXCLUDED, met_when(met(())), when=any_of(*EXCLUSIONS, label="an exclusion of Bohan & Peter")),
        ),
        classified=("met",),
        excluded=ANOTHER_EXPLANATION,
        criteria=(antibody, *major(*of_major), *minor(*of_minor)),
        notes=(NOT_ASSESSED,),
        evidence=(
            (
                Evidence("the lists of major and minor criteria", "B", read_in=ABSTRACT),
                Evidence("that the antibody is required, and the counts", "C", "sources conflict"),
            )
            if abstract
            else (Evidence("the rule", "B", "sources conflict", read_in="bindevevssykdommer.no, criteria of 2011"),)
        ),
        families=("antisynthetase",),
        reading_notes=(*SHARED_NOTES, *(tuple(__doc__.split("\n* ")[1:]) if __doc__ else ())),
    )


SOLOMON_2011 = solomon_2011()
