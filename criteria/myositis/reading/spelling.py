"""One spelling for what looks the same: letters that nobody sees are dropped, forms of one letter are unified.

Texts copied from web pages, PDF and other systems carry zero-width letters, byte order marks, no-break blanks, composed and
decomposed accents, and the wide letters of East Asian keyboards. A cell is read, and an id is matched, without them; what is
written back is the user's own text.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from myositis.errors import nearest

_MANY = 500
"""From so many columns on, a look at the letters of all names at once decides which are worth comparing."""
_KINDS = 64
_ALIKE = 0.7
"""`errors.nearest` never finds names alike that share fewer of their letters; a little less here, for rounding."""

_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF]
)
_WIDE = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}


def visible(text: str) -> str:
    """The text without invisible letters and outer blanks, every accented letter in its composed form."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()


def narrow(text: str) -> str:
    """`visible`, with wide letters, digits and signs as usual ones: `１２` is `12`, `Ｆ` is `F`. Superscripts stay."""
    return visible(text).translate(_WIDE).strip() if not text.isascii() else text.strip()


_BEHIND = {"以下": "<=", "以上": ">=", "未満": "<", "超": ">"}


def operator_first(text: str) -> str:
    """A number with its operator in front, as in Western files: `10以下` (10 or less) is `<=10`."""
    for word, operator in _BEHIND.items():
        if text.endswith(word):
            return operator + text.removesuffix(word).strip()
    return text


def look(text: str) -> str:
    """What is left when capitals, width, inner blanks and leading zeros do not count: for warnings, never for joining."""
    plain = "".join(unicodedata.normalize("NFKC", visible(text)).casefold().split())
    return plain.lstrip("0") or plain


def nearest_of_each(names: Sequence[str], allowed: Collection[str]) -> dict[str, str]:
    """For each name that is spelt much like an allowed one, the one that `errors.nearest` finds; the others are left out."""
    worth = names if len(names) < _MANY else _worth_comparing(names, allowed)
    found = ((name, nearest(name, allowed)) for name in worth)
    return {name: close for name, close in found if close is not None}


def _worth_comparing(names: Sequence[str], allowed: Collection[str]) -> list[str]:
    """The names that share enough letters with an allowed one: never fewer than are alike."""
    import numpy as np

    letters = _letters(names)
    lengths = np.array([len(name.lower()) for name in names])
    worth = np.zeros(len(names), dtype=bool)
    for wanted, length in zip(_letters(allowed), (len(name.lower()) for name in allowed), strict=True):
        shared = np.minimum(letters, wanted).sum(axis=1, dtype=np.int32)
        worth |= 2 * shared >= (_ALIKE - 1e-9) * (lengths + length)
    return [name for name, alike in zip(names, worth, strict=True) if alike]


def _letters(names: Collection[str]) -> Any:
    """How often each of 64 kinds of letters stands in each name: an array of one row per name."""
    import numpy as np

    counts = np.zeros((len(names), _KINDS), dtype=np.uint8)
    for row, name in enumerate(names):
        for letter, count in Counter(name.lower()).items():
            kind = ord(letter) % _KINDS
            counts[row, kind] = min(counts[row, kind] + count, 255)
    return counts
