"""The total improvement score of one patient as text: the answer first, then each row, then what is open."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Protocol

from myositis.response.acr_eular_2016 import ENZYME_RANGES, POINTS
from myositis.response.change import Change
from myositis.response.choices import Choices
from myositis.response.measures import CORE_SET, enzyme
from myositis.response.what_ifs import MeasureWhatIf

WIDTH = 80


class Scored(Protocol):
    """What is shown of a score; `improvement.Improvement` is one."""

    @property
    def changes(self) -> tuple[Change, ...]: ...
    @property
    def choices(self) -> Choices: ...
    @property
    def enzyme(self) -> str | None: ...
    @property
    def tis_low(self) -> float: ...
    @property
    def tis_high(self) -> float: ...
    @property
    def lacking(self) -> tuple[str, ...]: ...
    @property
    def category(self) -> str | None: ...
    @property
    def category_low(self) -> str | None: ...
    @property
    def category_high(self) -> str | None: ...
    @property
    def worsened(self) -> tuple[str, ...]: ...

    def what_ifs(self) -> dict[str, list[MeasureWhatIf]]: ...


def points(tenths: int) -> str:
    """Points as the paper prints them: 7.5, 20."""
    return f"{tenths / 10:g}"


def span(low: int, high: int) -> str:
    """Points that are known, or from-to."""
    return points(low) if low == high else f"{points(low)} to {points(high)}"


def number(value: Fraction | None) -> str:
    """A value as short as it can be, at most three decimals."""
    if value is None:
        return "-"
    return f"{round(Decimal(value.numerator) / Decimal(value.denominator), 3).normalize():f}"


def percent(change: Change) -> str:
    """A percentage with as many decimals, from one on, as it takes to stay on its side of the bins."""
    if change.percent is None:
        return "?"
    exact = Decimal(change.percent.numerator) / Decimal(change.percent.denominator)
    for decimals in range(1, 9):
        shown = round(exact, decimals)
        side = [shown > edge for edge in change.row.above]
        if side == [change.percent > edge for edge in change.row.above]:
            break
    return f"{shown.normalize():f} %"


def chart(result: Scored, *, full: bool = False) -> str:
    """See `Improvement.explain`."""
    lines = [_headline(result), ""]
    head = ("", "before", "after", "improved", "points", "more points")
    rows = [head, *(_row(change) for change in result.changes)]
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:5], widths[1:5], strict=True)), row[5]]
        lines.append("  ".join(cells).rstrip())
    lines.append("")
    for change in result.changes:
        if not change.known and change.reason:
            lines += _wrapped(f"{change.measure.label}: {change.reason}; it gives {span(change.low, change.high)} points")
    if result.worsened:
        labels = ", ".join(CORE_SET[name].label for name in result.worsened)
        lines += _wrapped(f"worse than at baseline: {labels}")
    lines += _open(result)
    if result.enzyme and result.choices.enzyme_range != "none":
        times = ENZYME_RANGES[result.choices.enzyme_range][result.enzyme]
        lines += _wrapped(f"the range of the enzyme ({times} times its limit) is unconfirmed")
    if full:
        lines += ["", *evidence(result)]
    while lines[-1] == "":
        lines.pop()
    return "\n".join(lines)


def _headline(result: Scored) -> str:
    score = span(round(result.tis_low * 10), round(result.tis_high * 10))
    scale = result.choices.thresholds
    cuts = ", ".join(f"{name} from {lowest:g}" for name, lowest in reversed(scale.lowest))
    if result.lacking:
        said = "no category can be stated"
    elif result.category is not None:
        said = f"{_word(result.category)} improvement"
    else:
        said = f"{_word(result.category_low)} to {_word(result.category_high)} improvement"
    return f"Total improvement score {score}: {said}\n({scale.name} thresholds: {cuts})"


def _word(category: str | None) -> str:
    return "no" if category == "none" else str(category)


def _row(change: Change) -> tuple[str, ...]:
    label = change.measure.label
    if change.measure == enzyme:
        label = change.shown.replace("multiples of its limit", "times its limit")
    elif change.range is not None:
        label += f" (0-{number(change.range)})"
    return (
        label,
        number(change.baseline),
        number(change.follow_up),
        percent(change),
        span(change.low, change.high),
        _more(change),
    )


def _more(change: Change) -> str:
    """Where the next bin begins that gives more points."""
    more = change.next_bin()
    if more is not None:
        gained, value = more
        return f"{points(gained)} {'below' if change.measure.sign == 1 else 'above'} {number(value)}"
    if change.percent is None or change.baseline is None:
        return ""
    return "(the most)" if change.low == change.row.tenths[-1] else "(out of reach)"


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _open(result: Scored) -> list[str]:
    """What one more value would settle."""
    if result.category is not None:
        return []
    lines: list[str] = []
    for name in result.lacking:
        lines += _wrapped(f"without {CORE_SET[name].label} at both visits no category is stated")
    for name, ifs in result.what_ifs().items():
        told = []
        for one in ifs:
            category = _word(one.low) if one.low == one.high else f"{_word(one.low)} to {_word(one.high)}"
            told.append(f"with {span(one.points[0], one.points[-1])} points {category} improvement")
        lines += _wrapped(f"{CORE_SET[name].label}, were it known: " + ", ".join(told))
    return lines


def evidence(result: Scored) -> list[str]:
    """How well points, thresholds and ranges are evidenced, and where they stand."""
    scale = result.choices.thresholds
    ranges = ", ".join(f"{change.measure.label} {change.measure.range_grade}" for change in result.changes)
    lines = [f"Points: {POINTS.cite} [grade {POINTS.grade}]", f"Thresholds: {scale.cite} [grade {scale.grade}]"]
    lines += [f"Improvement: percent of the measure's range [grade C]. Ranges: {ranges}"]
    lines += ["Grades: A two independent copies, B one, C general knowledge, X not found"]
    return [line for text in lines for line in wrap(text, WIDTH, subsequent_indent="  ")]
