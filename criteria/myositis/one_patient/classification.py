"""Classify one patient, and say what the missing findings leave open.

`classify` reads the criteria on what is recorded, and resolves the open outcomes exactly. Everything that costs more, the
trace and the what-ifs, is made on demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, PrivateAttr

from myositis.dictionary.derivations import EVERYWHERE, Contradiction, contradictions_among
from myositis.dictionary.findings import patient_id
from myositis.dictionary.record import derive
from myositis.errors import MyositisError
from myositis.notebook import card
from myositis.one_patient.chart_review import chart_review, further_notes
from myositis.one_patient.patient_base import PatientBase, read_record, refuse_contradictions
from myositis.one_patient.result import RecordResult
from myositis.one_patient.trace import Trace, trace_criteria
from myositis.one_patient.verdict import verdict
from myositis.one_patient.what_ifs import WhatIf, what_ifs
from myositis.one_patient.words import USUAL
from myositis.published import find
from myositis.published.criteria_set import EXCLUDED, CriteriaSet, decided, dictionary_of, headline
from myositis.rules.values import Known
from myositis.version import __version__


class NoteText(BaseModel):
    """A note: its stable code, and the text to print."""

    model_config = ConfigDict(frozen=True)

    code: str
    text: str


class Classification(BaseModel):
    """The result of one criteria set for one patient.

    criteria, revision, options, fingerprint: what was read; evidence: the grade of each part of it (`published.tables.GRADES`);
    program: the version that read it.
    level: one of the set's own, or excluded, on what is recorded; classified: whether the level counts as classified.
    subgroup: None when there is none, or when it cannot be told.
    open_levels, open_subgroups: exactly those that some completion of the missing findings reaches, in the order in which
    the criteria list them; `none` among the subgroups when some completion has none; an excluded patient has the one open level
    `excluded` and no open subgroup. determined: one level and one subgroup are open, among completions that leave the
    preconditions as recorded; provided: the preconditions that are not recorded, of which none must be present.
    score: points; probability: a fraction; probability_range: its lowest and highest over the completions; column: of the
    score table (None for criteria without a score). They stand in the data of an excluded patient, too.
    criteria_met, groups: for criteria that name them.
    """

    model_config = ConfigDict(frozen=True)

    patient_id: str | None = None
    criteria: str
    revision: int
    options: dict[str, str]
    fingerprint: str
    evidence: dict[str, str] = {}
    program: str = __version__
    level: str
    classified: bool
    subgroup: str | None
    open_levels: tuple[str, ...]
    open_subgroups: tuple[str, ...]
    determined: bool
    provided: tuple[str, ...] = ()
    score: float | None = None
    probability: float | None = None
    probability_range: tuple[float, float] | None = None
    column: str | None = None
    criteria_met: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    notes: tuple[NoteText, ...] = ()
    trace: Trace | None = None
    what_ifs: tuple[WhatIf, ...] | None = None

    _source: tuple[CriteriaSet, dict[str, Any]] | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Classification) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        said = (self.patient_id, self.criteria, self.fingerprint, self.level, self.subgroup, self.open_levels)
        return hash((*said, self.open_subgroups))

    def __repr__(self) -> str:
        named = f", {self.subgroup}" if self.subgroup else ""
        return f"<Classification by {self._title}: {self._headline}{named}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """The verdict, and below it what it rests on."""
        rows = [("level", self._headline.replace("_", " ")), ("subgroup", self.subgroup or "none on the record")]
        rows += [] if self.determined else [("open levels", ", ".join(self.open_levels).replace("_", " "))]
        rows += [] if self.determined else [("open subgroups", ", ".join(self.open_subgroups))]
        if self.score is not None and self.level != EXCLUDED:
            rows.append(("score", f"{self.score:.1f} points" + (f", {self.column}" if self.column else "")))
        if self.criteria_met is not None:
            rows.append(("criteria met", ", ".join(self.criteria_met) or "none"))
        if self._source is None:  # read back from JSON, where the criteria may be nobody's here
            notes = [note.text for note in self.notes]
            return card(self._title, rows, sentences=notes)
        criteria, traced = self._source[0], self.with_trace()
        notes = [note.text for note in further_notes(self, criteria)]
        return card(self._title, rows, opening=verdict(traced, criteria), sentences=[*notes, "More: explain()"])

    @property
    def _title(self) -> str:
        return self.criteria if self._source is None else self._source[0].short_title

    @property
    def _headline(self) -> str:
        ranked = self._source is None or self._source[0].ranked
        return headline(self.level, self.open_levels, self.determined, ranked=ranked)

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


def classify(
    patient: PatientBase | Mapping[str, Any], criteria: str | CriteriaSet, *, trace: bool = False
) -> Classification:
    """Classify one patient under one criteria set.

    patient: a `Patient`, or a mapping of findings to raw values, such as a row, read by the data dictionary (and by the
    findings that a set of your own brings along). criteria: an id such as `eular-acr-2017` or `bohan-peter-1975:emg=triad`, or
    a `CriteriaSet`. trace: with the trace and the what-ifs, which otherwise are made when they are asked for.

    Errors: UnknownNameError for an id, an option or a finding that does not exist; RecordError for a value that cannot be read,
    a contradiction, or something that is no record.
    """
    found = find(criteria)
    if isinstance(patient, PatientBase):
        recorded, known, unchecked = patient.recorded(), patient.derived(), _further_contradictions(found)
    else:
        recorded = read_record(patient, dictionary_of((found,)))
        known, unchecked = derive(recorded), (*EVERYWHERE, *_further_contradictions(found))
    refuse_contradictions(recorded, known, unchecked)
    return classify_record(recorded, found, known=known, trace=trace)


def classify_record(
    recorded: Mapping[str, Any], criteria: CriteriaSet, *, known: Known | None = None, trace: bool = False
) -> Classification:
    """Classify what is recorded: values by name, None or left out for not recorded. See `classify`.

    known: what `derive` makes of the record, when the caller has it. Contradictions are the caller's business.
    """
    known = derive(recorded) if known is None else known
    read = RecordResult(criteria, recorded, known)
    result = Classification.model_construct(
        patient_id=recorded.get(patient_id.name),
        criteria=criteria.full_id,
        revision=criteria.revision,
        options=dict(criteria.options),
        fingerprint=criteria.fingerprint,
        evidence=_evidence_of(criteria),
        program=__version__,
        level=read.level,
        classified=read.level in criteria.classified,
        subgroup=read.subgroup,
        open_levels=read.open_levels,
        open_subgroups=read.open_subgroups,
        determined=read.determined,
        provided=read.provided,
        score=None if read.score is None else read.score / 10,
        probability=read.probability,
        probability_range=read.probability_range,
        column=read.column.name or None,
        criteria_met=read.criteria_met,
        groups=read.groups,
        notes=tuple(_note(*note) for note in read.notes),
        trace=trace_criteria(criteria, read.column, known) if trace else None,
        what_ifs=what_ifs(read) if trace else None,
    )
    result._source = (criteria, dict(recorded))
    return result


@lru_cache(maxsize=256)
def _note(code: str, text: str) -> NoteText:
    return NoteText(code=code, text=text)


@lru_cache(maxsize=256)
def _further_contradictions(criteria: CriteriaSet) -> tuple[Contradiction, ...]:
    """Those that are contradictions only for somebody who reads what this set reads."""
    return tuple(item for item in contradictions_among(decided((criteria,))) if not item.everywhere)


def _evidence_of(criteria: CriteriaSet) -> dict[str, str]:
    return {item.part: item.grade for item in criteria.evidence}
