"""What the commands share: the options for input files, and reading a file into a cohort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from myositis.classify_file.source import CohortFile, labelled, nothing_else
from myositis.published import DEFAULT

if TYPE_CHECKING:
    from myositis.files import RawTable
    from myositis.published.criteria_set import CriteriaSet
    from myositis.reading.cohort import ReadCohort
    from myositis.reading.problem import Problem

_SHOW_VALUES = "myositis.show_values"

Input = CohortFile
"""What the commands call it."""

__all__ = [
    "Input", "chosen", "criteria_option", "input_options", "labelled", "load", "memory_option", "places_of", "shows_values",
    "told", "values_option",
]  # fmt: skip


def input_options(command: Callable[..., Any], *, required: bool = True) -> Callable[..., Any]:
    """FILE and the options that say how to read it, handed to the command as one `CohortFile` called `source`.

    required: whether the command needs a file at all; without one `source.file` is None.
    """

    @wraps(command)
    def with_input(**given: Any) -> Any:
        chosen = {item.name: given.pop(item.name) for item in fields(CohortFile)}
        return command(source=CohortFile(**chosen), **given)

    decorated: Callable[..., Any] = with_input
    for decorate in reversed(
        (
            click.argument("file", metavar="FILE" if required else "[FILE]", required=required),
            click.option("--map", "mapping", metavar="TOML", help="The study's mapping file (see `myositis map`)."),
            click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
            click.option("--date-format", metavar="FORMAT", help="How dates are written, such as DD.MM.YYYY."),
            click.option("--redcap-dictionary", metavar="CSV", help="The study's REDCap data dictionary; goes with --map."),
            click.option("--skip-hidden", is_flag=True, help="Leave out the hidden and filtered rows of a workbook."),
            memory_option,
            values_option,
        )
    ):
        decorated = decorate(decorated)
    return decorated


def memory_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--memory AMOUNT: how much memory reading may take in this process."""

    def limit(_context: click.Context, _option: click.Parameter, given: str | None) -> None:
        if given is not None:
            from myositis.files.memory import set_memory_limit

            set_memory_limit(given)

    return click.option(
        "--memory",
        metavar="AMOUNT",
        expose_value=False,
        callback=limit,
        help="Refuse files that take more memory than AMOUNT, such as 4G; default: half of what is free.",
    )(command)


def values_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--show-values: whether problems are printed with the cell that could not be read."""

    def note(context: click.Context, _option: click.Parameter, given: bool) -> None:
        context.meta[_SHOW_VALUES] = given

    return click.option(
        "--show-values",
        is_flag=True,
        expose_value=False,
        callback=note,
        help="Print the cells that could not be read, too; ids, dates and free text never.",
    )(command)


def shows_values() -> bool:
    """Whether --show-values asks for the values of patients, too."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_SHOW_VALUES))


def told(problem: Problem) -> str:
    """A problem in one line; without a value of the patient unless --show-values asks for it."""
    return problem.told(values=shows_values())


def criteria_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """-c ID, as often as wanted."""
    return click.option(
        "-c",
        "--criteria",
        "ids",
        multiple=True,
        metavar="ID",
        help="A criteria set, with options if need be: bohan-peter-1975:emg=triad; or a family: all, ibm, juvenile, "
        "antisynthetase. Repeat for several. Default: eular-acr-2017 and bohan-peter-1975.",
    )(command)


def chosen(ids: tuple[str, ...]) -> tuple[CriteriaSet, ...]:
    """The criteria sets of the -c options; the default ones when there are none."""
    from myositis.published import find_all

    return find_all(ids or None)


def places_of(patient: str, cohort: ReadCohort) -> list[int]:
    """The rows (from 0) of one patient.

    Errors: UnknownNameError when there is none; it repeats the id that was typed and names the row of a similar one. The id of
    somebody else is never printed.
    """
    from myositis.errors import UnknownNameError
    from myositis.reading.cohort import ROW
    from myositis.reading.ids import matched_ids, similar_id
    from myositis.reading.spelling import visible

    wanted = visible(patient)
    places = [place for place, name in enumerate(matched_ids(cohort.ids)) if name == wanted]
    if places:
        return places
    first, last = cohort.first_row, cohort.first_row + len(cohort.ids) - 1
    if cohort.ids.name == ROW:
        told = f"there is no row `{patient}`: without a patient_id column the rows have the numbers {first} to {last}"
        raise UnknownNameError(told)
    similar = similar_id(patient, cohort.ids)
    hint = f"the file has {len(cohort.ids)} rows" if similar is None else f"the id in row {similar + first} is similar"
    raise UnknownNameError(f"no row has the patient id `{patient}`; {hint}")


def load(
    source: CohortFile,
    criteria: tuple[CriteriaSet, ...] = DEFAULT,
    *,
    previews: bool = False,
    also: Callable[[str], bool] = nothing_else,
) -> tuple[RawTable, ReadCohort]:
    """Read the cells of a file that these sets may ask for, and say on stderr what looked odd about the file.

    also: which other columns are needed; see `CohortFile.read`.
    """
    from myositis_cli.speaking import say_line

    table, cohort = source.read(criteria, previews=previews, also=also)
    for warning in table.warnings:
        say_line(f"note: {warning}", err=True)
    return table, cohort
