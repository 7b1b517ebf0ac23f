"""`myositis template`: an empty file to fill in, and the data dictionary."""

from __future__ import annotations

from pathlib import Path

import click

from myositis_cli.inputs import chosen, criteria_option


@click.command("template")
@criteria_option
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    default="-",
    help="Excel (.xlsx), CSV, TSV or Parquet, by its ending; default: CSV on stdout.",
)
@click.option("--dictionary", is_flag=True, help="Write the data dictionary instead: name, kind, definition and codes.")
def command(ids: tuple[str, ...], output: str, dictionary: bool) -> None:
    """Write an empty file with the columns that the chosen criteria read.

    A workbook (.xlsx) helps to fill it in: drop-downs for yes and no, checks of numbers and dates, the definition of each
    finding behind its header, the dictionary and a page on how to use it as further sheets.

    \b
    Examples:
      myositis template -o template.xlsx
      myositis template -c eular-acr-2017 -o template.csv
      myositis template --dictionary -o dictionary.csv
    """
    import polars as pl

    from myositis.errors import UnknownNameError
    from myositis.files import write_table
    from myositis.files.whole import whole_file
    from myositis.published.pages import dictionary_rows
    from myositis.reading.template import template_columns, write_template
    from myositis.rules.vocabulary import Measurement

    criteria = chosen(ids)
    if output != "-" and Path(output).exists():
        raise UnknownNameError(f"`{Path(output).name}` exists already and may hold patients: name another file")
    if output.lower().endswith(".xlsx") and not dictionary:
        with whole_file(output, ".xlsx") as path:
            write_template(path, criteria)
        return
    columns = template_columns(criteria)
    kinds = {item.name: pl.Float64 if isinstance(item, Measurement) else pl.String for item in columns}
    write_table(pl.DataFrame(dictionary_rows()) if dictionary else pl.DataFrame(schema=kinds), output)
