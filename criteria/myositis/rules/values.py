"""What can be known of a variable: a value, an interval, or a rule that it follows from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from myositis.rules.vocabulary import Rule

UPTO = "__upto"
"""Ending of the column that holds the highest value of a measurement known as an interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A measurement that is known only to lie between two numbers, both included."""

    low: float
    high: float


Value = bool | str | float | Interval | Rule
"""What a record knows of a variable. A rule stands for a finding that follows from others."""

Known = Mapping[str, Value]
"""What is known, by the name of the variable. A name that is not in it is not recorded."""
