"""Compare criteria sets with each other and with a reference; see `compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import narwhals.stable.v2 as nw
import polars as pl

from myositis.agreement.proportions import IntervalMethod
from myositis.cohort.plan import needed_columns
from myositis.comparison import columns as read
from myositis.comparison.bounds import proportion_bounds
from myositis.comparison.columns import ComparisonError
from myositis.comparison.explained import explain_all
from myositis.comparison.numbers import Numbers, SetNumbers
from myositis.comparison.pairs import all_pairs, several_numbers
from myositis.comparison.panel import Panel, RatedSet, levels_of, rate_assigned, rate_criteria
from myositis.comparison.performance import area_differences, areas, diagnosis_shares, paired_performance, performance
from myositis.comparison.report.methods import methods, software
from myositis.comparison.results import Comparison, Flow, Trouble
from myositis.comparison.settling import knowing
from myositis.errors import EngineError, UnknownNameError, unknown
from myositis.published import ALL, find_all
from myositis.published.criteria_set import EXCLUDED, LEVELS, CriteriaSet
from myositis.published.eular_acr_2017 import EULAR_ACR_2017
from myositis.reading.cohort import Problem, ReadCohort, read_values
from myositis.rules.values import UPTO
from myositis.version import __version__

WHOLE = "all patients"


def compare(
    cohort: Any,
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None = None,
    *,
    reference: str | None = None,
    cases: Iterable[str] | str = (),
    leave_out: Iterable[str] | str = (),
    by: str | None = None,
    positive: str = "probable",
    assigned: Iterable[str] | Mapping[str, str] | str = (),
    interval: str = "wilson",
    columns: Any = None,
) -> Comparison:
    """Compare criteria sets on a cohort, with each other and with a reference.

    cohort: a data frame with one row per patient, or a `ReadCohort`. columns: the file's own columns, row by row as the
    cohort, where the reference, strata and assigned classifications are looked up; the cohort itself when it is a frame.
    criteria: ids or `CriteriaSet` objects. By default all published sets, or none when the file holds no finding that they
    read and assigned classifications are compared. reference, cases, leave_out: the column of the reference standard, its
    values that are cases, and those that are neither; without cases it must say yes and no. by: a column of strata.
    positive: the lowest level that counts as classified. assigned: columns that hold a classification already, as `COLUMN`
    or `name=COLUMN`. interval: of proportions, `wilson` or `exact`.

    Invalid rows are left out of every number and counted; `problems` says what is wrong with them. A patient without a
    reference is left out when one is used.

    Errors: UnknownNameError for a criteria set, column, value or level that does not exist, with the nearest one;
    ComparisonError when there is nothing to compare, or cases are not named; EngineError for what is not a data frame.
    """
    if positive not in LEVELS[1:]:
        raise unknown("level for --positive", positive, LEVELS[1:])
    method = _interval(interval)
    frame, read_cohort = _cohort(cohort, columns)
    height = len(read_cohort.ids)
    texts = _Texts(read_cohort, frame)
    names = read.assigned_names(assigned, [] if frame is None else frame.columns)
    chosen, notes = _criteria(criteria, read_cohort, bool(names))
    invalid, problems = read_cohort.invalid, []
    assigned_columns = []
    for name, column in names.items():
        found, wrong = read.read_assigned(texts.of(column, "--assigned"), name, column, read_cohort.first_row)
        assigned_columns.append(found)
        problems += wrong
    if problems:
        rows = {problem.row - read_cohort.first_row for problem in problems}
        invalid = invalid | pl.Series([place in rows for place in range(height)], dtype=pl.Boolean)
    working = replace(read_cohort, problems=[*read_cohort.problems, *problems], invalid=invalid, warnings=[*read_cohort.warnings])
    with_findings = bool(_findings_read(read_cohort))
    to_rate = [*chosen, *([EULAR_ACR_2017] if with_findings and EULAR_ACR_2017 not in chosen else [])]
    rated = rate_criteria(working, to_rate)
    biopsy = next((one for one in rated if one.criteria == EULAR_ACR_2017), None) if with_findings else None
    sets = (*rated[: len(chosen)], *(rate_assigned(one, working.invalid) for one in assigned_columns))
    _check_sets(sets, reference)
    panel = Panel(working, _ids(working), positive, sets)
    if biopsy is not None:
        panel.biopsy = [None if rating is None else rating.name for rating in biopsy.ratings]
        panel.biopsy_groups = tuple(column.name for column in EULAR_ACR_2017.columns)
    standard = None
    if reference is not None:
        values = texts.of(reference, "--reference")
        standard = read.read_reference(values, reference, _values(cases), _values(leave_out))
        panel.truth, panel.diagnosis = standard.truth, standard.diagnosis
    elif _values(cases) or _values(leave_out):
        raise ComparisonError("cases and values to leave out are values of a reference: name its column (--reference)")
    strata = None if by is None else read.read_strata(texts.of(by, "--by"), by)
    flow, evaluable = _flow(panel, standard)
    discordant, misclassified = explain_all(panel, evaluable)
    versions = software(__version__)
    infos = tuple(one.info for one in sets)
    stated = None if standard is None else standard.reference
    return Comparison(
        version=__version__,
        software=versions,
        positive=positive,
        interval=interval,
        sets=infos,
        reference=stated,
        by=by,
        biopsy=None if panel.biopsy is None else EULAR_ACR_2017.id,
        flow=flow,
        overall=_numbers(panel, evaluable, WHOLE, method),
        strata=() if strata is None else _strata(panel, evaluable, strata, method),
        discordant=discordant,
        misclassified=misclassified,
        knowing=knowing(panel, evaluable),
        problems=_troubles(working.problems),
        warnings=_troubles(working.warnings),
        notes=tuple(notes),
        methods=methods(panel, infos, stated, by, interval, versions),
    )


def _troubles(problems: list[Problem]) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(row=item.row, column=item.column, code=item.code, message=item.message)
        for item in sorted(problems, key=lambda item: item.row)
    )


def _interval(interval: str) -> IntervalMethod:
    for method in get_args(IntervalMethod):
        if method == interval:
            return method  # type: ignore[no-any-return]
    raise unknown("interval", interval, get_args(IntervalMethod))


def _values(given: Iterable[str] | str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in ([given] if isinstance(given, str) else given)))


def _frame(frame: Any) -> pl.DataFrame:
    native = nw.from_native(frame, pass_through=True)
    if not isinstance(native, nw.DataFrame):
        raise EngineError(f"a data frame or a ReadCohort is expected, not {type(frame).__name__}")
    return native.to_polars()


def _cohort(cohort: Any, columns: Any) -> tuple[pl.DataFrame | None, ReadCohort]:
    """The file's own columns, and the values; the cohort that was given stays as it is."""
    frame = None if columns is None else _frame(columns)
    if isinstance(cohort, ReadCohort):
        if frame is not None and frame.height != len(cohort.ids):
            raise EngineError(f"the columns have {frame.height} rows and the cohort {len(cohort.ids)}: they belong row by row")
        return frame, cohort
    own = _frame(cohort)
    return (own if frame is None else frame), read_values(own)


