"""The preliminary definition of improvement of IMACS, 2004.

At least 3 of the 6 measures better by 20 % or more, at most 2 worse by 25 % or more, and MMT not among the worse.

Reading notes: percentages are of the baseline (C). A measure with a baseline of 0 is not evaluable: neither better nor worse.
What is not recorded could have been better or worse, so the answer can be open.
"""

from __future__ import annotations

from collections.abc import Sequence

from myositis.published.tables import Citation
from myositis.response.worsening import Relative

CITE = Citation("IMACS, preliminary definition of improvement, 2004.", ())
GRADE = "A"
BETTER, NEEDED = 20, 3
WORSE, ALLOWED = 25, 2
NOT_WORSE = "mmt"


def improved(changes: Sequence[Relative]) -> bool | None:
    """Whether the patient is improved: yes, no, or None when a missing value decides. changes: one per row, of baseline."""
    better = sum(change.percent is not None and change.percent >= BETTER for change in changes)
    worse = [change.name for change in changes if change.percent is not None and change.percent <= -WORSE]
    missing = [change.name for change in changes if change.unknown]
    if NOT_WORSE in worse or len(worse) > ALLOWED or better + len(missing) < NEEDED:
        return False
    certain = better >= NEEDED and len(worse) + len(missing) <= ALLOWED and NOT_WORSE not in missing
    return True if certain else None
