"""REDCap: the data dictionary of a study, exports read with it, an instrument made from the findings, results to import.

Column headers and the ZIP of one form follow REDCap's own download (18 columns; `instrument.csv` and `OriginID.txt`).
"""

from __future__ import annotations

from myositis.redcap.dictionary import COLUMNS, Field, dictionary_text, parse_dictionary, read_dictionary
from myositis.redcap.exports import as_raw_export
from myositis.redcap.instrument import FORM, instrument_fields, instrument_zip
from myositis.redcap.merge import Merged, merge
from myositis.redcap.results import result_fields, result_table

__all__ = [
    "COLUMNS",
    "FORM",
    "Field",
    "Merged",
    "as_raw_export",
    "dictionary_text",
    "instrument_fields",
    "instrument_zip",
    "merge",
    "parse_dictionary",
    "read_dictionary",
    "result_fields",
    "result_table",
]
