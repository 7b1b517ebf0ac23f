"""What a whole cohort says of rules, and where its completions lead: arrays with one entry per row.

The rules are compiled to columns by the same compiler that classifies a cohort, and an automaton of `open_outcomes` is run
over all rows at once: for each variable a row's next state is looked up by its state and what is known of the variable, so
that a million patients share the few states that are ever made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from myositis.dictionary.derivations import decided_by
from myositis.dictionary.derived_columns import derive_columns
from myositis.rules.as_columns import Stages
from myositis.rules.vocabulary import Category, Finding, Is, Rule, variables

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from myositis.one_patient.domains import Domain
    from myositis.one_patient.open_outcomes import Automaton
    from myositis.reading.cohort import ReadCohort

    Truth = npt.NDArray[np.bool_]
    Codes = npt.NDArray[np.uint16]
    States = npt.NDArray[np.int32]


class Truths:
    """Rules on every row of a cohort: `yes` (surely holds), `no` (surely fails) and `held` (on the record, where what is not
    recorded reads as "no")."""

    def __init__(self, cohort: ReadCohort) -> None:
        self._values = cohort.values
        self._found: dict[tuple[str, Rule], Truth] = {}

    def prepare(self, rules: Iterable[Rule]) -> None:
        """Compute these rules together, which is quicker than one after the other."""
        wanted = [rule for rule in dict.fromkeys(rules) if ("yes", rule) not in self._found]
        if not wanted:
            return
        stages = Stages(tuple(self._values.columns), pl)
        derive_columns(stages, decided_by(variables(*wanted)))
        made: dict[str, Any] = {}
        for place, rule in enumerate(wanted):
            pair, _ = stages.pair(rule)
            held, _ = stages.closed(rule)
            for name, truth in (("yes", pair.yes), ("no", pair.no), ("held", held)):
                made[f"{name}{place}"] = stages.expression(truth)
        # Constants alone would give one row, so a column goes along.
        frame = stages.apply(self._values.lazy()).select(pl.col(self._values.columns[0]), **made).collect()
        for place, rule in enumerate(wanted):
            for name in ("yes", "no", "held"):
                self._found[name, rule] = frame[f"{name}{place}"].to_numpy()

    def yes(self, rule: Rule) -> Truth:
        """Where the rule surely holds."""
        return self._of("yes", rule)

    def no(self, rule: Rule) -> Truth:
        """Where the rule surely fails."""
        return self._of("no", rule)

    def held(self, rule: Rule) -> Truth:
        """Where the rule holds on the record."""
        return self._of("held", rule)

    def _of(self, which: str, rule: Rule) -> Truth:
        self.prepare([rule])
        return self._found[which, rule]

    def codes(self, machine: Automaton, places: npt.NDArray[np.int64]) -> list[Codes]:
        """What is known of every variable of an automaton in these rows, as its codes."""
        self.prepare(rule for domain in machine.domains for rule in asked(domain))
        return [self._code(domain, places) for domain in machine.domains]

    def _code(self, domain: Domain, places: npt.NDArray[np.int64]) -> Codes:
        import numpy as np

        rules = asked(domain)
        code: Codes = np.full(len(places), domain.everything, dtype=np.uint16)
        match domain.variable:
            case Finding():
                code[self.yes(rules[0])[places]] = 2
                code[self.no(rules[0])[places]] = 1
            case Category():
                for place, rule in enumerate(rules):
                    code[self.yes(rule)[places]] = 1 << place
            case _:
                for place, rule in enumerate(rules):
                    below = np.uint16((2 << place) - 1)
                    code[self.yes(rule)[places]] &= ~below
                    code[self.no(rule)[places]] &= below
        return code


def asked(domain: Domain) -> list[Rule]:
    """The rules that tell the values of a variable apart."""
    match domain.variable:
        case Finding():
            return [Is(domain.variable)]
        case Category():
            return [Is(domain.variable, str(value)) for value in domain.values]
    return list(domain.cuts)


class Runner:
    """Follows an automaton for many rows at once."""

    def __init__(self, machine: Automaton) -> None:
        self.machine = machine
        self._tables: list[States | None] = [None] * len(machine.domains)

    def step(self, layer: int, states: States, codes: Codes) -> States:
        """The states after reading one variable."""
        import numpy as np

        machine = self.machine
        bits = machine.widths[layer]
        keys = (states << bits) | codes.astype(np.int32)
        table, needed = self._tables[layer], machine.states(layer) << bits
        if table is None or len(table) < needed:
            grown = np.full(2 * needed, -1, dtype=np.int32)
            if table is not None:
                grown[: len(table)] = table
            self._tables[layer] = table = grown
        found: States = table[keys]
        unknown = found < 0
        if unknown.any():
            for key in np.unique(keys[unknown]).tolist():
                table[key] = machine.step(key >> bits, layer, key & ((1 << bits) - 1))
            found = table[keys]
        return found

    def run(self, codes: Sequence[Codes]) -> list[States]:
        """The states before every variable, and after the last."""
        import numpy as np

        states = [np.zeros(len(codes[0]) if codes else 0, dtype=np.int32)]
        for layer, own in enumerate(codes):
            states.append(self.step(layer, states[-1], own))
        return states

    def reached(self, states: States, bits: Mapping[tuple[str, ...], int]) -> npt.NDArray[np.int64]:
        """The outcomes that completions reach from last states, as bits."""
        import numpy as np

        table = np.zeros(self.machine.states(len(self.machine.domains)), dtype=np.int64)
        for state in np.unique(states).tolist():
            table[state] = sum(bits[outcome] for outcome in self.machine.outcomes(state))
        found: npt.NDArray[np.int64] = table[states]
        return found
