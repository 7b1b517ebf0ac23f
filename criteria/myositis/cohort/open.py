"""Exact open outcomes of a whole cohort: the automaton of `open_outcomes`, with every row's state in one array.

Everything that is known of a row is packed into whole numbers, its **pattern**: the codes of all variables side by side, in as
many words of 64 bits as they need, and at the start of the first word the number of the criteria's column. Patterns are
computed on any engine (`patterns`) and resolved here. For each variable the pairs (state, code) that occur are resolved once,
and all rows follow by one look-up, so that a million rows share a few thousand states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from myositis.one_patient.open_outcomes import Automaton, machine_of
from myositis.published.criteria_set import EXCLUDED, CriteriaSet

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Numbers = npt.NDArray[np.int64] | npt.NDArray[np.int32]

Answer = tuple[str | None, str | None, bool | None]
"""Open levels, open subgroups (both joined with `|`), determined; all None for a row that is invalid."""

Pattern = tuple[int, ...]
"""The words of one row."""

FEW = 500
"""Up to so many rows, reading one after the other is quicker than planning columns and importing NumPy."""
ROOM = 62
"""Bits of a word: its sign and one bit more stay free."""
INVALID, IS_EXCLUDED = -2, -1
"""What the first word says of rows that have no pattern."""
_SPECIAL: dict[int, Answer] = {INVALID: (None, None, None), IS_EXCLUDED: (EXCLUDED, None, True)}


@dataclass(frozen=True)
class PatternLayout:
    """Where the pattern of a criteria set holds what.

    machines: of each column of the set. bits: for the number of the column. places: for each column, the word and the shift of
    each variable's code. words: how many there are.
    """

    machines: tuple[Automaton, ...]
    bits: int
    places: tuple[tuple[tuple[int, int], ...], ...]
    words: int

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the words in a frame of patterns."""
        return tuple(f"word_{place}" for place in range(self.words))

    def column(self, first_word: int) -> int:
        """The place of the criteria's column."""
        return first_word & ((1 << self.bits) - 1)

    def pack(self, column: int, codes: Iterable[int]) -> Pattern:
        """The pattern of one row."""
        words = [column] + [0] * (self.words - 1)
        for (word, shift), code in zip(self.places[column], codes, strict=True):
            words[word] |= code << shift
        return tuple(words)

    def special(self, said: int) -> Pattern:
        """The pattern of a row that is invalid or excluded."""
        return (said, *[0] * (self.words - 1))

    def unpack(self, pattern: Sequence[int]) -> list[int]:
        """The codes of one row."""
        column = self.column(pattern[0])
        widths = self.machines[column].widths
        return [pattern[w] >> shift & ((1 << bits) - 1) for (w, shift), bits in zip(self.places[column], widths, strict=True)]


@lru_cache(maxsize=256)
def layout_of(criteria: CriteriaSet) -> PatternLayout:
    """How what is known under a criteria set is packed; a code never lies in two words."""
    machines = tuple(map(machine_of, criteria.columns))
    bits = max(1, (len(machines) - 1).bit_length())
    places, most = [], 0
    for machine in machines:
        word, shift, own = 0, bits, []
        for width in machine.widths:
            if shift + width > ROOM:
                word, shift = word + 1, 0
            own.append((word, shift))
            shift += width
        places.append(tuple(own))
        most = max(most, word)
    return PatternLayout(machines, bits, tuple(places), most + 1)


def run(layout: PatternLayout, column: int, words: Sequence[Numbers]) -> Numbers:
    """The last state of every row that is read in a column, as numbers of its automaton's states."""
    import numpy as np

    machine = layout.machines[column]
    rows = np.zeros(len(words[0]), dtype=np.int32)  # each row's state
    for layer, (bits, (word, shift)) in enumerate(zip(machine.widths, layout.places[column], strict=True)):
        keys = (rows << bits) | ((words[word] >> shift) & ((1 << bits) - 1)).astype(np.int32)
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


def answer(machine: Automaton, state: int) -> Answer:
    """The answer in a last state."""
    levels, subgroups = machine.open_sets(state)
    return "|".join(levels), "|".join(subgroups), len(levels) == len(subgroups) == 1


