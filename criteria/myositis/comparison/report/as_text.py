"""A document on a terminal, and in Markdown. Tables are set by tabulate, which is told not to reparse a cell: `0012` stays."""

from __future__ import annotations

import copy
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from tabulate import SEPARATING_LINE, tabulate

from myositis.comparison.report.document import Document, Figure, Section, Table
from myositis.comparison.report.layout import one_line, pieces, wrapped
from myositis.markdown import escaped

WIDTH = 80
"""Letters of a terminal."""

FEWEST = 2
"""So many rows every table keeps."""

MORE = "with --full, or in a file (-o report.html)"


def aligned(table: Table, places: tuple[int, ...] | None = None) -> list[str]:
    """Text to the left, numbers to the right."""
    chosen = range(len(table.header)) if places is None else places
    return ["left" if place < table.names else "right" for place in chosen]


@dataclass
class _Cut:
    """What was left out of a table. columns: pieces beyond the first are not shown."""

    rows: int = 0
    columns: int = 0


def text(made: Document, most_lines: int | None = None) -> str:
    """The document on a terminal of 80 columns.

    most_lines: without headings, and longer tables are cut, and say so, until it has so many lines.
    """
    lines = list(_lines(made)) if most_lines is None else _shortened(made, most_lines)
    return "\n".join(lines).rstrip() + "\n"


def _shortened(made: Document, most_lines: int) -> list[str]:
    """Cut the tables that give way, the longest first, until everything fits; what is left out is said below each."""
    cut = copy.deepcopy(made)
    cuts = {id(table): _Cut() for table in cut.tables()}
    while True:
        lines = list(_lines(cut, cuts))
        if len(lines) <= most_lines:
            return lines
        for least in (None, FEWEST):  # what each table wants to keep, then what it must
            moves = [(table, move) for table in cut.tables() if (move := _next_move(table, cuts[id(table)], least))]
            if moves:
                break
        else:
            return [*lines[: most_lines - 1], f"... {len(lines) - most_lines + 1} more lines: {MORE}"]
        table, move = max(moves, key=lambda item: (item[0].gives, item[1] == "columns", len(item[0].rows)))
        if move == "columns":
            cuts[id(table)].columns = len(table.header) - len(pieces(table, WIDTH)[0].places)
        else:
            del table.rows[-2 if table.rows[-1][0].text == "total" else -1]
            cuts[id(table)].rows += 1


def _next_move(table: Table, cut: _Cut, least: int | None) -> str | None:
    if not cut.columns and len(pieces(table, WIDTH)) > 1:
        return "columns"
    return "rows" if len(table.rows) > (table.least if least is None else least) else None


def _lines(made: Document, cuts: dict[int, _Cut] | None = None) -> Iterator[str]:
    yield from textwrap.wrap(made.title, WIDTH)
    yield "=" * min(len(made.title), WIDTH)
    for paragraph in made.summary:
        yield from textwrap.wrap(one_line(paragraph), WIDTH)
    yield ""
    for section in made.sections:
        yield from _section(section, cuts)


def _section(section: Section, cuts: dict[int, _Cut] | None) -> Iterator[str]:
    if section.title and cuts is None:
        yield from (section.title, ("-" if section.depth == 1 else "~") * min(len(section.title), WIDTH))
    for block in section.blocks:
        if isinstance(block, str):
            yield from textwrap.wrap(one_line(block), WIDTH)
        else:
            table = block.numbers if isinstance(block, Figure) else block
            caption = f"{table.title} ({block.label.lower()} in a file)" if isinstance(block, Figure) else table.caption
            yield from _table(table, caption, None if cuts is None else cuts[id(table)])
        yield ""


def _table(table: Table, caption: str, cut: _Cut | None) -> Iterator[str]:
    yield from textwrap.wrap(caption, WIDTH)
    shown = pieces(table, WIDTH)
    shown = shown[:1] if cut is not None and cut.columns else shown
    for place, piece in enumerate(shown):
        if place:
            yield ""
        columns = tuple(zip(piece.places, piece.widths, strict=True))
        rows = [[wrapped(row[at].text, width) for at, width in columns] for row in table.rows]
        header = [wrapped(table.header[at], width) for at, width in columns]
        # The header is a row, because tabulate makes a column of few letters wider for its header.
        body = [header, SEPARATING_LINE, *rows]
        made = tabulate(body, tablefmt="simple", disable_numparse=True, colalign=aligned(table, piece.places))
        yield from (line.rstrip() for line in made.splitlines()[1:-1])
    if cut is not None and (cut.rows or cut.columns):
        said = [f"{n} more {name if n > 1 else name[:-1]}" for n, name in ((cut.rows, "rows"), (cut.columns, "columns")) if n]
        yield f"... {' and '.join(said)}: {MORE}"
    seen = " ".join(row[place].text for row in table.rows for piece in shown for place in piece.places)
    for note in table.notes:
        if re.match(r"\[\w+\] ", note) is None or f"{note.partition(']')[0]}]" in seen:
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
