"""Classifies the batches of one cohort, in order, and sums them up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from myositis.classify_file.source import CohortFile, nothing_else
from myositis.classify_file.summary import CohortSummary, SetSummary
from myositis.classify_file.unread import unread
from myositis.cohort.result import RESULTS, CohortResult, refuse_existing
from myositis.cohort.row_by_row import classify_read
from myositis.cohort.support import supported
from myositis.files import RawTable
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import read_values, require_findings
from myositis.reading.column import SourceColumn

Progress = Callable[[str, int, int], None]
"""Gets what is done (`reading`, then `classifying`), the rows done, and the rows in all (CSV: nearly)."""


def unseen(*_: object) -> None:
    """Progress that nobody looks at."""


@dataclass
class CohortRun:
    """What is asked of a cohort, and what has been counted of it so far.

    wanted: names of `RESULTS`. prefix: put before the name of every added column. settle: find for every finding how many
    patients it would settle. sources, repeated_ids, first_row: what a first pass over the whole file has found.
    """

    criteria: tuple[CriteriaSet, ...]
    wanted: Sequence[str] = RESULTS
    prefix: str = ""
    sources: Sequence[SourceColumn] | None = None
    repeated_ids: set[str] | None = None
    first_row: int = 2
    results_only: bool = False
    settle: bool = True
    summary: CohortSummary = field(init=False)
    columns: tuple[str, ...] = field(init=False, default=())
    """The names of all columns of the file, of which a batch may have only those that are read."""
    unread: list[str] = field(init=False, default_factory=list)
    """What no chosen set reads of the file, in sentences."""

    def __post_init__(self) -> None:
        self.summary = CohortSummary(tuple(SetSummary(one) for one in self.criteria))

    def check_columns(self, columns: Iterable[str], *, mapped: Collection[str] | None = None) -> None:
        """There is something to classify, no column of the file would be written over, and what is not read is noted.

        A set of which the file has nothing is left out. mapped: the findings that a mapping found, which are then what counts.
        """
        columns = tuple(columns)
        self.columns = columns
        if mapped is None:
            require_findings(columns, dictionary_of(self.criteria))
        names = tuple(columns if mapped is None else mapped)
        kept, notes = supported(self.criteria, names)
        self.criteria = tuple(one.criteria for one in kept)
        self.summary.sets = tuple(SetSummary(one.criteria, support=one) for one in kept)
        self.summary.notes += notes
        self.unread = unread(names, self.criteria)
        if not self.results_only:
            refuse_existing(columns, self.criteria, self.wanted, self.prefix)

    def batch(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Classify the next rows of a file that was surveyed: the batch with its result columns."""
        cohort = read_values(
            batch,
            sources=self.sources,
            first_row=self.first_row + self.summary.rows,
            dictionary=dictionary_of(self.criteria),
            check_ids=True if self.repeated_ids is None else self.repeated_ids,
            whole=batch,
            columns_of_file=self.columns or None,
        )
        result = classify_read(cohort, self.criteria, wanted=self.wanted, prefix=self.prefix)
        if not self.summary.rows:
            self.summary.notes += [*cohort.notes, *self.unread]
        self.summary.add(result, self.wanted, self.prefix, settle=self.settle)
        return self.output(batch, result)

    def whole(self, source: CohortFile, progress: Progress = unseen) -> tuple[RawTable, CohortResult]:
        """Read a whole file and classify it: the table as it was, and the results."""
        table, cohort = source.read(self.criteria, also=nothing_else if self.results_only else None)
        self.check_columns(table.columns, mapped=None if source.mapping is None else cohort.values.columns)
        rows = table.frame.height
        progress("reading", rows, rows)
        result = classify_read(cohort, self.criteria, wanted=self.wanted, prefix=self.prefix)
        progress("classifying", rows, rows)
        self.summary.notes += [*table.warnings, *cohort.notes, *self.unread]
        self.summary.add(result, self.wanted, self.prefix, settle=self.settle)
        return table, result

    def output(self, batch: pl.DataFrame, result: CohortResult) -> pl.DataFrame:
        """What is written: the input with the results, or only ids and results."""
        if not self.results_only:
            return batch.with_columns(result.results)
        return result.results.insert_column(0, result.cohort.ids)
