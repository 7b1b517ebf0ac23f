"""How the commands speak: lines of the terminal's width, bold and colour on a terminal only, NO_COLOR respected."""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import Any

import click

NARROWEST, WIDEST, USUAL = 60, 100, 80
_MARKS = re.compile(r"^(  )(yes|no|\?)(?=\s)", re.MULTILINE)
_STYLES: dict[str, dict[str, Any]] = {"yes": {"fg": "green"}, "no": {"dim": True}, "?": {"fg": "yellow"}}


def width() -> int:
    """The columns to write in: the terminal's own between 60 and 100; 80 where there is none and COLUMNS says nothing."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return min(max(shutil.get_terminal_size((USUAL, 24)).columns, NARROWEST), WIDEST)
    return USUAL


def say(text: str = "", *, err: bool = False, nl: bool = True, **style: Any) -> None:
    """Write text, styled when it goes to a terminal and NO_COLOR is not set. style: what `click.style` takes."""
    plain = bool(os.environ.get("NO_COLOR"))
    click.echo(click.style(text, **style) if style else text, err=err, nl=nl, color=False if plain else None)


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """A paragraph in the terminal's width."""
    from myositis.one_patient.verdict import paragraph

    margin = text[: len(text) - len(text.lstrip())]
    return paragraph(text.lstrip(), width(), first=first + margin, rest=rest)


def review(text: str) -> str:
    """A chart review with its verdict in bold, its titles underlined by weight, and its marks in colour."""
    verdict, gap, rest = text.partition("\n\n")
    rest = _MARKS.sub(lambda found: found.group(1) + click.style(found.group(2), **_STYLES[found.group(2)]), rest)
    lines = [click.style(line, bold=True) if _is_title(line) else line for line in rest.split("\n")]
    return click.style(verdict, bold=True) + gap + "\n".join(lines)


def _is_title(line: str) -> bool:
    return bool(line) and not line.startswith(" ") and not line.endswith((".", ",", ")")) and len(line) < 45
