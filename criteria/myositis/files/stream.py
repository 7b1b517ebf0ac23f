"""Files larger than memory: batch by batch from one file through a function to another."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from myositis.files.delimited import DelimitedFile
from myositis.files.errors import library_failures
from myositis.files.formats import DELIMITED, READ, STREAMED, check_content, format_of
from myositis.files.kept import Wanted, only
from myositis.files.sources import open_source
from myositis.files.table import PREFERRED, check_options, read_table
from myositis.files.unchanged import changed
from myositis.files.whole import AnySource, Target, name_of
from myositis.files.writers import open_writer

if TYPE_CHECKING:
    import polars as pl

ROWS = 100_000
"""Rows in a batch unless the caller says otherwise."""
_CELLS = 20_000_000
"""Cells in a batch at most: a file of 10,000 columns gets smaller batches."""


@dataclass
class TableScan:
    """A file opened for reading in batches: what `RawTable` says, known before the first row is read.

    `rows` is exact for Parquet and, for CSV, the number of lines: a little too high where cells hold line breaks.
    `warnings` grows while the batches are read. `text` and `yes_no` name the columns that hold text and truth values, where
    the format says so.
    """

    source: str
    format: str
    columns: tuple[str, ...]
    first_row: int
    rows: int
    warnings: list[str]
    _batches: Callable[[int, Wanted | None, bool], Iterator[pl.DataFrame]]
    _check: Callable[[], None]
    text: tuple[str, ...] | None = None
    yes_no: tuple[str, ...] = ()
    _counted: int | None = None

    def batches(
        self, rows: int = ROWS, columns: Collection[str] | None = None, *, marked: bool = False
    ) -> Iterator[pl.DataFrame]:
        """The rows in order, at most `rows` at a time; from the beginning at every call.

        columns: only these; marked: and the first, with the mark that the others leave (`kept.ELSEWHERE`). At the end of every
        pass the file must be what it was when it was opened, and have as many rows as in the first pass: otherwise
        FileAccessError, since what was checked is not what was read.
        """
        count = 0
        wanted = None if columns is None else frozenset(columns).__contains__
        for frame in self._batches(max(1, min(rows, _CELLS // max(len(self.columns), 1))), wanted, marked):
            count += frame.height
            yield frame
        self._check()
        if self._counted not in (None, count):
            raise changed(self.source)
        self._counted = count

    def empty(self) -> pl.DataFrame:
        """A batch without rows: for a file that has none, so that its results still get their columns."""
        import polars as pl

        return pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))


@contextlib.contextmanager
def open_scan(
    source: AnySource,
    *,
    format: str | None = None,  # noqa: A002 - the word that users know
    sheet: str | int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Iterator[TableScan]:
    """Open a file for reading in batches.

    CSV, TSV and Parquet are read with bounded memory. Every other format is read whole and then cut, so that a caller
    needs only one way of reading; read those with `read_table` where labels and missing codes matter.
    """
    with open_source(source) as opened:
        kind = format_of(opened.named, format, READ)
        check_options(kind, sheet, encoding, delimiter)
        check_content(opened.name, kind, opened.start())
        if kind in DELIMITED:
            file = DelimitedFile(opened, encoding=encoding, delimiter=delimiter, preferred=PREFERRED[kind])
            yield TableScan(
                opened.name,
                kind,
                tuple(file.columns),
                file.first_row,
                file.rows_about,
                file.warnings,
                lambda rows, wanted, marked: _evenly(file.frames(wanted, marked=marked), rows),
                opened.check_unchanged,
            )
        elif kind == "parquet":
            from myositis.files.isolated import isolated
            from myositis.files.parquet import ParquetFile

            with opened.on_disk(".parquet") as path:
                parquet = ParquetFile(path, opened.name, isolated("parquet:judge_parquet", path, opened.name))
                columns = tuple(parquet.columns)
                yield TableScan(
                    opened.name,
                    kind,
                    columns,
                    2,
                    parquet.rows,
                    parquet.warnings,
                    lambda rows, wanted, marked: parquet.frames(rows, wanted, marked=marked),
                    opened.check_unchanged,
                    parquet.text,
                    parquet.yes_no,
                )
        else:
            opened.stream.seek(0)
            table = read_table(opened.path or opened.stream, format=kind, sheet=sheet, encoding=encoding, delimiter=delimiter)
            yield TableScan(
                opened.name,
                kind,
                tuple(table.frame.columns),
                table.first_row,
                table.frame.height,
                list(table.warnings),
                lambda rows, wanted, _: _evenly([only(table.frame, wanted)], rows),
                opened.check_unchanged,
            )


def scan_batches(
    source: AnySource,
    rows: int = ROWS,
    *,
    format: str | None = None,  # noqa: A002 - the word that users know
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Iterator[pl.DataFrame]:
    """The rows of a file in order, at most `rows` at a time. `open_scan` also gives its columns and warnings."""
    with open_scan(source, format=format, encoding=encoding, delimiter=delimiter) as scan:
        yield from scan.batches(rows)


def stream(
    source: AnySource,
    target: Target,
    function: Callable[[pl.DataFrame], pl.DataFrame],
    *,
    rows: int = ROWS,
    progress: Callable[[int, int], None] | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know
    target_format: str | None = None,
    sheet: str | int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> TableScan:
    """Read `source` in batches, put each through `function`, and write the results to `target`, whole or not at all.

    `function` gets the batches in order, one at a time, in the caller's thread; what it raises leaves unchanged and no
    output behind. Its first result sets the columns and types of the output. A file without rows calls it once, with an
    empty batch. `progress` gets the rows done and the rows in all, after each batch. Writes CSV, TSV, NDJSON and
    Parquet; `metadata` travels with Parquet only.
    """
    format_of(name_of(target), target_format, STREAMED)  # a wrong name should not cost the opening of a large file
    with (
        open_scan(source, format=format, sheet=sheet, encoding=encoding, delimiter=delimiter) as scan,
        open_writer(target, format=target_format, metadata=metadata, sources=[source]) as writer,
    ):
        done = 0
        for batch in scan.batches(rows):
            writer.write(function(batch))
            done += batch.height
            if progress is not None:
                progress(done, max(done, scan.rows))
        if not done:
            writer.write(function(scan.empty()))
        if progress is not None:
            progress(done, done)
    return scan


def _evenly(frames: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of `rows` rows; the last may be shorter."""
    import polars as pl

    waiting: list[pl.DataFrame] = []
    height = 0
    for frame in frames:
        waiting.append(frame)
        height += frame.height
        if height >= rows:
            with library_failures("the file", "read", "its cells do not form a table"):
                joined = pl.concat(waiting)
            whole = height - height % rows
            for start in range(0, whole, rows):
                yield joined.slice(start, rows)
            waiting, height = [joined.slice(whole)], height - whole
    if height:
        yield pl.concat(waiting)
