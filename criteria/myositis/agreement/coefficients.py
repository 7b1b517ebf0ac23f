"""Agreement of two classifications apart from kappa, and the two indices that explain a low kappa.

Where nearly all patients are positive, kappa is low although agreement is high; a report therefore prints these
beside it (Feinstein AR, Cicchetti DV. J Clin Epidemiol 1990;43:543-549).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from myositis.agreement.estimates import Estimate, not_estimable, symmetric, without_interval
from myositis.agreement.kappa import NO_PATIENTS, NO_VARIANCE, PERFECT, added_name, t_quantile, two_patients_added, variance
from myositis.agreement.proportions import INTERVAL_NAMES, IntervalMethod, proportion_or_reason
from myositis.agreement.tables import one_of, square, two_by_two

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

GWET = "Gwet's standard error, t quantile with n - 1 df"
DESCRIPTIVE = "descriptive index, no interval"
ONE_CATEGORY = "the table has a single category, so there is nothing to disagree about"


def observed_agreement(table: ArrayLike, method: IntervalMethod = "wilson") -> Estimate:
    """Observed agreement: the share of patients whom both put in the same category.

    Formula: p_o = sum of n_ii / n.

    Interval: that of a proportion, Wilson or exact.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: k x k, the same categories in the same order in rows and columns. Errors: TableError. It does not exist
    without patients.

    Reference: Fleiss JL. Statistical Methods for Rates and Proportions, 2nd ed. Wiley 1981, chapter 13.

    Worked example: Sim J, Wright CC. Phys Ther 2005;85:257-268, lateral shift, 33 of 39.

    >>> print(observed_agreement([[22, 2], [4, 11]]))
    0.846 (0.703 to 0.928)
    """
    array = square(table)
    return proportion_or_reason(int(array.trace()), int(array.sum()), method, NO_PATIENTS)


def pabak(table: ArrayLike, method: IntervalMethod = "wilson") -> Estimate:
    """PABAK, prevalence-adjusted bias-adjusted kappa: what kappa would be had both used all categories equally often.

    Formula: (k p_o - 1) / (k - 1) for k categories; 2 p_o - 1 for two (Byrt). For more than two this is the
    coefficient of Brennan and Prediger. Unused categories count in k, so leave the table as the classification
    defines it.

    Interval: the Wilson or exact limits of p_o, put through the same formula; they stay within the range.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: k x k with k at least 2. Errors: TableError. It does not exist without patients or with a single category.

    Reference: Byrt T, Bishop J, Carlin JB. J Clin Epidemiol 1993;46:423-429. Brennan RL, Prediger DJ. Educ Psychol
    Meas 1981;41:687-699.

    Worked example: Sim J, Wright CC. Phys Ther 2005;85:257-268, lateral shift (0.69).

    >>> print(f"{pabak([[22, 2], [4, 11]]).value:.2f}")
    0.69
    """
    array = square(table)
    k, n = len(array), int(array.sum())
    one_of("method", method, tuple(INTERVAL_NAMES))
    name = f"{INTERVAL_NAMES[method]} of the observed agreement, rescaled"
    if k == 1:
        return not_estimable(name, n, ONE_CATEGORY)
    agreement = proportion_or_reason(int(array.trace()), n, method, NO_PATIENTS)
    return _rescaled(agreement, name, lambda share: (k * share - 1) / (k - 1))


def gwet_ac1(table: ArrayLike) -> Estimate:
    """Gwet's AC1: agreement beyond chance that stays high, unlike kappa, when one category prevails.

    Formula: (p_o - p_e) / (1 - p_e) with p_e = sum of q_j (1 - q_j) / (k - 1), where q_j is the mean of the two
    shares of category j. Unused categories count in k.

    Interval: AC1 -+ t s with the standard error s of Gwet for two raters and the t quantile with n - 1 degrees of
    freedom, as in the reference implementation irrCAC. (The normal quantile would give 0.765 instead of the published
    0.764 in the example.) Limits beyond -1 and 1 are cut off there. Where the standard error is 0 the `alternative` is the
    interval with two patients added, spread evenly over all cells.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: k x k with k at least 2. Errors: TableError. It does not exist without patients or with a single category.
    Under perfect agreement it is 1 and has no interval, since its standard error is 0.

    Reference: Gwet KL. Br J Math Stat Psychol 2008;61:29-48.

    Worked example: 100 pregnancies by two abstractors (ectopic, abnormal intrauterine, normal intrauterine) in the
    vignette of the R package irrCAC (0.849, 0.764 to 0.935).

    >>> print(gwet_ac1([[13, 0, 0], [0, 20, 7], [0, 4, 56]]))
    0.849 (0.764 to 0.935)
    """
    array = square(table)
    k, n = len(array), int(array.sum())
    if n == 0:
        return not_estimable(GWET, 0, NO_PATIENTS)
    if k == 1:
        return not_estimable(GWET, n, ONE_CATEGORY)
    if array.trace() == n:
        return _at_the_edge(1.0, array, n, PERFECT)
    ac1, error = _ac1(array)
    if n == 1:
        return without_interval(ac1, GWET, n, "a single patient has no standard error")
    return symmetric(ac1, error, t_quantile(n - 1), GWET, n) if error else _at_the_edge(ac1, array, n, NO_VARIANCE)


def _at_the_edge(ac1: float, table: NDArray[Any], n: int, reason: str) -> Estimate:
    """AC1 without an interval, and beside it the interval with two patients added."""
    value, error = _ac1(two_patients_added(table))
    other = symmetric(value, error, t_quantile(n + 1), added_name(len(table), GWET), n)
    return without_interval(ac1, GWET, n, reason, other)


def _ac1(table: NDArray[Any]) -> tuple[float, float]:
    """AC1 and its standard error; the cells need not be whole numbers."""
    import numpy as np

    k, n = len(table), float(table.sum())
    shares = table / n
    means = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    observed = float(shares.trace())
    by_chance = float((means * (1 - means)).sum()) / (k - 1)
    ac1 = (observed - by_chance) / (1 - by_chance)
    # Gwet's variance, written as the variance of what a patient in row i and column j contributes.
    pairs = 1 - (means[:, None] + means[None, :]) / 2
    spread = variance(np.eye(k) - 2 * (1 - ac1) * pairs / (k - 1), shares)
    return ac1, (spread / n) ** 0.5 / (1 - by_chance)


def positive_agreement(table: ArrayLike, method: IntervalMethod = "wilson") -> Estimate:
    """Positive agreement: when one of the two says yes, how often the other says so too.

    Formula: 2a / (2a + b + c) for the 2x2 table a, b / c, d.

    Interval: with s = a / (a + b + c), the share of patients positive for both among those positive for either,
    positive agreement is 2s / (1 + s); the Wilson or exact limits of s are put through this formula. Its large-sample
    variance is that of Graham & Bull, and unlike their interval it stays within 0 and 1. `n` is a + b + c.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: 2 x 2, yes first. Errors: TableError. It does not exist when neither called any patient positive.

    Reference: Cicchetti DV, Feinstein AR. J Clin Epidemiol 1990;43:551-558. Graham P, Bull B. J Clin Epidemiol
    1998;51:763-771. The transformed Wilson interval: Lam KFY, Gopal V, Qian J. arXiv 2309.14621, 2023 ("Wilson
    indirect", for the F1 score, which is the same).

    Worked example: Cicchetti & Feinstein 1990 (0.84).

    >>> print(f"{positive_agreement([[40, 9], [6, 45]]).value:.2f}")
    0.84
    """
    a, b, c, _ = two_by_two(table)
    return _specific_agreement(a, b + c, method, "neither called any patient positive")


def negative_agreement(table: ArrayLike, method: IntervalMethod = "wilson") -> Estimate:
    """Negative agreement: when one of the two says no, how often the other says so too.

    Formula: 2d / (2d + b + c) for the 2x2 table a, b / c, d.

    Interval: as for `positive_agreement`, with d in the place of a. `n` is b + c + d.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: 2 x 2, yes first. Errors: TableError. It does not exist when neither called any patient negative.

    Reference: Cicchetti DV, Feinstein AR. J Clin Epidemiol 1990;43:551-558. Graham P, Bull B. J Clin Epidemiol
    1998;51:763-771.

    Worked example: Cicchetti & Feinstein 1990 (0.86).

    >>> print(f"{negative_agreement([[40, 9], [6, 45]]).value:.2f}")
    0.86
    """
    _, b, c, d = two_by_two(table)
    return _specific_agreement(d, b + c, method, "neither called any patient negative")


def prevalence_index(table: ArrayLike) -> Estimate:
    """Prevalence index: how far yes and no are from equally frequent; a large one lowers kappa.

    Formula: |a - d| / n for the 2x2 table a, b / c, d, without sign as in Sim & Wright.

    Interval: none; it describes the table.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: 2 x 2. Errors: TableError. It does not exist without patients.

    Reference: Byrt T, Bishop J, Carlin JB. J Clin Epidemiol 1993;46:423-429. Worked example: Sim J, Wright CC. Phys
    Ther 2005;85:257-268 (0.28).

    >>> print(f"{prevalence_index([[22, 2], [4, 11]]):.2f}")
    0.28
    """
    a, b, c, d = two_by_two(table)
    return _index(abs(a - d), a + b + c + d)


def bias_index(table: ArrayLike) -> Estimate:
    """Bias index: how far the two differ in the share they call positive; a large one raises kappa.

    Formula: |b - c| / n for the 2x2 table a, b / c, d, without sign as in Sim & Wright. The signed difference with an
    interval is `paired_difference`.

    Interval: none; it describes the table.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: 2 x 2. Errors: TableError. It does not exist without patients.

    Reference: Byrt T, Bishop J, Carlin JB. J Clin Epidemiol 1993;46:423-429. Worked example: Sim J, Wright CC. Phys
    Ther 2005;85:257-268 (0.05).

    >>> print(f"{bias_index([[22, 2], [4, 11]]):.2f}")
    0.05
    """
    a, b, c, d = two_by_two(table)
    return _index(abs(b - c), a + b + c + d)


def _specific_agreement(both: int, discordant: int, method: IntervalMethod, reason: str) -> Estimate:
    share = proportion_or_reason(both, both + discordant, method, reason)
    return _rescaled(share, f"{share.method} of the share common to both, transformed", lambda s: 2 * s / (1 + s))


def _rescaled(estimate: Estimate, method: str, scale: Callable[[float], float]) -> Estimate:
    # For increasing functions only: the limits keep their order.
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return not_estimable(method, estimate.n, estimate.reason or NO_PATIENTS)
    return Estimate(scale(estimate.value), scale(estimate.low), scale(estimate.high), method, estimate.n)


def _index(difference: int, n: int) -> Estimate:
    return Estimate(difference / n, None, None, DESCRIPTIVE, n) if n else not_estimable(DESCRIPTIVE, 0, NO_PATIENTS)
