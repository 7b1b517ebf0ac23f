"""What the commands share: the options for input files, and reading a file into a cohort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from myositis.files import RawTable
    from myositis.published.criteria_set import CriteriaSet
    from myositis.reading.cohort import ReadCohort


@dataclass(frozen=True)
class Input:
    """FILE and the options that say how to read it."""

    file: str
    mapping: str | None = None
    sheet: str | None = None
    date_format: str | None = None
    redcap_dictionary: str | None = None
    skip_hidden: bool = False

    @property
    def files(self) -> list[str]:
        """Every file that is read; none of them may be written over."""
        return [name for name in (self.file, self.mapping, self.redcap_dictionary) if name is not None]

    @property
    def plain(self) -> bool:
        """Nothing but the file itself: it can be read in batches."""
        return self == Input(self.file, sheet=self.sheet) and self.file != "-"


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """FILE and the options that say how to read it, handed to the command as one `Input` called `source`."""

    @wraps(command)
    def with_input(**given: Any) -> Any:
        chosen = {item.name: given.pop(item.name) for item in fields(Input)}
        return command(source=Input(**chosen), **given)

    decorated: Callable[..., Any] = with_input
    for decorate in reversed(
        (
            click.argument("file", metavar="FILE"),
            click.option("--map", "mapping", metavar="TOML", help="The study's mapping file (see `myositis map`)."),
            click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
            click.option("--date-format", metavar="FORMAT", help="How dates are written, such as DD.MM.YYYY."),
            click.option("--redcap-dictionary", metavar="CSV", help="The study's REDCap data dictionary; goes with --map."),
            click.option("--skip-hidden", is_flag=True, help="Leave out the hidden and filtered rows of a workbook."),
        )
    ):
        decorated = decorate(decorated)
    return decorated


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


def chosen(ids: tuple[str, ...]) -> tuple[CriteriaSet, ...]:
    """The criteria sets of the -c options; all of them when there are none."""
    from myositis.published import find_all

    return find_all(ids or None)


def load(source: Input, *, previews: bool = False) -> tuple[RawTable, ReadCohort]:
    """Read a file and every cell in it: the raw table, for the output, and the values."""
    from dataclasses import replace

    from myositis.errors import UnknownNameError
    from myositis.files import read_table
    from myositis.mapping import DayFormat, apply_mapping, read_mapping

    date_format = None if source.date_format is None else DayFormat(source.date_format).text
    table = read_table(source.file, sheet=source.sheet, skip_hidden=source.skip_hidden)
    for warning in table.warnings:
        click.echo(f"note: {warning}", err=True)
    if source.mapping is not None:
        mapping = read_mapping(source.mapping, redcap_dictionary=source.redcap_dictionary)
        if date_format is not None:
            mapping = replace(mapping, date_format=date_format)
        return apply_mapping(mapping, table, previews=previews)
    if source.redcap_dictionary is not None:
        raise UnknownNameError(
            "a REDCap dictionary is read together with a mapping: make one with `myositis map`, then use --map"
        )
    return table, _by_own_names(table, date_format, previews)


def _by_own_names(table: RawTable, date_format: str | None, previews: bool) -> ReadCohort:
    """The columns with names of the data dictionary; labels and missing codes of SPSS and Stata files are respected."""
    from myositis.dictionary.findings import DICTIONARY
    from myositis.files import decimal_comma
    from myositis.mapping import read_day
    from myositis.reading.cell import NOT_RECORDED, Cell
    from myositis.reading.cohort import read_values, sources_by_name
    from myositis.reading.column import SourceColumn
    from myositis.rules.vocabulary import Day, Measurement, Text

    numbers = [name for name, item in DICTIONARY.items() if isinstance(item, Measurement) and name in table.frame.columns]
    comma = decimal_comma(table.frame, numbers, table.first_row)

    def respecting(own: SourceColumn) -> SourceColumn:
        reasons, labels = table.missing_reasons.get(own.column, {}), table.value_labels.get(own.column, {})
        dated = isinstance(own.variable, Day) and date_format is not None
        if (not reasons and not labels and not dated) or isinstance(own.variable, Text):
            return own

        def read(raw: Any) -> Cell:
            if raw in reasons:
                return Cell(reason=reasons[raw].lower() or "user-missing")
            if isinstance(own.variable, Measurement) or raw not in labels:
                if dated and str(raw or "").strip().lower() not in NOT_RECORDED:
                    return read_day(raw, date_format)
                return own.read(raw)
            return own.read(labels[raw])

        return SourceColumn(own.variable, own.column, read)

    sources = [respecting(own) for own in sources_by_name(table.frame, decimal_comma=comma)]
    return read_values(table.frame, sources=sources, first_row=table.first_row, previews=previews, whole=table.frame)


def labelled(table: RawTable) -> Any:
    """The file's columns, with the labels of coded values (SPSS, Stata, SAS) in place of the codes; user-missing is blank."""
    frame = table.frame
    for name in frame.columns:
        labels, missing = table.value_labels.get(name, {}), table.missing_reasons.get(name, {})
        if labels or missing:
            import polars as pl

            cells = [None if cell in missing else labels.get(cell, cell) for cell in frame[name].to_list()]
            frame = frame.with_columns(pl.Series(name, [None if cell is None else str(cell) for cell in cells], dtype=pl.String))
    return frame
