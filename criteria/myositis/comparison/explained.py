"""The discordant and the misclassified patients, grouped by the rows that made the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.results import Discordance, ExplainedGroup
from myositis.comparison.rows import DecidingRows, Why, rows_at_cut
from myositis.rules.in_words import describe
from myositis.rules.vocabulary import atoms

if TYPE_CHECKING:
    from myositis.comparison.panel import Flags, Places

CASE_MISSED = "case, not classified"
COMPARATOR_CLASSIFIED = "comparator, classified"


class Reasons:
    """Why one set says what it says. whys: the different answers; of: the place of each row's answer in them, -1 for a row
    that was not asked for."""

    def __init__(self, panel: Panel, rated: RatedSet) -> None:
        self.panel, self.rated = panel, rated
        self.whys: list[Why] = []
        self.of = np.full(len(rated.level), -1, dtype=np.int32)
        self._numbers: dict[Why, int] = {}

    def ask(self, places: Places) -> None:
        """Find the reason of these rows, each different pattern once."""
        rated, panel = self.rated, self.panel
        places = places[self.of[places] < 0]
        if rated.criteria is None:
            self.of[places] = self._number(Why("assigned", "as assigned"))
            return
        assert rated.column is not None
        self._excluded(places[rated.excluded[places]])
        places = places[~rated.excluded[places]]
        for column, number in panel.columns(rated):
            chosen = places[rated.column[places] == number]
            if len(chosen):
                self._patterns(rows_at_cut(rated.criteria, column, frozenset(rated.counting)), chosen)

    def _number(self, why: Why) -> int:
        if why not in self._numbers:
            self._numbers[why] = len(self.whys)
            self.whys.append(why)
        return self._numbers[why]

    def _excluded(self, places: Places) -> None:
        if not len(places):
            return
        assert self.rated.criteria is not None
        present = list(dict.fromkeys(atoms(self.rated.criteria.excluded)))
        self.panel.truths.prepare(present)
        flags = [self.panel.truths.yes(atom)[places] for atom in present]
        for pattern, rows in alike(flags):
            held = [describe(atom).removeprefix("exclusion: ") for place, atom in enumerate(present) if pattern >> place & 1]
            labels = tuple(dict.fromkeys(held))
            why = Why("excluded", f"excluded: {', '.join(labels)}", tuple((label,) for label in labels))
            self.of[places[rows]] = self._number(why)

    def _patterns(self, rows: DecidingRows, places: Places) -> None:
        truths, width = self.panel.truths, len(rows.leaves)
        truths.prepare(rows.leaves)
        classified = self.rated.classified[places]
        self._resting(rows, places[classified])
        places = places[~classified]
        if not len(places):
            return
        held = [truths.held(rule)[places] for rule in rows.leaves]
        missing = [~(truths.held(rule) | truths.yes(rule) | truths.no(rule))[places] for rule in rows.leaves]
        can = self.rated.at()[1][places]
        everything = (1 << width) - 1
        for pattern, chosen in alike([*held, *missing, can]):
            is_held, is_missing, possible = pattern & everything, pattern >> width & everything, pattern >> 2 * width
            self.of[places[chosen]] = self._number(rows.lacking(is_held, is_missing, can=bool(possible)))

    def _resting(self, rows: DecidingRows, places: Places) -> None:
        """The reasons of patients who are classified. Where points are counted, a row is needed when the others have too few."""
        if not len(places):
            return
        held = [self.panel.truths.held(rule)[places] for rule in rows.leaves]
        if rows.weights is None:
            for pattern, chosen in alike(held):
                self.of[places[chosen]] = self._number(rows.rests_on(pattern))
            return
        spare = np.full(len(places), -rows.needed, dtype=np.int64)
        for flag, points in zip(held, rows.weights, strict=True):
            spare += flag.astype(np.int64) * points
        needed = [flag & (points > spare) for flag, points in zip(held, rows.weights, strict=True)]
        for pattern, chosen in alike(needed):
            why = rows.resting_on(place for place in range(len(rows.rows)) if pattern >> place & 1)
            self.of[places[chosen]] = self._number(why)


WORD = 63


def alike(flags: Sequence[Flags]) -> Iterator[tuple[int, Places]]:
    """Rows with the same flags: the flags as one number, the first its lowest bit; and where these rows are."""
    words = []
    for start in range(0, len(flags), WORD):
        word = np.zeros(len(flags[0]), dtype=np.uint64)
        for place, flag in enumerate(flags[start : start + WORD]):
            word |= flag.astype(np.uint64) << np.uint64(place)
        words.append(word)
    frame = pl.DataFrame({f"word{place}": word for place, word in enumerate(words)}).with_row_index("place")
    for *key, places in (
        frame.group_by(*(f"word{place}" for place in range(len(words))), maintain_order=True).agg("place").iter_rows()
    ):
        yield sum(word << WORD * place for place, word in enumerate(key)), np.array(places, dtype=np.int64)


def explain_all(panel: Panel, evaluable: Places) -> tuple[tuple[Discordance, ...], tuple[Discordance, ...], tuple[Reasons, ...]]:
    """The discordant patients of every pair, and the misclassified of every set when there is a reference; and the reasons."""
    reasons = tuple(Reasons(panel, rated) for rated in panel.sets)
    discordant = tuple(_discordant(evaluable, *two) for two in combinations(reasons, 2))
    misclassified = tuple(_misclassified(panel, evaluable, one) for one in reasons) if panel.truth is not None else ()
    return discordant, misclassified, reasons


def _groups(found: Iterable[tuple[str, str, Reasons, Places]]) -> tuple[ExplainedGroup, ...]:
    """Groups by kind and text, largest first. found: kind, what the text begins with, whose reasons, of which rows."""
    groups = []
    for kind, start, reasons, places in found:
        reasons.ask(places)
        texts = dict.fromkeys(why.text for why in reasons.whys)
        numbers = {text: number for number, text in enumerate(texts)}
        of_why = np.array([numbers[why.text] for why in reasons.whys])
        rows: dict[str, set[tuple[tuple[str, ...], ...]]] = {text: set() for text in texts}
        for number in np.unique(reasons.of[places]).tolist():
            rows[reasons.whys[number].text].add(reasons.whys[number].rows)
        frame = pl.DataFrame({"text": of_why[reasons.of[places]], "place": places})
        for number, members in frame.group_by("text", maintain_order=True).agg("place").iter_rows():
            text = list(texts)[number]
            alike = rows[text].pop() if len(rows[text]) == 1 else ()
            groups.append(ExplainedGroup(kind=kind, text=f"{start}{text}", rows=alike, patients=tuple(members)))
    return tuple(sorted(groups, key=lambda group: (-group.n, group.kind, group.text)))


def _discordant(evaluable: Places, first: Reasons, second: Reasons) -> Discordance:
    """The group is named by why the set that did not classify did not; by the other when it was assigned."""
    one, two = first.rated, second.rated
    both = evaluable[one.said[evaluable] & two.said[evaluable]]
    found = []
    for yes, no in ((first, second), (second, first)):
        places = both[yes.rated.classified[both] & ~no.rated.classified[both]]
        if len(places):
            explained, other = (no, yes) if no.rated.criteria is not None or yes.rated.criteria is None else (yes, no)
            other.ask(places)
            found.append((f"{yes.rated.info.id} only", f"{explained.rated.info.id}: ", explained, places))
    return Discordance(sets=(one.info.id, two.info.id), groups=_groups(found))


def _misclassified(panel: Panel, evaluable: Places, one: Reasons) -> Discordance:
    assert panel.truth is not None
    said = evaluable[one.rated.said[evaluable]]
    positive, truth = one.rated.classified[said], panel.truth[said]
    found = [
        (CASE_MISSED, "", one, said[~positive & (truth == 1)]),
        (COMPARATOR_CLASSIFIED, "", one, said[positive & (truth == 0)]),
    ]
    return Discordance(sets=(one.rated.info.id,), groups=_groups([item for item in found if len(item[3])]))
