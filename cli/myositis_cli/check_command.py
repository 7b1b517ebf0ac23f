"""`myositis check`: how every cell is read, before anything is classified."""

from __future__ import annotations

from typing import Any

import click

from myositis.classify_file.source import CohortFile
from myositis_cli.inputs import input_options


@click.command("check")
@input_options
@click.option("-o", "--output", metavar="OUT", help="Save the preview as a table: Excel, CSV, TSV or Parquet, by its ending.")
def command(source: CohortFile, output: str | None) -> int:
    """Show how every cell of FILE is read, and all problems. Nothing is classified.

    For every coded column each distinct raw value, what it became and how often; for ids, dates, numbers and free text only
    counts and what could not be read. Blank cells are counted, not listed.

    \b
    Examples:
      myositis check cohort.csv
      myositis check cohort.csv -o preview.xlsx
    """
    from collections import Counter

    from tabulate import tabulate

    from myositis.cohort.row_by_row import classify_read
    from myositis.dictionary.findings import DICTIONARY
    from myositis.published import ALL
    from myositis.reading.cohort import require_findings
    from myositis.rules.vocabulary import Category, Finding
    from myositis_cli.inputs import load, told

    table, cohort = load(source, previews=True)
    if source.mapping is None:
        require_findings(table.frame.columns)
    classify_read(cohort, ALL, wanted=("level",))  # adds the contradictions
    coded: list[list[str]] = []
    counted: dict[tuple[str, str], Counter[str]] = {}
    blanks: dict[str, int] = {}
    for preview in cohort.previews:
        if isinstance(DICTIONARY[preview.finding], Finding | Category):
            if preview.raw is None or not str(preview.raw).strip():
                blanks[preview.column] = blanks.get(preview.column, 0) + preview.count
                continue
            coded.append([preview.column, preview.finding, str(preview.raw), str(preview.cell), str(preview.count)])
        else:
            tally = counted.setdefault((preview.column, preview.finding), Counter())
            kind = "unreadable" if preview.cell.problem else "not recorded" if preview.cell.value is None else "read"
            tally[kind] += preview.count
    if output is not None:
        _save(output, coded, blanks, counted, source.files)
    if coded:
        click.echo("Coded columns: every distinct value and what it became")
        click.echo(tabulate(coded, ["column", "finding", "raw value", "read as", "rows"], disable_numparse=True))
        click.echo("")
    if blanks:
        cells, columns = sum(blanks.values()), len(blanks)
        click.echo(f"Blank, so not recorded: {cells} cell{'s' if cells != 1 else ''} of {columns} of these columns.")
        click.echo("")
    if counted:
        click.echo("Ids, dates, numbers and text: how many could be read")
        rows = [[*key, *(str(tally[kind]) for kind in ("read", "not recorded", "unreadable"))] for key, tally in counted.items()]
        click.echo(tabulate(rows, ["column", "finding", "read", "not recorded", "unreadable"], disable_numparse=True))
        click.echo("")
    for note in cohort.notes:
        click.echo(f"note: {note}")
    for warning in cohort.warnings:
        click.echo(f"warning: {told(warning)}")
    for problem in sorted(cohort.problems, key=lambda problem: problem.row):
        click.echo(f"problem: {told(problem)}")
    others = len(cohort.no_patients)
    rows_invalid = int(cohort.invalid.sum()) - others
    good = len(cohort.invalid) - others - rows_invalid
    extra = f", {others} heading{'s' if others != 1 else ''} or note{'s' if others != 1 else ''}" if others else ""
    click.echo(f"{len(cohort.invalid)} rows: {good} can be classified, {rows_invalid} invalid{extra}")
    return 1 if rows_invalid else 0


def _save(output: str, coded: Any, blanks: dict[str, int], counted: Any, sources: Any) -> None:
    """The preview as one table: every distinct value of a coded column, blanks, and counts of the others."""
    import polars as pl

    from myositis.files import write_table

    rows = [*coded, *([column, "", "", "not recorded (blank)", str(count)] for column, count in blanks.items())]
    rows += [[*key, "", kind, str(count)] for key, tally in counted.items() for kind, count in tally.items()]
    names = ("column", "finding", "raw value", "read as", "rows")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").with_columns(pl.col("rows").cast(pl.Int64))
    write_table(frame, output, sources=sources)
