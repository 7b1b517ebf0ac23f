"""Read the cells of a cohort by the data dictionary: values, what is not recorded and why, and every problem.

Each distinct raw value of a column that is not typed already is read once, by `cell.read_cell` or by a study's own mapping,
so that the preview shows exactly what was applied. A row with a problem is invalid; it is never dropped and its other cells
are still read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl

from myositis.dictionary.dates import Days
from myositis.dictionary.findings import DICTIONARY, age_at_onset, birth_date, patient_id, symptom_onset_date
from myositis.errors import UnknownNameError
from myositis.files.kept import counted_to_two
from myositis.published import DEFAULT
from myositis.published.criteria_set import dictionary_of
from myositis.reading.cell import Cell, read_cell
from myositis.reading.cell_words import NE, letters_of
from myositis.reading.column import Preview, ReadColumn, SourceColumn, read_column
from myositis.reading.ids import matched_ids, warn_of_look_alikes
from myositis.reading.problem import Problem
from myositis.reading.spelling import narrow, nearest_of_each
from myositis.rules.values import UPTO, Interval
from myositis.rules.vocabulary import Category, Day, Finding, Text, Variable

USUAL = dictionary_of(DEFAULT)
"""The entries that the sets read by default may ask for."""
MANY = 100_000
"""From so many rows on, reading columns at the same time and sorting with NumPy are worth their start."""
MOST_HINTS = 40
"""So many columns whose names look misspelt are noted one by one."""
ROW = "row"
"""The name of the ids when the row number serves as id."""


@dataclass
class ReadCohort:
    """A cohort as values.

    values: one row per row of the file; a column per finding that is read: booleans, numbers (with the highest value under
    `name__upto` where a number is known as an interval), text and dates. ids: text. invalid: true for rows with a problem.
    missing: how often each reason for a missing value was given, by finding.
    """

    values: pl.DataFrame
    ids: pl.Series
    problems: list[Problem]
    invalid: pl.Series
    first_row: int
    previews: list[Preview] = field(default_factory=list)
    missing: dict[str, Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    dictionary: Mapping[str, Variable] = field(default_factory=lambda: USUAL)
    """The entries of which columns were looked for."""
    columns: frozenset[str] = frozenset()
    """The columns of the file, read or not."""
    warnings: list[Problem] = field(default_factory=list)
    """What looks odd although the recorded values stand; more of it is found when the cohort is classified."""
    no_patients: list[int] = field(default_factory=list)
    """Rows (from 0) in which nothing but the id is filled: headings and notes. They are invalid, and counted apart."""

    def record(self, place: int) -> dict[str, Any]:
        """What is recorded in one row, by name: for `classification.classify_record`."""
        return _record(self.values.row(place, named=True), self.dictionary)

    def records(self) -> Iterator[dict[str, Any]]:
        """What is recorded in each row, in order."""
        return (_record(row, self.dictionary) for row in self.values.iter_rows(named=True))

    def mark(self, rows: list[int]) -> None:
        """Rows (from 0) that are invalid."""
        if rows:
            self.invalid = self.invalid.scatter(rows, True)

    def problems_of(self, place: int) -> list[Problem]:
        """The problems of one row."""
        return [problem for problem in self.problems if problem.row == place + self.first_row]


def _record(row: dict[str, Any], dictionary: Mapping[str, Variable]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or name.endswith(UPTO):
            continue
        top = row.get(name + UPTO)
        variable = dictionary[name]
        if isinstance(variable, Day):
            record[name] = Days(value, top or value)
        else:
            record[name] = Interval(value, top) if top is not None and top != value else value
    return record


def sources_by_name(
    frame: pl.DataFrame, *, decimal_comma: bool | None = False, dictionary: Mapping[str, Variable] = USUAL
) -> list[SourceColumn]:
    """The columns that carry names of the dictionary, read by its own rules."""
    found = []
    for name, variable in dictionary.items():
        if name in frame.columns:
            marks = marks_of(frame[name]) if isinstance(variable, Finding | Category) else set()
            found.append(own_source(variable, marks, decimal_comma=decimal_comma))
    return found


def marks_of(column: pl.Series) -> set[str]:
    """The single letters and signs of a column, and whether it has a `2`: how its other cells are read depends on them."""
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        distinct = column.cast(pl.String).unique().drop_nulls()
        words = {narrow(word).casefold() for word in distinct.filter(distinct.str.len_chars() <= LONGEST_WORD).to_list()}
        letters = {word for word in words if len(word) == 1 and word not in "01"}
        return letters | letters_of(words) | ({"2"} if words & _TWO else set())
    return {"2"} if column.dtype.is_numeric() and bool((column == 2).any()) else set()


LONGEST_WORD = 12
"""Longer cells are no words for yes or no."""
_TWO = frozenset(["2", "2.0", "2,0"])


def own_source(variable: Variable, marks: set[str], *, decimal_comma: bool | None) -> SourceColumn:
    """A column with the name of a variable, read by the dictionary's own rules. marks: what `marks_of` found in all of it."""
    twos = "2" in marks
    letters = frozenset(marks - {"2"}) if isinstance(variable, Category) else letters_of(marks) | (marks & {NE})

    def read(raw: Any) -> Cell:
        return read_cell(variable, raw, letters=letters, twos=twos, decimal_comma=decimal_comma)

    return SourceColumn(variable, variable.name, read, plain=True)


