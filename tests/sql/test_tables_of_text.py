"""A table whose cells are all text: the statement reads it as the library reads a file, and refuses what it cannot read."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from drawn import draw_record
from myositis.cohort.result import result_names
from myositis.cohort.row_by_row import classify_rows
from myositis.published import DEFAULT
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import read_values
from myositis.rules.vocabulary import Finding
from myositis.sql import needed_columns, select_statement
from sql.conftest import Database

WORDS = {True: ["yes", "Y", " true", "present", "Positive"], False: ["no", "N", "FALSE ", "absent", "negative"]}
BLANKS = ["", "NA", "n/a", "Unknown", "not done", "nd", None]
every_set = pytest.mark.parametrize("criteria", DEFAULT, ids=lambda criteria: criteria.full_id)


def as_text(criteria: CriteriaSet, count: int, seed: int) -> pl.DataFrame:
    """Random records as the words that people type."""
    source = random.Random(seed)
    rows = []
    for number in range(count):
        record = draw_record(source, 0.4)
        row: dict[str, str | None] = {"patient_id": f"{number:04}"}
        for name in needed_columns(criteria)[1:]:
            value = record.get(name)
            if value is None:
                row[name] = source.choice(BLANKS)
            elif isinstance(value, bool):
                row[name] = source.choice(WORDS[value])
            else:
                row[name] = f" {value}" if source.random() < 0.2 else str(value)
        rows.append(row)
    return pl.DataFrame(rows, schema=dict.fromkeys(["patient_id", *needed_columns(criteria)[1:]], pl.String))


def statement_for(database: Database, criteria: CriteriaSet, **more: Any) -> str:
    return select_statement(criteria, dialect=database.dialect, text=True, **more)


@every_set
def test_words_numbers_and_dates_are_read_as_by_the_library(database: Database, criteria: CriteriaSet) -> None:
    frame = as_text(criteria, 300, 5)
    dictionary = dictionary_of((criteria,))
    expected = classify_rows(read_values(frame, dictionary=dictionary), (criteria,)).results
    names = result_names(criteria)
    database.load(frame)
    rows = sorted(database.run(statement_for(database, criteria)), key=lambda row: row["patient_id"])
    assert [row["status"] for row in rows] == expected["myositis_status"].to_list()
    for name in ("level", "subgroup"):
        assert [row[name] for row in rows] == expected[names[name]].to_list()
    if "score" in names:
        scores = [None if row["score"] is None else round(float(row["score"]), 1) for row in rows]
        assert scores == expected[names["score"]].to_list()


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("anti_jo1", "perhaps", "not_yes_no"),
        ("anti_jo1", "+", "not_yes_no"),
        ("anti_jo1", "2", "not_yes_no"),
        ("treatment_response", "worse", "not_a_category"),
        ("age_at_onset", "fifty", "not_a_number"),
        ("age_at_onset", "5 0", "not_a_number"),
        ("age_at_onset", "52,5", "not_a_number"),
        ("age_at_onset", ">18", "not_a_number"),
        ("age_at_onset", "130", "out_of_range"),
        ("ck", "-5", "out_of_range"),
        ("ck", "1.2.3", "not_a_number"),
        ("birth_date", "1980", "not_a_date"),
        ("birth_date", "1981-02-29", "not_a_date"),
        ("birth_date", "03.05.1980", "not_a_date"),
        ("birth_date", "1980-13-01", "not_a_date"),
    ],
)
def test_what_cannot_be_read_makes_the_row_invalid_and_never_a_blank(
    database: Database, name: str, cell: str, code: str
) -> None:
    columns = ["patient_id", "anti_jo1", "treatment_response", "age_at_onset", "ck", "birth_date"]
    good: dict[str, str | None] = dict.fromkeys(columns)
    frame = pl.DataFrame(
        [{**good, "patient_id": "a", name: cell}, {**good, "patient_id": "b"}], schema=dict.fromkeys(columns, pl.String)
    )
    database.load(frame)
    rows = {row["patient_id"]: row for row in database.run(statement_for(database, DEFAULT[0], columns=columns))}
    assert (rows["a"]["status"], rows["a"]["problem"], rows["a"]["level"]) == ("invalid", code, None)
    assert rows["b"]["status"] == "classified"


def test_a_one_beside_a_two_is_refused_as_in_a_file(database: Database) -> None:
    frame = pl.DataFrame({"patient_id": ["a", "b", "c"], "anti_jo1": ["1", "2", None], "dm_rash": ["1", "0", "1.0"]})
    database.load(frame)
    rows = sorted(database.run(statement_for(database, DEFAULT[0], columns=frame.columns)), key=lambda row: row["patient_id"])
    assert [row["problem"] for row in rows] == ["ambiguous_code", "not_yes_no", None]


@pytest.mark.parametrize("cell", ["1980-05-03", "2000-02-29", "1996-12-31"])
def test_whole_days_of_the_calendar_are_read(database: Database, cell: str) -> None:
    frame = pl.DataFrame({"patient_id": ["a"], "birth_date": [cell], "symptom_onset_date": ["2020-02-29"]})
    database.load(frame)
    (row,) = database.run(statement_for(database, DEFAULT[0], columns=frame.columns))
    assert row["status"] == "classified"
    assert float(row["score"]) in (1.3, 2.1)


def test_the_text_says_what_a_table_of_text_needs() -> None:
    made = select_statement(DEFAULT[0], text=True)
    comment = " ".join(line.removeprefix("--").strip() for line in made.splitlines() if line.startswith("--"))
    assert "every column text: yes/no words (yes, no, y, n, true, false" in comment
    assert "makes the row invalid" in comment
    for variable in dictionary_of((DEFAULT[0],)).values():
        if isinstance(variable, Finding) and variable.name in needed_columns(DEFAULT[0]):
            assert f"LOWER(TRIM({variable.name})) IN ('yes', 'y'" in made


def test_the_sql_server_text_is_parsed() -> None:
    sqlglot = pytest.importorskip("sqlglot")
    for criteria in DEFAULT:
        assert sqlglot.parse_one(select_statement(criteria, dialect="mssql", text=True), dialect="tsql")
