"""Exactly how far a statistic can move over all completions of the missing findings.

Each patient contributes one cell of the 2x2 table, out of the cells that some joint completion reaches, independently of
the other patients. A proportion is therefore lowest when every patient takes the worst of the own cells.

Kappa is not a sum over patients. But which 2x2 tables are reached is known exactly: by the theorem of Hall (in Rado's form)
the counts x of n patients are reached if and only if they add up to n and, for every set S of cells, no more patients are
counted in S than there are patients with a cell in S. For given margins kappa grows with the count of the first cell, whose
highest and lowest value these conditions give; so all pairs of margins are tried.
"""

from __future__ import annotations

from collections.abc import Mapping

from myositis.comparison.basics import Bounds

BOTH, ONLY_FIRST, ONLY_SECOND, NEITHER = 1, 2, 4, 8
"""The cells of the 2x2 table of two sets, as bits: a patient's reachable cells are one number."""

MOST_MARGINS = 100_000_000
"""Pairs of margins that are tried before kappa's bounds are given up."""

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
    import numpy as np

    n = sum(patients.values())
    if n == 0:
        return Bounds(lowest=None, highest=None, n=0, reason=NO_PATIENTS)
    meeting = [sum(count for reached, count in patients.items() if reached & subset) for subset in range(16)]

    def margin(inside: int) -> range:
        """What the number of patients in these two cells can be."""
        return range(n - meeting[15 - inside], meeting[inside] + 1)

    first, second = margin(BOTH | ONLY_FIRST), margin(BOTH | ONLY_SECOND)
    if len(first) * len(second) > MOST_MARGINS:
        reason = f"more than {MOST_MARGINS:,} pairs of margins are reached by completions: too many to try"
        return Bounds(lowest=None, highest=None, n=n, reason=reason)
    k = np.arange(second.start, second.stop, dtype=np.int64)
    lowest, highest, without_value = np.inf, -np.inf, False
    for r in first:
        least = np.zeros_like(k)
        most = np.full_like(k, n)
        possible = np.ones_like(k, dtype=bool)
        for subset in range(1, 15):
            # With margins r and k the cells are a, r - a, k - a and n - r - k + a: their sum over the subset is
            # slope * a + constant, and may not exceed the patients who can be there.
            inside = [bool(subset & cell) for cell in CELLS]
            slope = inside[0] - inside[1] - inside[2] + inside[3]
            room = meeting[subset] - (r * inside[1] + k * inside[2] + (n - r - k) * inside[3])
            if slope > 0:
                most = np.minimum(most, room // slope)
            elif slope < 0:
                least = np.maximum(least, -(room // -slope))
            else:
                possible &= room >= 0
        possible &= least <= most
        by_chance = r * k + (n - r) * (n - k)
        exists = by_chance < n * n
        without_value |= bool((possible & ~exists).any())
        chosen = possible & exists
        if chosen.any():
            margins, chance = (r + k)[chosen], by_chance[chosen]
            low, high = ((n * (n - margins + 2 * both[chosen]) - chance) / (n * n - chance) for both in (least, most))
            lowest, highest = min(lowest, float(low.min())), max(highest, float(high.max()))
    if lowest > highest:
        reason = "both sets put every patient in one and the same category in every completion, so kappa is 0/0"
        return Bounds(lowest=None, highest=None, n=n, without_value=True, reason=reason)
    return Bounds(lowest=lowest, highest=highest, n=n, without_value=without_value)
