"""Workbooks as people make them."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from myositis.files import read_table, write_table


@pytest.fixture
def book(tmp_path):
    """A workbook made by a function that gets it, closed and ready to be read."""

    def make(fill, name="a.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as opened:
            fill(opened)
        return path

    return make


def rows(opened, *lines, sheet="cohort"):
    page = opened.add_worksheet(sheet)
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            if isinstance(cell, str):
                page.write_string(number, at, cell)
            elif cell is not None:
                page.write(number, at, cell)
    return page


def test_ids_stay_text_and_whole_columns_keep_their_type(book, cells):
    table = read_table(
        book(lambda b: rows(b, ["id", "n", "ck", "yes", "mixed"], ["0012", 12, 5.3, True, 12], ["1E05", 3, 7, False, "UNK"]))
    )
    assert cells(table) == {
        "id": ["0012", "1E05"],
        "n": [12, 3],
        "ck": [5.3, 7.0],
        "yes": [True, False],
        "mixed": ["12", "UNK"],
    }
    assert table.frame.dtypes == [pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.String]


def test_days_are_dates_and_moments_iso_text(book, cells):
    def fill(opened):
        page = rows(opened, ["day", "moment", "mixed"])
        day, moment = (
            opened.add_format({"num_format": "dd.mm.yyyy"}),
            opened.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        page.write_datetime(1, 0, dt.datetime(2020, 1, 2), day)
        page.write_datetime(1, 1, dt.datetime(2020, 1, 2, 3, 4), moment)
        page.write_datetime(1, 2, dt.datetime(2020, 1, 2), day)
        page.write_string(2, 2, "2020")

    assert cells(read_table(book(fill))) == {
        "day": [dt.date(2020, 1, 2), None],
        "moment": ["2020-01-02T03:04:00", None],
        "mixed": ["2020-01-02", "2020"],
    }


def test_formulas_give_their_last_result_and_error_cells_their_text(book, cells):
    def fill(opened):
        page = rows(opened, ["id", "sum", "error"], ["a"], ["b"])
        page.write_formula(1, 1, "=1+1", None, 2)
        page.write_formula(1, 2, "=NA()", None, "#N/A")
        page.write_formula(3, 2, "=1/0", None, "#DIV/0!")

    assert cells(read_table(book(fill))) == {
        "id": ["a", "b", None],
        "sum": [2, None, None],
        "error": ["#N/A", None, "#DIV/0!"],
    }


def test_comments_in_cells_are_ignored(book, cells):
    def fill(opened):
        rows(opened, ["id"], ["a"]).write_comment(1, 0, "ask the ward")

    assert cells(read_table(book(fill))) == {"id": ["a"]}


def test_the_digits_beyond_those_shown_do_not_move_a_value_over_a_cut_off(tmp_path, book):
    path = book(lambda b: rows(b, ["x"], [7.5]))
    changed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b"<v>7.5</v>", b"<v>7.499999999999999112</v>"))
    assert read_table(changed).frame.item(0, 0) == 7.5


def test_empty_rows_above_the_header_are_counted(book, cells):
    table = read_table(book(lambda b: rows(b, [], [], ["id", "ck"], ["a", 1])))
    assert (cells(table), table.first_row) == ({"id": ["a"], "ck": [1]}, 4)


def test_a_blank_row_between_patients_keeps_row_numbers_right(book, cells):
    table = read_table(book(lambda b: rows(b, ["id"], ["a"], [], ["b"])))
    assert cells(table) == {"id": ["a", None, "b"]}
    assert "row 3" in table.warnings[0]


def test_a_title_above_the_header_is_named(book, refusal):
    assert "delete a title above the header" in refusal(book(lambda b: rows(b, ["Registry 2024"], ["id", "ck"], ["a", 1])))


def test_a_table_beside_an_empty_column_is_read_with_a_warning(book, cells):
    table = read_table(book(lambda b: rows(b, [None, "id"], [None, "a"])))
    assert cells(table) == {"id": ["a"]}
    assert "column 1" in table.warnings[0]


def test_several_sheets_with_content_are_listed_and_one_can_be_chosen(book, cells, refusal):
    def fill(opened):
        rows(opened, ["id"], ["a"], sheet="patients")
        rows(opened, ["id"], ["b"], sheet="controls")

    path = book(fill)
    assert "`patients`, `controls`" in refusal(path)
    assert cells(read_table(path, sheet="controls")) == cells(read_table(path, sheet=2)) == {"id": ["b"]}
    assert "did you mean `patients`?" in refusal(path, sheet="patient")
    assert "has no sheet 3" in refusal(path, sheet=3)


def test_empty_sheets_do_not_count(book, cells):
    def fill(opened):
        opened.add_worksheet("empty")
        rows(opened, ["id"], ["a"])
        opened.add_chartsheet("picture")

    assert cells(read_table(book(fill))) == {"id": ["a"]}


def test_a_workbook_without_content_is_refused(book, refusal):
    assert "empty" in refusal(book(lambda b: b.add_worksheet()))


def test_a_header_alone_is_a_table_without_rows(book):
    assert read_table(book(lambda b: rows(b, ["id", "ck"]))).frame.shape == (0, 2)


def test_columns_of_the_same_name_are_refused(book, refusal):
    assert "`id`" in refusal(book(lambda b: rows(b, ["id", "id"], ["a", "b"])))


def test_a_stray_cell_in_the_far_corner_is_refused_and_not_laid_out(book, refusal):
    def fill(opened):
        rows(opened, ["id"], ["a"]).write(1_048_575, 16_383, "x")

    assert "stray cells" in refusal(book(fill))


def test_a_cell_of_ten_megabytes_in_a_workbook_is_read(tmp_path, book):
    path = book(lambda b: rows(b, ["id"], ["LONG"]))
    changed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_STORED) as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b"LONG", b"x" * 10_000_000))
    assert len(read_table(changed).frame.item(0, 0)) == 10_000_000


def bomb(path: Path, declared_small: bool) -> Path:
    """A sheet of 300 MB of blanks; with `declared_small` the archive's directory says it has 100 bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as inside:
            for _ in range(300):
                inside.write(b" " * 2**20)
    if declared_small:
        size = (300 * 2**20).to_bytes(4, "little")
        raw = path.read_bytes()
        assert size in raw
        path.write_bytes(raw.replace(size, (100).to_bytes(4, "little")))
    return path


