"""Which sections a report has, in which order, short and in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from myositis.comparison.report.agreement import agreement
from myositis.comparison.report.cohort import flow, table_one
from myositis.comparison.report.document import Document, Section, numbered
from myositis.comparison.report.methods import methods
from myositis.comparison.report.missing import knowing, missing_data
from myositis.comparison.report.patients import disagreements, patients
from myositis.comparison.report.performance import performance
from myositis.comparison.report.strata import strata
from myositis.comparison.report.subgroups import subgroups
from myositis.comparison.report.summary import summary, title
from myositis.comparison.results import ComparisonResult
from myositis.errors import unknown


@dataclass(frozen=True)
class Wish:
    """What the reader asked for. full: everything. patients: how many are listed one by one, None for all."""

    full: bool = False
    landis_koch: bool = False
    patients: int | None = None


Maker = Callable[[ComparisonResult, Wish], Iterator[Section]]

SECTIONS: Mapping[str, Maker] = {
    "flow": lambda result, wish: flow(result, full=wish.full),
    "table1": lambda result, wish: table_one(result, full=wish.full),
    "agreement": lambda result, wish: agreement(result, full=wish.full, with_words=wish.landis_koch),
    "performance": lambda result, wish: performance(result, full=wish.full),
    "subgroups": lambda result, wish: subgroups(result, full=wish.full),
    "disagreements": lambda result, _: disagreements(result),
    "missing": lambda result, wish: missing_data(result, full=wish.full),
    "knowing": lambda result, wish: knowing(result, full=wish.full),
    "strata": lambda result, wish: strata(result, full=wish.full),
    "patients": lambda result, wish: patients(result, wish.patients),
    "methods": lambda result, wish: methods(result, full=wish.full),
}
"""Every section by the name under which it can be chosen, in the order of a report."""

SHORT = ("flow", "table1", "agreement", "performance", "subgroups", "disagreements", "missing")
"""The sections of a short report; `strata` joins them when strata were asked for, `methods` in a file."""

FULL = tuple(name for name in SECTIONS if name != "disagreements")
"""The sections of a full report: the patients stand for the disagreements."""


def chosen_sections(names: Iterable[str]) -> tuple[str, ...]:
    """These sections in the order of a report. Errors: UnknownNameError."""
    wanted = list(names)
    for name in wanted:
        if name not in SECTIONS:
            raise unknown("section", name, SECTIONS)
    return tuple(name for name in SECTIONS if name in wanted)


def document(result: ComparisonResult, wish: Wish, sections: Iterable[str] = (), *, with_methods: bool = True) -> Document:
    """The comparison as a document with numbered tables and figures. sections: these only; by default short or full."""
    names = chosen_sections(sections)
    if not names:
        short = (*SHORT, *(["strata"] if result.strata else []), *(["methods"] if with_methods else []))
        names = FULL if wish.full else short
    made = Document(title(result), summary=[*summary(result), *(f"{note[:1].upper()}{note[1:]}." for note in result.notes)])
    for name in names:
        made.sections += list(SECTIONS[name](result, wish))
    return numbered(made)
