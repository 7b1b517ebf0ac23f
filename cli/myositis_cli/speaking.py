"""How the commands speak: lines of the terminal's width, bold and colour on a terminal only, NO_COLOR respected.

Text is made printable before it is coloured: what a cell holds never makes a terminal do anything.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from typing import Any

import click

from myositis.errors import printable
from myositis_cli.streams import unescaped

NARROWEST, WIDEST, USUAL = 60, 100, 80
_MARKS = re.compile(r"^(  )(yes|no|\?)(?=\s)", re.MULTILINE)
_STYLES: dict[str, dict[str, Any]] = {"yes": {"fg": "green"}, "no": {"dim": True}, "?": {"fg": "yellow"}}


def width(*, err: bool = False) -> int:
    """The columns to write in: the terminal's own between 60 and 100; 80 where there is none and COLUMNS says nothing.

    err: on stderr, which is a terminal also when the results go to a file.
    """
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated):
        columns = int(stated)
    else:
        stream = sys.stderr if err else sys.stdout
        columns = USUAL
        if stream.isatty():
            with contextlib.suppress(OSError, ValueError):
                columns = os.get_terminal_size(stream.fileno()).columns or USUAL
    return min(max(columns, NARROWEST), WIDEST)


def say(text: str = "", *, err: bool = False, nl: bool = True, **style: Any) -> None:
    """Write text, styled when it goes to a terminal and NO_COLOR is not set. style: what `click.style` takes."""
    stream = sys.stderr if err else sys.stdout
    if style and coloured(stream):
        _write(click.style(printable(text, "\n\t"), **style), stream, nl)
    else:
        click.echo(text, err=err, nl=nl)


def coloured(stream: Any) -> bool:
    """Whether colour and bold are wanted on this stream."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


def _write(text: str, stream: Any, nl: bool) -> None:
    behind = unescaped(stream)
    behind.write(text + ("\n" if nl else ""))
    behind.flush()


def wrapped(text: str, first: str = "", rest: str = "", *, err: bool = False) -> str:
    """A paragraph in the terminal's width. err: as for `width`."""
    from myositis.one_patient.words import paragraph

    margin = text[: len(text) - len(text.lstrip())]
    return paragraph(text.lstrip(), width(err=err), first=first + margin, rest=rest)


def say_line(text: str, *, err: bool = False) -> None:
    """Write what is one line for a program that reads it, and on a terminal a paragraph: a note, a problem."""
    stream = sys.stderr if err else sys.stdout
    margin = " " * (len(text) - len(text.lstrip()) + 2)
    say(wrapped(text, rest=margin, err=err) if text and stream.isatty() else text, err=err)


def say_review(text: str) -> None:
    """Write a chart review; on a terminal its verdict and titles are bold, its marks in colour."""
    if not coloured(sys.stdout):
        click.echo(text)
        return
    verdict, gap, rest = printable(text, "\n\t").partition("\n\n")
    rest = _MARKS.sub(lambda found: found.group(1) + click.style(found.group(2), **_STYLES[found.group(2)]), rest)
    lines = [click.style(line, bold=True) if _is_title(line) else line for line in rest.split("\n")]
    _write(click.style(verdict, bold=True) + gap + "\n".join(lines), sys.stdout, nl=True)


def _is_title(line: str) -> bool:
    return bool(line) and not line.startswith(" ") and not line.endswith((".", ",", ")")) and len(line) < 45
