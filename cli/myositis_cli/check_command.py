"""`myositis check`: how every cell is read, before anything is classified."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from myositis.classify_file.source import CohortFile
from myositis_cli.inputs import chosen, criteria_option, input_options
from myositis_cli.speaking import say, say_line, wrapped

if TYPE_CHECKING:
    import polars as pl

    from myositis.reading.cohort import ReadCohort

READ, BLANK, UNREADABLE = "read", "not recorded", "unreadable"


@click.command("check")
@input_options
@criteria_option
@click.option("-o", "--output", metavar="OUT", help="Save the preview as a table: Excel, CSV, TSV or Parquet, by its ending.")
def command(source: CohortFile, ids: tuple[str, ...], output: str | None) -> int:
    """Show how every cell of FILE is read, and all problems. Nothing is classified.

    For every coded column each distinct raw value, what it became and how often; for ids, dates, numbers and free text only
    counts and what could not be read. Blank cells are counted, not listed. Columns that the chosen criteria do not read are
    named.

    \b
    Examples:
      myositis check cohort.csv
      myositis check cohort.csv -c all
      myositis check cohort.csv -o preview.xlsx
    """
    from myositis.classify_file.unread import unread
    from myositis.cohort.row_by_row import classify_read
    from myositis.published.criteria_set import dictionary_of
    from myositis.reading.cohort import require_findings
    from myositis_cli.inputs import load, told

    criteria = chosen(ids)
    table, cohort = load(source, criteria, previews=True)
    if source.mapping is None:
        require_findings(table.columns, dictionary_of(criteria))
    classify_read(cohort, criteria, wanted=("level",))  # adds the contradictions
    columns = table.columns if source.mapping is None else cohort.values.columns
    notes = [*cohort.notes, *unread(columns, criteria, every=True)]
    seen = Seen.of(cohort)
    if output is not None:
        seen.save(output, cohort, notes, source.files)
    say(wrapped(_rows(cohort)), bold=True)
    say()
    seen.show()
    for note in notes:
        say_line(f"note: {note}")
    for warning in cohort.warnings:
        say_line(f"warning: {told(warning)}")
    for problem in sorted(cohort.problems, key=lambda problem: problem.row):
        say_line(f"problem: {told(problem)}")
    return 1 if _invalid(cohort) else 0


def _invalid(cohort: ReadCohort) -> int:
    return int(cohort.invalid.sum()) - len(cohort.no_patients)


def _rows(cohort: ReadCohort) -> str:
    """How many rows can be classified."""
    from myositis_cli.summary import counted

    others, invalid, every = len(cohort.no_patients), _invalid(cohort), len(cohort.invalid)
    extra = f", {counted(others, 'heading or note')}" if others == 1 else f", {others} headings or notes" if others else ""
    return f"{counted(every, 'row')}: {every - others - invalid} can be classified, {invalid} invalid{extra}"


@dataclass
class Seen:
    """What stands in the columns that are read.

    coded: column, finding, raw value, what it became, rows. counted: by column and finding, how many cells were read, not
    recorded, unreadable. blanks: blank cells of the coded columns, by column and finding.
    """

    coded: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    counted: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    blanks: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, cohort: ReadCohort) -> Seen:
        """From the previews of a cohort."""
        from myositis.rules.vocabulary import Category, Finding

        seen = cls()
        for preview in cohort.previews:
            about = preview.column, preview.finding
            if not isinstance(cohort.dictionary[preview.finding], Finding | Category):
                kind = UNREADABLE if preview.cell.problem else BLANK if preview.cell.value is None else READ
                seen.counted.setdefault(about, Counter())[kind] += preview.count
            elif preview.raw is None or not str(preview.raw).strip():
                seen.blanks[about] += preview.count
            else:
                seen.coded.append((*about, str(preview.raw), str(preview.cell), preview.count))
        return seen

    def show(self) -> None:
        """On the terminal."""
        from myositis_cli.summary import counted
        from myositis_cli.tables import table

        renamed = any(column != finding for column, finding in (*self.blanks, *self.counted, *(row[:2] for row in self.coded)))
        names = ["column", "finding"] if renamed else ["column"]
        if self.coded:
            say("Coded columns: every distinct value and what it became")
            coded = [[str(cell) for cell in (*row[: len(names)], *row[2:])] for row in self.coded]
            say(table([*names, "raw value", "read as", "rows"], coded))
            say()
        if self.blanks:
            cells = counted(sum(self.blanks.values()), "cell")
            say(wrapped(f"Blank, so not recorded: {cells} of {len(self.blanks)} of these columns."))
            say()
        if self.counted:
            say("Ids, dates, numbers and text: how many could be read")
            kinds = (READ, BLANK, UNREADABLE)
            rows = [[*about[: len(names)], *(str(tally[kind]) for kind in kinds)] for about, tally in self.counted.items()]
            say(table([*names, *kinds], rows))
            say()

    def save(self, output: str, cohort: ReadCohort, notes: list[str], sources: Any) -> None:
        """As one table, every column with its blanks; in a workbook problems and notes are further sheets."""
        import polars as pl

        from myositis.files import write_table
        from myositis.files.formats import WRITTEN, format_of

        rows = [*self.coded, *((*about, "", "not recorded (blank)", count) for about, count in self.blanks.items())]
        rows += [(*about, "", kind, count) for about, tally in self.counted.items() for kind, count in tally.items()]
        order = {about: place for place, about in enumerate(dict.fromkeys((p.column, p.finding) for p in cohort.previews))}
        rows.sort(key=lambda row: order[row[:2]])
        names = ("column", "finding", "raw value", "read as", "rows")
        frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"rows": pl.Int64}, orient="row")
        more: dict[str, Any] = {"sheets": _sheets(cohort, notes)} if format_of(output, None, WRITTEN) == "xlsx" else {}
        write_table(frame, output, sources=sources, **more)


def _sheets(cohort: ReadCohort, notes: list[str]) -> dict[str, pl.DataFrame]:
    import polars as pl

    told = [("warning", one) for one in cohort.warnings] + [("problem", one) for one in cohort.problems]
    rows = [(one.row, one.column, kind, one.message, one.code) for kind, one in sorted(told, key=lambda pair: pair[1].row)]
    kinds = {"row": pl.Int64, "column": pl.String, "kind": pl.String, "message": pl.String, "code": pl.String}
    return {
        "problems": pl.DataFrame(rows, schema=kinds, orient="row"),
        "notes": pl.DataFrame({"note": notes}, schema={"note": pl.String}),
    }
