"""Figures: each a function that takes a matplotlib `Axes` and plain numbers, and draws.

They know nothing of patients or criteria: who is counted where is said by whoever calls them (`comparison.report.figures` does
for a comparison). `style.styled()` gives the look that the reports have:

    from matplotlib.figure import Figure
    from myositis import plots
    with plots.styled():
        figure = Figure(figsize=(6, 4), layout="constrained")
        plots.heat_map(figure.add_subplot(), [[8, 1], [2, 9]], ["yes", "no"], ["yes", "no"])
        figure.savefig("agreement.pdf")

matplotlib comes with `pip install 'myositis[report]'` and is imported when something is drawn. The package imports nothing else
of the project but `errors`. Start with `style`, then `forest`.
"""

from myositis.plots.alluvial import alluvial
from myositis.plots.flow import Arm, stard_flow
from myositis.plots.forest import ForestRow, forest
from myositis.plots.heat_map import heat_map
from myositis.plots.missing import missing_together
from myositis.plots.roc import Curve, Operating, roc
from myositis.plots.scores import score_distribution
from myositis.plots.stacked_shares import StackedBar, stacked_shares
from myositis.plots.style import COLOURS, STYLE, draw, styled
from myositis.plots.time_to_event import TimeCurve, time_to_event

__all__ = [
    "COLOURS",
    "STYLE",
    "Arm",
    "Curve",
    "ForestRow",
    "Operating",
    "StackedBar",
    "TimeCurve",
    "alluvial",
    "draw",
    "forest",
    "heat_map",
    "missing_together",
    "roc",
    "score_distribution",
    "stacked_shares",
    "stard_flow",
    "styled",
    "time_to_event",
]
