"""The least and the most points that completions reach, as expressions: what `one_patient.score` does for one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from myositis.cohort.patterns import impossible_cells
from myositis.errors import EngineError
from myositis.one_patient.domains import Domain
from myositis.one_patient.score import ScorePart, parts_of
from myositis.published.criteria_set import Column
from myositis.rules.as_columns import Stages
from myositis.rules.evaluate import on_record
from myositis.rules.expressions import Expression, Truth, both, either, negate
from myositis.rules.values import Value
from myositis.rules.vocabulary import Category, Finding, Is

MOST_WAYS = 256
"""So many combinations of the values of variables that share rows of a score are told apart in columns."""


def score_range_columns(stages: Stages, column: Column) -> tuple[Expression, Expression]:
    """The least and the most points in tenths, over the completions; they can be read after the last layer.

    Errors: EngineError when rows of the score share so many variables that columns cannot say it.
    """
    low, high = [stages.lit(0, "Int32")], [stages.lit(0, "Int32")]
    for part in parts_of(column):
        totals = sorted(_ways(stages, part), key=lambda way: way[0])
        low.append(_first(stages, totals))
        high.append(_first(stages, totals[::-1]))
    return stages.library.sum_horizontal(*low), stages.library.sum_horizontal(*high)


def _ways(stages: Stages, part: ScorePart) -> Iterator[tuple[int, Truth]]:
    """Every combination of the values of a part: its points, and whether what is known of a row admits it."""
    domains = sorted(part.domains, key=lambda domain: domain.substitute is not None)  # summaries after what they sum up
    if prod(len(domain.values) for domain in domains) > MOST_WAYS:
        raise EngineError("the range of this score cannot be given in a cohort: too many of its rows share findings")
    for places in product(*(range(len(domain.values)) for domain in domains)):
        chosen = {domain.variable.name: domain.values[at] for domain, at in zip(domains, places, strict=True)}
        admitted = [_admitted(stages, domain, at, chosen) for domain, at in zip(domains, places, strict=True)]
        yield sum(points for points, rule in part.rows if on_record(rule, chosen)), both(*admitted)


def _admitted(stages: Stages, domain: Domain, at: int, chosen: Mapping[str, Value]) -> Truth:
    """Whether what is known of a row admits one value of a variable, beside the values that are chosen for the others."""
    match domain.variable:
        case Finding() as finding:
            pair, _ = stages.finding(finding)
            known = pair.yes if domain.values[at] else pair.no
            free = domain.substitute is None or on_record(domain.substitute, chosen) is domain.values[at]
            return either(known, pair.open) if free else known
        case Category() as category:
            pairs = [stages.pair(Is(category, str(value)))[0] for value in domain.values]
            return both(*(negate(other.yes) for place, other in enumerate(pairs) if place != at))
    return negate(impossible_cells(stages, domain)[0][at])


def _first(stages: Stages, totals: list[tuple[int, Truth]]) -> Expression:
    """The points of the first way that is admitted."""
    *others, (last, _) = totals
    return stages.choose([(truth, stages.lit(points, "Int32")) for points, truth in others], stages.lit(last, "Int32"))
