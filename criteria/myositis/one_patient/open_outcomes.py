"""Exactly the outcomes that some completion of the missing findings reaches.

A completion gives every finding that is neither recorded nor derived one of its values; a summary whose parts were completed
takes the value that its parts give it. Trying all of them is hopeless (2 to the 16th, for one patient), and reasoning item
by item is not exact. So the findings are read one at a time, in a fixed order, by an automaton that remembers only what is
**left** of the decisions. A finding that is missing leads to every value's successor at once: the state of the automaton is
a *set* of what can be left. States are made when they are first needed and numbered, so a million patients share them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any

from myositis.one_patient.domains import Domain, domains_of
from myositis.published.criteria_set import Column
from myositis.rules.evaluate import Left, reduce, reduce_lines
from myositis.rules.values import Known, Value
from myositis.rules.vocabulary import Decision, Not, Points, Rule, Surely

Outcome = tuple[str, ...]
"""One outcome of each decision."""


@lru_cache(maxsize=1 << 18)
def _fix(rule: Rule, name: str, value: Value) -> bool | Rule:
    """What is left of a rule when one more variable is known."""
    return reduce(rule, {name: value})


@dataclass
class Automaton:
    """Reads the findings of many records against the same decisions; see the module.

    A state is the number of a set of what can be left, counted within its layer; the first is 0. `widths`: the bits of each
    code. `steps[layer]` maps (state, code) to the state in the next layer. `run` follows them for one record; `cohort_open`
    for many at once, in `tables`. Threads may share it: a state that two of them make at once is one state.
    """

    decisions: tuple[Decision, ...]
    domains: tuple[Domain, ...] = field(init=False)
    widths: tuple[int, ...] = field(init=False)
    steps: list[dict[tuple[int, int], int]] = field(init=False)

    def __post_init__(self) -> None:
        rules = [rule for decision in self.decisions for rule in decision.rules]
        self.domains = domains_of(rules)
        self.blank_answers_no = all(domain.blank_answers_no for domain in self.domains) and not any(map(_asks_record, rules))
        self.widths = tuple(len(domain.values) for domain in self.domains)
        self.steps = [{} for _ in self.domains]
        self._left_numbers: dict[tuple[Left, ...], int] = {}
        self._lefts: list[tuple[Left, ...]] = []
        self.tables: list[Any] = [None] * len(self.domains)
        self._set_numbers: list[dict[frozenset[int], int]] = [{} for _ in range(len(self.domains) + 1)]
        self._sets: list[list[frozenset[int]]] = [[] for _ in range(len(self.domains) + 1)]
        self._moves: list[list[dict[int, int]]] = [[{} for _ in range(len(d.values) + 1)] for d in self.domains]
        self._outcomes: dict[int, frozenset[Outcome]] = {}
        self._open_sets: dict[int, tuple[tuple[str, ...], ...]] = {}
        self._lock = Lock()  # whoever makes a new state holds it; states that are there are read without
        first = self._number_left(
            tuple(reduce_lines(decision.lines, lambda rule: reduce(rule, {})) for decision in self.decisions)
        )
        self._number_set(0, frozenset((first,)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent to another process as its decisions: states are made again where they are needed."""
        return automaton, (self.decisions,)

    def _number_left(self, left: tuple[Left, ...]) -> int:
        number = self._left_numbers.setdefault(left, len(self._lefts))
        if number == len(self._lefts):
            self._lefts.append(left)
        return number

    def _number_set(self, layer: int, members: frozenset[int]) -> int:
        sets = self._sets[layer]
        number = self._set_numbers[layer].setdefault(members, len(sets))
        if number == len(sets):
            sets.append(members)
        return number

    def states(self, layer: int) -> int:
        """How many states have been met before reading the variable of this layer."""
        return len(self._sets[layer])

    def _move(self, member: int, layer: int, branch: int) -> int:
        """What is left after one value of one variable; the branch after the last value is the substitute."""
        moves = self._moves[layer][branch]
        following = moves.get(member)
        if following is None:
            domain = self.domains[layer]
            value = domain.substitute if branch == len(domain.values) else domain.values[branch]
            assert value is not None
            left = tuple(
                part if isinstance(part, str) else reduce_lines(part, lambda rule: _fix(rule, domain.variable.name, value))
                for part in self._lefts[member]
            )
            with self._lock:
                following = moves[member] = self._number_left(left)
        return following

    def branches(self, layer: int, code: int) -> tuple[int, ...]:
        """The branches that a code takes: its values, or the substitute of a summary that is not recorded."""
        domain = self.domains[layer]
        if domain.substitute is not None and code == domain.everything:
            return (len(domain.values),)
        return tuple(branch for branch in range(len(domain.values)) if code >> branch & 1)

    def step(self, state: int, layer: int, code: int) -> int:
        """The state after reading one variable."""
        key = (state, code)
        following = self.steps[layer].get(key)
        if following is None:
            members: set[int] = set()
            for branch in self.branches(layer, code):
                moves = self._moves[layer][branch]
                members.update(
                    [moves[one] if one in moves else self._move(one, layer, branch) for one in self._sets[layer][state]]
                )
            with self._lock:
                following = self.steps[layer][key] = self._number_set(layer + 1, frozenset(members))
        return following

    def codes(self, known: Known) -> list[int]:
        """What is known of each variable, as codes in the order of reading."""
        return [domain.code(known.get(domain.variable.name)) for domain in self.domains]

    def run(self, codes: Sequence[int]) -> int:
        """The last state for one record."""
        state = 0
        for layer, code in enumerate(codes):
            following = self.steps[layer].get((state, code))
            state = self.step(state, layer, code) if following is None else following
        return state

    def missing(self, codes: Sequence[int]) -> list[int]:
        """The layers whose variable has more than one value left, without the summaries that follow from others."""
        return [
            layer
            for layer, (domain, code) in enumerate(zip(self.domains, codes, strict=True))
            if code & (code - 1) and domain.substitute is None
        ]

    def matters(self, codes: Sequence[int], layer: int) -> bool:
        """Whether some completion of the others makes the outcome depend on the variable of this layer.

        The values of the variable are followed side by side, through the same values of everything that comes after.
        """
        state = 0
        for before, code in enumerate(codes[:layer]):
            state = self.step(state, before, code)
        first, *others = self.branches(layer, codes[layer])
        pairs = {
            (self._move(member, layer, first), self._move(member, layer, other))
            for member in self._sets[layer][state]
            for other in others
        }
        for after in range(layer + 1, len(codes)):
            branches = self.branches(after, codes[after])
            pairs = {
                (self._move(one, after, branch), self._move(two, after, branch))
                for one, two in pairs
                if one != two
                for branch in branches
            }
        return any(one != two for one, two in pairs)

    def outcomes(self, state: int) -> frozenset[Outcome]:
        """The outcomes in a last state: one tuple per completion's result, one entry per decision."""
        if state not in self._outcomes:
            reached = {self._lefts[member] for member in self._sets[-1][state]}
            self._outcomes[state] = frozenset(reached)  # type: ignore[arg-type]
        return self._outcomes[state]

    def open_sets(self, state: int) -> tuple[tuple[str, ...], ...]:
        """For each decision, the outcomes that are reached in a last state, in the decision's order."""
        if state not in self._open_sets:
            reached = self.outcomes(state)
            self._open_sets[state] = tuple(
                tuple(name for name in decision.outcomes if any(outcome[place] == name for outcome in reached))
                for place, decision in enumerate(self.decisions)
            )
        return self._open_sets[state]


def _asks_record(rule: Rule) -> bool:
    """Whether the rule asks what the record shows: what is not recorded then reads otherwise than as absent."""
    match rule:
        case Surely():
            return True
        case Not(inner):
            return _asks_record(inner)
        case Points(rows):
            return any(_asks_record(row) for _, row in rows)
    return False


@lru_cache(maxsize=256)
def automaton(decisions: tuple[Decision, ...]) -> Automaton:
    """The automaton of these decisions, shared by everyone who asks for it."""
    return Automaton(decisions)


def machine_of(column: Column) -> Automaton:
    """The automaton that finds a column's open levels and subgroups, together."""
    return automaton((column.level, column.subgroup))
