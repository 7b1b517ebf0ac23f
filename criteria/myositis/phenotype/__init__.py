"""What a patient's record describes beside the criteria: subgroup, antibodies, organs. A description, never a recommendation.

Comes in: a `Patient`, a mapping, a cohort that has been read, or a frame. Goes out: a `Profile` for one patient, a row per
patient for a cohort, and the table of subgroups by antibody with how many were tested.

* `antibodies`: which antibodies are told, specific and associated; `organs`: when an organ counts as involved;
* `description`: one patient; `cohort`: many.

It imports rules, dictionary, published, reading, one_patient and cohort. Start with `description`.

Importing this package loads no data-frame library: what is told (`antibodies`, `organs`) is asked for by short commands.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from myositis.phenotype.cohort import antibody_table, profile_cohort
    from myositis.phenotype.description import Profile, profile

_HOMES = {"Profile": "description", "antibody_table": "cohort", "profile": "description", "profile_cohort": "cohort"}

__all__ = ["Profile", "antibody_table", "profile", "profile_cohort"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"myositis.phenotype.{_HOMES[name]}"), name)
