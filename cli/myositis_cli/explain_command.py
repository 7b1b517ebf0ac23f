"""`myositis explain`: why one patient has the result."""

from __future__ import annotations

import click

from myositis_cli.inputs import Input, chosen, criteria_option, input_options


@click.command("explain")
@input_options
@criteria_option
@click.option("--id", "patient", required=True, metavar="ID", help="The patient_id, or the row number without such a column.")
@click.option("--json", "as_json", is_flag=True, help="The whole result with its trace as JSON.")
def command(source: Input, ids: tuple[str, ...], patient: str, as_json: bool) -> int:
    """Explain the result of one patient of FILE as a chart review.

    Each row of the published table with yes, no or ?, the points so far, where it is decided, and what each missing finding
    would change. An invalid row is explained, too: why it is invalid.

    \b
    Examples:
      myositis explain cohort.csv --id 0012
      myositis explain cohort.csv --id 0012 -c eular-acr-2017 --json
    """
    from myositis.classification import classify_record
    from myositis.cohort_rows import classify_read
    from myositis.errors import UnknownNameError
    from myositis_cli.inputs import load

    criteria = chosen(ids)
    _, cohort = load(source)
    places = [place for place, name in enumerate(cohort.ids) if name == patient]
    if not places:
        raise UnknownNameError(f"no row has the patient id `{patient}`; the file has {len(cohort.ids)} rows")
    result = classify_read(cohort, criteria, wanted=("level",))
    status = 0
    for place in places:
        problems = result.cohort.problems_of(place)
        if problems:
            status = 1
            click.echo(f"Patient {patient} (row {place + cohort.first_row}) is invalid and was not classified:")
            for problem in problems:
                click.echo(
                    f"  - {problem.column}: {problem.message}"
                    + (f" (given: {problem.value!r})" if problem.value else "")
                    + f" [{problem.code}]"
                )
            continue
        record = cohort.record(place)
        for warning in cohort.warnings:
            if warning.row == place + cohort.first_row and not as_json:
                click.echo(f"warning: {warning.message} [{warning.code}]")
        for one in criteria:
            explained = classify_record(record, one, trace=True)
            if as_json:
                click.echo(explained.model_dump_json(indent=2))
            else:
                click.echo(f"Patient {patient}")
                click.echo(explained.explain())
    return status
