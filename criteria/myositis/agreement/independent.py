"""Do independent groups of patients (strata, centres) differ in a share, or in a statistic with a standard error?"""

from __future__ import annotations

from collections.abc import Sequence

from myositis.agreement.estimates import Estimate, Test, no_test
from myositis.agreement.tables import counts as read_counts

CHI_SQUARE = "chi-square test of independent proportions, without continuity correction"
FISHER = "Fisher's exact test"
HOMOGENEITY = "chi-square test of homogeneity, weights 1 / standard error squared"
ONE_GROUP = "fewer than two groups have patients"
ALL_ALIKE = "every patient of every group has the same answer"
SMALL = 5


def compare_proportions(groups: Sequence[Sequence[int]]) -> Test:
    """Is the share of patients who answer yes the same in independent groups?

    Formula: Pearson's chi-square, sum of (observed - expected)^2 / expected, on groups - 1 degrees of freedom. With two
    groups and an expected count below 5 Fisher's exact test, whose statistic is the odds ratio (0 where it has no finite
    value). With more groups and such a count the method says so.

    Missing data: only patients with an answer are counted; the caller reports how many were left out.

    Shapes: one row (yes, no) per group; groups without patients are passed over. Errors: TableError. There is no test with
    fewer than two groups, nor when every patient has the same answer.

    Reference: Agresti A. Categorical Data Analysis, 2nd ed. Wiley 2002, chapter 3.

    Worked example: aspirin and myocardial infarction, data of Agresti 2002 (25.01 by R prop.test without correction).

    >>> print(compare_proportions([[189, 10845], [104, 10933]]))
    statistic 25.01, df 1, p < 0.001
    >>> print(compare_proportions([[3, 1], [1, 3]]))
    statistic 9, p = 0.486
    """
    array = read_counts(list(groups)) if len(groups) else read_counts([[0, 0]])
    array = array[array.sum(axis=1) > 0]
    n = int(array.sum())
    if len(array) < 2:
        return no_test(CHI_SQUARE, n, ONE_GROUP)
    if (array.sum(axis=0) == 0).any():
        return no_test(CHI_SQUARE, n, ALL_ALIKE)
    from scipy import stats  # type: ignore[import-untyped]

    statistic, p_value, df, expected = stats.chi2_contingency(array, correction=False)
    small = bool((expected < SMALL).any())
    if small and len(array) == 2:
        ratio, p_value = stats.fisher_exact(array)
        return Test(float(ratio) if 0 < ratio < float("inf") else 0.0, float(p_value), None, FISHER, n)
    method = f"{CHI_SQUARE}; some expected counts are below {SMALL}" if small else CHI_SQUARE
    return Test(float(statistic), float(p_value), int(df), method, n)


def compare_estimates(estimates: Sequence[Estimate]) -> Test:
    """Is a statistic (kappa, the area under a curve) the same in independent groups of patients?

    Formula: with weights w = 1 / s^2 of the standard errors s and the weighted mean m the sum of w (estimate - m)^2, on
    groups - 1 degrees of freedom.

    Missing data: groups in which the statistic or its standard error does not exist are passed over; the method says how many.

    Shapes: one estimate with a standard error per group. Errors: none. There is no test with fewer than two of them.

    Reference: Fleiss JL. Statistical Methods for Rates and Proportions, 2nd ed. Wiley 1981, chapter 13 (kappas). The same
    test as Cochran's Q of a meta-analysis: Cochran WG. The combination of estimates from different experiments. Biometrics
    1954;10:101-129.

    Worked example: kappas 0.5 and 0.7 with standard errors 0.1: (0.2)^2 / (0.1^2 + 0.1^2) = 2.

    >>> groups = [Estimate(kappa, kappa - 0.196, kappa + 0.196, "", 50, standard_error=0.1) for kappa in (0.5, 0.7)]
    >>> print(compare_estimates(groups))
    statistic 2, df 1, p = 0.157
    """
    usable = [(one.value, one.standard_error) for one in estimates if one.value is not None and one.standard_error]
    n = sum(one.n for one in estimates)
    without = len(estimates) - len(usable)
    method = HOMOGENEITY + (f"; {without} groups without a standard error passed over" if without else "")
    if len(usable) < 2:
        return no_test(method, n, "fewer than two groups have a standard error")
    weights = [1 / error**2 for _, error in usable]
    mean = sum(weight * value for weight, (value, _) in zip(weights, usable, strict=True)) / sum(weights)
    statistic = sum(weight * (value - mean) ** 2 for weight, (value, _) in zip(weights, usable, strict=True))
    from scipy import stats

    return Test(statistic, float(stats.chi2.sf(statistic, len(usable) - 1)), len(usable) - 1, method, n)
