"""Classify one patient, and say what the missing findings leave open.

`classify` reads the criteria on what is recorded, and resolves the open outcomes exactly. Everything that costs more, the
trace and the what-ifs, is made on demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr

from myositis.dictionary.record import derive
from myositis.errors import MyositisError
from myositis.one_patient.patient import PatientBase
from myositis.one_patient.chart_review import chart_review
from myositis.one_patient.result import RecordResult
from myositis.one_patient.trace import Trace, trace_criteria
from myositis.one_patient.verdict import USUAL
from myositis.published import find
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.evaluate import Known


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

    _source: tuple[CriteriaSet, dict[str, Any]] | None = PrivateAttr(default=None)

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

    def explain(self, width: int = USUAL) -> str:
        """The chart review: the result in a sentence, then each row of the published table with yes, no or ?, and why.

        width: columns to wrap at, 60 at least. Errors: UnknownNameError for a stored result of a criteria set of your own.
        """
        criteria = find(self.criteria) if self._source is None else self._source[0]
        return chart_review(self.with_trace(), criteria, width)


def classify(patient: PatientBase, criteria: str | CriteriaSet, *, trace: bool = False) -> Classification:
    """Classify one patient under one criteria set.

    criteria: an id such as `eular-acr-2017` or `bohan-peter-1975:emg=triad`, or a `CriteriaSet` object. trace: with the trace
    and the what-ifs, which otherwise are made when they are asked for.

    Errors: UnknownNameError for an id or option that does not exist.
    """
    return classify_record(patient.recorded(), find(criteria), known=patient.derived(), trace=trace)


def classify_record(
    recorded: Mapping[str, Any], criteria: CriteriaSet, *, known: Known | None = None, trace: bool = False
) -> Classification:
    """Classify what is recorded: values by name, None or left out for not recorded. See `classify`.

    known: what `derive` makes of the record, when the caller has it.
    """
    known = derive(recorded) if known is None else known
    read = RecordResult(criteria, recorded, known)
    result = Classification.model_construct(
        criteria=criteria.full_id,
        revision=criteria.revision,
        options=dict(criteria.options),
        fingerprint=criteria.fingerprint,
        level=read.level,
        subgroup=read.subgroup,
        open_levels=read.open_levels,
        open_subgroups=read.open_subgroups,
        determined=read.determined,
        score=None if read.score is None else read.score / 10,
        probability=read.probability,
        column=read.column.name or None,
        criteria_met=read.criteria_met,
        groups=read.groups,
        notes=tuple(_note(*note) for note in read.notes),
        trace=trace_criteria(criteria, read.column, known) if trace else None,
        what_ifs=_what_ifs(read) if trace else None,
    )
    result._source = (criteria, dict(recorded))
    return result


@lru_cache(maxsize=256)
def _note(code: str, text: str) -> NoteText:
    return NoteText(code=code, text=text)


def _what_ifs(read: RecordResult) -> tuple[WhatIf, ...]:
    """Every finding that is not recorded and still matters, most decisive first.

    Decisive: more of its values leave the result determined, then fewer outcomes stay open; ties in the paper's order.
    """
    if read.excluded:
        return ()
    machine, codes = read.machine, read.codes
    found: list[tuple[tuple[int, int], WhatIf]] = []
    for layer in machine.missing(codes):
        if not machine.matters(codes, layer):
            continue
        domain = machine.domains[layer]
        name = domain.variable.name
        consequences = []
        for branch in machine.branches(layer, codes[layer]):
            completed = {**read.recorded, name: domain.example(branch, read.known.get(name))}
            then = RecordResult(read.criteria, completed, derive(completed))
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
