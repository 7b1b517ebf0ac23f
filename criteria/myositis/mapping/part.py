"""The proposed parts of a mapping, before they are written as TOML: one per finding, and codings that several share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from myositis.mapping.asking import Ask, Reading


@dataclass
class Part:
    """The proposed part about one finding, or about a column that may be one of several (`names`).

    check: found by its name, to be confirmed by reading. unit_of: the limit whose unit the values have, when none is named.
    doubtful: found by words in a name that says more; asked together
    with the others of its kind. asks: what must be asked about it.
    """

    names: tuple[str, ...]
    column: str
    check: bool = False
    doubtful: bool = False
    lines: list[str] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unit_of: str = ""

    @property
    def unsure(self) -> bool:
        """Whether it is open of which finding the column is, if of any."""
        return any(ask.kind == "meaning" for ask in self.asks)

    def add(self, reading: Reading) -> None:
        """Take over what was proposed about the column's values."""
        self.lines += reading.lines
        self.remarks += reading.remarks
        if reading.ask is not None:
            self.asks.append(reading.ask)


@dataclass
class Coding:
    """How the values of several yes/no columns are read: asked once. parts: those that use it. values_of: by column."""

    name: str
    parts: list[Part]
    lines: list[str] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    values: frozenset[str] = frozenset()
    values_of: dict[str, frozenset[str]] = field(default_factory=dict)

    def covers(self, ask: Ask) -> bool:
        """Whether every value that is open in a question is one of this coding."""
        return bool(ask.values) and {*ask.values} <= self.values


@dataclass
class Draft:
    """A whole proposal before it is text.

    absent: findings that the chosen criteria sets ask for and no column was found for, each with the columns that may hold it.
    file: lines of the `[file]` part and what must be asked about it. rows: the same of `[rows]`. missing: lines of
    `[missing]`. columns: all of the file. known: what words in yes/no columns were answered to mean, by the word
    and its likely meaning. look: proposes the part of a finding for one column; look_at_rows: `[rows]` for the id among parts.
    """

    source: str
    parts: list[Part]
    codings: list[Coding] = field(default_factory=list)
    absent: dict[str, list[str]] = field(default_factory=dict)
    absent_settled: bool = False
    file: Coding = field(default_factory=lambda: Coding("[file]", []))
    rows: Coding = field(default_factory=lambda: Coding("[rows]", []))
    columns: tuple[str, ...] = ()
    missing: list[str] = field(default_factory=list)
    known: dict[tuple[str, str | None], str] = field(default_factory=dict)
    look: Callable[[str, str], Part] | None = None
    look_at_rows: Callable[[list[Part]], Coding] | None = None

    def read(self, name: str, column: str) -> Part:
        """The part of a finding as read from a column; it takes over a coding that covers all that is open in it."""
        assert self.look is not None
        part = self.look(name, column)
        for ask in [one for one in part.asks if one.kind == "codes"]:
            home = next((one for one in self.codings if one.covers(ask)), None)
            if home is not None:
                part.asks = [one for one in part.asks if one is not ask]
                part.lines = [f'coding = "{home.name}"']
                home.parts.append(part)
        return part

    def leave_out(self, wrong: Collection[Part]) -> None:
        """Take parts out, and codings that nobody uses any more."""
        gone = {id(part) for part in wrong}
        self.parts = [part for part in self.parts if id(part) not in gone]
        for coding in self.codings:
            coding.parts = [part for part in coding.parts if id(part) not in gone]
        self.codings = [coding for coding in self.codings if coding.parts]

    @property
    def doubtful(self) -> list[Part]:
        """The parts that are confirmed in one question."""
        return [part for part in self.parts if part.doubtful]

    @property
    def findings(self) -> tuple[str, ...]:
        """The findings that are proposed, without those that are only one of several meanings."""
        return tuple(part.names[0] for part in self.parts if not part.unsure)
