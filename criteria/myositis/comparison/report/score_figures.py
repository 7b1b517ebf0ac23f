"""The figures of scores: ROC curves, and the score within each diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from myositis.agreement import Estimate, proportion
from myositis.comparison.against import Performance, Roc
from myositis.comparison.basics import AS_RECORDED, CLASSIFIED
from myositis.comparison.report.cells import RATIO, Number, PrintedCell
from myositis.comparison.report.document import Figure, Table
from myositis.comparison.report.words import column_words, counting, title_of, words
from myositis.comparison.results import ComparedSet, ComparisonResult
from myositis.plots import Curve, Operating, roc, score_distribution

MOST_POINTS = 12
"""So many points of a ROC curve stand in the table beside it; the tidy numbers hold all of them."""


def roc_figures(result: ComparisonResult) -> Iterator[Figure]:
    """A figure for each set that gives a score: all patients, and each column of its score table."""
    for info in result.sets:
        curves = [
            curve
            for curve in result.overall.curves
            if curve.id == info.id and curve.column_of in (None, info.id) and curve.points
        ]
        if curves:
            yield _roc_figure(result, info.id, curves)


def _roc_figure(result: ComparisonResult, own: str, curves: Sequence[Roc]) -> Figure:
    title = title_of(result, own)
    header = ("patients", "from", "sensitivity", "specificity", "cases + comparators")
    table = Table(f"Points of the ROC curve of {title}", header, names=2)
    drawn, said = [], []
    for curve in curves:
        name = column_words(result, curve)
        place = (own, curve.column_of, curve.column)
        area = next(item.auc for item in result.overall.areas if (item.id, item.column_of, item.column) == place)
        band = _band(curve) if len(curves) == 1 else ()
        drawn.append(Curve(f"{name}: {_in_words(area)}", _points(curve), band, _in_use(result, curve)))
        said.append(f"{name}, {_in_words(area)}")
        step = max(1, len(curve.points) // MOST_POINTS)
        for number, point in enumerate(curve.points):
            if number % step and point != curve.youden:
                continue
            at = f"score {point.score:g}" if point.score is not None else f"probability {point.probability:.3g}"
            table.add(
                name,
                at + (" (Youden)" if point == curve.youden else ""),
                table.percent(Estimate(point.sensitivity, None, None, "none", curve.cases)),
                table.percent(Estimate(point.specificity, None, None, "none", curve.comparators)),
                f"{curve.cases} + {curve.comparators}",
            )
    if any(max(1, len(curve.points) // MOST_POINTS) > 1 for curve in curves):
        table.notes.append("Some points of each curve; `numbers` and the JSON hold all of them.")
    table.notes.append("Points with bars: what counts as classified, with 95 % intervals of both shares.")
    return Figure(
        f"ROC curve of {title} against {result.reference.column if result.reference else 'the reference'}",
        f"ROC curve of {title}: {'; '.join(said)}.",
        lambda ax: roc(ax, drawn),
        table,
        width=10.0,
        height=9.6,
    )


def _in_words(area: Estimate) -> str:
    if area.value is None:
        return "area not estimable"
    found = area if area.low is not None or area.alternative is None else area.alternative
    limits = "" if found.low is None or found.high is None else f" ({found.low:.2f} to {found.high:.2f})"
    return f"area {area.value:.2f}{limits}"


def _points(curve: Roc) -> tuple[tuple[float, float], ...]:
    return tuple((point.sensitivity, point.specificity) for point in curve.points)


def _band(curve: Roc) -> tuple[tuple[float, float], ...]:
    found = []
    for point in curve.points:
        estimate = proportion(point.true_positive, curve.cases)
        found.append((estimate.low or 0.0, 1.0 if estimate.high is None else estimate.high))
    return tuple(found)


def _in_use(result: ComparisonResult, curve: Roc) -> tuple[Operating, ...]:
    """What counts as classified, where it is a point of the curve."""
    own: list[Performance] = [
        item
        for item in result.overall.performance
        if (item.id, item.column_of, item.column) == (curve.id, curve.column_of, curve.column)
        and item.basis == AS_RECORDED
        and item.level == CLASSIFIED
    ]
    found = []
    for item in own:
        sensitivity, specificity = item.accuracy.sensitivity, item.accuracy.specificity
        if sensitivity.value is not None and specificity.value is not None:
            limits = [(one.low or 0.0, 1.0 if one.high is None else one.high) for one in (sensitivity, specificity)]
            label = counting(result.info(curve.id))
            found.append(Operating(label, sensitivity.value, specificity.value, limits[0], limits[1]))
    return tuple(found)


def score_figures(result: ComparisonResult) -> Iterator[Figure]:
    """The score within each diagnosis, a figure for each column of a score table."""
    for info in result.sets:
        if not info.score:
            continue
        for column in info.columns or ("",):
            groups = _scores(result, info, column)
            if any(counts for _, counts in groups):
                yield _score_figure(result, info.id, column, groups)


def _scores(result: ComparisonResult, info: ComparedSet, column: str) -> list[tuple[str, dict[float, int]]]:
    """How many evaluable patients of each diagnosis have each score, cases first; without a reference all together."""
    frame = result.patients
    chosen = (frame["step"] == "evaluable") & frame[f"{info.prefix}_score"].is_not_null()
    if column:
        chosen &= frame[f"{info.prefix}_column"] == column
    frame = frame.filter(chosen)
    if "diagnosis" not in frame.columns:
        return [("all patients", _counted(frame[f"{info.prefix}_score"]))]
    names = dict.fromkeys(share.diagnosis for share in result.overall.diagnoses)
    return [(name, _counted(frame.filter(frame["diagnosis"] == name)[f"{info.prefix}_score"])) for name in names]


def _counted(scores: pl.Series) -> dict[float, int]:
    return {float(score): int(count) for score, count in scores.value_counts(sort=True).iter_rows()}


def _score_figure(result: ComparisonResult, own: str, column: str, groups: Sequence[tuple[str, dict[float, int]]]) -> Figure:
    info = result.info(own)
    cuts = [(words(level), bound) for level, bound in info.cut_offs.get(column, {}).items()]
    table = Table(
        f"Score of {info.short_title}{', ' + column if column else ''} within each diagnosis",
        (
            *("diagnosis", "n", "lowest", "lower quartile", "median", "upper quartile", "highest"),
            *(f"{name} or above" for name, _ in cuts),
        ),
    )
    for name, counts in groups:
        ordered = sorted(counts)
        n = sum(counts.values())
        if not n:
            continue
        quartiles = [_quantile(counts, share) for share in (0.25, 0.5, 0.75)]
        above = [sum(count for score, count in counts.items() if score >= bound - 1e-9) for _, bound in cuts]
        numbers = (ordered[0], *quartiles, ordered[-1])
        table.add(name, n, *(_score(value) for value in numbers), *above)
    said = "; ".join(f"{row[0].text} median {row[4].text}" for row in table.rows)
    title = f"Score of {info.short_title}{', ' + column if column else ''}, within each diagnosis"
    return Figure(
        title,
        f"{title}. {said}.",
        lambda ax: score_distribution(ax, groups, cuts, title=f"score{', ' + column if column else ''}"),
        table,
        width=15.0,
        height=1.6 + 1.05 * len(groups) + 0.35 * len(cuts),
    )


def _score(value: float) -> PrintedCell:
    return PrintedCell(f"{value:g}", (Number("", value, RATIO),))


def _quantile(counts: dict[float, int], share: float) -> float:
    """Linear interpolation, type 7 in R."""
    ordered, n = sorted(counts), sum(counts.values())

    def at(place: int) -> float:
        seen = 0
        for score in ordered:
            seen += counts[score]
            if place < seen:
                return score
        return ordered[-1]

    where = (n - 1) * share
    low = int(where)
    return at(low) + (where - low) * (at(min(low + 1, n - 1)) - at(low))