class _Texts:
    """Columns as text, read when they are asked for."""

    def __init__(self, cohort: ReadCohort, frame: pl.DataFrame | None) -> None:
        self.cohort, self.frame = cohort, frame

    def of(self, column: str, purpose: str) -> read.Texts:
        return read.column_texts(self.cohort, self.frame, column, purpose)


def _findings_read(cohort: ReadCohort) -> list[str]:
    """The findings in the file that some published set reads."""
    needed = needed_columns(ALL)
    return [name for name in cohort.values.columns if name.removesuffix(UPTO) in needed]


def _criteria(
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None, cohort: ReadCohort, with_assigned: bool
) -> tuple[tuple[CriteriaSet, ...], list[str]]:
    if criteria is not None:
        return find_all(criteria), []
    if _findings_read(cohort):
        return ALL, []
    if not with_assigned:
        raise ComparisonError("the file holds no finding that a criteria set reads, and no --assigned classification is named")
    return (), ["the file holds no finding that a criteria set reads: only the assigned classifications are compared"]


def _check_sets(sets: Sequence[RatedSet], reference: str | None) -> None:
    ids = [one.info.id for one in sets]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise UnknownNameError(f"`{twice}` is compared twice; give the assigned classification a name: name=COLUMN")
    if len(sets) < 2 and reference is None:
        raise ComparisonError("there is nothing to compare with: name a second set (-c, --assigned) or a --reference")