@lru_cache(maxsize=64)
def near_misses(columns: tuple[str, ...], read: frozenset[str], names: tuple[str, ...] = tuple(USUAL)) -> list[str]:
    """Columns that are not read although their name is close to one of the dictionary, of which these are the names."""
    close = nearest_of_each([column for column in columns if column not in read], [name for name in names if name not in read])
    notes = [f"`{column}` is not read; did you mean `{name}`?" for column, name in close.items()]
    more = len(notes) - MOST_HINTS
    return notes if more <= 0 else [*notes[:MOST_HINTS], f"{more} more columns are not read, and have names like these"]


def require_findings(columns: Iterable[str], dictionary: Mapping[str, Variable] = USUAL) -> None:
    """UnknownNameError when there is no column that criteria can read: probably the wrong file, delimiter or frame."""
    names = tuple(columns)
    if all(isinstance(dictionary.get(name), Text | None) for name in names):
        hints = near_misses(names, frozenset(dictionary.keys() & set(names)), tuple(dictionary))
        raise UnknownNameError(
            f"{' '.join(['no column is a finding of the data dictionary.', *hints])} `myositis map` proposes how to read a "
            "study's own columns, `myositis template` shows the names"
        )


def read_values(
    frame: pl.DataFrame,
    *,
    sources: Sequence[SourceColumn] | None = None,
    first_row: int = 2,
    decimal_comma: bool | None = False,
    previews: bool = False,
    check_ids: bool | Collection[str] = True,
    dictionary: Mapping[str, Variable] | None = None,
    whole: pl.DataFrame | None = None,
    columns_of_file: Sequence[str] | None = None,
) -> ReadCohort:
    """Read every cell of a cohort.

    frame: raw cells, text or typed. sources: where each finding is read from; by default the columns with its name.
    first_row: the number of the first row as a spreadsheet shows it. previews: keep every distinct raw value.
    check_ids: False to leave the ids alone; the ids that stand in more than one row, when a caller has seen the whole file
    and this is only a part of it. dictionary: the entries that columns may be, see `published.criteria_set.dictionary_of`.
    whole: all columns of the file, read or not (or those that are read and `files.kept.ELSEWHERE` for the others); with it,
    rows in which only one cell is filled (headings between groups, notes below the table) are no patients. columns_of_file:
    the names of all columns, where the frame has only some of them.
    """
    # A caller who names the sources has said of every entry where it is read from, or that it is not recorded.
    looked_for = dictionary or (USUAL if sources is None else DICTIONARY)
    own = sources_by_name(frame, decimal_comma=decimal_comma, dictionary=looked_for) if sources is None else sources
    chosen = list(own)
    read = _side_by_side(lambda source: read_column(source, frame[source.column], previews=previews), chosen, frame.height)
    columns: dict[str, pl.Series] = {}
    cohort = ReadCohort(pl.DataFrame(), pl.Series(ROW, [], dtype=pl.String), [], _nowhere(frame.height), first_row)
    names = tuple(frame.columns if columns_of_file is None else columns_of_file)
    cohort.columns = frozenset(names)
    cohort.dictionary = {**looked_for, **{source.variable.name: source.variable for source in chosen}}
    for source, column in zip(chosen, read, strict=True):
        columns |= column.values
        cohort.previews += column.previews
        if column.missing is not None and source.variable != patient_id:  # a missing id is a problem, not a missing finding
            cohort.missing[source.variable.name] = column.missing
        for row, cell, value in column.problems:
            about = (row + first_row, source.column, cell.problem or "", cell.message, value)
            cohort.problems.append(Problem(*about, personal=isinstance(source.variable, Day | Text)))
        cohort.mark([row for row, *_ in column.problems])
    read_columns = frozenset(source.column for source in chosen)
    cohort.notes += near_misses(names, read_columns, tuple(looked_for))
    ids = columns.pop(patient_id.name, None)
    if ids is None:
        cohort.notes.append("there is no patient_id column: the row number serves as id")
        ids = pl.int_range(first_row, first_row + frame.height, eager=True).cast(pl.String).alias(ROW)
    id_column = next((source.column for source in chosen if source.variable == patient_id), None)
    if id_column is not None and check_ids is not False:
        _check_ids(cohort, ids, id_column, None if check_ids is True else check_ids)
    if whole is not None:
        find_no_patients(cohort, whole, ids, id_column, len(columns_of_file) if columns_of_file else None)
    if not columns:
        columns = {next(iter(USUAL)): pl.repeat(None, frame.height, dtype=pl.Boolean, eager=True)}
    cohort.ids, cohort.values = ids, pl.DataFrame(columns)
    if whole is not None:
        check_ages(cohort)
    return cohort


