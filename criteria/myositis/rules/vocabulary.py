"""The vocabulary in which criteria are written.

A **rule** is one of four things: a finding that has a value (`Is`), a cut-off on a measurement (`AtLeast`), the opposite of a
rule (`Not`), or a count of points from other rules (`Points`). `all_of`, `any_of`, `at_least` and a published score are all
`Points`: the rows that hold add up to at least so many points. Points are whole tenths, never binary floats.

A fifth word speaks of the record and not of the patient: `Surely`, the rule holds whatever the missing findings are. On a
complete record it says what its rule says. Criteria need it for what must be *recorded* to count (a normal CK), notes for
what is known and what is open (`recorded`, `is_open`).

A **decision** is a list of lines; the first line that holds gives the outcome.

Rules are values: immutable, hashable, equal when they mean the same. They have no truth of their own. Who wants to know
whether a rule holds asks one of the readers: `rules.evaluate`, `rules.as_columns`, `one_patient.open_outcomes`,
`one_patient.trace`, `sql`, `page`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn


class Rule:
    """Base class of every kind of rule."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("a rule has no truth of its own: combine rules with all_of, any_of and not_, not with and, or, not")


@dataclass(frozen=True)
class Variable:
    """Something that a record holds: one entry of the data dictionary.

    `name` is the column name; everything else describes it and takes no part in comparisons.
    """

    name: str
    label: str = field(compare=False)
    definition: str = field(default="", compare=False)
    section: str = field(default="", compare=False)
    codes: tuple[str, ...] = field(default=(), compare=False)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, eq=False)
class Finding(Variable):
    """A finding that is present, absent or not recorded."""


@dataclass(frozen=True, eq=False)
class Category(Variable):
    """A finding with named values, of which a record holds one or none."""

    values: tuple[str, ...] = field(default=(), compare=False)

    def is_(self, value: str) -> Is:
        """The rule that this category has `value`; ValueError for a value that the dictionary does not list."""
        if value not in self.values:
            raise ValueError(f"{self.name} has no value `{value}`; it has {', '.join(self.values)}")
        return Is(self, value)


@dataclass(frozen=True, eq=False)
class Measurement(Variable):
    """A number with a unit and the range in which it is possible."""

    unit: str = field(default="", compare=False)
    lowest: float = field(default=0, compare=False)
    highest: float = field(default=float("inf"), compare=False)
    above_lowest: bool = field(default=False, compare=False)
    """True when the lowest number itself is impossible (an upper limit of normal of 0)."""

    def at_least(self, bound: float) -> AtLeast:
        """The rule that the measurement is `bound` or more."""
        return AtLeast(self, bound)

    def below(self, bound: float) -> Not:
        """The rule that the measurement is less than `bound`."""
        return Not(AtLeast(self, bound))

    def above(self, bound: float) -> AtLeast:
        """The rule that the measurement is more than `bound`."""
        return AtLeast(self, bound, above=True)

    def at_most(self, bound: float) -> Not:
        """The rule that the measurement is `bound` or less."""
        return Not(AtLeast(self, bound, above=True))

    def between(self, low: float, high: float) -> Points:
        """The rule low <= measurement < high."""
        return all_of(self.at_least(low), self.below(high))


@dataclass(frozen=True, eq=False)
class Text(Variable):
    """Free text, never read by a criteria set."""


@dataclass(frozen=True, eq=False)
class Day(Variable):
    """A calendar date; the year, or year and month, alone is a partial date."""


@dataclass(frozen=True, slots=True)
class Is(Rule):
    """A finding is present, or a category has one value."""

    finding: Finding | Category
    value: bool | str | int = True

    def __post_init__(self) -> None:
        if self.value is False:
            raise ValueError(f"a rule asks whether {self.finding.name} is present: for absent, write not_({self.finding.name})")


@dataclass(frozen=True, slots=True)
class AtLeast(Rule):
    """A cut-off: the measurement is `bound` or more; with `above`, more than `bound`."""

    measurement: Measurement
    bound: float
    above: bool = False

    def passed(self, number: Any) -> Any:
        """Whether a number, or each of a column of numbers, is on the upper side of the cut-off."""
        return number > self.bound if self.above else number >= self.bound


