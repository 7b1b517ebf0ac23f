"""The flow of patients in the form of STARD 2015: who was read, who was left out and why, and what each test said.

Bossuyt PM, Reitsma JB, Bruns DE, et al. STARD 2015. BMJ 2015;351:h5527.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from myositis.plots.style import INK, MUTED, PALE, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ARMS = 4
"""So many tests stand side by side; more would not be readable."""

PADDING, GAP = 0.9, 1.1
"""In lines of text: within a box above and below together, and between two boxes."""


@dataclass(frozen=True)
class Arm:
    """One test (criteria set). title: its name. boxes: below it, each the lines of one box."""

    title: str
    boxes: tuple[tuple[str, ...], ...]


def stard_flow(ax: Axes, steps: Sequence[str], left_out: Sequence[str], arms: Sequence[Arm]) -> None:
    """Draw the flow.

    steps: the texts of the boxes from above, the last of them the evaluable. left_out: the lines of the box beside the way
    from the first step to the next, nothing when nobody was left out. arms: at most four are drawn.
    """
    shown = list(arms[:MOST_ARMS])
    width = 1 / max(len(shown), 1)
    letters = int(86 * width)
    titles = [textwrap.wrap(arm.title, letters) for arm in shown]
    tallest = max(map(len, titles), default=0)
    boxes = [[_wrapped(box, letters) for box in arm.boxes] for arm in shown]
    depth = max(map(len, boxes), default=0)
    heights = [max((len(own[level]) for own in boxes if level < len(own)), default=0) + PADDING for level in range(depth)]
    between = max(GAP * 2, len(left_out) + PADDING + 2 * GAP) if left_out else GAP * 1.6
    y = 0.0
    middle: list[float] = []
    for place, step in enumerate(steps):
        middle.append(_box(ax, 0.5, y, 0.34, [step]))
        bottom = y - 1 - PADDING
        if place + 1 < len(steps):
            gap = between if place == 0 else GAP * 1.6
            _arrow(ax, 0.5, bottom, bottom - gap)
            if place == 0 and left_out:
                beside = bottom - gap / 2
                _line(ax, (0.5, 0.59), (beside, beside))
                top = beside + (len(left_out) + PADDING) / 2
                _box(ax, 0.79, top, 0.4, list(left_out), left=True, pale=True)
            y = bottom - gap
    bottom = y - 1 - PADDING
    if shown:
        branch = bottom - GAP * 0.8
        _line(ax, (0.5, 0.5), (bottom, branch))
        centres = [(place + 0.5) * width for place in range(len(shown))]
        _line(ax, (centres[0], centres[-1]), (branch, branch))
        y = branch - GAP * 0.8
        for centre, title, own in zip(centres, titles, boxes, strict=True):
            _arrow(ax, centre, branch, y)
            _box(ax, centre, y, width * 0.94, title + [""] * (tallest - len(title)), bold=True)
            top = y - tallest - PADDING
            for level, lines in enumerate(own):
                _arrow(ax, centre, top, top - GAP)
                top -= GAP
                _box(ax, centre, top, width * 0.94, lines, height=heights[level])
                top -= heights[level]
        bottom = y - tallest - PADDING - sum(heights) - GAP * depth
    ax.set_xlim(0, 1)
    ax.set_ylim(bottom - 0.2, 0.2)
    ax.set_axis_off()


def lines_high(steps: int, left_out: int, arms: Sequence[Arm]) -> float:
    """How many lines of text the figure is high: what its height is made of."""
    between = max(GAP * 2, left_out + PADDING + 2 * GAP) if left_out else GAP * 1.6
    letters = int(86 / max(min(len(arms), MOST_ARMS), 1))
    own = [sum(len(_wrapped(box, letters)) + PADDING + GAP for box in arm.boxes) for arm in arms[:MOST_ARMS]]
    titles = [len(textwrap.wrap(arm.title, letters)) for arm in arms[:MOST_ARMS]]
    return steps * (1 + PADDING) + between + GAP * 1.6 + max(titles, default=0) + PADDING + max(own, default=0) + 0.5


def _wrapped(lines: Sequence[str], letters: int) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, letters)]


def _box(
    ax: Axes,
    centre: float,
    top: float,
    width: float,
    lines: Sequence[str],
    *,
    height: float | None = None,
    left: bool = False,
    pale: bool = False,
    bold: bool = False,
) -> float:
    from matplotlib.patches import Rectangle

    height = len(lines) + PADDING if height is None else height
    fill = "white" if pale else PALE
    edge = MUTED if pale else INK
    ax.add_patch(Rectangle((centre - width / 2, top - height), width, height, facecolor=fill, edgecolor=edge, linewidth=0.6))
    x = centre - width / 2 + 0.012 if left else centre
    ax.text(
        x,
        top - height / 2,
        "\n".join(lines).strip(),
        ha="left" if left else "center",
        va="center",
        fontsize=SIZE - 0.8,
        fontweight="bold" if bold else "normal",
        linespacing=1.15,
    )
    return top - height / 2


def _arrow(ax: Axes, x: float, start: float, end: float) -> None:
    ax.annotate(
        "", (x, end), (x, start), arrowprops={"arrowstyle": "-|>", "linewidth": 0.7, "color": INK, "shrinkA": 0, "shrinkB": 0}
    )


def _line(ax: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    ax.plot(x, y, color=INK, linewidth=0.7, solid_capstyle="butt")
