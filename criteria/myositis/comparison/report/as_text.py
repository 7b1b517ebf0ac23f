"""A document on a terminal, and in Markdown. Tables are set by tabulate, which is told not to reparse a cell: `0012` stays."""

from __future__ import annotations

import copy
import re
import textwrap
from collections.abc import Iterator

from tabulate import tabulate

from myositis.comparison.report.document import Document, Figure, Section, Table
from myositis.comparison.report.layout import one_line, pieces, wrapped

WIDTH = 80
"""Letters of a terminal."""

FEWEST_ROWS = 4
"""A table is not cut below so many rows to make the text short."""


def aligned(table: Table, places: tuple[int, ...] | None = None) -> list[str]:
    """Text to the left, numbers to the right."""
    chosen = range(len(table.header)) if places is None else places
    return ["left" if place < table.names else "right" for place in chosen]


def text(made: Document, most_lines: int | None = None) -> str:
    """The document on a terminal of 80 columns. most_lines: longer tables are cut, and say so, until it has so many lines."""
    lines = list(_lines(made))
    if most_lines is not None and len(lines) > most_lines:
        lines = _shortened(made, most_lines)
    return "\n".join(lines).rstrip() + "\n"


def _shortened(made: Document, most_lines: int) -> list[str]:
    """Cut the longest table by a row until everything fits; how many rows are left out stands below it."""
    cut = copy.deepcopy(made)
    hidden: dict[int, int] = {}
    tables = {id(table): table for table in cut.tables()}
    while True:
        lines = list(_lines(cut, hidden))
        longest = max(tables.values(), key=lambda table: len(table.rows), default=None)
        if len(lines) <= most_lines or longest is None or len(longest.rows) <= FEWEST_ROWS:
            return lines
        cells = longest.rows.pop(-2 if _has_total(longest) else -1)
        del cells
        hidden[id(longest)] = hidden.get(id(longest), 0) + 1


def _has_total(table: Table) -> bool:
    return bool(table.rows) and table.rows[-1][0].text == "total"


def _lines(made: Document, hidden: dict[int, int] | None = None) -> Iterator[str]:
    yield from (made.title, "=" * min(len(made.title), WIDTH))
    for paragraph in made.summary:
        yield from textwrap.wrap(one_line(paragraph), WIDTH)
    yield ""
    for section in made.sections:
        yield from _section(section, hidden or {})


def _section(section: Section, hidden: dict[int, int]) -> Iterator[str]:
    if section.title:
        yield from (section.title, ("-" if section.depth == 1 else "~") * len(section.title))
    for block in section.blocks:
        if isinstance(block, str):
            yield from textwrap.wrap(one_line(block), WIDTH)
        elif isinstance(block, Figure):
            yield from _table(block.numbers, hidden)
        else:
            yield from _table(block, hidden)
        yield ""


def _table(table: Table, hidden: dict[int, int]) -> Iterator[str]:
    yield from textwrap.wrap(table.caption, WIDTH)
    for place, piece in enumerate(pieces(table, WIDTH)):
        if place:
            yield ""
        columns = tuple(zip(piece.places, piece.widths, strict=True))
        rows = [[wrapped(row[at].text, width) for at, width in columns] for row in table.rows]
        header = [wrapped(table.header[at], width) for at, width in columns]
        align = aligned(table, piece.places) if rows else None
        made = tabulate(rows, header, tablefmt="simple", disable_numparse=True, colalign=align)
        yield from (line.rstrip() for line in made.splitlines())
    if id(table) in hidden:
        yield f"... {hidden[id(table)]} more rows: with --full, or in a file (-o report.html)"
    for note in table.notes:
        yield from textwrap.wrap(one_line(note), WIDTH)


def markdown(made: Document) -> str:
    """The document in Markdown; every sign that would mean something there is escaped."""
    lines = [f"# {escaped(made.title)}", ""]
    for paragraph in made.summary:
        lines += [escaped(paragraph), ""]
    for section in made.sections:
        if section.title:
            lines += [f"{'#' * (section.depth + 1)} {escaped(section.title)}", ""]
        for block in section.blocks:
            if isinstance(block, str):
                lines += [escaped(block), ""]
            else:
                table = block.numbers if isinstance(block, Figure) else block
                lines += _markdown_table(table)
    return "\n".join(lines).rstrip() + "\n"


def _markdown_table(table: Table) -> list[str]:
    rows = [[escaped(cell.text) for cell in row] for row in table.rows]
    header = [escaped(cell) for cell in table.header]
    body = tabulate(rows, header, tablefmt="pipe", disable_numparse=True, colalign=aligned(table) if rows else None)
    lines = [f"**{escaped(table.caption)}**", "", body, ""]
    for note in table.notes:
        lines += [escaped(note), ""]
    return lines


def escaped(text: str) -> str:
    """Text in which no sign is read as Markdown or HTML."""
    text = re.sub(r"([\\\\`*_\[\]|<~$])", r"\\\1", one_line(text))
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    text = re.sub(r"^([#+>-])(?=\s)", r"\\\1", text)
    return re.sub(r"^(\d+)\.(?=\s)", r"\1\\.", text)
