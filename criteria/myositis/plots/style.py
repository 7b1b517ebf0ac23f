"""One look for all figures: colours that a colour-blind reader tells apart, small sans-serif type, no ornament.

Figures are made without pyplot, so no window opens, no global state is left behind, and threads may draw at the same time.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from myositis.errors import MyositisError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
"""Okabe M, Ito K. Color universal design, 2008: told apart with every kind of colour vision."""

INK, MUTED, PALE = "#1a1a1a", "#595959", "#e4e8ec"
"""Text and axes; secondary text (7:1 on white); fills behind text."""

HEAT = "Blues"
"""One hue from light to dark: the order is seen without colour, too."""

SIZE = 8.0
"""Points of the type in a figure."""

STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": SIZE,
    "axes.titlesize": SIZE,
    "axes.labelsize": SIZE,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.labelsize": SIZE - 0.5,
    "ytick.labelsize": SIZE - 0.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.fontsize": SIZE - 0.5,
    "legend.frameon": False,
    "text.color": INK,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "myositis",
    "pdf.fonttype": 42,
}
"""matplotlib's settings; `styled` applies them for a while."""

CM = 1 / 2.54
DOTS = 300


class NoMatplotlibError(MyositisError, ImportError):
    """Figures need matplotlib, which is not installed; the message names the cure."""


def available() -> bool:
    """Whether matplotlib is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


@contextmanager
def styled() -> Iterator[None]:
    """matplotlib with the settings of this project, for a while."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise NoMatplotlibError("figures need matplotlib: pip install 'myositis[report]'") from None
    settings: Any = STYLE
    with mpl.rc_context(settings):
        yield


def draw(what: Callable[[Axes], None], kind: str, width: float, height: float, title: str = "") -> bytes:
    """A figure as `svg`, `pdf` or `png` (300 dots an inch), the same bytes each time. width, height: centimetres."""
    with styled():
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width * CM, height * CM), layout="constrained")
        what(figure.add_subplot())
        out = io.BytesIO()
        metadata: dict[str, Any] = {"svg": {"Date": None, "Title": title}, "pdf": {"CreationDate": None, "Title": title}}.get(
            kind, {"Title": title}
        )
        figure.savefig(out, format=kind, dpi=DOTS, metadata=metadata)
    return out.getvalue()


def dark(share: float) -> bool:
    """Whether a cell of the heat map is so dark that its text must be white. share: of the darkest, 0 to 1."""
    return share > 0.55
