"""Each set against the reference: accuracy at every level, by column of the score, within every diagnosis, between sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from myositis import agreement as statistics
from myositis.agreement import DiagnosticAccuracy, Estimate
from myositis.agreement.accuracy import NO_CASE, NO_COMPARATOR
from myositis.agreement.proportions import IntervalMethod, proportion_or_reason
from myositis.comparison.against import DiagnosisShare, LevelsByDiagnosis, PairedPerformance, Performance, SummaryColumn
from myositis.comparison.basics import ALL_PATIENTS, AS_ASSIGNED, AS_RECORDED, BASES, CLASSIFIED
from myositis.comparison.bounds import proportion_bounds
from myositis.comparison.pairs import crossed, highest_first, on_basis, yes_no_table
from myositis.comparison.panel import Panel, RatedSet

if TYPE_CHECKING:
    import numpy.typing as npt

    from myositis.comparison.panel import Flags, Places

ONE_GROUP = "every patient is a {group}: this would only repeat the {other} or the make-up of the cohort"
CASE, COMPARATOR = "case", "comparator"
NO_SUCH = "no evaluable patient has this diagnosis"


@lru_cache(maxsize=4096)
def accuracy(tp: int, fp: int, fn: int, tn: int, interval: IntervalMethod) -> DiagnosticAccuracy:
    """Accuracy, without the numbers that say nothing when every patient is a case, or a comparator."""
    found = statistics.diagnostic_accuracy([[tp, fp], [fn, tn]], interval)
    if tp + fn and fp + tn:
        return found
    group, other = (CASE, "sensitivity") if tp + fn else (COMPARATOR, "specificity")
    reason = ONE_GROUP.format(group=group, other=other)
    return replace(found, **{name: _without_value(getattr(found, name), reason) for name in ("ppv", "npv", "accuracy")})


def _without_value(estimate: Estimate, reason: str) -> Estimate:
    """Predictive values and accuracy among cases alone, or comparators alone, say nothing that the other numbers do not."""
    return Estimate(None, None, None, estimate.method, estimate.n, estimate.reason or reason)


def two_by_two(positive: Flags, truth: npt.NDArray[np.int8]) -> tuple[int, int, int, int]:
    """True and false positives, false and true negatives."""
    case = truth == 1
    tp, positives, cases = int((positive & case).sum()), int(positive.sum()), int(case.sum())
    return tp, positives - tp, cases - tp, len(truth) - cases - (positives - tp)


def performance(panel: Panel, evaluable: Places, interval: IntervalMethod) -> tuple[Performance, ...]:
    """Every set on every basis, at every level, in every column. `determined` refers to the level concerned."""
    found = []
    for rated in panel.sets:
        places = evaluable[rated.said[evaluable]]
        levels = [(CLASSIFIED if rated.info.has_levels else AS_ASSIGNED, rated.counting), *rated.ranks()]
        for level, counting in levels:
            for basis in BASES:
                for column_of, column, group in panel.groups(rated, on_basis(places, basis, (rated,), counting)):
                    found.append(_one(panel, rated, group, basis, level, counting, column_of, column, interval))
    return tuple(found)


def _one(
    panel: Panel,
    rated: RatedSet,
    places: Places,
    basis: str,
    level: str,
    counting: tuple[str, ...],
    column_of: str | None,
    column: str,
    interval: IntervalMethod,
) -> Performance:
    assert panel.truth is not None
    truth = panel.truth[places]
    positive, can, cannot = (flags[places] for flags in rated.at(counting))
    tp, fp, fn, tn = two_by_two(positive, truth)
    bounds = {}
    if basis == AS_RECORDED:
        for name, members, reason in (("sensitivity", truth == 1, NO_CASE), ("specificity", truth == 0, NO_COMPARATOR)):
            right, wrong = (can, cannot) if name == "sensitivity" else (cannot, can)
            n = int(members.sum())
            always, possibly = n - int((wrong & members).sum()), int((right & members).sum())
            bounds[f"{name}_bounds"] = proportion_bounds(always, possibly, n, reason)
    return Performance(
        id=rated.info.id,
        column_of=column_of,
        column=column,
        basis=basis,
        level=level,
        true_positive=tp,
        false_positive=fp,
        false_negative=fn,
        true_negative=tn,
        accuracy=accuracy(tp, fp, fn, tn, interval),
        **bounds,
    )


def diagnoses_in_order(panel: Panel, evaluable: Places) -> list[tuple[int, str]]:
    """The place and the role of every reference diagnosis: cases first, largest first; also those that nobody has."""
    assert panel.diagnosis is not None
    assert panel.truth is not None
    counts = np.bincount(panel.diagnosis[evaluable], minlength=len(panel.diagnoses))
    found = [(place, CASE if panel.is_case[place] else COMPARATOR) for place in range(len(panel.diagnoses))]
    return sorted(found, key=lambda item: (item[1] != CASE, -counts[item[0]], panel.diagnoses[item[0]]))


def diagnosis_shares(panel: Panel, evaluable: Places, interval: IntervalMethod) -> tuple[DiagnosisShare, ...]:
    """The share that each set classifies within every reference diagnosis, in every column of a score table."""
    assert panel.diagnosis is not None
    shares = []
    for diagnosis, role in diagnoses_in_order(panel, evaluable):
        places = evaluable[panel.diagnosis[evaluable] == diagnosis]
        for rated in panel.sets:
            for column_of, column, group in panel.groups(rated, places[rated.said[places]]):
                yes = int(rated.classified[group].sum())
                shares.append(
                    DiagnosisShare(
                        id=rated.info.id,
                        column_of=column_of,
                        column=column,
                        diagnosis=panel.diagnoses[diagnosis],
                        role=role,
                        classified=yes,
                        n=len(group),
                        share=proportion_or_reason(yes, len(group), interval, NO_SUCH),
                    )
                )
    return tuple(shares)


def levels_by_diagnosis(panel: Panel, evaluable: Places) -> tuple[LevelsByDiagnosis, ...]:
    """For every set: its levels within every reference diagnosis."""
    assert panel.diagnosis is not None
    ordered = diagnoses_in_order(panel, evaluable)
    rows = tuple(panel.diagnoses[place] for place, _ in ordered)
    order = np.full(len(panel.diagnoses), -1, dtype=np.int32)
    for line, (place, _) in enumerate(ordered):
        order[place] = line
    found = []
    for rated in panel.sets:
        columns, level = highest_first(rated)
        table = crossed(rows, columns, order[panel.diagnosis[evaluable]], level[evaluable])
        found.append(LevelsByDiagnosis(id=rated.info.id, table=table, roles=tuple(role for _, role in ordered)))
    return tuple(found)


def paired_performance(panel: Panel, evaluable: Places) -> tuple[PairedPerformance, ...]:
    """Every two sets among cases (sensitivity) and among comparators (specificity), paired within the patient."""
    assert panel.truth is not None
    found = []
    for first, second in combinations(panel.sets, 2):
        rated = evaluable[first.said[evaluable] & second.said[evaluable]]
        for group, truth in (("cases", 1), ("comparators", 0)):
            table = yes_no_table(rated[panel.truth[rated] == truth], first, second)
            # Among comparators the share that counts is the one not classified: both rows and columns are turned round.
            right = table.counts if truth else [row[::-1] for row in table.counts[::-1]]
            found.append(
                PairedPerformance(
                    first=first.info.id,
                    second=second.info.id,
                    group=group,
                    table=table,
                    difference=statistics.paired_difference(right),
                    mcnemar=statistics.mcnemar(right),
                )
            )
    return tuple(found)


def summary(panel: Panel, performances: Sequence[Performance], shares: Sequence[DiagnosisShare]) -> tuple[SummaryColumn, ...]:
    """The columns of the table in the form of Lundberg 2017, Table 4: a set read in each of its columns, or as a whole."""
    found = []
    for rated in panel.sets:
        level = CLASSIFIED if rated.info.has_levels else AS_ASSIGNED
        for column in rated.info.columns or (ALL_PATIENTS,):
            (own,) = [
                item
                for item in performances
                if (item.id, item.column, item.basis, item.level) == (rated.info.id, column, AS_RECORDED, level)
            ]
            listed = tuple(item for item in shares if (item.id, item.column) == (own.id, column))
            found.append(SummaryColumn(id=own.id, column_of=own.column_of, column=column, performance=own, diagnoses=listed))
    return tuple(found)
