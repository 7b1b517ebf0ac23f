"""A cohort's derived values, contradictions and results as columns: what `record` and `result` do for one patient.

The same derivations, contradictions and criteria are compiled by `columns.Stages`; nothing of them is written here again but how
a value is compared with its limit and how old a patient is by the calendar, which `record` and `sql.statement` say, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from myositis.dictionary import derivations as d
from myositis.dictionary.findings import DICTIONARY, age_at_onset, birth_date, symptom_onset_date
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, PROBABILITY_DECIMALS, Column, Condition, CriteriaSet
from myositis.rules.as_columns import NEVER_RECORDED, Expression, Pair, Stages, Truth, both, either, negate
from myositis.rules.vocabulary import Category, Finding, Measurement, Rule, variables


def needed_findings(criteria: Iterable[CriteriaSet]) -> set[str]:
    """The dictionary columns that these criteria, the derivations, the contradictions and the oddities read."""
    rules: list[Rule] = [item.rule for items in (d.CONTRADICTIONS, d.ODDITIES, d.DERIVATIONS) for item in items]
    names = {birth_date.name, symptom_onset_date.name, *(name for item in d.ODDITIES for name in item.columns)}
    for item in d.COMPARISONS:
        names |= {item.value.name, item.limit.name}
    for one in criteria:
        rules += [one.excluded, *(item.rule for item in one.criteria)]
        for column in one.columns:
            rules += [*column.level.rules, *column.subgroup.rules]
        for condition in one.conditions:
            rules += condition.rules
        names |= {finding.name for finding in one.other_column_note}
        if one.selection:
            names |= {finding.name for finding in (*one.selection.present, *one.selection.recorded)}
    names |= {variable.name for variable in variables(*rules)}
    return names & DICTIONARY.keys()  # what derivations make in passing is no column of a cohort


def derive_columns(stages: Stages) -> None:
    """Plan everything that follows from what is recorded; the counterpart of `record.derive`."""
    for comparison in d.COMPARISONS:
        value, limit = comparison.value.name, comparison.limit.name
        if {value, limit} <= stages.available:
            (low, high), (lowest_limit, highest_limit) = map(stages.col, stages.ends(value)), map(stages.col, stages.ends(limit))
            stages.define(comparison.result, Pair(stages.surely(low > highest_limit), stages.surely(high <= lowest_limit)), 0)
    _age_from_dates(stages)
    summaries = [summary.whole for summary in d.SUMMARIES]
    recorded_wholes = {whole: stages.finding(whole)[0] for whole in summaries}
    for derivation in d.ENZYME_DERIVATIONS:
        _derive(stages, derivation)
    for summary in d.SUMMARIES:
        whole = recorded_wholes[summary.whole]
        for part in () if whole is NEVER_RECORDED else summary.parts:
            _fall_back(stages, part, _absent_with(whole), 1)
    for derivation in d.DERIVATIONS:
        _derive(stages, derivation)


def _absent_with(whole: Pair) -> Pair:
    """A part of a summary is absent where the summary is."""
    return Pair(False, lambda: whole.no)


def _derive(stages: Stages, derivation: d.Derivation) -> None:
    if not stages.never_recorded(derivation.rule):
        _fall_back(stages, derivation.target, *stages.pair(derivation.rule))


def _fall_back(stages: Stages, finding: Finding, derived: Pair, layer: int) -> None:
    """What is known of a finding: what is recorded, else what is derived. layer: from which the latter can be read."""
    own, at = stages.finding(finding)
    pair = Pair(
        lambda: either(own.yes, both(negate(own.no), derived.yes)),
        lambda: either(own.no, both(negate(own.yes), derived.no)),
    )
    stages.define(finding, pair, max(at, layer))


def _age_from_dates(stages: Stages) -> None:
    """Age at onset by the calendar where it is not recorded, and what the dates say of the record."""
    birth, onset = birth_date.name, symptom_onset_date.name
    if not {birth, onset} <= stages.available:
        return
    last_birth, last_onset = stages.ends(birth)[1], stages.ends(onset)[1]
    low, high = _whole_years(stages, last_birth, onset), _whole_years(stages, birth, last_onset)
    before = stages.surely(stages.col(last_onset) < stages.col(birth))
    stages.define(d.onset_before_birth, Pair(before, negate(before)), 0)
    after = stages.surely(low > age_at_onset.highest)
    stages.define(d.onset_after_120, Pair(after, negate(after)), 0)
    if age_at_onset.name in stages.available:
        least, most = map(stages.col, stages.ends(age_at_onset.name))
        differs = stages.surely((most < low - 1) | (least >= high + 2))
        stages.define(d.age_differs_from_dates, Pair(differs, negate(differs)), 0)
        low, high = stages.library.coalesce(least, low), stages.library.coalesce(most, high)
    stages.define_ends(age_at_onset, low, high, 0)


def _whole_years(stages: Stages, birth: str, day: str) -> Expression:
    """Birthdays that have come by the day, never below 0; null when a date is missing."""
    born, then = stages.col(birth).dt, stages.col(day).dt
    years = then.year() - born.year()
    # Months are bytes on some engines: 5 * 100 would overflow.
    birthday, today = (date.month().cast(stages.library.Int32) * 100 + date.day() for date in (born, then))
    years = stages.choose([(today < birthday, years - 1)], years)
    return stages.choose([(years < 0, years * 0)], years)


def oddity_columns(stages: Stages) -> dict[str, Truth]:
    """Whether each oddity is in a record, by its code."""
    return {item.code: stages.pair(item.rule)[0].yes for item in d.ODDITIES if stages.available.issuperset(item.columns)}


def contradiction_columns(stages: Stages, before: Stages) -> dict[str, Truth]:
    """Whether each contradiction is in a record, by its code. before: the stages without derivations."""
    found = {}
    for item in d.CONTRADICTIONS:
        if not stages.available.issuperset(item.columns):
            continue  # what is not a column cannot have been recorded against the rest
        held = (before if item.recorded_only else stages).pair(item.rule)[0].yes
        if held is not False:
            found[item.code] = held
    return found


def impossible_values(stages: Stages) -> list[Truth]:
    """Whether a number is outside the range in which it is possible, or a category unknown, column by column."""
    found: list[Truth] = []
    for name, variable in DICTIONARY.items():
        if name not in stages.available:
            continue
        cell = stages.col(stages.ends(name)[0])
        if isinstance(variable, Category):
            found.append(stages.surely(negate(either(*(cell == value for value in variable.values)))))
        if isinstance(variable, Measurement):
            low = cell <= variable.lowest if variable.above_lowest else cell < variable.lowest
            found.append(stages.surely(low | (cell > min(variable.highest, 1e300))))
    return found


@dataclass
class ResultPlan:
    """The result columns of one criteria set: names without prefix, and their expressions, once the stages are applied."""

    excluded: Truth
    with_last: Truth
    """The last column of the criteria is the one that is read."""
    columns: dict[str, Expression] = field(default_factory=dict)


Lines = tuple[list[tuple[Truth, str]], str]
"""The lines of a decision on the record, and the outcome of its last line."""


def plan_results(stages: Stages, criteria: CriteriaSet, wanted: Iterable[str], valid: Truth = True) -> ResultPlan:
    """Plan the headline columns of a criteria set; `wanted` are names such as `level` and `notes`.

    valid: rows that can be classified; the others get null. It is read after the last layer.
    """
    wanted = set(wanted)
    with_last = _with_last(stages, criteria)
    excluded = stages.pair(criteria.excluded)[0].yes
    plan = ResultPlan(excluded, with_last)
    first, last = criteria.columns[0], criteria.columns[-1]

    def by_column(make: Callable[[Column], Expression]) -> Expression:
        """An expression that differs between the columns of the criteria."""
        if first is last or with_last is False:
            return make(first)
        return stages.choose([(with_last, make(last))], make(first))

    compiled = {name: [stages.decide(getattr(column, name)) for column in criteria.columns] for name in ("level", "subgroup")}
    deepest = max(layer for each in compiled.values() for *_, layer in each)
    level = _either_column([each[:2] for each in compiled["level"]], with_last)
    subgroup = _either_column([each[:2] for each in compiled["subgroup"]], with_last)
    score = ""
    if first.score:
        totals = {column.name: stages.score(column.score) for column in criteria.columns}
        deepest = max(deepest, *(layer for _, layer in totals.values()))
        score = stages.stage(by_column(lambda column: stages.col(totals[column.name][0])), deepest)
        points = stages.col(score) / 10.0
        plan.columns["score"] = points.round(1)  # an engine may multiply by 0.1 instead
        if first.constant is not None:
            power = (by_column(lambda column: stages.lit(column.constant)) - points).exp()
            plan.columns["probability"] = (stages.lit(1.0) / (stages.lit(1.0) + power)).round(PROBABILITY_DECIMALS)
    if len(criteria.columns) > 1:
        plan.columns["column"] = by_column(lambda column: stages.lit(column.name))
    if "criteria_met" in wanted and criteria.criteria:
        plan.columns["criteria_met"] = stages.joined({item.name: stages.pair(item.rule)[0].yes for item in criteria.criteria})
    result = _Result(stages, with_last, criteria, level, subgroup, score, deepest)
    unclear = either(*(result.holds(condition) for condition in criteria.unclear))
    if "groups" in wanted and criteria.groups:
        plan.columns["groups"] = stages.joined(result.groups(excluded))
    if "notes" in wanted:
        plan.columns["notes"] = stages.joined(result.notes(excluded, stages.choose(*compiled["level"][0][:2])))
    if valid is not True:
        plan.columns = {name: stages.where(valid, made) for name, made in plan.columns.items()}
    plan.columns["level"] = _named(stages, [(excluded, EXCLUDED), *level[0]], level[1], valid)
    plan.columns["subgroup"] = _named(stages, *subgroup, both(valid, negate(excluded), negate(unclear)))
    plan.columns = {name: made for name, made in plan.columns.items() if name in wanted}
    return plan


def _with_last(stages: Stages, criteria: CriteriaSet) -> Truth:
    """Whether the last column of the criteria is the one that is read."""
    selection = criteria.selection
    if selection is None:
        return False
    present = [stages.surely(stages.col(f.name)) for f in selection.present if f.name in stages.available]
    with_last = either(*present, *map(stages.recorded, selection.recorded))
    return with_last if isinstance(with_last, bool) else stages.col(stages.stage(with_last, 0))


def _either_column(compiled: list[Lines], with_last: Truth) -> Lines:
    """The lines in the column that is read. compiled: the lines of each column of the criteria, outcome by outcome the same."""
    (first, otherwise), (last, _) = compiled[0], compiled[-1]
    if len(compiled) == 1 or with_last is False:
        return first, otherwise
    without = negate(with_last)
    lines = []
    for (one, outcome), (two, _) in zip(first, last, strict=True):
        chosen = one if one is two else either(both(without, one), both(with_last, two))
        lines.append((chosen, outcome))
    return lines, otherwise


def _named(stages: Stages, lines: list[tuple[Truth, str]], otherwise: str, among: Truth) -> Expression:
    """The outcome of the first line that holds; null outside `among` and where the outcome is that there is no subgroup."""
    guarded = []
    for truth, outcome in lines:
        if outcome == NO_SUBGROUP:
            among = both(among, negate(truth))
        else:
            guarded.append((both(among, truth), outcome))
    end = stages.lit(otherwise)
    return stages.choose(guarded, end if among is True else stages.where(among, end))


@dataclass
class _Result:
    """The planned headline of one criteria set, for the conditions that ask about it."""

    stages: Stages
    with_last: Truth
    criteria: CriteriaSet
    levels: Lines
    subgroups: Lines
    score: str
    layer: int

    @cached_property
    def level(self) -> Expression:
        return self.stages.col(self.stages.stage(self.stages.choose(*self.levels), self.layer))

    @cached_property
    def subgroup(self) -> Expression:
        return self.stages.col(self.stages.stage(self.stages.choose(*self.subgroups), self.layer))

    def holds(self, condition: Condition, *, excluded: Truth = False) -> Truth:
        """Whether every part of a condition is true; the counterpart of `result.holds`."""
        state = {rule: self.stages.pair(rule)[0] for rule in condition.rules}
        names = [column.name for column in self.criteria.columns]
        parts: list[Truth] = []
        if condition.columns:
            in_last, in_first = names[-1] in condition.columns, names[0] in condition.columns
            parts.append(True if in_last and in_first else self.with_last if in_last else negate(self.with_last))
        if condition.levels:
            parts += [either(*(self.level == level for level in condition.levels)), negate(excluded)]
        if condition.subgroups:
            named = negate(either(*(self.holds(unclear) for unclear in self.criteria.unclear)))
            parts += [
                either(*(self.subgroup == name for name in condition.subgroups)),
                named,
                negate(excluded),
            ]
        if condition.scores:
            parts.append(either(*(self.stages.col(self.score) == score for score in condition.scores)))
        if condition.yes is not None:
            parts.append(state[condition.yes].yes)
        if condition.not_yes is not None:
            parts.append(negate(state[condition.not_yes].yes))
        if condition.is_open is not None:
            parts.append(state[condition.is_open].open)
        parts += [state[rule].open for rule in condition.all_open]
        if condition.any_open:
            parts.append(either(*(state[rule].open for rule in condition.any_open)))
        return both(*parts)

    def groups(self, excluded: Truth) -> dict[str, Truth]:
        """Every clinical group by its name."""
        groups = self.criteria.groups
        held = {group.name: both(negate(excluded), self.holds(group.when)) for group in groups}
        own = either(*(held[group.name] for group in groups if not group.fallback))
        return {group.name: both(held[group.name], negate(own)) if group.fallback else held[group.name] for group in groups}

    def notes(self, excluded: Truth, first_level: Expression) -> dict[str, Truth]:
        """Every note by its code."""
        found = {note.code: self.holds(note.when, excluded=excluded) for note in self.criteria.notes}
        incomplete = either(*(negate(self.stages.recorded(f)) for f in self.criteria.other_column_note))
        if self.criteria.other_column_note and self.with_last is not False:
            first = self.criteria.columns[0]
            for name in first.level.outcomes:
                code = f"{first.name.replace(' ', '_')}:{name}"
                found[code] = both(self.with_last, incomplete, first_level == name)
        return found
