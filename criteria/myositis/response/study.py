"""A whole study: visits read, scored and gathered by patient, with their end points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from myositis.errors import unknown
from myositis.response.change import exact
from myositis.response.choices import Choices
from myositis.response.cohort import score_visits
from myositis.response.end_points import LEVELS, PatientResponse, Schedule, ScoredVisit
from myositis.response.improvement import Improvement, Visit, compare_visits
from myositis.response.measures import ENZYME_NAME, INPUTS
from myositis.response.reading import ReadVisits
from myositis.response.statuses import AT_BASELINE, BEFORE, DATE, FLAG, ID, NO_MEASURES, SCORED, STATUS, VISIT_NAME, WEEK
from myositis.response.visits import Layout, planned


@dataclass(frozen=True)
class Study:
    """Every patient of a study with the end points, and every visit with its results.

    visits: one row per row of the table. groups: the group of each patient, "" without groups.
    """

    read: ReadVisits
    visits: pl.DataFrame
    patients: dict[str, PatientResponse]
    groups: dict[str, str]
    choices: Choices
    schedule: Schedule

    def of(self, group: str) -> list[PatientResponse]:
        """The patients of a group."""
        return [patient for name, patient in self.patients.items() if self.groups[name] == group]

    def patient(self, patient_id: str) -> PatientResponse:
        """One patient. UnknownNameError when there is none of this id."""
        if patient_id not in self.patients:
            raise unknown("patient id", patient_id, self.patients)
        return self.patients[patient_id]


def make_study(
    read: ReadVisits,
    study: Choices,
    layout: Layout,
    groups: dict[str, str] | None = None,
    *,
    percent_of: str = "baseline",
    confirmed: bool = False,
) -> Study:
    """Score the visits that have been read and gather them by patient.

    groups: the group of each patient. percent_of, confirmed: see `Schedule`.
    """
    scored, _ = score_visits(read, study)
    schedule = Schedule(_planned(read, layout), layout.windows, percent_of, confirmed)
    by_patient = {patient: _patient(patient, rows, study, schedule, read) for patient, rows in _gathered(read)}
    own = groups or {}
    visits = scored.with_columns(_visit_end_points(read, by_patient))
    return Study(read, visits, by_patient, {name: own.get(name, "") for name in by_patient}, study, schedule)


def _planned(read: ReadVisits, layout: Layout) -> tuple[float, ...]:
    """The planned weeks: of the windows, or of the visits' names. Dates alone plan nothing."""
    weeks = [week for name, week in read.weeks.items() if week is not None and not layout.is_baseline(name)]
    return tuple(planned(weeks, layout.windows))


def _gathered(read: ReadVisits) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of each patient, in the order of the table."""
    by_patient: dict[str, list[dict[str, Any]]] = {}
    for row in read.values.iter_rows(named=True):
        if row[ID] is not None:
            by_patient.setdefault(row[ID], []).append(row)
    yield from by_patient.items()


def _patient(patient: str, rows: list[dict[str, Any]], study: Choices, schedule: Schedule, read: ReadVisits) -> PatientResponse:
    baseline = next((row for row in rows if row[STATUS] == AT_BASELINE), None)
    start = None if baseline is None else _values(baseline, read)
    visits = []
    for row in rows:
        if row[STATUS] in (AT_BASELINE, BEFORE) or row[WEEK] is None:
            continue
        flagged = bool(row.get(FLAG))
        if row[STATUS] == NO_MEASURES and not flagged:
            continue
        improvement = compare_visits(start, _values(row, read), study) if start is not None and row[STATUS] == SCORED else None
        name = row[VISIT_NAME]
        visits.append(ScoredVisit(row[WEEK], improvement, flagged, read.weeks.get(name) if name is not None else None))
    ordered = sorted(visits, key=lambda visit: visit.week)
    return PatientResponse(patient, tuple(ordered), schedule, start is not None)


def _values(row: dict[str, Any], read: ReadVisits) -> Visit:
    values = {name: exact(row[name]) for name in read.names if name in INPUTS and row[name] is not None}
    return Visit(values, row.get(ENZYME_NAME))


def _visit_end_points(read: ReadVisits, patients: dict[str, PatientResponse]) -> list[pl.Series]:
    """For every scored visit: IMACS 2004, and the limbs of deterioration that it meets."""
    from myositis.response import imacs_2004, proderm
    from myositis.response.worsening import relative

    imacs: list[bool | None] = []
    limbs: list[str | None] = []
    for row in read.values.select(ID, STATUS, WEEK, DATE).iter_rows(named=True):
        improvement = _improvement(patients, row) if row[STATUS] == SCORED else None
        if improvement is None:
            imacs.append(None)
            limbs.append(None)
            continue
        imacs.append(imacs_2004.improved([relative(change) for change in improvement.changes]))
        schedule = patients[row[ID]].schedule
        met = proderm.limbs([relative(change, schedule.percent_of) for change in improvement.changes])
        limbs.append("|".join(name if value else f"{name}?" for name, value in met.items() if value is not False))
    return [pl.Series("imacs_2004", imacs, dtype=pl.Boolean), pl.Series("deterioration_limbs", limbs, dtype=pl.String)]


def _improvement(patients: dict[str, PatientResponse], row: dict[str, Any]) -> Improvement | None:
    visits = patients[row[ID]].visits
    return next((visit.improvement for visit in visits if visit.week == row[WEEK] and visit.improvement is not None), None)


def patient_table(study: Study, at: float | None) -> pl.DataFrame:
    """One row per patient with the end points. at: the planned week of those that are read at a visit."""
    rows = []
    for name, patient in study.patients.items():
        worse = patient.deterioration()
        row: dict[str, Any] = {
            "patient_id": name,
            "group": study.groups[name],
            "confirmed_deterioration": worse.met,
            "deterioration_week": worse.week,
            "deterioration_reason": worse.reason,
        }
        for level in LEVELS:
            first = patient.first(level)
            row |= {f"first_{level}_week": first.week, f"first_{level}_possible_week": first.possible}
        row["followed_weeks"] = max((patient.first(level).followed for level in LEVELS), default=0.0)
        if at is not None:
            for level in LEVELS:
                row[f"{level}_at_week"] = patient.responder(at, level).met
            row["response_reason"] = patient.responder(at).reason
            row["responder_without_deterioration"] = patient.responder_without_deterioration(at).met
            imacs = patient.imacs_2004(at)
            row |= {"imacs_2004_at_week": imacs.met, "imacs_2004_reason": imacs.reason}
        rows.append(row)
    kinds: dict[str, Any] = dict.fromkeys(("deterioration_week", "followed_weeks"), pl.Float64)
    kinds |= {f"first_{level}{what}": pl.Float64 for level in LEVELS for what in ("_week", "_possible_week")}
    kinds |= dict.fromkeys(("confirmed_deterioration", "responder_without_deterioration", "imacs_2004_at_week"), pl.Boolean)
    kinds |= {f"{level}_at_week": pl.Boolean for level in LEVELS}
    schema = {name: kinds.get(name, pl.String) for name in (rows[0] if rows else ["patient_id"])}
    return pl.DataFrame(rows, schema=schema, orient="row")
