"""A document as a workbook: a sheet of contents, then one sheet a table, in which a number is a number and an id is a text."""

from __future__ import annotations

import io
import re
from typing import Any

from myositis.comparison.report.cells import COUNT, PROBABILITY, RATIO, SHARE, PrintedCell
from myositis.comparison.report.document import Document, Table
from myositis.comparison.report.layout import one_line

FORMATS = {COUNT: "0", SHARE: "0.0%", RATIO: "0.00", PROBABILITY: "0.000"}
WIDEST = 60
CONTENTS = "Contents"

LETTERS = 95
"""Letters on a line of the wide column of the contents."""


def workbook(made: Document) -> bytes:
    """The tables of the document as the content of an `.xlsx` file. Shares are fractions shown as percent."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": made.title})
        styles = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in FORMATS.items()}
        styles["bold"] = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
        styles["title"] = book.add_format({"bold": True, "font_size": 14})
        styles["text"] = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        contents = book.add_worksheet(CONTENTS)
        listed: list[tuple[str, str]] = []
        for table in made.tables():
            if table.rows:
                name = sheet_name(table.label, {name for name, _ in listed})
                listed.append((name, table.title))
                _sheet(book.add_worksheet(name), table, styles)
        _contents(contents, made, listed, styles)
    return out.getvalue()


def sheet_name(label: str, taken: set[str]) -> str:
    """A name that Excel accepts, of at most 31 letters."""
    name = re.sub(r"[\[\]:*?/\\]", " ", label)[:31].strip() or "Table"
    number, chosen = 2, name
    while chosen.lower() in {item.lower() for item in (*taken, CONTENTS)}:
        chosen, number = f"{name[:27]} {number}", number + 1
    return chosen


def _contents(sheet: Any, made: Document, listed: list[tuple[str, str]], styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, made.title, styles["title"])
    row = 1
    _page(sheet)
    for paragraph in made.summary:
        _paragraph(sheet, row, paragraph, styles)
        row += 1
    row += 1
    for name, title in listed:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, title, styles["text"])
        row += 1
    for section in made.sections:
        paragraphs = [block for block in section.blocks if isinstance(block, str)]
        if paragraphs:
            row += 1
            sheet.write_string(row, 0, section.title, styles["text"])
            for paragraph in paragraphs:
                _paragraph(sheet, row, paragraph, styles)
                row += 1


def _page(sheet: Any) -> None:
    """Printed on A4, on its side, as wide as the paper."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _paragraph(sheet: Any, row: int, text: str, styles: dict[str, Any]) -> None:
    """A wrapped text in a row that is high enough for it."""
    sheet.set_row(row, 15 * (1 + len(text) // LETTERS))
    sheet.write_string(row, 1, one_line(text), styles["text"])


def _sheet(sheet: Any, table: Table, styles: dict[str, Any]) -> None:
    _page(sheet)
    place = 0
    for at, title in enumerate(table.header):
        cells = [row[at] for row in table.rows]
        names = list(dict.fromkeys(number.name for cell in cells for number in cell.numbers))
        width = max([len(title), *(len(cell.text) for cell in cells)])
        if not names:
            _text_column(sheet, place, title, cells, styles)
            sheet.set_column(place, place, min(width + 2, WIDEST))
            place += 1
            continue
        names.sort(key=lambda name: ("k", "n", "").index(name) if name in ("k", "n", "") else 3)
        has_text = any(not cell.numbers and cell.text for cell in cells)
        names = ["", *(name for name in names if name)] if has_text and "" not in names else names
        for name in names:
            header = f"{title}, {name}" if name and title else title or name
            _number_column(sheet, place, header, name, cells, styles, with_text=name == ("" if "" in names else names[0]))
            sheet.set_column(place, place, max(9, min(len(header) + 2, 16)))
            place += 1
    for number, note in enumerate(table.notes):
        sheet.write_string(len(table.rows) + 2 + number, 0, one_line(note))
    sheet.freeze_panes(1, table.names if table.names < len(table.header) else 0)


def _text_column(sheet: Any, place: int, title: str, cells: list[PrintedCell], styles: dict[str, Any]) -> None:
    sheet.write_string(0, place, title, styles["bold"])
    for row, cell in enumerate(cells, 1):
        sheet.write_string(row, place, one_line(cell.text), styles["text"])


def _number_column(
    sheet: Any, place: int, header: str, name: str, cells: list[PrintedCell], styles: dict[str, Any], *, with_text: bool
) -> None:
    sheet.write_string(0, place, header, styles["bold"])
    for row, cell in enumerate(cells, 1):
        number = next((number for number in cell.numbers if number.name == name), None)
        if number is not None:
            sheet.write_number(row, place, number.value, styles[number.kind])
        elif with_text and not cell.numbers and cell.text:
            sheet.write_string(row, place, one_line(cell.text), styles["text"])
