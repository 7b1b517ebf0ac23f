"""What a statistic returns: an estimate with its interval, or a test, or the reason why there is neither.

A number never travels alone: method and denominator go with it. A statistic which does not exist for a table has the
value None and a reason in plain words, and prints "not estimable"; no nan, and no 0 or 1 put in its place. This
module imports nothing heavy, so that programs which only show results start quickly.

All intervals are two-sided with 95 % confidence, and no limit leaves the range of its statistic: where a limit computed
from a standard error (kappa, AC1) would lie beyond -1 or 1 it is cut off there, and `method` says so, since it tells the
reader that the normal approximation is strained. The AUC is then taken to the logit scale. Where the usual interval does
not exist (perfect agreement, an AUC of 1, an empty cell in a likelihood ratio), `reason` says why, and `alternative`
holds an estimate by another method, which names itself.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from myositis.errors import MyositisError

CONFIDENCE = 0.95
NOT_ESTIMABLE = "not estimable"


class TableError(MyositisError, ValueError):
    """The input is not what the statistic is defined for; the message says what is allowed and where the input
    differs."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic with its 95 % confidence interval.

    value   the statistic, or None when it does not exist for these data
    low     lower confidence limit, or None when there is no interval
    high    upper confidence limit, or None when there is no interval
    method  how the interval was computed
    n       the number of patients the value rests on
    reason  why there is no value, or a value but no interval; None when nothing is missing (an index which has no
            interval by definition has no reason either)
    standard_error  on the scale of the value, for intervals that are made from one; None otherwise
    alternative     where the usual interval does not exist: an estimate by another method, which names itself

    >>> sensitivity = Estimate(0.893, 0.860, 0.919, "Wilson", 420)
    >>> print(sensitivity)
    0.893 (0.860 to 0.919)
    >>> print(f"{sensitivity:.1%}")
    89.3% (86.0% to 91.9%)
    >>> print(Estimate(None, None, None, "Wilson", 0, "no patient is a comparator"))
    not estimable: no patient is a comparator
    """

    value: float | None
    low: float | None
    high: float | None
    method: str
    n: int
    reason: str | None = None
    standard_error: float | None = None
    alternative: Estimate | None = None

    def __post_init__(self) -> None:
        _finite(value=self.value, low=self.low, high=self.high, standard_error=self.standard_error)
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two limits or none")
        if self.value is None and (self.low is not None or not self.reason):
            raise ValueError("an estimate without a value has no interval, and needs the reason")

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        """Value and limits, each in the given number format (three decimals when none is given)."""
        spec = spec or ".3f"
        if self.value is None:
            return f"{NOT_ESTIMABLE}: {self.reason}"
        value = _number(self.value, spec)
        if self.low is not None and self.high is not None:
            return f"{value} ({_number(self.low, spec)} to {_number(self.high, spec)})"
        return f"{value} (interval {NOT_ESTIMABLE})" if self.reason else value

    def as_dict(self) -> dict[str, Any]:
        """The fields as plain values, ready for JSON; what does not exist is null there."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Test:
    """The result of a significance test.

    statistic  the test statistic, or None when the test does not exist for these data
    p_value    two-sided p-value, or None likewise
    df         degrees of freedom of the chi-square distribution; None for exact tests and z statistics
    method     which test, and how the p-value was computed
    n          the number of patients in the table
    reason     why the test does not exist; None when it does

    >>> print(Test(17.3559, 0.0000310, 1, "McNemar, chi-square", 1600))
    statistic 17.36, df 1, p < 0.001
    >>> print(Test(None, None, None, "McNemar, exact", 12, "no patient was classified differently"))
    not estimable: no patient was classified differently
    """

    # The name is a statistician's word; this keeps pytest from taking the class for a collection of tests.
    __test__: ClassVar[bool] = False

    statistic: float | None
    p_value: float | None
    df: int | None
    method: str
    n: int
    reason: str | None = None

    def __post_init__(self) -> None:
        _finite(statistic=self.statistic, p_value=self.p_value)
        if (self.statistic is None) != (self.p_value is None):
            raise ValueError("a test has a statistic and a p-value, or neither")
        if self.statistic is None and not self.reason:
            raise ValueError("a test without a statistic needs the reason")

    def __str__(self) -> str:
        if self.statistic is None or self.p_value is None:
            return f"{NOT_ESTIMABLE}: {self.reason}"
        degrees = "" if self.df is None else f", df {self.df}"
        p = "p < 0.001" if self.p_value < 0.001 else f"p = {self.p_value:.3f}"
        return f"statistic {self.statistic:.4g}{degrees}, {p}"

    def as_dict(self) -> dict[str, Any]:
        """The fields as plain values, ready for JSON; what does not exist is null there."""
        return asdict(self)


def not_estimable(method: str, n: int, reason: str, alternative: Estimate | None = None) -> Estimate:
    """The estimate of a statistic which does not exist for these data; beside it one by another method."""
    return Estimate(None, None, None, method, n, reason, alternative=alternative)


def without_interval(value: float, method: str, n: int, reason: str, alternative: Estimate | None = None) -> Estimate:
    """An estimate whose value exists although its interval does not; beside it one by another method."""
    return Estimate(value, None, None, method, n, reason, alternative=alternative)


def symmetric(value: float, standard_error: float, quantile: float, method: str, n: int) -> Estimate:
    """Value -+ quantile times the standard error, cut off at -1 and 1, which the method then says."""
    low, high = value - quantile * standard_error, value + quantile * standard_error
    cut = [
        f"{end} limit cut off at {limit}" for end, limit, beyond in (("lower", -1, low < -1), ("upper", 1, high > 1)) if beyond
    ]
    name = ", ".join((method, *cut))
    return Estimate(value, max(low, -1.0), min(high, 1.0), name, n, standard_error=standard_error)


def no_test(method: str, n: int, reason: str) -> Test:
    """The result of a test which does not exist for these data."""
    return Test(None, None, None, method, n, reason)


def normal_quantile() -> float:
    """1.96 with all its digits: half the width, in standard errors, of a normal interval."""
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


def _number(number: float, spec: str) -> str:
    # A small negative number must not print as -0.000.
    text = format(number, spec)
    return text.lstrip("-") if not any(digit in text for digit in "123456789") else text


def _finite(**numbers: float | None) -> None:
    for name, number in numbers.items():
        if number is not None and not math.isfinite(number):
            raise ValueError(f"{name} must be a finite number or None, not {number}")
