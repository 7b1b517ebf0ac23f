"""Which findings are missing together, in the form of an UpSet figure: bars over combinations, dots for what is missing in each.

Lex A, Gehlenborg N, Strobelt H, Vuillemot R, Pfister H. UpSet. IEEE Trans Vis Comput Graph 2014;20:1983-92.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from myositis.plots.style import COLOURS, INK, PALE, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_COMBINATIONS, MOST_FINDINGS = 18, 20
"""So many are drawn, the largest; the table beside the figure has the rest."""


def missing_together(ax: Axes, combinations: Sequence[tuple[frozenset[str], int]], findings: Sequence[tuple[str, int]]) -> None:
    """Draw the combinations.

    combinations: the findings that are missing together in so many patients (and no others), the largest first; the empty
    one, patients in whom nothing is missing, may be among them. findings: name, and in how many patients it is missing.
    """
    rows = list(findings[:MOST_FINDINGS])
    shown = list(combinations[:MOST_COMBINATIONS])
    names = [name for name, _ in rows]
    ax.set_axis_off()
    above = 0.36
    bars = ax.inset_axes((0.45, 1 - above, 0.55, above))
    grid = ax.inset_axes((0.45, 0.0, 0.55, 1 - above - 0.03))
    totals = ax.inset_axes((0.0, 0.0, 0.12, 1 - above - 0.03))
    bars.bar(range(len(shown)), [count for _, count in shown], color=COLOURS[0], width=0.62)
    for place, (_, count) in enumerate(shown):
        bars.text(place, count, f"{count:,}", ha="center", va="bottom", fontsize=SIZE - 1.5)
    bars.set_xlim(-0.6, len(shown) - 0.4)
    bars.margins(y=0.12)
    bars.set_xticks([])
    bars.set_ylabel("patients")
    for row in range(len(rows)):
        if row % 2 == 0:
            grid.axhspan(row - 0.5, row + 0.5, color=PALE, alpha=0.6, linewidth=0)
    for place, (missing, _) in enumerate(shown):
        inside = [row for row, name in enumerate(names) if name in missing]
        grid.scatter([place] * len(names), range(len(names)), s=9, color="#c8ced4", zorder=2, linewidths=0)
        grid.scatter([place] * len(inside), inside, s=14, color=INK, zorder=3, linewidths=0)
        if len(inside) > 1:
            grid.plot((place, place), (min(inside), max(inside)), color=INK, linewidth=0.8, zorder=2)
    grid.set_xlim(-0.6, len(shown) - 0.4)
    grid.set_ylim(len(rows) - 0.5, -0.5)
    grid.set_yticks(range(len(rows)), [_short(name) for name in names], fontsize=SIZE - 1)
    grid.set_xticks([])
    totals.barh(range(len(rows)), [count for _, count in rows], color=COLOURS[1], height=0.62)
    for row, (_, count) in enumerate(rows):
        totals.text(count, row, f"{count:,} ", ha="right", va="center", fontsize=SIZE - 1.5)
    totals.set_ylim(len(rows) - 0.5, -0.5)
    totals.invert_xaxis()
    totals.margins(x=0.0)
    totals.set_yticks([])
    totals.set_xticks([])
    totals.set_xlabel("missing in")
    for part in (grid, totals):
        part.tick_params(length=0)
        for side in part.spines.values():
            side.set_visible(False)


def _short(name: str, most: int = 34) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
