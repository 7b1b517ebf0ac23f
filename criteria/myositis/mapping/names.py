"""Which finding a column of a registry is likely to hold, by its name and its label.

Only a name of the data dictionary is beyond doubt. Everything else is a proposal that a person confirms, and a name with two
meanings (`muscle_biopsy`: performed, or abnormal?) is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from myositis.dictionary.findings import DICTIONARY
from myositis.mapping.registry_names import AMBIGUOUS, NEAR, SYNONYMS
from myositis.mapping.units import unit_of
from myositis.mapping.word_tables import fits, fits_of_stumps, plain

SHORTEST_PREFIX = 12
"""Characters from which a column name may be the beginning of a longer name, as REDCap cuts names near 26."""

_FILLERS = ("muscle_", "skin_", "lab_", "bx_", "clin_", "hx_", "biopsy_", "mb_", "serum_")
GATES = re.compile(r"(^|_)(done|exam|examined|performed|assessed|asked|tested)(_|$)")
"""Names of questions that decide whether others were asked."""
_UNITS = ("_iu_l", "_u_l", "_ukat_l", "_nkat_l", "_x_uln")
_ENDINGS = ("_yn", "_bl", "_baseline", "_v1", "_1", "_status", "_present", "_pos", "_ever")
_STRUCTURE = re.compile(r"redcap_.*|.*_complete|.*_timestamp")


@dataclass(frozen=True)
class Match:
    """What a column may be.

    sure: it has the name of the dictionary. question: set when the name has two meanings. doubtful: found by its words, and it
    says more than they do: proposed, in a question.
    """

    names: tuple[str, ...]
    sure: bool = False
    question: str = ""
    quality: float = 1.0
    doubtful: bool = False


_LEGEND = re.compile(r"\s*[\[(（]([^\])）]*\d\s*[=:：＝][^\])）]*)[\])）]")
_ENTRY = re.compile(r"(-?\d+)\s*[=:：＝]\s*([^,;/|、，；=:：＝]+?)\s*(?=[,;/|、，；]|$|\s-?\d+\s*[=:：＝])")


def legend_of(text: str) -> dict[str, str]:
    """What codes mean by a column's own name or label: `Geschlecht (1=m, 2=w)`; empty when it does not say."""
    found = _LEGEND.search(text)
    return {} if found is None or is_box(text) else {code: label.strip() for code, label in _ENTRY.findall(found.group(1))}


def without_legend(text: str) -> str:
    """A name or label without the meaning of its codes."""
    return _LEGEND.sub("", text).strip() if legend_of(text) else text


def is_box(column: str) -> bool:
    """Whether a header is one of a REDCap checkbox: `skin___1`, or `Skin findings (choice=Heliotrope rash)`."""
    return "___" in column or re.search(r"\(choice=.*\)\s*$", column) is not None


def match(column: str, label: str | None = None) -> Match | None:
    """What the column may be: by its name, then by its label, then by words in either. None when no finding resembles it."""
    name = plain(column)
    if _STRUCTURE.fullmatch(name):
        return None
    if column in DICTIONARY:
        return Match((column,), sure=True)
    header = _CHOICE.search(column)
    said = header.group(1) if header else _choice(label) if label else None
    exact = _exactly(plain(said)) or _by_definition(plain(said)) if said else None
    by_name = None if is_box(column) else _exactly(name)
    if exact is not None and not exact.question:
        return exact
    if by_name is not None and not by_name.question and (said is None or by_name.names == (_first(said),)):
        return by_name
    by_words = (_by_words(said) if said else None) or (None if is_box(column) else _by_words(column))
    if by_words is not None and by_words.doubtful and said is None:
        by_words = _by_stumps(column) or by_words  # `onset` alone is found in AGEONSET, too
    found = [one for one in (by_words, exact, by_name) if one is not None]
    plainly = next((one for one in found if not one.question), None)
    if plainly is not None or found:
        return plainly or found[0]
    if header or is_box(column):
        return _nearly(plain(said)) if said else None
    return _nearly(name) or (None if said else _by_stumps(column))


