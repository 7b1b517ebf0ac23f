"""The table of patients: every row of the file once, with what every set says of it and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from myositis.comparison.explained import Reasons
from myositis.comparison.listing import Listing, coded
from myositis.comparison.pairs import subgroups_of
from myositis.comparison.panel import Panel, RatedSet

if TYPE_CHECKING:
    from myositis.comparison.panel import Places

STEPS = ("evaluable", "left_out", "without_reference", "invalid")
"""Where the way of a row through the comparison ends."""


def patient_table(panel: Panel, steps: Any, strata: tuple[tuple[str, ...], Places] | None, reasons: Sequence[Reasons]) -> Listing:
    """The table; its columns are described in `results.ComparisonResult.patients`."""
    cohort = panel.cohort
    rows = pl.int_range(cohort.first_row, cohort.first_row + len(cohort.ids), eager=True)
    columns: dict[str, pl.Series] = {
        "patient_id": pl.select(cohort.ids.cast(pl.String).fill_null("row " + rows.cast(pl.String))).to_series(),
        "row": rows.cast(pl.Int64),
        "step": coded(STEPS, steps),
    }
    if panel.truth is not None:
        columns["diagnosis"] = coded(panel.diagnoses, panel.diagnosis)
        columns["role"] = coded(("comparator", "case"), panel.truth)
    if strata is not None:
        columns["stratum"] = coded(*strata)
    for rated, own in zip(panel.sets, reasons, strict=True):
        columns |= {f"{rated.info.prefix}_{name}": column for name, column in _set_columns(rated, own).items()}
    return Listing.of(columns)


def _set_columns(rated: RatedSet, reasons: Reasons) -> dict[str, pl.Series]:
    found = {"level": coded(rated.outcomes, rated.level)}
    if rated.subgroups:
        found["subgroup"] = coded(*subgroups_of(rated))
    if rated.info.columns:
        assert rated.column is not None
        found["column"] = coded(rated.info.columns, rated.column)
    if rated.score is not None:
        found["score"] = pl.Series(rated.score).fill_nan(None)
    said = pl.Series(rated.said)
    flags = {"classified": rated.classified, "determined": rated.determined()}
    found |= {name: pl.select(pl.when(said).then(pl.Series(flag))).to_series() for name, flag in flags.items()}
    masks, place = np.unique(rated.opened, return_inverse=True)
    open_texts = ["|".join(name for bit, name in enumerate(rated.outcomes) if bits >> bit & 1) for bits in masks.tolist()]
    words = tuple(text for text in open_texts if text)
    codes = np.array([words.index(text) if text else -1 for text in open_texts])[place]
    found["open_levels"] = coded(words, codes)
    texts = tuple(dict.fromkeys(why.text for why in reasons.whys))
    numbers = {text: number for number, text in enumerate(texts)}
    found["why"] = coded(texts, np.array([*(numbers[why.text] for why in reasons.whys), -1])[reasons.of])
    return found
