"""The same cohort gets the same columns from every engine, nulls included: all sets, on records with the findings of each."""

from __future__ import annotations

import random
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn import SKIP, draw_frame, draw_record, frame_of
from myositis.cohort.engines import classify_cohort
from myositis.cohort.result import result_names
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import EngineError, UnknownNameError
from myositis.published import ALL, find
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, CriteriaSet
from myositis.rules.vocabulary import Day, Finding

VIGNETTES = sorted((Path(__file__).parents[1] / "fixtures" / "vignettes").glob("*.toml"))
CRITERIA = (*ALL, find("bohan-peter-1975:emg=triad,enzymes=ck_only"))


def as_typed(name: str, cell: Any) -> Any:
    """A cell of a vignette as a frame of its type holds it."""
    match DICTIONARY[name]:
        case Finding():
            return cell == "yes"
        case Day():
            return date.fromisoformat(cell)
    return cell


@pytest.fixture(scope="module")
def cohort() -> pl.DataFrame:
    """The vignettes, which lead to every outcome of every set, and drawn incomplete records, of which every second may
    contradict itself."""
    vignettes = [item["findings"] for path in VIGNETTES for item in tomllib.loads(path.read_text(encoding="utf-8"))["vignette"]]
    typed = [{name: as_typed(name, cell) for name, cell in item.items() if name not in SKIP} for item in vignettes]
    source = random.Random(7)
    return frame_of([*typed, *(draw_record(source, contradictory=place % 2 == 0, later=True) for place in range(100))])


@pytest.fixture(scope="module")
def expected(cohort: pl.DataFrame) -> list[dict[str, Any]]:
    return results(classify_cohort(cohort, CRITERIA))


