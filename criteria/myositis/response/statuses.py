"""The columns that a table of visits has while it is read, and what can become of a row."""

from __future__ import annotations

ID, VISIT_NAME, WEEK, DATE, IS_BASELINE, FLAG, STATUS = (
    "__id", "__visit", "__week", "__date", "__is_baseline", "__flag", "response_status",
)  # fmt: skip
SCORED, AT_BASELINE, BEFORE, NO_BASELINE, NO_MEASURES, INVALID = (
    "scored", "baseline", "before_baseline", "no_baseline", "no_measures", "invalid",
)  # fmt: skip
STATUSES = {
    SCORED: "compared with the baseline",
    AT_BASELINE: "the baseline itself",
    BEFORE: "before the baseline: not compared",
    NO_BASELINE: "the patient has no baseline visit that can be read",
    NO_MEASURES: "no measure of the core set is recorded in this row",
    INVALID: "a cell cannot be read, or the patient or visit is missing or repeated; see the problems",
}
"""What becomes of each row."""
