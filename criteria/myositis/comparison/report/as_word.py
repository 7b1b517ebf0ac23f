"""A document as a Word file: its own styles, captions numbered by Word's fields, header rows repeated, figures as pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from myositis.comparison.report.document import Document, Figure, Table
from myositis.comparison.report.layout import Piece, fitted, joined
from myositis.comparison.report.missing_library import library

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

LETTERS, POINT = 136, 28.35
"""Letters of a table on a line of an A4 page, to begin with; points of a centimetre."""

TYPE = 7.0
"""Points of the type in tables."""

LINE = 18.0
"""Centimetres of a line: A4 with margins of 1.5 cm."""

TABLE_STYLE, NOTE_STYLE, CELL_STYLE, SMALL_STYLE = "Report table", "Report note", "Report cell", "Report small"


def word(made: Document, *, pictures: bool = True) -> bytes:
    """The document as the content of a `.docx` file. pictures: with figures; without matplotlib only their numbers."""
    docx = library("docx", "python-docx", "a Word file")
    file: WordDocument = docx.Document()
    _page(file, made.title)
    _styles(file)
    file.add_heading(made.title, 0)
    for paragraph in made.summary:
        file.add_paragraph(paragraph)
    columns = 1
    for section in made.sections:
        if (2 if section.small else 1) != columns:
            columns = 2 if section.small else 1
            _columns(file, columns)
        if section.title:
            file.add_heading(section.title, section.depth)
        for block in section.blocks:
            if isinstance(block, str):
                file.add_paragraph(block, style=SMALL_STYLE if section.small else None)
            elif isinstance(block, Figure):
                _figure(file, block, pictures=pictures)
            else:
                _caption(file, "Table", block.title)
                _table(file, block, file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _columns(file: WordDocument, number: int) -> None:
    """From here on so many columns of text on a page."""
    from docx.enum.section import WD_SECTION
    from docx.oxml.ns import qn

    section: Any = file.add_section(WD_SECTION.CONTINUOUS)
    (columns,) = section._sectPr.xpath("./w:cols")
    columns.set(qn("w:num"), str(number))
    columns.set(qn("w:space"), "300")


def _page(file: WordDocument, title: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section = file.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.6)
    section.footer_distance = Cm(0.8)
    file.core_properties.title = title
    file.core_properties.author = "myositis"
    file.core_properties.comments = ""
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(footer, "PAGE", "1")


def _styles(file: WordDocument) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt, RGBColor

    styles: Any = file.styles
    black = RGBColor(0x1A, 0x1A, 0x1A)
    sizes = {"Normal": 9, "Title": 14, "Heading 1": 11, "Heading 2": 10, "Caption": 8.5}
    for name, size in sizes.items():
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), black
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
    styles["Normal"].paragraph_format.space_after = Pt(3)
    styles["Title"].paragraph_format.space_after = Pt(4)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    for name, before in (("Heading 1", 7), ("Heading 2", 5), ("Caption", 4)):
        form = styles[name].paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(2), True
    styles["Caption"].font.bold = False
    for name, size in ((CELL_STYLE, TYPE), (NOTE_STYLE, 7), (SMALL_STYLE, 7.5)):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
        made.font.size = Pt(size)
        made.paragraph_format.space_after = Pt(0)
        made.paragraph_format.line_spacing = 1.0
    table = styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    table.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>"
            '<w:top w:val="single" w:sz="8" w:color="1A1A1A"/><w:bottom w:val="single" w:sz="8" w:color="1A1A1A"/></w:tblBorders>'
            '<w:tblCellMar><w:top w:w="12" w:type="dxa"/><w:left w:w="30" w:type="dxa"/>'
            '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    table.element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
            '<w:bottom w:val="single" w:sz="4" w:color="1A1A1A"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        )
    )


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field of Word with the value that it has until Word counts again."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _caption(file: WordDocument, kind: str, title: str) -> None:
    """`Table 3. Agreement`, counted by Word."""
    counted = sum(paragraph.text.startswith(f"{kind} ") for paragraph in file.paragraphs if _is_caption(paragraph))
    paragraph = file.add_paragraph(style="Caption")
    paragraph.add_run(f"{kind} ").bold = True
    _field(paragraph, f" SEQ {kind} \\* ARABIC ", str(counted + 1))
    paragraph.add_run(f". {title}")


def _is_caption(paragraph: Any) -> bool:
    return bool(paragraph.style.name == "Caption")


def _figure(file: WordDocument, figure: Figure, *, pictures: bool) -> None:
    """The picture with its numbers at its side, or below where both are wide; then the caption."""
    if pictures and figure.beside:
        both: Any = file.add_table(rows=1, cols=2)
        both.autofit = False
        left, right = both.rows[0].cells
        room = LINE - figure.width - 0.6
        _widen((left, right), (figure.width + 0.6, room))
        _widen(both.columns, (figure.width + 0.6, room))
        _picture(left.paragraphs[0], figure)
        _table(right, figure.numbers, file, line=room - 0.3)
        right._tc.remove(right.paragraphs[0]._p)
        _caption(file, "Figure", figure.title)
        return
    if pictures:
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _picture(paragraph, figure)
    _caption(file, "Figure", figure.title)
    _table(file, figure.numbers, file)


def _picture(paragraph: Any, figure: Figure) -> None:
    from docx.shared import Cm

    paragraph.add_run().add_picture(io.BytesIO(figure.image("png")), width=Cm(min(figure.width, LINE)))
    for drawing in paragraph._p.xpath(".//wp:docPr"):
        drawing.set("descr", figure.alt)
        drawing.set("title", figure.title)
    for blip in paragraph._p.xpath(".//a:blip"):
        _vector(paragraph, blip, figure.image("svg"))


def _vector(paragraph: Any, blip: Any, svg: bytes) -> None:
    """The same picture as SVG, which Word 2016 and later and LibreOffice show instead of the dots."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    package = paragraph.part.package
    number = sum(str(part.partname).endswith(".svg") for part in package.iter_parts()) + 1
    part = Part(PackURI(f"/word/media/figure{number}.svg"), "image/svg+xml", svg, package)
    relation = paragraph.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip.append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
            f'<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{relation}"/>'
            "</a:ext></a:extLst>"
        )
    )


