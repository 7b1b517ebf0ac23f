"""The summary of a classified cohort, as lines for stderr: how many are classified first, then the numbers behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from myositis.classify_file.summary import CohortSummary, SetSummary
from myositis.dictionary.findings import DICTIONARY
from myositis.one_patient.verdict import short
from myositis.one_patient.words import level_in_words, listed, met_or_not
from myositis.published.criteria_set import EXCLUDED
from myositis_cli.inputs import told

MOST_PROBLEMS = 50
"""Problems listed one by one; the rest is counted by column and kind (`myositis check` lists them all)."""


def summary_lines(cohort: CohortSummary) -> Iterator[str]:
    """Counts by level and subgroup, what would settle most, notes, and problems."""
    yield ""
    yield _patients(cohort)
    for summary in cohort.sets:
        yield ""
        yield from _criteria(summary)
    if cohort.notes:
        yield ""
        yield from (f"note: {note}" for note in dict.fromkeys(cohort.notes))
    for kind, items in (("warning", cohort.warnings), ("problem", cohort.problems)):
        if items:
            yield ""
            yield from (f"{kind}: {told(item)}" for item in items[:MOST_PROBLEMS])
            if len(items) > MOST_PROBLEMS:
                yield f"... and {counted(len(items) - MOST_PROBLEMS, f'more {kind}')}; `myositis check` lists them all"


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`"""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _patients(cohort: CohortSummary) -> str:
    patients = cohort.rows - cohort.no_patients
    others = f" ({counted(cohort.no_patients, 'row')} with a heading or a note: not counted.)" if cohort.no_patients else ""
    if not cohort.invalid:
        return f"{counted(patients, 'patient')}, every row was read.{others}"
    are = "row is" if cohort.invalid == 1 else "rows are"
    read = counted(patients - cohort.invalid, "row")
    return f"{counted(patients, 'patient')}: {read} read; {cohort.invalid} {are} invalid and not classified.{others}"


def _criteria(summary: SetSummary) -> Iterator[str]:
    criteria, levels = summary.criteria, Counter[str]()
    could = 0
    rows: dict[tuple[int, str], int] = {}
    for (level, opened, determined), count in summary.levels.items():
        still = (opened or "").split("|")
        levels[level] += count
        if level not in criteria.classified and level != EXCLUDED and {*still} & {*criteria.classified}:
            could += count
        shown = short(criteria, level, None, (still, ()) if determined is False else None)
        place = criteria.levels.index(level) if level in criteria.levels else -1
        rows[-place, shown] = rows.get((-place, shown), 0) + count
    yield _first_line(summary, sum(levels[level] for level in criteria.classified), could, levels[EXCLUDED])
    yield from (f"  {count:>9}  {shown}" for (_, shown), count in sorted(rows.items()))
    parts = []
    for name in criteria.subgroups:
        by_kind = {kind: summary.subgroups.get((name, kind), 0) for kind in (True, False, None)}
        if sum(by_kind.values()) and name != "none":
            loose = f" ({by_kind[False]} may change)" if by_kind[False] else ""
            parts.append(f"{name} {sum(by_kind.values())}{loose}")
    if parts:
        yield f"  subgroups: {', '.join(parts)}"
    if summary.settled_by:
        best = summary.settled_by.most_common(3)
        shown = "; ".join(f"{DICTIONARY[name].label} {count}" for name, count in best)
        yield f"  one more finding would settle, of {summary.undetermined} that may change: {shown}"
    if summary.support is not None:
        yield f"  {summary.support}"
    grades = ", ".join(sorted({item.grade for item in criteria.evidence}))
    evidence = f", evidence {grades}" if grades else ""
    yield f"  ({criteria.full_id}, revision {criteria.revision}{evidence}, fingerprint {criteria.fingerprint})"


def _first_line(summary: SetSummary, classified: int, could: int, excluded: int) -> str:
    """How many are classified, and how many more could be."""
    criteria, every = summary.criteria, sum(summary.levels.values())
    levels = listed([level_in_words(level) for level in reversed(criteria.levels) if level in criteria.classified])
    counted, further = ("meet the criteria", "could") if met_or_not(criteria) else (f"classified ({levels})", "could be")
    parts = [f"{criteria.short_title}: {classified} of {every} {counted}"]
    if could:
        parts.append(f"{could} more {further}, with what is missing")
    if excluded:
        parts.append(f"{excluded} excluded")
    return "; ".join(parts) + "."