def _nowhere(rows: int) -> pl.Series:
    return pl.repeat(False, rows, dtype=pl.Boolean, eager=True).alias("invalid")


def check_ages(cohort: ReadCohort) -> None:
    """In a file, the age that follows from two dates has the range of a recorded one; what partial dates leave open stands."""
    columns = {column.name: column for column in cohort.values.get_columns() if column.dtype == pl.Date}
    birth, onset = columns.get(birth_date.name), columns.get(symptom_onset_date.name)
    if birth is None or onset is None:
        return
    latest_birth = columns.get(birth_date.name + UPTO, birth)
    this_year, that_year = (day.dt.month().cast(pl.Int32) * 100 + day.dt.day() for day in (onset, latest_birth))
    least = onset.dt.year() - latest_birth.dt.year() - (this_year < that_year).cast(pl.Int32)
    too_old = (least > age_at_onset.highest).fill_null(False)
    for row in too_old.arg_true().to_list():
        message = f"the age at onset that follows from the dates is above {age_at_onset.highest:g}"
        cohort.problems.append(Problem(row + cohort.first_row, symptom_onset_date.name, "out_of_range", message))
    cohort.mark(too_old.arg_true().to_list())


def find_no_patients(
    cohort: ReadCohort, whole: pl.DataFrame, ids: pl.Series, id_column: str | None, width: int | None = None
) -> None:
    """Rows with a single filled cell, the id or the first column: they are headings or notes. width: columns of the file."""
    if (width or whole.width) < 3 or not whole.height:
        return
    filled = counted_to_two(whole.iter_columns(), whole.height)
    first = whole.to_series(0).is_not_null()
    own = first
    if id_column is not None and id_column in whole.columns:
        own = whole[id_column].is_not_null() | (first & ids.is_null())
    known = {problem.row - cohort.first_row for problem in cohort.problems if problem.code != "id_missing"}
    rows = [row for row in ((filled == 1) & own).arg_true().to_list() if row not in known]
    if not rows:
        return
    cohort.no_patients = rows
    cohort.mark(rows)
    left = set(rows)
    cohort.problems = [problem for problem in cohort.problems if problem.row - cohort.first_row not in left]
    text = "only one cell of this row is filled: a heading or a note, not counted as a patient"
    name = id_column or whole.columns[0]
    cohort.warnings += [Problem(row + cohort.first_row, name, "no_patient", text) for row in rows]


def _side_by_side(read: Callable[[SourceColumn], ReadColumn], sources: list[SourceColumn], rows: int) -> Iterable[ReadColumn]:
    """Every column, in order; long ones are read at the same time."""
    if rows < MANY:
        return map(read, sources)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        return list(pool.map(read, sources))


def _check_ids(cohort: ReadCohort, ids: pl.Series, column: str, repeated: Collection[str] | None) -> None:
    """Every patient has an id, and no two rows the same."""
    ids = matched_ids(ids)
    cohort.warnings += warn_of_look_alikes(ids, column, cohort.first_row)
    blank = ids.is_null()
    if not blank.any() and repeated is None and not _repeats(ids.hash()):
        return  # as many hashes as rows: no id stands twice, and numbers are quicker to compare than texts
    twice = (
        ids.is_duplicated() & ~blank
        if repeated is None
        else ids.is_in(list(repeated)).fill_null(False)
    )
    missing, several = blank.arg_true().to_list(), twice.arg_true().to_list()
    first = cohort.first_row
    cohort.problems += [Problem(row + first, column, "id_missing", "the patient id is missing") for row in missing]
    text = "this patient id stands in more than one row"
    cohort.problems += [Problem(row + first, column, "id_duplicate", text, ids[row], personal=True) for row in several]
    cohort.mark(missing + several)


def _repeats(numbers: pl.Series) -> bool:
    """Whether any of the numbers stands twice."""
    if len(numbers) < MANY:
        return numbers.n_unique() < len(numbers)
    import numpy as np

    ordered = np.sort(numbers.to_numpy())
    return bool((ordered[1:] == ordered[:-1]).any())
