"""A cohort's file and how it is to be read: by the names of the data dictionary, or by a study's mapping."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from myositis.published import DEFAULT
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.rules.vocabulary import Variable

if TYPE_CHECKING:
    import polars as pl

    from myositis.files import RawTable
    from myositis.reading.cohort import ReadCohort

IN_BATCHES = ("csv", "tsv", "parquet")
"""Formats that are read in batches; the others carry labels and missing codes, and are read whole."""


@dataclass(frozen=True)
class CohortFile:
    """A file of patients and what says how to read it.

    file: a path, `-` for standard input (CSV), or an open binary file. mapping: the study's TOML (`myositis map`). sheet: of a
    workbook. date_format: how days are written, such as `DD.MM.YYYY`. redcap_dictionary: the study's, goes with a mapping.
    skip_hidden: leave out the hidden and filtered rows of a workbook.
    """

    file: str | os.PathLike[str] | BinaryIO
    mapping: str | os.PathLike[str] | None = None
    sheet: str | None = None
    date_format: str | None = None
    redcap_dictionary: str | os.PathLike[str] | None = None
    skip_hidden: bool = False

    @property
    def files(self) -> list[str | os.PathLike[str] | BinaryIO]:
        """Every file that is read; none of them may be written over."""
        return [name for name in (self.file, self.mapping, self.redcap_dictionary) if name is not None]

    @property
    def in_batches(self) -> bool:
        """Whether nothing but the file itself is needed and its format is read batch by batch.

        A name that says nothing is left to the reader of whole files, which says so.
        """
        from myositis.files import FileFormatError
        from myositis.files.formats import READ, format_of

        if self != CohortFile(self.file, sheet=self.sheet) or not isinstance(self.file, str | os.PathLike):
            return False
        try:
            return os.fspath(self.file) != "-" and format_of(os.fspath(self.file), None, READ) in IN_BATCHES
        except FileFormatError:
            return False

    def read(
        self,
        criteria: Iterable[CriteriaSet] = DEFAULT,
        *,
        previews: bool = False,
        dictionary: Mapping[str, Variable] | None = None,
        also: Callable[[str], bool] | None = None,
    ) -> tuple[RawTable, ReadCohort]:
        """Read the file and every cell in it: the raw table, for an output, and the values.

        criteria: the sets that will be asked for, so that the findings that they need are read. previews: keep every raw value.
        dictionary: the entries to look for instead. also: which columns the caller needs beside those, when the table is not
        written again: all others are then left out of it, unless a mapping says what is read from where.
        """
        from myositis.dictionary.findings import DICTIONARY
        from myositis.errors import UnknownNameError
        from myositis.files import read_table
        from myositis.reading.day_formats import DayFormat

        date_format = None if self.date_format is None else DayFormat(self.date_format).text
        if self.mapping is None and self.redcap_dictionary is not None:
            raise UnknownNameError(
                "a REDCap dictionary is read together with a mapping: make one with `myositis map`, then use --map"
            )
        mapping = None
        if self.mapping is not None:
            from myositis.mapping import apply_mapping, read_mapping

            mapping = read_mapping(
                _text(self.mapping),
                redcap_dictionary=_text(self.redcap_dictionary),
                dictionary={**DICTIONARY, **(dictionary or dictionary_of(criteria))},
            )
            if date_format is not None:
                mapping = replace(mapping, date_format=date_format)
        # The dictionary tells columns of one label apart.
        repeated = mapping is not None and mapping.redcap_dictionary is not None
        looked_for = dictionary or dictionary_of(criteria)
        wanted = None if also is None or mapping is not None else lambda name: name in looked_for or also(name)
        table = read_table(
            self.file, sheet=self.sheet, skip_hidden=self.skip_hidden, repeated_headers=repeated, wanted=wanted
        )
        if mapping is not None:
            return apply_mapping(mapping, table, previews=previews)
        return table, _by_own_names(table, date_format, previews, looked_for)


def _text(path: Any) -> Any:
    return None if path is None else os.fspath(path)


def _by_own_names(
    table: RawTable, date_format: str | None, previews: bool, dictionary: Mapping[str, Variable]
) -> ReadCohort:
    """The columns with names of the data dictionary; labels and missing codes of SPSS and Stata files are respected."""
    from myositis.files import DecimalEvidence
    from myositis.reading.cell import NOT_RECORDED, Cell
    from myositis.reading.cohort import read_values, sources_by_name
    from myositis.reading.column import SourceColumn
    from myositis.reading.day_formats import read_day
    from myositis.rules.vocabulary import Day, Measurement, Text

    numbers = [name for name, item in dictionary.items() if isinstance(item, Measurement) and name in table.frame.columns]
    evidence = DecimalEvidence(table.first_row)
    evidence.add(table.frame, numbers)
    comma = evidence.undecided()

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

    sources = [respecting(own) for own in sources_by_name(table.frame, decimal_comma=comma, dictionary=dictionary)]
    first, whole = table.first_row, table.frame
    return read_values(
        whole,
        sources=sources,
        first_row=first,
        previews=previews,
        whole=whole,
        dictionary=dictionary,
        columns_of_file=table.columns,
    )


def nothing_else(_: str) -> bool:
    """For `CohortFile.read`: no column is needed beside those that the criteria read."""
    return False


def labelled(table: RawTable) -> pl.DataFrame:
    """The file's columns, with the labels of coded values (SPSS, Stata, SAS) in place of the codes; user-missing is blank."""
    from myositis.files.kept import ELSEWHERE

    frame = table.frame.drop(ELSEWHERE, strict=False)
    for name in frame.columns:
        labels, missing = table.value_labels.get(name, {}), table.missing_reasons.get(name, {})
        if labels or missing:
            import polars as pl

            cells = [None if cell in missing else labels.get(cell, cell) for cell in frame[name].to_list()]
            frame = frame.with_columns(pl.Series(name, [None if cell is None else str(cell) for cell in cells], dtype=pl.String))
    return frame
