"""What every number of a comparison is made with: on whom it rests, cross-tables, bounds over completions."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

AS_RECORDED, EXCLUDED_LEFT_OUT, DETERMINED_ONLY = "as recorded", "excluded left out", "determined only"
BASES = (AS_RECORDED, EXCLUDED_LEFT_OUT, DETERMINED_ONLY)
"""On whom a number rests. As recorded: everybody, a finding that is not recorded reads as absent, an excluded patient
counts as not classified. Excluded left out: the same without patients whom one of the sets concerned excludes. Determined
only: patients for whom no completion of the missing findings moves them across the cut, in any of the sets concerned."""

ALL_PATIENTS = "all"
CLASSIFIED, NOT_CLASSIFIED, AS_ASSIGNED = "classified", "not_classified", "as assigned"


class Frozen(BaseModel):
    """Base of every part of a result: it does not change."""

    model_config = ConfigDict(frozen=True)


class Bounds(Frozen):
    """The lowest and the highest value that a statistic takes over all completions of the missing findings.

    exact: each end is reached by some completion; otherwise both are proven, and no completion goes beyond. lowest_count,
    highest_count: the numerators over n, for a proportion. without_value: some completion gives a table for which the
    statistic does not exist. reason: why there are no bounds.
    """

    lowest: float | None
    highest: float | None
    n: int
    lowest_count: int | None = None
    highest_count: int | None = None
    without_value: bool = False
    exact: bool = True
    reason: str | None = None

    @property
    def fixed(self) -> bool:
        """No completion moves the statistic, or there is none."""
        return self.lowest == self.highest


class CrossTable(Frozen):
    """Counts of patients by two classifications; every category is kept, also when nobody is in it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        """All patients in the table."""
        return sum(map(sum, self.counts))
