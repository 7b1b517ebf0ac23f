"""Workbooks: text stays text, numbers stay numbers, and nothing is a formula."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.holdable import check_holdable
from myositis.files.neutralise import neutralised

if TYPE_CHECKING:
    import polars as pl
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

ROWS, COLUMNS, LETTERS = 1_048_576, 16_384, 32_767
"""What a sheet of Excel can hold; letters are per cell."""
_FORBIDDEN = frozenset("[]:*?/\\")
_EXACT = 2**53
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier days are written as ISO text."""
_WIDEST = 60


def write_workbook(sheets: Mapping[str, pl.DataFrame], path: Path, metadata: Mapping[str, str], name: str) -> None:
    """One sheet per frame, header frozen and bold, columns as wide as their content; `metadata` as document comments.

    Rows go to the disk as they come, so memory stays flat for a million rows.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    for title, frame in sheets.items():
        _check_sheet(title, frame, name)
        check_holdable(frame, "xlsx", name)
    if len({title.lower() for title in sheets}) < len(sheets):
        raise FileFormatError(f"{quoted(name)}: two sheets have the same name; Excel does not tell capitals apart")
    # The library's own temporary files hold patients' rows: in a folder of our own they go away in every case.
    advice = "its content does not fit a workbook"
    with (
        library_failures(name, "written", advice, path.parent),
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        path.open("wb") as out,
    ):
        book = xlsxwriter.Workbook(
            _Once(out),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        text = book.add_format({"num_format": "@"})
        if metadata:
            book.set_properties({"comments": "\n".join(f"{key}: {value}" for key, value in metadata.items())})
        for title, frame in sheets.items():
            _fill(book.add_worksheet(title), neutralised(frame), bold, day, moment, text)
        book.close()


class _Once:
    """A file for writing that complains once: when the disk is full, the library tries again while it is thrown away.

    After the first failure it only counts, as if all went well; the file is removed anyway.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._place = 0
        self._failed = False

    def _try(self, work: Callable[[], object]) -> None:
        if self._failed or self._out.closed:
            return
        try:
            work()
        except (OSError, ValueError):
            self._failed = True
            raise

    def write(self, content: bytes) -> int:
        """Append or overwrite at the present place."""
        self._try(lambda: self._out.write(content))
        self._place += len(content)
        return len(content)

    def flush(self) -> None:
        """Hand over to the system what waits."""
        self._try(self._out.flush)

    def seekable(self) -> bool:
        """The library goes back to note how long each part has become."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place, counted from the beginning (the library knows no other way)."""
        self._try(lambda: self._out.seek(place, whence))
        self._place = place
        return place


def _check_sheet(title: str, frame: pl.DataFrame, name: str) -> None:
    import polars as pl

    if not title or len(title) > 31 or _FORBIDDEN & set(title) or title.startswith("'") or title.endswith("'"):
        raise FileFormatError(f"{quoted(title)} cannot name a sheet: at most 31 letters, none of [ ] : * ? / \\")
    if frame.height >= ROWS or frame.width > COLUMNS:
        raise FileFormatError(
            f"{quoted(name)}: {frame.height} rows and {frame.width} columns do not fit a sheet of {ROWS} x {COLUMNS}; "
            "write CSV or Parquet"
        )
    for column in frame.get_columns():
        if column.dtype == pl.String:
            long = (column.str.len_chars() >= LETTERS).fill_null(False).arg_true()
            if len(long):
                raise FileFormatError(
                    f"{quoted(name)}: row {int(long[0]) + 2} of column {quoted(column.name)} has more letters than the "
                    f"{LETTERS} of an Excel cell; write CSV or Parquet"
                )


def _fill(sheet: Worksheet, frame: pl.DataFrame, bold: Format, day: Format, moment: Format, text: Format) -> None:
    """text: the format of text columns, so that a 0012 which somebody types into them later keeps its zeros."""
    import polars as pl

    for at, column in enumerate(frame.get_columns()):
        shown = column.head(1000).cast(str, strict=False).str.len_chars().max() or 0
        width = min(max(int(str(shown)), len(column.name)) + 2, _WIDEST)
        sheet.set_column(at, at, width, text if column.dtype == pl.String else None)
    sheet.freeze_panes(1, 0)
    for at, header in enumerate(frame.columns):
        sheet.write_string(0, at, header, bold)
    for down, row in enumerate(frame.iter_rows(), start=1):
        for at, cell in enumerate(row):
            _write(sheet, down, at, cell, day, moment)


def _write(sheet: Worksheet, row: int, column: int, cell: Any, day: Format, moment: Format) -> None:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float)) and math.isfinite(cell) and (isinstance(cell, float) or abs(cell) <= _EXACT):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, dt.datetime) and cell.date() >= _FIRST_DAY:
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), moment)
    elif isinstance(cell, dt.date) and not isinstance(cell, dt.datetime) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, column, cell, day)
    else:
        sheet.write_string(row, column, cell if isinstance(cell, str) else str(cell))
