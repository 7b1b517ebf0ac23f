"""What a published criteria set is made of.

A criteria set is a value. Everything that a reader needs (the classification of one patient, of a cohort, the printed
tables) is derived from it; nothing is registered anywhere. A registry can make its own and pass it wherever an id is
accepted.

Notes, groups and unclear subgroups are rules like the others, read on the record as it is. They may also ask about the result
of the set itself: `level_is`, `subgroup_is`, `column_is`, `score_is`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from myositis.dictionary.derivations import IN_PASSING, decided_by
from myositis.dictionary.findings import FIRST_EDITION, LATER
from myositis.errors import UnknownNameError
from myositis.published.fingerprint import fingerprint
from myositis.published.result_rules import COLUMN, LEVEL, RESULT_VARIABLES, SCORE, SUBGROUP, asked_results
from myositis.published.tables import Citation, CutOffTable, Evidence, ScoreTable
from myositis.rules.vocabulary import (
    Decision,
    Finding,
    Line,
    Rule,
    Variable,
    variables,
)

EXCLUDED = "excluded"
"""The level of a patient to whom no criteria apply; it stands apart from the levels of a set."""
NO_SUBGROUP = "none"

PROBABILITY_DECIMALS = 6
"""Probabilities are rounded to so many decimals, so that every engine prints the same."""

def headline(level: str, open_levels: tuple[str, ...], determined: bool, *, ranked: bool = True) -> str:
    """The level, never alone while it is undetermined: `not_met (up to definite)`.

    open_levels: in the order of the set. ranked: whether that order is one, lowest first.
    """
    if determined or not open_levels:
        return level
    others = [other for other in open_levels if other != level]
    if not others:
        return f"{level} (subgroup open)"
    if not ranked:
        return f"{level} (open: {', '.join(others)})"
    if open_levels[0] == level:
        return f"{level} (up to {open_levels[-1]})"
    lowest, highest = open_levels[0], open_levels[-1]
    return f"{level} (down to {lowest})" if highest == level else f"{level} ({lowest} to {highest})"


NO_SUBGROUPS = Decision("subgroup", (NO_SUBGROUP,), (Line(NO_SUBGROUP),))
"""The subgroup of criteria that know none."""


@dataclass(frozen=True)
class Note:
    """Something that the reader of a result should know; it never changes the result."""

    code: str
    text: str
    when: Rule


@dataclass(frozen=True)
class Column:
    """One way of reading the criteria: the paper's columns "with biopsy" and "without biopsy", or the only one.

    score: (points in tenths, rule) as printed, empty when the criteria have no score. constant: the probability is
    1 / (1 + exp(constant - score)). when: the column is read where this holds on what is recorded, before anything is
    derived; one column goes without, and is read where no other is. label: what a sentence calls it, such as `score with muscle
    biopsy`.
    """

    name: str
    level: Decision
    subgroup: Decision = NO_SUBGROUPS
    score: tuple[tuple[int, Rule], ...] = ()
    constant: float | None = None
    when: Rule | None = None
    label: str = field(default="", compare=False)
    _hash: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        meant = (self.name, self.level, self.subgroup, self.score, self.constant, self.when)
        object.__setattr__(self, "_hash", hash(meant))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class OtherColumn:
    """A note with the level in another column than the one that was read.

    when: on what is recorded, as for the choice of the column. text: with `{level}` in the place of the level there. The code
    of the note is the column's name and the level.
    """

    column: str
    when: Rule
    text: str

    def code(self, level: str) -> str:
        return f"{self.column.replace(' ', '_')}:{level}"


@dataclass(frozen=True)
class Criterion:
    """A named criterion of a set that counts criteria."""

    name: str
    label: str
    rule: Rule


@dataclass(frozen=True)
class Group:
    """A clinical group beside the level: all whose rule holds on the record."""

    name: str
    label: str
    when: Rule


@dataclass(frozen=True)
class CriteriaSet:
    """A published criteria set, or one edition or variant of it.

    short_title: what a heading or a sentence calls it; abbreviation: what a field name of few letters calls it.
    disease: what a patient is classified as having, in a sentence: `definite DISEASE`; empty where the subgroup says it.
    columns: ways of reading it, in the paper's order, all with the same levels and subgroups.
    classified: the levels that count as classified. ranked: whether the levels are an order, lowest first, and not only
    categories. folded: the subgroups that stand for DM, PM or IBM where sets are compared on what all of them know.
    excluded: the preconditions; where it holds on the record no criteria apply.
    options: every option with its value; defaults: those that go without saying in the id.
    unclear: rules under which a subgroup cannot be named although the level has one.
    evidence: how well each part is evidenced. families: names under which several sets are asked for together.
    tables: what `criteria show` prints. reading_notes: what we decided where the paper is silent.
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
    disease: str = field(default="inflammatory myopathy", compare=False)
    ranked: bool = True
    folded: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    unclear: tuple[Rule, ...] = ()
    notes: tuple[Note, ...] = ()
    other_column: OtherColumn | None = None
    criteria: tuple[Criterion, ...] = ()
    groups: tuple[Group, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
    families: tuple[str, ...] = field(default=(), compare=False)
    tables: tuple[ScoreTable | CutOffTable, ...] = field(default=(), compare=False)
    reading_notes: tuple[str, ...] = field(default=(), compare=False)

    def __hash__(self) -> int:
        """Equal sets have equal ids; the rules, which take long to hash, are compared where ids are equal."""
        return hash((self.id, self.revision, self.options))

    def __post_init__(self) -> None:
        object.__setattr__(self, "short_title", self.short_title or self.title)
        object.__setattr__(self, "abbreviation", self.abbreviation or self.prefix)
        for name in ("level", "subgroup"):
            shapes = {tuple(line.outcome for line in getattr(column, name).lines) for column in self.columns}
            if len(shapes) != 1:
                raise ValueError(f"the columns of {self.id} must list the same {name} outcomes in the same order")
        if [column.when for column in self.columns].count(None) != 1:
            raise ValueError(f"one column of {self.id}, and only one, is read where no other is: it goes without `when`")
        if len({(bool(column.score), column.constant is None) for column in self.columns}) != 1:
            raise ValueError(f"the columns of {self.id} must all have a score, and a constant, or none")
        if not self.classified or not {*self.classified} <= {*self.levels}:
            raise ValueError(f"say which levels of {self.id} count as classified, out of {', '.join(self.levels)}")
        self._check_results()

    def _check_results(self) -> None:
        """Rules may ask only for results that there are, and only where these are known."""
        possible: dict[Variable, set[str]] = {
            LEVEL: {*self.levels},
            SUBGROUP: {*self.subgroups} - {NO_SUBGROUP},
            COLUMN: {column.name for column in self.columns},
        }
        for rule in (*self.unclear, *(note.when for note in self.notes), *(group.when for group in self.groups)):
            for variable, value in asked_results(rule):
                if variable in possible and value not in possible[variable]:
                    raise ValueError(f"a rule of {self.id} asks whether the {variable.label} is {value}: there is no such one")
                if variable == SCORE and not self.columns[0].score:
                    raise ValueError(f"a rule of {self.id} asks for a score, and there is none")
        if any(asked_results(rule) for rule in self.unclear) or any(asked_results(rule) for rule in self.deciding_rules):
            raise ValueError(f"what decides a result of {self.id}, or leaves its subgroup unclear, must not ask for the result")
        if any(variable == SCORE for group in self.groups for variable, _ in asked_results(group.when)):
            raise ValueError(f"a group of {self.id} must not ask for a score")

    @cached_property
    def deciding_rules(self) -> tuple[Rule, ...]:
        """Every rule that decides the result: exclusions, criteria, the lines of every column and when it is read."""
        found = [self.excluded, *(item.rule for item in self.criteria)]
        for column in self.columns:
            found += [*column.level.rules, *column.subgroup.rules, *(rule for _, rule in column.score)]
            found += [] if column.when is None else [column.when]
        return tuple(found)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the set: those that decide, and those of unclear subgroups, notes and groups."""
        said = [*self.unclear, *(note.when for note in self.notes), *(group.when for group in self.groups)]
        said += [] if self.other_column is None else [self.other_column.when]
        return (*self.deciding_rules, *said)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Every variable that the set reads, once, in the order of first reading."""
        return tuple(item for item in variables(*self.rules) if item not in RESULT_VARIABLES)

    @cached_property
    def preconditions(self) -> tuple[Finding, ...]:
        """The findings whose presence excludes a patient."""
        return tuple(item for item in variables(self.excluded) if isinstance(item, Finding))

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
    def unmet(self) -> str:
        """The level of a patient for whom no line of the level's decision holds: `not_met` in every published set."""
        return self.columns[0].level.lines[-1].outcome

    @property
    def subgroups(self) -> tuple[str, ...]:
        """Every subgroup in the order in which sets of them are listed, `none` first."""
        return self.columns[0].subgroup.outcomes

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change whenever the meaning of the set, or of what it reads, changes."""
        parts = [self.id, self.options, self.excluded, self.unclear, self.classified, self.ranked]
        parts += [(item.name, item.rule) for item in self.criteria]
        parts += [(item.name, item.when) for item in self.groups]
        parts += [(item.code, item.when) for item in self.notes]
        parts += [() if self.other_column is None else (self.other_column.column, self.other_column.when)]
        parts += [(one.name, one.level, one.subgroup, one.score, one.constant, one.when) for one in self.columns]
        return fingerprint(parts, self.variables)


def decided(criteria: Iterable[CriteriaSet]) -> set[Variable]:
    """Every variable that these sets read, and every other from which a value of theirs can follow."""
    return decided_by(item for one in criteria for item in one.variables)


def dictionary_of(criteria: Iterable[CriteriaSet]) -> dict[str, Variable]:
    """The columns that a file can hold for these sets, by name: the first edition of the data dictionary, what the sets need of
    the later entries, and findings of their own.

    Errors: UnknownNameError when a set's own finding has the name of another entry and is of another kind.
    """
    read = decided(criteria) - IN_PASSING
    found = FIRST_EDITION | {name: item for name, item in LATER.items() if item in read}
    for variable in sorted(read, key=lambda item: item.name):
        known = found.setdefault(variable.name, variable)
        if type(known) is not type(variable) or getattr(known, "values", ()) != getattr(variable, "values", ()):
            raise UnknownNameError(f"a finding of a criteria set is called {variable.name}, as another entry is: rename it")
    return found
