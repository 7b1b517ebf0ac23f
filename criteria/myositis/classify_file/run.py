"""Classify a file batch by batch: what must be known of the whole file first, and what is summed up over it.

Memory does not grow with the file, beyond eight bytes per row for finding duplicate ids and what the problems take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from myositis.cohort.open import settling
from myositis.cohort.result import OPEN, CohortResult, result_names
from myositis.cohort.row_by_row import classify_read
from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.files import DecimalEvidence
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import marks_of, own_source, read_values
from myositis.reading.column import SourceColumn
from myositis.reading.ids import matched_ids
from myositis.reading.problem import Problem
from myositis.rules.vocabulary import Category, Finding, Measurement


@dataclass
class Survey:
    """What a first pass over a file collects: duplicate ids, columns that hold both signs, the decimal mark."""

    columns: tuple[str, ...]
    first_row: int = 2
    _marks: dict[str, set[str]] = field(default_factory=dict)
    text: tuple[str, ...] | None = None
    """The columns that hold text; None when all of them may."""
    yes_no: tuple[str, ...] = ()
    """The columns that hold truth values: nothing is left to be seen in them."""
    _hashes: list[pl.Series] = field(default_factory=list)
    _repeated: set[str] | None = None

    def __post_init__(self) -> None:
        self._numbers = [name for name in self.columns if isinstance(DICTIONARY.get(name), Measurement)]
        self._findings = [name for name in self.columns if isinstance(DICTIONARY.get(name), Finding | Category)]
        text = self.columns if self.text is None else self.text
        self._seen = ({*self._numbers} & {*text}) | ({*self._findings} - {*self.yes_no})
        self._decimals = DecimalEvidence(self.first_row)

    @property
    def asked(self) -> list[str]:
        """The columns that `see` looks at: in typed files numbers and truth values that are typed say all by themselves."""
        return [name for name in self.columns if name == patient_id.name or name in self._seen]

    def see(self, batch: pl.DataFrame) -> None:
        """Look at one batch."""
        self._decimals.add(batch, [name for name in self._numbers if name in batch.columns])
        for name in self._findings:
            if name in batch.columns and batch[name].dtype != pl.Boolean:
                self._marks.setdefault(name, set()).update(marks_of(batch[name]))
        if patient_id.name in batch.columns:
            self._hashes.append(_ids(batch).drop_nulls().hash(seed=0))

    def suspects(self) -> pl.Series:
        """The hashes that occur more than once."""
        every = pl.concat(self._hashes).sort() if self._hashes else pl.Series([], dtype=pl.UInt64)
        self._hashes = []
        return every.filter(every == every.shift(1)).unique()

    def settle_ids(self, batches: Iterable[pl.DataFrame]) -> None:
        """A second look, only when hashes repeat: which ids really stand in more than one row."""
        suspects = self.suspects()
        if not len(suspects):
            self._repeated = set()
            return
        seen: Counter[str] = Counter()
        for batch in batches:
            ids = _ids(batch).drop_nulls()
            seen.update(ids.filter(ids.hash(seed=0).is_in(suspects)).to_list())
        self._repeated = {name for name, count in seen.items() if count > 1}

    @property
    def repeated(self) -> set[str]:
        return self._repeated or set()

    def sources(self) -> list[SourceColumn]:
        """Where each finding is read from, decided for the whole file."""
        comma = self._decimals.comma()
        names = [name for name in DICTIONARY if name in self.columns]
        return [own_source(DICTIONARY[name], self._marks.get(name, set()), decimal_comma=comma) for name in names]


def _ids(batch: pl.DataFrame) -> pl.Series:
    return matched_ids(batch[patient_id.name])


@dataclass
class Summary:
    """Counts over a classified cohort, for one criteria set.

    levels: by (level, open levels, determined); without open outcomes the last two are None. subgroups: by (subgroup,
    determined). settled_by: how many of the undetermined patients each finding would settle.
    """

    criteria: CriteriaSet
    levels: Counter[tuple[str, str | None, bool | None]] = field(default_factory=Counter)
    subgroups: Counter[tuple[str | None, bool | None]] = field(default_factory=Counter)
    settled_by: Counter[str] = field(default_factory=Counter)

    @property
    def undetermined(self) -> int:
        return sum(count for (_, _, determined), count in self.levels.items() if determined is False)


@dataclass
class CohortRun:
    """Classifies the batches of one file, in order, and sums them up.

    settle: find for every finding how many patients it would settle.
    """

    criteria: tuple[CriteriaSet, ...]
    wanted: Sequence[str]
    prefix: str = ""
    sources: Sequence[SourceColumn] | None = None
    repeated_ids: set[str] | None = None
    first_row: int = 2
    results_only: bool = False
    settle: bool = True
    rows: int = 0
    invalid: int = 0
    no_patients: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.summaries = [Summary(one) for one in self.criteria]

    def classify(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The batch with its result columns."""
        cohort = read_values(
            batch,
            sources=self.sources,
            first_row=self.first_row + self.rows,
            check_ids=True if self.repeated_ids is None else self.repeated_ids,
            whole=batch,
        )
        result = classify_read(cohort, self.criteria, wanted=self.wanted, prefix=self.prefix)
        if not self.rows:
            self.notes += cohort.notes
        self.add(result)
        return self.output(batch, result)

    def output(self, batch: pl.DataFrame, result: CohortResult) -> pl.DataFrame:
        """What is written: the input with the results, or only ids and results."""
        if not self.results_only:
            return batch.with_columns(result.results)
        return result.results.insert_column(0, result.cohort.ids)

    def add(self, result: CohortResult) -> None:
        """Count a classified batch."""
        self.rows += result.results.height
        self.no_patients += len(result.cohort.no_patients)
        self.invalid += int(result.cohort.invalid.sum()) - len(result.cohort.no_patients)
        self.problems += sorted(result.problems, key=lambda problem: problem.row)
        self.warnings += sorted(result.cohort.warnings, key=lambda problem: problem.row)
        valid = result.results.filter(~result.cohort.invalid)
        for summary in self.summaries:
            names = result_names(summary.criteria, self.wanted, self.prefix)
            level, subgroup = pl.col(names["level"]), pl.col(names["subgroup"])
            opened = [pl.col(names[name]) if name in names else pl.lit(None) for name in ("open_levels", "determined")]
            keys = [level.alias("level"), opened[0].alias("open"), opened[1].alias("determined")]
            for *key, count in valid.group_by(keys).len().rows():
                summary.levels[tuple(key)] += count
            for *key, count in valid.group_by(subgroup.alias("subgroup"), keys[2]).len().rows():
                summary.subgroups[tuple(key)] += count
            if self.settle and set(OPEN) & set(self.wanted):
                summary.settled_by += settling(summary.criteria, result.patterns[summary.criteria.full_id])
