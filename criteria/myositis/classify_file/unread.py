"""What a file or a record holds that nothing reads: always said, in the same words everywhere, never passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from myositis.dictionary.derivations import IN_PASSING, decided_by
from myositis.dictionary.findings import DICTIONARY, diagnosis, patient_id
from myositis.published.criteria_set import CriteriaSet, decided, dictionary_of
from myositis.reading.spelling import nearest_of_each
from myositis.rules.values import UPTO

MOST_NAMES = 12
"""So many names are listed of each kind; a registry's export can have hundreds of columns. `myositis check` lists them all."""


def unread(columns: Iterable[str], criteria: Sequence[CriteriaSet], *, profile: bool = False, every: bool = False) -> list[str]:
    """A sentence on each kind of column that is not read: not part of these criteria, or not of the data dictionary at all.

    columns: names of columns or fields. profile: the profile is read, too. every: list all of them, however many. A name that
    looks misspelt is left to `reading.cohort.near_misses`, which says what may have been meant.
    """
    names = tuple(columns)
    profiled = _read_by_profile()
    read = {item.name for item in decided(criteria) - IN_PASSING} | {patient_id.name} | (profiled if profile else set())
    others = [name for name in names if name not in read and not name.endswith(UPTO)]
    looked_for = DICTIONARY if profile else dictionary_of(criteria)
    foreign = [name for name in others if name not in DICTIONARY]
    misspelt = nearest_of_each(foreign, sorted(looked_for.keys() - {*names}))
    known = [name for name in others if name in DICTIONARY and name != diagnosis.name]
    kinds = {
        "not part of these criteria; see the profile": [name for name in known if name in profiled],
        "not part of these criteria": [name for name in known if name not in profiled],
        "not read by any criteria; the reference for `myositis compare`": [name for name in others if name == diagnosis.name],
        "not in the data dictionary, so not read": [name for name in foreign if name not in misspelt],
    }
    return [f"{named(found, every=every)}: {kind}" for kind, found in kinds.items() if found]


def named(names: Sequence[str], *, every: bool = False) -> str:
    """`a, b, c`; of many the first, and how many more."""
    shown = names if every or len(names) <= MOST_NAMES else names[:MOST_NAMES]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more (`myositis check` lists them)" if more else "")


def _read_by_profile() -> set[str]:
    """The names of what a profile tells beside the criteria: antibodies, and the findings that show an organ involved."""
    from myositis.phenotype.antibodies import ANTIBODIES
    from myositis.phenotype.organs import ORGANS
    from myositis.rules.vocabulary import variables

    return {item.name for item in decided_by({*ANTIBODIES, *variables(*(organ.rule for organ in ORGANS))})}
