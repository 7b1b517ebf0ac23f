"""What a comparison returns: plain data, with the reason beside every number that does not exist.

`Comparison.to_json()` writes all of it, `Comparison.from_json()` reads it back. The numbers are in `numbers`; statistics are
the `Estimate`s and `Test`s of `myositis.agreement`.
"""

from __future__ import annotations

from myositis.comparison.numbers import Frozen, Numbers, Patients
from myositis.reading.problem import Problem


class ComparedSet(Frozen):
    """One of the sets that are compared: a criteria set read on the findings, or a column that holds a classification.

    kind: `criteria`, `assigned levels` or `assigned yes/no`; the last has no levels. revision, options, fingerprint: of the
    criteria. column: of the file, for an assigned classification.
    """

    id: str
    title: str
    kind: str
    revision: int | None = None
    options: dict[str, str] | None = None
    fingerprint: str | None = None
    column: str | None = None
    subgroups: tuple[str, ...] = ()


class Reference(Frozen):
    """The reference standard: which values of which column are cases, comparators, and neither (left out)."""

    column: str
    cases: tuple[str, ...]
    comparators: tuple[str, ...]
    left_out: tuple[str, ...]


class Flow(Frozen):
    """From the rows of the file to the patients on whom the numbers rest."""

    read: Patients
    invalid: Patients
    left_out: Patients
    without_reference: Patients
    evaluable: Patients


class Reading(Frozen):
    """What one set says of one patient, and why; see `myositis.comparison.rows`.

    rows: labels of rows of the published table. For a classified patient those without each of which the patient would not
    be classified; otherwise alternatives: any one of these combinations of rows would be enough.
    """

    classified: bool
    level: str | None
    subgroup: str | None
    open_levels: tuple[str, ...]
    why: str
    rows: tuple[tuple[str, ...], ...]


class ExplainedPatient(Frozen):
    """One discordant or misclassified patient."""

    id: str
    diagnosis: str | None
    readings: tuple[Reading, ...]


class ExplainedGroup(Frozen):
    """Patients for whom the same rows made the difference. kind: who classified and who did not."""

    kind: str
    text: str
    patients: tuple[ExplainedPatient, ...]


class Discordance(Frozen):
    """The discordant patients of a pair (two sets), or the misclassified of one set (one), largest groups first."""

    sets: tuple[str, ...]
    groups: tuple[ExplainedGroup, ...]


class Settling(Frozen):
    """What knowing one finding would do: `settled` of the patients in whom it is not recorded and still matters.

    A finding settles a patient when each of its values leaves all open levels on one side of the cut.
    """

    finding: str
    label: str
    matters: Patients
    settled: Patients


class Knowing(Frozen):
    """What knowing one more finding would do to the undetermined patients of a set, most useful finding first."""

    id: str
    undetermined: Patients
    findings: tuple[Settling, ...]


class Comparison(Frozen):
    """Criteria sets compared with each other and with a reference; see `myositis.compare`."""

    version: str
    software: dict[str, str]
    positive: str
    interval: str
    sets: tuple[ComparedSet, ...]
    reference: Reference | None
    by: str | None
    biopsy: str | None
    flow: Flow
    overall: Numbers
    strata: tuple[Numbers, ...]
    discordant: tuple[Discordance, ...]
    misclassified: tuple[Discordance, ...]
    knowing: tuple[Knowing, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]
    methods: tuple[str, ...]

    def to_json(self) -> str:
        """All of it as JSON; what does not exist is null there, with its reason beside it."""
        return self.model_dump_json(indent=1)

    @classmethod
    def from_json(cls, text: str) -> Comparison:
        """A comparison that `to_json` wrote."""
        return cls.model_validate_json(text)

    def render(self, style: str = "text", *, landis_koch: bool = False, patients: int | None = None) -> str:
        """The comparison as `text`, `markdown`, `html`, `latex`, `csv` or `json`; see `myositis.comparison.report.render`."""
        from myositis.comparison.report.render import render

        return render(self, style, landis_koch=landis_koch, patients=patients)
