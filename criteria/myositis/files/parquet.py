"""Parquet: typed columns, made plain; read slice by slice where a file is larger than memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from myositis.files.errors import FileFormatError, library_failures, listed, quoted
from myositis.files.headers import check_headers

if TYPE_CHECKING:
    import polars as pl

_ADVICE = "it is damaged or truncated"


class ParquetFile:
    """A Parquet file: columns and number of rows are known at once, the rows come in slices on request."""

    def __init__(self, path: Path, name: str) -> None:
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
        if nested:
            raise FileFormatError(f"{quoted(name)} has nested columns: {listed(nested)}; flatten them")
        self._plain = [
            _plain(position, kind).alias(named)
            for position, (kind, named) in enumerate(zip(self._schema.values(), names, strict=True))
        ]
        with library_failures(name, "read", _ADVICE):
            made = self._lazy.select(self._plain).collect_schema()
        self.text = tuple(name for name, kind in made.items() if kind == pl.String)
        self.yes_no = tuple(name for name, kind in made.items() if kind == pl.Boolean)
        self.columns = names
        self._with_nan: set[str] = set()

    def frames(self, rows: int, columns: Collection[str] | None = None, most: int | None = None) -> Iterator[pl.DataFrame]:
        """All rows in order, `rows` at a time; peak memory is a few slices, whatever the row groups of the file.

        columns: only these; they cost nothing else. most: stop after so many rows.
        """
        for start in range(0, self.rows if most is None else min(self.rows, most), rows):
            yield self._slice(start, rows, columns)

    def whole(self) -> pl.DataFrame:
        """All rows at once."""
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


def judge_parquet(path: Path, name: str) -> None:
    """Read everything once and keep nothing, to see whether the file can be read at all.

    Of a very large file only the first million rows: damage further down ends the reading later, and nothing is written.
    """
    for _ in ParquetFile(path, name).frames(200_000, most=1_000_000):
        pass


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
