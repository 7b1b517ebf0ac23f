"""No value in tenths, hundredths or eighths lands in a neighbouring bin."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from itertools import product

from myositis.response.acr_eular_2016 import POINTS
from myositis.response.change import by_values, exact, points_of
from myositis.response.measures import mmt, physician_global

PHYSICIAN = POINTS.rows[0]


def test_every_pair_of_vas_values_in_tenths_is_exact_and_floats_are_not() -> None:
    pairs = [(before, after) for before in range(101) for after in range(before + 1)]
    assert len(pairs) == 5151
    wrong = 0
    for before, after in pairs:
        due = PHYSICIAN.tenths[bisect_left((5, 15, 25, 40), before - after)]  # whole tenths of 10 cm are whole percents
        made = by_values(PHYSICIAN, physician_global, exact(before / 10), exact(after / 10), Fraction(10))
        assert (made.low, made.high) == (due, due), (before, after)
        floating = 100 * (before / 10 - after / 10) / 10
        wrong += PHYSICIAN.tenths[bisect_left((5, 15, 25, 40), floating)] != due
    assert wrong == 26, "the trap that the exact arithmetic avoids"


def test_every_pair_of_mmt_values_in_halves_is_exact() -> None:
    row = next(row for row in POINTS.rows if row.name == "mmt")
    for top, before in product((80, 150), range(0, 161, 3)):
        for after in range(161):
            due = bisect_left((2, 10, 20, 30), Fraction(100 * (after - before), 2 * top))
            made = by_values(row, mmt, exact(before / 2), exact(after / 2), Fraction(top))
            assert made.low == row.tenths[due]


def test_a_percentage_is_on_its_own_side_of_an_edge_to_the_last_millionth() -> None:
    assert points_of(PHYSICIAN, 100 * (exact(2.2) - exact(0.7)) / 10) == 75
    assert points_of(PHYSICIAN, 100 * (exact(2.2) - exact(0.699999)) / 10) == 150
