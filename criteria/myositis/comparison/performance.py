"""Each set against the reference: accuracy at every level, by biopsy, within every diagnosis, and between sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from myositis import agreement as statistics
from myositis.agreement import DiagnosticAccuracy, Estimate
from myositis.agreement.accuracy import NO_CASE, NO_COMPARATOR
from myositis.agreement.proportions import IntervalMethod
from myositis.comparison.bounds import proportion_bounds
from myositis.comparison.numbers import (
    ALL_PATIENTS,
    AS_RECORDED,
    BASES,
    Area,
    AreaDifference,
    DiagnosisShare,
    PairedPerformance,
    Performance,
)
from myositis.comparison.pairs import on_basis, yes_no_table
from myositis.comparison.panel import Panel, RatedSet
from myositis.published.criteria_set import LEVELS

ASSIGNED = "as assigned"
ONE_GROUP = "every patient is a {group}: this would only repeat the {other} or the make-up of the cohort"
CASE, COMPARATOR = "case", "comparator"


@lru_cache(maxsize=4096)
def _accuracy(tp: int, fp: int, fn: int, tn: int, interval: IntervalMethod) -> DiagnosticAccuracy:
    found = statistics.diagnostic_accuracy([[tp, fp], [fn, tn]], interval)
    if tp + fn and fp + tn:
        return found
    group, other = (CASE, "sensitivity") if tp + fn else (COMPARATOR, "specificity")
    reason = ONE_GROUP.format(group=group, other=other)
    return replace(found, **{name: _without_value(getattr(found, name), reason) for name in ("ppv", "npv", "accuracy")})


def _without_value(estimate: Estimate, reason: str) -> Estimate:
    """Predictive values and accuracy among cases alone, or comparators alone, say nothing that the other numbers do not."""
    return Estimate(None, None, None, estimate.method, estimate.n, estimate.reason or reason)


def by_biopsy(panel: Panel, places: Sequence[int]) -> dict[str, list[int]]:
    """All rows, and those of each column of the EULAR/ACR score table when the file holds findings."""
    groups = {ALL_PATIENTS: list(places)}
    if panel.biopsy is not None:
        for name in panel.biopsy_groups:
            groups[name] = [place for place in places if panel.biopsy[place] == name]
    return groups


def performance(panel: Panel, evaluable: Sequence[int], interval: IntervalMethod) -> tuple[Performance, ...]:
    """Every set on every basis, at every level, in every group by biopsy. `determined` refers to the level concerned."""
    found = []
    for rated in panel.sets:
        places = [place for place in evaluable if rated.ratings[place] is not None]
        levels = LEVELS[1:] if rated.has_levels else (ASSIGNED,)
        for level in levels:
            cut = panel.cut if level == ASSIGNED else level
            for basis in BASES:
                for biopsy, group in by_biopsy(panel, on_basis(panel, places, basis, (rated,), cut)).items():
                    found.append(_one(panel, rated, group, basis, level, cut, biopsy, interval))
    return tuple(found)


def _one(
    panel: Panel,
    rated: RatedSet,
    places: Sequence[int],
    basis: str,
    level: str,
    cut: str,
    biopsy: str,
    interval: IntervalMethod,
) -> Performance:
    assert panel.truth is not None
    cells: dict[tuple[bool, bool], list[int]] = {(test, truth): [] for test in (True, False) for truth in (True, False)}
    possible = {(outcome, truth): 0 for outcome in (True, False) for truth in (True, False)}
    for place in places:
        rating, truth = rated.said(place), panel.truth[place] is True
        cells[rating.classified(cut), truth].append(place)
        yes, no = rating.open_at(cut)
        possible[True, truth] += yes
        possible[False, truth] += no
    tp, fp, fn, tn = (cells[key] for key in ((True, True), (True, False), (False, True), (False, False)))
    cases, comparators = len(tp) + len(fn), len(fp) + len(tn)
    with_bounds = basis == AS_RECORDED
    return Performance(
        id=rated.info.id,
        basis=basis,
        level=level,
        biopsy=biopsy,
        true_positive=panel.patients(tp),
        false_positive=panel.patients(fp),
        false_negative=panel.patients(fn),
        true_negative=panel.patients(tn),
        accuracy=_accuracy(len(tp), len(fp), len(fn), len(tn), interval),
        sensitivity_bounds=proportion_bounds(cases - possible[False, True], possible[True, True], cases, NO_CASE)
        if with_bounds
        else None,
        specificity_bounds=proportion_bounds(
            comparators - possible[True, False], possible[False, False], comparators, NO_COMPARATOR
        )
        if with_bounds
        else None,
    )


def diagnosis_shares(panel: Panel, evaluable: Sequence[int], interval: IntervalMethod) -> tuple[DiagnosisShare, ...]:
    """The share that each set classifies within every reference diagnosis: cases first, largest first."""
    assert panel.diagnosis is not None
    assert panel.truth is not None
    found: dict[str, list[int]] = {}
    for place in evaluable:
        found.setdefault(panel.diagnosis[place] or "", []).append(place)
    truth = panel.truth
    ordered = sorted(found.items(), key=lambda item: (not truth[item[1][0]], -len(item[1]), item[0]))
    shares = []
    for diagnosis, places in ordered:
        for rated in panel.sets:
            yes: list[int] = []
            no: list[int] = []
            for place in places:
                rating = rated.ratings[place]
                if rating is not None:
                    (yes if rating.classified(panel.cut) else no).append(place)
            shares.append(
                DiagnosisShare(
                    id=rated.info.id,
                    diagnosis=diagnosis,
                    role=CASE if truth[places[0]] else COMPARATOR,
                    classified=panel.patients(yes),
                    not_classified=panel.patients(no),
                    share=statistics.proportion(len(yes), len(yes) + len(no), method=interval),
                )
            )
    return tuple(shares)


def _log_odds(rated: RatedSet, places: Sequence[int]) -> dict[int, float]:
    found = {}
    for place in places:
        rating = rated.ratings[place]
        if rating is not None and rating.log_odds is not None:
            found[place] = rating.log_odds
    return found


def _with_probability(panel: Panel) -> list[RatedSet]:
    return [one for one in panel.sets if one.criteria is not None and one.criteria.columns[0].constant is not None]


def areas(panel: Panel, evaluable: Sequence[int]) -> tuple[Area, ...]:
    """The area under the ROC curve of every set that gives a probability; patients whom it excludes have none."""
    assert panel.truth is not None
    found = []
    for rated in _with_probability(panel):
        for biopsy, group in by_biopsy(panel, evaluable).items():
            scores = _log_odds(rated, group)
            labels = [int(panel.truth[place] is True) for place in scores]
            estimate = statistics.auc(list(scores.values()), labels)
            found.append(Area(id=rated.info.id, biopsy=biopsy, patients=panel.patients(scores), auc=estimate))
    return tuple(found)


def area_differences(panel: Panel, evaluable: Sequence[int]) -> tuple[AreaDifference, ...]:
    """DeLong's test between every two sets that give a probability, on patients to whom both give one."""
    assert panel.truth is not None
    found = []
    for first, second in combinations(_with_probability(panel), 2):
        one, two = _log_odds(first, evaluable), _log_odds(second, evaluable)
        places = [place for place in one if place in two]
        labels = [int(panel.truth[place] is True) for place in places]
        test = statistics.compare_auc([one[place] for place in places], [two[place] for place in places], labels)
        patients = panel.patients(places)
        found.append(AreaDifference(first=first.info.id, second=second.info.id, patients=patients, test=test))
    return tuple(found)


def paired_performance(panel: Panel, evaluable: Sequence[int]) -> tuple[PairedPerformance, ...]:
    """Every two sets among cases (sensitivity) and among comparators (specificity), paired within the patient."""
    assert panel.truth is not None
    found = []
    for first, second in combinations(panel.sets, 2):
        rated = [place for place in evaluable if first.ratings[place] is not None and second.ratings[place] is not None]
        for group, truth in (("cases", True), ("comparators", False)):
            table = yes_no_table(panel, [place for place in rated if panel.truth[place] is truth], first, second)
            counts = table.counts
            # Among comparators the share that counts is the one not classified: both rows and columns are turned round.
            right = counts if truth else [row[::-1] for row in counts[::-1]]
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
