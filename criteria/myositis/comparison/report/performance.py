"""The tables against the reference."""

from __future__ import annotations

from collections.abc import Sequence

from myositis.comparison.numbers import ALL_PATIENTS, AS_RECORDED, Numbers, Performance
from myositis.comparison.performance import ASSIGNED
from myositis.comparison.report.methods import at_or_above
from myositis.comparison.report.numbers import shown_bases
from myositis.comparison.results import Comparison
from myositis.comparison.tables import Section, Table

MEASURES = {
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "ppv": "PPV",
    "npv": "NPV",
    "accuracy": "accuracy",
    "lr_positive": "LR+",
    "lr_negative": "LR-",
}


def _numerator(item: Performance, name: str) -> int:
    tp, tn = item.true_positive.n, item.true_negative.n
    return {"sensitivity": tp, "specificity": tn, "ppv": tp, "npv": tn, "accuracy": tp + tn}[name]


def measures_table(title: str, columns: Sequence[tuple[str, Performance]]) -> Table:
    """Accuracy side by side: a column per performance."""
    table = Table(f"{title} (95 % confidence interval)", ("", *(name for name, _ in columns)))
    table.add("cases + comparators", *(f"{_cases(item)} + {_comparators(item)}" for _, item in columns))
    for name, label in MEASURES.items():
        cells = []
        for _, item in columns:
            estimate = getattr(item.accuracy, name)
            if name.startswith("lr_"):
                cells.append(table.number(estimate) + (f", n = {estimate.n}" if estimate.value is not None else ""))
            else:
                cells.append(table.share(_numerator(item, name), estimate))
        table.add(label, *cells)
    return table


def _cases(item: Performance) -> int:
    return item.true_positive.n + item.false_negative.n


def _comparators(item: Performance) -> int:
    return item.false_positive.n + item.true_negative.n


def at_the_cut(numbers: Numbers, positive: str, **wanted: str) -> list[Performance]:
    """The performance of every set at the cut, on the record, or on another basis or group by biopsy."""
    basis, biopsy = wanted.get("basis", AS_RECORDED), wanted.get("biopsy", ALL_PATIENTS)
    return [
        item
        for item in numbers.performance
        if item.level in (positive, ASSIGNED) and item.basis == basis and item.biopsy == biopsy
    ]


def performance(result: Comparison) -> Section | None:
    """Every set against the reference."""
    if result.reference is None:
        return None
    numbers = result.overall
    section = Section(f"Against the reference: {result.reference.column}")
    cut = at_or_above(result.positive)
    title = f"Performance; classified is {cut}"
    section.blocks.append(measures_table(title, [(item.id, item) for item in at_the_cut(numbers, result.positive)]))
    for one in numbers.sets:
        own = [item for item in numbers.performance if item.id == one.id]
        levels = list(dict.fromkeys(item.level for item in own))
        recorded = [item for item in own if item.basis == AS_RECORDED]
        if len(levels) > 1:
            columns = [(at_or_above(item.level), item) for item in recorded if item.biopsy == ALL_PATIENTS]
            section.blocks.append(measures_table(f"{one.id}, by level", columns))
        at_cut = [item for item in own if item.level in (result.positive, ASSIGNED)]
        if result.biopsy is not None:
            columns = [(item.biopsy, item) for item in at_cut if item.basis == AS_RECORDED]
            table = measures_table(f"{one.id}, with and without biopsy; classified is {cut}", columns)
            table.notes.append(f"By the column of the score table that the record selects under {result.biopsy}.")
            section.blocks.append(table)
        shown = shown_bases([one])
        if len(shown) > 1:
            columns = [(item.basis, item) for item in at_cut if item.basis in shown and item.biopsy == ALL_PATIENTS]
            section.blocks.append(measures_table(f"{one.id}, by the rule for missing and excluded; classified is {cut}", columns))
    section.blocks.append(_diagnoses(result))
    if numbers.areas:
        section.blocks.append(_areas(numbers))
    if numbers.paired:
        section.blocks.append(_paired(numbers))
    return section


def _diagnoses(result: Comparison) -> Table:
    title = f"Classified within each diagnosis; classified is {at_or_above(result.positive)}"
    table = Table(title, ("diagnosis", "counts as", *(one.id for one in result.sets)), names=2)
    shares = result.overall.diagnoses
    for diagnosis in dict.fromkeys(item.diagnosis for item in shares):
        own = [item for item in shares if item.diagnosis == diagnosis]
        table.add(diagnosis, own[0].role, *(table.share(item.classified.n, item.share) for item in own))
    return table


def _areas(numbers: Numbers) -> Table:
    table = Table("Area under the ROC curve of the probability (DeLong)", ("", "patients", "n", "AUC"), names=2)
    for item in numbers.areas:
        table.add(item.id, item.biopsy, item.patients.n, table.number(item.auc))
    if any(one.excluded.n for one in numbers.sets if one.id in {item.id for item in numbers.areas}):
        table.notes.append("Patients whom the set excludes have no probability.")
    for difference in numbers.area_differences:
        label = f"{difference.first} against {difference.second}"
        table.add(label, "all", difference.patients.n, table.test(difference.test))
    return table


def _paired(numbers: Numbers) -> Table:
    header = ("", "among", "n", "both", "first only", "second only", "neither", "difference", "McNemar, exact")
    table = Table("Paired differences: sensitivity among cases, specificity among comparators", header, names=2)
    for item in numbers.paired:
        (both, first), (second, neither) = item.table.counts
        label = f"{item.first} less {item.second}"
        n = item.difference.n
        table.add(label, item.group, n, both, first, second, neither, table.percent(item.difference), table.test(item.mcnemar))
    table.notes.append("both, first only, second only, neither: patients whom the sets classify.")
    return table
