"""Ids: when two are one patient, and when they only look alike."""

from __future__ import annotations

import polars as pl
import pytest

from myositis.reading.ids import look_alikes, matched_ids


@pytest.mark.parametrize(
    ("ids", "alike"),
    [
        (["p1", "p2", "p10"], []),
        (["P1", "p1"], [[0, 1]]),
        (["007", "7", "8"], [[0, 1]]),
        (["007", "008"], []),
        (["a 1", "a1"], [[0, 1]]),
        (["\uff21-1", "A-1"], [[0, 1]]),
        (["0", "00", None], []),
        (["a#1", "A#1", "b#1"], [[0, 1]]),
        (["7", "7", "07"], [[0, 2]]),
    ],
)
def test_ids_that_look_the_same_are_found_whatever_letters_they_have(ids: list[str | None], alike: list[list[int]]) -> None:
    assert look_alikes(pl.Series("id", ids, dtype=pl.String)) == alike


@pytest.mark.parametrize(
    ("ids", "matched"),
    [
        (["p1", "", None], ["p1", None, None]),
        ([" p1", "p1 "], ["p1", "p1"]),
        (["p1\u200b", "\ufeffp2"], ["p1", "p2"]),
        (["caf\u00e9", "cafe\u0301"], ["caf\u00e9", "caf\u00e9"]),
        (["Ab", "ab"], ["Ab", "ab"]),
    ],
)
def test_ids_are_matched_by_what_a_reader_sees(ids: list[str | None], matched: list[str | None]) -> None:
    assert matched_ids(pl.Series("id", ids, dtype=pl.String)).to_list() == matched
