"""The figures of a report: for each what is drawn, what it says to a reader who does not see it, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.comparison.basics import AS_ASSIGNED, AS_RECORDED, CLASSIFIED
from myositis.comparison.numbers import Pair
from myositis.comparison.report.cells import NONE
from myositis.comparison.report.document import Figure, Table
from myositis.comparison.report.words import listed, pair_title, title_of, words
from myositis.comparison.results import ComparisonResult
from myositis.plots import (
    Arm,
    ForestRow,
    alluvial,
    forest,
    heat_map,
    missing_together,
    stard_flow,
)
from myositis.plots.flow import MOST_ARMS, lines_high

LINE = 0.4
"""Centimetres of a line of text in the flow."""

NO_GROUP = ("none", "not named", "excluded")
"""Subgroups that are none."""


def flow_figure(result: ComparisonResult) -> Figure:
    """The flow of patients in the form of STARD."""
    steps, numbers = result.flow, result.overall
    header = ("", "n", *(("cases", "comparators") if result.reference is not None else ()))
    table = Table("Flow of patients", header, least=len(result.sets) * 3 + 2)
    blank = [NONE] * (len(header) - 2)
    table.add("read", steps.read, *blank)
    reasons = [("invalid rows", steps.invalid)]
    if result.reference is not None:
        column = result.reference.column
        if result.reference.left_out:
            reasons.append((f"{column} is {listed(result.reference.left_out, 'or')}", steps.left_out))
        reasons.append((f"{column} is not recorded", steps.without_reference))
    for name, n in reasons:
        if n:
            table.add(f"left out: {name}", n, *blank)
    table.add("evaluable", steps.evaluable, *((numbers.cases or 0, numbers.comparators or 0) if blank else ()))
    arms = [_arm(result, table, place) for place in range(len(result.sets))]
    left = sum(n for _, n in reasons)
    beside = [f"left out, n = {left:,}", *(f"{name}: {n:,}" for name, n in reasons if n)] if left else []
    main = [f"patients read, n = {steps.read:,}", f"evaluable, n = {steps.evaluable:,}"]
    alt = f"Flow of patients: {steps.read} read, {left} left out, {steps.evaluable} evaluable. "
    alt += " ".join(f"{arm.title}: {'; '.join(' '.join(box) for box in arm.boxes)}." for arm in arms)
    if len(arms) > MOST_ARMS:
        table.notes.append(f"The figure has the first {MOST_ARMS} of {len(arms)} sets.")
    return Figure(
        "Flow of patients",
        alt,
        lambda ax: stard_flow(ax, main, beside, arms),
        table,
        width=16.0 if len(arms) > 2 else 10.0,
        height=max(lines_high(len(main), len(beside), arms) * LINE, 4.0),
    )


def _arm(result: ComparisonResult, table: Table, place: int) -> Arm:
    info, one = result.sets[place], result.overall.sets[place]
    own = next(
        (
            item
            for item in result.overall.performance
            if item.id == info.id
            and item.basis == AS_RECORDED
            and item.column_of is None
            and item.level in (CLASSIFIED, AS_ASSIGNED)
        ),
        None,
    )
    boxes = []
    for name, n in (("classified", one.classified), ("not classified", one.not_classified)):
        lines, counts = [f"{name}, n = {n:,}"], [n]
        if own is not None:
            yes = name == "classified"
            case, comparator = (own.true_positive, own.false_positive) if yes else (own.false_negative, own.true_negative)
            lines.append(f"cases {case:,}, comparators {comparator:,}")
            counts += [case, comparator]
        table.add(f"{info.short_title}: {name}", *counts)
        boxes.append(tuple(lines))
    if one.not_evaluable:
        table.add(f"{info.short_title}: not evaluable", one.not_evaluable, *([] if own is None else [NONE, NONE]))
        boxes.append((f"not evaluable, n = {one.not_evaluable:,}",))
    return Arm(info.short_title, tuple(boxes))


def heat_map_figure(result: ComparisonResult, pair: Pair, numbers: Table) -> Figure:
    """Level by level of two sets."""
    assert pair.levels is not None
    first, second = title_of(result, pair.first), title_of(result, pair.second)
    counts = pair.levels.counts
    rows = [place for place, name in enumerate(pair.levels.rows) if any(counts[place]) or name != "excluded"]
    columns = [at for at, name in enumerate(pair.levels.columns) if any(row[at] for row in counts) or name != "excluded"]
    shown = [[counts[place][at] for at in columns] for place in rows]
    row_names = [words(pair.levels.rows[place]) for place in rows]
    column_names = [words(pair.levels.columns[at]) for at in columns]
    same = sum(shown[place][at] for place, name in enumerate(row_names) for at, other in enumerate(column_names) if name == other)
    return Figure(
        f"Levels of {first} (rows) and {second} (columns)",
        f"Heat map of the levels of {first} by those of {second}: {same} of {pair.levels.n} patients have the same in both.",
        lambda ax: heat_map(ax, shown, row_names, column_names, row_title=first, column_title=second),
        numbers,
        width=9.5,
        height=1.7 + 0.95 * len(rows),
    )


def alluvial_figure(result: ComparisonResult, pair: Pair, numbers: Table) -> Figure:
    """How the subgroups of one set go over into those of another."""
    assert pair.subgroups is not None
    first, second = title_of(result, pair.first), title_of(result, pair.second)
    table = pair.subgroups
    rows, columns = [words(name) for name in table.rows], [words(name) for name in table.columns]
    largest = sorted(
        ((count, rows[place], columns[at]) for place, row in enumerate(table.counts) for at, count in enumerate(row) if count),
        reverse=True,
    )[:3]
    said = listed([f"{count} from {one} to {other}" for count, one, other in largest])
    return Figure(
        f"Subgroups of {first} (left) and of {second} (right)",
        f"Alluvial figure of {table.n} patients from the subgroups of {first} to those of {second}; the widest ribbons: {said}.",
        lambda ax: alluvial(ax, table.counts, rows, columns, left_title=first, right_title=second, grey=NO_GROUP),
        numbers,
        width=15.0,
        height=max(5.0, 1.0 * max(len(rows), len(columns))),
    )


def missing_figure(result: ComparisonResult) -> Figure | None:
    """Which findings are missing together."""
    found = result.missing_together
    if found is None or not found.combinations:
        return None
    labels = dict(found.findings)
    combinations = [(frozenset(item.findings), item.n) for item in found.combinations]
    table = Table("Findings that are missing together", ("missing in the same patients, and nothing else", "n"), names=1)
    for item in found.combinations:
        table.add(", ".join(item.findings) if item.findings else "nothing is missing", item.n)
    if found.others:
        table.add(f"{found.others} other combinations", found.others_n)
    if found.never_recorded:
        table.notes.append(f"Recorded in nobody, and not shown: {', '.join(found.never_recorded)}.")
    first = found.combinations[0]
    said = listed([f"{name} in {n}" for name, n in found.findings[:3]])
    return Figure(
        "Which findings are missing together",
        f"Of {found.n} patients, most often missing: {said}. Most frequent combination ({first.n} patients): "
        f"{', '.join(first.findings) if first.findings else 'nothing is missing'}.",
        lambda ax: missing_together(ax, combinations, list(labels.items())),
        table,
        width=16.0,
        height=4.6 + 0.4 * min(len(labels), 20),
    )


def forest_figures(result: ComparisonResult) -> Iterator[Figure]:
    """Cohen's kappa of each pair in each stratum."""
    if not result.strata:
        return
    for place, pair in enumerate(result.overall.pairs):
        title = f"Cohen's kappa of {pair_title(result, pair.first, pair.second)} by {result.by}"
        table = Table(title, (str(result.by), "n", "kappa (95 % CI)", "observed agreement (95 % CI)"))
        rows = []
        for numbers in (result.overall, *result.strata):
            item = numbers.pairs[place].agreements[0]
            cell = table.ratio(item.cohen_kappa)
            table.add(numbers.name, item.table.n, cell, table.percent(item.observed_agreement))
            kappa = item.cohen_kappa
            text = "not estimable" if kappa.value is None else f"{kappa.value:.2f}"
            text += f" ({kappa.low:.2f} to {kappa.high:.2f})" if kappa.low is not None and kappa.high is not None else ""
            everybody = numbers is result.overall
            rows.append(ForestRow(numbers.name, text, item.table.n, kappa.value, kappa.low, kappa.high, everybody))
        said = "; ".join(f"{row.label} {row.text}" for row in rows)
        yield _forest(title, said, rows, table)


def _forest(title: str, said: str, rows: Sequence[ForestRow], table: Table) -> Figure:
    return Figure(
        title,
        f"{title}: {said}.",
        lambda ax: forest(ax, rows, title="Cohen's kappa"),
        table,
        width=15.0,
        height=1.7 + 0.6 * len(rows),
    )
