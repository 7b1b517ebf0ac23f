"""`myositis check`: how every cell is read, before anything is classified."""

from __future__ import annotations

import click

from myositis.classify_file.source import CohortFile
from myositis_cli.inputs import input_options


@click.command("check")
@input_options
def command(source: CohortFile) -> int:
    """Show how every cell of FILE is read, and all problems. Nothing is classified.

    For every coded column each distinct raw value, what it became and how often; for ids, dates, numbers and free text only
    counts and what could not be read.

    \b
    Example:
      myositis check cohort.csv
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
    for preview in cohort.previews:
        if isinstance(DICTIONARY[preview.finding], Finding | Category):
            raw = "(blank)" if preview.raw is None else str(preview.raw)
            coded.append([preview.column, preview.finding, raw, str(preview.cell), str(preview.count)])
        else:
            tally = counted.setdefault((preview.column, preview.finding), Counter())
            kind = "unreadable" if preview.cell.problem else "not recorded" if preview.cell.value is None else "read"
            tally[kind] += preview.count
    if coded:
        click.echo("Coded columns: every distinct value and what it became")
        click.echo(tabulate(coded, ["column", "finding", "raw value", "read as", "rows"], disable_numparse=True))
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
