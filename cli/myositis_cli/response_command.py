"""`myositis response`: response to treatment, from a file of visits to the table of responders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from myositis_cli.inputs import Input, input_options, told

if TYPE_CHECKING:
    from myositis.files import RawTable
    from myositis.response.cells import Cells
    from myositis.response.from_file import StudyFile
    from myositis.response.groups import TrialSummary
    from myositis.response.said import Said

FORMATS = ("text", "json")


@click.command("response")
@input_options
@click.option("--thresholds", metavar="WHICH", help="adult (20, 40, 60) or juvenile (30, 45, 70); never guessed.")
@click.option(
    "--baseline", multiple=True, metavar="VISIT", help="The name of the baseline visit; `first`: each patient's earliest."
)
@click.option("--visit", metavar="COLUMN", help="The week or name of the visit [visit, week, redcap_event_name].")
@click.option("--date", metavar="COLUMN", help="The date of the visit [visit_date].")
@click.option("--patient", metavar="COLUMN", help="The patient id [patient_id, record_id].")
@click.option(
    "--measure", "measures", multiple=True, metavar="NAME=COLUMN", help="Where a measure is read from. Repeat for several."
)
@click.option("--vas", type=int, metavar="10|100", help="The highest value of the three globals: cm or mm.")
@click.option("--mmt-max", type=int, metavar="80|150|260", help="The highest value of MMT.")
@click.option("--enzyme-range", metavar="WHICH", help="none: an enzyme that fell gives an interval; 15_6_3: unconfirmed.")
@click.option("--use", multiple=True, metavar="NAME", help="A measure in place of another: cmas, chaq, das, chq_phs.")
@click.option("--week", "weeks", multiple=True, metavar="VISIT=N", help="The week of a visit whose name does not spell it.")
@click.option("--window", "windows", multiple=True, metavar="N=A-B", help="A visit in weeks A to B counts for week N.")
@click.option("--by", metavar="COLUMN", help="The group of each patient, such as the arm.")
@click.option("--control", metavar="GROUP", help="The group with which the others are compared.")
@click.option("--at", type=float, multiple=True, metavar="WEEK", help="The week of the end points [the last one].")
@click.option("--flag", metavar="COLUMN", help="yes at the visit from which rescue or discontinuation counts as no response.")
@click.option(
    "--percent-of",
    metavar="WHICH",
    default="baseline",
    show_default=True,
    help="What percentages of deterioration are of: baseline or range.",
)
@click.option("--confirmed", is_flag=True, help="Time to improvement counts when the next visit has it, too.")
@click.option("--explain", metavar="ID", help="Every visit of one patient instead: values, points, what is open.")
@click.option("--full", is_flag=True, help="With --explain: the evidence behind points, thresholds and ranges, too.")
@click.option("-o", "--output", metavar="OUT", help="Every visit with its results: CSV, Excel, Parquet, ... by its ending.")
@click.option("--patients", metavar="OUT", help="One row per patient with the end points, likewise.")
@click.option("--format", "style", metavar="FORMAT", help="The summary as text or json; default: text.")
@click.option("--figure-shares", metavar="FILE", help="Response at each visit as stacked shares: .png, .svg or .pdf.")
@click.option("--figure-time", metavar="FILE", help="Time to the first improvement, likewise (Kaplan-Meier).")
def command(source: Input, **options: Any) -> int:
    """Score response to treatment by the ACR/EULAR 2016 criteria, and count a trial's end points.

    FILE has one row per visit (patient_id, visit, measures), or one per patient with columns such as mmt_baseline and
    mmt_week16. Measures: physician_global, patient_global, extramuscular_global, mmt, haq; enzymes with their limits (ck,
    ck_uln, aldolase, alt, ast, ldh) or the study's own choice (enzyme, enzyme_uln); of children cmas, chaq, das, chq_phs.
    All of this can stand in the part [response] of the mapping file (every key: criteria/README.md).

    A total improvement score that cannot be known is an interval, and the category is stated when both ends agree. Prints
    responders per group with intervals, differences, scores and time to improvement. Nothing is lost: a visit that cannot
    be read stays in the output, blank, and every problem is listed on stderr.

    Exit codes: as for classify; 1 when rows are invalid.

    \b
    Examples:
      myositis response visits.csv --thresholds adult --baseline baseline --vas 10 --mmt-max 150 --by arm --at 16
      myositis response visits.csv --map trial.toml -o scored.csv --patients end_points.csv
      myositis response visits.csv --map trial.toml --explain T-001
      myositis response visits.csv --map trial.toml --figure-shares shares.png --figure-time time.png
    """
    from myositis.errors import unknown
    from myositis.response.from_file import study_of
    from myositis.response.groups import summarise
    from myositis.response.report import report

    style = options["style"] or "text"
    if style not in FORMATS:
        raise unknown("format", style, FORMATS)
    said, cells, table = _read(source, options)
    made = study_of(table, said, cells, percent_of=options["percent_of"], confirmed=options["confirmed"])
    if options["explain"] is not None:
        click.echo(_explained(made, options["explain"], full=options["full"]))
    else:
        summary = summarise(made.study, options["at"], options["control"])
        _write(made, summary, source, options)
        click.echo(report(made.study, summary) if style == "text" else _as_json(made, summary), nl=False)
    _tell(made)
    return 1 if made.study.read.problems else 0


def _read(source: Input, options: dict[str, Any]) -> tuple[Said, Cells, RawTable]:
    """What is said, how cells are written, and the table; options come before the mapping file."""
    from dataclasses import replace

    from myositis.errors import UnknownNameError
    from myositis.files import read_table
    from myositis.mapping import DayFormat, read_mapping
    from myositis.response.cells import Cells
    from myositis.response.said import Said, read_said

    mapping = None
    if source.mapping is not None:
        mapping = read_mapping(source.mapping, redcap_dictionary=source.redcap_dictionary, needs_findings=False)
    repeated = mapping is not None and mapping.redcap_dictionary is not None
    table = read_table(source.file, sheet=source.sheet, skip_hidden=source.skip_hidden, repeated_headers=repeated)
    for warning in table.warnings:
        click.echo(f"note: {warning}", err=True)
    said, cells = _options(options), Cells()
    if mapping is not None:
        patient = mapping.finding("patient_id")
        said = said.over(read_said(str(source.mapping))).over(Said(patient_id=patient.column if patient else None))
        cells = Cells(mapping.decimal_comma is True, mapping.date_format, mapping.missing)
        if mapping.redcap_dictionary is not None:
            from myositis.redcap import as_raw_export, read_dictionary

            table, _ = as_raw_export(table, read_dictionary(mapping.redcap_dictionary))
    elif source.redcap_dictionary is not None:
        raise UnknownNameError(
            "a REDCap dictionary is read together with a mapping: make one with `myositis map`, then use --map"
        )
    if source.date_format is not None:
        cells = replace(cells, date_format=DayFormat(source.date_format).text)
    return said, cells, table


def _options(options: dict[str, Any]) -> Said:
    from myositis.response.said import Said

    return Said(
        thresholds=options["thresholds"],
        baseline=options["baseline"],
        patient_id=options["patient"],
        visit=options["visit"],
        date=options["date"],
        vas=options["vas"],
        mmt_max=options["mmt_max"],
        enzyme_range=options["enzyme_range"],
        use=options["use"],
        by=options["by"],
        flag=options["flag"],
        windows=options["windows"],
        weeks={name: _number(number, name) for name, number in _pairs(options["weeks"], "--week", "VISIT=N")},
        columns=dict(_pairs(options["measures"], "--measure", "NAME=COLUMN")),
    )


def _pairs(given: tuple[str, ...], option: str, form: str) -> list[tuple[str, str]]:
    from myositis.errors import UnknownNameError

    pairs = [text.rpartition("=") if option == "--week" else text.partition("=") for text in given]
    for text, (left, sign, right) in zip(given, pairs, strict=True):
        if not (left.strip() and sign and right.strip()):
            raise UnknownNameError(f"`{option} {text}` is not understood: write {form}")
    return [(left.strip(), right.strip()) for left, _, right in pairs]


def _number(text: str, visit: str) -> float:
    from myositis.errors import UnknownNameError

    try:
        return float(text)
    except ValueError:
        raise UnknownNameError(f"the week of `{visit}` is a number, not `{text}`") from None


def _write(made: StudyFile, summary: TrialSummary, source: Input, options: dict[str, Any]) -> None:
    """The files that were asked for."""
    from myositis.errors import UnknownNameError
    from myositis.files import write_table
    from myositis.response.study import patient_table

    study, files = made.study, source.files
    if options["output"]:
        twice = sorted(set(made.table.columns) & set(study.visits.columns))
        if twice:
            raise UnknownNameError(f"the file has a column `{twice[0]}` already: rename it")
        results = made.table.with_columns(study.visits)
        write_table(results, options["output"], sources=files, metadata=_metadata(made))
    if options["patients"]:
        weeks = study.schedule.weeks
        week = options["at"][-1] if options["at"] else weeks[-1] if weeks else None
        write_table(patient_table(study, week), options["patients"], sources=files, metadata=_metadata(made))
    for option, draw in (("figure_shares", _shares), ("figure_time", _time)):
        if options[option]:
            _figure(options[option], files, draw(made, summary))


def _figure(output: str, sources: list[Any], draw: Any) -> None:
    from pathlib import Path

    from myositis.errors import UnknownNameError
    from myositis.files.whole import whole_file
    from myositis.plots.style import draw as drawn

    kind = Path(output).suffix.lower().lstrip(".")
    if kind not in ("png", "svg", "pdf"):
        raise UnknownNameError(f"a figure is written as .png, .svg or .pdf, not `{output}`")
    with whole_file(output, f".{kind}", sources) as path:
        path.write_bytes(drawn(draw, kind, width=16, height=9, title="Response to treatment"))


def _shares(_: StudyFile, summary: TrialSummary) -> Any:
    from myositis.errors import UnknownNameError
    from myositis.plots.stacked_shares import StackedBar, stacked_shares
    from myositis.response.acr_eular_2016 import CATEGORIES
    from myositis.response.groups import FLAGGED, SHARES

    bars = [StackedBar(one.group, f"{one.week:g}", tuple(one.counts[share] for share in SHARES)) for one in summary.visits]
    if not bars:
        raise UnknownNameError("response by visit needs planned weeks: name windows, such as `--window 16=14-18`")
    words = {"none": "no improvement", FLAGGED: "rescued or stopped"}
    names = [words.get(name, name) for name in SHARES]
    return lambda ax: stacked_shares(ax, bars, names, ordered=len(CATEGORIES), xlabel="week")


def _time(made: StudyFile, summary: TrialSummary) -> Any:
    from myositis.plots.time_to_event import TimeCurve, time_to_event
    from myositis.response.groups import times_of
    from myositis.response.proderm import RESPONDER

    curves = [TimeCurve(group or "all patients", *times_of(made.study.of(group), RESPONDER)) for group in summary.groups]
    ticks = (0.0, *made.study.schedule.weeks)
    label = f"with {RESPONDER} improvement or better"
    return lambda ax: time_to_event(ax, curves, xlabel="week", ylabel=label, ticks=ticks)


def _metadata(made: StudyFile) -> dict[str, str]:
    """What travels with a result: the version, and what was chosen."""
    import json

    from myositis.version import __version__

    study = made.study
    chosen: dict[str, Any] = {"thresholds": study.choices.thresholds.name, "enzyme_range": study.choices.enzyme_range}
    chosen |= {
        "maxima": dict(study.choices.maxima),
        "baseline": list(made.layout.baseline),
        "percent_of": study.schedule.percent_of,
    }
    return {"myositis": json.dumps({"version": __version__, "response": chosen})}


def _as_json(made: StudyFile, summary: TrialSummary) -> str:
    import json

    return json.dumps({**json.loads(_metadata(made)["myositis"]), **summary.as_dict()}, indent=2, ensure_ascii=False) + "\n"


def _explained(made: StudyFile, patient_id: str, *, full: bool) -> str:
    """Every visit of one patient, then the end points over time."""
    from myositis.response.patient_report import patient_report

    return patient_report(made.study, patient_id, full=full)


def _tell(made: StudyFile) -> None:
    """Notes, warnings and problems, on stderr."""
    from myositis_cli.summary import MOST_PROBLEMS

    read = made.study.read
    counts = read.values["response_status"].value_counts(sort=True).rows()
    click.echo(f"{read.values.height} visits: " + ", ".join(f"{count} {status}" for status, count in counts), err=True)
    for note in dict.fromkeys(read.notes):
        click.echo(f"note: {note}", err=True)
    for kind, items in (("warning", read.warnings), ("problem", read.problems)):
        for item in items[:MOST_PROBLEMS]:
            click.echo(f"{kind}: {told(item)}", err=True)
        if len(items) > MOST_PROBLEMS:
            click.echo(f"... and {len(items) - MOST_PROBLEMS} more {kind}s", err=True)
