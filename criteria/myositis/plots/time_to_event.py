"""The share of patients with an event over time, by Kaplan-Meier, with 95 % intervals and the numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from myositis.plots.style import COLOURS, INK, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class TimeCurve:
    """One curve. times: of the event, or until when somebody was followed without it. events: 1 and 0 likewise."""

    label: str
    times: Sequence[float]
    events: Sequence[int]


def time_to_event(
    ax: Axes,
    curves: Sequence[TimeCurve],
    *,
    xlabel: str = "time",
    ylabel: str = "with the event",
    title: str = "",
    ticks: Sequence[float] = (),
) -> None:
    """Draw 1 - S(t) of every curve as steps, a short bar where somebody is censored, and the numbers at risk below.

    Estimate: Kaplan-Meier; interval: Greenwood, on the log-log scale where it can be computed (statsmodels). A curve without
    patients is left out and says so in the legend. ticks: where the numbers at risk are given, such as the planned visits.
    """
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight  # type: ignore[import-untyped]

    last = max((max(curve.times, default=0.0) for curve in curves), default=0.0) or 1.0
    marks = list(ticks) or _ticks(curves, last)
    for place, curve in enumerate(curves):
        colour = COLOURS[place % len(COLOURS)]
        times, events = np.asarray(curve.times, dtype=float), np.asarray(curve.events, dtype=int)
        ax.text(
            -0.02,
            -0.27 - 0.075 * place,
            curve.label,
            transform=ax.transAxes,
            ha="right",
            va="top",
            fontsize=SIZE - 1,
            color=colour,
        )
        for tick in marks:
            at_risk = int((times >= tick).sum())
            ax.text(
                tick,
                -0.27 - 0.075 * place,
                str(at_risk),
                transform=ax.get_xaxis_transform(),
                ha="center",
                va="top",
                fontsize=SIZE - 1,
            )
        if not events.sum():
            ax.plot(
                [0, float(times.max()) if len(times) else 0.0],
                [0, 0],
                color=colour,
                label=f"{curve.label} (no event)",
                linewidth=1.4,
            )
            continue
        with np.errstate(all="ignore"):
            curve_of = SurvfuncRight(times, events)
            steps = np.concatenate(([0.0], curve_of.surv_times, [float(times.max())]))
            share = 100 * (1 - np.concatenate(([1.0], curve_of.surv_prob, curve_of.surv_prob[-1:])))
            low, high = _interval(curve_of.surv_prob, curve_of.surv_prob_se)
        ax.step(steps, share, where="post", color=colour, label=curve.label, linewidth=1.4)
        lower = 100 * (1 - np.concatenate(([1.0], high, high[-1:])))
        upper = 100 * (1 - np.concatenate(([1.0], low, low[-1:])))
        ax.fill_between(steps, lower, upper, step="post", color=colour, alpha=0.13, linewidth=0)
        censored = times[events == 0]
        heights = [float(share[np.searchsorted(steps[:-1], time, side="right") - 1]) for time in censored]
        ax.plot(censored, heights, linestyle="none", marker="|", markersize=5, color=colour)
    ax.set_xlim(0, last * 1.02)
    ax.set_ylim(0, 100)
    ax.set_xticks(marks, [f"{tick:g}" for tick in marks])
    ax.set_xlabel(xlabel)
    ax.set_ylabel(f"{ylabel}, %")
    ax.text(-0.035, -0.19, "at risk", transform=ax.transAxes, ha="right", va="top", fontsize=SIZE - 1, color=INK)
    ax.legend(loc="upper left")
    if title:
        ax.set_title(title)


def _interval(survival: Any, error: Any) -> tuple[Any, Any]:
    """The 95 % limits of a survival curve on the log-log scale; where it is 0 or 1, or has no error, the curve itself."""
    import numpy as np

    from myositis.agreement.estimates import normal_quantile

    s, se = np.asarray(survival, dtype=float), np.asarray(error, dtype=float)
    inside = (s > 0) & (s < 1) & (se > 0)
    logs = np.where(inside, np.log(np.where(inside, s, 0.5)), -1.0)
    width = normal_quantile() * np.where(inside, se / (np.where(inside, s, 0.5) * -logs), 0.0)
    low, high = np.exp(logs * np.exp(width)), np.exp(logs * np.exp(-width))
    return np.where(inside, low, s), np.where(inside, high, s)


def _ticks(curves: Sequence[TimeCurve], last: float) -> list[float]:
    """The times that occur when they are few, else round ones."""
    times = sorted({0.0, *(time for curve in curves for time in curve.times)})
    if len(times) <= 9:
        return times
    from matplotlib.ticker import MaxNLocator

    return [float(tick) for tick in MaxNLocator(7).tick_values(0, last) if 0 <= tick <= last]
