"""The tables of flow, agreement and missing data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.agreement import Estimate, Test
from myositis.comparison.basics import (
    ALL_PATIENTS,
    AS_ASSIGNED,
    AS_RECORDED,
    CLASSIFIED,
    DETERMINED_ONLY,
    EXCLUDED_LEFT_OUT,
    CrossTable,
)
from myositis.comparison.numbers import Agreement, Numbers, Pair, SetNumbers
from myositis.comparison.report.methods import cuts
from myositis.comparison.results import ComparisonResult
from myositis.comparison.tables import NONE, Section, Table, landis_koch

KAPPAS = ("cohen_kappa", "kappa_linear", "kappa_quadratic")

STATISTICS = {
    "observed_agreement": "observed agreement",
    "cohen_kappa": "Cohen's kappa",
    "positive_agreement": "positive agreement",
    "negative_agreement": "negative agreement",
    "pabak": "PABAK",
    "gwet_ac1": "Gwet's AC1",
    "prevalence_index": "prevalence index",
    "bias_index": "bias index",
    "difference": "share classified, first less second",
    "mcnemar": "McNemar, exact",
    "kappa_linear": "weighted kappa of levels, linear",
    "kappa_quadratic": "weighted kappa of levels, quadratic",
    "bowker": "Bowker, symmetry of levels",
    "stuart_maxwell": "Stuart-Maxwell, margins of levels",
}
PERCENT = ("observed_agreement", "positive_agreement", "negative_agreement", "difference")
OF_LEVELS = ("kappa_linear", "kappa_quadratic", "bowker", "stuart_maxwell")


def words(label: str) -> str:
    """`not_met` as words."""
    return label.replace("_", " ")


MOST_PROBLEMS = 20
"""So many problems are printed where not everything is."""


def flow(result: ComparisonResult, *, everything: bool) -> Section:
    """Patients read, left out, evaluable; and what each set says of them."""
    section = Section("Flow of patients")
    steps, numbers = result.flow, result.overall
    table = Table("Patients", ("", "n"))
    table.add("read", steps.read)
    table.add("invalid rows, left out", steps.invalid)
    if result.reference is not None:
        column = result.reference.column
        if result.reference.left_out:
            table.add(f"left out by {column}: {', '.join(result.reference.left_out)}", steps.left_out)
        table.add(f"without a reference ({column} is blank), left out", steps.without_reference)
    table.add("evaluable", steps.evaluable)
    if numbers.cases is not None and numbers.comparators is not None:
        table.add("of these, cases", numbers.cases)
        table.add("of these, comparators", numbers.comparators)
    section.blocks += [table, _sets(result, numbers), _categories(numbers, "levels", "Levels on the record")]
    if any(one.subgroups for one in numbers.sets):
        section.blocks.append(_categories(numbers, "subgroups", "Subgroups on the record"))
    if result.problems:
        problems = Table("Problems of invalid rows", ("row", "column", "problem", "code"), names=4)
        shown = len(result.problems) if everything else MOST_PROBLEMS
        for item in result.problems[:shown]:
            problems.add(item.row, item.column, item.message, item.code)
        if len(result.problems) > shown:
            problems.notes.append(f"{len(result.problems) - shown} more problems: every other format lists all of them.")
        section.blocks.append(problems)
    return section


def _sets(result: ComparisonResult, numbers: Numbers) -> Table:
    title = f"What each set says; classified is {cuts(result.sets)}"
    header = ("", "evaluable", "not evaluable", "excluded", "classified", "not classified", "determined", "undetermined")
    table = Table(title, header)
    for one in numbers.sets:
        counts = (one.evaluable, one.not_evaluable, one.excluded, one.classified, one.not_classified)
        table.add(one.id, *(*counts, one.determined, one.undetermined))
    table.notes.append("Excluded patients are among the not classified. Determined: no missing finding can move the patient")
    table.notes[-1] += " across the cut. Not evaluable: the assigned classification is blank."
    return table


def _categories(numbers: Numbers, which: str, title: str) -> Table:
    sets: dict[str, dict[str, int]] = {}
    for one in numbers.sets:
        found = one.levels if which == "levels" else one.subgroups
        if found:
            sets[one.id] = dict(found)
    names = dict.fromkeys(name for found in sets.values() for name in found)
    table = Table(title, ("", *sets))
    for name in names:
        table.add(words(name), *(found.get(name, NONE) for found in sets.values()))
    table.add("n", *(sum(found.values()) for found in sets.values()))
    if "not named" in names:
        table.notes.append("none: the level is too low for a subgroup. not named: the record does not say which subgroup.")
    return table


def crossed(title: str, table: CrossTable, first: str, second: str, *, drop_unused: bool = False) -> Table:
    """A cross-table with margins; rows the first set, columns the second."""
    counts = table.counts
    rows = [place for place, row in enumerate(counts) if any(row) or not drop_unused]
    columns = [place for place, name in enumerate(table.columns) if any(row[place] for row in counts) or not drop_unused]
    n = sum(map(sum, counts))
    printed = Table(f"{title}, n = {n}", ("rows / columns", *(words(table.columns[place]) for place in columns), "total"))
    for place in rows:
        printed.add(words(table.rows[place]), *(counts[place][at] for at in columns), sum(counts[place]))
    printed.add("total", *(sum(row[at] for row in counts) for at in columns), n)
    printed.notes.append(f"Rows: {first}; columns: {second}.")
    return printed


def shown_bases(numbers: Sequence[SetNumbers]) -> tuple[str, ...]:
    """The bases on which something can differ from the record."""
    bases = [AS_RECORDED]
    if any(one.excluded for one in numbers):
        bases.append(EXCLUDED_LEFT_OUT)
    if any(one.undetermined for one in numbers):
        bases.append(DETERMINED_ONLY)
    return tuple(bases)


def figure(table: Table, name: str, value: Estimate | Test, *, with_words: bool) -> str:
    """One statistic of a pair as a cell."""
    if isinstance(value, Test):
        return table.test(value)
    cell = table.percent(value) if name in PERCENT else table.number(value)
    if with_words and name in KAPPAS and value.value is not None:
        cell += f", {landis_koch(value.value)}"
    return cell


def statistics_of(pair: Pair) -> list[str]:
    """The statistics that the two sets can have: those of levels only when both have levels."""
    return [name for name in STATISTICS if pair.levels is not None or name not in OF_LEVELS]


def pairs(result: ComparisonResult, *, with_words: bool) -> Iterator[Section]:
    """Each pair: 2x2, levels, subgroups, coefficients."""
    numbers = result.overall
    by_id = {one.id: one for one in numbers.sets}
    for pair in numbers.pairs:
        section = Section(f"{pair.first} and {pair.second}", depth=2)
        bases = shown_bases((by_id[pair.first], by_id[pair.second]))
        agreements = [item for item in pair.agreements if item.basis in bases]
        section.blocks.append(crossed("Classified", pair.agreements[0].table, pair.first, pair.second))
        if pair.levels is not None:
            section.blocks.append(crossed("Levels", pair.levels, pair.first, pair.second, drop_unused=True))
        if pair.subgroups is not None and pair.folded is not None:
            section.blocks.append(crossed("Subgroups", pair.subgroups, pair.first, pair.second, drop_unused=True))
            section.blocks.append(_folded(pair, result))
        section.blocks.append(_coefficients(pair, agreements, with_words=with_words))
        yield section


def _folded(pair: Pair, result: ComparisonResult) -> Table:
    assert pair.folded is not None
    assert pair.folded_agreement is not None
    assert pair.folded_kappa is not None
    table = crossed("Subgroups folded", pair.folded, pair.first, pair.second, drop_unused=True)
    folding = {name: to for one in (pair.first, pair.second) for name, to in result.info(one).folded.items()}
    common = sorted(set(folding.values()))
    folded = "; ".join(f"{', '.join(name for name in folding if folding[name] == to)} to {to}" for to in common)
    table.notes.append(f"Folding: {folded}.")
    agreement, kappa = table.percent(pair.folded_agreement), table.number(pair.folded_kappa)
    table.notes.append(f"Among patients to whom both give one of {', '.join(common)} (n = {pair.folded_agreement.n}): ")
    table.notes[-1] += f"observed agreement {agreement}, kappa {kappa}."
    return table


def _coefficients(pair: Pair, agreements: Sequence[Agreement], *, with_words: bool) -> Table:
    header = [""]
    for item in agreements:
        header += [item.basis, "n"]
    table = Table(f"Agreement of {pair.first} and {pair.second} (95 % confidence interval)", tuple(header))
    for name in statistics_of(pair):
        cells: list[str | int] = [STATISTICS[name]]
        for item in agreements:
            value = getattr(item, name)
            cells += [figure(table, name, value, with_words=with_words), value.n]
        table.add(*cells)
    table.notes.append("n of positive (negative) agreement: patients whom either set classifies (does not classify).")
    if pair.levels is not None:
        table.notes.append("Levels: all kept, also unused ones; excluded patients left out.")
    if with_words:
        table.notes.append("Words for kappa: Landis JR, Koch GG. Biometrics 1977;33:159-174.")
    return table


def several(result: ComparisonResult, *, with_words: bool) -> Section | None:
    """Three or more sets at once."""
    if not result.overall.several:
        return None
    section = Section("All sets together", depth=2)
    shown = shown_bases(result.overall.sets)
    table = Table(f"Agreement of {len(result.sets)} sets on classified, yes or no", ("", "n", "Fleiss' kappa", "Cochran's Q"))
    for item in result.overall.several:
        if item.basis in shown:
            kappa = figure(table, "cohen_kappa", item.fleiss_kappa, with_words=with_words)
            table.add(item.basis, item.n, kappa, table.test(item.cochran_q))
    section.blocks.append(table)
    return section


def missing_data(result: ComparisonResult) -> Section | None:
    """How far the missing findings can move the numbers."""
    numbers = result.overall
    if not any(one.undetermined for one in numbers.sets):
        return None
    section = Section("What the missing data do to the numbers")
    title = f"Exact bounds over all completions of the missing findings; classified is {cuts(result.sets)}"
    table = Table(title, ("", "on the record", "determined only", "n determined", "lowest", "highest", "n"))
    for one in numbers.sets:
        _share_row(table, one)
    for found in numbers.performance:
        if found.basis != AS_RECORDED or found.level not in (CLASSIFIED, AS_ASSIGNED) or found.column != ALL_PATIENTS:
            continue
        determined = next(
            item
            for item in numbers.performance
            if (item.id, item.level, item.column, item.basis) == (found.id, found.level, ALL_PATIENTS, DETERMINED_ONLY)
        )
        for name, limits in (("sensitivity", found.sensitivity_bounds), ("specificity", found.specificity_bounds)):
            assert limits is not None
            values = [getattr(item.accuracy, name) for item in (found, determined)]
            ends = (table.limit(limits, "lowest"), table.limit(limits, "highest"))
            table.add(f"{name}, {found.id}", *(table.percent(value) for value in values), values[1].n, *ends, limits.n)
    for pair in numbers.pairs:
        first, last = pair.agreements[0], pair.agreements[-1]
        for name, limits in (("observed_agreement", pair.agreement_bounds), ("cohen_kappa", pair.kappa_bounds)):
            values = [getattr(item, name) for item in (first, last)]
            cells = [figure(table, name, value, with_words=False) for value in values]
            ends = (table.limit(limits, "lowest"), table.limit(limits, "highest"))
            table.add(f"{STATISTICS[name]}, {pair.first} and {pair.second}", *cells, values[1].n, *ends, limits.n)
    section.blocks.append(table)
    section.blocks.append(
        "On the record a finding that is not recorded reads as absent. The bounds are reached by some completion of the "
        "cohort; one completion of a patient's findings serves all sets at once. The determined are a selection: who is "
        "classified on the record mostly is determined, who is not often is not."
    )
    return section


def _share_row(table: Table, one: SetNumbers) -> None:
    n = one.evaluable
    determined = one.classified_determined
    share = f"{determined}/{one.determined} {100 * determined / one.determined:.1f}%" if one.determined else NONE
    on_record = f"{one.classified}/{n} {100 * one.classified / n:.1f}%" if n else NONE
    ends = (table.limit(one.bounds, "lowest"), table.limit(one.bounds, "highest"))
    table.add(f"classified, {one.id}", on_record, share, one.determined, *ends, n)
