"""`myositis redcap`: an instrument for REDCap, and results in the shape that it imports."""

from __future__ import annotations

from pathlib import Path

import click

from myositis_cli.inputs import chosen, criteria_option

REPLACES = (
    "warning: uploading a data dictionary REPLACES all forms and fields of the project; fields that are not in it are deleted, "
    "with their data. To add one form, write a .zip and use `Upload instrument ZIP file` in the Online Designer."
)


@click.group("redcap")
def command() -> None:
    """Write a REDCap instrument, or results for import.

    \b
    Examples:
      myositis redcap instrument -o myositis_findings.zip
      myositis redcap results classified.csv -o import.csv
    """


@command.command("instrument")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="-",
    help="A .zip adds one form to a project; a .csv is a full data dictionary. Default: the dictionary on standard output.",
)
@click.option("--append", metavar="CSV", help="The study's own data dictionary: the new fields are merged into it.")
@click.option("--finding", "names", metavar="NAME", multiple=True, help="Only this finding; repeat for several.")
@click.option("--form", metavar="NAME", default="myositis_findings", show_default=True, help="The name of the form.")
@criteria_option
def instrument(output: str, append: str | None, names: tuple[str, ...], form: str, ids: tuple[str, ...]) -> None:
    """Write a form with one field per finding: radio buttons (yes, no, not assessed), units and codes.

    \b
    Examples:
      myositis redcap instrument -o myositis_findings.zip
      myositis redcap instrument --append dictionary.csv -o merged.csv
      myositis redcap instrument -c ibm -o ibm.zip
      myositis redcap instrument --finding heliotrope_rash --finding gottron_sign -o skin.zip
    """
    from myositis.errors import UnknownNameError
    from myositis.files.whole import whole_file
    from myositis.redcap import dictionary_text, instrument_fields, instrument_zip, merge, read_dictionary
    from myositis.redcap.instrument import check_form_name, record_id_field

    check_form_name(form)
    fields = instrument_fields(names or None, criteria=chosen(ids) if ids else None, form=form)
    as_zip = output.lower().endswith(".zip")
    if as_zip and append is not None:
        raise UnknownNameError("--append writes a whole data dictionary: name a .csv, not a .zip")
    if as_zip:
        content = instrument_zip(fields)
    else:
        everything = (record_id_field(form), *fields)
        if append is not None:
            merged = merge(read_dictionary(append), fields)
            everything = merged.fields
            click.echo(merged.difference(), err=True)
        content = dictionary_text(everything).encode("utf-8")
        click.echo(REPLACES, err=True)
    with whole_file(output, Path(output).suffix, [append] if append is not None else []) as path:
        path.write_bytes(content)


@command.command("results")
@click.argument("classified", metavar="CLASSIFIED")
@click.option("-o", "--output", metavar="CSV", default="-", help="The file to import; default: standard output.")
@click.option("--fields", metavar="FILE", help="Also write the fields of the results, as .zip (one form) or .csv.")
@click.option("--id", "id_column", metavar="COLUMN", help="The column with the record id; default: record_id or patient_id.")
@click.option("--event", metavar="NAME", help="The event that takes the results, such as baseline_arm_1.")
@click.option("-c", "--criteria", "ids", metavar="ID", multiple=True, help="A criteria set; repeat for several; default: all.")
def results(
    classified: str, output: str, fields: str | None, id_column: str | None, event: str | None, ids: tuple[str, ...]
) -> None:
    """Turn the output of `myositis classify` into a file that REDCap's Data Import Tool takes.

    \b
    Examples:
      myositis redcap results classified.csv -o import.csv
      myositis redcap results classified.csv --fields result_fields.zip -o import.csv
    """
    from myositis.classify_file.source import labelled
    from myositis.files import read_table, write_table
    from myositis.files.whole import whole_file
    from myositis.published import find_all
    from myositis.redcap import dictionary_text, instrument_zip, result_fields, result_table
    from myositis.redcap.instrument import RECORD_ID
    from myositis.redcap.results import FORMULA

    frame = labelled(read_table(classified))
    chosen = find_all(ids or None)
    table = result_table(frame, chosen, id_column=id_column, event=event)
    if fields is not None:
        new = result_fields(frame.columns, chosen)
        as_zip = fields.lower().endswith(".zip")
        content = instrument_zip(new) if as_zip else dictionary_text(new).encode("utf-8")
        with whole_file(fields, Path(fields).suffix, [classified]) as path:
            path.write_bytes(content)
        if not as_zip:
            click.echo(REPLACES, err=True)
    alike = int(table[RECORD_ID].str.contains(FORMULA).sum())
    if alike:
        many, they = ("1 record id begins", "is") if alike == 1 else (f"{alike} record ids begin", "are")
        click.echo(f"note: {many} like a formula and {they} written as REDCap knows it: do not open the file in Excel", err=True)
    write_table(table, output, format="csv" if output == "-" else None, sources=[classified], formulas=True)
