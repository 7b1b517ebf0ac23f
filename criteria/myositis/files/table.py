"""Reading any file into a raw table, and writing result tables. A format's module is imported when a file has the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myositis.files.delimited import DelimitedFile
from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.formats import DELIMITED, EXTENSIONS, READ, WRITTEN, check_content, format_of
from myositis.files.holdable import check_holdable
from myositis.files.kept import ELSEWHERE, Wanted, kept_places, only
from myositis.files.neutralise import neutralised
from myositis.files.sources import SourceFile, open_source
from myositis.files.whole import AnySource, Target, name_of, whole_file

if TYPE_CHECKING:
    import polars as pl

    from myositis.files.packages import PackageTable
    from myositis.files.packages_out import MissingCodes, ValueLabels
    from myositis.files.workbook_out import Look

WORKBOOKS = ("xlsx", "xls", "ods", "xlsb")
PACKAGES = ("sav", "dta", "sas7bdat", "xpt")
PREFERRED = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True)
class RawTable:
    """A file as it is, before the data dictionary reads it.

    `frame` has one column per column of the file, in file order. Cells of text formats are text. Typed formats give
    Boolean, Int64, Float64 and Date where a whole column is of one type, and otherwise text as a person sees it.
    Nothing recorded and `""` are both null.

    `value_labels` and `missing_reasons` (SPSS, Stata, SAS) map a cell of `frame` to its label. A user-missing code
    stays in the cell; it is missing because `missing_reasons` says so, and why. `first_row` is the number that the
    first row of `frame` has in a spreadsheet (in NDJSON, its line); the row below it is one more, always.
    """

    frame: pl.DataFrame
    source: str
    format: str
    value_labels: Mapping[str, Mapping[object, str]] = field(default_factory=dict)
    missing_reasons: Mapping[str, Mapping[object, str]] = field(default_factory=dict)
    column_labels: Mapping[str, str] = field(default_factory=dict)
    first_row: int = 2
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Columns of the file that nobody asked for; `kept.ELSEWHERE`, the last of `frame`, says where they have something."""

    @property
    def columns(self) -> list[str]:
        """The names of all columns of the file, those that were kept first."""
        return [*(name for name in self.frame.columns if name != ELSEWHERE), *self.left_out]


def read_table(
    source: AnySource,
    *,
    format: str | None = None,  # noqa: A002 - the word that users know
    sheet: str | int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    skip_hidden: bool = False,
    repeated_headers: bool = False,
    wanted: Wanted | None = None,
) -> RawTable:
    """Read a whole file. `-` is standard input, which is CSV unless `format` says otherwise.

    Raises `FileFormatError` for content that is no table and `FileAccessError` for a file that cannot be read; both say
    on one line what was given and what to do, and neither repeats a patient's value. skip_hidden: leave out the rows of a
    workbook that are hidden or filtered away; without it they are read, and a warning counts them. repeated_headers: number
    the columns of one name in a text file or a workbook instead of refusing them. wanted: which columns to keep, and with them
    the first and the mark that the others leave (`kept.ELSEWHERE`); a workbook, JSON and NDJSON, which
    hold whole rows, take no less memory for it.
    """
    with open_source(source) as opened:
        kind = format_of(opened.named, format, READ)
        check_options(kind, sheet, encoding, delimiter)
        check_content(opened.name, kind, opened.start())
        table = _read(opened, kind, sheet, encoding, delimiter, skip_hidden, repeated_headers, wanted)
        if wanted is not None and not table.left_out:
            frame = only(table.frame, wanted)
            table = replace(table, frame=frame, left_out=tuple(name for name in table.columns if name not in frame.columns))
        opened.check_unchanged()
    return table


