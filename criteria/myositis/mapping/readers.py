"""How one raw cell of a mapped column is read: the functions that `reading.column.SourceColumn` calls once per distinct value.

A cell comes as text, with the cells that it depends on (its unit, its gate, the patient's sex) behind it in the same text;
see `columns.SEPARATOR`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from myositis.dictionary.record import bounds
from myositis.mapping.model import FindingMap, Gate
from myositis.mapping.number_form import UNKNOWN_VALUE, NumberForm, factor_of, form_of, scaled
from myositis.mapping.units import FACTORS, MULTIPLES, unit_of
from myositis.mapping.values import key, quote
from myositis.reading.cell import NOT_RECORDED, PLACEHOLDER, Cell, read_cell, spreadsheet_error
from myositis.reading.day_formats import read_day
from myositis.reading.problem import GIVEN
from myositis.reading.spelling import narrow
from myositis.rules.vocabulary import Category, Day, Finding, Measurement

_UNTICKED = ("", "0", "unchecked", "false")
_CONTRADICT = "the box is ticked, and so is one that says why the question has no answer"

Parts = tuple[str, ...]
Reader = Callable[[Parts], Cell]

_PLAIN_REASONS = NOT_RECORDED


class Missing:
    """The reasons under which a column's raw values are not recorded.

    Asked in this order: the finding's own list, the file's user-missing codes (SPSS, Stata), the mapping's codes for every
    column, words such as `unknown`. `ND` is in none of them: it means not done or not detected.
    """

    def __init__(
        self, finding: FindingMap, user_missing: Mapping[str, str], everywhere: Mapping[str, str], *, words: bool = True
    ) -> None:
        self.own = finding.not_recorded
        self.further = (_PLAIN_REASONS if words else {"": "blank"}) | dict(everywhere) | dict(user_missing)

    def reason(self, text: str) -> str | None:
        """Why the cell is not recorded, or None when it holds something."""
        found = self.own.get(key(text))
        return found if found is not None else self.further.get(key(text))


def reader_of(finding: FindingMap, missing: Missing, *, form: NumberForm, date_format: str | None) -> Reader:
    """The reader of a finding's own column. parts: the cell, then its gate, then its unit, as far as they are mapped."""
    read = _without_errors(_value_reader(finding, missing, form_of(finding, form), date_format))
    gate = finding.asked_when
    return read if gate is None else _gated(read, gate)


def _without_errors(read: Reader) -> Reader:
    """An error of a spreadsheet is one whatever the mapping says."""
    return lambda parts: spreadsheet_error(parts[0].strip()) or read(parts)


def _gated(read: Reader, gate: Gate) -> Reader:
    """A blank or unticked cell is `not asked` when the gate does not say that it was asked."""

    def behind_gate(parts: Parts) -> Cell:
        cell = read((parts[0], *parts[2:]))
        asked = key(parts[1]) in gate.is_
        if not asked and (cell.reason in ("blank", "unticked") or (cell.value is False and cell.message == "unticked")):
            return Cell(reason=gate.otherwise)
        return cell

    return behind_gate


def _value_reader(finding: FindingMap, missing: Missing, form: NumberForm, date_format: str | None) -> Reader:
    match finding.variable:
        case Finding() if finding.yes_at_least is not None:
            return _cut_off(finding, missing, form)
        case Finding():
            return _checkbox(finding, missing) if finding.checkbox else _yes_no(finding, missing)
        case Category():
            return _category(finding, finding.variable, missing)
        case Measurement():
            return _measurement(finding, finding.variable, missing, form)
        case Day():
            return _day(finding, missing, form, finding.date_format or date_format)
    return lambda parts: _missing_or(missing, parts[0]) or Cell(parts[0].strip())


def _day(finding: FindingMap, missing: Missing, form: NumberForm, date_format: str | None) -> Reader:
    def read(parts: Parts) -> Cell:
        text, real = form.bare(parts[0]), key(parts[0]) in finding.real_days
        cell = _missing_or(missing, parts[0]) or read_day(text, date_format, placeholders=real)
        if cell.problem != PLACEHOLDER:
            return cell
        where = f"[findings.{finding.variable.name}]"
        lines = f'not_recorded = {{ {GIVEN} = "unknown" }}, or real_days = [{GIVEN}] if it is meant'
        return Cell(problem=UNKNOWN_VALUE, message=f"many programs write this day where none is known; in {where} write {lines}")

    return read


def _missing_or(missing: Missing, text: str) -> Cell | None:
    reason = missing.reason(text)
    return None if reason is None else Cell(reason=reason)


def _yes_no(finding: FindingMap, missing: Missing) -> Reader:
    yes, no = frozenset(finding.yes), frozenset(finding.no)

    def read(parts: Parts) -> Cell:
        value = key(parts[0])
        if value in yes:
            return Cell(True)
        if value in no:
            return Cell(False)
        if value == "" and finding.blank == "no":
            return Cell(False, message="unticked")
        return _missing_or(missing, parts[0]) or _unknown(finding)

    return read


def _checkbox(finding: FindingMap, missing: Missing) -> Reader:
    """parts: the box, the boxes that say why there is no answer, the other boxes of the question."""
    ticked = frozenset(finding.yes) or frozenset({"1", "checked", "true"})
    empty = frozenset(finding.no) or frozenset({"0", "unchecked", "false"})
    if finding.labelled_boxes:
        empty |= {""}
    reasons = tuple(finding.missing_boxes.values())

    def read(parts: Parts) -> Cell:
        value, boxes = key(parts[0]), [key(part) not in _UNTICKED for part in parts[1:]]
        why = next((reason for reason, box in zip(reasons, boxes, strict=False) if box), None)
        if value in ticked:
            return Cell(True) if why is None else Cell(problem="boxes_contradict", message=_CONTRADICT)
        if value in empty and why is not None:
            return Cell(reason=why)
        if value in empty:
            is_no = finding.unticked == "no" or any(boxes[len(reasons) :])
            return Cell(False, message="unticked") if is_no else Cell(reason="unticked")
        return _missing_or(missing, parts[0]) or _unknown(finding)

    return read


