"""`myositis map`: propose a mapping file."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command("map")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="TOML", default="-", help="Where to write the mapping; default: standard output.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option(
    "--redcap-dictionary",
    metavar="CSV",
    help="The study's REDCap data dictionary: its choices and labels are used, for raw exports and for exports with labels.",
)
def command(file: str, output: str, sheet: str | None, redcap_dictionary: str | None) -> None:
    """Propose a mapping from the columns of FILE to the data dictionary, as a commented TOML file.

    What speaks for itself is filled in; whatever can mean two things is a question, never a guess. Answer the questions in
    the file, delete their `question` lines, and give it to the other commands with --map.

    \b
    Examples:
      myositis map registry.csv -o study.toml
      myositis map export.csv --redcap-dictionary dictionary.csv -o study.toml
      myositis check registry.csv --map study.toml
    """
    from myositis.errors import UnknownNameError
    from myositis.files import read_table
    from myositis.files.whole import whole_file
    from myositis.mapping import propose

    if output != "-" and Path(output).exists():
        raise UnknownNameError(f"`{Path(output).name}` exists already; a mapping is edited by hand, so name another file")
    table = read_table(file, sheet=sheet)
    for warning in table.warnings:
        click.echo(f"note: {warning}", err=True)
    written_as = redcap_dictionary
    if redcap_dictionary is not None and output != "-":
        written_as = Path(os.path.relpath(redcap_dictionary, Path(output).parent)).as_posix()
    proposal = propose(table, redcap_dictionary=redcap_dictionary, written_as=written_as)
    inputs = [name for name in (file, redcap_dictionary) if name is not None]
    with whole_file(output, ".toml", inputs) as path:
        path.write_text(proposal.text, encoding="utf-8")
    count = len(proposal.questions)
    asked = f"{count} question{'' if count == 1 else 's'} to answer"
    click.echo(f"{len(proposal.findings)} findings proposed, {asked}", err=True)
    for where, question in proposal.questions:
        click.echo(f"  {where}: {question}", err=True)
