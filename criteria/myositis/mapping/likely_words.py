"""What a word in a cell is likely to mean where no list of words settles it: offered beside the word, and always asked.

In this order: a word of the finding's own (`myopathisch` under an EMG), an abbreviation of a known word (`nicht vorh.`), a graded
sign (`2+`), a negation of a yes or of a finding, an abbreviation that stands for a missing value in registries. Everything else
has no offer.
"""

from __future__ import annotations

import re

from myositis.mapping.values import key
from myositis.mapping.word_tables import cell_words, fits, without_negation
from myositis.reading.cell_words import AMBIGUOUS_WORDS, MISSING_WORDS, NO_WORDS, YES_WORDS

MISSING = "not recorded"
_SIGNS = {"(+)": "yes", "(-)": "no", "(－)": "no"} | dict.fromkeys(("++", "+++", "++++", "1+", "2+", "3+", "4+"), "yes")
_OFTEN_MISSING = frozenset(
    (
        "n.b.", "n.u.", "n.e.", "n.g.", "n.v.", "n.r.", "n.t.", "n.k.", "n.p.", "nb", "nu", "ne", "nv", "nr", "nt", "nk", "ns",
        "s.d.", "sd", "s/i", "ausst.", "ausstehend", "pte.", "pendiente", "pending", "en attente", "in attesa", "no valorable",
        "no disponible", "bekliyor", "awaited", "insufficient", "inconclusive", "indeterminate", "equivocal", "nsp", "nf",
        "未", "未評価", "未測定", "判定不能", "検査中",
    )
)  # fmt: skip
"""Abbreviations and words that registries use for a missing value: n.b. (nicht bestimmt), nv (no valorable), 未 ..."""


def family_of(finding: str) -> str:
    """The list of `[cells]` in the word tables that belongs to a finding, all raised enzymes one; blank where it has none."""
    family = "elevated" if finding.endswith("elevated") else finding
    return family if cell_words(family) else ""


def likely(word: str, finding: str) -> str | None:
    """`yes`, `no`, `not recorded`, or None where the word has no likely meaning. finding: the one that the column holds."""
    spelt = key(word)
    own = cell_words(family_of(finding))
    if spelt in own:
        return own[spelt]
    if spelt in _SIGNS:
        return _SIGNS[spelt]
    if spelt in AMBIGUOUS_WORDS or spelt.replace(" ", "") in _OFTEN_MISSING or spelt in _OFTEN_MISSING:
        return MISSING
    meant = _abbreviated(spelt)
    if meant is not None:
        return meant
    return "no" if _denies(word) else None


def _denies(word: str) -> bool:
    """Whether a word is a negation, alone or of a yes or a finding: `kein`, `keine Dysphagie`. `Not taken` is no such no."""
    rest = without_negation(word)
    return rest is not None and (rest == "" or rest in YES_WORDS or any(fit.sure for fit in fits(rest)))


def _abbreviated(word: str) -> str | None:
    """The meaning of the known words that begin like this one, token by token: `nicht vorh.` is `nicht vorhanden`."""
    if "." not in word:
        return None
    pieces = [re.escape(piece) + r"\S*" for piece in re.split(r"[.\s]+", word) if piece]
    if not pieces or max(len(piece) for piece in re.split(r"[.\s]+", word)) < 3:
        return None
    pattern = re.compile(r"\s+".join(pieces))
    meant = {meaning for known, meaning in _KNOWN if pattern.fullmatch(known)}
    return meant.pop() if len(meant) == 1 else None


_KNOWN = (
    *((word, "yes") for word in sorted(YES_WORDS)),
    *((word, "no") for word in sorted(NO_WORDS)),
    *((word, MISSING) for word in MISSING_WORDS if word),
)
