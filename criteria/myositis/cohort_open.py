"""Exact open outcomes of a whole cohort: the automaton of `open_outcomes`, with every row's state in one array.

Everything that is known of a row is packed into one whole number, its **pattern**: the codes of all variables side by side,
and below them the number of the criteria's column. Patterns are computed on any engine; they are resolved here. For each
variable the pairs (state, code) that occur are resolved once, and all rows follow by one look-up, so that a million rows
share a few thousand states.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from myositis.columns import Stages, Truth, choose, either
from myositis.criteria import EXCLUDED, Criteria
from myositis.open_outcomes import Automaton, Domain
from myositis.rules import AtLeast, Category, Finding, Is

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]

Answer = tuple[str | None, str | None, bool | None]
"""Open levels, open subgroups (both joined with `|`), determined; all None for a row that is invalid."""

INVALID, IS_EXCLUDED = -2, -1
_SPECIAL: dict[int, Answer] = {INVALID: (None, None, None), IS_EXCLUDED: (EXCLUDED, None, True)}


def pattern(stages: Stages, criteria: Criteria, excluded: Truth, with_last: Truth) -> tuple[nw.Expr, int]:
    """Everything that is known of a row, as one whole number; and the layer from which it can be read."""
    made, layers = [], [0]
    for place, column in enumerate(criteria.columns):
        parts, shift = [nw.lit(place, dtype=nw.Int64)], 1
        for domain in column.machine.domains:
            code, layer = _code(stages, domain, shift)
            parts.append(code)
            layers.append(layer)
            shift += len(domain.values)
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
            pairs = [stages.pair(Is(variable, str(value))) for value in domain.values]
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


def run(machine: Automaton, patterns: Numbers) -> Numbers:
    """The last state of every row, as numbers of the automaton's states."""
    import numpy as np

    rows = np.zeros(len(patterns), dtype=np.int32)  # each row's state
    shift = 1
    for layer, bits in enumerate(machine.widths):
        keys = (rows << bits) | ((patterns >> shift) & ((1 << bits) - 1)).astype(np.int32)
        shift += bits
        table = _table(machine, layer, bits)
        rows = table[keys]
        unknown = rows < 0
        if unknown.any():
            for key in np.unique(keys[unknown]).tolist():
                table[key] = machine.step(key >> bits, layer, key & ((1 << bits) - 1))
            rows = table[keys]
    return rows


def _table(machine: Automaton, layer: int, bits: int) -> npt.NDArray[np.int32]:
    """The next state by (state, code) packed into one number; -1 where it has not been asked yet."""
    import numpy as np

    needed = machine.states(layer) << bits
    table: npt.NDArray[np.int32] | None = machine.tables[layer]
    if table is None or len(table) < needed:
        grown = np.full(2 * needed, -1, dtype=np.int32)
        if table is not None:
            grown[: len(table)] = table
        machine.tables[layer] = table = grown
    return table


def unpack(machine: Automaton, packed: int) -> list[int]:
    """The codes of one row."""
    packed, codes = packed >> 1, []
    for bits in machine.widths:
        codes.append(packed & ((1 << bits) - 1))
        packed >>= bits
    return codes


def answer(machine: Automaton, state: int) -> Answer:
    """The answer in a last state."""
    levels, subgroups = machine.open_sets(state)
    return "|".join(levels), "|".join(subgroups), len(levels) == len(subgroups) == 1


def resolve(criteria: Criteria, patterns: pl.Series) -> pl.DataFrame:
    """The answer of every row: columns open_levels, open_subgroups, determined, in the order of the patterns (integers).

    Rows go through the automaton side by side; a few are followed one by one where NumPy would have to be imported for them.
    """
    import polars as pl

    one_by_one = len(patterns) <= FEW and "numpy" not in sys.modules
    places, answers = (_one_by_one if one_by_one else _side_by_side)(criteria, patterns)
    kinds = {"open_levels": pl.String, "open_subgroups": pl.String, "determined": pl.Boolean}
    return pl.DataFrame(answers, schema=kinds, orient="row").select(pl.all().gather(pl.Series(places, dtype=pl.UInt32)))


FEW = 2_000
"""Up to so many rows are not worth the import of NumPy."""


def _one_by_one(criteria: Criteria, patterns: pl.Series) -> tuple[list[int], list[Answer]]:
    answers: dict[int, Answer] = dict(_SPECIAL)
    rows = patterns.to_list()
    for packed in rows:
        if packed not in answers:
            machine = criteria.columns[packed & 1].machine
            answers[packed] = answer(machine, machine.run(unpack(machine, packed)))
    place = {packed: number for number, packed in enumerate(answers)}
    return [place[packed] for packed in rows], list(answers.values())


def _side_by_side(criteria: Criteria, series: pl.Series) -> tuple[Numbers, list[Answer]]:
    import numpy as np

    patterns: Numbers = series.to_numpy()
    answers: dict[Answer, int] = {}
    places = np.zeros(len(patterns), dtype=np.int64)
    for special, said in _SPECIAL.items():
        chosen = patterns == special
        if chosen.any():
            places[chosen] = answers.setdefault(said, len(answers))
    for number, column in enumerate(criteria.columns):
        chosen = (patterns >= 0) & ((patterns & 1) == number)
        if chosen.any():
            machine = column.machine
            last, local = np.unique(run(machine, patterns[chosen]), return_inverse=True)
            own = [answers.setdefault(answer(machine, int(state)), len(answers)) for state in last]
            places[chosen] = np.array(own)[local]
    return places, list(answers)


def settling(criteria: Criteria, patterns: pl.Series) -> Counter[str]:
    """How many undetermined rows each finding would settle: each of its values leaves the result determined.

    Returns a count by finding, for findings that are not recorded in those rows.
    """
    import polars as pl

    packed, determined = pl.col("pattern"), resolve(criteria, patterns)["determined"]
    undetermined = (
        patterns.alias("pattern").to_frame().filter(~determined).group_by("pattern").len("patients").with_row_index("row")
    )
    asked = []
    for number, column in enumerate(criteria.columns):
        shift = 1
        for domain in column.machine.domains:
            mask = domain.everything << shift
            unrecorded = undetermined.lazy().filter((packed & 1) == number, (packed & mask) == mask)
            for branch in range(len(domain.values) if domain.substitute is None else 0):
                known = (packed - mask + (1 << (shift + branch))).alias("pattern")
                asked.append(unrecorded.select("row", "patients", pl.lit(domain.variable.name).alias("finding"), known))
            shift += len(domain.values)
    ways = pl.concat(asked).collect()
    ways = ways.with_columns(resolve(criteria, ways["pattern"])["determined"])
    settled = ways.group_by("finding", "row").agg(pl.col("determined").all(), pl.col("patients").first()).filter("determined")
    return Counter(dict(settled.group_by("finding").agg(pl.col("patients").sum()).rows()))
