"""The questions of a proposal as a workbook that is filled in and read back."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from myositis.errors import InputError
from myositis.files import read_table
from myositis.mapping.dialogue import answer, open_questions
from myositis.mapping.part import Draft
from myositis.mapping.question import VALUES, OpenQuestion
from myositis.mapping.value_question import AnswerError
from myositis.mapping.values import key

SHEET = "questions"
COLUMNS = ("question", "about", "offers", "your answer", "id")
_WIDTHS = (60, 46, 60, 40, 18)
HOW = (
    "One row is one question. Write the number of an offer into `your answer`, or what the offers say may be written instead. "
    "Leave a row empty to answer it later in the mapping file. Do not change the column `id`."
)


def write_questions(questions: Sequence[OpenQuestion], path: Path) -> None:
    """The workbook, with one row per question and an empty column for the answers. path: ends in .xlsx."""
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#e8eef4", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        free = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#fff8dc", "border": 1, "num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        for row, question in enumerate(questions, start=1):
            cells = (question.text, "\n".join(question.about), _offers(question), "", question.id)
            sheet.set_row(row, 15 * max(_lines(text, width) for text, width in zip(cells, _WIDTHS, strict=True)))
            for column, text in enumerate(cells):
                shown = free if COLUMNS[column] == "your answer" else plain
                if text:
                    sheet.write_string(row, column, text, shown)
                else:
                    sheet.write_blank(row, column, None, shown)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        how = book.add_worksheet("how")
        how.set_column(0, 0, 100)
        how.write_string(0, 0, HOW, plain)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a cell of so many letters; East Asian letters take two."""
    return sum(1 + sum(1 + (ord(letter) > 0x2E80) for letter in line) // width for line in text.split("\n")) + 1


def _offers(question: OpenQuestion) -> str:
    numbered = [f"{number}: {text}" for number, text in enumerate(question.choices, start=1)]
    return "\n".join([*numbered, *([f"or: {question.instead}"] if question.instead else [])])


def answer_from(made: Draft, source: str | PathLike[str]) -> list[tuple[str, str]]:
    """Take the answers of a filled-in workbook over into a draft of the same table. Returns what could not be taken over: what
    the question is about, and why, which may repeat values.

    An answer may bring a further question; it stays open. Errors: InputError when the workbook holds no questions.
    """
    frame = read_table(source, sheet=SHEET).frame
    if not {"id", "your answer"} <= set(frame.columns):
        raise InputError(f"`{Path(source).name}` has no columns `id` and `your answer`: it is not a workbook of questions")
    given = {
        str(identity): text if isinstance(text, str) else key(text)
        for identity, text in zip(frame["id"].to_list(), frame["your answer"].to_list(), strict=True)
        if identity is not None and text is not None and str(text).strip()
    }
    notes, done = [], set[str]()
    # The values go first: what is answered about columns may bring further ones, and an answer may uncover another question.
    while left := [question for question in open_questions(made) if question.id in given and question.id not in done]:
        question = min(left, key=lambda one: not one.id.startswith(VALUES))
        done.add(question.id)
        try:
            answer(made, question, given[question.id])
        except AnswerError as error:
            notes.append((question.topic, str(error)))
    notes += [(identity, "this question is not asked about this file") for identity in given if identity not in done]
    return notes
