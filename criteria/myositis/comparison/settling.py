"""What knowing one more finding would do to the cohort.

A finding settles a patient who is undetermined when each of its values leaves all open levels on one side of the cut. A
value is tried as a completion is: the column of a score table stays as selected, although a biopsy finding that becomes
known would select the column with biopsy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from myositis.comparison.basics import CLASSIFIED, NOT_CLASSIFIED
from myositis.comparison.cut import at_cut
from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.results import Knowing, Settling
from myositis.comparison.truths import Runner
from myositis.one_patient.open_outcomes import automaton

if TYPE_CHECKING:
    from myositis.comparison.panel import Flags, Places
    from myositis.comparison.truths import Codes, States

_BITS: dict[tuple[str, ...], int] = {(CLASSIFIED,): 1, (NOT_CLASSIFIED,): 2}


def knowing(panel: Panel, evaluable: Places) -> tuple[Knowing, ...]:
    """For every criteria set: which finding would settle how many of its undetermined patients."""
    return tuple(_of_set(panel, evaluable, rated) for rated in panel.sets if rated.criteria is not None)


def _of_set(panel: Panel, evaluable: Places, rated: RatedSet) -> Knowing:
    assert rated.column is not None
    undetermined = evaluable[rated.said[evaluable] & ~rated.determined()[evaluable]]
    missing: dict[str, int] = {}
    settled: dict[str, int] = {}
    labels: dict[str, str] = {}
    for column, number in panel.columns(rated):
        places = undetermined[rated.column[undetermined] == number]
        if not len(places):
            continue
        machine = automaton((at_cut(column.level, frozenset(rated.counting)),))
        runner = Runner(machine)
        codes = panel.truths.codes(machine, places)
        states = runner.run(codes)
        for layer, domain in enumerate(machine.domains):
            if domain.substitute is not None:
                continue
            rows = np.flatnonzero((codes[layer] & (codes[layer] - 1)) != 0)
            if len(rows):
                name = domain.variable.name
                labels[name] = domain.variable.label
                missing[name] = missing.get(name, 0) + len(rows)
                settled[name] = settled.get(name, 0) + int(_settles(runner, layer, rows, codes, states).sum())
    found = [Settling(finding=name, label=labels[name], missing=count, settled=settled[name]) for name, count in missing.items()]
    found.sort(key=lambda item: (-item.settled, -item.missing, item.finding))
    return Knowing(id=rated.info.id, undetermined=len(undetermined), findings=tuple(found))


def _settles(runner: Runner, layer: int, rows: Places, codes: list[Codes], states: list[States]) -> Flags:
    """In which of these rows each value that the variable of this layer can have decides."""
    own = codes[layer][rows]
    after = [code[rows] for code in codes[layer + 1 :]]
    decided = np.ones(len(rows), dtype=bool)
    for branch in range(len(runner.machine.domains[layer].values)):
        possible = np.flatnonzero(decided & ((own >> branch & 1) == 1))
        if not len(possible):
            continue
        value = np.full(len(possible), 1 << branch, dtype=own.dtype)
        state = runner.step(layer, states[layer][rows[possible]], value)
        for further, code in enumerate(after, layer + 1):
            state = runner.step(further, state, code[possible])
        decided[possible] = runner.reached(state, _BITS) != 3
    return decided
