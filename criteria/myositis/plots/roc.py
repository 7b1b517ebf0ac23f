"""ROC curves with their intervals, and the points at the cut-offs that are in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from myositis.plots.style import COLOURS, MUTED, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = ("-", "--", "-.", ":")


@dataclass(frozen=True)
class Operating:
    """A point in use, with the 95 % limits of both shares. label: `classified`."""

    label: str
    sensitivity: float
    specificity: float
    sensitivity_limits: tuple[float, float]
    specificity_limits: tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """One curve. points: (sensitivity, specificity) from the highest score down. band: 95 % limits of each sensitivity, or
    nothing. at: the points in use."""

    label: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float], ...] = ()
    at: tuple[Operating, ...] = ()


def roc(ax: Axes, curves: Sequence[Curve]) -> None:
    """Draw the curves: sensitivity against 1 - specificity, both from 0 to 1. Bands are pointwise limits of sensitivity."""
    ax.plot((0, 1), (0, 1), color=MUTED, linewidth=0.7, linestyle=(0, (2, 3)))
    named: set[str] = set()
    for place, curve in enumerate(curves):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        x = [0.0, *(1 - specificity for _, specificity in curve.points)]
        y = [0.0, *(sensitivity for sensitivity, _ in curve.points)]
        ax.plot(x, y, color=colour, linestyle=dash, linewidth=1.4, label=curve.label, solid_joinstyle="miter")
        if curve.band:
            low, high = [limits[0] for limits in curve.band], [limits[1] for limits in curve.band]
            ax.fill_between(x[1:], low, high, color=colour, alpha=0.16, linewidth=0)
        for point in curve.at:
            fpr = 1 - point.specificity
            left, right = (1 - limit for limit in reversed(point.specificity_limits))
            ax.errorbar(
                [fpr],
                [point.sensitivity],
                xerr=[[max(fpr - left, 0)], [max(right - fpr, 0)]],
                yerr=[
                    [max(point.sensitivity - point.sensitivity_limits[0], 0)],
                    [max(point.sensitivity_limits[1] - point.sensitivity, 0)],
                ],
                fmt="o",
                markersize=4,
                color=colour,
                ecolor=colour,
                elinewidth=0.8,
                markeredgecolor="white",
                markeredgewidth=0.5,
            )
            if point.label in named:
                continue
            named.add(point.label)
            ax.annotate(
                point.label,
                (fpr, point.sensitivity),
                xytext=(7, -9 - 10 * place),
                textcoords="offset points",
                fontsize=SIZE - 1,
            )
    ax.set_xlim(-0.01, 1.01)
    ax.set_ylim(-0.01, 1.02)
    ax.set_aspect("equal")
    ax.set_xlabel("1 - specificity")
    ax.set_ylabel("sensitivity")
    ax.legend(loc="lower right", handlelength=2.4)
