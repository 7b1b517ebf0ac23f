"""`myositis explain`: why one patient has the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from myositis.classify_file.source import CohortFile
from myositis_cli.inputs import chosen, criteria_option, input_options, told

if TYPE_CHECKING:
    from myositis.one_patient.classification import Classification
    from myositis.reading.cohort import ReadCohort
    from myositis.reading.problem import Problem


@click.command("explain")
@input_options
@criteria_option
@click.option(
    "--id",
    "patient",
    required=True,
    metavar="ID",
    help="The patient_id; without such a column the row number, counted from the header as row 1.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document: every row with this id, with the whole results and their traces."
)
def command(source: CohortFile, ids: tuple[str, ...], patient: str, as_json: bool) -> int:
    """Explain the result of one patient of FILE as a chart review.

    Each row of the published table with yes, no or ?, the points so far, where it is decided, and what each missing finding
    would change. An invalid row is explained, too: why it is invalid.

    \b
    Examples:
      myositis explain cohort.csv --id 0012
      myositis explain cohort.csv --id 0012 -c eular-acr-2017 --json
    """
    from myositis.cohort.row_by_row import classify_read
    from myositis.errors import UnknownNameError
    from myositis.one_patient.classification import classify_record
    from myositis.reading.ids import matched_ids
    from myositis.reading.spelling import visible
    from myositis_cli.inputs import load

    criteria = chosen(ids)
    _, cohort = load(source, criteria)
    wanted = visible(patient)
    places = [place for place, name in enumerate(matched_ids(cohort.ids)) if name == wanted]
    if not places:
        raise UnknownNameError(_no_such(patient, cohort))
    result = classify_read(cohort, criteria, wanted=("level",))
    rows: list[dict[str, Any]] = []
    for place in places:
        row, problems = place + cohort.first_row, result.cohort.problems_of(place)
        warnings = [warning for warning in cohort.warnings if warning.row == row]
        results = [] if problems else [classify_record(cohort.record(place), one, trace=True) for one in criteria]
        rows.append({"row": row, "problems": problems, "warnings": warnings, "results": results})
    if as_json:
        click.echo(_as_json(patient, rows))
    for read in () if as_json else rows:
        _print(patient, **read)
    return 1 if any(read["problems"] for read in rows) else 0


def _no_such(patient: str, cohort: ReadCohort) -> str:
    from myositis.reading.cohort import ROW

    first, last = cohort.first_row, cohort.first_row + len(cohort.ids) - 1
    if cohort.ids.name == ROW:
        return f"there is no row `{patient}`: without a patient_id column the rows have the numbers {first} to {last}"
    return f"no row has the patient id `{patient}`; the file has {len(cohort.ids)} rows"


def _print(patient: str, row: int, problems: list[Problem], warnings: list[Problem], results: list[Classification]) -> None:
    """One row as text: why it is invalid, or the chart review under each criteria set."""
    if problems:
        click.echo(f"Patient {patient} (row {row}) is invalid and was not classified:")
    for problem in problems:
        click.echo(f"  - {told(problem).partition(', ')[2]}")
    for warning in () if problems else warnings:
        click.echo(f"warning: {warning.message} [{warning.code}]")
    for result in results:
        click.echo(f"Patient {patient}")
        click.echo(result.explain())


def _as_json(patient: str, rows: list[dict[str, Any]]) -> str:
    """One document: the patient, and each row with this id."""
    import json
    from dataclasses import asdict

    def told(read: dict[str, Any]) -> dict[str, Any]:
        return {
            "row": read["row"],
            "status": "invalid" if read["problems"] else "classified",
            **{kind: [asdict(item) for item in read[kind]] for kind in ("problems", "warnings")},
            "results": [result.model_dump(mode="json") for result in read["results"]],
        }

    return json.dumps({"patient": patient, "rows": [told(read) for read in rows]}, indent=2, ensure_ascii=False)
