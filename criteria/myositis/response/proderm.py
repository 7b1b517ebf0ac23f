"""The end points of the ProDERM trial: responder, and confirmed deterioration.

Protocol: Aggarwal R, et al. Medicine 2021;100:e23677. Result: N Engl J Med 2022;387:1264-78, doi 10.1056/NEJMoa2117024. Registry:
NCT02728752. The definition of confirmed deterioration is that of the legend of figure 1 of Arthritis Res Ther 2023,
doi 10.1186/s13075-023-03232-2.

Reading notes (what the sources leave open and we decided):

* Percentages are of the baseline, as in the IMACS definitions; `percent_of="range"` is an option and is printed.
* Any of the three limbs at each of two consecutive visits confirms; it need not be the same one twice.
* A percentage of a baseline of 0 does not exist: the measure is not evaluable and does not count in the limb.
* 2 cm are a fifth of the scale: 20 mm on a scale of 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from myositis.published.tables import Citation
from myositis.response.worsening import Relative

PAPER = Citation("Aggarwal R, et al. N Engl J Med 2022;387:1264-78.", ("10.1056/NEJMoa2117024",))
DETERIORATION = Citation("Arthritis Res Ther 2023.", ("10.1186/s13075-023-03232-2",), "legend of figure 1")
GRADE = "B"

RESPONDER = "minimal"
"""A responder has at least this category (A)."""
CONSECUTIVE = 2
GLOBAL_CM, SCALE_CM = 2, 10
MMT_PERCENT = 20
MEASURES_PERCENT = 30
MEASURES_NEEDED = 3
OTHER_THAN = "enzyme"


@dataclass(frozen=True)
class Limb:
    """One way to have deteriorated. name: its letter in the source."""

    name: str
    text: str


LIMBS = (
    Limb("a", f"physician global worse by {GLOBAL_CM} cm or more, and MMT worse by {MMT_PERCENT} % or more"),
    Limb("b", f"extramuscular global worse by {GLOBAL_CM} cm or more"),
    Limb("c", f"any {MEASURES_NEEDED} of the 5 measures other than enzymes worse by {MEASURES_PERCENT} % or more"),
)


def limbs(changes: Sequence[Relative]) -> dict[str, bool | None]:
    """Whether each limb is met at a visit: yes, no, or None when a missing value decides.

    changes: one per row of the table.
    """
    by_row = {change.name: change for change in changes}
    others = [change for change in changes if change.name != OTHER_THAN]
    worse = sum(_worse_by(change, MEASURES_PERCENT) is True for change in others)
    open_ = sum(_worse_by(change, MEASURES_PERCENT) is None for change in others)
    return {
        "a": _both(_worse_by_cm(by_row["physician_global"]), _worse_strength(by_row["mmt"])),
        "b": _worse_by_cm(by_row["extramuscular_global"]),
        "c": True if worse >= MEASURES_NEEDED else None if worse + open_ >= MEASURES_NEEDED else False,
    }


def _worse_by(change: Relative, percent: int) -> bool | None:
    if change.percent is not None:
        return change.percent <= -percent
    return None if change.unknown else False


def _worse_strength(change: Relative) -> bool | None:
    """Worse in MMT; of CMAS the limb is not defined."""
    return _worse_by(change, MMT_PERCENT) if change.measure == change.name else False


def _worse_by_cm(change: Relative) -> bool | None:
    """Worse by 2 cm; only a measure on the scale of centimetres or millimetres can be (of DAS it is not defined)."""
    if change.measure != change.name:
        return False
    if change.absolute is None or change.scale is None:
        return None
    return change.absolute * SCALE_CM <= -GLOBAL_CM * change.scale


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
