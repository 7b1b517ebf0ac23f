"""A comparison in a notebook: the sentences, agreement and performance; no figures, which a cell asks for by itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tabulate import tabulate

from myositis.comparison.report.as_text import aligned
from myositis.comparison.report.compose import Wish, document
from myositis.comparison.report.document import Figure, Table
from myositis.comparison.results import ComparisonResult


def short_html(result: ComparisonResult) -> str:
    """HTML for a notebook cell."""
    return "\n".join(_parts(result))


def _parts(result: ComparisonResult) -> Iterator[str]:
    made = document(result, Wish(), ("agreement", "performance"))
    yield f"<p><b>{escape(made.title)}</b></p>"
    yield from (f"<p>{escape(text)}</p>" for text in made.summary)
    for section in made.sections:
        for block in section.blocks:
            table = block.numbers if isinstance(block, Figure) else block
            if isinstance(table, Table):
                yield from _table(table)
    more = ('write("report.html")', "numbers", "table1", "patients")
    yield f"<p><small>More: {', '.join(f'<code>{escape(name)}</code>' for name in more)}.</small></p>"


def _table(table: Table) -> Iterator[str]:
    rows = [[cell.text for cell in row] for row in table.rows]
    yield f"<p>{escape(table.caption)}</p>"
    yield tabulate(rows, table.header, tablefmt="html", disable_numparse=True, colalign=aligned(table) if rows else None)
    yield from (f"<p><small>{escape(note)}</small></p>" for note in table.notes)
