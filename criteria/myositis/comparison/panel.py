"""The cohort as every set sees it: arrays with one entry per row, from which all numbers of a comparison are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from myositis.cohort.result import result_names
from myositis.cohort.row_by_row import classify_read
from myositis.comparison.assigned import AssignedColumn
from myositis.comparison.basics import ALL_PATIENTS, CLASSIFIED, NOT_CLASSIFIED
from myositis.comparison.bounds import BOTH, NEITHER, ONLY_FIRST, ONLY_SECOND
from myositis.comparison.cut import at_cut, cut_offs, from_level, mask
from myositis.comparison.results import ComparedSet
from myositis.comparison.truths import Runner, Truths
from myositis.one_patient.open_outcomes import automaton
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, Column, CriteriaSet

if TYPE_CHECKING:
    import numpy.typing as npt

    from myositis.reading.cohort import ReadCohort

    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]

NOT_NAMED = "not named"
"""The subgroup of a patient who has one, although the record does not say which."""

YES_NO, LEVELS, CRITERIA = "assigned yes/no", "assigned levels", "criteria"
NOTHING = -1
"""The code of a row of which a set says nothing: an invalid row, a blank."""


@dataclass
class RatedSet:
    """A set with what it says of every row.

    outcomes: what it can say, levels in the order of the set, `excluded` last. level: which of them, `NOTHING` for none.
    opened: those that some completion reaches, as bits. subgroup: place in `subgroups` (the last two are `not named` and
    `none`), `NOTHING` for the excluded. column: place in the columns of the criteria. score: of the table; standardised:
    score less the constant of its column, which orders patients as the probability does.
    """

    info: ComparedSet
    outcomes: tuple[str, ...]
    level: npt.NDArray[np.int8]
    opened: npt.NDArray[np.int32]
    criteria: CriteriaSet | None = None
    subgroups: tuple[str, ...] = ()
    subgroup: npt.NDArray[np.int8] | None = None
    column: npt.NDArray[np.int8] | None = None
    score: npt.NDArray[np.float64] | None = None
    standardised: npt.NDArray[np.float64] | None = None
    _at: dict[tuple[str, ...], tuple[Flags, Flags, Flags]] = field(default_factory=dict)

    @property
    def counting(self) -> tuple[str, ...]:
        """The outcomes that count as classified."""
        return self.info.classified if self.info.has_levels else (CLASSIFIED,)

    @cached_property
    def said(self) -> Flags:
        """Where it says something."""
        return self.level >= 0

    @cached_property
    def excluded(self) -> Flags:
        """Where no criteria apply: not classified, in every completion."""
        found: Flags = self.level == self.outcomes.index(EXCLUDED)
        return found

    def at(self, counting: tuple[str, ...] | None = None) -> tuple[Flags, Flags, Flags]:
        """Classified on the record; whether some completion is; whether some completion is not. All false without a word.

        counting: the levels that count, by default those of the set.
        """
        chosen = self.counting if counting is None else counting
        if chosen not in self._at:
            bits = mask(self.outcomes, chosen)
            counted = np.array([bool(bits >> place & 1) for place in range(len(self.outcomes))] + [False])
            self._at[chosen] = counted[self.level], (self.opened & bits) != 0, (self.opened & ~bits) != 0
        return self._at[chosen]

    @property
    def classified(self) -> Flags:
        """On the record."""
        return self.at()[0]

    def determined(self, counting: tuple[str, ...] | None = None) -> Flags:
        """No completion moves the patient across the cut."""
        _, can, cannot = self.at(counting)
        return ~(can & cannot)

    def ranks(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every level above the lowest with the levels that it counts, where they are ranked."""
        levels = self.info.levels
        return [(level, from_level(levels, level)) for level in levels[1:]] if self.info.ranked else []


@dataclass
class Shared:
    """What does not depend on the reference: rules on every row, and the cells of the 2x2 table of two sets."""

    truths: Truths
    cells: dict[tuple[str, str], npt.NDArray[np.uint8]] = field(default_factory=dict)


