"""The results of a criteria set as columns of a cohort: what `one_patient.result` does for one record.

The rules are compiled by `as_columns.Stages`; what is read only once every layer is planned (which line holds, notes, groups)
is put together here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from myositis.cohort.score_columns import score_range_columns
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, PROBABILITY_DECIMALS, Column, CriteriaSet
from myositis.published.result_rules import COLUMN, LEVEL, RESULT_VARIABLES, SCORE, SUBGROUP
from myositis.rules.as_columns import Stages
from myositis.rules.expressions import Expression, Truth, both, either, negate
from myositis.rules.vocabulary import Is, Not, Points, Rule, Surely, variables


@dataclass
class ResultPlan:
    """The result columns of one criteria set: names without prefix, and their expressions, once the stages are applied.

    read_in: for each column of the criteria, whether the row is read in it.
    """

    excluded: Truth
    read_in: tuple[Truth, ...]
    columns: dict[str, Expression] = field(default_factory=dict)


Lines = tuple[list[tuple[Truth, str]], str]
"""The lines of a decision on the record, and the outcome of its last line."""


def plan_results(
    stages: Stages, before: Stages, criteria: CriteriaSet, wanted: Iterable[str], valid: Truth = True
) -> ResultPlan:
    """Plan the headline columns of a criteria set; `wanted` are names such as `level` and `notes`.

    before: the stages of what is recorded, without derivations, which decide on the column. valid: rows that can be
    classified; the others get null. It is read after the last layer.
    """
    wanted = set(wanted)
    plan = ResultPlan(stages.pair(criteria.excluded)[0].yes, _read_in(before, criteria))
    result = _Planned(stages, before, criteria, plan)
    if "score" in wanted or "probability" in wanted:
        plan.columns |= result.scores()
    if {"probability_min", "probability_max"} & wanted:
        plan.columns |= result.probability_range()
    if len(criteria.columns) > 1:
        plan.columns["column"] = result.by_column(lambda column: stages.lit(column.name))
    if "criteria_met" in wanted and criteria.criteria:
        plan.columns["criteria_met"] = stages.joined({item.name: stages.pair(item.rule)[0].yes for item in criteria.criteria})
    if "provided" in wanted:
        blank = {item.name: both(negate(plan.excluded), stages.finding(item)[0].open) for item in criteria.preconditions}
        plan.columns["provided"] = stages.joined(blank)
    if "groups" in wanted and criteria.groups:
        plan.columns["groups"] = stages.joined(result.groups())
    if "notes" in wanted:
        plan.columns["notes"] = stages.joined(result.notes())
    if valid is not True:
        plan.columns = {name: stages.where(valid, made) for name, made in plan.columns.items()}
    lines, otherwise = result.levels
    plan.columns["level"] = _named(stages, [(plan.excluded, EXCLUDED), *lines], otherwise, valid)
    named = both(valid, negate(plan.excluded), negate(result.unclear))
    plan.columns["subgroup"] = _named(stages, *result.subgroups, named)
    plan.columns = {name: made for name, made in plan.columns.items() if name in wanted}
    return plan


def _read_in(before: Stages, criteria: CriteriaSet) -> tuple[Truth, ...]:
    """Whether each column is the one that is read: the first whose rule holds on what is recorded, else the one without."""
    taken: Truth = False
    deepest = 0
    found: dict[int, Truth] = {}
    for place, column in enumerate(criteria.columns):
        if column.when is not None:
            held, layer = before.closed(column.when)
            deepest = max(deepest, layer)
            here = both(negate(taken), held)
            found[place] = here if isinstance(here, bool) else before.col(before.stage(here, deepest))
            taken = either(taken, found[place])
            deepest += 1
    return tuple(found.get(place, negate(taken)) for place in range(len(criteria.columns)))


def _named(stages: Stages, lines: list[tuple[Truth, str]], otherwise: str, among: Truth) -> Expression:
    """The outcome of the first line that holds; null outside `among` and where the outcome is that there is no subgroup."""
    guarded = []
    for truth, outcome in lines:
        if outcome == NO_SUBGROUP:
            among = both(among, negate(truth))
        else:
            guarded.append((both(among, truth), outcome))
    if otherwise == NO_SUBGROUP:
        among, otherwise = False, ""
    end = stages.lit(otherwise)
    return stages.choose(guarded, end if among is True else stages.where(among, end))


@dataclass
class _Planned:
    """The headline of one criteria set, and what notes and groups ask about it."""

    stages: Stages
    before: Stages
    criteria: CriteriaSet
    plan: ResultPlan

    def by_column(self, make: Callable[[Column], Expression]) -> Expression:
        """An expression that differs between the columns of the criteria."""
        pairs = zip(self.plan.read_in, self.criteria.columns, strict=True)
        *others, (_, last) = [(here, column) for here, column in pairs if here is not False]
        return self.stages.choose([(here, make(column)) for here, column in others], make(last))

    @cached_property
    def _decided(self) -> dict[str, list[tuple[list[tuple[Truth, str]], str, int]]]:
        columns = self.criteria.columns
        return {name: [self.stages.decide(getattr(column, name)) for column in columns] for name in ("level", "subgroup")}

    @cached_property
    def _layer(self) -> int:
        """The layer from which every decision and score can be read."""
        deepest = [layer for each in self._decided.values() for *_, layer in each]
        return max(*deepest, *(layer for _, layer in self._totals), 0)

    @cached_property
    def _totals(self) -> list[tuple[str, int]]:
        """The points in each column of the criteria, and the layer from which they can be read."""
        return [self.stages.score(column.score) for column in self.criteria.columns] if self.criteria.columns[0].score else []

    @cached_property
    def levels(self) -> Lines:
        return self._lines("level")

    @cached_property
    def subgroups(self) -> Lines:
        return self._lines("subgroup")

    def _lines(self, name: str) -> Lines:
        """The lines in the column that is read; outcome by outcome they are the same in every column."""
        compiled = self._decided[name]
        lines = []
        for same in zip(*(lines for lines, _, _ in compiled), strict=True):
            truths = [truth for truth, _ in same]
            if all(truth is truths[0] for truth in truths):
                chosen = truths[0]
            else:
                chosen = either(*(both(here, truth) for here, truth in zip(self.plan.read_in, truths, strict=True)))
            lines.append((chosen, same[0][1]))
        return lines, compiled[0][1]

    @cached_property
    def level(self) -> Expression:
        """The place of the level among those of the criteria: numbers are quicker to compare than texts."""
        return self._place(self.levels, self.criteria.levels)

    @cached_property
    def subgroup(self) -> Expression:
        """The place of the subgroup among those of the criteria."""
        return self._place(self.subgroups, self.criteria.subgroups)

    def _place(self, decided: Lines, outcomes: Sequence[str]) -> Expression:
        lines, otherwise = decided
        places = [(truth, outcomes.index(outcome)) for truth, outcome in lines]
        return self.stages.col(self.stages.stage(self.stages.choose(places, outcomes.index(otherwise)), self._layer))

    @cached_property
    def score(self) -> Expression:
        """The points in tenths in the column that is read."""
        names = {column.name: name for column, (name, _) in zip(self.criteria.columns, self._totals, strict=True)}
        return self.stages.col(self.stages.stage(self.by_column(lambda column: self.stages.col(names[column.name])), self._layer))

    @cached_property
    def unclear(self) -> Truth:
        """The subgroup cannot be named."""
        return either(*(self.stages.closed(rule)[0] for rule in self.criteria.unclear))

    def scores(self) -> dict[str, Expression]:
        """Score and probability, for criteria that have them."""
        if not self.criteria.columns[0].score:
            return {}
        points = self.score / 10.0
        found = {"score": points.round(1)}  # an engine may multiply by 0.1 instead
        if self.criteria.columns[0].constant is not None:
            found["probability"] = self._probability(points)
        return found

    def probability_range(self) -> dict[str, Expression]:
        """The lowest and the highest probability that completions reach."""
        if self.criteria.columns[0].constant is None:
            return {}
        ends = [score_range_columns(self.stages, column) for column in self.criteria.columns]
        names = [column.name for column in self.criteria.columns]
        low, high = (self.by_column(lambda column, end=end: ends[names.index(column.name)][end]) for end in (0, 1))  # type: ignore[misc]
        return {"probability_min": self._probability(low / 10.0), "probability_max": self._probability(high / 10.0)}

    def _probability(self, points: Expression) -> Expression:
        power = (self.by_column(lambda column: self.stages.lit(column.constant)) - points).exp()
        return (self.stages.lit(1.0) / (self.stages.lit(1.0) + power)).round(PROBABILITY_DECIMALS)

    def holds(self, rule: Rule) -> Truth:
        """The rule as it reads on the record and its result; the counterpart of `evaluate.on_record`."""
        if not any(variable in RESULT_VARIABLES for variable in variables(rule)):
            return self.stages.closed(rule)[0]
        match rule:
            case Is(variable, value):
                return self._is(variable.name, value)
            case Not(inner):
                return negate(self.holds(inner))
            case Surely(inner):
                return self.holds(inner)  # a result is never open
            case Points(rows, needed):
                return self.stages.count_up([(points, self.holds(row)) for points, row in rows], needed)
        raise TypeError(rule)

    def _is(self, variable: str, value: str | bool | int) -> Truth:
        """What a rule asks of the result."""
        if variable == COLUMN.name:
            names = [column.name for column in self.criteria.columns]
            return self.plan.read_in[names.index(str(value))]
        if variable == SCORE.name:
            return self.score == value
        if variable == LEVEL.name:
            return both(self.level == self.criteria.levels.index(str(value)), negate(self.plan.excluded))
        assert variable == SUBGROUP.name
        place = self.criteria.subgroups.index(str(value))
        return both(self.subgroup == place, negate(self.unclear), negate(self.plan.excluded))

    def groups(self) -> dict[str, Truth]:
        """Every clinical group by its name."""
        return {group.name: both(negate(self.plan.excluded), self.holds(group.when)) for group in self.criteria.groups}

    def notes(self) -> dict[str, Truth]:
        """Every note by its code."""
        found = {note.code: self.holds(note.when) for note in self.criteria.notes}
        other = self.criteria.other_column
        if other is not None:
            place = [column.name for column in self.criteria.columns].index(other.column)
            elsewhere = both(negate(self.plan.read_in[place]), self.before.closed(other.when)[0])
            if elsewhere is not False:
                lines, otherwise, _ = self._decided["level"][place]
                there = self._place((lines, otherwise), self.criteria.levels)
                found |= {other.code(level): both(elsewhere, there == at) for at, level in enumerate(self.criteria.levels)}
        return found
