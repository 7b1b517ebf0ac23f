"""The proposed part about one finding, before it is written as TOML."""

from __future__ import annotations

from dataclasses import dataclass, field

from myositis.mapping.propose_codes import Reading


@dataclass
class Part:
    """The proposed part about one finding, or about a column that may be one of several (`names`)."""

    names: tuple[str, ...]
    column: str
    check: bool = False
    lines: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, reading: Reading) -> None:
        """Take over what was proposed about the column's values."""
        self.lines += reading.lines
        self.remarks += reading.remarks
        if reading.question:
            self.questions.append(reading.question)
            self.options.append(reading.options)
