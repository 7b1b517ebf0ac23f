"""Parquet: typed columns, made plain; read slice by slice where a file is larger than memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from myositis.files.errors import FileFormatError, library_failures, listed, quoted
from myositis.files.headers import check_headers
from myositis.files.memory import check_memory, memory_limit

if TYPE_CHECKING:
    import polars as pl

_ADVICE = "it is damaged or truncated"
_COPIES = 5
"""How often a batch stands in memory at the same time: as it was read, with its results, and on its way out."""
_PER_CELL = 16
_FEWEST = 1000
"""Rows in a batch at least; with fewer, a file would take for ever."""


@dataclass(frozen=True)
class Judged:
    """What a look at the whole file has found: bytes of all texts and of the longest in a row, and the places of the binary
    columns that are no text."""

    letters: int
    longest: int
    digits: tuple[int, ...]


class ParquetFile:
    """A Parquet file: columns and number of rows are known at once, the rows come in slices on request.

    Binary columns are text where all of it is text, and otherwise hexadecimal digits.
    """

    def __init__(self, path: Path, name: str, judged: Judged) -> None:
        import polars as pl

        self.name = name
        self.warnings: list[str] = []
        with library_failures(name, "read", _ADVICE):
            self._lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False)
            self._schema = self._lazy.collect_schema()
            self.rows = int(self._lazy.select(pl.len()).collect().item())
        if not self._schema:
            raise FileFormatError(f"{quoted(name)} has no columns")
        headers = list(self._schema)
        names = check_headers(name, headers)
        if "" in names:
            raise FileFormatError(f"{quoted(name)}: column {names.index('') + 1} has no name")
        nested = [header for header, kind in self._schema.items() if kind.is_nested() or kind == pl.Object]
        if len(nested) == len(names):
            raise FileFormatError(f"{quoted(name)} has only nested columns: {listed(nested)}; flatten them")
        if nested:
            self.warnings.append(f"left out, holding lists or objects: {listed(nested)}; flatten them if they are needed")
        self.judged = judged
        plain = {
            position: _plain(position, kind).alias(named)
            for position, (kind, named) in enumerate(zip(self._schema.values(), names, strict=True))
            if headers[position] not in nested
        }
        for place in judged.digits:
            if place in plain:
                plain[place] = _no_empty(pl.nth(place).bin.encode("hex")).alias(names[place])
                self.warnings.append(f"the column {quoted(names[place])} is binary: shown as hexadecimal digits")
        names = [names[place] for place in plain]
        self._plain = list(plain.values())
        with library_failures(name, "read", _ADVICE):
            made = self._lazy.select(self._plain).collect_schema()
        self.text = tuple(name for name, kind in made.items() if kind == pl.String)
        self.yes_no = tuple(name for name, kind in made.items() if kind == pl.Boolean)
        self.columns = names
        self._with_nan: set[str] = set()

    def rows_at_once(self, rows: int) -> int:
        """How many rows may be read at the same time, at most `rows`; FileAccessError when that is hardly one."""
        each = len(self.columns) * _PER_CELL
        if _COPIES * (self.judged.letters + min(rows, self.rows) * each) <= memory_limit():
            return rows
        most = memory_limit() // (_COPIES * (self.judged.longest + each))
        if most < min(_FEWEST, self.rows):
            needed = _COPIES * min(_FEWEST, self.rows) * (self.judged.longest + each)
            check_memory(needed, self.name, f"texts of {self.judged.longest} letters in a row, {len(self.columns)} columns")
        return min(rows, max(most, 1))

    def frames(self, rows: int, columns: Collection[str] | None = None, most: int | None = None) -> Iterator[pl.DataFrame]:
        """All rows in order, `rows` at a time; peak memory is a few slices, whatever the row groups of the file.

        columns: only these; they cost nothing else. most: stop after so many rows.
        """
        rows = self.rows_at_once(rows)
        for start in range(0, self.rows if most is None else min(self.rows, most), rows):
            yield self._slice(start, rows, columns)

    def whole(self) -> pl.DataFrame:
        """All rows at once; FileAccessError when that takes more memory than is allowed."""
        needed = _COPIES * (self.judged.letters + self.rows * len(self.columns) * _PER_CELL)
        check_memory(needed, self.name, f"{self.rows} rows of {len(self.columns)} columns, {self.judged.letters} letters")
        return self._slice(0, None)

    def _slice(self, start: int, rows: int | None, columns: Collection[str] | None = None) -> pl.DataFrame:
        import polars as pl

        plain = self._plain
        if columns is not None:
            plain = [one for one, name in zip(self._plain, self.columns, strict=True) if name in columns]

        with library_failures(self.name, "read", _ADVICE):
            cut = self._lazy.slice(start, rows)
            frame = cut.select(plain).collect()
            floating = [column for column, kind in frame.schema.items() if kind == pl.Float64]
            undefined = [column for column in floating if frame[column].is_nan().any()]
        for column in undefined:
            if column not in self._with_nan:
                self._with_nan.add(column)
                self.warnings.append(f"NaN in column {quoted(column)} is read as missing")
        return frame.with_columns([frame[column].fill_nan(None) for column in undefined])


def judge_parquet(path: Path, name: str) -> Judged:
    """Read everything once and keep nothing, to see whether the file can be read at all, and how large it is when it is.

    Of a very large file only the first million rows; of texts all of them, since what they take in memory is not what they
    take in the file: there, a text that a million rows refer to stands once.
    """
    judged = _measured(path, name)
    for _ in ParquetFile(path, name, judged).frames(200_000, most=1_000_000):
        pass
    return judged


def _measured(path: Path, name: str) -> Judged:
    import polars as pl

    with library_failures(name, "read", _ADVICE):
        lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        kinds = list(lazy.collect_schema().values())
        asked, digits = [], []
        for place, kind in enumerate(kinds):
            if kind in (pl.String, pl.Binary):
                column = pl.nth(place)
                length = column.str.len_bytes() if kind == pl.String else column.bin.size() * 2
                asked += [length.max().alias(f"{place} longest"), length.cast(pl.Int64).sum().alias(f"{place} letters")]
            if kind == pl.Binary and not _is_text(lazy, place):
                digits.append(place)
        found = lazy.select(asked).collect(engine="streaming").row(0, named=True) if asked else {}
    letters, longest = (sum(value or 0 for key, value in found.items() if key.endswith(what)) for what in ("letters", "longest"))
    return Judged(letters, longest, tuple(digits))


def _is_text(lazy: pl.LazyFrame, place: int) -> bool:
    """Whether everything in a binary column is UTF-8."""
    import polars as pl

    try:
        lazy.select(pl.nth(place).cast(pl.String).str.len_bytes().max()).collect(engine="streaming")
    except pl.exceptions.ComputeError as error:
        if "utf8" in str(error).replace("-", "").lower():
            return False
        raise
    return True


def _plain(position: int, kind: pl.DataType) -> pl.Expr:
    """One of Boolean, Int64, Float64, Date and String for every flat type of Parquet.

    Single precision goes through its shortest text: 0.1 stays 0.1 and does not become 0.10000000149. Moments become
    ISO text, without the time where there is none; so do lengths of time.
    """
    import polars as pl

    column = pl.nth(position)  # by position: to Polars the headers `*` and `^x$` are patterns
    if kind == pl.Float32 or kind.is_decimal():
        return column.cast(pl.String).cast(pl.Float64)
    if kind == pl.UInt64 or kind in (pl.Int128, pl.UInt128):
        return column.cast(pl.String)
    if kind.is_integer():
        return column.cast(pl.Int64)
    if isinstance(kind, pl.Datetime):
        text = column.dt.replace_time_zone(None).dt.to_string("%Y-%m-%dT%H:%M:%S%.f")
        return text.str.strip_suffix("T00:00:00")
    if kind == pl.Duration:
        return column.dt.to_string("iso")
    if kind == pl.Binary:
        return _no_empty(column.cast(pl.String))
    if kind in (pl.Boolean, pl.Float64, pl.Date):
        return column
    return _no_empty(column.cast(pl.String))


def _no_empty(text: pl.Expr) -> pl.Expr:
    """Blank text is nothing recorded, as in every other format."""
    import polars as pl

    return pl.when(text != "").then(text)
