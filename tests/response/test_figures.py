"""The two figures show the numbers that were counted: shares by hand, and Kaplan-Meier by hand."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("matplotlib")

from matplotlib.figure import Figure

from myositis.plots import StackedBar, TimeCurve, stacked_shares, time_to_event


def axes() -> Any:
    return Figure(layout="constrained").add_subplot()


def test_shares_add_up_to_100_and_stand_in_the_order_of_the_names() -> None:
    ax = axes()
    bars = [StackedBar("A", "4", (1, 2, 1)), StackedBar("A", "16", (0, 3, 1)), StackedBar("B", "4", (2, 0, 0))]
    stacked_shares(ax, bars, ("none", "minimal", "missing"), ordered=2)
    heights = [[patch.get_height() for patch in container] for container in ax.containers]
    assert heights == [[25.0, 0.0, 100.0], [50.0, 75.0, 0.0], [25.0, 25.0, 0.0]]
    bottoms = [[patch.get_y() for patch in container] for container in ax.containers]
    assert bottoms[2] == [75.0, 75.0, 100.0]
    assert {text.get_text() for text in ax.texts} >= {"A  (n = 4)", "B  (n = 2)", "25", "50", "75", "100"}


def test_a_bar_without_patients_stays_empty() -> None:
    ax = axes()
    stacked_shares(ax, [StackedBar("", "4", (0, 0))], ("none", "minimal"))
    assert all(patch.get_height() == 0 for patch in ax.patches)


def test_the_curve_is_kaplan_meier() -> None:
    ax = axes()
    # 4 at risk at week 4, one improves: 25 %; one is censored there; of 2 at risk at week 16 one improves: 1 - 3/4 x 1/2 = 62.5 %
    time_to_event(ax, [TimeCurve("A", [4, 4, 16, 16], [1, 0, 1, 0])], xlabel="week", ticks=(0, 4, 16))
    line = next(line for line in ax.lines if line.get_label() == "A")
    assert list(line.get_xdata()) == [0, 4, 16, 16]
    assert list(line.get_ydata()) == pytest.approx([0, 25, 62.5, 62.5])
    at_risk = [text.get_text() for text in ax.texts]
    assert at_risk[:4] == ["A", "4", "4", "2"]
    censored = next(line for line in ax.lines if line.get_marker() == "|")
    assert list(zip(censored.get_xdata(), censored.get_ydata(), strict=True)) == [(4.0, 25.0), (16.0, 62.5)]


def test_a_curve_without_an_event_says_so() -> None:
    ax = axes()
    time_to_event(ax, [TimeCurve("A", [4.0, 8.0], [0, 0]), TimeCurve("B", [], [])])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A (no event)", "B (no event)"]
