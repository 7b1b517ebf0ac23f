"""One record under one criteria set: the result on the record, what is left open, groups and notes.

Plain and quick; `classification` makes it what a program or a person is given, `cohort_rows` a row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from myositis.one_patient.open_outcomes import Automaton, Outcome
from myositis.one_patient.score import probability, score_of
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, Column, Condition, CriteriaSet
from myositis.rules.evaluate import Known, on_record, truth


def select_column(criteria: CriteriaSet, recorded: Mapping[str, Any]) -> Column:
    """The column in which a record is read. It depends on what is recorded, never on completions."""
    selection = criteria.selection
    if selection is not None and (
        any(recorded.get(finding.name) is True for finding in selection.present)
        or any(recorded.get(finding.name) is not None for finding in selection.recorded)
    ):
        return criteria.columns[-1]
    return criteria.columns[0]


def holds(condition: Condition, known: Known, column: str, level: str, subgroup: str | None, score: int | None) -> bool:
    """Whether every part of a condition is true of a record and its result."""

    return (
        (not condition.columns or column in condition.columns)
        and (not condition.levels or level in condition.levels)
        and (not condition.subgroups or subgroup in condition.subgroups)
        and (not condition.scores or score in condition.scores)
        and (condition.yes is None or truth(condition.yes, known) is True)
        and (condition.not_yes is None or truth(condition.not_yes, known) is not True)
        and (condition.is_open is None or truth(condition.is_open, known) is None)
        and all(truth(rule, known) is None for rule in condition.all_open)
        and (not condition.any_open or any(truth(rule, known) is None for rule in condition.any_open))
    )


class RecordResult:
    """The result of one record. score: in tenths, None for criteria without one. codes: what is known, for the automaton.

    The other fields are described in `classification.Classification`; notes are pairs of code and text.
    """

    __slots__ = (
        "codes",
        "column",
        "criteria",
        "excluded",
        "known",
        "level",
        "machine",
        "open_levels",
        "open_subgroups",
        "recorded",
        "score",
        "subgroup",
    )

    def __init__(self, criteria: CriteriaSet, recorded: Mapping[str, Any], known: Known) -> None:
        self.criteria, self.recorded, self.known = criteria, recorded, known
        self.column = column = select_column(criteria, recorded)
        self.machine = machine = column.machine
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
        unclear = subgroup == NO_SUBGROUP or any(
            holds(condition, known, column.name, self.level, None, self.score) for condition in criteria.unclear
        )
        self.subgroup = None if unclear else subgroup
        self.open_levels, self.open_subgroups = machine.open_sets(machine.run(self.codes))

    @property
    def determined(self) -> bool:
        return self.excluded or (len(self.open_levels) == 1 and len(self.open_subgroups) == 1)

    @property
    def probability(self) -> float | None:
        return None if self.score is None or self.column.constant is None else probability(self.score, self.column.constant)

    @property
    def criteria_met(self) -> tuple[str, ...] | None:
        items = self.criteria.criteria
        return tuple(item.name for item in items if truth(item.rule, self.known) is True) if items else None

    @property
    def groups(self) -> tuple[str, ...] | None:
        if not self.criteria.groups:
            return None
        if self.excluded:
            return ()
        held = [
            group
            for group in self.criteria.groups
            if holds(group.when, self.known, self.column.name, self.level, self.subgroup, None)
        ]
        own = [group.name for group in held if not group.fallback]
        return tuple(own or [group.name for group in held])

    @property
    def notes(self) -> Iterator[tuple[str, str]]:
        criteria, column = self.criteria, self.column
        for note in criteria.notes:
            if holds(note.when, self.known, column.name, self.level, self.subgroup, self.score):
                yield note.code, note.text
        first = criteria.columns[0]
        if column is not first and any(self.recorded.get(finding.name) is None for finding in criteria.other_column_note):
            other, _ = on_the_record(first.machine, first.machine.codes(self.known), self.known)
            yield other_column_note(first.name, other)


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


def other_column_note(column: str, level: str) -> tuple[str, str]:
    """The note that gives the level in the column that was not selected."""
    text = f"not every finding of the biopsy is recorded; in the column {column} the level would be {level}"
    return f"{column.replace(' ', '_')}:{level}", text
