"""Several rows of one patient become one, as the mapping says.

`ever`: a finding is present when any row records it as present, absent when some row records it as absent and none as
present. Of an enzyme the highest value stands, with the limit of its own row: highest means most above its limit, and a
value whose limit is not recorded goes before one within its limit, so that the patient stays undecided rather than normal.
What does not change in life (sex, dates, age at onset, diagnosis) must be the same in all rows under `ever`; where it is not,
the patient is invalid, unless the mapping names a rule of its own for that finding.
`first`, `last`: the first or last row in which the finding is recorded, in the order of the file or of `order_by`. When rows
disagree about sex, dates, age or diagnosis, the first or last stands and a note counts the patients.
`event:NAME`: the rows of one event, `first` among them.

A blank never overwrites what another row records. REDCap's repeat columns need no word: the other forms are blank there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from myositis.dictionary.findings import patient_id
from myositis.errors import UnknownNameError
from myositis.mapping.checks import is_enzyme
from myositis.mapping.combined_cells import JOINED, Plan, as_text
from myositis.mapping.joined_rows import joined_rows
from myositis.mapping.model import StudyMapping
from myositis.mapping.visit_order import FIRST, LAST, visit_order
from myositis.reading.cohort import ReadCohort, check_ages, find_no_patients
from myositis.reading.ids import matched_ids, warn_of_look_alikes
from myositis.reading.problem import Problem
from myositis.rules.values import UPTO
from myositis.rules.vocabulary import Finding, Measurement, Variable

if TYPE_CHECKING:
    from myositis.files import RawTable

EVENT = "redcap_event_name"
_PATIENT, _ROW, _EVENT, _RANK, _RATIO = "__patient", "__row", "__event", "__rank", "__ratio"
ROWS_DISAGREE = "rows_disagree"


def collapse(
    mapping: StudyMapping,
    table: RawTable,
    frame: pl.DataFrame,
    cohort: ReadCohort,
    plans: dict[str, Plan],
    work: pl.DataFrame,
) -> tuple[RawTable, ReadCohort]:
    """One row per patient: the table for the output, and the values. frame: the columns that the mapping names."""
    patients = _patients(cohort.ids)
    rules = _rules(mapping, list(plans))
    values = cohort.values.with_columns(patients, pl.int_range(cohort.values.height, eager=True).alias(_ROW))
    values = _ordered(values, mapping, frame, table.source)
    values = values.with_columns(_events(mapping, rules, frame, table.source).gather(values[_ROW]))
    names = [name for name in cohort.values.columns if not name.endswith(UPTO)]
    grouped = values.group_by(_PATIENT, maintain_order=False)
    own = [name for name in names if not _follows_value(mapping, name)]
    expressions = [one for name in own for one in _value(values, plans[name].variable, rules[name])]
    singles = grouped.agg(expressions).sort(_PATIENT)
    for name in names:
        if _follows_value(mapping, name):
            enzyme = name.removesuffix("_uln")
            pair = _pair(values, enzyme, rules[enzyme]).sort(_PATIENT)
            singles = singles.with_columns(pair[column] for column in pair.columns if column != _PATIENT)
    ids = cohort.ids.to_frame().group_by(patients, maintain_order=True).agg(pl.first(cohort.ids.name))[cohort.ids.name]
    result = ReadCohort(
        singles.select(name for name in cohort.values.columns),
        ids,
        _problems(cohort, patients),
        pl.DataFrame([patients, cohort.invalid]).group_by(_PATIENT, maintain_order=True).agg(pl.col("invalid").any())["invalid"],
        cohort.first_row,
        cohort.previews,
        notes=cohort.notes,
        dictionary=cohort.dictionary,
    )
    _check_ids(result, plans)
    _check_order(result, values, mapping, rules)
    _check_disagreement(result, values, rules, plans)
    result.missing = _missing(result, cohort, plans, work, patients)
    if len(ids) < len(patients):
        result.notes.append(
            f"{len(patients)} rows became {len(ids)} patients ({mapping.rows.collapse}); rows are numbered after that"
        )
    merged = replace(table, frame=joined_rows(table.frame, patients))
    check_ages(result)
    find_no_patients(result, merged.frame, ids, plans[patient_id.name].columns[0])
    result.warnings += warn_of_look_alikes(matched_ids(ids), plans[patient_id.name].columns[0], result.first_row)
    return merged, result


def _patients(ids: pl.Series) -> pl.Series:
    """The place of each row's patient in the output, by first appearance; a row without id is its own."""
    places: dict[str, int] = {}
    count = 0
    found = []
    for identity in matched_ids(ids).to_list():
        if identity is None or identity not in places:
            if identity is not None:
                places[identity] = count
            found.append(count)
            count += 1
        else:
            found.append(places[identity])
    return pl.Series(_PATIENT, found, dtype=pl.Int64)


