"""What travels with the results: the criteria's editions, codes for SPSS and Stata."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl

from myositis.cohort.result import result_names
from myositis.published.criteria_set import EXCLUDED, CriteriaSet
from myositis.version import __version__


def metadata(criteria: tuple[CriteriaSet, ...]) -> dict[str, str]:
    """The program's version and each criteria set's id, revision, options, fingerprint and evidence, as JSON under one key."""
    sets = [
        {
            "criteria": c.full_id,
            "revision": c.revision,
            "options": dict(c.options),
            "fingerprint": c.fingerprint,
            "evidence": {item.part: item.grade for item in c.evidence},
        }
        for c in criteria
    ]
    return {"myositis": json.dumps({"version": __version__, "criteria": sets})}


def coded(
    frame: pl.DataFrame, criteria: tuple[CriteriaSet, ...], wanted: Sequence[str], prefix: str
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """For SPSS and Stata: levels and subgroups as whole numbers with value labels, in the order of the criteria."""
    labels: dict[str, Any] = {}
    for one in criteria:
        names = result_names(one, wanted, prefix)
        for name, words in (("level", (*one.levels, EXCLUDED)), ("subgroup", one.subgroups)):
            column, codes = names[name], {word: number for number, word in enumerate(words)}
            frame = frame.with_columns(pl.col(column).replace_strict(codes, return_dtype=pl.Int8))
            labels[column] = {number: word for word, number in codes.items()}
    return frame, labels
