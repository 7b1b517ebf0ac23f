"""The report of a comparison: short or in full, on the terminal or as a file; see `render` and `files`."""

from myositis.comparison.report.compose import SECTIONS, chosen_sections
from myositis.comparison.report.render import ENDINGS, FORMATS, TEXTS, UnknownEndingError, files, format_of, render

__all__ = ["ENDINGS", "FORMATS", "SECTIONS", "TEXTS", "UnknownEndingError", "chosen_sections", "files", "format_of", "render"]
