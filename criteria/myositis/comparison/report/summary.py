"""What the reader came for, in plain sentences before any table."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.agreement import Estimate
from myositis.comparison.report.performance import classified
from myositis.comparison.report.words import counting, listed, pair_title, title_of
from myositis.comparison.results import ComparisonResult

FEW = 4
"""Up to so many sets are each given a sentence."""


def title(result: ComparisonResult) -> str:
    """`Comparison of EULAR/ACR 2017 and Bohan & Peter 1975`; many sets are counted."""
    names = [one.short_title for one in result.sets]
    what = "Comparison of" if len(names) > 1 or result.reference is None else "Performance of"
    return f"{what} {listed(names) if len(names) <= FEW else f'{len(names)} criteria sets'}"


def summary(result: ComparisonResult) -> list[str]:
    """The sentences: patients, what is classified, agreement, performance, missing data."""
    made = (" ".join(part(result)) for part in (_patients, _agreement, _performance, _missing))
    return [text for text in made if text]


def _percent(count: int, n: int) -> str:
    return f"{count} of {n} ({100 * count / n:.1f}%)" if n else f"{count} of {n}"


def _shown(estimate: Estimate, times: int = 100, digits: int = 1, unit: str = "%") -> str:
    if estimate.value is None:
        return f"not estimable ({estimate.reason})"
    text = f"{times * estimate.value:.{digits}f}{unit}"
    found = estimate if estimate.low is not None or estimate.alternative is None else estimate.alternative
    if found.low is None or found.high is None:
        return text
    return f"{text} ({times * found.low:.{digits}f} to {times * found.high:.{digits}f})"


def _patients(result: ComparisonResult) -> Iterator[str]:
    flow, numbers = result.flow, result.overall
    text = f"{flow.read} patients"
    if flow.read != flow.evaluable:
        text = f"Of {text} {flow.evaluable} can be evaluated"
    if numbers.cases is not None and result.reference is not None:
        text += f": {numbers.cases} cases and {numbers.comparators} comparators by {result.reference.column}"
    yield text + "."
    if len(result.sets) <= FEW:
        yield from _classified(result)


def _classified(result: ComparisonResult) -> Iterator[str]:
    """What each set classifies, together where the same levels count."""
    meanings: dict[str, list[str]] = {}
    for one in result.overall.sets:
        info = result.info(one.id)
        how = counting(info)
        text = f"{_percent(one.classified, one.evaluable)} by {info.short_title}"
        meanings.setdefault(how, []).append(text)
    for how, texts in meanings.items():
        yield f"Classified {'' if how.startswith('as assigned') else 'as '}{how}: {listed(texts)}."


def _agreement(result: ComparisonResult) -> Iterator[str]:
    pairs = [(pair, pair.agreements[0]) for pair in result.overall.pairs]
    if not pairs:
        return
    if len(pairs) == 1:
        pair, item = pairs[0]
        (both, first), (second, neither) = item.table.counts
        kappa = _shown(item.cohen_kappa, 1, 2, "")
        yield f"They agree on {_percent(both + neither, item.table.n)}; Cohen's kappa {kappa}."
        yield f"Only {title_of(result, pair.first)} classifies {first}, only {title_of(result, pair.second)} {second}."
        return
    known = sorted((item.cohen_kappa.value, place) for place, (_, item) in enumerate(pairs) if item.cohen_kappa.value is not None)
    if known:
        ends = [pairs[place][0] for _, place in (known[0], known[-1])]
        low, high = (pair_title(result, pair.first, pair.second) for pair in ends)
        yield f"Cohen's kappa of two sets lies between {known[0][0]:.2f} ({low}) and {known[-1][0]:.2f} ({high})."


def _performance(result: ComparisonResult) -> Iterator[str]:
    if result.reference is None:
        return
    found = classified(result.overall)
    if len(found) <= FEW:
        reasons: dict[str, None] = {}
        for item in found:
            told = []
            for name in ("sensitivity", "specificity"):
                estimate = getattr(item.accuracy, name)
                if estimate.value is None:
                    reasons[f"{name[0].upper()}{name[1:]} cannot be estimated: {estimate.reason}."] = None
                else:
                    told.append(f"a {name} of {_shown(estimate)}")
            if told:
                yield f"{title_of(result, item.id)} has {listed(told)}."
        yield from reasons
        return
    for name in ("sensitivity", "specificity"):
        values = sorted((value, item.id) for item in found if (value := getattr(item.accuracy, name).value) is not None)
        if values:
            (low, first), (high, last) = values[0], values[-1]
            ends = [f"{100 * value:.1f}% ({title_of(result, own)})" for value, own in ((low, first), (high, last))]
            yield f"The {name} lies between {ends[0]} and {ends[1]}."


def _missing(result: ComparisonResult) -> Iterator[str]:
    open_sets = [one for one in result.overall.sets if one.undetermined]
    if not open_sets:
        return
    most = max(open_sets, key=lambda one: one.undetermined)
    if len(open_sets) <= FEW:
        said = listed([f"{title_of(result, one.id)} in {_percent(one.undetermined, one.evaluable)}" for one in open_sets])
        yield f"Findings that are not recorded leave open whether a patient is classified: by {said}."
    else:
        said = f"{title_of(result, most.id)} ({_percent(most.undetermined, most.evaluable)})"
        yield f"Findings that are not recorded leave open whether a patient is classified, most often by {said}."
    if len(result.overall.pairs) == 1:
        bounds = result.overall.pairs[0].kappa_bounds
        if bounds.lowest is not None and bounds.highest is not None and not bounds.fixed:
            yield f"Whatever they are, kappa lies between {bounds.lowest:.2f} and {bounds.highest:.2f}."
