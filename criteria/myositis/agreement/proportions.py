"""Proportions with Wilson or exact intervals."""

from __future__ import annotations

from typing import Literal

from myositis.agreement.estimates import CONFIDENCE, Estimate, TableError, not_estimable
from myositis.agreement.tables import LARGEST_TOTAL, one_of

IntervalMethod = Literal["wilson", "exact"]

INTERVAL_NAMES = {"wilson": "Wilson score interval", "exact": "exact (Clopper-Pearson) interval"}


def proportion(k: int, n: int, method: IntervalMethod = "wilson") -> Estimate:
    """k of n patients as a proportion, for every percentage that is reported.

    Formula: p = k / n.

    Interval: "wilson" inverts the score test, (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n); "exact"
    inverts the two binomial tail probabilities through the beta distribution and never covers less than 95 %, at the
    price of width. Both stay within 0 and 1. There is a usable interval for 0 of n and for n of n.

    Missing data: n counts the patients whose answer is known; the caller reports how many were left out.

    Shapes: two whole numbers with 0 <= k <= n. Errors: TableError otherwise, or for an unknown method. With n = 0 the
    proportion does not exist.

    Reference: Wilson EB. J Am Stat Assoc 1927;22:209-212. Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
    Comparison and worked examples: Newcombe RG. Stat Med 1998;17:857-872, Table I (81 of 263: Wilson 0.2553 to
    0.3662, exact 0.2527 to 0.3676).

    >>> print(f"{proportion(81, 263):.4f}")
    0.3080 (0.2553 to 0.3662)
    >>> print(f"{proportion(81, 263, method='exact'):.4f}")
    0.3080 (0.2527 to 0.3676)
    """
    return proportion_or_reason(k, n, method, "there are no patients to count")


def proportion_or_reason(k: int, n: int, method: IntervalMethod, reason: str) -> Estimate:
    """As `proportion`, with the words for the case that there is no patient in the denominator."""
    one_of("method", method, tuple(INTERVAL_NAMES))
    k, n = _whole("k", k), _whole("n", n)
    if not 0 <= k <= n <= LARGEST_TOTAL:
        raise TableError(f"k is {k} and n is {n}: a proportion needs 0 <= k <= n")
    name = INTERVAL_NAMES[method]
    if n == 0:
        return not_estimable(name, 0, reason)
    low, high = limits(k, n, method)
    return Estimate(k / n, low, high, name, n)


def limits(k: int, n: int, method: IntervalMethod) -> tuple[float, float]:
    """The confidence limits of k of n, for n above 0."""
    import numpy as np
    from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]

    with np.errstate(all="ignore"):
        low, high = proportion_confint(k, n, alpha=1 - CONFIDENCE, method="beta" if method == "exact" else "wilson")
    # Both intervals end at 0 for k = 0 and at 1 for k = n; rounding may miss it by the last digit.
    return 0.0 if k == 0 else float(low), 1.0 if k == n else float(high)


def _whole(name: str, number: object) -> int:
    # Anything that counts as an integer, NumPy's included; True and 2.5 are mistakes.
    from operator import index

    if isinstance(number, bool):
        raise TableError(f"{name} must be a whole number, not a truth value")
    try:
        return index(number)  # type: ignore[arg-type]
    except TypeError:
        raise TableError(f"{name} must be a whole number, not {type(number).__name__}") from None
