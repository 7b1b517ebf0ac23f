"""The statistics once more, slowly and straight from the textbook formulas, on random tables.

Loops instead of arrays, the published form of a variance instead of a rearranged one, numerical derivatives instead of
worked-out ones.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]
from statsmodels.stats.inter_rater import cohens_kappa  # type: ignore[import-untyped]

from myositis.agreement import (
    Estimate,
    bowker,
    cochran_q,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    mcnemar,
    negative_agreement,
    pabak,
    paired_difference,
    positive_agreement,
    stuart_maxwell,
)

pytestmark = pytest.mark.filterwarnings("error")

Table = list[list[int]]
Z = NormalDist().inv_cdf(0.975)
quick = settings(max_examples=60, deadline=None)

cells = st.integers(0, 30) | st.just(0)


@st.composite
def squares(draw: st.DrawFn, smallest: int = 2, largest: int = 4) -> Table:
    k = draw(st.integers(smallest, largest))
    return [[draw(cells) for _ in range(k)] for _ in range(k)]


two_by_two = squares(2, 2)


def half_width(estimate: Estimate, quantile: float) -> float:
    """What the limits are away from the value, where none is cut off; both are made of the standard error."""
    assert estimate.value is not None
    assert estimate.standard_error is not None
    wanted = quantile * estimate.standard_error
    assert estimate.low == pytest.approx(max(estimate.value - wanted, -1), abs=1e-12)
    assert estimate.high == pytest.approx(min(estimate.value + wanted, 1), abs=1e-12)
    assert ("cut off" in estimate.method) == (estimate.value - wanted < -1 or estimate.value + wanted > 1)
    return wanted


def agrees(estimate: Estimate, value: float, standard_error: float, quantile: float) -> None:
    """The estimate has this value and this standard error, and no interval exactly where the standard error is 0."""
    assert estimate.value == pytest.approx(value, abs=1e-12)
    if standard_error < 1e-7:
        assert estimate.low is None
    else:
        assert half_width(estimate, quantile) == pytest.approx(quantile * standard_error, rel=1e-6)


@quick
@given(squares(), st.sampled_from([None, "linear", "quadratic"]))
def test_kappa_and_its_standard_error_are_those_of_the_library(table: Table, weights: str | None) -> None:
    estimate = cohen_kappa(table, weights=weights)  # type: ignore[arg-type]
    assume(estimate.value is not None)
    with np.errstate(all="ignore"):
        library = cohens_kappa(np.array(table), wt=weights)
    assert estimate.value == pytest.approx(library.kappa, abs=1e-12)
    variance = 0.0 if estimate.low is None else (half_width(estimate, Z) / Z) ** 2
    # The library's variance is a difference of large numbers: where it should be 0, it is so to about eleven places.
    assert variance == pytest.approx(library.var_kappa, rel=1e-6, abs=1e-11)


@quick
@given(squares(), st.sampled_from([None, "linear", "quadratic"]))
def test_kappa_is_one_less_observed_over_expected_disagreement(table: Table, weights: str | None) -> None:
    k = len(table)
    n = sum(map(sum, table))
    columns = [sum(column) for column in zip(*table, strict=True)]
    power = {"linear": 1, "quadratic": 2}.get(str(weights), 0)
    observed = expected = 0
    for i, j in product(range(k), repeat=2):
        distance = abs(i - j) ** power if i != j else 0
        observed += distance * table[i][j]
        expected += distance * sum(table[i]) * columns[j]
    estimate = cohen_kappa(table, weights=weights)  # type: ignore[arg-type]
    if expected == 0:
        assert estimate.value is None
    else:
        assert estimate.value == pytest.approx(float(1 - Fraction(observed * n, expected)), abs=1e-12)


@quick
@given(squares())
def test_ac1_follows_the_published_variance(table: Table) -> None:
    k, n = len(table), sum(map(sum, table))
    assume(n > 1)
    cells = range(k)
    p = [[Fraction(table[i][j], n) for j in cells] for i in cells]
    q = [(sum(p[i]) + sum(row[i] for row in p)) / 2 for i in cells]
    observed = sum((p[i][i] for i in cells), Fraction(0))
    chance = sum((q[i] * (1 - q[i]) for i in cells), Fraction(0)) / (k - 1)
    ac1 = (observed - chance) / (1 - chance)
    first = sum((p[i][i] * (1 - q[i]) for i in cells), Fraction(0)) / (k - 1) - observed * chance
    second = sum((p[i][j] * (1 - (q[i] + q[j]) / 2) ** 2 for i in cells for j in cells), Fraction(0)) / (k - 1) ** 2 - chance**2
    inner = observed * (1 - observed) - 4 * (1 - ac1) * first + 4 * (1 - ac1) ** 2 * second
    standard_error = sqrt(inner / n) / float(1 - chance)
    agrees(gwet_ac1(table), float(ac1), standard_error, float(stats.t.isf(0.025, n - 1)))


@quick
@given(
    st.integers(2, 4).flatmap(
        lambda k: st.lists(st.lists(st.integers(0, k - 1), min_size=3, max_size=3), min_size=2, max_size=12)
    )
)
def test_fleiss_kappa_varies_as_its_numerical_derivatives_say(ratings: list[list[int]]) -> None:
    counts = [[row.count(category) for category in range(4)] for row in ratings]
    n = len(counts)

    def kappa(weights: list[float]) -> float:
        total = sum(weights)
        agreement = sum(w * sum(c * (c - 1) for c in row) / 6 for w, row in zip(weights, counts, strict=True)) / total
        shares = [sum(w * row[j] for w, row in zip(weights, counts, strict=True)) / (3 * total) for j in range(4)]
        chance = sum(share**2 for share in shares)
        return (agreement - chance) / (1 - chance)

    estimate = fleiss_kappa(counts)
    if len({category for row in ratings for category in row}) == 1:
        assert estimate.value is None
        return
    step = 1e-4
    slopes = []
    for patient in range(n):
        up, down = [1.0] * n, [1.0] * n
        up[patient] += step
        down[patient] -= step
        slopes.append((kappa(up) - kappa(down)) / (2 * step))
    standard_error = sqrt(sum((n * slope) ** 2 for slope in slopes) / (n * (n - 1)))
    value = kappa([1.0] * n)
    assert estimate.value == pytest.approx(value, abs=1e-12)
    if standard_error < 1e-6:
        assert estimate.low is None
    else:
        quantile = float(stats.t.isf(0.025, n - 1))
        assert half_width(estimate, quantile) == pytest.approx(quantile * standard_error, rel=1e-5)


@quick
@given(squares())
def test_pabak_is_kappa_with_equal_margins(table: Table) -> None:
    k, n = len(table), sum(map(sum, table))
    assume(n > 0)
    observed = sum(table[i][i] for i in range(k)) / n
    assert pabak(table).value == pytest.approx((observed - 1 / k) / (1 - 1 / k), abs=1e-12)


@quick
@given(two_by_two)
def test_specific_agreement_is_the_mean_of_both_directions(table: Table) -> None:
    (a, b), (c, d) = table
    assume(a + b > 0 and a + c > 0 and b + d > 0 and c + d > 0)

    def harmonic(one: float, other: float) -> float:
        return 2 * one * other / (one + other) if one + other else 0.0

    assert positive_agreement(table).value == pytest.approx(harmonic(a / (a + b), a / (a + c)), abs=1e-12)
    assert negative_agreement(table).value == pytest.approx(harmonic(d / (c + d), d / (b + d)), abs=1e-12)


def test_specific_agreement_has_the_standard_error_of_graham_and_bull_in_large_samples() -> None:
    a, b, c = 400_000, 60_000, 30_000
    standard_error = sqrt(4 * a * (b + c) * (a + b + c)) / (2 * a + b + c) ** 2
    estimate = positive_agreement([[a, b], [c, 10]])
    assert estimate.low is not None
    assert estimate.high is not None
    assert (estimate.high - estimate.low) / 2 == pytest.approx(Z * standard_error, rel=1e-3)


@quick
@given(two_by_two)
def test_exact_mcnemar_counts_the_binomial_outcomes(table: Table) -> None:
    (_, b), (c, _) = table
    assume(b + c > 0)
    tail = sum(comb(b + c, i) for i in range(min(b, c) + 1))
    result = mcnemar(table)
    assert result.statistic == min(b, c)
    assert result.p_value == pytest.approx(float(min(Fraction(2 * tail, 2 ** (b + c)), Fraction(1))))


@quick
@given(two_by_two, st.booleans())
def test_chi_square_mcnemar_corrects_only_a_difference(table: Table, correction: bool) -> None:
    (_, b), (c, _) = table
    assume(b + c > 0)
    statistic = max(abs(b - c) - correction, 0) ** 2 / (b + c)
    result = mcnemar(table, exact=False, correction=correction)
    assert result.statistic == pytest.approx(statistic)
    assert result.p_value == pytest.approx(float(stats.chi2.sf(statistic, 1)))


@quick
@given(squares())
def test_bowker_adds_the_pairs_that_hold_patients(table: Table) -> None:
    pairs = [(table[i][j], table[j][i]) for i in range(len(table)) for j in range(i) if table[i][j] + table[j][i]]
    assume(pairs)
    result = bowker(table)
    assert result.statistic == pytest.approx(sum((x - y) ** 2 / (x + y) for x, y in pairs))
    assert result.df == len(pairs)
    assert result.p_value == pytest.approx(float(stats.chi2.sf(result.statistic, result.df)))


@quick
@given(squares(2, 5))
def test_stuart_maxwell_is_the_quadratic_form_of_the_pseudo_inverse(table: Table) -> None:
    array = np.array(table, dtype=float)
    covariance = -(array + array.T)
    np.fill_diagonal(covariance, 0.0)
    np.fill_diagonal(covariance, -covariance.sum(axis=1))
    assume(covariance.any())
    difference = array.sum(axis=1) - array.sum(axis=0)
    result = stuart_maxwell(table)
    assert result.statistic == pytest.approx(difference @ np.linalg.pinv(covariance) @ difference, abs=1e-9)
    assert result.df == np.linalg.matrix_rank(covariance)
    assert result.p_value == pytest.approx(float(stats.chi2.sf(result.statistic, result.df)))


@quick
@given(st.lists(st.lists(st.integers(0, 1), min_size=3, max_size=3), min_size=1, max_size=15))
def test_cochran_q_compares_the_column_totals_with_their_mean(outcomes: Table) -> None:
    columns = [sum(column) for column in zip(*outcomes, strict=True)]
    mean = Fraction(sum(columns), 3)
    within = sum(sum(row) * (3 - sum(row)) for row in outcomes)
    assume(within)
    result = cochran_q(outcomes)
    assert result.statistic == pytest.approx(float(6 * sum((c - mean) ** 2 for c in columns) / within), abs=1e-9)
    assert result.df == 2
    assert result.p_value == pytest.approx(float(stats.chi2.sf(result.statistic, 2)))


@quick
@given(two_by_two)
def test_cochran_q_of_two_columns_is_mcnemar_without_correction(table: Table) -> None:
    (a, b), (c, d) = table
    assume(b + c > 0)
    outcomes = [[1, 1]] * a + [[1, 0]] * b + [[0, 1]] * c + [[0, 0]] * d
    expected = mcnemar(table, exact=False, correction=False)
    assert cochran_q(outcomes).statistic == pytest.approx(expected.statistic, abs=1e-12)
    assert cochran_q(outcomes).p_value == pytest.approx(expected.p_value)


@quick
@given(two_by_two)
def test_paired_difference_squares_and_adds_the_wilson_distances(table: Table) -> None:
    (a, b), (c, d) = table
    n = a + b + c + d
    assume(n > 0)

    def wilson(k: int) -> tuple[float, float]:
        middle, root = k + Z**2 / 2, Z * sqrt(k * (n - k) / n + Z**2 / 4)
        return (middle - root) / (n + Z**2), (middle + root) / (n + Z**2)

    p1, p2 = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b), wilson(a + c)
    product_of_margins = (a + b) * (c + d) * (a + c) * (b + d)
    numerator = a * d - b * c
    if numerator > n / 2:
        phi = (numerator - n / 2) / sqrt(product_of_margins)
    elif numerator >= 0:
        phi = 0.0
    else:
        phi = numerator / sqrt(product_of_margins)
    below = sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    above = sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    estimate = paired_difference(table)
    assert estimate.value == pytest.approx((b - c) / n)
    assert [estimate.low, estimate.high] == pytest.approx([p1 - p2 - below, p1 - p2 + above], abs=1e-12)
