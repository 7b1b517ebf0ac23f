"""`myositis compare`: agreement, performance, and the patients behind the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from myositis_cli.inputs import Input, chosen, criteria_option, input_options, labelled
from myositis_cli.speaking import say_line

if TYPE_CHECKING:
    from myositis.comparison import Comparison


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
@click.option("--full", is_flag=True, help="Every table, figure and patient instead of the short report.")
@click.option(
    "--section",
    "sections",
    metavar="NAMES",
    multiple=True,
    help="Only these sections, separated by commas: flow, table1, agreement, performance, subgroups, disagreements, missing, "
    "knowing, strata, patients, methods.",
)
@click.option("--landis-koch", is_flag=True, help="Add the words of Landis & Koch (1977) to kappa.")
@click.option(
    "--format", "style", metavar="FORMAT", help="text, markdown, html, latex, csv, json, docx or xlsx; default: by -o, else text."
)
@click.option("--one-file-a-table", is_flag=True, help="With a .tex file: each table also as a file of its own, for \\input.")
@click.option(
    "-o", "--output", metavar="OUT", help="A report: .html, .docx, .xlsx, .tex, .md, .txt, .json, or .csv (one estimate a row)."
)
def command(
    source: Input,
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
    full: bool,
    sections: tuple[str, ...],
    landis_koch: bool,
    style: str | None,
    one_file_a_table: bool,
    output: str | None,
) -> int:
    """Compare criteria sets with each other, and with a reference, on the patients of FILE.

    Prints in short: what came out, in sentences; the flow of patients; Table 1; agreement; performance against the reference;
    subgroups against the diagnosis; the findings behind the disagreements; and how far the missing data can move the numbers.
    --full prints everything. A report for a paper is a file: -o report.html or report.docx, with figures.

    Exit codes: as for classify; 1 when rows are invalid: they are left out, counted, and listed on stderr.

    \b
    Examples:
      myositis compare cohort.csv
      myositis compare cohort.csv --reference diagnosis --cases DM,PM,IBM --leave-out overlap --by sex -o report.html
      myositis compare cohort.csv --reference diagnosis --cases DM,PM,IBM --full -o report.docx
      myositis compare cohort.csv --reference diagnosis --cases DM,PM,IBM -o numbers.csv
      myositis compare cohort.csv --section agreement,missing
      myositis compare cohort.csv -c eular-acr-2017 --assigned panel=panel_level --format json -o comparison.json
    """
    from myositis.classify_file.unread import unread
    from myositis.comparison import compare
    from myositis.comparison.report import TEXTS, chosen_sections, format_of
    from myositis.errors import MyositisError, unknown
    from myositis_cli.inputs import load
    from myositis_cli.summary import MOST_PROBLEMS

    to_file = output is not None and output != "-"
    kind = format_of(output, style) if to_file and output is not None else style or "text"
    if not to_file and kind not in TEXTS:
        raise unknown("format without -o", kind, TEXTS)
    if one_file_a_table and kind != "latex":
        raise MyositisError("--one-file-a-table goes with a .tex file (-o report.tex)")
    names = chosen_sections(name for text in sections for name in values(text))
    sets = chosen(ids)
    asked = column_names(*reference, by, table1_by, *assigned)
    table, cohort = load(source, sets, also=asked.__contains__)
    if any(column_names(one).isdisjoint(table.columns) for one in (*reference, by, table1_by, *assigned) if one):
        table = source.read(sets, also=lambda _: True)[0]  # for the message that says which columns there are
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
    if to_file and output is not None:
        write(result, output, kind, source.files, full=full, sections=names, landis_koch=landis_koch, tables=one_file_a_table)
    else:
        click.echo(result.render(kind, full=full, sections=names, landis_koch=landis_koch), nl=False)
    columns = table.columns if source.mapping is None else cohort.values.columns
    others = unread([name for name in columns if name not in asked], sets)
    for note in (*cohort.notes, *others, *result.notes):
        say_line(f"note: {note}", err=True)
    for kind, items in (("warning", result.warnings), ("problem", result.problems)):
        for item in items[:MOST_PROBLEMS]:
            say_line(f"{kind}: row {item.row}, {item.column}: {item.message} [{item.code}]", err=True)
        if len(items) > MOST_PROBLEMS:
            click.echo(f"... and {len(items) - MOST_PROBLEMS} more {kind}s; `myositis check` lists them all", err=True)
    return 1 if result.flow.invalid else 0


def column_names(*options: str | None) -> set[str]:
    """What may be the name of a column in these options: all of it, before bounds (`age:18,40`), after a name (`panel=level`)."""
    return {part for one in options if one for part in (one, one.rpartition(":")[0], one.rpartition("=")[2]) if part}


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


def write(
    result: Comparison,
    output: str,
    kind: str,
    sources: list[Any],
    *,
    full: bool,
    sections: tuple[str, ...],
    landis_koch: bool,
    tables: bool,
) -> None:
    """The report as a file, whole or not at all; with LaTeX also its figures, and its tables on request."""
    from myositis.comparison.report import files
    from myositis.files.whole import whole_file
    from myositis.plots.style import available

    made = files(result, output, kind, full=full, sections=sections, landis_koch=landis_koch, one_file_a_table=tables)
    for file, content in made.items():
        with whole_file(str(file), file.suffix, sources) as path:
            path.write_bytes(content)
    if kind in ("html", "docx", "latex") and not available():
        click.echo("note: without figures, because matplotlib is not installed: pip install 'myositis[report]'", err=True)
    for file in list(made)[1:]:
        click.echo(f"note: also written: {file.name}", err=True)
