"""`myositis classify`: a cohort file in, the same file with the results added."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from myositis_cli.inputs import Input, chosen, criteria_option, input_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from myositis.classify_file.run import CohortRun
    from myositis.published.criteria_set import CriteriaSet

BATCH = 400_000
"""Rows that are classified at a time."""

IN_BATCHES = ("csv", "tsv", "parquet")
"""Formats that are read in batches; the others carry labels and missing codes, and are read whole."""

SHOWN = 200
"""Rows of the table on a terminal."""


@click.command("classify")
@input_options
@criteria_option
@click.option(
    "-o", "--output", metavar="OUT", help="CSV, TSV, Parquet, NDJSON, Excel, SPSS or Stata, by its ending; - is stdout."
)
@click.option("--results-only", is_flag=True, help="Write only the id and the results.")
@click.option("--no-open", is_flag=True, help="Leave the open outcomes out (faster).")
@click.option("--prefix", default="", metavar="TEXT", help="Put TEXT before the name of every added column.")
def command(
    source: Input,
    ids: tuple[str, ...],
    output: str | None,
    results_only: bool,
    no_open: bool,
    prefix: str,
) -> int:
    """Classify every patient of FILE and add the results as columns.

    Nothing is lost: a row that cannot be read, contradicts itself, or has a missing or repeated id stays in the output with
    myositis_status "invalid" and blank results, and every problem is listed on stderr.

    In CSV, TSV and Excel a text that a spreadsheet would run as a formula gets an apostrophe in front: =1+1 becomes '=1+1.

    Without -o: a table on a terminal, CSV in a pipe. FILE may be - for stdin (CSV). The summary goes to stderr.

    Exit codes: 0 all rows classified; 1 some rows are invalid; 2 the command was not understood; 3 the input is not a table,
    or the output has an unknown ending; 4 a file cannot be opened or written; 5 a fault of this program; 130 interrupted. When
    the code is 2 or more, nothing was written.

    \b
    Examples:
      myositis classify cohort.csv -o classified.csv
      myositis classify cohort.xlsx -c eular-acr-2017 --results-only -o results.xlsx
      myositis classify export.csv -c bohan-peter-1975 -c bohan-peter-1975:emg=triad,enzymes=ck_only
    """
    from myositis.cohort.result import OPEN, RESULTS

    criteria = chosen(ids)
    wanted = [name for name in RESULTS if not (no_open and name in OPEN)]
    if output is None and sys.stdout.isatty():
        run = _on_terminal(source, criteria, wanted, prefix)
    else:
        run = _to_file(source, criteria, wanted, prefix, output or "-", results_only)
    _report(run)
    return 1 if run.invalid else 0


def _to_file(
    source: Input,
    criteria: tuple[CriteriaSet, ...],
    wanted: list[str],
    prefix: str,
    output: str,
    results_only: bool,
) -> CohortRun:
    """Stream what can be streamed; read the rest whole."""
    from myositis.classify_file.run import CohortRun
    from myositis.files.formats import STREAMED, WRITTEN, format_of

    run = CohortRun(criteria, wanted, prefix, results_only=results_only)
    kind = format_of(output, None, WRITTEN)
    if source.plain and kind in STREAMED and in_batches(source.file):
        _stream(run, source, output)
    else:
        _whole(run, source, output, kind)
    return run


def _check_columns(run: CohortRun, source: Input, columns: Iterable[str]) -> None:
    """There is something to classify, and no column of the file would be written over."""
    from myositis.cohort.result import refuse_existing
    from myositis.reading.cohort import require_findings

    if source.mapping is None:
        require_findings(columns)
    if not run.results_only:
        refuse_existing(columns, run.criteria, run.wanted, run.prefix)


def _whole(run: CohortRun, source: Input, output: str, kind: str) -> None:
    """Read the file, classify it, and write it with its results and with what it says of its own columns."""
    from myositis.cohort.row_by_row import classify_read
    from myositis.files import write_table
    from myositis.files.table import PACKAGES, about_columns
    from myositis_cli.inputs import load

    table, cohort = load(source)
    _check_columns(run, source, table.frame.columns)
    result = classify_read(cohort, run.criteria, wanted=run.wanted, prefix=run.prefix)
    run.notes += cohort.notes
    run.add(result)
    sheets = further_sheets(run, run.criteria) if kind == "xlsx" else None
    frame, about = run.output(table.frame, result), about_columns(table, kind)
    if kind in PACKAGES:
        frame, labels = coded(frame, run.criteria, run.wanted, run.prefix)
        about["value_labels"] |= labels
    unmarked = [name for name in table.missing_reasons if name not in about.get("missing_codes", {})]
    if unmarked and not run.results_only:
        columns = ", ".join(f"`{name}`" for name in unmarked)
        run.notes.append(f"codes that mean missing in {columns} are plain values in {kind}: nothing marks them there")
    write_table(frame, output, metadata=metadata(run.criteria), sheets=sheets, sources=source.files, **about)


def _stream(run: CohortRun, source: Input, output: str) -> None:
    """Classify batch by batch, after a look at the whole file; what fits into one batch is read once."""
    from myositis.classify_file.run import Survey
    from myositis.files import open_scan, open_writer

    with open_scan(source.file, sheet=source.sheet) as scan:
        _check_columns(run, source, scan.columns)
        small = list(scan.batches(BATCH)) if scan.rows <= BATCH else None
        survey = Survey(scan.columns, scan.first_row, text=scan.text, yes_no=scan.yes_no)
        with progress("reading", scan.rows) as advance:
            for batch in small or (scan.batches(BATCH, survey.asked) if survey.asked else ()):
                survey.see(batch)
                advance(batch.height)
        survey.settle_ids(small or scan.batches(BATCH, survey.asked))
        run.sources, run.repeated_ids, run.first_row = survey.sources(), survey.repeated, scan.first_row
        with (
            open_writer(output, metadata=metadata(run.criteria), sources=source.files) as writer,
            progress("classifying", scan.rows) as advance,
        ):
            for batch in small or scan.batches(BATCH):
                writer.write(run.classify(batch))
                advance(batch.height)
            if not run.rows:
                writer.write(run.classify(scan.empty()))
        run.notes += scan.warnings


def in_batches(file: str) -> bool:
    """Whether a file is of a format that is read batch by batch; a name that says nothing is left to the reader of files."""
    from myositis.files import FileFormatError
    from myositis.files.formats import READ, format_of

    try:
        return format_of(file, None, READ) in IN_BATCHES
    except FileFormatError:
        return False


def coded(frame: Any, criteria: tuple[CriteriaSet, ...], wanted: Sequence[str], prefix: str) -> tuple[Any, dict[str, Any]]:
    """For SPSS and Stata: levels and subgroups as whole numbers with value labels, in the order of the criteria."""
    import polars as pl

    from myositis.cohort.result import result_names
    from myositis.published.criteria_set import EXCLUDED, LEVELS

    labels: dict[str, Any] = {}
    for one in criteria:
        names = result_names(one, wanted, prefix)
        for name, words in (("level", (*LEVELS, EXCLUDED)), ("subgroup", one.subgroups)):
            column, codes = names[name], {word: number for number, word in enumerate(words)}
            frame = frame.with_columns(pl.col(column).replace_strict(codes, return_dtype=pl.Int8))
            labels[column] = {number: word for word, number in codes.items()}
    return frame, labels


def _on_terminal(source: Input, criteria: tuple[CriteriaSet, ...], wanted: list[str], prefix: str) -> CohortRun:
    """A table with one row per patient and one column per criteria set."""
    from tabulate import tabulate

    from myositis.classify_file.run import CohortRun
    from myositis.cohort.result import result_names
    from myositis.cohort.row_by_row import classify_read
    from myositis.published.criteria_set import headline
    from myositis_cli.inputs import load

    table, cohort = load(source)
    result = classify_read(cohort, criteria, wanted=wanted, prefix=prefix)
    run = CohortRun(criteria, wanted, prefix)
    run.notes += cohort.notes
    run.add(result)
    rows = []
    for name, row in zip(cohort.ids.head(SHOWN), result.results.head(SHOWN).to_dicts(), strict=True):
        cells = [name or ""]
        for one in criteria:
            names = result_names(one, wanted, prefix)
            level = row[names["level"]]
            if level is None:
                cells += ["invalid", ""]
                continue
            opened = (row[names["open_levels"]] or "").split("|") if "open_levels" in names else []
            shown = headline(level, tuple(opened), bool(row.get(names.get("determined", ""), True)))
            score = (
                f"{row[names['score']]:.1f}"
                if "score" in names
                else row[names["criteria_met"]]
                if "criteria_met" in names
                else ""
            )
            cells += [" ".join(filter(None, (shown, row[names["subgroup"]]))), score]
        rows.append(cells)
    headers = ["patient"]
    for one in criteria:
        headers += [one.full_id, "score" if one.columns[0].score else "criteria met"]
    click.echo(tabulate(rows, headers, disable_numparse=True))
    if table.frame.height > SHOWN:
        click.echo(f"({table.frame.height - SHOWN} more rows; write them all with -o)", err=True)
    return run


def progress(label: str, total: int) -> Any:
    """A progress bar on stderr for long work on a terminal; otherwise nothing."""
    from contextlib import contextmanager

    @contextmanager
    def bar() -> Any:
        if total < 200_000 or not sys.stderr.isatty():
            yield lambda _: None
            return
        with click.progressbar(length=total, label=label, file=sys.stderr) as shown:
            yield shown.update

    return bar()


def metadata(criteria: tuple[CriteriaSet, ...]) -> dict[str, str]:
    """What travels with a result: the program's version and each criteria set's id, revision, options and fingerprint."""
    import json

    from myositis.version import __version__

    sets = [
        {"criteria": c.full_id, "revision": c.revision, "options": dict(c.options), "fingerprint": c.fingerprint}
        for c in criteria
    ]
    return {"myositis": json.dumps({"version": __version__, "criteria": sets})}


def further_sheets(run: CohortRun, criteria: tuple[CriteriaSet, ...]) -> dict[str, Any]:
    """The other sheets of a workbook: problems, explanation, dictionary."""
    import polars as pl

    from myositis.published.pages import dictionary_rows

    problems = [(p.row, p.column, p.code, p.message, p.value) for p in run.problems]
    kinds = {"row": pl.Int64, "column": pl.String, "code": pl.String, "problem": pl.String, "value": pl.String}
    about = [(c.full_id, str(c.revision), c.fingerprint, note.code, note.text) for c in criteria for note in c.notes]
    names = ("criteria", "revision", "fingerprint", "note", "meaning")
    return {
        "explanation": pl.DataFrame(about, schema=dict.fromkeys(names, pl.String), orient="row"),
        "problems": pl.DataFrame(problems, schema=kinds, orient="row"),
        "dictionary": pl.DataFrame(dictionary_rows()),
    }


def _report(run: CohortRun) -> None:
    """The summary, the notes and the problems, on stderr."""
    from myositis_cli.summary import summary_lines

    for line in summary_lines(run):
        click.echo(line, err=True)
