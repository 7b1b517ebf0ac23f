"""The columns of a file that are not findings: as text, as a reference, as strata."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from myositis.comparison.results import Reference
from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import MyositisError, nearest, unknown
from myositis.reading.cell import NO, NOT_RECORDED, YES
from myositis.reading.cohort import ReadCohort
from myositis.reading.spelling import look
from myositis.rules.vocabulary import Day

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_STRATA = 20
"""More distinct values than this do not make strata."""

MOST_NAMED = 12
"""So many values of a column are named in a message, no more."""
_SHORT = 16
_DATED = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}"


class ComparisonError(MyositisError, ValueError):
    """The comparison that was asked for cannot be made; the message names the cure."""


def is_blank(text: str) -> bool:
    """Blank, or one of the words for a value that is not recorded."""
    return text.lower() in NOT_RECORDED


def as_text(value: Any) -> str | None:
    """A cell as text: stripped, whole numbers without a decimal, None for blank. An id or a code is never reparsed."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def column_texts(cohort: ReadCohort, columns: pl.DataFrame | None, name: str, purpose: str) -> pl.Series:
    """A column as text. A finding of the data dictionary as it was read (`F` is female), any other column as it stands."""
    read = name in cohort.dictionary and name in cohort.values.columns and name != patient_id.name
    others = [] if columns is None else columns.columns
    if not read and name not in others:
        known = dict.fromkeys((*others, *(item for item in cohort.values.columns if item in cohort.dictionary)))
        raise unknown(f"column for {purpose}", name, [item for item in known if item != patient_id.name])
    series = cohort.values[name] if read or columns is None else columns[name]
    distinct = series.unique(maintain_order=True)
    texts = [as_text(value) for value in distinct.to_list()]
    if series.dtype == pl.String and texts == distinct.to_list():
        return series
    numbers = pl.DataFrame({"value": distinct, "place": pl.int_range(len(distinct), eager=True)})
    places = pl.DataFrame({"value": series}).join(numbers, on="value", how="left", nulls_equal=True, maintain_order="left")
    return pl.Series(name, texts, dtype=pl.String).gather(places["place"])


def may_be_named(texts: pl.Series, column: str) -> frozenset[str]:
    """The values of a column that a message may name: those of a category. Never an id or a date, and nothing that stands in
    one row only, as free text does: it could be told whose it is."""
    if column == patient_id.name or isinstance(DICTIONARY.get(column), Day):
        return frozenset()
    counted = texts.drop_nulls().value_counts()
    several = counted.filter(pl.col("count") > 1)[texts.name].to_list()
    return frozenset(value for value in several if not re.search(_DATED, value))


def _named(values: Iterable[str], nameable: Collection[str]) -> str:
    listed = list(values)
    shown = [value for value in listed if value in nameable][:MOST_NAMED]
    more = len(listed) - len(shown)
    if not shown:
        return "1 value" if more == 1 else f"{more} different values"
    return ", ".join(f"`{value}`" for value in shown) + (f" and {more} more" if more else "")


@dataclass
class ReferenceColumn:
    """The reference of every row. diagnoses: its values, cases and comparators; is_case: for each of them. diagnosis: the place
    of each row's in them, -1 for a blank; truth: 1 for a case, 0 for a comparator, -1 when blank or left out."""

    reference: Reference
    diagnoses: tuple[str, ...]
    is_case: tuple[bool, ...]
    diagnosis: npt.NDArray[np.int32]
    truth: npt.NDArray[np.int8]
    left_out: npt.NDArray[np.bool_]
    notes: tuple[str, ...]


def read_reference(texts: pl.Series, column: str, cases: Sequence[str], leave_out: Sequence[str]) -> ReferenceColumn:
    """Read the reference. Without named cases the column must say yes and no; all other values are comparators.

    A named value that no row has is kept, with a note that names the nearest. Errors: UnknownNameError when it differs from a
    value of the column only in capitals; ComparisonError when cases are not named.
    """
    import numpy as np

    wanted = {*cases, *leave_out}
    distinct = texts.unique(maintain_order=True).drop_nulls().to_list()
    values = [text for text in distinct if not (is_blank(text) and text not in wanted)]
    both = [value for value in cases if value in leave_out]
    if both:
        raise ComparisonError(f"{_named(both, both)} of `{column}` is both a case and left out")
    absent = tuple(value for value in dict.fromkeys((*cases, *leave_out)) if value not in values)
    for option, named in (("cases", cases), ("leave-out", leave_out)):
        for value in absent:
            if value in named and value.lower() in (text.lower() for text in values):
                raise unknown(f"value for --{option} in `{column}`", value, values[:MOST_NAMED])
    nameable = may_be_named(texts, column)
    if not cases:
        words = [value for value in values if value not in leave_out]
        if any(value.lower() not in (*YES, *NO) for value in words):
            raise ComparisonError(f"name the values of `{column}` that are cases (--cases); it holds {_named(values, nameable)}")
        cases = [value for value in words if value.lower() in YES]
    _refuse_other_spellings(values, cases, leave_out, column)
    used = [value for value in dict.fromkeys((*values, *cases)) if value not in leave_out]
    comparators = tuple(value for value in used if value not in cases)
    reference = Reference(column=column, cases=tuple(cases), comparators=comparators, left_out=tuple(leave_out), absent=absent)
    diagnosis = replace_words(texts, used)
    is_case = tuple(value in cases for value in used)
    truth = np.array([*map(int, is_case), -1], dtype=np.int8)[diagnosis]
    left_out = texts.is_in(list(leave_out)).fill_null(False).to_numpy()
    notes = (
        *(_absent(value, column, values, nameable) for value in absent),
        *_doubtful(comparators, cases, column, nameable),
    )
    return ReferenceColumn(reference, tuple(used), is_case, diagnosis, truth, left_out, notes)


