"""Which findings are missing together: how often each combination of findings is not recorded in the same patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from myositis.cohort.plan import needed_columns
from myositis.comparison.basics import Frozen
from myositis.dictionary.findings import DICTIONARY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from myositis.published.criteria_set import CriteriaSet
    from myositis.reading.cohort import ReadCohort

MOST_COMBINATIONS = 30
"""So many combinations are kept, the most frequent."""


class Combination(Frozen):
    """Findings that are missing together in `n` patients, and no others. findings: their labels; none when all are recorded."""

    findings: tuple[str, ...]
    n: int


class MissingTogether(Frozen):
    """The findings that the compared criteria read and the file holds, in the evaluable patients, as recorded.

    n: patients. findings: label and number of patients in whom it is missing, most often missing first, without those that
    are always recorded. combinations: most frequent first; others: how many further combinations there are, in others_n
    patients. never_recorded: findings that are recorded in nobody; they are in no combination.
    """

    n: int
    findings: tuple[tuple[str, int], ...]
    combinations: tuple[Combination, ...]
    others: int
    others_n: int
    never_recorded: tuple[str, ...]


def missing_together(
    cohort: ReadCohort, places: npt.NDArray[np.int64], criteria: Sequence[CriteriaSet]
) -> MissingTogether | None:
    """Count the combinations in these rows of the cohort; None when no criteria are read or nothing is missing."""
    if not criteria or not len(places):
        return None
    read = needed_columns(tuple(criteria))
    names = [name for name in DICTIONARY if name in read and name in cohort.values.columns]
    rows = cohort.values.select(names)[places]
    counts = {name: rows[name].null_count() for name in names}
    never = [name for name in names if counts[name] == rows.height]
    sometimes = sorted((name for name in names if 0 < counts[name] < rows.height), key=lambda name: -counts[name])
    if not sometimes:
        return None
    label = {name: DICTIONARY[name].label for name in names}
    found = (
        rows.select(pl.col(name).is_null() for name in sometimes)
        .group_by(sometimes)
        .len("patients")
        .sort(["patients", *sometimes], descending=[True, *[False] * len(sometimes)])
    )
    kept = found.head(MOST_COMBINATIONS)
    return MissingTogether(
        n=rows.height,
        findings=tuple((label[name], counts[name]) for name in sometimes),
        combinations=tuple(
            Combination(findings=tuple(label[name] for name, gone in zip(sometimes, row, strict=False) if gone), n=row[-1])
            for row in kept.iter_rows()
        ),
        others=found.height - kept.height,
        others_n=int(found["patients"].sum()) - int(kept["patients"].sum()),
        never_recorded=tuple(label[name] for name in never),
    )
