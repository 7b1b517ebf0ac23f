"""How patients move between the categories of two classifications: an alluvial figure (two columns joined by ribbons)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from myositis.plots.style import COLOURS, INK, SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.028
"""Width of a column of bars; the figure is 1 wide."""

GREY = "#9aa0a6"


def alluvial(
    ax: Axes,
    counts: Sequence[Sequence[int]],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    left_title: str = "",
    right_title: str = "",
    grey: Collection[str] = (),
) -> None:
    """Draw the ribbons from `rows` (left) to `columns` (right). Shape: one sequence a row. Categories of nobody are left out.

    grey: categories that are no group of their own, such as `none`; the others have a colour each, by their place.
    """
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path

    lefts = [place for place, row in enumerate(counts) if any(row)]
    rights = [at for at in range(len(columns)) if any(row[at] for row in counts)]
    total = sum(map(sum, counts)) or 1
    gap = total * 0.035
    sizes_left = [sum(counts[place]) for place in lefts]
    sizes_right = [sum(row[at] for row in counts) for at in rights]
    height = total + gap * (max(len(lefts), len(rights), 1) - 1)
    tops_left, tops_right = _tops(sizes_left, gap, height), _tops(sizes_right, gap, height)
    used_left, used_right = list(tops_left), list(tops_right)
    for one, place in enumerate(lefts):
        colour = GREY if rows[place] in grey else COLOURS[place % len(COLOURS)]
        for other, at in enumerate(rights):
            count = counts[place][at]
            if not count:
                continue
            top, low = used_left[one], used_left[one] - count
            top_to, low_to = used_right[other], used_right[other] - count
            used_left[one], used_right[other] = low, low_to
            points = [
                (BAR, top), (0.5, top), (0.5, top_to), (1 - BAR, top_to),
                (1 - BAR, low_to), (0.5, low_to), (0.5, low), (BAR, low), (BAR, top),
            ]  # fmt: skip
            codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
            ax.add_patch(PathPatch(Path(points, codes), facecolor=colour, edgecolor="white", linewidth=0.3, alpha=0.5))
    for tops, sizes, x, names, places, left in (
        (tops_left, sizes_left, 0.0, rows, lefts, True),
        (tops_right, sizes_right, 1 - BAR, columns, rights, False),
    ):
        centres = _apart([top - size / 2 for top, size in zip(tops, sizes, strict=True)], height * 0.052)
        for top, size, place, centre in zip(tops, sizes, places, centres, strict=True):
            plain = not left or names[place] in grey
            colour = GREY if plain else COLOURS[place % len(COLOURS)]
            ax.add_patch(Rectangle((x, top - size), BAR, size, facecolor=colour, edgecolor=INK, linewidth=0.4))
            side, place_x = ("right", x - 0.012) if left else ("left", x + BAR + 0.012)
            ax.text(place_x, centre, f"{names[place]}, {size:,}", ha=side, va="center", fontsize=SIZE - 0.5)
    ax.text(BAR / 2, height * 1.03, left_title, ha="center", va="bottom", fontsize=SIZE, fontweight="bold")
    ax.text(1 - BAR / 2, height * 1.03, right_title, ha="center", va="bottom", fontsize=SIZE, fontweight="bold")
    ax.set_xlim(-0.3, 1.3)
    ax.set_ylim(-height * 0.03, height * 1.12)
    ax.set_axis_off()


def _tops(sizes: Sequence[int], gap: float, height: float) -> list[float]:
    """The upper ends of bars that stand one below the other, in the middle of the height."""
    spare = height - sum(sizes) - gap * (len(sizes) - 1)
    top, found = height - spare / 2, []
    for size in sizes:
        found.append(top)
        top -= size + gap
    return found


def _apart(centres: Sequence[float], least: float) -> list[float]:
    """The heights of labels, moved down where two would stand on each other, and up again from the bottom."""
    moved = list(centres)
    for place in range(1, len(moved)):
        moved[place] = min(moved[place], moved[place - 1] - least)
    over = -least * 0.4 - moved[-1] if moved else 0
    if over > 0:
        moved[-1] += over
        for place in range(len(moved) - 2, -1, -1):
            moved[place] = max(moved[place], moved[place + 1] + least)
    return moved
