"""CSV and TSV: every cell is text, and nothing is guessed about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from myositis.files.blank_rows import settle_blank_rows
from myositis.files.dialects import LONGEST_CELL, decide_delimiter, let_cells_be_long
from myositis.files.encodings import decide_encoding
from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.headers import check_headers, unnamed_column, unnamed_columns_left_out, with_row_names
from myositis.files.kept import Wanted, kept_places, only
from myositis.files.memory import check_memory
from myositis.files.sources import SourceFile

if TYPE_CHECKING:
    import polars as pl

_BLOCK = 4 * 1024**2
_ROWS = 64
"""Rows in a block at least, within reason: a frame has its price per column, however few rows it holds."""
_LARGEST_BLOCK = 32 * 1024**2
_PER_COLUMN, _PER_CELL = 12_000, 24
"""Bytes that a column takes while it is read, and a cell, beside its text."""
_LONGEST_LINE = 64 * 1024**2


class _Lines:
    """The lines of a text, taken block by block where a block can be split at once, one by one where it cannot."""

    def __init__(self, text: io.TextIOWrapper, name: str, size: int = _BLOCK) -> None:
        self._text = text
        self._size = size
        self._name = name
        self._waiting = io.StringIO()
        self.left = 0  # characters of the waiting block that have not been handed out

    def block(self) -> str:
        """The next few megabytes up to the end of a line; only when no block is waiting."""
        start = self._text.read(self._size)
        return start if not start or start.endswith("\n") else start + self._line()

    def put_back(self, block: str) -> None:
        """Hand `block` out line by line after all."""
        self._waiting = io.StringIO(block, newline="")
        self.left = len(block)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.readline()
        self.left -= len(line)
        line = line or self._line()
        if not line:
            raise StopIteration
        return line

    def _line(self) -> str:
        line = self._text.readline(_LONGEST_LINE)
        if len(line) == _LONGEST_LINE:
            raise FileFormatError(f"{quoted(self._name)} has a line of more than {_LONGEST_LINE} characters: it is damaged")
        return line


class DelimitedFile:
    """A CSV or TSV file: header, dialect and encoding are known at once, the rows come in frames on request."""

    def __init__(
        self, source: SourceFile, *, encoding: str | None, delimiter: str | None, preferred: str, repeated: bool = False
    ) -> None:
        let_cells_be_long()
        self.name = source.name
        self.warnings: list[str] = []
        self._stream = source.stream
        self._encoding = decide_encoding(source.stream, source.name, encoding)
        self.codec = self._encoding.codec
        with self._opened() as text:
            sample = text.read(_BLOCK)
        declared = sample[:6].lower()
        self._sep_line = declared.startswith("sep=") and len(declared) > 5 and sample[5] in "\r\n"
        if self._sep_line and delimiter is None:  # a line that Excel writes for itself, above the header
            delimiter = sample[4]
        body = sample.partition("\n")[2] if self._sep_line else sample
        self.delimiter = decide_delimiter(body, len(sample) < _BLOCK, source.name, delimiter, preferred)
        with self._opened() as text:
            raw, self.header_row = self._header(_Lines(text, self.name))
        longest = max(map(len, sample.splitlines()[:20]), default=0)
        self._block = min(max(_BLOCK, _ROWS * longest), _LARGEST_BLOCK)
        check_memory(len(raw) * _PER_COLUMN, source.name, f"{len(raw)} columns")
        self._names = self.header = self._named(raw, repeated)  # blank where a column has no name
        self.first_row = self.header_row + 1
        self.columns = [name for name in self._names if name]
        self._unnamed = [position for position, name in enumerate(self._names, start=1) if not name]
        if self._unnamed:
            self.warnings.append(unnamed_columns_left_out(self._unnamed))
        self._doubtful = self._encoding.fallback
        if self._doubtful:
            self._say_which((name for name in self.columns if not name.isascii()), "first affected header: ")
        self.rows_about = max(self._encoding.lines - self.header_row, 0)

    def check_whole(self, wanted: Wanted | None = None) -> None:
        """FileAccessError when all rows at once would take more memory than is allowed. wanted: as for `frames`."""
        size = self._stream.seek(0, io.SEEK_END)
        kept = len(self.columns) if wanted is None else len(kept_places(self.columns, wanted))
        text = 2 * size if kept == len(self.columns) else int(2 * size * self._share_of_text(wanted))
        check_memory(text + self.rows_about * kept * _PER_CELL, self.name, f"{self.rows_about} rows of {kept} columns")

    def _share_of_text(self, wanted: Wanted | None) -> float:
        """How much of the text stands in the wanted columns, by the first rows; a tenth more for what these do not show."""
        first = next(self._named_frames(), None)
        if first is None or wanted is None:
            return 1.0
        letters = {column.name: int(column.str.len_bytes().sum()) + column.len() for column in first.iter_columns()}
        kept = sum(size for name, size in letters.items() if wanted(name))
        return min(kept / max(sum(letters.values()), 1) + 0.1, 1.0)

    def frames(self, wanted: Wanted | None = None, *, marked: bool = False) -> Iterator[pl.DataFrame]:
        """All rows in order as text, in frames of a few megabytes. `""` and nothing are both null.

        wanted: only these columns; marked: the others leave the mark of `kept.ELSEWHERE`.

        Blank rows below the last patient are dropped, those between patients stay as rows of nulls so that row numbers
        stay those of the spreadsheet.
        """
        for frame in settle_blank_rows(self._named_frames(), self.first_row, self.warnings):
            if wanted is None or marked:
                yield only(frame, wanted)
            else:
                yield frame.select([name for name in frame.columns if wanted(name)])

    def _opened(self) -> io.TextIOWrapper:
        self._stream.seek(0)
        return _Undisturbed(self._stream, encoding=self._encoding.codec, newline="")

    def _header(self, lines: _Lines) -> tuple[list[str], int]:
        """The first row that is not blank, and its number."""
        if self._sep_line:
            next(lines)
        number = int(self._sep_line)
        try:
            for row in csv.reader(lines, delimiter=self.delimiter, strict=True):
                number += 1
                if row and any(cell.strip() for cell in row):
                    return row, number
        except csv.Error as error:
            raise self._broken(error, number + 1) from None
        raise FileFormatError(f"{quoted(self.name)} is empty: it has no header and no rows")

    def _named(self, header: list[str], repeated: bool) -> list[str]:
        """The names of the columns; row names that R or pandas wrote without a header get one."""
        rows = self._first_rows()
        counted = [row for number, row in enumerate(rows, start=1) if len(row) == len(header) + 1 and row[0] == str(number)]
        if len(header) > 2 and len(rows) > 1 and len(counted) == len(rows) and all(row[-1] for row in rows[:2]):
            header = ["", *header]  # R's write.table: one field more than the header has
        names = check_headers(self.name, header, repeated=repeated)
        return with_row_names(names, self.warnings) if any(row and row[0] for row in rows) else names

    def _first_rows(self) -> list[list[str]]:
        with self._opened() as text:
            lines = _Lines(text, self.name)
            self._header(lines)
            try:
                rows = [row for row, _ in zip(csv.reader(lines, delimiter=self.delimiter, strict=True), range(20), strict=False)]
            except csv.Error:
                return []
        return [row for row in rows if row]

    def _named_frames(self) -> Iterator[pl.DataFrame]:
        import polars as pl

        row = self.first_row
        for frame in self._positional_frames():
            for position in self._unnamed:
                filled = frame.to_series(position - 1).is_not_null().arg_true()
                if len(filled):
                    raise unnamed_column(self.name, position, row + int(filled[0]))
            named = zip(frame.get_columns(), self._names, strict=True)  # one by one: for 100,000 columns expressions take GBs
            frame = pl.DataFrame([column.alias(name) for column, name in named if name])
            if self._doubtful:
                beyond = frame.select(pl.all().str.contains(r"[^\x00-\x7F]").any()).row(0)
                self._say_which((name for name, found in zip(self.columns, beyond, strict=True) if found), "a cell of column ")
            row += frame.height
            yield frame

    def _say_which(self, names: Iterator[str], where: str) -> None:
        affected = next(names, None)
        if affected is not None:
            self._doubtful = False
            self.warnings.append(f"not UTF-8, read as Windows-1252 (cp1252); check the letters: {where}{quoted(affected)}")

    def _positional_frames(self) -> Iterator[pl.DataFrame]:
        row = self.first_row
        with self._opened() as text:
            lines = _Lines(text, self.name, self._block)
            self._header(lines)
            while block := lines.block():
                frame = self._split_at_once(block)
                if frame is None:
                    lines.put_back(block)
                    frame = self._split_row_by_row(lines, row)
                row += frame.height
                yield frame

    def _split_at_once(self, block: str) -> pl.DataFrame | None:
        """The fast way, for lines without a quotation mark; None when the block needs the careful one.

        Polars refuses a line with too many fields but fills one with too few. If no line has too many and the marks in
        the whole block are as many as full lines need, then no line has too few.
        """
        import polars as pl

        lines = block.count("\n") + (not block.endswith("\n"))
        width = len(self._names)
        if '"' in block or block.count(self.delimiter) != lines * (width - 1) or not self.delimiter.isascii():
            return None
        if block.count("\r") != block.count("\r\n"):
            return None
        try:
            frame = pl.read_csv(
                block.encode(),
                has_header=False,
                quote_char=None,
                separator=self.delimiter,
                schema={f"{position}": pl.String for position in range(width)},
                infer_schema=False,
                truncate_ragged_lines=False,
            )
        except Exception:  # whatever it dislikes, the careful way finds and names
            return None
        return frame if frame.height == lines else None

    def _split_row_by_row(self, lines: _Lines, first: int) -> pl.DataFrame:
        """The careful way: quotation marks, line breaks inside cells, and an error that names the row."""
        import polars as pl

        width = len(self._names)
        rows: list[list[str]] = []
        try:
            for row in csv.reader(lines, delimiter=self.delimiter, strict=True):
                if len(row) != width:
                    row = self._fitted(row, width, first + len(rows))
                rows.append(row)
                if lines.left <= 0:
                    break
        except csv.Error as error:
            raise self._broken(error, first + len(rows)) from None
        with library_failures(self.name, "read", "its cells do not form a table"):
            columns: list[tuple[str, ...]] = list(zip(*rows, strict=True))
            cells = ([cell or None for cell in column] for column in columns)
            return pl.DataFrame([pl.Series(f"{position}", column, dtype=pl.String) for position, column in enumerate(cells)])

    def _fitted(self, row: list[str], width: int, number: int) -> list[str]:
        if not row:
            return [""] * width
        if len(row) > width and not any(row[width:]):
            return row[:width]
        if len(row) == 1 and width > 2 and " " in row[0].strip():  # a note below the table
            return [row[0], *[""] * (width - 1)]
        hint = "a cell with the delimiter in it needs quotation marks" if len(row) > width else "is the file cut off?"
        raise FileFormatError(f"{quoted(self.name)}: row {number} has {len(row)} fields where the header has {width}; {hint}")

    def _broken(self, error: csv.Error, row: int) -> FileFormatError:
        text = str(error)
        if "limit" in text:
            what = f"a cell of more than {LONGEST_CELL} characters; is a quotation mark left open?"
        elif "unexpected end" in text:
            what = "a quotation mark that is opened and never closed"
        else:
            what = "a quotation mark inside a quoted cell that is not doubled, or text after a quoted cell"
        return FileFormatError(f"{quoted(self.name)}: row {row} has {what}")


class _Undisturbed(io.TextIOWrapper):
    """Text over a stream that outlives it: closing the text leaves the stream open for the next pass."""

    def close(self) -> None:
        if not self.closed:
            self.detach()
