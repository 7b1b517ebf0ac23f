"""The workbook of a classified cohort: the reasons of each row in words, levels by colour, every column explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from myositis.classify_file.in_words import WHY, column_meanings, why
from myositis.cohort.result import STATUS, CohortResult, result_names
from myositis.dictionary.findings import DICTIONARY
from myositis.files import RawTable
from myositis.files.workbook_out import Look
from myositis.published.criteria_set import EXCLUDED, CriteriaSet, dictionary_of
from myositis.rules.vocabulary import Measurement

GREENS = ("#E2F0D9", "#C6E0B4", "#A9D08E")
"""Levels that count as classified, from the lowest to the highest."""
PALE, GREY, RED, AMBER = "#FFF2CC", "#EDEDED", "#F4CCCC", "#FCE4D6"
"""Levels between, and what is still open; the lowest level; excluded; invalid."""
WORDS = {
    "revision": "counted up when a published set is corrected here",
    "fingerprint": "computed from the rules themselves: the same fingerprint means the same rules",
}
"""What stands beside the criteria, in words."""
NEARLY_ALL = 0.8
"""So many cells of a workbook's column are numbers: then the others are slips, and the numbers stay numbers."""


def with_reasons(frame: pl.DataFrame, result: CohortResult, criteria: Sequence[CriteriaSet], prefix: str) -> pl.DataFrame:
    """The table with the reasons in words behind the status, also for the rows that were not classified."""
    invalid = result.cohort.invalid.to_list()
    told: dict[int, list[str]] = {}
    for problem in result.problems:
        given = f" (given: {problem.value!r})" if problem.value else ""
        told.setdefault(problem.row - result.cohort.first_row, []).append(f"{problem.column}: {problem.message}{given}")
    notes = {*result.cohort.no_patients}
    reasons = []
    for place, record in enumerate(result.cohort.records()):
        if place in notes:
            reasons.append("No patient: a heading or a note.")
        elif invalid[place]:
            reasons.append(f"Not classified. {'; '.join(told.get(place, ['the row cannot be read']))}.")
        else:
            reasons.append(why(criteria, record))
    column = pl.Series(prefix + WHY, reasons, dtype=pl.String)
    return frame.insert_column(frame.columns.index(prefix + STATUS) + 1, column)


def further_sheets(
    frame: pl.DataFrame, result: CohortResult, criteria: Sequence[CriteriaSet], prefix: str
) -> dict[str, pl.DataFrame]:
    """The other sheets: the reasons once more, to be read and printed; the problems with the patients' ids; what columns, notes
    and words mean; the data dictionary. frame: the table with the reasons.
    """
    from myositis.published.pages import dictionary_rows

    ids, first = result.cohort.ids, result.cohort.first_row
    told = {name.removeprefix(prefix + "myositis_"): frame[name] for name in (prefix + STATUS, prefix + WHY)}
    reasons = pl.DataFrame({"row": pl.int_range(first, first + len(ids), eager=True), "patient_id": ids, **told})
    problems = [
        (p.row, ids[p.row - first], p.column, p.message, p.value, p.code)
        for p in sorted(result.problems, key=lambda problem: problem.row)
    ]
    kinds: dict[str, Any] = dict.fromkeys(("row", "patient_id", "column", "problem", "value", "code"), pl.String)
    about = [("column", prefix + WHY, "the reasons in words: what counted, and what is not recorded; or why a row is invalid")]
    about += [("column", name, meaning) for name, meaning in column_meanings(criteria, prefix).items()]
    about += [("note", note.code, f"{c.short_title}: {note.text}") for c in criteria for note in c.notes]
    about += [("criteria", c.full_id, f"{c.title}; revision {c.revision}, fingerprint {c.fingerprint}") for c in criteria]
    about += [("word", word, meaning) for word, meaning in WORDS.items()]
    read = {*result.cohort.columns, *dictionary_of(criteria)}
    return {
        "why": reasons,
        "problems": pl.DataFrame(problems, schema=kinds | {"row": pl.Int64}, orient="row"),
        "explanation": pl.DataFrame(about, schema=dict.fromkeys(("what", "name", "meaning"), pl.String), orient="row"),
        "dictionary": pl.DataFrame([row for row in dictionary_rows() if row["name"] in read]),
    }


def looks(table: RawTable, criteria: Sequence[CriteriaSet], prefix: str) -> dict[str, Look]:
    """Colours, header comments and columns of numbers of the sheets."""
    colours: dict[str, Mapping[str, str]] = {prefix + STATUS: {"invalid": AMBER}}
    for one in criteria:
        names = result_names(one, prefix=prefix)
        colours[names["level"]] = level_colours(one)
        colours |= {names[name]: {"*|*": PALE} for name in ("open_levels", "open_subgroups") if name in names}
    comments = {name: _comment(name) for name in table.frame.columns if name in DICTIONARY}
    comments |= column_meanings(criteria, prefix)
    wide = {"why": 100, "meaning": 100, "definition": 62, "problem": 60, "label": 26, "section": 16, "kind": 18, "codes": 16}
    return {
        "results": Look(numbers(table), colours, comments, upright=True),
        **{name: Look(wrapped=wide) for name in ("why", "problems", "explanation", "dictionary")},
    }


def level_colours(criteria: CriteriaSet) -> dict[str, str]:
    """A colour for each level: greens for those that count as classified, pale between, grey for the lowest."""
    classified = [level for level in criteria.levels if level in criteria.classified]
    greens = GREENS[-len(classified) :] if len(classified) <= len(GREENS) else (GREENS[-1],) * len(classified)
    others = [level for level in criteria.levels if level not in classified]
    colours = dict.fromkeys(others, PALE) | dict.fromkeys(others[:1], GREY) | dict(zip(classified, greens, strict=True))
    return {**colours, EXCLUDED: RED}


def _comment(name: str) -> str:
    variable = DICTIONARY[name]
    return f"{variable.label}. {variable.definition}".replace("`", "")


def numbers(table: RawTable) -> frozenset[str]:
    """The columns of text whose numbers are numbers: measurements, and in a workbook where nearly all cells are numbers."""
    found = set()
    for name, kind in table.frame.schema.items():
        if kind != pl.String:
            continue
        if isinstance(DICTIONARY.get(name), Measurement):
            found.add(name)
        elif table.format in ("xlsx", "xls", "ods") and name not in DICTIONARY:
            cells = table.frame[name].drop_nulls()
            plain = cells.str.contains(r"^-?(0|[1-9]\d*)(\.\d+)?$").sum()
            if len(cells) and plain / len(cells) >= NEARLY_ALL:
                found.add(name)
    return frozenset(found)
