"""The table of a classified cohort on a terminal: level and score under one or two sets, marks in a grid under more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from myositis_cli.speaking import say, say_line, wrapped
from myositis_cli.tables import table

if TYPE_CHECKING:
    from myositis.cohort.result import CohortResult
    from myositis.published.criteria_set import CriteriaSet

SHOWN = 200
"""Patients of the table; a file has all of them."""
SIDE_BY_SIDE = 2
"""Under so many sets level and score are shown; under more a grid fits the terminal, and the rest is for a file."""
NO, COULD, EXCLUDED_MARK, INVALID = "-", "?", "excl", "inv"


def show(result: CohortResult, wanted: Sequence[str], prefix: str) -> None:
    """Write the table to standard output. wanted: the result columns that there are."""
    names, rows = result.cohort.ids.head(SHOWN).to_list(), result.results.head(SHOWN).to_dicts()
    if len(result.criteria) <= SIDE_BY_SIDE:
        headers = [title for one in result.criteria for title in (one.short_title, "score" if one.columns[0].score else "met")]
        cells = [[cell for one in result.criteria for cell in _details(one, row, wanted, prefix)] for row in rows]
    else:
        headers = [one.abbreviation for one in result.criteria]
        cells = [[_mark(one, row, wanted, prefix) for one in result.criteria] for row in rows]
    every = [[name or "", *told] for name, told in zip(names, cells, strict=True)]
    say(table(["patient", *headers], every, names=1, together=len(headers) // len(result.criteria)))
    if len(result.criteria) > SIDE_BY_SIDE:
        say()
        for line in _legend(result.criteria, open_outcomes="determined" in wanted):
            say(wrapped(line))
    if len(result.results) > SHOWN:
        say_line(f"({len(result.results) - SHOWN} more rows; write them all with -o)", err=True)


def _details(one: CriteriaSet, row: dict[str, Any], wanted: Sequence[str], prefix: str) -> list[str]:
    """The level with what is open, and the score or how many criteria are met."""
    from myositis.cohort.result import STATUS, result_names
    from myositis.one_patient.verdict import short

    values = {name: row[column] for name, column in result_names(one, wanted, prefix).items()}
    if values["level"] is None:
        return [row[prefix + STATUS].replace("_", " "), ""]
    opened = [(values[name] or "").split("|") for name in ("open_levels", "open_subgroups") if name in values]
    shown = short(one, values["level"], values["subgroup"], (opened[0], opened[1]) if opened else None)
    if "criteria_met" in values:
        met = (values["criteria_met"] or "").split("|")
        return [shown, f"{len([*filter(None, met)])} of {len(one.criteria)}"]
    return [shown, f"{values['score']:.1f}" if "score" in values else ""]


def _mark(one: CriteriaSet, row: dict[str, Any], wanted: Sequence[str], prefix: str) -> str:
    """The subgroup, or yes, of a patient who is classified; whether others could be."""
    from myositis.cohort.result import result_names
    from myositis.published.criteria_set import EXCLUDED

    values = {name: row[column] for name, column in result_names(one, wanted, prefix).items()}
    level = values["level"]
    if level is None:
        return INVALID
    if level == EXCLUDED:
        return EXCLUDED_MARK
    if level in one.classified:
        return (values["subgroup"] or "yes") + (COULD if values.get("determined") is False else "")
    return COULD if {*(values.get("open_levels") or "").split("|")} & {*one.classified} else NO


def _legend(criteria: Sequence[CriteriaSet], *, open_outcomes: bool) -> Iterator[str]:
    yield f"{'; '.join(f'{one.abbreviation} {one.short_title}' for one in criteria)}."
    yield "yes or a subgroup: classified; excl: excluded; inv: the row is invalid."
    if open_outcomes:
        yield "?: not classified, but could be with what is missing; behind a subgroup: what is missing could change it."
        yield "-: not classified, whatever is missing."
    else:
        yield "-: not classified with the findings recorded."
    yield "Levels and scores: name one or two sets with -c, or write a file with -o."
