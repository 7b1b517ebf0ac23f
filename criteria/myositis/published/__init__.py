"""What the papers say: the published criteria sets, one module each, and how they are asked for.

Comes in: an id such as `eular-acr-2017`, `bohan-peter-1975:emg=triad` or `eular-acr-2017@1`, a family such as `ibm`, or a
`CriteriaSet` of your own. Goes out: the set, a value that every reader reads (`criteria_set` says what it is made of).

* `eular_acr_2017`, `bohan_peter_1975`, ...: one module per set, in the rows, order and headings of the paper;
* `criteria_set`, `tables`: what a set and a published table are; `fingerprint`: what a set means, in sixteen digits;
* `not_on_offer`: published sets that could not be verified, with the reason; `pages`: the sets as printed tables.

`IDS` is an explicit tuple: importing a module registers nothing, and a set's module is loaded when the set is first asked for.
This package imports rules, dictionary and errors only. Start with `eular_acr_2017` and the paper beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from itertools import product
from types import ModuleType
from typing import TYPE_CHECKING, Any

from myositis.errors import UnknownNameError, unknown
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975
from myositis.published.criteria_set import CriteriaSet
from myositis.published.eular_acr_2017 import EULAR_ACR_2017
from myositis.published.not_on_offer import NOT_ON_OFFER

if TYPE_CHECKING:
    ALL: tuple[CriteriaSet, ...]

IDS = (
    "eular-acr-2017",
    "bohan-peter-1975",
    "tanimoto-1995",
    "mhlw-2015",
    "mhlw-2020",
    "griggs-1995",
    "enmc-ibm-2011",
    "amyopathic-dm",
    "connors-2010",
    "solomon-2011",
    "lega-2015",
    "german-jdm-2018",
)
"""Every published set on offer. `eular-acr-2017` stands in the module `eular_acr_2017` as `EULAR_ACR_2017`; where it has options,
they are `OPTIONS` there, and the function `eular_acr_2017` makes the variants."""

DEFAULT: tuple[CriteriaSet, ...] = (EULAR_ACR_2017, BOHAN_PETER_1975)
"""The sets that are read when none is asked for."""

_FOUND: dict[str, CriteriaSet] = {}
"""The sets that have been asked for, under every way in which they were named."""
_PINNED = re.compile(r"(?P<name>.*)@(?P<revision>[^:@]*)(?P<options>:.*)?")


def __getattr__(name: str) -> Any:
    if name == "ALL":  # every published set under its default options, loaded when it is asked for
        return tuple(map(find, IDS))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _module(name: str) -> ModuleType:
    return import_module(f"myositis.published.{name.replace('-', '_')}")


def options_of(name: str) -> dict[str, tuple[str, ...]]:
    """The values of each option of a published set, the default first; empty for a set without options."""
    found: dict[str, tuple[str, ...]] = getattr(_module(name), "OPTIONS", {})
    return found


def _variant(name: str, chosen: dict[str, str]) -> CriteriaSet:
    word = name.replace("-", "_")
    made: CriteriaSet = getattr(_module(name), word)(**chosen)
    return made


def variants(*names: str) -> tuple[CriteriaSet, ...]:
    """Every set, or those of these ids, under every choice of its options; the default first."""
    found: dict[str, CriteriaSet] = {}
    for name in names or IDS:
        found[name] = find(name)
        if options := options_of(name):
            made = [_variant(name, dict(zip(options, values, strict=True))) for values in product(*options.values())]
            found |= {one.full_id: one for one in made if one.full_id not in found}
    return tuple(found.values())


def families() -> dict[str, tuple[CriteriaSet, ...]]:
    """The names under which several sets are asked for together: `all`, and the families that the sets name."""
    every = tuple(map(find, IDS))
    names = dict.fromkeys(name for one in every for name in one.families)
    return {"all": every} | {name: tuple(one for one in every if name in one.families) for name in names}


def find(criteria: str | CriteriaSet) -> CriteriaSet:
    """The criteria set of an id such as `eular-acr-2017`, `eular-acr-2017@1` or `bohan-peter-1975:emg=triad,enzymes=ck_only`.

    Errors: UnknownNameError for an id, a revision, an option or a value that does not exist; it names the nearest one, or says
    why a published set is not on offer.
    """
    if isinstance(criteria, CriteriaSet):
        return criteria
    if criteria in _FOUND:
        return _FOUND[criteria]
    if criteria in IDS:
        return _FOUND.setdefault(criteria, getattr(_module(criteria), criteria.replace("-", "_").upper()))
    pinned = _PINNED.fullmatch(criteria)
    if pinned:
        found = find(pinned["name"] + (pinned["options"] or ""))
        if pinned["revision"] != str(found.revision):
            raise UnknownNameError(
                f"there is no revision `{pinned['revision']}` of `{found.id}`; on offer: {found.id}@{found.revision}"
            )
        return found
    name, colon, text = criteria.partition(":")
    if name in NOT_ON_OFFER:
        raise UnknownNameError(NOT_ON_OFFER[name].refusal)
    if name not in IDS:
        raise unknown("criteria set", name, [*IDS, *families()])
    options = options_of(name)
    if not colon or not options:
        raise UnknownNameError(f"the criteria set `{name}` has no options")
    made = _variant(name, _chosen(name, text, options))
    return _FOUND.setdefault(criteria, _FOUND.setdefault(made.full_id, made))


def _chosen(name: str, text: str, options: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The options that a text such as `emg=triad,enzymes=ck_only` chooses."""
    chosen: dict[str, str] = {}
    for part in text.split(","):
        option, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise UnknownNameError(f"options are written {name}:option=value,option=value; `{part}` is not")
        if option not in options:
            raise unknown(f"option of `{name}`", option, options)
        if option in chosen:
            raise UnknownNameError(f"the option `{option}` is given twice")
        chosen[option] = value
    return chosen


def find_all(criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None) -> tuple[CriteriaSet, ...]:
    """The criteria sets of ids, families or objects; `DEFAULT` when None. UnknownNameError when one is named twice."""
    if criteria is None:
        return DEFAULT
    found: list[CriteriaSet] = []
    for item in (criteria,) if isinstance(criteria, str | CriteriaSet) else tuple(criteria):
        family = families().get(item, ()) if isinstance(item, str) and item not in IDS else ()
        found += [one for one in family if one not in found] if family else [find(item)]
    if len({item.full_id for item in found}) < len(found):
        raise UnknownNameError("a criteria set is named twice")
    if len({item.prefix for item in found}) < len(found):
        raise UnknownNameError("two criteria sets would write the same columns: give one of them another id")
    return tuple(found)
