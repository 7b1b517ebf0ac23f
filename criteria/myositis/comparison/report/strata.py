"""The same numbers side by side for every stratum, after those of everybody, and whether the strata differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.comparison.numbers import Numbers
from myositis.comparison.report.agreement import SHORT, STATISTICS, statistic
from myositis.comparison.report.cells import PrintedCell
from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.figures import forest_figures
from myositis.comparison.report.performance import classified, measures_table
from myositis.comparison.report.words import pair_title, title_of, what_counts
from myositis.comparison.results import ComparisonResult

MEASURED = {"cohen_kappa": "Cohen's kappa", "observed_agreement": "observed agreement"}


def strata(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """By stratum: patients, agreement, performance, tests between strata."""
    if not result.strata:
        return
    columns = (result.overall, *result.strata)
    section = Section(f"By {result.by}", [_patients(result, columns) if full else _in_short(result, columns)])
    section.blocks += list(forest_figures(result))[: None if full else 1]
    for place, pair in enumerate(result.overall.pairs if full else ()):
        section.blocks.append(_agreement(result, columns, place, pair_title(result, pair.first, pair.second)))
    if result.reference is not None and full:
        for info in result.sets:
            found = [(one.name, item) for one in columns for item in classified(one) if item.id == info.id]
            table = measures_table(f"Performance of {info.short_title} by {result.by}", found)
            table.notes.append(what_counts(result, (info.id,)))
            section.blocks.append(table)
    if result.stratum_tests and full:
        section.blocks.append(_tests(result))
    yield section


def _in_short(result: ComparisonResult, columns: Sequence[Numbers]) -> Table:
    """Every set in every stratum: who is classified, and sensitivity and specificity."""
    measures = ("sensitivity", "specificity") if result.reference is not None else ()
    table = Table(f"Every set by {result.by}", ("set", str(result.by), "n", "classified", *measures), names=2)
    for place, info in enumerate(result.sets):
        for numbers in columns:
            one = numbers.sets[place]
            own = next((item for item in classified(numbers) if item.id == info.id), None)
            cells: list[PrintedCell] = []
            if own is not None and measures:
                cells.append(table.share(own.true_positive, own.accuracy.sensitivity))
                cells.append(table.share(own.true_negative, own.accuracy.specificity))
            table.add(info.short_title, numbers.name, one.evaluable, table.percent(one.share), *cells)
    table.notes.append(what_counts(result))
    return table


def _patients(result: ComparisonResult, columns: Sequence[Numbers]) -> Table:
    table = Table(f"Patients by {result.by}", ("", *(one.name for one in columns)))
    table.add("patients", *(one.n for one in columns))
    if result.reference is not None:
        table.add("cases", *(one.cases or 0 for one in columns))
        table.add("comparators", *(one.comparators or 0 for one in columns))
    for place, info in enumerate(result.sets):
        own = [one.sets[place] for one in columns]
        table.add(f"classified by {info.short_title}", *(table.share(item.classified, item.share) for item in own))
        if info.read_on_findings and any(item.excluded for item in own):
            table.add(f"excluded by {info.short_title}", *(item.excluded for item in own))
        if info.read_on_findings and any(item.undetermined for item in own):
            table.add(f"undetermined in {info.short_title}", *(item.undetermined for item in own))
    return table


def _agreement(result: ComparisonResult, columns: Sequence[Numbers], place: int, title: str) -> Table:
    table = Table(f"Agreement of {title} by {result.by}", ("statistic (95 % CI)", *(one.name for one in columns)))
    for name in SHORT:
        values = [getattr(one.pairs[place].agreements[0], name) for one in columns]
        table.add(STATISTICS[name], *(statistic(table, name, value) for value in values))
    bounds = [one.pairs[place].kappa_bounds for one in columns]
    if any(not item.fixed for item in bounds):
        for label, which in (("lowest", "lowest"), ("highest", "highest")):
            table.add(f"Cohen's kappa, {label} over completions", *(table.limit(item, which) for item in bounds))
    return table


def _tests(result: ComparisonResult) -> Table:
    table = Table(f"Does it differ by {result.by}?", ("statistic", "of", "test"), names=2)
    for item in result.stratum_tests:
        label = MEASURED.get(item.statistic, item.statistic.replace("_", " "))
        table.add(label, " and ".join(title_of(result, own) for own in item.sets), table.test(item.test))
    for method in dict.fromkeys(item.test.method for item in result.stratum_tests):
        table.notes.append(f"Test: {method}.")
    return table
