"""One cohort, any engine: how frames of each kind come in, and how the result columns go back.

The rules are the same expressions everywhere (`cohort.plan_cohort`). What differs is only how raw cells are read (in memory:
by the data dictionary; on lazy engines: they must be typed already), and how the open outcomes, which are resolved in Python
from one whole number per row, find their way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from myositis.cohort.open import resolve
from myositis.cohort.plan import classify_values, plan_cohort
from myositis.cohort.result import OPEN, RESULTS, STATUS, refuse_existing, result_names
from myositis.cohort.result_columns import needed_findings
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import EngineError, unknown
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import read_values, require_findings
from myositis.rules.as_columns import INTERNAL
from myositis.rules.vocabulary import Category, Day, Finding, Measurement


def classify_any(
    criteria: tuple[CriteriaSet, ...], frame: Any, open_outcomes: bool | None, results: Sequence[str] | None, prefix: str
) -> Any:
    """Classify a frame of any engine; see `cohort.classify_cohort`."""
    try:
        native = nw.from_native(frame)
    except TypeError:
        raise EngineError(
            f"a data frame is expected (Polars, pandas, Arrow, DuckDB, PySpark), not {type(frame).__name__}"
        ) from None
    require_findings(native.collect_schema().names())
    in_memory = isinstance(native, nw.DataFrame)
    with_open = in_memory if open_outcomes is None else open_outcomes
    for name in results or ():
        if name not in RESULTS:
            raise unknown("result column", name, RESULTS)
    asked = RESULTS if results is None else results
    wanted = [name for name in RESULTS if name in asked and (with_open or name not in OPEN)]
    refuse_existing(native.collect_schema().names(), criteria, wanted, prefix)
    return (_in_memory if in_memory else _lazy)(criteria, native, wanted, prefix)


def _in_memory(criteria: tuple[CriteriaSet, ...], frame: Any, wanted: Sequence[str], prefix: str) -> Any:
    """Polars, Arrow and pandas: read the cells in Polars, give the results back in the frame's own kind."""
    try:
        table = frame.to_polars()
    except ImportError as error:
        raise EngineError(
            "these frames are read through Arrow: `pip install 'myositis[pandas]'`, or convert to Polars"
        ) from error
    except Exception as error:
        raise EngineError(
            "a column of this frame mixes kinds of values; convert it first, for pandas with "
            "`frame.convert_dtypes(dtype_backend='pyarrow')`, or make the column text"
        ) from error
    for name, kind in table.schema.items():
        if name in DICTIONARY and (kind.is_nested() or kind == pl.Object):
            raise EngineError(f"the column `{name}` holds lists, records or objects ({kind}): give one value per patient")
    results = classify_values(read_values(table), criteria, wanted=wanted, prefix=prefix).results
    backend = frame.implementation
    if backend is nw.Implementation.POLARS:
        return frame.to_native().with_columns(results)
    native = frame.to_native()
    if backend is nw.Implementation.PYARROW:
        for name, column in zip(results.columns, results.to_arrow().columns, strict=True):
            native = native.append_column(name, column)
        return native
    if backend is nw.Implementation.PANDAS:
        import pandas as pd

        # A plain bool column would turn a blank into False.
        kinds = {pl.Boolean: "boolean", pl.Float64: "float64", pl.String: "str"}
        made = {
            name: pd.Series(column.to_list(), index=native.index, dtype=kinds[column.dtype.base_type()])
            for name, column in results.to_dict().items()
        }
        return native.assign(**made)
    raise EngineError(f"frames of {backend} are not read; convert to Polars, Arrow or pandas first")


def check_types(schema: Any, criteria: tuple[CriteriaSet, ...]) -> None:
    """EngineError when a column that is read is not typed as lazy engines need it."""
    needed = needed_findings(criteria)
    for name, dtype in schema.items():
        variable = DICTIONARY.get(name)
        if variable is None or name not in needed:
            continue
        match variable:
            case Finding():
                fits, kind = dtype == nw.Boolean, "a boolean"
            case Measurement():
                fits, kind = dtype.is_numeric(), "a number"
            case Category():
                fits, kind = isinstance(dtype, nw.String | nw.Categorical | nw.Enum), "text"
            case Day():
                fits, kind = dtype == nw.Date, "a date"
            case _:
                continue
        if not fits:
            raise EngineError(
                f"on a lazy engine the column `{name}` must be {kind}, not {dtype}; cast it, or collect the frame first: "
                "in memory, text is read by the data dictionary"
            )


def _check_names(names: list[str], *, dotted: bool) -> None:
    """Lazy engines find columns by name: a name that they or this program read as something else must not occur.

    dotted: whether a dot is a letter like any other (in Spark it leads into a record).
    """
    for name in names:
        pattern = name == "*" or (name.startswith("^") and name.endswith("$"))
        if name.startswith(INTERNAL) or pattern or ("." in name and not dotted):
            raise EngineError(f"on a lazy engine no column may be called `{name}`: rename it, or collect the frame first")