def _read(
    opened: SourceFile,
    kind: str,
    sheet: str | int | None,
    encoding: str | None,
    delimiter: str | None,
    skip_hidden: bool,
    repeated_headers: bool,
    wanted: Wanted | None,
) -> RawTable:
    if kind in DELIMITED:
        return _read_delimited(opened, kind, encoding, delimiter, repeated_headers, wanted)
    from myositis.files.isolated import isolated

    if kind == "zip":
        from myositis.files.containers import only_member

        with only_member(opened, tuple(ending for ending in EXTENSIONS if ending != ".zip")) as member:
            inner = read_table(
                member,
                sheet=sheet,
                encoding=encoding,
                delimiter=delimiter,
                skip_hidden=skip_hidden,
                repeated_headers=repeated_headers,
                wanted=wanted,
            )
        return replace(inner, source=f"{opened.name}: {inner.source}")
    if kind == "json":
        from myositis.files.containers import array_as_lines
        from myositis.files.ndjson import read_ndjson

        with array_as_lines(opened) as lines, open_source(lines) as spelt:
            frame, _, warnings = read_ndjson(spelt, None)
        return RawTable(frame, opened.name, kind, first_row=1, warnings=tuple(warnings))
    if kind in ("parquet", "arrow"):
        from myositis.files.containers import arrow_as_parquet
        from myositis.files.parquet import ParquetFile

        with opened.on_disk(".parquet") if kind == "parquet" else arrow_as_parquet(opened) as path:
            parquet = ParquetFile(path, opened.name, isolated("parquet:judge_parquet", path, opened.name))
            frame = parquet.whole(wanted)
        left_out = tuple(name for name in parquet.columns if name not in frame.columns)
        return RawTable(frame, opened.name, kind, warnings=tuple(parquet.warnings), left_out=left_out)
    if kind == "ndjson":
        from myositis.files.ndjson import read_ndjson

        frame, first_row, warnings = read_ndjson(opened, encoding)
        return RawTable(frame, opened.name, kind, first_row=first_row, warnings=tuple(warnings))
    if kind in WORKBOOKS:
        with opened.on_disk(f".{kind}") as path:
            frame, first_row, warnings = isolated(
                "workbook:read_workbook", path, opened.name, kind, sheet, skip_hidden, repeated_headers
            )
        return RawTable(frame, opened.name, kind, first_row=first_row, warnings=tuple(warnings))
    with opened.on_disk(f".{kind}") as path:
        columns: list[str] = isolated("packages:package_columns", path, opened.name, kind, encoding) if wanted else []
        places = kept_places(columns, wanted) if wanted else None
        package: PackageTable = isolated("packages:read_package", path, opened.name, kind, encoding, places)
    left_out = tuple(name for place, name in enumerate(columns) if place not in {*(places or ())})
    return RawTable(
        package.frame,
        opened.name,
        kind,
        package.value_labels,
        package.missing_reasons,
        package.column_labels,
        warnings=tuple(package.warnings),
        left_out=left_out,
    )


def about_columns(table: RawTable, kind: str) -> dict[str, Any]:
    """What a file says of its columns, for `write_table`: titles, what codes mean, and in SPSS which of them mean missing.

    Only what fits: Stata labels whole numbers, and a column that has become text keeps no labels of numbers.
    """
    from myositis.files.packages import UNLABELLED

    labels: dict[str, dict[object, str]] = {}
    missing: dict[str, tuple[object, ...]] = {}
    if kind not in PACKAGES:
        return {}
    for name in table.frame.columns:
        numeric, reasons = table.frame[name].dtype.is_numeric(), table.missing_reasons.get(name, {})
        told = {code: reason for code, reason in reasons.items() if reason != UNLABELLED}
        every = {**table.value_labels.get(name, {}), **told}
        if kind == "dta":
            every = {code: label for code, label in every.items() if isinstance(code, int) and numeric}
        fitting = {code: label for code, label in every.items() if isinstance(code, str) != numeric}
        codes = tuple(code for code in reasons if isinstance(code, str) != numeric)
        if fitting:
            labels[name] = fitting
        if codes and kind == "sav":
            missing[name] = codes
    return {"value_labels": labels, "column_labels": dict(table.column_labels), "missing_codes": missing}


