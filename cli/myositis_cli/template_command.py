"""`myositis template`: an empty file with every column, and the data dictionary."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("template")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    default="-",
    help="CSV, TSV, Excel or Parquet, by its ending; default: CSV on stdout.",
)
@click.option("--dictionary", is_flag=True, help="Write the data dictionary instead: name, kind, definition and codes.")
def command(output: str, dictionary: bool) -> None:
    """Write an empty file with every column of the data dictionary.

    A workbook (.xlsx) holds both: the empty table and the dictionary as a second sheet.

    \b
    Examples:
      myositis template -o template.xlsx
      myositis template --dictionary -o dictionary.csv
    """
    import polars as pl

    from myositis.dictionary.findings import DICTIONARY
    from myositis.errors import UnknownNameError
    from myositis.files import write_table
    from myositis.published.pages import dictionary_rows
    from myositis.rules.vocabulary import Measurement

    if output != "-" and Path(output).exists():
        raise UnknownNameError(f"`{Path(output).name}` exists already and may hold patients: name another file")
    described = pl.DataFrame(dictionary_rows())
    kinds = {name: pl.Float64 if isinstance(item, Measurement) else pl.String for name, item in DICTIONARY.items()}
    empty = pl.DataFrame(schema=kinds)
    sheets = {"dictionary": described} if output.endswith(".xlsx") and not dictionary else None
    write_table(described if dictionary else empty, output, sheets=sheets)
