"""Which columns of a table stand side by side on a page, and how wide each is, in letters.

A table that is wider than the page is set as several pieces, each with the columns that name the rows; text columns are
wrapped before that. Every format with a page (terminal, LaTeX, Word) asks here.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from myositis.comparison.report.document import Table

NARROWEST = 10
"""A column of text is not made narrower than this, or than its longest word."""

HEADER = 13
"""A header is wrapped, but not to save letters below so many."""

READABLE = 18
"""Nor narrower than this only to bring more columns of numbers side by side."""


@dataclass(frozen=True)
class Piece:
    """Some columns of a table, by place, with their widths in letters."""

    places: tuple[int, ...]
    widths: tuple[int, ...]


def one_line(text: str) -> str:
    """Text without line ends and repeated spaces."""
    return " ".join(text.split())


def _column(table: Table, place: int) -> list[str]:
    return [one_line(row[place].text) for row in table.rows]


def _longest_word(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)


def _natural(table: Table, place: int) -> int:
    """The width of a column whose cells are not wrapped; its header may be."""
    body = max(map(len, _column(table, place)), default=1)
    header = table.header[place]
    return max(body, _longest_word([header]), min(len(header), max(body + 4, HEADER)), 1)


def _shrunk(widths: list[int], allowed: int, floors: tuple[int, ...]) -> list[int]:
    """The text columns made narrower, the widest first, until the sum is allowed or no column gives way."""
    widths = list(widths)
    while sum(widths) > allowed:
        open_to = [place for place, floor in enumerate(floors) if widths[place] > floor]
        if not open_to:
            break
        widths[max(open_to, key=lambda place: widths[place])] -= 1
    return widths


def pieces(table: Table, width: int, gap: int = 2) -> list[Piece]:
    """The table cut into pieces that are at most `width` letters wide, if a single column is not wider."""
    count, names = len(table.header), min(table.names, len(table.header))
    natural = [_natural(table, place) for place in range(count)]
    words = [_longest_word([*_column(table, place), table.header[place]]) for place in range(names)]
    floors = tuple(min(natural[place], max(NARROWEST, word)) for place, word in enumerate(words))
    if sum(natural) + gap * (count - 1) <= width:
        return [Piece(tuple(range(count)), tuple(natural))]
    if names == count:
        return [Piece(tuple(range(count)), tuple(_shrunk(natural, width - gap * (count - 1), floors)))]
    figures = natural[names:]
    every = _shrunk(natural[:names], width - gap * (count - 1) - sum(figures), floors)
    if sum(every) + sum(figures) + gap * (count - 1) <= width:
        return [Piece(tuple(range(count)), (*every, *figures))]
    # The text columns give way so that several columns of numbers stand side by side, but they stay readable.
    readable = [max(floor, min(one, READABLE)) for floor, one in zip(floors, natural, strict=False)]
    widest = max(figures) + gap
    beside = max(1, (width - sum(readable) - gap * (names - 1)) // widest)
    together = _shrunk(natural[:names], width - gap * (names - 1) - beside * widest, tuple(readable))
    free = width - sum(together) - gap * (names - 1)
    found: list[Piece] = []
    group: list[int] = []
    used = sum(together) + gap * (names - 1)
    free = width - used
    for place in range(names, count):
        if group and sum(natural[item] + gap for item in (*group, place)) > free:
            found.append(_piece(names, together, group, natural))
            group = []
        group.append(place)
    found.append(_piece(names, together, group, natural))
    return found


def _piece(names: int, text: list[int], group: list[int], natural: list[int]) -> Piece:
    return Piece((*range(names), *group), (*text, *(natural[place] for place in group)))


def wrapped(text: str, width: int) -> str:
    """A cell on as many lines as it needs."""
    return "\n".join(textwrap.wrap(one_line(text), max(width, 1), break_long_words=False, break_on_hyphens=False)) or ""


def joined(text: str) -> str:
    """An interval stays on one line: `(47.1 to 61.1)` breaks nowhere."""
    return re.sub(r"\([^()]{1,30}\)", lambda found: found.group().replace(" ", "\u00a0").replace("chi-", "chi\u2011"), text)


def points(text: str) -> float:
    """About how wide a text of 8 points is, on the safe side."""
    return sum(7.0 if letter.isupper() or letter in "%mw@&+=<>" else 4.6 if letter in "_-" else 4.4 for letter in text)


BOLD, LETTER = 1.15, 4.6
"""How much wider bold letters are; points of a letter on average."""


def fitted(table: Table, line: float, letters: int, gap: float, scale: float = 1.0) -> list[tuple[Piece, list[float]]]:
    """The table in pieces, and the width of each column in points, so that no word is wider than its column.

    line: points of a line. letters: of the line, to begin with; fewer are tried until everything fits. scale: of the type to
    8 points.
    """
    count = len(table.header)
    whole = Piece(tuple(range(count)), tuple(_natural(table, place) for place in range(count)))
    widths = _in_points(table, whole, line, gap, scale)
    if widths:  # numbers on two lines are read more easily than a table in two pieces
        return [(whole, widths)]
    for tried in range(letters, 20, -6):
        found = [(piece, _in_points(table, piece, line, gap, scale)) for piece in pieces(table, tried)]
        if all(widths for _, widths in found):
            return found
    return [(Piece(tuple(range(count)), (10,) * count), [line / count - gap] * count)]


def _in_points(table: Table, piece: Piece, line: float, gap: float, scale: float) -> list[float]:
    """The widths of the columns; nothing when their longest words do not fit the line."""
    wanted, least = [], []
    for place, letters in zip(piece.places, piece.widths, strict=True):
        texts, head = _column(table, place), table.header[place]
        words = [points(word) for text in texts for word in _unbroken(text)]
        words += [BOLD * points(word) for word in _unbroken(head)]
        least.append(scale * max(words, default=4.0) + 1)
        whole = max([*map(points, texts), min(BOLD * points(head), letters * LETTER)], default=4.0)
        wanted.append(max(least[-1], min(scale * whole + 1, scale * letters * LETTER)))
    over = sum(wanted) + gap * (len(wanted) - 1) - line
    for places in (range(min(table.names, len(wanted))), range(len(wanted))):  # text gives way before numbers do
        spare = sum(wanted[place] - least[place] for place in places)
        if over > 0 and spare > 0:
            taken = min(1.0, over / spare)
            over -= taken * spare
            for place in places:
                wanted[place] -= taken * (wanted[place] - least[place])
    return wanted if over < 1e-6 else []


def _unbroken(text: str) -> list[str]:
    """The parts of a text between which a line may end; an interval in brackets is one of them."""
    return re.findall(r"\([^()]{1,30}\)|[^\s_/(]+[_/]?|\(", text) or [""]
