"""A criteria set as one SELECT statement over a table with the dictionary's columns.

The statement is compiled from the rules, derivations and contradictions that every other reader uses; nothing of them is
written here again but how a value is compared with its limit and the age by the calendar. It is staged as derived tables,
each of which reads only the one inside it:

1. `recorded`: the cells as 1, 0 or NULL, the comparisons, the age from the dates, the selected column;
2. `parts`: steps 2 and 3 of `derivations`: enzymes from their values, parts from an absent summary;
3. `known`: step 4: summaries and conclusions from their parts;
4. `counted`: points on the record, the most that completions reach, why a row is invalid;
5. `decided`: level and subgroup on the record, the highest level that completions reach;
6. the result.

Printed, the result comes first and the table last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from myositis.dictionary import derivations as d
from myositis.dictionary.findings import DICTIONARY, age_at_onset, birth_date, patient_id, symptom_onset_date
from myositis.published.criteria_set import Column, CriteriaSet, Criterion
from myositis.rules.vocabulary import Category, Decision, Finding, Measurement, Rule, Variable, variables
from myositis.sql.conditions import Condition, Conditions, case, either
from myositis.sql.dialects import Dialect, impossible, text
from myositis.sql.highest import check, most
from myositis.sql.layers import BREAK, Layer, any_one, total

SELECTED, PROBLEM, EXCLUDES = "selected_column", "problem", "is_excluded"
LEVEL, HIGHEST, SUBGROUP = "level_on_record", "level_at_most", "subgroup_on_record"
POINTS, MOST = "points", "most_points"
MEETS, CAN_MEET = "meets", "can_meet"


def rules_of(criteria: CriteriaSet) -> list[Rule]:
    """Every rule of a criteria set that decides what the statement gives."""
    rules = [criteria.excluded, *(item.rule for item in criteria.criteria)]
    for column in criteria.columns:
        rules += [*column.level.rules, *column.subgroup.rules, *(rule for _, rule in column.score)]
    return rules + [rule for question in criteria.unclear for rule in question.rules]


def needed_columns(criteria: CriteriaSet) -> list[str]:
    """The columns of the table that the statement reads, in the dictionary's order."""
    rules = rules_of(criteria) + [item.rule for item in d.CONTRADICTIONS]
    read = variables(*rules)
    rules += [item.rule for item in d.DERIVATIONS if item.target in read]
    names = {variable.name for variable in variables(*rules)} | {birth_date.name, symptom_onset_date.name}
    names |= {variable.name for item in d.COMPARISONS for variable in (item.value, item.limit)}
    if criteria.selection:
        names |= {finding.name for finding in (*criteria.selection.present, *criteria.selection.recorded)}
    return [patient_id.name, *(name for name in DICTIONARY if name in names)]


def of_column(name: str, column: Column) -> str:
    """A name for one column of the criteria: `points_with_biopsy`."""
    return f"{name}_{re.sub(r'[^A-Za-z0-9]+', '_', column.name or 'all')}"


def of_criterion(name: str, criterion: Criterion) -> str:
    """A name for one criterion of the set: `meets_weakness`."""
    return f"{name}_{re.sub(r'[^A-Za-z0-9]+', '_', criterion.name)}"