def results(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Ids and result columns, sorted by id, with numbers as they print."""
    names = ["patient_id", "myositis_status", *(name for one in CRITERIA for name in result_names(one).values())]
    return frame.select(names).sort("patient_id").to_dicts()


def unchanged(frame: pl.DataFrame, cohort: pl.DataFrame) -> bool:
    """Whether the cohort's own columns came back as they were: what was derived from them stays inside."""
    own = frame.select(cohort.columns).sort("patient_id")
    return own.rows() == cohort.sort("patient_id").rows()


@pytest.mark.parametrize("criteria", CRITERIA, ids=[one.full_id for one in CRITERIA])
def test_the_cohort_has_every_outcome_of_every_set(criteria: CriteriaSet, expected: list[dict[str, Any]]) -> None:
    names = result_names(criteria)
    found = {name: {row[names[name]] for row in expected} for name in ("level", "subgroup", "determined")}
    assert found["level"] >= {*criteria.levels, EXCLUDED}
    assert found["subgroup"] >= {*criteria.subgroups} - {NO_SUBGROUP}
    assert found["determined"] >= {True, False}


def test_polars_lazy_frames_stay_lazy_and_give_the_same(cohort: pl.DataFrame, expected: list[dict[str, Any]]) -> None:
    lazy = classify_cohort(cohort.lazy(), CRITERIA, open_outcomes=True)
    assert isinstance(lazy, pl.LazyFrame)
    assert results(lazy.collect()) == expected
    assert unchanged(lazy.collect(), cohort)


def test_arrow_tables_give_the_same(cohort: pl.DataFrame, expected: list[dict[str, Any]]) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = classify_cohort(cohort.to_arrow(), CRITERIA)
    assert isinstance(table, pyarrow.Table)
    assert results(pl.from_arrow(table)) == expected
    assert unchanged(pl.from_arrow(table), cohort)


def pandas_flavours(cohort: pl.DataFrame) -> dict[str, Any]:
    arrow = cohort.to_arrow()
    classic = arrow.to_pandas()
    import pandas as pd

    return {
        "classic": classic,
        "nullable": classic.convert_dtypes(),
        "arrow": arrow.to_pandas(types_mapper=pd.ArrowDtype),
        "text": cohort.select(pl.all().cast(pl.String)).to_arrow().to_pandas(),
        "odd index": classic.set_index(pd.Index(range(1000, 1000 + len(classic)))),
    }


@pytest.mark.parametrize("flavour", ["classic", "nullable", "arrow", "text", "odd index"])
def test_every_flavour_of_pandas_gives_the_same(flavour: str, cohort: pl.DataFrame, expected: list[dict[str, Any]]) -> None:
    pd = pytest.importorskip("pandas")
    given = pandas_flavours(cohort)[flavour]
    classified = classify_cohort(given, CRITERIA)
    assert isinstance(classified, pd.DataFrame)
    assert list(classified.index) == list(given.index)
    assert results(pl.from_pandas(classified)) == expected
    assert classified[list(given.columns)].equals(given)


def test_duckdb_gives_the_same_and_stays_lazy(cohort: pl.DataFrame, expected: list[dict[str, Any]]) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.register("arrow_cohort", cohort.to_arrow())
    relation = classify_cohort(connection.sql("select * from arrow_cohort"), CRITERIA, open_outcomes=True)
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    assert results(relation.pl()) == expected
    assert unchanged(relation.pl(), cohort)


@pytest.mark.skipif(shutil.which("java") is None, reason="PySpark needs Java: install openjdk-17-jre-headless")
def test_pyspark_gives_the_same(cohort: pl.DataFrame, expected: list[dict[str, Any]], spark: Any) -> None:
    from pyspark.sql.types import BooleanType, DateType, DoubleType, StringType, StructField, StructType

    kinds = {pl.Boolean: BooleanType(), pl.Date: DateType(), pl.Float64: DoubleType(), pl.String: StringType()}
    schema = StructType([StructField(name, kinds[dtype.base_type()]) for name, dtype in cohort.schema.items()])
    frame = spark.createDataFrame(cohort.rows(), schema)
    classified = classify_cohort(frame, CRITERIA, open_outcomes=True)
    rows = [row.asDict() for row in classified.collect()]
    assert results(pl.DataFrame(rows, infer_schema_length=None)) == expected
    assert unchanged(pl.DataFrame(rows, infer_schema_length=None), cohort)


@pytest.mark.parametrize("name", ["__myositis_1", "*", "^.*$"])
def test_a_column_whose_name_a_lazy_engine_would_misread_is_refused(name: str, cohort: pl.DataFrame) -> None:
    named = cohort.rename({"malignancy": name})
    with pytest.raises(EngineError, match="rename it"):
        classify_cohort(named.lazy())
    assert classify_cohort(named)[name].equals(named[name])


def test_a_text_column_on_a_lazy_engine_is_refused_with_the_cure(cohort: pl.DataFrame) -> None:
    lazy = cohort.lazy().with_columns(pl.col("dm_rash").cast(pl.String))
    with pytest.raises(EngineError, match=r"`dm_rash` must be a boolean.*collect the frame first"):
        classify_cohort(lazy)


def test_an_output_name_that_exists_is_refused_and_a_prefix_offered(cohort: pl.DataFrame) -> None:
    again = classify_cohort(cohort)
    with pytest.raises(UnknownNameError, match=r"exists already.*prefix"):
        classify_cohort(again)
    assert "second_eular_acr_2017_level" in classify_cohort(again, prefix="second_").columns


def test_something_that_is_no_frame_is_refused_by_name() -> None:
    with pytest.raises(EngineError, match=r"a data frame is expected.*not list"):
        classify_cohort([1, 2, 3])


def test_nan_is_a_missing_number_on_every_engine(tmp_path: Path) -> None:
    """Also where DuckDB believes the statistics of a Parquet file, which leave NaN out."""
    duckdb = pytest.importorskip("duckdb")
    numbers = {"age_at_onset": [float("nan"), 30.0, 50.0, 17.0, None], "ck": [float("nan"), 100.0, 300.0, None, 10.0]}
    frame = pl.DataFrame({**numbers, "ck_uln": [100.0] * 5, "heliotrope_rash": [True] * 5, "place": range(5)})
    frame.write_parquet(tmp_path / "nan.parquet")
    expected = classify_cohort(frame).drop("age_at_onset", "ck")
    assert expected["myositis_status"].to_list() == ["classified"] * 5
    lazy = classify_cohort(frame.lazy(), open_outcomes=True).collect()
    relation = classify_cohort(duckdb.read_parquet(str(tmp_path / "nan.parquet")), open_outcomes=True)
    assert lazy.drop("age_at_onset", "ck").equals(expected)
    assert relation.pl().sort("place").drop("age_at_onset", "ck").equals(expected)
    assert lazy["age_at_onset"].is_nan().to_list()[0]  # the cohort's own column stays as it is


def test_names_and_outcomes_may_hold_any_sign_on_every_engine() -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = draw_frame(20, seed=2)
    for prefix in ("2024 ", "my-", "o'b\"x_"):
        expected = classify_cohort(frame, prefix=prefix)
        connection = duckdb.connect()
        connection.register("signs", frame.to_arrow())
        relation = classify_cohort(connection.sql("select * from signs"), open_outcomes=True, prefix=prefix)
        assert relation.pl().sort("patient_id").equals(expected.sort("patient_id"))


@pytest.mark.parametrize("name", ["open_levels", "determined"])
def test_a_single_open_column_can_be_asked_for(name: str, cohort: pl.DataFrame) -> None:
    eager = classify_cohort(cohort, results=[name])
    lazy = classify_cohort(cohort.lazy(), results=[name], open_outcomes=True).collect()
    assert lazy.equals(eager)
    assert [column for column in lazy.columns if column.endswith(name)] == lazy.columns[-2:]


def test_a_column_of_lists_is_refused_by_name() -> None:
    with pytest.raises(EngineError, match="`heliotrope_rash` holds lists"):
        classify_cohort(pl.DataFrame({"heliotrope_rash": [[True]], "dysphagia": [True]}))


@pytest.mark.parametrize("kind", [pl.Float32, pl.Float64, pl.Int16, pl.Decimal(12, 2)])
def test_numbers_of_every_type_are_read_alike_on_every_engine(kind: Any) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = pl.DataFrame(
        {"ck": [200, 100, None, 300], "ck_uln": [100, 200, 100, 300], "ck_elevated": [False, False, True, None]},
        schema_overrides={"ck": kind, "ck_uln": pl.Float32},
    ).with_row_index("place")
    expected = classify_cohort(frame)
    assert expected["myositis_status"].to_list() == ["invalid", "classified", "classified", "classified"]
    assert classify_cohort(frame.lazy(), open_outcomes=True).collect().equals(expected)
    connection = duckdb.connect()
    connection.register("numbers", frame.to_arrow())
    own = classify_cohort(connection.sql("select * from numbers"), open_outcomes=True).pl().sort("place")
    assert own.drop(frame.columns).equals(expected.drop(frame.columns))


def test_open_columns_of_duckdb_keep_their_types_when_all_are_blank() -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = pl.DataFrame({"dm_rash": [False], "gottron_sign": [True]})
    connection = duckdb.connect()
    connection.register("blank", frame.to_arrow())
    classified = classify_cohort(connection.sql("select * from blank"), open_outcomes=True).pl()
    assert classified.schema == classify_cohort(frame).schema
