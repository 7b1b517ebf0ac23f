"""Published tables as the papers print them, their citations, and how well each is evidenced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from myositis.rules.vocabulary import Points, Rule, as_rule, tenths


@dataclass(frozen=True)
class Citation:
    """A publication, and the place in it."""

    text: str
    doi: tuple[str, ...]
    place: str = ""

    def at(self, place: str) -> Citation:
        """The same publication, at a table, figure or row."""
        return replace(self, place=place)

    def __str__(self) -> str:
        links = ", ".join(f"doi {doi}" for doi in self.doi)
        return " ".join(part for part in (self.text, links, f"({self.place})" if self.place else "") if part)


GRADES = {
    "A": "seen in two independent copies",
    "B": "seen in one copy",
    "C": "not confirmed: general knowledge or a weak secondary source",
}
"""How well a table, rule or item is evidenced. Nothing below A or B is presented as verified."""


@dataclass(frozen=True)
class Evidence:
    """How well one part of a criteria set is evidenced. grade: one of `GRADES`. read_in: the copies in which it was seen."""

    part: str
    grade: str
    remark: str = ""
    read_in: str = ""

    def __post_init__(self) -> None:
        if self.grade not in GRADES:
            raise ValueError(f"a grade of evidence is one of {', '.join(GRADES)}, not {self.grade}")


@dataclass(frozen=True)
class ScoreTable:
    """A published table of points.

    columns: the names of its columns. rows: a heading (text), or a rule with its points in each column, as printed; None
    where the paper gives no points.
    """

    cite: Citation
    columns: tuple[str, ...]
    rows: tuple[str | tuple[Any, ...], ...]

    def column(self, name: str) -> tuple[tuple[int, Rule], ...]:
        """The rows of one column: (points in tenths, rule), in the paper's order."""
        place = 1 + self.columns.index(name)
        return tuple(
            (tenths(row[place]), as_rule(row[0])) for row in self.rows if not isinstance(row, str) and row[place] is not None
        )

    def at_least(self, name: str, points: float) -> Points:
        """The rule that the score in column `name` is `points` or more."""
        return Points(self.column(name), tenths(points), f"score of at least {points}")


@dataclass(frozen=True)
class CutOffTable:
    """The published lower bounds of the levels, highest level first: rows (level, points in each column, probability)."""

    cite: Citation
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, name: str) -> dict[str, float]:
        """The lower bound of each level in one column."""
        place = 1 + self.columns.index(name)
        return {row[0]: row[place] for row in self.rows}
