"""A document of sections, tables, figures and paragraphs, before it is printed in any format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from myositis.agreement import Estimate, Test
from myositis.comparison.basics import Bounds
from myositis.comparison.report import cells
from myositis.comparison.report.cells import PrintedCell, as_cell

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass
class Table:
    """A titled table. header: the first `names` columns are text, the others numbers. notes: footnotes, in order.

    label: `Table 3`, once the document is numbered; a table that belongs to a figure bears the figure's label. least, gives:
    where the text must be short, a table keeps so many rows, and those that give more are cut first.
    """

    title: str
    header: tuple[str, ...]
    rows: list[list[PrintedCell]] = field(default_factory=list)
    names: int = 1
    notes: list[str] = field(default_factory=list)
    label: str = ""
    least: int = 4
    gives: int = 0
    _marks: dict[str, str] = field(default_factory=dict)

    @property
    def caption(self) -> str:
        """`Table 3. Agreement`."""
        return f"{self.label}. {self.title}" if self.label else self.title

    def add(self, *given: PrintedCell | str | int) -> None:
        """One row."""
        self.rows.append([as_cell(item) for item in given])

    def mark(self, reason: str) -> str:
        """The mark of a footnote, `[a]`; the same reason gets the same mark."""
        if reason not in self._marks:
            place = len(self._marks)
            self._marks[reason] = (chr(ord("a") + place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)
            self.notes.append(f"[{self._marks[reason]}] {reason}")
        return f"[{self._marks[reason]}]"

    def ratio(self, estimate: Estimate) -> PrintedCell:
        """See `cells.ratio`."""
        return cells.ratio(estimate, self.mark)

    def percent(self, estimate: Estimate) -> PrintedCell:
        """See `cells.percent`."""
        return cells.percent(estimate, self.mark)

    def points(self, estimate: Estimate) -> PrintedCell:
        """See `cells.points`."""
        return cells.points(estimate, self.mark)

    def share(self, count: int, estimate: Estimate) -> PrintedCell:
        """See `cells.share`."""
        return cells.share(count, estimate, self.mark)

    def test(self, test: Test) -> PrintedCell:
        """See `cells.test`."""
        return cells.test(test, self.mark)

    def limit(self, bounds: Bounds, which: str) -> PrintedCell:
        """See `cells.limit`."""
        return cells.limit(bounds, which, self.mark)


LINE, LETTER = 18.0, 0.12
"""Centimetres of a line on an A4 page, and of a letter in a table beside a figure."""


@dataclass
class Figure:
    """A figure with the numbers that it shows. alt: what it shows, for a reader who does not see it.

    draw: draws on a matplotlib `Axes`. width, height: centimetres.
    """

    title: str
    alt: str
    draw: Callable[[Axes], None]
    numbers: Table
    width: float = 16.0
    height: float = 9.0
    label: str = ""

    @property
    def caption(self) -> str:
        """`Figure 1. Flow of patients`."""
        return f"{self.label}. {self.title}" if self.label else self.title

    @property
    def beside(self) -> bool:
        """Whether figure and numbers stand side by side on an A4 page."""
        columns = zip(self.numbers.header, *([cell.text for cell in row] for row in self.numbers.rows), strict=True)
        return sum(max(map(len, column)) + 2 for column in columns) * LETTER < LINE - self.width

    def image(self, kind: str) -> bytes:
        """The figure as `svg`, `pdf` or `png`."""
        from myositis.plots.style import draw

        return draw(self.draw, kind, self.width, self.height, self.title)


Block = Table | Figure | str


@dataclass
class Section:
    """A heading with paragraphs, tables and figures; depth 1 is a section, 2 a part of one. small: in small type."""

    title: str
    blocks: list[Block] = field(default_factory=list)
    depth: int = 1
    small: bool = False


@dataclass
class Document:
    """Everything that is printed. summary: what the reader came for, in plain sentences."""

    title: str
    sections: list[Section] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)

    def tables(self) -> Iterator[Table]:
        """Every table, those of figures too."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block
                elif isinstance(block, Figure):
                    yield block.numbers

    def figures(self) -> Iterator[Figure]:
        """Every figure."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Figure))


def numbered(made: Document) -> Document:
    """The document with `Table 1`, `Figure 1` and so on in the order in which they stand."""
    tables = figures = 0
    for section in made.sections:
        for place, block in enumerate(section.blocks):
            if isinstance(block, Table):
                tables += 1
                section.blocks[place] = replace(block, label=f"Table {tables}")
            elif isinstance(block, Figure):
                figures += 1
                label = f"Figure {figures}"
                section.blocks[place] = replace(block, label=label, numbers=replace(block.numbers, label=f"{label} as numbers"))
    return made
