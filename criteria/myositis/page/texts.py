"""The texts of the page, one table per language, and the criteria's own texts in that language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from myositis.errors import unknown

_FOLDER = files("myositis.page") / "texts"


@dataclass(frozen=True)
class Texts:
    """The table of one language.

    sections: the sentences of the page, as the script reads them. words: texts of the criteria and the dictionary, from
    English; empty for English. missing: what was asked for and has no translation, so that it stayed English.
    """

    language: str
    sections: dict[str, dict[str, str]]
    words: dict[str, str]
    missing: dict[str, None] = field(default_factory=dict, compare=False)

    def __call__(self, english: str) -> str:
        """A text of the criteria or the dictionary in this language, or as it is where there is no translation."""
        if not self.words or not english:
            return english
        if english not in self.words:
            self.missing[english] = None
        return self.words.get(english, english)


def languages() -> tuple[str, ...]:
    """The languages that have a table, English first."""
    names = sorted(item.name.removesuffix(".toml") for item in _FOLDER.iterdir() if item.name.endswith(".toml"))
    return ("en", *(name for name in names if name != "en"))


@cache
def _table(language: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def texts_of(language: str) -> Texts:
    """The table of a language, by its two letters; UnknownNameError when there is none."""
    if language not in languages():
        raise unknown("language of the page", language, languages())
    sections = dict(_table(language))
    words = sections.pop("words", {})
    return Texts(language, sections, words)
