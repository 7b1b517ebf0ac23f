"""All visits of one patient as text: each score with its table, then the end points with limbs and visits."""

from __future__ import annotations

from textwrap import wrap

from myositis.response.end_points import LEVELS, EndPointAnswer, PatientResponse, ScoredVisit
from myositis.response.study import Study
from myositis.response.visits import week_text

WIDTH = 80
_WORDS = {True: "yes", False: "no", None: "open"}


def patient_report(study: Study, patient_id: str, *, full: bool = False) -> str:
    """Every visit of a patient, at most 80 columns wide. UnknownNameError when there is no such patient."""
    patient = study.patient(patient_id)
    group = study.groups[patient_id]
    parts = [f"Patient {patient_id}" + (f" ({group})" if group else "")]
    problems = _problems(study, patient_id)
    if problems:
        parts.append("\n".join(problems))
    if not patient.has_baseline:
        parts.append("There is no baseline that can be read, so no visit can be compared.")
    last = [visit for visit in patient.visits if visit.improvement is not None][-1:]
    for visit in patient.visits:
        parts.append(_visit(visit, full=full and visit in last))
    if patient.visits and patient.has_baseline:
        parts.append("\n".join(_end_points(patient)))
    return "\n\n".join(parts)


def _problems(study: Study, patient_id: str) -> list[str]:
    from myositis.response.statuses import ID

    places = (study.read.values[ID] == patient_id).fill_null(False).arg_true().to_list()
    rows = {study.read.rows[place] for place in places}
    return [f"problem: {problem}" for problem in study.read.problems if problem.row in rows]


def _visit(visit: ScoredVisit, *, full: bool) -> str:
    planned = "" if visit.planned in (None, visit.week) else f"{visit.planned:g}, at week "
    title = f"Week {planned}{week_text(visit.week)}" + (" (rescue or discontinuation)" if visit.flagged else "")
    body = "cannot be scored" if visit.improvement is None else visit.improvement.explain(full=full)
    return f"{title}\n{'-' * len(title)}\n{body}"


def _end_points(patient: PatientResponse) -> list[str]:
    lines = ["End points", "----------"]
    worse = patient.deterioration()
    lines += _said("confirmed deterioration", worse)
    for level in LEVELS:
        first = patient.first(level)
        name = level if level == LEVELS[-1] else f"{level} or better"
        text = f"first {name}: " + ("not reached" if first.week is None else f"week {week_text(first.week)}")
        if first.possible is not None:
            text += f" (possibly at week {week_text(first.possible)}: the score is an interval)"
        lines += wrap(text, WIDTH, subsequent_indent="  ")
    for week in patient.weeks:
        lines += _said(
            f"week {week_text(week)}: responder without confirmed deterioration", patient.responder_without_deterioration(week)
        )
        lines += _said(f"week {week_text(week)}: improved by IMACS 2004", patient.imacs_2004(week))
    return lines


def _said(name: str, answer: EndPointAnswer) -> list[str]:
    return wrap(f"{name}: {_WORDS[answer.met]} ({answer.reason})", WIDTH, subsequent_indent="  ")
