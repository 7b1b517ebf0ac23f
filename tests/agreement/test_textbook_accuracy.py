"""Proportions, likelihood ratios and areas under the curve once more, straight from the textbook formulas."""

from __future__ import annotations

from collections.abc import Callable
from math import comb, exp, log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from myositis.agreement import (
    auc,
    compare_auc,
    diagnostic_accuracy,
    proportion,
)

pytestmark = pytest.mark.filterwarnings("error")

Z = NormalDist().inv_cdf(0.975)
quick = settings(max_examples=60, deadline=None)

scored = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 1)), min_size=4, max_size=25)


@quick
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_limits_are_where_the_score_test_turns(pair: tuple[int, int]) -> None:
    k, n = pair
    estimate = proportion(k, n)
    for limit in (estimate.low, estimate.high):
        assert limit is not None
        assert (k / n - limit) ** 2 == pytest.approx(Z**2 * limit * (1 - limit) / n, abs=1e-12)


@quick
@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_exact_limits_are_where_a_binomial_tail_holds_a_fortieth(pair: tuple[int, int]) -> None:
    k, n = pair
    estimate = proportion(k, n, method="exact")
    low, high = estimate.low, estimate.high
    assert low is not None
    assert high is not None

    def tail(p: float, numbers: range) -> float:
        return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in numbers)

    assert low == 0.0 if k == 0 else tail(low, range(k, n + 1)) == pytest.approx(0.025)
    assert high == 1.0 if k == n else tail(high, range(k + 1)) == pytest.approx(0.025)


@quick
@given(st.tuples(*[st.integers(1, 50)] * 4))
def test_likelihood_ratios_have_the_intervals_of_simel(numbers: tuple[int, int, int, int]) -> None:
    tp, fp, fn, tn = numbers
    accuracy = diagnostic_accuracy([[tp, fp], [fn, tn]])
    sensitivity, specificity = tp / (tp + fn), tn / (fp + tn)
    positive, negative = sensitivity / (1 - specificity), (1 - sensitivity) / specificity
    error_positive = sqrt((1 - sensitivity) / tp + specificity / fp)
    error_negative = sqrt(sensitivity / fn + (1 - specificity) / tn)
    for estimate, ratio, error in (
        (accuracy.lr_positive, positive, error_positive),
        (accuracy.lr_negative, negative, error_negative),
    ):
        assert estimate.value == pytest.approx(ratio)
        limits = [exp(log(ratio) - Z * error), exp(log(ratio) + Z * error)]
        assert [estimate.low, estimate.high] == pytest.approx(limits)


def components(scores: list[int], labels: list[int]) -> tuple[list[float], list[float]]:
    """The shares of comparators below each case, and of cases above each comparator, pair by pair."""
    cases = [score for score, label in zip(scores, labels, strict=True) if label]
    comparators = [score for score, label in zip(scores, labels, strict=True) if not label]
    kernel: Callable[[int, int], float] = lambda x, y: 1.0 if x > y else 0.5 if x == y else 0.0  # noqa: E731
    return (
        [sum(kernel(x, y) for y in comparators) / len(comparators) for x in cases],
        [sum(kernel(x, y) for x in cases) / len(cases) for y in comparators],
    )


def covariance(x: list[float], y: list[float]) -> float:
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / (len(x) - 1) / len(x)


@quick
@given(scored)
def test_auc_counts_the_pairs_of_a_case_and_a_comparator(patients: list[tuple[int, int, int]]) -> None:
    scores, labels = [a for a, _, _ in patients], [label for _, _, label in patients]
    assume(2 <= sum(labels) <= len(labels) - 2)
    cases, comparators = components(scores, labels)
    standard_error = sqrt(covariance(cases, cases) + covariance(comparators, comparators))
    estimate = auc(scores, labels)
    area = sum(cases) / len(cases)
    assert estimate.value == pytest.approx(area, abs=1e-12)
    if standard_error < 1e-7:
        assert estimate.low is None
        assert estimate.alternative is not None or standard_error == 0
    elif Z * standard_error < min(area, 1 - area) - 1e-9:
        assert [estimate.low, estimate.high] == pytest.approx([area - Z * standard_error, area + Z * standard_error])
    elif Z * standard_error > min(area, 1 - area) + 1e-9:
        step = Z * standard_error / (area * (1 - area))
        odds = [log(area / (1 - area)) + sign * step for sign in (-1, 1)]
        assert [estimate.low, estimate.high] == pytest.approx([exp(odd) / (1 + exp(odd)) for odd in odds])
        assert "logit" in estimate.method


@quick
@given(scored)
def test_two_aucs_are_compared_with_their_covariance(patients: list[tuple[int, int, int]]) -> None:
    a, b, labels = (list(column) for column in zip(*patients, strict=True))
    assume(2 <= sum(labels) <= len(labels) - 2)
    (case_a, comparator_a), (case_b, comparator_b) = components(a, labels), components(b, labels)
    variance = (
        covariance(case_a, case_a)
        + covariance(comparator_a, comparator_a)
        + covariance(case_b, case_b)
        + covariance(comparator_b, comparator_b)
        - 2 * covariance(case_a, case_b)
        - 2 * covariance(comparator_a, comparator_b)
    )
    result = compare_auc(a, b, labels)
    if variance < 1e-14:
        assert result.statistic is None
        return
    z = (sum(case_a) - sum(case_b)) / len(case_a) / sqrt(variance)
    assert result.statistic == pytest.approx(z, rel=1e-6, abs=1e-9)
    assert result.p_value == pytest.approx(2 * float(stats.norm.sf(abs(z))), rel=1e-6)
