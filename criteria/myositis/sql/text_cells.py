"""A table whose cells are all text: the first layer of a statement that turns words, numbers and dates into values.

English words are read as `reading.cell` reads them. What cannot be read makes the row invalid, as everywhere; it is never a
blank. A 1 or 0 is refused where the same column holds a 2 in any row. Not read here, and therefore invalid: `+` and `-`, numbers
such as `<160`, numbers with a decimal comma, partial dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from myositis.dictionary.findings import patient_id
from myositis.errors import UnknownNameError
from myositis.reading.cell import NO, YES
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Variable
from myositis.sql.conditions import case
from myositis.sql.dialects import Dialect, text
from myositis.sql.layers import BREAK, Layer

UNREADABLE = "unreadable"
"""The column of the layer with the code of the first cell that cannot be read."""

NOT_RECORDED = ("", "na", "n/a", "unknown", "not done", "nd", "not recorded", "not asked", "not applicable")
"""The words of English for a value that is not recorded."""

REMARK = "the cells of text as values; NULL is not recorded"
EXPECTS = (
    "every column text: yes/no words (yes, no, y, n, true, false, 1, 0, present, absent, positive, negative, in any case), "
    "numbers with a decimal point, dates 1980-05-03; blank, NA, unknown, not done, ND and NULL are not recorded; anything else, "
    "also <160, a decimal comma or a partial date, makes the row invalid"
)

_LAST_DAY = case(
    [
        ("SUBSTR({0}, 6, 2) IN ('04', '06', '09', '11')", "30"),
        (
            "SUBSTR({0}, 6, 2) = '02'",
            "CASE WHEN CAST(SUBSTR({0}, 1, 4) AS INTEGER) % 4 = 0 AND (CAST(SUBSTR({0}, 1, 4) AS INTEGER) % 100 <> 0 "
            "OR CAST(SUBSTR({0}, 1, 4) AS INTEGER) % 400 = 0) THEN 29 ELSE 28 END",
        ),
    ],
    "31",
)


@dataclass(frozen=True)
class TextDialect:
    """How a database reads text. word: the cell without spaces around it, in small letters. is_number, is_day: conditions on a
    word. number, day: the value of such a word. yes, no: the values of yes/no columns."""

    word: str
    is_number: str
    number: str
    is_day: str
    day: str
    yes: str
    no: str


_PLAIN_WORD = "LOWER(TRIM({0}))"
TEXT_DIALECTS = {
    "ansi": TextDialect(
        _PLAIN_WORD,
        "{0} SIMILAR TO '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)(e[+-]?[0-9][0-9]?)?'",
        "CAST({0} AS DOUBLE PRECISION)",
        "CASE WHEN {0} SIMILAR TO '[12][0-9][0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' "
        f"THEN CAST(SUBSTR({{0}}, 9, 2) AS INTEGER) <= {_LAST_DAY} ELSE FALSE END",
        "CAST({0} AS DATE)",
        "TRUE",
        "FALSE",
    ),
    "sqlite": TextDialect(
        _PLAIN_WORD,
        "LTRIM({0}, '+-') GLOB '*[0-9]*' AND LTRIM({0}, '+-') NOT GLOB '*[^0-9.]*' "
        "AND LENGTH({0}) - LENGTH(REPLACE({0}, '.', '')) <= 1 AND LENGTH({0}) - LENGTH(LTRIM({0}, '+-')) <= 1",
        "CAST({0} AS REAL)",
        "{0} GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND COALESCE(DATE({0}, '+0 days'), '') = {0}",
        "{0}",
        "1",
        "0",
    ),
    "mssql": TextDialect(
        "LOWER(LTRIM(RTRIM({0})))",
        "TRY_CAST({0} AS FLOAT) IS NOT NULL",
        "TRY_CAST({0} AS FLOAT)",
        "TRY_CONVERT(DATE, {0}, 23) IS NOT NULL",
        "TRY_CONVERT(DATE, {0}, 23)",
        "CAST(1 AS BIT)",
        "CAST(0 AS BIT)",
    ),
}


def text_layer(dialect: Dialect, read: Sequence[Variable]) -> Layer:
    """The layer that reads the table of text: every variable as a value, and the code of the first cell that has none.

    Errors: UnknownNameError for a dialect of your own, of which nobody knows how it reads text.
    """
    if dialect.name not in TEXT_DIALECTS:
        raise UnknownNameError(f"tables of text are read in {', '.join(TEXT_DIALECTS)}, not in {dialect.name}")
    how = TEXT_DIALECTS[dialect.name]
    layer = Layer("typed", REMARK)
    layer.keep([patient_id.name])
    wrong: list[tuple[str, str]] = []
    for variable in read:
        value, unreadable = _cell(how, variable)
        layer.columns[variable.name] = value
        wrong += unreadable
    layer.columns[UNREADABLE] = case([(condition, text(code)) for condition, code in wrong], between=BREAK)
    return layer


def _words(words: Iterable[str]) -> str:
    return ", ".join(text(word) for word in words)


def _cell(how: TextDialect, variable: Variable) -> tuple[str, list[tuple[str, str]]]:
    """The value of a cell, and the conditions under which it cannot be read, with their codes."""
    word = how.word.format(variable.name)
    blank = f"{word} IN ({_words(NOT_RECORDED)})"
    match variable:
        case Finding():
            value = case([(f"{word} IN ({_words(_codes(YES))})", how.yes), (f"{word} IN ({_words(_codes(NO))})", how.no)])
            twos = f"MAX(CASE WHEN {word} IN ('2', '2.0') THEN 1 ELSE 0 END) OVER () = 1"
            ambiguous = f"{word} IN ('0', '1', '0.0', '1.0') AND {twos}"
            known = _words((*_codes(YES), *_codes(NO), *NOT_RECORDED))
            return value, [(f"{word} NOT IN ({known})", "not_yes_no"), (ambiguous, "ambiguous_code")]
        case Category(values=values):
            word = f"REPLACE({word}, ' ', '_')"
            blanks = [blank_word.replace(" ", "_") for blank_word in NOT_RECORDED]
            value = case([(f"{word} IN ({_words(values)})", word)])
            return value, [(f"{word} NOT IN ({_words((*values, *blanks))})", "not_a_category")]
        case Measurement():
            return _checked(how.is_number, how.number, word, blank, "not_a_number")
        case Day():
            return _checked(how.is_day, how.day, word, blank, "not_a_date")
    return variable.name, []


def _codes(words: Sequence[str]) -> list[str]:
    """The words, and 1.0 beside 1: numbers that became text."""
    return [*words, *(f"{word}.0" for word in words if word.isdigit())]


def _checked(is_one: str, value: str, word: str, blank: str, code: str) -> tuple[str, list[tuple[str, str]]]:
    """A value where the word is not blank and is one; the check stands in a CASE, so that nothing else is converted."""
    fits = case([(blank, "0"), (is_one.format(word), "1")], "0")
    return case([(f"{fits} = 1", value.format(word))]), [(f"NOT ({blank}) AND {fits} = 0", code)]
