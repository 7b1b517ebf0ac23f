"""Compare criteria sets: agreement, performance against a reference, missing data, and the patients behind the numbers.

`compare` gives a `Comparison` (see `results`), which holds every number with its n and every count with the ids of its
patients; `Comparison.render` prints it.
"""

from __future__ import annotations

from myositis.comparison.columns import ComparisonError
from myositis.comparison.comparing import compare
from myositis.comparison.results import Comparison

__all__ = ["Comparison", "ComparisonError", "compare"]
