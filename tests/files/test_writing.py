"""Result tables: whole or not at all, and nothing in them runs."""

from __future__ import annotations

import datetime as dt
import io
import os
import stat
import sys

import openpyxl
import polars as pl
import pytest

from myositis.files import FileAccessError, FileFormatError, neutralise, read_table, write_table

FORMATS = ["csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta"]
RESULT = pl.DataFrame({"patient_id": ["0012", "1E05"], "score": [7.5, None]})


@pytest.mark.parametrize("kind", FORMATS)
def test_a_result_reads_back_the_same_from_every_format(tmp_path, kind):
    write_table(RESULT, tmp_path / f"a.{kind}")
    read = read_table(tmp_path / f"a.{kind}").frame
    assert read.with_columns(pl.col("score").cast(pl.Float64)).equals(RESULT)
    assert [path.name for path in tmp_path.iterdir()] == [f"a.{kind}"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError, OSError(28, "no space"), MemoryError])
def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, kind, failure):
    target = tmp_path / f"a.{kind}"
    target.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise failure

    for name in ("table._write_plain", "workbook_out.write_workbook", "packages_out.write_package"):
        monkeypatch.setattr(f"myositis.files.{name}", fail)
    with pytest.raises(failure if isinstance(failure, type) else type(failure)):
        write_table(RESULT, target)
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_an_interrupt_just_before_the_end_leaves_nothing(tmp_path, monkeypatch, kind):
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_table(RESULT, tmp_path / f"a.{kind}")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_an_access_error(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "x")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileAccessError, match="No space left") as caught:
        write_table(RESULT, tmp_path / "a.csv")
    assert caught.value.errno == 28
    assert not list(tmp_path.iterdir())


