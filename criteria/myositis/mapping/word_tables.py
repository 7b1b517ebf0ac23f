"""The words by which columns name the findings, in several languages: `words/*.toml`, one file per language.

A phrase such as `"{proximal} {weak} arm|arms"` fits a column when each of its words is found in the column's name or label, in
any order; `|` gives alternatives, `{weak}` stands for a group of them. A word of five letters or more may be the beginning or
a part of a longer one (`heliotrop` in `heliotropes`, `schwäche` in `Fingerbeugerschwäche`), unless it is written `=word`; in
Japanese every word may. Each phrase names its source, a key of the file's `[sources]`.

What a column says beyond its phrase and the `[fillers]` makes the match doubtful: it is proposed in a question. A word of
`[others]` says that the column is about something else, one of `[doubts]` that it may say the opposite. `[cells]` has words
of cells that mean yes or no under one kind of finding only.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from myositis.reading.spelling import narrow

FOLDER = Path(__file__).parent / "words"
LONG = 5
"""From so many letters on a word may be part of a longer one."""
LONGEST_ENDING = 3
"""So many letters behind a word inflect it: `heliotropes`."""
SHORTEST = 14
"""The weight from which on a single word names a finding where more is said: an abbreviation of three letters does not."""

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i", "µ": "u", "μ": "u"})


def plain(name: str) -> str:
    """A name or a label as it is compared: `Gottron's papules` becomes `gottron_s_papules`, `Schwäche` `schwaeche`.

    Letters that are not Latin stay.
    """
    text = unicodedata.normalize("NFKC", name.strip()).casefold().translate(_FOLDED)
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not _is_accent(letter))
    text = re.sub(r"[^\w]+|_+", "_", unicodedata.normalize("NFC", text))
    text = re.sub(r"(?<=[a-z0-9])(?=[^\x00-\u024f])|(?<=[^\x00-\u024f])(?=[a-z0-9])", "_", text)
    return re.sub(r"_+", "_", text).strip("_")


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) != 0 and ord(letter) < 0x1000  # the voicing marks of kana are letters of their own


@dataclass(frozen=True)
class Phrase:
    """One way to name a finding. words: the alternatives of each word, as `plain` spells them. asked: it names something near
    (the date of diagnosis for the onset), which is never taken for the finding without a question."""

    finding: str
    words: tuple[tuple[str, ...], ...]
    source: str
    asked: bool = False


@dataclass(frozen=True)
class Language:
    """The words of one language."""

    code: str
    name: str
    sources: dict[str, str]
    phrases: tuple[Phrase, ...]
    fillers: frozenset[str]
    others: frozenset[str]
    doubts: frozenset[str]
    negation: frozenset[str]
    improved: frozenset[str]
    worse: frozenset[str]
    untreated: frozenset[str]
    cells: dict[str, dict[str, list[str]]]
    stumps: dict[str, str]


@dataclass(frozen=True)
class Fit:
    """How a phrase fits a column. weight: how much of the phrase there is. sure: nothing is left over and nothing casts doubt.
    short: it is found by Latin letters that are too few to say much."""

    finding: str
    weight: int
    sure: bool
    doubt: str = ""
    asked: bool = False
    short: bool = False


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """Every language that has a file, in the order of their codes."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Language:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    groups: dict[str, str] = given["groups"]
    phrases = []
    for asked in (False, True):
        for finding, table in given["asked" if asked else "words"].items():
            for text, source in table.items():
                full = re.sub(r"\{(\w+)\}", lambda match: groups[match.group(1)], text)
                words = tuple(tuple(_spelt(one) for one in word.split("|") if plain(one)) for word in full.split())
                phrases.append(Phrase(finding, words, source, asked))
    lists = {name: frozenset(plain(word) for word in given[name]["words"].split()) for name in _LISTS}
    cells, stumps = given.get("cells", {}), given.get("stumps", {})
    return Language(path.stem, given["language"], given["sources"], tuple(phrases), **lists, cells=cells, stumps=stumps)


def _spelt(word: str) -> str:
    return ("=" if word.startswith("=") else "") + plain(word)


_LISTS = ("fillers", "others", "doubts", "negation", "improved", "worse", "untreated")


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 0x250 for letter in text)


def _found(word: str, tokens: list[str]) -> set[int] | None:
    """The places of the tokens in which a word is found; None when there are none."""
    if "_" in word:
        parts = word.split("_")
        for at in range(len(tokens) - len(parts) + 1):
            if tokens[at : at + len(parts)] == parts:
                return set(range(at, at + len(parts)))
        return None
    if word.startswith("="):
        return {place for place, token in enumerate(tokens) if token == word[1:]} or None
    exact = {place for place, token in enumerate(tokens) if token == word}
    if exact:
        return exact
    if len(word) >= LONG or not _is_latin(word):
        return {place for place, token in enumerate(tokens) if word in token} or None
    return None


