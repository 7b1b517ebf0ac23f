"""What each missing finding would change: where every value of it would lead."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from myositis.dictionary.record import derive
from myositis.one_patient.result import RecordResult


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


def what_ifs(read: RecordResult) -> tuple[WhatIf, ...]:
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
