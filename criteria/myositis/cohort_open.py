"""Exact open outcomes of a whole cohort: the automaton of `open_outcomes`, with every row's state in one array.

Everything that is known of a row is packed into one whole number, its **pattern**: the codes of all variables side by side,
and below them the number of the criteria's column. Patterns are computed on any engine; they are resolved here. For each
variable the pairs (state, code) that occur are resolved once, and all rows follow by one look-up, so that a million rows
share a few thousand states.
"""

from __future__ import annotations

from collections import Counter

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt

from myositis.columns import Stages, Truth, choose, either
from myositis.criteria import EXCLUDED, Column, Criteria
from myositis.open_outcomes import Automaton, Domain, automaton
from myositis.rules import AtLeast, Category, Finding, Is

Numbers = npt.NDArray[np.int64]
Answer = tuple[str | None, str | None, bool | None]
"""Open levels, open subgroups (both joined with `|`), determined; all None for a row that is invalid."""

INVALID, IS_EXCLUDED = -2, -1
_SPECIAL: dict[int, Answer] = {INVALID: (None, None, None), IS_EXCLUDED: (EXCLUDED, None, True)}


def machine_of(column: Column) -> Automaton:
    """The automaton that reads one column of a criteria set: level and subgroup together."""
    return automaton((column.level, column.subgroup))


def _width(domain: Domain) -> int:
    return len(domain.values)


def pattern(stages: Stages, criteria: Criteria, excluded: Truth, with_last: Truth) -> tuple[nw.Expr, int]:
    """Everything that is known of a row, as one whole number; and the layer from which it can be read."""
    made, layers = [], [0]
    for place, column in enumerate(criteria.columns):
        parts, shift = [nw.lit(place, dtype=nw.Int64)], 1
        for domain in machine_of(column).domains:
            code, layer = _code(stages, domain, shift)
            parts.append(code)
            layers.append(layer)
            shift += _width(domain)
        if shift > 62:
            raise OverflowError(f"{criteria.full_id} reads more than fits into one number")
        made.append(nw.sum_horizontal(*parts))
    chosen = choose([(with_last, made[-1])], made[0]) if len(made) > 1 else made[0]
    return choose([(excluded, nw.lit(IS_EXCLUDED, dtype=nw.Int64))], chosen), max(layers)


def _code(stages: Stages, domain: Domain, shift: int) -> tuple[nw.Expr, int]:
    """The code of one variable, moved to its place in the pattern."""

    def bits(code: int) -> nw.Expr:
        return nw.lit(code << shift, dtype=nw.Int64)

    variable, everything = domain.variable, domain.everything
    match variable:
        case Finding():
            pair, layer = stages.finding(variable)
            return choose([(pair.yes, bits(2)), (pair.no, bits(1))], bits(everything)), layer
        case Category():
            pairs = [stages.pair(Is(variable, value)) for value in domain.values]
            cases = [(pair.yes, bits(1 << place)) for place, (pair, _) in enumerate(pairs)]
            return choose(cases, bits(everything)), max(layer for _, layer in pairs)
    sides = [stages.pair(AtLeast(variable, bound)) for bound in domain.bounds]
    layer = max(at for _, at in sides)
    cells = []
    for place in range(len(domain.values)):
        above_upper = sides[place][0].yes if place < len(sides) else False
        below_lower = sides[place - 1][0].no if place else False
        cells.append(choose([(either(above_upper, below_lower), bits(0))], bits(1 << place)))
    return nw.sum_horizontal(*cells), layer


def run(machine: Automaton, patterns: Numbers, shift: int = 1) -> Numbers:
    """The last state of every row, as numbers of the automaton's states."""
    states = np.array([machine.start])  # the states that occur, by local number
    rows = np.zeros(len(patterns), dtype=np.int32)  # each row's local number
    for layer, domain in enumerate(machine.domains):
        codes = ((patterns >> shift) & domain.everything).astype(np.int32)
        shift += _width(domain)
        width = domain.everything + 1
        keys = rows * np.int32(width) + codes
        seen = np.zeros(len(states) * width, dtype=bool)
        seen[keys] = True
        occurring = np.flatnonzero(seen)
        following = np.array(
            [machine.step(int(states[key // width]), layer, int(key % width)) for key in occurring], dtype=np.int64
        )
        states, local = np.unique(following, return_inverse=True)
        table = np.zeros(len(seen), dtype=np.int32)
        table[occurring] = local
        rows = table[keys]
    return states[rows]


def resolve(criteria: Criteria, patterns: Numbers) -> tuple[Numbers, list[Answer]]:
    """The answer of every row: its place in a short list of answers, and the list."""
    answers: dict[Answer, int] = {}
    places = np.zeros(len(patterns), dtype=np.int64)
    for special, answer in _SPECIAL.items():
        chosen = patterns == special
        if chosen.any():
            places[chosen] = answers.setdefault(answer, len(answers))
    for number, column in enumerate(criteria.columns):
        chosen = (patterns >= 0) & ((patterns & 1) == number)
        if not chosen.any():
            continue
        machine = machine_of(column)
        last, local = np.unique(run(machine, patterns[chosen]), return_inverse=True)
        sets = [machine.open_sets(int(state)) for state in last]
        own = [
            answers.setdefault(("|".join(levels), "|".join(subgroups), len(levels) == len(subgroups) == 1), len(answers))
            for levels, subgroups in sets
        ]
        places[chosen] = np.array(own)[local]
    return places, list(answers)


def settling(criteria: Criteria, patterns: Numbers) -> Counter[str]:
    """How many undetermined rows each finding would settle: each of its values leaves the result determined.

    Returns a count by finding, for findings that are not recorded in those rows.
    """
    places, answers = resolve(criteria, patterns)
    undetermined = np.isin(places, [place for place, answer in enumerate(answers) if answer[2] is False])
    distinct, counts = np.unique(patterns[undetermined], return_counts=True)
    settled: Counter[str] = Counter()
    for number, column in enumerate(criteria.columns):
        of_column = (distinct & 1) == number
        shift = 1
        for domain in machine_of(column).domains:
            mask = np.int64(domain.everything << shift)
            chosen = of_column & ((distinct & mask) == mask)
            if domain.substitute is None and chosen.any():
                rest, settles = distinct[chosen] & ~mask, np.ones(chosen.sum(), dtype=bool)
                for branch in range(len(domain.values)):
                    here, said = resolve(criteria, rest | np.int64(1 << (shift + branch)))
                    settles &= np.array([answer[2] is True for answer in said])[here]
                settled[domain.variable.name] += int(counts[chosen][settles].sum())
            shift += _width(domain)
    return Counter({name: count for name, count in settled.items() if count})

