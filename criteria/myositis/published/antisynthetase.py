"""Antisynthetase syndrome: Connors 2010, Solomon 2011 (two variants), Lega 2015.

Reading notes (what the sources leave open and we decided):

* "Antisynthetase antibody" is the summary `anti_ars`: present when one of Jo-1, PL-7, PL-12, EJ, OJ is.
* Arthritis is arthritis of any kind; where only arthritis without destruction is recorded, it is read off that. Fever is
  persistent and unexplained.
* Connors 2010 has no item on myositis: the antibody with myositis alone is not met.
* Solomon 2011: sources conflict, so there are two variants. `abstract`: two major criteria, or one major and two minor.
  `norwegian`: the antibody found twice, one of myositis, lung disease and arthritis, and two of fever, Raynaud's phenomenon
  and mechanic's hands. Myositis is polymyositis or dermatomyositis by Bohan & Peter, probable or definite; where one of its
  exclusions is recorded it does not count.
* Lega 2015: "myositis, overt or hypomyopathic" is any finding of myositis: a raised enzyme (aldolase included), EMG, MRI or
  biopsy; weakness alone is not enough.
"""

from __future__ import annotations

from myositis.dictionary.findings import aldolase_elevated, biopsy_myositis, emg_myopathic, muscle_enzymes_elevated
from myositis.dictionary.later_findings import (
    anti_ars,
    ars_confirmed_twice,
    arthralgia_inflammatory,
    arthritis,
    fever_persistent,
    interstitial_lung_disease,
    mechanics_hands,
    mri_myositis,
    raynaud,
)
from myositis.errors import unknown
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975, EXCLUSIONS
from myositis.published.common import ANOTHER_EXPLANATION, NOT_ASSESSED, classified_by, met_when
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.published.tables import Citation, Evidence
from myositis.rules.vocabulary import Rule, all_of, any_of, as_rule, at_least

_COPY = "read in a review of the European Respiratory Review; the original was not seen"
CONNORS = Citation(f"Connors et al. 2010, {_COPY}.", ())
SOLOMON = Citation("Solomon et al. 2011: the abstract, and a Norwegian study; the original was not seen.", ())
LEGA = Citation(f"Lega et al. 2015, {_COPY}.", ())

ANTIBODY = Criterion("antibody", "antisynthetase antibody", as_rule(anti_ars))
LUNG = Criterion("lung", "interstitial lung disease", as_rule(interstitial_lung_disease))
ARTHRITIS = Criterion("arthritis", "arthritis", as_rule(arthritis))
JOINTS = Criterion(
    "joints",
    "symmetric inflammatory arthralgia or arthritis",
    any_of(arthralgia_inflammatory, arthritis),
)
FEVER = Criterion("fever", "persistent unexplained fever", as_rule(fever_persistent))
RAYNAUD = Criterion("raynaud", "Raynaud's phenomenon", as_rule(raynaud))
HANDS = Criterion("mechanics_hands", "mechanic's hands", as_rule(mechanics_hands))
MYOSITIS = Criterion(
    "myositis",
    "myositis, overt or hypomyopathic",
    any_of(
        muscle_enzymes_elevated,
        aldolase_elevated,
        emg_myopathic,
        mri_myositis,
        biopsy_myositis,
        label="enzymes, EMG, MRI or biopsy with findings of myositis",
    ),
)
MUSCLE = Criterion("muscle", "polymyositis or dermatomyositis by Bohan & Peter", classified_by(BOHAN_PETER_1975))


def _rules(*criteria: Criterion) -> tuple[Rule, ...]:
    return tuple(item.rule for item in criteria)


CONNORS_2010 = CriteriaSet(
    id="connors-2010",
    title="Connors 2010 criteria for antisynthetase syndrome",
    short_title="Connors 2010",
    abbreviation="co10",
    disease="antisynthetase syndrome",
    revision=1,
    citations=(CONNORS,),
    columns=(Column("", met_when(all_of(anti_ars, any_of(*_rules(RAYNAUD, ARTHRITIS, LUNG, FEVER, HANDS))))),),
    classified=("met",),
    excluded=ANOTHER_EXPLANATION,
    criteria=(ANTIBODY, RAYNAUD, ARTHRITIS, LUNG, FEVER, HANDS),
    notes=(NOT_ASSESSED,),
    evidence=(Evidence("the rule", "B"),),
    families=("antisynthetase",),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)

