"""Every number of a comparison as one frame: an estimate or a test a row, for programs and for the next analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import polars as pl

from myositis.agreement import DiagnosticAccuracy, Estimate, Test
from myositis.comparison.against import InColumn, Performance, ScoreCut
from myositis.comparison.basics import ALL_PATIENTS, AS_RECORDED, DETERMINED_ONLY, Bounds
from myositis.comparison.numbers import Agreement, Numbers, StratumTest

COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("section", "basis", "sets", "stratum", "level", "statistic"), pl.String),
    **dict.fromkeys(("k", "n"), pl.Int64),
    **dict.fromkeys(("estimate", "low", "high", "p"), pl.Float64),
    **dict.fromkeys(("method", "reason"), pl.String),
}
"""section: which table. basis: as recorded, excluded left out, determined only, or over all completions; with the column of
the score table where the number is of those read in it. sets: joined with ` | `. stratum: `all patients`, a stratum, or
another reference. level: from which a patient counts as classified, a group or a diagnosis. k of n: for proportions. p: of a
test, whose statistic is the estimate."""

COMPLETIONS = "over all completions"
Row = tuple[Any, ...]


def tidy(
    overall: Numbers,
    strata: Sequence[Numbers],
    tests: Sequence[StratumTest],
    references: Mapping[str, Numbers],
    ids: Sequence[str],
) -> pl.DataFrame:
    """The frame with `COLUMNS`. references: the numbers with other references than the first, by column."""
    rows = [row for numbers in (overall, *strata) for row in _numbers(numbers, numbers.name, ids)]
    rows += [row for column, numbers in references.items() for row in _numbers(numbers, f"reference: {column}", ids)]
    rows += [_test("strata", AS_RECORDED, item.sets, "between strata", "", item.statistic, item.test) for item in tests]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _estimates(
    section: str, basis: str, sets: Sequence[str], stratum: str, level: str, statistic: str, found: Estimate, k: int | None = None
) -> Iterator[Row]:
    start = (section, basis, " | ".join(sets), stratum, level, statistic)
    yield (*start, k, found.n, found.value, found.low, found.high, None, found.method, found.reason)
    other = found.alternative
    if other is not None:
        yield (*start, None, other.n, other.value, other.low, other.high, None, other.method, found.reason)


def _test(section: str, basis: str, sets: Sequence[str], stratum: str, level: str, statistic: str, found: Test) -> Row:
    start = (section, basis, " | ".join(sets), stratum, level, statistic)
    return (*start, None, found.n, found.statistic, None, None, found.p_value, found.method, found.reason)


def _bounds(section: str, sets: Sequence[str], stratum: str, level: str, statistic: str, found: Bounds | None) -> Iterator[Row]:
    if found is None:
        return
    method = "exact over all completions" if found.exact else "proven: no completion goes beyond"
    start = (section, COMPLETIONS, " | ".join(sets), stratum, level)
    for end, value, count in (("lowest", found.lowest, found.lowest_count), ("highest", found.highest, found.highest_count)):
        yield (*start, f"{statistic}, {end}", count, found.n, value, None, None, None, method, found.reason)


def _numbers(numbers: Numbers, stratum: str, ids: Sequence[str]) -> Iterator[Row]:
    for one in numbers.sets:
        yield from _estimates("classified", AS_RECORDED, (one.id,), stratum, "classified", "share", one.share, one.classified)
        only = (DETERMINED_ONLY, (one.id,), stratum, "classified", "share", one.share_determined, one.classified_determined)
        yield from _estimates("classified", *only)
        yield from _bounds("classified", (one.id,), stratum, "classified", "share", one.bounds)
    for pair in numbers.pairs:
        sets = (pair.first, pair.second)
        for item in pair.agreements:
            yield from _agreement(item, sets, stratum)
        for name, found in (("observed_agreement", pair.folded_agreement), ("cohen_kappa", pair.folded_kappa)):
            if found is not None:
                yield from _estimates("subgroups folded", AS_RECORDED, sets, stratum, "", name, found)
        yield from _bounds("agreement", sets, stratum, "classified", "observed_agreement", pair.agreement_bounds)
        yield from _bounds("agreement", sets, stratum, "classified", "cohen_kappa", pair.kappa_bounds)
    for several in numbers.several:
        yield from _estimates("several sets", several.basis, ids, stratum, "classified", "fleiss_kappa", several.fleiss_kappa)
        yield _test("several sets", several.basis, ids, stratum, "classified", "cochran_q", several.cochran_q)
    yield from _against(numbers, stratum)


def _agreement(item: Agreement, sets: tuple[str, str], stratum: str) -> Iterator[Row]:
    agreeing = item.table.counts[0][0] + item.table.counts[1][1]
    counts = {"observed_agreement": agreeing}
    for name in type(item).model_fields:
        found = getattr(item, name)
        level = "levels" if name in ("kappa_linear", "kappa_quadratic", "bowker", "stuart_maxwell") else "classified"
        if isinstance(found, Test):
            yield _test("agreement", item.basis, sets, stratum, level, name, found)
        elif isinstance(found, Estimate):
            yield from _estimates("agreement", item.basis, sets, stratum, level, name, found, counts.get(name))


def basis_in(item: InColumn, basis: str) -> str:
    """The basis, with the column of the score table where the number is not of all patients."""
    return basis if item.column == ALL_PATIENTS else f"{basis}, {item.column} ({item.column_of})"


def _accuracy(item: Performance | ScoreCut, section: str, basis: str, stratum: str, level: str) -> Iterator[Row]:
    tp, tn = item.true_positive, item.true_negative
    counts = {"sensitivity": tp, "specificity": tn, "ppv": tp, "npv": tn, "accuracy": tp + tn}
    for field in fields(DiagnosticAccuracy):
        found = getattr(item.accuracy, field.name)
        k = counts.get(field.name) if found.value is not None else None
        yield from _estimates(section, basis_in(item, basis), (item.id,), stratum, level, field.name, found, k)


def _against(numbers: Numbers, stratum: str) -> Iterator[Row]:
    for item in numbers.performance:
        yield from _accuracy(item, "performance", item.basis, stratum, item.level)
        if item.column == ALL_PATIENTS:
            yield from _bounds("performance", (item.id,), stratum, item.level, "sensitivity", item.sensitivity_bounds)
            yield from _bounds("performance", (item.id,), stratum, item.level, "specificity", item.specificity_bounds)
    for share in numbers.diagnoses:
        basis = basis_in(share, AS_RECORDED)
        where = (basis, (share.id,), stratum, share.diagnosis)
        yield from _estimates("diagnoses", *where, "classified", share.share, share.classified)
    for group in numbers.subgroups:
        section, own = "subgroups against reference", (group.id,)
        basis = f"{AS_RECORDED}, {group.among}"
        for one in group.subgroups:
            yield from _estimates(section, basis, own, stratum, one.subgroup, "sensitivity", one.sensitivity, one.both)
            yield from _estimates(section, basis, own, stratum, one.subgroup, "precision", one.precision, one.both)
            yield from _estimates(section, basis, own, stratum, one.subgroup, "cohen_kappa", one.kappa)
        yield from _estimates(section, basis, own, stratum, "all subgroups", "observed_agreement", group.agreement)
        yield from _estimates(section, basis, own, stratum, "all subgroups", "cohen_kappa", group.kappa)
    for area in numbers.areas:
        yield from _estimates("ROC", basis_in(area, AS_RECORDED), (area.id,), stratum, "", "auc", area.auc)
    for curve in numbers.curves:
        if curve.youden is not None and curve.youden_accuracy is not None:
            n, point, found = curve.cases + curve.comparators, curve.youden, curve.youden_index
            level = f"score {point.score:g} or more" if point.score is not None else f"probability {point.probability:g} or more"
            start = ("ROC", basis_in(curve, AS_RECORDED), curve.id, stratum, level, "youden_index")
            yield (*start, None, n, found, None, None, None, "the highest of sensitivity + specificity - 1", None)
            counts = (("sensitivity", point.true_positive), ("specificity", curve.comparators - point.false_positive))
            for name, k in counts:
                chosen = (basis_in(curve, AS_RECORDED), (curve.id,), stratum, level, name)
                yield from _estimates("ROC", *chosen, getattr(curve.youden_accuracy, name), k)
    for cut in numbers.score_cuts:
        yield from _accuracy(cut, "score cut", AS_RECORDED, stratum, f"score {cut.cut:g} or more")
    for difference in numbers.area_differences:
        sets = (difference.first, difference.second)
        yield _test("ROC", AS_RECORDED, sets, stratum, "", "auc_difference", difference.test)
    for pair in numbers.paired:
        sets = (pair.first, pair.second)
        name = "sensitivity" if pair.group == "cases" else "specificity"
        yield from _estimates("paired", AS_RECORDED, sets, stratum, pair.group, f"{name}_difference", pair.difference)
        yield _test("paired", AS_RECORDED, sets, stratum, pair.group, "mcnemar", pair.mcnemar)
