"""The score of a set against the reference: area under the ROC curve, its points, Youden's index, and chosen cut-offs.

Patients whom a set excludes are not on the curve: their score stands in the data only. At a chosen cut-off they count as not
classified, as they do at the levels of the set. Where a score table has several columns the curve of all patients is that of
the probability, in which points of one column weigh what points of another do; within a column it is that of the score.
"""

from __future__ import annotations

from itertools import combinations
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from myositis import agreement as statistics
from myositis.agreement.proportions import IntervalMethod
from myositis.comparison.against import Area, AreaDifference, Roc, RocPoint, ScoreCut
from myositis.comparison.basics import ALL_PATIENTS
from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.performance import accuracy, two_by_two
from myositis.published.criteria_set import PROBABILITY_DECIMALS

if TYPE_CHECKING:
    import numpy.typing as npt

    from myositis.comparison.panel import Places


def with_score(panel: Panel) -> list[RatedSet]:
    """The sets that give a score."""
    return [one for one in panel.sets if one.standardised is not None]


def _groups(panel: Panel, rated: RatedSet, evaluable: Places) -> list[tuple[str | None, str, Places]]:
    """All patients, and those of each column; not all together where columns have no probability in common."""
    found = panel.groups(rated, evaluable[rated.said[evaluable]])
    mixed = rated.info.columns and not rated.info.probability
    return [item for item in found if not (mixed and item[1] == ALL_PATIENTS)]


def _curve(panel: Panel, rated: RatedSet, places: Places) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8], int]:
    """Standardised scores and truth of those who are on the curve; and how many are excluded."""
    assert rated.standardised is not None
    assert panel.truth is not None
    there = places[~rated.excluded[places]]
    return rated.standardised[there], panel.truth[there], len(places) - len(there)


def areas(panel: Panel, evaluable: Places) -> tuple[Area, ...]:
    """The area under the ROC curve of every set that gives a score."""
    found = []
    for rated in with_score(panel):
        for column_of, column, places in _groups(panel, rated, evaluable):
            scores, truth, excluded = _curve(panel, rated, places)
            found.append(
                Area(
                    id=rated.info.id,
                    column_of=column_of,
                    column=column,
                    n=len(scores),
                    excluded=excluded,
                    auc=statistics.auc(scores, truth),
                )
            )
    return tuple(found)


def area_differences(panel: Panel, evaluable: Places) -> tuple[AreaDifference, ...]:
    """DeLong's test between every two sets that give a score, on patients to whom both give one."""
    assert panel.truth is not None
    found = []
    chosen = [one for one in with_score(panel) if one.info.probability or not one.info.columns]
    for first, second in combinations(chosen, 2):
        assert first.standardised is not None
        assert second.standardised is not None
        usable = [one.said[evaluable] & ~one.excluded[evaluable] for one in (first, second)]
        places = evaluable[usable[0] & usable[1]]
        test = statistics.compare_auc(first.standardised[places], second.standardised[places], panel.truth[places])
        found.append(AreaDifference(first=first.info.id, second=second.info.id, n=len(places), test=test))
    return tuple(found)


def curves(panel: Panel, evaluable: Places, interval: IntervalMethod) -> tuple[Roc, ...]:
    """The points of the ROC curve of every set that gives a score."""
    return tuple(
        _roc(panel, rated, column_of, column, places, interval)
        for rated in with_score(panel)
        for column_of, column, places in _groups(panel, rated, evaluable)
    )


def _roc(panel: Panel, rated: RatedSet, column_of: str | None, column: str, places: Places, interval: IntervalMethod) -> Roc:
    scores, truth, excluded = _curve(panel, rated, places)
    cases = int((truth == 1).sum())
    comparators = len(truth) - cases
    start = {"id": rated.info.id, "column_of": column_of, "column": column, "cases": cases, "comparators": comparators}
    if not cases or not comparators:
        reason = f"there is no {'comparator' if cases else 'case'}"
        no_point = {"youden": None, "youden_index": None, "youden_accuracy": None}
        return Roc(**start, excluded=excluded, points=(), **no_point, reason=reason)
    values, place = np.unique(-scores, return_inverse=True)
    positive = np.bincount(place[truth == 1], minlength=len(values)).cumsum()
    false = np.bincount(place[truth == 0], minlength=len(values)).cumsum()
    constant = _constant(rated, column_of, column)
    points = tuple(
        RocPoint(
            score=None if constant is None else round(-value + constant, 2),
            probability=round(1 / (1 + exp(value)), PROBABILITY_DECIMALS) if rated.info.probability else None,
            true_positive=tp,
            false_positive=fp,
            sensitivity=tp / cases,
            specificity=(comparators - fp) / comparators,
        )
        for value, tp, fp in zip(values.tolist(), positive.tolist(), false.tolist(), strict=True)
    )
    heights = positive * comparators - false * cases  # whole numbers, so that equals are equal
    best = int(np.argmax(heights))
    index = int(heights[best]) / (cases * comparators)
    chosen = points[best]
    tp, fp = chosen.true_positive, chosen.false_positive
    return Roc(
        **start,
        excluded=excluded,
        points=points,
        youden=chosen,
        youden_index=index,
        youden_accuracy=accuracy(tp, fp, cases - tp, comparators - fp, interval),
        reason=None,
    )


def _constant(rated: RatedSet, column_of: str | None, column: str) -> float | None:
    """What was taken from the score of these patients; None when it differs between them."""
    assert rated.criteria is not None
    columns = rated.criteria.columns
    if len(columns) == 1:
        return columns[0].constant or 0.0
    if column_of != rated.info.id:
        return None
    return next(one.constant or 0.0 for one in columns if one.name == column)


def score_cuts(panel: Panel, evaluable: Places, interval: IntervalMethod) -> tuple[ScoreCut, ...]:
    """Accuracy of every score at every cut-off that was asked for, in all patients and by column."""
    assert panel.truth is not None
    found = []
    for rated in with_score(panel):
        assert rated.score is not None
        for cut in panel.score_cuts:
            for column_of, column, places in panel.groups(rated, evaluable[rated.said[evaluable]]):
                # Scores are tenths: a hair below the cut is the cut, whatever the computer makes of 5.5.
                positive = np.nan_to_num(rated.score[places], nan=-np.inf) >= cut - 1e-9
                tp, fp, fn, tn = two_by_two(positive, panel.truth[places])
                found.append(
                    ScoreCut(
                        id=rated.info.id,
                        column_of=column_of,
                        column=column,
                        cut=cut,
                        true_positive=tp,
                        false_positive=fp,
                        false_negative=fn,
                        true_negative=tn,
                        accuracy=accuracy(tp, fp, fn, tn, interval),
                    )
                )
    return tuple(found)
