"""`myositis classify`: a cohort file in, the same file with the results added."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from myositis.classify_file.source import CohortFile
from myositis_cli.inputs import chosen, criteria_option, input_options
from myositis_cli.speaking import say_line

if TYPE_CHECKING:
    from myositis.classify_file.summary import CohortSummary
    from myositis.published.criteria_set import CriteriaSet

LONG = 200_000
"""Rows from which on the progress is shown."""


@click.command("classify")
@input_options
@criteria_option
@click.option(
    "-o", "--output", metavar="OUT", help="CSV, TSV, Parquet, NDJSON, Excel, SPSS or Stata, by its ending; - is stdout."
)
@click.option("--results-only", is_flag=True, help="Write only the id and the results.")
@click.option("--no-open", is_flag=True, help="Leave the open outcomes out (faster).")
@click.option("--header", is_flag=True, help="Begin NDJSON with a line that says which criteria were applied; it is no patient.")
@click.option("--prefix", default="", metavar="TEXT", help="Put TEXT before the name of every added column.")
def command(
    source: CohortFile,
    ids: tuple[str, ...],
    output: str | None,
    results_only: bool,
    no_open: bool,
    header: bool,
    prefix: str,
) -> int:
    """Classify every patient of FILE and add the results as columns.

    Nothing is lost: a row that cannot be read, contradicts itself, or has a missing or repeated id stays in the output with
    myositis_status "invalid" and blank results, and every problem is listed on stderr.

    In CSV, TSV and Excel a text that a spreadsheet would run as a formula gets an apostrophe in front: =1+1 becomes '=1+1.

    A workbook (.xlsx) also says in words why each row has its result, and what every column means. For many thousands of rows
    CSV or Parquet is quicker: ten times in a measurement of 10,000.

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
    from myositis_cli.summary import summary_lines

    criteria = chosen(ids)
    if output is None and sys.stdout.isatty():
        summary = _on_terminal(source, criteria, open_outcomes=not no_open, prefix=prefix)
    else:
        from myositis.classify_file.to_file import classify_to_file

        with progress_bars() as progress:
            summary = classify_to_file(
                source,
                output or "-",
                criteria,
                open_outcomes=not no_open,
                results_only=results_only,
                prefix=prefix,
                header=header,
                progress=progress,
            )
    for line in summary_lines(summary):
        say_line(line, err=True)
    return 1 if summary.invalid else 0


def _on_terminal(source: CohortFile, criteria: tuple[CriteriaSet, ...], *, open_outcomes: bool, prefix: str) -> CohortSummary:
    """A table with one row per patient."""
    from myositis.classify_file.run import CohortRun
    from myositis.cohort.result import OPEN, RESULTS
    from myositis_cli.results_table import show

    wanted = [name for name in RESULTS if open_outcomes or name not in OPEN]
    run = CohortRun(criteria, wanted, prefix, results_only=True)
    _, result = run.whole(source)
    show(result, wanted, prefix)
    return run.summary


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on stderr for each stage of long work on a terminal; otherwise nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    bars: dict[str, Any] = {}

    def advance(stage: str, done: int, total: int) -> None:
        if total < LONG:
            return
        if stage not in bars:
            _finish(bars)
            bars[stage] = click.progressbar(length=total, label=stage, file=sys.__stderr__)
            bars[stage].render_progress()
        bars[stage].update(done - bars[stage].pos)

    try:
        yield advance
    finally:
        _finish(bars)


def _finish(bars: dict[str, Any]) -> None:
    """End the line of the last bar."""
    for bar in list(bars.values())[-1:]:
        bar.render_finish()