@dataclass
class Panel:
    """The rated cohort. truth: 1 a case, 0 a comparator, -1 neither; diagnosis: place in `diagnoses`, -1 for none;
    is_case: whether each of these is a case. equivalent: the subgroup for which a diagnosis stands, where it is declared."""

    cohort: ReadCohort
    sets: tuple[RatedSet, ...]
    truth: npt.NDArray[np.int8] | None = None
    diagnoses: tuple[str, ...] = ()
    is_case: tuple[bool, ...] = ()
    diagnosis: npt.NDArray[np.int32] | None = None
    equivalent: Mapping[str, str] = field(default_factory=dict)
    score_cuts: tuple[float, ...] = ()
    shared: Shared = None  # type: ignore[assignment]  # made of the cohort when it is not given

    def __post_init__(self) -> None:
        self.shared = self.shared or Shared(Truths(self.cohort))

    @property
    def truths(self) -> Truths:
        """Rules on every row."""
        return self.shared.truths

    def groups(self, rated: RatedSet, places: Places) -> list[tuple[str | None, str, Places]]:
        """All of the rows, and those that are read in each column of a score table: the set's own, or where it has one column
        only that of every other set that has several. Each with the set whose column it is, and its name."""
        found: list[tuple[str | None, str, Places]] = [(None, ALL_PATIENTS, places)]
        several = [one for one in self.sets if one.info.columns]
        for one in [rated] if rated.info.columns else several:
            assert one.column is not None
            column = one.column[places]
            found += [(one.info.id, name, places[column == number]) for number, name in enumerate(one.info.columns)]
        return found

    def joint_cells(self, first: RatedSet, second: RatedSet, places: Places) -> npt.NDArray[np.uint8]:
        """The cells of the 2x2 table that some completion of each row reaches, as bits. One completion serves both sets.

        The column of a score table stays as selected, and an excluded patient is not completed.
        """
        key = (first.info.id, second.info.id)
        if key not in self.shared.cells:
            self.shared.cells[key] = self._joint(first, second)
        return self.shared.cells[key][places]

    def _joint(self, first: RatedSet, second: RatedSet) -> npt.NDArray[np.uint8]:
        _, yes, no = first.at()
        _, yes_two, no_two = second.at()
        cells = np.zeros(len(yes), dtype=np.uint8)
        ways = ((yes, yes_two, BOTH), (yes, no_two, ONLY_FIRST), (no, yes_two, ONLY_SECOND), (no, no_two, NEITHER))
        for here, there, cell in ways:
            cells[here & there] |= cell
        undecided = yes & no & yes_two & no_two
        if undecided.any():
            assert first.column is not None
            assert second.column is not None
            for one, number in self.columns(first):
                for two, number_two in self.columns(second):
                    chosen = np.flatnonzero(undecided & (first.column == number) & (second.column == number_two))
                    cells[chosen] = self._reached(first, one, second, two, chosen)
        return cells

    def columns(self, rated: RatedSet) -> Iterable[tuple[Column, int]]:
        """The columns of a criteria set, with their places."""
        assert rated.criteria is not None
        return ((column, number) for number, column in enumerate(rated.criteria.columns))

    def _reached(self, first: RatedSet, one: Column, second: RatedSet, two: Column, chosen: Places) -> npt.NDArray[np.int64]:
        machine = automaton((at_cut(one.level, frozenset(first.counting)), at_cut(two.level, frozenset(second.counting))))
        runner = Runner(machine)
        last = runner.run(self.truths.codes(machine, chosen))[-1]
        bits: dict[tuple[str, ...], int] = {
            (CLASSIFIED, CLASSIFIED): BOTH,
            (CLASSIFIED, NOT_CLASSIFIED): ONLY_FIRST,
            (NOT_CLASSIFIED, CLASSIFIED): ONLY_SECOND,
            (NOT_CLASSIFIED, NOT_CLASSIFIED): NEITHER,
        }
        return runner.reached(last, bits)


WANTED = ("level", "subgroup", "score", "column", "open_levels", "open_subgroups")


def rate_criteria(cohort: ReadCohort, criteria: Sequence[CriteriaSet], counting: Mapping[str, tuple[str, ...]]) -> list[RatedSet]:
    """Classify the cohort under every criteria set. Contradictions are added to its problems.

    counting: the levels that count as classified, by id.
    """
    if not criteria:
        return []
    results = classify_read(cohort, tuple(criteria), wanted=WANTED).results
    return [_rated(one, results, cohort.invalid.to_numpy(), counting[one.full_id]) for one in criteria]


