"""What a published criteria set is made of.

A criteria set is a value. Everything that a reader needs (the classification of one patient, of a cohort, the printed
tables) is derived from it; nothing is registered anywhere. A registry can make its own and pass it wherever an id is
accepted.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from myositis.rules.vocabulary import AtLeast, Decision, Finding, Is, Not, Points, Rule, Variable, as_rule, tenths

if TYPE_CHECKING:
    from myositis.one_patient.open_outcomes import Automaton

LEVELS = ("not_met", "possible", "probable", "definite")
"""The levels of every criteria set, lowest first. `excluded` stands apart: no criteria apply."""

EXCLUDED = "excluded"
NO_SUBGROUP = "none"

PROBABILITY_DECIMALS = 6
"""Probabilities are rounded to so many decimals, so that every engine prints the same."""


def headline(level: str, open_levels: tuple[str, ...], determined: bool) -> str:
    """The level, never alone while it is undetermined: `not_met (up to definite)`."""
    if determined or not open_levels:
        return level
    highest = max(open_levels, key=LEVELS.index)
    return f"{level} (up to {highest})" if highest != level else f"{level} (subgroup open)"


@dataclass(frozen=True)
class Citation:
    """A publication, and the place in it."""

    text: str
    doi: tuple[str, ...]
    place: str = ""

    def at(self, place: str) -> Citation:
        """The same publication, at a table, figure or row."""
        return replace(self, place=place)

    def __str__(self) -> str:
        links = ", ".join(f"doi {doi}" for doi in self.doi)
        return f"{self.text} {links}" + (f" ({self.place})" if self.place else "")


@dataclass(frozen=True)
class ScoreTable:
    """A published table of points.

    columns: the names of its columns. rows: a heading (text), or a rule with its points in each column, as printed; None
    where the paper gives no points.
    """

    cite: Citation
    columns: tuple[str, ...]
    rows: tuple[str | tuple[Any, ...], ...]

    def column(self, name: str) -> tuple[tuple[int, Rule], ...]:
        """The rows of one column: (points in tenths, rule), in the paper's order."""
        place = 1 + self.columns.index(name)
        return tuple(
            (tenths(row[place]), as_rule(row[0])) for row in self.rows if not isinstance(row, str) and row[place] is not None
        )

    def at_least(self, name: str, points: float) -> Points:
        """The rule that the score in column `name` is `points` or more."""
        return Points(self.column(name), tenths(points), f"score of at least {points}")


@dataclass(frozen=True)
class CutOffTable:
    """The published lower bounds of the levels, highest level first: rows (level, points in each column, probability)."""

    cite: Citation
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, name: str) -> dict[str, float]:
        """The lower bound of each level in one column."""
        place = 1 + self.columns.index(name)
        return {row[0]: row[place] for row in self.rows}


@dataclass(frozen=True)
class Condition:
    """A question about the record as it is, never about its completions. Every part that is given must be true.

    yes: the rule holds on the record. not_yes: it does not, or is open. is_open: what is not recorded leaves it open.
    all_open / any_open: all, or some, of the rules are open. columns, levels, subgroups, scores (tenths): the result is
    one of these. Findings may be given for rules; they are kept as rules.
    """

    yes: Any = None
    not_yes: Any = None
    is_open: Any = None
    all_open: tuple[Any, ...] = ()
    any_open: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("yes", "not_yes", "is_open"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, as_rule(getattr(self, name)))
        for name in ("all_open", "any_open"):
            object.__setattr__(self, name, tuple(as_rule(rule) for rule in getattr(self, name)))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that the condition asks about."""
        single = (self.yes, self.not_yes, self.is_open)
        return tuple(as_rule(rule) for rule in (*single, *self.all_open, *self.any_open) if rule is not None)


@dataclass(frozen=True)
class Note:
    """Something that the reader of a result should know; it never changes the result."""

    code: str
    text: str
    when: Condition


@dataclass(frozen=True)
class Column:
    """One way of reading the criteria: the paper's columns "with biopsy" and "without biopsy", or the only one.

    score: (points in tenths, rule) as printed, empty when the criteria have no score. constant: the probability is
    1 / (1 + exp(constant - score)).
    """

    name: str
    level: Decision
    subgroup: Decision
    score: tuple[tuple[int, Rule], ...] = ()
    constant: float | None = None

    @cached_property
    def machine(self) -> Automaton:
        """The automaton that finds this column's open levels and subgroups, together."""
        from myositis.one_patient.open_outcomes import automaton

        return automaton((self.level, self.subgroup))


@dataclass(frozen=True)
class Selection:
    """When a column is selected: one of `present` is recorded as present, or one of `recorded` is recorded at all."""

    present: tuple[Finding, ...]
    recorded: tuple[Finding, ...]


@dataclass(frozen=True)
class Criterion:
    """A named criterion of a set that counts criteria."""

    name: str
    label: str
    rule: Rule


@dataclass(frozen=True)
class Group:
    """A clinical group beside the level; `fallback`: only when no group without this mark applies."""

    name: str
    label: str
    when: Condition
    fallback: bool = False


