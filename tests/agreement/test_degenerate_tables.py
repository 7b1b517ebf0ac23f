"""Tables for which a statistic does not exist, and the worked examples of the docstrings."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module
from math import inf, log
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

import myositis.agreement as package
from myositis.agreement import (
    Estimate,
    auc,
    bowker,
    cochran_q,
    cohen_kappa,
    compare_auc,
    diagnostic_accuracy,
    fleiss_kappa,
    gwet_ac1,
    mcnemar,
    negative_agreement,
    pabak,
    paired_difference,
    positive_agreement,
    proportion,
    stuart_maxwell,
)
from myositis.agreement.estimates import symmetric

pytestmark = pytest.mark.filterwarnings("error")

EMPTY = [[0, 0], [0, 0]]
ALL_POSITIVE = [[7, 0], [0, 0]]
MODULES = sorted(path.stem for path in Path(str(package.__file__)).parent.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("module", MODULES)
def test_worked_examples_of_the_docstrings_are_right(module: str) -> None:
    assert doctest.testmod(import_module(f"myositis.agreement.{module}")).failed == 0


@pytest.mark.parametrize("name", [name for name in package.__all__ if name.islower()])
def test_docstring_has_every_part(name: str) -> None:
    text = getattr(package, name).__doc__
    parts = ["Formula:", "Missing data:", "Shapes:", "Errors:", "Reference:", ">>>"]
    assert [part for part in parts if part not in text] == []


def test_the_package_loads_no_numerical_library() -> None:
    heavy = "{'numpy', 'scipy', 'statsmodels', 'pandas'} & set(sys.modules)"
    source = Path(str(package.__file__)).parents[2]
    command = f"import sys; sys.path.insert(0, {str(source)!r}); import myositis.agreement; print({heavy} or 'light')"
    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "light"


# Statistics which do not exist, with a word of the reason.


@pytest.mark.parametrize("name", ["observed_agreement", "cohen_kappa", "gwet_ac1", "pabak", "prevalence_index", "bias_index"])
def test_without_patients_nothing_is_estimated(name: str) -> None:
    estimate = getattr(package, name)(EMPTY)
    assert (estimate.value, estimate.n, estimate.reason) == (None, 0, "there are no patients in the table")


@pytest.mark.parametrize("test", [mcnemar, bowker, stuart_maxwell])
def test_without_discordant_patients_there_is_no_test(test: Any) -> None:
    assert test(EMPTY).reason == "there are no patients in the table"
    for table in (ALL_POSITIVE, [[5, 0], [0, 9]]):
        result = test(table)
        assert (result.statistic, result.p_value, result.df) == (None, None, None)
        assert "classified differently" in result.reason


def test_mcnemar_with_equal_discordant_counts_finds_no_difference_even_with_correction() -> None:
    assert mcnemar([[3, 4], [4, 2]], exact=False).statistic == 0
    assert mcnemar([[3, 4], [4, 2]], exact=False).p_value == 1
    assert mcnemar([[3, 4], [4, 2]]).p_value == 1


def test_kappa_of_one_category_is_not_1() -> None:
    assert cohen_kappa(ALL_POSITIVE).value is None
    assert cohen_kappa([[9]]).value is None
    assert "0/0" in str(cohen_kappa(ALL_POSITIVE, weights="quadratic"))
    assert "0/0" in str(fleiss_kappa([[3, 0], [3, 0]]))


def test_kappa_against_a_constant_classification_is_0_without_interval() -> None:
    weightings: tuple[Literal["linear", "quadratic"] | None, ...] = (None, "linear", "quadratic")
    for weights in weightings:
        estimate = cohen_kappa([[3, 7, 1], [0, 0, 0], [0, 0, 0]], weights=weights)
        assert (estimate.value, estimate.low, estimate.n) == (0.0, None, 11)
        assert "one category" in str(estimate.reason)


def test_perfect_agreement_has_no_interval() -> None:
    for estimate in (cohen_kappa([[5, 0], [0, 9]]), gwet_ac1([[5, 0], [0, 9]]), fleiss_kappa([[3, 0], [0, 3]])):
        assert (estimate.value, estimate.low, estimate.high) == (1.0, None, None)
        assert "perfect" in str(estimate.reason)
        assert str(estimate) == "1.000 (interval not estimable)"


def test_complete_disagreement_with_equal_counts_has_no_standard_error() -> None:
    for estimate in (cohen_kappa([[0, 5], [5, 0]]), gwet_ac1([[0, 5], [5, 0]]), fleiss_kappa([[1, 1], [1, 1]])):
        assert estimate.value == -1.0
        assert "standard error is 0" in str(estimate.reason)


def test_standard_error_of_kappa_survives_a_million_concordant_patients() -> None:
    # Value and standard error worked out in exact fractions; a variance that subtracts large numbers is negative here.
    estimate = cohen_kappa([[10**6, 1], [1, 0]])
    assert estimate.value == pytest.approx(-1 / 1_000_001, rel=1e-4)
    assert estimate.low is not None
    assert estimate.high is not None
    assert (estimate.high - estimate.low) / 2 / 1.959964 == pytest.approx(7.071060741e-7, rel=1e-4)


def test_a_limit_beyond_1_is_cut_off_and_the_method_says_so() -> None:
    estimate = cohen_kappa([[5, 1], [0, 4]])
    assert estimate.high == 1
    assert "upper limit cut off at 1" in estimate.method
    assert estimate.standard_error is not None
    assert 0.8 + 1.959964 * estimate.standard_error > 1
    assert "cut off" not in cohen_kappa([[50, 10], [0, 40]]).method


EDGES: list[tuple[str, Estimate, tuple[float, float]]] = [
    # Worked by hand (kappa, likelihood ratios) or in R; see the comments.
    # (20.5 + 15.5) / 37 agree, 0.5 + 0.5 do not; margins 21 and 16 of 37: kappa = 1 - (1/37) / (2 * 21 * 16 / 37^2) = 0.9449
    ("0.5 added", cohen_kappa([[20, 0], [0, 15]]), (0.9449, 0.0543)),
    # (30.5 / 31) / (0.5 / 26) = 51.16; s^2 = 1/30.5 - 1/31 + 1/0.5 - 1/26 = 1.9621
    ("0.5 added", diagnostic_accuracy([[30, 0], [0, 25]]).lr_positive, (51.1613, 1.4007)),
]


@pytest.mark.parametrize(("name", "estimate", "expected"), EDGES)
def test_where_the_usual_interval_does_not_exist_another_one_stands_beside_the_reason(
    name: str, estimate: Estimate, expected: tuple[float, float]
) -> None:
    other = estimate.alternative
    assert estimate.low is None
    assert estimate.reason
    assert other is not None
    assert name in other.method
    assert other.value == pytest.approx(expected[0], abs=1e-4)
    assert other.low is not None
    width = (log(expected[0]) - log(other.low)) if expected[0] > 1 else expected[0] - other.low
    assert width / 1.959964 == pytest.approx(expected[1], abs=1e-4)


def test_an_area_of_1_has_newcombes_score_interval() -> None:
    # At the lower limit t: 1 - t = 1.96 s(t); with 5 cases and 5 comparators, by uniroot in R: 0.6427028
    estimate = auc([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0] * 5 + [1] * 5)
    assert estimate.value == 1
    assert estimate.low is None
    assert estimate.alternative is not None
    assert estimate.alternative.high == 1
    assert estimate.alternative.low == pytest.approx(0.6427028, abs=1e-6)


def test_coefficients_need_two_categories() -> None:
    for estimate in (pabak([[9]]), gwet_ac1([[9]])):
        assert estimate.value is None
        assert "single category" in str(estimate.reason)


def test_specific_agreement_needs_a_patient_of_that_kind() -> None:
    assert "positive" in str(positive_agreement([[0, 0], [0, 8]]))
    assert positive_agreement([[0, 0], [0, 8]]).value is None
    assert negative_agreement([[8, 0], [0, 0]]).value is None
    assert positive_agreement([[0, 2], [1, 8]]).value == 0.0
    assert positive_agreement([[3, 2], [1, 8]]).n == 6


def test_weighted_kappa_keeps_a_level_nobody_used() -> None:
    with_unused_middle = cohen_kappa([[5, 0, 2], [0, 0, 0], [1, 0, 4]], weights="linear").value
    assert with_unused_middle == pytest.approx(cohen_kappa([[5, 2], [1, 4]]).value)
    ends = cohen_kappa([[5, 2, 1], [1, 4, 1], [0, 1, 3]], weights="linear").value
    longer = cohen_kappa([[5, 2, 0, 1], [1, 4, 0, 1], [0, 0, 0, 0], [0, 1, 0, 3]], weights="linear").value
    assert ends != pytest.approx(longer)


def test_levels_unused_by_both_leave_bowker_and_stuart_maxwell_alone() -> None:
    for test in (bowker, stuart_maxwell):
        small, large = test([[5, 2], [7, 1]]), test([[5, 0, 2], [0, 0, 0], [7, 0, 1]])
        assert large.statistic == pytest.approx(small.statistic)
        assert large.df == small.df


def test_stuart_maxwell_adds_groups_of_levels_between_which_no_patient_moves() -> None:
    blocks = [[5, 2, 0, 0], [7, 1, 0, 0], [0, 0, 3, 9], [0, 0, 1, 4]]
    result = stuart_maxwell(blocks)
    assert result.statistic == pytest.approx(25 / 9 + 64 / 10)
    assert result.df == 2


def test_stuart_maxwell_does_not_depend_on_the_concordant_patients() -> None:
    few = stuart_maxwell([[0, 7, 3], [9, 0, 7], [2, 3, 0]])
    many = stuart_maxwell([[10**15, 7, 3], [9, 10**15, 7], [2, 3, 10**15]])
    assert many.statistic == pytest.approx(few.statistic, rel=1e-12)


def test_stuart_maxwell_of_equal_margins_is_exactly_0() -> None:
    # Summed as shares instead of counts, these margins differ in the last digit.
    moved = [[0, 84, 0, 33, 64], [122, 0, 59, 13, 0], [0, 84, 0, 67, 0], [59, 0, 51, 0, 84], [0, 26, 41, 81, 0]]
    result = stuart_maxwell(moved)
    assert (result.statistic, result.p_value, result.df) == (0.0, 1.0, 4)


def test_fleiss_kappa_needs_two_ratings_and_a_standard_error_two_patients() -> None:
    assert "fewer than two ratings" in str(fleiss_kappa([[1, 0], [0, 1]]))
    assert "fewer than two ratings" in str(fleiss_kappa([[0, 0]]))
    assert "no patients" in str(fleiss_kappa(np.zeros((0, 3), dtype=int)))
    assert "single patient" in str(fleiss_kappa([[2, 1]]).reason)


def test_cochran_q_needs_patients_who_differ() -> None:
    assert "no patients" in str(cochran_q(np.zeros((0, 3), dtype=int)))
    assert cochran_q([[1, 1, 1], [0, 0, 0]]).statistic is None
    assert cochran_q([[0, 0], [0, 0]]).statistic is None


def test_a_proportion_of_nobody_does_not_exist() -> None:
    assert str(proportion(0, 0)) == "not estimable: there are no patients to count"


def test_intervals_of_none_and_of_all_end_exactly_at_0_and_1() -> None:
    # At some n, such as 7 and 10, the formula alone misses an end by rounding.
    for n in range(1, 50):
        assert (proportion(0, n).low, proportion(n, n).high) == (0.0, 1.0)
        assert (proportion(0, n, method="exact").low, proportion(n, n, method="exact").high) == (0.0, 1.0)


def test_paired_difference_has_a_width_also_without_discordant_patients() -> None:
    estimate = paired_difference([[10, 0], [0, 10]])
    assert estimate.value == 0
    assert estimate.low is not None
    assert estimate.low < 0
    assert paired_difference(EMPTY).value is None


def test_a_cohort_of_cases_alone_has_no_specificity() -> None:
    accuracy = diagnostic_accuracy([[8, 0], [2, 0]])
    assert accuracy.sensitivity.value == 0.8
    assert str(accuracy.specificity) == "not estimable: no patient is a comparator by the reference"
    assert accuracy.lr_positive.value is None
    assert accuracy.lr_negative.value is None
    assert diagnostic_accuracy([[0, 8], [0, 2]]).lr_positive.reason == "no patient is a case by the reference"


def test_likelihood_ratios_at_the_edge() -> None:
    without_false_positives = diagnostic_accuracy([[8, 0], [2, 9]])
    assert "divides by 0" in str(without_false_positives.lr_positive)
    without_false_negatives = diagnostic_accuracy([[8, 1], [0, 9]])
    assert (without_false_negatives.lr_negative.value, without_false_negatives.lr_negative.low) == (0.0, None)
    all_test_positive = diagnostic_accuracy([[8, 9], [0, 0]])
    assert (all_test_positive.lr_positive.value, all_test_positive.lr_positive.low) == (1.0, None)
    assert "no patient is test negative" in str(all_test_positive.npv)
    assert all_test_positive.as_dict()["sensitivity"]["value"] == 1.0


def test_every_proportion_of_an_accuracy_takes_the_method_asked_for() -> None:
    accuracy = diagnostic_accuracy([[8, 3], [2, 9]], method="exact").as_dict()
    assert {accuracy[name]["method"] for name in ("sensitivity", "specificity", "ppv", "npv", "accuracy")} == {
        "exact (Clopper-Pearson) interval"
    }
    assert [accuracy[name]["n"] for name in accuracy] == [10, 12, 11, 11, 22, 22, 22]


def test_auc_at_the_edge() -> None:
    assert "no case" in str(auc([1, 2], [0, 0]))
    assert "no comparator" in str(auc([1, 2], [1, 1]))
    assert auc([], []).value is None
    assert auc([1, 2, 3], [0, 0, 1]).reason == "a single case has no standard error"
    assert auc([1, 2, 3], [1, 0, 1]).reason == "a single comparator has no standard error"
    separated = auc([1, 2, 3, 4], [0, 0, 1, 1])
    assert (separated.value, separated.low) == (1.0, None)
    assert auc([4, 3, 2, 1], [0, 0, 1, 1]).value == 0.0
    assert auc([-inf, 0, 1, inf], [0, 1, 0, 1]).value == 0.75


def test_scores_that_rank_alike_are_not_compared() -> None:
    labels = [0, 1, 0, 1, 1, 0]
    assert "rank the patients alike" in str(compare_auc([1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12], labels))
    assert "at least two cases" in str(compare_auc([1, 2], [2, 1], [0, 1]))


def test_a_limit_is_said_to_be_cut_off_only_when_it_is() -> None:
    at, beyond, below = (symmetric(*given, "Cohen", 10) for given in ((0.9, 0.05, 2.0), (0.9, 0.06, 2.0), (-0.9, 0.06, 2.0)))
    assert (at.high, at.method) == (1.0, "Cohen")
    assert (beyond.high, beyond.method) == (1.0, "Cohen, upper limit cut off at 1")
    assert (below.low, below.method) == (-1.0, "Cohen, lower limit cut off at -1")
