"""The few places where databases write the same thing differently.

Everything after the first layer of a statement is whole numbers, text and CASE, which all of them share. A dialect
says how a yes/no column becomes 1, 0 or NULL, how the parts of a date are taken, how text is joined and how names are
quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from myositis.errors import UnknownNameError, unknown
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Variable

UNLIMITED = "1E300"
"""What stands for the highest number of a measurement without one: only infinity is above."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PART = re.compile(r'"((?:[^"]|"")+)"|\[((?:[^\]]|\]\])+)\]|([^."\[\]]+)')


@dataclass(frozen=True)
class Dialect:
    """How one family of databases writes what the others write differently.

    runs_on: for the comment at the top and the help. yes_no, present, year, month, day: templates for a column.
    concat: the operator that joins text, or the function. from_second: text without its first character. quotes: around
    names. checked: yes/no columns may hold other numbers, so they are checked. typed: a column holds only values of its
    type. exponential: EXP exists everywhere. rounded: a number to so many decimals.
    """

    name: str
    runs_on: str
    expects: str
    yes_no: str
    present: str
    year: str
    month: str
    day: str
    concat: str
    from_second: str
    rounded: str
    quotes: tuple[str, str] = ('"', '"')
    checked: bool = True
    typed: bool = True
    exponential: bool = True

    def table(self, name: str) -> str:
        """A table name, with its schema before a dot if need be, safe to print.

        Plain names stay as they are, so that the database folds their case as usual; anything else is quoted. A part in
        double quotes or brackets is kept as it is. Errors: UnknownNameError for what cannot be a name.
        """
        place, parts = 0, []
        while True:
            part = _PART.match(name, place)
            if part is None or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
                raise UnknownNameError(f"a table is written patients or registry.patients, not {name!r}")
            parts.append(self._part(*part.groups()))
            place = part.end()
            if place == len(name):
                return ".".join(parts)
            if name[place] != ".":
                raise UnknownNameError(f"a table is written patients or registry.patients, not {name!r}")
            place += 1

    def _part(self, quoted: str | None, bracketed: str | None, bare: str | None) -> str:
        if bare is not None and _PLAIN.fullmatch(bare.strip()):
            return bare.strip()
        text = quoted.replace('""', '"') if quoted else bracketed.replace("]]", "]") if bracketed else str(bare).strip()
        if not text:
            raise UnknownNameError("a table name has an empty part")
        opening, closing = self.quotes
        return opening + text.replace(closing, closing * 2) + closing

    def joined(self, parts: Sequence[str]) -> str:
        """Texts one after the other."""
        if len(parts) > 1 and self.concat.isalpha():
            return f"{self.concat}({', '.join(parts)})"
        return f" {self.concat} ".join(parts)

    def unreadable(self, variable: Variable) -> tuple[str, str] | None:
        """The condition that a cell cannot be read, with the code of the problem; None when the types rule it out."""
        name = variable.name
        match variable:
            case Finding() if self.checked:
                return f"{name} NOT IN (0, 1)", "not_yes_no"
            case Category(values=values):
                return f"{name} NOT IN ({', '.join(map(text, values))})", "not_a_category"
            case Measurement() if not self.typed:
                return f"typeof({name}) NOT IN ('integer', 'real', 'null')", "not_a_number"
            case Day() if not self.typed:
                return f"COALESCE(date({name}, '+0 days'), '') <> {name}", "not_a_date"
        return None


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def number(value: float) -> str:
    """A number, without the decimals of a whole one."""
    return repr(value).removesuffix(".0")


def impossible(measurement: Measurement) -> str:
    """The condition that a number is outside the range in which it is possible."""
    name, low, high = measurement.name, measurement.lowest, measurement.highest
    below = f"{name} {'<=' if measurement.above_lowest else '<'} {number(low)}"
    return f"{below} OR {name} > {UNLIMITED if high == float('inf') else number(high)}"


ANSI = Dialect(
    "ansi",
    runs_on="PostgreSQL, DuckDB and databases like them",
    expects="yes/no columns BOOLEAN, dates DATE, measurements numbers",
    yes_no="CASE {0} WHEN TRUE THEN 1 WHEN FALSE THEN 0 END",
    present="{0} = TRUE",
    year="EXTRACT(YEAR FROM {0})",
    month="EXTRACT(MONTH FROM {0})",
    day="EXTRACT(DAY FROM {0})",
    concat="||",
    from_second="SUBSTRING({0} FROM 2)",
    rounded="CAST({0} AS DECIMAL(18, {1}))",
    checked=False,
)
SQLITE = Dialect(
    "sqlite",
    runs_on="SQLite",
    expects="yes/no columns 1 or 0, whole dates as text (1980-05-03), measurements numbers",
    yes_no="CAST({0} AS INTEGER)",
    present="{0} = 1",
    year="CAST(strftime('%Y', {0}) AS INTEGER)",
    month="CAST(strftime('%m', {0}) AS INTEGER)",
    day="CAST(strftime('%d', {0}) AS INTEGER)",
    concat="||",
    from_second="SUBSTR({0}, 2)",
    rounded="ROUND({0}, {1})",
    typed=False,
    exponential=False,
)
MSSQL = Dialect(
    "mssql",
    runs_on="Microsoft SQL Server (the text is checked by a parser; it has not been executed on a server)",
    expects="yes/no columns BIT, dates DATE, measurements numbers",
    yes_no="CAST({0} AS INT)",
    present="{0} = 1",
    year="DATEPART(year, {0})",
    month="DATEPART(month, {0})",
    day="DATEPART(day, {0})",
    concat="CONCAT",
    from_second="SUBSTRING({0}, 2, 400)",
    rounded="CAST({0} AS DECIMAL(18, {1}))",
    quotes=("[", "]"),
)

DIALECTS = {dialect.name: dialect for dialect in (ANSI, SQLITE, MSSQL)}
"""Every dialect by name, the default first."""


def dialect_named(name: str | Dialect) -> Dialect:
    """The dialect of that name; UnknownNameError when there is none."""
    if isinstance(name, Dialect):
        return name
    if name not in DIALECTS:
        raise unknown("dialect", name, DIALECTS)
    return DIALECTS[name]
