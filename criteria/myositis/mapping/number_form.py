"""Numbers as a file writes them: decimal comma or point, marks between thousands, what stands around them, units."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from myositis.mapping.model import FindingMap
from myositis.mapping.units import AGE_FACTORS, FACTORS
from myositis.reading.cell import Cell, read_cell
from myositis.reading.problem import GIVEN
from myositis.reading.spelling import narrow, operator_first
from myositis.rules.vocabulary import Variable

UNKNOWN_VALUE = "unmapped_value"
"""The problem of a raw value that the mapping does not know."""
_NUMBER = re.compile(r"(<=|>=|≤|≥|<|>)?\s*([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?)")


@dataclass(frozen=True)
class NumberForm:
    """How a file writes numbers. decimal_comma: None where its cells leave it open. thousands: what stands between thousands.
    ignore: what may stand around a number, as `narrow` and small letters spell it. months: what stands behind one in months."""

    decimal_comma: bool | None = False
    thousands: str | None = None
    ignore: tuple[str, ...] = ()
    months: tuple[str, ...] = ()

    def in_years(self, text: str) -> Decimal | None:
        """An age that is written in months, or in years and months, as years; None when it is not."""
        if not self.months:
            return None
        behind, years = ("|".join(map(re.escape, marks)) for marks in (self.months, self.ignore or ("-",)))
        found = re.fullmatch(rf"(?:(\d{{1,3}})\s*(?:{years})\s*)?(\d{{1,4}})\s*(?:{behind})", narrow(text).casefold())
        return Decimal(found[1] or 0) + Decimal(found[2]) / 12 if found else None

    def plain(self, text: str) -> str:
        """The number alone: without what stands around it, and without marks between thousands."""
        text = operator_first(self.bare(text))
        if self.thousands is not None:
            mark = {" ": r"[\s\u00a0\u2009\u202f]", "'": r"['’]"}.get(self.thousands, re.escape(self.thousands))
            if re.fullmatch(rf"[<>=≤≥\s+-]*\d{{1,3}}({mark}\d{{3}})+([.,]\d+)?", text):
                text = re.sub(mark, "", text)
        return text

    def bare(self, text: str) -> str:
        """The cell without what stands around its number or date."""
        text = narrow(text)
        for _ in range(4):
            around = next((one for one in self.ignore if self._stands_around(one, text)), None)
            if around is None:
                break
            before = text.casefold().startswith(around)
            text = (text[len(around) :] if before else text[: -len(around)]).strip()
        return text

    @staticmethod
    def _stands_around(one: str, text: str) -> bool:
        plain = text.casefold()
        return len(plain) > len(one) and (plain.startswith(one) or plain.endswith(one))


def form_of(finding: FindingMap, form: NumberForm) -> NumberForm:
    """The form of a file's numbers with what stands around those of one finding."""
    ignore, months = (tuple(narrow(one).casefold() for one in marks if narrow(one)) for marks in (finding.ignore, finding.months))
    return replace(form, ignore=ignore, months=months)


def factor_of(unit: str | None) -> Decimal:
    return Decimal(1) if unit is None else AGE_FACTORS[unit] if unit in AGE_FACTORS else FACTORS[unit]


def scaled(variable: Variable, given: str, factor: Decimal, form: NumberForm) -> Cell:
    """A number, its operator kept, multiplied exactly."""
    years = form.in_years(given)
    if years is not None:
        return read_cell(variable, repr(float(years)))
    text = form.plain(given)
    comma = form.decimal_comma
    match = _NUMBER.fullmatch(text)
    if match is None:
        where = f"[findings.{variable.name.removesuffix('_uln')}]"
        line = f'in {where} write not_recorded = {{ {GIVEN} = "unknown" }}'
        message = f"a number is expected; if this is a missing code, {line}; what stands around a number goes into ignore = [...]"
        return Cell(problem=UNKNOWN_VALUE, message=message)
    if comma is None or ("," in text and not comma) or (comma and "." in text):
        read = read_cell(variable, text, decimal_comma=comma)
        if comma is not None or read.problem is not None or factor == 1:
            return read
    operator, digits = match.groups()
    try:
        number = Decimal(digits.replace(",", ".")) * factor
    except InvalidOperation:
        return read_cell(variable, text, decimal_comma=comma)
    return read_cell(variable, f"{operator or ''}{float(number)!r}")
