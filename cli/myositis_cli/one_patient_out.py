"""One patient's results as text, Markdown or JSON: what `explain` and `ask` print and write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from myositis.one_patient.classification import Classification
    from myositis.published.criteria_set import CriteriaSet
    from myositis.reading.problem import Problem

ENDINGS = (".html", ".md", ".txt", ".json")
"""The files that one patient's results can be written to."""
FEW_SETS = 2
"""Under more sets, the result under each is first said in a line."""


@dataclass(frozen=True)
class Explained:
    """One patient's row. row: its number in the file, None where there is no file. results: empty when there are problems."""

    row: int | None
    record: dict[str, Any]
    problems: list[Problem]
    warnings: list[Problem]
    results: list[Classification]


def check_ending(target: str) -> None:
    """UnknownNameError for a file that is none of those that can be written."""
    from myositis.errors import UnknownNameError

    if Path(target).suffix.lower() not in ENDINGS:
        name = Path(target).name
        raise UnknownNameError(f"`{name}`: one patient's results are written to a file ending in {', '.join(ENDINGS)}")


def check_target(target: str) -> None:
    """`check_ending`, and AccessError for a folder that does not exist: before anything is asked."""
    from myositis.errors import AccessError

    check_ending(target)
    if not Path(target).parent.is_dir():
        raise AccessError(f"`{Path(target).name}` cannot be written: its folder does not exist")


def write_explained(
    target: str, patient: str | None, rows: Sequence[Explained], criteria: Sequence[CriteriaSet], sources: Sequence[Any] = ()
) -> None:
    """Write to a file by its ending, whole or not at all. sources: files that must not be written over."""
    from myositis.files.whole import whole_file

    check_ending(target)
    ending = Path(target).suffix.lower()
    match ending:
        case ".json":
            text = as_json(patient, rows)
        case ".md":
            text = as_markdown(patient, rows, criteria)
        case ".html":
            text = as_page(patient, rows, criteria)
        case _:
            text = "\n".join(as_text(patient, rows, criteria, 80))
    with whole_file(target, ending, sources) as path:
        path.write_text(text, encoding="utf-8")


def as_text(patient: str | None, rows: Sequence[Explained], criteria: Sequence[CriteriaSet], width: int) -> list[str]:
    """Each row as pieces of text: why it is invalid, or the chart review under each criteria set."""
    from myositis.one_patient.chart_review import chart_review
    from myositis.one_patient.words import paragraph

    pieces = []
    for read in rows:
        if read.problems:
            told = [paragraph(f"{_named(patient, read.row)} is invalid and was not classified:", width)]
            told += [paragraph(_problem(problem), width, first="  - ", rest="    ") for problem in read.problems]
            pieces.append("\n".join(told) + "\n")
            continue
        pieces += [paragraph(f"warning: {warning.message} [{warning.code}]", width) + "\n" for warning in read.warnings]
        if len(criteria) > FEW_SETS:
            told = [paragraph(f"{title}: {short}", width, rest="  ") for title, short in overview(read.results, criteria)]
            pieces.append("\n".join([f"Patient {patient}" if patient else "In short", *told]) + "\n")
        for one, result in zip(criteria, read.results, strict=True):
            pieces.append((f"Patient {patient}\n" if patient else "") + chart_review(result, one, width))
    return pieces


def overview(results: Sequence[Classification], criteria: Sequence[CriteriaSet]) -> list[tuple[str, str]]:
    """The result under each criteria set in a few words: (short title, words)."""
    from myositis.one_patient.verdict import in_short, nothing_recorded
    from myositis.published.criteria_set import EXCLUDED

    told = []
    for one, result in zip(criteria, results, strict=True):
        blank = nothing_recorded(result) and result.level != EXCLUDED
        told.append((one.short_title, "nothing recorded that it asks for" if blank else in_short(result, one)))
    return told


def _named(patient: str | None, row: int | None) -> str:
    return (f"Patient {patient}" if patient else "The patient") + (f" (row {row})" if row else "")


def _problem(problem: Problem) -> str:
    """The problem without its row; what the cell held only where --show-values asks for it."""
    from myositis_cli.inputs import told

    return told(problem).partition(", ")[2]


def as_markdown(patient: str | None, rows: Sequence[Explained], criteria: Sequence[CriteriaSet]) -> str:
    """The chart review as Markdown, with what was recorded at its end."""
    from myositis.classify_file.unread import unread
    from myositis.dictionary.findings import DICTIONARY
    from myositis.markdown import escaped
    from myositis.one_patient.chart_review import chart_review_markdown
    from myositis.reading.fields import as_cells
    from myositis.version import __version__

    parts = [f"# Patient {escaped(patient)}" if patient else "# Classification", ""]
    for read in rows:
        parts += [f"* {escaped(_problem(problem))}" for problem in read.problems]
        parts += [f"* Warning: {escaped(warning.message)}" for warning in read.warnings]
        if len(criteria) > FEW_SETS and read.results:
            parts += ["| criteria | result |", "|---|---|"]
            parts += [f"| {title} | {short} |" for title, short in overview(read.results, criteria)]
            parts.append("")
        parts += [chart_review_markdown(result, one) for one, result in zip(criteria, read.results, strict=True)]
        parts += ["## What is recorded", "", "| finding | value |", "|---|---|"]
        cells = as_cells(read.record)
        parts += [f"| {DICTIONARY[name].label} (`{name}`) | {escaped(cell)} |" for name, cell in cells.items()]
        parts += ["", *(f"{escaped(note[:1].upper() + note[1:])}." for note in unread(cells, criteria))]
        parts.append("")
    parts.append(f"Classification, not diagnosis. Made with myositis {__version__}.")
    return "\n".join(parts) + "\n"


def as_page(patient: str | None, rows: Sequence[Explained], criteria: Sequence[CriteriaSet]) -> str:
    """The offline page for this patient, filled in and without the form. UnknownNameError for several rows, or an invalid one."""
    from myositis.errors import UnknownNameError
    from myositis.page.write import write_page

    if len(rows) != 1 or rows[0].problems:
        why = "the row is invalid" if len(rows) == 1 else f"the patient has {len(rows)} rows"
        raise UnknownNameError(f"a page shows one row that could be read, and {why}: write .md, .txt or .json")
    return write_page(criteria, recorded=rows[0].record, patient=patient or "")


def as_json(patient: str | None, rows: Sequence[Explained]) -> str:
    """One document: the patient, and each row with this id: what is recorded, problems, results with their traces."""
    import json

    from myositis.reading.fields import as_fields

    told = [
        {
            "row": read.row,
            "record": as_fields(read.record),
            "status": "invalid" if read.problems else "classified",
            "problems": [asdict(problem) for problem in read.problems],
            "warnings": [asdict(warning) for warning in read.warnings],
            "results": [result.model_dump(mode="json") for result in read.results],
        }
        for read in rows
    ]
    return json.dumps({"patient": patient, "rows": told}, indent=2, ensure_ascii=False) + "\n"
