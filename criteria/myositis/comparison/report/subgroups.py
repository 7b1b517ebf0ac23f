"""The subgroup of each set against the diagnosis of the reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.comparison.against import SubgroupsAgainstReference
from myositis.comparison.report.agreement import crossed
from myositis.comparison.report.cells import NONE, RATIO, SHARE, Number, PrintedCell
from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.words import listed, title_of, words
from myositis.comparison.results import ComparisonResult


def subgroups(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """The subgroup of each set against the diagnosis of the reference."""
    wanted = [found for found in result.overall.subgroups if full or found.among == "classified"]
    if not wanted or result.reference is None:
        return
    section = Section(f"Subgroup against {result.reference.column}")
    if not any(one.diagnoses for found in wanted for one in found.subgroups):
        section.blocks.append(
            f"No value of {result.reference.column} is the name of a subgroup; --equivalent IMNM=PM says which stands for which."
        )
        if not full:
            yield section
            return
    if full:
        for found in wanted:
            section.blocks += [_crossed_subgroups(result, found), _each_subgroup(result, found)]
    else:
        section.blocks.append(_subgroups_in_short(result, wanted))
    yield section


def _subgroups_in_short(result: ComparisonResult, wanted: Sequence[SubgroupsAgainstReference]) -> Table:
    """Every subgroup of every set: its diagnoses, and sensitivity, precision and kappa against those it stands for."""
    every = list(dict.fromkeys(name for found in wanted for name in found.table.columns))
    comparators = [] if result.reference is None else [name for name in every if name in result.reference.comparators]
    names = [name for name in every if name not in comparators]
    column = "" if result.reference is None else result.reference.column
    header = ("subgroup", *names, *(["comparator"] if comparators else []), "sens.", "prec.", "kappa")
    table = Table(f"Subgroup by {column}, classified patients", header, least=4 * len(wanted))
    stand: dict[str, None] = {}
    without: list[str] = []
    for found in wanted:
        measured = {one.subgroup: one for one in found.subgroups if one.diagnoses}
        for subgroup, counts in zip(found.table.rows, found.table.counts, strict=True):
            own = measured.get(subgroup)
            if own is None:
                if any(counts):
                    without.append(f"{title_of(result, found.id)} {words(subgroup)} ({sum(counts)})")
                continue
            if own.diagnoses != (subgroup,):
                stand[f"{subgroup} for {listed(own.diagnoses)}"] = None
            by_name = dict(zip(found.table.columns, counts, strict=True))
            values = (own.sensitivity.value, own.precision.value, own.kappa.value)
            others = [sum(by_name.get(name, 0) for name in comparators)] if comparators else []
            cells = [_brief(value, kind) for value, kind in zip(values, (SHARE, SHARE, RATIO), strict=True)]
            table.add(
                f"{title_of(result, found.id)}: {words(subgroup)}", *(by_name.get(name, 0) for name in names), *others, *cells
            )
    said = f"; {'; '.join(stand)}" if stand else ""
    table.notes.append(f"Sensitivity, precision, kappa: against the diagnosis it stands for{said}.")
    if without:
        table.notes.append(f"Without a diagnosis: {', '.join(without)}.")
    return table


def _brief(value: float | None, kind: str) -> PrintedCell:
    """A number without its interval, which the full report has."""
    if value is None:
        return PrintedCell(NONE)
    return PrintedCell(f"{100 * value:.0f}%" if kind == SHARE else f"{value:.2f}", (Number("", value, kind),))


def _crossed_subgroups(result: ComparisonResult, found: SubgroupsAgainstReference) -> Table:
    """Rows the subgroup, columns the diagnosis."""
    title = title_of(result, found.id)
    among = "all patients" if found.among != "classified" else "classified patients"
    column = "" if result.reference is None else result.reference.column
    name = f"Subgroup of {title} by {column}, {among}"
    return crossed(name, found.table, f"subgroup of {title}", column, drop_unused=True)


def _each_subgroup(result: ComparisonResult, found: SubgroupsAgainstReference) -> Table:
    title = title_of(result, found.id)
    among = "all patients" if found.among != "classified" else "classified patients"
    header = ("subgroup", "stands for", "sensitivity (95 % CI)", "precision (95 % CI)", "kappa (95 % CI)")
    table = Table(f"Each subgroup of {title} against the diagnoses it stands for, {among}", header, names=2)
    without = []
    for one in found.subgroups:
        if not one.diagnoses:
            without.append(one)
            continue
        sensitivity = table.share(one.both, one.sensitivity)
        table.add(one.subgroup, listed(one.diagnoses), sensitivity, table.share(one.both, one.precision), table.ratio(one.kappa))
    if without:
        said = listed([f"{one.subgroup} ({one.given})" for one in without])
        table.notes.append(f"No diagnosis stands for {said}; numbers of patients in brackets.")
    agreement, kappa = table.percent(found.agreement), table.ratio(found.kappa)
    table.notes.append(
        f"Over the subgroups that stand for a diagnosis (n = {found.agreement.n}): agreement {agreement}, Cohen's kappa {kappa}."
    )
    if result.equivalent:
        table.notes.append("Declared: " + ", ".join(f"{name} = {target}" for name, target in result.equivalent.items()) + ".")
    return table
