"""The distribution of a score within each group, with the cut-offs: where patients lie, and how close to a line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from myositis.plots.style import COLOURS, INK, MUTED, PALE, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEP = 0.5
"""Points of a score that one bar spans; the lowest cut-off is the edge of a bar."""


def score_distribution(
    ax: Axes,
    groups: Sequence[tuple[str, Mapping[float, int]]],
    cut_offs: Sequence[tuple[str, float]] = (),
    *,
    title: str = "score",
) -> None:
    """Draw one row of bars a group, each scaled to its own highest bar, with a tick at the median.

    groups: name, and how many patients have each score. cut_offs: name and lower bound; a patient on it is at or above it.
    """
    scores = [score for _, counts in groups for score in counts]
    bounds = [bound for _, bound in cut_offs]
    start = min(bounds, default=0.0)
    lowest, highest = min([*scores, *bounds, 0.0]), max([*scores, *bounds, 1.0])
    for place, (name, counts) in enumerate(groups):
        bars: dict[int, int] = {}
        for score, count in counts.items():
            at = math.floor(round((score - start) / STEP, 6))
            bars[at] = bars.get(at, 0) + count
        n, tallest = sum(counts.values()), max(bars.values(), default=1)
        base = -place
        ax.axhline(base, color=PALE, linewidth=0.6, zorder=0)
        ax.bar(
            [start + (at + 0.5) * STEP for at in bars],
            [0.78 * count / tallest for count in bars.values()],
            width=STEP * 0.92,
            bottom=base,
            color=COLOURS[0],
            linewidth=0,
        )
        median = _median(counts)
        if median is not None:
            ax.plot((median, median), (base - 0.1, base + 0.1), color=COLOURS[5], linewidth=2, zorder=3)
        ax.text(lowest - STEP, base + 0.3, f"{name}\nn = {n:,}", ha="right", va="center", fontsize=SIZE - 0.5, linespacing=1.1)
    ax.set_ylim(-len(groups) + 0.75, 1.0 + 0.32 * len(cut_offs))
    ax.set_xlim(lowest - STEP / 2, highest + STEP)
    for place, (name, bound) in enumerate(sorted(cut_offs, key=lambda item: item[1])):
        top = 0.95 + 0.32 * place
        ax.plot((bound, bound), (-len(groups) + 0.75, top), color=INK, linewidth=0.8, linestyle=(0, (4, 2)), zorder=2)
        white = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(bound + 0.1, top, f"{name} from {bound:g}", ha="left", va="center", fontsize=SIZE - 1, bbox=white, zorder=4)
    ax.set_xlabel(title)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.tick_params(colors=MUTED)


def _median(counts: Mapping[float, int]) -> float | None:
    from statistics import median

    scores = [score for score, count in counts.items() for _ in range(count)]
    return median(scores) if scores else None
