"""A document in LaTeX: wrapped columns, landscape where a table is wide, nothing beyond the margin. pdfLaTeX and LuaLaTeX.

A report is a whole document; `table_files` gives each table as a file of its own, to be read by `\\input`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from myositis.comparison.report.document import Document, Table
from myositis.comparison.report.layout import Piece, fitted, one_line
from myositis.comparison.report.missing_library import library

if TYPE_CHECKING:
    from jinja2 import Environment

PORTRAIT, LANDSCAPE = (100, 480.0), (150, 722.0)
"""A line of an A4 page with margins of 20 mm, upright and on its side: letters to begin with, and points."""

GAP = 6.0
"""Points between two columns."""

FEW_ROWS = 30
"""A wide table with so few rows, over all its pieces, is not worth a page on its side."""

_SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_\allowbreak{}", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "/": r"/\allowbreak{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "-": "{-}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
}  # fmt: skip

_KNOWN = {"≥": r"\ensuremath{\geq}", "≤": r"\ensuremath{\leq}", "−": "-", "×": r"\ensuremath{\times}", "µ": r"\textmu{}"}
"""Signs that pdfLaTeX does not have as letters."""


@dataclass
class TablePart:
    """A piece of a table as it is set."""

    columns: str
    header: list[str]
    rows: list[list[str]]
    landscape: bool


def tex(text: str) -> str:
    """Text in which no sign is read as LaTeX; identifiers and addresses may break over lines."""
    return "".join(_SIGNS.get(letter, letter) for letter in one_line(text))


def parts(table: Table) -> list[TablePart]:
    """The table in pieces that fit the page: upright when it does, else on its side, else in several."""
    upright = fitted(table, PORTRAIT[1], PORTRAIT[0], GAP)
    if len(upright) * len(table.rows) > FEW_ROWS and len(upright) > 1:
        sideways = fitted(table, LANDSCAPE[1], LANDSCAPE[0], GAP)
        if len(sideways) < len(upright):
            return [_part(table, *item, landscape=True) for item in sideways]
    return [_part(table, *item, landscape=False) for item in upright]


def _part(table: Table, piece: Piece, widths: list[float], *, landscape: bool) -> TablePart:
    columns = [
        rf">{{\{'raggedright' if place < table.names else 'raggedleft'}\arraybackslash\hspace{{0pt}}}}p{{{width:.1f}pt}}"
        for place, width in zip(piece.places, widths, strict=True)
    ]
    header = [rf"\textbf{{{tex(table.header[place])}}}" for place in piece.places]
    rows = [[tex(row[place].text) for place in piece.places] for row in table.rows]
    return TablePart("@{}" + "".join(columns) + "@{}", header, rows, landscape)


@cache
def _environment() -> Environment:
    jinja2 = library("jinja2", "jinja2", "LaTeX")
    made: Environment = jinja2.Environment(
        loader=jinja2.PackageLoader("myositis.comparison.report", "templates"),
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="(((",
        variable_end_string=")))",
        comment_start_string="((=",
        comment_end_string="=))",
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    made.filters.update(tex=tex, parts=parts)
    return made


def latex(made: Document, pictures: Mapping[str, str] | None = None) -> str:
    """The document as LaTeX. pictures: label of a figure to the name of its file; other figures are shown as numbers."""
    text = _environment().get_template("report.tex").render(made=made, pictures=pictures or {}, unusual=())
    unusual = [(f"{ord(letter):04X}", _KNOWN.get(letter, f"[U+{ord(letter):04X}]")) for letter in sorted(set(_beyond(text)))]
    if unusual:
        text = _environment().get_template("report.tex").render(made=made, pictures=pictures or {}, unusual=unusual)
    return re.sub(r"\n{3,}", "\n\n", text)


def table_files(made: Document) -> dict[str, str]:
    """`table-1` and so on to the text of a file that holds this table alone."""
    template = _environment().get_template("one_table.tex")
    found = {}
    for table in made.tables():
        name = re.sub(r"\W+", "-", table.label.lower())
        found[name] = re.sub(r"\n{3,}", "\n\n", template.render(one=table)).lstrip()
    return found


def _beyond(text: str) -> str:
    """Letters that the T1 fonts of pdfLaTeX do not hold: beyond Latin with its accents."""
    return "".join(re.findall("[\u0180-\U0010ffff]|[" + "".join(_KNOWN) + "]", text))
