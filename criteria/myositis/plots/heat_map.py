"""A cross-table as a heat map: the count stands in every cell, the shade says how large it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from myositis.plots.style import HEAT, INK, MUTED, SIZE, dark

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def heat_map(
    ax: Axes,
    counts: Sequence[Sequence[int]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    row_title: str = "",
    column_title: str = "",
) -> None:
    """Draw the counts. Shape: one sequence a row, all as long as `columns`. Cells where both names are the same are framed."""
    from matplotlib.patches import Rectangle

    highest = max((count for row in counts for count in row), default=0) or 1
    ax.imshow(counts, cmap=HEAT, vmin=0, vmax=highest * 1.15, aspect="auto")
    for place, row in enumerate(counts):
        for at, count in enumerate(row):
            colour = "white" if dark(count / (highest * 1.15)) else INK if count else MUTED
            ax.text(at, place, f"{count:,}", ha="center", va="center", color=colour, fontsize=SIZE)
            if rows[place] == columns[at]:
                ax.add_patch(Rectangle((at - 0.5, place - 0.5), 1, 1, fill=False, edgecolor=INK, linewidth=1.1))
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    if max(map(len, columns), default=0) > 60 / max(len(columns), 1):
        ax.tick_params(axis="x", rotation=35)
    ax.xaxis.set_label_position("top")
    ax.xaxis.tick_top()
    ax.set_xlabel(column_title)
    ax.set_ylabel(row_title)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
