"""`myositis sql`: a criteria set as one SELECT statement."""

from __future__ import annotations

import sys
from pathlib import Path

import click

DIALECTS = ("ansi", "sqlite", "mssql")


@click.command("sql")
@click.argument("name", metavar="ID")
@click.option("--dialect", type=click.Choice(DIALECTS), default="ansi", show_default=True, help="How the database writes it.")
@click.option(
    "--table",
    metavar="NAME",
    default="patients",
    show_default=True,
    help="The table or view, with its schema if need be: registry.patients. Other than plain names are quoted.",
)
@click.option(
    "--columns",
    metavar="FILE_OR_LIST",
    help="The columns that the table has, if not all: names with commas between them, a file of names, a .csv file "
    "(its header), or - for stdin. The others are read as not recorded.",
)
@click.option("--text", is_flag=True, help="Every column of the table is text: yes/no words, numbers and dates as text.")
def command(name: str, dialect: str, table: str, columns: str | None, text: bool) -> None:
    """Print the criteria set ID as one SELECT statement.

    For registries that classify inside their database. The table has one row per patient and the columns of the data
    dictionary: yes/no columns are BOOLEAN (sqlite: 1 and 0; mssql: BIT), measurements numbers, dates DATE (sqlite:
    whole dates as text, 1980-05-03); NULL is not recorded. The result has one row per row: patient_id, status,
    problem, level, highest_level, subgroup, and, as the criteria have them, score, highest_score, probability,
    score_column, criteria_met, criteria_count, criteria_most. Comments at the top say what each one holds. It gives
    what `myositis classify` gives; contradictions, numbers out of range and unknown categories make a row invalid.
    That patient_id is unique is up to the table.

    A table of text, as an import of CSV makes it, is read with --text: yes, no, y, n, true, false, present, absent, positive,
    negative, 1 and 0 (not where the column also holds a 2) in any case; numbers with a decimal point; dates 1980-05-03. Blank,
    NA, unknown and not done are not recorded. Anything else makes the row invalid; it is never read as a blank.

    \b
    Dialects:
      ansi    PostgreSQL, DuckDB and databases like them
      sqlite  SQLite; without the probability, because not every SQLite has EXP
      mssql   Microsoft SQL Server; checked by a parser only, it has not been executed on a server

    \b
    Examples:
      myositis sql eular-acr-2017 > eular_acr_2017.sql
      myositis sql bohan-peter-1975:emg=triad --dialect mssql --table registry.patients
      myositis sql bohan-peter-1975 --text --table import.cohort
      myositis sql eular-acr-2017 --columns patient_id,age_at_onset,dm_rash,proximal_weakness,ck,ck_uln
    """
    from myositis.classify_file.unread import unread
    from myositis.published import find
    from myositis.published.criteria_set import dictionary_of
    from myositis.reading.cohort import near_misses, require_findings
    from myositis.sql import select_statement

    names = None if columns is None else _names(columns)
    criteria = find(name)
    if names is not None:
        require_findings(names, dictionary_of((criteria,)))
        named = tuple(item for item in names if item)
        dictionary = dictionary_of((criteria,))
        misspelt = near_misses(named, frozenset(dictionary.keys() & {*named}), tuple(dictionary))
        for note in (*misspelt, *unread(named, (criteria,))):
            click.echo(f"note: {note}", err=True)
    click.echo(select_statement(criteria, dialect=dialect, table=table, columns=names, text=text), nl=False)


def _names(columns: str) -> list[str]:
    """The names of a list or of a file."""
    from myositis.errors import AccessError

    text = columns
    if columns == "-":
        text = sys.stdin.read()
    elif "." in columns or "/" in columns or "\\" in columns:
        try:
            text = Path(columns).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
            raise AccessError(f"cannot read the column names from `{columns}`: {reason}") from None
        if columns.lower().endswith((".csv", ".tsv")):
            text = next(iter(text.splitlines()), "")
    for sign in ",;\t\r\n":
        text = text.replace(sign, "|")
    return [name.strip().strip('"').strip() for name in text.split("|")]
