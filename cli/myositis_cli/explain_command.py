"""`myositis explain`: why one patient has the result."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from myositis.classify_file.source import CohortFile
from myositis_cli.inputs import chosen, criteria_option, input_options
from myositis_cli.speaking import say_line, say_review, width

if TYPE_CHECKING:
    from myositis.published.criteria_set import CriteriaSet
    from myositis_cli.one_patient_out import Explained


@click.command("explain")
@partial(input_options, required=False)
@criteria_option
@click.option(
    "--id",
    "patient",
    metavar="ID",
    help="The patient_id; without such a column the row number, counted from the header as row 1.",
)
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A finding of a patient without a file; repeat.")
@click.option("-o", "--output", metavar="OUT", help="Write to a file: .html, .md or .txt to read, .json for programs.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document: every row with this id, with the whole results and their traces."
)
def command(
    source: CohortFile,
    ids: tuple[str, ...],
    patient: str | None,
    given: tuple[str, ...],
    output: str | None,
    as_json: bool,
) -> int:
    """Explain the result of one patient as a chart review.

    First the result in a sentence, then each row of the published table with yes, no or ?, where it is decided, and what each
    missing finding would change. An invalid row is explained, too: why it is invalid.

    The patient is a row of FILE (--id), or the findings given with --set, or one JSON object of findings: FILE ending in
    .json, or - for stdin.

    \b
    Examples:
      myositis explain cohort.csv --id 0012
      myositis explain cohort.csv --id 0012 -c eular-acr-2017 --json
      myositis explain --set age_at_onset=52 --set heliotrope_rash=yes --set proximal_upper_weakness=yes
      myositis explain cohort.csv --id 0012 -o patient.md
      echo '{"age_at_onset": 52, "gottron_sign": true}' | myositis explain -
    """
    from myositis_cli import one_patient_out as out

    criteria = chosen(ids)
    if output is not None:
        out.check_ending(output)
    fields = _fields(source, given)
    if isinstance(fields, CohortFile):
        rows, patient = _of_file(fields, criteria, patient)
    else:
        rows, patient = _of_fields(fields, criteria, patient)
    if output is not None:
        out.write_explained(output, patient, rows, criteria, sources=[source.file] if source.file else [])
    if as_json:
        click.echo(out.as_json(patient, rows), nl=False)
    elif output is None:
        for piece in out.as_text(patient, rows, criteria, width()):
            say_review(piece)
    return 1 if any(read.problems for read in rows) else 0


def _fields(source: CohortFile, given: tuple[str, ...]) -> dict[str, Any] | CohortFile:
    """The findings of one patient; or the file in which a row is to be found."""
    from myositis.errors import AccessError, UnknownNameError
    from myositis.reading.fields import fields_of_json, looks_like_json, split_assignments

    if given and source.file is not None:
        raise UnknownNameError("give either a FILE, or the findings with --set")
    if given:
        return split_assignments(given)
    if source.file is None:
        raise UnknownNameError("name a FILE and the patient in it with --id, or give the findings with --set name=value")
    if source.file == "-":
        piped = sys.stdin.buffer.read()
        text = piped.decode("utf-8", errors="replace")
        return fields_of_json(text) if looks_like_json(text) else replace(source, file=BytesIO(piped))
    path = Path(str(source.file))
    if path.suffix.lower() == ".json":
        try:
            return fields_of_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise AccessError(f"`{path.name}` cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise AccessError(f"`{path.name}` cannot be read: it is not text in UTF-8") from None
    return source


def _of_fields(
    fields: dict[str, Any], criteria: tuple[CriteriaSet, ...], patient: str | None
) -> tuple[list[Explained], str | None]:
    """The patient that the fields make."""
    from myositis.classify_file.unread import unread
    from myositis.errors import UnknownNameError
    from myositis.one_patient.classification import classify_record
    from myositis.published.criteria_set import dictionary_of
    from myositis.reading.cohort import require_findings
    from myositis.reading.fields import patient_of, read_fields
    from myositis_cli.one_patient_out import Explained

    if not fields:
        raise UnknownNameError("no finding is given, so there is nothing to explain; `myositis template` shows the names")
    recorded, problems, warnings = read_fields(fields)
    require_findings(fields, dictionary_of(criteria))
    for note in unread(fields, criteria):
        say_line(f"note: {note}", err=True)
    results = [] if problems else [classify_record(recorded, one, trace=True) for one in criteria]
    return [Explained(None, recorded, problems, warnings, results)], patient or patient_of(recorded)


def _of_file(
    source: CohortFile, criteria: tuple[CriteriaSet, ...], patient: str | None
) -> tuple[list[Explained], str]:
    """Every row of the file that has the patient's id."""
    from myositis.classify_file.unread import unread
    from myositis.cohort.row_by_row import classify_read
    from myositis.errors import UnknownNameError
    from myositis.one_patient.classification import classify_record
    from myositis.published.criteria_set import dictionary_of
    from myositis.reading.cohort import require_findings
    from myositis_cli.inputs import load, places_of
    from myositis_cli.one_patient_out import Explained

    table, cohort = load(source, criteria)
    if source.mapping is None:
        require_findings(table.columns, dictionary_of(criteria))
    if patient is None:
        if len(cohort.ids) != 1:
            raise UnknownNameError(f"say which of the {len(cohort.ids)} rows to explain: --id ID")
        patient = cohort.ids[0] or ""
    places = places_of(patient, cohort)
    columns = table.columns if source.mapping is None else cohort.values.columns
    for note in [*cohort.notes, *unread(columns, criteria)]:
        say_line(f"note: {note}", err=True)
    result = classify_read(cohort, criteria, wanted=("level",))
    rows = []
    for place in places:
        row, problems = place + cohort.first_row, result.cohort.problems_of(place)
        warnings = [warning for warning in cohort.warnings if warning.row == row]
        record = cohort.record(place)
        results = [] if problems else [classify_record(record, one, trace=True) for one in criteria]
        rows.append(Explained(row, record, problems, warnings, results))
    return rows, patient

