"""A statement as layers: each SELECT reads only the one inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import wrap

from myositis.sql.conditions import Condition

WIDTH = 110
BREAK = "\n    "
"""Between the parts of an expression that is written over several lines."""

_BREAKS = re.compile(r" (?=(AND|OR|\+|-|\|\||THEN|ELSE) )|(?<!CASE) (?=WHEN )")


class Layer:
    """One SELECT of the statement: its columns by name, as SQL text."""

    def __init__(self, name: str, remark: str) -> None:
        self.name, self.remark = name, remark
        self.columns: dict[str, str] = {}

    def keep(self, names: Iterable[str]) -> None:
        """Columns that are handed on as they are."""
        for name in names:
            self.columns.setdefault(name, name)

    def select(self) -> str:
        """The SELECT, without its FROM; columns that are only handed on share a line."""
        blocks: list[str] = []
        for handed_on, names in groupby(self.columns, lambda name: self.columns[name] == name):
            made = [name if handed_on else f"{self.columns[name]} AS {name}" for name in names]
            blocks += wrap(", ".join(made), WIDTH) if handed_on else made
        lines = ",\n".join(block.removesuffix(",") for block in blocks).split("\n")
        return "\n".join(["SELECT", *(folded("    " + line) for line in lines)])


def folded(line: str, margin: str | None = None) -> str:
    """A long line, continued further in; it is broken before AND, OR, THEN and the like, never inside quoted text."""
    if len(line) <= WIDTH:
        return line
    start = len(line) - len(line.lstrip()) + 1
    margin = " " * (start + 3) if margin is None else margin
    places = [match.start() for match in _BREAKS.finditer(line, start) if line.count("'", 0, match.start()) % 2 == 0]
    if not places:
        return line
    place = max((place for place in places if place <= WIDTH), default=places[0])
    return line[:place] + "\n" + folded(margin + line[place + 1 :], margin)


def nested(result: Layer, layers: Sequence[Layer], table: str) -> str:
    """The whole statement: the result first, then each layer inside the one that reads it, and the table last."""
    lines = [f"-- {len(layers) + 1}. {result.name}: {result.remark}", result.select()]
    for number, layer in reversed(list(enumerate(layers, start=1))):
        lines += ["FROM (", f"-- {number}. {layer.name}: {layer.remark}", layer.select()]
    return "\n".join([*lines, f"FROM {table}", *(f") AS {layer.name}" for layer in layers)])


def total(terms: Iterable[str]) -> str:
    """The sum of the terms, one to a line."""
    return f"{BREAK}+ ".join(terms) or "0"


def any_one(conditions: Sequence[Condition]) -> Condition:
    """Any of many conditions, one to a line."""
    return f"{BREAK}    OR ".join(str(condition) for condition in conditions) or False


def decimal(tenths: str) -> str:
    """Points in tenths as a decimal number."""
    return f"CAST({tenths} / 10.0 AS DECIMAL(9, 1))"
