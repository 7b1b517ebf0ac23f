"""Area under the ROC curve of a score, and the comparison of two scores of the same patients (DeLong)."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any

from myositis.agreement.estimates import Estimate, Test, no_test, normal_quantile, not_estimable, without_interval
from myositis.agreement.tables import labels_of, scores_of

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import ArrayLike, NDArray

DELONG = "DeLong standard error, normal quantile"
LOGIT = "DeLong standard error on the logit scale, since plain limits would leave 0 to 1"
NEWCOMBE = "Newcombe's score interval for the area (2006, method 5)"
NO_VARIANCE = "the standard error is 0, so an interval from it would be a single point"
COMPARISON = "DeLong test for two correlated areas, z statistic"


def auc(scores: ArrayLike, labels: ArrayLike) -> Estimate:
    """AUC: the probability that a random case scores higher than a random comparator, ties counting one half.

    Formula: the mean over all pairs of a case and a comparator of 1, 1/2 or 0 for higher, equal or lower. A higher
    score speaks for a case; the scores are not turned round when the area is below 1/2.

    Interval: AUC -+ 1.96 s with s^2 = var(V_10) / cases + var(V_01) / comparators, where V_10 is the share of
    comparators below each case and V_01 the share of cases above each comparator (ties one half). Where a limit would
    leave 0 to 1, both are taken on the logit scale: logit AUC -+ 1.96 s / (AUC (1 - AUC)), put back. Where there is no
    standard error, as under perfect separation, the `alternative` is Newcombe's score interval: all areas t that are not
    further from the AUC than 1.96 times the standard error of Hanley & McNeil at t, with (cases + comparators) / 2 for
    both of their numbers but the product.

    Missing data: leave out patients without a score or a label, and report how many.

    Shapes: one number and one label (1 case, 0 comparator) per patient. Errors: TableError. It does not exist without
    a case or without a comparator. There is no interval with a single case or comparator, nor when the standard error
    is 0, as under perfect separation.

    Reference: DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845. Logit: Pepe MS. The Statistical
    Evaluation of Medical Tests for Classification and Prediction. Oxford University Press 2003. Score interval: Newcombe
    RG. Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2. Stat Med
    2006;25:559-573, method 5; the standard error: Hanley JA, McNeil BJ. The meaning and use of the area under a receiver
    operating characteristic (ROC) curve. Radiology 1982;143:29-36.

    Worked example: WFNS grade and outcome after subarachnoid haemorrhage (Turck N, et al. Intensive Care Med
    2010;36:107-115), data aSAH of R pROC (0.824, 0.749 to 0.899).

    >>> good, poor = [37, 20, 3, 8, 4], [2, 12, 1, 8, 18]
    >>> grades = [grade for group in (good, poor) for grade, patients in enumerate(group, 1) for _ in range(patients)]
    >>> print(auc(grades, [0] * sum(good) + [1] * sum(poor)))
    0.824 (0.749 to 0.899)
    """
    numbers = scores_of(scores, "scores")
    is_case = labels_of(labels, len(numbers)) == 1
    n, cases = len(numbers), int(is_case.sum())
    comparators = n - cases
    if cases == 0 or comparators == 0:
        return not_estimable(DELONG, n, f"there is no {'case' if cases == 0 else 'comparator'}")
    of_cases, of_comparators = _placements(numbers, is_case)
    area = int(of_cases.sum()) / (2 * cases * comparators)
    if cases == 1 or comparators == 1:
        single = "case" if cases == 1 else "comparator"
        return without_interval(
            area, DELONG, n, f"a single {single} has no standard error", _score_interval(area, cases, comparators)
        )
    variance = _variance(of_cases, of_comparators)
    if variance == 0:
        return without_interval(area, DELONG, n, NO_VARIANCE, _score_interval(area, cases, comparators))
    error = variance**0.5
    half_width = normal_quantile() * error
    if half_width <= min(area, 1 - area):
        return Estimate(area, area - half_width, area + half_width, DELONG, n, standard_error=error)
    odds = log(area / (1 - area))
    half_width /= area * (1 - area)
    low, high = (1 / (1 + exp(-limit)) for limit in (odds - half_width, odds + half_width))
    return Estimate(area, low, high, LOGIT, n, standard_error=error)


def _score_interval(area: float, cases: int, comparators: int) -> Estimate:
    from scipy.optimize import brentq  # type: ignore[import-untyped]

    z, mean = normal_quantile(), (cases + comparators) / 2 - 1

    def beyond(true: float) -> float:
        spread: float = true * (1 - true) * (1 + mean * ((1 - true) / (2 - true) + true / (1 + true))) / (cases * comparators)
        return abs(area - true) - z * sqrt(spread)

    # At the area itself the distance is 0, which the standard error exceeds; at 0 and 1 it is the other way round.
    inside = min(max(area, 1e-12), 1 - 1e-12)
    low = 0.0 if area == 0 else float(brentq(beyond, 0.0, inside))
    high = 1.0 if area == 1 else float(brentq(beyond, inside, 1.0))
    return Estimate(area, low, high, NEWCOMBE, cases + comparators)


def compare_auc(scores_a: ArrayLike, scores_b: ArrayLike, labels: ArrayLike) -> Test:
    """DeLong's test: do two scores of the same patients have the same AUC?

    Formula: z = (AUC_a - AUC_b) / s, with s^2 as for `auc` but from the differences of V_10 and V_01 between the two
    scores, which takes their correlation into account; two-sided normal p-value.

    Missing data: only patients with both scores and a label can enter; leave out the others, and report how many.

    Shapes: one number of each score and one label (1 case, 0 comparator) per patient. Errors: TableError. There is no
    test with fewer than two cases or two comparators, nor when the difference has no variance, as for two scores with
    the same ranking.

    Reference: DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845.

    Worked example: total protein against the K-G score for benefit from surgery in ovarian cancer, data of DeLong
    1988 as in SAS/STAT User's Guide, PROC LOGISTIC, "Comparing Receiver Operating Characteristic Curves" (chi-square
    0.5554, p 0.4561).

    >>> protein = '''5.8 6.3 6.8 4.8 5.8 4.0 5.7 5.6 5.7 6.7 5.4 6.6 6.6 5.7 7.0 6.7 4.4 7.6 6.6 5.8 6.8 4.7 7.4 7.4 6.6
    ...     8.2 7.0 6.5 5.1 4.7 6.8 4.0 6.1 6.3 7.7 6.2 5.7 4.8 6.2 7.0 5.7 6.9 6.6'''.split()
    >>> kg_score = '''10 5 3 6 3 5 8 5 5 6 4 6 5 5 4 4 6 4 6 6 7 8 5 5 6 6 5 4 5 6 6 7 5 7 6 5 9 7 8 7 6 5 5'''.split()
    >>> popind = [int(digit) for digit in "0110100111111110100110111111110011110101111"]
    >>> result = compare_auc([-float(grams) for grams in protein], [int(score) for score in kg_score], popind)
    >>> print(f"{result.statistic ** 2:.4f} {result.p_value:.4f}")
    0.5554 0.4561
    """
    a, b = scores_of(scores_a, "scores_a"), scores_of(scores_b, "scores_b")
    is_case = labels_of(labels, len(a)) == 1
    labels_of(labels, len(b))
    n, cases = len(a), int(is_case.sum())
    if min(cases, n - cases) < 2:
        return no_test(COMPARISON, n, "at least two cases and two comparators are needed")
    cases_a, comparators_a = _placements(a, is_case)
    cases_b, comparators_b = _placements(b, is_case)
    variance = _variance(cases_a - cases_b, comparators_a - comparators_b)
    if variance == 0:
        return no_test(COMPARISON, n, "both scores rank the patients alike, or differ by a constant: no variance")
    from statistics import NormalDist

    z = int((cases_a - cases_b).sum()) / (2 * cases * (n - cases)) / variance**0.5
    return Test(z, 2 * NormalDist().cdf(-abs(z)), None, COMPARISON, n)


def _placements(numbers: NDArray[Any], is_case: NDArray[bool_]) -> tuple[NDArray[int64], NDArray[int64]]:
    # Twice the number of comparators below each case, and of cases below each comparator: doubled, so that ties count
    # in whole numbers and a variance of 0 is exactly 0. (V_01 counts the cases above, which has the same variance.)
    import numpy as np
    from scipy.stats import rankdata  # type: ignore[import-untyped]

    ranks = rankdata(numbers)
    of_cases = 2 * (ranks[is_case] - rankdata(numbers[is_case]))
    of_comparators = 2 * (ranks[~is_case] - rankdata(numbers[~is_case]))
    return np.rint(of_cases).astype(np.int64), np.rint(of_comparators).astype(np.int64)


def _variance(of_cases: NDArray[int64], of_comparators: NDArray[int64]) -> float:
    cases, comparators = len(of_cases), len(of_comparators)
    if (of_cases == of_cases[0]).all() and (of_comparators == of_comparators[0]).all():
        return 0.0
    variance_of_cases = float((of_cases / (2 * comparators)).var(ddof=1))
    variance_of_comparators = float((of_comparators / (2 * cases)).var(ddof=1))
    return variance_of_cases / cases + variance_of_comparators / comparators
