"""Raw cells put together with the cells that they depend on, one text column per finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from myositis.errors import UnknownNameError, nearest
from myositis.mapping.readers import Reader
from myositis.reading.cell import Cell
from myositis.reading.column import SourceColumn
from myositis.rules.vocabulary import Text, Variable

if TYPE_CHECKING:
    from myositis.files import RawTable

SEPARATOR = "\x1f"
"""Stands between and behind the cells of a combined text; no registry types it.

Behind them too, so that a cell is never taken for a value of the data dictionary before the mapping has read it.
"""


@dataclass(frozen=True)
class Plan:
    """How one finding is read: its own column, the columns that it depends on, and the reader of all of them.

    columns: the first is the user's own, the one that reports name. constant: the cell of every row, when nothing is read.
    """

    variable: Variable
    columns: tuple[str, ...]
    read: Reader
    constant: Cell | None = None

    @property
    def source(self) -> SourceColumn:
        """The plan as `reading.read_values` takes it: a column with the finding's name."""
        if self.constant is not None:
            cell = self.constant
            return SourceColumn(self.variable, self.variable.name, lambda _: cell)
        return SourceColumn(self.variable, self.variable.name, lambda raw: self.read(split(raw, len(self.columns))))


def as_text(column: pl.Series) -> pl.Series:
    """The cells as text, spelt as a person sees them; null where nothing is recorded."""
    if column.dtype == pl.String:
        return column
    if column.dtype.is_float():
        column = column.fill_nan(None)
    if column.dtype in (pl.Object, pl.Binary) or column.dtype.is_nested():
        raise UnknownNameError(f"the column `{column.name}` holds lists or objects, which no finding is")
    return column.cast(pl.String)


JOINED = "\x1fid of "
"""What the column of an id that was joined of several begins with; no registry types it."""


def joined_name(columns: Sequence[str]) -> str:
    """The column that holds the id of several columns."""
    return JOINED + ", ".join(columns)


def with_joined_id(table: RawTable, columns: Sequence[str]) -> RawTable:
    """The table with one more column: the id of several columns, `Lund / 12`; null where one of them is blank."""
    for name in columns:
        if name not in table.frame.columns:
            raise UnknownNameError(f"the mapping's [rows] id names the column `{name}`, which `{table.source}` does not have")
    parts = [as_text(table.frame[name]).str.strip_chars().replace("", None) for name in columns]
    joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=" / ")).to_series().alias(joined_name(columns))
    return replace(table, frame=table.frame.with_columns(joined))


def split(raw: str | None, count: int) -> tuple[str, ...]:
    """The cells that were combined: the first may hold anything."""
    parts = (raw or "").removesuffix(SEPARATOR).rsplit(SEPARATOR, count - 1)
    return (*parts, *[""] * (count - len(parts)))


def combined(frame: pl.DataFrame, plans: Sequence[Plan], source: str) -> pl.DataFrame:
    """One text column per plan, named as its finding. UnknownNameError for a column that the file does not have."""
    lacking = {name: plan for plan in reversed(plans) for name in plan.columns if name not in frame.columns}
    if lacking:
        raise UnknownNameError("; ".join(_lacking(name, plan, frame, source) for name, plan in reversed(lacking.items())))
    texts = {name: as_text(frame[name]) for plan in plans for name in plan.columns}
    made = []
    for plan in plans:
        if plan.constant is not None:
            made.append(pl.repeat("", frame.height, dtype=pl.String, eager=True).alias(plan.variable.name))
        elif isinstance(plan.variable, Text) and len(plan.columns) == 1:
            made.append(texts[plan.columns[0]].alias(plan.variable.name))
        elif len(plan.columns) == 1:
            made.append((texts[plan.columns[0]] + SEPARATOR).alias(plan.variable.name))
        else:
            parts = [texts[name].fill_null("").alias(str(place)) for place, name in enumerate(plan.columns)]
            joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=SEPARATOR)).to_series()
            made.append((joined + SEPARATOR).alias(plan.variable.name))
    return pl.DataFrame(made)


def _lacking(name: str, plan: Plan, frame: pl.DataFrame, source: str) -> str:
    alike = (one for one in frame.columns if one.casefold() == name.casefold())
    close = nearest(name, frame.columns) or next(alike, None)
    hint = f"; did you mean `{close}`?" if close else ""
    return f"the mapping reads {plan.variable.name} from the column `{name}`, which `{source}` does not have{hint}"


def shown(plan: Plan, raw: object) -> str | None:
    """A combined text as the user's own cell, for a problem."""
    return None if raw is None else split(str(raw), len(plan.columns))[0]


def shown_in_context(plan: Plan, raw: object) -> str | None:
    """A combined text with the cells that it depends on, for the preview."""
    if raw is None or plan.constant is not None:
        return None
    own, *others = split(str(raw), len(plan.columns))
    context = ", ".join(f"{name}: {text or 'blank'}" for name, text in zip(plan.columns[1:], others, strict=True))
    return f"{own} ({context})" if context else own
