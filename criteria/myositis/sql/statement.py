"""A criteria set as one SELECT statement over a table with the dictionary's columns.

The statement is compiled from the rules, derivations and contradictions that every other reader uses; nothing of them is
written here again but how a value is compared with its limit and the age by the calendar. It is staged as derived tables,
each of which reads only the one inside it:

1. `recorded`: the cells as 1, 0 or NULL, the comparisons, the age from the dates;
2. `parts`: steps 2 and 3 of `derivations`: enzymes from their values, parts from an absent summary; the column that is read;
3. `known`: step 4: summaries and conclusions from their parts;
4. `counted`: points on the record, the most that completions reach, why a row is invalid;
5. `decided`: level and subgroup on the record, the highest level that completions reach;
6. the result.

Printed, the result comes first and the table last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from myositis.dictionary import derivations as d
from myositis.dictionary.derivations import IN_PASSING, contradictions_among, decided_by
from myositis.dictionary.findings import DICTIONARY, age_at_onset, birth_date, patient_id, symptom_onset_date
from myositis.published.criteria_set import Column, CriteriaSet, Criterion, decided, dictionary_of
from myositis.rules.vocabulary import Category, Decision, Finding, Measurement, Variable, variables
from myositis.sql.conditions import Condition, Conditions, case
from myositis.sql.dialects import Dialect, impossible, text
from myositis.sql.highest import most, refusal
from myositis.sql.layers import BREAK, Layer, any_one, total
from myositis.sql.text_cells import UNREADABLE, text_layer

SELECTED, PROBLEM, EXCLUDES = "selected_column", "problem", "is_excluded"
LEVEL, HIGHEST, SUBGROUP = "level_on_record", "level_at_most", "subgroup_on_record"
POINTS, MOST = "points", "most_points"
MEETS, CAN_MEET = "meets", "can_meet"
MOST_TIMES = "1000000"
"""A larger multiple of a limit is as good as this one, and a decimal number holds it."""
PARTS = "an enzyme from its value and limit; parts are absent when their summary is"
SUMMED_UP = "a summary that is not recorded takes what its parts give"


def wanted(criteria: CriteriaSet) -> set[Variable]:
    """Every variable that the statement reads or makes on the way: what decides, without what only notes and groups ask."""
    among = contradictions_among(decided((criteria,)))
    return decided_by(variables(*criteria.deciding_rules, *criteria.unclear, *(item.rule for item in among)))


def needed_columns(criteria: CriteriaSet) -> list[str]:
    """The columns of the table that the statement reads, in the dictionary's order, then findings of the set's own."""
    names = {item.name for item in wanted(criteria) - IN_PASSING}
    own = sorted(names - DICTIONARY.keys())
    return [patient_id.name, *(name for name in DICTIONARY if name in names), *own]


def of_column(name: str, column: Column) -> str:
    """A name for one column of the criteria: `points_with_biopsy`."""
    return f"{name}_{re.sub(r'[^A-Za-z0-9]+', '_', column.name or 'all')}"


def of_criterion(name: str, criterion: Criterion) -> str:
    """A name for one criterion of the set: `meets_weakness`."""
    return f"{name}_{re.sub(r'[^A-Za-z0-9]+', '_', criterion.name)}"


class Statement:
    """Plans the layers of one statement. available: the dictionary columns that the table has. of_text: all of them text."""

    def __init__(self, criteria: CriteriaSet, dialect: Dialect, available: Sequence[str], *, of_text: bool = False) -> None:
        self.criteria, self.dialect = criteria, dialect
        self.needed = needed_columns(criteria)
        self.available = [name for name in self.needed if name in available]
        self.dictionary = dictionary_of((criteria,))
        self.contradictions = contradictions_among(decided((criteria,)))
        self.refusal = refusal(criteria)
        self.layers: list[Layer] = []
        read = [self.dictionary[name] for name in self.available if name != patient_id.name]
        self.of_text = of_text
        if of_text:
            self.layers.append(text_layer(dialect, read))
        self.recorded()
        self.derived()
        self.counted()
        self.decided()

    def layer(self, name: str, remark: str) -> tuple[Layer, Layer]:
        """A new layer and the one inside it; the id is handed on."""
        made = Layer(name, remark)
        made.keep([patient_id.name])
        before = self.layers[-1] if self.layers else made
        self.layers.append(made)
        return made, before

    # --- 1 ------------------------------------------------------------------------------------------------------------

    def recorded(self) -> None:
        """The cells of the table; cells that cannot be read; comparisons; the selected column."""
        layer, _ = self.layer("recorded", "what is recorded: 1 present, 0 absent, NULL not recorded")
        variables_read = [self.dictionary[name] for name in self.available if name != patient_id.name]
        asked = variables(*self.criteria.deciding_rules, *self.criteria.unclear)
        for variable in variables_read:
            if isinstance(variable, Finding):
                layer.columns[variable.name] = self.dialect.yes_no.format(variable.name)
            elif isinstance(variable, Category) or variable in asked:
                layer.keep([variable.name])
        self._age(layer)
        for comparison in d.COMPARISONS:
            value, limit = comparison.value.name, comparison.limit.name
            if {value, limit} <= set(self.available):
                above, within = f"{value} > {limit}", f"{value} <= {limit}"
                layer.columns[comparison.result.name] = case([(above, "1"), (within, "0")])
        for ratio in d.RATIOS:
            value, limit, target = ratio.value.name, ratio.limit.name, ratio.target.name
            if target in self.needed and {value, limit} <= set(self.available):
                exact = f"1.0 * {value} / NULLIF({limit}, 0)"
                rounded = self.dialect.rounded.format(exact, d.RATIO_DECIMALS)
                times = case([(f"{exact} > {MOST_TIMES}", MOST_TIMES)], rounded)
                layer.columns[target] = f"COALESCE({target}, {times})" if target in self.available else times
        cells = self._cells(variables_read)
        if self.of_text:
            cells = UNREADABLE if cells == "NULL" else f"COALESCE({UNREADABLE}, {cells})"
        if cells != "NULL":
            layer.columns[PROBLEM] = cells

    def _age(self, layer: Layer) -> None:
        """The age at onset, by the calendar where it is not recorded, and whether onset is before birth."""
        birth, onset, age = birth_date.name, symptom_onset_date.name, age_at_onset.name
        if {birth, onset} <= set(self.available):
            year, month, day = self.dialect.year, self.dialect.month, self.dialect.day
            birthday, today = (f"{month.format(name)} * 100 + {day.format(name)}" for name in (birth, onset))
            years = f"{year.format(onset)} - {year.format(birth)}{BREAK}- {case([(f'{today} < {birthday}', '1')], '0')}"
            layer.columns[age] = f"COALESCE({age}, {years})" if age in self.available else years
            before = [(f"{onset} < {birth}", "1"), (f"{onset} >= {birth}", "0")]
            layer.columns[d.onset_before_birth.name] = case(before)

    def _cells(self, read: Sequence[Variable]) -> str:
        """Why a row cannot be read, by the code of the problem."""
        found: dict[str, list[Condition]] = {}
        for variable in read:
            unreadable = None if self.of_text else self.dialect.unreadable(variable)
            if unreadable:
                found.setdefault(unreadable[1], []).append(unreadable[0])
            if isinstance(variable, Measurement):
                found.setdefault("out_of_range", []).append(impossible(variable))
        return case([(any_one(conditions), text(code)) for code, conditions in found.items()], between=BREAK)

    # --- 2 and 3 ------------------------------------------------------------------------------------------------------

    def derived(self) -> None:
        """What follows from what is recorded, in as few layers as the order of the steps allows."""
        makes = wanted(self.criteria)
        for place, steps in enumerate(_in_layers([step for step in d.STEPS if step.target in makes])):
            layer, before = self.layer(*(("known", SUMMED_UP) if place else ("parts", PARTS)))
            here = Conditions(before.columns)
            found: dict[str, list[str]] = {}
            for step in steps:
                match step:
                    case d.Derivation(target, rule):
                        found.setdefault(target.name, []).append(here.truth(rule))
                    case d.AbsentWith(target, whole) if whole.name in before.columns:
                        found.setdefault(target.name, []).append(case([(f"{whole.name} = 0", "0")]))
                    case d.WithinLimit(target, raised) if raised.name in before.columns:
                        found.setdefault(target.name, []).append(case([(f"{raised.name} = 0", "1")]))
            self._fall_back(layer, before, found)
            if not place:
                self._of_what_is_recorded(layer, here)

    def _of_what_is_recorded(self, layer: Layer, here: Conditions) -> None:
        """What is asked of the record before anything is derived: the column that is read, and some contradictions."""
        columns = self.criteria.columns
        if len(columns) > 1:
            chosen = [(here.that(column.when, blank=False), text(column.name)) for column in columns if column.when is not None]
            otherwise = next(column.name for column in columns if column.when is None)
            layer.columns[SELECTED] = case(chosen, text(otherwise), BREAK)
        for item in self.contradictions:
            if item.recorded_only and here.truth(item.rule) != "NULL":
                layer.columns[item.code] = here.truth(item.rule)

    @staticmethod
    def _fall_back(layer: Layer, before: Layer, derived: dict[str, list[str]]) -> None:
        """What is known of each finding: what is recorded, else the first that follows. Other columns are handed on."""
        for name, others in derived.items():
            values = [value for value in ([name] if name in before.columns else []) + others if value != "NULL"]
            if values:
                layer.columns[name] = values[0] if len(values) == 1 else f"COALESCE({', '.join(values)})"
        layer.keep(before.columns)

    # --- 4 ------------------------------------------------------------------------------------------------------------

    def counted(self) -> None:
        """Points in tenths, the most that completions reach, why a row is invalid, exclusions."""
        layer, before = self.layer("counted", "points in tenths, and the most that completions reach")
        here = Conditions(before.columns)
        layer.keep(name for name in before.columns if name in self._read_later())
        for column in self.criteria.columns:
            if column.score:
                layer.columns[of_column(POINTS, column)] = total(here.points(column.score))
                if not self.refusal:
                    layer.columns[of_column(MOST, column)] = total(most(here, column.score))
        for item in self.criteria.criteria:
            layer.columns[of_criterion(MEETS, item)] = case([(here.that(item.rule), "1")], "0")
            if not self.refusal:
                layer.columns[of_criterion(CAN_MEET, item)] = case([(here.that(item.rule, False), "0")], "1")
        layer.columns[EXCLUDES] = case([(here.that(self.criteria.excluded), "1")], "0")
        wrong: list[tuple[Condition, str]] = []
        if PROBLEM in before.columns:
            wrong.append((f"{PROBLEM} IS NOT NULL", PROBLEM))
        for contradiction in self.contradictions:
            wrong.append((_found(contradiction, before, here), text(contradiction.code)))
        layer.columns[PROBLEM] = case(wrong, "CAST(NULL AS VARCHAR(60))", BREAK)

    def _read_later(self) -> set[str]:
        """The columns that the decisions and the result still read, once points and criteria are counted."""
        here, _ = self._counts([])
        lines = [rule for column in self.criteria.columns for rule in (*column.level.rules, *column.subgroup.rules)]
        asked = {item.name for item in variables(*self.criteria.unclear)}
        return {SELECTED} | asked | {name for rule in lines for name in here.reads(rule)}

    def _counts(self, columns: Collection[str]) -> tuple[Conditions, Conditions]:
        """Conditions that read what was counted: on the record, and at most."""
        scored = [column for column in self.criteria.columns if column.score]
        here, at_most = (
            Conditions(
                columns,
                {column.score: of_column(points, column) for column in scored},
                {item.rule: of_criterion(met, item) for item in self.criteria.criteria},
            )
            for points, met in ((POINTS, MEETS), (MOST, CAN_MEET))
        )
        return here, at_most

    # --- 5 ------------------------------------------------------------------------------------------------------------

    def decided(self) -> None:
        """Level and subgroup on the record, and the highest level that completions reach."""
        layer, before = self.layer("decided", "the decisions, on the record and at most")
        columns = self.criteria.columns
        here, at_most = self._counts(before.columns)
        layer.keep(name for name in before.columns if name not in {*here.totals.values(), *at_most.totals.values()})

        def read(decision: Decision, conditions: Conditions, blank: bool) -> str:
            lines = [
                (True if line.rule is None else conditions.that(line.rule, blank=blank), text(line.outcome))
                for line in decision.lines
            ]
            return case(lines, between=BREAK)

        layer.columns[LEVEL] = self.by_column([read(column.level, here, False) for column in columns])
        layer.columns[SUBGROUP] = self.by_column([read(column.subgroup, here, False) for column in columns])
        if here.totals:
            layer.columns[POINTS] = self.by_column(list(here.totals.values()))
        if not self.refusal:
            layer.columns[HIGHEST] = self.by_column([read(column.level, at_most, True) for column in columns])
            if here.totals:
                layer.columns[MOST] = self.by_column(list(at_most.totals.values()))

    def by_column(self, values: Sequence[str]) -> str:
        """A value that differs between the columns of the criteria."""
        if len(set(values)) == 1:
            return values[0]
        pairs = list(zip(self.criteria.columns, values, strict=True))
        otherwise = next(value for column, value in pairs if column.when is None)
        named = [(f"{SELECTED} = {text(column.name)}", value) for column, value in pairs if column.when is not None]
        return case(named, otherwise, BREAK)


def _in_layers(steps: Iterable[d.Step]) -> list[list[d.Step]]:
    """The steps, cut where one reads what another of its layer makes."""
    layers: list[list[d.Step]] = [[]]
    for step in steps:
        match step:
            case d.Derivation(_, rule):
                read = {*variables(rule)}
            case d.AbsentWith(_, whole):
                read = {whole}
            case d.WithinLimit(_, raised):
                read = {raised}
        if not read.isdisjoint({other.target for other in layers[-1]}):
            layers.append([])
        layers[-1].append(step)
    return layers


def _found(contradiction: d.Contradiction, before: Layer, here: Conditions) -> Condition:
    """The condition that a contradiction is in the record."""
    if contradiction.recorded_only:
        return f"{contradiction.code} = 1" if contradiction.code in before.columns else False
    return here.that(contradiction.rule)
