"""One cell of a table, read by the data dictionary: a value, not recorded (with the reason), or a problem.

Nothing is guessed. Yes/no cells read yes/no, y/n, true/false, 1/0, present/absent, positive/negative and the words of other
languages (`cell_words`) in any case; single letters and signs only where the caller has seen both of a pair in the column, 1
and 0 only where no cell of it is 2. Blank, NA, unknown, not done and ND are not recorded. Anything else is a problem.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from myositis.dictionary.dates import PLACEHOLDERS, SPREADSHEET_ZERO, Days, parse_days
from myositis.dictionary.findings import patient_id
from myositis.errors import NOT_CALCULATED, RecordError
from myositis.reading.cell_words import (
    LETTERS,
    MISSING_WORDS,
    NE,
    NO_WORDS,
    UNDECIDED_WORDS,
    YES_WORDS,
    pair_of,
    sex_of,
)
from myositis.reading.spelling import narrow, operator_first, visible
from myositis.rules.values import Interval
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Text, Variable

YES = ("yes", "y", "true", "1", "present", "positive")
NO = ("no", "n", "false", "0", "absent", "negative")
"""What is named as an example; `cell_words` has all of them."""

NOT_RECORDED = MISSING_WORDS | UNDECIDED_WORDS
"""Words for a value that is not recorded, and the reason each gives."""

_ONE = re.compile(r"([01])([.,]0+)?")
_ERROR = re.compile(r"#(N/A|NV|REF!|BEZUG!|NAME\?|DIV/0!|VALUE!|WERT!|NUM!|ZAHL!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!)")
PLACEHOLDER = "placeholder_day"
"""The problem of such a day."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_UNDECIDED = re.compile(r",|\d\.\d{3}(?!\d)")
UNDECIDED = (
    "the file leaves open whether its commas and points mark decimals or thousands: say it in a mapping, "
    '[file] thousands = "," or decimal_comma = true'
)
"""What is said of a number that can be read in two ways."""

