"""How a file writes its cells: the decimal mark, the order of dates, and its codes for missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from myositis.reading.cell import Cell


@dataclass(frozen=True)
class Cells:
    """How a file writes its cells: decimal comma, order of dates, and what its codes for missing mean, by column."""

    decimal_comma: bool = False
    date_format: str | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[object, str]] = field(default_factory=dict)

    def respecting(self, column: str, read: Callable[[Any], Cell]) -> Callable[[Any], Cell]:
        """A reader that knows the file's codes for missing."""
        own = self.reasons.get(column, {})

        def reader(raw: Any) -> Cell:
            if raw in own:
                return Cell(reason=own[raw].lower() or "user-missing")
            word = str(raw).strip().removesuffix(".0").casefold()
            return Cell(reason=self.missing[word]) if word in self.missing else read(raw)

        return reader if own or self.missing else read
