"""One spelling for what looks the same: letters that nobody sees are dropped, forms of one letter are unified.

Texts copied from web pages, PDF and other systems carry zero-width letters, byte order marks, no-break blanks, composed and
decomposed accents, and the wide letters of East Asian keyboards. A cell is read, and an id is matched, without them; what is
written back is the user's own text.
"""

from __future__ import annotations

import unicodedata

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
