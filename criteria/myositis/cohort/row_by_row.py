"""A cohort row by row, with the reader of one record: for a few patients that is quicker than planning columns.

The results are those of `cohort.classify_values`, column by column and note by note.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from myositis.cohort.open import FEW, INVALID, IS_EXCLUDED, Pattern, PatternLayout, layout_of
from myositis.cohort.result import ANSWERS, NO_PATIENT, RANGE, RESULTS, STATUS, CohortResult, refuse_unread, result_names
from myositis.dictionary.derivations import contradictions_among
from myositis.dictionary.record import contradictions, derive, oddities
from myositis.one_patient.result import RecordResult
from myositis.published.criteria_set import CriteriaSet, decided
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import Problem

KINDS: dict[str, Any] = dict.fromkeys(("score", "probability", *RANGE), pl.Float64) | {"determined": pl.Boolean}
"""The types of the result columns that are not text."""


def classify_read(
    cohort: ReadCohort, criteria: tuple[CriteriaSet, ...], *, wanted: Sequence[str] = RESULTS, prefix: str = ""
) -> CohortResult:
    """Classify a cohort that has been read, whichever way is quicker.

    Contradictions are added to its problems; invalid rows stay, blank, and so do headings and notes between the patients.
    """
    if cohort.values.height <= FEW:
        result = classify_rows(cohort, criteria, wanted=wanted, prefix=prefix)
    else:
        from myositis.cohort.plan import classify_values

        result = classify_values(cohort, criteria, wanted=wanted, prefix=prefix)
    if cohort.no_patients:
        status = result.results[prefix + STATUS].scatter(cohort.no_patients, NO_PATIENT)
        result.results = result.results.with_columns(status)
    return result


def classify_rows(
    cohort: ReadCohort, criteria: tuple[CriteriaSet, ...], *, wanted: Sequence[str] = RESULTS, prefix: str = ""
) -> CohortResult:
    """Classify a cohort that has been read, row by row. Contradictions are added to its problems; invalid rows stay, blank."""
    refuse_unread(cohort, criteria)
    with_open = bool(set(wanted) & set(ANSWERS))
    invalid = cohort.invalid.to_list()
    columns: dict[str, list[Any]] = {STATUS: []}
    columns |= {name: [] for one in criteria for name in result_names(one).values()}
    patterns: dict[str, list[Pattern]] = {one.full_id: [] for one in criteria if with_open}
    among = contradictions_among(decided(criteria))
    for place, recorded in enumerate(cohort.records()):
        row, known = place + cohort.first_row, derive(recorded)
        found = contradictions(recorded, known, among)
        cohort.problems += [Problem(row, item.columns[0], item.code, item.text) for item in found]
        invalid[place] = invalid[place] or bool(found)
        if not invalid[place]:  # of an invalid row no value stands
            cohort.warnings += [Problem(row, item.columns[0], item.code, item.text) for item in oddities(known)]
        columns[STATUS].append("invalid" if invalid[place] else "classified")
        for one in criteria:
            result = None if invalid[place] else RecordResult(one, recorded, known)
            if with_open:
                patterns[one.full_id].append(_pattern(result, layout_of(one)))
            cells = {} if result is None else _cells(result)
            for name, column in result_names(one).items():
                columns[column].append(cells.get(name))
    cohort.invalid = pl.Series(cohort.invalid.name, invalid, dtype=pl.Boolean)
    made = [pl.Series(prefix + STATUS, columns[STATUS], dtype=pl.String)]
    for one in criteria:
        own = result_names(one)
        for name, column in result_names(one, wanted, prefix).items():
            made.append(pl.Series(column, columns[own[name]], dtype=KINDS.get(name, pl.String)))
    packed = {
        one.full_id: pl.DataFrame(
            patterns[one.full_id], schema=dict.fromkeys(layout_of(one).names, pl.Int64), orient="row"
        )
        for one in criteria
        if with_open
    }
    return CohortResult(cohort, pl.DataFrame(made), criteria, packed)


def _pattern(result: RecordResult | None, layout: PatternLayout) -> Pattern:
    if result is None:
        return layout.special(INVALID)
    if result.excluded:
        return layout.special(IS_EXCLUDED)
    return layout.pack(result.criteria.columns.index(result.column), result.codes)


def _cells(result: RecordResult) -> dict[str, Any]:
    """The cells of one row by the names of `RESULTS`; several names in one cell are joined with `|`."""
    lowest, highest = result.probability_range or (None, None)
    return {
        "level": result.level,
        "subgroup": result.subgroup,
        "score": None if result.score is None else result.score / 10,
        "probability": result.probability,
        "column": result.column.name,
        "criteria_met": "|".join(result.criteria_met or ()) or None,
        "groups": "|".join(result.groups or ()) or None,
        "open_levels": "|".join(result.open_levels),
        "open_subgroups": "|".join(result.open_subgroups) or None,
        "determined": result.determined,
        "probability_min": lowest,
        "probability_max": highest,
        "provided": "|".join(result.provided) or None,
        "notes": "|".join(code for code, _ in result.notes) or None,
    }
