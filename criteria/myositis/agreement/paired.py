"""Do two or more classifications of the same patients differ systematically? Tests for paired outcomes, and the
paired difference."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from myositis.agreement.estimates import Estimate, Test, no_test, not_estimable
from myositis.agreement.kappa import NO_PATIENTS
from myositis.agreement.proportions import limits
from myositis.agreement.tables import outcomes, square, two_by_two

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import ArrayLike, NDArray

NO_DISCORDANT = "no patient was classified differently, so there is nothing to test"
NEWCOMBE = "Newcombe score interval for paired proportions (method 10)"


def mcnemar(table: ArrayLike, exact: bool = True, correction: bool = True) -> Test:
    """McNemar's test: do two classifications call the same share of patients positive?

    Formula: of the b + c discordant patients half should fall either way. Exact: twice the smaller binomial tail of b
    among b + c, at most 1; the statistic reported is the smaller of b and c. Otherwise (|b - c| - 1)^2 / (b + c) on
    one degree of freedom, where `correction=False` leaves out the 1. With b = c nothing is subtracted: the difference
    0 cannot be corrected towards 0.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: 2 x 2. Errors: TableError. Without discordant patients there is no test.

    Reference: McNemar Q. Psychometrika 1947;12:153-157. Correction: Edwards AL. Psychometrika 1948;13:185-187.

    Worked example: approval of a president in two surveys of 1600 adults, Agresti A. Categorical Data Analysis. Wiley
    1990, p. 350 (17.36 without correction).

    >>> approval = [[794, 150], [86, 570]]
    >>> print(mcnemar(approval, exact=False, correction=False))
    statistic 17.36, df 1, p < 0.001
    >>> print(f"{mcnemar(approval).p_value:.2g}")
    3.7e-05
    """
    _, b, c, _ = cells = two_by_two(table)
    corrected = correction and b != c
    method = (
        "McNemar, exact binomial" if exact else f"McNemar, chi-square {'with' if correction else 'without'} continuity correction"
    )
    n = sum(cells)
    if b + c == 0:
        return no_test(method, n, NO_DISCORDANT if n else NO_PATIENTS)
    from statsmodels.stats.contingency_tables import mcnemar as test_of  # type: ignore[import-untyped]

    result = test_of([cells[:2], cells[2:]], exact=exact, correction=corrected)
    return Test(float(result.statistic), float(result.pvalue), None if exact else 1, method, n)


def bowker(table: ArrayLike) -> Test:
    """Bowker's test of symmetry: is a change from level i to level j as frequent as the change back?

    Formula: sum over i < j of (n_ij - n_ji)^2 / (n_ij + n_ji), chi-square. Degrees of freedom: the number of pairs of
    cells with at least one patient. A pair without patients contributes exactly 0 whatever the truth and is not
    counted, so that levels nobody used do not change the p-value; where every pair has patients this is the usual k
    (k - 1) / 2.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: k x k, the same categories in the same order in rows and columns. Errors: TableError. Without discordant
    patients there is no test.

    Reference: Bowker AH. J Am Stat Assoc 1948;43:572-574. Degrees of freedom: Hoenig JM, Morgan MJ, Brown CA. Can J
    Fish Aquat Sci 1995;52:364-368.

    Worked example: unaided distance vision of the right and left eye of 7477 women, data of Stuart A. Biometrika
    1955;42:412-416, tested for symmetry in Bishop YMM, Fienberg SE, Holland PW. Discrete Multivariate Analysis. MIT
    Press 1975 (19.11).

    >>> vision = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
    >>> print(bowker(vision))
    statistic 19.11, df 6, p = 0.004
    """
    method = "Bowker, chi-square"
    array = square(table)
    n = int(array.sum())
    pairs = _informative_pairs(array)
    if pairs == 0:
        return no_test(method, n, NO_DISCORDANT if n else NO_PATIENTS)
    from scipy import stats  # type: ignore[import-untyped]
    from statsmodels.stats.contingency_tables import SquareTable

    # By default the library would add 0.5 to every cell as soon as one is empty.
    statistic = float(SquareTable(array.astype(float), shift_zeros=False).symmetry().statistic)
    return Test(statistic, float(stats.chi2.sf(statistic, pairs)), pairs, method, n)


def stuart_maxwell(table: ArrayLike) -> Test:
    """Stuart-Maxwell test of marginal homogeneity: do both use every level equally often?

    Formula: d' V^-1 d with d_i = n_i+ - n_+i, V_ii = n_i+ + n_+i - 2 n_ii and V_ij = -(n_ij + n_ji), leaving out one
    level; chi-square on k - 1 degrees of freedom. V is singular beyond that when levels are not linked by discordant
    patients (unused by both, or in full agreement). The levels then fall into groups between which no patient moves;
    the statistics of the groups are added, and each gives its number of levels less one. That is the test with the
    pseudo-inverse of V, with the rank of V as degrees of freedom.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: k x k, the same categories in the same order in rows and columns. Errors: TableError. Without discordant
    patients there is no test.

    Reference: Stuart A. Biometrika 1955;42:412-416. Maxwell AE. Br J Psychiatry 1970;116:651-655.

    Worked example: unaided distance vision of the right and left eye of 7477 women, Stuart 1955 (11.96).

    >>> vision = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
    >>> print(stuart_maxwell(vision))
    statistic 11.96, df 3, p = 0.008
    """
    method = "Stuart-Maxwell, chi-square"
    array = square(table)
    n = int(array.sum())
    if _informative_pairs(array) == 0:
        return no_test(method, n, NO_DISCORDANT if n else NO_PATIENTS)
    import numpy as np
    from scipy import stats
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]
    from statsmodels.stats.contingency_tables import SquareTable

    _, group_of = connected_components(array + array.T, directed=False)
    statistic, df = 0.0, 0
    for group in range(int(group_of.max()) + 1):
        levels = np.flatnonzero(group_of == group)
        if len(levels) > 1:
            df += len(levels) - 1
            # The diagonal cancels, and would cost digits in a large cohort. Equal margins give exactly 0.
            moved = array[np.ix_(levels, levels)]
            np.fill_diagonal(moved, 0)
            if (moved.sum(axis=0) != moved.sum(axis=1)).any():
                statistic += float(SquareTable(moved.astype(float), shift_zeros=False).homogeneity().statistic)
    return Test(statistic, float(stats.chi2.sf(statistic, df)), df, method, n)


def cochran_q(table: ArrayLike) -> Test:
    """Cochran's Q: do three or more classifications call the same share of patients positive?

    Formula: (k - 1) (k sum of C_j^2 - N^2) / (k N - sum of R_i^2) with column totals C_j, row totals R_i and total N;
    chi-square on k - 1 degrees of freedom. With two classifications it equals McNemar's test without continuity
    correction.

    Missing data: only patients with an outcome in every column can enter; leave out the others, and report how many.

    Shapes: one row per patient, one column per classification (at least two), each cell 1 or 0. Errors: TableError.
    There is no test when every patient has the same outcome throughout.

    Reference: Cochran WG. Biometrika 1950;37:256-266.

    Worked example: response of 46 patients to three drugs, SAS/STAT User's Guide, PROC FREQ, Cochran's Q (8.4706).

    >>> patients_by_pattern = {"111": 6, "011": 2, "110": 16, "010": 4, "101": 2, "001": 6, "100": 4, "000": 6}
    >>> patients = [list(map(int, pattern)) for pattern, n in patients_by_pattern.items() for _ in range(n)]
    >>> print(cochran_q(patients))
    statistic 8.471, df 2, p = 0.014
    """
    method = "Cochran's Q, chi-square"
    array = outcomes(table)
    n, k = array.shape
    if n == 0:
        return no_test(method, 0, NO_PATIENTS)
    positive = array.sum(axis=1)
    if ((positive == 0) | (positive == k)).all():
        return no_test(method, n, NO_DISCORDANT)
    from statsmodels.stats.contingency_tables import cochrans_q

    result = cochrans_q(array)
    return Test(float(result.statistic), float(result.pvalue), k - 1, method, n)


def paired_difference(table: ArrayLike) -> Estimate:
    """Difference of paired proportions: the share positive by the first (rows) less the share positive by the second
    (columns).

    Formula: (b - c) / n for the 2x2 table a, b / c, d.

    Interval: the Wilson limits of both shares are combined by squaring and adding, with a correlation phi = (ad - bc
    - n/2 if that is above 0, 0 if ad - bc is between 0 and n/2) / root of the product of the four margins, 0 when a
    margin is empty. It stays within -1 and 1, and has a width also without discordant patients.

    Missing data: the table counts only patients classified by both; the caller reports how many were left out.

    Shapes: 2 x 2, yes first. Errors: TableError. It does not exist without patients.

    Reference: Newcombe RG. Stat Med 1998;17:2635-2650, method 10.

    Worked example: Altman DG, Machin D, Bryant TN, Gardner MJ. Statistics with Confidence, 2nd ed. BMJ Books 2000,
    Table 6.2.

    >>> print(paired_difference([[14, 5], [0, 22]]))
    0.122 (0.011 to 0.226)
    """
    a, b, c, d = two_by_two(table)
    n = a + b + c + d
    if n == 0:
        return not_estimable(NEWCOMBE, 0, NO_PATIENTS)
    first_below, first_above = _distances(a + b, n)
    second_below, second_above = _distances(a + c, n)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    association = float(a * d - b * c)
    if association > 0:
        association = max(association - n / 2, 0.0)
    phi = association / sqrt(margins) if margins else 0.0
    low = _combined(first_below, second_above, phi)
    high = _combined(first_above, second_below, phi)
    difference = (b - c) / n
    return Estimate(difference, difference - low, difference + high, NEWCOMBE, n)


def _informative_pairs(array: NDArray[int64]) -> int:
    import numpy as np

    return int(np.count_nonzero(np.triu(array + array.T, k=1)))


def _distances(k: int, n: int) -> tuple[float, float]:
    # From the share down to its lower Wilson limit, and up to its upper one.
    share = k / n
    low, high = limits(k, n, "wilson")
    return share - low, high - share


def _combined(one: float, other: float, phi: float) -> float:
    # At phi near 1 the sum may fall below 0 by rounding.
    return sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0))
