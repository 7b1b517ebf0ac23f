"""What the commands share: the options for input files, and reading a file into a cohort."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from myositis.criteria import Criteria
    from myositis.files import RawTable
    from myositis.reading import ReadCohort


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """FILE and the options that say how to read it."""
    for decorate in reversed(
        (
            click.argument("file", metavar="FILE"),
            click.option("--map", "mapping", metavar="TOML", help="The study's mapping file (see `myositis map`)."),
            click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
        )
    ):
        command = decorate(command)
    return command


def criteria_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """-c ID, as often as wanted."""
    return click.option(
        "-c",
        "--criteria",
        "ids",
        multiple=True,
        metavar="ID",
        help="A criteria set, with options if need be: bohan-peter-1975:emg=triad. Repeat for several; default: all.",
    )(command)


def chosen(ids: tuple[str, ...]) -> tuple[Criteria, ...]:
    """The criteria sets of the -c options; all of them when there are none."""
    from myositis.cohort import find_all

    return find_all(ids or None)


def load(
    file: str, *, mapping: str | None = None, sheet: str | None = None, previews: bool = False
) -> tuple[RawTable, ReadCohort]:
    """Read a file and every cell in it: the raw table, for the output, and the values."""
    from myositis.files import decimal_comma, read_table
    from myositis.findings import DICTIONARY
    from myositis.reading import read_values
    from myositis.rules import Measurement

    table = read_table(file, sheet=sheet)
    for warning in table.warnings:
        click.echo(f"note: {warning}", err=True)
    if mapping is not None:
        from myositis.mapping import read_mapping

        return read_mapping(mapping).apply(table, previews=previews)
    numbers = [name for name, item in DICTIONARY.items() if isinstance(item, Measurement) and name in table.frame.columns]
    comma = decimal_comma(table.frame, numbers)
    return table, read_values(table.frame, first_row=table.first_row, decimal_comma=comma, previews=previews)
