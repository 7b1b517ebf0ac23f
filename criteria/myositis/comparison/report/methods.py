"""The methods paragraph: what was estimated and how, in words that can go into a manuscript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.comparison.file_columns import NO_STRATUM
from myositis.comparison.results import ComparedSet, ComparisonResult

INTERVALS = {"wilson": "Wilson score", "exact": "exact binomial (Clopper-Pearson)"}


def at_or_above(one: ComparedSet) -> str:
    """`probable or definite`: the levels that count as classified."""
    return " or ".join(level.replace("_", " ") for level in one.classified)


def cuts(sets: Sequence[ComparedSet]) -> str:
    """Which levels count as classified, said once where the sets agree."""
    told = {at_or_above(one): None for one in sets if one.has_levels}
    if len(told) <= 1:
        return next(iter(told), "as assigned")
    return "; ".join(f"{one.short_title}: {at_or_above(one)}" for one in sets if one.has_levels)


def methods(result: ComparisonResult) -> tuple[str, ...]:
    """One paragraph per subject."""
    return tuple(_paragraphs(result))


def _identity(one: ComparedSet) -> str:
    if one.kind == "criteria":
        return f"{one.id} ({one.title}; revision {one.revision}, fingerprint {one.fingerprint})"
    return f"{one.id} ({one.title}, {one.kind.removeprefix('assigned ')})"


def _paragraphs(result: ComparisonResult) -> Iterator[str]:
    sets, reference, by, interval = result.sets, result.reference, result.by, result.interval
    computed = any(one.kind == "criteria" for one in sets)
    yield "Compared: " + "; ".join(_identity(one) for one in sets) + "."
    cut = f"A patient counts as classified when the level is {cuts(sets)}."
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
    if sum(one.has_levels for one in sets) > 1:
        yield (
            "Weighted kappa has linear (Cicchetti-Allison) and quadratic (Fleiss-Cohen) weights, Bowker's test of symmetry and "
            "the Stuart-Maxwell test are chi-square tests; all four are over the levels, of which unused ones are kept and "
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
    for one in sets:
        if one.columns:
            names = _list(one.columns).capitalize()
            yield f"{names}: the column of the score table of {one.short_title} that the record selects."
    if by is not None:
        yield f"Strata: the values of {by}; a blank is a stratum of its own ({NO_STRATUM})."
    if len(sets) > 1:
        yield (
            "The sets read the same findings of the same patients and share several of them: they are not independent raters, "
            "and agreement between them is not evidence that either is right."
        )
    yield "No p-value is adjusted for the number of comparisons."
    yield "Computed with " + ", ".join(f"{name} {number}" for name, number in result.software.items()) + "."


def _list(values: tuple[str, ...]) -> str:
    return ", ".join(values) if values else "none"
