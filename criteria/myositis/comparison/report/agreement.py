"""The tables of agreement: two sets, or several, on the same patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myositis.agreement import Estimate, Test
from myositis.comparison.basics import CrossTable
from myositis.comparison.numbers import Agreement, Pair
from myositis.comparison.report.cells import NONE, PrintedCell, landis_koch
from myositis.comparison.report.document import Section, Table
from myositis.comparison.report.figures import alluvial_figure, heat_map_figure
from myositis.comparison.report.words import counting, listed, pair_title, shown_bases, title_of, what_counts, words
from myositis.comparison.results import ComparisonResult

KAPPAS = ("cohen_kappa", "kappa_linear", "kappa_quadratic")

STATISTICS = {
    "observed_agreement": "observed agreement",
    "cohen_kappa": "Cohen's kappa",
    "gwet_ac1": "Gwet's AC1",
    "pabak": "PABAK",
    "positive_agreement": "positive agreement",
    "negative_agreement": "negative agreement",
    "mcnemar": "McNemar, exact",
    "difference": "classified, first less second (percentage points)",
    "prevalence_index": "prevalence index",
    "bias_index": "bias index",
    "kappa_linear": "weighted kappa of levels, linear",
    "kappa_quadratic": "weighted kappa of levels, quadratic",
    "bowker": "Bowker, symmetry of levels",
    "stuart_maxwell": "Stuart-Maxwell, margins of levels",
}
SHORT = tuple(STATISTICS)[:7]
"""What the short report has."""

PERCENT = ("observed_agreement", "positive_agreement", "negative_agreement")
OF_LEVELS = ("kappa_linear", "kappa_quadratic", "bowker", "stuart_maxwell")

MOST_PAIRS = 15
"""So many pairs are rows of the short report."""

SCALE = "Words for kappa: Landis JR, Koch GG. Biometrics 1977;33:159-174."

SIDE_BY_SIDE = 3
"""So many pairs are columns of one table; more are rows."""


def statistic(table: Table, name: str, value: Estimate | Test, *, with_words: bool = False) -> PrintedCell:
    """One statistic of a pair as a cell."""
    if isinstance(value, Test):
        return table.test(value)
    if name == "difference":
        return table.points(value)
    cell = table.percent(value) if name in PERCENT else table.ratio(value)
    return cell + f", {landis_koch(value.value)}" if with_words and name in KAPPAS and value.value is not None else cell


def agreement(result: ComparisonResult, *, full: bool, with_words: bool) -> Iterator[Section]:
    """Each pair: 2x2 and coefficients; in full also levels, subgroups and every basis."""
    pairs = result.overall.pairs
    if not pairs:
        return
    if full:
        yield Section("Agreement", [_below(result, pairs)] if len(pairs) > SIDE_BY_SIDE else [])
        for pair in pairs:
            yield _in_full(result, pair, with_words=with_words)
        if result.overall.several:
            yield Section("All sets together", [_several(result, with_words=with_words)], depth=2)
        return
    section = Section("Agreement")
    if len(pairs) == 1:
        section.blocks += [_yes_no(result, pairs[0]), _coefficients(result, pairs[0], SHORT, with_words=with_words, full=False)]
    elif len(pairs) <= SIDE_BY_SIDE:
        section.blocks.append(_beside(result, pairs, with_words=with_words))
    else:
        section.blocks.append(_below(result, pairs, MOST_PAIRS))
    if result.overall.several:
        section.blocks.append(_several(result, with_words=with_words))
    yield section


def crossed(title: str, table: CrossTable, first: str, second: str, *, drop_unused: bool = False) -> Table:
    """A cross-table with margins; rows the first set, columns the second."""
    counts = table.counts
    rows = [place for place, row in enumerate(counts) if any(row) or not drop_unused]
    columns = [place for place in range(len(table.columns)) if any(row[place] for row in counts) or not drop_unused]
    header = ("", *(words(table.columns[place]) for place in columns), "total")
    printed = Table(f"{title}, n = {table.n}", header)
    for place in rows:
        printed.add(words(table.rows[place]), *(counts[place][at] for at in columns), sum(counts[place]))
    printed.add("total", *(sum(row[at] for row in counts) for at in columns), table.n)
    printed.notes.append(f"Rows: {first}; columns: {second}.")
    return printed


def _yes_no(result: ComparisonResult, pair: Pair) -> Table:
    first, second = title_of(result, pair.first), title_of(result, pair.second)
    (both, only_first), (only_second, neither) = pair.agreements[0].table.counts
    n = pair.agreements[0].table.n
    meanings = {counting(result.info(own)) for own in (pair.first, pair.second)}
    same = meanings.pop() if len(meanings) == 1 else ""
    how = f" ({same})" if same and result.info(pair.first).has_levels else f" {same}" if same else ""
    table = Table(f"Classified{how} by either set, n = {n}", ("", f"{second}: yes", f"{second}: no", "total"))
    table.add(f"{first}: yes", both, only_first, both + only_first)
    table.add(f"{first}: no", only_second, neither, only_second + neither)
    table.add("total", both + only_second, only_first + neither, n)
    if not same:
        table.notes.append(what_counts(result, (pair.first, pair.second)))
    return table


def _used(pair: Pair, names: Sequence[str]) -> list[str]:
    return [name for name in names if pair.levels is not None or name not in OF_LEVELS]


def _coefficients(result: ComparisonResult, pair: Pair, names: Sequence[str], *, with_words: bool, full: bool) -> Table:
    by_id = {one.id: one for one in result.overall.sets}
    bases = shown_bases((by_id[pair.first], by_id[pair.second])) if full else (pair.agreements[0].basis,)
    chosen = [item for item in pair.agreements if item.basis in bases]
    header = ["statistic"]
    for item in chosen:
        header += [item.basis if full else "estimate (95 % CI)", "n"]
    table = Table(f"Agreement of {pair_title(result, pair.first, pair.second)}", tuple(header), least=7)
    for name in _used(pair, names):
        cells: list[PrintedCell | str | int] = [STATISTICS[name]]
        for item in chosen:
            value = getattr(item, name)
            cells += [statistic(table, name, value, with_words=with_words), value.n]
        table.add(*cells)
    if full:
        table.notes.append("Estimates with 95 % confidence intervals.")
    table.notes.append("n of positive (negative) agreement: (not) classified by either set.")
    if with_words:
        table.notes.append(SCALE)
    return table


def _in_full(result: ComparisonResult, pair: Pair, *, with_words: bool) -> Section:
    first, second = title_of(result, pair.first), title_of(result, pair.second)
    section = Section(f"{first} and {second}", [_yes_no(result, pair)], depth=2)
    section.blocks.append(_coefficients(result, pair, tuple(STATISTICS), with_words=with_words, full=True))
    if pair.levels is not None:
        section.blocks.append(heat_map_figure(result, pair, crossed("Levels", pair.levels, first, second)))
    if pair.subgroups is not None:
        numbers = crossed("Subgroups", pair.subgroups, first, second, drop_unused=True)
        section.blocks.append(alluvial_figure(result, pair, numbers))
    if pair.folded is not None:
        section.blocks.append(_folded(result, pair, pair.folded))
    return section


def _folded(result: ComparisonResult, pair: Pair, counted: CrossTable) -> Table:
    first, second = title_of(result, pair.first), title_of(result, pair.second)
    table = crossed("Subgroups folded to those that both sets know", counted, first, second, drop_unused=True)
    for own in (pair.first, pair.second):
        onto: dict[str, list[str]] = {}
        for name, target in result.info(own).folded.items():
            onto.setdefault(target, []).append(name)
        said = [f"{listed(names)} to {target}" for target, names in onto.items() if names != [target]]
        if said:
            table.notes.append(f"Folding in {title_of(result, own)}: {'; '.join(said)}.")
    if pair.folded_agreement is not None and pair.folded_kappa is not None:
        agreement, kappa = table.percent(pair.folded_agreement), table.ratio(pair.folded_kappa)
        table.notes.append(
            f"Among patients to whom both give one of these (n = {pair.folded_agreement.n}): observed agreement {agreement}, "
            f"Cohen's kappa {kappa}."
        )
    return table


def _counts(item: Agreement) -> dict[str, int]:
    (both, first), (second, neither) = item.table.counts
    return {"classified by both": both, "by the first only": first, "by the second only": second, "by neither": neither}


def _beside(result: ComparisonResult, pairs: Sequence[Pair], *, with_words: bool) -> Table:
    header = ("statistic (95 % CI)", *(pair_title(result, pair.first, pair.second) for pair in pairs))
    table = Table("Agreement of each pair of sets", header)
    table.add("patients", *(pair.n for pair in pairs))
    for label in _counts(pairs[0].agreements[0]):
        table.add(label, *(_counts(pair.agreements[0])[label] for pair in pairs))
    for name in SHORT:
        values = [getattr(pair.agreements[0], name) for pair in pairs]
        table.add(STATISTICS[name], *(statistic(table, name, value, with_words=with_words) for value in values))
    table.notes.append(what_counts(result))
    if with_words:
        table.notes.append(SCALE)
    return table


def _below(result: ComparisonResult, pairs: Sequence[Pair], most: int | None = None) -> Table:
    """A row for each pair, those of the lowest kappa first."""
    wanted = SHORT
    counts = ("n", "both", "first only", "second only", "neither")
    header = ("first set", "second set", *counts, *(STATISTICS[name] for name in wanted))
    table = Table("Agreement of each pair of sets (95 % CI)", header, names=2)
    for pair in sorted(pairs, key=_kappa)[:most]:
        item = pair.agreements[0]
        values = (statistic(table, name, getattr(item, name)) for name in wanted)
        table.add(title_of(result, pair.first), title_of(result, pair.second), pair.n, *_counts(item).values(), *values)
    rest = "" if most is None or len(pairs) <= most else f" {len(pairs) - most} further pairs are in the full report."
    table.notes += [f"Lowest kappa first.{rest}", what_counts(result)]
    return table


def _kappa(pair: Pair) -> float:
    value = pair.agreements[0].cohen_kappa.value
    return 2.0 if value is None else value


def _several(result: ComparisonResult, *, with_words: bool) -> Table:
    shown = shown_bases(result.overall.sets)
    title = f"Agreement of all {len(result.sets)} sets on classified, yes or no"
    table = Table(title, ("patients", "n", "Fleiss' kappa (95 % CI)", "Cochran's Q"))
    for item in result.overall.several:
        if item.basis in shown:
            kappa = statistic(table, "cohen_kappa", item.fleiss_kappa, with_words=with_words)
            table.add(item.basis, item.n, kappa, table.test(item.cochran_q) if item.n else NONE)
    return table
