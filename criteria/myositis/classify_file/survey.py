"""What must be known of a whole file before its first batch is classified: repeated ids, signs, the decimal mark.

Memory does not grow with the file, beyond eight bytes per row for finding repeated ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from myositis.dictionary.findings import FIRST_EDITION, patient_id
from myositis.files import DecimalEvidence
from myositis.reading.cohort import marks_of, own_source
from myositis.reading.column import SourceColumn, read_column
from myositis.reading.ids import matched_ids
from myositis.rules.vocabulary import Category, Finding, Measurement, Variable


@dataclass
class Survey:
    """What a first pass over a file collects: duplicate ids, columns that hold both signs, the decimal mark."""

    columns: tuple[str, ...]
    first_row: int = 2
    dictionary: Mapping[str, Variable] = field(default_factory=lambda: FIRST_EDITION)
    """The entries that the columns may be."""
    _marks: dict[str, set[str]] = field(default_factory=dict)
    text: tuple[str, ...] | None = None
    """The columns that hold text; None when all of them may."""
    yes_no: tuple[str, ...] = ()
    """The columns that hold truth values: nothing is left to be seen in them."""
    _hashes: list[pl.Series] = field(default_factory=list)
    _repeated: set[str] | None = None

    def __post_init__(self) -> None:
        self._numbers = [name for name in self.columns if isinstance(self.dictionary.get(name), Measurement)]
        self._findings = [name for name in self.columns if isinstance(self.dictionary.get(name), Finding | Category)]
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
            seen.update(ids.filter(ids.hash(seed=0).is_in(suspects.implode())).to_list())
        self._repeated = {name for name, count in seen.items() if count > 1}

    @property
    def repeated(self) -> set[str]:
        return self._repeated or set()

    def sources(self) -> list[SourceColumn]:
        """Where each finding is read from, decided for the whole file."""
        comma = self._decimals.undecided()
        names = [name for name in self.dictionary if name in self.columns]
        return [own_source(self.dictionary[name], self._marks.get(name, set()), decimal_comma=comma) for name in names]


def _ids(batch: pl.DataFrame) -> pl.Series:
    """The spelling under which ids are one patient, as when the batch is classified; null for a missing one."""
    ids = batch[patient_id.name]
    if ids.dtype != pl.String and not ids.dtype.is_integer():  # those two are read as they stand
        ids = read_column(own_source(patient_id, set(), decimal_comma=False), ids, previews=False).values[patient_id.name]
    return matched_ids(ids)
