"""How a number is written in a cell, and beside it the number itself for a workbook.

Ratios (kappa, likelihood ratios) have two decimals, shares one decimal of a percent, differences of shares are percentage
points. What does not exist says so, and the reason is a footnote of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from myositis.agreement import Estimate, Test
from myositis.agreement.estimates import NOT_ESTIMABLE
from myositis.comparison.basics import Bounds

PASSED_OVER = "for some completions kappa does not exist (0/0); they are passed over"

NONE = "-"
"""A cell in which nothing belongs."""

COUNT, SHARE, RATIO, PROBABILITY = "count", "share", "ratio", "p"
"""Kinds of numbers: how a workbook shows them."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a cell. name: what it is beside the value itself, such as `low`; empty for the value. kind: see above."""

    name: str
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """What is printed, and the numbers in it."""

    text: str
    numbers: tuple[Number, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __add__(self, text: str) -> PrintedCell:
        return PrintedCell(self.text + text, self.numbers)


Mark = Callable[[str], str]
"""Makes a footnote of a reason, and gives its mark."""


def as_cell(given: PrintedCell | str | int) -> PrintedCell:
    """A count is a number, a text stays text: an id is never reparsed."""
    if isinstance(given, PrintedCell):
        return given
    if isinstance(given, str):
        return PrintedCell(given)
    return PrintedCell(str(given), (Number("", given, COUNT),))


def ratio(estimate: Estimate, mark: Mark) -> PrintedCell:
    """`0.55 (0.47 to 0.62)`, or `not estimable` with the reason as a footnote."""
    return _estimate(estimate, mark, 1, 2, "", RATIO)


def percent(estimate: Estimate, mark: Mark) -> PrintedCell:
    """`89.3% (86.0 to 91.9)`."""
    return _estimate(estimate, mark, 100, 1, "%", SHARE)


def points(estimate: Estimate, mark: Mark) -> PrintedCell:
    """A difference of shares in percentage points: `-0.6 (-4.7 to 3.5)`; the row or the header names the unit."""
    return _estimate(estimate, mark, 100, 1, "", SHARE)


def share(count: int, estimate: Estimate, mark: Mark) -> PrintedCell:
    """`375/420 89.3% (86.0 to 91.9)`."""
    cell = percent(estimate, mark)
    if estimate.value is None or not cell.numbers:
        return cell
    return PrintedCell(f"{count}/{estimate.n} {cell.text}", (*of(count, estimate.n), *cell.numbers))


def of(count: int, n: int) -> tuple[Number, Number]:
    """Numerator and denominator."""
    return Number("k", count, COUNT), Number("n", n, COUNT)


def part(count: int, n: int) -> PrintedCell:
    """`54/110 (49)`: a count with its denominator, and the whole percent; of nobody there is neither."""
    if not n:
        return PrintedCell(NONE, of(count, n))
    return PrintedCell(f"{count}/{n} ({100 * count / n:.0f})", (*of(count, n), Number("", count / n, SHARE)))


def _estimate(estimate: Estimate, mark: Mark, times: int, digits: int, unit: str, kind: str) -> PrintedCell:
    """Where the usual interval, or the value itself, does not exist, another estimate stands for it, and a footnote says so."""
    other = estimate.alternative
    if estimate.value is None and (other is None or other.value is None):
        return PrintedCell(f"{NOT_ESTIMABLE} {mark(estimate.reason or '')}")
    shown = estimate.value if estimate.value is not None else other.value if other is not None else None
    assert shown is not None
    value = without_minus_zero(f"{times * shown:.{digits}f}")
    limits = estimate if estimate.low is not None or other is None else other
    if limits.low is None or limits.high is None:
        missing = f" {mark('no interval: ' + estimate.reason)}" if estimate.reason else ""
        return PrintedCell(f"{value}{unit}{missing}", (Number("", shown, kind),))
    noted = ""
    if limits is other and other is not None:
        noted = f" {mark(f'{estimate.reason}; instead: {other.method}')}"
    elif estimate.reason:
        noted = f" {mark(estimate.reason)}"
    low, high = (without_minus_zero(f"{times * limit:.{digits}f}") for limit in (limits.low, limits.high))
    numbers = (Number("", shown, kind), Number("low", limits.low, kind), Number("high", limits.high, kind))
    return PrintedCell(f"{value}{unit} ({low} to {high}){noted}", numbers)


def p_value(p: float) -> str:
    """`p = 0.031`, `p < 0.001`."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def test(found: Test, mark: Mark) -> PrintedCell:
    """`p = 0.031`; a chi-square test with statistic and degrees of freedom."""
    if found.statistic is None or found.p_value is None:
        return PrintedCell(f"{NOT_ESTIMABLE} {mark(found.reason or '')}")
    numbers = (Number("p", found.p_value, PROBABILITY), Number("statistic", found.statistic, RATIO))
    if found.df is None:
        return PrintedCell(p_value(found.p_value), numbers)
    text = f"{p_value(found.p_value)} (chi-square {found.statistic:.2f}, df {found.df})"
    return PrintedCell(text, (*numbers, Number("df", found.df, COUNT)))


def limit(bounds: Bounds, which: str, mark: Mark) -> PrintedCell:
    """One end of the bounds over all completions: `12/40 30.0%`, or a coefficient."""
    value = bounds.lowest if which == "lowest" else bounds.highest
    count = bounds.lowest_count if which == "lowest" else bounds.highest_count
    if value is None:
        return PrintedCell(f"{NOT_ESTIMABLE} {mark(bounds.reason or '')}")
    if count is not None:
        return PrintedCell(f"{count}/{bounds.n} {100 * value:.1f}%", (*of(count, bounds.n), Number("", value, SHARE)))
    text = without_minus_zero(f"{value:.2f}")
    passed = f" {mark(PASSED_OVER)}" if bounds.without_value else ""
    return PrintedCell(text + passed, (Number("", value, RATIO),))


def without_minus_zero(text: str) -> str:
    """`-0.00` reads as 0.00."""
    return text if any(digit in "123456789" for digit in text) else text.lstrip("-")


LANDIS_KOCH = ((0.20, "slight"), (0.40, "fair"), (0.60, "moderate"), (0.80, "substantial"), (1.0, "almost perfect"))
"""Upper ends of the words of Landis JR, Koch GG. Biometrics 1977;33:159-174; poor is below 0."""


def landis_koch(kappa: float) -> str:
    """The word of Landis & Koch for a kappa."""
    if kappa < 0:
        return "poor"
    return next(word for upper, word in LANDIS_KOCH if kappa <= upper + 1e-12)
