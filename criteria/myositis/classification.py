"""Classify one patient, and say what the missing findings leave open.

`classify` reads the criteria on what is recorded, and resolves the open outcomes exactly. Everything that costs more, the
trace and the what-ifs, is made on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr

from myositis.criteria import EXCLUDED, NO_SUBGROUP, Column, Condition, Criteria
from myositis.errors import MyositisError
from myositis.evaluate import Known, truth
from myositis.patient import PatientBase
from myositis.published import find
from myositis.record import derive
from myositis.score import probability, score_of
from myositis.trace import Trace, trace_criteria


class NoteText(BaseModel):
    """A note: its stable code, and the text to print."""

    model_config = ConfigDict(frozen=True)

    code: str
    text: str


class Consequence(BaseModel):
    """What one value of a missing finding would lead to."""

    model_config = ConfigDict(frozen=True)

    value: str
    level: str
    subgroup: str | None
    open_levels: tuple[str, ...]
    open_subgroups: tuple[str, ...]
    determined: bool


class WhatIf(BaseModel):
    """A finding that is not recorded and still matters, and where each of its values would lead.

    settles: every value leaves the result determined.
    """

    model_config = ConfigDict(frozen=True)

    finding: str
    label: str
    consequences: tuple[Consequence, ...]
    settles: bool


class Classification(BaseModel):
    """The result of one criteria set for one patient.

    level: definite, probable, possible, not_met or excluded, on what is recorded. subgroup: None when there is none.
    open_levels, open_subgroups: exactly those that some completion of the missing findings reaches, in the order in which
    the criteria list them; `none` among the subgroups when some completion has none; empty when excluded. determined: one
    level and one subgroup are open. score: points; probability: a fraction; column: of the score table (None for criteria
    without a score). criteria_met, groups: for criteria that name them.
    """

    model_config = ConfigDict(frozen=True)

    criteria: str
    revision: int
    options: dict[str, str]
    fingerprint: str
    level: str
    subgroup: str | None
    open_levels: tuple[str, ...]
    open_subgroups: tuple[str, ...]
    determined: bool
    score: float | None = None
    probability: float | None = None
    column: str | None = None
    criteria_met: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    notes: tuple[NoteText, ...] = ()
    trace: Trace | None = None
    what_ifs: tuple[WhatIf, ...] | None = None

    _source: tuple[Criteria, dict[str, Any]] | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Classification) and self.__dict__ == other.__dict__

    def with_trace(self) -> Classification:
        """The same result with the trace and the what-ifs.

        Errors: MyositisError for a result that was read back from JSON without them: classify the patient again.
        """
        if self.trace is not None and self.what_ifs is not None:
            return self
        if self._source is None:
            raise MyositisError("this result was stored without its trace; classify the patient again with trace=True")
        criteria, recorded = self._source
        return classify_record(recorded, criteria, trace=True)

    def explain(self) -> str:
        """The chart review: each row of the published table with yes, no or ?, and where it is decided and why."""
        from myositis.chart_review import chart_review

        return chart_review(self.with_trace())


def classify(patient: PatientBase, criteria: str | Criteria, *, trace: bool = False) -> Classification:
    """Classify one patient under one criteria set.

    criteria: an id such as `eular-acr-2017` or `bohan-peter-1975:emg=triad`, or a `Criteria` object. trace: with the trace
    and the what-ifs, which otherwise are made when they are asked for.

    Errors: UnknownNameError for an id or option that does not exist.
    """
    return classify_record(patient.recorded(), find(criteria), known=patient.derived(), trace=trace)


def select_column(criteria: Criteria, recorded: Mapping[str, Any]) -> Column:
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


class Reading:
    """One record read under one criteria set: the headline, and what is open. The inside of a `Classification`."""

    __slots__ = (
        "codes",
        "column",
        "excluded",
        "known",
        "level",
        "machine",
        "open_levels",
        "open_subgroups",
        "score",
        "subgroup",
    )

    def __init__(self, criteria: Criteria, recorded: Mapping[str, Any], known: Known) -> None:
        self.known = known
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
        ((self.level, subgroup),) = machine.outcomes(machine.run(as_recorded(self.codes)))
        unclear = subgroup == NO_SUBGROUP or any(
            holds(condition, known, column.name, self.level, None, self.score) for condition in criteria.unclear
        )
        self.subgroup = None if unclear else subgroup
        self.open_levels, self.open_subgroups = machine.open_sets(machine.run(self.codes))

    @property
    def determined(self) -> bool:
        return self.excluded or (len(self.open_levels) == 1 and len(self.open_subgroups) == 1)


def classify_record(
    recorded: Mapping[str, Any], criteria: Criteria, *, known: Known | None = None, trace: bool = False
) -> Classification:
    """Classify what is recorded: values by name, None or left out for not recorded. For engines; see `classify`.

    known: what `derive` makes of the record, when the caller has it.
    """
    known = derive(recorded) if known is None else known
    reading = Reading(criteria, recorded, known)
    column, score = reading.column, reading.score
    result = Classification.model_construct(
        criteria=criteria.full_id,
        revision=criteria.revision,
        options=dict(criteria.options),
        fingerprint=criteria.fingerprint,
        level=reading.level,
        subgroup=reading.subgroup,
        open_levels=reading.open_levels,
        open_subgroups=reading.open_subgroups,
        determined=reading.determined,
        score=None if score is None else score / 10,
        probability=None if score is None or column.constant is None else probability(score, column.constant),
        column=column.name or None,
        criteria_met=tuple(item.name for item in criteria.criteria if truth(item.rule, known) is True)
        if criteria.criteria
        else None,
        groups=_groups(criteria, reading) if criteria.groups else None,
        notes=tuple(_notes(criteria, recorded, reading)),
        trace=trace_criteria(criteria, column, known) if trace else None,
        what_ifs=_what_ifs(criteria, recorded, reading) if trace else None,
    )
    result._source = (criteria, dict(recorded))
    return result


def as_recorded(codes: list[int]) -> list[int]:
    """The completion that the headline reads: a blank is the value that answers no, an age interval its lowest year."""
    return [code & -code for code in codes]


def _groups(criteria: Criteria, reading: Reading) -> tuple[str, ...]:
    held = [
        group
        for group in criteria.groups
        if holds(group.when, reading.known, reading.column.name, reading.level, reading.subgroup, None)
    ]
    own = [group.name for group in held if not group.fallback]
    return tuple(own or [group.name for group in held])


def _notes(criteria: Criteria, recorded: Mapping[str, Any], reading: Reading) -> Iterable[NoteText]:
    known, column = reading.known, reading.column
    for note in criteria.notes:
        if holds(note.when, known, column.name, reading.level, reading.subgroup, reading.score):
            yield _note(note.code, note.text)
    first = criteria.columns[0]
    if column is not first and any(recorded.get(finding.name) is None for finding in criteria.other_column_note):
        machine = first.machine
        ((other, _),) = machine.outcomes(machine.run(as_recorded(machine.codes(known))))
        yield other_column_note(first.name, other)


@lru_cache(maxsize=256)
def _note(code: str, text: str) -> NoteText:
    return NoteText(code=code, text=text)


def other_column_note(column: str, level: str) -> NoteText:
    """The note that gives the level in the column that was not selected."""
    text = f"not every finding of the biopsy is recorded; in the column {column} the level would be {level}"
    return _note(f"{column.replace(' ', '_')}:{level}", text)


def _what_ifs(criteria: Criteria, recorded: Mapping[str, Any], reading: Reading) -> tuple[WhatIf, ...]:
    """Every finding that is not recorded and still matters, most decisive first.

    Decisive: more of its values leave the result determined, then fewer outcomes stay open; ties in the paper's order.
    """
    if reading.excluded:
        return ()
    machine, codes = reading.machine, reading.codes
    found: list[tuple[tuple[int, int], WhatIf]] = []
    for layer in machine.missing(codes):
        if not machine.matters(codes, layer):
            continue
        domain = machine.domains[layer]
        name = domain.variable.name
        consequences = []
        for branch in machine.branches(layer, codes[layer]):
            completed = {**recorded, name: domain.example(branch, reading.known.get(name))}
            then = Reading(criteria, completed, derive(completed))
            consequences.append(
                Consequence.model_construct(
                    value=domain.labels[branch],
                    level=then.level,
                    subgroup=then.subgroup,
                    open_levels=then.open_levels,
                    open_subgroups=then.open_subgroups,
                    determined=then.determined,
                )
            )
        still_open = sum(not item.determined for item in consequences)
        outcomes = sum(len(item.open_levels) * len(item.open_subgroups) for item in consequences)
        what_if = WhatIf.model_construct(
            finding=name, label=domain.variable.label, consequences=tuple(consequences), settles=still_open == 0
        )
        found.append(((still_open, outcomes), what_if))
    return tuple(what_if for _, what_if in sorted(found, key=lambda pair: pair[0]))
