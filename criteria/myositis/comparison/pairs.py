"""Two sets, or several, on the same patients: cross-tables, agreement, and how far missing data can move it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

from myositis import agreement as statistics
from myositis.agreement import Estimate, Test
from myositis.agreement.proportions import IntervalMethod
from myositis.comparison.bounds import agreement_bounds, kappa_bounds
from myositis.comparison.numbers import (
    BASES,
    DETERMINED_ONLY,
    EXCLUDED_LEFT_OUT,
    Agreement,
    CrossTable,
    Pair,
    Several,
)
from myositis.comparison.panel import NO, NOT_NAMED, YES, Panel, RatedSet, levels_of
from myositis.published.criteria_set import EXCLUDED, LEVELS, NO_SUBGROUP

FOLDING = {"JDM": "DM", "DM": "DM", "ADM": "DM", "JM": "PM", "PM": "PM", "IBM": "IBM"}
"""Subgroups of the criteria sets folded to the three that all of them can be compared on."""

FOLDED = ("DM", "PM", "IBM")
NO_LEVELS = "one of the two says only yes or no: there are no levels"


def on_basis(panel: Panel, places: Sequence[int], basis: str, sets: Sequence[RatedSet], cut: str | None = None) -> list[int]:
    """The rows that count on a basis (`numbers.BASES`), out of rows that every one of the sets says something of."""
    if basis == EXCLUDED_LEFT_OUT:
        return [place for place in places if not any(r.excluded for one in sets if (r := one.ratings[place]) is not None)]
    if basis == DETERMINED_ONLY:
        return [place for place in places if panel.is_determined(place, *sets, cut=cut)]
    return list(places)


def cross_table(
    panel: Panel,
    places: Sequence[int],
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    of: Callable[[int], tuple[str | None, str | None]],
) -> CrossTable:
    """Count the patients by what `of` says of their row; None is not counted."""
    found: dict[tuple[str | None, str | None], list[int]] = {}
    for place in places:
        found.setdefault(of(place), []).append(place)
    cells = tuple(tuple(panel.patients(found.get((row, column), ())) for column in columns) for row in rows)
    return CrossTable(rows=rows, columns=columns, cells=cells)


def yes_no_table(panel: Panel, places: Sequence[int], first: RatedSet, second: RatedSet) -> CrossTable:
    """The 2x2 of classified and not classified: rows the first set, columns the second."""

    def of(place: int) -> tuple[str, str]:
        one, two = first.said(place), second.said(place)
        return YES if one.classified(panel.cut) else NO, YES if two.classified(panel.cut) else NO

    return cross_table(panel, places, (YES, NO), (YES, NO), of)


def _agreement(
    panel: Panel, places: Sequence[int], basis: str, first: RatedSet, second: RatedSet, interval: IntervalMethod
) -> Agreement:
    chosen = on_basis(panel, places, basis, (first, second))
    table = yes_no_table(panel, chosen, first, second)
    counts = table.counts
    levels = _levels(panel, chosen, first, second, LEVELS, LEVELS).counts if first.has_levels and second.has_levels else None
    return Agreement(
        basis=basis,
        table=table,
        observed_agreement=statistics.observed_agreement(counts, interval),
        cohen_kappa=statistics.cohen_kappa(counts),
        positive_agreement=statistics.positive_agreement(counts, interval),
        negative_agreement=statistics.negative_agreement(counts, interval),
        pabak=statistics.pabak(counts, interval),
        gwet_ac1=statistics.gwet_ac1(counts),
        prevalence_index=statistics.prevalence_index(counts),
        bias_index=statistics.bias_index(counts),
        difference=statistics.paired_difference(counts),
        kappa_linear=_no_levels(0) if levels is None else statistics.cohen_kappa(levels, weights="linear"),
        kappa_quadratic=_no_levels(0) if levels is None else statistics.cohen_kappa(levels, weights="quadratic"),
        mcnemar=statistics.mcnemar(counts),
        bowker=_no_test(0) if levels is None else statistics.bowker(levels),
        stuart_maxwell=_no_test(0) if levels is None else statistics.stuart_maxwell(levels),
    )


def _no_levels(n: int) -> Estimate:
    return Estimate(None, None, None, "none", n, NO_LEVELS)


def _no_test(n: int) -> Test:
    return Test(None, None, None, "none", n, NO_LEVELS)


def _levels(
    panel: Panel, places: Sequence[int], first: RatedSet, second: RatedSet, rows: tuple[str, ...], columns: tuple[str, ...]
) -> CrossTable:
    def of(place: int) -> tuple[str, str]:
        one, two = first.said(place), second.said(place)
        return one.level, two.level

    return cross_table(panel, places, rows, columns, of)


def _subgroup_names(rated: RatedSet) -> tuple[str, ...]:
    named = tuple(name for name in rated.info.subgroups if name != NO_SUBGROUP)
    return (*named, NOT_NAMED, NO_SUBGROUP, EXCLUDED)


def fold(subgroup: str | None) -> str:
    """DM, PM or IBM; what is none of these (none, not named, excluded, another set's own subgroup) stays as it is."""
    return FOLDING.get(subgroup or "", subgroup or NO_SUBGROUP)


def pair_numbers(panel: Panel, evaluable: Sequence[int], first: RatedSet, second: RatedSet, interval: IntervalMethod) -> Pair:
    """Everything about two sets in one group of patients."""
    places = [place for place in evaluable if first.ratings[place] is not None and second.ratings[place] is not None]
    cells = [panel.joint_cells(place, first, second) for place in places]
    levels = subgroups = folded = folded_agreement = folded_kappa = None
    if first.has_levels and second.has_levels:
        levels = _levels(panel, places, first, second, levels_of(first), levels_of(second))
    if first.info.subgroups and second.info.subgroups:

        def named(place: int) -> tuple[str | None, str | None]:
            one, two = first.said(place), second.said(place)
            return one.subgroup, two.subgroup

        def of_three(place: int) -> tuple[str, str]:
            one, two = named(place)
            return fold(one), fold(two)

        subgroups = cross_table(panel, places, _subgroup_names(first), _subgroup_names(second), named)
        rows, columns = (tuple(dict.fromkeys(fold(name) for name in _subgroup_names(one))) for one in (first, second))
        rows, columns = (tuple(dict.fromkeys((*FOLDED, *names))) for names in (rows, columns))
        folded = cross_table(panel, places, rows, columns, of_three)
        three = cross_table(panel, places, FOLDED, FOLDED, of_three).counts
        folded_agreement = statistics.observed_agreement(three, interval)
        folded_kappa = statistics.cohen_kappa(three)
    return Pair(
        first=first.info.id,
        second=second.info.id,
        patients=panel.patients(places),
        agreements=tuple(_agreement(panel, places, basis, first, second, interval) for basis in BASES),
        levels=levels,
        subgroups=subgroups,
        folded=folded,
        folded_agreement=folded_agreement,
        folded_kappa=folded_kappa,
        agreement_bounds=agreement_bounds(cells),
        kappa_bounds=kappa_bounds(Counter(cells)),
    )


def several_numbers(panel: Panel, evaluable: Sequence[int], sets: Sequence[RatedSet]) -> tuple[Several, ...]:
    """Fleiss' kappa and Cochran's Q of three or more sets, on patients of whom all of them say something."""
    if len(sets) < 3:
        return ()
    found = []
    rated = [place for place in evaluable if all(one.ratings[place] is not None for one in sets)]
    for basis in BASES:
        places = on_basis(panel, rated, basis, sets)
        outcomes = [
            [int(rating.classified(panel.cut)) for one in sets if (rating := one.ratings[place]) is not None] for place in places
        ]
        if outcomes:
            kappa = statistics.fleiss_kappa([[sum(row), len(row) - sum(row)] for row in outcomes])
            test = statistics.cochran_q(outcomes)
        else:
            reason = "there are no patients of whom every set says something"
            kappa, test = Estimate(None, None, None, "none", 0, reason), Test(None, None, None, "none", 0, reason)
        found.append(Several(basis=basis, patients=panel.patients(places), fleiss_kappa=kappa, cochran_q=test))
    return tuple(found)


def all_pairs(panel: Panel, evaluable: Sequence[int], interval: IntervalMethod) -> tuple[Pair, ...]:
    """Every two sets, in the order in which they were named."""
    return tuple(pair_numbers(panel, evaluable, *two, interval) for two in combinations(panel.sets, 2))
