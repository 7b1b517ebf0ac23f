"""The tables against the reference: accuracy, diagnoses, levels, subgroups, ROC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.comparison.against import (
    DiagnosisShare,
    LevelsByDiagnosis,
    Performance,
    ScoreCut,
    SummaryColumn,
)
from myositis.comparison.basics import ALL_PATIENTS, AS_ASSIGNED, AS_RECORDED, CLASSIFIED
from myositis.comparison.numbers import Numbers
from myositis.comparison.report.agreement import SIDE_BY_SIDE
from myositis.comparison.report.cells import NONE, PrintedCell, as_cell
from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.score_figures import roc_figures, score_figures
from myositis.comparison.report.words import (
    at_or_above,
    column_words,
    counting,
    listed,
    shown_bases,
    title_of,
    what_counts,
    words,
)
from myositis.comparison.results import ComparisonResult, Reference

COMPARATOR = "comparator"
MOST_COMPARATORS = 4
"""So many diagnoses of comparators have a row each in the short report; of more the specificity says enough."""

MEASURES = {
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "ppv": "PPV",
    "npv": "NPV",
    "lr_positive": "LR+",
    "lr_negative": "LR-",
    "accuracy": "correctly classified",
}


def _measure(table: Table, item: Performance | ScoreCut, name: str) -> PrintedCell:
    estimate = getattr(item.accuracy, name)
    if name.startswith("lr_"):
        return table.ratio(estimate)
    tp, tn = item.true_positive, item.true_negative
    count = {"sensitivity": tp, "specificity": tn, "ppv": tp, "npv": tn, "accuracy": tp + tn}[name]
    return table.share(count, estimate)


def _patients(item: Performance | ScoreCut) -> str:
    return f"{item.true_positive + item.false_negative} + {item.false_positive + item.true_negative}"


def measures_table(title: str, columns: Sequence[tuple[str, Performance | ScoreCut]]) -> Table:
    """Accuracy side by side: a column for each."""
    table = Table(title, ("n/N, % (95 % CI)", *(name for name, _ in columns)), least=len(MEASURES) + 1)
    table.add("cases + comparators", *(_patients(item) for _, item in columns))
    for name, label in MEASURES.items():
        table.add(label, *(_measure(table, item, name) for _, item in columns))
    return table


def classified(numbers: Numbers, basis: str = AS_RECORDED, column: str = ALL_PATIENTS) -> list[Performance]:
    """The performance of every set at what counts as classified."""
    return [
        item
        for item in numbers.performance
        if item.level in (CLASSIFIED, AS_ASSIGNED) and item.basis == basis and item.column == column
    ]


def about(reference: Reference) -> str:
    """What the reference says, as a sentence."""
    text = f"Reference: {reference.column}. Cases: {listed(reference.cases) if reference.cases else 'none'}; comparators: "
    text += listed(reference.comparators) if reference.comparators else "none"
    text += f"; left out: {listed(reference.left_out)}" if reference.left_out else ""
    absent = f" No patient has {listed(reference.absent, 'or')}." if reference.absent else ""
    return f"{text}.{absent}"


def performance(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """Every set against the reference; in full at every level, on every basis, and the ROC curve."""
    if result.reference is None:
        return
    numbers = result.overall
    few = len(result.sets) <= SIDE_BY_SIDE
    section = Section(
        f"Performance against {result.reference.column}", [_of_all(result, full=full) if few or full else _below(result)]
    )
    if full:
        section.blocks.insert(0, about(result.reference))
        if any(item.column_of is not None for item in numbers.summary):
            section.blocks.append(_in_form_of_a_paper(result, numbers.summary))
    yield section
    if not full:
        return
    for one in numbers.sets:
        yield from _one_set(result, one.id)
    yield from roc(result)
    if numbers.paired:
        yield Section("Differences between sets", [_paired(result)], depth=2)
    for other in result.references:
        own = Section(f"Against another reference: {other.reference.column}", [about(other.reference)], depth=2)
        columns = [(title_of(result, item.id), item) for item in classified(other.numbers)]
        own.blocks.append(measures_table(f"Performance against {other.reference.column}", columns))
        yield own


def _below(result: ComparisonResult) -> Table:
    """Many sets: a row for each."""
    table = Table("Performance of each set (95 % CI)", ("set", *MEASURES.values(), "n"), least=4)
    for item in classified(result.overall):
        cells = [getattr(item.accuracy, name) for name in MEASURES]
        shown = [
            table.ratio(one) if name.startswith("lr_") else table.percent(one) for name, one in zip(MEASURES, cells, strict=True)
        ]
        table.add(title_of(result, item.id), *shown, _patients(item))
    table.notes += ["n: cases + comparators.", what_counts(result)]
    return table


def _of_all(result: ComparisonResult, *, full: bool) -> Table:
    """Every set in all patients of whom it says something: rows to correctly classified, then each diagnosis."""
    columns = [
        SummaryColumn(
            id=item.id,
            column_of=item.column_of,
            column=item.column,
            performance=item,
            diagnoses=tuple(one for one in result.overall.diagnoses if one.id == item.id and one.column == item.column),
        )
        for item in classified(result.overall)
    ]
    return _in_form_of_a_paper(result, columns, 1000 if full else MOST_COMPARATORS)


def _in_form_of_a_paper(result: ComparisonResult, columns: Sequence[SummaryColumn], most: int = 1000) -> Table:
    """Rows from sensitivity to correctly classified, then each diagnosis; a column for each set, with its own n: the form of
    Lundberg 2017, Table 4. most: more diagnoses of comparators than this are left out."""
    names = []
    for item in columns:
        column = column_words(result, item)
        name = title_of(result, item.id)
        names.append((name if column == "all patients" else f"{name}, {column}", item))
    meanings = {counting(result.info(item.id)) for item in columns}
    same = meanings.pop() if len(meanings) == 1 and result.info(columns[0].id).has_levels else ""
    title = f"Performance{f' ({same})' if same else ''} and share classified by diagnosis"
    if any(item.column_of is not None for item in columns):
        title += ", by the column of the score table"
    table = measures_table(title, [(name, item.performance) for name, item in names])
    roles = {share.diagnosis: share.role for item in columns for share in item.diagnoses}
    comparators = sum(role == COMPARATOR for role in roles.values())
    for diagnosis, role in roles.items():
        if role == COMPARATOR and comparators > most:
            continue
        found = [next((share for share in item.diagnoses if share.diagnosis == diagnosis), None) for item in columns]
        table.add(f"{diagnosis} ({role})", *(NONE if share is None else _share(table, share) for share in found))
    if not same:
        table.notes.append(what_counts(result))
    return table


def _share(table: Table, item: DiagnosisShare) -> PrintedCell:
    return table.share(item.classified, item.share)


def _one_set(result: ComparisonResult, own_id: str) -> Iterator[Section]:
    info, numbers = result.info(own_id), result.overall
    own = [item for item in numbers.performance if item.id == own_id]
    section = Section(info.short_title, depth=2)
    recorded = [item for item in own if item.basis == AS_RECORDED and item.column == ALL_PATIENTS]
    ranks = [item for item in recorded if item.level not in (CLASSIFIED, AS_ASSIGNED)]
    if ranks:
        columns = [(at_or_above(info, item.level), item) for item in ranks]
        section.blocks.append(measures_table(f"{info.short_title} by level", columns))
    at_cut = [item for item in own if item.level in (CLASSIFIED, AS_ASSIGNED)]
    by_column = [item for item in at_cut if item.basis == AS_RECORDED]
    if len(by_column) > 1:
        columns = [(column_words(result, item), item) for item in by_column]
        section.blocks.append(measures_table(f"{info.short_title} by the column of the score table", columns))
    shown = shown_bases([one for one in numbers.sets if one.id == own_id])
    if len(shown) > 1:
        columns = [(item.basis, item) for item in at_cut if item.basis in shown and item.column == ALL_PATIENTS]
        section.blocks.append(measures_table(f"{info.short_title} by what is done with missing and excluded", columns))
    for found in numbers.levels:
        if found.id == own_id and info.has_levels:
            section.blocks.append(_levels(found, info.short_title))
    cuts = [item for item in numbers.score_cuts if item.id == own_id]
    if cuts:
        at_scores: list[tuple[str, Performance | ScoreCut]] = []
        for item in cuts:
            at_scores.append((f"score {item.cut:g} or more, {column_words(result, item)}", item))
        section.blocks.append(measures_table(f"{info.short_title} at the scores that were asked for", at_scores))
    if section.blocks:
        yield section


def _levels(found: LevelsByDiagnosis, title: str) -> Table:
    header = ("diagnosis", "counts as", *map(words, found.table.columns), "total")
    table = Table(f"Levels of {title} within each diagnosis", header, names=2)
    for name, role, own in zip(found.table.rows, found.roles, found.table.counts, strict=True):
        table.add(name, role, *own, sum(own))
    return table


def roc(result: ComparisonResult) -> Iterator[Section]:
    """ROC curves, areas, and the score within each diagnosis."""
    if not result.overall.areas:
        return
    yield Section("ROC and scores", [_areas(result), *roc_figures(result), *score_figures(result)], depth=2)


def _areas(result: ComparisonResult) -> Table:
    numbers = result.overall
    table = Table("Area under the ROC curve", ("set", "patients", "n", "area (95 % CI)", "highest Youden index", "at"), names=2)
    curves = {(curve.id, curve.column_of, curve.column): curve for curve in numbers.curves}
    excluded = {}
    for item in numbers.areas:
        curve = curves.get((item.id, item.column_of, item.column))
        youden: tuple[PrintedCell | str, str] = (NONE, NONE)
        if curve is not None and curve.youden is not None and curve.youden_index is not None:
            point = curve.youden
            at = f"score {point.score:g}" if point.score is not None else f"probability {point.probability:.3g}"
            youden = (f"{curve.youden_index:.2f}", at)
        table.add(title_of(result, item.id), column_words(result, item), item.n, table.ratio(item.auc), *map(as_cell, youden))
        if item.column == ALL_PATIENTS and item.excluded:
            excluded[item.id] = item.excluded
    for own, n in excluded.items():
        one = "1 patient whom the set excludes is" if n == 1 else f"{n} patients whom the set excludes are"
        table.notes.append(f"{title_of(result, own)}: {one} not on the curve.")
    for difference in numbers.area_differences:
        label = f"{title_of(result, difference.first)} against {title_of(result, difference.second)}"
        table.add(label, "all patients", difference.n, table.test(difference.test), NONE, NONE)
    return table


def _paired(result: ComparisonResult) -> Table:
    header = ("first set", "second set", "among", "n", "both", "first only", "second only", "neither")
    title = "Differences of sensitivity (cases) and specificity (comparators), paired within the patient"
    table = Table(title, (*header, "difference, percentage points (95 % CI)", "McNemar, exact"), names=3)
    for item in result.overall.paired:
        (both, first), (second, neither) = item.table.counts
        names = (title_of(result, item.first), title_of(result, item.second), item.group)
        n = item.difference.n
        table.add(*names, n, both, first, second, neither, table.points(item.difference), table.test(item.mcnemar))
    table.notes.append("Both, first only, second only, neither: patients whom the sets classify. Difference: first less second.")
    return table
