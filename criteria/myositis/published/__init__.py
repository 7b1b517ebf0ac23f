"""What the papers say: the published criteria sets, one module each, and how they are asked for.

Comes in: an id such as `eular-acr-2017`, `bohan-peter-1975:emg=triad` or `eular-acr-2017@1`, a family such as `ibm`, or a
`CriteriaSet` of your own. Goes out: the set, a value that every reader reads (`criteria_set` says what it is made of).

* `eular_acr_2017`, `bohan_peter_1975`, ...: one module per set, in the rows, order and headings of the paper;
* `criteria_set`, `tables`: what a set and a published table are; `fingerprint`: what a set means, in sixteen digits;
* `not_on_offer`: published sets that could not be verified, with the reason; `pages`: the sets as printed tables.

`ALL` is an explicit tuple: importing a module registers nothing. This package imports rules, dictionary and errors only. Start
with `eular_acr_2017` and the paper beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product

from myositis.errors import UnknownNameError, unknown
from myositis.published import bohan_peter_1975, griggs_1995, solomon_2011, tanimoto_1995
from myositis.published.amyopathic_dm import AMYOPATHIC_DM
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975
from myositis.published.connors_2010 import CONNORS_2010
from myositis.published.criteria_set import CriteriaSet
from myositis.published.enmc_ibm_2011 import ENMC_IBM_2011
from myositis.published.eular_acr_2017 import EULAR_ACR_2017
from myositis.published.german_jdm_2018 import GERMAN_JDM_2018
from myositis.published.griggs_1995 import GRIGGS_1995
from myositis.published.lega_2015 import LEGA_2015
from myositis.published.mhlw_2015 import MHLW_2015
from myositis.published.mhlw_2020 import MHLW_2020
from myositis.published.not_on_offer import NOT_ON_OFFER
from myositis.published.solomon_2011 import SOLOMON_2011
from myositis.published.tanimoto_1995 import TANIMOTO_1995

ALL: tuple[CriteriaSet, ...] = (
    EULAR_ACR_2017,
    BOHAN_PETER_1975,
    TANIMOTO_1995,
    MHLW_2015,
    MHLW_2020,
    GRIGGS_1995,
    ENMC_IBM_2011,
    AMYOPATHIC_DM,
    CONNORS_2010,
    SOLOMON_2011,
    LEGA_2015,
    GERMAN_JDM_2018,
)
"""Every published set under its default options."""

DEFAULT: tuple[CriteriaSet, ...] = (EULAR_ACR_2017, BOHAN_PETER_1975)
"""The sets that are read when none is asked for."""

VARIABLE: dict[str, tuple[Callable[..., CriteriaSet], dict[str, tuple[str, ...]]]] = {
    BOHAN_PETER_1975.id: (bohan_peter_1975.bohan_peter_1975, bohan_peter_1975.OPTIONS),
    TANIMOTO_1995.id: (tanimoto_1995.tanimoto_1995, tanimoto_1995.OPTIONS),
    GRIGGS_1995.id: (griggs_1995.griggs_1995, griggs_1995.OPTIONS),
    SOLOMON_2011.id: (solomon_2011.solomon_2011, solomon_2011.OPTIONS),
}
"""The sets that have options: how to make a variant, and the values of each option, the default first."""

_FOUND: dict[str, CriteriaSet] = {criteria.id: criteria for criteria in ALL}
_PINNED = re.compile(r"(?P<name>.*)@(?P<revision>[^:@]*)(?P<options>:.*)?")


def variants() -> tuple[CriteriaSet, ...]:
    """Every set under every choice of its options."""
    found = {one.full_id: one for one in ALL}
    for make, options in VARIABLE.values():
        for values in product(*options.values()):
            made = make(**dict(zip(options, values, strict=True)))
            found.setdefault(made.full_id, made)
    return tuple(found.values())


def families() -> dict[str, tuple[CriteriaSet, ...]]:
    """The names under which several sets are asked for together: `all`, and the families that the sets name."""
    names = dict.fromkeys(name for one in ALL for name in one.families)
    return {"all": ALL} | {name: tuple(one for one in ALL if name in one.families) for name in names}


def find(criteria: str | CriteriaSet) -> CriteriaSet:
    """The criteria set of an id such as `eular-acr-2017`, `eular-acr-2017@1` or `bohan-peter-1975:emg=triad,enzymes=ck_only`.

    Errors: UnknownNameError for an id, a revision, an option or a value that does not exist; it names the nearest one, or says
    why a published set is not on offer.
    """
    if isinstance(criteria, CriteriaSet):
        return criteria
    if criteria in _FOUND:
        return _FOUND[criteria]
    pinned = _PINNED.fullmatch(criteria)
    if pinned:
        found = find(pinned["name"] + (pinned["options"] or ""))
        if pinned["revision"] != str(found.revision):
            raise UnknownNameError(
                f"there is no revision `{pinned['revision']}` of `{found.id}`; on offer: {found.id}@{found.revision}"
            )
        return found
    name, colon, text = criteria.partition(":")
    ids = [known.id for known in ALL]
    if name in NOT_ON_OFFER:
        raise UnknownNameError(NOT_ON_OFFER[name].refusal)
    if name not in ids:
        raise unknown("criteria set", name, [*ids, *families()])
    if not colon or name not in VARIABLE:
        raise UnknownNameError(f"the criteria set `{name}` has no options")
    made = _variant(name, text)
    return _FOUND.setdefault(criteria, _FOUND.setdefault(made.full_id, made))


def _variant(name: str, text: str) -> CriteriaSet:
    """A set with options. text: `emg=triad,enzymes=ck_only`."""
    make, options = VARIABLE[name]
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
    return make(**chosen)


def find_all(criteria: Iterable[str | CriteriaSet] | str | CriteriaSet | None) -> tuple[CriteriaSet, ...]:
    """The criteria sets of ids, families or objects; `DEFAULT` when None. UnknownNameError when one is named twice."""
    if criteria is None:
        return DEFAULT
    found: list[CriteriaSet] = []
    for item in (criteria,) if isinstance(criteria, str | CriteriaSet) else tuple(criteria):
        family = families().get(item, ()) if isinstance(item, str) else ()
        found += [one for one in family if one not in found] if family else [find(item)]
    if len({item.full_id for item in found}) < len(found):
        raise UnknownNameError("a criteria set is named twice")
    if len({item.prefix for item in found}) < len(found):
        raise UnknownNameError("two criteria sets would write the same columns: give one of them another id")
    return tuple(found)
