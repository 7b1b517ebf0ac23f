"""What is known of every row, packed into whole numbers, as expressions: see `open`, which resolves them."""

from __future__ import annotations

from collections.abc import Sequence

from myositis.cohort.open import IS_EXCLUDED, layout_of
from myositis.one_patient.domains import Domain
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.as_columns import Stages
from myositis.rules.expressions import Expression, Truth, either
from myositis.rules.vocabulary import Category, Finding, Is


def pattern(
    stages: Stages, criteria: CriteriaSet, excluded: Truth, read_in: Sequence[Truth]
) -> tuple[dict[str, Expression], int]:
    """Everything that is known of a row, word by word; and the layer from which the words can be read.

    read_in: for each column of the criteria, whether the row is read in it.
    """
    layout = layout_of(criteria)
    layers = [stages.pair(criteria.excluded)[1], 1]
    made: list[list[Expression]] = []
    for place, machine in enumerate(layout.machines):
        words = [[stages.lit(place if word == 0 else 0, "Int64")] for word in range(layout.words)]
        for domain, (word, shift) in zip(machine.domains, layout.places[place], strict=True):
            code, layer = _code(stages, domain, shift)
            words[word].append(code)
            layers.append(layer)
        made.append([stages.library.sum_horizontal(*parts) for parts in words])
    found = {}
    for word, name in enumerate(layout.names):
        *others, last = [(here, own[word]) for here, own in zip(read_in, made, strict=True)]
        chosen = stages.choose(others, last[1])
        special = stages.lit(IS_EXCLUDED if word == 0 else 0, "Int64")
        found[name] = stages.choose([(excluded, special)], chosen)
    return found, max(layers)


def _code(stages: Stages, domain: Domain, shift: int) -> tuple[Expression, int]:
    """The code of one variable, moved to its place in the pattern."""

    def bits(code: int) -> Expression:
        return stages.lit(code << shift, "Int64")

    variable, everything = domain.variable, domain.everything
    match variable:
        case Finding():
            pair, layer = stages.finding(variable)
            return stages.choose([(pair.yes, bits(2)), (pair.no, bits(1))], bits(everything)), layer
        case Category():
            pairs = [stages.pair(Is(variable, str(value))) for value in domain.values]
            cases = [(pair.yes, bits(1 << place)) for place, (pair, _) in enumerate(pairs)]
            return stages.choose(cases, bits(everything)), max(layer for _, layer in pairs)
    impossible, layer = impossible_cells(stages, domain)
    cells = [stages.choose([(truth, bits(0))], bits(1 << place)) for place, truth in enumerate(impossible)]
    return stages.library.sum_horizontal(*cells), layer


def impossible_cells(stages: Stages, domain: Domain) -> tuple[list[Truth], int]:
    """For each cell of a measurement, whether what is known of it rules the cell out."""
    sides = [stages.pair(cut) for cut in domain.cuts]
    found = []
    for place in range(len(domain.values)):
        above_upper = sides[place][0].yes if place < len(sides) else False
        below_lower = sides[place - 1][0].no if place else False
        found.append(either(above_upper, below_lower))
    return found, max(at for _, at in sides)
