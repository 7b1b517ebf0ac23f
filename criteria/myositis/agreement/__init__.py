"""Agreement and accuracy: one function per statistic, its docstring the page of the manual.

What it answers: kappa and its kin, sensitivity and specificity, paired tests, areas under curves, each with its interval.

In go counts (a table, or scores and labels). Out comes an `Estimate` or a `Test`: the number, its interval, its method and n, or
the reason why it does not exist; never a bare float. None of them knows anything of myositis: who is counted where, and who was
left out, is the caller's to decide and to report (`comparison` does).

`tables` checks the counts; `proportions`, `accuracy`, `kappa`, `coefficients`, `difference`, `paired`, `independent` and `roc`
hold the statistics, `estimates` what they return. They may import `errors` only; NumPy, SciPy and statsmodels are imported when a
statistic is computed, not when this package is imported. Start with `estimates`, then `proportions`.
"""

from myositis.agreement.accuracy import DiagnosticAccuracy, diagnostic_accuracy
from myositis.agreement.coefficients import (
    bias_index,
    gwet_ac1,
    negative_agreement,
    observed_agreement,
    pabak,
    positive_agreement,
    prevalence_index,
)
from myositis.agreement.difference import difference_of_proportions
from myositis.agreement.estimates import Estimate, TableError, Test
from myositis.agreement.independent import compare_estimates, compare_proportions
from myositis.agreement.kappa import cohen_kappa, fleiss_kappa
from myositis.agreement.paired import bowker, cochran_q, mcnemar, paired_difference, stuart_maxwell
from myositis.agreement.proportions import proportion
from myositis.agreement.roc import auc, compare_auc

__all__ = [
    "DiagnosticAccuracy",
    "Estimate",
    "TableError",
    "Test",
    "auc",
    "bias_index",
    "bowker",
    "cochran_q",
    "cohen_kappa",
    "compare_auc",
    "compare_estimates",
    "compare_proportions",
    "diagnostic_accuracy",
    "difference_of_proportions",
    "fleiss_kappa",
    "gwet_ac1",
    "mcnemar",
    "negative_agreement",
    "observed_agreement",
    "pabak",
    "paired_difference",
    "positive_agreement",
    "prevalence_index",
    "proportion",
    "stuart_maxwell",
]
