"""The difference of two proportions of different patients, such as the responders of two arms."""

from __future__ import annotations

from typing import Literal

from myositis.agreement.estimates import CONFIDENCE, Estimate, not_estimable
from myositis.agreement.proportions import proportion
from myositis.agreement.tables import one_of

DifferenceMethod = Literal["newcombe", "wald"]

DIFFERENCE_NAMES = {
    "newcombe": "Newcombe hybrid score interval (method 10)",
    "wald": "Wald interval, without continuity correction",
}


def difference_of_proportions(k: int, n: int, other_k: int, other_n: int, method: DifferenceMethod = "newcombe") -> Estimate:
    """k of n minus other_k of other_n, for two groups of different patients.

    Formula: d = p1 - p2.

    Interval: "newcombe" joins the Wilson limits of both proportions, d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to
    d + sqrt((u1 - p1)^2 + (p2 - l2)^2), and stays within -1 and 1; "wald" is d -+ z sqrt(p1 (1 - p1) / n1 + p2 (1 - p2) / n2),
    which many trials report; it is too narrow for small groups and can leave the range.

    Missing data: both denominators count the patients that the caller has counted, and the caller says which.

    Shapes: whole numbers with 0 <= k <= n. Errors: TableError otherwise, or for an unknown method. Without patients in
    a group there is no difference.

    Reference: Newcombe RG. Stat Med 1998;17:873-890. Worked example of the Wald interval: 37 of 47 against 21 of 48 responders of
    the ProDERM trial (N Engl J Med 2022;387:1264-78), 34.97 points, printed as 16.70 to 53.24.

    >>> print(f"{difference_of_proportions(37, 47, 21, 48, 'wald'):.2%}")
    34.97% (16.70% to 53.24%)
    """
    one_of("method", method, tuple(DIFFERENCE_NAMES))
    first, second = proportion(k, n), proportion(other_k, other_n)
    name, total = DIFFERENCE_NAMES[method], n + other_n
    if first.value is None or second.value is None:
        return not_estimable(name, total, "a group has no patients to count")
    import numpy as np
    from statsmodels.stats.proportion import confint_proportions_2indep  # type: ignore[import-untyped]

    with np.errstate(all="ignore"):
        low, high = confint_proportions_2indep(
            k, n, other_k, other_n, method={"newcombe": "newcomb"}.get(method, method), compare="diff", alpha=1 - CONFIDENCE
        )
    return Estimate(first.value - second.value, float(low), float(high), name, total)
