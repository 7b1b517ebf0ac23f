"""What is counted over a classified cohort: levels, subgroups, what would settle most, and every problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from myositis.cohort.open import settling
from myositis.cohort.result import OPEN, CohortResult, result_names
from myositis.cohort.support import Support
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.problem import Problem, in_order


@dataclass
class SetSummary:
    """Counts over a classified cohort, for one criteria set.

    levels: by (level, open levels, determined); without open outcomes the last two are None. subgroups: by (subgroup,
    determined). settled_by: how many of the undetermined patients each finding would settle. support: how many of the items of
    the set the file has.
    """

    criteria: CriteriaSet
    support: Support | None = None
    levels: Counter[tuple[str, str | None, bool | None]] = field(default_factory=Counter)
    subgroups: Counter[tuple[str | None, bool | None]] = field(default_factory=Counter)
    settled_by: Counter[str] = field(default_factory=Counter)

    @property
    def undetermined(self) -> int:
        """Patients whose level or subgroup a missing finding can change."""
        return sum(count for (_, _, determined), count in self.levels.items() if determined is False)


@dataclass
class CohortSummary:
    """A classified cohort in numbers.

    rows: of the file; invalid: patients that were not classified; no_patients: rows with a heading or a note. problems: why,
    by row and column. warnings: what looks odd although it was classified. notes: what is true of the whole file. sets: the
    counts under each criteria set.
    """

    sets: tuple[SetSummary, ...]
    rows: int = 0
    invalid: int = 0
    no_patients: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, result: CohortResult, wanted: Sequence[str], prefix: str, *, settle: bool) -> None:
        """Count a classified batch. settle: find for every finding how many patients it would settle."""
        self.rows += result.results.height
        self.no_patients += len(result.cohort.no_patients)
        self.invalid += int(result.cohort.invalid.sum()) - len(result.cohort.no_patients)
        self.problems += in_order(result.problems)
        self.warnings += in_order(result.cohort.warnings)
        invalid = result.cohort.invalid
        valid = result.results.filter(~invalid) if invalid.any() else result.results
        for summary in self.sets:
            names = result_names(summary.criteria, wanted, prefix)
            asked = [names[name] for name in ("level", "subgroup", "open_levels", "determined") if name in names]
            for level, subgroup, *opened, count in valid.group_by(asked).len().rows():
                levels, determined = opened or (None, None)
                summary.levels[level, levels, determined] += count
                summary.subgroups[subgroup, determined] += count
            if settle and set(OPEN) & set(wanted):
                summary.settled_by += settling(summary.criteria, result.patterns[summary.criteria.full_id])