def _widen(cells: Any, widths: Any) -> None:
    from docx.shared import Cm

    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)


def _table(place: Any, table: Table, file: WordDocument, line: float = LINE) -> None:
    """The table in pieces, its notes below. place: the file, or a cell. line: centimetres."""
    gap = 6.0
    found = fitted(table, line * POINT, int(LETTERS * line / LINE), gap, scale=TYPE / 8)
    for number, (piece, widths) in enumerate(found):
        if number:
            place.add_paragraph(style=file.styles[NOTE_STYLE])
        _piece(place, table, piece, file, [(width + gap) / POINT for width in widths])
    for note in table.notes:
        place.add_paragraph(note, style=file.styles[NOTE_STYLE])
    place.add_paragraph(style=file.styles[NOTE_STYLE])


def _piece(place: Any, table: Table, piece: Piece, file: WordDocument, widths: list[float]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    columns = len(piece.places)
    made: Any = file.add_table(rows=0, cols=columns, style=TABLE_STYLE)
    made.autofit = False
    if place is not file:
        place._tc.append(made._tbl)
    style: Any = file.styles[CELL_STYLE]
    lines = [[table.header[at] for at in piece.places], *([row[at].text for at in piece.places] for row in table.rows)]
    for number, texts in enumerate(lines):
        row = made.add_row()
        rules = row._tr.get_or_add_trPr()
        if number == 0:
            rules.append(OxmlElement("w:tblHeader"))
        rules.append(OxmlElement("w:cantSplit"))
        _widen(row.cells, widths)
        for cell, text, at in zip(row.cells, texts, piece.places, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.text, paragraph.style = joined(text), style
            if at >= table.names:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _widen(made.columns, widths)
