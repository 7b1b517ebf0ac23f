"""`myositis criteria`: what is on offer and what is not, each set as its published tables, and what each asks for."""

from __future__ import annotations

import sys

import click

from myositis_cli.inputs import chosen, criteria_option
from myositis_cli.speaking import wrapped
from myositis_cli.tables import show_markdown, table


@click.group("criteria", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the criteria sets, print one as its published tables, or show what each asks for.

    \b
    Examples:
      myositis criteria
      myositis criteria show eular-acr-2017
      myositis criteria show bohan-peter-1975:emg=triad
      myositis criteria needs -c ibm
    """
    if context.invoked_subcommand is not None:
        return
    from myositis.published import ALL, DEFAULT, families, options_of
    from myositis.published.not_on_offer import NOT_ON_OFFER
    from myositis.published.tables import GRADES

    rows = []
    for one in ALL:
        told = "; ".join(f"{name}={'|'.join(values)}" for name, values in options_of(one.id).items())
        grades = "".join(sorted({item.grade for item in one.evidence}))
        rows.append([one.id, one.short_title + (" *" if one in DEFAULT else ""), str(one.revision), grades, told])
    click.echo(table(["id", "criteria", "revision", "evidence", "options (default first)"], rows))
    click.echo("")
    click.echo(wrapped("* read when no -c is given. Evidence, part by part in `criteria show`:"))
    for grade, meaning in GRADES.items():
        click.echo(wrapped(f"  {grade}  {meaning}", rest="     "))
    click.echo("\nFamilies for -c:")
    for name, sets in families().items():
        members = "every set" if name == "all" else ", ".join(one.id for one in sets)
        click.echo(wrapped(f"  {name}: {members}", rest="      "))
    click.echo("\nNot on offer, because the rule could not be verified:")
    for name, missing in NOT_ON_OFFER.items():
        click.echo(wrapped(f"  {name}: {missing.title}: {missing.reason}. Needed: {missing.needed}.", rest="      "))


@command.command("show")
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Print the criteria set ID: citation, tables, decisions, notes, and what was read into the paper.

    In the terminal's width; in a pipe or a file, Markdown.

    \b
    Example:
      myositis criteria show eular-acr-2017
    """
    from myositis.published import find
    from myositis.published.pages import criteria_page

    page = criteria_page(find(name))
    if sys.stdout.isatty():
        show_markdown(page)
    else:
        click.echo(page, nl=False)


@command.command("needs")
@criteria_option
@click.option("--file", "file", metavar="FILE", help="Mark what this file has, by the names of its columns.")
def needs(ids: tuple[str, ...], file: str | None) -> None:
    """Show which finding which criteria set asks for; with --file, which sets the file can support.

    \b
    Examples:
      myositis criteria needs
      myositis criteria needs -c all --file cohort.csv
    """
    from myositis.cohort.support import support
    from myositis.dictionary.derivations import decided_by
    from myositis.dictionary.findings import DICTIONARY

    sets = chosen(ids)
    columns: tuple[str, ...] = ()
    if file is not None:
        from myositis.files import read_table

        columns = tuple(read_table(file).frame.columns)
    found = [support(one, columns) for one in sets]
    asked = {item.name: item for one in found for item in one.items}
    order = [*(name for name in DICTIONARY if name in asked), *(name for name in asked if name not in DICTIONARY)]
    rows = []
    for name in order:
        here = any(source.name in columns for source in decided_by((asked[name],)))
        marks = ["x" if asked[name] in one.items else "" for one in found]
        rows.append([name, *(["yes" if here else ""] if file is not None else []), *marks])
    in_file = ["file"] if file is not None else []
    click.echo(table(["finding", *in_file, *(one.abbreviation for one in sets)], rows, names=1 + len(in_file)))
    click.echo("")
    for one in found:
        told = f": {one}" if file is not None else f": {len(one.items)} items"
        click.echo(wrapped(f"{one.criteria.abbreviation}  {one.criteria.id}{told}", rest="      "))
