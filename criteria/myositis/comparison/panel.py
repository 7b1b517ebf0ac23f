"""Every patient as every set sees the patient: the one table from which all numbers of a comparison are counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from myositis.cohort.result import RESULTS, result_names
from myositis.cohort.row_by_row import classify_read
from myositis.comparison.bounds import BOTH, NEITHER, ONLY_FIRST, ONLY_SECOND
from myositis.comparison.columns import AssignedColumn
from myositis.comparison.cut import CLASSIFIED, at_cut, reaches
from myositis.comparison.numbers import Patients
from myositis.comparison.results import ComparedSet
from myositis.dictionary.record import derive
from myositis.one_patient.open_outcomes import Automaton, automaton
from myositis.published.criteria_set import EXCLUDED, LEVELS, NO_SUBGROUP, Column, CriteriaSet
from myositis.reading.cohort import ReadCohort
from myositis.rules.values import Known

NOT_NAMED = "not named"
"""The subgroup of a patient who has one, although the record does not say which."""

YES_NO, YES, NO = "assigned yes/no", "classified", "not_classified"


@dataclass(frozen=True, slots=True)
class Rating:
    """What one set says of one patient. level: for a yes/no column `classified` or `not_classified`. subgroup: None for a
    set without subgroups. name: of the column of the criteria in which the record was read."""

    level: str
    subgroup: str | None
    open_levels: tuple[str, ...]
    name: str = ""
    log_odds: float | None = None
    """Score minus constant: it orders patients as the probability does, which is printed with six decimals and then ties."""

    @property
    def excluded(self) -> bool:
        """No criteria apply: not classified, in every completion."""
        return self.level == EXCLUDED

    def classified(self, cut: str) -> bool:
        """On the record: the level is the cut or higher, or the column says yes."""
        return self.level == YES or reaches(self.level, cut)

    def open_at(self, cut: str) -> tuple[bool, bool]:
        """Whether some completion classifies the patient, and whether some does not."""
        outcomes = [level == YES or reaches(level, cut) for level in self.open_levels]
        return any(outcomes), not all(outcomes)


@dataclass
class RatedSet:
    """A set with what it says of every row; None where it says nothing (an invalid row, a blank)."""

    info: ComparedSet
    ratings: list[Rating | None]
    criteria: CriteriaSet | None = None

    @property
    def has_levels(self) -> bool:
        return self.info.kind != YES_NO

    def said(self, place: int) -> Rating:
        """What the set says of a row of which it says something."""
        rating = self.ratings[place]
        assert rating is not None
        return rating

    def column(self, place: int) -> Column:
        """The column of the criteria in which this row is read."""
        assert self.criteria is not None
        name = self.said(place).name
        return next(column for column in self.criteria.columns if column.name == name)


@dataclass
class Panel:
    """The rated cohort. biopsy: the column of the score table in which EULAR/ACR 2017 reads each row."""

    cohort: ReadCohort
    ids: list[str]
    cut: str
    sets: tuple[RatedSet, ...]
    truth: list[bool | None] | None = None
    diagnosis: list[str | None] | None = None
    biopsy: list[str | None] | None = None
    biopsy_groups: tuple[str, ...] = ()
    _cells: dict[tuple[int, str, str], int] = field(default_factory=dict)

    def patients(self, places: Iterable[int]) -> Patients:
        """These rows as patients."""
        return Patients.of(self.ids[place] for place in places)

    @cached_property
    def known(self) -> list[Known]:
        """What is known of every row: what is recorded and what follows from it."""
        return [derive(self.cohort.record(place)) for place in range(len(self.ids))]

    def is_determined(self, place: int, *sets: RatedSet, cut: str | None = None) -> bool:
        """No completion moves the patient across the cut in any of these sets."""
        return all(sum(rating.open_at(cut or self.cut)) == 1 for one in sets if (rating := one.ratings[place]) is not None)

    def joint_cells(self, place: int, first: RatedSet, second: RatedSet) -> int:
        """The cells of the 2x2 table that some completion reaches, as bits. One completion serves both sets at once.

        The column of a score table stays as selected, and an excluded patient is not completed.
        """
        key = (place, first.info.id, second.info.id)
        if key not in self._cells:
            one, two = first.said(place), second.said(place)
            yes, no = one.open_at(self.cut)
            yes_two, no_two = two.open_at(self.cut)
            if (yes and no) and (yes_two and no_two):
                machine = automaton(tuple(at_cut(item.column(place).level, self.cut) for item in (first, second)))
                self._cells[key] = reached_cells(machine, self.known[place])
            else:
                pairs = ((yes, yes_two, BOTH), (yes, no_two, ONLY_FIRST), (no, yes_two, ONLY_SECOND), (no, no_two, NEITHER))
                self._cells[key] = sum(cell for here, there, cell in pairs if here and there)
        return self._cells[key]


def reached_cells(machine: Automaton, known: Known) -> int:
    """The cells of the 2x2 table of two decisions at a cut that the completions of one record reach."""
    cells = 0
    for one, two in machine.outcomes(machine.run(machine.codes(known))):
        if one == CLASSIFIED:
            cells |= BOTH if two == CLASSIFIED else ONLY_FIRST
        else:
            cells |= ONLY_SECOND if two == CLASSIFIED else NEITHER
    return cells


WANTED = tuple(name for name in RESULTS if name not in ("probability", "criteria_met", "groups", "determined", "notes"))


def rate_criteria(cohort: ReadCohort, criteria: Sequence[CriteriaSet]) -> list[RatedSet]:
    """Classify the cohort under every criteria set. Contradictions are added to its problems."""
    if not criteria:
        return []
    results = classify_read(cohort, tuple(criteria), wanted=WANTED).results
    return [_rated(one, results, cohort.invalid) for one in criteria]


def _rated(criteria: CriteriaSet, results: pl.DataFrame, invalid: pl.Series) -> RatedSet:
    names = result_names(criteria, WANTED)
    columns: dict[str, list[Any]] = {name: results[column].to_list() for name, column in names.items()}
    blank: list[Any] = [None] * results.height
    constants = {column.name: column.constant for column in criteria.columns}
    kept: dict[tuple[Any, ...], Rating] = {}
    ratings: list[Rating | None] = []
    rows = zip(
        invalid.to_list(),
        columns["level"],
        columns["subgroup"],
        columns["open_levels"],
        columns["open_subgroups"],
        columns.get("column", blank),
        columns.get("score", blank),
        strict=True,
    )
    for is_invalid, *seen in rows:
        if is_invalid:
            ratings.append(None)
            continue
        key = tuple(seen)
        if key not in kept:
            level, subgroup, open_levels, open_subgroups, column, score = seen
            constant = constants.get(column)
            kept[key] = Rating(
                level,
                EXCLUDED if level == EXCLUDED else subgroup or _without_subgroup(open_subgroups),
                tuple(open_levels.split("|")),
                column or criteria.columns[0].name,
                None if level == EXCLUDED or constant is None else round(score - constant, 2),
            )
        ratings.append(kept[key])
    info = ComparedSet(
        id=criteria.full_id,
        title=criteria.title,
        kind="criteria",
        revision=criteria.revision,
        options=dict(criteria.options),
        fingerprint=criteria.fingerprint,
        subgroups=criteria.subgroups,
    )
    return RatedSet(info, ratings, criteria)


def _without_subgroup(open_subgroups: str) -> str:
    """A blank subgroup: none, because the level is too low on the record, or one that cannot be named.

    The record reads as its lowest open level; so when some completion has no subgroup, the record has none.
    """
    return NO_SUBGROUP if NO_SUBGROUP in open_subgroups.split("|") else NOT_NAMED


def rate_assigned(assigned: AssignedColumn, invalid: pl.Series) -> RatedSet:
    """A column that holds a classification: nothing is open, and there are no subgroups."""
    kept: dict[str, Rating] = {}
    ratings: list[Rating | None] = []
    for value, is_invalid in zip(assigned.values, invalid.to_list(), strict=True):
        if value is None or is_invalid:
            ratings.append(None)
            continue
        level = (YES if value else NO) if isinstance(value, bool) else value
        ratings.append(kept.setdefault(level, Rating(level, None, (level,))))
    info = ComparedSet(
        id=assigned.name,
        title=f"classification in the column {assigned.column}",
        kind="assigned levels" if assigned.has_levels else YES_NO,
        column=assigned.column,
    )
    return RatedSet(info, ratings)


def levels_of(rated: RatedSet) -> tuple[str, ...]:
    """What a set can say, highest first, `excluded` last."""
    return (*reversed(LEVELS), EXCLUDED) if rated.has_levels else (YES, NO, EXCLUDED)
