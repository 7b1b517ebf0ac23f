"""The difference of two proportions: the published interval of ProDERM, and Newcombe's own examples."""

from __future__ import annotations

import pytest

from myositis.agreement import difference_of_proportions
from myositis.agreement.estimates import TableError


def test_the_published_interval_of_proderm_is_walds() -> None:
    found = difference_of_proportions(37, 47, 21, 48, "wald")
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 100 * found.value == pytest.approx(34.97, abs=0.01)
    assert 100 * found.low == pytest.approx(16.70, abs=0.01)
    assert 100 * found.high == pytest.approx(53.24, abs=0.01)


@pytest.mark.parametrize(
    ("counts", "limits"),
    [  # Newcombe RG. Stat Med 1998;17:873-890, Table II, method 10
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombes_own_examples(counts: tuple[int, int, int, int], limits: tuple[float, float]) -> None:
    found = difference_of_proportions(*counts)
    assert (found.low, found.high) == (pytest.approx(limits[0], abs=5e-5), pytest.approx(limits[1], abs=5e-5))


def test_the_difference_turns_round_with_the_groups() -> None:
    for method in ("newcombe", "wald"):
        one = difference_of_proportions(37, 47, 21, 48, method)
        other = difference_of_proportions(21, 48, 37, 47, method)
        assert (one.low, one.high) == (pytest.approx(-(other.high or 0)), pytest.approx(-(other.low or 0)))


def test_no_patients_no_difference() -> None:
    assert str(difference_of_proportions(0, 0, 1, 2)) == "not estimable: a group has no patients to count"
    with pytest.raises(TableError, match="0 <= k <= n"):
        difference_of_proportions(3, 2, 1, 2)
    with pytest.raises(TableError):
        difference_of_proportions(1, 2, 1, 2, "agresti")  # type: ignore[arg-type]
