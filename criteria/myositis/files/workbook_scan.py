"""A look at the raw content of a workbook before it is opened.

The library that reads workbooks lays out the whole rectangle up to the last used cell at once, which a stray cell in
the far corner turns into hundreds of gigabytes, and it reads error cells (#N/A) as blank. Both are found here, together
with archives that unpack to far more than they say.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import BinaryIO

from myositis.errors import NOT_CALCULATED
from myositis.files.archive import ignore, parse, refuse_bombs
from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.memory import check_memory

LARGEST_SHEET = 20_000_000
"""Cells in the used rectangle of a sheet: a million patients with 20 columns. They take about 2 GB while read."""
_COPIES, _PER_CELL = 5, 100
"""How often a text stands in memory while a sheet is read, and what a cell takes beside it."""


@dataclass
class SheetFacts:
    """The used rectangle from A1 on, and what the library does not tell, counted from 0.

    errors: cells that hold an error, or a formula without a stored result (`NOT_CALCULATED`). hidden: rows that are hidden or
    filtered away. totals: rows that a table of the sheet declares as its totals. is_hidden: the sheet itself.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    totals: set[int] = field(default_factory=set)
    is_hidden: bool = False
    letters: int = 0
    """Bytes of all texts, each as often as a cell refers to it."""

    def use(self, row: int, column: int) -> None:
        """Take note of a cell with content."""
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


def scan_workbook(stream: BinaryIO, name: str, kind: str) -> dict[str, SheetFacts]:
    """What each sheet of an .xlsx or .ods workbook uses; an error for bombs and for sheets too large to read."""
    stream.seek(0)
    advice = f"it is a damaged, truncated or protected {kind} workbook"
    with library_failures(name, "read", advice), zipfile.ZipFile(stream) as archive:
        refuse_bombs(archive, name)
        facts = _scan_ods(archive) if kind == "ods" else _scan_xlsx(archive)
    for title, sheet in facts.items():
        if sheet.rows * sheet.columns > LARGEST_SHEET:
            raise FileFormatError(
                f"{quoted(name)}: sheet {quoted(title)} reaches to row {sheet.rows}, column {sheet.columns}, too large "
                "to read; delete stray cells far from the table, or save the table as CSV"
            )
        needed = _COPIES * sheet.letters + sheet.rows * sheet.columns * _PER_CELL
        check_memory(
            needed, name, f"sheet {quoted(title)} has {sheet.rows} rows, {sheet.columns} columns, {sheet.letters} letters"
        )
    return facts