@dataclass(frozen=True)
class CriteriaSet:
    """A published criteria set, or one edition or variant of it.

    short_title: what a heading or a sentence calls it; abbreviation: what a field name of few letters calls it.
    classified: the levels that count as classified. ranked: whether the levels are an order, lowest first, and not only
    categories. folded: the subgroups that stand for DM, PM or IBM where sets are compared on what all of them know.
    options: every option with its value; defaults: those that go without saying in the id.
    columns: ways of reading it, in the paper's order. selection: when the last of them is read; otherwise the first.
    excluded: present on the record, no criteria apply. unclear: when a subgroup cannot be named although the level has one.
    other_column_note: a note gives the level in the first column when the last was selected and one of these findings is
    not recorded. tables: what `criteria show` prints. reading_notes: what we decided where the paper is silent.
    """

    id: str
    title: str
    revision: int
    citations: tuple[Citation, ...]
    columns: tuple[Column, ...]
    excluded: Rule
    classified: tuple[str, ...]
    short_title: str = ""
    abbreviation: str = ""
    ranked: bool = True
    folded: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    selection: Selection | None = None
    unclear: tuple[Condition, ...] = ()
    notes: tuple[Note, ...] = ()
    other_column_note: tuple[Finding, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    groups: tuple[Group, ...] = ()
    tables: tuple[ScoreTable | CutOffTable, ...] = field(default=(), compare=False)
    reading_notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "short_title", self.short_title or self.title)
        object.__setattr__(self, "abbreviation", self.abbreviation or self.prefix)
        if not self.classified or not {*self.classified} <= {*self.levels}:
            raise ValueError(f"say which levels of {self.id} count as classified, out of {', '.join(self.levels)}")
        for name in ("level", "subgroup"):
            shapes = {tuple(line.outcome for line in getattr(column, name).lines) for column in self.columns}
            if len(shapes) != 1:
                raise ValueError(f"the columns of {self.id} must list the same {name} outcomes in the same order")
        if len(self.columns) > 2:
            raise ValueError(f"{self.id} has {len(self.columns)} columns: a criteria set is read in one of two at most")
        if len({(bool(column.score), column.constant is None) for column in self.columns}) != 1:
            raise ValueError(f"the columns of {self.id} must all have a score, and a constant, or none")
        for condition in self.conditions:
            strange = {*condition.levels} - {*self.columns[0].level.outcomes}
            strange |= {*condition.subgroups} - ({*self.columns[0].subgroup.outcomes} - {NO_SUBGROUP})
            if strange:
                raise ValueError(f"a condition of {self.id} names {', '.join(sorted(strange))}: no level, no subgroup of it")
            if condition.scores and not self.columns[0].score:
                raise ValueError(f"a condition of {self.id} asks for a score, and there is none")
        if any(condition.subgroups or condition.levels for condition in self.unclear):
            raise ValueError(f"when a subgroup of {self.id} is unclear must not depend on the result")
        if any(group.when.scores for group in self.groups):
            raise ValueError(f"a group of {self.id} must not ask for a score")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition: of unclear subgroups, notes and groups."""
        return (*self.unclear, *(note.when for note in self.notes), *(group.when for group in self.groups))

    @property
    def full_id(self) -> str:
        """The id with the options that differ from the default: `bohan-peter-1975:emg=triad`."""
        told = ",".join(f"{name}={value}" for name, value in self.options if (name, value) not in self.defaults)
        return f"{self.id}:{told}" if told else self.id

    @property
    def prefix(self) -> str:
        """What the result columns of this set begin with: `bohan_peter_1975_emg_triad`."""
        return "".join(letter if letter.isalnum() else "_" for letter in self.full_id)

    @property
    def levels(self) -> tuple[str, ...]:
        """Every level in the order in which sets of them are listed: the lowest first where they are ranked."""
        return self.columns[0].level.outcomes

    @property
    def subgroups(self) -> tuple[str, ...]:
        """Every subgroup in the order in which sets of them are listed, `none` first."""
        return self.columns[0].subgroup.outcomes

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change whenever the meaning of the criteria, or of a derived value, changes."""
        from myositis.dictionary import derivations as d

        derived = [(item.target, item.rule) for item in (*d.ENZYME_DERIVATIONS, *d.DERIVATIONS)]
        invalid = [(item.code, item.rule, item.recorded_only) for item in d.CONTRADICTIONS]
        summaries = [(item.whole, item.parts) for item in d.SUMMARIES]
        everything = [meaning(part) for part in (self, tuple(derived), tuple(invalid), tuple(summaries))]
        return hashlib.sha256(json.dumps(everything, sort_keys=True).encode()).hexdigest()[:16]


def meaning(item: Any) -> Any:
    """Everything that decides a result, as plain lists: the same for equal criteria, free of labels, texts and citations."""
    match item:
        case Variable(name=name):
            return name
        case Is(finding, value):
            return ["is", finding.name, value]
        case AtLeast(measurement, bound):
            return ["at least", measurement.name, str(bound)]
        case Not(rule):
            return ["not", meaning(rule)]
        case Points(rows, needed):
            return ["points", needed, [[points, meaning(rule)] for points, rule in rows]]
        case CriteriaSet():
            parts = (item.id, item.options, item.columns, item.excluded, item.selection, item.unclear, item.criteria)
            return [meaning(part) for part in (*parts, item.groups, item.notes, item.other_column_note)]
        case Decision(name, outcomes, lines):
            return [name, list(outcomes), [[line.outcome, meaning(line.rule)] for line in lines]]
        case Note(code, _, when):
            return [code, meaning(when)]
        case Criterion(name, _, rule):
            return [name, meaning(rule)]
        case Group(name, _, when, fallback):
            return [name, meaning(when), fallback]
        case Column() | Selection() | Condition():
            return [[part.name, meaning(getattr(item, part.name))] for part in fields(item)]
        case tuple():
            return [meaning(part) for part in item]
        case _:
            return item