@pytest.mark.parametrize("declared_small", [False, True])
def test_a_zip_bomb_is_refused_whatever_it_declares(tmp_path, refusal, declared_small):
    message = refusal(bomb(tmp_path / "a.xlsx", declared_small))
    assert "bomb" in message or "damaged" in message


def test_an_xml_bomb_is_refused(tmp_path, book, refusal):
    path = book(lambda b: rows(b, ["id"], ["a"]))
    changed = tmp_path / "b.xlsx"
    bombs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b"<worksheet", bombs))
    assert "damaged" in refusal(changed)


def test_other_content_behind_the_extension_is_named_with_the_cure(put, book, refusal):
    path = book(lambda b: rows(b, ["id"], ["a"]))
    assert "content is xlsx: rename it to .xlsx" in refusal(put("b.csv", path.read_bytes()))
    assert "web page" in refusal(put("c.xls", "<html><table><tr><td>1</td></tr></table></html>"))
    assert "rename it to .csv" in refusal(put("d.xls", "id\tck\n1\t2\n"))
    assert "password" in refusal(put("e.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    assert "unpack it first" in refusal(put("f.csv", b"PK\x03\x04" + bytes(300)))


OPEN_DOCUMENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="cohort">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def open_document(path: Path, *lines: str) -> Path:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry'
        ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", OPEN_DOCUMENT.format(rows="".join(lines)))
    return path


def word(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def line(*inside: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(inside)}</table:table-row>'


NUMBER = '<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
ERROR = (
    '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
    "<text:p>#N/A</text:p></table:table-cell>"
)
BLANKS = '<table:table-cell table:number-columns-repeated="16384"/>'


def test_an_open_document_sheet_is_read_with_its_error_cells(tmp_path, cells):
    path = open_document(
        tmp_path / "a.ods",
        line(word("id"), word("n"), word("error")),
        line(word("0012"), NUMBER, ERROR),
        line(word("0013"), NUMBER, times=2),
        line(BLANKS, times=1_048_000),
    )
    assert cells(read_table(path)) == {
        "id": ["0012", "0013", "0013"],
        "n": [12, 12, 12],
        "error": ["#N/A", None, None],
    }


def test_an_open_document_cell_repeated_without_end_is_refused(tmp_path, refusal):
    everywhere = NUMBER.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"', 1)
    path = open_document(tmp_path / "a.ods", line(word("id")), line(everywhere, times=1_048_000))
    assert "too large" in refusal(path)


def test_a_workbook_written_here_reads_back_the_same(tmp_path):
    frame = pl.DataFrame(
        {
            "id": ["0012", "1E05"],
            "n": [1, None],
            "x": [0.1, 7.5],
            "ok": [True, None],
            "day": [dt.date(2020, 1, 2), None],
        }
    )
    write_table(frame, tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx").frame.equals(frame)