def _scan_xlsx(archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    targets: dict[str, str] = {}
    titles: list[tuple[str, str, bool]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes["Id"]] = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((value for at, value in attributes.items() if at.rpartition(":")[2] == "id"), "")
            titles.append((attributes["name"], key, attributes.get("state", "visible") != "visible"))

    parse(archive, "xl/_rels/workbook.xml.rels", relation, ignore, ignore)
    parse(archive, "xl/workbook.xml", sheet, ignore, ignore)
    texts = _shared_texts(archive)
    return {
        title: _scan_xlsx_sheet(archive, targets[key], texts, SheetFacts(is_hidden=hidden))
        for title, key, hidden in titles
        if key in targets
    }


def _shared_texts(archive: zipfile.ZipFile) -> list[int]:
    """The length in bytes of every text that cells refer to by its number."""
    lengths: list[int] = []
    inside = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside
        if tag == "si":
            lengths.append(0)
        inside = tag == "t"

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "t"

    def text(piece: str) -> None:
        if inside and lengths:
            lengths[-1] += len(piece.encode("utf-8", "replace"))

    if "xl/sharedStrings.xml" in archive.namelist():
        parse(archive, "xl/sharedStrings.xml", start, end, text)
    return lengths


def _totals_rows(archive: zipfile.ZipFile, member: str) -> set[int]:
    """The rows that the tables of a sheet declare as their totals."""
    folder, _, name = member.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    found: set[int] = set()
    tables: list[str] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/table"):
            tables.append(posixpath.normpath(posixpath.join("/" + folder, attributes["Target"])).lstrip("/"))

    def table(tag: str, attributes: dict[str, str]) -> None:
        if tag == "table" and attributes.get("totalsRowCount", "0").isdigit():
            last = _place(attributes["ref"].rpartition(":")[2])[0]
            found.update(range(last - int(attributes.get("totalsRowCount", "0")) + 1, last + 1))

    if relations in archive.namelist():
        parse(archive, relations, relation, ignore, ignore)
        for one in tables:
            parse(archive, one, table, ignore, ignore)
    return found


def _scan_xlsx_sheet(archive: zipfile.ZipFile, member: str, texts: list[int], facts: SheetFacts) -> SheetFacts:
    facts.totals = _totals_rows(archive, member)
    row = column = -1
    kind: str | None = None
    inside_value = formula = stored = False
    said: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, inside_value, formula, stored
        if tag == "c":
            kind = attributes.get("t")
            formula = stored = False
            place = attributes.get("r")
            if place:
                row, column = _place(place)
            else:
                column += 1  # writers may leave the address out where cells follow each other
        elif tag in ("v", "is", "f"):
            facts.use(row, column)
            formula = formula or tag == "f"
            inside_value = tag == "v"
        elif tag == "row":
            number = attributes.get("r")
            row, column = (int(number) - 1 if number else row + 1), -1
            if attributes.get("hidden") in ("1", "true"):
                facts.hidden.add(row)

    def end(tag: str) -> None:
        nonlocal inside_value
        if inside_value and tag == "v":
            if kind == "e":
                facts.errors[row, column] = "".join(said)
            elif kind == "s":
                facts.letters += _length(texts, "".join(said))
            said.clear()
            inside_value = False
        elif tag == "c" and formula and not stored and kind != "str":
            facts.errors[row, column] = NOT_CALCULATED

    def text(piece: str) -> None:
        nonlocal stored
        if inside_value:
            stored = True
            if kind in ("e", "s"):
                said.append(piece)

    parse(archive, member, start, end, text)
    return facts


def _length(texts: list[int], number: str) -> int:
    return texts[int(number)] if number.isdigit() and int(number) < len(texts) else 0


def _place(address: str) -> tuple[int, int]:
    """`B3` is row 2, column 1, counted from 0."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]) - 1, column - 1


def _scan_ods(archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    found: dict[str, SheetFacts] = {}
    facts = SheetFacts()
    row = column = rows = columns = 0
    failed = filled = hidden = formula = False
    said: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal facts, row, column, rows, columns, failed, filled, hidden, formula
        if tag == "table":
            facts = found[attributes["table:name"]] = SheetFacts()
            row = 0
        elif tag == "table-row":
            rows, column = int(attributes.get("table:number-rows-repeated", 1)), 0
            hidden = attributes.get("table:visibility") in ("collapse", "filter")
        elif tag in ("table-cell", "covered-table-cell"):
            columns = int(attributes.get("table:number-columns-repeated", 1))
            filled = "office:value-type" in attributes
            formula = "table:formula" in attributes and not filled
            failed = filled and (attributes.get("calcext:value-type") == "error" or attributes.get("office:string-value") == "")
            said.clear()

    def end(tag: str) -> None:
        nonlocal row, column, failed, filled, formula
        if tag in ("table-cell", "covered-table-cell"):
            if filled:
                facts.use(row + rows - 1, column + columns - 1)
                if hidden and rows < LARGEST_SHEET:
                    facts.hidden.update(range(row, row + rows))
            if ((failed and said) or formula) and rows * columns < LARGEST_SHEET:
                if formula:
                    facts.use(row + rows - 1, column + columns - 1)
                for down in range(rows):
                    for across in range(columns):
                        facts.errors[row + down, column + across] = NOT_CALCULATED if formula else "".join(said)
            column += columns
            failed = filled = formula = False
        elif tag == "table-row":
            row += rows

    def text(piece: str) -> None:
        if failed:
            said.append(piece)
        if filled:
            facts.letters += len(piece.encode("utf-8", "replace")) * rows * columns

    parse(archive, "content.xml", start, end, text)
    return found
