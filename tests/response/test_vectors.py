"""Every hand-worked vector comes out, for one patient."""

from __future__ import annotations

from typing import Any

import pytest

from myositis import improvement
from response.vectors import PUBLISHED_ORDER, VECTORS, visits


def ends(expected: Any) -> tuple[str, str]:
    return (expected, expected) if isinstance(expected, str) else tuple(expected)


@pytest.mark.parametrize("thresholds", ["adult", "juvenile"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vector_comes_out(vector: dict[str, Any], thresholds: str) -> None:
    before, after, said = visits(vector)
    result = improvement(before, after, thresholds=thresholds, **said)
    low, high = vector.get("tis_low", vector.get("tis")), vector.get("tis_high", vector.get("tis"))
    assert (result.tis_low, result.tis_high) == (low, high)
    assert result.tis == vector.get("tis")
    if thresholds in vector:
        assert (result.category_low, result.category_high) == ends(vector[thresholds])
    else:
        assert result.category is None
        assert result.lacking
    if "points" in vector:
        by_row = {change.row.name: change.low / 10 for change in result.changes}
        assert [by_row[name] for name in PUBLISHED_ORDER] == vector["points"]
    if "worsened" in vector:
        assert set(result.worsened) == set(vector["worsened"])


def test_there_are_vectors() -> None:
    assert len(VECTORS) >= 16
