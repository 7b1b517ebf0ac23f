"""One cell of a table, read by the data dictionary: a value, not recorded (with the reason), or a problem.

Nothing is guessed. Yes/no cells read yes/no, y/n, true/false, 1/0, present/absent, positive/negative in any case; `+` and `-`
only where the caller has seen both in the column, 1 and 0 only where no cell of it is 2. Blank, NA, unknown, not done and ND
are not recorded. Anything else is a problem.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from myositis.dictionary.dates import Days, parse_days
from myositis.dictionary.findings import patient_id
from myositis.errors import NOT_CALCULATED, RecordError
from myositis.reading.spelling import narrow, visible
from myositis.rules.values import Interval
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Text, Variable

YES = ("yes", "y", "true", "1", "present", "positive")
NO = ("no", "n", "false", "0", "absent", "negative")
NOT_RECORDED = {
    "": "blank",
    "na": "not available",
    "n/a": "not available",
    "unknown": "unknown",
    "not done": "not done",
    "nd": "not done",
    "not recorded": "not recorded",
    "not asked": "not asked",
    "not applicable": "not applicable",
}
"""Words for a value that is not recorded, and the reason each gives."""

ALIASES = {"sex": {"f": "female", "m": "male"}}
"""Unambiguous short forms of category values."""

_ERROR = re.compile(r"#(N/A|NV|REF!|BEZUG!|NAME\?|DIV/0!|VALUE!|WERT!|NUM!|ZAHL!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!)")
SPREADSHEET_ZERO = (date(1899, 12, 30), date(1899, 12, 31))
"""The day zero of LibreOffice and Google, and of Excel."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
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


def read_cell(variable: Variable, raw: Any, *, signs: bool = False, twos: bool = False, decimal_comma: bool = False) -> Cell:
    """Read one raw cell as a value of `variable`.

    raw: text or a typed cell (bool, number, date), None for an empty one. signs: `+` and `-` are yes and no, because the
    column holds both. twos: the column also holds a `2`, so that nobody can say what its `1` and `0` mean. decimal_comma:
    numbers in text are written `5,3`.
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
    if text is not None and text.lower() in NOT_RECORDED:
        return Cell(reason=NOT_RECORDED[text.lower()])
    match variable:
        case Finding():
            return _yes_no(raw if text is None else text, signs, twos)
        case Category(values=values, name=name):
            word = str(raw).strip().lower().replace(" ", "_")
            word = ALIASES.get(name, {}).get(word, word)
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


def _yes_no(raw: Any, signs: bool, twos: bool) -> Cell:
    if isinstance(raw, bool):
        return Cell(raw)
    if isinstance(raw, int | float):
        raw = f"{raw or 0:g}"  # -0.0 is 0
    word = str(raw).lower().removesuffix(".0")
    if twos and word in ("0", "1"):
        return _problem(
            "ambiguous_code", f"{word} beside a 2 in the same column: a mapping must say which is yes (`myositis map`)"
        )
    if word in YES or (signs and word == "+"):
        return Cell(True)
    if word in NO or (signs and word == "-"):
        return Cell(False)
    if word in ("+", "-"):
        return _problem("lone_sign", "+ and - are read only in a column that holds both")
    return _problem("not_yes_no", f"yes or no is expected ({'/'.join(YES)}, {'/'.join(NO)})")


def _number(measurement: Measurement, raw: Any, decimal_comma: bool) -> Cell:
    if isinstance(raw, bool):
        return _problem("not_a_number", "a number is expected")
    if isinstance(raw, int | float):
        return _in_range(measurement, "", float(raw))
    if isinstance(raw, Interval):
        return Cell(raw)
    match = _OPERATORS.fullmatch(str(raw))
    operator, digits = match.groups() if match else (None, str(raw))
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
    """A day of somebody's life: not after today, and not the day that a spreadsheet shows for a zero."""
    if days.first > date.today():
        return _problem("out_of_range", "a day that has come is expected; a number of days as spreadsheets count them is no date")
    if days.first == days.last and days.first in SPREADSHEET_ZERO:
        return _problem("out_of_range", "this day is what a spreadsheet shows for an empty or zero cell")
    return Cell(days)
