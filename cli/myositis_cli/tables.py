"""Tables of text on a terminal: never wider than it, no word broken, and what does not fit side by side follows beneath."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from myositis_cli.speaking import say, width, wrapped

GAP = 2
READABLE = 26
"""Text is wrapped to so many letters before its column is moved to the next part."""


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, names: int | None = None, together: int = 1) -> str:
    """The table in the terminal's width.

    names: so many columns name the rows and are repeated in every part; None for a table that is never taken apart, only
    wrapped, and set as paragraphs where its longest words do not fit. together: so many of the other columns stay side by side.
    """
    count, room = len(headers), width()
    cells = [[" ".join(cell.split()) for cell in row] for row in (headers, *rows)]
    natural = [max(len(row[place]) for row in cells) for place in range(count)]
    floors = [max((len(word) for row in cells for word in row[place].split()), default=1) for place in range(count)]
    parts = [[*range(count)]]
    if names is None and sum(floors) + GAP * (count - 1) > room:
        return _as_paragraphs(cells)
    if names is not None and sum(natural) + GAP * (count - 1) > room:
        wanted = [min(whole, max(floor, READABLE)) for whole, floor in zip(natural, floors, strict=True)]
        groups = [[*range(place, min(place + together, count))] for place in range(names, count, together)]
        parts = _packed(groups, wanted, [*range(names)], room)
    return "\n\n".join(_part(cells, part, natural, floors, room) for part in parts)


def _packed(groups: Sequence[list[int]], wanted: Sequence[int], naming: list[int], room: int) -> list[list[int]]:
    """Groups of columns, as many beside each other as fit."""
    parts: list[list[int]] = []
    for group in groups:
        widened = [*(parts[-1] if parts else []), *group]
        if parts and sum(wanted[place] + GAP for place in widened) - GAP <= room:
            parts[-1] = widened
        else:
            parts.append([*naming, *group])
    return parts


def _part(
    cells: Sequence[Sequence[str]], places: Sequence[int], natural: Sequence[int], floors: Sequence[int], room: int
) -> str:
    from tabulate import SEPARATING_LINE, tabulate

    widths = {place: natural[place] for place in places}
    while sum(widths.values()) + GAP * (len(places) - 1) > room:
        widest = max(places, key=lambda place: (widths[place] > floors[place], widths[place]))
        if widths[widest] <= floors[widest]:
            break
        widths[widest] -= 1
    header, *rows = (["\n".join(_lines(row[place], widths[place])) for place in places] for row in cells)
    # The header is a row, because tabulate makes a column of few letters wider for its header.
    made = tabulate([header, SEPARATING_LINE, *rows], tablefmt="simple", disable_numparse=True)
    return "\n".join(line.rstrip() for line in made.splitlines()[1:-1])


def _as_paragraphs(cells: Sequence[Sequence[str]]) -> str:
    """For words that are too long to stand side by side: each row's first cell, and the others beneath with their headers."""
    header, *rows = cells
    lines: list[str] = []
    for first, *others in rows:
        lines.append(wrapped(first))
        lines += [wrapped(f"  {name}: {cell}", rest="    ") for name, cell in zip(header[1:], others, strict=True) if cell]
    return "\n".join(lines)


def _lines(cell: str, letters: int) -> list[str]:
    return wrap(cell, max(letters, 1), break_long_words=False, break_on_hyphens=False)


def show_markdown(text: str) -> None:
    """A page of Markdown for a terminal: headings bold, paragraphs and tables in its width."""
    lines = iter([*text.replace("**", "").splitlines(), ""])
    for line in lines:
        rows: list[list[str]] = []
        while line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            line = next(lines)
        if rows:
            say(table(rows[0], rows[2:]))
        if line.startswith("#"):
            say(wrapped(line.lstrip("# ")), bold=True)
        else:
            say(wrapped(line, rest="  " if line.startswith("* ") else "") if line else "")