def _category(finding: FindingMap, variable: Category, missing: Missing) -> Reader:
    def read(parts: Parts) -> Cell:
        value = finding.values.get(key(parts[0]))
        if value is not None:
            return Cell(value)
        reason = _missing_or(missing, parts[0])
        if reason is not None:
            return reason
        own = Cell(problem="") if finding.values else read_cell(variable, parts[0])
        return own if own.value is not None else _unknown(finding)

    return read


def _unknown(finding: FindingMap) -> Cell:
    """The problem of a value that the mapping does not know, with the line that would settle it."""
    name = finding.variable.name
    missing = f'not_recorded = {{ {GIVEN} = "unknown" }}'
    match finding.variable:
        case Category(values=values):
            lines = f'values = {{ {GIVEN} = "{values[0]}" }} (or another of {", ".join(values)}), or {missing}'
        case _:
            lines = f"{_longer('yes', finding.yes)}, or {_longer('no', finding.no)}, or {missing}"
    return Cell(problem=UNKNOWN_VALUE, message=f"the mapping does not know this value; in [findings.{name}] write {lines}")


def _longer(name: str, values: tuple[str, ...]) -> str:
    return f"{name} = [{', '.join([*(quote(value) for value in values), GIVEN])}]"


def _measurement(finding: FindingMap, variable: Measurement, missing: Missing, form: NumberForm) -> Reader:
    def read(parts: Parts) -> Cell:
        reason = _missing_or(missing, parts[0])
        if reason is not None:
            return reason
        if finding.unit_column is None:
            return scaled(variable, parts[0], factor_of(finding.unit), form)
        unit = unit_in(finding, parts[1])
        return unit if isinstance(unit, Cell) else scaled(variable, parts[0], FACTORS[unit], form)

    return read


def unit_in(finding: FindingMap, text: str) -> str | Cell:
    """The unit that a cell of the unit column names; a Cell when it names none."""
    if key(text) == "":
        return Cell(reason="unit not recorded")
    unit = finding.units.get(key(text)) or unit_of(text)
    if unit is not None:
        return unit
    line = 'units = { "<the unit>" = "U/l" }'
    return Cell(
        problem="unknown_unit",
        message=f"the unit of the value is not known; in [findings.{finding.variable.name}] write {line}",
    )


def _cut_off(finding: FindingMap, missing: Missing, form: NumberForm) -> Reader:
    """A measured number is a yes from the cut-off on; `<20` is a no below it; words are read as such."""
    cut = finding.yes_at_least
    assert cut is not None
    words = _yes_no(finding, missing)
    measured = Measurement("titre", "titre", "", "", lowest=0)

    def read(parts: Parts) -> Cell:
        number = scaled(measured, parts[0], Decimal(1), form)
        if number.value is None or _missing_or(missing, parts[0]) is not None:
            return words(parts)
        low, high = bounds(number.value)
        if low >= cut:
            return Cell(True)
        below = Cell(problem="across_cut_off", message=f"the value may lie on either side of the cut-off {cut}")
        return Cell(False) if high < cut else below

    return read


def limit_reader(finding: FindingMap, variable: Measurement, missing: Missing, form: NumberForm) -> Reader:
    """The reader of a limit column, or of the unit column alone when the limit is a constant.

    parts: the cell of the limit column, then the unit of its row where units differ.
    """

    def read(parts: Parts) -> Cell:
        unit = finding.limit_unit or finding.unit
        if finding.unit_column is not None and finding.limit_unit is None:
            found = unit_in(finding, parts[1])
            if isinstance(found, Cell):
                return found if found.problem is None else Cell(reason="unit not recorded")
            if found == MULTIPLES:
                return Cell(1.0)
            unit = found
        return _missing_or(missing, parts[0]) or scaled(variable, upper_end(parts[0]), factor_of(unit), form)

    return read


def upper_end(text: str) -> str:
    """The upper limit in a cell that gives the normal range: `<190`, `38-174`."""
    found = _RANGE.fullmatch(narrow(text))
    return text if found is None else found.group(1)


_RANGE = re.compile(r"(?:(?:<|<=|≤)|[\d.,]+\s*[-–—])\s*([\d.,]+)")


def constant_limit(finding: FindingMap, variable: Measurement) -> Cell:
    """The limit that holds for the whole file."""
    if finding.unit == MULTIPLES:
        return Cell(1.0)
    assert isinstance(finding.limit, Decimal)
    return scaled(variable, str(finding.limit), factor_of(finding.limit_unit or finding.unit), NumberForm())


def limit_by_sex(finding: FindingMap, variable: Measurement, read_sex: Reader) -> Reader:
    """The limit of a patient's sex; not recorded when the sex is not, or has no limit."""
    assert isinstance(finding.limit, dict)
    limits = dict(finding.limit)
    factor = factor_of(finding.limit_unit or finding.unit)

    def read(parts: Parts) -> Cell:
        limit = limits.get(str(read_sex(parts).value))
        if limit is None:
            return Cell(reason="no limit for this sex")
        return scaled(variable, str(limit), factor, NumberForm())

    return read
