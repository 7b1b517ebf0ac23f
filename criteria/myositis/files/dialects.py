"""What separates the cells of a text file, decided by the evidence of its first rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from myositis.files.errors import FileFormatError, quoted

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_BY_NAME = {name: mark for mark, name in NAMES.items()} | {"\\t": "\t"}
_ROWS_OF_EVIDENCE = 200
LONGEST_CELL = 16 * 1024**2
"""Characters in one cell. A quotation mark left open would otherwise swallow the rest of a file."""


def let_cells_be_long() -> None:
    """Raise the limit of the standard library, which is set for the whole process; never lower another's choice."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))


@dataclass(frozen=True)
class _Evidence:
    delimiter: str
    header: int
    agreeing: float  # the share of rows with as many fields as the header
    unbroken: bool  # quotation marks make sense under this delimiter

    @property
    def fits(self) -> bool:
        return self.header > 1 and self.agreeing == 1 and self.unbroken


def given_delimiter(given: str) -> str:
    """A delimiter as typed by a person: the mark itself or its name."""
    mark = _BY_NAME.get(given.lower(), given)
    if len(mark) != 1 or mark in '"\r\n\0' or mark.isalnum():
        raise FileFormatError(f"{quoted(given)} cannot separate cells; use one mark, or {', '.join(_BY_NAME)}")
    return mark


def decide_delimiter(sample: str, whole: bool, name: str, given: str | None, preferred: str) -> str:
    """The mark under which header and rows have the same number of fields, counted outside quotation marks.

    Two marks that fit are told apart by the number of columns (`id;name, first;ck` has three columns, not two); when
    that is the same too, the file is ambiguous and the caller must say. When no mark fits, the one nearest to fitting
    is taken, so that the reader names the row that does not.
    """
    every = [_weigh(sample, whole, mark) for mark in NAMES]
    if given is not None:
        mark = given_delimiter(given)
        better = [one for one in every if one.fits and one.delimiter != mark]
        if better and _weigh(sample, whole, mark).header == 1:
            raise FileFormatError(
                f"{quoted(name)} has a single column when split at {NAMES.get(mark, quoted(mark))}; "
                f"{NAMES[better[0].delimiter]} gives {better[0].header} columns"
            )
        return mark
    fitting = sorted((one for one in every if one.fits), key=lambda one: -one.header)
    if len(fitting) > 1 and fitting[0].header == fitting[1].header:
        marks = " and ".join(NAMES[one.delimiter] for one in fitting if one.header == fitting[0].header)
        raise FileFormatError(f"{quoted(name)} could be split at {marks} alike: name the delimiter")
    if fitting:
        return fitting[0].delimiter
    several = [one for one in every if one.header > 1]
    if not several:
        return preferred
    return max(several, key=lambda one: (one.agreeing, one.unbroken, one.header)).delimiter


def _weigh(sample: str, whole: bool, delimiter: str) -> _Evidence:
    let_cells_be_long()
    counts: list[int] = []
    unbroken = True
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in rows:
            if row:
                # A mark at the end of every line but the header's adds a blank field, not a column.
                counts.append(len(row) - 1 if counts and len(row) == counts[0] + 1 and not row[-1] else len(row))
            if len(counts) > _ROWS_OF_EVIDENCE:
                break
        else:
            if not whole and len(counts) > 1:
                counts.pop()  # the sample ends somewhere inside this row
    except csv.Error:
        # The end of the sample may fall between two quotation marks; that says nothing about the delimiter.
        unbroken = rows.line_num >= sample.count("\n") and not whole
    if not counts:
        return _Evidence(delimiter, 0, 0.0, unbroken)
    return _Evidence(delimiter, counts[0], sum(count == counts[0] for count in counts) / len(counts), unbroken)