_CHOICE = re.compile(r"\(choice=(.*)\)\s*$", re.DOTALL)


def _choice(label: str) -> str:
    """The choice of a box, or the whole label."""
    choice = _CHOICE.search(label)
    return choice.group(1) if choice else label


def _first(text: str) -> str | None:
    return next((fit.finding for fit in fits(text)), None)


def without_unit(text: str) -> str:
    """A name or label without the unit that stands in brackets behind it: `GOT (x LSN)` is no limit."""
    found = _UNIT.search(text)
    return text[: found.start()] if found and unit_of(found.group(1)) else text


_UNIT = re.compile(r"\s*[\[(（]([^\])）]+)[\])）]\s*$")


def _by_words(text: str) -> Match | None:
    """The finding whose words are in a text. Doubtful when the text says more than they do, or something near."""
    found = fits(without_unit(text))
    if not found:
        return None
    best = found[0]
    tied = [fit.finding for fit in found if fit.weight == best.weight]
    if best.asked:
        return Match((best.finding,), question=NEAR.get(best.finding, "is it this, or something near?"))
    if len(tied) > 1:
        return Match(tuple(tied), question="which of these is it?")
    if best.doubt:
        return Match((best.finding,), question=f"`{best.doubt}` in its name may turn its meaning around: what does its yes say?")
    return Match((best.finding,), quality=0.9 if best.sure else 0.8, doubtful=not best.sure)


def _by_stumps(name: str) -> Match | None:
    """The finding that the stumps of a name such as `WKPROXUL` spell; never beyond doubt."""
    found = fits_of_stumps(name)
    if not found or found[0].asked or found[0].doubt or sum(fit.weight == found[0].weight for fit in found) > 1:
        return None
    return Match((found[0].finding,), quality=0.7, doubtful=True)


def _exactly(name: str) -> Match | None:
    """The finding that has exactly this name, with or without a usual beginning or ending."""
    for tried in dict.fromkeys((name, *_shortened(name))) if name else ():
        if tried in DICTIONARY:
            return Match((tried,))
        if tried in AMBIGUOUS:
            question, names = AMBIGUOUS[tried]
            return Match(names, question=question)
        for finding, words in SYNONYMS.items():
            if tried in words:
                return Match((finding,))
    return None


def _nearly(name: str) -> Match | None:
    """The finding whose name begins like this one, or is spelt almost the same."""
    if len(name) >= SHORTEST_PREFIX:
        for finding, words in SYNONYMS.items():
            if any(word.startswith(name) for word in words):
                return Match((finding,), quality=0.95)
    return _misspelt(name)


def _by_definition(label: str) -> Match | None:
    """A label that is the dictionary's own label of a finding."""
    return next((Match((name,)) for name, item in DICTIONARY.items() if plain(item.label) == label), None)


def _shortened(name: str) -> list[str]:
    """The name without a usual beginning or ending."""
    name = next((name.removesuffix(unit) for unit in _UNITS if name.endswith(unit)), name)
    found = [name] + [name.removeprefix(filler) for filler in _FILLERS if name.startswith(filler)]
    found += [one.removesuffix(ending) for one in (name, *found) for ending in _ENDINGS if one.endswith(ending)]
    return [one for one in found if one]


def _misspelt(name: str) -> Match | None:
    """The finding whose name is spelt almost the same; short names have too many neighbours."""
    if len(name) < 7:
        return None
    best, quality = None, 0.87
    for finding in (one for one in DICTIONARY if not one.startswith("anti_")):  # they differ in a letter or two
        for word in (finding, plain(DICTIONARY[finding].label), *SYNONYMS.get(finding, ())):
            if abs(len(word) - len(name)) <= 3 and len(word) >= 7:
                ratio = SequenceMatcher(None, name, word).ratio()
                if ratio > quality:
                    best, quality = finding, ratio
    return Match((best,), quality=quality, doubtful=True) if best is not None else None
