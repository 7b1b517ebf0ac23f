"""The variables that rules read, with the values that are told apart.

Codes: each variable has a few values (a measurement: the cells between the cut-offs that are asked), and a code is the set
of values that are possible, as a whole number with one bit per value. All bits set means not recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, nextafter
from typing import Any

from myositis.dictionary.derivations import DERIVATIONS
from myositis.rules.values import Interval, Value
from myositis.rules.vocabulary import AtLeast, Category, Finding, Measurement, Rule, atoms, variables


@dataclass(frozen=True)
class Domain:
    """A variable and the values that the automaton tells apart.

    values: one representative of each value, the one that a blank is read as first. labels: their names. substitute: the
    rule that a missing value is replaced by (a summary whose parts are read, too); without it every value is possible.
    cuts: the cut-offs between the cells of a measurement, lowest first. blank_answers_no: the first value makes every rule
    that asks for the variable fail, as a blank does on the record; not so when rules ask for each value of a category.
    """

    variable: Finding | Category | Measurement
    values: tuple[bool | str | float, ...]
    labels: tuple[str, ...]
    substitute: Rule | None = None
    cuts: tuple[AtLeast, ...] = ()
    blank_answers_no: bool = True

    @property
    def everything(self) -> int:
        """The code of a value that is not recorded."""
        return (1 << len(self.values)) - 1

    def code(self, value: Any) -> int:
        """The set of values that are possible when this is what is known."""
        if value is None:
            return self.everything
        if not self.cuts:
            place: int = self.values.index(value)
            return 1 << place
        low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
        first, last = (sum(1 for cut in self.cuts if cut.passed(number)) for number in (low, high))
        return (1 << (last + 1)) - (1 << first)

    def example(self, branch: int, known: Value | None) -> bool | str | float:
        """A value of the variable in this branch, within what is known of it."""
        if not self.cuts:
            return self.values[branch]
        assert isinstance(self.variable, Measurement)
        low = known.low if isinstance(known, Interval) else self.variable.lowest
        return max(float(self.values[branch]), low)


def _domain(variable: Finding | Category | Measurement, substitute: Rule | None, rules: Iterable[Rule]) -> Domain:
    match variable:
        case Finding():
            return Domain(variable, (False, True), ("absent", "present"), substitute)
        case Category(values=values):
            asked = {atom.value for atom in atoms(*rules) if not isinstance(atom, AtLeast) and atom.finding == variable}
            ordered = sorted(values, key=lambda value: value in asked)  # a blank reads as a value nobody asks for
            names = tuple(value.replace("_", " ") for value in ordered)
            return Domain(variable, tuple(ordered), names, blank_answers_no=not asked.issuperset(values))
        case Measurement():
            asked_cuts = {atom for atom in atoms(*rules) if isinstance(atom, AtLeast) and atom.measurement == variable}
            cuts = sorted(asked_cuts, key=lambda cut: (cut.bound, cut.above))
            first = tuple(nextafter(cut.bound, inf) if cut.above else cut.bound for cut in cuts)
            unit = f" {variable.unit}" if variable.unit else ""
            between = (f"{_from(a)} {_upto(b)}{unit}" for a, b in pairwise(cuts))
            cells = (_below(cuts[0], unit), *between, _last(cuts[-1], unit))
            return Domain(variable, (-inf, *first), cells, cuts=tuple(cuts))
    raise TypeError(variable)


def _below(cut: AtLeast, unit: str) -> str:
    return f"{cut.bound:g}{unit} or less" if cut.above else f"below {cut.bound:g}{unit}"


def _from(cut: AtLeast) -> str:
    return f"more than {cut.bound:g}" if cut.above else f"{cut.bound:g}"


def _upto(cut: AtLeast) -> str:
    return f"to {cut.bound:g}" if cut.above else f"to below {cut.bound:g}"


def _last(cut: AtLeast, unit: str) -> str:
    return f"more than {cut.bound:g}{unit}" if cut.above else f"{cut.bound:g}{unit} or more"


def domains_of(rules: Sequence[Rule]) -> tuple[Domain, ...]:
    """Every variable that the rules read, in the order of reading.

    A finding that can be derived from others is replaced by its derivation when those others are read as well; otherwise it
    is as free as they are, and they need not be read. Replaced findings come first.
    """
    read = dict.fromkeys(variables(*rules))
    replaced: dict[Finding, Rule] = {}
    possible = [derivation for derivation in DERIVATIONS if derivation.target in read]
    while True:
        parts = {derivation.target: variables(derivation.rule) for derivation in possible if derivation.target not in replaced}
        new = [
            derivation
            for derivation in possible
            if derivation.target in parts
            and any(
                part in read or any(part in others for target, others in parts.items() if target != derivation.target)
                for part in parts[derivation.target]
            )
        ]
        if not new:
            break
        for derivation in new:
            replaced[derivation.target] = derivation.rule
            read |= dict.fromkeys(parts[derivation.target])
    first = [_domain(target, rule, rules) for target, rule in replaced.items()]
    return (*first, *(_domain(variable, None, rules) for variable in read if variable not in replaced))
