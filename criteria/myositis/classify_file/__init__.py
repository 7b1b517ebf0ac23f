"""A cohort file in, the same file with the results added out: batch by batch, with progress, whole or not at all.

What it answers: "classify this file and write that one", for a registry's own program as for the command `classify`, which
only parses its options, shows the progress and prints the summary.

In goes a `CohortFile`: a file of any format that `files` reads, with the study's mapping if it has one. Out comes a file of
any format that `files` writes (further sheets in a workbook, labelled codes for SPSS and Stata, the criteria's fingerprints
wherever the format has a place for them), and a `CohortSummary`: patients by level and subgroup, what would settle most, and
every problem by row and column.

>>> from myositis import classify_to_file
>>> summary = classify_to_file("cohort.csv", "classified.parquet", ["eular-acr-2017"])  # doctest: +SKIP
>>> summary.rows, summary.invalid, [str(problem) for problem in summary.problems]  # doctest: +SKIP
(25, 0, [])

CSV, TSV and Parquet that need no mapping pass in batches, so that memory does not grow with the file: a first pass (`survey`)
sees what must be known of the whole file before the first patient is classified, and the second one classifies. Other formats
carry labels and missing codes and are read whole.

It stands at the top of the library: it may import every other package, and only the command imports it. Start reading at
`to_file.py`; then `run.py` (one batch), `survey.py` (the first pass), `source.py` (what is read), `accompanying.py` (what
travels with the results), `summary.py` (what is counted).

Importing this package loads no data-frame library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from myositis.classify_file.source import CohortFile

if TYPE_CHECKING:
    from myositis.classify_file.summary import CohortSummary, SetSummary
    from myositis.classify_file.to_file import classify_to_file

_HOMES = {"CohortSummary": "summary", "SetSummary": "summary", "classify_to_file": "to_file"}

__all__ = ["CohortFile", "CohortSummary", "SetSummary", "classify_to_file"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"myositis.classify_file.{_HOMES[name]}"), name)
