"""Parquet: typed columns, made plain; read slice by slice where a file is larger than memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from myositis.files.errors import FileFormatError, library_failures, listed, quoted
from myositis.files.headers import check_headers
from myositis.files.kept import Wanted, with_elsewhere
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
    """What a look at the whole file has found: by the place of each column of text, the bytes of all its texts and of the
    longest, and the places of the binary columns that are no text."""

    letters: Mapping[int, int]
    longest: Mapping[int, int]
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
        self._places = list(plain)
        self._plain = list(plain.values())
        with library_failures(name, "read", _ADVICE):
            self._made = self._lazy.select(self._plain).collect_schema()
        self.text = tuple(name for name, kind in self._made.items() if kind == pl.String)
        self.yes_no = tuple(name for name, kind in self._made.items() if kind == pl.Boolean)
        self.columns = names
        self._with_nan: set[str] = set()

    def rows_at_once(self, rows: int, kept: Sequence[int]) -> int:
        """How many rows of these columns may be read together, at most `rows`; FileAccessError when that is hardly one."""
        letters, longest = self._letters(kept)
        each = len(kept) * _PER_CELL
        if _COPIES * (letters + min(rows, self.rows) * each) <= memory_limit():
            return rows
        most = memory_limit() // (_COPIES * (longest + each))
        if most < min(_FEWEST, self.rows):
            needed = _COPIES * min(_FEWEST, self.rows) * (longest + each)
            check_memory(needed, self.name, f"texts of {longest} letters in a row, {len(kept)} columns")
        return min(rows, max(most, 1))

    def fits(self, place: int) -> bool:
        """Whether a thousand rows of this column alone may be read."""
        _, longest = self._letters([place])
        return _COPIES * min(_FEWEST, self.rows) * (longest + len(self.columns) * _PER_CELL) <= memory_limit()

    def frames(
        self, rows: int, wanted: Wanted | None = None, *, marked: bool = False, most: int | None = None
    ) -> Iterator[pl.DataFrame]:
        """All rows in order, `rows` at a time; peak memory is a few slices, whatever the row groups of the file.

        wanted: only these columns; the others cost nothing, unless they are to leave their mark (marked: see `kept.ELSEWHERE`)
        and a row is nearly blank without them. most: stop after so many rows.
        """
        kept = self._kept(wanted, marked=marked)
        rows = self.rows_at_once(rows, kept)
        for start in range(0, self.rows if most is None else min(self.rows, most), rows):
            yield self._slice(start, rows, kept, marked=marked)

    def whole(self, wanted: Wanted | None = None) -> pl.DataFrame:
        """All rows at once, of the wanted columns with the mark of the others; FileAccessError when that takes more memory than
        is allowed."""
        kept = self._kept(wanted, marked=True)
        letters, _ = self._letters(kept)
        needed = _COPIES * (letters + self.rows * len(kept) * _PER_CELL)
        check_memory(needed, self.name, f"{self.rows} rows of {len(kept)} columns, {letters} letters")
        return self._slice(0, None, kept, marked=True)

    def _kept(self, wanted: Wanted | None, *, marked: bool) -> list[int]:
        """Which of `columns` are read, by their places among them."""
        if wanted is None:
            return [*range(len(self.columns))]
        return [place for place, name in enumerate(self.columns) if wanted(name) or (marked and not place)]

    def _letters(self, kept: Sequence[int]) -> tuple[int, int]:
        """Bytes of all texts of these columns, and of the longest that may stand in one row."""
        places = [self._places[place] for place in kept]
        letters, longest = self.judged.letters, self.judged.longest
        return sum(letters.get(place, 0) for place in places), sum(longest.get(place, 0) for place in places)

    def _slice(self, start: int, rows: int | None, kept: Sequence[int], *, marked: bool) -> pl.DataFrame:
        import polars as pl

        with library_failures(self.name, "read", _ADVICE):
            cut = self._lazy.slice(start, rows)
            frame = cut.select([self._plain[place] for place in kept]).collect()
            floating = [column for column, kind in frame.schema.items() if kind == pl.Float64]
            undefined = [column for column in floating if frame[column].is_nan().any()]
        for column in undefined:
            if column not in self._with_nan:
                self._with_nan.add(column)
                self.warnings.append(f"NaN in column {quoted(column)} is read as missing")
        frame = frame.with_columns([frame[column].fill_nan(None) for column in undefined])
        if not marked or len(kept) == len(self.columns):
            return frame
        others = {*range(len(self.columns))}.difference(kept)
        with library_failures(self.name, "read", _ADVICE):
            return with_elsewhere(frame.get_columns(), (self._filled(cut, place) for place in sorted(others)))

    def _filled(self, cut: pl.LazyFrame, place: int) -> pl.Series:
        """Where a column has something, found without keeping what."""
        import polars as pl

        cells = self._plain[place]
        floating = self._made[self.columns[place]] == pl.Float64
        filled = cells.is_not_null() & ~cells.is_nan().fill_null(False) if floating else cells.is_not_null()
        return cut.select(filled).collect(engine="streaming").to_series()


def judge_parquet(path: Path, name: str) -> Judged:
    """Read everything once and keep nothing, to see whether the file can be read at all, and how large it is when it is.

    Of a very large file only the first million rows; of texts all of them, since what they take in memory is not what they
    take in the file: there, a text that a million rows refer to stands once. A column of texts so long that a thousand rows do
    not fit is read when it is asked for, and refused then.
    """
    judged = _measured(path, name)
    file = ParquetFile(path, name, judged)
    too_long = {file.columns[place] for place in range(len(file.columns)) if not file.fits(place)}
    for _ in file.frames(200_000, lambda column: column not in too_long, most=1_000_000):
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
    letters, longest = (
        {int(key.split()[0]): value or 0 for key, value in found.items() if key.endswith(what)} for what in ("letters", "longest")
    )
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
