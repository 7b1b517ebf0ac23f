"""What a file or a record holds that no chosen criteria set reads: always said, never passed over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from myositis.dictionary.findings import DICTIONARY, LATER, diagnosis, patient_id
from myositis.published.criteria_set import CriteriaSet, decided
from myositis.reading.spelling import MOST_NAMES, nearest_of_each
from myositis.rules.values import UPTO


def unread(columns: Iterable[str], criteria: Sequence[CriteriaSet], *, used: Collection[str] = ()) -> list[str]:
    """Sentences on the columns that are not read: not part of these criteria, or not of the data dictionary at all.

    columns: names of columns or fields. used: those that are read under another name, by a study's mapping. A name that looks
    misspelt is left to `near_misses`, which says what may have been meant.
    """
    names = tuple(columns)
    read = {item.name for item in decided(criteria)} | {patient_id.name, *used}
    others = [name for name in names if name not in read and not name.endswith(UPTO)]
    known = [name for name in others if name in DICTIONARY and name not in LATER and name != diagnosis.name]
    profiled = [name for name in others if name in LATER]
    free = [name for name in DICTIONARY if name not in names]
    foreign = [name for name in others if name not in DICTIONARY]
    alike = nearest_of_each(foreign, free)
    strangers = [name for name in foreign if name not in alike]
    told = []
    if known:
        told.append(f"not part of these criteria: {_listed(known)}")
    if profiled:
        told.append(f"not part of these criteria; see the profile: {_listed(profiled)}")
    if diagnosis.name in others:
        told.append(f"{diagnosis.name} is never read by criteria; it is a reference for `myositis compare`")
    if strangers:
        told.append(f"not in the data dictionary, so not read: {_listed(strangers)}")
    return told


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
