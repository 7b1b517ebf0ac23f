"""The rows of the published table that made the difference for one patient under one set.

What is asked is only whether the patient is classified (the level is at the cut or above) as the record reads: a finding
that is not recorded reads as absent. A *row* is a named criterion (Bohan & Peter), or a row of the score table
(EULAR/ACR). A row holds, is absent, or is not recorded (what is missing leaves it open). Changing a row means reading it the
other way with all others as they are; rows that read the same measurement exclude each other (two age bands), so at most
one of them is made to hold, and none when another holds already.

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

For criteria that are few and named the text of 3 and 4 says what is met, too: `dermatologic features without symmetric
proximal muscle weakness`.

This is a counterfactual reading of the table, not a statement about the disease. An assigned classification has no rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from myositis.comparison.cut import CLASSIFIED, at_cut
from myositis.comparison.panel import Panel, RatedSet
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.evaluate import truth
from myositis.rules.in_words import describe
from myositis.rules.values import Interval, Known
from myositis.rules.vocabulary import AtLeast, Decision, Is, Measurement, Not, Points, Rule, atoms, variables

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


@dataclass(frozen=True)
class Why:
    """Why a set says what it says of a patient. kind: see the module. rows: see `results.Reading`."""

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


def classifies(decision: Decision, known: Known, changed: Mapping[Rule, bool]) -> bool:
    """The decision at a cut on the record, with some rows read as given; what is not recorded reads as absent."""

    def holds(rule: Rule) -> bool:
        if rule in changed:
            return changed[rule]
        match rule:
            case Is():
                return truth(rule, known) is True
            case AtLeast(measurement, bound):
                value = known.get(measurement.name)
                return value is not None and (value.low if isinstance(value, Interval) else value) >= bound  # type: ignore[operator]
            case Not(inner):
                return not holds(inner)
            case Points(rows, needed):
                return sum(points for points, row in rows if holds(row)) >= needed
        raise TypeError(rule)

    return next(line.outcome for line in decision.lines if line.rule is None or holds(line.rule)) == CLASSIFIED


class Explainer:
    """Explains one set's reading of the patients of a panel; patients with the same rows share the work."""

    def __init__(self, panel: Panel, rated: RatedSet) -> None:
        self.panel, self.rated = panel, rated
        self._found: dict[tuple[object, ...], Why] = {}

    def why(self, place: int) -> Why:
        """Why the set classified, or did not classify, the patient of this row."""
        rating, criteria = self.rated.said(place), self.rated.criteria
        if criteria is None:
            return Why("assigned", "as assigned")
        known = self.panel.known[place]
        if rating.excluded:
            present = [atom for atom in atoms(criteria.excluded) if truth(atom, known) is True]
            labels = tuple(dict.fromkeys(describe(atom).removeprefix("exclusion: ") for atom in present))
            return Why("excluded", f"excluded: {', '.join(labels)}", tuple((label,) for label in labels))
        column = self.rated.column(place)
        decision, rows = at_cut(column.level, self.panel.cut), table_rows(criteria, column)
        state = tuple(truth(row.rule, known) for row in rows)
        can, cannot = rating.open_at(self.panel.cut)
        key: tuple[object, ...] = (column.name, state, can, cannot)
        if not _rows_say_all(decision, rows):
            key = (*key, tuple(sorted((name, str(value)) for name, value in known.items())))
        if key not in self._found:
            made = _held(rows, state, known)
            if rating.classified(self.panel.cut):
                self._found[key] = _rests_on(decision, known, made)
            else:
                few = bool(criteria.criteria)
                self._found[key] = _lacking(decision, known, rows, state, made, can=can, few=few)
        return self._found[key]


@lru_cache(maxsize=64)
def _rows_say_all(decision: Decision, rows: tuple[Row, ...]) -> bool:
    return set(atoms(*decision.rules)) <= set(atoms(*(row.rule for row in rows)))


def _held(rows: tuple[Row, ...], state: tuple[bool | None, ...], known: Known) -> list[Row]:
    """The rows that hold on the record; an age interval reads as its lowest year."""
    lowest = {name: value.low if isinstance(value, Interval) else value for name, value in known.items()}
    return [row for row, value in zip(rows, state, strict=True) if value or truth(row.rule, lowest) is True]


