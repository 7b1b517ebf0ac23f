"""The score of one record: as recorded, and the lowest and highest that completions reach. Points are whole tenths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import exp

from myositis.one_patient.domains import Domain, domains_of
from myositis.published.criteria_set import PROBABILITY_DECIMALS, Column
from myositis.rules.evaluate import on_record, reduce
from myositis.rules.values import Known, Value
from myositis.rules.vocabulary import Rule, variables

Rows = tuple[tuple[int, Rule], ...]


def score_of(column: Column, known: Known) -> int:
    """The points on the record: a finding that is not recorded adds none, an age interval its lowest."""
    return sum(points for points, rule in column.score if on_record(rule, known))


@dataclass(frozen=True)
class ScorePart:
    """Rows of a score that share variables with each other and with no other row.

    by_value: for a single variable, the points at each of its values. spans: for a single variable, the least and the most
    points for each code that was met.
    """

    domains: tuple[Domain, ...]
    rows: Rows
    by_value: tuple[int, ...] | None = None
    spans: dict[int, tuple[int, int]] = field(default_factory=dict, compare=False)


def score_range(column: Column, known: Known) -> tuple[int, int]:
    """The least and the most points that completions reach."""
    low = high = 0
    for part in parts_of(column):
        if part.by_value is not None:
            domain = part.domains[0]
            code = domain.code(known.get(domain.variable.name))
            span = part.spans.get(code)
            if span is None:
                totals = [points for place, points in enumerate(part.by_value) if code >> place & 1]
                span = part.spans[code] = min(totals), max(totals)
        else:
            totals = list(_totals(part, known))
            span = min(totals), max(totals)
        low, high = low + span[0], high + span[1]
    return low, high


@lru_cache(maxsize=256)
def parts_of(column: Column) -> tuple[ScorePart, ...]:
    """The rows of a score, sorted into parts that share no variable."""
    every = {domain.variable: domain for domain in domains_of(tuple(rule for _, rule in column.score))}
    tied: list[set[object]] = [{*variables(rule)} for _, rule in column.score]
    tied += [{variable, *variables(domain.substitute)} for variable, domain in every.items() if domain.substitute is not None]
    groups: list[set[object]] = []
    for names in tied:
        apart = [group for group in groups if group.isdisjoint(names)]
        groups = [*apart, names.union(*(group for group in groups if not group.isdisjoint(names)))]
    found = []
    for group in groups:
        part = tuple(domain for variable, domain in every.items() if variable in group)
        rows = tuple((points, rule) for points, rule in column.score if not group.isdisjoint(variables(rule)))
        single = None
        if len(part) == 1:
            name = part[0].variable.name
            single = tuple(sum(p for p, rule in rows if on_record(rule, {name: value})) for value in part[0].values)
        found.append(ScorePart(part, rows, single))
    return tuple(found)


def _totals(part: ScorePart, known: Known) -> Iterator[int]:
    """The points of every completion of the variables of a part."""
    free = [domain for domain in part.domains if domain.substitute is None or domain.variable.name in known]
    names = [domain.variable.name for domain in free]
    codes = [domain.code(known.get(name)) for domain, name in zip(free, names, strict=True)]
    possible = [[v for place, v in enumerate(d.values) if code >> place & 1] for d, code in zip(free, codes, strict=True)]
    for values in product(*possible):
        complete: dict[str, Value] = dict(zip(names, values, strict=True))
        complete |= {d.variable.name: d.substitute for d in part.domains if d not in free and d.substitute is not None}
        yield sum(points for points, rule in part.rows if reduce(rule, complete) is True)


def probability(score: int, constant: float) -> float:
    """1 / (1 + exp(constant - score)), score in tenths; rounded to six decimals."""
    return round(1 / (1 + exp(constant - score / 10)), PROBABILITY_DECIMALS)