class Statement:
    """Plans the layers of one statement. available: the dictionary columns that the table has."""

    def __init__(self, criteria: CriteriaSet, dialect: Dialect, available: Sequence[str]) -> None:
        self.criteria, self.dialect = criteria, dialect
        self.needed = needed_columns(criteria)
        self.available = [name for name in self.needed if name in available]
        self.layers: list[Layer] = []
        check(criteria)
        self.recorded()
        self.parts()
        self.known()
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
        variables_read = [DICTIONARY[name] for name in self.available if name != patient_id.name]
        asked = variables(*rules_of(self.criteria))
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
        if len(self.criteria.columns) > 1:
            layer.columns[SELECTED] = self._selection()
        cells = self._cells(variables_read)
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

    def _selection(self) -> str:
        """The name of the column in which a record is read; it depends on what is recorded only."""
        selection, columns = self.criteria.selection, self.criteria.columns
        found: list[Condition] = []
        if selection is not None:
            here = set(self.available)
            found += [self.dialect.present.format(finding.name) for finding in selection.present if finding.name in here]
            found += [f"{finding.name} IS NOT NULL" for finding in selection.recorded if finding.name in here]
        return case([(either(*found), text(columns[-1].name))], text(columns[0].name), BREAK)

    def _cells(self, read: Sequence[Variable]) -> str:
        """Why a row cannot be read, by the code of the problem."""
        found: dict[str, list[Condition]] = {}
        for variable in read:
            unreadable = self.dialect.unreadable(variable)
            if unreadable:
                found.setdefault(unreadable[1], []).append(unreadable[0])
            if isinstance(variable, Measurement):
                found.setdefault("out_of_range", []).append(impossible(variable))
        return case([(any_one(conditions), text(code)) for code, conditions in found.items()], between=BREAK)

    # --- 2 and 3 ------------------------------------------------------------------------------------------------------

    def parts(self) -> None:
        """Enzymes from their values, then parts that an absent summary makes absent."""
        layer, before = self.layer("parts", "an enzyme from its value and limit; parts are absent when their summary is")
        here = Conditions(before.columns)
        found: dict[str, list[str]] = {}
        for derivation in d.ENZYME_DERIVATIONS:
            found.setdefault(derivation.target.name, []).append(here.truth(derivation.rule))
        for summary in d.SUMMARIES:
            if summary.whole.name in before.columns:
                for part in summary.parts:
                    found.setdefault(part.name, []).append(case([(f"{summary.whole.name} = 0", "0")]))
        self._fall_back(layer, before, found)
        for item in d.CONTRADICTIONS:
            if item.recorded_only and here.truth(item.rule) != "NULL":
                layer.columns[item.code] = here.truth(item.rule)

    def known(self) -> None:
        """Summaries and conclusions from their parts."""
        layer, before = self.layer("known", "a summary that is not recorded takes what its parts give")
        here = Conditions(before.columns)
        derived = {item.target.name: [here.truth(item.rule)] for item in d.DERIVATIONS if item.target.name in self.needed}
        self._fall_back(layer, before, derived)

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
                layer.columns[of_column(MOST, column)] = total(most(here, column.score))
        for item in self.criteria.criteria:
            layer.columns[of_criterion(MEETS, item)] = case([(here.that(item.rule), "1")], "0")
            layer.columns[of_criterion(CAN_MEET, item)] = case([(here.that(item.rule, False), "0")], "1")
        layer.columns[EXCLUDES] = case([(here.that(self.criteria.excluded), "1")], "0")
        wrong: list[tuple[Condition, str]] = []
        if PROBLEM in before.columns:
            wrong.append((f"{PROBLEM} IS NOT NULL", PROBLEM))
        for contradiction in d.CONTRADICTIONS:
            wrong.append((_found(contradiction, before, here), text(contradiction.code)))
        layer.columns[PROBLEM] = case(wrong, "CAST(NULL AS VARCHAR(60))", BREAK)

    def _read_later(self) -> set[str]:
        """The columns that the decisions and the result still read, once points and criteria are counted."""
        here, _ = self._counts([])
        asked = [rule for question in self.criteria.unclear for rule in question.rules]
        decided = [rule for column in self.criteria.columns for rule in (*column.level.rules, *column.subgroup.rules)]
        return {SELECTED} | {item.name for item in variables(*asked)} | {name for rule in decided for name in here.reads(rule)}

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
        layer.columns[HIGHEST] = self.by_column([read(column.level, at_most, True) for column in columns])
        if here.totals:
            layer.columns[POINTS] = self.by_column(list(here.totals.values()))
            layer.columns[MOST] = self.by_column(list(at_most.totals.values()))

    def by_column(self, values: Sequence[str]) -> str:
        """A value that differs between the columns of the criteria."""
        if len(set(values)) == 1:
            return values[0]
        last = f"{SELECTED} = {text(self.criteria.columns[-1].name)}"
        return case([(last, values[-1])], values[0], BREAK)


def _found(contradiction: d.Contradiction, before: Layer, here: Conditions) -> Condition:
    """The condition that a contradiction is in the record."""
    if contradiction.recorded_only:
        return f"{contradiction.code} = 1" if contradiction.code in before.columns else False
    return here.that(contradiction.rule)
