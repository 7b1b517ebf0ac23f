"""`myositis profile`: what the records describe beside the criteria: subgroups, antibodies, organs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from myositis.classify_file.source import CohortFile, nothing_else
from myositis_cli.inputs import chosen, criteria_option, input_options, places_of, told
from myositis_cli.speaking import say_line, width, wrapped

if TYPE_CHECKING:
    import polars as pl

    from myositis.published.criteria_set import CriteriaSet


@click.command("profile")
@input_options
@criteria_option
@click.option("--id", "patient", metavar="ID", help="The profile of one patient, in words.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document per patient, a line each.")
@click.option("-o", "--output", metavar="FILE", help="Write one row per patient: .csv, .xlsx, .parquet, ...")
def command(
    source: CohortFile, ids: tuple[str, ...], patient: str | None, as_json: bool, output: str | None
) -> int:
    """Describe the patients of FILE: subgroup under each set, antibodies with who was tested, organs.

    Without --id, the table of subgroups by antibody. A description of what is recorded: no diagnosis, no recommendation.

    \b
    Examples:
      myositis profile cohort.csv
      myositis profile cohort.csv --id 0012
      myositis profile cohort.csv -c all -o profiles.csv
    """
    from myositis.classify_file.unread import unread
    from myositis.dictionary.findings import DICTIONARY
    from myositis.files import write_table
    from myositis.phenotype import profile_cohort
    from myositis.phenotype.description import DISCLAIMER, profile_of
    from myositis.published.criteria_set import dictionary_of
    from myositis.reading.cohort import require_findings

    sets = chosen(ids)
    table, cohort = source.read(sets, dictionary={**DICTIONARY, **dictionary_of(sets)}, also=nothing_else)
    columns = table.columns if source.mapping is None else cohort.values.columns
    if source.mapping is None:
        require_findings(columns, {**DICTIONARY, **dictionary_of(sets)})
    for note in (*table.warnings, *cohort.notes, *unread(columns, sets, profile=True)):
        say_line(f"note: {note}", err=True)
    profiles = profile_cohort(cohort, sets)
    if patient is not None or as_json:
        places = list(range(len(cohort.ids))) if patient is None else places_of(patient, cohort)
        invalid = cohort.invalid.to_list()
        for place in places:
            if invalid[place]:
                for problem in cohort.problems_of(place):
                    say_line(f"problem: {told(problem)}", err=True)
                continue
            recorded = {"patient_id": cohort.ids[place], **cohort.record(place)}
            described = profile_of(recorded, sets)
            click.echo(described.model_dump_json() if as_json else described.text(width()), nl=as_json)
        return 1 if any(invalid[place] for place in places) else 0
    if output is not None:
        write_table(profiles, output, sources=source.files)
    else:
        for one in sets:
            click.echo(_table(profiles, one))
        click.echo(wrapped(DISCLAIMER))
    for problem in cohort.problems:
        say_line(f"problem: {told(problem)}", err=True)
    return 1 if cohort.problems else 0


def _table(profiles: pl.DataFrame, criteria: CriteriaSet) -> str:
    """Antibodies down, subgroups across: positive / tested."""
    from myositis.phenotype import antibody_table
    from myositis.phenotype.antibodies import ANTIBODIES
    from myositis_cli.tables import table as set_as_table

    counted = antibody_table(profiles, criteria).rows(named=True)
    rows = [["patients", *(str(row["patients"]) for row in counted)]]
    for item in ANTIBODIES:
        if any(row[f"{item.name}_tested"] for row in counted):
            rows.append([item.label, *(f"{row[item.name]}/{row[f'{item.name}_tested']}" for row in counted)])
    title = f"{criteria.short_title}: antibodies by subgroup, positive / tested"
    headers = ["", *(row["subgroup"] for row in counted)]
    untested = [item.label for item in ANTIBODIES if not any(row[f"{item.name}_tested"] for row in counted)]
    lines = [wrapped(title), set_as_table(headers, rows, names=1)]
    if untested:
        lines.append(wrapped(f"Tested in nobody: {', '.join(untested)}."))
    return "\n".join(lines) + "\n"
