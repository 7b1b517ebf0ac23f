"""Parquet and NDJSON."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from myositis.files import read_table


def parquet(tmp_path, frame):
    frame.write_parquet(tmp_path / "a.parquet")
    return tmp_path / "a.parquet"


def test_parquet_columns_keep_plain_types(tmp_path):
    frame = pl.DataFrame(
        {"id": ["0012", ""], "n": [1, None], "x": [7.5, None], "ok": [True, None], "day": [dt.date(2020, 1, 2), None]}
    )
    read = read_table(parquet(tmp_path, frame)).frame
    assert read.schema == frame.schema
    assert read["id"].to_list() == ["0012", None]


def test_other_parquet_types_become_plain_without_changing_a_value(tmp_path, cells):
    frame = pl.DataFrame(
        {
            "single": pl.Series([0.1, 7.5], dtype=pl.Float32),
            "decimal": pl.Series([Decimal("6.7"), Decimal("7.5")], dtype=pl.Decimal(10, 1)),
            "small": pl.Series([1, 2], dtype=pl.Int8),
            "large": pl.Series([2**64 - 1, 1], dtype=pl.UInt64),
            "word": pl.Series(["a", "b"], dtype=pl.Categorical),
            "moment": [dt.datetime(2020, 1, 2), dt.datetime(2020, 1, 2, 3, 4, 5)],
        }
    )
    assert cells(read_table(parquet(tmp_path, frame))) == {
        "single": [0.1, 7.5],
        "decimal": [6.7, 7.5],
        "small": [1, 2],
        "large": ["18446744073709551615", "1"],
        "word": ["a", "b"],
        "moment": ["2020-01-02", "2020-01-02T03:04:05"],
    }


def test_nan_in_parquet_is_missing_with_a_warning(tmp_path, cells):
    table = read_table(parquet(tmp_path, pl.DataFrame({"x": [1.0, float("nan")]})))
    assert cells(table) == {"x": [1.0, None]}
    assert table.warnings == ("NaN in column `x` is read as missing",)


def test_parquet_that_has_only_nested_columns_is_refused_by_name(tmp_path, refusal):
    assert "nested columns: `a`" in refusal(parquet(tmp_path, pl.DataFrame({"a": [[1]]})))


def test_headers_that_are_patterns_to_polars_are_names_here(tmp_path, cells):
    frame = pl.DataFrame({"*": [1.0], "^a.*$": ["x"], "ab": [3]})
    assert cells(read_table(parquet(tmp_path, frame))) == {"*": [1.0], "^a.*$": ["x"], "ab": [3]}
    assert cells(read_table(put_csv(tmp_path))) == {"*": ["1"], "^a.*$": ["2"], "ab": ["3"]}


def put_csv(tmp_path):
    (tmp_path / "a.csv").write_text("*,^a.*$,ab\n1,2,3\n")
    return tmp_path / "a.csv"


def test_a_truncated_parquet_file_is_refused(tmp_path, put, refusal):
    whole = parquet(tmp_path, pl.DataFrame({"a": range(1000)})).read_bytes()
    assert "damaged or truncated" in refusal(put("b.parquet", whole[:-20]))


def test_ndjson_text_is_text_and_a_bare_number_is_a_number(put, cells):
    path = put("a.ndjson", '{"id": "1E05", "n": 12, "x": 7.5, "ok": true}\n{"id": "0012", "n": 3, "x": 7, "ok": null}\n')
    table = read_table(path)
    assert cells(table) == {"id": ["1E05", "0012"], "n": [12, 3], "x": [7.5, 7.0], "ok": [True, None]}
    assert table.first_row == 1


def test_ndjson_numbers_in_a_mixed_column_keep_the_digits_of_the_file(put, cells):
    path = put("a.ndjson", '{"ck": 7.50}\n{"ck": "UNK"}\n{"ck": 1E05}\n{"ck": true}\n{"ck": 123456789012345678901234567890}\n')
    assert cells(read_table(path))["ck"] == ["7.50", "UNK", "1E05", "true", "123456789012345678901234567890"]


def test_ndjson_keys_left_out_are_missing_and_new_keys_are_new_columns(put, cells):
    path = put("a.jsonl", '{"id": "a", "ck": 1}\n{"id": "b", "jo1": "yes"}\n{"ck": 2}\n')
    assert cells(read_table(path)) == {"id": ["a", "b", None], "ck": [1, None, 2], "jo1": [None, "yes", None]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"a": 1}\n{"a": {"b": 1}}\n', "line 2 has a nested value in `a`"),
        ('{"a": 1}\n{"a": [1]}\n', "line 2 has a nested value"),
        ('{"a": 1}\n{"a": 1\n', "line 2 is not one whole JSON object"),
        ('[{"a": 1}]', "is the file a JSON array?"),
        ('{"a": 1, "a": 2}\n', "line 1 names a key twice"),
        ('{"a": NaN}\n', "line 1 has NaN"),
        ('{"a": 1}\n\n{"a": 1}\n', "line 2 is blank"),
        ("{}\n", "empty"),
        ('{"a":' * 100_000, "not one whole JSON object"),
        ('{"": 1}\n', "no header"),
        ('{"a": 1, " a": 1}\n', "same name"),
    ],
)
def test_ndjson_that_is_no_table_is_refused_by_line(put, refusal, content, words):
    assert words in refusal(put("a.ndjson", content))
