"""When two ids are one patient, and when they only look alike: nothing is joined by its looks."""

from __future__ import annotations

import polars as pl

from myositis.errors import nearest
from myositis.reading.problem import Problem
from myositis.reading.spelling import look, visible

MOST_COMPARED = 20_000
"""Among so many ids a similar one is searched letter by letter; among more, only one that looks the same."""
MOST_LOOK_ALIKES = 20
"""So many groups of ids that look alike are named one by one."""


_OUTSIDE = (r"[^0-9A-Z_./-]", r"[^0-9a-z_./-]")


def _of_one_case(ids: pl.Series) -> bool:
    """Whether all ids are digits, signs and letters of one case: no blanks, nothing strange. Most ids are looked at once."""
    return not all(ids.str.contains(outside).any() for outside in _OUTSIDE)


def matched_ids(ids: pl.Series) -> pl.Series:
    """The spelling under which ids are one patient: `visible`; null for a blank. Text in, text out, under the same name."""
    texts = ids.cast(pl.String)
    if _of_one_case(texts):
        return _without_empty(texts)
    strange = texts.str.contains(r"[^\x20-\x7e]").fill_null(False)
    if strange.any():
        distinct = texts.filter(strange).unique().to_list()
        texts = texts.replace({text: visible(text) for text in distinct})
        return texts.str.strip_chars().replace("", None)
    # All of it is plain, so a space is the only blank that can stand at an end, and is looked for before texts are made anew.
    if texts.str.starts_with(" ").any() or texts.str.ends_with(" ").any():
        texts = texts.str.strip_chars()
    return _without_empty(texts)


def _without_empty(texts: pl.Series) -> pl.Series:
    return texts.replace("", None) if (texts.str.len_bytes() == 0).any() else texts


def similar_id(wanted: str, ids: pl.Series) -> int | None:
    """The place (from 0) of the id that is most like one that no row has; None when nothing is close.

    First one that differs only in capitals, width, blanks or leading zeros, then one with nearly the same letters.
    """
    texts = [name or "" for name in ids.to_list()]
    alike = next((place for place, name in enumerate(texts) if name and look(name) == look(wanted)), None)
    if alike is not None or len(texts) > MOST_COMPARED:
        return alike
    close = nearest(wanted, filter(None, texts))
    return None if close is None else texts.index(close)


def look_alikes(ids: pl.Series) -> list[list[int]]:
    """Places (from 0) of ids that are different patients although they look the same; each list names one look."""
    if _of_one_case(ids) and not (ids.str.len_bytes().n_unique() > 1 and ids.str.contains("^0.").any()):
        return []  # only zeros in front can make them look alike
    strange = ids.str.contains(r"[^\x20-\x7e]").fill_null(False)
    distinct = ids.to_frame("id").with_row_index("place").drop_nulls("id").unique("id", keep="first", maintain_order=True)
    texts = distinct["id"]
    simple = texts.str.to_lowercase().str.replace_all(r"\s", "").str.strip_chars_start("0")
    if strange.any():
        strange = strange.gather(distinct["place"])
        simple = pl.Series([look(text) if odd else plain for text, plain, odd in zip(texts, simple, strange, strict=True)])
    doubled = simple.is_duplicated() & (simple != "")
    if not doubled.any():
        return []
    found: dict[str, list[int]] = {}
    for plain, place in zip(simple.filter(doubled), distinct["place"].filter(doubled), strict=True):
        found.setdefault(plain, []).append(int(place))
    return list(found.values())


def warn_of_look_alikes(ids: pl.Series, column: str, first_row: int) -> list[Problem]:
    """A warning for every group of ids that differ only in capitals, width, blanks or leading zeros. Ids are not printed."""
    warnings = []
    found = look_alikes(ids)
    for places in found[:MOST_LOOK_ALIKES]:
        rows = " and ".join(str(place + first_row) for place in places[:6])
        message = f"the ids of rows {rows} differ only in capitals, width, blanks or leading zeros: different patients?"
        warnings.append(Problem(places[0] + first_row, column, "ids_look_alike", message))
    if len(found) > MOST_LOOK_ALIKES:
        message = f"{len(found) - MOST_LOOK_ALIKES} more groups of ids differ only in capitals, width, blanks or leading zeros"
        warnings.append(Problem(found[MOST_LOOK_ALIKES][0] + first_row, column, "ids_look_alike", message))
    return warnings
