"""The profile of one patient: the subgroup under each criteria set, antibodies, organs, and what is missing to say more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from pydantic import BaseModel, ConfigDict

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.dictionary.record import derive
from myositis.one_patient.patient_base import PatientBase, read_record
from myositis.one_patient.result import RecordResult
from myositis.one_patient.words import USUAL, paragraph
from myositis.phenotype.antibodies import ANTIBODIES, GROUPS
from myositis.phenotype.organs import ORGANS
from myositis.published import find_all
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.rules.evaluate import truth
from myositis.rules.values import Known
from myositis.rules.vocabulary import Finding, Rule, atoms

DISCLAIMER = "A description of what is recorded; no diagnosis, and no recommendation."
STATES = {True: "present", False: "absent", None: "not tested"}
INVOLVED = {True: "involved", False: "not involved", None: "not recorded"}


class ProfilePart(BaseModel):
    """A part of a profile; it does not change."""

    model_config = ConfigDict(frozen=True)


class UnderSet(ProfilePart):
    """What one criteria set says: level and subgroup on the record, and whether missing findings can change them."""

    criteria: str
    short_title: str
    level: str
    subgroup: str | None
    open_subgroups: tuple[str, ...]
    determined: bool


class AntibodyState(ProfilePart):
    """One antibody: present, absent or not tested."""

    name: str
    label: str
    group: str
    state: str


class OrganState(ProfilePart):
    """One organ: involved, not involved or not recorded; findings: what shows it."""

    name: str
    label: str
    state: str
    findings: tuple[str, ...]


class Profile(ProfilePart):
    """What a record describes. missing: labels of what is not recorded and would say more."""

    patient_id: str | None
    sets: tuple[UnderSet, ...]
    antibodies: tuple[AntibodyState, ...]
    organs: tuple[OrganState, ...]
    missing: tuple[str, ...]

    def text(self, width: int = USUAL) -> str:
        """The profile as a person reads it, in lines of at most `width` letters."""
        return "\n".join(paragraph(line, width, first=margin, rest=2 * margin) for margin, line in _lines(self)) + "\n"

    def __repr__(self) -> str:
        found = [item.label for item in self.antibodies if item.state == "present"]
        involved = [item.name for item in self.organs if item.state == "involved"]
        return f"Profile(antibodies: {', '.join(found) or 'none found'}; involved: {', '.join(involved) or 'nothing recorded'})"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"


def profile(
    patient: PatientBase | Mapping[str, Any],
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None = None,
) -> Profile:
    """What the record of one patient describes.

    patient: a `Patient`, or a mapping of findings to raw values. criteria: as for `classify_cohort`.

    Errors: UnknownNameError for a criteria set or a finding that does not exist, RecordError for a value that cannot be read.
    """
    sets = find_all(criteria)
    if isinstance(patient, PatientBase):
        return profile_of(patient.recorded(), sets)
    return profile_of(read_record(patient, {**DICTIONARY, **dictionary_of(sets)}), sets)


def profile_of(recorded: Mapping[str, Any], sets: tuple[CriteriaSet, ...]) -> Profile:
    """The same for a record that has been read."""
    known = derive(recorded)
    missing = [item.label for item in ANTIBODIES if item.name not in known]
    missing += [label for organ in ORGANS if truth(organ.rule, known) is None for label in _open(organ.rule, known)]
    return Profile(
        patient_id=recorded.get(patient_id.name),
        sets=tuple(_under(one, recorded, known) for one in sets),
        antibodies=tuple(
            AntibodyState(name=item.name, label=item.label, group=group, state=STATES[truth_of(item, known)])
            for group, items in GROUPS
            for item in items
        ),
        organs=tuple(
            OrganState(
                name=organ.name,
                label=organ.label,
                state=INVOLVED[truth(organ.rule, known)],
                findings=tuple(_shown(organ.rule, known)),
            )
            for organ in ORGANS
        ),
        missing=tuple(dict.fromkeys(missing)),
    )


def truth_of(finding: Finding, known: Known) -> bool | None:
    """Present, absent, or not recorded."""
    value = known.get(finding.name)
    return value if isinstance(value, bool) else None


def _under(criteria: CriteriaSet, recorded: Mapping[str, Any], known: Known) -> UnderSet:
    result = RecordResult(criteria, recorded, known)
    return UnderSet(
        criteria=criteria.full_id,
        short_title=criteria.short_title,
        level=result.level,
        subgroup=result.subgroup,
        open_subgroups=result.open_subgroups,
        determined=result.determined,
    )


def _findings(rule: Rule) -> Iterator[Finding]:
    for atom in atoms(rule):
        finding = getattr(atom, "finding", None)
        if isinstance(finding, Finding):
            yield finding


def _shown(rule: Rule, known: Known) -> Iterator[str]:
    return (item.label for item in _findings(rule) if known.get(item.name) is True)


def _open(rule: Rule, known: Known) -> Iterator[str]:
    return (item.label for item in _findings(rule) if item.name not in known)


def _lines(told: Profile) -> Iterator[tuple[str, str]]:
    """Margin and text of each paragraph."""
    positive = [item.label for item in told.antibodies if item.state == "present"]
    involved = [item.label for item in told.organs if item.state == "involved"]
    first = "Antibodies found: " + (", ".join(positive) if positive else "none")
    yield "", f"{first}. Involved: {', '.join(involved) if involved else 'nothing recorded'}."
    yield "", ""
    yield "", "Under the criteria"
    for one in told.sets:
        subgroup = f", {one.subgroup}" if one.subgroup else ""
        may = "" if one.determined else " (missing findings may change it)"
        yield "  ", f"{one.short_title}: {one.level.replace('_', ' ')}{subgroup}{may}"
    for group, _ in GROUPS:
        yield "", ""
        yield "", group.capitalize()
        for state in STATES.values():
            names = [item.label for item in told.antibodies if item.group == group and item.state == state]
            if names:
                yield "  ", f"{state}: {', '.join(names)}."
    yield "", ""
    yield "", "Organs"
    for organ in told.organs:
        shown = f" ({', '.join(organ.findings)})" if organ.findings else ""
        yield "  ", f"{organ.label}: {organ.state}{shown}"
    listed = {item.label for item in told.antibodies}
    others = [label for label in told.missing if label not in listed]
    if others:
        yield "", ""
        yield "", f"Not recorded, and would say more: {', '.join(others)}."
    yield "", ""
    yield "", DISCLAIMER
