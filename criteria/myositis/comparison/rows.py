"""The rows of the published table that made the difference for one patient under one set.

What is asked is only whether the patient is classified (the level is one of those that count) as the record reads: a finding
that is not recorded reads as absent. A *row* is a named criterion (Bohan & Peter), or a row of the score table (EULAR/ACR). A
row holds, is absent, or is not recorded (what is missing leaves it open). Changing a row means reading it the other way with
all others as they are; rows that read the same measurement exclude each other (two age bands), so at most one of them is made
to hold, and none when another holds already.

**A patient who is classified**: the rows that hold and without *each* of which the patient would not be classified
(`rests on`). There may be none: the classification then rests on no single row.

**A patient who is not classified**, in this order:

1. *excluded*: the exclusions that are present.
2. *not recorded*: some completion of the missing findings classifies the patient. The smallest combinations of rows that are
   not recorded which, were they to hold, would classify: one row, else two, and so on. All combinations of the smallest
   size are alternatives.
3. *absent*: no completion classifies the patient, but a single row that is absent would, were it to hold. All such rows are
   alternatives.
4. *short*: otherwise, the smallest combinations of rows that are absent or not recorded which would classify, if four rows
   are enough.

For criteria that are few and named the text of 3 and 4 says what is met, too: `dermatomyositis rash without symmetric
proximal muscle weakness`.

This is a counterfactual reading of the table, not a statement about the disease. An assigned classification has no rows.

Patients who share what holds and what is missing share the answer, so it is found once for each such pattern (`Rows`), and
`reasons` finds the patterns of many patients at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from myositis.comparison.basics import CLASSIFIED
from myositis.comparison.cut import at_cut
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.in_words import describe
from myositis.rules.vocabulary import Decision, Measurement, Not, Points, Rule, atoms, variables

MOST_ROWS = 4
"""So many rows together are tried; a patient who needs more is far from the criteria."""

MOST_LISTED = 4
"""So many rows are named in the text of a group; more are counted by section of the table."""


@dataclass(frozen=True)
class Row:
    """One row of a published table. measurement: the one that it reads, when it reads nothing else."""

    label: str
    rule: Rule
    section: str
    measurement: Measurement | None

    @property
    def short(self) -> str:
        """Bands of one measurement are one thing that is not known."""
        return self.measurement.label if self.measurement is not None else self.label


@dataclass(frozen=True)
class Why:
    """Why a set says what it says of a patient. kind: see the module. rows: see `results.ExplainedGroup`."""

    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@lru_cache(maxsize=64)
def table_rows(criteria: CriteriaSet, column: Column) -> tuple[Row, ...]:
    """The rows of one column of a criteria set: named criteria, else rows of the score, else the findings it reads."""
    if criteria.criteria:
        pairs = [(item.label, item.rule) for item in criteria.criteria]
    elif column.score:
        pairs = [(describe(rule), rule) for _, rule in column.score]
    else:
        pairs = [(describe(rule), rule) for rule in dict.fromkeys(atoms(*column.level.rules))]
    return tuple(_row(label, rule) for label, rule in pairs)


def _row(label: str, rule: Rule) -> Row:
    read = variables(rule)
    only = read[0] if len(read) == 1 and isinstance(read[0], Measurement) else None
    return Row(label, rule, read[0].section, only)


class DecidingRows:
    """One column of a set at the cut, as a function of what its rows say. weights: the points of every row, where the decision
    does nothing but count whether they add up to `needed`; else None.

    leaves: the rules that decide, the rows first; then what the decision reads besides them. A pattern is a number with one
    bit per leaf: those that hold on the record, and those that are neither recorded nor derived.
    """

    def __init__(self, criteria: CriteriaSet, column: Column, counting: frozenset[str]) -> None:
        self.rows = table_rows(criteria, column)
        self.few = bool(criteria.criteria)
        self.decision = at_cut(column.level, counting)
        found = dict.fromkeys(row.rule for row in self.rows)
        for rule in self.decision.rules:
            found |= dict.fromkeys(_leaves(rule, found))
        self.leaves: tuple[Rule, ...] = tuple(found)
        self._bit = {rule: 1 << place for place, rule in enumerate(self.leaves)}
        self._all = (1 << len(self.rows)) - 1
        self.weights, self.needed = self._points()

    def _points(self) -> tuple[list[int] | None, int]:
        """The points of every row and how many are needed, where the decision does nothing but count them."""
        lines = self.decision.lines
        rule = lines[0].rule
        if len(lines) != 2 or lines[0].outcome != CLASSIFIED or not isinstance(rule, Points):
            return None, 0
        if len({row for _, row in rule.rows}) != len(rule.rows) or any(row not in self._bit for _, row in rule.rows):
            return None, 0
        points = {row: number for number, row in rule.rows}
        if any(leaf not in points for leaf in self.leaves[len(self.rows) :]):
            return None, 0
        weights = [points.get(row.rule, 0) for row in self.rows]
        return (weights, rule.needed) if len(self.leaves) == len(self.rows) else (None, 0)

    def classifies(self, held: int) -> bool:
        """The decision when exactly these leaves hold."""
        if self.weights is not None:
            return sum(points for place, points in enumerate(self.weights) if held >> place & 1) >= self.needed
        return decided(self.decision, held, self._bit)

    def rests_on(self, held: int) -> Why:
        """Why a patient is classified."""
        return self.resting_on(place for place in self._places(held & self._all) if not self.classifies(held & ~(1 << place)))

    def resting_on(self, places: Iterable[int]) -> Why:
        """A patient is classified, and would not be without each of these rows."""
        labels = tuple(self.rows[place].label for place in places)
        text = f"rests on {_and(labels)}" if labels else "rests on no single row"
        return Why("rests on", text, tuple((label,) for label in labels))

    def lacking(self, held: int, missing: int, *, can: bool) -> Why:
        """Why a patient is not classified. can: some completion classifies the patient."""
        taken = {self.rows[place].measurement for place in self._places(held & self._all)} - {None}
        free = [place for place in range(len(self.rows)) if not held >> place & 1 and self.rows[place].measurement not in taken]
        unknown = [place for place in free if missing >> place & 1]
        if can:
            found = self._smallest(held, unknown, len(unknown))
            return self._named("not recorded", found, unknown) if found else Why("not recorded", "findings not recorded")
        labels = [self.rows[place].label for place in self._places(held & self._all)]
        having = f"{_and(labels) or 'nothing'} without " if self.few else ""
        absent = [place for place in free if not missing >> place & 1]
        found = self._smallest(held, absent, 1)
        if found:
            return self._named("absent", found, absent, having)
        found = self._smallest(held, free, MOST_ROWS)
        if found:
            return self._named("short", found, free, having)
        text = f"{having}more than {MOST_ROWS} other rows" if self.few else f"more than {MOST_ROWS} rows short"
        return Why("short", text)

    @staticmethod
    def _places(bits: int) -> list[int]:
        return [place for place in range(bits.bit_length()) if bits >> place & 1]

    def _smallest(self, held: int, places: Sequence[int], most: int) -> list[tuple[int, ...]]:
        """The combinations of the fewest rows which, were they to hold, would classify; empty when `most` are too few."""
        for size in range(1, min(most, len(places)) + 1):
            if self.weights is not None and not self._enough(held, places, size):
                continue
            tried = self._combinations(places, size)
            found = [chosen for chosen in tried if self.classifies(held | sum(1 << place for place in chosen))]
            if found:
                return found
        return []

    def _enough(self, held: int, places: Sequence[int], size: int) -> bool:
        """Whether the rows with the most points, one for each measurement, make up for what is short."""
        assert self.weights is not None
        best: dict[object, int] = {}
        for place in places:
            key = self.rows[place].measurement or place
            best[key] = max(best.get(key, 0), self.weights[place])
        most = sum(sorted(best.values(), reverse=True)[:size])
        return sum(points for place, points in enumerate(self.weights) if held >> place & 1) + most >= self.needed

    def _combinations(self, places: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
        for chosen in combinations(places, size):
            measured = [self.rows[place].measurement for place in chosen if self.rows[place].measurement is not None]
            if len(measured) == len(set(measured)):
                yield chosen

    def _named(self, kind: str, found: list[tuple[int, ...]], candidates: Sequence[int], having: str = "") -> Why:
        """`electromyography not recorded`; `one of 5 rows not recorded (age at onset, 1 muscle, 3 muscle biopsy)`;
        `dermatomyositis rash without symmetric proximal muscle weakness`."""
        size, table = len(found[0]), self.rows
        named = list(dict.fromkeys(table[place].short for chosen in found for place in chosen))
        rows = tuple(tuple(table[place].label for place in chosen) for chosen in found)
        if len(found) == 1 or len(named) == size:
            which = _and(named)
        elif len(named) <= MOST_LISTED:
            which = f"{_number(size)} {'of' if size == 1 else 'among'} {', '.join(named)}"
        else:
            which = f"{_number(size)} {'of' if size == 1 else 'among'} {len(named)} rows"
        counted = f" ({_by_section(table[place] for chosen in found for place in chosen)})" if which.endswith(" rows") else ""
        if having:
            return Why(kind, f"{having}{which}{counted}", rows)
        if kind == "not recorded" and size > 1 and len({table[place].short for place in candidates}) > size:
            what = f"{_number(size)} rows would do: {which}" if len(found) == 1 else f"{which} would do"
            return Why(kind, f"not recorded; {what}{counted}", rows)
        ending = {"not recorded": " not recorded", "absent": " absent", "short": " absent or not recorded"}[kind]
        return Why(kind, f"{which}{ending}{counted}", rows)


def _leaves(rule: Rule, known: dict[Rule, None]) -> Iterator[Rule]:
    """The parts of a rule that are rows, or else read a single variable."""
    if rule in known:
        yield rule
        return
    match rule:
        case Not(inner):
            yield from _leaves(inner, known)
        case Points(rows):
            for _, row in rows:
                yield from _leaves(row, known)
        case _:
            yield rule


def decided(decision: Decision, held: int, bit: dict[Rule, int]) -> bool:
    """Whether the decision classifies when exactly these leaves hold; bit: of every leaf."""

    def holds(rule: Rule) -> bool:
        own = bit.get(rule)
        if own is not None:
            return bool(held & own)
        match rule:
            case Not(inner):
                return not holds(inner)
            case Points(rows, needed):
                return sum(points for points, row in rows if holds(row)) >= needed
        raise TypeError(rule)

    return next(line.outcome for line in decision.lines if line.rule is None or holds(line.rule)) == CLASSIFIED


@lru_cache(maxsize=256)
def rows_at_cut(criteria: CriteriaSet, column: Column, counting: frozenset[str]) -> DecidingRows:
    """The rows of one column of a set, at the levels that count as classified."""
    return DecidingRows(criteria, column, counting)


def _by_section(rows: Iterable[Row]) -> str:
    """How many rows of each section of the table; a measurement by its name."""
    sections: dict[str, set[str]] = {}
    for row in rows:
        section = row.section if row.measurement is None else row.measurement.label
        sections.setdefault(section, set()).add(row.short)
    return ", ".join(name if names == {name} else f"{len(names)} {name.lower()}" for name, names in sections.items())


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _number(size: int) -> str:
    return {1: "one", 2: "two", 3: "three", 4: "four"}.get(size, str(size))
