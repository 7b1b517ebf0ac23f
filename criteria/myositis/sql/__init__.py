"""Criteria as one SELECT statement, for registries that classify inside their database.

What it answers: level, subgroup and score of every row of a table, and the highest level that missing findings leave open,
without a patient leaving the database.

In goes a criteria set, the name of a dialect (`ansi`, `sqlite`, `mssql`) and of a table with the dictionary's columns, typed.
Out comes the text of one statement, with a comment on what it reads; what cannot be said as one SELECT (open outcomes of a
tree, say) is refused for that set, in words.

| module | holds |
|---|---|
| `conditions` | rules as SQL conditions |
| `layers` | a statement as layers: each SELECT reads only the one inside it |
| `statement` | the set as layers: what is derived, decided, selected |
| `highest` | the most that completions reach |
| `result` | the columns of the result |
| `dialects` | the few places where databases write the same thing differently |

It connects to nothing, and may import `published` and below. Start with `select_statement`, then `statement`.

>>> from myositis.sql import select_statement
>>> print(select_statement("eular-acr-2017", dialect="ansi", table="registry.patients"))  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from myositis.dictionary.findings import patient_id
from myositis.published import IDS, find, options_of
from myositis.published.criteria_set import CriteriaSet
from myositis.sql.dialects import ANSI, DIALECTS, MSSQL, SQLITE, Dialect, dialect_named
from myositis.sql.highest import refusal
from myositis.sql.layers import nested
from myositis.sql.result import MEANINGS, ResultColumns
from myositis.sql.statement import Statement, needed_columns
from myositis.sql.text_cells import EXPECTS

__all__ = [
    "ANSI",
    "DIALECTS",
    "MEANINGS",
    "MSSQL",
    "SQLITE",
    "Dialect",
    "needed_columns",
    "select_statement",
]


def select_statement(
    criteria: str | CriteriaSet,
    *,
    dialect: str | Dialect = ANSI,
    table: str = "patients",
    columns: Iterable[str] | None = None,
    text: bool = False,
) -> str:
    """One SELECT statement that classifies every row of a table with the dictionary's columns.

    criteria: an id such as `bohan-peter-1975:emg=triad`, or a `CriteriaSet` object. dialect: `ansi`, `sqlite` or `mssql`.
    table: `patients`, `registry.patients`, or quoted names. columns: the columns that the table has, if not all that
    are read (`needed_columns`): the others are read as not recorded; names that the dictionary does not know are
    passed over. `patient_id` is always expected. text: every column of the table is text; the statement then reads words,
    numbers and dates itself (`text_cells`). Result columns: `MEANINGS`.

    Errors: UnknownNameError for an unknown criteria set or dialect, or a table that has no such name.
    """
    found, chosen = find(criteria), dialect_named(dialect)
    needed = needed_columns(found)
    given = needed if columns is None else [patient_id.name, *columns]
    here = [name for name in needed if name in given]
    statement = Statement(found, chosen, here, of_text=text)
    result = ResultColumns(statement).layer()
    body = nested(result, statement.layers, chosen.table(table))
    missing = [name for name in needed if name not in given]
    expects = EXPECTS if text else f"{chosen.expects}; NULL is not recorded"
    return "\n".join([*_header(found, chosen, expects, here, missing, list(result.columns)), body]) + ";\n"


def _header(
    criteria: CriteriaSet, dialect: Dialect, expects: str, here: list[str], missing: list[str], result: list[str]
) -> list[str]:
    """What the statement is and what its columns say, as comments."""
    from myositis.version import __version__

    every = options_of(criteria.id) if criteria.id in IDS else {}
    options = {name: values[0] for name, values in every.items()} | dict(criteria.options)
    told = f"; options: {', '.join(f'{name}={value}' for name, value in options.items())}" if options else ""
    paragraphs = [
        criteria.title,
        f"{criteria.id}, revision {criteria.revision}, fingerprint {criteria.fingerprint}{told}",
        *map(str, criteria.citations),
        f"Written by myositis {__version__} for {dialect.runs_on}: {expects}.",
        f"Reads: {', '.join(here)}",
        *([f"Not in the table, read as not recorded: {', '.join(missing)}"] if missing else []),
        *([f"What completions reach is not given: {refusal(criteria)}."] if refusal(criteria) else []),
        "Result:",
        *(f"  {name}: {MEANINGS[name]}" for name in result),
        "To be read from the innermost SELECT, step 1, outwards. Points are whole tenths until the last step.",
    ]
    return [line for paragraph in paragraphs for line in _comment(paragraph)]


def _comment(paragraph: str) -> list[str]:
    """A paragraph as comment lines; whatever it holds, nothing of it can leave the comment."""
    indent = "  " if paragraph.startswith("  ") else ""
    plain = " ".join(paragraph.split())
    return wrap(plain, 116, initial_indent=f"-- {indent}", subsequent_indent=f"--   {indent}", break_long_words=False)