def _rules(mapping: StudyMapping, names: list[str]) -> dict[str, str]:
    """The rule of every finding; a limit without a part of its own follows its value."""
    general = mapping.rows.collapse or "first"
    rules = {}
    for name in names:
        finding = mapping.finding(name) or mapping.finding(name.removesuffix("_uln"))
        rules[name] = (finding.collapse if finding is not None else None) or general
    return rules


def _follows_value(mapping: StudyMapping, name: str) -> bool:
    """Whether a limit is taken from the row of its value: always, unless it has a rule of its own."""
    enzyme = mapping.finding(name.removesuffix("_uln")) if name.endswith("_uln") else None
    own = mapping.finding(name)
    return enzyme is not None and is_enzyme(enzyme) and (own is None or own.collapse is None)


def _ordered(values: pl.DataFrame, mapping: StudyMapping, frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """The rows in the order of `order_by`, with the earliest and latest place of each."""
    column = mapping.rows.order_by
    if column is None:
        return values
    order = visit_order(_column(frame, column, source), mapping.date_format, source)
    return values.hstack(order).sort(FIRST, nulls_last=True, maintain_order=True)


def _check_order(result: ReadCohort, values: pl.DataFrame, mapping: StudyMapping, rules: dict[str, str]) -> None:
    """A patient of several rows is invalid when one of them cannot be placed, or partial dates leave open which comes first."""
    column = mapping.rows.order_by
    if column is None or set(rules.values()) == {"ever"}:
        return
    before = pl.col(LAST).shift(1)
    same = (pl.col(FIRST) == before) & (pl.col(FIRST) == pl.col(LAST)) & (pl.col(FIRST).shift(1) == before)
    open_order = ((pl.col(FIRST) <= before) & ~same).fill_null(False).any()
    marks = (
        values.group_by(_PATIENT, maintain_order=True)
        .agg(
            blank=(pl.len() > 1) & pl.col(FIRST).is_null().any(),
            open=open_order,
            tied=same.fill_null(False).any(),
        )
        .sort(_PATIENT)
    )
    for kind, message in (
        ("blank", f"the rows of the patient cannot be put in order: `{column}` is blank or cannot be read in one of them"),
        ("open", f"the rows of the patient cannot be put in order: partial dates in `{column}` overlap"),
    ):
        places = marks[kind].arg_true().to_list()
        result.problems += [Problem(place + result.first_row, column, "order_unknown", message) for place in places]
        result.mark(places)
    tied = int(marks["tied"].sum())
    if tied:
        word = "patient has" if tied == 1 else "patients have"
        result.notes.append(f"{tied} {word} rows with the same `{column}`: they stand in the order of the file")


def _column(frame: pl.DataFrame, name: str, source: str) -> pl.Series:
    if name not in frame.columns:
        raise UnknownNameError(f"the mapping's [rows] names the column `{name}`, which `{source}` does not have")
    return frame[name]


def _events(mapping: StudyMapping, rules: dict[str, str], frame: pl.DataFrame, source: str) -> pl.Series:
    """The event of each row, in the spelling of `event_word`. UnknownNameError for an event that no row has."""
    wanted = sorted({rule for rule in rules.values() if rule.startswith("event:")})
    if not wanted:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True).alias(_EVENT)
    column = as_text(_column(frame, mapping.rows.event_column or EVENT, source)).fill_null("")
    words = {text: event_word(text) for text in column.unique().to_list()}
    for rule in wanted:
        if event_word(rule.removeprefix("event:")) not in words.values():
            known = ", ".join(sorted(f"`{text}`" for text in words if text)[:8])
            raise UnknownNameError(f"no row has the event `{rule.removeprefix('event:')}`; the events are {known}")
    return column.replace_strict(words, return_dtype=pl.String).alias(_EVENT)


def event_word(text: str) -> str:
    """`baseline` for REDCap's `baseline_arm_1` and for the label `Baseline`."""
    return re.sub(r"_arm_\d+[a-z]?$", "", "_".join(re.sub(r"\(arm \d+:.*\)", "", text.strip().casefold()).split()))


def _recorded(name: str, rule: str) -> pl.Expr:
    """The rows from which the value may come."""
    recorded = pl.col(name).is_not_null()
    return recorded & (pl.col(_EVENT) == event_word(rule.removeprefix("event:"))) if rule.startswith("event:") else recorded


