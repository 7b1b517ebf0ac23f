"""Plain prompts on stderr, one key or one line each: through a pipe, on a terminal, and for a screen reader."""

from __future__ import annotations

import sys
from typing import Any

import click

from myositis_cli.speaking import say, wrapped

_STOP_WORDS = ("q", "quit", "\x04")


class StopError(Exception):
    """No more answers: the user stopped, or the input ended."""


def tell(text: str, first: str = "", rest: str = "", **style: Any) -> None:
    """Write a paragraph to stderr: the dialogue; only the result goes to stdout."""
    say(wrapped(text, first, rest, err=True), err=True, **style)


def one_key(prompt: str) -> str:
    """One key on a terminal, one line otherwise."""
    if not sys.stdin.isatty():
        return one_line(prompt).lower()
    say(prompt, err=True, nl=False)
    typed = click.getchar().lower()
    shown = {"\r": "", "\n": ""}.get(typed, typed)
    say(shown if shown.isprintable() else "", err=True)
    if typed in _STOP_WORDS:
        raise StopError
    return shown


def one_line(prompt: str) -> str:
    say(prompt, err=True, nl=False)
    typed = sys.stdin.readline()
    if not sys.stdin.isatty():
        say(typed.strip(), err=True)
    if not typed or typed.strip().lower() in _STOP_WORDS:
        raise StopError
    return typed.strip()
