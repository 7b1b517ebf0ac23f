"""Files in and out: read as registries export them, without guessing; written whole or not at all.

What it answers: "what stands in this file?" and "write this table so that nothing of it is lost". It knows nothing of patients
or findings: a cell is a text, a number, a day, yes/no, or nothing.

In goes a path, `-` (standard input, standard output) or an open binary file, in CSV, TSV, Parquet, NDJSON, Excel (.xlsx, .xls),
OpenDocument, SPSS, Stata or SAS. Out comes a `RawTable` (`read_table`) or batches of it (`open_scan`), with the labels and
missing codes that the file itself declares; and the other way round with `write_table`, `open_writer` and `stream`. What is
wrong with a file is a `FileFormatError` (its content) or a `FileAccessError` (the machine refuses), one line that names file,
column and row, and never a patient's value.

It imports only `myositis.errors`; every library (polars, pyreadstat, calamine, xlsxwriter) is imported when it is used, so
importing this package loads no data-frame library. Where to start reading: `table.py` (a whole file) and `stream.py` (batches);
then a module per format: `delimited.py`, `parquet.py`, `ndjson.py`, `workbook.py`, `packages.py` (SPSS, Stata, SAS) in,
`writers.py`, `workbook_out.py`, `packages_out.py` out. `sources.py` opens what the user named, `whole.py` makes outputs appear
whole, `isolated.py` keeps a library that crashes away from the user's process.
"""

from __future__ import annotations

from myositis.files.decimals import DecimalEvidence, decimal_comma
from myositis.files.errors import FileAccessError, FileFormatError
from myositis.files.neutralise import neutralise
from myositis.files.stream import TableScan, open_scan, scan_batches, stream
from myositis.files.table import RawTable, read_table, write_table
from myositis.files.writers import BatchWriter, open_writer

__all__ = [
    "BatchWriter",
    "DecimalEvidence",
    "FileAccessError",
    "FileFormatError",
    "RawTable",
    "TableScan",
    "decimal_comma",
    "neutralise",
    "open_scan",
    "open_writer",
    "read_table",
    "scan_batches",
    "stream",
    "write_table",
]
