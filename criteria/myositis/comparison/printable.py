"""The comparison that `compare` gives: its numbers, and how they are printed, written and shown in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from myositis.comparison.report import files, render
from myositis.comparison.report.methods import paragraphs
from myositis.comparison.report.notebook import short_html
from myositis.comparison.results import ComparisonResult


class Comparison(ComparisonResult):
    """Criteria sets compared with each other and with a reference; see `myositis.compare`.

    `render` prints it, `write` makes a report file of it, and a notebook shows the agreement and the performance.
    """

    def render(
        self,
        style: str = "text",
        *,
        full: bool = False,
        sections: Iterable[str] = (),
        landis_koch: bool = False,
        patients: int | None = None,
    ) -> str:
        """The comparison as `text`, `markdown`, `html`, `latex`, `csv` or `json`; see `myositis.comparison.report.render`."""
        return render(self, style, full=full, sections=sections, landis_koch=landis_koch, patients=patients)

    def write(
        self,
        path: str | Path,
        style: str | None = None,
        *,
        full: bool = False,
        sections: Iterable[str] = (),
        landis_koch: bool = False,
        one_file_a_table: bool = False,
    ) -> list[Path]:
        """A report file: .html, .docx, .xlsx, .tex, .md, .csv, .json or .txt; gives the paths of all files that were written.

        LaTeX comes with a PDF for each figure. Nothing is written before everything is made; see
        `myositis.comparison.report.files`.
        """
        made = files(self, path, style, full=full, sections=sections, landis_koch=landis_koch, one_file_a_table=one_file_a_table)
        for file, content in made.items():
            file.write_bytes(content)
        return list(made)

    @property
    def methods(self) -> tuple[str, ...]:
        """What was estimated and how, in words that can go into a manuscript: one paragraph per subject, then references."""
        return paragraphs(self)

    def __repr__(self) -> str:
        against = f", against {self.reference.column}" if self.reference is not None else ""
        names = ", ".join(one.short_title for one in self.sets)
        return f"<Comparison of {names}: {self.flow.evaluable} patients{against}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return short_html(self)
