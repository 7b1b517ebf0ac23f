"""Words that every text for people shares: diseases, levels and numbers as they are said, and paragraphs that wrap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap

from myositis.published.common import MET_OR_NOT
from myositis.published.criteria_set import CriteriaSet

DISEASES = {
    "PM": "polymyositis",
    "DM": "dermatomyositis",
    "ADM": "amyopathic dermatomyositis",
    "IBM": "inclusion body myositis",
    "JDM": "juvenile dermatomyositis",
    "JM": "juvenile myositis other than dermatomyositis",
    "JPM": "juvenile polymyositis",
    "HDM": "hypomyopathic dermatomyositis",
}
"""The abbreviations of subgroups that everybody in the field uses, written out."""
GENERAL = "inflammatory myopathy"
"""What nearly every set classifies; a narrower disease is named wherever a level is."""
HYPHENATED = {"clinico_pathologically_defined": "clinico-pathologically defined"}

NARROWEST, USUAL = 60, 80
"""Columns: texts are never wrapped narrower than the first; the second is used where there is no terminal."""
FEW = 3
"""So many exclusions, or findings that decide alike, are named; more are counted."""

_TIED, _TIE = re.compile(r" (?=[\d&])|(?<=&) |(?<=\d) (?=%)"), "\N{NO-BREAK SPACE}"


def paragraph(text: str, width: int = USUAL, *, first: str = "", rest: str = "") -> str:
    """The text in lines of at most `width` columns, never broken inside a word or at a hyphen (anti-Jo-1).

    Numbers stay with the word before them, and per cent with its number. first, rest: what the first line and the others
    begin with.
    """
    lines = wrap(
        _TIED.sub(_TIE, text),
        max(width, NARROWEST),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_TIE, " ")


def disease(subgroup: str) -> str:
    """A subgroup in words: `DM` is dermatomyositis; what has no usual abbreviation stays as it is."""
    return DISEASES.get(subgroup, subgroup.replace("_", " "))


def level_in_words(level: str) -> str:
    """`not_met` is `not met`."""
    return HYPHENATED.get(level, level.replace("_", " "))


def level_named(level: str, named: str) -> str:
    """`definite inflammatory myopathy`; the disease alone where criteria know only met or not met."""
    return named if level == "met" else f"{level_in_words(level)} {named}".strip()


def met_or_not(criteria: CriteriaSet) -> bool:
    """Whether criteria know no levels: they are met or not."""
    return criteria.levels == MET_OR_NOT


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`"""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def percent(probability: float) -> str:
    """A probability with one decimal; never 100 % or 0 %, which no formula reaches."""
    if probability >= 0.9995:
        return "more than 99.9 %"
    return f"{100 * probability:.1f} %" if probability >= 0.0005 else "less than 0.1 %"


def percent_range(low: float, high: float) -> str:
    """`12 % to 94 %`"""
    if round(low, 3) == round(high, 3) or low >= 0.995:
        return percent(low)
    if high < 0.005:
        return percent(high)
    least = f"{100 * low:.0f} %" if low >= 0.005 else "less than 1 %"
    most = f"{100 * high:.0f} %" if high < 0.995 else "more than 99 %"
    return f"{least} to {most}"
