"""What was asked to be compared: the cohort, the sets, the references, the strata, found and checked before anything is
counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from myositis.agreement.proportions import IntervalMethod
from myositis.cohort.plan import needed_columns
from myositis.comparison.assigned import read_assigned
from myositis.comparison.counting import Levels, counting
from myositis.comparison.file_columns import (
    NO_STRATUM,
    ComparisonError,
    ReferenceColumn,
    band_names,
    bands_of,
    column_texts,
    read_bands,
    read_reference,
    read_strata,
    replace_words,
)
from myositis.comparison.panel import Panel, RatedSet, rate_assigned, rate_criteria
from myositis.errors import EngineError, UnknownNameError, unknown
from myositis.published import ALL, find_all
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import ReadCohort, read_values
from myositis.rules.values import UPTO
from myositis.rules.vocabulary import AtLeast, Measurement

if TYPE_CHECKING:
    from myositis.comparison.panel import Places

OneOrMany = Iterable[str] | str


def interval_method(interval: str) -> IntervalMethod:
    """The method of the intervals of proportions."""
    for method in get_args(IntervalMethod):
        if method == interval:
            return method  # type: ignore[no-any-return]
    raise unknown("interval", interval, get_args(IntervalMethod))


def several(given: OneOrMany) -> tuple[str, ...]:
    """One value or many, each once."""
    return tuple(dict.fromkeys(value.strip() for value in ([given] if isinstance(given, str) else given)))


def _frame(frame: Any) -> pl.DataFrame:
    native = nw.from_native(frame, pass_through=True)
    if not isinstance(native, nw.DataFrame):
        raise EngineError(f"a data frame or a ReadCohort is expected, not {type(frame).__name__}")
    return native.to_polars()


def the_cohort(
    cohort: Any, columns: Any, criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None
) -> tuple[pl.DataFrame | None, ReadCohort]:
    """The file's own columns, and the values; the cohort that was given stays as it is. A frame is read for what these sets
    ask for."""
    frame = None if columns is None else _frame(columns)
    if isinstance(cohort, ReadCohort):
        if frame is not None and frame.height != len(cohort.ids):
            raise EngineError(f"the columns have {frame.height} rows and the cohort {len(cohort.ids)}: they belong row by row")
        return frame, cohort
    own = _frame(cohort)
    return (own if frame is None else frame), read_values(own, dictionary=dictionary_of(find_all(criteria)))


class TextColumns:
    """Columns as text, read when they are asked for."""

    def __init__(self, cohort: ReadCohort, frame: pl.DataFrame | None) -> None:
        self.cohort, self.frame = cohort, frame

    def of(self, column: str, purpose: str) -> pl.Series:
        """A column as text; UnknownNameError with the nearest name when there is none."""
        return column_texts(self.cohort, self.frame, column, purpose)

    @property
    def columns(self) -> list[str]:
        """The names of the file's own columns."""
        return [] if self.frame is None else self.frame.columns


def chosen_criteria(
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None, cohort: ReadCohort, with_assigned: bool
) -> tuple[tuple[CriteriaSet, ...], list[str]]:
    """The criteria sets to compare, and what is to be said of the choice."""
    if criteria is not None:
        return find_all(criteria), []
    chosen = find_all(None)
    needed = needed_columns(chosen)
    if any(name.removesuffix(UPTO) in needed for name in cohort.values.columns):
        return chosen, []
    if not with_assigned:
        raise ComparisonError("the file holds no finding that a criteria set reads, and no --assigned classification is named")
    return (), ["the file holds no finding that a criteria set reads: only the assigned classifications are compared"]


def rate(
    cohort: ReadCohort, texts: TextColumns, chosen: tuple[CriteriaSet, ...], names: Mapping[str, str], positive: Sequence[str]
) -> tuple[tuple[RatedSet, ...], ReadCohort]:
    """Every set with what it says of every row; and the cohort with the rows that are invalid for the comparison."""
    columns, problems = [], []
    for name, column in names.items():
        known = (*chosen, *(one for one in ALL if one not in chosen))
        found, wrong = read_assigned(texts.of(column, "--assigned"), name, column, cohort.first_row, known)
        columns.append(found)
        problems += wrong
    counted = counting(
        [
            *(Levels(one.full_id, one.levels, one.ranked, one.classified) for one in chosen),
            *(Levels(one.name, one.levels, one.ranked, one.classified) for one in columns),
        ],
        positive,
    )
    invalid = cohort.invalid
    if problems:
        rows = pl.Series([problem.row - cohort.first_row for problem in problems]).unique()
        invalid = invalid.scatter(rows, True) if len(rows) else invalid
    working = replace(cohort, problems=[*cohort.problems, *problems], invalid=invalid.clone(), warnings=[*cohort.warnings])
    rated = rate_criteria(working, chosen, counted)
    flags = working.invalid.to_numpy()
    assigned = [rate_assigned(replace(one, classified=counted[one.name]), flags) for one in columns]
    return (*rated, *assigned), working


