"""The discordant and the misclassified patients, grouped by the rows that made the difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from myositis.comparison.panel import Panel, RatedSet
from myositis.comparison.results import Discordance, ExplainedGroup, ExplainedPatient, Reading
from myositis.comparison.rows import Explainer, Why

CASE_MISSED = "case, not classified"
COMPARATOR_CLASSIFIED = "comparator, classified"


def explain_all(panel: Panel, evaluable: Sequence[int]) -> tuple[tuple[Discordance, ...], tuple[Discordance, ...]]:
    """The discordant patients of every pair, and the misclassified of every set when there is a reference."""
    explainers = [Explainer(panel, rated) for rated in panel.sets]
    discordant = tuple(_discordant(panel, evaluable, *two) for two in combinations(explainers, 2))
    misclassified = tuple(_misclassified(panel, evaluable, one) for one in explainers) if panel.truth is not None else ()
    return discordant, misclassified


def _reading(panel: Panel, rated: RatedSet, place: int, why: Why) -> Reading:
    rating = rated.said(place)
    return Reading(
        classified=rating.classified(panel.cut),
        level=rating.level,
        subgroup=rating.subgroup,
        open_levels=rating.open_levels,
        why=why.text,
        rows=why.rows,
    )


def _patient(panel: Panel, place: int, explainers: Sequence[Explainer]) -> ExplainedPatient:
    return ExplainedPatient(
        id=panel.ids[place],
        diagnosis=None if panel.diagnosis is None else panel.diagnosis[place],
        readings=tuple(_reading(panel, one.rated, place, one.why(place)) for one in explainers),
    )


def _grouped(found: Iterable[tuple[str, str, ExplainedPatient]]) -> tuple[ExplainedGroup, ...]:
    """Groups by kind and text, largest first."""
    groups: dict[tuple[str, str], list[ExplainedPatient]] = {}
    for kind, text, patient in found:
        groups.setdefault((kind, text), []).append(patient)
    made = [ExplainedGroup(kind=kind, text=text, patients=tuple(listed)) for (kind, text), listed in groups.items()]
    return tuple(sorted(made, key=lambda group: (-len(group.patients), group.kind, group.text)))


def _discordant(panel: Panel, evaluable: Sequence[int], first: Explainer, second: Explainer) -> Discordance:
    """The group is named by why the set that did not classify did not; by the other when it was assigned."""
    found = []
    for place in evaluable:
        one, two = first.rated.ratings[place], second.rated.ratings[place]
        if one is None or two is None or one.classified(panel.cut) == two.classified(panel.cut):
            continue
        yes, no = (first, second) if one.classified(panel.cut) else (second, first)
        kind = f"{yes.rated.info.id} only"
        explained = no if no.rated.criteria is not None or yes.rated.criteria is None else yes
        text = f"{explained.rated.info.id}: {explained.why(place).text}"
        found.append((kind, text, _patient(panel, place, (first, second))))
    return Discordance(sets=(first.rated.info.id, second.rated.info.id), groups=_grouped(found))


def _misclassified(panel: Panel, evaluable: Sequence[int], one: Explainer) -> Discordance:
    assert panel.truth is not None
    found = []
    for place in evaluable:
        rating, truth = one.rated.ratings[place], panel.truth[place]
        if rating is not None and rating.classified(panel.cut) is not truth:
            kind = CASE_MISSED if truth else COMPARATOR_CLASSIFIED
            found.append((kind, one.why(place).text, _patient(panel, place, (one,))))
    return Discordance(sets=(one.rated.info.id,), groups=_grouped(found))
