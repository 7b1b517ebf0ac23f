"""Classify a whole cohort: a data frame in, the same kind of frame back with the result columns added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from myositis.cohort_columns import ResultPlan, contradiction_columns, derive_columns, needed_findings, plan_results
from myositis.cohort_open import NO, code_column, open_columns, run
from myositis.columns import UPTO, Stages, Truth, expression
from myositis.criteria import EXCLUDED, Criteria
from myositis.derivations import CONTRADICTIONS
from myositis.errors import EngineError, UnknownNameError
from myositis.open_outcomes import automaton
from myositis.published import ALL, find
from myositis.reading import Problem, ReadCohort, read_values
from myositis.rules import Finding

STATUS = "myositis_status"
HEADLINE = ("level", "subgroup", "score", "probability", "column", "criteria_met", "groups")
OPEN = ("open_levels", "open_subgroups", "determined")
RESULTS = (*HEADLINE, *OPEN, "notes")


def result_names(criteria: Criteria, wanted: Sequence[str] = RESULTS, prefix: str = "") -> dict[str, str]:
    """The result columns of a criteria set in output order: `level` to `eular_acr_2017_level`."""
    has = set(RESULTS)
    if not criteria.columns[0].score:
        has -= {"score", "probability"}
    if len(criteria.columns) == 1:
        has -= {"column"}
    if not criteria.criteria:
        has -= {"criteria_met"}
    if not criteria.groups:
        has -= {"groups"}
    return {name: f"{prefix}{criteria.prefix}_{name}" for name in RESULTS if name in has and name in wanted}


@dataclass
class CohortResult:
    """Everything about a classified cohort. results: status and result columns, row by row as in `cohort`."""

    cohort: ReadCohort
    results: pl.DataFrame
    criteria: tuple[Criteria, ...]

    @property
    def problems(self) -> list[Problem]:
        return self.cohort.problems


def find_all(criteria: Iterable[str | Criteria] | str | Criteria | None) -> tuple[Criteria, ...]:
    """The criteria sets of ids or objects; all published ones when None. UnknownNameError when one is named twice."""
    if criteria is None:
        return ALL
    named = (criteria,) if isinstance(criteria, str | Criteria) else tuple(criteria)
    found = tuple(find(item) for item in named)
    if len({item.full_id for item in found}) < len(found):
        raise UnknownNameError("a criteria set is named twice")
    return found


def classify_values(
    cohort: ReadCohort, criteria: tuple[Criteria, ...], *, wanted: Sequence[str] = RESULTS, prefix: str = ""
) -> CohortResult:
    """Classify a cohort that has been read. Contradictions are added to its problems; invalid rows stay, blank."""
    names = [name for name in cohort.values.columns if name.removesuffix(UPTO) in needed_findings(criteria)]
    values = cohort.values.select(names) if names else cohort.values
    before, stages, found, plans = _plan(values.columns, criteria, wanted)
    codes = {f"__contradiction_{code}": truth for code, truth in found.items()}
    machines = [automaton((column.level, column.subgroup)) for plan in plans for column in plan.criteria.columns]
    with_open = bool(set(wanted) & set(OPEN))
    known = _known_columns(stages, machines) if with_open else {}
    frame = nw.from_native(values)
    for step in (before, stages):
        frame = step.apply(frame)
    made: dict[str, nw.Expr] = {name: expression(truth) for name, truth in codes.items()}
    for plan in plans:
        names_ = result_names(plan.criteria, wanted, prefix)
        made |= {names_[name]: value for name, value in plan.columns.items() if name in names_}
        made[_mark(plan, "excluded")] = expression(plan.excluded)
        made[_mark(plan, "last")] = expression(plan.with_last)
    made |= known
    kept = [name for name in frame.columns if name not in stages.planned() | before.planned() and name not in made]
    extra = [name for name in stages.planned() if not name.startswith("__")]  # an age that the dates gave
    computed: pl.DataFrame = frame.select(*kept, *extra, **made).to_native()
    _report_contradictions(cohort, computed, list(found))
    shown: dict[str, pl.Series] = {}
    blank = cohort.invalid
    for plan in plans:
        columns = {name: computed[name] for name in computed.columns}
        names_ = result_names(plan.criteria, wanted, prefix)
        opened = _open(plan, computed) if with_open else {}
        for name, column in names_.items():
            shown[column] = opened[name] if name in OPEN else columns[column]
    status = pl.select(pl.when(blank).then(pl.lit("invalid")).otherwise(pl.lit("classified"))).to_series()
    results = pl.DataFrame({prefix + STATUS: status})
    if blank.any():
        valid = pl.Series(~blank)
        shown = {name: column.zip_with(valid, pl.repeat(None, len(column), dtype=column.dtype, eager=True)) for name, column in shown.items()}
    return CohortResult(cohort, results.with_columns(**shown), criteria)


def _plan(
    columns: Sequence[str], criteria: tuple[Criteria, ...], wanted: Sequence[str]
) -> tuple[Stages, Stages, dict[str, Truth], list[ResultPlan]]:
    """The stages of reading a frame with these value columns."""
    before, stages = Stages(columns), Stages(columns)
    before._count = 1_000_000  # names of its own
    derive_columns(stages)
    found = contradiction_columns(stages, before)
    return before, stages, found, [plan_results(stages, one, wanted) for one in criteria]


def _known_columns(stages: Stages, machines: Sequence[Any]) -> dict[str, nw.Expr]:
    """Both sides of every finding that the automata read."""
    made: dict[str, nw.Expr] = {}
    for machine in machines:
        for domain in machine.domains:
            if isinstance(domain.variable, Finding):
                pair, _ = stages.finding(domain.variable)
                made[domain.variable.name] = expression(pair.yes)
                made[domain.variable.name + NO] = expression(pair.no)
    return made


def _mark(plan: ResultPlan, what: str) -> str:
    return f"__{what}_{plan.criteria.prefix}"


def _report_contradictions(cohort: ReadCohort, computed: pl.DataFrame, codes: list[str]) -> None:
    """Add the contradictions to the problems of the cohort, and mark their rows."""
    by_code = {item.code: item for item in CONTRADICTIONS}
    for code in codes:
        hit = computed[f"__contradiction_{code}"]
        if hit.any():
            item = by_code[code]
            cohort.invalid = cohort.invalid | hit
            for row in hit.arg_true().to_list():
                cohort.problems.append(Problem(row + cohort.first_row, item.columns[0], code, item.text))


def _open(plan: ResultPlan, computed: pl.DataFrame) -> dict[str, pl.Series]:
    """The open columns of one criteria set, each row in the column of the criteria that it is read in."""
    height = computed.height
    last_column = computed[_mark(plan, "last")]
    parts: list[tuple[pl.Series, dict[str, pl.Series]]] = []
    for place, column in enumerate(plan.criteria.columns):
        machine = automaton((column.level, column.subgroup))
        rows = last_column if place else ~last_column
        if len(plan.criteria.columns) == 1:
            rows = pl.repeat(True, height, dtype=pl.Boolean, eager=True)
        chosen = rows.arg_true()
        if len(chosen):
            part = computed if len(chosen) == height else computed.select(_read_by(machine, computed)).filter(rows)
            codes = [code_column(domain, part) for domain in machine.domains]
            parts.append((chosen, open_columns(machine, run(machine, codes))))
    empty = {"open_levels": pl.String, "open_subgroups": pl.String, "determined": pl.Boolean}
    opened = {}
    for name, dtype in empty.items():
        if len(parts) == 1:
            opened[name] = parts[0][1][name]
        elif parts:
            order = pl.concat([chosen for chosen, _ in parts])
            joined = pl.concat([part[name] for _, part in parts])
            opened[name] = joined.gather(order.arg_sort())
        else:
            opened[name] = pl.Series([], dtype=dtype)
    excluded = computed[_mark(plan, "excluded")]
    if excluded.any():
        as_excluded = {"open_levels": EXCLUDED, "open_subgroups": "", "determined": True}
        for name, value in as_excluded.items():
            opened[name] = opened[name].zip_with(~excluded, pl.repeat(value, height, eager=True, dtype=empty[name]))
    return opened


def _read_by(machine: Any, computed: pl.DataFrame) -> list[str]:
    names = [domain.variable.name for domain in machine.domains]
    return [name for base in names for name in (base, base + NO, base + UPTO) if name in computed.columns]


def classify_cohort(
    frame: Any,
    criteria: Iterable[str | Criteria] | str | Criteria | None = None,
    *,
    open_outcomes: bool | None = None,
    notes: bool = True,
    prefix: str = "",
) -> Any:
    """Classify every row of a frame and return the same kind of frame with the result columns added.

    frame: one row per patient, columns named as in the data dictionary; columns that are not in it are kept and ignored.
    Cells are booleans, numbers, dates or text as `myositis classify` reads it. criteria: ids or `Criteria` objects; all
    published sets by default. open_outcomes: with the open columns. notes: with the notes column. prefix: put before every
    added column.

    Rows that cannot be classified are kept, with `myositis_status` `invalid` and blank results. Errors: UnknownNameError for
    an unknown criteria set or when an added column exists already; EngineError for a frame that cannot be read.
    """
    chosen = find_all(criteria)
    native = nw.from_native(frame, pass_through=True)
    if not isinstance(native, nw.DataFrame):
        raise EngineError(f"a data frame is expected, not {type(frame).__name__}")
    wanted = [name for name in RESULTS if (name != "notes" or notes) and (name not in OPEN or open_outcomes is not False)]
    table = native.to_polars()
    refuse_existing(table.columns, chosen, wanted, prefix)
    result = classify_values(read_values(table), chosen, wanted=wanted, prefix=prefix)
    added = nw.from_native(result.results, eager_only=True)
    backend = native.implementation
    columns = [nw.new_series(name, added[name].to_list(), dtype=added.schema[name], backend=backend) for name in added.columns]
    return native.with_columns(*columns).to_native()


def refuse_existing(columns: Iterable[str], criteria: tuple[Criteria, ...], wanted: Sequence[str], prefix: str) -> None:
    """UnknownNameError when a column that would be added exists already."""
    added = {prefix + STATUS, *(name for one in criteria for name in result_names(one, wanted, prefix).values())}
    taken = [name for name in columns if name in added]
    if taken:
        raise UnknownNameError(f"the column `{taken[0]}` exists already; choose names of your own with a prefix")
