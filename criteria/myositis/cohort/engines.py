"""Classify a cohort on any engine: how frames of each kind come in, and how the result columns go back.

The rules are the same expressions everywhere (`plan.plan_cohort`). What differs is only how raw cells are read (in memory:
by the data dictionary; on lazy engines: they must be typed already), and how the open outcomes, which are resolved in Python
from a few whole numbers per row, find their way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import narwhals.stable.v2 as nw
import polars as pl

from myositis.cohort.open import resolve
from myositis.cohort.pandas_frames import is_pandas, names_of, read_part
from myositis.cohort.plan import classify_values, needed_columns, plan_cohort
from myositis.cohort.result import ANSWERS, OPEN, RESULTS, STATUS, refuse_existing, result_names
from myositis.errors import EngineError, unknown
from myositis.published import find_all
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import read_values, require_findings
from myositis.rules.as_columns import INTERNAL
from myositis.rules.vocabulary import Category, Day, Finding, Measurement

FrameT = TypeVar("FrameT")


def classify_cohort(
    frame: FrameT,
    criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None = None,
    *,
    open_outcomes: bool | None = None,
    results: Sequence[str] | None = None,
    prefix: str = "",
) -> FrameT:
    """Classify every row of a frame and return the same kind of frame with the result columns added.

    frame: any frame that Narwhals speaks, one row per patient, columns named as in the data dictionary; others are kept and
    ignored. In a frame in memory (Polars, Arrow, pandas) cells are booleans, numbers, dates or text as `myositis classify`
    reads it, and ids are checked. On a lazy engine (Polars, DuckDB, PySpark) findings must be booleans, measurements
    numbers, dates dates and categories the dictionary's own words; lazy stays lazy, contradictions make a row invalid, and
    duplicate ids and odd values that are only warned of are the caller's business.
    criteria: ids, families or `CriteriaSet` objects; `published.DEFAULT` when None. open_outcomes: with the open columns and
    the range of the probability; by default in memory only, because on DuckDB and PySpark they execute the query. results:
    only these of `RESULTS`, such as `level` and `subgroup`; all by default. prefix: put before every added column.

    Rows that cannot be classified are kept, with `myositis_status` `invalid` and blank results. Errors: UnknownNameError for
    an unknown criteria set or when an added column exists already; EngineError for a frame that cannot be read.
    """
    sets = find_all(criteria)
    given = frame
    if is_pandas(frame):
        frame = read_part(frame, {*dictionary_of(sets)})
    try:
        native = nw.from_native(frame)  # type: ignore[call-overload]
    except TypeError:
        raise EngineError(
            f"a data frame is expected (Polars, pandas, Arrow, DuckDB, PySpark), not {type(frame).__name__}"
        ) from None
    names = names_of(given) if is_pandas(given) else native.collect_schema().names()
    require_findings(names, dictionary_of(sets))
    in_memory = isinstance(native, nw.DataFrame)
    with_open = in_memory if open_outcomes is None else open_outcomes
    for name in results or ():
        if name not in RESULTS:
            raise unknown("result column", name, RESULTS)
    asked = RESULTS if results is None else results
    wanted = [name for name in RESULTS if name in asked and (with_open or name not in OPEN)]
    refuse_existing(names, sets, wanted, prefix)
    classified: FrameT = (
        _in_memory(sets, native, given, wanted, prefix) if in_memory else _lazy(sets, native, wanted, prefix)
    )
    return classified


def _in_memory(criteria: tuple[CriteriaSet, ...], frame: Any, native: Any, wanted: Sequence[str], prefix: str) -> Any:
    """Polars, Arrow and pandas: read the cells in Polars, add the results to `native`, the frame as it was given."""
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
    dictionary = dictionary_of(criteria)
    for name, kind in table.schema.items():
        if name in dictionary and (kind.is_nested() or kind == pl.Object):
            raise EngineError(f"the column `{name}` holds lists, records or objects ({kind}): give one value per patient")
    results = classify_values(read_values(table, dictionary=dictionary), criteria, wanted=wanted, prefix=prefix).results
    backend = frame.implementation
    if backend is nw.Implementation.POLARS:
        return frame.to_native().with_columns(results)
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
        return pd.concat([native, pd.DataFrame(made, index=native.index)], axis=1)
    raise EngineError(f"frames of {backend} are not read; convert to Polars, Arrow or pandas first")


def check_types(schema: Any, criteria: tuple[CriteriaSet, ...]) -> None:
    """EngineError when a column that is read is not typed as lazy engines need it."""
    needed, dictionary = needed_columns(criteria), dictionary_of(criteria)
    for name, dtype in schema.items():
        variable = dictionary.get(name)
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
    needed = needed_columns(criteria)
    names = tuple(name for name in schema.names() if name in needed)
    # Polars takes its own expressions as they are; for every other engine Narwhals translates.
    polars = frame.implementation is nw.Implementation.POLARS
    numbers = tuple((name, schema[name].is_float()) for name in names if schema[name].is_numeric())
    library = pl if polars else nw
    plan = plan_cohort(names, criteria, tuple(wanted), prefix, library=library, in_range=True, numbers=numbers)
    patterns = {
        f"{INTERNAL}pattern_{place}_{word}": made
        for place, words in enumerate(plan.patterns.values())
        for word, made in words.items()
    }
    given = frame.to_native() if polars else frame
    classified = nw.from_native(plan.apply(given).select(*schema.names(), **plan.results, **patterns), pass_through=False)
    for place, one in enumerate(criteria if plan.patterns else ()):
        outputs = list(result_names(one, ANSWERS, prefix).values())
        words = [name for name in patterns if name.startswith(f"{INTERNAL}pattern_{place}_")]
        classified = _ENGINES.get(classified.implementation, _refuse)(classified, words, one, outputs)
    return classified.select(*schema.names(), *added).to_native()


def _polars(frame: Any, words: list[str], criteria: CriteriaSet, outputs: list[str]) -> Any:
    """Polars stays lazy: the patterns are resolved batch by batch when the query runs."""
    kind = pl.Struct(dict(zip(outputs, (pl.String, pl.String, pl.Boolean), strict=True)))

    def answers(rows: pl.Series) -> pl.Series:
        resolved = resolve(criteria, rows.struct.unnest())
        return resolved.rename(dict(zip(ANSWERS, outputs, strict=True))).to_struct("answers")

    native = frame.to_native()
    struct = pl.struct(words).map_batches(answers, return_dtype=kind, is_elementwise=True).alias(f"{INTERNAL}answers")
    return nw.from_native(native.with_columns(struct).unnest(f"{INTERNAL}answers"))


def _resolved(frame: Any, words: list[str], criteria: CriteriaSet) -> tuple[list[tuple[int, ...]], list[tuple[Any, ...]]]:
    """Executes the query for its distinct patterns, and resolves them here."""
    rows = frame.select(*words).unique().collect("polars").to_native()
    return rows.rows(), resolve(criteria, rows).rows()


def _duckdb(frame: Any, words: list[str], criteria: CriteriaSet, outputs: list[str]) -> Any:
    """DuckDB: distinct patterns are resolved here and joined back on their words."""
    rows, answers = _resolved(frame, words, criteria)

    def text(value: str | bool | int | None) -> str:
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return "NULL" if value is None else str(value).upper()

    def column(values: list[Any], kind: str, name: str) -> str:
        return f"unnest([{', '.join(map(text, values))}]::{kind}[]) AS {name}"

    names = ['"' + name.replace('"', '""') + '"' for name in outputs]
    lists = [column([row[place] for row in rows], "BIGINT", word) for place, word in enumerate(words)]
    kinds = zip(names, ("VARCHAR", "VARCHAR", "BOOLEAN"), strict=True)
    lists += [column([one[item] for one in answers], kind, name) for item, (name, kind) in enumerate(kinds)]
    sql = (
        f"SELECT rows.*, {', '.join(f'answers.{name}' for name in names)} FROM {INTERNAL}cohort AS rows LEFT JOIN "
        f"(SELECT {', '.join(lists)}) AS answers USING ({', '.join(words)})"
    )
    return nw.from_native(frame.to_native().query(f"{INTERNAL}cohort", sql))


def _spark(frame: Any, words: list[str], criteria: CriteriaSet, outputs: list[str]) -> Any:
    """PySpark: the same, joined as a broadcast table."""
    from pyspark.sql.functions import broadcast
    from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

    rows, answers = _resolved(frame, words, criteria)
    native = frame.to_native()
    kinds = (*(LongType() for _ in words), StringType(), StringType(), BooleanType())
    schema = StructType([StructField(name, kind) for name, kind in zip((*words, *outputs), kinds, strict=True)])
    table = native.sparkSession.createDataFrame([(*row, *answer) for row, answer in zip(rows, answers, strict=True)], schema)
    return nw.from_native(native.join(broadcast(table), on=words, how="left"))


def _refuse(frame: Any, words: list[str], criteria: CriteriaSet, outputs: list[str]) -> Any:  # noqa: ARG001
    raise EngineError(f"open outcomes are not available on {frame.implementation}; collect the frame first")


_ENGINES = {
    nw.Implementation.POLARS: _polars,
    nw.Implementation.DUCKDB: _duckdb,
    nw.Implementation.PYSPARK: _spark,
}
