"""How an object of this project is shown in a notebook: a heading, sentences and one small table. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def card(
    heading: str,
    rows: Iterable[Sequence[str]],
    header: Sequence[str] = (),
    *,
    opening: Iterable[str] = (),
    sentences: Iterable[str] = (),
) -> str:
    """HTML for one cell of a notebook. opening: what comes first, above the table; sentences: what stands below it, small.

    rows: texts; those that look like numbers stay as they are. header: none when empty.
    """
    from tabulate import tabulate

    body = [list(row) for row in rows]
    parts = [f"<p><b>{escape(heading)}</b></p>", *(f"<p>{escape(text)}</p>" for text in opening)]
    if body:
        parts.append(str(tabulate(body, header, tablefmt="html", disable_numparse=True)))
    return "\n".join([*parts, *(f"<p><small>{escape(text)}</small></p>" for text in sentences)])
