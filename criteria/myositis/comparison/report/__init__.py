"""The report of a comparison: short or in full, on the terminal or as a file; see `render` and `files`.

What it answers: how the numbers of a comparison are said, in which order, and how they look.

In goes a `ComparisonResult`, plain data; nothing is counted here. Out comes text, Markdown, HTML, LaTeX, Word, a workbook or tidy
CSV. A section (`cohort`, `agreement`, `performance`, `subgroups`, `missing`, `strata`, `patients`, `methods`) makes a `Document`
of tables, figures and paragraphs once; `as_text`, `as_html`, `as_latex`, `as_word` and `as_workbook` print that document, and
know no section. `words` says how sets, levels and groups are called; `figures` calls `plots`.

It may import the types of a comparison's results, `agreement` and `plots`, never what computes. Start with `compose` (which
sections, in which order), then the section whose sentence you want to change.
"""

from myositis.comparison.report.compose import SECTIONS, chosen_sections
from myositis.comparison.report.render import ENDINGS, FORMATS, TEXTS, UnknownEndingError, files, format_of, render

__all__ = ["ENDINGS", "FORMATS", "SECTIONS", "TEXTS", "UnknownEndingError", "chosen_sections", "files", "format_of", "render"]
