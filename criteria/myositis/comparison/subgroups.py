"""The subgroup that a set gives against the diagnosis of the reference.

Which diagnosis stands for which subgroup is declared: the one of the same name, and where a set has none of that name what
`equivalent` says (immune-mediated necrotising myopathy read as polymyositis: `IMNM=PM`; under a set without juvenile
subgroups `JDM=DM`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from myositis import agreement as statistics
from myositis.agreement.proportions import IntervalMethod, proportion_or_reason
from myositis.comparison.against import SubgroupPerformance, SubgroupsAgainstReference
from myositis.comparison.pairs import crossed, subgroups_of
from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.performance import diagnoses_in_order

if TYPE_CHECKING:
    from myositis.comparison.panel import Places

EVERYBODY, THOSE_CLASSIFIED = "all patients", "classified"


def stands_for(panel: Panel, rated: RatedSet) -> dict[str, str]:
    """The subgroup of a set for which each diagnosis stands: the one of its name, else the declared one."""
    names = {name.lower(): name for name in rated.info.subgroups}
    found: dict[str, str] = {}
    for diagnosis in panel.diagnoses:
        for subgroup in (diagnosis, panel.equivalent.get(diagnosis, "")):
            if subgroup.lower() in names:
                found.setdefault(diagnosis, names[subgroup.lower()])
    return found


def subgroup_numbers(panel: Panel, evaluable: Places, interval: IntervalMethod) -> tuple[SubgroupsAgainstReference, ...]:
    """For every set with subgroups: among all patients, and among those whom it classifies."""
    return tuple(
        _against(panel, rated, evaluable[chosen], among, interval)
        for rated in panel.sets
        if rated.info.subgroups
        for among, chosen in (
            (EVERYBODY, rated.said[evaluable]),
            (THOSE_CLASSIFIED, rated.said[evaluable] & rated.classified[evaluable]),
        )
    )


def _against(panel: Panel, rated: RatedSet, places: Places, among: str, interval: IntervalMethod) -> SubgroupsAgainstReference:
    assert panel.diagnosis is not None
    ordered = [place for place, _ in diagnoses_in_order(panel, places)]
    order = np.full(len(panel.diagnoses), -1, dtype=np.int32)
    order[ordered] = range(len(ordered))
    diagnosed = order[panel.diagnosis[places]]
    names, given = subgroups_of(rated)
    columns = tuple(panel.diagnoses[place] for place in ordered)
    table = crossed(names, columns, given[places], diagnosed)
    counts = np.array(table.counts)
    stands = stands_for(panel, rated)
    found, matched = [], []
    for row, subgroup in enumerate(rated.info.subgroups):
        own = [place for place, diagnosis in enumerate(columns) if stands.get(diagnosis) == subgroup]
        both, n_given, n_diagnosed = int(counts[row, own].sum()), int(counts[row].sum()), int(counts[:, own].sum())
        if own:
            matched.append((row, own))
        no_name = "no diagnosis of the reference stands for this subgroup"
        yes_no = [[both, n_given - both], [n_diagnosed - both, len(places) - n_given - n_diagnosed + both]]
        found.append(
            SubgroupPerformance(
                subgroup=subgroup,
                diagnoses=tuple(columns[place] for place in own),
                both=both,
                given=n_given,
                diagnosed=n_diagnosed,
                sensitivity=proportion_or_reason(
                    both, n_diagnosed, interval, "no patient has such a diagnosis" if own else no_name
                ),
                precision=proportion_or_reason(both, n_given, interval, "no patient is given this subgroup")
                if own
                else statistics.Estimate(None, None, None, "none", n_given, no_name),
                kappa=statistics.cohen_kappa(yes_no)
                if own
                else statistics.Estimate(None, None, None, "none", len(places), no_name),
            )
        )
    square = [[int(counts[row, own].sum()) for _, own in matched] for row, _ in matched] or [[0]]
    return SubgroupsAgainstReference(
        id=rated.info.id,
        among=among,
        n=len(places),
        table=table,
        subgroups=tuple(found),
        agreement=statistics.observed_agreement(square, interval),
        kappa=statistics.cohen_kappa(square),
    )
