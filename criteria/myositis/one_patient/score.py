"""The score of one record: as recorded, and the highest that a completion reaches. Points are whole tenths."""

from __future__ import annotations

from math import exp

from myositis.published.criteria_set import PROBABILITY_DECIMALS, Column
from myositis.rules.evaluate import Known, on_record, truth
from myositis.rules.vocabulary import Finding, variables


def score_of(column: Column, known: Known) -> int:
    """The points on the record: a finding that is not recorded adds none, an age interval its lowest."""
    return sum(points for points, rule in column.score if on_record(rule, known))


def highest_score(column: Column, known: Known) -> int:
    """The most points that a completion reaches: of the rows that read the same measurement only one can hold."""
    total, by_measurement = 0, dict[str, int]()
    for points, rule in column.score:
        if truth(rule, known) is not False:
            (variable,) = variables(rule)
            if isinstance(variable, Finding):
                total += points
            else:
                by_measurement[variable.name] = max(by_measurement.get(variable.name, 0), points)
    return total + sum(by_measurement.values())


def probability(score: int, constant: float) -> float:
    """1 / (1 + exp(constant - score)), score in tenths; rounded to six decimals."""
    return round(1 / (1 + exp(constant - score / 10)), PROBABILITY_DECIMALS)
