"""Print a comparison: on the terminal, as Markdown, HTML, LaTeX, Word, workbook, tidy CSV or JSON.

Short by default; `full` gives everything. Cells are text from the beginning, so the ids `0012` and `1E05` stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from myositis.comparison.report.compose import Wish, chosen_sections, document
from myositis.comparison.report.document import Document
from myositis.comparison.results import ComparisonResult
from myositis.errors import MyositisError, nearest, unknown
from myositis.plots.style import available

MOST_LINES = 100
"""Lines of a short report on the terminal."""

MOST_PATIENTS = 40
"""So many patients are listed one by one on the terminal; every other format lists all."""

MOST_ON_PAPER = 500
"""So many patients are listed one by one in a Word or LaTeX file; the other files list all of them."""

TEXTS = ("text", "markdown", "html", "latex", "csv", "json")
"""Formats that are text; `render` can write them."""

FORMATS = (*TEXTS, "docx", "xlsx")
"""Every format; `write` writes them."""

ENDINGS = {
    "txt": "text", "md": "markdown", "html": "html", "htm": "html", "tex": "latex", "csv": "csv", "json": "json",
    "docx": "docx", "xlsx": "xlsx",
}  # fmt: skip
"""The format of a file by its ending."""


class UnknownEndingError(MyositisError, ValueError):
    """The ending of a file does not say in which format a report is to be written."""


def format_of(path: str | Path, given: str | None = None) -> str:
    """The format of a file. given: what was asked for, which the ending must not contradict by being unknown alone.

    Errors: UnknownEndingError, UnknownNameError.
    """
    if given is not None:
        if given not in FORMATS:
            raise unknown("format", given, FORMATS)
        return given
    ending = Path(path).suffix.lstrip(".").lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    close = nearest(ending, ENDINGS) if ending else None
    hint = f"did you mean `.{close}`?" if close else f"known: {', '.join('.' + name for name in ENDINGS)}"
    said = f"a report cannot be written as `.{ending}`" if ending else f"`{Path(path).name}` has no ending that names a format"
    raise UnknownEndingError(f"{said}; {hint}")


def render(
    result: ComparisonResult,
    style: str = "text",
    *,
    full: bool = False,
    sections: Iterable[str] = (),
    landis_koch: bool = False,
    patients: int | None = None,
) -> str:
    """The comparison in one format.

    style: `text` (80 columns; at most 100 lines unless full), `markdown`, `html` (self-contained, with figures), `latex` (a
    document), `csv` (tidy: one estimate a row) or `json` (everything). full: every table and figure. sections: only these, by
    name. landis_koch: words for kappa. patients: how many patients are listed one by one; by default all, on the terminal 40.

    Errors: UnknownNameError for a format or section that does not exist; MissingLibraryError for html and latex without jinja2.
    """
    if style not in TEXTS:
        raise unknown("format", style, TEXTS)
    if style == "json":
        return result.to_json() + "\n"
    if style == "csv":
        from myositis.files.neutralise import neutralised

        return str(neutralised(result.numbers).write_csv())
    most = MOST_PATIENTS if patients is None and style == "text" else patients
    on_terminal = style == "text"
    made = document(result, Wish(full, landis_koch, most), sections, with_methods=not on_terminal)
    if style == "text":
        from myositis.comparison.report.as_text import text

        return text(made, None if full or tuple(sections) else MOST_LINES)
    if style == "markdown":
        from myositis.comparison.report.as_text import markdown

        return markdown(made)
    if style == "html":
        from myositis.comparison.report.as_html import html

        return html(made, pictures=available())
    from myositis.comparison.report.as_latex import latex

    return latex(made)


def files(
    result: ComparisonResult,
    path: str | Path,
    style: str | None = None,
    *,
    full: bool = False,
    sections: Iterable[str] = (),
    landis_koch: bool = False,
    one_file_a_table: bool = False,
) -> dict[Path, bytes]:
    """The report as files, by path: the file itself first, with LaTeX its figures (PDF), and on request its tables.

    style: by default what the ending says; beside those of `render` also `docx` and `xlsx`. one_file_a_table: with LaTeX also
    one `.tex` for each table, to be read by `\\input`. Other arguments: see `render`.

    Errors: as for `render`, and UnknownEndingError.
    """
    place = Path(path)
    kind = format_of(place, style)
    names = chosen_sections(sections)
    if kind not in ("docx", "xlsx", "latex"):
        text = render(result, kind, full=full, sections=names, landis_koch=landis_koch)
        return {place: text.encode("utf-8")}
    made = document(result, Wish(full, landis_koch, None if kind == "xlsx" else MOST_ON_PAPER), names)
    if kind == "docx":
        from myositis.comparison.report.as_word import word

        return {place: word(made, pictures=available())}
    if kind == "xlsx":
        from myositis.comparison.report.as_workbook import workbook

        return {place: workbook(made)}
    return _latex_files(made, place, one_file_a_table=one_file_a_table)


def _latex_files(made: Document, place: Path, *, one_file_a_table: bool) -> dict[Path, bytes]:
    from myositis.comparison.report.as_latex import latex, table_files

    beside: dict[Path, bytes] = {}
    pictures = {}
    for figure in made.figures() if available() else ():
        name = place.with_name(f"{place.stem}-{figure.label.lower().replace(' ', '-')}.pdf")
        beside[name] = figure.image("pdf")
        pictures[figure.label] = name.name
    if one_file_a_table:
        beside |= {place.with_name(f"{place.stem}-{name}.tex"): text.encode("utf-8") for name, text in table_files(made).items()}
    return {place: latex(made, pictures).encode("utf-8"), **beside}
