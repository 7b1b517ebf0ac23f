"""Small tables for the tests of mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from myositis.files import RawTable
from myositis.mapping import apply_mapping, parse_mapping
from myositis.reading.cohort import ReadCohort


def table(columns: Mapping[str, list[Any]], **about: Any) -> RawTable:
    """A raw table of a text file; `None` is a blank cell."""
    return RawTable(pl.DataFrame(dict(columns), strict=False), "study.csv", "csv", **about)


def read(toml: str, columns: Mapping[str, list[Any]] | RawTable, *, previews: bool = False) -> ReadCohort:
    """The cohort that a mapping reads from a table."""
    raw = columns if isinstance(columns, RawTable) else table(columns)
    return apply_mapping(parse_mapping(toml), raw, previews=previews)[1]


def values(cohort: ReadCohort, name: str) -> list[Any]:
    """The values of one finding."""
    return cohort.values[name].to_list()


def codes(cohort: ReadCohort) -> list[str]:
    """The codes of all problems."""
    return [problem.code for problem in cohort.problems]
