"""Databases for the tests: each takes a frame as its table `patients` and runs a statement over it."""

from __future__ import annotations

import csv
import io
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

Rows = list[dict[str, Any]]
BLANK = "<blank>"
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: found.parent.name)
POSTGRES_USERS = ("postgres", "nobody")


def kinds(frame: pl.DataFrame, names: dict[Any, str]) -> str:
    """The columns of a CREATE TABLE."""
    return ", ".join(f"{name} {names[dtype.base_type()]}" for name, dtype in frame.schema.items())


class DuckDB:
    """DuckDB in memory."""

    dialect = "ansi"

    def __init__(self) -> None:
        import duckdb

        self.connection = duckdb.connect()

    def load(self, frame: pl.DataFrame) -> None:
        self.connection.register("arrow_cohort", frame.to_arrow())
        self.connection.execute("CREATE OR REPLACE TABLE patients AS SELECT * FROM arrow_cohort")

    def execute(self, statement: str) -> None:
        self.connection.execute(statement)

    def run(self, statement: str) -> Rows:
        cursor = self.connection.execute(statement)
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class SQLite:
    """SQLite in memory: yes/no as 1 and 0, dates as text."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")

    def load(self, frame: pl.DataFrame) -> None:
        plain = frame.with_columns(pl.col(pl.Boolean).cast(pl.Int8), pl.col(pl.Date).cast(pl.String))
        self.connection.execute("DROP TABLE IF EXISTS patients")
        columns = kinds(plain, {pl.String: "TEXT", pl.Int8: "INTEGER", pl.Float64: "REAL"})
        self.connection.execute(f"CREATE TABLE patients ({columns})")
        signs = ", ".join("?" * plain.width)
        self.connection.executemany(f"INSERT INTO patients VALUES ({signs})", plain.rows())

    def execute(self, statement: str) -> None:
        self.connection.execute(statement)

    def run(self, statement: str) -> Rows:
        cursor = self.connection.execute(statement)
        names = [item[0] for item in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class PostgreSQL:
    """PostgreSQL through psql, on the socket of a server that the tests started."""

    dialect = "ansi"

    def __init__(self, socket: Path, user: str) -> None:
        self.command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--csv", "-P", f"null={BLANK}"]
        self.command += ["-h", str(socket), "-U", user, "-d", "postgres"]

    def psql(self, text: str) -> str:
        done = subprocess.run(self.command, input=text, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def load(self, frame: pl.DataFrame) -> None:
        names = {pl.String: "TEXT", pl.Boolean: "BOOLEAN", pl.Float64: "DOUBLE PRECISION", pl.Date: "DATE"}
        create = f"DROP TABLE IF EXISTS patients; CREATE TABLE patients ({kinds(frame, names)});"
        copy = "COPY patients FROM STDIN (FORMAT csv, HEADER);"
        self.psql(f"SET client_min_messages = warning;\n{create}\n{copy}\n{frame.write_csv()}\\.\n")

    def execute(self, statement: str) -> None:
        self.psql(f"SET client_min_messages = warning;\n{statement.rstrip().removesuffix(';')};\n")

    def run(self, statement: str) -> Rows:
        rows = csv.DictReader(io.StringIO(self.psql(statement)))
        return [{name: None if value == BLANK else value for name, value in row.items()} for row in rows]


@contextmanager
def postgres_server() -> Iterator[PostgreSQL]:
    """A server of its own, as an unprivileged user, in a temporary folder, on a socket in it; stopped at the end."""
    programs = POSTGRES[-1]
    user = pwd.getpwuid(os.getuid()).pw_name
    become: list[str] = []
    home = Path(tempfile.mkdtemp(prefix="myositis-", dir="/tmp"))
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        known = {entry.pw_name for entry in pwd.getpwall()}
        user = next(name for name in POSTGRES_USERS if name in known)
        become = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
        shutil.chown(home, user)
    data, log = home / "data", home / "log"

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            [*become, *map(str, command)],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command[0]}: {done.stdout}"

    run(programs / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off -c shared_buffers=16MB"
    run(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", settings, "start")
    try:
        yield PostgreSQL(home, user)
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
