"""From a cohort's file to a file with its results, in one call."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import BinaryIO

from myositis.classify_file.accompanying import coded, metadata
from myositis.classify_file.run import CohortRun, Progress, unseen
from myositis.classify_file.source import CohortFile
from myositis.classify_file.summary import CohortSummary
from myositis.classify_file.survey import Survey
from myositis.cohort.result import OPEN, RESULTS
from myositis.files import open_scan, open_writer, write_table
from myositis.files.formats import STREAMED, WRITTEN, format_of
from myositis.files.table import PACKAGES, about_columns
from myositis.files.whole import Target, name_of
from myositis.published import find_all
from myositis.published.criteria_set import CriteriaSet, dictionary_of

BATCH = 400_000
"""Rows that are classified at a time."""

def classify_to_file(
    source: CohortFile | str | os.PathLike[str] | BinaryIO,
    target: Target,
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None = None,
    *,
    open_outcomes: bool = True,
    results_only: bool = False,
    prefix: str = "",
    format: str | None = None,  # noqa: A002 - the word that users know
    header: bool = False,
    progress: Progress | None = None,
) -> CohortSummary:
    """Classify every patient of `source` and write them, with the results as further columns, to `target`.

    target: a path, `-` for standard output, or an open binary file; CSV, TSV, Parquet, NDJSON, Excel, SPSS or Stata by `format`
    or its ending. criteria: ids or objects, as for `classify_cohort`. results_only: write only the id and the results. header:
    begin NDJSON with a line that is no patient and says which criteria were applied.

    A row that cannot be read stays, blank, and its problems are in the summary. Errors, all of them `MyositisError`: see
    `EXIT_CODES`; when one is raised, nothing was written and an older `target` is as it was. progress: is told of each batch;
    of a file that is read whole, when it has been read and when it has been classified. What it raises ends the run.
    """
    given = source if isinstance(source, CohortFile) else CohortFile(source)
    wanted = [name for name in RESULTS if open_outcomes or name not in OPEN]
    run = CohortRun(find_all(criteria), wanted, prefix, results_only=results_only)
    kind = format_of(name_of(target), format, WRITTEN)
    if given.in_batches and kind in STREAMED:
        _stream(run, given, target, kind, header, progress or unseen)
    else:
        _whole(run, given, target, kind, header, progress or unseen)
    return run.summary


def _whole(run: CohortRun, source: CohortFile, target: Target, kind: str, header: bool, progress: Progress) -> None:
    """Read the file, classify it, and write it with its results and with what it says of its own columns."""
    table, result = run.whole(source, progress)
    frame, about = run.output(table.frame, result), about_columns(table, kind)
    if kind == "xlsx":
        from myositis.classify_file.results_workbook import further_sheets, looks, with_reasons

        frame = with_reasons(frame, result, run.criteria, run.prefix)
        about["sheets"] = further_sheets(frame, result, run.criteria, run.prefix)
        about["looks"] = looks(table, run.criteria, run.prefix)
    if kind in PACKAGES:
        from myositis.classify_file.in_words import column_labels, dictionary_labels

        frame, labels = coded(frame, run.criteria, run.wanted, run.prefix)
        about["value_labels"] |= labels
        own = {**dictionary_labels(frame.columns), **about["column_labels"]}
        about["column_labels"] = own | column_labels(run.criteria, run.prefix)
    unmarked = [name for name in table.missing_reasons if name not in about.get("missing_codes", {})]
    if unmarked and not run.results_only:
        columns = ", ".join(f"`{name}`" for name in unmarked)
        run.summary.notes.append(f"codes that mean missing in {columns} are plain values in {kind}: nothing marks them there")
    about |= {"metadata": metadata(run.criteria), "sources": source.files, "header": header}
    write_table(frame, target, format=kind, **about)


def _stream(run: CohortRun, source: CohortFile, target: Target, kind: str, header: bool, progress: Progress) -> None:
    """Classify batch by batch, after a look at the whole file; what fits into one batch is read once."""
    with open_scan(source.file, sheet=source.sheet) as scan:
        run.check_columns(scan.columns)
        dictionary = dictionary_of(run.criteria)
        needed = [name for name in scan.columns if name in dictionary] if run.results_only else None
        small = list(scan.batches(BATCH, needed, marked=True)) if scan.rows <= BATCH else None
        survey = Survey(scan.columns, scan.first_row, dictionary, text=scan.text, yes_no=scan.yes_no)
        seen = 0
        for batch in small or (scan.batches(BATCH, survey.asked) if survey.asked else ()):
            survey.see(batch)
            seen += batch.height
            progress("reading", seen, max(seen, scan.rows))
        survey.settle_ids(small or scan.batches(BATCH, survey.asked))
        run.sources, run.repeated_ids, run.first_row = survey.sources(), survey.repeated, scan.first_row
        told = metadata(run.criteria)
        with open_writer(target, format=kind, metadata=told, sources=source.files, header=header) as writer:
            for batch in small or scan.batches(BATCH, needed, marked=True):
                writer.write(run.batch(batch))
                progress("classifying", run.summary.rows, max(run.summary.rows, scan.rows))
            if not run.summary.rows:
                writer.write(run.batch(scan.empty()))
                progress("classifying", 0, 0)
        run.summary.notes += scan.warnings
