"""What is known of every row, packed into one whole number, as an expression: see `cohort_open`, which resolves it."""

from __future__ import annotations

from myositis.cohort.open import IS_EXCLUDED, check_room
from myositis.one_patient.open_outcomes import Domain
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.as_columns import Expression, Stages, Truth, either
from myositis.rules.vocabulary import AtLeast, Category, Finding, Is


def pattern(stages: Stages, criteria: CriteriaSet, excluded: Truth, with_last: Truth) -> tuple[Expression, int]:
    """Everything that is known of a row, as one whole number; and the layer from which it can be read.

    Errors: EngineError when it does not fit.
    """
    check_room(criteria)
    made, layers = [], [stages.pair(criteria.excluded)[1], 1]
    for place, column in enumerate(criteria.columns):
        parts, shift = [stages.lit(place, "Int64")], 1
        for domain in column.machine.domains:
            code, layer = _code(stages, domain, shift)
            parts.append(code)
            layers.append(layer)
            shift += len(domain.values)
        made.append(stages.library.sum_horizontal(*parts))
    chosen = stages.choose([(with_last, made[-1])], made[0]) if len(made) > 1 else made[0]
    return stages.choose([(excluded, stages.lit(IS_EXCLUDED, "Int64"))], chosen), max(layers)


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
    sides = [stages.pair(AtLeast(variable, bound)) for bound in domain.bounds]
    layer = max(at for _, at in sides)
    cells = []
    for place in range(len(domain.values)):
        above_upper = sides[place][0].yes if place < len(sides) else False
        below_lower = sides[place - 1][0].no if place else False
        cells.append(stages.choose([(either(above_upper, below_lower), bits(0))], bits(1 << place)))
    return stages.library.sum_horizontal(*cells), layer
