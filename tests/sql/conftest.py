"""The databases on which the statements are run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from sql.databases import POSTGRES, DuckDB, PostgreSQL, SQLite, postgres_server

Database = DuckDB | SQLite | PostgreSQL


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    if not POSTGRES or shutil.which("psql") is None:
        pytest.skip("PostgreSQL is not installed: apt-get install -y postgresql")
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["duckdb", "sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each database in turn."""
    match request.param:
        case "duckdb":
            pytest.importorskip("duckdb")
            return DuckDB()
        case "sqlite":
            return SQLite()
        case _:
            server: PostgreSQL = request.getfixturevalue("postgres")
            return server
