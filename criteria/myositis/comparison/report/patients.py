"""The patients behind the numbers: who disagrees or is misclassified, and the rows of the table that made the difference."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.words import listed, pair_title, title_of, with_titles, words
from myositis.comparison.results import ComparisonResult, Discordance, ExplainedGroup

MOST_IDS = 12
"""So many ids of a group are printed where not all patients are."""

MOST_GROUPS = 6
"""So many groups are printed in the short report."""

EXPLAINED = (
    "Why not: the fewest rows of the published table that are not recorded and would classify the patient, else the rows that "
    "are absent and would. Rests on: rows without each of which the patient would not be classified."
)


def disagreements(result: ComparisonResult) -> Iterator[Section]:
    """The findings behind the disagreements, the largest groups; for the short report."""
    pairs = [found for found in result.discordant if any(result.info(own).read_on_findings for own in found.sets)]
    none, pairs = bool(pairs) and not any(found.groups for found in pairs), [found for found in pairs if found.groups]
    section = Section("The findings behind the disagreements")
    if not pairs:
        if none:
            section.blocks.append("No patient is classified by one set only.")
            yield section
        return
    several = len(pairs) > 1
    header = ("n", "classified by", "why")
    columns = ("pair", *header) if several else header
    title = f"Discordant patients, the largest groups of {len(pairs)} pairs of sets"
    table = Table(title, columns, names=len(columns), least=2, gives=1)
    if not several:
        table.title = f"Discordant patients of {pair_title(result, *_two(pairs[0]))}, n = {pairs[0].n}"
    every = [(found, group) for found in pairs for group in found.groups]
    every.sort(key=lambda item: -item[1].n)
    for found, group in every[:MOST_GROUPS]:
        pair = [pair_title(result, *_two(found))] if several else []
        table.add(*pair, str(group.n), with_titles(result, group.kind), with_titles(result, group.text))
    rest = every[MOST_GROUPS:]
    if rest:
        patients = "" if several else f", {sum(group.n for _, group in rest)} patients,"
        table.notes.append(f"{len(rest)} smaller groups{patients} are in the full report.")
    section.blocks.append(table)
    yield section


def _two(found: Discordance) -> tuple[str, str]:
    first, second = found.sets
    return first, second


def patients(result: ComparisonResult, most: int | None) -> Iterator[Section]:
    """All groups, and the patients one by one. most: so many are listed one by one; None for all."""
    section = Section("The patients behind the numbers")
    if any(one.read_on_findings for one in result.sets):
        section.blocks.append(EXPLAINED)
    for found in result.discordant:
        name = pair_title(result, *_two(found))
        if not found.groups:
            section.blocks.append(f"No patient is classified by only one of {name}.")
            continue
        section.blocks.append(_groups(result, f"Discordant patients of {name}", found, "classified by", most))
        section.blocks.append(_each(result, f"Each discordant patient of {name}", found, most))
    for found in result.misclassified:
        name = title_of(result, found.sets[0])
        if not found.groups:
            section.blocks.append(f"{name} misclassifies no patient against the reference.")
            continue
        section.blocks.append(_groups(result, f"Patients misclassified by {name}", found, "who", most))
        if result.info(found.sets[0]).read_on_findings:
            section.blocks.append(_each(result, f"Each patient misclassified by {name}", found, most))
    if section.blocks:
        yield section


def _groups(result: ComparisonResult, title: str, found: Discordance, kind: str, most: int | None) -> Table:
    table = Table(f"{title}, n = {found.n}", ("n", kind, "why", "patients"), names=4)
    ids = result.patients["patient_id"]
    for group in found.groups:
        own = [str(ids[place]) for place in group.patients]
        text = ", ".join(own[:MOST_IDS]) + (f" and {len(own) - MOST_IDS} more" if len(own) > MOST_IDS else "")
        named = ", ".join(own) if most is None else text
        table.add(str(group.n), with_titles(result, group.kind), with_titles(result, group.text), named)
    return table


def _each(result: ComparisonResult, title: str, found: Discordance, most: int | None) -> Table:
    frame = result.patients
    with_diagnosis = "diagnosis" in frame.columns
    read = [result.info(own) for own in found.sets]
    header = ["patient", *(["diagnosis"] if with_diagnosis else [])]
    for one in read:
        header += [one.short_title, *(["why"] if one.read_on_findings else [])]
    table = Table(title, tuple(header), names=len(header))
    places = [place for group in found.groups for place in group.patients]
    chosen = frame[list(places if most is None else places[:most])]
    for row in chosen.iter_rows(named=True):
        cells = [str(row["patient_id"]), *([row["diagnosis"] or ""] if with_diagnosis else [])]
        for one in read:
            cells.append(_said(row, one.prefix))
            if one.read_on_findings:
                cells.append(row.get(f"{one.prefix}_why") or "")
        table.add(*cells)
    if most is not None and len(places) > most:
        table.notes.append(f"{len(places) - most} more: `patients` in the JSON lists all of them.")
    return table


def _said(row: dict[str, object], prefix: str) -> str:
    """`not met (up to definite), PM`."""
    level = str(row[f"{prefix}_level"] or "")
    text = words(level)
    opened = [name for name in str(row.get(f"{prefix}_open_levels") or "").split("|") if name and name != level]
    if opened:
        text += f" (open: {listed([words(name) for name in opened], 'or')})"
    subgroup = row.get(f"{prefix}_subgroup")
    return f"{text}, {subgroup}" if subgroup not in (None, "", "none", "not named", "excluded") else text


__all__ = ["ExplainedGroup", "disagreements", "patients"]
