"""A document of tables and paragraphs, before it is printed in any format; and how numbers are written in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from myositis.agreement import Estimate, Test
from myositis.agreement.estimates import NOT_ESTIMABLE
from myositis.comparison.basics import Bounds

PASSED_OVER = "for some completions kappa does not exist (0/0); they are passed over"

NONE = "-"
"""A cell in which nothing belongs."""


@dataclass
class Table:
    """A titled table. header: the first `names` columns are text, the others figures. notes: footnotes, in order."""

    title: str
    header: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    names: int = 1
    notes: list[str] = field(default_factory=list)
    _marks: dict[str, str] = field(default_factory=dict)

    def add(self, *cells: str | int) -> None:
        """One row."""
        self.rows.append([str(cell) for cell in cells])

    def mark(self, reason: str) -> str:
        """The mark of a footnote, `[a]`; the same reason gets the same mark."""
        if reason not in self._marks:
            place = len(self._marks)
            self._marks[reason] = (chr(ord("a") + place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)
            self.notes.append(f"[{self._marks[reason]}] {reason}")
        return f"[{self._marks[reason]}]"

    def number(self, estimate: Estimate) -> str:
        """`0.208 (0.109 to 0.307)`, or `not estimable` with the reason as a footnote."""
        return self._estimate(estimate, 1, 3, "")

    def percent(self, estimate: Estimate) -> str:
        """`89.3% (86.0 to 91.9)`."""
        return self._estimate(estimate, 100, 1, "%")

    def share(self, count: int, estimate: Estimate) -> str:
        """`375/420 89.3% (86.0 to 91.9)`."""
        if estimate.value is None:
            return self.percent(estimate)
        return f"{count}/{estimate.n} {self.percent(estimate)}"

    def _estimate(self, estimate: Estimate, times: int, digits: int, unit: str) -> str:
        if estimate.value is None:
            return f"{NOT_ESTIMABLE} {self.mark(estimate.reason or '')}"
        value, low, high = (
            None if number is None else without_minus_zero(f"{times * number:.{digits}f}")
            for number in (estimate.value, estimate.low, estimate.high)
        )
        if low is None:
            return f"{value}{unit}" + (f" {self.mark('no interval: ' + estimate.reason)}" if estimate.reason else "")
        return f"{value}{unit} ({low} to {high})"

    def test(self, test: Test) -> str:
        """`p = 0.031`; a chi-square test with statistic and degrees of freedom."""
        if test.statistic is None or test.p_value is None:
            return f"{NOT_ESTIMABLE} {self.mark(test.reason or '')}"
        p = "p < 0.001" if test.p_value < 0.001 else f"p = {test.p_value:.3f}"
        return p if test.df is None else f"{p} (chi-square {test.statistic:.2f}, df {test.df})"

    def limit(self, bounds: Bounds, which: str) -> str:
        """One end of exact bounds: `12/40 30.0%`, or a coefficient."""
        value = bounds.lowest if which == "lowest" else bounds.highest
        count = bounds.lowest_count if which == "lowest" else bounds.highest_count
        if value is None:
            return f"{NOT_ESTIMABLE} {self.mark(bounds.reason or '')}"
        if count is not None:
            return f"{count}/{bounds.n} {100 * value:.1f}%"
        text = without_minus_zero(f"{value:.3f}")
        return f"{text} {self.mark(PASSED_OVER)}" if bounds.without_value else text


def without_minus_zero(text: str) -> str:
    """`-0.000` reads as 0.000."""
    return text if any(digit in "123456789" for digit in text) else text.lstrip("-")


@dataclass
class Section:
    """A heading with paragraphs and tables; depth 1 is a section, 2 a part of one."""

    title: str
    blocks: list[Table | str] = field(default_factory=list)
    depth: int = 1


@dataclass
class Document:
    """Everything that is printed."""

    title: str
    sections: list[Section] = field(default_factory=list)


LANDIS_KOCH = ((0.20, "slight"), (0.40, "fair"), (0.60, "moderate"), (0.80, "substantial"), (1.0, "almost perfect"))
"""Upper ends of the words of Landis JR, Koch GG. Biometrics 1977;33:159-174; poor is below 0."""


def landis_koch(kappa: float) -> str:
    """The word of Landis & Koch for a kappa."""
    if kappa < 0:
        return "poor"
    return next(word for upper, word in LANDIS_KOCH if kappa <= upper + 1e-12)
