"""What is asked once for the whole file: how numbers are written, and what several rows of a patient become."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from myositis.dictionary.findings import DICTIONARY
from myositis.files.decimals import DecimalEvidence
from myositis.files.errors import FileFormatError
from myositis.mapping.asking import Ask, Option, Values
from myositis.mapping.combined_cells import as_text
from myositis.mapping.part import Coding, Part
from myositis.mapping.propose_numbers import grouping_mark, is_number
from myositis.mapping.values import array, quote
from myositis.mapping.word_tables import plain
from myositis.reading.ids import matched_ids
from myositis.rules.vocabulary import Measurement

if TYPE_CHECKING:
    from myositis.files import RawTable

_CENTRES = (
    "centre", "center", "site", "hospital", "zentrum", "klinik", "standort", "centro", "clinic", "enhet", "merkez", "施設",
)  # fmt: skip


def propose_number_form(parts: Sequence[Part], values: Mapping[str, Values]) -> Coding:
    """The `[file]` part: whether commas and points mark decimals or thousands, asked where the file leaves it open.

    Where the other number columns of the file settle the decimal mark, the other mark stands between thousands.
    """
    made = Coding("[file]", [])
    cells: list[str] = []
    for part in parts:
        if isinstance(DICTIONARY[part.names[0]], Measurement):
            limit = next((line.split('"')[1] for line in part.lines if line.startswith("limit_column")), None)
            for column in (part.column, limit):
                cells += values[column].recorded if column is not None and column in values else []
    marks = {mark for cell in cells if (mark := grouping_mark(cell)) is not None}
    evidence = DecimalEvidence()
    evidence.add(pl.DataFrame({"cells": pl.Series(cells, dtype=pl.String)}), ["cells"])
    try:
        evidence.comma()
        plain_marks = marks - {",", "."}
    except FileFormatError:
        plain_marks = marks
    if not plain_marks:
        return made
    decimal = _decimal_marks(values)
    if len(plain_marks) == 1 and len(decimal) == 1 and not plain_marks & decimal:
        (mark,), (other,) = plain_marks, decimal
        made.lines.append(f"thousands = {quote(mark)}  # check: the file writes decimals with `{other}`")
        return made
    if len(plain_marks) == 1 and not plain_marks & {",", "."}:
        made.lines.append(f"thousands = {quote(plain_marks.pop())}  # check")
        return made
    examples = ", ".join(f"`{cell}`" for cell in cells if grouping_mark(cell) is not None)
    options = [Option(f"thousands = {quote(mark)}", f"`{mark}` stands between thousands") for mark in sorted(plain_marks)]
    if "," in plain_marks:
        options.append(Option("decimal_comma = true", "the comma marks decimals"))
    if "." in plain_marks:
        options.append(Option("decimal_comma = false", "the point marks decimals"))
    made.asks.append(Ask("number form", f"how are numbers written? {examples[:300]}", options))
    return made


def _decimal_marks(values: Mapping[str, Values]) -> set[str]:
    """The marks before one or two last digits in the number columns of the file."""
    found = set()
    for column in values.values():
        said = column.recorded
        if sum(is_number(cell) for cell in said) * 2 > len(said):
            found |= {mark for cell in said for mark in re.findall(r"^[<>=≤≥\s]*\d+([.,])\d{1,2}$", cell.strip())}
    return found


def propose_rows(table: RawTable, parts: Sequence[Part]) -> Coding:
    """The `[rows]` part: asked when patients stand in several rows."""
    made = Coding("[rows]", [])
    column = next((part.column for part in parts if part.names == ("patient_id",)), None)
    if column is None:
        return made
    ids = matched_ids(as_text(table.frame[column]))
    repeated = ids.is_duplicated() & ids.is_not_null()
    several = int(ids.filter(repeated).n_unique()) if repeated.any() else 0
    if not several:
        return made
    patients = "1 patient stands" if several == 1 else f"{several} patients stand"
    text = f"{patients} in several rows. What do they become?"
    centre = _centre(table, ids)
    differing = _differing(table, ids, parts)
    options = []
    if differing:
        text += f" In {differing[1]} of them the rows differ in {differing[0]}: are they one person?"
    if centre is not None:
        text += f" Together with `{centre}` every number stands once."
        options.append(Option(f"id = {array([centre, column])}", f"two people: the id takes `{centre}` and `{column}`"))
    options += [
        Option('collapse = "ever"', "present if ever present; the highest value of an enzyme"),
        Option('collapse = "first"', "the first row in which a finding is recorded"),
        Option('collapse = "last"', "the last row in which a finding is recorded"),
        Option('collapse = "event:baseline"', ""),
    ]
    made.asks.append(Ask("rows", text, options))
    return made


def _centre(table: RawTable, ids: pl.Series) -> str | None:
    """A column that tells equal numbers apart, by its name: a centre."""
    for name in table.frame.columns:
        if any(word in plain(name) for word in _CENTRES) and not table.frame[name].dtype.is_nested():
            both = pl.DataFrame([ids.alias("id"), as_text(table.frame[name]).alias("centre")])
            if not both.is_duplicated().any():
                return name
    return None


def _differing(table: RawTable, ids: pl.Series, parts: Sequence[Part]) -> tuple[str, int] | None:
    """What cannot change in life and differs between rows of one id, and for how many ids."""
    for name in ("sex", "birth_date"):
        column = next((part.column for part in parts if part.names == (name,)), None)
        if column is not None:
            both = pl.DataFrame([ids.alias("id"), as_text(table.frame[column]).alias("value")]).drop_nulls()
            count = int((both.group_by("id").agg(pl.col("value").n_unique())["value"] > 1).sum())
            if count:
                return DICTIONARY[name].label, count
    return None
