"""One patient: a record made from the data dictionary, in which every finding may be missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    create_model,
    model_validator,
)

from myositis.dictionary.dates import Days
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import contradictions, derive, oddities
from myositis.errors import RecordError, unknown
from myositis.reading.cell import read_cell
from myositis.rules.evaluate import Interval
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Text, Variable


class PatientBase(BaseModel):
    """What every record does; the fields are added from the data dictionary below."""

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
    def _no_contradiction(self) -> PatientBase:
        found = contradictions(self.recorded(), self.derived())
        if found:
            raise RecordError("; ".join(f"{item.text} [{item.code}]" for item in found))
        return self

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


def _reader(variable: Variable) -> BeforeValidator:
    def read(raw: Any) -> Any:
        if raw is None or isinstance(raw, Interval | Days):
            return raw
        if isinstance(raw, dict) and raw.keys() == {"low", "high"}:
            return Interval(raw["low"], math.inf if raw["high"] is None else raw["high"])
        cell = read_cell(variable, raw)
        if cell.problem:
            raise ValueError(f"{cell.message} [{cell.problem}]")
        return cell.value

    return BeforeValidator(read)


def _number_to_json(number: float | Interval) -> Any:
    if isinstance(number, Interval):
        return {"low": number.low, "high": None if math.isinf(number.high) else number.high}
    return number


def _type(variable: Variable) -> Any:
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
    return Annotated[kind | None, _reader(variable), Field(default=None, description=variable.definition)]


Patient = create_model(
    "Patient",
    __base__=PatientBase,
    __module__=__name__,
    __doc__="""One patient's record. Every finding of the data dictionary is a field; None means not recorded.

    Yes/no findings take True and False or the words of the command line (`"present"`, `"no"`); measurements a number or a
    text such as `"<160"`; dates ISO text, whole or partial.

    Errors: pydantic.ValidationError (a ValueError) for an unknown field, named with its nearest neighbour, an impossible
    value, or a contradiction.
    """,
    **cast("Any", {name: (_type(variable), None) for name, variable in DICTIONARY.items()}),
)
