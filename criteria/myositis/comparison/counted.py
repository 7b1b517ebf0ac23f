"""Everything that is counted in one group of patients: the whole cohort, a stratum, or those with another reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from myositis.agreement.proportions import IntervalMethod, proportion_or_reason
from myositis.comparison.bounds import NO_PATIENTS, proportion_bounds
from myositis.comparison.curves import area_differences, areas, curves, score_cuts
from myositis.comparison.numbers import Numbers, SetNumbers
from myositis.comparison.pairs import all_pairs, highest_first, several_numbers, subgroups_of
from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.performance import (
    diagnosis_shares,
    levels_by_diagnosis,
    paired_performance,
    performance,
    summary,
)
from myositis.comparison.subgroups import subgroup_numbers

if TYPE_CHECKING:
    from myositis.comparison.panel import Places


def count(panel: Panel, evaluable: Places, name: str, interval: IntervalMethod) -> Numbers:
    """The numbers of these rows of the panel."""
    truth = None if panel.truth is None else panel.truth[evaluable]
    against = panel.truth is not None
    performances = performance(panel, evaluable, interval) if against else ()
    shares = diagnosis_shares(panel, evaluable, interval) if against else ()
    return Numbers(
        name=name,
        n=len(evaluable),
        cases=None if truth is None else int((truth == 1).sum()),
        comparators=None if truth is None else int((truth == 0).sum()),
        sets=tuple(_set_numbers(evaluable, rated, interval) for rated in panel.sets),
        pairs=all_pairs(panel, evaluable, interval),
        several=several_numbers(evaluable, panel.sets),
        performance=performances,
        diagnoses=shares,
        levels=levels_by_diagnosis(panel, evaluable) if against else (),
        subgroups=subgroup_numbers(panel, evaluable, interval) if against else (),
        areas=areas(panel, evaluable) if against else (),
        curves=curves(panel, evaluable, interval) if against else (),
        score_cuts=score_cuts(panel, evaluable, interval) if against else (),
        area_differences=area_differences(panel, evaluable) if against else (),
        paired=paired_performance(panel, evaluable) if against else (),
        summary=summary(panel, performances, shares) if against else (),
    )


def _set_numbers(evaluable: Places, rated: RatedSet, interval: IntervalMethod) -> SetNumbers:
    places = evaluable[rated.said[evaluable]]
    classified, can, cannot = (flags[places] for flags in rated.at())
    determined = ~(can & cannot)
    n, yes, decided = len(places), int(classified.sum()), int(determined.sum())
    names, level = highest_first(rated)
    levels = np.bincount(level[places], minlength=len(names)).tolist()
    subgroups: dict[str, int] = {}
    if rated.subgroups:
        named, given = subgroups_of(rated)
        counts = np.bincount(given[places], minlength=len(named)).tolist()
        subgroups = {name: number for name, number in zip(named, counts, strict=True) if number}
    return SetNumbers(
        id=rated.info.id,
        evaluable=n,
        not_evaluable=len(evaluable) - n,
        excluded=int(rated.excluded[places].sum()),
        classified=yes,
        not_classified=n - yes,
        determined=decided,
        undetermined=n - decided,
        classified_determined=int((classified & determined).sum()),
        levels=dict(zip(names, levels, strict=True)),
        subgroups=subgroups,
        share=proportion_or_reason(yes, n, interval, NO_PATIENTS),
        share_determined=proportion_or_reason(
            int((classified & determined).sum()), decided, interval, "no patient is determined"
        ),
        bounds=proportion_bounds(n - int(cannot.sum()), int(can.sum()), n),
    )