def _rests_on(decision: Decision, known: Known, held: list[Row]) -> Why:
    needed = tuple(row.label for row in held if not classifies(decision, known, {row.rule: False}))
    text = f"rests on {_and(needed)}" if needed else "rests on no single row"
    return Why("rests on", text, tuple((label,) for label in needed))


def _lacking(
    decision: Decision,
    known: Known,
    rows: tuple[Row, ...],
    state: tuple[bool | None, ...],
    held: list[Row],
    *,
    can: bool,
    few: bool,
) -> Why:
    taken = {row.measurement for row in held if row.measurement is not None}
    free = [(row, value) for row, value in zip(rows, state, strict=True) if row not in held and row.measurement not in taken]
    missing = [row for row, value in free if value is None]
    absent = [row for row, value in free if value is False]
    if can:
        found = _smallest(decision, known, missing, len(missing))
        return _named("not recorded", found, missing) if found else Why("not recorded", "findings not recorded")
    having = f"{_and([row.label for row in held]) or 'nothing'} without " if few else ""
    found = _smallest(decision, known, absent, 1)
    if found:
        return _named("absent", found, absent, having)
    everything = [row for row, _ in free]
    found = _smallest(decision, known, everything, MOST_ROWS)
    if found:
        return _named("short", found, everything, having)
    text = f"{having}more than {MOST_ROWS} other rows" if few else f"more than {MOST_ROWS} rows short"
    return Why("short", text)


def _smallest(decision: Decision, known: Known, rows: list[Row], most: int) -> list[tuple[Row, ...]]:
    """The combinations of the fewest rows which, were they to hold, would classify; empty when `most` are too few."""
    for size in range(1, min(most, len(rows)) + 1):
        tried = _combinations(rows, size)
        found = [chosen for chosen in tried if classifies(decision, known, dict.fromkeys((row.rule for row in chosen), True))]
        if found:
            return found
    return []


def _combinations(rows: list[Row], size: int) -> Iterator[tuple[Row, ...]]:
    for chosen in combinations(rows, size):
        measured = [row.measurement for row in chosen if row.measurement is not None]
        if len(measured) == len(set(measured)):
            yield chosen


def _named(kind: str, found: list[tuple[Row, ...]], candidates: list[Row], having: str = "") -> Why:
    """`electromyography not recorded`; `one of 5 rows not recorded (age at onset, 1 muscle, 3 muscle biopsy)`;
    `dermatologic features without symmetric proximal muscle weakness`."""
    size = len(found[0])
    named = list(dict.fromkeys(_short(row) for chosen in found for row in chosen))
    rows = tuple(tuple(row.label for row in chosen) for chosen in found)
    if len(found) == 1 or len(named) == size:
        which = _and(named)
    elif len(named) <= MOST_LISTED:
        which = f"{_number(size)} {'of' if size == 1 else 'among'} {', '.join(named)}"
    else:
        which = f"{_number(size)} {'of' if size == 1 else 'among'} {len(named)} rows"
    counted = f" ({_by_section(row for chosen in found for row in chosen)})" if which.endswith(" rows") else ""
    if having:
        return Why(kind, f"{having}{which}{counted}", rows)
    if kind == "not recorded" and size > 1 and len({_short(row) for row in candidates}) > size:
        what = f"{_number(size)} rows would do: {which}" if len(found) == 1 else f"{which} would do"
        return Why(kind, f"not recorded; {what}{counted}", rows)
    ending = {"not recorded": " not recorded", "absent": " absent", "short": " absent or not recorded"}[kind]
    return Why(kind, f"{which}{ending}{counted}", rows)


def _by_section(rows: Iterable[Row]) -> str:
    """How many rows of each section of the table; a measurement by its name."""
    sections: dict[str, set[str]] = {}
    for row in rows:
        section = row.section if row.measurement is None else row.measurement.label
        sections.setdefault(section, set()).add(_short(row))
    return ", ".join(name if names == {name} else f"{len(names)} {name.lower()}" for name, names in sections.items())


def _short(row: Row) -> str:
    """Bands of one measurement are one thing that is not known."""
    return row.measurement.label if row.measurement is not None else row.label


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _number(size: int) -> str:
    return {1: "one", 2: "two", 3: "three", 4: "four"}.get(size, str(size))
