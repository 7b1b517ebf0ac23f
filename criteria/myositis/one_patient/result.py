"""One record under one criteria set: the result on the record, what is left open, groups and notes.

Plain and quick; `classification` makes it what a program or a person is given, `cohort.row_by_row` a row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from myositis.one_patient.open_outcomes import Automaton, Outcome, machine_of
from myositis.one_patient.score import probability, score_of, score_range
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, Column, CriteriaSet
from myositis.published.result_rules import COLUMN, LEVEL, SCORE, SUBGROUP
from myositis.rules.evaluate import on_record, truth
from myositis.rules.values import Known, Value


def select_column(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> Column:
    """The column in which a record is read. It depends on what is recorded, never on completions."""
    otherwise = criteria.columns[0]
    for column in criteria.columns:
        if column.when is None:
            otherwise = column
        elif on_record(column.when, recorded):
            return column
    return otherwise


class RecordResult:
    """The result of one record. score: in tenths, None for criteria without one. codes: what is known, for the automaton.

    The other fields are described in `classification.Classification`; notes are pairs of code and text.
    """

    def __init__(self, criteria: CriteriaSet, recorded: Mapping[str, Any], known: Known) -> None:
        self.criteria, self.recorded, self.known = criteria, recorded, known
        self.column = column = select_column(criteria, recorded)
        self.machine = machine = machine_of(column)
        self.codes = machine.codes(known)
        self.score = score_of(column, known) if column.score else None
        self.excluded = truth(criteria.excluded, known) is True
        if self.excluded:
            self.level: str = EXCLUDED
            self.subgroup: str | None = None
            self.open_levels: tuple[str, ...] = (EXCLUDED,)
            self.open_subgroups: tuple[str, ...] = ()
            return
        self.level, subgroup = on_the_record(machine, self.codes, known)
        unclear = subgroup == NO_SUBGROUP or any(on_record(rule, known) for rule in criteria.unclear)
        self.subgroup = None if unclear else subgroup
        self.open_levels, self.open_subgroups = machine.open_sets(machine.run(self.codes))

    @property
    def determined(self) -> bool:
        return self.excluded or (len(self.open_levels) == 1 and len(self.open_subgroups) == 1)

    @property
    def provided(self) -> tuple[str, ...]:
        """The preconditions that are not recorded: the result stands provided that none of them is present."""
        if self.excluded:
            return ()
        return tuple(finding.name for finding in self.criteria.preconditions if finding.name not in self.known)

    @property
    def probability(self) -> float | None:
        return None if self.score is None or self.column.constant is None else probability(self.score, self.column.constant)

    @property
    def probability_range(self) -> tuple[float, float] | None:
        """The lowest and the highest probability that a completion reaches."""
        constant = self.column.constant
        if self.score is None or constant is None:
            return None
        low, high = score_range(self.column, self.known)
        return probability(low, constant), probability(high, constant)

    @property
    def criteria_met(self) -> tuple[str, ...] | None:
        items = self.criteria.criteria
        return tuple(item.name for item in items if truth(item.rule, self.known) is True) if items else None

    @cached_property
    def _with_result(self) -> Known:
        """What is known, and what became of it: for notes and groups."""
        result: dict[str, Value | None] = {LEVEL.name: self.level, COLUMN.name: self.column.name}
        result |= {SUBGROUP.name: self.subgroup, SCORE.name: self.score}
        return {**self.known, **{name: value for name, value in result.items() if value is not None}}

    @property
    def groups(self) -> tuple[str, ...] | None:
        if not self.criteria.groups:
            return None
        if self.excluded:
            return ()
        return tuple(group.name for group in self.criteria.groups if on_record(group.when, self._with_result))

    @property
    def notes(self) -> Iterator[tuple[str, str]]:
        known = self._with_result
        for note in self.criteria.notes:
            if on_record(note.when, known):
                yield note.code, note.text
        other = self.criteria.other_column
        if other is not None and other.column != self.column.name and on_record(other.when, self.recorded):
            machine = machine_of(next(column for column in self.criteria.columns if column.name == other.column))
            level, _ = on_the_record(machine, machine.codes(self.known), self.known)
            yield other.code(level), other.text.format(level=level.replace("_", " "))


def on_the_record(machine: Automaton, codes: list[int], known: Known) -> Outcome:
    """The outcome of each decision as the record stands: a blank answers no, an age interval is its lowest year.

    Where every variable has a value that answers no, that is a completion, and the automaton knows it already.
    """
    if machine.blank_answers_no:
        (outcome,) = machine.outcomes(machine.run([code & -code for code in codes]))
        return outcome
    return tuple(
        next(line.outcome for line in decision.lines if line.rule is None or on_record(line.rule, known))
        for decision in machine.decisions
    )