def check_sets(sets: Sequence[RatedSet], with_reference: bool) -> None:
    """Refuse a comparison of one set with nothing, and two sets of one name."""
    for names in ([one.info.id for one in sets], [one.info.prefix for one in sets]):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise UnknownNameError(f"`{twice}` is compared twice; give the assigned classification a name: name=COLUMN")
    if len(sets) < 2 and not with_reference:
        raise ComparisonError("there is nothing to compare with: name a second set (-c, --assigned) or a --reference")


def references(
    texts: TextColumns,
    reference: OneOrMany | None,
    cases: OneOrMany | Mapping[str, OneOrMany],
    leave_out: OneOrMany | Mapping[str, OneOrMany],
) -> list[ReferenceColumn]:
    """Every reference that was named, in their order."""
    columns = () if reference is None else several(reference)
    given = {"cases": cases, "leave-out": leave_out}
    if not columns and any(given.values()):
        raise ComparisonError("cases and values to leave out are values of a reference: name its column (--reference)")
    for option, values in given.items():
        for column in values if isinstance(values, Mapping) else ():
            if column not in columns:
                raise unknown(f"reference for --{option}", column, columns)
    found = []
    for column in columns:
        own = [several(values.get(column, ()) if isinstance(values, Mapping) else values) for values in given.values()]
        found.append(read_reference(texts.of(column, "--reference"), column, own[0], own[1]))
    return found


def equivalents(equivalent: Mapping[str, str] | OneOrMany) -> dict[str, str]:
    """The subgroup that each diagnosis stands for, from `DIAGNOSIS=SUBGROUP`."""
    if isinstance(equivalent, Mapping):
        return dict(equivalent)
    found = {}
    for text in several(equivalent):
        diagnosis, equals, subgroup = text.rpartition("=")
        if not equals or not diagnosis or not subgroup:
            raise ComparisonError(f"which subgroup a diagnosis stands for is written DIAGNOSIS=SUBGROUP; `{text}` is not")
        found[diagnosis.strip()] = subgroup.strip()
    return found


def check_equivalent(panel: Panel, declared: Mapping[str, str]) -> list[str]:
    """Refuse a subgroup that no set gives; say which diagnosis nobody has."""
    subgroups = list(dict.fromkeys(name for one in panel.sets for name in one.info.subgroups))
    notes = []
    for diagnosis, subgroup in declared.items():
        if panel.truth is None:
            raise ComparisonError("a diagnosis that stands for a subgroup is one of a reference: name its column (--reference)")
        if subgroup.lower() not in (name.lower() for name in subgroups):
            raise unknown("subgroup for --equivalent", subgroup, subgroups)
        if diagnosis not in panel.diagnoses:
            notes.append(f"no patient has the diagnosis `{diagnosis}` of --equivalent {diagnosis}={subgroup}")
    return notes


def strata_of(panel: Panel, texts: TextColumns, by: str) -> tuple[tuple[str, ...], Places]:
    """The names of the strata in their order, and each row's place in them. A blank is a stratum of its own, the last.

    Bands of a number of the data dictionary are those of the classification: what follows from dates counts, and a number
    that is known only as an interval across a bound is not in a band.
    """
    column, bounds = bands_of(by, texts.columns)
    if not bounds:
        strata = read_strata(texts.of(column, "--by"), column)
        names = sorted(strata.unique().to_list(), key=lambda name: (name == NO_STRATUM, name))
        return tuple(names), replace_words(strata, names).astype(np.int64)
    names = [*band_names(bounds), NO_STRATUM]
    variable = panel.cohort.dictionary.get(column)
    if isinstance(variable, Measurement) and column in panel.cohort.values.columns:
        rules = [AtLeast(variable, bound) for bound in bounds]
        panel.truths.prepare(rules)
        above = np.sum([panel.truths.yes(rule) for rule in rules], axis=0)
        known = np.logical_and.reduce([panel.truths.yes(rule) | panel.truths.no(rule) for rule in rules])
        return tuple(names), np.where(known, above, len(names) - 1).astype(np.int64)
    return tuple(names), read_bands(texts.of(column, "--by"), column, bounds)
