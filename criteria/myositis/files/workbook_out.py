"""Workbooks: text stays text, numbers stay numbers, and nothing is a formula."""

from __future__ import annotations

import datetime as dt
import math
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.holdable import check_holdable
from myositis.files.neutralise import neutralised

if TYPE_CHECKING:
    import polars as pl
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

ROWS, COLUMNS, LETTERS = 1_048_576, 16_384, 32_767
"""What a sheet of Excel can hold; letters are per cell."""
_FORBIDDEN = frozenset("[]:*?/\\")
_EXACT = 2**53
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier days are written as ISO text."""
_WIDEST, _NARROW = 60, 4
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?")


@dataclass(frozen=True)
class Look:
    """How a sheet looks beyond its cells.

    numbers: columns of text in which a cell that is a plain number is written as one (never with a leading zero). colours: by
    column, the fill of a cell by what it says, or by what it holds (`*|*`). comments: behind the headers. wrapped: columns whose
    text is continued on further lines, with their width in letters. upright: headers stand upright over narrower columns.
    """

    numbers: frozenset[str] = frozenset()
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    wrapped: Mapping[str, int] = field(default_factory=dict)
    upright: bool = False


def write_workbook(
    sheets: Mapping[str, pl.DataFrame],
    path: Path,
    metadata: Mapping[str, str],
    name: str,
    looks: Mapping[str, Look] | None = None,
) -> None:
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
        # Text begins a little to the right, so that it does not touch the number before it.
        indented = {"valign": "top", "align": "left", "indent": 1}
        bold = book.add_format(indented | {"bold": True, "valign": "bottom"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        upright = book.add_format({"bold": True, "rotation": 90, "align": "center"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"})
        text, top = book.add_format(indented | {"num_format": "@"}), book.add_format({"valign": "top"})
        wrap = book.add_format(indented | {"text_wrap": True})
        if metadata:
            book.set_properties({"comments": "\n".join(f"{key}: {value}" for key, value in metadata.items())})
        for title, frame in sheets.items():
            sheet, look = book.add_worksheet(title), (looks or {}).get(title, Look())
            _fill(sheet, neutralised(frame), look, bold, upright, day, moment, text, top, wrap)
            _adorn(book, sheet, frame, look)
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


def _fill(
    sheet: Worksheet,
    frame: pl.DataFrame,
    look: Look,
    bold: Format,
    upright: Format,
    day: Format,
    moment: Format,
    text: Format,
    top: Format,
    wrap: Format,
) -> None:
    """text: the format of text columns, so that a 0012 which somebody types into them later keeps its zeros."""
    import polars as pl

    heads, tallest = [], 0
    for at, column in enumerate(frame.get_columns()):
        shown = column.head(1000).cast(str, strict=False).str.len_chars().max() or 0
        own, head = int(str(shown)), len(column.name)
        stands = look.upright and at > 0 and head > max(own, _NARROW) + 4
        width = look.wrapped.get(column.name) or min(max(own, _NARROW if stands else head) + 3, _WIDEST)
        tallest = max(tallest, head if stands else 0)
        heads.append(upright if stands else bold)
        textual = column.dtype == pl.String and column.name not in look.numbers
        sheet.set_column(at, at, width, wrap if column.name in look.wrapped else text if textual else top)
    sheet.freeze_panes(1, 1 if look.colours else 0)
    if tallest:
        sheet.set_row(0, min(7.0 * tallest, 400))
    for at, header in enumerate(frame.columns):
        sheet.write_string(0, at, header, heads[at])
    plain = [name in look.numbers for name in frame.columns]
    wrapped = [(at, look.wrapped[name]) for at, name in enumerate(frame.columns) if name in look.wrapped]
    for down, row in enumerate(frame.iter_rows(), start=1):
        lines = max((_lines(row[at], width) for at, width in wrapped), default=1)
        if lines > 1:
            sheet.set_row(down, min(15 * lines, 400))
        for at, cell in enumerate(row):
            number = plain[at] and isinstance(cell, str) and _PLAIN_NUMBER.fullmatch(cell)
            _write(sheet, down, at, float(cell) if number else cell, day, moment)


def _lines(cell: Any, width: int) -> int:
    """The lines that a text takes: programs other than Excel do not find out by themselves."""
    return sum(1 + len(line) // width for line in cell.split("\n")) if isinstance(cell, str) else 1


def _adorn(book: Workbook, sheet: Worksheet, frame: pl.DataFrame, look: Look) -> None:
    """Filter, colours and comments, and pages that can be read when printed."""
    if frame.width:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
    fills = {colour: book.add_format({"bg_color": colour}) for told in look.colours.values() for colour in told.values()}
    for at, name in enumerate(frame.columns):
        for value, colour in look.colours.get(name, {}).items():
            part = value.strip("*")
            rule = ("text", "containing", part) if part != value else ("cell", "==", f'"{value}"')
            fill = dict(zip(("type", "criteria", "value"), rule, strict=True), format=fills[colour])
            sheet.conditional_format(1, at, max(frame.height, 1), at, fill)
        if name in look.comments:
            sheet.write_comment(0, at, look.comments[name], {"x_scale": 2.2, "y_scale": 1.5, "font_size": 9})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    if look.colours:
        sheet.repeat_columns(0)
    else:
        sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F, sheet &A&CPage &P of &N")


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
