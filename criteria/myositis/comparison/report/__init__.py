"""The report of a comparison: short or in full, on the terminal or as a file; see `render` and `write`."""

from myositis.comparison.report.compose import SECTIONS
from myositis.comparison.report.render import ENDINGS, FORMATS, UnknownEndingError, format_of, render, write

__all__ = ["ENDINGS", "FORMATS", "SECTIONS", "UnknownEndingError", "format_of", "render", "write"]