def _value(values: pl.DataFrame, variable: Variable, rule: str) -> list[pl.Expr]:
    """The value of one finding for each patient."""
    name = variable.name
    columns = [name, name + UPTO] if name + UPTO in values.columns else [name]
    changing = isinstance(variable, Finding) or (isinstance(variable, Measurement) and name != "age_at_onset")
    if rule == "ever" and changing:
        return [pl.col(column).max() for column in columns]
    chosen = [pl.col(column).filter(_recorded(name, rule)) for column in columns]
    return [one.last() if rule == "last" else one.first() for one in chosen]


def _pair(values: pl.DataFrame, enzyme: str, rule: str) -> pl.DataFrame:
    """Value and limit of one enzyme, from the same row."""
    limit = f"{enzyme}_uln"
    names = [name for base in (enzyme, limit) for name in (base, base + UPTO) if name in values.columns]
    high = pl.col(enzyme + UPTO) if enzyme + UPTO in names else pl.col(enzyme)
    limit_high = pl.col(limit + UPTO) if limit + UPTO in names else pl.col(limit)
    above, within = pl.col(enzyme) > limit_high, high <= pl.col(limit)
    rank = pl.when(pl.col(enzyme).is_null()).then(0).when(above).then(3).when(within).then(1).otherwise(2).alias(_RANK)
    ratio = (pl.col(enzyme) / pl.col(limit)).fill_null(pl.col(enzyme)).fill_null(-1.0).alias(_RATIO)
    rows = values.with_columns(rank, ratio)
    if rule == "ever":
        rows = rows.sort(_RANK, _RATIO, descending=True, maintain_order=True)
        return rows.group_by(_PATIENT).agg(pl.col(name).first() for name in names)
    chosen = [pl.col(name).filter(_recorded(enzyme, rule)) for name in names]
    return rows.group_by(_PATIENT).agg(one.last() if rule == "last" else one.first() for one in chosen)


def _problems(cohort: ReadCohort, patients: pl.Series) -> list[Problem]:
    """The problems under the number of the patient's row; the message keeps the row of the file."""
    return [
        replace(
            problem,
            row=patients[problem.row - cohort.first_row] + cohort.first_row,
            message=f"{problem.message} (row {problem.row} of the file)",
        )
        for problem in cohort.problems
    ]


def _check_ids(result: ReadCohort, plans: dict[str, Plan]) -> None:
    blank = result.ids.is_null()
    for place in blank.arg_true().to_list():
        column = plans[patient_id.name].columns[0].removeprefix(JOINED[0])
        result.problems.append(Problem(place + result.first_row, column, "id_missing", "the patient id is missing"))
    result.invalid = result.invalid | blank


def _check_disagreement(result: ReadCohort, values: pl.DataFrame, rules: dict[str, str], plans: dict[str, Plan]) -> None:
    """Under `ever` a patient whose rows disagree about what cannot change is invalid; otherwise a note counts them."""
    for name in result.values.columns:
        variable = plans[name].variable if name in plans else None
        if variable is None or isinstance(variable, Finding) or rules[name].startswith("event:"):
            continue
        if isinstance(variable, Measurement) and name != "age_at_onset":
            continue
        kinds = values.group_by(_PATIENT).agg(pl.col(name).drop_nulls().n_unique()).sort(_PATIENT)[name]
        places = (kinds > 1).arg_true().to_list()
        if places and rules[name] == "ever":
            message = f'the rows of the patient disagree, and "ever" cannot choose: give [findings.{name}] a collapse of its own'
            result.problems += [
                Problem(place + result.first_row, plans[name].columns[0], ROWS_DISAGREE, message) for place in places
            ]
            result.invalid = result.invalid | (kinds > 1)
        elif places:
            word = "patient's rows disagree" if len(places) == 1 else "patients' rows disagree"
            result.notes.append(f"{name}: {len(places)} {word}; the {rules[name]} recorded value stands")


def _missing(
    result: ReadCohort, cohort: ReadCohort, plans: dict[str, Plan], work: pl.DataFrame, patients: pl.Series
) -> dict[str, Counter[str]]:
    """The reason of every patient without a value: the last one given in a row, `blank` when none was."""
    counted: dict[str, Counter[str]] = {}
    for name in cohort.missing:
        missing = result.values[name].is_null()
        cells = work[name]
        reasons = {raw: plans[name].source.read(raw).reason or "blank" for raw in cells.unique().to_list()}
        given: dict[int, str] = {}
        for patient, raw in zip(patients.to_list(), cells.to_list(), strict=True):
            if missing[patient]:
                reason = reasons[raw]
                if reason != "blank" or patient not in given:
                    given[patient] = reason
        counted[name] = Counter(given.values())
    return counted
