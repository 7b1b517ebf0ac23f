"""A wide table, one row per patient with columns such as `mmt_baseline` and `mmt_week16`, as one row per visit.

Every column of the table is kept: what belongs to a visit in the row of the visit, all else in every row of the patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from myositis.errors import UnknownNameError
from myositis.response.measures import ENZYME_NAME, INPUTS
from myositis.response.visits import Layout

VISIT_COLUMN = "visit"


@dataclass(frozen=True)
class Long:
    """A table of visits made from a wide one. rows: the place of the row of the wide table. own: the column of the wide table by
    column of this one and visit."""

    frame: pl.DataFrame
    rows: pl.Series
    own: dict[tuple[str, str], str]
    unread: tuple[str, ...]


def is_wide(columns: Iterable[str], layout: Layout) -> bool:
    """Whether a table is wide: there is no column for the visit or its date, and measures have a column for each visit."""
    there = set(columns)
    if layout.visit in there or layout.date in there:
        return False
    return bool(visit_columns(sorted(there), layout))


def visit_columns(columns: Sequence[str], layout: Layout) -> dict[str, tuple[str, str]]:
    """Of each column that belongs to a visit: what stands before, and the name of the visit."""
    stems = {layout.columns.get(name, name) for name in (*INPUTS, ENZYME_NAME)}
    if layout.flag is not None:
        stems.add(layout.flag)
    if layout.date is not None:
        stems.add(layout.date)
    found = {}
    for column in columns:
        fitting = [stem for stem in stems if column.startswith(f"{stem}_") or column == stem]
        if not fitting:
            continue
        stem = max(fitting, key=len)  # ck_uln_week4 is the limit at week 4, not ck at a visit called uln_week4
        visit = column[len(stem) + 1 :]
        if visit and (layout.is_baseline(visit) or layout.week(visit) is not None):
            found[column] = (stem, visit)
    return found


def as_long(frame: pl.DataFrame, layout: Layout) -> Long:
    """One row per patient and visit, in the order of the patients. UnknownNameError when the new column exists already."""
    belonging = visit_columns(frame.columns, layout)
    if VISIT_COLUMN in frame.columns:
        raise UnknownNameError(f"a wide table gets a column `{VISIT_COLUMN}`, and there is one already: rename it")
    visits = list(dict.fromkeys(visit for _, visit in belonging.values()))
    stems = list(dict.fromkeys(stem for stem, _ in belonging.values()))
    others = [name for name in frame.columns if name not in belonging]
    clash = sorted({*stems} & {*others})
    if clash:
        raise UnknownNameError(f"`{clash[0]}` stands alone and with the names of visits: which is it?")
    by_visit = {(stem, visit): column for column, (stem, visit) in belonging.items()}
    numbered = frame.with_columns(__row=pl.int_range(pl.len()))
    parts = []
    for place, visit in enumerate(visits):
        columns = [
            pl.col(by_visit[stem, visit]).alias(stem) if (stem, visit) in by_visit else pl.lit(None).alias(stem) for stem in stems
        ]
        parts.append(numbered.select("__row", *others, pl.lit(visit).alias(VISIT_COLUMN), *columns, __place=pl.lit(place)))
    long = pl.concat(parts, how="vertical_relaxed").sort("__row", "__place", maintain_order=True)
    read = {layout.patient_id, layout.by, *(layout.columns.get(name, name) for name in (*INPUTS, ENZYME_NAME))}
    near = tuple(name for name in others if name not in read and any(name.startswith(f"{stem}_") for stem in stems))
    return Long(long.drop("__row", "__place"), long["__row"], by_visit, near)
