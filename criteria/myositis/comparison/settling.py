"""What knowing one more finding would do to the cohort.

A finding settles a patient who is undetermined when each of its values leaves all open levels on one side of the cut. A
value is tried as a completion is: the column of a score table stays as selected, although a biopsy finding that becomes
known would select the column with biopsy.
"""

from __future__ import annotations

from collections.abc import Sequence

from myositis.comparison.cut import at_cut
from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.results import Knowing, Settling
from myositis.one_patient.open_outcomes import Automaton, automaton


def knowing(panel: Panel, evaluable: Sequence[int]) -> tuple[Knowing, ...]:
    """For every criteria set: which finding would settle how many of its undetermined patients."""
    return tuple(_of_set(panel, evaluable, rated) for rated in panel.sets if rated.criteria is not None)


def _of_set(panel: Panel, evaluable: Sequence[int], rated: RatedSet) -> Knowing:
    undetermined = [place for place in evaluable if rated.ratings[place] is not None and not panel.is_determined(place, rated)]
    matters: dict[str, list[int]] = {}
    settled: dict[str, list[int]] = {}
    labels: dict[str, str] = {}
    known: dict[tuple[str, tuple[int, ...]], dict[str, bool]] = {}
    for place in undetermined:
        column = rated.column(place)
        machine = automaton((at_cut(column.level, panel.cut),))
        codes = machine.codes(panel.known[place])
        key = (column.name, tuple(codes))
        if key not in known:
            known[key] = _settles(machine, codes)
            labels |= {domain.variable.name: domain.variable.label for domain in machine.domains}
        for name, settles in known[key].items():
            matters.setdefault(name, []).append(place)
            if settles:
                settled.setdefault(name, []).append(place)
    found = [
        Settling(
            finding=name,
            label=labels[name],
            matters=panel.patients(places),
            settled=panel.patients(settled.get(name, ())),
        )
        for name, places in matters.items()
    ]
    found.sort(key=lambda item: (-item.settled.n, -item.matters.n, item.finding))
    return Knowing(id=rated.info.id, undetermined=panel.patients(undetermined), findings=tuple(found))


def _settles(machine: Automaton, codes: list[int]) -> dict[str, bool]:
    """The findings that are not recorded and still matter, and whether knowing one settles the patient."""
    found = {}
    for layer in machine.missing(codes):
        if machine.matters(codes, layer):
            found[machine.domains[layer].variable.name] = all(
                len(machine.outcomes(machine.run([*codes[:layer], 1 << branch, *codes[layer + 1 :]]))) == 1
                for branch in machine.branches(layer, codes[layer])
            )
    return found
