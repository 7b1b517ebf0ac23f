"""Workbooks that no writer at hand makes, from their parts: a binary one (.xlsb), and an .ods that was never calculated."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BIN = "application/vnd.ms-excel"


def _record(kind: int, data: bytes = b"") -> bytes:
    """One record of [MS-XLSB] 2.1.4: type and size in seven bits a byte, then the data."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(data)
    while True:
        size += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return head + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def write_xlsb(path: Path, rows: Sequence[Sequence[str | float | None]]) -> None:
    """A workbook of one sheet; the records and their numbers are those of [MS-XLSB] 2.3 (BrtBeginSheet 129, BrtRowHdr 0 ...)."""
    sheet = _record(129) + _record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + _record(145)
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(cell, str):
                sheet += _record(6, place + _wide(cell))
            elif cell is not None:
                sheet += _record(5, place + struct.pack("<d", cell))
    sheet += _record(146) + _record(130)
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("patients")
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    relation = '<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">' + relation + "</Relationships>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="bin" ContentType="{_BIN}.sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", relations.format(kind=f"{_MAIN}/officeDocument", target="xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        sheet_relation = relations.format(kind=f"{_MAIN}/worksheet", target="worksheets/sheet1.bin")
        archive.writestr("xl/_rels/workbook.bin.rels", sheet_relation)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)


def write_uncalculated_ods(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A sheet of texts, in which a text that begins with `=` is a formula without a result."""
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")}
    cells = [
        "".join(
            f'<table:table-cell table:formula="of:{cell}"/>'
            if cell.startswith("=")
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        for row in rows
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="patients">{table}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