def test_the_input_is_never_overwritten_by_whatever_name(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("id\n1\n")
    (tmp_path / "link.csv").symlink_to(source)
    for target in (source, tmp_path / "link.csv", tmp_path / "." / "a.csv"):
        with pytest.raises(FileAccessError, match="is the input"):
            write_table(RESULT, target, sources=[source])
    assert source.read_text() == "id\n1\n"


def test_an_impossible_target_is_an_access_error(tmp_path):
    with pytest.raises(FileAccessError, match="folder does not exist"):
        write_table(RESULT, tmp_path / "no" / "a.csv")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(FileAccessError, match="is a folder"):
        write_table(RESULT, tmp_path / "b.csv")


def test_an_unknown_format_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(FileFormatError, match=r"did you mean `\.xlsx`"):
        write_table(RESULT, tmp_path / "a.xlxs")
    with pytest.raises(FileFormatError, match="only a workbook"):
        write_table(RESULT, tmp_path / "a.csv", sheets={"more": RESULT})


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_permissions_of_an_older_result_are_kept_and_a_link_is_followed(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "real.csv").chmod(0o600)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_table(RESULT, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o600
    assert (tmp_path / "real.csv").read_text().startswith("patient_id")


def test_a_dash_is_standard_output_as_csv(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    write_table(RESULT, "-")
    assert out.buffer.getvalue() == b"patient_id,score\n0012,7.5\n1E05,\n"


def test_an_open_file_gets_the_bytes_of_any_format():
    out = io.BytesIO()
    write_table(RESULT, out, format="parquet")
    assert pl.read_parquet(out.getvalue()).equals(RESULT)


SIGNS = ["=1+1", "@SUM(A1)", "+cmd", "-2+3", "++", "+A1", "--1", "-1-1", "=\n1", "+\n"]
WIDE = ["＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "－5"]
BLANKS = [" ", "  ", "\u00a0", "\u3000", "\u2003", "\u200b", "\ufeff", "\u2028", "\x0b"]


@pytest.mark.parametrize(
    "text", [*SIGNS, *WIDE, "\tx", "\rx", "\nx", "\n", *(blank + sign for blank in BLANKS for sign in SIGNS + WIDE)]
)
def test_text_that_a_spreadsheet_would_run_is_neutralised(text):
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "-",
        "-5",
        "+5.3",
        "-5,3",
        "+1e-5",
        "-.5",
        "a=b",
        "1+1",
        "'=1",
        " -5",
        "-5.3 ",
        "\u00a0+1,5 ",
        "　",
        " x=1",
        "（=1）",
    ],
)
def test_other_text_stays_as_it_is(text):
    assert neutralise(text) == text


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_cells_and_headers_are_neutralised_the_same_way_in_files_for_spreadsheets(tmp_path, kind):
    texts = ["=1+1", "@x", "+", "-", "-5,3", "++", "-2+3", "+\n", "plain", None]
    frame = pl.DataFrame({"=id": texts, "n": [-1.5] * len(texts)})
    write_table(frame, tmp_path / f"a.{kind}")
    read = read_table(tmp_path / f"a.{kind}").frame
    assert read.columns == ["'=id", "n"]
    assert read["'=id"].to_list() == [None if text is None else neutralise(text) for text in texts]
    assert set(read["n"].cast(pl.Float64)) == {-1.5}


def test_a_categorical_cell_is_neutralised_too(tmp_path):
    write_table(pl.DataFrame({"a": pl.Series(["=1"], dtype=pl.Categorical)}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "a\n'=1\n"


def test_formats_without_formulas_keep_the_text(tmp_path):
    write_table(pl.DataFrame({"a": ["=1+1"]}), tmp_path / "a.parquet")
    assert read_table(tmp_path / "a.parquet").frame.item() == "=1+1"


def test_parquet_workbook_and_spss_carry_the_metadata(tmp_path):
    notes = {"criteria": "eular-acr-2017", "fingerprint": "abc"}
    for kind in ("parquet", "xlsx", "sav"):
        write_table(RESULT, tmp_path / f"a.{kind}", metadata=notes)
    assert pl.read_parquet_metadata(tmp_path / "a.parquet").items() >= notes.items()
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.description == "criteria: eular-acr-2017\nfingerprint: abc"
    assert b"fingerprint: abc" in (tmp_path / "a.sav").read_bytes()


def test_a_workbook_holds_several_sheets_with_text_as_text_and_a_frozen_header(tmp_path):
    frame = pl.DataFrame(
        {
            "id": ["0012", "1E05", "https://x.y"],
            "n": [2**60, 1, None],
            "x": [float("nan"), float("inf"), 0.5],
            "ok": [True, False, None],
            "day": [dt.date(2020, 1, 2), dt.date(1890, 1, 1), None],
        }
    )
    write_table(frame, tmp_path / "a.xlsx", sheets={"problems": RESULT})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["results", "problems"]
    sheet = book["results"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet["A"]] == ["id", "0012", "1E05", "https://x.y"]
    assert [cell.value for cell in sheet["B"]] == ["n", str(2**60), 1, None]
    assert [cell.value for cell in sheet["C"]] == ["x", None, "inf", 0.5]
    assert [cell.value for cell in sheet["D"]] == ["ok", True, False, None]
    assert sheet["E2"].value == dt.datetime(2020, 1, 2)
    assert sheet["E3"].value == "1890-01-01"


@pytest.mark.parametrize("title", ["", "x" * 32, "a/b", "RESULTS"])
def test_a_sheet_name_that_excel_refuses_is_refused(tmp_path, title):
    with pytest.raises(FileFormatError, match="sheet"):
        write_table(RESULT, tmp_path / "a.xlsx", sheets={title: RESULT})
    assert not list(tmp_path.iterdir())


def test_a_cell_too_long_for_excel_is_refused_with_its_place(tmp_path):
    with pytest.raises(FileFormatError, match="row 3 of column `a`"):
        write_table(pl.DataFrame({"a": ["", "x" * 40_000]}), tmp_path / "a.xlsx")


def test_columns_that_csv_cannot_hold_are_refused(tmp_path):
    with pytest.raises(FileFormatError, match="do not fit the csv format"):
        write_table(pl.DataFrame({"a": [[1]]}), tmp_path / "a.csv")
    assert not list(tmp_path.iterdir())
