"""Dates as Japanese records write them: `2012年9月`, `S37.12.16`, `令和3年6月`.

The year stands first, so that they have one reading.

An era is read from its first to its last year (Meiji 1868-1912, Taisho 1912-26, Showa 1926-89, Heisei 1989-2019, Reiwa since
2019: general knowledge, compared with no source); year 1 (元年) is the year in which it begins.
"""

from __future__ import annotations

import re

_ERAS = {"明治": (1868, 1912), "大正": (1912, 1926), "昭和": (1926, 1989), "平成": (1989, 2019), "令和": (2019, 9999)}
_LETTERS = dict(zip("MTSHR", _ERAS.values(), strict=True))
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|[MTSHR])\.?\s*(元|\d{1,2})(?:年|[./-])(?:\s*(\d{1,2})(?:月(?:\s*(\d{1,2})日)?|[./-](\d{1,2}))?)?",
    re.IGNORECASE,
)
_WESTERN = re.compile(r"(\d{4})年(?:\s*(\d{1,2})月(?:\s*(\d{1,2})日)?)?")


def iso_of_japanese(text: str) -> str | None:
    """The date in ISO form, partial where a part is not written; None when the text is not written so."""
    western = _WESTERN.fullmatch(text)
    if western is not None:
        return _iso(int(western[1]), western[2], western[3])
    era = _ERA.fullmatch(text)
    if era is None or (era[3] is None and "年" not in text):
        return None
    first, last = _ERAS.get(era[1]) or _LETTERS[era[1].upper()]
    year = first + (1 if era[2] == "元" else int(era[2])) - 1
    return _iso(year, era[3], era[4] or era[5]) if first <= year <= last else None


def _iso(year: int, month: str | None, day: str | None) -> str:
    return f"{year:04}" + "".join(f"-{int(part):02}" for part in (month, day) if part is not None)
