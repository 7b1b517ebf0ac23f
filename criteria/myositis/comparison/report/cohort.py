"""Who the patients are: their flow, what each set says of them, and Table 1."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.comparison.report.cells import COUNT, NONE, RATIO, Number, PrintedCell, part
from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.figures import flow_figure
from myositis.comparison.report.words import counting, kind_of, words
from myositis.comparison.results import ComparisonResult
from myositis.comparison.table_one import TableOneCell, TableOneRow

MOST_GROUPS = 8
"""So many groups of Table 1, everybody among them, are columns of the short report."""

MOST_PROBLEMS = 20
"""So many problems are printed where not everything is."""


def flow(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """Patients read, left out, evaluable; and what each set says of them."""
    section = Section("Flow of patients", [flow_figure(result)])
    if full:
        section.blocks.append(_sets(result))
        section.blocks += _categories(result)
        if result.problems:
            section.blocks.append(_problems(result))
    yield section


def _sets(result: ComparisonResult) -> Table:
    header = ("set", "how", "classified is", "evaluable", "not evaluable", "excluded", "classified", "not classified")
    table = Table("What each set says", (*header, "determined", "undetermined"), names=3)
    for one in result.overall.sets:
        info = result.info(one.id)
        counts = (one.evaluable, one.not_evaluable, one.excluded, one.classified, one.not_classified)
        table.add(info.short_title, kind_of(info), counting(info), *counts, one.determined, one.undetermined)
    if any(one.excluded for one in result.overall.sets):
        table.notes.append("Excluded patients are among the not classified.")
    if any(one.read_on_findings for one in result.sets):
        table.notes.append("Determined: no finding that is not recorded can move the patient across the line.")
    if any(one.not_evaluable for one in result.overall.sets):
        table.notes.append("Not evaluable: the assigned classification is blank.")
    return table


def _categories(result: ComparisonResult) -> Iterator[Table]:
    """Levels, then subgroups; a column for each set that has them."""
    for which, title in (("levels", "Levels on the record"), ("subgroups", "Subgroups on the record")):
        having = [one for one in result.overall.sets if getattr(one, which)]
        if which == "levels":
            having = [one for one in having if result.info(one.id).has_levels]
        if not having:
            continue
        table = Table(title, (which[:-1], *(result.info(one.id).short_title for one in having)))
        for name in dict.fromkeys(name for one in having for name in getattr(one, which)):
            table.add(words(name), *(getattr(one, which).get(name, NONE) for one in having))
        table.add("total", *(sum(getattr(one, which).values()) for one in having))
        if which == "subgroups":
            table.notes.append("Subgroup none: the level has no subgroup. Not named: the record does not say which.")
        yield table


def _problems(result: ComparisonResult) -> Table:
    problems = Table("Problems of invalid rows", ("row", "column", "problem", "code"), names=4)
    for item in result.problems[:MOST_PROBLEMS]:
        problems.add(str(item.row), item.column, item.message, item.code)
    more = len(result.problems) - MOST_PROBLEMS
    if more > 0:
        problems.notes.append(f"{more} more problems: `myositis check` and the JSON list all of them.")
    return problems


def table_one(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """Table 1: the cohort by diagnosis or by another column."""
    found = result.table_one
    if not found.rows:
        return
    shown = len(found.groups) if full else min(len(found.groups), MOST_GROUPS)
    groups = [f"{name} (n = {n})" for name, n in zip(("all", *found.groups[1:]), found.sizes, strict=True)]
    title = "The patients" + (f" by {found.by}" if found.by else "") + " as recorded"
    table = Table(title, ("finding", *groups[:shown], "missing"), least=4, gives=2)
    for row in found.rows:
        if full or not _said_by_the_others(found.rows, row):
            table.add(_label(row), *(_cell(row, cell) for cell in row.cells[:shown]), row.cells[0].missing)
    table.notes.append("Present / tested (%); numbers: median (quartiles). Missing: not recorded in n.")
    if shown < len(groups):
        table.notes.append(f"{len(groups) - shown} smaller groups are in the full report.")
    yield Section("The patients", [table])


def _said_by_the_others(rows: tuple[TableOneRow, ...], row: TableOneRow) -> bool:
    """The last value of a category with two values that occur: the other one says the same."""
    values = [one for one in rows if one.variable == row.variable and one.cells[0].present]
    if row.kind != "category":
        return False
    return not row.cells[0].present or (len(values) == 2 and values[-1] is row)


def _label(row: TableOneRow) -> str:
    if row.kind == "category":
        return f"{row.label}: {words(row.value or '')}"
    told = row.unit and not row.unit.startswith("as ")  # a unit that is that of another column is none to print
    return f"{row.label}, {row.unit}" if row.kind == "number" and told else row.label


def _cell(row: TableOneRow, cell: TableOneCell) -> PrintedCell:
    if row.kind != "number":
        return part(cell.present or 0, cell.tested)
    if cell.median is None or cell.lower_quartile is None or cell.upper_quartile is None:
        return PrintedCell(NONE, (Number("n", cell.tested, COUNT),))
    values = (cell.median, cell.lower_quartile, cell.upper_quartile)
    median, low, high = (_number(value) for value in values)
    numbers = [Number(name, value, RATIO) for name, value in zip(("", "low", "high"), values, strict=True)]
    return PrintedCell(f"{median} ({low} to {high})", (Number("n", cell.tested, COUNT), *numbers))


def _number(value: float) -> str:
    """At most one decimal; none from 1000 on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}".removesuffix(".0")
