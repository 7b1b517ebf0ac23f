"""SPSS, Stata and SAS files."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pyreadstat
import pytest

from myositis.files import FileFormatError, read_table, write_table


def test_spss_keeps_labels_and_the_reason_of_every_missing_code(tmp_path, cells):
    frame = pl.DataFrame(
        {
            "id": ["0012", "1E05", "7  "],
            "jo1": [1.0, 9.0, 0.0],
            "ck": [5.5, 998.0, 999.0],
            "emg": ["normal", "UNK", None],
            "onset": [dt.date(2020, 1, 2), None, dt.date(1850, 1, 1)],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "a.sav"),
        column_labels={"jo1": "Anti-Jo-1"},
        variable_value_labels={
            "jo1": {0: "no", 1: "yes", 9: "not done"},
            "ck": {999: "lost"},
            "emg": {"UNK": "unknown"},
        },
        missing_ranges={"jo1": [9], "ck": [{"lo": 990, "hi": 999}], "emg": ["UNK"]},
    )
    table = read_table(tmp_path / "a.sav")
    assert cells(table) == {
        "id": ["0012", "1E05", "7"],
        "jo1": [1, 9, 0],
        "ck": [5.5, 998.0, 999.0],
        "emg": ["normal", "UNK", None],
        "onset": [dt.date(2020, 1, 2), None, dt.date(1850, 1, 1)],
    }
    assert table.frame.schema["jo1"] == pl.Int64
    assert table.value_labels == {"jo1": {0: "no", 1: "yes"}}
    assert table.missing_reasons == {
        "jo1": {9: "not done"},
        "ck": {998: "user-missing", 999: "lost"},
        "emg": {"UNK": "unknown"},
    }
    assert table.column_labels == {"jo1": "Anti-Jo-1"}


def test_spss_months_stay_months_and_moments_iso_text(tmp_path, cells):
    frame = pl.DataFrame({"month": [dt.date(1985, 3, 1)], "moment": [dt.datetime(2020, 1, 2, 3, 4)]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), variable_format={"month": "MOYR8"})
    assert cells(read_table(tmp_path / "a.sav")) == {"month": ["1985-03"], "moment": ["2020-01-02T03:04:00"]}


def test_stata_tags_keep_their_letter_and_their_reason(tmp_path, cells):
    frame = pl.DataFrame({"id": ["a", "b", "c", "d"]}).with_columns(pl.Series("jo1", [1, "a", "b", None], dtype=pl.Object))
    pyreadstat.write_dta(
        frame,
        str(tmp_path / "a.dta"),
        variable_value_labels={"jo1": {1: "positive", "a": "not done"}},
        missing_user_values={"jo1": ["a", "b"]},
    )
    table = read_table(tmp_path / "a.dta")
    assert cells(table) == {"id": ["a", "b", "c", "d"], "jo1": ["1", ".a", ".b", None]}
    assert table.value_labels == {"jo1": {"1": "positive"}}
    assert table.missing_reasons == {"jo1": {".a": "not done", ".b": "user-missing"}}


@pytest.mark.parametrize(
    ("shown", "count", "seen"),
    [
        ("%td", 21916, dt.date(2020, 1, 2)),
        ("%tdDD/NN/CCYY", 21916, dt.date(2020, 1, 2)),
        ("%tm", 302, "1985-03"),
        ("%tq", 100, "1985q1"),
        ("%th", 50, "1985h1"),
        ("%ty", 1985, 1985),
    ],
)
def test_stata_dates_are_read_under_every_display_format(tmp_path, shown, count, seen):
    pyreadstat.write_dta(pl.DataFrame({"onset": [count]}), str(tmp_path / "a.dta"), variable_format={"onset": shown})
    assert read_table(tmp_path / "a.dta").frame.item(0, 0) == seen


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_a_table_written_here_reads_back_with_its_labels(tmp_path, cells, kind):
    frame = pl.DataFrame(
        {
            "patient_id": ["0012", None],
            "level": pl.Series([2, None], dtype=pl.Int64),
            "score": [7.5, None],
            "determined": [True, None],
            "onset": [dt.date(2020, 1, 2), None],
            "remark": ["x" * 5000, None],
        }
    )
    write_table(
        frame,
        tmp_path / f"a.{kind}",
        value_labels={"level": {1: "probable", 2: "definite"}},
        column_labels={"level": "EULAR/ACR 2017 level"},
        metadata={"criteria": "eular-acr-2017"},
    )
    table = read_table(tmp_path / f"a.{kind}")
    assert cells(table) == cells(type(table)(frame.with_columns(pl.col("determined").cast(pl.Int64)), "", ""))
    assert table.value_labels == {"level": {1: "probable", 2: "definite"}, "determined": {0: "no", 1: "yes"}}
    assert table.column_labels == {"level": "EULAR/ACR 2017 level"}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("dta", ["a" * 33, "1st", "a-b", "using"]),
        ("sav", ["ä" * 33, "1st", "a-b", "with", "end."]),
    ],
)
def test_names_that_the_package_refuses_are_all_listed(tmp_path, kind, names):
    frame = pl.DataFrame({name: [1] for name in ["good", *names]})
    with pytest.raises(FileFormatError) as caught:
        write_table(frame, tmp_path / f"a.{kind}")
    assert all(f"`{name}`" in str(caught.value) for name in names)
    assert "`good`" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_names_that_differ_in_capitals_only_are_refused_for_spss(tmp_path):
    with pytest.raises(FileFormatError, match="`CK`, `ck`"):
        write_table(pl.DataFrame({"CK": [1], "ck": [1]}), tmp_path / "a.sav")


def test_labels_of_the_wrong_kind_are_refused(tmp_path):
    with pytest.raises(FileFormatError, match="must be for numbers"):
        write_table(pl.DataFrame({"a": [1]}), tmp_path / "a.sav", value_labels={"a": {"x": "y"}})
    with pytest.raises(FileFormatError, match="labels numbers only"):
        write_table(pl.DataFrame({"a": ["x"]}), tmp_path / "a.dta", value_labels={"a": {"x": "y"}})


@pytest.mark.parametrize("kind", ["sav", "dta", "sas7bdat"])
def test_a_damaged_file_is_refused_in_one_line(put, refusal, kind):
    assert kind in refusal(put(f"a.{kind}", b"$FL2" if kind == "sav" else b"\x00" * 500))


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_a_truncated_file_is_refused(tmp_path, put, refusal, kind):
    write_table(pl.DataFrame({"a": range(500)}), tmp_path / f"a.{kind}")
    content = (tmp_path / f"a.{kind}").read_bytes()
    assert "truncated" in refusal(put(f"b.{kind}", content[: len(content) // 2]))
