"""Every figure shows the numbers that it was given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from myositis import plots
from myositis.plots.style import draw

COUNTS = [[119, 78, 0], [20, 36, 5], [0, 0, 0]]
LEVELS = ["definite", "probable", "$x_1$"]
CUTS = [("possible", 5.3), ("definite", 7.5)]

FIGURES: dict[str, Callable[[Axes], None]] = {
    "flow": lambda ax: plots.stard_flow(
        ax, ["read, n = 20", "evaluable, n = 18"], ["left out, n = 2"], [plots.Arm("A", (("yes: 7",), ("no: 11",)))]
    ),
    "heat map": lambda ax: plots.heat_map(ax, COUNTS, LEVELS, LEVELS, row_title="A", column_title="B"),
    "alluvial": lambda ax: plots.alluvial(ax, COUNTS, LEVELS, LEVELS, left_title="A", right_title="B", grey=("probable",)),
    "roc": lambda ax: plots.roc(ax, [plots.Curve("A", ((0.4, 1.0), (0.9, 0.7), (1.0, 0.0)), ((0.2, 0.6),) * 3)]),
    "scores": lambda ax: plots.score_distribution(ax, [("DM", {5.3: 2, 7.4: 1}), ("none", {})], CUTS),
    "missing": lambda ax: plots.missing_together(
        ax, [(frozenset({"CK"}), 9), (frozenset(), 4), (frozenset({"CK", "EMG"}), 1)], [("CK", 10), ("EMG", 1)]
    ),
    "forest": lambda ax: plots.forest(
        ax, [plots.ForestRow("all", "0.55", 20, 0.55, 0.4, 0.7, True), plots.ForestRow("men", "not estimable", 3, None)]
    ),
}


def drawn(what: Callable[[Axes], None]) -> Axes:
    ax = Figure(figsize=(6, 4)).add_subplot()
    what(ax)
    return ax


def texts(ax: Axes) -> list[str]:
    return [item.get_text() for item in ax.findobj(Text) if item.get_text()]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_a_figure_is_drawn_and_is_the_same_each_time(name: str, kind: str, start: bytes) -> None:
    first = draw(FIGURES[name], kind, 12, 8, name)
    assert first.startswith(start)
    assert first == draw(FIGURES[name], kind, 12, 8, name)


def test_drawing_leaves_the_settings_of_matplotlib_as_they_were() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    draw(FIGURES["heat map"], "svg", 10, 8)
    assert dict(mpl.rcParams) == before


def test_every_count_of_a_cross_table_stands_in_the_heat_map() -> None:
    found = texts(drawn(FIGURES["heat map"]))
    assert [text for text in found if text.isdigit()] == [str(count) for row in COUNTS for count in row]
    assert {"A", "B", *LEVELS} <= set(found)


def test_a_name_with_dollar_signs_is_not_read_as_a_formula() -> None:
    assert b"svg" in draw(lambda ax: ax.set_title("$broken_{$ 5 $"), "svg", 8, 8)


def test_the_ribbons_of_an_alluvial_figure_are_as_thick_as_their_counts() -> None:
    from matplotlib.patches import PathPatch

    ribbons = [patch for patch in drawn(FIGURES["alluvial"]).patches if isinstance(patch, PathPatch)]
    thick = sorted(round(float(patch.get_path().vertices[0][1] - patch.get_path().vertices[7][1])) for patch in ribbons)  # type: ignore[index]
    assert thick == [5, 20, 36, 78, 119]


def test_categories_of_nobody_have_no_place_in_an_alluvial_figure_and_the_others_bear_their_n() -> None:
    found = texts(drawn(FIGURES["alluvial"]))
    assert "definite, 197" in found
    assert "definite, 139" in found
    assert "$x_1$, 5" in found
    assert not any(text.endswith(", 0") for text in found)


def test_a_roc_curve_begins_in_the_corner_where_nobody_is_positive() -> None:
    lines = drawn(FIGURES["roc"]).lines
    curve = next(line for line in lines if line.get_label() == "A")
    x, y = (list(map(float, axis)) for axis in curve.get_data())
    assert x == pytest.approx([0, 0, 0.3, 1])
    assert y == pytest.approx([0, 0.4, 0.9, 1])


def test_a_patient_on_the_cut_off_lies_at_its_right() -> None:
    from matplotlib.patches import Rectangle

    bars = [bar for bar in drawn(FIGURES["scores"]).patches if isinstance(bar, Rectangle)]
    heights: Any = {round(bar.get_x() + bar.get_width() / 2, 2): bar.get_height() for bar in bars}
    assert heights == pytest.approx({5.55: 0.78, 7.55: 0.39})


def test_the_figure_of_missing_findings_says_how_many_patients_each_combination_has() -> None:
    found = [text.strip() for text in texts(drawn(FIGURES["missing"]))]
    assert {"9", "4", "1", "10", "CK", "EMG"} <= set(found)


def test_a_stratum_without_a_value_is_named_in_the_forest_and_has_no_mark() -> None:
    ax = drawn(FIGURES["forest"])
    assert {"men  (n = 3)", "not estimable"} <= set(texts(ax))
    assert len([line for line in ax.lines if line.get_marker() in ("s", "D")]) == 1


def test_the_flow_names_everybody_who_was_left_out() -> None:
    found = texts(drawn(FIGURES["flow"]))
    assert found == ["read, n = 20", "left out, n = 2", "evaluable, n = 18", "A", "yes: 7", "no: 11"]


def luminance(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_secondary_text_is_as_dark_as_guidelines_ask() -> None:
    from myositis.plots.style import MUTED

    assert 1.05 / (luminance(MUTED) + 0.05) > 7


# Machado GM, Oliveira MM, Fernandes LAF. IEEE Trans Vis Comput Graph 2009;15:1291-8: full deuteranopia, in linear RGB.
DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))


def seen(colour: str) -> tuple[float, ...]:
    rgb = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return tuple(sum(weight * part for weight, part in zip(row, rgb, strict=True)) for row in DEUTERANOPIA)


def test_the_first_colours_are_told_apart_without_green() -> None:
    chosen = [seen(colour) for colour in plots.COLOURS[:6]]
    for place, one in enumerate(chosen):
        for other in chosen[place + 1 :]:
            assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.04


def test_without_matplotlib_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def no_matplotlib(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", no_matplotlib)
    with pytest.raises(ImportError, match=re.escape("pip install 'myositis[report]'")):
        draw(FIGURES["heat map"], "svg", 10, 8)
