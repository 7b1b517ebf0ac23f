"""The numbers of a comparison, each with its n: plain counts and the statistics made of them.

Who is behind a count is not repeated here: the table of patients (`results.ComparisonResult.patients`) has one row for each,
with what every set says of the patient.
"""

from __future__ import annotations

from myositis.agreement import Estimate, Test
from myositis.comparison.against import (
    Area,
    AreaDifference,
    DiagnosisShare,
    LevelsByDiagnosis,
    PairedPerformance,
    Performance,
    Roc,
    ScoreCut,
    SubgroupsAgainstReference,
    SummaryColumn,
)
from myositis.comparison.basics import Bounds, CrossTable, Frozen


class SetNumbers(Frozen):
    """One set in one group of patients. classified, not_classified: on the record; the excluded are not classified.

    determined: no completion moves the patient across the cut; classified_determined: those of them who are classified.
    levels: by name, in the order of the set, `excluded` last. share: classified of evaluable; share_determined: the same
    among the determined; bounds: the same over all completions.
    """

    id: str
    evaluable: int
    not_evaluable: int
    excluded: int
    classified: int
    not_classified: int
    determined: int
    undetermined: int
    classified_determined: int
    levels: dict[str, int]
    subgroups: dict[str, int]
    share: Estimate
    share_determined: Estimate
    bounds: Bounds


class Agreement(Frozen):
    """Two sets in one group of patients, on one basis (see `BASES`). `difference`: share classified, first less second.

    The weighted kappas, Bowker and Stuart-Maxwell are over the levels that both sets share and leave out the excluded: their
    own n. They do not exist, with the reason, where the sets have other levels; the weights not where levels are unranked.
    """

    basis: str
    table: CrossTable
    observed_agreement: Estimate
    cohen_kappa: Estimate
    positive_agreement: Estimate
    negative_agreement: Estimate
    pabak: Estimate
    gwet_ac1: Estimate
    prevalence_index: Estimate
    bias_index: Estimate
    difference: Estimate
    kappa_linear: Estimate
    kappa_quadratic: Estimate
    mcnemar: Test
    bowker: Test
    stuart_maxwell: Test


class Pair(Frozen):
    """Two sets compared in one group of patients. n: those of whom both say something.

    levels, subgroups, folded: cross-tables of these, None for a set without them. folded_agreement, folded_kappa: over the
    subgroups that stand for each other (DM, PM, IBM), among patients to whom both sets give one of these. agreement_bounds,
    kappa_bounds: over all joint completions.
    """

    first: str
    second: str
    n: int
    agreements: tuple[Agreement, ...]
    levels: CrossTable | None
    subgroups: CrossTable | None
    folded: CrossTable | None
    folded_agreement: Estimate | None
    folded_kappa: Estimate | None
    agreement_bounds: Bounds
    kappa_bounds: Bounds


class Several(Frozen):
    """Three or more sets at once, on one basis."""

    basis: str
    n: int
    fleiss_kappa: Estimate
    cochran_q: Test


class StratumTest(Frozen):
    """Whether a statistic differs between strata. sets: one, or two for the agreement of a pair."""

    statistic: str
    sets: tuple[str, ...]
    test: Test


class Numbers(Frozen):
    """Everything that is counted in one group of patients: the whole cohort, or a stratum."""

    name: str
    n: int
    cases: int | None
    comparators: int | None
    sets: tuple[SetNumbers, ...]
    pairs: tuple[Pair, ...]
    several: tuple[Several, ...]
    performance: tuple[Performance, ...]
    diagnoses: tuple[DiagnosisShare, ...]
    levels: tuple[LevelsByDiagnosis, ...]
    subgroups: tuple[SubgroupsAgainstReference, ...]
    areas: tuple[Area, ...]
    curves: tuple[Roc, ...]
    score_cuts: tuple[ScoreCut, ...]
    area_differences: tuple[AreaDifference, ...]
    paired: tuple[PairedPerformance, ...]
    summary: tuple[SummaryColumn, ...]
