"""The same numbers in every stratum, and whether they differ between strata."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from myositis.agreement import compare_estimates, compare_proportions
from myositis.comparison.against import Performance
from myositis.comparison.basics import ALL_PATIENTS, AS_ASSIGNED, AS_RECORDED, CLASSIFIED
from myositis.comparison.file_columns import NO_STRATUM
from myositis.comparison.numbers import Numbers, StratumTest


def stratum_tests(strata: Sequence[Numbers]) -> tuple[StratumTest, ...]:
    """Whether a statistic differs between strata, on the record: shares by chi-square or Fisher's exact test, kappa and the
    area under the curve by a chi-square test of homogeneity. Patients whose stratum is not recorded are in none of the tests.
    None with fewer than two strata."""
    named = [one for one in strata if one.name != NO_STRATUM]
    return tuple(_tests(named)) if len(named) > 1 else ()


def _tests(strata: Sequence[Numbers]) -> Iterator[StratumTest]:
    first = strata[0]
    for place, one in enumerate(first.sets):
        counts = [(item.sets[place].classified, item.sets[place].not_classified) for item in strata]
        yield StratumTest(statistic="classified", sets=(one.id,), test=compare_proportions(counts))
    for place, pair in enumerate(first.pairs):
        sets = (pair.first, pair.second)
        tables = [item.pairs[place].agreements[0].table.counts for item in strata]
        agreeing = [(table[0][0] + table[1][1], table[0][1] + table[1][0]) for table in tables]
        yield StratumTest(statistic="observed_agreement", sets=sets, test=compare_proportions(agreeing))
        kappas = [item.pairs[place].agreements[0].cohen_kappa for item in strata]
        yield StratumTest(statistic="cohen_kappa", sets=sets, test=compare_estimates(kappas))
    if first.cases is None:
        return
    for place, found in enumerate(first.performance):
        if _at_the_cut(found):
            own = [item.performance[place] for item in strata]
            for name, counted in _SHARES.items():
                yield StratumTest(statistic=name, sets=(found.id,), test=compare_proportions([counted(item) for item in own]))
    for place, area in enumerate(first.areas):
        if area.column == ALL_PATIENTS:
            areas = [item.areas[place].auc for item in strata]
            yield StratumTest(statistic="auc", sets=(area.id,), test=compare_estimates(areas))


_SHARES: dict[str, Callable[[Performance], tuple[int, int]]] = {
    "sensitivity": lambda item: (item.true_positive, item.false_negative),
    "specificity": lambda item: (item.true_negative, item.false_positive),
}


def _at_the_cut(item: Performance) -> bool:
    return item.basis == AS_RECORDED and item.column == ALL_PATIENTS and item.level in (CLASSIFIED, AS_ASSIGNED)
