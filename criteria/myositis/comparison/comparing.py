"""Compare criteria sets with each other and with a reference; see `compare`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from myositis.agreement.proportions import IntervalMethod
from myositis.comparison.assigned import assigned_names
from myositis.comparison.counted import count
from myositis.comparison.counting import positive_texts
from myositis.comparison.explained import explain_all
from myositis.comparison.file_columns import ComparisonError, ReferenceColumn, read_strata
from myositis.comparison.missing_together import missing_together
from myositis.comparison.numbers import Numbers
from myositis.comparison.panel import Panel
from myositis.comparison.patients import STEPS, patient_table
from myositis.comparison.printable import Comparison
from myositis.comparison.request import (
    OneOrMany,
    TextColumns,
    check_equivalent,
    check_sets,
    chosen_criteria,
    equivalents,
    interval_method,
    rate,
    references,
    strata_of,
    the_cohort,
)
from myositis.comparison.results import AgainstReference, Flow
from myositis.comparison.settling import knowing
from myositis.comparison.strata import stratum_tests
from myositis.comparison.table_one import table_one
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import ReadCohort
from myositis.reading.problem import in_order
from myositis.version import __version__

if TYPE_CHECKING:
    from myositis.comparison.panel import Places

WHOLE = "all patients"


def compare(
    cohort: Any,
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None = None,
    *,
    reference: OneOrMany | None = None,
    cases: OneOrMany | Mapping[str, OneOrMany] = (),
    leave_out: OneOrMany | Mapping[str, OneOrMany] = (),
    equivalent: Mapping[str, str] | OneOrMany = (),
    by: str | None = None,
    table1_by: str | None = None,
    positive: OneOrMany | Mapping[str, OneOrMany] | None = None,
    score_cuts: Iterable[float] = (),
    assigned: Mapping[str, str] | OneOrMany = (),
    interval: str = "wilson",
    columns: Any = None,
) -> Comparison:
    """Compare criteria sets on a cohort, with each other and with a reference.

    cohort: a data frame with one row per patient, or a `ReadCohort`. columns: the file's own columns, row by row as the
    cohort, where the reference, strata and assigned classifications are looked up; the cohort itself when it is a frame.
    criteria: ids or `CriteriaSet` objects. By default those that are classified by default, or none when the file holds no
    finding that they read and assigned classifications are compared.
    reference, cases, leave_out: the column of the reference standard, its values that are cases, and those that are neither;
    without cases it must say yes and no. Of several references the first is the one of all tables, the others are counted
    beside it; cases and values to leave out are then a mapping by column, or the same for all. equivalent: which subgroup a
    diagnosis stands for, `IMNM=PM`; a diagnosis with the name of a subgroup stands for it.
    by: a column of strata, or `COLUMN:18,40,60` for bands of numbers. table1_by: the column that makes the groups of Table 1;
    by default the reference. positive: the levels that count as classified instead of those of the set, `LEVEL` (that and
    those above) or `SET=LEVEL,LEVEL`. score_cuts: scores from which patients are called positive, too. assigned: columns that
    hold a classification already, as `COLUMN` or `name=COLUMN`. interval: of proportions, `wilson` or `exact`.

    Invalid rows are left out of every number and counted; `problems` says what is wrong with them. A patient without a
    reference is left out when one is used.

    Errors: UnknownNameError for a criteria set, column, value or level that does not exist, with the nearest one;
    ComparisonError when there is nothing to compare, or cases are not named; EngineError for what is not a data frame.
    """
    method = interval_method(interval)
    frame, read_cohort = the_cohort(cohort, columns, criteria)
    texts = TextColumns(read_cohort, frame)
    names = assigned_names(assigned, [] if frame is None else frame.columns)
    chosen, notes = chosen_criteria(criteria, read_cohort, bool(names))
    sets, working = rate(read_cohort, texts, chosen, names, positive_texts(positive))
    check_sets(sets, bool(reference))
    declared = equivalents(equivalent)
    panel = Panel(working, sets, equivalent=declared, score_cuts=tuple(score_cuts))
    standards = references(texts, reference, cases, leave_out)
    for standard in standards:
        notes += standard.notes
    panels = [_against(panel, standard) for standard in standards] or [panel]
    notes += check_equivalent(panels[0], declared)
    strata = None if by is None else strata_of(panels[0], texts, by)
    flows = [_flow(working, standard) for standard in standards or (None,)]
    flow, evaluable, steps = flows[0]
    groups = read_strata(texts.of(table1_by, "--table1-by"), table1_by) if table1_by else None
    if groups is None and standards:
        table1_by, groups = standards[0].reference.column, texts.of(standards[0].reference.column, "--reference")
    by_stratum = () if strata is None else _by_stratum(panels[0], evaluable, strata, method)
    discordant, misclassified, reasons = explain_all(panels[0], evaluable)
    return Comparison(
        version=__version__,
        software=software(),
        positive=positive_texts(positive),
        interval=interval,
        sets=tuple(one.info for one in sets),
        reference=standards[0].reference if standards else None,
        equivalent=declared,
        by=by,
        flow=flow,
        table_one=table_one(working, evaluable.tolist(), table1_by, groups),
        overall=count(panels[0], evaluable, WHOLE, method),
        strata=by_stratum,
        stratum_tests=stratum_tests(by_stratum),
        references=tuple(
            AgainstReference(reference=one.reference, flow=own, numbers=count(other, places, WHOLE, method))
            for one, other, (own, places, _) in zip(standards[1:], panels[1:], flows[1:], strict=True)
        ),
        discordant=discordant,
        misclassified=misclassified,
        knowing=knowing(panels[0], evaluable),
        missing_together=missing_together(working, evaluable, [one.criteria for one in sets if one.criteria is not None]),
        listing=patient_table(panels[0], steps, strata, reasons),
        problems=tuple(item.without_values() for item in in_order(working.problems)),
        warnings=tuple(item.without_values() for item in in_order(working.warnings)),
        notes=tuple(notes),
    )


def _against(panel: Panel, standard: ReferenceColumn) -> Panel:
    """The panel with a reference; what was found without one is shared."""
    return Panel(
        panel.cohort,
        panel.sets,
        standard.truth,
        standard.diagnoses,
        standard.is_case,
        standard.diagnosis,
        panel.equivalent,
        panel.score_cuts,
        panel.shared,
    )


def _flow(cohort: ReadCohort, standard: ReferenceColumn | None) -> tuple[Flow, Places, np.ndarray[Any, np.dtype[np.int8]]]:
    """The flow, the rows that are evaluable, and the step (of `STEPS`) of every row."""
    invalid = cohort.invalid.to_numpy()
    steps = np.full(len(invalid), STEPS.index("evaluable"), dtype=np.int8)
    if standard is not None:
        steps[standard.truth < 0] = STEPS.index("without_reference")
        steps[standard.left_out] = STEPS.index("left_out")
    steps[invalid] = STEPS.index("invalid")
    counts = dict(zip(STEPS, np.bincount(steps, minlength=len(STEPS)).tolist(), strict=True))
    return Flow(read=len(steps), **counts), np.flatnonzero(steps == STEPS.index("evaluable")), steps


def _by_stratum(
    panel: Panel, evaluable: Places, strata: tuple[tuple[str, ...], Places], method: IntervalMethod
) -> tuple[Numbers, ...]:
    names, stratum = strata
    own = stratum[evaluable]
    return tuple(count(panel, evaluable[own == place], name, method) for place, name in enumerate(names) if (own == place).any())


def software() -> dict[str, str]:
    """The version of this package and of those that compute."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"myositis": __version__}
    for name in ("numpy", "scipy", "statsmodels", "polars"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # pragma: no cover - all are dependencies
            found[name] = "unknown"
    return found


__all__ = ["ComparisonError", "compare"]
