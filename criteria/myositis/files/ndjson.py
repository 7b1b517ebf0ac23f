"""NDJSON: one flat object per line. Text in quotes is text; a bare number is a number."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from myositis.files.encodings import decide_encoding
from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.headers import check_headers
from myositis.files.memory import check_memory
from myositis.files.sources import SourceFile
from myositis.files.typed import as_seen, typed_column

if TYPE_CHECKING:
    import polars as pl


_DIGITS_KEPT = 16
"""A number written with fewer letters than this is a double of its own."""


class _Number(float):
    """A number that remembers how it was written, for columns where not every cell is one."""

    text: str

    def __new__(cls, text: str) -> _Number:
        number = super().__new__(cls, text)
        number.text = text
        return number


_PER_BYTE = 12
"""Bytes of memory for one of the file: every cell is an object of its own while it is read."""

HEADER = "myositis_header"
"""The only key of the first line of a result: what travels with it (criteria, revisions, options, fingerprints)."""

_HEADER_START = f'{{"{HEADER}":'


def header_line(metadata: Mapping[str, str]) -> bytes:
    """A first line with what travels with the results; written only when it is asked for, since it is no patient."""
    values = {name: json.loads(text) if text.startswith("{") else text for name, text in metadata.items()}
    return (_HEADER_START + json.dumps(values) + "}\n").encode()


class _RefusedError(ValueError):
    """What a line has that a table cannot hold."""


def read_ndjson(source: SourceFile, encoding: str | None) -> tuple[pl.DataFrame, int, list[str]]:
    """The table, the line of its first row, and the warnings.

    Columns come in the order in which they first appear; a key left out is null."""
    import polars as pl

    check_memory(_PER_BYTE * source.stream.seek(0, 2), source.name, "NDJSON is read whole")
    decided = decide_encoding(source.stream, source.name, encoding)
    source.stream.seek(0)
    columns: dict[str, list[object]] = {}
    rows, blank, first = 0, 0, 1
    for number, line in enumerate(source.stream.read().decode(decided.codec).split("\n"), start=1):
        if not line.strip():
            blank = blank or number
            continue
        if blank:
            raise FileFormatError(f"{quoted(source.name)}: line {blank} is blank")
        if number == 1 and _is_header(line):
            first = 2  # what travels with a result is not a patient
            continue
        record = _record(line, source.name, number)
        for key, value in record.items():
            if key not in columns:
                columns[key] = [None] * rows
            columns[key].append(value)
        rows += 1
        if len(record) < len(columns):
            for cells in columns.values():
                if len(cells) < rows:
                    cells.append(None)
    if not columns:
        raise FileFormatError(f"{quoted(source.name)} is empty: it has no columns and no rows")
    names = check_headers(source.name, list(columns))
    if "" in names:
        raise FileFormatError(f"{quoted(source.name)} has a key without a name")
    with library_failures(source.name, "read", "its values do not form a table"):
        series = [_column(name, cells) for name, cells in zip(names, columns.values(), strict=True)]
        frame = pl.DataFrame(series)
    warnings = ["not UTF-8, read as Windows-1252 (cp1252); check the letters"] if decided.fallback else []
    return frame, first, warnings


def _is_header(line: str) -> bool:
    """Whether a line is one that `header_line` writes: no row of a table, whose cells are never objects."""
    if not line.startswith(_HEADER_START):
        return False
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and list(told) == [HEADER] and isinstance(told[HEADER], dict)


def _record(line: str, name: str, number: int) -> dict[str, object]:
    try:
        record = json.loads(
            line.strip().removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_constant,
        )
    except _RefusedError as refused:
        raise FileFormatError(f"{quoted(name)}: line {number} {refused}") from None
    except (ValueError, RecursionError, MemoryError):
        raise FileFormatError(f"{quoted(name)}: line {number} is not one whole JSON object") from None
    if not isinstance(record, dict):
        raise FileFormatError(f"{quoted(name)}: line {number} is not an object like {{...}}; is the file a JSON array?")
    for key, value in record.items():
        if isinstance(value, (dict, list)):
            raise FileFormatError(f"{quoted(name)}: line {number} has a nested value in {quoted(key)}; flatten it")
    return {key: None if value == "" else value for key, value in record.items()}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _RefusedError("names a key twice")
    return record


def _no_constant(_: str) -> NoReturn:
    raise _RefusedError("has NaN or Infinity, which is not JSON; write null")


def _column(name: str, cells: list[object]) -> pl.Series:
    plain = [_plain(cell) for cell in cells]
    if {type(cell) for cell in plain} - {type(None)} <= {int, float} and all(map(_is_kept, cells)):
        column = typed_column(name, plain)
        if column.dtype.is_numeric():
            return column
    return typed_column(name, cells, seen=_seen)


def _is_kept(cell: object) -> bool:
    """Whether a number is the same after it was read: 1e400 is not, nor is one of twenty digits. Such columns stay text."""
    if not isinstance(cell, _Number) or (len(cell.text) < _DIGITS_KEPT and "e" not in cell.text.lower()):
        return True
    plain = _plain(cell)
    return isinstance(plain, int) or (math.isfinite(cell) and Decimal(repr(float(cell))) == Decimal(cell.text))


def _plain(cell: object) -> object:
    """The number itself: whole when written without point and exponent."""
    if not isinstance(cell, _Number):
        return cell
    return int(cell.text) if cell.text.lstrip("-").isdigit() and len(cell.text) < 40 else float(cell)


def _seen(cell: object) -> str | None:
    """JSON spells true and false in small letters; a number keeps the digits of the file."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.text if isinstance(cell, _Number) else as_seen(cell)
