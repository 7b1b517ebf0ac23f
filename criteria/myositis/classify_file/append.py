"""Add one patient as a row to a cohort file, without touching what stands in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import AccessError, RecordError, UnknownNameError
from myositis.files.delimited import DelimitedFile
from myositis.files.sources import open_source
from myositis.files.whole import whole_file
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.fields import as_cells
from myositis.reading.ids import matched_ids
from myositis.reading.spelling import visible
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
    cells = as_cells(recorded)
    if patient_id.name not in cells:
        raise RecordError("a row of a cohort needs a patient id: give it with --id")
    shape = check_target(target, cells[patient_id.name])
    if shape is None:
        columns = [item.name for item in template_columns(criteria)]
        columns += [name for name in cells if name not in columns]
        separator = SEPARATORS[path.suffix.lower()]
        text = _line(columns, separator) + _line([cells.get(name, "") for name in columns], separator)
        with whole_file(path, path.suffix) as made:
            made.write_text(text, "utf-8", newline="")
        return 2
    _add(path, cells, shape)
    return shape.next_row


@dataclass(frozen=True)
class Shape:
    """How a cohort file is written: its columns, how cells are separated and letters encoded, and the number of a new row."""

    columns: tuple[str, ...]
    delimiter: str
    codec: str
    next_row: int


def check_target(target: str, patient: str | None) -> Shape | None:
    """Whether a patient can be added to a file; None when the file does not exist yet.

    Errors: UnknownNameError for another kind of file and for one without patient ids, RecordError when it has this id,
    AccessError when its folder does not exist.
    """
    path = Path(target)
    if path.suffix.lower() not in SEPARATORS:
        raise UnknownNameError(f"`{path.name}`: a row can be added to a .csv or a .tsv file")
    if not path.exists():
        if not path.parent.is_dir():
            raise AccessError(f"`{path.name}` cannot be written: its folder does not exist")
        return None
    with open_source(path) as source:
        file = DelimitedFile(source, encoding=None, delimiter=None, preferred=SEPARATORS[path.suffix.lower()])
        if patient_id.name not in file.header:
            raise UnknownNameError(f"`{path.name}` has no column patient_id: the row could not be found again")
        row = file.first_row
        for frame in file.frames():
            if patient is not None and visible(patient) in matched_ids(frame[patient_id.name]).to_list():
                raise RecordError(f"`{path.name}` has a patient with this id already")
            row += frame.height
        return Shape(tuple(file.header), file.delimiter, file.codec, row)


def _add(path: Path, cells: Mapping[str, str], shape: Shape) -> None:
    """Append to a file that exists; its last line gets an end if it has none."""
    lacking = [name for name in cells if name not in shape.columns]
    if lacking:
        raise UnknownNameError(f"`{path.name}` has no column for {', '.join(lacking)}: add it, then try again")
    before = path.read_bytes()
    line = _line([_with_comma(cells.get(name, ""), name, shape.delimiter) for name in shape.columns], shape.delimiter)
    newline = "\r\n" if b"\r\n" in before else "\n"
    gap = "" if before.endswith((b"\n", b"\r")) else newline
    addition = (gap + line.replace("\n", newline)).encode(shape.codec.removesuffix("-sig"))
    with whole_file(path, path.suffix) as made:
        made.write_bytes(before + addition)


def _with_comma(cell: str, name: str, delimiter: str) -> str:
    """Numbers with a decimal comma where the file is split at semicolons, as the spreadsheets that write it do."""
    return cell.replace(".", ",") if delimiter == ";" and isinstance(DICTIONARY.get(name), Measurement) else cell


def _line(cells: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