_OPERATORS = re.compile(r"(<=|>=|≤|≥|<|>)?\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says. value: None when not recorded. reason: why not. problem: a stable code, with its message."""

    value: Any = None
    reason: str | None = None
    problem: str | None = None
    message: str = ""

    def __str__(self) -> str:
        if self.problem:
            return f"problem: {self.message}"
        if self.value is None:
            return f"not recorded ({self.reason})"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return str(self.value)


def _problem(code: str, message: str) -> Cell:
    return Cell(problem=code, message=message)


def read_cell(
    variable: Variable, raw: Any, *, letters: frozenset[str] = frozenset(), twos: bool = False, decimal_comma: bool | None = False
) -> Cell:
    """Read one raw cell as a value of `variable`.

    raw: text or a typed cell (bool, number, date), None for an empty one. letters: the single letters and signs that the
    column holds (`cell_words.letters_of`): what one of them means depends on the others. twos: the column also holds a `2`,
    so that nobody can say what its `1` and `0` mean. decimal_comma: numbers in text are written `5,3`; None where the file
    leaves open whether a comma or point marks decimals or thousands.
    """
    if isinstance(raw, float) and math.isnan(raw):
        raw = None
    text = "" if raw is None else visible(raw) if isinstance(raw, str) else None
    wrong = None if text is None else spreadsheet_error(text)
    if wrong is not None:
        return wrong
    if variable == patient_id:  # `NA` may be somebody's id: only a blank is not recorded
        return Cell(reason="blank") if text == "" else Cell(str(raw).strip())
    text = text if text is None or isinstance(variable, Text) else narrow(text)
    if text is not None and text.casefold() in NOT_RECORDED:
        return Cell(reason=NOT_RECORDED[text.casefold()])
    match variable:
        case Finding():
            return _yes_no(raw if text is None else text, letters, twos)
        case Category(values=values, name=name):
            word = (str(raw) if text is None else text).casefold().replace(" ", "_")
            word = (sex_of(word, letters) or word) if name == "sex" else word
            return Cell(word) if word in values else _problem("not_a_category", f"one of {', '.join(values)} is expected")
        case Measurement():
            return _number(variable, raw if text is None else text, decimal_comma)
        case Day():
            return _day(raw if text is None else text)
        case Text():
            return Cell(str(raw) if text is None else text)
    raise TypeError(variable)


def spreadsheet_error(text: str) -> Cell | None:
    """The problem of a cell that holds an error of a spreadsheet, or a formula that was never calculated; otherwise None."""
    if not text.startswith("#"):
        return None
    if text == NOT_CALCULATED:
        message = "the formula of this cell was never calculated: open the workbook in a spreadsheet program and save it"
        return _problem("formula_not_calculated", message)
    return _problem("spreadsheet_error", "an error of the spreadsheet") if _ERROR.fullmatch(text.upper()) else None


def _yes_no(raw: Any, letters: frozenset[str], twos: bool) -> Cell:
    if isinstance(raw, bool):
        return Cell(raw)
    if isinstance(raw, int | float):
        raw = f"{raw or 0:g}"  # -0.0 is 0
    word = str(raw).casefold()
    number = _ONE.fullmatch(word)
    if number:
        word = number.group(1)
        if twos:
            return _problem(
                "ambiguous_code", f"{word} beside a 2 in the same column: a mapping must say which is yes (`myositis map`)"
            )
        return Cell(word == "1")
    if word in YES_WORDS:
        return Cell(True)
    if word in NO_WORDS or (word == NE and NE in letters):
        return Cell(False)
    pair = pair_of(letters | {word}) if word in LETTERS else None
    if pair is not None:
        return Cell(word == pair[0])
    if word in ("+", "-"):
        return _problem("lone_sign", "+ and - are read only in a column that holds both")
    return _problem("not_yes_no", f"yes or no is expected ({'/'.join(YES)}, {'/'.join(NO)})")


def _number(measurement: Measurement, raw: Any, decimal_comma: bool | None) -> Cell:
    if isinstance(raw, bool):
        return _problem("not_a_number", "a number is expected")
    if isinstance(raw, int | float):
        return _in_range(measurement, "", float(raw))
    if isinstance(raw, Interval):
        return Cell(raw)
    match = _OPERATORS.fullmatch(operator_first(str(raw)))
    operator, digits = match.groups() if match else (None, str(raw))
    if decimal_comma is None and _UNDECIDED.search(digits):
        return _problem("undecided_number", UNDECIDED)
    if decimal_comma:
        digits = digits.replace(",", ".") if "." not in digits else digits + " "
    if not _NUMBER.fullmatch(digits):
        return _problem("not_a_number", "a number is expected")
    return _in_range(measurement, operator or "", float(digits))


def _in_range(measurement: Measurement, operator: str, number: float) -> Cell:
    low, high = measurement.lowest, measurement.highest
    if not low <= number <= high or (measurement.above_lowest and number == low) or math.isinf(number):
        if measurement.above_lowest:
            return _problem("out_of_range", f"a number above {low:g} is expected")
        span = f"{low:g} or more" if math.isinf(high) else f"between {low:g} and {high:g}"
        return _problem("out_of_range", f"a number {span} is expected")
    match operator:
        case "":
            return Cell(number)
        case "<":
            return Cell(Interval(low, math.nextafter(number, -math.inf)))
        case "<=" | "≤":
            return Cell(Interval(low, number))
        case ">":
            return Cell(Interval(math.nextafter(number, math.inf), high))
        case _:
            return Cell(Interval(number, high))


def _day(raw: Any) -> Cell:
    if isinstance(raw, int | float):
        raw = f"{raw or 0:g}"  # -0.0 is 0
    try:
        days = parse_days(raw.date() if isinstance(raw, datetime) else raw if isinstance(raw, date) else str(raw))
    except RecordError as error:
        return _problem("not_a_date", str(error))
    return day_in_range(days)


def day_in_range(days: Days) -> Cell:
    """A day of somebody's life: not after today, not the day that a spreadsheet shows for a zero, no placeholder."""
    if days.first > date.today():
        return _problem("out_of_range", "a day that has come is expected; a number of days as spreadsheets count them is no date")
    if days.first == days.last and days.first in SPREADSHEET_ZERO:
        return _problem("out_of_range", "this day is what a spreadsheet shows for an empty or zero cell")
    if days.first == days.last and days.first in PLACEHOLDERS:
        message = "many programs write this day where none is known: leave it blank, or give the year alone if it is meant"
        return _problem(PLACEHOLDER, message)
    return Cell(days)
