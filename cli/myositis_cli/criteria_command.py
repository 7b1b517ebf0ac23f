"""`myositis criteria`: what is on offer, and each set as its published tables."""

from __future__ import annotations

import click


@click.group("criteria", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the criteria sets, or print one as its published tables.

    \b
    Examples:
      myositis criteria
      myositis criteria show eular-acr-2017
      myositis criteria show bohan-peter-1975:emg=triad
    """
    if context.invoked_subcommand is not None:
        return
    from tabulate import tabulate

    from myositis.published import ALL, VARIABLE

    rows = []
    for one in ALL:
        options = VARIABLE[one.id][1] if one.id in VARIABLE else {}
        told = "; ".join(f"{name} = {' | '.join(values)}" for name, values in options.items())
        rows.append([one.id, one.title, str(one.revision), one.fingerprint, told])
    click.echo(tabulate(rows, ["id", "criteria", "revision", "fingerprint", "options (default first)"], disable_numparse=True))


@command.command("show")
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Print the criteria set ID: citation, tables, decisions, notes, and what was read into the paper.

    \b
    Example:
      myositis criteria show eular-acr-2017
    """
    from myositis.published import find
    from myositis.published.pages import criteria_page

    click.echo(criteria_page(find(name)), nl=False)
