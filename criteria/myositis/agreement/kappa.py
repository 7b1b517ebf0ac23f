"""Kappa: agreement beyond chance, for two classifications (Cohen) and for several (Fleiss)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from myositis.agreement.estimates import (
    CONFIDENCE,
    Estimate,
    TableError,
    normal_quantile,
    not_estimable,
    symmetric,
    without_interval,
)
from myositis.agreement.proportions import limits
from myositis.agreement.tables import counts, one_of, square

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

PERFECT = "agreement is perfect: the standard error is 0, so an interval from it would be a single point"
NO_VARIANCE = "the standard error is 0 at this table, so an interval from it would be a single point"
NO_PATIENTS = "there are no patients in the table"

COHEN = "Fleiss-Cohen-Everitt standard error (not assuming kappa = 0), normal quantile"
FLEISS = "linearised standard error over patients (Gwet 2008), t quantile with n - 1 df"
SHARE_OF_AGREED = "exact limit of the share of patients with perfect agreement, rescaled"


def cohen_kappa(table: ArrayLike, weights: Literal["linear", "quadratic"] | None = None) -> Estimate:
    """Cohen's kappa: agreement of two classifications of the same patients beyond what their margins alone would give.

    Formula: kappa = (p_o - p_e) / (1 - p_e), with p_o = sum of p_ii and p_e = sum of p_i+ p_+i. Weighted: p_o = sum
    of w_ij p_ij and p_e = sum of w_ij p_i+ p_+j with w_ij = 1 - |i - j| / (k - 1) ("linear", Cicchetti-Allison) or 1
    - (i - j)^2 / (k - 1)^2 ("quadratic", Fleiss-Cohen). Weights take the categories as ordered and evenly spaced, so
    unused levels must stay in the table.

    Interval: kappa -+ 1.96 times the standard error which does not assume kappa = 0 (Fleiss, Cohen & Everitt), for
    all three weightings. Limits beyond -1 and 1 are cut off there, and the method says so. Where the standard error is 0
    the `alternative` is the interval with two patients added, spread evenly over all cells (0.5 to each of a 2x2 table).

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: k x k, the same categories in the same order in rows and columns. Errors: TableError. Kappa does not exist
    without patients, or when both put every patient in one and the same category (0/0). When only one of the two does
    so, kappa is 0 whatever the other does, and has no interval. Under perfect agreement it is 1 and has no interval,
    since its standard error is 0; both have an alternative.

    Reference: Cohen J. Educ Psychol Meas 1960;20:37-46. Cohen J. Psychol Bull 1968;70:213-220. Standard error: Fleiss
    JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327.

    Worked example: multiple sclerosis, Winnipeg patients, in Landis JR, Koch GG. Biometrics 1977;33:159-174 (0.208); the
    linear weights as R vcd prints them for these data, MSPatients (0.380).

    >>> winnipeg = [[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]]
    >>> print(cohen_kappa(winnipeg))
    0.208 (0.109 to 0.307)
    >>> print(cohen_kappa(winnipeg, weights="linear"))
    0.380 (0.278 to 0.481)
    """
    one_of("weights", weights, (None, "linear", "quadratic"))
    array = square(table)
    n = int(array.sum())
    if n == 0:
        return not_estimable(COHEN, 0, NO_PATIENTS)
    rows, columns = array.sum(axis=1), array.sum(axis=0)
    if ((rows == n) & (columns == n)).any():
        return not_estimable(COHEN, n, "both put every patient in one and the same category, so kappa is 0/0")
    if (rows == n).any() or (columns == n).any():
        reason = "one of the two put every patient in one category, so kappa is 0 by construction and has no standard error"
        return _at_the_edge(0.0, array, weights, n, reason)
    if array.trace() == n:
        return _at_the_edge(1.0, array, weights, n, PERFECT)
    kappa, error = _with_standard_error(array, weights)
    return symmetric(kappa, error, normal_quantile(), COHEN, n) if error else _at_the_edge(kappa, array, weights, n, NO_VARIANCE)


def _with_standard_error(table: NDArray[Any], weights: Literal["linear", "quadratic"] | None) -> tuple[float, float]:
    """Kappa and its standard error; the cells need not be whole numbers."""
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa  # type: ignore[import-untyped]

    n = float(table.sum())
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    kappa = float(cohens_kappa(table, wt=weights, return_results=False))
    levels = np.arange(len(table))
    distance = np.abs(levels[:, None] - levels[None, :])
    power = 2 if weights == "quadratic" else 1
    agreement = 1.0 - ((distance > 0) if weights is None else (distance / levels[-1]) ** power)
    # The library has this variance too, but as a difference of large numbers, wrong in the first digit when nearly all
    # patients are in one cell. The same formula as a mean of squared deviations does not cancel.
    by_rows, by_columns = agreement @ (columns / n), agreement @ (rows / n)
    contributions = agreement - (1 - kappa) * (by_rows[:, None] + by_columns[None, :])
    spread = variance(contributions, table / n)
    beyond_chance = float(((1 - agreement) * np.outer(rows / n, columns / n)).sum())
    return kappa, (spread / n) ** 0.5 / beyond_chance


def _at_the_edge(
    kappa: float, table: NDArray[Any], weights: Literal["linear", "quadratic"] | None, n: int, reason: str
) -> Estimate:
    """Kappa without an interval, and beside it the interval with two patients added. Without weights only the categories that
    are used count, as in kappa itself."""
    if weights is None:
        used = (table.sum(axis=0) + table.sum(axis=1)) > 0
        table = table[used][:, used]
    value, error = _with_standard_error(two_patients_added(table), weights)
    other = symmetric(value, error, normal_quantile(), added_name(len(table), COHEN), n)
    return without_interval(kappa, COHEN, n, reason, other)


def two_patients_added(table: NDArray[Any]) -> NDArray[Any]:
    """Two patients more, spread evenly over all cells: 0.5 in each cell of a 2x2 table (Agresti & Coull's advice for shares)."""
    added: NDArray[Any] = table + 2 / table.size
    return added


def added_name(categories: int, method: str) -> str:
    """`0.5 added to every cell; ...`."""
    return f"{2 / categories**2:.3g} added to every cell; {method}"


def fleiss_kappa(table: ArrayLike) -> Estimate:
    """Fleiss' kappa: agreement beyond chance among three or more classifications of the same patients.

    Formula: kappa = (P - P_e) / (1 - P_e). P is the mean over patients of sum_j r_ij (r_ij - 1) / (m (m - 1)) for m
    ratings per patient, P_e the sum of squares of the overall shares of the categories. For two ratings this is
    Scott's pi, not Cohen's kappa.

    Interval: each patient's contribution is linearised, k_i = (P_i - P_e)/(1 - P_e) - 2 (1 - kappa)(e_i - P_e)/(1 -
    P_e) with e_i the mean overall share of the categories the patient was given; the variance is sum (k_i - kappa)^2
    / (n (n - 1)), which does not assume kappa = 0; t quantile with n - 1 degrees of freedom. Limits beyond -1 and 1 are
    cut off there. Under perfect agreement the `alternative` has the exact lower limit p of the share of patients with
    perfect agreement, rescaled to (p - P_e) / (1 - P_e). (The standard error of Fleiss 1971 holds only for kappa = 0 and
    is not used.)

    Missing data: every patient needs the same number of ratings; leave out the others, and report how many.

    Shapes: one row per patient, one column per category, each cell the number of classifications that put the patient
    there. Errors: TableError, also when rows differ in their total. It does not exist without patients, with fewer
    than two ratings per patient, or when one category was used throughout (0/0).

    Reference: Fleiss JL. Psychol Bull 1971;76:378-382. Variance: Gwet KL. Br J Math Stat Psychol 2008;61:29-48.

    Worked example: 30 patients, 6 psychiatrists, 5 diagnoses in Fleiss 1971 (0.430).

    >>> diagnoses = '''00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    ...                00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006'''
    >>> print(f"{fleiss_kappa([[int(raters) for raters in patient] for patient in diagnoses.split()]).value:.3f}")
    0.430
    """
    array = counts(table)
    n = len(array)
    if n == 0:
        return not_estimable(FLEISS, 0, NO_PATIENTS)
    ratings = array.sum(axis=1)
    m = int(ratings[0])
    if (ratings != m).any():
        row = int((ratings != m).argmax()) + 1
        raise TableError(
            f"row {row} holds {ratings[row - 1]} ratings and row 1 holds {m}: every patient needs the same number of "
            "ratings; leave out patients who were not classified by all, and report how many"
        )
    if m < 2:
        return not_estimable(FLEISS, n, "there are fewer than two ratings per patient")
    if (array.sum(axis=0) == n * m).any():
        return not_estimable(FLEISS, n, "one category was used throughout, so kappa is 0/0")
    shares = array.sum(axis=0) / (n * m)
    by_chance = float((shares**2).sum())
    if (array.max(axis=1) == m).all():
        low = max((limits(n, n, "exact")[0] - by_chance) / (1 - by_chance), -1.0)
        return without_interval(1.0, FLEISS, n, PERFECT, Estimate(1.0, low, 1.0, SHARE_OF_AGREED, n))

    from statsmodels.stats.inter_rater import fleiss_kappa as value_of

    kappa = float(value_of(array))
    if n == 1:
        return without_interval(kappa, FLEISS, n, "a single patient has no standard error")
    agreement = (array * (array - 1)).sum(axis=1) / (m * (m - 1))
    expected = (array * shares).sum(axis=1) / m
    contributions = agreement - 2 * (1 - kappa) * expected
    spread = variance(contributions, ratings / (n * m))
    if spread == 0:
        return without_interval(kappa, FLEISS, n, NO_VARIANCE)
    return symmetric(kappa, (spread / (n - 1)) ** 0.5 / (1 - by_chance), t_quantile(n - 1), FLEISS, n)


def variance(contributions: NDArray[Any], shares: NDArray[Any]) -> float:
    """The variance of what each patient contributes, by the share of patients; exactly 0 when all contribute alike."""
    values, weights = contributions[shares > 0], shares[shares > 0]
    # Contributions are at most 5 in size. Equal ones may differ by rounding, about 1e-15; really different ones differ
    # by about one patient in n or more.
    if values.max() - values.min() < 1e-13:
        return 0.0
    mean = (values * weights).sum()
    return float((weights * (values - mean) ** 2).sum())


def t_quantile(df: int) -> float:
    """Half the width, in standard errors, of an interval from the t distribution."""
    from scipy import stats  # type: ignore[import-untyped]

    return float(stats.t.isf((1 - CONFIDENCE) / 2, df))
