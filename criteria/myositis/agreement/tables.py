"""Reading the input of a statistic: counts are whole numbers of patients, never fractions, blanks or negative numbers.

Messages name the row and the column (counted from 1) and never repeat a patient's value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from myositis.agreement.estimates import TableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import float64, int64
    from numpy.typing import ArrayLike, NDArray

# Above this, a count is no longer exact as a floating-point number.
LARGEST_TOTAL = 2**53
LEAVE_OUT = "leave out the patients in whom it is missing, and report how many"


def counts(table: ArrayLike) -> NDArray[int64]:
    """A table of counts with any number of rows and columns.

    Whole numbers in floating point are accepted, since data frames turn counts into them.
    """
    import numpy as np

    array = _array(table, dimensions=2, what="a table with rows and columns")
    if array.shape[1] == 0:
        raise TableError("the table has no columns: give one column per category")
    if array.size == 0:
        return np.zeros(array.shape, dtype=np.int64)
    if array.dtype.kind == "f":
        _refuse(~np.isfinite(array), "is missing or infinite: counts are whole numbers, 0 where there is no patient")
        _refuse(array != np.floor(array), "is not a whole number: counts are numbers of patients")
    elif array.dtype.kind not in "iu":
        raise TableError("the cells of the table must be counts: whole numbers, 0 or more, none missing")
    _refuse(array < 0, "is negative: counts are 0 or more")
    if sum(int(cell) for cell in array.ravel()) > LARGEST_TOTAL:
        raise TableError(f"the table holds more than {LARGEST_TOTAL} patients in total")
    return array.astype(np.int64)


def square(table: ArrayLike) -> NDArray[int64]:
    """A table with the same categories, in the same order, in rows and columns."""
    array = counts(table)
    rows, columns = array.shape
    if rows != columns:
        raise TableError(
            f"the table has {rows} rows and {columns} columns: rows and columns must be the same categories in the "
            "same order, also those which nobody used"
        )
    return array


def two_by_two(table: ArrayLike) -> tuple[int, int, int, int]:
    """The four counts of a 2x2 table, row by row; yes is the first row and the first column."""
    array = counts(table)
    if array.shape != (2, 2):
        rows, columns = array.shape
        raise TableError(f"the table has {rows} rows and {columns} columns: this statistic needs two of each")
    (a, b), (c, d) = array.tolist()
    return a, b, c, d


def outcomes(table: ArrayLike) -> NDArray[int64]:
    """One row per patient and one column per classification, each cell 1 (yes) or 0 (no)."""
    import numpy as np

    array = _array(table, dimensions=2, what="one row per patient and one column per classification")
    if array.shape[1] < 2:
        raise TableError("at least two classifications (columns) are needed")
    if array.dtype.kind not in "biuf":
        raise TableError(f"outcomes must be 1 or 0, none missing: {LEAVE_OUT}")
    _refuse(~((array == 0) | (array == 1)), f"is not 1 or 0: {LEAVE_OUT}")
    return array.astype(np.int64)


def scores_of(scores: ArrayLike, what: str) -> NDArray[float64]:
    """One number per patient; missing scores are refused."""
    import numpy as np

    array = _array(scores, dimensions=1, what=f"{what} with one number per patient")
    if array.size and array.dtype.kind not in "biuf":
        raise TableError(f"{what} must be numbers, none missing: {LEAVE_OUT}")
    numbers = array.astype(np.float64)
    missing = np.flatnonzero(np.isnan(numbers))
    if missing.size:
        raise TableError(f"{what}: number {missing[0] + 1} is missing: {LEAVE_OUT}")
    return numbers


def labels_of(labels: ArrayLike, patients: int) -> NDArray[int64]:
    """1 for a case and 0 for a comparator, one per patient."""
    import numpy as np

    array = _array(labels, dimensions=1, what="labels with one entry per patient")
    if array.size != patients:
        raise TableError(f"{array.size} labels were given for {patients} scores: one label per patient is needed")
    if array.size and (array.dtype.kind not in "biuf" or not ((array == 0) | (array == 1)).all()):
        raise TableError("labels must be 1 (case) or 0 (comparator), none missing")
    return array.astype(np.int64)


def one_of(name: str, given: object, allowed: Sequence[object]) -> None:
    """Refuse an option which is not among the allowed ones."""
    if given not in allowed:
        raise TableError(f"{name} is {given!r}; allowed are {', '.join(map(repr, allowed))}")


def _array(values: ArrayLike, dimensions: int, what: str) -> NDArray[Any]:
    import numpy as np

    try:
        array = np.asarray(values)
    except ValueError as ragged:
        raise TableError(f"{what} is needed: the rows given differ in length") from ragged
    if array.ndim != dimensions:
        raise TableError(f"{what} is needed: the data given have {array.ndim} dimensions instead of {dimensions}")
    return array


def _refuse(wrong: NDArray[Any], complaint: str) -> None:
    import numpy as np

    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise TableError(f"the cell in row {row + 1}, column {column + 1} {complaint}")
