"""Two sets, or several, on the same patients: cross-tables, agreement, and how far missing data can move it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from myositis import agreement as statistics
from myositis.agreement import Estimate, Test
from myositis.agreement.proportions import IntervalMethod
from myositis.comparison.basics import BASES, CLASSIFIED, DETERMINED_ONLY, EXCLUDED_LEFT_OUT, NOT_CLASSIFIED, CrossTable
from myositis.comparison.bounds import agreement_bounds, kappa_bounds
from myositis.comparison.numbers import Agreement, Pair, Several
from myositis.comparison.panel import Panel, RatedSet
from myositis.published.criteria_set import EXCLUDED

if TYPE_CHECKING:
    import numpy.typing as npt

    from myositis.comparison.panel import Places

YES_NO = (CLASSIFIED, NOT_CLASSIFIED)
NO_LEVELS = "one of the two says only yes or no: there are no levels"
OTHER_LEVELS = "the two sets do not have the same levels"
NOT_RANKED = "the levels are not ranked, so there are no weights between them"

Counts = tuple[tuple[int, ...], ...]


def on_basis(places: Places, basis: str, sets: Sequence[RatedSet], counting: tuple[str, ...] | None = None) -> Places:
    """The rows that count on a basis (`numbers.BASES`), out of rows that every one of the sets says something of."""
    for one in sets:
        if basis == EXCLUDED_LEFT_OUT:
            places = places[~one.excluded[places]]
        elif basis == DETERMINED_ONLY:
            places = places[one.determined(counting)[places]]
    return places


def crossed(
    rows: tuple[str, ...], columns: tuple[str, ...], row: npt.NDArray[np.integer], column: npt.NDArray[np.integer]
) -> CrossTable:
    """Count the patients by their places in `rows` and `columns`; a negative place is not counted."""
    inside = (row >= 0) & (column >= 0)
    flat = row[inside].astype(np.int64) * len(columns) + column[inside]
    counts = np.bincount(flat, minlength=len(rows) * len(columns)).reshape(len(rows), len(columns))
    return CrossTable(rows=rows, columns=columns, counts=tuple(tuple(line) for line in counts.tolist()))


def yes_no_table(places: Places, first: RatedSet, second: RatedSet) -> CrossTable:
    """The 2x2 of classified and not classified: rows the first set, columns the second."""
    return crossed(YES_NO, YES_NO, 1 - first.classified[places].astype(np.int8), 1 - second.classified[places].astype(np.int8))


@lru_cache(maxsize=4096)
def _of_table(counts: Counts, interval: IntervalMethod) -> dict[str, Estimate | Test]:
    return {
        "observed_agreement": statistics.observed_agreement(counts, interval),
        "cohen_kappa": statistics.cohen_kappa(counts),
        "positive_agreement": statistics.positive_agreement(counts, interval),
        "negative_agreement": statistics.negative_agreement(counts, interval),
        "pabak": statistics.pabak(counts, interval),
        "gwet_ac1": statistics.gwet_ac1(counts),
        "prevalence_index": statistics.prevalence_index(counts),
        "bias_index": statistics.bias_index(counts),
        "difference": statistics.paired_difference(counts),
        "mcnemar": statistics.mcnemar(counts),
    }


def _agreement(places: Places, basis: str, first: RatedSet, second: RatedSet, interval: IntervalMethod) -> Agreement:
    chosen = on_basis(places, basis, (first, second))
    table = yes_no_table(chosen, first, second)
    return Agreement(basis=basis, table=table, **_of_table(table.counts, interval), **_of_levels(chosen, first, second))


def _of_levels(places: Places, first: RatedSet, second: RatedSet) -> dict[str, Estimate | Test]:
    """The statistics over the levels, or the reason why there are none."""
    one, two = first.info, second.info
    reason = None
    if not one.has_levels or not two.has_levels:
        reason = NO_LEVELS
    elif one.levels != two.levels:
        reason = OTHER_LEVELS
    if reason is not None:
        no_estimate, no_test = Estimate(None, None, None, "none", 0, reason), Test(None, None, None, "none", 0, reason)
        return {"kappa_linear": no_estimate, "kappa_quadratic": no_estimate, "bowker": no_test, "stuart_maxwell": no_test}
    row, column = (np.where(rated.excluded, -1, rated.level)[places] for rated in (first, second))
    counts = crossed(one.levels, two.levels, row, column).counts
    found: dict[str, Estimate | Test] = {
        "bowker": statistics.bowker(counts),
        "stuart_maxwell": statistics.stuart_maxwell(counts),
    }
    for name in ("linear", "quadratic"):
        found[f"kappa_{name}"] = (
            statistics.cohen_kappa(counts, weights=name)
            if one.ranked and two.ranked
            else Estimate(None, None, None, "none", sum(map(sum, counts)), NOT_RANKED)
        )
    return found


def highest_first(rated: RatedSet) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
    """What a set can say, the highest level first where they are ranked and `excluded` last; and each row's place in it."""
    outcomes = rated.outcomes
    if not rated.info.ranked:
        return outcomes, rated.level
    last = len(outcomes) - 1
    places = np.array([*range(last - 1, -1, -1), last, -1], dtype=np.int8)
    return (*reversed(outcomes[:-1]), EXCLUDED), places[rated.level]


