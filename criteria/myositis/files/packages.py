"""SPSS, Stata and SAS files: values with their labels, missing codes with their reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.headers import check_headers
from myositis.files.kept import with_elsewhere
from myositis.files.memory import check_memory
from myositis.files.typed import as_seen, typed_column

if TYPE_CHECKING:
    import polars as pl

_PER_CELL = 90
_AT_ONCE = 50
"""So many columns at once are looked at for whether they hold something."""

UNLABELLED = "user-missing"
"""The reason for a code that the file declares missing without a label."""

Labels = dict[str, dict[object, str]]
_READERS = {"sav": "read_sav", "dta": "read_dta", "sas7bdat": "read_sas7bdat", "xpt": "read_xport"}
_NAMES = {"sav": "SPSS", "dta": "Stata", "sas7bdat": "SAS", "xpt": "SAS transport"}


@dataclass(frozen=True)
class PackageTable:
    """A table with what the package knows about it. Every key of a mapping equals the cell that it stands for."""

    frame: pl.DataFrame
    value_labels: Labels
    missing_reasons: Labels
    column_labels: dict[str, str]
    warnings: list[str]


def package_columns(path: Path, name: str, kind: str, encoding: str | None) -> list[str]:
    """The names of the columns, without reading a row."""
    with _failures(name, kind):
        _, about = _reader(kind)(path, metadataonly=True, encoding=encoding, output_format="dict")
        return _titles(name, about)


def read_package(
    path: Path, name: str, kind: str, encoding: str | None, places: Sequence[int] | None = None
) -> PackageTable:
    """Read the file with user-missing codes left in place; what they mean is in `missing_reasons`.

    A Stata `.a` or SAS `.A` among numbers makes the column text, with the tag as a person sees it. places: only these columns,
    counted from 0; the others leave the mark of `kept.ELSEWHERE`.
    """
    import polars as pl

    read = _reader(kind)
    with _failures(name, kind):
        # The dictionary is the one form of output that needs neither pandas nor a guess at types.
        shape = {"output_format": "dict", "encoding": encoding}
        _, about = read(path, metadataonly=True, **shape)
        titles = dict(zip(about.column_names, _titles(name, about), strict=True))
        raw = list(titles) if places is None else [key for place, key in enumerate(titles) if place in {*places}]
        others = [key for key in titles if key not in {*raw}]
        _check_memory(about, name, [*raw, *others[:_AT_ONCE]])
        how = shape | _further_dates(about) | ({} if kind == "xpt" else {"user_missing": True})

        def read_columns(keys: list[str]) -> tuple[list[pl.Series], Any]:
            cells, about = read(path, usecols=keys, **how)
            return [_column(titles[key], cells[key], about, key) for key in keys], about

        made, about = read_columns(raw)
        groups = (others[place : place + _AT_ONCE] for place in range(0, len(others), _AT_ONCE))
        filled = (column.is_not_null() for group in groups for column in read_columns(group)[0])
        frame = with_elsewhere(made, filled) if others else pl.DataFrame(made)
        names = [titles[key] for key in raw]
        labels: Labels = {}
        reasons: Labels = {}
        for title, key in zip(names, raw, strict=True):
            column = frame[title]
            numeric = about.readstat_variable_types.get(key) != "string"
            coded = about.variable_value_labels.get(key, {})
            named = {_as_cell(code, column, numeric): label for code, label in coded.items()}
            missing = _missing_codes(about, key, column, named, numeric)
            kept = {code: label for code, label in named.items() if code not in missing}
            if kept:
                labels[title] = kept
            if missing:
                reasons[title] = missing
        told = {title: about.column_names_to_labels.get(key) for title, key in zip(names, raw, strict=True)}
    described = {title: label for title, label in told.items() if label}
    return PackageTable(frame, labels, reasons, described, _warnings(kind))


def _reader(kind: str) -> Callable[..., tuple[Any, Any]]:
    import pyreadstat

    read: Callable[..., tuple[Any, Any]] = getattr(pyreadstat, _READERS[kind])
    return read


def _failures(name: str, kind: str) -> AbstractContextManager[None]:
    return library_failures(name, "read", f"it is damaged, truncated or not a {_NAMES[kind]} file")


def _titles(name: str, about: Any) -> list[str]:
    names = check_headers(name, list(about.column_names))
    if "" in names:
        raise FileFormatError(f"{quoted(name)}: column {names.index('') + 1} has no name")
    return names


def _warnings(kind: str) -> list[str]:
    if kind in ("sas7bdat", "xpt"):
        return ["SAS keeps value labels in a catalog of its own: codes are read without labels"]
    return []


def _further_dates(about: Any) -> dict[str, Any]:
    """Display formats of dates that the library does not know, such as Stata's `%tdDD/NN/CCYY`."""
    formats = {shown for shown in about.original_variable_types.values() if shown}
    return {
        "extra_date_formats": sorted(
            one for one in formats if one.startswith(("%td", "%d", "%-td", "%-d", "MOYR", "QYR", "WKYR"))
        ),
        "extra_datetime_formats": sorted(one for one in formats if one.lower().startswith(("%tc", "%-tc"))),
    }