def _ids(cohort: ReadCohort) -> list[str]:
    """The ids; a row without one is named by its number."""
    return [f"row {place + cohort.first_row}" if name is None else name for place, name in enumerate(cohort.ids.to_list())]


def _flow(panel: Panel, standard: read.ReferenceColumn | None) -> tuple[Flow, list[int]]:
    steps: dict[str, list[int]] = {name: [] for name in ("invalid", "left_out", "without_reference", "evaluable")}
    left_out = set() if standard is None else set(standard.reference.left_out)
    for place, is_invalid in enumerate(panel.cohort.invalid.to_list()):
        if is_invalid:
            step = "invalid"
        elif standard is not None and standard.diagnosis[place] in left_out:
            step = "left_out"
        elif standard is not None and standard.truth[place] is None:
            step = "without_reference"
        else:
            step = "evaluable"
        steps[step].append(place)
    counted = {name: panel.patients(places) for name, places in steps.items()}
    return Flow(read=panel.patients(range(len(panel.ids))), **counted), steps["evaluable"]


def _strata(panel: Panel, evaluable: Sequence[int], strata: Sequence[str], interval: IntervalMethod) -> tuple[Numbers, ...]:
    groups: dict[str, list[int]] = {}
    for place in evaluable:
        groups.setdefault(strata[place], []).append(place)
    ordered = sorted(groups, key=lambda name: (name == read.NO_STRATUM, name))
    return tuple(_numbers(panel, groups[name], name, interval) for name in ordered)


def _numbers(panel: Panel, evaluable: Sequence[int], name: str, interval: IntervalMethod) -> Numbers:
    """Everything that is counted in one group of patients."""
    truth = panel.truth
    return Numbers(
        name=name,
        patients=panel.patients(evaluable),
        cases=None if truth is None else panel.patients(place for place in evaluable if truth[place]),
        comparators=None if truth is None else panel.patients(place for place in evaluable if truth[place] is False),
        sets=tuple(_set_numbers(panel, evaluable, rated) for rated in panel.sets),
        pairs=all_pairs(panel, evaluable, interval),
        several=several_numbers(panel, evaluable, panel.sets),
        performance=() if truth is None else performance(panel, evaluable, interval),
        diagnoses=() if truth is None else diagnosis_shares(panel, evaluable, interval),
        areas=() if truth is None else areas(panel, evaluable),
        area_differences=() if truth is None else area_differences(panel, evaluable),
        paired=() if truth is None else paired_performance(panel, evaluable),
    )


def _set_numbers(panel: Panel, evaluable: Sequence[int], rated: RatedSet) -> SetNumbers:
    groups: dict[str, list[int]] = {}
    levels: dict[str, list[int]] = {level: [] for level in levels_of(rated)}
    subgroups: dict[str, list[int]] = {}
    always = possibly = 0
    for place in evaluable:
        rating = rated.ratings[place]
        if rating is None:
            groups.setdefault("not_evaluable", []).append(place)
            continue
        yes, no = rating.open_at(panel.cut)
        always += yes and not no
        possibly += yes
        groups.setdefault("evaluable", []).append(place)
        groups.setdefault("classified" if rating.classified(panel.cut) else "not_classified", []).append(place)
        groups.setdefault("undetermined" if yes and no else "determined", []).append(place)
        if rating.level == EXCLUDED:
            groups.setdefault("excluded", []).append(place)
        levels[rating.level].append(place)
        if rating.subgroup is not None:
            subgroups.setdefault(rating.subgroup, []).append(place)
    listed = [name for name in rated.info.subgroups if name in subgroups]
    counted = {
        name: panel.patients(groups.get(name, ()))
        for name in ("evaluable", "not_evaluable", "excluded", "classified", "not_classified", "determined", "undetermined")
    }
    return SetNumbers(
        id=rated.info.id,
        **counted,
        levels={level: panel.patients(places) for level, places in levels.items()},
        subgroups={name: panel.patients(subgroups[name]) for name in dict.fromkeys((*listed, *subgroups))},
        bounds=proportion_bounds(always, possibly, counted["evaluable"].n),
    )


__all__ = ["ComparisonError", "compare"]
