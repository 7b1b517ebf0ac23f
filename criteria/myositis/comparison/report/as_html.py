"""A document as one self-contained HTML file: figures inside, contents, numbered tables, and pages of A4 when it is printed."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from myositis.comparison.report.document import Block, Document, Figure, Section, Table
from myositis.comparison.report.layout import joined, pieces
from myositis.comparison.report.missing_library import library

if TYPE_CHECKING:
    from jinja2 import Environment


WIDEST = 200
"""Letters of a table, wrapped in its cells, that a printed page still holds in readable type."""

PRINTED = 140
"""Letters of a table on a line of a printed page."""


@dataclass
class Heading:
    """A section in the contents. holds: its tables and figures."""

    id: str
    title: str
    holds: str


@cache
def environment(*, autoescape: bool) -> Environment:
    """jinja2 with the templates of this package."""
    jinja2 = library("jinja2", "jinja2", "an HTML report")
    made: Environment = jinja2.Environment(
        loader=jinja2.PackageLoader("myositis.comparison.report", "templates"),
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    return made


def anchor(label: str) -> str:
    """`Table 3` as the name of a place in the file."""
    return re.sub(r"\W+", "-", label.lower()).strip("-")


def narrow(table: Table) -> bool:
    """Whether the numbers of a table need no second line on a printed page."""
    places = range(table.names, len(table.header))
    letters = sum(max((len(row[place].text) for row in table.rows), default=0) + 2 for place in places)
    return letters < PRINTED - 20 * table.names


def side_by_side(table: Table) -> list[tuple[Table, str]]:
    """The table in pieces that a page can hold, and the name of the place of each: only the first has one."""
    cut = pieces(table, WIDEST)
    found = [
        replace(
            table,
            header=tuple(table.header[place] for place in piece.places),
            rows=[[row[place] for place in piece.places] for row in table.rows],
            notes=table.notes if number == len(cut) else [],
        )
        for number, piece in enumerate(cut, 1)
    ]
    return [(piece, anchor(table.label) if number == 0 else "") for number, piece in enumerate(found)]


def picture(figure: Figure) -> str:
    """The figure as the address of an image that is inside the file."""
    return "data:image/svg+xml;base64," + base64.b64encode(figure.image("svg")).decode("ascii")


def holds(blocks: list[Block]) -> str:
    """`Table 2, Figure 1`; runs are `Tables 2 to 5`."""
    found = []
    for kind, name in ((Table, "Table"), (Figure, "Figure")):
        labels = [block.label for block in blocks if isinstance(block, kind) and block.label]
        if len(labels) > 2:
            found.append(f"{name}s {labels[0].split()[1]} to {labels[-1].split()[1]}")
        else:
            found += labels
    return ", ".join(found)


def html(made: Document, *, pictures: bool = True) -> str:
    """The document as HTML. pictures: with figures; without matplotlib only their numbers are shown."""
    engine = environment(autoescape=True)
    engine.filters.update(anchor=anchor, joined=joined, narrow=narrow, picture=picture, side_by_side=side_by_side)
    headings, sections = [], []
    for number, section in enumerate(made.sections, 1):
        name = f"section-{number}"
        sections.append({"id": name, **vars(section)})
        if section.depth == 1 and section.title:
            headings.append(Heading(name, section.title, holds(_with_parts(made.sections, number - 1))))
    return engine.get_template("report.html").render(made=made, sections=sections, headings=headings, pictures=pictures)


def _with_parts(sections: list[Section], place: int) -> list[Block]:
    """The blocks of a section and of its parts."""
    blocks = list(sections[place].blocks)
    for section in sections[place + 1 :]:
        if section.depth == 1:
            break
        blocks += section.blocks
    return blocks
