"""Files in and out: read as registries export them, without guessing; written whole or not at all.

Importing this package loads no data-frame library; reading and writing do.
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
