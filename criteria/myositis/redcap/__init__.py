"""REDCap: what the engine knows of a REDCap project, and what it gives back to one.

| question | module |
|---|---|
| what are the fields of a project? the data dictionary, 18 columns with fixed headers | `dictionary` |
| how is an export read, raw or with labels? always as the raw one | `exports` |
| which form collects the findings? one field per finding, as the ZIP that REDCap takes | `instrument` |
| how does a form join a project without changing one of its fields? | `merging` |
| how do results go back? record id, event and one field per result | `results` |

In: a data dictionary as downloaded, a `RawTable` of an export, a classified frame. Out: `Field`s, a table in raw form with
value labels, CSV text and ZIP bytes for upload. Column headers and the ZIP follow REDCap's own download (`instrument.csv` and
`OriginID.txt`). What a value means is not decided here: that is the mapping's, which stands above this package.

May import: `dictionary`, `files`, `published`, `cohort` and below. Start with `dictionary.Field`.
"""

from __future__ import annotations

from myositis.redcap.dictionary import COLUMNS, Field, dictionary_text, parse_dictionary, read_dictionary
from myositis.redcap.exports import as_raw_export
from myositis.redcap.instrument import FORM, instrument_fields, instrument_zip
from myositis.redcap.merging import Merged, merge
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