def _check_memory(about: Any, name: str, keys: Sequence[str]) -> None:
    """Every cell becomes an object of its own; texts are as wide as the file declares them. keys: of the columns at once."""
    rows, widths, kinds = about.number_rows or 0, about.variable_storage_width or {}, about.readstat_variable_types or {}
    width = len(keys) * _PER_CELL + sum(widths.get(key, 0) for key in keys if kinds.get(key) == "string")
    check_memory(rows * width, name, f"{rows} rows of {len(about.column_names)} columns")


def _column(name: str, cells: Sequence[object], about: Any, key: str) -> pl.Series:
    shown = about.original_variable_types.get(key) or ""
    if about.readstat_variable_types.get(key) == "string":
        return typed_column(name, [cell.rstrip(" ") or None if isinstance(cell, str) else cell for cell in cells])
    if shown.startswith(("MOYR", "QYR", "WKYR")):
        cells = [_without_day(cell, shown) if isinstance(cell, dt.date) else cell for cell in cells]
    elif (period := _period(shown)) is not None:
        cells = [period(int(cell)) if isinstance(cell, (int, float)) else cell for cell in cells]
    tagged = [f".{cell}" if isinstance(cell, str) and len(cell) == 1 else cell for cell in cells]
    return typed_column(name, tagged)


def _without_day(cell: dt.date, shown: str) -> str:
    """SPSS stores a month, quarter or week as its first day, which nobody recorded."""
    if shown.startswith("MOYR"):
        return f"{cell:%Y-%m}"
    if shown.startswith("QYR"):
        return f"{cell.year}q{(cell.month - 1) // 3 + 1}"
    return f"{cell.year}w{(cell.timetuple().tm_yday - 1) // 7 + 1}"


def _period(shown: str) -> Callable[[int], str] | None:
    """Stata counts months, quarters and half years from 1960; as plain numbers they would pass for values."""
    kind = shown.removeprefix("%").removeprefix("-")[:2]
    if kind == "tm":
        return lambda count: f"{1960 + count // 12}-{count % 12 + 1:02}"
    if kind == "tq":
        return lambda count: f"{1960 + count // 4}q{count % 4 + 1}"
    if kind == "th":
        return lambda count: f"{1960 + count // 2}h{count % 2 + 1}"
    if kind == "tw":
        return lambda count: f"{1960 + count // 52}w{count % 52 + 1}"
    return None


def _as_cell(code: object, column: pl.Series, numeric: bool) -> object:
    """A code as the column holds it, so that a lookup by cell finds it."""
    import polars as pl

    if isinstance(code, str):
        return f".{code}" if numeric else code.rstrip(" ")
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    return as_seen(code) if column.dtype == pl.String else code


def _missing_codes(about: Any, key: str, column: pl.Series, labels: Mapping[object, str], numeric: bool) -> dict[object, str]:
    """Every missing code that occurs in the column or has a label, with its reason."""
    codes: set[object] = set()
    if numeric:
        codes.update(f".{letter}" for letter in about.missing_user_values.get(key, ()))
        codes.update(code for code in labels if isinstance(code, str) and code.startswith("."))
    for span in about.missing_ranges.get(key, ()):
        low, high = (_as_cell(span[end], column, numeric) for end in ("lo", "hi"))
        if low == high:
            codes.add(low)
        elif column.dtype.is_numeric():
            candidates = {*column.drop_nulls().unique().to_list(), *labels}
            codes.update(code for code in candidates if isinstance(code, (int, float)) and _within(code, low, high))
    return {code: labels.get(code, UNLABELLED) for code in sorted(codes, key=str)}


def _within(code: float, low: object, high: object) -> bool:
    return isinstance(low, (int, float)) and isinstance(high, (int, float)) and low <= code <= high