def resolve(criteria: CriteriaSet, patterns: pl.DataFrame) -> pl.DataFrame:
    """The answer of every row: columns open_levels, open_subgroups, determined, in the order of the patterns (their words)."""
    import polars as pl

    places, answers = _places(criteria, patterns)
    kinds = {"open_levels": pl.String, "open_subgroups": pl.String, "determined": pl.Boolean}
    return pl.DataFrame(answers, schema=kinds, orient="row").select(pl.all().gather(pl.Series(places, dtype=pl.UInt32)))


def _places(criteria: CriteriaSet, patterns: pl.DataFrame) -> tuple[Numbers, list[Answer]]:
    """The distinct answers, and which of them each row has."""
    import numpy as np

    layout = layout_of(criteria)
    words: list[Numbers] = [word.to_numpy() for word in patterns.iter_columns()]
    first = words[0]
    answers: dict[Answer, int] = {}
    places = np.zeros(len(first), dtype=np.int64)
    for special, said in _SPECIAL.items():
        chosen = first == special
        if chosen.any():
            places[chosen] = answers.setdefault(said, len(answers))
    for number, machine in enumerate(layout.machines):
        chosen = (first >= 0) & ((first & ((1 << layout.bits) - 1)) == number)
        if chosen.any():
            last, local = np.unique(run(layout, number, [word[chosen] for word in words]), return_inverse=True)
            own = [answers.setdefault(answer(machine, int(state)), len(answers)) for state in last]
            places[chosen] = np.array(own)[local]
    return places, list(answers)


def settling(criteria: CriteriaSet, patterns: pl.DataFrame) -> Counter[str]:
    """How many undetermined rows each finding would settle: each of its values leaves the result determined.

    Returns a count by finding, for findings that are not recorded in those rows.
    """
    import polars as pl

    if patterns.height <= FEW:
        return _settling_few(layout_of(criteria), Counter(patterns.rows()))
    layout, determined = layout_of(criteria), resolve(criteria, patterns)["determined"]
    undetermined = patterns.filter(~determined).group_by(layout.names).len("patients").with_row_index("row")
    asked = []
    for number, machine in enumerate(layout.machines):
        here = (pl.col(layout.names[0]) & ((1 << layout.bits) - 1)) == number
        for domain, (word, shift) in zip(machine.domains, layout.places[number], strict=True):
            packed, mask = pl.col(layout.names[word]), domain.everything << shift
            unrecorded = undetermined.lazy().filter(here, (packed & mask) == mask)
            for branch in range(len(domain.values) if domain.substitute is None else 0):
                known = (packed - mask + (1 << (shift + branch))).alias(layout.names[word])
                asked.append(unrecorded.with_columns(known, pl.lit(domain.variable.name).alias("finding")))
    ways = pl.concat(asked).collect()
    ways = ways.with_columns(resolve(criteria, ways.select(layout.names))["determined"])
    settled = ways.group_by("finding", "row").agg(pl.col("determined").all(), pl.col("patients").first()).filter("determined")
    return Counter(dict(settled.group_by("finding").agg(pl.col("patients").sum()).rows()))


def _settling_few(layout: PatternLayout, patterns: Mapping[Pattern, int]) -> Counter[str]:
    """The same for a few rows, pattern by pattern. patterns: how many rows have each."""
    found: Counter[str] = Counter()
    for packed, patients in patterns.items():
        if packed[0] in _SPECIAL:
            continue
        machine, codes = layout.machines[layout.column(packed[0])], layout.unpack(packed)
        if not answer(machine, machine.run(codes))[2]:
            found.update(dict.fromkeys(_settled_by(machine, codes), patients))
    return found


def _settled_by(machine: Automaton, codes: list[int]) -> Iterator[str]:
    """The findings that are not recorded and each of whose values leaves the result determined."""
    for layer, (domain, code) in enumerate(zip(machine.domains, codes, strict=True)):
        if code == domain.everything and domain.substitute is None:
            ways = ([*codes[:layer], 1 << branch, *codes[layer + 1 :]] for branch in range(len(domain.values)))
            if all(answer(machine, machine.run(way))[2] for way in ways):
                yield domain.variable.name