def subgroups_of(rated: RatedSet) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
    """The subgroups of a set with what stands for none, `excluded` last; and each row's place."""
    assert rated.subgroup is not None
    names = (*rated.subgroups, EXCLUDED)
    return names, np.where(rated.excluded, len(names) - 1, rated.subgroup).astype(np.int8)


def common(*sets: RatedSet) -> tuple[str, ...]:
    """The subgroups to which those of these sets fold, in the order in which they are first met, shortest lists first."""
    return tuple(dict.fromkeys(to for one in sets for to in sorted(dict.fromkeys(one.info.folded.values()))))


def _folded(rated: RatedSet, names: tuple[str, ...]) -> tuple[tuple[str, ...], npt.NDArray[np.int8]]:
    own, places = subgroups_of(rated)
    folded = [rated.info.folded.get(name, name) for name in own]
    every = tuple(dict.fromkeys((*names, *folded)))
    return every, np.array([*(every.index(name) for name in folded), -1], dtype=np.int8)[places]


def pair_numbers(panel: Panel, evaluable: Places, first: RatedSet, second: RatedSet, interval: IntervalMethod) -> Pair:
    """Everything about two sets in one group of patients."""
    places = evaluable[first.said[evaluable] & second.said[evaluable]]
    levels = subgroups = folded = folded_agreement = folded_kappa = None
    if first.info.has_levels and second.info.has_levels:
        (rows, row), (columns, column) = highest_first(first), highest_first(second)
        levels = crossed(rows, columns, row[places], column[places])
    if first.info.subgroups and second.info.subgroups:
        (rows, row), (columns, column) = subgroups_of(first), subgroups_of(second)
        subgroups = crossed(rows, columns, row[places], column[places])
        names = common(first, second)
        if names:
            (rows, row), (columns, column) = _folded(first, names), _folded(second, names)
            folded = crossed(rows, columns, row[places], column[places])
            square = [line[: len(names)] for line in folded.counts[: len(names)]]
            folded_agreement = statistics.observed_agreement(square, interval)
            folded_kappa = statistics.cohen_kappa(square)
    cells = np.bincount(panel.joint_cells(first, second, places), minlength=16).tolist()
    reached = {cell: count for cell, count in enumerate(cells) if count}
    return Pair(
        first=first.info.id,
        second=second.info.id,
        n=len(places),
        agreements=tuple(_agreement(places, basis, first, second, interval) for basis in BASES),
        levels=levels,
        subgroups=subgroups,
        folded=folded,
        folded_agreement=folded_agreement,
        folded_kappa=folded_kappa,
        agreement_bounds=agreement_bounds(reached),
        kappa_bounds=kappa_bounds(reached),
    )


def several_numbers(evaluable: Places, sets: Sequence[RatedSet]) -> tuple[Several, ...]:
    """Fleiss' kappa and Cochran's Q of three or more sets, on patients of whom all of them say something."""
    if len(sets) < 3:
        return ()
    found = []
    rated = evaluable[np.logical_and.reduce([one.said[evaluable] for one in sets])]
    for basis in BASES:
        places = on_basis(rated, basis, sets)
        if len(places):
            outcomes = np.column_stack([one.classified[places] for one in sets]).astype(np.int64)
            positive = outcomes.sum(axis=1)
            kappa = statistics.fleiss_kappa(np.column_stack([positive, len(sets) - positive]))
            test = statistics.cochran_q(outcomes)
        else:
            reason = "there are no patients of whom every set says something"
            kappa, test = Estimate(None, None, None, "none", 0, reason), Test(None, None, None, "none", 0, reason)
        found.append(Several(basis=basis, n=len(places), fleiss_kappa=kappa, cochran_q=test))
    return tuple(found)


def all_pairs(panel: Panel, evaluable: Places, interval: IntervalMethod) -> tuple[Pair, ...]:
    """Every two sets, in the order in which they were named."""
    return tuple(pair_numbers(panel, evaluable, *two, interval) for two in combinations(panel.sets, 2))
