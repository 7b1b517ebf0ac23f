"""A statement gives every patient what the library gives, on every database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl
import pytest

from drawn import draw_frame, frame_of
from myositis.cohort.plan import classify_values
from myositis.cohort.result import result_names
from myositis.published import DEFAULT, find, variants
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import read_values
from myositis.rules.vocabulary import Finding, Rule
from myositis.sql import select_statement
from myositis.sql.dialects import DIALECTS
from myositis.sql.highest import refusal
from sql.databases import Rows

EULAR = find("eular-acr-2017")
WANTED = ("level", "subgroup", "score", "probability", "column", "criteria_met", "open_levels")


def expected(frame: pl.DataFrame, criteria: CriteriaSet, dialect: str) -> Rows:
    """What the library says of each row, under the names of the statement."""
    result = classify_values(read_values(frame, dictionary=dictionary_of((criteria,))), (criteria,), wanted=WANTED)
    names = result_names(criteria)
    problems: dict[int, str] = {}
    for problem in result.problems:
        problems.setdefault(problem.row, problem.code)
    rows = []
    for place, row in enumerate(result.results.to_dicts()):
        opened = row[names["open_levels"]]
        told = {
            "patient_id": frame["patient_id"][place],
            "status": row["myositis_status"],
            "problem": problems.get(place + 2),
            "level": row[names["level"]],
            "subgroup": row[names["subgroup"]],
        }
        if refusal(criteria) is None:
            told["highest_level"] = opened.split("|")[-1] if opened else None
        if "score" in names:
            told |= {"score": number(row[names["score"]]), "score_column": row[names["column"]]}
            if DIALECTS[dialect].exponential:
                told["probability"] = number(row[names["probability"]])
        if "criteria_met" in names:
            met = row[names["criteria_met"]]
            told["criteria_met"] = met
            told["criteria_count"] = None if told["problem"] else number(len(met.split("|")) if met else 0)
        rows.append(told)
    return sorted(rows, key=lambda row: row["patient_id"])


def number(value: Any) -> Decimal | None:
    """A number as it prints: SQLite gives 12 for 12.0, and psql gives text."""
    return None if value is None else Decimal(str(value)).normalize()


def given(rows: Rows) -> Rows:
    """The rows of a database in the order of the ids, numbers as they print."""
    numbers = {"score", "highest_score", "probability", "criteria_count", "criteria_most"}
    plain = [{name: number(value) if name in numbers else value for name, value in row.items()} for row in rows]
    return sorted(plain, key=lambda row: row["patient_id"])


def check(database: Any, frame: pl.DataFrame, criteria: CriteriaSet) -> Rows:
    """The database and the library agree on every row; returns what the database gave."""
    database.load(frame)
    rows = given(database.run(select_statement(criteria, dialect=database.dialect)))
    told = expected(frame, criteria, database.dialect)
    assert len(rows) == len(told) == frame.height
    for row, wanted in zip(rows, told, strict=True):
        if wanted["problem"]:
            # A statement names the first contradiction of the dictionary; so does the library.
            assert (row["status"], row["problem"], row["level"]) == ("invalid", wanted["problem"], None)
        assert {name: row[name] for name in wanted} == wanted
    return rows


@pytest.mark.parametrize(
    ("criteria", "missing"),
    [*product(DEFAULT, [0.1, 0.7]), *product(variants("bohan-peter-1975")[1:], [0.3])],
    ids=lambda value: getattr(value, "full_id", value),
)
def test_a_database_gives_the_same_as_the_library(database: Any, criteria: CriteriaSet, missing: float) -> None:
    rows = check(database, draw_frame(200, seed=int(missing * 1000), missing=missing), criteria)
    assert {row["status"] for row in rows} == {"classified"}
    assert len(Counter((row["level"], row["highest_level"], row["subgroup"]) for row in rows)) > 4


@pytest.mark.parametrize("criteria", DEFAULT, ids=lambda criteria: criteria.full_id)
@pytest.mark.parametrize("missing", [0.3, 0.6])
def test_contradictory_rows_are_invalid_blank_and_name_the_contradiction(
    database: Any, criteria: CriteriaSet, missing: float
) -> None:
    rows = check(database, draw_frame(400, seed=11, missing=missing, contradictory=True), criteria)
    invalid = [row for row in rows if row["status"] == "invalid"]
    assert 60 < len(invalid) < 400
    assert all(value is None for row in invalid for name, value in row.items() if name not in ("patient_id", "status", "problem"))
    assert len({row["problem"] for row in invalid}) >= 8


FURTHER = [one for one in variants() if one.id not in {known.id for known in DEFAULT}]


@pytest.mark.parametrize("criteria", FURTHER, ids=lambda criteria: criteria.full_id)
def test_a_database_gives_the_same_under_the_further_sets(database: Any, criteria: CriteriaSet) -> None:
    frame = draw_frame(200, seed=3, missing=0.35, contradictory=True, later=True)
    rows = check(database, frame, criteria)
    assert {row["status"] for row in rows} == {"classified", "invalid"}


def complete_patterns(criteria: CriteriaSet, *, biopsy: bool) -> Iterator[dict[str, Any]]:
    """Every complete pattern of the findings that the score of EULAR/ACR reads, as printed in one of its columns."""
    read: list[Rule] = [rule for _, rule in criteria.columns[int(biopsy)].score]
    names = [rule.finding.name for rule in read if hasattr(rule, "finding") and isinstance(rule.finding, Finding)]
    for age, *values in product((17.0, 18.0, 40.0), *[(False, True)] * len(names)):
        yield {"age_at_onset": age, **dict(zip(names, values, strict=True))}


def test_every_complete_pattern_without_biopsy_is_classified_alike(database: Any) -> None:
    frame = frame_of(list(complete_patterns(EULAR, biopsy=False)))
    assert frame.height == 3 * 2**10
    rows = check(database, frame, EULAR)
    assert {row["score_column"] for row in rows} == {"without biopsy"}


def test_the_complete_patterns_with_biopsy_are_classified_alike(database: Any) -> None:
    frame = frame_of(list(complete_patterns(EULAR, biopsy=True)))
    assert frame.height == 3 * 2**14
    rows = check(database, frame[::13], EULAR)
    assert {row["score_column"] for row in rows} == {"with biopsy"}
    assert all(row["score"] == row["highest_score"] for row in rows)


def test_ages_are_counted_by_the_calendar(database: Any) -> None:
    born = date(1980, 2, 29)
    onsets = [date(1998, 2, 28), date(1998, 3, 1), date(2020, 2, 28), date(2020, 2, 29), date(1981, 1, 1), born]
    records: list[dict[str, Any]] = [{"birth_date": born, "symptom_onset_date": onset} for onset in onsets]
    records += [{"birth_date": born, "symptom_onset_date": date(1980, 2, 28)}]
    records += [{"age_at_onset": 17.0, **records[3]}, {"birth_date": born}, {"symptom_onset_date": born}]
    records = [{**record, "anti_jo1": True} for record in records]
    rows = check(database, frame_of(records), EULAR)
    points = {3.9: "child or unknown", 5.2: "18 to 40", 6.0: "40 or older"}
    ages = [points[float(row["score"])] if row["score"] is not None else row["problem"] for row in rows]
    child = "child or unknown"
    assert ages == [
        child, "18 to 40", "18 to 40", "40 or older", child, child, "onset_before_birth", child, child, child,
    ]  # fmt: skip


def test_numbers_out_of_range_and_unknown_categories_make_a_row_invalid(database: Any) -> None:
    records = [
        {"age_at_onset": 121.0},
        {"age_at_onset": -1.0},
        {"age_at_onset": 120.0},
        {"ck": 5.0, "ck_uln": 0.0},
        {"ck": -1.0},
        {"ck": 0.0},
        {"treatment_response": "none"},
        {"treatment_response": "not_improved"},
    ]
    rows = check(database, frame_of(records), EULAR)
    codes = ["out_of_range", "out_of_range", None, "out_of_range", "out_of_range", None, "not_a_category", None]
    assert [row["problem"] for row in rows] == codes


@pytest.mark.parametrize("criteria", DEFAULT, ids=lambda criteria: criteria.full_id)
def test_columns_that_the_table_does_not_have_are_read_as_not_recorded(database: Any, criteria: CriteriaSet) -> None:
    frame = draw_frame(200, seed=5, missing=0.2)
    kept = ["patient_id", "birth_date", "symptom_onset_date", "ck", "ck_uln", "dm_rash", "heliotrope_rash", "anti_jo1",
            "proximal_weakness", "biopsy_endomysial", "treatment_response", "emg_short_polyphasic"]  # fmt: skip
    small = frame.select(kept)
    database.load(small)
    rows = given(database.run(select_statement(criteria, dialect=database.dialect, columns=[*kept, "hospital"])))
    blank = frame.with_columns(pl.lit(None).cast(dtype).alias(name) for name, dtype in frame.schema.items() if name not in kept)
    told = expected(small, criteria, database.dialect)
    assert [{name: row[name] for name in told[0]} for row in rows] == told
    database.load(blank)
    assert given(database.run(select_statement(criteria, dialect=database.dialect))) == rows


def test_a_table_with_nothing_but_ids_is_all_open(database: Any) -> None:
    database.load(frame_of([{}, {}]).select("patient_id"))
    for criteria in DEFAULT:
        rows = database.run(select_statement(criteria, dialect=database.dialect, columns=[]))
        assert {(row["status"], row["level"], row["highest_level"]) for row in rows} == {("classified", "not_met", "definite")}


def test_a_probability_is_the_librarys_at_every_score_that_is_reached(database: Any) -> None:
    if not DIALECTS[database.dialect].exponential:
        pytest.skip("this dialect gives no probability")
    frames = [frame_of(list(complete_patterns(EULAR, biopsy=biopsy))) for biopsy in (False, True)]
    scored = [classify_values(read_values(frame), (EULAR,), wanted=("score",)).results for frame in frames]
    kept = [
        frame.with_columns(results["eular_acr_2017_score"].alias("by")).unique("by", keep="first").drop("by")
        for frame, results in zip(frames, scored, strict=True)
    ]
    ids = pl.int_range(pl.len()).cast(pl.String).str.zfill(5).alias("patient_id")
    both = pl.concat(kept).with_columns(ids)
    rows = check(database, both, EULAR)
    assert len({(row["score"], row["score_column"]) for row in rows}) == both.height > 400


def test_whole_and_decimal_columns_and_a_view_in_between_change_nothing(database: Any) -> None:
    frame = draw_frame(200, seed=9, missing=0.2, contradictory=True)
    database.load(frame)
    exact = {name: "DECIMAL(10, 3)" for name, dtype in frame.schema.items() if dtype == pl.Float64} | {"age_at_onset": "INTEGER"}
    columns = ", ".join(f"CAST({name} AS {exact[name]}) AS {name}" if name in exact else name for name in frame.columns)
    database.execute("DROP VIEW IF EXISTS typed")
    database.execute(f"CREATE VIEW typed AS SELECT {columns} FROM patients")
    for criteria in DEFAULT:
        as_numbers, as_typed = (
            given(database.run(select_statement(criteria, dialect=database.dialect, table=table)))
            for table in ("patients", "typed")
        )
        assert as_typed == as_numbers
    database.execute("DROP VIEW typed")


def test_a_statement_can_be_a_view_or_stand_inside_another_statement(database: Any) -> None:
    database.load(draw_frame(100, seed=2))
    statement = select_statement(EULAR, dialect=database.dialect)
    levels = Counter(row["level"] for row in database.run(statement))
    database.execute("DROP VIEW IF EXISTS classified")
    database.execute(f"CREATE VIEW classified AS\n{statement}")
    inside = statement.removesuffix(";\n")
    for source in ("classified", f"(\n{inside}\n) AS classified"):
        rows = database.run(f"SELECT level, COUNT(*) AS n FROM {source} GROUP BY level")
        assert {row["level"]: int(row["n"]) for row in rows} == levels
    database.execute("DROP VIEW classified")
