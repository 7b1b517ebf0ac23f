"""Exactly how far a statistic can move over all completions of the missing findings.

Each patient contributes one cell of the 2x2 table, out of the cells that some joint completion reaches, independently of
the other patients. A proportion is therefore lowest when every patient takes the worst of the own cells.

Kappa is not a sum over patients. But which 2x2 tables are reached is known exactly: by the theorem of Hall (in Rado's form)
the counts x of n patients are reached if and only if they add up to n and, for every set S of cells, no more patients are
counted in S than there are patients with a cell in S. With margins r and k and the first cell a, kappa is 1 - n D / E, where
D = r + k - 2a patients disagree and E = r (n - k) + k (n - r). For given margins it grows with a, whose ends these conditions
give. Over a rectangle of margins D is bounded by its linear conditions and E, which is bilinear, by its corners: so the
rectangles that cannot hold a better kappa than one already met are put away, and the others are cut in four, down to single
margins (branch and bound). The time depends on how fast the rectangles fall away, hardly on the number of patients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from myositis.comparison.basics import Bounds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

BOTH, ONLY_FIRST, ONLY_SECOND, NEITHER = 1, 2, 4, 8
"""The cells of the 2x2 table of two sets, as bits: a patient's reachable cells are one number."""

MOST_RECTANGLES = 4_000_000
"""So many rectangles of margins are looked at; then what is left is bounded instead of cut further."""

ALIKE = 1e-12
"""Two kappas that differ by less are the same."""

CELLS = (BOTH, ONLY_FIRST, ONLY_SECOND, NEITHER)
NO_PATIENTS = "there are no patients"


def proportion_bounds(always: int, possibly: int, n: int, reason: str = NO_PATIENTS) -> Bounds:
    """Bounds of k of n, when `always` of them count in every completion and `possibly` in some."""
    if n == 0:
        return Bounds(lowest=None, highest=None, n=0, reason=reason)
    return Bounds(lowest=always / n, highest=possibly / n, n=n, lowest_count=always, highest_count=possibly)


def agreement_bounds(patients: Mapping[int, int]) -> Bounds:
    """Bounds of the observed agreement. patients: how many have each set of reachable cells, as bits."""
    agreeing = BOTH | NEITHER
    always = sum(count for reached, count in patients.items() if not reached & ~agreeing)
    possibly = sum(count for reached, count in patients.items() if reached & agreeing)
    return proportion_bounds(always, possibly, sum(patients.values()))


def kappa_bounds(patients: Mapping[int, int]) -> Bounds:
    """Bounds of Cohen's kappa. patients: how many have each set of reachable cells, as bits.

    Tables for which kappa does not exist (both sets put everybody in one and the same category) are passed over and
    reported in `without_value`.
    """
    n = sum(patients.values())
    if n == 0:
        return Bounds(lowest=None, highest=None, n=0, reason=NO_PATIENTS)
    reached = _Reached(patients)
    everybody = (reached.meeting_all(BOTH), reached.meeting_all(NEITHER))
    lowest, highest = reached.extreme(-1), reached.extreme(1)
    if lowest is None or highest is None:
        reason = "both sets put every patient in one and the same category in every completion, so kappa is 0/0"
        return Bounds(lowest=None, highest=None, n=n, without_value=True, reason=reason)
    exact = lowest[1] and highest[1]
    return Bounds(lowest=lowest[0], highest=highest[0], n=n, without_value=any(everybody), exact=exact)


