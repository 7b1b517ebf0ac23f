"""The numbers of a comparison: each with its n, every count with the ids of its patients."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from myositis.agreement import DiagnosticAccuracy, Estimate, Test

AS_RECORDED, EXCLUDED_LEFT_OUT, DETERMINED_ONLY = "as recorded", "excluded left out", "determined only"
BASES = (AS_RECORDED, EXCLUDED_LEFT_OUT, DETERMINED_ONLY)
"""On whom a number rests. As recorded: everybody, a finding that is not recorded reads as absent, an excluded patient
counts as not classified. Excluded left out: the same without patients whom one of the sets concerned excludes. Determined
only: patients for whom no completion of the missing findings moves them across the cut, in any of the sets concerned."""

ALL_PATIENTS = "all"


class Frozen(BaseModel):
    """Base of every part of a result: it does not change."""

    model_config = ConfigDict(frozen=True)


class Patients(Frozen):
    """A number of patients, and who they are."""

    n: int
    ids: tuple[str, ...]

    @classmethod
    def of(cls, ids: Iterable[str]) -> Patients:
        """These patients, in the order of the cohort."""
        listed = tuple(ids)
        return cls.model_construct(n=len(listed), ids=listed)


class Bounds(Frozen):
    """The lowest and the highest value that a statistic takes over all completions of the missing findings, exactly.

    lowest_count, highest_count: the numerators over n, for a proportion. without_value: some completion gives a table for
    which the statistic does not exist. reason: why there are no bounds.
    """

    lowest: float | None
    highest: float | None
    n: int
    lowest_count: int | None = None
    highest_count: int | None = None
    without_value: bool = False
    reason: str | None = None

    @property
    def fixed(self) -> bool:
        """No completion moves the statistic, or there is none."""
        return self.lowest == self.highest


class SetNumbers(Frozen):
    """One set in one group of patients. classified, not_classified: on the record; the excluded are not classified.

    determined: no completion moves the patient across the cut. bounds: the share classified over all completions.
    """

    id: str
    evaluable: Patients
    not_evaluable: Patients
    excluded: Patients
    classified: Patients
    not_classified: Patients
    determined: Patients
    undetermined: Patients
    levels: dict[str, Patients]
    subgroups: dict[str, Patients]
    bounds: Bounds


class CrossTable(Frozen):
    """Counts of patients by two classifications; every category is kept, also when nobody is in it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Patients, ...], ...]

    @property
    def counts(self) -> list[list[int]]:
        """The table as numbers."""
        return [[cell.n for cell in row] for row in self.cells]


class Agreement(Frozen):
    """Two sets in one group of patients, on one basis (see `BASES`). `difference`: share classified, first less second.

    The weighted kappas, Bowker and Stuart-Maxwell are over the four levels and leave out the excluded: their own n.
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
    """Two sets compared in one group of patients.

    levels, subgroups, folded: cross-tables of everybody whom both sets could be read on, None for a set without them.
    folded_agreement, folded_kappa: over DM, PM and IBM, among patients to whom both sets give one of these.
    agreement_bounds, kappa_bounds: over all joint completions.
    """

    first: str
    second: str
    patients: Patients
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
    patients: Patients
    fleiss_kappa: Estimate
    cochran_q: Test


class Performance(Frozen):
    """One set against the reference: on one basis, at one level and above, in one group by biopsy.

    bounds: on the basis `as recorded` only.
    """

    id: str
    basis: str
    level: str
    biopsy: str
    true_positive: Patients
    false_positive: Patients
    false_negative: Patients
    true_negative: Patients
    accuracy: DiagnosticAccuracy
    sensitivity_bounds: Bounds | None = None
    specificity_bounds: Bounds | None = None


class DiagnosisShare(Frozen):
    """The share classified within one reference diagnosis. role: case or comparator."""

    id: str
    diagnosis: str
    role: str
    classified: Patients
    not_classified: Patients
    share: Estimate


class Area(Frozen):
    """The area under the ROC curve of a set's probability, in one group by biopsy. The excluded have none."""

    id: str
    biopsy: str
    patients: Patients
    auc: Estimate


class AreaDifference(Frozen):
    """DeLong's test between the probabilities of two sets."""

    first: str
    second: str
    patients: Patients
    test: Test


class PairedPerformance(Frozen):
    """Two sets on the same patients with a reference. Among `cases` sensitivity, among `comparators` specificity.

    difference: the first set's share less the second's. table: rows the first set, columns the second.
    """

    first: str
    second: str
    group: str
    table: CrossTable
    difference: Estimate
    mcnemar: Test


class Numbers(Frozen):
    """Everything that is counted in one group of patients: the whole cohort, or a stratum."""

    name: str
    patients: Patients
    cases: Patients | None
    comparators: Patients | None
    sets: tuple[SetNumbers, ...]
    pairs: tuple[Pair, ...]
    several: tuple[Several, ...]
    performance: tuple[Performance, ...]
    diagnoses: tuple[DiagnosisShare, ...]
    areas: tuple[Area, ...]
    area_differences: tuple[AreaDifference, ...]
    paired: tuple[PairedPerformance, ...]
