"""The summary of a study as text of at most 80 columns: responders first, then visits, time, and how it was counted."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from myositis.agreement.estimates import Estimate
from myositis.response import proderm
from myositis.response.acr_eular_2016 import CATEGORIES
from myositis.response.choices import Choices
from myositis.response.end_points import LEVELS
from myositis.response.groups import FLAGGED, MISSING, OPEN, AtVisit, Count, Difference, EndPoint, TrialSummary
from myositis.response.study import Study

WIDTH = 80
LONGEST = 15
"""Letters of the name of a group in a table."""
ALL = "all"
LIMBS = {limb.name: limb.text for limb in proderm.LIMBS}


def report(study: Study, summary: TrialSummary) -> str:
    """The whole summary."""
    parts = [_heading(study, summary)]
    at_visits = [one for one in summary.end_points if one.week is not None]
    weeks = list(dict.fromkeys(one.week for one in at_visits))
    for week in weeks:
        parts.append("\n".join(_responders([one for one in at_visits if one.week == week], f"Week {week:g}")))
    parts.append("\n".join(_responders([one for one in summary.end_points if one.week is None], "Over all visits")))
    if summary.visits:
        parts += ["Patients by visit\n" + _visits(summary.visits), "Total improvement score by visit\n" + _scores(summary.visits)]
    parts += [_times(summary), "\n".join(_methods(study))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(study: Study, summary: TrialSummary) -> str:
    scale = study.choices.thresholds
    cuts = ", ".join(f"{name} from {lowest:g}" for name, lowest in reversed(scale.lowest))
    groups = ", ".join(f"{_group(group)} {len(study.of(group))}" for group in summary.groups) if any(summary.groups) else ""
    lines = [
        f"Response to treatment: {len(study.patients)} patient{'s' if len(study.patients) != 1 else ''}"
        + (f" ({groups})" if groups else "")
    ]
    lines.append(f"ACR/EULAR 2016, {scale.name}: {cuts}")
    return "\n".join(line for text in lines for line in wrap(text, WIDTH))


def _group(name: str) -> str:
    return name or ALL


def _responders(end_points: list[EndPoint], title: str) -> Iterator[str]:
    """Each end point with its groups and their difference, missing as no response and on evaluable patients."""
    yield f"{title}".ljust(28) + "missing = no, % (95 %)".ljust(26) + "evaluable, % (95 %)"
    for one in end_points:
        yield one.name
        for count in one.counts:
            yield _line(
                _short(count.group),
                _share(count, count.all, count.patients),
                _share(count, count.evaluable, count.evaluable_patients),
            )
        for difference in one.differences:
            yield from _difference(difference)


def _line(label: str, first: str, second: str) -> str:
    return f"  {label:<26}{first:<26}{second}".rstrip()


def _share(count: Count, estimate: Estimate, n: int) -> str:
    return f"{count.responders}/{n}  {_percent(estimate)}"


def _percent(estimate: Estimate) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "not estimable"
    return f"{100 * estimate.value:.1f} ({100 * estimate.low:.1f}-{100 * estimate.high:.1f})"


def _difference(one: Difference) -> Iterator[str]:
    half = 10
    names = [name if len(name) <= half else name[: half - 1] + "…" for name in (_group(one.group), _group(one.control))]
    label = " - ".join(names)
    yield _line(label, _points(one.newcombe), _points(one.evaluable_newcombe))
    yield _line("  the same by Wald", _points(one.wald), _points(one.evaluable_wald))


def _points(estimate: Estimate) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "not estimable"
    return f"{100 * estimate.value:.2f} ({100 * estimate.low:.2f} to {100 * estimate.high:.2f})"


def _visits(visits: tuple[AtVisit, ...]) -> str:
    shares = (*CATEGORIES, OPEN, MISSING, FLAGGED)
    head = ("week", "group", *CATEGORIES, OPEN, MISSING, "rescue")
    rows = [(f"{one.week:g}", _short(one.group), *(str(one.counts[share]) for share in shares)) for one in visits]
    return _table((head, *rows))


def _scores(visits: tuple[AtVisit, ...]) -> str:
    head = ("week", "group", "scored", "mean", "median")
    return _table(
        (
            head,
            *(
                (f"{one.week:g}", _short(one.group), str(one.scored), _ends(one.mean_tis), _ends(one.median_tis))
                for one in visits
            ),
        )
    )


def _table(rows: tuple[tuple[str, ...], ...], left: tuple[int, ...] = (1,)) -> str:
    """Rows under a heading. left: the columns of names; numbers stand to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def _short(group: str) -> str:
    """The name of a group in at most `LONGEST` letters."""
    name = _group(group)
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _ends(pair: tuple[float, float] | None) -> str:
    if pair is None:
        return "-"
    low, high = (f"{one:.1f}" for one in pair)
    return low if low == high else f"{low} to {high}"


def _times(summary: TrialSummary) -> str:
    head = ("", "group", "improved", "median weeks")
    rows = [
        (
            one.level if one.level == LEVELS[-1] else f"{one.level} or better",
            _short(one.group),
            f"{one.events}/{one.patients}",
            "not reached" if one.week is None else f"{one.week:.1f}".removesuffix(".0"),
        )
        for one in summary.times
    ]
    return "Time to improvement (Kaplan-Meier)\n" + _table((head, *rows), left=(0, 1))


def _methods(study: Study) -> Iterator[str]:
    """How it was counted, in short."""
    schedule, choices = study.schedule, study.choices
    planned = ", ".join(map(str, schedule.windows)) if schedule.windows else ", ".join(f"{week:g}" for week in schedule.weeks)
    texts = [
        "Proportions with Wilson intervals, on the left of all patients, on the right of those whose answer is known. "
        "Differences in percentage points by Newcombe (method 10), and by Wald as trials print it.",
        f"Planned weeks: {planned or 'none (visits follow one another as they are; name windows to count by week)'}.",
        f"Confirmed deterioration: at {proderm.CONSECUTIVE} consecutive visits any of "
        + "; ".join(f"({name}) {text}" for name, text in LIMBS.items())
        + f"; percent of {schedule.percent_of}.",
        "A skipped visit breaks consecutive ones. After rescue or discontinuation a patient is no responder.",
        _enzyme(choices),
        "An open patient could be in either of two categories: no responder on the left, not counted on the right. "
        "Mean and median are given for the lowest and the highest possible scores.",
    ]
    if schedule.confirmed:
        texts.append("An improvement counts from its first visit only when the next visit has it, too.")
    for text in texts:
        yield from wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _enzyme(choices: Choices) -> str:
    if choices.enzyme_range == "none":
        return "Enzymes: their range is not confirmed, so one that fell gives 0 to 7.5 points (enzyme range none)."
    return "Enzymes: the multiples of the range 15_6_3 are unconfirmed."
