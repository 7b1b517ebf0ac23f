"""What the text of a statement says and does not say, in each dialect, and how names get into it."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from drawn import draw_frame, frame_of
from myositis.errors import AccessError, UnknownNameError
from myositis.published import DEFAULT, find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.sql import DIALECTS, MEANINGS, needed_columns, select_statement
from myositis_cli.sql_command import DIALECTS as OFFERED
from myositis_cli.sql_command import command
from sql.databases import DuckDB, SQLite

EVERY = variants()
SOME = (*DEFAULT, find("bohan-peter-1975:emg=triad,enzymes=ck_only"))
EULAR = find("eular-acr-2017")


def code(statement: str) -> str:
    """A statement without its comments and without quoted text."""
    return re.sub(r"'[^']*'", "''", "\n".join(line for line in statement.splitlines() if not line.startswith("--")))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
def test_a_statement_is_one_plain_select_with_the_criteria_named_at_the_top(criteria: CriteriaSet, dialect: str) -> None:
    statement = select_statement(criteria, dialect=dialect, table="registry.cohort")
    head = [line for line in statement.splitlines() if line.startswith("--")]
    told = " ".join(" ".join(line.removeprefix("--").split()) for line in head)
    for part in (criteria.title, f"revision {criteria.revision}", criteria.fingerprint, *criteria.citations[0].doi):
        assert part in told
    for name, value in criteria.options:
        assert f"{name}={value}" in told
    text = code(statement)
    assert text.startswith("SELECT\n")
    assert text.count(";") == 1
    assert text.endswith(";")
    assert text.count("FROM registry.cohort\n") == 1
    assert "WITH" not in re.findall(r"\w+", text)
    assert max(map(len, statement.splitlines())) <= 120


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("criteria", SOME, ids=lambda criteria: criteria.full_id)
def test_a_parser_of_the_dialect_reads_the_statement(criteria: CriteriaSet, dialect: str) -> None:
    sqlglot = pytest.importorskip("sqlglot")
    names = {"ansi": ["postgres", "duckdb"], "sqlite": ["sqlite"], "mssql": ["tsql"]}
    for name in names[dialect]:
        trees = sqlglot.parse(select_statement(criteria, dialect=dialect), read=name)
        assert len(trees) == 1
        assert not list(trees[0].find_all(sqlglot.exp.Command)), "the parser gave up and kept the text as it is"
        functions = {call.name.upper() for call in trees[0].find_all(sqlglot.exp.Anonymous)}
        assert functions <= {"ansi": set(), "sqlite": {"DATE"}, "mssql": set()}[dialect], functions
        tables = {table.name for table in trees[0].find_all(sqlglot.exp.Table)}
        assert tables == {"patients"}
        assert [item for item in trees[0].named_selects if item not in MEANINGS] == []


def test_the_text_for_sql_server_translated_to_duckdb_gives_the_same() -> None:
    """The text itself has not been executed on a server; its translation, with BIT columns as numbers, has."""
    sqlglot = pytest.importorskip("sqlglot")
    import polars as pl

    frame = draw_frame(400, seed=21, missing=0.4, contradictory=True)
    for criteria in SOME:
        database = DuckDB()
        database.load(frame)
        ansi = database.run(select_statement(criteria))
        database.load(frame.with_columns(pl.col(pl.Boolean).cast(pl.Int32)))
        (translated,) = sqlglot.transpile(select_statement(criteria, dialect="mssql"), read="tsql", write="duckdb")
        assert database.run(translated) == ansi


@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
def test_the_text_for_sql_server_keeps_to_what_it_knows(criteria: CriteriaSet) -> None:
    text = code(select_statement(criteria, dialect="mssql"))
    words = {word.upper() for word in re.findall(r"\w+", text)}
    assert not words & {
        "TRUE",
        "FALSE",
        "BOOLEAN",
        "EXTRACT",
        "LIMIT",
        "GREATEST",
        "LEAST",
        "NULLS",
        "ORDER",
        "WITH",
        "SUBSTR",
    }
    assert "||" not in text
    assert "DATEPART" in words
    assert not re.search(r"\bIS (NOT )?(TRUE|FALSE|UNKNOWN)\b", text)
    functions = "CAST COALESCE CONCAT DATEPART DECIMAL EXP NULLIF SUBSTRING VARCHAR"
    known = {*functions.split(), *["CASE", "IN", "THEN", "WHEN", "AND", "OR", "ELSE", "FROM", "AS"]}
    assert {word.upper() for word in re.findall(r"(\w+)\s*\(", text)} <= known
    assert max(depth_of_cases(text)) <= 10


def depth_of_cases(text: str) -> list[int]:
    """How deep each CASE stands inside others: a server that passes it on allows ten."""
    depths, depth = [], 0
    for word in re.findall(r"\b(?:CASE|END)\b", text):
        depth += 1 if word == "CASE" else -1
        depths.append(depth)
    assert depth == 0
    return depths


@pytest.mark.parametrize("criteria", SOME, ids=lambda criteria: criteria.full_id)
def test_sql_server_finds_no_bare_condition_among_the_selected_columns(criteria: CriteriaSet) -> None:
    sqlglot = pytest.importorskip("sqlglot")
    exp = sqlglot.exp
    (tree,) = sqlglot.parse(select_statement(criteria, dialect="mssql"), read="tsql")
    conditions = (exp.Predicate, exp.And, exp.Or, exp.Not, exp.Boolean)
    selected = [item for select in tree.find_all(exp.Select) for item in select.expressions]
    for found in (found for item in selected for found in item.find_all(*conditions)):
        below, above = found, found.parent
        while isinstance(above, exp.Paren | exp.And | exp.Or | exp.Not):
            below, above = above, above.parent
        assert isinstance(above, exp.If), found.sql()
        assert above.this is below, found.sql()


@pytest.mark.parametrize("criteria", SOME, ids=lambda criteria: criteria.full_id)
def test_every_column_that_is_said_to_be_needed_is_read_and_no_other(criteria: CriteriaSet) -> None:
    sqlglot = pytest.importorskip("sqlglot")
    (tree,) = sqlglot.parse(select_statement(criteria), read="postgres")
    innermost = list(tree.find_all(sqlglot.exp.Select))[-1]
    read = {column.name for column in innermost.find_all(sqlglot.exp.Column)}
    assert read == set(needed_columns(criteria))


@pytest.mark.parametrize(
    ("given", "ansi", "mssql"),
    [
        ("patients", "patients", "patients"),
        ("registry.Patients_2", "registry.Patients_2", "registry.Patients_2"),
        ("my patients", '"my patients"', "[my patients]"),
        ('registry."Odd.Name"', 'registry."Odd.Name"', "registry.[Odd.Name]"),
        ("[dbo].[my table]", '"dbo"."my table"', "[dbo].[my table]"),
        ("x; DROP TABLE patients; --", '"x; DROP TABLE patients; --"', "[x; DROP TABLE patients; --]"),
        ("x) AS y, (SELECT 1", '"x) AS y, (SELECT 1"', "[x) AS y, (SELECT 1]"),
        ('"a""b"', '"a""b"', '[a"b]'),
        ("[a]]b]", '"a]b"', "[a]]b]"),
        ("größe", '"größe"', "[größe]"),
    ],
)
def test_a_table_name_is_printed_plain_or_quoted(given: str, ansi: str, mssql: str) -> None:
    assert f"FROM {ansi}\n" in select_statement(EULAR, table=given)
    assert f"FROM {mssql}\n" in select_statement(EULAR, table=given, dialect="mssql")


NO_NAMES = ["", ".", "a..b", "a.", ".a", 'a"b', '"a', "a\nb", "a\x00b", " ", "a. .b", '""', "[]", 'a"; DROP']


@pytest.mark.parametrize("given", NO_NAMES)
def test_what_cannot_be_a_table_name_is_refused(given: str) -> None:
    with pytest.raises(UnknownNameError, match="table"):
        select_statement(EULAR, table=given)


@pytest.mark.parametrize("hostile", ["x; DROP TABLE patients; --", 'a b" c', "q'; DROP TABLE patients"])
def test_a_hostile_table_name_stays_a_name_in_a_real_database(hostile: str) -> None:
    database = SQLite()
    database.load(frame_of([{}]))
    quoted = '"' + hostile.replace('"', '""') + '"'
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        database.run(select_statement(EULAR, dialect="sqlite", table=quoted))
    database.connection.execute(f"ALTER TABLE patients RENAME TO {quoted}")
    assert len(database.run(select_statement(EULAR, dialect="sqlite", table=quoted))) == 1


def test_titles_and_outcomes_of_criteria_of_your_own_cannot_leave_comments_and_quotes() -> None:
    column = replace(EULAR.columns[0], name="it's 'one'")
    bare = replace(EULAR, notes=(), other_column=None, unclear=())
    own = replace(bare, title="two\nDROP TABLE patients;", columns=(column, EULAR.columns[1]))
    statement = select_statement(own, dialect="sqlite")
    assert "\nDROP" not in statement
    database = SQLite()
    database.load(frame_of([{}]))
    assert database.run(statement)[0]["score_column"] == "it's 'one'"


def test_names_that_the_dictionary_does_not_know_are_passed_over_and_told_at_the_top() -> None:
    statement = select_statement(EULAR, columns=["ck", "ck_uln", "x; DROP TABLE patients"])
    assert "DROP" not in statement
    assert "-- Reads: patient_id, ck, ck_uln\n" in statement
    assert "-- Not in the table, read as not recorded: age_at_onset," in statement


def test_sqlite_cells_that_are_not_what_they_should_be_make_a_row_invalid() -> None:
    database = SQLite()
    database.load(frame_of([{} for _ in range(9)]))
    cells: list[tuple[str, Any, str | None]] = [
        ("anti_jo1", "yes", "not_yes_no"),
        ("anti_jo1", 9, "not_yes_no"),
        ("anti_jo1", 1, None),
        ("ck", "< 5", "not_a_number"),
        ("birth_date", "1980", "not_a_date"),
        ("birth_date", "1980-05", "not_a_date"),
        ("birth_date", "2023-02-30", "not_a_date"),
        ("birth_date", "1980-05-03", None),
        ("age_at_onset", 50, None),
    ]
    for row, (name, value, _) in enumerate(cells):
        database.connection.execute(f"UPDATE patients SET {name} = ? WHERE patient_id = ?", (value, f"{row:05}"))
    rows = sorted(database.run(select_statement(EULAR, dialect="sqlite")), key=lambda row: row["patient_id"])
    assert [row["problem"] for row in rows] == [problem for *_, problem in cells]


def test_an_unknown_dialect_or_criteria_set_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `mssql`"):
        select_statement(EULAR, dialect="msql")
    with pytest.raises(UnknownNameError, match="did you mean `eular-acr-2017`"):
        select_statement("eular-acr-2018")


def invoke(*arguments: str, stdin: str | None = None) -> Any:
    return CliRunner().invoke(command, list(arguments), input=stdin)


def test_the_command_prints_the_statement_and_nothing_else() -> None:
    done = invoke("bohan-peter-1975:emg=triad", "--dialect", "mssql", "--table", "registry.patients")
    assert done.exit_code == 0
    assert done.stdout == select_statement("bohan-peter-1975:emg=triad", dialect="mssql", table="registry.patients")
    assert done.stderr == ""


def test_the_command_offers_every_dialect() -> None:
    assert tuple(DIALECTS) == OFFERED
    told = " ".join(invoke("--help").stdout.split())
    assert "it has not been executed on a server" in told
    assert "not been executed on a server" in select_statement(EULAR, dialect="mssql").replace("\n--   ", " ")


@pytest.mark.parametrize("way", ["list", "file", "csv", "stdin"])
def test_the_columns_of_a_table_come_from_a_list_a_file_a_header_or_stdin(way: str, tmp_path: Any) -> None:
    names = ["patient_id", "ck", "ck_uln", "ck_elevatet"]
    wanted = select_statement(EULAR, columns=names)
    path = tmp_path / ("cohort.csv" if way == "csv" else "names.txt")
    path.write_text('patient_id;"ck";ck_uln;ck_elevatet\n1;dm_rash;anti_jo1;1\n' if way == "csv" else "\n".join(names))
    given = {"list": ",".join(names), "stdin": "-"}.get(way, str(path))
    done = invoke("eular-acr-2017", "--columns", given, stdin="\n".join(names))
    assert done.exception is None
    assert done.stdout == wanted
    assert done.stderr == "note: `ck_elevatet` is not read; did you mean `ck_elevated`?\n"


def test_a_file_of_columns_that_cannot_be_read_is_refused() -> None:
    done = invoke("eular-acr-2017", "--columns", "/nowhere/names.txt")
    assert isinstance(done.exception, AccessError)
    assert "cannot read the column names" in str(done.exception)
