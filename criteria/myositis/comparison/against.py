"""The numbers of sets against a reference: plain counts and the statistics made of them."""

from __future__ import annotations

from myositis.agreement import DiagnosticAccuracy, Estimate, Test
from myositis.comparison.basics import Bounds, CrossTable, Frozen


class InColumn(Frozen):
    """A number of one set, of all patients or of those whose record is read in one column of a set's score table.

    column: its name, or `all`; column_of: the id of the set whose column it is, None for all.
    """

    id: str
    column_of: str | None
    column: str


class Performance(InColumn):
    """One set against the reference: on one basis, at one level.

    level: `classified` (the levels that count as classified), a level (that level and those above, only where levels are
    ranked), or `as assigned` for a column of yes and no. bounds: on the basis `as recorded` only.
    """

    basis: str
    level: str
    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    accuracy: DiagnosticAccuracy
    sensitivity_bounds: Bounds | None = None
    specificity_bounds: Bounds | None = None

    @property
    def cases(self) -> int:
        """Patients who are cases by the reference."""
        return self.true_positive + self.false_negative

    @property
    def comparators(self) -> int:
        """Patients who are comparators by the reference."""
        return self.false_positive + self.true_negative


class DiagnosisShare(InColumn):
    """The share classified within one reference diagnosis. role: case or comparator."""

    diagnosis: str
    role: str
    classified: int
    n: int
    share: Estimate


class LevelsByDiagnosis(Frozen):
    """How many patients of each reference diagnosis (rows) have each level (columns) under one set, on the record.

    roles: case or comparator, row by row.
    """

    id: str
    table: CrossTable
    roles: tuple[str, ...]


class SubgroupPerformance(Frozen):
    """One subgroup of a set against the diagnoses that it stands for.

    both: given the subgroup and diagnosed so; given: all to whom the set gives it; diagnosed: all with such a diagnosis.
    sensitivity: both of diagnosed; precision: both of given; kappa: of the 2x2 table, this subgroup or not.
    """

    subgroup: str
    diagnoses: tuple[str, ...]
    both: int
    given: int
    diagnosed: int
    sensitivity: Estimate
    precision: Estimate
    kappa: Estimate


class SubgroupsAgainstReference(Frozen):
    """The subgroup of one set against the reference diagnosis. among: `all patients`, or those `classified` by the set.

    table: rows the subgroup, columns the diagnosis. agreement, kappa: over the subgroups that stand for a diagnosis, among
    patients who have such a diagnosis and are given one of these subgroups.
    """

    id: str
    among: str
    n: int
    table: CrossTable
    subgroups: tuple[SubgroupPerformance, ...]
    agreement: Estimate
    kappa: Estimate


class Area(InColumn):
    """The area under the ROC curve of a set's probability, or of its score where it gives no probability.

    n: the patients on the curve. excluded: patients whom the set excludes; they are not on the curve, and the score that
    stands beside them in the data is used for nothing.
    """

    n: int
    excluded: int
    auc: Estimate


class RocPoint(Frozen):
    """Calling a patient positive from this score (and probability) on. score: None where columns with cut-offs of their own
    are mixed. true_positive, false_positive: patients at or above it."""

    score: float | None
    probability: float | None
    true_positive: int
    false_positive: int
    sensitivity: float
    specificity: float


class Roc(InColumn):
    """The ROC curve, from the highest score down; the corner where nobody is positive is not a point of it.

    youden: the point with the highest sensitivity + specificity - 1, the first of equals; youden_index: its height;
    youden_accuracy: accuracy there, which is better than it would be in other patients, since the point was chosen in these.
    reason: why there is no curve.
    """

    cases: int
    comparators: int
    excluded: int
    points: tuple[RocPoint, ...]
    youden: RocPoint | None
    youden_index: float | None
    youden_accuracy: DiagnosticAccuracy | None
    reason: str | None


class ScoreCut(InColumn):
    """Accuracy when patients with a score of `cut` or more are called positive; the excluded are not."""

    cut: float
    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    accuracy: DiagnosticAccuracy


class AreaDifference(Frozen):
    """DeLong's test between the probabilities of two sets."""

    first: str
    second: str
    n: int
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


class SummaryColumn(InColumn):
    """One column of the table in the form of Lundberg 2017, Table 4: a set, with n of its own.

    performance: sensitivity to correctly classified. diagnoses: the share classified within each diagnosis.
    """

    performance: Performance
    diagnoses: tuple[DiagnosisShare, ...]