def _refuse_other_spellings(values: Sequence[str], cases: Sequence[str], leave_out: Sequence[str], column: str) -> None:
    """ComparisonError for values that are a case, or left out, but for capitals, blanks or letters that nobody sees."""
    named = {*cases, *leave_out}
    looks = {look(value) for value in named}
    others = [value for value in values if value not in named and look(value) in looks]
    if others:
        raise ComparisonError(
            f"{_named(others, others)} of `{column}` differ from a named value only in capitals, blanks or width: name them, "
            "too, as cases or as values to leave out, or correct them"
        )


def _doubtful(
    comparators: Sequence[str], cases: Sequence[str], column: str, nameable: Collection[str]
) -> tuple[str, ...]:
    """A note about comparators that name a case among other things: `PM?`, `DM/SSc overlap`."""
    words = {look(case) for case in cases}
    found = [value for value in comparators if words & {look(word) for word in re.split(r"[\W_]+", value) if word}]
    short = {value for value in found if len(value) <= _SHORT}  # beside the name of a disease there is no room for much
    told = f"{_named(found, short | {*nameable})} of `{column}` name a case among other things and are counted as comparators"
    return (told,) if found else ()


def _absent(value: str, column: str, values: Sequence[str], nameable: Collection[str]) -> str:
    close = nearest(value, nameable)
    hint = f"; did you mean `{close}`?" if close else f"; it holds {_named(values, nameable)}"
    return f"no patient has the value `{value}` in `{column}`{hint}"


def replace_words(texts: pl.Series, words: Sequence[str]) -> npt.NDArray[np.int32]:
    """The place of every text among the words, -1 for any other and for none."""
    places = {word: place for place, word in enumerate(words)}
    if not places:
        return pl.Series([-1], dtype=pl.Int32).new_from_index(0, len(texts)).to_numpy()
    return texts.replace_strict(places, default=-1, return_dtype=pl.Int32).fill_null(-1).to_numpy()


NO_STRATUM = "not recorded"


def read_strata(texts: pl.Series, column: str) -> pl.Series:
    """The stratum of every row; a blank is a stratum of its own. ComparisonError for a column with too many values."""
    blank = [text for text in texts.unique().drop_nulls().to_list() if is_blank(text)]
    strata = texts.replace(blank, [NO_STRATUM] * len(blank)).fill_null(NO_STRATUM) if blank else texts.fill_null(NO_STRATUM)
    different = strata.n_unique()
    if different > MOST_STRATA:
        raise ComparisonError(
            f"`{column}` has {different} different values: strata need a column with at most {MOST_STRATA}, or the bounds of "
            f"bands of numbers: `{column}:18,40,60`"
        )
    return strata


def bands_of(given: str, columns: Iterable[str]) -> tuple[str, tuple[float, ...]]:
    """`age_at_onset:18,40,60` as a column and the bounds of its bands; a column alone has none.

    Errors: ComparisonError when the bounds are not numbers in ascending order.
    """
    column, colon, text = given.rpartition(":")
    if not colon or given in set(columns):
        return given, ()
    try:
        bounds = tuple(float(part) for part in text.split(","))
    except ValueError:
        text = f"bands are written COLUMN:NUMBER,NUMBER,... such as age_at_onset:18,40,60; `{given}` is not"
        raise ComparisonError(text) from None
    if list(bounds) != sorted({*bounds}):
        raise ComparisonError(f"the bounds of bands ascend, each once: `{given}`")
    return column, bounds


def band_names(bounds: Sequence[float]) -> tuple[str, ...]:
    """`below 18`, `18 to below 40`, `40 or more`."""
    middle = (f"{low:g} to below {high:g}" for low, high in pairwise(bounds))
    return (f"below {bounds[0]:g}", *middle, f"{bounds[-1]:g} or more")


def read_bands(texts: pl.Series, column: str, bounds: Sequence[float]) -> npt.NDArray[np.int64]:
    """The place of every row's band, of a column of numbers; after the last band what is blank, or no number.

    Errors: ComparisonError when nothing in the column is a number.
    """
    import numpy as np

    numbers = texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    if numbers.null_count() == len(numbers):
        raise ComparisonError(f"`{column}` holds no numbers, so it has no bands")
    found = np.searchsorted(np.array(bounds), numbers.to_numpy(), side="right")
    return np.where(numbers.is_null().to_numpy() | numbers.is_nan().fill_null(False).to_numpy(), len(bounds) + 1, found)
