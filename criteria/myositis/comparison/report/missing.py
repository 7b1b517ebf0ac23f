"""What the missing data do to the numbers, and what knowing one more finding would do."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.comparison.basics import DETERMINED_ONLY, Bounds
from myositis.comparison.report.agreement import SIDE_BY_SIDE, STATISTICS, statistic
from myositis.comparison.report.cells import NONE, SHARE, Number, PrintedCell, of
from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.figures import missing_figure
from myositis.comparison.report.performance import classified
from myositis.comparison.report.words import pair_title, title_of
from myositis.comparison.results import ComparisonResult

MOST_FINDINGS = 8
"""So many findings are listed in the short report."""


def missing_data(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """How far the missing findings can move the numbers."""
    section = Section("What the missing data do to the numbers")
    if any(one.undetermined for one in result.overall.sets):
        section.blocks.append(_bounds(result, full=full))
        if full:
            section.blocks.append(
                "On the record a finding that is not recorded reads as absent. The bounds hold over all completions of the "
                "cohort; one completion of a patient's findings serves all sets at once. The determined are a selection: who "
                "is classified on the record mostly is determined, who is not often is not."
            )
    figure = missing_figure(result) if full else None
    if figure is not None:
        section.blocks.append(figure)
    if section.blocks:
        yield section
    elif any(one.read_on_findings for one in result.sets):
        section.blocks.append("No finding that is not recorded can move a patient across the line: the numbers hold.")
        yield section


def _bounds(result: ComparisonResult, *, full: bool) -> Table:
    numbers = result.overall
    middle = ("determined only (95 % CI)", "n determined") if full else ()
    header = ("", "on the record (95 % CI)", *middle, "lowest", "highest")
    table = Table("Lowest and highest values over all completions of the missing findings", header)

    def add(label: str, recorded: PrintedCell, determined: tuple[PrintedCell, int], bounds: Bounds) -> None:
        ends = [table.limit(bounds, which) for which in ("lowest", "highest")]
        table.add(label, recorded, *(determined if full else ()), *(ends if full else map(without_count, ends)))

    for one in numbers.sets:
        if not one.bounds.fixed:
            n, k = one.determined, one.classified_determined
            share = PrintedCell(f"{100 * k / n:.1f}%", (*of(k, n), Number("", k / n, SHARE))) if n else PrintedCell(NONE)
            add(f"classified, {title_of(result, one.id)}", table.percent(one.share), (share, n), one.bounds)
    determined = {item.id: item for item in classified(numbers, DETERMINED_ONLY)}
    for found in classified(numbers):
        for name, limits in (("sensitivity", found.sensitivity_bounds), ("specificity", found.specificity_bounds)):
            if limits is not None and not limits.fixed:
                value, other = (getattr(item.accuracy, name) for item in (found, determined[found.id]))
                second = (table.percent(other), other.n) if full else (PrintedCell(NONE), 0)
                add(f"{name}, {title_of(result, found.id)}", table.percent(value), second, limits)
    for pair in numbers.pairs if full or len(numbers.pairs) <= SIDE_BY_SIDE else ():
        first, last = pair.agreements[0], pair.agreements[-1]
        title = pair_title(result, pair.first, pair.second) if len(numbers.pairs) > 1 else ""
        for name, limits in (("observed_agreement", pair.agreement_bounds), ("cohen_kappa", pair.kappa_bounds)):
            if name != "cohen_kappa" and not full:
                continue
            if not limits.fixed or limits.reason is not None:
                value, other = getattr(first, name), getattr(last, name)
                second = (statistic(table, name, other), other.n) if full else (PrintedCell(NONE), 0)
                label = f"{STATISTICS[name]}{', ' + title if title else ''}"
                add(label, statistic(table, name, value), second, limits)
    if any(not pair.kappa_bounds.exact for pair in numbers.pairs):
        table.notes.append("Kappa: no completion goes beyond the bounds; that one reaches them is not proven.")
    if not full:
        table.notes.append("On the record a finding that is not recorded reads as absent.")
    return table


def without_count(cell: PrintedCell) -> PrintedCell:
    """`12/40 30.0%` as `30.0%`."""
    return PrintedCell(cell.text.rpartition(" ")[2], cell.numbers) if "/" in cell.text else cell


def knowing(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """What knowing one more finding would do."""
    told = [one for one in result.knowing if one.undetermined]
    if not told:
        return
    section = Section("What knowing one more finding would do")
    for one in told:
        title = title_of(result, one.id)
        settling = [item for item in one.findings if item.settled]
        others = [item for item in one.findings if not item.settled]
        if not settling:
            section.blocks.append(f"{title}: no single finding would settle any of the {one.undetermined} undetermined patients.")
            continue
        header = ("finding", "settles", "not recorded in")
        table = Table(f"{title}: the {one.undetermined} undetermined patients, and who would be settled by one finding", header)
        for item in settling if full else settling[:MOST_FINDINGS]:
            table.add(item.label, item.settled, item.missing)
        if others and full:
            table.notes.append(f"No patient would be settled by these alone: {', '.join(item.label for item in others)}.")
        section.blocks.append(table)
    section.blocks.append("A finding settles a patient when each of its values leaves all open levels on one side of the line.")
    yield section
