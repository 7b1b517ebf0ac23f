"""Print a comparison: terminal text, Markdown, HTML, LaTeX, CSV, JSON.

Cells are text from the beginning, and tabulate is told not to reparse them: the ids `0012` and `1E05` stay what they are.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator

from tabulate import tabulate

from myositis.comparison.report.methods import methods
from myositis.comparison.report.numbers import flow, missing_data, pairs, several
from myositis.comparison.report.patients import knowing, patients, strata
from myositis.comparison.report.performance import performance
from myositis.comparison.results import ComparisonResult
from myositis.comparison.tables import Document, Section, Table
from myositis.errors import unknown

MOST_PATIENTS = 40
"""So many discordant patients are listed one by one on the terminal; every other format lists all."""

WIDTH = {1: 46, 2: 40, 3: 34}
"""The widest text column on the terminal by number of text columns; longer cells are wrapped."""

LONG = 30
"""LaTeX tables with more rows may break over pages."""


def document(result: ComparisonResult, *, landis_koch: bool = False, most: int | None = None) -> Document:
    """The comparison as sections of tables and paragraphs."""
    names = [one.id for one in result.sets]
    made = Document("Comparison of " + ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1])
    if result.notes:
        made.sections.append(Section("Notes", list(result.notes)))
    made.sections.append(flow(result, everything=most is None))
    agreeing = list(pairs(result, with_words=landis_koch))
    together = several(result, with_words=landis_koch)
    if agreeing:
        made.sections += [Section("Agreement"), *agreeing, *([together] if together else [])]
    parts = (
        performance(result),
        missing_data(result),
        patients(result, most),
        knowing(result),
        strata(result),
        Section("Methods", list(methods(result))),
    )
    made.sections += [part for part in parts if part is not None]
    return made


def render(result: ComparisonResult, style: str = "text", *, landis_koch: bool = False, patients: int | None = None) -> str:
    """The comparison in one format.

    style: `text`, `markdown`, `html`, `latex` (booktabs and longtable), `csv` (one line per figure: section, table, row,
    column, value) or `json` (everything, with the ids behind every count). landis_koch: words for kappa. patients: how many
    discordant patients are listed one by one; by default all, on the terminal 40.

    Errors: UnknownNameError for a format that does not exist.
    """
    if style == "json":
        return result.to_json() + "\n"
    if style not in _WRITERS:
        raise unknown("format", style, FORMATS)
    most = MOST_PATIENTS if patients is None and style == "text" else patients
    return _WRITERS[style](document(result, landis_koch=landis_koch, most=most))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _align(table: Table) -> list[str]:
    return ["left"] * table.names + ["right"] * (len(table.header) - table.names)


def _tabulate(table: Table, style: str, clean: Callable[[str], str], widths: list[int | None] | None = None) -> str:
    rows = [[clean(cell) for cell in row] for row in table.rows]
    header = [clean(cell) for cell in table.header]
    return tabulate(
        rows, header, tablefmt=style, disable_numparse=True, colalign=_align(table) if rows else None, maxcolwidths=widths
    )


def _text(made: Document) -> str:
    return "\n".join(_text_lines(made)).rstrip() + "\n"


def _text_lines(made: Document) -> Iterator[str]:
    yield from (made.title, "=" * len(made.title), "")
    for section in made.sections:
        yield from (section.title, ("-" if section.depth == 1 else "~") * len(section.title), "")
        for block in section.blocks:
            if isinstance(block, str):
                yield from (*_wrapped(block), "")
                continue
            yield block.title
            long = sum(max(map(len, column)) > 24 for column in zip(*block.rows, strict=True)) if block.rows else 0
            width = WIDTH.get(min(long, 3), 46)
            widths = [width if place < block.names else None for place in range(len(block.header))] if block.names > 1 else None
            yield _tabulate(block, "simple", _one_line, widths)
            for note in block.notes:
                yield from _wrapped(note)
            yield ""


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 110)


def _markdown_text(text: str) -> str:
    text = _one_line(text)
    for sign in "\\`*|<":
        text = text.replace(sign, f"\\{sign}")
    return text


def _markdown(made: Document) -> str:
    lines = [f"# {_markdown_text(made.title)}", ""]
    for section in made.sections:
        lines += [f"{'#' * (section.depth + 1)} {_markdown_text(section.title)}", ""]
        for block in section.blocks:
            if isinstance(block, str):
                lines += [_markdown_text(block), ""]
                continue
            lines += [f"**{_markdown_text(block.title)}**", "", _tabulate(block, "pipe", _markdown_text), ""]
            for note in block.notes:
                lines += [_markdown_text(note), ""]
    return "\n".join(lines).rstrip() + "\n"


STYLE = (
    "body{font-family:sans-serif;max-width:75em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;margin:.5em 0}"
    "caption{text-align:left;font-weight:bold}td,th{padding:.2em .7em;border-bottom:1px solid #ddd;vertical-align:top}"
    "p.note{font-size:85%;margin:.2em 0}"
)


def _html(made: Document) -> str:
    title = html.escape(made.title)
    lines = ["<!doctype html>", '<html lang="en"><head><meta charset="utf-8">', f"<title>{title}</title><style>{STYLE}</style>"]
    lines += ["</head><body>", f"<h1>{title}</h1>"]
    for section in made.sections:
        lines.append(f"<h{section.depth + 1}>{html.escape(section.title)}</h{section.depth + 1}>")
        for block in section.blocks:
            if isinstance(block, str):
                lines.append(f"<p>{html.escape(block)}</p>")
                continue
            table = _tabulate(block, "html", _one_line)
            lines.append(table.replace("<table>", f"<table><caption>{html.escape(block.title)}</caption>", 1))
            lines += [f'<p class="note">{html.escape(note)}</p>' for note in block.notes]
    return "\n".join([*lines, "</body></html>"]) + "\n"


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
}  # fmt: skip


def _latex_text(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _one_line(text))


def _latex(made: Document) -> str:
    lines = ["% needs \\usepackage[utf8]{inputenc}, {booktabs} and {longtable}", f"\\section*{{{_latex_text(made.title)}}}", ""]
    for section in made.sections:
        command = "subsection" if section.depth == 1 else "subsubsection"
        lines += [f"\\{command}*{{{_latex_text(section.title)}}}", ""]
        for block in section.blocks:
            if isinstance(block, str):
                lines += [_latex_text(block), ""]
                continue
            notes = [f"\\par{{\\footnotesize {_latex_text(note)}}}" for note in block.notes]
            if len(block.rows) > LONG:
                body = _tabulate(block, "latex_longtable", _one_line)
                lines += [f"\\noindent\\textbf{{{_latex_text(block.title)}}}", body, *notes, ""]
            else:
                body = _tabulate(block, "latex_booktabs", _one_line)
                caption = f"\\caption{{{_latex_text(block.title)}}}"
                lines += ["\\begin{table}[htbp]", "\\centering\\small", caption, body, *notes, "\\end{table}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _csv(made: Document) -> str:
    from myositis.files import neutralise

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("section", "table", "row", "column", "value"))
    for section in made.sections:
        for place, block in enumerate(section.blocks, 1):
            if isinstance(block, str):
                found = [("", f"paragraph {place}", "", block)]
            else:
                found = [
                    (block.title, row[0], name, cell)
                    for row in block.rows
                    for name, cell in zip(block.header[1:], row[1:], strict=True)
                ]
                found += [(block.title, f"note {number}", "", note) for number, note in enumerate(block.notes, 1)]
            writer.writerows([neutralise(_one_line(cell)) for cell in (section.title, *row)] for row in found)
    return out.getvalue()


_WRITERS: dict[str, Callable[[Document], str]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "latex": _latex,
    "csv": _csv,
}
FORMATS = (*_WRITERS, "json")
"""What `render` can write."""
