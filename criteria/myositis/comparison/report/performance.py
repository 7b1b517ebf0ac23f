"""The tables against the reference."""

from __future__ import annotations

from collections.abc import Sequence

from myositis.comparison.against import Performance
from myositis.comparison.basics import ALL_PATIENTS, AS_ASSIGNED, AS_RECORDED, CLASSIFIED
from myositis.comparison.numbers import Numbers
from myositis.comparison.report.methods import cuts
from myositis.comparison.report.numbers import shown_bases
from myositis.comparison.results import ComparedSet, ComparisonResult
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
    tp, tn = item.true_positive, item.true_negative
    return {"sensitivity": tp, "specificity": tn, "ppv": tp, "npv": tn, "accuracy": tp + tn}[name]


def measures_table(title: str, columns: Sequence[tuple[str, Performance]]) -> Table:
    """Accuracy side by side: a column per performance."""
    table = Table(f"{title} (95 % confidence interval)", ("", *(name for name, _ in columns)))
    table.add("cases + comparators", *(f"{item.cases} + {item.comparators}" for _, item in columns))
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


def at_the_cut(numbers: Numbers, basis: str = AS_RECORDED) -> list[Performance]:
    """The performance of every set at the levels that count as classified, on the record or on another basis."""
    return [
        item
        for item in numbers.performance
        if item.level in (CLASSIFIED, AS_ASSIGNED) and item.basis == basis and item.column == ALL_PATIENTS
    ]


def performance(result: ComparisonResult) -> Section | None:
    """Every set against the reference."""
    if result.reference is None:
        return None
    numbers = result.overall
    section = Section(f"Against the reference: {result.reference.column}")
    cut = cuts(result.sets)
    title = f"Performance; classified is {cut}"
    section.blocks.append(measures_table(title, [(item.id, item) for item in at_the_cut(numbers)]))
    for one in numbers.sets:
        info = result.info(one.id)
        own = [item for item in numbers.performance if item.id == one.id]
        levels = list(dict.fromkeys(item.level for item in own))
        recorded = [item for item in own if item.basis == AS_RECORDED]
        if len(levels) > 1:
            columns = [
                (_level(item.level, info), item) for item in recorded if item.column == ALL_PATIENTS and item.level != CLASSIFIED
            ]
            section.blocks.append(measures_table(f"{one.id}, by level", columns))
        at_cut = [item for item in own if item.level in (CLASSIFIED, AS_ASSIGNED)]
        columns = [(item.column, item) for item in at_cut if item.basis == AS_RECORDED]
        if len(columns) > 1:
            table = measures_table(f"{info.short_title}, by column of the score table; classified is {cut}", columns)
            read = [result.info(one).short_title for one in dict.fromkeys(item.column_of for _, item in columns) if one]
            table.notes.append(f"By the column of the score table that the record selects under {' and '.join(read)}.")
            section.blocks.append(table)
        shown = shown_bases([one])
        if len(shown) > 1:
            columns = [(item.basis, item) for item in at_cut if item.basis in shown and item.column == ALL_PATIENTS]
            section.blocks.append(measures_table(f"{one.id}, by the rule for missing and excluded; classified is {cut}", columns))
    section.blocks.append(_diagnoses(result))
    if numbers.areas:
        section.blocks.append(_areas(numbers))
    if numbers.paired:
        section.blocks.append(_paired(numbers))
    return section


def _level(level: str, info: ComparedSet) -> str:
    """`probable or definite`."""
    return level if level not in info.levels else " or ".join(info.levels[info.levels.index(level) :])


def _diagnoses(result: ComparisonResult) -> Table:
    title = f"Classified within each diagnosis; classified is {cuts(result.sets)}"
    table = Table(title, ("diagnosis", "counts as", *(one.id for one in result.sets)), names=2)
    shares = [item for item in result.overall.diagnoses if item.column == ALL_PATIENTS]
    for diagnosis in dict.fromkeys(item.diagnosis for item in shares):
        own = [item for item in shares if item.diagnosis == diagnosis]
        table.add(diagnosis, own[0].role, *(table.share(item.classified, item.share) for item in own))
    return table


def _areas(numbers: Numbers) -> Table:
    table = Table("Area under the ROC curve of the probability (DeLong)", ("", "patients", "n", "AUC"), names=2)
    for item in numbers.areas:
        table.add(item.id, item.column, item.n, table.number(item.auc))
    for item in numbers.areas:
        if item.excluded and item.column == ALL_PATIENTS:
            text = "they are not on the curve, and the score and the probability beside them stand in the data only"
            table.notes.append(f"{item.id}: {item.excluded} patients are excluded by the set; {text}.")
    for difference in numbers.area_differences:
        label = f"{difference.first} against {difference.second}"
        table.add(label, "all", difference.n, table.test(difference.test))
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
