"""The table of patients of a comparison: every patient once, with what every set says; and how it is written as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, WithJsonSchema, field_serializer, field_validator

_COLUMN = {
    "anyOf": [
        {"type": "array"},
        {
            "type": "object",
            "properties": {"values": {"type": "array"}, "codes": {"type": "array"}},
            "required": ["values", "codes"],
        },
    ]
}


class Listing(BaseModel):
    """The table of patients. In JSON a column is a list, or for few distinct words `values` and the `codes` of every row,
    which count them from 0; null is not recorded."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    frame: Annotated[pl.DataFrame, WithJsonSchema({"type": "object", "additionalProperties": _COLUMN})]

    @field_serializer("frame")
    def _columns(self, frame: pl.DataFrame) -> dict[str, Any]:
        return {name: _written(frame[name]) for name in frame.columns}

    @field_validator("frame", mode="before")
    @classmethod
    def _frame(cls, given: Any) -> Any:
        return given if isinstance(given, pl.DataFrame) else pl.DataFrame([_read(*column) for column in given.items()])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listing) and self.frame.equals(other.frame)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(cls, columns: dict[str, pl.Series]) -> Self:
        """A table of these columns."""
        return cls(frame=pl.DataFrame([column.alias(name) for name, column in columns.items()]))


def coded(words: tuple[str, ...], codes: Any) -> pl.Series:
    """A column of few distinct words. codes: the place of each in `words`, -1 for none."""
    numbers = pl.Series(codes).cast(pl.Int64)
    return pl.Series(words, dtype=pl.Enum(words)).gather(pl.select(pl.when(numbers >= 0).then(numbers)).to_series())


def coded_texts(texts: list[str | None]) -> pl.Series:
    """A column of few distinct words, from the words themselves."""
    series = pl.Series(texts, dtype=pl.String)
    return series.cast(pl.Enum(series.drop_nulls().unique(maintain_order=True)))


def _written(column: pl.Series) -> Any:
    if isinstance(column.dtype, pl.Enum):
        return {"values": column.dtype.categories.to_list(), "codes": column.to_physical().to_list()}
    return column.to_list()


_TYPES = {"patient_id": pl.String, "row": pl.Int64}


def _read(name: str, given: Any) -> pl.Series:
    if isinstance(given, dict):
        codes = [-1 if code is None else code for code in given["codes"]]
        return coded(tuple(given["values"]), codes).alias(name)
    kind = _TYPES.get(name, pl.Float64 if name.endswith("_score") else pl.Boolean)
    return pl.Series(name, given, dtype=kind)