@dataclass(frozen=True, slots=True)
class Not(Rule):
    """The opposite of a rule."""

    rule: Rule
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Surely(Rule):
    """The record shows that the rule holds, whatever is missing; on a complete record the rule itself."""

    rule: Rule
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Points(Rule):
    """The rows that hold add up to at least `needed` points.

    rows: pairs (points, rule); points and `needed` are whole numbers above zero: tenths for a published score, one each for
    counts. All points are positive, so a row that comes to hold never takes away.
    """

    rows: tuple[tuple[int, Rule], ...]
    needed: int
    label: str = field(default="", compare=False)
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.rows, self.needed)))

    def __hash__(self) -> int:
        return self._hash


def as_rule(item: Rule | Finding) -> Rule:
    """A finding, written where a rule is expected, means that it is present."""
    if isinstance(item, Rule):
        return item
    if isinstance(item, Finding):
        return Is(item)
    raise TypeError(f"a rule or a yes/no finding is expected here, not {type(item).__name__}")


def at_least(needed: int, *rules: Rule | Finding, label: str = "") -> Points:
    """At least `needed` of the rules hold."""
    return Points(tuple((1, as_rule(rule)) for rule in rules), needed, label)


def all_of(*rules: Rule | Finding, label: str = "") -> Points:
    """Every one of the rules holds."""
    return at_least(len(rules), *rules, label=label)


def any_of(*rules: Rule | Finding, label: str = "") -> Points:
    """At least one of the rules holds."""
    return at_least(1, *rules, label=label)


def not_(rule: Rule | Finding, label: str = "") -> Not:
    """The rule does not hold."""
    return Not(as_rule(rule), label)


def surely(rule: Rule | Finding, label: str = "") -> Surely:
    """The record shows that the rule holds: a missing finding, which otherwise reads as absent, does not make it hold."""
    return Surely(as_rule(rule), label)


def recorded(rule: Rule | Finding, label: str = "") -> Points:
    """The record shows that the rule holds, or that it does not."""
    return any_of(surely(rule), surely(not_(rule)), label=label)


def is_open(rule: Rule | Finding, label: str = "") -> Not:
    """What is not recorded leaves the rule open."""
    return not_(recorded(rule), label)


def tenths(points: float | str) -> int:
    """Published points as whole tenths: 3.1 becomes 31. ValueError when the number has a second decimal."""
    exact = Decimal(str(points)) * 10
    if exact != exact.to_integral_value():
        raise ValueError(f"points have one decimal in the published tables, not {points}")
    return int(exact)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a decision: when `rule` holds, the outcome is `outcome`. Without a rule the line always holds."""

    outcome: str
    rule: Rule | None = None


@dataclass(frozen=True)
class Decision:
    """Lines read from the top: the first that holds gives the outcome. The last line has no rule.

    outcomes: every outcome in the order in which sets of them are listed.
    """

    name: str
    outcomes: tuple[str, ...]
    lines: tuple[Line, ...]
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        return self._hash

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.name, self.outcomes, self.lines)))
        if not self.lines or self.lines[-1].rule is not None or any(line.rule is None for line in self.lines[:-1]):
            raise ValueError(f"the last line of the decision {self.name}, and only the last, goes without a rule")
        strangers = {line.outcome for line in self.lines} - set(self.outcomes)
        if strangers:
            raise ValueError(f"the decision {self.name} does not list the outcomes {', '.join(sorted(strangers))}")

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(line.rule for line in self.lines if line.rule is not None)


def atoms(*rules: Rule) -> Iterator[Is | AtLeast]:
    """The findings and cut-offs that the rules read, in the order of reading, repeated as often as they are read."""
    for rule in rules:
        match rule:
            case Is() | AtLeast():
                yield rule
            case Not(inner) | Surely(inner):
                yield from atoms(inner)
            case Points(rows):
                yield from atoms(*(row for _, row in rows))


def variables(*rules: Rule) -> tuple[Finding | Category | Measurement, ...]:
    """Every variable that the rules read, once, in the order of first reading."""
    seen = {atom.finding if isinstance(atom, Is) else atom.measurement: None for atom in atoms(*rules)}
    return tuple(seen)