def _codes(column: pl.Series, words: Sequence[str]) -> npt.NDArray[np.int8]:
    known = {word: place for place, word in enumerate(words)}
    return column.replace_strict(known, default=NOTHING, return_dtype=pl.Int8).fill_null(NOTHING).to_numpy().copy()


def _by_word(column: pl.Series, make: Callable[[str | None], int]) -> npt.NDArray[np.int32]:
    """A column of few distinct words turned into whole numbers, word by word."""
    if not len(column):
        return np.zeros(0, dtype=np.int32)
    words = column.unique().to_list()
    return column.replace_strict({word: make(word) for word in words}, return_dtype=pl.Int32).to_numpy().copy()


def _rated(criteria: CriteriaSet, results: pl.DataFrame, invalid: Flags, counting: tuple[str, ...]) -> RatedSet:
    names = result_names(criteria, WANTED)
    columns = {name: results[column] for name, column in names.items()}
    outcomes = (*criteria.levels, EXCLUDED)
    level = _codes(columns["level"], outcomes)
    level[invalid] = NOTHING
    excluded = level == len(outcomes) - 1
    places = {name: place for place, name in enumerate(outcomes)}
    opened = _by_word(columns["open_levels"], lambda text: sum(1 << places[name] for name in text.split("|")) if text else 0)
    opened[level < 0] = 0
    named = tuple(name for name in criteria.subgroups if name != NO_SUBGROUP)
    subgroups: tuple[str, ...] = ()
    subgroup = column = score = standardised = None
    if named:
        subgroups = (*named, NOT_NAMED, NO_SUBGROUP)
        subgroup = _codes(columns["subgroup"], named)
        # The record reads as its lowest open level; so when some completion has no subgroup, the record has none.
        none = _by_word(columns["open_subgroups"], lambda text: NO_SUBGROUP in (text or NO_SUBGROUP).split("|")) == 1
        blank = subgroup < 0
        subgroup[blank & none] = len(named) + 1
        subgroup[blank & ~none] = len(named)
        subgroup[excluded | (level < 0)] = NOTHING
    if "column" in columns:
        column = _codes(columns["column"], [one.name for one in criteria.columns])
    else:
        column = np.zeros(results.height, dtype=np.int8)
    if "score" in columns:
        score = columns["score"].to_numpy().astype(np.float64)
        score[excluded | (level < 0)] = np.nan
        constants = np.array([one.constant or 0.0 for one in criteria.columns])
        standardised = np.round(score - constants[column], 2)
    several = len(criteria.columns) > 1
    info = ComparedSet(
        id=criteria.full_id,
        title=criteria.title,
        short_title=criteria.short_title,
        kind=CRITERIA,
        prefix=criteria.prefix,
        levels=criteria.levels,
        ranked=criteria.ranked,
        classified=counting,
        subgroups=named,
        folded=dict(criteria.folded),
        columns=tuple(one.name for one in criteria.columns) if several else (),
        score=score is not None,
        cut_offs=cut_offs(criteria),
        probability=criteria.columns[0].constant is not None,
        revision=criteria.revision,
        options=dict(criteria.options),
        fingerprint=criteria.fingerprint,
        citations=tuple(str(citation) for citation in criteria.citations),
        evidence={item.part: item.grade for item in criteria.evidence},
    )
    return RatedSet(info, outcomes, level, opened, criteria, subgroups, subgroup, column, score, standardised)


def rate_assigned(assigned: AssignedColumn, invalid: Flags) -> RatedSet:
    """A column that holds a classification: nothing is open, and there are no subgroups."""
    outcomes = (*assigned.levels, EXCLUDED) if assigned.levels else (NOT_CLASSIFIED, CLASSIFIED, EXCLUDED)
    level = _codes(assigned.values, outcomes)
    level[invalid] = NOTHING
    info = ComparedSet(
        id=assigned.name,
        title=f"classification in the column {assigned.column}",
        short_title=assigned.name,
        kind=LEVELS if assigned.levels else YES_NO,
        prefix=assigned.name,
        levels=assigned.levels,
        ranked=assigned.ranked,
        classified=assigned.classified,
        column=assigned.column,
    )
    opened = np.where(level >= 0, 1 << np.maximum(level, 0).astype(np.int32), 0).astype(np.int32)
    return RatedSet(info, outcomes, level, opened)