def check_options(kind: str, sheet: str | int | None, encoding: str | None, delimiter: str | None) -> None:
    """An option that the format does not know is an error: ignoring it would hide a mistake."""
    for option, given, formats in (
        ("sheet", sheet, (*WORKBOOKS, "zip")),
        ("encoding", encoding, (*DELIMITED, "ndjson", *PACKAGES, "zip")),
        ("delimiter", delimiter, (*DELIMITED, "zip")),
    ):
        if given is not None and kind not in formats:
            raise FileFormatError(f"`{option}` has no meaning for {kind}; it is for {', '.join(formats)}")


def _read_delimited(
    opened: SourceFile, kind: str, encoding: str | None, delimiter: str | None, repeated: bool, wanted: Wanted | None
) -> RawTable:
    import polars as pl

    file = DelimitedFile(opened, encoding=encoding, delimiter=delimiter, preferred=PREFERRED[kind], repeated=repeated)
    file.check_whole(wanted)
    with library_failures(opened.name, "read", "its cells do not form a table"):
        frames = list(file.frames(wanted, marked=True))
        frame = pl.concat(frames) if frames else only(pl.DataFrame(schema=dict.fromkeys(file.columns, pl.String)), wanted)
    left_out = tuple(name for name in file.columns if name not in frame.columns)
    return RawTable(frame, opened.name, kind, first_row=file.first_row, warnings=tuple(file.warnings), left_out=left_out)


def write_table(
    frame: pl.DataFrame,
    target: Target,
    *,
    format: str | None = None,  # noqa: A002 - the word that users know
    metadata: Mapping[str, str] | None = None,
    value_labels: ValueLabels | None = None,
    column_labels: Mapping[str, str] | None = None,
    missing_codes: MissingCodes | None = None,
    sheets: Mapping[str, pl.DataFrame] | None = None,
    looks: Mapping[str, Look] | None = None,
    sources: Sequence[AnySource] = (),
    header: bool = False,
    formulas: bool = False,
) -> None:
    """Write a whole table, or nothing at all. `-` is standard output, as CSV unless `format` says otherwise.

    `metadata` goes into the file where the format has a place for it (Parquet, workbooks, SPSS, the label of a Stata file);
    with `header`, into a first line of NDJSON that is no row. `value_labels`, `column_labels` and `missing_codes` are for
    SPSS and Stata, the last for SPSS alone. `sheets` are further sheets of a workbook, after `results`, the sheet of `frame`;
    `looks` says how they look. `sources` are the inputs: writing over one of them is refused. So is text that the format cannot
    hold. formulas: write text that a spreadsheet would run as a formula as it stands, for a CSV file that a program reads.
    """
    name = name_of(target)
    kind = format_of(name, format, WRITTEN)
    if sheets and kind != "xlsx":
        raise FileFormatError(f"only a workbook has several sheets, and {quoted(name)} is {kind}: write .xlsx")
    notes = metadata or {}
    if header and kind != "ndjson":
        raise FileFormatError(f"a line with the metadata is for NDJSON, and {quoted(name)} is {kind}")
    if kind != "xlsx":  # the writer of workbooks looks at every sheet
        check_holdable(frame, kind, name)
    with whole_file(target, f".{kind}", sources) as path:
        if kind == "xlsx":
            from myositis.files.workbook_out import write_workbook

            write_workbook({"results": frame, **(sheets or {})}, path, notes, name, looks)
        elif kind in PACKAGES:
            from myositis.files.packages_out import write_package

            write_package(frame, path, kind, name, notes, value_labels or {}, column_labels or {}, missing_codes or {})
        else:
            _write_plain(frame, path, kind, notes, name, header, formulas)


def _write_plain(
    frame: pl.DataFrame, path: Path, kind: str, metadata: Mapping[str, str], name: str, header: bool, formulas: bool
) -> None:
    with library_failures(name, "written", f"its columns do not fit the {kind} format", path.parent):
        if kind == "parquet":
            frame.write_parquet(path, metadata=dict(metadata) or None)
        elif kind == "ndjson":
            from myositis.files.ndjson import header_line

            with path.open("wb") as out:
                out.write(header_line(metadata) if header else b"")
                frame.write_ndjson(out)
        else:
            (frame if formulas else neutralised(frame)).write_csv(path, separator=PREFERRED[kind])
