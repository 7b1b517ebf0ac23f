"""What every record of one patient does, whatever its fields: reading, contradictions, copies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PrivateAttr, model_validator

from myositis.dictionary.dates import Days
from myositis.dictionary.derivations import EVERYWHERE, Contradiction
from myositis.dictionary.record import contradictions, derive, oddities
from myositis.errors import RecordError, unknown
from myositis.reading.cell import day_in_range, read_cell
from myositis.rules.values import Interval, Known
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Text, Variable


class PatientBase(BaseModel):
    """What every record does; the fields are added from the data dictionary in `patient`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    _known: dict[str, Any] | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _known_names(cls, given: Any) -> Any:
        if isinstance(given, Mapping):
            for name in given:
                if name not in cls.model_fields:
                    raise unknown("finding", str(name), cls.model_fields)
        return given

    @model_validator(mode="after")
    def _no_contradiction(self) -> Self:
        refuse_contradictions(self.recorded(), self.derived())
        return self

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:  # type: ignore[override]
        """The same as calling the class: no record is made without being read."""
        return cls(**values)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002
        """A record with some findings changed, read and checked like a new one."""
        return type(self)(**{**self.recorded(), **(update or {})})

    def copy(self, *, include: Any = None, exclude: Any = None, update: Any = None, deep: bool = False) -> Self:  # noqa: ARG002
        """The older name of `model_copy`; a record is always copied whole."""
        if include is not None or exclude is not None:
            raise RecordError("a record is copied whole: leave a finding out with `model_copy(update={name: None})`")
        return self.model_copy(update=update)

    def __replace__(self, **changes: Any) -> Self:
        return self.model_copy(update=changes)

    def recorded(self) -> dict[str, Any]:
        """What is recorded: values by name, without the blanks."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    def derived(self) -> dict[str, Any]:
        """Everything that is known: what is recorded and what follows from it. Worked out once; do not change it."""
        if self._known is None:
            self._known = derive(self.recorded())
        return self._known

    def warnings(self) -> tuple[str, ...]:
        """What looks odd although the recorded values stand."""
        return tuple(oddity.text for oddity in oddities(self.derived()))


def refuse_contradictions(recorded: Mapping[str, Any], known: Known, among: tuple[Contradiction, ...] = EVERYWHERE) -> None:
    """RecordError when a record contradicts itself."""
    found = contradictions(recorded, known, among)
    if found:
        raise RecordError("; ".join(f"{item.text} [{item.code}]" for item in found))


def read_record(raw: Any, dictionary: Mapping[str, Variable]) -> dict[str, Any]:
    """What is recorded in a mapping of findings to raw values, without the blanks.

    Errors: UnknownNameError for a finding that does not exist, RecordError for a value that cannot be read, or when this is no
    mapping at all.
    """
    if not isinstance(raw, Mapping):
        raise RecordError(f"a patient is a Patient or a mapping of findings to values, not {type(raw).__name__}")
    values: dict[str, Any] = {}
    for name, cell in raw.items():
        if name not in dictionary:
            raise unknown("finding", str(name), dictionary)
        try:
            value = read_value(dictionary[name], cell)
        except RecordError as error:
            raise RecordError(f"{name}: {error}") from None
        if value is not None:
            values[name] = value
    return values


def read_value(variable: Variable, raw: Any) -> Any:
    """One raw value; None when it is not recorded. RecordError when it cannot be read."""
    if raw is None:
        return raw
    if isinstance(raw, Mapping) and raw.keys() == {"low", "high"}:
        raw = Interval(raw["low"], math.inf if raw["high"] is None else raw["high"])
    try:
        if isinstance(raw, Interval):
            return _interval(variable, raw)
        if isinstance(variable, Text) and not isinstance(raw, float) and not _is_written(raw):
            raise RecordError("text is expected; None means not recorded")
        cell = day_in_range(raw) if isinstance(raw, Days) and isinstance(variable, Day) else read_cell(variable, raw)
    except RecordError:
        raise
    except (ArithmeticError, TypeError, ValueError) as error:
        raise RecordError("this cannot be read as a value; None means not recorded") from error
    if cell.problem:
        raise RecordError(f"{cell.message} [{cell.problem}]")
    return cell.value


def _is_written(raw: Any) -> bool:
    """Whether this is text, a number or a date: what an id or a diagnosis can be in a table. The blanks of pandas are none."""
    return isinstance(raw, str | Real | Decimal | date) and raw == raw


def _interval(variable: Variable, interval: Interval) -> Interval:
    """An interval of numbers that are possible for this measurement, the lower one first."""
    if not isinstance(variable, Measurement):
        raise RecordError("an interval is the value of a measurement only")
    low, high = interval.low, interval.high
    if all(isinstance(bound, Real) and not isinstance(bound, bool) for bound in (low, high)):
        low, high = float(low), variable.highest if math.isinf(high) else float(high)
        if variable.lowest <= low <= high <= variable.highest and not math.isinf(low):
            return Interval(low, high)
    raise RecordError(f"an interval has a low and a high number, from {variable.lowest:g} to {variable.highest:g}")


def _number_to_json(number: float | Interval) -> Any:
    if isinstance(number, Interval):
        return {"low": number.low, "high": None if math.isinf(number.high) else number.high}
    return number


def field_of(variable: Variable) -> Any:
    """The type of a field: the value, or None for not recorded, read by the data dictionary."""
    match variable:
        case Finding():
            kind: Any = bool
        case Category(values=values):
            kind = Literal[values]
        case Measurement():
            kind = Annotated[float | Interval, PlainSerializer(_number_to_json, when_used="json")]
        case Day():
            kind = Annotated[Days, PlainSerializer(str, return_type=str)]
        case Text():
            kind = str
    reader = BeforeValidator(lambda raw: read_value(variable, raw))
    return Annotated[kind | None, reader, Field(default=None, description=variable.definition)]
