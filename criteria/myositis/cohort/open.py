"""Exact open outcomes of a whole cohort: the automaton of `open_outcomes`, with every row's state in one array.

Everything that is known of a row is packed into one whole number, its **pattern**: the codes of all variables side by side,
and below them the number of the criteria's column. Patterns are computed on any engine (`cohort_patterns`) and resolved
here. For each variable the pairs (state, code) that occur are resolved once, and all rows follow by one look-up, so that a
million rows share a few thousand states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from myositis.errors import EngineError
from myositis.one_patient.open_outcomes import Automaton
from myositis.published.criteria_set import EXCLUDED, CriteriaSet

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]

Answer = tuple[str | None, str | None, bool | None]
"""Open levels, open subgroups (both joined with `|`), determined; all None for a row that is invalid."""

FEW = 500
"""Up to so many rows, reading one after the other is quicker than planning columns and importing NumPy."""
ROOM = 62
"""Bits of a pattern: one for the column of the criteria, and one for each value of each variable."""
INVALID, IS_EXCLUDED = -2, -1
_SPECIAL: dict[int, Answer] = {INVALID: (None, None, None), IS_EXCLUDED: (EXCLUDED, None, True)}


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


def check_room(criteria: CriteriaSet) -> None:
    """EngineError when what a criteria set reads does not fit into one whole number per row."""
    most = max(1 + sum(column.machine.widths) for column in criteria.columns)
    if most > ROOM:
        raise EngineError(
            f"{criteria.full_id} reads too many findings for the open outcomes of a cohort ({most} bits of {ROOM}): leave them "
            "out, or classify patient by patient"
        )


def pack(machine: Automaton, codes: Iterable[int], column: int) -> int:
    """The pattern of one row. column: the place of the criteria's column."""
    packed, shift = column, 1
    for code, bits in zip(codes, machine.widths, strict=True):
        packed |= code << shift
        shift += bits
    return packed


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


def resolve(criteria: CriteriaSet, patterns: pl.Series) -> pl.DataFrame:
    """The answer of every row: columns open_levels, open_subgroups, determined, in the order of the patterns (integers)."""
    import polars as pl

    places, answers = _places(criteria, patterns)
    kinds = {"open_levels": pl.String, "open_subgroups": pl.String, "determined": pl.Boolean}
    return pl.DataFrame(answers, schema=kinds, orient="row").select(pl.all().gather(pl.Series(places, dtype=pl.UInt32)))


def _places(criteria: CriteriaSet, series: pl.Series) -> tuple[Numbers, list[Answer]]:
    """The distinct answers, and which of them each row has."""
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


def settling(criteria: CriteriaSet, patterns: pl.Series) -> Counter[str]:
    """How many undetermined rows each finding would settle: each of its values leaves the result determined.

    Returns a count by finding, for findings that are not recorded in those rows.
    """
    import polars as pl

    if len(patterns) <= FEW:
        return _settling_few(criteria, Counter(patterns.to_list()))
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


def _settling_few(criteria: CriteriaSet, patterns: Mapping[int, int]) -> Counter[str]:
    """The same for a few rows, pattern by pattern. patterns: how many rows have each."""
    found: Counter[str] = Counter()
    for packed, patients in patterns.items():
        if packed in _SPECIAL:
            continue
        machine = criteria.columns[packed & 1].machine
        codes = unpack(machine, packed)
        if answer(machine, machine.run(codes))[2]:
            continue
        for layer, (domain, code) in enumerate(zip(machine.domains, codes, strict=True)):
            if code == domain.everything and domain.substitute is None:
                ways = ([*codes[:layer], 1 << branch, *codes[layer + 1 :]] for branch in range(len(domain.values)))
                if all(answer(machine, machine.run(way))[2] for way in ways):
                    found[domain.variable.name] += patients
    return found
