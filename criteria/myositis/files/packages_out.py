"""Writing for SPSS and Stata, with the labels and under the names that they accept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from myositis.files.errors import FileFormatError, library_failures, listed, quoted

if TYPE_CHECKING:
    import polars as pl

ValueLabels = Mapping[str, Mapping[object, str]]
MissingCodes = Mapping[str, Sequence[object]]

_SPSS_WORDS = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])
_STATA_WORDS = frozenset(
    [
        "_all",
        "_b",
        "_coef",
        "_cons",
        "_n",
        "_N",
        "_pi",
        "_pred",
        "_rc",
        "_se",
        "_skip",
        "byte",
        "double",
        "float",
        "if",
        "in",
        "int",
        "long",
        "strL",
        "using",
        "with",
    ]
)
_SPSS_NAME = re.compile(r"[^\W\d_][\w.$#@]*(?<![._])")
_STATA_NAME = re.compile(r"[^\W\d]\w*")
_NAME_RULES = {
    "sav": "at most 64 bytes, a letter first, then letters, digits and . _ $ # @, not ending in . or _",
    "dta": "at most 32 letters, digits and _, no digit first",
}
_NOTE_LETTERS = 80
"""A line of an SPSS note."""
_MOST_MISSING_CODES = 3
_LABEL_LETTERS = {"sav": 255, "dta": 80}
_SPSS_BYTES = 32_767
_YES_NO: Mapping[object, str] = {0: "no", 1: "yes"}


def write_package(
    frame: pl.DataFrame,
    path: Path,
    kind: str,
    name: str,
    metadata: Mapping[str, str],
    value_labels: ValueLabels,
    column_labels: Mapping[str, str],
    missing_codes: MissingCodes,
) -> None:
    """Write .sav or .dta. Yes/no columns become 1/0 with labels, since neither package has a type for them.

    Missing text is the empty text there. `missing_codes`: the values of a column that mean missing (SPSS only). `metadata`
    goes into the notes of SPSS; Stata files written here have no place for it but the file label, which says where to look.
    """
    import polars as pl
    import pyreadstat

    _check_names(frame.columns, kind, name)
    labels: dict[str, dict[Any, str]] = {}
    columns = []
    for column in frame.get_columns():
        labelled: Mapping[object, str] = value_labels.get(column.name, {})
        if column.dtype == pl.Boolean:
            labelled = {int(code) if isinstance(code, bool) else code: label for code, label in labelled.items()} or _YES_NO
            column = column.cast(pl.Int8)
        elif column.dtype in (pl.Categorical, pl.Enum, pl.Null):
            column = column.cast(pl.String)
        elif column.dtype in (pl.UInt64, pl.Int64) and column.abs().max() is not None and int(str(column.abs().max())) > 2**53:
            column = column.cast(pl.String)  # more digits than these packages keep
        if column.dtype == pl.String:
            _check_text(column, kind, name)
            column = column.fill_null("")
        elif column.dtype.is_float():
            column = column.fill_nan(None)
        columns.append(column)
        if labelled:
            _check_labels(column, labelled, kind, name)
            labels[column.name] = dict(labelled)
    titles = {column: label[: _LABEL_LETTERS[kind]] for column, label in column_labels.items() if column in frame.columns}
    options: dict[str, Any] = {"column_labels": titles or None, "variable_value_labels": labels or None}
    if kind == "sav":
        told = "; ".join(f"{key}: {value}" for key, value in metadata.items())
        options["note"] = wrap(told, _NOTE_LETTERS) or None
        made = {column.name: column for column in columns}
        ranges = {column: _missing(made[column], codes, name) for column, codes in missing_codes.items() if column in made}
        options["missing_ranges"] = ranges or None
        write: Any = pyreadstat.write_sav
    else:
        options["file_label"] = "; ".join(f"{key}: {value}" for key, value in metadata.items())[:80]
        write = pyreadstat.write_dta
    with library_failures(name, "written", f"its content does not fit the {kind} format", path.parent):
        write(pl.DataFrame(columns), str(path), **options)


def _missing(column: pl.Series, codes: Sequence[object], file: str) -> list[Any]:
    """The codes that mean missing as SPSS declares them: three at most, or one range in which nothing else lies."""
    if len(codes) <= _MOST_MISSING_CODES:
        return list(codes)
    numbers = sorted(float(code) for code in codes if isinstance(code, int | float))
    cells = {float(cell) for cell in column.drop_nulls().unique().to_list()} if column.dtype.is_numeric() else set()
    if len(numbers) < len(codes) or any(numbers[0] < cell < numbers[-1] for cell in cells - set(numbers)):
        raise FileFormatError(
            f"{quoted(file)}: SPSS cannot declare {len(codes)} codes of {quoted(column.name)} as missing; write .csv or .xlsx"
        )
    return [{"lo": numbers[0], "hi": numbers[-1]}]


def _check_names(names: list[str], kind: str, file: str) -> None:
    if kind == "sav":
        bad = [one for one in names if len(one.encode()) > 64 or not _SPSS_NAME.fullmatch(one) or one.upper() in _SPSS_WORDS]
        lowered = [one.lower() for one in names]
        twice = [one for one in names if lowered.count(one.lower()) > 1]
        if twice:
            raise FileFormatError(f"{quoted(file)}: SPSS does not tell capitals apart: {listed(twice)}; rename all but one")
    else:
        bad = [one for one in names if len(one) > 32 or not _STATA_NAME.fullmatch(one) or one in _STATA_WORDS]
    if bad:
        package = "SPSS" if kind == "sav" else "Stata"
        raise FileFormatError(
            f"{quoted(file)}: {package} refuses the column name{'s' if len(bad) > 1 else ''} {listed(bad, 20)}; "
            f"allowed are {_NAME_RULES[kind]}"
        )


def _check_text(column: pl.Series, kind: str, file: str) -> None:
    if kind == "sav":
        long = (column.str.len_bytes() > _SPSS_BYTES).fill_null(False).arg_true()
        if len(long):
            raise FileFormatError(
                f"{quoted(file)}: row {int(long[0]) + 2} of column {quoted(column.name)} is longer than the "
                f"{_SPSS_BYTES} bytes of an SPSS text"
            )


def _check_labels(column: pl.Series, labels: Mapping[object, str], kind: str, file: str) -> None:
    text = not column.dtype.is_numeric()
    if text and kind == "dta":
        raise FileFormatError(f"{quoted(file)}: Stata labels numbers only, and column {quoted(column.name)} is text")
    if any(isinstance(code, str) != text for code in labels):
        wanted = "texts" if text else "numbers"
        raise FileFormatError(f"{quoted(file)}: the value labels of column {quoted(column.name)} must be for {wanted}")
