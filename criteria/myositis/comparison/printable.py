"""The comparison that `compare` gives: its numbers, and how to print them."""

from __future__ import annotations

from myositis.comparison.report.methods import methods
from myositis.comparison.report.render import render
from myositis.comparison.results import ComparisonResult


class Comparison(ComparisonResult):
    """Criteria sets compared with each other and with a reference; see `myositis.compare`."""

    def render(self, style: str = "text", *, landis_koch: bool = False, patients: int | None = None) -> str:
        """The comparison as `text`, `markdown`, `html`, `latex`, `csv` or `json`; see `myositis.comparison.report.render`."""
        return render(self, style, landis_koch=landis_koch, patients=patients)

    @property
    def methods(self) -> tuple[str, ...]:
        """What was estimated and how, in words that can go into a manuscript: one paragraph per subject."""
        return methods(self)
