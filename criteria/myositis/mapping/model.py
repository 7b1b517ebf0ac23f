"""What a mapping says, as values: one `FindingMap` per finding, and what holds for the whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from myositis.errors import UnknownNameError
from myositis.rules.vocabulary import Variable


class MappingError(UnknownNameError):
    """A mapping file that cannot be used: an open question, an unknown key, a value with two meanings."""


@dataclass(frozen=True)
class Gate:
    """The question that decides whether another one was asked.

    is_: values of `column` (as `values.key` spells them) under which the finding was asked. otherwise: the reason that a
    blank or unticked cell gets when it was not.
    """

    column: str
    is_: frozenset[str]
    otherwise: str = "not asked"


@dataclass(frozen=True)
class FindingMap:
    """Where one finding is read from and how each of its raw values is read.

    Values are spelt as `values.key` spells them. yes, no: raw values of a yes/no finding. values: raw value to named value
    of a category. not_recorded: raw value to reason. yes_at_least: a number from which on a measured value is a yes. ignore:
    what may stand around a number or a date. months: what stands behind an age in months. blank: what a blank cell is, `not
    recorded` or `no`. checkbox, unticked: a REDCap checkbox column, and what an unticked box is. labelled_boxes: a ticked box
    holds its label, an unticked one is blank. answered_by: boxes of the same question; where one of them is ticked, an unticked
    box is a no. missing_boxes: boxes that say why the whole question has no answer, with the reason of each. limit: a number,
    one per sex, or None (with `limit_column`, or unknown). real_days: days that are no placeholders. collapse: how several rows
    of a patient become one, or None for the file's rule.
    """

    variable: Variable
    column: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    not_recorded: Mapping[str, str] = field(default_factory=dict)
    yes_at_least: Decimal | None = None
    ignore: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    blank: str = "not recorded"
    checkbox: bool = False
    labelled_boxes: bool = False
    unticked: str | None = None
    answered_by: tuple[str, ...] = ()
    missing_boxes: Mapping[str, str] = field(default_factory=dict)
    asked_when: Gate | None = None
    unit: str | None = None
    unit_column: str | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    limit: Decimal | Mapping[str, Decimal] | None = None
    limit_column: str | None = None
    limit_unit: str | None = None
    date_format: str | None = None
    real_days: tuple[str, ...] = ()
    collapse: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that one cell of the finding depends on: its own, its gate, its unit, the boxes beside it."""
        gate = () if self.asked_when is None else (self.asked_when.column,)
        unit = () if self.unit_column is None else (self.unit_column,)
        return (self.column, *gate, *unit, *self.missing_boxes, *self.answered_by)


@dataclass(frozen=True)
class Rows:
    """Which rows are one patient, and what they become.

    id: the columns that together name a patient, when it takes more than one (the same number in two centres). collapse:
    `ever`, `first`, `last`, `event:<name>`, or None: several rows are refused.
    """

    collapse: str | None = None
    event_column: str | None = None
    order_by: str | None = None
    id: tuple[str, ...] = ()


@dataclass(frozen=True)
class StudyMapping:
    """A study's mapping file. `applying.apply_mapping` reads a table through it."""

    findings: tuple[FindingMap, ...]
    rows: Rows = Rows()
    missing: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    decimal_comma: bool | None = None
    thousands: str | None = None
    redcap_dictionary: Path | None = None
    source: str = "mapping"

    def finding(self, name: str) -> FindingMap | None:
        """The part about one finding, if the mapping has it."""
        return next((one for one in self.findings if one.variable.name == name), None)
