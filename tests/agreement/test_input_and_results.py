"""Input which is refused, with the message; and how results print."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from myositis.agreement import (
    Estimate,
    TableError,
    Test,
    auc,
    bowker,
    cochran_q,
    cohen_kappa,
    compare_auc,
    diagnostic_accuracy,
    fleiss_kappa,
    gwet_ac1,
    mcnemar,
    observed_agreement,
    pabak,
    paired_difference,
    positive_agreement,
    proportion,
)

pytestmark = pytest.mark.filterwarnings("error")

EMPTY = [[0, 0], [0, 0]]

# Input which is refused.

RAGGED = [[1, 2], [3]]
TABLES_REFUSED: list[tuple[Any, str]] = [
    ([[1, -2], [3, 4]], "row 1, column 2 is negative"),
    ([[1, 2], [3.5, 4]], "row 2, column 1 is not a whole number"),
    ([[1, 2], [nan, 4]], "row 2, column 1 is missing"),
    ([[1, None], [3, 4]], "must be counts"),
    ([["1", "2"], ["3", "4"]], "must be counts"),
    ([[True, False], [False, True]], "must be counts"),
    (RAGGED, "differ in length"),
    ([1, 2], "rows and columns is needed"),
    ([], "rows and columns is needed"),
    ([[]], "no columns"),
    ([[1, 2, 3], [4, 5, 6]], "2 rows and 3 columns"),
    ([[2**52, 2**52], [1, 0]], "more than"),
    ([[2**70, 0], [0, 0]], "must be counts"),
]


@pytest.mark.parametrize("function", [cohen_kappa, gwet_ac1, observed_agreement, bowker, mcnemar, diagnostic_accuracy])
@pytest.mark.parametrize(("table", "message"), TABLES_REFUSED)
def test_a_table_that_is_not_one_of_counts_is_refused(function: Any, table: Any, message: str) -> None:
    with pytest.raises(TableError, match=message):
        function(table)


def test_whole_numbers_in_floating_point_and_arrays_are_counts() -> None:
    expected = cohen_kappa([[22, 2], [4, 11]])
    assert cohen_kappa([[22.0, 2.0], [4.0, 11.0]]) == expected
    assert cohen_kappa(np.array([[22, 2], [4, 11]], dtype=np.uint8)) == expected


@pytest.mark.parametrize("function", [mcnemar, positive_agreement, paired_difference, diagnostic_accuracy])
def test_a_2x2_statistic_refuses_a_larger_table(function: Any) -> None:
    with pytest.raises(TableError, match="needs two of each"):
        function([[1, 0, 0], [0, 1, 0], [0, 0, 1]])


def test_patients_rated_unequally_often_are_refused() -> None:
    with pytest.raises(TableError, match="row 2 holds 2 ratings and row 1 holds 3"):
        fleiss_kappa([[2, 1], [1, 1]])


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        ([[1, 0], [2, 0]], "row 2, column 1"),
        ([[1, nan]], "row 1, column 2"),
        ([[1], [0]], "at least two"),
        ([["y", "n"]], "1 or 0"),
    ],
)
def test_outcomes_other_than_1_and_0_are_refused(outcomes: Any, message: str) -> None:
    with pytest.raises(TableError, match=message):
        cochran_q(outcomes)


@pytest.mark.parametrize(
    ("scores", "labels", "message"),
    [
        ([1.0, nan], [0, 1], "number 2 is missing"),
        ([1.0, None], [0, 1], "none missing"),
        ([1.0, 2.0], [0, 2], "labels must be 1"),
        ([1.0, 2.0], [0, nan], "labels must be 1"),
        ([1.0, 2.0], [0], "one label per patient"),
        ([[1.0, 2.0]], [0, 1], "dimensions"),
    ],
)
def test_scores_and_labels_are_checked(scores: Any, labels: Any, message: str) -> None:
    with pytest.raises(TableError, match=message):
        auc(scores, labels)
    with pytest.raises(TableError, match=message):
        compare_auc([5.0, 6.0] if np.ndim(scores) == 1 else scores, scores, labels)


def test_messages_do_not_repeat_a_score() -> None:
    with pytest.raises(TableError) as refused:
        auc(["77.25", "77.5"], [0, 1])
    assert "77" not in str(refused.value)


def test_two_scores_need_the_same_patients() -> None:
    with pytest.raises(TableError, match="3 scores"):
        compare_auc([1, 2], [1, 2, 3], [0, 1])


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2), (1.5, 2), ("1", 2), (True, 2), (1, None)])
def test_a_proportion_needs_k_of_n(k: Any, n: Any) -> None:
    with pytest.raises(TableError):
        proportion(k, n)


def test_unknown_options_are_refused_with_the_allowed_ones() -> None:
    with pytest.raises(TableError, match="'wilson', 'exact'"):
        proportion(1, 2, method="wald")  # type: ignore[arg-type]
    with pytest.raises(TableError, match="None, 'linear', 'quadratic'"):
        cohen_kappa([[1, 0], [0, 1]], weights="cubic")  # type: ignore[arg-type]
    with pytest.raises(TableError, match="'wilson', 'exact'"):
        pabak(EMPTY, method="wald")  # type: ignore[arg-type]


def test_table_errors_are_value_errors() -> None:
    assert issubclass(TableError, ValueError)


# Results.


def test_results_print_what_exists() -> None:
    assert str(Estimate(0.5, 0.25, 0.75, "m", 4)) == "0.500 (0.250 to 0.750)"
    assert f"{Estimate(0.5, 0.25, 0.75, 'm', 4):.0%}" == "50% (25% to 75%)"
    assert str(Estimate(0.28, None, None, "index", 4)) == "0.280"
    assert f"{Estimate(None, None, None, 'm', 4, 'why'):.1%}" == "not estimable: why"
    assert str(Estimate(-0.0001, -0.4, 0.4, "m", 4)) == "0.000 (-0.400 to 0.400)"
    assert str(Test(3.0, 0.0456, 2, "m", 4)) == "statistic 3, df 2, p = 0.046"
    assert str(Test(0.0, 1.0, None, "m", 4)) == "statistic 0, p = 1.000"


def test_results_are_frozen_and_hold_no_nan() -> None:
    estimate = Estimate(0.5, 0.25, 0.75, "m", 4)
    with pytest.raises(FrozenInstanceError):
        estimate.value = 1.0  # type: ignore[misc]
    for number in (nan, inf):
        with pytest.raises(ValueError, match="finite"):
            Estimate(number, None, None, "m", 4)
        with pytest.raises(ValueError, match="finite"):
            Test(1.0, number, 1, "m", 4)


def test_results_without_a_number_need_the_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Estimate(None, None, None, "m", 4)
    with pytest.raises(ValueError, match="reason"):
        Estimate(None, 0.1, 0.2, "m", 4, "why")
    with pytest.raises(ValueError, match="two limits or none"):
        Estimate(0.1, 0.1, None, "m", 4)
    with pytest.raises(ValueError, match="reason"):
        Test(None, None, None, "m", 4)
    with pytest.raises(ValueError, match="or neither"):
        Test(1.0, None, None, "m", 4)
