"""Whether a file writes 5.3 or 5,3: one answer per file, by the evidence of its number columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from myositis.files.errors import FileFormatError, quoted

if TYPE_CHECKING:
    import polars as pl

_BEFORE = r"^\s*(?:[<>]=?|[≤≥])?\s*[+-]?"
_AFTER = r"(?:[eE][+-]?\d+)?\s*$"
_KINDS = {
    # `1.234` alone may be a little more than one, or one thousand; a leading zero settles it.
    "point": _BEFORE + r"(?:\d*\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d{3}|0?\.\d{3}|\d+\.)" + _AFTER,
    "comma": _BEFORE + r"(?:\d*,(?:\d{1,2}|\d{4,})|\d{4,},\d{3}|0?,\d{3}|\d+,)" + _AFTER,
    "point or thousands": _BEFORE + r"[1-9]\d{0,2}\.\d{3}" + _AFTER,
    "comma or thousands": _BEFORE + r"[1-9]\d{0,2},\d{3}" + _AFTER,
    "thousands": _BEFORE + r"\d{1,3}(?:(?:\.\d{3})+,\d*|(?:,\d{3})+\.\d*|(?:\.\d{3}){2,}|(?:,\d{3}){2,})" + _AFTER,
}


class DecimalEvidence:
    """Collects, over one frame or many, how the cells of number columns are written.

    Only text cells count: a typed column has left the question behind. A message names the column and the row, never
    the cell.
    """

    def __init__(self, first_row: int = 2) -> None:
        self._row = first_row
        self._found: dict[str, str] = {}  # kind -> where it was first seen

    def add(self, frame: pl.DataFrame, columns: Iterable[str]) -> None:
        """Look at `columns` of the next frame."""
        import polars as pl

        first: dict[str, tuple[int, str]] = {}  # the topmost row of this frame, whatever the order of columns
        for name in columns:
            cells = frame[name]
            if cells.dtype != pl.String:
                continue
            marked = cells.str.contains("[.,]").fill_null(False)
            if not marked.any():
                continue
            for kind, pattern in _KINDS.items():
                if kind not in self._found:
                    rows = cells.str.contains(pattern).fill_null(False).arg_true()
                    if len(rows) and (kind not in first or int(rows[0]) < first[kind][0]):
                        first[kind] = (int(rows[0]), name)
        for kind, (row, name) in first.items():
            self._found[kind] = f"column {quoted(name)}, row {self._row + row}"
        self._row += frame.height

    def comma(self) -> bool:
        """True for a decimal comma, False for a point or when no number has a fraction; an error when mixed."""
        found = self._found
        if "thousands" in found:
            raise FileFormatError(f"a number has a thousands separator ({found['thousands']}): write numbers without one")
        if "point" in found and "comma" in found:
            raise FileFormatError(
                f"decimal point ({found['point']}) and decimal comma ({found['comma']}) are mixed: use one throughout"
            )
        for mark, other in (("point", "comma"), ("comma", "point")):
            unclear = found.get(f"{mark} or thousands")
            if unclear and mark not in found:
                if other in found:
                    raise FileFormatError(
                        f"the file has a decimal {other} ({found[other]}), so a number seems to have a thousands "
                        f"separator ({unclear}): write numbers without one"
                    )
                raise FileFormatError(
                    f"a {mark} followed by three digits ({unclear}) may mark decimals or thousands: "
                    "write one number with another count of decimals, or none with separators"
                )
        return "comma" in found

    def undecided(self) -> bool | None:
        """The same without an error: None where the file mixes both or leaves it open, so that only such cells are problems."""
        try:
            return self.comma()
        except FileFormatError:
            return None


def decimal_comma(frame: pl.DataFrame, columns: Iterable[str], first_row: int = 2) -> bool:
    """Whether the number columns of a file use a decimal comma; an error when the file mixes both or is ambiguous.

    `columns` are the number columns: only the caller knows them. Cells that are no numbers (`UNK`, dates) do not count.
    """
    evidence = DecimalEvidence(first_row)
    evidence.add(frame, columns)
    return evidence.comma()
