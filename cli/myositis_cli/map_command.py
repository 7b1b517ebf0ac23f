"""`myositis map`: propose a mapping file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from myositis_cli.inputs import values_option
from myositis_cli.speaking import say_line, width

if TYPE_CHECKING:
    from myositis.mapping.part import Draft
    from myositis.mapping.question import OpenQuestion


@click.command("map")
@click.argument("file", metavar="FILE")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    default="-",
    help="Where to write the mapping (.toml), or only its questions (.xlsx). Default: the mapping on standard output.",
)
@click.option("--ask", is_flag=True, help="Ask the questions here, one by one.")
@click.option("--keep", metavar="TOML", help="An earlier mapping of this study: its answers stay, and only what is new is asked.")
@click.option("--answers", metavar="XLSX", help="A workbook of questions that was filled in.")
@click.option("-c", "--criteria", "ids", metavar="ID", multiple=True, help="Ask for what this set needs; repeat for several.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option(
    "--redcap-dictionary",
    metavar="CSV",
    help="The study's REDCap data dictionary: its choices and labels are used, for raw exports and for exports with labels.",
)
@values_option
def command(
    file: str,
    output: str,
    ask: bool,
    keep: str | None,
    answers: str | None,
    ids: tuple[str, ...],
    sheet: str | None,
    redcap_dictionary: str | None,
) -> None:
    """Propose a mapping from the columns of FILE to the data dictionary, as a commented TOML file.

    What speaks for itself is filled in; whatever can mean two things is a question, never a guess. Answer the questions here
    (--ask), in a workbook (-o questions.xlsx, then --answers questions.xlsx), or in the TOML file: there, delete the
    `question` lines. Give the mapping to the other commands with --map.

    The findings that were not found are asked for first: those of the sets that -c names, otherwise of the usual two.
    Questions show values of the file, here, in the workbook and in the TOML file; what is printed beside them does not, without
    --show-values. An answered mapping holds only the values that were answered for.

    \b
    Examples:
      myositis map registry.csv -o study.toml
      myositis map registry.csv --ask -o study.toml
      myositis map registry.csv -o questions.xlsx
      myositis map registry.csv --answers questions.xlsx -o study.toml
      myositis map registry.csv --keep study.toml -o study_2.toml
      myositis map export.csv --redcap-dictionary dictionary.csv -o study.toml
    """
    from myositis.errors import UnknownNameError
    from myositis.files import read_table
    from myositis.files.whole import whole_file
    from myositis.mapping.dialogue import open_questions
    from myositis.mapping.kept_answers import keep_answers
    from myositis.mapping.proposing import as_proposal, draft
    from myositis.mapping.question_workbook import answer_from, write_questions
    from myositis.mapping.toml_reader import read_mapping
    from myositis_cli.inputs import chosen, shows_values

    as_workbook = output.lower().endswith(".xlsx")
    if output != "-" and Path(output).exists():
        raise UnknownNameError(f"`{Path(output).name}` exists already; answers stand in it, so name another file")
    if as_workbook and (ask or answers is not None):
        raise UnknownNameError("-o names a workbook for the questions, and they are answered: name a .toml for the mapping")
    table = read_table(file, sheet=sheet, repeated_headers=redcap_dictionary is not None)
    for warning in table.warnings:
        say_line(f"note: {warning}", err=True)
    written_as = redcap_dictionary
    if redcap_dictionary is not None and output != "-":
        written_as = Path(os.path.relpath(redcap_dictionary, Path(output).parent)).as_posix()
    made = draft(table, redcap_dictionary=redcap_dictionary, written_as=written_as, criteria=chosen(ids))
    if keep is not None:
        read_mapping(keep)  # says what is wrong with it
        for note in keep_answers(made, Path(keep).read_text(encoding="utf-8-sig"), table, Path(keep).name):
            say_line(note, err=True)
    if answers is not None:
        for about, why in answer_from(made, answers):
            why = why if shows_values() else "--show-values says why"
            say_line(f"not taken over: the answer about {about}; {why}", err=True)
    if ask:
        ask_all(made)
    inputs = [name for name in (file, redcap_dictionary, answers, keep) if name is not None]
    questions = open_questions(made)
    with whole_file(output, ".xlsx" if as_workbook else ".toml", inputs) as path:
        if as_workbook:
            write_questions(questions, path)
        else:
            path.write_text(as_proposal(made).text, encoding="utf-8")
    count = len(questions)
    asked = f"{count} question{'' if count == 1 else 's'} to answer"
    say_line(f"{len(made.findings)} findings proposed, {asked}", err=True)
    for question in questions if not as_workbook else ():
        say_line(f"  {question.text if shows_values() else question.topic}", err=True)


def ask_all(made: Draft) -> None:
    """Ask every question on the terminal until none is left; an empty answer leaves one for later."""
    from myositis.errors import MyositisError
    from myositis.mapping.dialogue import answer, open_questions

    later: set[str] = set()
    number = 0
    while questions := [question for question in open_questions(made) if question.id not in later]:
        question = questions[0]
        number += 1
        _show(question, number, len(questions) - 1)
        while True:
            click.echo("Answer (Enter: later): ", nl=False, err=True)
            line = sys.stdin.readline()
            if not line:  # nobody is there any more: everything else stays a question
                return
            given = line.strip()
            if not given:
                later.add(question.id)
                break
            try:
                answer(made, question, given)
                break
            except MyositisError as error:
                click.echo(f"  {error}", err=True)


def _show(question: OpenQuestion, number: int, left: int) -> None:
    """One question at the width of the terminal."""
    from textwrap import fill

    more = f" ({left} more)" if left else ""
    click.echo("", err=True)
    click.echo(click.wrap_text(f"{number}.{more} {question.text}", width(err=True), subsequent_indent="   "), err=True)
    for line in question.about:
        click.echo(fill(line, width(err=True), initial_indent="     ", subsequent_indent="       "), err=True)
    for place, text in enumerate(question.choices, start=1):
        click.echo(fill(f"{place}  {text}", width(err=True), initial_indent="   ", subsequent_indent="      "), err=True)
    if question.instead:
        click.echo(fill(f"or {question.instead}", width(err=True), initial_indent="   ", subsequent_indent="      "), err=True)
