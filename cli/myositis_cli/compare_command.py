"""`myositis compare`: agreement, performance, and the patients behind the numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import BinaryIO

import click

from myositis.classify_file.source import CohortFile, labelled
from myositis_cli.inputs import criteria_option, input_options

ENDINGS = {"md": "markdown", "html": "html", "htm": "html", "tex": "latex", "csv": "csv", "json": "json", "txt": "text"}
"""The format of an output file when --format is not given."""


@click.command("compare")
@input_options
@criteria_option
@click.option(
    "--reference",
    metavar="COLUMN",
    multiple=True,
    help="The reference standard: a diagnosis, or yes and no. Repeat for several; the first is that of all tables.",
)
@click.option(
    "--cases",
    metavar="[COLUMN=]VALUES",
    multiple=True,
    help="Values of the reference that are cases, separated by commas; for one of several references after its name.",
)
@click.option(
    "--leave-out", metavar="[COLUMN=]VALUES", multiple=True, help="Values of the reference that are neither case nor comparator."
)
@click.option(
    "--equivalent",
    metavar="DIAGNOSIS=SUBGROUP",
    multiple=True,
    help="Which subgroup a diagnosis of the reference stands for, when their names differ. Repeat for several.",
)
@click.option(
    "--by",
    metavar="COLUMN[:BOUNDS]",
    help="The same numbers side by side for every value of COLUMN, or for bands: age_at_onset:18,40,60.",
)
@click.option("--table1-by", metavar="COLUMN", help="The groups of Table 1; by default the values of the reference.")
@click.option(
    "--positive",
    metavar="[SET=]LEVEL",
    multiple=True,
    help="The lowest level that counts as classified, instead of what the criteria say (most: probable).",
)
@click.option(
    "--score-cut", metavar="SCORE", type=float, multiple=True, help="Accuracy from this score on, too. Repeat for several."
)
@click.option(
    "--assigned",
    metavar="[NAME=]COLUMN",
    multiple=True,
    help="A column that holds a classification already: levels, or yes and no. Repeat for several.",
)
@click.option(
    "--interval", metavar="METHOD", default="wilson", show_default=True, help="Intervals of proportions: wilson or exact."
)
@click.option("--landis-koch", is_flag=True, help="Add the words of Landis & Koch (1977) to kappa.")
@click.option("--format", "style", metavar="FORMAT", help="text, markdown, html, latex, csv or json; default: by -o, else text.")
@click.option("-o", "--output", metavar="OUT", help="Write to a file instead of stdout.")
def command(
    source: CohortFile,
    ids: tuple[str, ...],
    reference: tuple[str, ...],
    cases: tuple[str, ...],
    leave_out: tuple[str, ...],
    equivalent: tuple[str, ...],
    by: str | None,
    table1_by: str | None,
    positive: tuple[str, ...],
    score_cut: tuple[float, ...],
    assigned: tuple[str, ...],
    interval: str,
    landis_koch: bool,
    style: str | None,
    output: str | None,
) -> int:
    """Compare criteria sets with each other, and with a reference, on the patients of FILE.

    Prints the flow of patients, agreement of every pair of sets, performance against the reference, what the missing data do
    to the numbers, the discordant and misclassified patients with the rows that made the difference, strata, and a methods
    paragraph. The json format holds everything, with the ids of the patients behind every count.

    Exit codes: as for classify; 1 when rows are invalid: they are left out, counted, and listed on stderr.

    \b
    Examples:
      myositis compare cohort.csv
      myositis compare cohort.csv --reference diagnosis --cases DM,PM,IBM --leave-out overlap --by sex -o report.html
      myositis compare cohort.csv -c eular-acr-2017 --assigned panel=panel_level --format json -o comparison.json
    """
    from myositis.comparison import compare
    from myositis.comparison.report.render import FORMATS
    from myositis.errors import unknown
    from myositis_cli.inputs import load
    from myositis_cli.summary import MOST_PROBLEMS

    style = style or ENDINGS.get((output or "").rpartition(".")[2].lower(), "text")
    if style not in FORMATS:
        raise unknown("format", style, FORMATS)
    table, cohort = load(source)
    result = compare(
        cohort,
        ids or None,
        reference=reference or None,
        cases=by_reference(cases, reference),
        leave_out=by_reference(leave_out, reference),
        equivalent=equivalent,
        by=by,
        table1_by=table1_by,
        positive=positive,
        score_cuts=score_cut,
        assigned=assigned,
        interval=interval,
        columns=labelled(table),
    )
    write(result.render(style, landis_koch=landis_koch), output, source.files)
    for note in (*cohort.notes, *result.notes):
        click.echo(f"note: {note}", err=True)
    for kind, items in (("warning", result.warnings), ("problem", result.problems)):
        for item in items[:MOST_PROBLEMS]:
            click.echo(f"{kind}: row {item.row}, {item.column}: {item.message} [{item.code}]", err=True)
        if len(items) > MOST_PROBLEMS:
            click.echo(f"... and {len(items) - MOST_PROBLEMS} more {kind}s; `myositis check` lists them all", err=True)
    return 1 if result.flow.invalid else 0


def by_reference(given: tuple[str, ...], references: tuple[str, ...]) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    """Values for every reference, or by the column before the equals sign."""
    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        column, equals, own = text.partition("=")
        named = bool(equals) and column in references
        for name in (column,) if named else references or ("",):
            found[name] = (*found.get(name, ()), *values(own if named else text))
    return found if references else found.get("", ())


def values(text: str | None) -> tuple[str, ...]:
    """The values of an option; one that holds a comma is written in double quotes."""
    import csv

    if not text:
        return ()
    return tuple(value for value in (cell.strip() for cell in next(csv.reader([text], skipinitialspace=True))) if value)


def write(text: str, output: str | None, sources: Sequence[str | os.PathLike[str] | BinaryIO]) -> None:
    """To stdout, or whole to a file."""
    if output is None or output == "-":
        click.echo(text, nl=False)
        return
    from pathlib import Path

    from myositis.files.whole import whole_file

    with whole_file(output, Path(output).suffix, sources) as path:
        path.write_text(text, encoding="utf-8")
