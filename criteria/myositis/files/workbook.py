"""Sheets of .xlsx, .xls and .ods workbooks: cells as stored, formulas by their last result, comments ignored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from myositis.errors import NOT_CALCULATED
from myositis.files.blank_rows import settle_blank_rows
from myositis.files.errors import FileFormatError, library_failures, listed, nearest, quoted
from myositis.files.headers import check_headers, unnamed_column, unnamed_columns_left_out, with_row_names
from myositis.files.typed import as_seen, typed_column
from myositis.files.workbook_scan import LARGEST_SHEET, SheetFacts, scan_workbook

if TYPE_CHECKING:
    import polars as pl
    from python_calamine import CalamineSheet, CalamineWorkbook

_DIGITS = 15
"""Significant digits that spreadsheets show; the 17th of a cached 0.1 + 0.2 is not what the person saw."""


def read_workbook(
    path: Path, name: str, kind: str, sheet: str | int | None, skip_hidden: bool = False, repeated: bool = False
) -> tuple[pl.DataFrame, int, list[str]]:
    """The table, the number of its first data row, and the warnings.

    The first row with anything in it is the header. Without `sheet` the workbook must have a single sheet with content;
    a hidden sheet counts only where no sheet is visible. `sheet` is a name, or a position from 1. skip_hidden: leave out rows
    that are hidden or filtered away; row numbers then count the rows that are left. repeated: see `headers.check_headers`.
    """
    import polars as pl
    from python_calamine import CalamineWorkbook

    warnings = []
    facts: dict[str, SheetFacts] = {}
    if kind in ("xls", "xlsb"):
        warnings.append(
            f"in .{kind} workbooks error cells such as #N/A are read as blank, hidden rows like the others; saved as .xlsx both "
            "are told"
        )
    else:
        with path.open("rb") as stream:
            facts = scan_workbook(stream, name, kind)
    advice = f"it is a damaged, truncated or protected {kind} workbook"
    # Opened by content: from a path, the library would go by the extension.
    with (
        library_failures(name, "read", advice),
        path.open("rb") as stream,
        CalamineWorkbook.from_filelike(stream) as book,
    ):
        title, opened = _chosen_sheet(book, facts, sheet, name)
        rows: list[list[object]] = []
        last = opened.end  # None for an empty sheet
        if last is not None and (last[0] + 1) * (last[1] + 1) > LARGEST_SHEET:
            raise FileFormatError(f"{quoted(name)}: sheet {quoted(title)} is too large to read; save it as CSV")
        if last is not None:
            rows = [list[object](row) for row in opened.to_python(skip_empty_area=False)]
    rows = _with_errors(rows, facts.get(title, SheetFacts()))
    header = next((at for at, row in enumerate(rows) if any(cell is not None and cell != "" for cell in row)), None)
    if header is None:
        raise FileFormatError(f"{quoted(name)}: sheet {quoted(title)} is empty")
    names = check_headers(name, [as_seen(_recorded(cell)) or "" for cell in rows[header]], repeated=repeated)
    if not names[0] and any(_recorded(row[0]) is not None for row in rows[header + 1 :]):
        names = with_row_names(names, warnings)
    rows = _chosen_rows(rows, header, facts.get(title, SheetFacts()), skip_hidden, warnings)
    columns = list(zip(*rows[header + 1 :], strict=True)) or [()] * len(names)
    del rows
    unnamed = [position for position, named in enumerate(names, start=1) if not named]
    for position in unnamed:
        filled = next((at for at, cell in enumerate(columns[position - 1]) if _recorded(cell) is not None), None)
        if filled is not None:
            raise unnamed_column(name, position, header + 2 + filled)
    if unnamed:
        warnings.append(unnamed_columns_left_out(unnamed))
    with library_failures(name, "read", "its cells do not form a table"):
        frame = pl.DataFrame([_column(named, cells) for named, cells in zip(names, columns, strict=True) if named])
    settled = list(settle_blank_rows([frame], header + 2, warnings))
    return (settled[0] if settled else frame.clear()), header + 2, warnings


def _chosen_rows(
    rows: list[list[object]], header: int, facts: SheetFacts, skip_hidden: bool, warnings: list[str]
) -> list[list[object]]:
    """The rows without declared totals, and without hidden ones where that is wanted; what was found is noted."""
    hidden = {at for at in facts.hidden if header < at < len(rows)}
    totals = {at for at in facts.totals if header < at < len(rows)} - (hidden if skip_hidden else set())
    uncalculated = [place for place, text in facts.errors.items() if text == NOT_CALCULATED and place[0] > header]
    if uncalculated:
        row = min(uncalculated)[0] + 1
        warnings.append(
            f"{_count(len(uncalculated), 'formula has', 'formulas have')} no stored result, the first in row {row}: open the "
            "workbook in a spreadsheet program and save it"
        )
    if totals:
        warnings.append(f"left out: {_count(len(totals), 'row', 'rows')} that the workbook declares as totals of a table")
    if hidden and skip_hidden:
        warnings.append(f"left out: {_count(len(hidden), 'hidden or filtered row', 'hidden or filtered rows')}")
    elif hidden:
        warnings.append(
            f"{_count(len(hidden), 'row is', 'rows are')} hidden or filtered away in the sheet and read like the others; "
            "--skip-hidden leaves them out"
        )
    left_out = totals | (hidden if skip_hidden else set())
    return [row for at, row in enumerate(rows) if at not in left_out] if left_out else rows


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


OWN_SIDE_SHEETS = ("read me", "why", "explanation", "problems", "dictionary")
"""Sheets that our own workbooks carry beside the patients; they are passed over where one other sheet is left."""


def _chosen_sheet(
    book: CalamineWorkbook, facts: dict[str, SheetFacts], sheet: str | int | None, name: str
) -> tuple[str, CalamineSheet]:
    titles = [one.name for one in book.sheets_metadata if str(one.typ).endswith("WorkSheet")]
    if isinstance(sheet, int):
        if not 1 <= sheet <= len(titles):
            raise FileFormatError(f"{quoted(name)} has no sheet {sheet}; it has {len(titles)}: {listed(titles)}")
        sheet = titles[sheet - 1]
    if sheet is not None:
        if sheet not in titles:
            hint = nearest(sheet, titles)
            raise FileFormatError(f"{quoted(name)} has no sheet {quoted(sheet)}; it has {listed(titles)}{hint}")
        return sheet, book.get_sheet_by_name(sheet)
    used = [title for title in titles if _is_used(book, title, facts)]
    if not used:
        raise FileFormatError(f"{quoted(name)} is empty: no sheet has any content")
    if len(used) > 1:
        used = [title for title in used if title not in facts or not facts[title].is_hidden] or used
    if len(used) > 1:
        used = [title for title in used if title not in OWN_SIDE_SHEETS] or used
    if len(used) > 1:
        raise FileFormatError(f"{quoted(name)} has several sheets with content, name the one to read: {listed(used)}")
    return used[0], book.get_sheet_by_name(used[0])


def _is_used(book: CalamineWorkbook, title: str, facts: dict[str, SheetFacts]) -> bool:
    if title in facts:
        return facts[title].rows > 0
    return book.get_sheet_by_name(title).end is not None


def _with_errors(rows: list[list[object]], facts: SheetFacts) -> list[list[object]]:
    """Put the error cells back, which may lie outside of what the library saw as used."""
    width = max([len(row) for row in rows] + [column + 1 for _, column in facts.errors], default=0)
    height = max([len(rows)] + [row + 1 for row, _ in facts.errors])
    rows = [row + [None] * (width - len(row)) for row in rows] + [[None] * width for _ in range(height - len(rows))]
    for (row, column), text in facts.errors.items():
        rows[row][column] = text
    return rows


def _recorded(cell: object) -> object:
    """None for a blank cell, 15 digits of a number, whole days and hours as they are."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float):
        return float(f"{cell:.{_DIGITS}g}")
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return cell


def _column(name: str, cells: Sequence[object]) -> pl.Series:
    return typed_column(name, [_recorded(cell) for cell in cells])
