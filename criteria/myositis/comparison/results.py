"""What a comparison returns: plain data, with the reason beside every number that does not exist.

`to_json` writes all of it, `from_json` reads it back. The numbers are in `numbers`; statistics are the `Estimate`s and
`Test`s of `myositis.agreement`. Three frames are made of it: `patients`, `table1` and `numbers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field

from myositis.comparison.basics import Frozen
from myositis.comparison.listing import Listing
from myositis.comparison.missing_together import MissingTogether
from myositis.comparison.numbers import Numbers, StratumTest
from myositis.comparison.table_one import TableOne
from myositis.comparison.tidy import tidy
from myositis.reading.problem import Problem

if TYPE_CHECKING:
    import polars as pl


class ComparedSet(Frozen):
    """One of the sets that are compared: a criteria set read on the findings, or a column that holds a classification.

    short_title: what a heading calls it. kind: `criteria`, `assigned levels` or `assigned yes/no`; the last has no levels.
    levels: lowest first where they are `ranked`. classified: the levels that count as classified. subgroups: without `none`;
    folded: what they stand for where sets are compared. columns: of its score table, when there are several. score: it gives
    one; probability likewise. cut_offs: the lowest score of each level, by column (blank for a single one). prefix: what its
    columns in the table of patients begin with. revision, options, fingerprint, citations, evidence
    (the grade of each part): of the criteria. column: of the file, for an assigned classification.
    """

    id: str
    title: str
    short_title: str
    kind: str
    prefix: str
    levels: tuple[str, ...] = ()
    ranked: bool = False
    classified: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    folded: dict[str, str] = Field(default_factory=dict)
    columns: tuple[str, ...] = ()
    score: bool = False
    cut_offs: dict[str, dict[str, float]] = Field(default_factory=dict)
    probability: bool = False
    revision: int | None = None
    options: dict[str, str] | None = None
    fingerprint: str | None = None
    citations: tuple[str, ...] = ()
    evidence: dict[str, str] = Field(default_factory=dict)
    column: str | None = None

    @property
    def has_levels(self) -> bool:
        """Whether it says more than yes or no."""
        return bool(self.levels)

    @property
    def read_on_findings(self) -> bool:
        """A criteria set; not a classification that the file holds."""
        return self.kind == "criteria"


class Reference(Frozen):
    """The reference standard: which values of which column are cases, comparators, and neither (left out).

    absent: values that were named and that no patient has.
    """

    column: str
    cases: tuple[str, ...]
    comparators: tuple[str, ...]
    left_out: tuple[str, ...]
    absent: tuple[str, ...] = ()


class Flow(Frozen):
    """From the rows of the file to the patients on whom the numbers rest."""

    read: int
    invalid: int
    left_out: int
    without_reference: int
    evaluable: int


class AgainstReference(Frozen):
    """The numbers with another reference, which has evaluable patients of its own."""

    reference: Reference
    flow: Flow
    numbers: Numbers


class ExplainedGroup(Frozen):
    """Patients for whom the same rows of a published table made the difference; see `myositis.comparison.rows`.

    kind: who classified and who did not. text: why, in words. rows: labels of rows. For a classified patient those without
    each of which the patient would not be classified; otherwise alternatives: any one of these combinations of rows would be
    enough. Empty where the patients of the group share the words and not the rows. patients: their places in the table of
    patients, from 0.
    """

    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    patients: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many patients."""
        return len(self.patients)


class Discordance(Frozen):
    """The discordant patients of a pair (two sets), or the misclassified of one set (one), largest groups first."""

    sets: tuple[str, ...]
    groups: tuple[ExplainedGroup, ...]

    @property
    def n(self) -> int:
        """How many patients."""
        return sum(group.n for group in self.groups)


class Settling(Frozen):
    """What knowing one finding would do: it would settle `settled` of the `missing` patients in whom it is not recorded.

    A finding settles a patient when each of its values leaves all open levels on one side of the cut.
    """

    finding: str
    label: str
    missing: int
    settled: int


class Knowing(Frozen):
    """What knowing one more finding would do to the undetermined patients of a set, most useful finding first."""

    id: str
    undetermined: int
    findings: tuple[Settling, ...]


class ComparisonResult(Frozen):
    """Criteria sets compared with each other and with a reference: the data, which `Comparison` prints.

    positive: the levels that were asked to count as classified, by set, where they are not the set's own. by: what the strata
    are made of. references: the numbers with every reference after the first.
    """

    version: str
    software: dict[str, str]
    positive: tuple[str, ...]
    interval: str
    sets: tuple[ComparedSet, ...]
    reference: Reference | None
    equivalent: dict[str, str]
    by: str | None
    flow: Flow
    table_one: TableOne
    overall: Numbers
    strata: tuple[Numbers, ...]
    stratum_tests: tuple[StratumTest, ...]
    references: tuple[AgainstReference, ...]
    discordant: tuple[Discordance, ...]
    misclassified: tuple[Discordance, ...]
    knowing: tuple[Knowing, ...]
    missing_together: MissingTogether | None
    listing: Listing
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]

    def to_json(self) -> str:
        """All of it as JSON; what does not exist is null there, with its reason beside it. Every patient stands once."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A comparison that `to_json` wrote."""
        return cls.model_validate_json(text)

    def info(self, name: str) -> ComparedSet:
        """The set with this id."""
        return next(one for one in self.sets if one.id == name)

    @property
    def patients(self) -> pl.DataFrame:
        """One row for each row of the file.

        patient_id, row (as a spreadsheet shows it), step (`evaluable`, or why not), diagnosis and role (with a reference),
        stratum (with strata); and for each set, after its prefix: level, subgroup, column, score, classified, determined,
        open_levels (joined with `|`), and why (only for discordant and misclassified patients).
        """
        return self.listing.frame

    @property
    def table1(self) -> pl.DataFrame:
        """Table 1, one row for each finding (or value of it) and group; see `table_one.TableOne`."""
        return self.table_one.frame

    @property
    def numbers(self) -> pl.DataFrame:
        """Every estimate and test, one a row; see `tidy`."""
        return tidy(self.overall, self.strata, self.stratum_tests, self.references_by_column, [one.id for one in self.sets])

    @property
    def references_by_column(self) -> dict[str, Numbers]:
        """The numbers with every reference after the first, by its column."""
        return {one.reference.column: one.numbers for one in self.references}
