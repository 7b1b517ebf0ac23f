"""The published criteria sets, one module each.

`ALL` is an explicit tuple: importing a module registers nothing. `find` turns an id, with options if need be, into the
criteria set; a `CriteriaSet` object of your own is accepted wherever an id is.
"""

from __future__ import annotations

from collections.abc import Callable

from myositis.errors import UnknownNameError, unknown
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975, OPTIONS, bohan_peter_1975
from myositis.published.criteria_set import CriteriaSet
from myositis.published.eular_acr_2017 import EULAR_ACR_2017

ALL: tuple[CriteriaSet, ...] = (EULAR_ACR_2017, BOHAN_PETER_1975)
"""Every published set under its default options."""

VARIABLE: dict[str, tuple[Callable[..., CriteriaSet], dict[str, tuple[str, ...]]]] = {
    BOHAN_PETER_1975.id: (bohan_peter_1975, OPTIONS),
}
"""The sets that have options: how to make a variant, and the values of each option, the default first."""

_FOUND: dict[str, CriteriaSet] = {criteria.id: criteria for criteria in ALL}


def find(criteria: str | CriteriaSet) -> CriteriaSet:
    """The criteria set of an id such as `eular-acr-2017` or `bohan-peter-1975:emg=triad,enzymes=ck_only`.

    Errors: UnknownNameError for an id, an option or a value that does not exist; it names the nearest one.
    """
    if isinstance(criteria, CriteriaSet):
        return criteria
    if criteria in _FOUND:
        return _FOUND[criteria]
    name, _, text = criteria.partition(":")
    ids = [known.id for known in ALL]
    if name not in ids:
        raise unknown("criteria set", name, ids)
    if name not in VARIABLE:
        raise UnknownNameError(f"the criteria set `{name}` has no options")
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
    variant = make(**chosen)
    return _FOUND.setdefault(criteria, _FOUND.setdefault(variant.full_id, variant))