LEGA_2015 = CriteriaSet(
    id="lega-2015",
    title="Lega 2015 criteria for antisynthetase syndrome",
    short_title="Lega 2015",
    abbreviation="le15",
    disease="antisynthetase syndrome",
    revision=1,
    citations=(LEGA,),
    columns=(
        Column(
            "",
            met_when(
                all_of(
                    anti_ars,
                    any_of(
                        any_of(*_rules(MYOSITIS, LUNG, JOINTS), label="myositis, lung disease or joints"),
                        at_least(2, *_rules(FEVER, RAYNAUD, HANDS), label="two of fever, Raynaud's phenomenon, mechanic's hands"),
                    ),
                )
            ),
        ),
    ),
    classified=("met",),
    excluded=ANOTHER_EXPLANATION,
    criteria=(ANTIBODY, MYOSITIS, LUNG, JOINTS, FEVER, RAYNAUD, HANDS),
    notes=(NOT_ASSESSED,),
    evidence=(Evidence("the rule", "B", "one page of a review"), Evidence("what counts as myositis", "C", "a reading of ours")),
    families=("antisynthetase",),
    reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
)

OPTIONS: dict[str, tuple[str, ...]] = {"variant": ("abstract", "norwegian")}
"""The option of Solomon 2011 and its values; the first is the default."""

APPLIES, EXCLUDED = "Bohan & Peter applies", "Bohan & Peter excluded"


def solomon_2011(variant: str = "abstract") -> CriteriaSet:
    """Solomon 2011 in one of its two variants; UnknownNameError for a value that does not exist."""
    if variant not in OPTIONS["variant"]:
        raise unknown("value of the option variant", variant, OPTIONS["variant"])
    abstract = variant == "abstract"
    twice = Criterion("antibody", "antisynthetase antibody found twice", as_rule(ars_confirmed_twice))
    minor = (ARTHRITIS, RAYNAUD, HANDS) if abstract else (FEVER, RAYNAUD, HANDS)
    antibody = ANTIBODY if abstract else twice

    def met(muscle: tuple[Criterion, ...]) -> Rule:
        """muscle: the item on muscle disease, where Bohan & Peter's exclusions leave it."""
        if abstract:
            major = _rules(LUNG, *muscle)
            one_and_two = all_of(any_of(*major), at_least(2, *_rules(*minor)), label="one major and two minor criteria")
            enough = any_of(at_least(2, *major, label="both major criteria"), one_and_two)
        else:
            enough = all_of(any_of(*_rules(*muscle, LUNG, ARTHRITIS)), at_least(2, *_rules(*minor)))
        return all_of(antibody.rule, enough)

    return CriteriaSet(
        id="solomon-2011",
        title="Solomon 2011 criteria for antisynthetase syndrome",
        short_title="Solomon 2011" if abstract else "Solomon 2011 (Norwegian variant)",
        abbreviation="so11" if abstract else "so11n",
        disease="antisynthetase syndrome",
        revision=1,
        citations=(SOLOMON,),
        options=(("variant", variant),),
        defaults=(("variant", "abstract"),),
        columns=(
            Column(APPLIES, met_when(met((MUSCLE,)))),
            Column(EXCLUDED, met_when(met(())), when=any_of(*EXCLUSIONS, label="an exclusion of Bohan & Peter")),
        ),
        classified=("met",),
        excluded=ANOTHER_EXPLANATION,
        criteria=(antibody, LUNG, MUSCLE, ARTHRITIS, *([] if abstract else [FEVER]), RAYNAUD, HANDS),
        notes=(NOT_ASSESSED,),
        evidence=(
            (
                Evidence("the lists of major and minor criteria", "B"),
                Evidence("that the antibody is required, and the counts", "C", "sources conflict"),
            )
            if abstract
            else (Evidence("the rule", "B", "sources conflict"),)
        ),
        families=("antisynthetase",),
        reading_notes=tuple(__doc__.split("\n* ")[1:]) if __doc__ else (),
    )


SOLOMON_2011 = solomon_2011()
