"""Exact open outcomes of a whole cohort: the automaton of `open_outcomes`, with every row's state in one array.

For each finding, the pairs (state, code) that occur are resolved once, and all rows follow by one look-up. A million rows
share a few thousand states.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myositis.columns import UPTO
from myositis.open_outcomes import Automaton, Domain
from myositis.rules import Category, Finding

Numbers = npt.NDArray[np.int32]


def code_column(domain: Domain, frame: pl.DataFrame) -> npt.NDArray[np.uint8]:
    """What is known of one variable in every row, as the codes of its domain.

    frame: for a finding, two columns `name` and `name__no` that are never null (it surely is, surely is not present); for a
    measurement its value, with its highest value under `name__upto` if there are intervals; for a category its text.
    """
    name, everything = domain.variable.name, domain.everything
    match domain.variable:
        case Finding():
            if name not in frame.columns:
                return np.full(frame.height, everything, dtype=np.uint8)
            yes, no = (frame[column].to_numpy().view(np.uint8) for column in (name, name + NO))
            return (everything - yes - 2 * no).astype(np.uint8)
        case Category():
            if name not in frame.columns:
                return np.full(frame.height, everything, dtype=np.uint8)
            codes = {str(value): 1 << place for place, value in enumerate(domain.values)}
            mapped = frame[name].replace_strict(codes, default=everything, return_dtype=pl.UInt8)
            return mapped.fill_null(everything).to_numpy()
    if name not in frame.columns:
        return np.full(frame.height, everything, dtype=np.uint8)
    low = frame[name].cast(pl.Float64).to_numpy()
    high = frame[name + UPTO].cast(pl.Float64).to_numpy() if name + UPTO in frame.columns else low
    first = np.searchsorted(domain.bounds, low, side="right")
    last = np.searchsorted(domain.bounds, high, side="right")
    codes_ = (np.left_shift(1, last + 1) - np.left_shift(1, first)).astype(np.uint8)
    codes_[np.isnan(low)] = everything
    return codes_


NO = "__no"


def run(machine: Automaton, codes: Sequence[npt.NDArray[np.uint8]], start: int | None = None) -> Numbers:
    """The last state of every row, as numbers of the automaton's states. codes: one array per layer."""
    states = np.array([machine.start if start is None else start])  # the states that occur, by local number
    rows: Numbers = np.zeros(len(codes[0]), dtype=np.int32)  # each row's local number
    for layer, (domain, column) in enumerate(zip(machine.domains, codes, strict=True)):
        width = domain.everything + 1
        keys = rows * np.int32(width) + column
        seen = np.zeros(len(states) * width, dtype=bool)
        seen[keys] = True
        occurring = np.flatnonzero(seen)
        following = np.array(
            [machine.step(int(states[key // width]), layer, int(key % width)) for key in occurring], dtype=np.int64
        )
        states, local = np.unique(following, return_inverse=True)
        table = np.zeros(len(seen), dtype=np.int32)
        table[occurring] = local
        rows = table[keys]
    return states[rows].astype(np.int32)


def open_columns(machine: Automaton, last: Numbers) -> dict[str, pl.Series]:
    """Open levels, open subgroups and whether they are determined, as columns. last: every row's last state."""
    numbers, local = np.unique(last, return_inverse=True)
    sets = [machine.open_sets(int(number)) for number in numbers]
    place = pl.Series(local.astype(np.uint32))

    def spread(values: list[Any], dtype: Any) -> pl.Series:
        return pl.Series(values, dtype=dtype).gather(place)

    return {
        "open_levels": spread(["|".join(levels) for levels, _ in sets], pl.String),
        "open_subgroups": spread(["|".join(subgroups) for _, subgroups in sets], pl.String),
        "determined": spread([len(levels) == len(subgroups) == 1 for levels, subgroups in sets], pl.Boolean),
    }
