"""In which order the rows of one patient stand: by dates, by numbers, or by names with numbers in them.

Dates are read in the file's format and never sorted as text; names are sorted with their numbers as numbers (`V2` before
`V10`) where all of them are one name with a number. A cell that cannot be placed has no order: its patient is reported, as
soon as he has a second row.
"""

from __future__ import annotations

import re

import polars as pl

from myositis.errors import UnknownNameError
from myositis.reading.day_formats import ISO, day_formats_of, read_day
from myositis.reading.spelling import narrow

FIRST, LAST = "__order", "__order_upto"
"""The earliest and the latest place that a row can have: they differ for partial dates."""


def visit_order(column: pl.Series, date_format: str | None, source: str) -> pl.DataFrame:
    """`FIRST` and `LAST` of every row, null where the cell cannot be placed.

    UnknownNameError when the whole column cannot be an order: dates in more than one order of day and month, or names that
    are not one name with a number.
    """
    if column.dtype.is_temporal():
        days = column.cast(pl.Date).to_physical().cast(pl.Float64)
        return pl.DataFrame({FIRST: days, LAST: days})
    if column.dtype.is_numeric() and not _eight_digits([str(number) for number in column.drop_nulls().unique().to_list()]):
        numbers = column.cast(pl.Float64).fill_nan(None)
        return pl.DataFrame({FIRST: numbers, LAST: numbers})
    texts = [None if text is None else narrow(text) for text in column.cast(pl.String).to_list()]
    places = _places([text for text in dict.fromkeys(texts) if text], date_format, column.name, source)
    pairs = [places.get(text or "", (None, None)) for text in texts]
    return pl.DataFrame(pairs, schema={FIRST: pl.Float64, LAST: pl.Float64}, orient="row")


def _places(distinct: list[str], date_format: str | None, name: str, source: str) -> dict[str, tuple[float | None, float | None]]:
    """The earliest and latest place of each text: read as numbers, as dates, or as names, whichever most of them are."""
    if not distinct:
        return {}
    numbers = {text: float(text) for text in distinct if re.fullmatch(r"[+-]?\d+([.,]\d+)?", text) and "," not in text}
    if len(numbers) == len(distinct) and not _eight_digits(distinct):
        return {text: (number, number) for text, number in numbers.items()}
    days = _days(distinct, date_format, name, source)
    names = _numbered_names(distinct)
    best = max((days, names, {text: (number, number) for text, number in numbers.items()}), key=len)
    if not best or 2 * len(best) <= len(distinct):
        raise UnknownNameError(
            f"the rows cannot be put in order by `{name}` of `{source}`: its cells are no dates, no numbers and not one name "
            'with a number (V1, V2). Name another column in order_by, or choose one event: collapse = "event:<name>"'
        )
    return {text: (low, high) for text, (low, high) in best.items()}


def _eight_digits(distinct: list[str]) -> bool:
    """Whether numbers may be whole dates without separators, which are in order only when the year comes first."""
    return bool(distinct) and all(re.fullmatch(r"\d{7,8}", text) for text in distinct)


def _days(distinct: list[str], date_format: str | None, name: str, source: str) -> dict[str, tuple[float, float]]:
    """The first and last day that each text stands for, as a number of days."""
    forms = [date_format] if date_format is not None else day_formats_of(distinct)
    if len(forms) > 1:
        raise UnknownNameError(
            f"the rows cannot be put in order by `{name}` of `{source}`: its dates fit {' and '.join(forms)}. "
            f'Say which: [file] date_format = "{forms[0]}"'
        )
    read = {text: read_day(text, forms[0] if forms else ISO).value for text in distinct}
    return {
        text: (float(days.first.toordinal()), float(days.last.toordinal())) for text, days in read.items() if days is not None
    }


def _numbered_names(distinct: list[str]) -> dict[str, tuple[float, float]]:
    """One name with one number in it: `V2`, `visit 10`, `Month 6`. Empty when the names differ in more than the number."""
    shapes: dict[str, dict[str, tuple[float, float]]] = {}
    for text in distinct:
        numbers = re.findall(r"\d+", text)
        if len(numbers) == 1:
            shape = " ".join(re.sub(r"\d+", "#", text).casefold().split())
            shapes.setdefault(shape, {})[text] = (float(numbers[0]), float(numbers[0]))
    return max(shapes.values(), key=len, default={})
