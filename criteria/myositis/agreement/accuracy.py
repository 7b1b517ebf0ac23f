"""How well a classification does against a reference: sensitivity and its companions, each with its own denominator."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any

from myositis.agreement.estimates import Estimate, normal_quantile, not_estimable, without_interval
from myositis.agreement.proportions import IntervalMethod, proportion_or_reason
from myositis.agreement.tables import two_by_two

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LOG_METHOD = "log method (Simel 1991)"
ADDED = "0.5 added to every cell; log method (Simel 1991)"
NO_CASE = "no patient is a case by the reference"
NO_COMPARATOR = "no patient is a comparator by the reference"


@dataclass(frozen=True, slots=True)
class DiagnosticAccuracy:
    """The estimates of `diagnostic_accuracy`, each with its own denominator (likelihood ratios: all patients)."""

    sensitivity: Estimate
    specificity: Estimate
    ppv: Estimate
    npv: Estimate
    accuracy: Estimate
    lr_positive: Estimate
    lr_negative: Estimate

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Name to fields of the estimate, ready for JSON."""
        return {field.name: getattr(self, field.name).as_dict() for field in fields(self)}


def diagnostic_accuracy(table: ArrayLike, method: IntervalMethod = "wilson") -> DiagnosticAccuracy:
    """How well a classification agrees with a reference which is taken as the truth.

    Formula: for the table tp, fp / fn, tn sensitivity tp / (tp + fn), specificity tn / (fp + tn), PPV tp / (tp + fp),
    NPV tn / (fn + tn), accuracy (tp + tn) / n, LR+ sensitivity / (1 - specificity), LR- (1 - sensitivity) /
    specificity. The predictive values and the accuracy hold for the share of cases in this cohort only.

    Interval: Wilson or exact for the proportions. Likelihood ratios: exp(log LR -+ 1.96 s) with s^2 = 1/tp - 1/(tp +
    fn) + 1/fp - 1/(fp + tn) for LR+, and the same with fn and tn for LR-. Nothing is added to empty cells; where one
    leaves a ratio without value or interval, the `alternative` has 0.5 added to every cell.

    Missing data: the table counts only patients with an outcome and a reference; the caller reports how many were
    left out.

    Shapes: 2 x 2, rows test positive and negative, columns reference positive (case) and negative (comparator).
    Errors: TableError. A cohort of cases alone has no specificity and no likelihood ratio; a likelihood ratio whose
    denominator is 0 does not exist; one which is 0 has no interval on the log scale.

    Reference: Altman DG, Bland JM. BMJ 1994;308:1552 and 309:102. Likelihood ratios: Simel DL, Samsa GP, Matchar DB.
    J Clin Epidemiol 1991;44:763-770.

    Worked example: Scott et al. 2008 as in the help page of R epiR::epi.tests (0.90; 0.76; LR+ 3.75, 3.32 to 4.24;
    LR- 0.13, 0.11 to 0.16).

    >>> scott = diagnostic_accuracy([[670, 202], [74, 640]], method="exact")
    >>> print(f"{scott.sensitivity:.2f}; {scott.specificity:.2f}")
    0.90 (0.88 to 0.92); 0.76 (0.73 to 0.79)
    >>> print(f"{scott.lr_positive:.2f}; {scott.lr_negative:.2f}")
    3.75 (3.32 to 4.24); 0.13 (0.11 to 0.16)
    """
    tp, fp, fn, tn = two_by_two(table)
    cases, comparators = tp + fn, fp + tn
    return DiagnosticAccuracy(
        sensitivity=proportion_or_reason(tp, cases, method, NO_CASE),
        specificity=proportion_or_reason(tn, comparators, method, NO_COMPARATOR),
        ppv=proportion_or_reason(tp, tp + fp, method, "no patient is test positive"),
        npv=proportion_or_reason(tn, fn + tn, method, "no patient is test negative"),
        accuracy=proportion_or_reason(tp + tn, cases + comparators, method, "there are no patients in the table"),
        lr_positive=_likelihood_ratio(tp, cases, fp, comparators, "no comparator is test positive"),
        lr_negative=_likelihood_ratio(fn, cases, tn, comparators, "no comparator is test negative"),
    )


def _likelihood_ratio(k: int, cases: int, m: int, comparators: int, unbounded: str) -> Estimate:
    # The share of the cases with a result, divided by the share of the comparators with the same result.
    n = cases + comparators
    if cases == 0 or comparators == 0:
        return not_estimable(LOG_METHOD, n, NO_COMPARATOR if cases else NO_CASE)
    added = _log_interval(k + 0.5, cases + 1, m + 0.5, comparators + 1, ADDED, n)
    if m == 0:
        return not_estimable(LOG_METHOD, n, f"{unbounded}, so the ratio divides by 0", added)
    if k == 0:
        return without_interval(0.0, LOG_METHOD, n, "the ratio is 0, which has no logarithm", added)
    if k == cases and m == comparators:
        reason = "every patient has the same test result: the standard error is 0"
        return without_interval(1.0, LOG_METHOD, n, reason, added)
    return _log_interval(k, cases, m, comparators, LOG_METHOD, n)


def _log_interval(k: float, cases: float, m: float, comparators: float, method: str, n: int) -> Estimate:
    ratio = (k * comparators) / (cases * m)
    # Written with the complementary counts, so that nothing cancels.
    variance = (cases - k) / (k * cases) + (comparators - m) / (m * comparators)
    half_width = normal_quantile() * sqrt(variance)
    return Estimate(ratio, exp(log(ratio) - half_width), exp(log(ratio) + half_width), method, n)