def _lazy(criteria: tuple[CriteriaSet, ...], frame: Any, wanted: Sequence[str], prefix: str) -> Any:
    """Polars, DuckDB, PySpark and whatever else Narwhals speaks lazily."""
    schema = frame.collect_schema()
    added = [prefix + STATUS, *(name for one in criteria for name in result_names(one, wanted, prefix).values())]
    _check_names([*schema.names(), *added], dotted=frame.implementation is not nw.Implementation.PYSPARK)
    check_types(schema, criteria)
    needed = needed_findings(criteria)
    names = tuple(name for name in schema.names() if name in needed)
    # Polars takes its own expressions as they are; for every other engine Narwhals translates.
    polars = frame.implementation is nw.Implementation.POLARS
    numbers = tuple((name, schema[name].is_float()) for name in names if schema[name].is_numeric())
    library = pl if polars else nw
    plan = plan_cohort(names, criteria, tuple(wanted), prefix, library=library, in_range=True, numbers=numbers)
    patterns = {f"{INTERNAL}pattern_{place}": made for place, made in enumerate(plan.patterns.values())}
    given = frame.to_native() if polars else frame
    classified = nw.from_native(plan.apply(given).select(*schema.names(), **plan.results, **patterns), pass_through=False)
    for place, one in enumerate(criteria if plan.patterns else ()):
        outputs = list(result_names(one, OPEN, prefix).values())
        classified = _ENGINES.get(classified.implementation, _refuse)(classified, f"{INTERNAL}pattern_{place}", one, outputs)
    return classified.select(*schema.names(), *added).to_native()


def _polars(frame: Any, pattern: str, criteria: CriteriaSet, outputs: list[str]) -> Any:
    """Polars stays lazy: the patterns are resolved batch by batch when the query runs."""
    kind = pl.Struct(dict(zip(outputs, (pl.String, pl.String, pl.Boolean), strict=True)))

    def answers(rows: pl.Series) -> pl.Series:
        return resolve(criteria, rows).rename(dict(zip(OPEN, outputs, strict=True))).to_struct("answers")

    native = frame.to_native()
    struct = pl.col(pattern).map_batches(answers, return_dtype=kind, is_elementwise=True).alias(f"{INTERNAL}answers")
    return nw.from_native(native.with_columns(struct).unnest(f"{INTERNAL}answers"))


def _resolved(frame: Any, pattern: str, criteria: CriteriaSet) -> tuple[list[int], list[tuple[Any, ...]]]:
    """Executes the query for its distinct patterns, and resolves them here."""
    rows = frame.select(pattern).unique().collect("polars").get_column(pattern).to_native()
    return rows.to_list(), resolve(criteria, rows).rows()


def _duckdb(frame: Any, pattern: str, criteria: CriteriaSet, outputs: list[str]) -> Any:
    """DuckDB: distinct patterns are resolved here and joined back on one whole number."""
    rows, answers = _resolved(frame, pattern, criteria)

    def text(value: str | bool | None) -> str:
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return "NULL" if value is None else str(value).upper()

    names = ['"' + name.replace('"', '""') + '"' for name in outputs]
    lists = [
        f"unnest([{', '.join(text(answer[item]) for answer in answers)}]::{kind}[]) AS {name}"
        for item, (name, kind) in enumerate(zip(names, ("VARCHAR", "VARCHAR", "BOOLEAN"), strict=True))
    ]
    sql = (
        f"SELECT cohort.*, {', '.join(f'answers.{name}' for name in names)} FROM cohort LEFT JOIN "
        f"(SELECT unnest({rows}::BIGINT[]) AS {pattern}, {', '.join(lists)}) AS answers USING ({pattern})"
    )
    return nw.from_native(frame.to_native().query("cohort", sql))


def _spark(frame: Any, pattern: str, criteria: CriteriaSet, outputs: list[str]) -> Any:
    """PySpark: the same, joined as a broadcast table."""
    from pyspark.sql.functions import broadcast
    from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

    rows, answers = _resolved(frame, pattern, criteria)
    native = frame.to_native()
    kinds = (LongType(), StringType(), StringType(), BooleanType())
    schema = StructType([StructField(name, kind) for name, kind in zip((pattern, *outputs), kinds, strict=True)])
    table = native.sparkSession.createDataFrame([(row, *answer) for row, answer in zip(rows, answers, strict=True)], schema)
    return nw.from_native(native.join(broadcast(table), on=pattern, how="left"))


def _refuse(frame: Any, pattern: str, criteria: CriteriaSet, outputs: list[str]) -> Any:  # noqa: ARG001
    raise EngineError(f"open outcomes are not available on {frame.implementation}; collect the frame first")


_ENGINES = {
    nw.Implementation.POLARS: _polars,
    nw.Implementation.DUCKDB: _duckdb,
    nw.Implementation.PYSPARK: _spark,
}