class _Reached:
    """The 2x2 tables that completions reach, by their margins r (first set) and k (second set)."""

    def __init__(self, patients: Mapping[int, int]) -> None:
        self.patients, self.n = patients, sum(patients.values())
        self.meeting = [sum(count for reached, count in patients.items() if reached & subset) for subset in range(16)]

    def meeting_all(self, cell: int) -> bool:
        """Whether every patient can be in this cell."""
        return self.meeting[cell] == self.n

    def _margin(self, inside: int) -> tuple[int, int]:
        """What the number of patients in these two cells can be."""
        return self.n - self.meeting[15 - inside], self.meeting[inside]

    def _conditions(self, r: Numbers, k: Numbers) -> Iterator[tuple[int, Numbers]]:
        """For every set of cells: slope and room, so that slope * a may not exceed the room. With margins r and k the cells are
        a, r - a, k - a and n - r - k + a."""
        for subset in range(1, 15):
            inside = [bool(subset & cell) for cell in CELLS]
            slope = inside[0] - inside[1] - inside[2] + inside[3]
            yield slope, self.meeting[subset] - (r * inside[1] + k * inside[2] + (self.n - r - k) * inside[3])

    def _kappa(self, r: Numbers, k: Numbers, sign: int) -> Floats:
        """The highest (sign 1) or lowest kappa with these margins; minus infinity times the sign where there is none."""
        import numpy as np

        least, most = np.zeros_like(r), np.full_like(r, self.n)
        possible = np.ones(r.shape, dtype=bool)
        for slope, room in self._conditions(r, k):
            if slope > 0:
                most = np.minimum(most, room // slope)
            elif slope < 0:
                least = np.maximum(least, -(room // -slope))
            else:
                possible &= room >= 0
        by_margins = r * (self.n - k) + k * (self.n - r)
        possible &= (least <= most) & (by_margins > 0)
        disagree = r + k - 2 * (most if sign > 0 else least)
        kappa: Floats = np.full(r.shape, -np.inf * sign)
        kappa[possible] = 1 - self.n * disagree[possible] / by_margins[possible]
        return kappa

    def _beyond(self, boxes: Numbers, sign: int) -> Floats:
        """What kappa does not exceed (sign 1) or fall below in each rectangle (r from, r to, k from, k to)."""
        import numpy as np

        r = boxes[:, [0, 0, 1, 1]]
        k = boxes[:, [2, 3, 2, 3]]
        limit = np.zeros(len(boxes)) if sign > 0 else np.full(len(boxes), float(self.n))
        possible = np.ones(len(boxes), dtype=bool)
        for slope, room in self._conditions(r, k):
            if slope == 0:
                possible &= room.max(axis=1) >= 0
            elif slope * sign > 0:
                disagree = r + k - 2 * room / slope
                limit = np.maximum(limit, disagree.min(axis=1)) if sign > 0 else np.minimum(limit, disagree.max(axis=1))
        by_margins = r * (self.n - k) + k * (self.n - r)
        within = by_margins.max(axis=1) if sign > 0 else by_margins.min(axis=1)
        bound: Floats = np.full(len(boxes), float(sign))
        inside = within > 0
        bound[inside] = 1 - self.n * limit[inside] / within[inside]
        bound = np.clip(bound, -1, 1)
        bound[~possible | (by_margins.max(axis=1) == 0)] = -np.inf * sign
        return bound

    def extreme(self, sign: int) -> tuple[float, bool] | None:
        """The highest (sign 1) or the lowest kappa, and whether it is reached; else no completion goes beyond it."""
        import numpy as np

        boxes = np.array([[*self._margin(BOTH | ONLY_FIRST), *self._margin(BOTH | ONLY_SECOND)]], dtype=np.int64)
        best, looked_at = -np.inf, 0
        while len(boxes):
            middle = (boxes[:, 0] + boxes[:, 1]) // 2, (boxes[:, 2] + boxes[:, 3]) // 2
            met = [
                self._kappa(*middle, sign),
                *(self._kappa(boxes[:, one], boxes[:, two], sign) for one in (0, 1) for two in (2, 3)),
            ]
            best = max(best, float((sign * np.array(met)).max()))
            bound = sign * self._beyond(boxes, sign)
            single = (boxes[:, 0] == boxes[:, 1]) & (boxes[:, 2] == boxes[:, 3])
            left = ~single & (bound > best + ALIKE)
            looked_at += len(boxes)
            if left.any() and looked_at > MOST_RECTANGLES:
                return sign * float(bound[left].max()), False
            boxes = _quarters(boxes[left])
        return None if best == -np.inf else (sign * best, True)


def _quarters(boxes: Numbers) -> Numbers:
    """Each rectangle cut in four, or in two where it is one margin wide."""
    import numpy as np

    r, k = (boxes[:, 0] + boxes[:, 1]) // 2, (boxes[:, 2] + boxes[:, 3]) // 2
    low_r, high_r, low_k, high_k = boxes.T
    parts = [
        np.column_stack(part)
        for part in ((low_r, r, low_k, k), (r + 1, high_r, low_k, k), (low_r, r, k + 1, high_k), (r + 1, high_r, k + 1, high_k))
    ]
    made = np.concatenate(parts)
    return made[(made[:, 0] <= made[:, 1]) & (made[:, 2] <= made[:, 3])]
