"""The response criteria as printed tables: Markdown, made from the same objects that score."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tabulate import tabulate

from myositis.response import acr_eular_2016, imacs_2004, proderm, said
from myositis.response.acr_eular_2016 import ENZYME_RANGES, METHOD, POINTS, THRESHOLDS
from myositis.response.measures import CORE_SET, ENZYME_NAME, INPUTS
from myositis.response.statuses import STATUSES
from myositis.response.vocabulary import PointsRow


def response_page() -> str:
    """Points, thresholds, measures, end points, and what was read into the papers."""
    return "\n".join(_page()) + "\n"


def _table(headers: list[str], rows: list[list[str]]) -> str:
    return tabulate(rows, headers, tablefmt="github", disable_numparse=True)


def _page() -> Iterator[str]:
    yield "## ACR/EULAR 2016 response criteria: total improvement score"
    yield ""
    for citation in (acr_eular_2016.ADULT_PAPER, acr_eular_2016.JUVENILE_PAPER, METHOD):
        yield f"* {citation}"
    yield ""
    yield "Evidence: A seen in two independent copies, B in one, C general knowledge, X looked for and not found."
    yield ""
    for above in dict.fromkeys(row.above for row in POINTS.rows):
        yield f"### {POINTS.cite.place} [grade {POINTS.grade}]: points by improvement in percent of the range"
        yield ""
        rows = [[_names(row), *(f"{points:g}" for points in row.points)] for row in POINTS.rows if row.above == above]
        yield _table(["measure", *_bins(above)], rows)
        yield ""
    yield "### Thresholds"
    yield ""
    yield _table(
        ["thresholds", "minimal", "moderate", "major", "evidence"],
        [[name, *(f">= {lowest:g}" for _, lowest in reversed(one.lowest)), one.grade] for name, one in THRESHOLDS.items()],
    )
    yield ""
    yield "### Measures"
    yield ""
    rows = [
        [f"`{one.name}`", one.definition, one.better, " or ".join(map(str, one.maxima)) or "-", one.range_grade]
        for one in CORE_SET.values()
    ]
    yield _table(["name", "measure", "better is", "highest value", "evidence of the range"], rows)
    yield ""
    yield "Read beside them: " + ", ".join(f"`{name}`" for name in (*INPUTS, ENZYME_NAME) if name not in CORE_SET) + "."
    yield ""
    times = ", ".join(f"{name} {times}" for name, times in ENZYME_RANGES["15_6_3"].items())
    yield f"Option `enzyme_range=15_6_3`, unconfirmed, in multiples of the upper limit: {times}."
    yield ""
    yield f"### Confirmed deterioration [grade {proderm.GRADE}]"
    yield ""
    yield f"{proderm.DETERIORATION}: at {proderm.CONSECUTIVE} consecutive visits any of"
    yield ""
    yield from (f"* ({limb.name}) {limb.text}" for limb in proderm.LIMBS)
    yield ""
    yield f"### IMACS 2004 [grade {imacs_2004.GRADE}]"
    yield ""
    yield f"{imacs_2004.CITE}"
    yield ""
    yield (
        f"At least {imacs_2004.NEEDED} of the 6 measures better by {imacs_2004.BETTER} % or more of the baseline, at most "
        f"{imacs_2004.ALLOWED} worse by {imacs_2004.WORSE} % or more, MMT not among the worse."
    )
    yield ""
    yield "### What becomes of each visit"
    yield ""
    yield _table(["`response_status`", "meaning"], [[f"`{name}`", text] for name, text in STATUSES.items()])
    yield ""
    yield "### What a mapping file can say of visits"
    yield ""
    yield "```toml" + (said.__doc__ or "").partition("```toml")[2].rstrip()
    yield ""
    yield "### Reading notes: what the papers leave open and we decided"
    yield ""
    for module in (acr_eular_2016, proderm):
        yield from _notes(module.__doc__ or "")
    yield ""


def _names(row: PointsRow) -> str:
    first, *others = (measure.label for measure in row.measures)
    return first + (f" (or {', '.join(others)})" if others else "")


def _bins(above: tuple[int, ...]) -> list[str]:
    """The headings of the bins: 5 or less, above 5 to 15, ..."""
    between = [f"> {low}-{high}" for low, high in pairwise(above)]
    return [f"<= {above[0]} or worse", *between, f"> {above[-1]}"]


def _notes(text: str) -> Iterator[str]:
    """The list in a docstring, each point on one line."""
    _, _, listed = text.partition("\n\n* ")
    for point in ("\n" + listed).replace("\n* ", "\n\n* ").strip("\n").split("\n\n* "):
        yield "* " + " ".join(point.removeprefix("* ").split())
