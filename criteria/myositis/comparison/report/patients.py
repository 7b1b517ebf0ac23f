"""The tables of patients, of what one more finding would do, and of strata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from myositis.comparison.numbers import Numbers
from myositis.comparison.panel import NOT_NAMED
from myositis.comparison.report.numbers import STATISTICS, figure, statistics_of, words
from myositis.comparison.report.performance import at_the_cut, measures_table
from myositis.comparison.results import ComparedSet, ComparisonResult, Discordance, ExplainedGroup
from myositis.comparison.tables import Section, Table
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP

MOST_IDS = 12
"""So many ids of a group are printed where not all patients are."""

MOST_GROUPS = 15
"""So many groups are printed where not all patients are."""

SIDE_BY_SIDE = 3
"""So many strata in one table; more are printed in several."""


def said(row: dict[str, Any], info: ComparedSet) -> str:
    """`not met (up to definite), PM`."""
    level = words(row[f"{info.prefix}_level"])
    opened = row[f"{info.prefix}_open_levels"].split("|")
    highest = max(opened, key=lambda name: info.levels.index(name) if name in info.levels else -1)
    if info.ranked and highest != row[f"{info.prefix}_level"]:
        level += f" (up to {words(highest)})"
    subgroup = row.get(f"{info.prefix}_subgroup")
    return f"{level}, {subgroup}" if subgroup not in (None, NO_SUBGROUP, NOT_NAMED, EXCLUDED) else level


def _groups(title: str, found: Discordance, kind: str, most: int | None, ids: Sequence[str]) -> Table:
    table = Table(f"{title}, n = {found.n}", ("n", kind, "why", "patients"), names=4)
    for group in found.groups[:most]:
        table.add(group.n, group.kind, group.text, _ids(group, None if most is None else MOST_IDS, ids))
    if most is not None and len(found.groups) > most:
        rest = found.groups[most:]
        count = sum(group.n for group in rest)
        table.notes.append(f"{len(rest)} smaller groups with {count} patients: every other format lists all of them.")
    return table


def _ids(group: ExplainedGroup, most: int | None, every: Sequence[str]) -> str:
    ids = [every[place] for place in group.patients[:most]]
    return ", ".join(ids) + (f" and {group.n - len(ids)} more" if group.n > len(ids) else "")


def _each(title: str, found: Discordance, most: int | None, result: ComparisonResult) -> Table:
    with_diagnosis = result.reference is not None
    diagnosis = ("diagnosis",) if with_diagnosis else ()
    columns = [column for one in found.sets for column in (one, "why")]
    table = Table(title, ("patient", *diagnosis, *columns), names=len(columns) + 1 + len(diagnosis))
    places = [place for group in found.groups for place in group.patients]
    infos = [result.info(name) for name in found.sets]
    for row in result.patients[places[:most]].iter_rows(named=True) if places else ():
        own = [row["diagnosis"] or ""] if with_diagnosis else []
        table.add(row["patient_id"], *own, *(cell for info in infos for cell in (said(row, info), row[f"{info.prefix}_why"])))
    if most is not None and len(places) > most:
        table.notes.append(f"{len(places) - most} more: every other format lists all of them.")
    return table


def patients(result: ComparisonResult, most: int | None) -> Section:
    """Who disagrees, who is misclassified, and the rows that made the difference."""
    section = Section("The patients behind the numbers")
    read = {one.id for one in result.sets if one.kind == "criteria"}
    if read:
        section.blocks.append(
            "Why not: the fewest rows of the table that are not recorded and would classify the patient, else the rows that are "
            "absent and would. Rests on: rows without each of which the patient would not be classified."
        )
    ids = result.patients["patient_id"].to_list()
    groups = None if most is None else MOST_GROUPS
    for found in result.discordant:
        name = f"{found.sets[0]} and {found.sets[1]}"
        if not found.groups:
            section.blocks.append(f"No patient is classified by only one of {name}.")
            continue
        section.blocks.append(_groups(f"Discordant: {name}", found, "classified by", groups, ids))
        if read & set(found.sets):
            section.blocks.append(_each(f"Each discordant patient: {name}", found, most, result))
    for found in result.misclassified:
        if not found.groups:
            section.blocks.append(f"{found.sets[0]} misclassifies no patient against the reference.")
            continue
        section.blocks.append(_groups(f"Misclassified by {found.sets[0]}", found, "who", groups, ids))
        if found.sets[0] in read:
            section.blocks.append(_each(f"Each misclassified patient: {found.sets[0]}", found, most, result))
    return section


def knowing(result: ComparisonResult) -> Section | None:
    """What knowing one more finding would do."""
    told = [one for one in result.knowing if one.undetermined]
    if not told:
        return None
    section = Section("What knowing one more finding would do")
    for one in told:
        settling = [item for item in one.findings if item.settled]
        others = [item for item in one.findings if not item.settled]
        if settling:
            title = f"{one.id}: undetermined patients whom one finding would settle, of {one.undetermined}"
            table = Table(title, ("finding", "settles", "not recorded"))
            for item in settling:
                table.add(item.label, f"{item.settled} of {one.undetermined}", item.missing)
            if others:
                table.notes.append(f"No patient would be settled by these alone: {', '.join(item.label for item in others)}.")
            section.blocks.append(table)
        else:
            section.blocks.append(
                f"{one.id}: no single finding would settle any of the {one.undetermined} undetermined patients."
            )
    section.blocks.append("A finding settles a patient when each of its values leaves all open levels on one side of the cut.")
    return section


def strata(result: ComparisonResult) -> Section | None:
    """The same numbers side by side, after those of everybody."""
    if not result.strata:
        return None
    section = Section(f"By {result.by}")
    for start in range(0, len(result.strata), SIDE_BY_SIDE):
        columns = (result.overall, *result.strata[start : start + SIDE_BY_SIDE])
        section.blocks += list(_side_by_side(result, columns))
    return section


def _side_by_side(result: ComparisonResult, columns: Sequence[Numbers]) -> Iterator[Table]:
    names = tuple(one.name for one in columns)
    table = Table("Patients", ("", *names))
    table.add("patients", *(one.n for one in columns))
    if result.reference is not None:
        table.add("cases", *(one.cases or 0 for one in columns))
        table.add("comparators", *(one.comparators or 0 for one in columns))
    for place, info in enumerate(result.sets):
        own = [one.sets[place] for one in columns]
        table.add(f"{info.id}: classified of evaluable", *(f"{item.classified} of {item.evaluable}" for item in own))
        if info.kind == "criteria":
            table.add(f"{info.id}: excluded", *(item.excluded for item in own))
            table.add(f"{info.id}: undetermined", *(item.undetermined for item in own))
    yield table
    for place, pair in enumerate(result.overall.pairs):
        title = f"Agreement of {pair.first} and {pair.second} on the record (95 % confidence interval)"
        table = Table(title, ("", *names))
        for name in statistics_of(pair):
            cells = []
            for one in columns:
                value = getattr(one.pairs[place].agreements[0], name)
                n = "" if value.n == 0 else f", n = {value.n}"
                cells.append(figure(table, name, value, with_words=False) + n)
            table.add(STATISTICS[name], *cells)
        bounded = any(not one.pairs[place].agreement_bounds.fixed for one in columns)
        for label, which in (("lowest over completions", "lowest"), ("highest over completions", "highest")) if bounded else ():
            table.add(f"observed agreement, {label}", *(table.limit(one.pairs[place].agreement_bounds, which) for one in columns))
        yield table
    if result.reference is not None:
        for place, info in enumerate(result.sets):
            found = [(one.name, at_the_cut(one)[place]) for one in columns]
            yield measures_table(f"Performance of {info.id} on the record", found)