def _fit(phrase: Phrase, tokens: list[str], language: Language) -> Fit | None:
    used: set[int] = set()
    weight = 0
    left = list(tokens)
    for alternatives in phrase.words:
        hits = [(len(word), word, places) for word in alternatives if (places := _found(word, tokens)) is not None]
        fresh = [hit for hit in hits if hit[2] - used or not all(_is_latin(token) for token in tokens)]
        if not fresh:
            return None
        length, word, places = max(fresh)
        used |= places
        weight += 10 + length
        left = [_without(token, word) for token in left]
    over = [token.strip() for place, token in enumerate(left) if place not in used or token != tokens[place]]
    over = [piece for token in over if token for piece in _left_over(token, language)]
    doubt = next((token for token in over if token in language.doubts | language.negation), "")
    short = weight < SHORTEST and all(_is_latin(tokens[place]) for place in used)
    return Fit(phrase.finding, weight, not over and not phrase.asked, doubt, phrase.asked, short)


def _without(token: str, word: str) -> str:
    """What of a token a word does not say: of a Latin one what stands before it, since an ending only inflects it."""
    word = word.removeprefix("=")
    if not _is_latin(token):
        return token.replace(word, " ")
    before, found, after = token.partition(word)
    return before + (after if len(after) > LONGEST_ENDING else "") if found and token != word and len(word) >= LONG else token


def _left_over(token: str, language: Language) -> list[str]:
    """What of a token is no filler; in Japanese the pieces between them."""
    if _is_latin(token):
        return [] if token in language.fillers or token.isdigit() else [token]
    for filler in sorted(language.fillers, key=len, reverse=True):
        token = token.replace(filler, " ")
    return [piece for piece in token.split() if not piece.isdigit()]


def fits(text: str) -> list[Fit]:
    """The findings that a name or label fits, the best first; of each finding its best phrase. Empty when it is about
    something else."""
    signs = text.replace("<", " lt ").replace(">", " gt ")
    return _fits([token for token in plain(signs).split("_") if token])


def fits_of_stumps(name: str) -> list[Fit]:
    """The same of a name whose words are cut and written together: `WKPROXUL`. Empty when it is not made of known stumps."""
    pieces = [_pieces(token) for token in plain(name).split("_") if token]
    if not pieces or any(piece is None for piece in pieces):
        return []
    return _fits([word for piece in pieces for word in piece or ()])


def _pieces(token: str) -> list[str] | None:
    """The words that the stumps of a token stand for, in the fewest pieces; None where a letter is left."""
    stumps = {stump: words for language in languages() for stump, words in language.stumps.items()}
    best: list[list[str] | None] = [[]] + [None] * len(token)
    for end in range(1, len(token) + 1):
        for start in range(end):
            before, stump = best[start], token[start:end]
            if before is not None and stump in stumps and (best[end] is None or len(before) + 1 < len(best[end] or ())):
                best[end] = [*before, stumps[stump]]
    found = best[len(token)]
    return None if found is None else " ".join(found).split()


def _fits(tokens: list[str]) -> list[Fit]:
    if not tokens:
        return []
    best: dict[str, Fit] = {}
    if any(_found(word, tokens) for language in languages() for word in language.others):
        return []
    for language in languages():
        for phrase in language.phrases:
            fit = _fit(phrase, tokens, language)
            old = best.get(phrase.finding)
            if fit is not None and not fit.sure and fit.short and len(phrase.words) == 1:
                continue  # `alt` in `alt_text`
            if fit is not None and (old is None or (fit.sure, fit.weight) > (old.sure, old.weight)):
                best[phrase.finding] = fit
    return sorted(best.values(), key=lambda fit: -fit.weight)


@lru_cache(maxsize=32)
def cell_words(family: str) -> dict[str, str]:
    """Words in cells that mean yes or no under one kind of finding, in every language: `[cells.elevated]` has `erhöht`."""
    return {
        narrow(word).casefold(): meaning
        for language in languages()
        for meaning in ("yes", "no")
        for word in language.cells.get(family, {}).get(meaning, [])
    }


def says_no(text: str) -> bool:
    """Whether a word of negation of any language is in a text."""
    tokens = plain(text).split("_")
    return any(_found(word, tokens) for language in languages() for word in language.negation)


def without_negation(text: str) -> str | None:
    """What is left of a text without its words of negation; None when it has none."""
    tokens = plain(text).split("_")
    words = {word for language in languages() for word in language.negation}
    left = []
    for token in tokens:
        rest = token if _is_latin(token) else min((token.replace(word, "") for word in words if not _is_latin(word)), key=len)
        left += [rest] if rest and token not in words else []
    return " ".join(left) if left != tokens else None


def treatment_of(text: str) -> str | None:
    """The response to treatment that a text names: a negation turns improved around; None when it names none for sure."""
    tokens = plain(text).split("_")
    if "partial" in tokens or "partially" in tokens or "stable" in tokens:
        return None

    def said(which: str) -> bool:
        return any(_found(word, tokens) for language in languages() for word in getattr(language, which))

    if said("untreated") or ("not" in tokens and "treated" in tokens) or ("nicht" in tokens and "behandelt" in tokens):
        return "not_treated"
    if said("worse"):
        return "not_improved"
    if said("improved"):
        return "not_improved" if said("negation") else "improved"
    return None
