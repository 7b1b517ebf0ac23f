"""A forest plot: one estimate with its interval a row, the overall estimate as a line through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from myositis.plots.style import COLOURS, MUTED, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class ForestRow:
    """One row. value None: it does not exist, and `text` says so. overall: drawn as a diamond, with a line through all rows."""

    label: str
    text: str
    n: int
    value: float | None
    low: float | None = None
    high: float | None = None
    overall: bool = False


def forest(ax: Axes, rows: Sequence[ForestRow], *, title: str = "", limits: tuple[float, float] | None = None) -> None:
    """Draw the rows from above. limits: of the axis; by default what the intervals span."""
    known = [value for row in rows for value in (row.value, row.low, row.high) if value is not None]
    low, high = limits or (min([*known, 0.0]), max([*known, 1.0]))
    room = (high - low) or 1.0
    largest = max((row.n for row in rows), default=1) or 1
    for place, row in enumerate(rows):
        weight = "bold" if row.overall else "normal"
        label = f"{row.label}  (n = {row.n:,})"
        ax.text(low - 0.06 * room, -place, label, ha="right", va="center", fontsize=SIZE, fontweight=weight)
        ax.text(high + 0.06 * room, -place, row.text, ha="left", va="center", fontsize=SIZE, fontweight=weight)
        if row.value is None:
            continue
        if row.low is not None and row.high is not None:
            ax.plot((row.low, row.high), (-place, -place), color=COLOURS[0], linewidth=1.2, solid_capstyle="butt")
        marker, size = ("D", 6.0) if row.overall else ("s", 3.0 + 3.5 * (row.n / largest) ** 0.5)
        ax.plot([row.value], [-place], marker=marker, markersize=size, color=COLOURS[0], linestyle="none")
        if row.overall:
            ax.axvline(row.value, color=MUTED, linewidth=0.7, linestyle=(0, (3, 3)), zorder=0)
    ax.set_xlim(low - 0.02 * room, high + 0.02 * room)
    ax.set_ylim(-len(rows) + 0.4, 0.6)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(title)
