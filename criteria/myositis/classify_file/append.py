"""Add one patient as a row to a cohort file, without touching what stands in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import RecordError, UnknownNameError
from myositis.files.delimited import DelimitedFile
from myositis.files.sources import open_source
from myositis.files.whole import whole_file
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.fields import as_cells
from myositis.reading.template import template_columns
from myositis.rules.vocabulary import Measurement

SEPARATORS = {".csv": ",", ".tsv": "\t"}


def append_patient(target: str, recorded: Mapping[str, Any], criteria: Sequence[CriteriaSet]) -> int:
    """Add what is recorded as the last row of a CSV or TSV file; a file that does not exist gets its header first.

    The file keeps its delimiter, encoding and every row as it is. Returns the number of the new row.
    Errors: UnknownNameError for another kind of file, and when the file lacks a column for something that is recorded;
    RecordError when there is no patient id, or the file has it already.
    """
    path = Path(target)
    if path.suffix.lower() not in SEPARATORS:
        raise UnknownNameError(f"`{path.name}`: a row can be added to a .csv or a .tsv file")
    cells = as_cells(recorded)
    if patient_id.name not in cells:
        raise RecordError("a row of a cohort needs a patient id: give it with --id")
    if not path.exists():
        columns = [item.name for item in template_columns(criteria)]
        columns += [name for name in cells if name not in columns]
        separator = SEPARATORS[path.suffix.lower()]
        text = _line(columns, separator) + _line([cells.get(name, "") for name in columns], separator)
        with whole_file(path, path.suffix) as made:
            made.write_text(text, "utf-8", newline="")
        return 2
    return _add(path, cells)


def _add(path: Path, cells: Mapping[str, str]) -> int:
    """Append to a file that exists; its last line gets an end if it has none."""
    with open_source(path) as source:
        file = DelimitedFile(source, encoding=None, delimiter=None, preferred=SEPARATORS[path.suffix.lower()])
        columns, delimiter, codec, row = file.header, file.delimiter, file.codec, file.first_row
        if patient_id.name not in columns:
            raise UnknownNameError(f"`{path.name}` has no column patient_id: the row could not be found again")
        for frame in file.frames():
            if cells[patient_id.name] in frame[patient_id.name].to_list():
                raise RecordError(f"`{path.name}` has a patient with this id already")
            row += frame.height
    lacking = [name for name in cells if name not in columns]
    if lacking:
        raise UnknownNameError(f"`{path.name}` has no column for {', '.join(lacking)}: add it, then try again")
    before = path.read_bytes()
    line = _line([_with_comma(cells.get(name, ""), name, delimiter) for name in columns], delimiter)
    newline = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if before.endswith((b"\n", b"\r")) else newline
    addition = (gap + line.replace("\n", newline)).encode(codec.removesuffix("-sig"))
    with whole_file(path, path.suffix) as made:
        made.write_bytes(before + addition)
    return row


def _with_comma(cell: str, name: str, delimiter: str) -> str:
    """Numbers with a decimal comma where the file is split at semicolons, as the spreadsheets that write it do."""
    return cell.replace(".", ",") if delimiter == ";" and isinstance(DICTIONARY.get(name), Measurement) else cell


def _line(cells: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
