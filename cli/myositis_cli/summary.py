"""The summary of a classified cohort, as lines for stderr."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.classify_file.summary import CohortSummary, SetSummary
from myositis.dictionary.findings import DICTIONARY
from myositis.published.criteria_set import headline
from myositis_cli.inputs import told

MOST_PROBLEMS = 50
"""Problems listed one by one; the rest is counted by column and kind (`myositis check` lists them all)."""


def summary_lines(cohort: CohortSummary) -> Iterator[str]:
    """Counts by level and subgroup, what would settle most, notes, and problems."""
    yield ""
    patients = cohort.rows - cohort.no_patients
    who = f"{patients} patient{'s' if patients != 1 else ''}"
    yield f"{who}: {patients - cohort.invalid} classified, {cohort.invalid} invalid"
    if cohort.no_patients:
        others = f"{cohort.no_patients} row{'s' if cohort.no_patients != 1 else ''}"
        yield f"{others} with a heading or a note, not counted as patients"
    for summary in cohort.sets:
        yield ""
        yield from _criteria(summary)
    if cohort.notes:
        yield ""
        yield from (f"note: {note}" for note in dict.fromkeys(cohort.notes))
    if cohort.warnings:
        yield ""
        yield from (f"warning: {told(warning)}" for warning in cohort.warnings[:MOST_PROBLEMS])
        if len(cohort.warnings) > MOST_PROBLEMS:
            yield f"... and {len(cohort.warnings) - MOST_PROBLEMS} more warnings; `myositis check` lists them all"
    if cohort.problems:
        yield ""
        yield from (f"problem: {told(problem)}" for problem in cohort.problems[:MOST_PROBLEMS])
        if len(cohort.problems) > MOST_PROBLEMS:
            yield f"... and {len(cohort.problems) - MOST_PROBLEMS} more problems; `myositis check` lists them all"


def _criteria(summary: SetSummary) -> Iterator[str]:
    criteria = summary.criteria
    yield f"{criteria.full_id} (revision {criteria.revision}, fingerprint {criteria.fingerprint})"
    if summary.support is not None:
        yield f"  {summary.support}"
    rows: dict[tuple[bool, int, str], int] = {}
    for (level, opened, determined), count in summary.levels.items():
        shown = headline(level, tuple((opened or "").split("|")), determined is not False, ranked=criteria.ranked)
        key = (determined is False, -criteria.levels.index(level) if level in criteria.levels else 1, shown)
        rows[key] = rows.get(key, 0) + count
    for is_open, title in ((False, "determined"), (True, "undetermined")):
        own = {key: count for key, count in sorted(rows.items()) if key[0] == is_open}
        if not own:
            continue
        known = any(determined is not None for _, _, determined in summary.levels)
        yield f"  {title if known else 'on the record (open outcomes were left out)'}: {sum(own.values())}"
        for (_, _, shown), count in own.items():
            yield f"    {count:>9}  {shown}"
    named = {name: count for (name, _), count in sorted(summary.subgroups.items(), key=str) if name}
    if named:
        parts = []
        for name in criteria.subgroups:
            sure = summary.subgroups.get((name, True), 0)
            loose = summary.subgroups.get((name, False), 0)
            either = summary.subgroups.get((name, None), 0)
            if sure + loose + either:
                parts.append(f"{name} {sure + loose + either}" + (f" ({loose} undetermined)" if loose else ""))
        yield f"  subgroups: {', '.join(parts)}"
    if summary.settled_by:
        best = summary.settled_by.most_common(3)
        best_told = "; ".join(f"{DICTIONARY[name].label}: {count}" for name, count in best)
        yield f"  of {summary.undetermined} undetermined, one more finding would settle: {best_told}"
