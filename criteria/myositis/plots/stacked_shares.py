"""Shares of patients at each visit, stacked: one bar per visit and group, from the worst outcome to the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from myositis.plots.style import INK, MUTED, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREYS = ("#ffffff", "#d9d9d9", "#8c8c8c")
"""For what is not on the scale: no answer, no visit, no longer counted."""

LEAST_WRITTEN = 7
"""Percent from which on a share is high enough to hold its number."""


@dataclass(frozen=True)
class StackedBar:
    """One bar. group: bars of one group stand together. label: below the bar. counts: patients, in the order of the names."""

    group: str
    label: str
    counts: tuple[int, ...]


def stacked_shares(
    ax: Axes, bars: Sequence[StackedBar], names: Sequence[str], *, ordered: int | None = None, xlabel: str = "", title: str = ""
) -> None:
    """Draw the bars side by side, grouped; a bar without patients stays empty.

    names: what is counted, from the bottom. ordered: how many of the names, from the first, are an order and drawn from light to
    dark; the others are grey. All of them by default.
    """
    from matplotlib import colormaps

    scale = len(names) if ordered is None else ordered
    shades = [colormaps["Blues"](0.12 + 0.8 * place / max(scale - 1, 1)) for place in range(scale)]
    colours = [*shades, *(GREYS[place % len(GREYS)] for place in range(len(names) - scale))]
    groups = list(dict.fromkeys(bar.group for bar in bars))
    places: list[float] = []
    place = 0.0
    for group in groups:
        for _ in (bar for bar in bars if bar.group == group):
            places.append(place)
            place += 1
        place += 0.7
    ordered_bars = [bar for group in groups for bar in bars if bar.group == group]
    bottoms = [0.0] * len(ordered_bars)
    for at, name in enumerate(names):
        shares = [100 * bar.counts[at] / sum(bar.counts) if sum(bar.counts) else 0.0 for bar in ordered_bars]
        hatch = "////" if at >= scale and colours[at] == GREYS[0] else None
        ax.bar(places, shares, 0.86, bottoms, color=colours[at], edgecolor=MUTED, linewidth=0.4, label=name, hatch=hatch)
        white = at < scale and at / max(scale - 1, 1) > 0.55
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if hatch else None
        for x, share, bottom in zip(places, shares, bottoms, strict=True):
            if share >= LEAST_WRITTEN:
                style: dict[str, Any] = {"fontsize": SIZE - 1.5, "color": "white" if white else INK, "bbox": box}
                ax.text(x, bottom + share / 2, f"{share:.0f}", ha="center", va="center", **style)
        bottoms = [bottom + share for bottom, share in zip(bottoms, shares, strict=True)]
    ax.set_xticks(places, [bar.label for bar in ordered_bars])
    ax.tick_params(axis="x", length=0)
    ax.set_ylim(0, 100)
    ax.set_ylabel("patients, %")
    ax.set_xlabel(xlabel)
    for group in groups:
        own = [(x, bar) for x, bar in zip(places, ordered_bars, strict=True) if bar.group == group]
        size = max((sum(bar.counts) for _, bar in own), default=0)
        middle = (own[0][0] + own[-1][0]) / 2
        ax.text(middle, 102, f"{group}  (n = {size})".strip(), ha="center", va="bottom", fontsize=SIZE, fontweight="bold")
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.01, 0.5))
    if title:
        ax.set_title(title, pad=18)
