"""The methods paragraph: what was estimated and how, in words that can go into a manuscript."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from myositis.comparison.columns import NO_STRATUM
from myositis.comparison.panel import Panel
from myositis.comparison.results import ComparedSet, Reference
from myositis.published.criteria_set import LEVELS

INTERVALS = {"wilson": "Wilson score", "exact": "exact binomial (Clopper-Pearson)"}


def software(own: str) -> dict[str, str]:
    """The version of this package and of those that compute."""
    found = {"myositis": own}
    for name in ("numpy", "scipy", "statsmodels", "polars"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # pragma: no cover - all are dependencies
            found[name] = "unknown"
    return found


def at_or_above(cut: str) -> str:
    """`probable or definite`."""
    return " or ".join(LEVELS[LEVELS.index(cut) :])


def methods(
    panel: Panel,
    sets: tuple[ComparedSet, ...],
    reference: Reference | None,
    by: str | None,
    interval: str,
    versions: dict[str, str],
) -> tuple[str, ...]:
    """One paragraph per subject."""
    return tuple(_paragraphs(panel, sets, reference, by, interval, versions))


def _identity(one: ComparedSet) -> str:
    if one.kind == "criteria":
        return f"{one.id} ({one.title}; revision {one.revision}, fingerprint {one.fingerprint})"
    return f"{one.id} ({one.title}, {one.kind.removeprefix('assigned ')})"


def _paragraphs(
    panel: Panel,
    sets: tuple[ComparedSet, ...],
    reference: Reference | None,
    by: str | None,
    interval: str,
    versions: dict[str, str],
) -> Iterator[str]:
    computed = any(one.kind == "criteria" for one in sets)
    yield "Compared: " + "; ".join(_identity(one) for one in sets) + "."
    cut = f"A patient counts as classified when the level is {at_or_above(panel.cut)}."
    if any(one.kind == "assigned yes/no" for one in sets):
        cut += " A column that says only yes or no is taken as it stands, at whatever cut it was made."
    yield f"{cut} A patient excluded by a set counts as not classified; the numbers are repeated without the excluded."
    if reference is not None:
        text = f"Reference standard: {reference.column}; cases: {_list(reference.cases)}"
        text += f"; comparators: {_list(reference.comparators)}"
        text += f"; left out: {_list(reference.left_out)}" if reference.left_out else ""
        yield text + ". Patients without a reference, and invalid rows, are left out of every number and counted in the flow."
    if computed:
        yield (
            "Missing data: on the record, a finding that is not recorded reads as absent. A completion gives every finding "
            "that is neither recorded nor derived one of its values; one completion serves all sets at once. A patient is "
            "determined when all levels that completions reach lie on one side of the cut (at another level: of that level). "
            "The lowest and highest observed agreement, kappa, sensitivity and specificity are exact over all completions; "
            "preconditions, exclusions and the choice of the score's column are not completed."
        )
    proportions = f"Proportions have 95 % {INTERVALS[interval]} intervals"
    if len(sets) == 1:
        yield f"{proportions}."
    else:
        yield (
            f"{proportions}, observed agreement too; those of positive and negative agreement and PABAK are these limits "
            "transformed. Cohen's kappa: non-null standard error of Fleiss, Cohen and Everitt (1969). Gwet's AC1: t quantile "
            "with n - 1 degrees of freedom. Prevalence and bias index as in Byrt et al. (1993), without sign. McNemar's test is "
            "exact. Differences of paired proportions: Newcombe's method 10."
        )
    if sum(one.kind != "assigned yes/no" for one in sets) > 1:
        yield (
            "Weighted kappa has linear (Cicchetti-Allison) and quadratic (Fleiss-Cohen) weights, Bowker's test of symmetry and "
            "the Stuart-Maxwell test are chi-square tests; all four are over the four levels, of which unused ones are kept and "
            "excluded patients left out."
        )
    if len(sets) > 2:
        yield "Three or more sets: Fleiss' kappa with a linearised standard error (Gwet 2008), and Cochran's Q."
    if reference is not None:
        text = (
            "Likelihood ratios: log method (Simel 1991). The predictive values and the accuracy hold for the share of cases in "
        )
        text += "this cohort only."
        yield text + (" Area under the ROC curve of the probability: DeLong standard error." if computed else "")
    if panel.biopsy is not None:
        yield "With and without biopsy: the column of the EULAR/ACR 2017 score table that the record selects, for every set."
    if by is not None:
        yield f"Strata: the values of {by}; a blank is a stratum of its own ({NO_STRATUM})."
    if len(sets) > 1:
        yield (
            "The sets read the same findings of the same patients and share several of them: they are not independent raters, "
            "and agreement between them is not evidence that either is right."
        )
    yield "No p-value is adjusted for the number of comparisons."
    yield "Computed with " + ", ".join(f"{name} {number}" for name, number in versions.items()) + "."


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(values) if values else "none"
