"""CSV and TSV as they come."""

from __future__ import annotations

import gzip
import io
import sys

import polars as pl
import pytest

from myositis.files import FileFormatError, open_scan, read_table


def test_every_cell_stays_the_text_it_was(put, cells):
    path = put("a.csv", "patient_id,ck\n0012,5.0\n1E05,UNK\n007,-999\nNA,NULL\n")
    assert cells(read_table(path)) == {
        "patient_id": ["0012", "1E05", "007", "NA"],
        "ck": ["5.0", "UNK", "-999", "NULL"],
    }


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_decided_by_the_rows(put, cells, mark):
    path = put("a.csv", mark.join(["id", "ck", "note"]) + "\n" + mark.join(["1", "20", '"a,b;c|d\te"']) + "\n")
    assert cells(read_table(path)) == {"id": ["1"], "ck": ["20"], "note": ["a,b;c|d\te"]}


def test_decimal_commas_do_not_split_a_semicolon_file(put, cells):
    path = put("a.csv", "id;ck;aldolase\n1;5,3;2,1\n2;7,1;3\n")
    assert cells(read_table(path))["ck"] == ["5,3", "7,1"]


def test_a_comma_in_a_semicolon_header_does_not_split_it(put):
    assert read_table(put("a.csv", "id;name, first;ck\n1;x;2\n2;y, z;3\n")).frame.columns == ["id", "name, first", "ck"]


def test_two_delimiters_that_fit_alike_are_asked_about(put, refusal):
    assert "name the delimiter" in refusal(put("a.csv", "a;b,c\n1;2,3\n"))
    assert read_table(put("a.csv", "a;b,c\n1;2,3\n"), delimiter=";").frame.columns == ["a", "b,c"]


def test_a_wrong_delimiter_is_named_with_the_right_one(put, refusal):
    assert "semicolon gives 3 columns" in refusal(put("a.csv", "id;ck;x\n1;2;3\n"), delimiter=",")


def test_an_impossible_delimiter_is_refused(put, refusal):
    assert "cannot separate" in refusal(put("a.csv", "id\n1\n"), delimiter="ab")


def test_a_delimiter_can_be_given_by_name(put):
    assert read_table(put("a.csv", "id\tck\n1\t2\n"), delimiter="tab").frame.width == 2


def test_the_line_that_excel_writes_for_itself_names_the_delimiter(put, cells):
    table = read_table(put("a.csv", "sep=;\r\nid;ck\r\n1;2\r\n"))
    assert (cells(table), table.first_row) == ({"id": ["1"], "ck": ["2"]}, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(put, cells, end):
    assert cells(read_table(put("a.csv", end.join(["id,ck", "1,2", "3,4", ""])))) == {
        "id": ["1", "3"],
        "ck": ["2", "4"],
    }


def test_line_breaks_inside_quotation_marks_belong_to_the_cell(put, cells):
    table = read_table(put("a.csv", 'id,note\n1,"two\nlines"\n2,"a ""word"""\n3,plain\n'))
    assert cells(table)["note"] == ["two\nlines", 'a "word"', "plain"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_mark(put, encoding):
    table = read_table(put("a.csv", "id,Müdigkeit\n1,ü\n", encoding))
    assert (table.frame.columns, table.frame.item(0, 1), table.warnings) == (["id", "Müdigkeit"], "ü", ())


def test_windows_1252_is_read_with_a_warning_that_names_the_header(put):
    table = read_table(put("a.csv", "id,Müdigkeit,Schwäche\n1,ü,x\n", "cp1252"))
    assert table.frame.item(0, 1) == "ü"
    assert len(table.warnings) == 1
    assert "first affected header: `Müdigkeit`" in table.warnings[0]


def test_windows_1252_in_a_late_cell_is_read_with_a_warning_that_names_the_column_only(put):
    table = read_table(put("a.csv", "id,name\n" + "1,x\n" * 5000 + "2,Müller\n", "cp1252"))
    assert table.frame.item(-1, 1) == "Müller"
    assert "a cell of column `name`" in table.warnings[0]
    assert "ller" not in table.warnings[0]


def test_a_named_encoding_is_used_and_an_unknown_one_refused(put, refusal):
    assert read_table(put("a.csv", "id,Š\n", "iso-8859-2"), encoding="iso-8859-2").frame.columns == ["id", "Š"]
    assert "did you mean `utf-8`" in refusal(put("a.csv", "id\n"), encoding="utf-88")
    assert "not an encoding" in refusal(put("a.csv", "id\n"), encoding="rot13")
    assert "not utf-8 throughout" in refusal(put("a.csv", "id\nü\n", "cp1252"), encoding="utf-8")


def test_bytes_of_no_known_encoding_are_refused(put, refusal):
    assert "neither UTF-8 nor Windows-1252" in refusal(put("a.csv", b"id,x\n1,\x81\xff\n"))


def test_a_file_cut_inside_a_letter_is_truncated_and_not_windows_1252(put, refusal):
    assert "truncated" in refusal(put("a.csv", "id,name\n1,Müller\n2,Jü".encode()[:-1]))


def test_utf_16_without_mark_is_refused_with_the_cure(put, refusal):
    path = put("a.csv", "id,ck\n1,2\n".encode("utf-16-le"))
    assert "name the encoding" in refusal(path)
    assert read_table(path, encoding="utf-16-le").frame.item(0, 1) == "2"


def test_nul_bytes_are_refused_with_their_line(put, refusal):
    assert "NUL byte in line 3" in refusal(put("a.csv", b"id,ck\n1,2\n3,\x00\n"))


def test_columns_of_the_same_name_are_refused_in_batches_too(put):
    with pytest.raises(FileFormatError, match="columns of the same name: `ck`"), open_scan(put("a.csv", "ck,ck\n1,2\n")):
        pass


def test_columns_of_the_same_name_are_refused_by_name(put, refusal):
    assert "`ck`" in refusal(put("a.csv", "id,ck, ck \n1,2,3\n"))


def test_white_space_around_headers_is_removed_and_capitals_are_kept(put):
    assert read_table(put("a.csv", " id ,\u00a0CK\ufeff,ck\n1,2,3\n")).frame.columns == ["id", "CK", "ck"]


def test_an_unnamed_column_with_values_is_refused_with_its_row(put, refusal):
    assert "column 1 has no name in the header but a value in row 3" in refusal(put("a.csv", ",id\n,x\n7,y\n"))


def test_an_unnamed_column_without_values_is_left_out_with_a_warning(put, cells):
    table = read_table(put("a.csv", "id;;ck;\n1;;2;\n"))
    assert cells(table) == {"id": ["1"], "ck": ["2"]}
    assert table.warnings == ("left out, having neither a name nor a value: column 2, 4",)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_row_with_too_many_fields_is_refused_by_number(put, refusal, quote):
    message = refusal(put("a.csv", f"id,ck\n1,2\n{quote}secret{quote},2,3\n"))
    assert "row 3 has 3 fields where the header has 2" in message
    assert "secret" not in message


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_row_with_too_few_fields_is_refused_by_number(put, refusal, quote):
    assert "row 4 has 2 fields" in refusal(put("a.csv", f"id,ck,x\n1,2,3\n4,5,6\n{quote}7{quote},8\n9,10,11\n"))


def test_too_many_and_too_few_fields_that_balance_out_are_both_seen(put, refusal):
    assert "row 2 has 2 fields" in refusal(put("a.csv", "id,ck,x\n1,2\n1,2,3,4\n"), delimiter=",")
    assert "row 3 has 4 fields" in refusal(put("a.csv", "id,ck,x\n1,2,3\n1,2,3,4\n5,6\n"), delimiter=",")


def test_a_delimiter_at_the_end_of_every_row_is_no_column(put, cells):
    assert cells(read_table(put("a.csv", "id,ck\n1,2,\n3,4,\n"))) == {"id": ["1", "3"], "ck": ["2", "4"]}


def test_nothing_and_empty_quotation_marks_are_both_missing(put, cells):
    assert cells(read_table(put("a.csv", 'id,a,b\n1,"",\n2,,x\n')))["a"] == [None, None]


def test_blank_rows_at_the_end_are_dropped(put):
    assert read_table(put("a.csv", "id,ck\n1,2\n,\n\n\n")).frame.height == 1


def test_blank_rows_between_patients_stay_so_that_row_numbers_stay_right(put, cells):
    table = read_table(put("a.csv", "id,ck\n1,2\n\n,\n3,4\n\n"))
    assert cells(table)["id"] == ["1", None, None, "3"]
    assert table.warnings == ("2 blank rows between patients, the first is row 3",)


def test_blank_lines_above_the_header_are_counted(put, cells):
    table = read_table(put("a.csv", "\n,\nid,ck\n1,2\n"))
    assert (cells(table), table.first_row) == ({"id": ["1"], "ck": ["2"]}, 4)


def test_a_header_alone_is_a_table_without_rows(put):
    table = read_table(put("a.csv", "id,ck"))
    assert (table.frame.schema, table.frame.height) == ({"id": pl.String, "ck": pl.String}, 0)


@pytest.mark.parametrize("content", ["", "\n", "\n\n\n", "\ufeff", ",,\n", "   \n"])
def test_an_empty_file_is_refused(put, refusal, content):
    assert any(word in refusal(put("a.csv", content)) for word in ("empty", "no header"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('id,x\n1,"open\n2,b\n', "row 2 has a quotation mark that is opened and never closed"),
        ('id,x\n1,a\n2,"b"c\n', "row 3 has a quotation mark inside"),
        ('\n\nid,"x\n1,a\n', "row 3 has a quotation mark that is opened and never closed"),
    ],
)
def test_quotation_marks_that_make_no_sense_are_refused_by_row(put, refusal, content, words):
    assert words in refusal(put("a.csv", content), delimiter=",")


def test_a_quotation_mark_inside_a_plain_cell_is_text(put, cells):
    assert cells(read_table(put("a.csv", 'id,x\n1,5" tube\n')))["x"] == ['5" tube']


def test_a_cell_of_ten_megabytes_is_read(put):
    assert len(read_table(put("a.csv", 'id,note\n1,"' + "x" * 10_000_000 + '"\n')).frame.item(0, 1)) == 10_000_000


def test_a_cell_beyond_the_limit_is_refused(put, refusal):
    assert "left open" in refusal(put("a.csv", 'id,note\n1,"' + ("x" * 99 + "\n") * 180_000))


def test_ten_thousand_columns_are_read(put):
    names = [f"column_{number}" for number in range(10_000)]
    content = ",".join(names) + "\n" + (",".join("1" * 10_000) + "\n") * 3
    assert read_table(put("a.csv", content)).frame.shape == (3, 10_000)


def test_rows_over_many_blocks_come_in_order_with_and_without_quotation_marks(put, monkeypatch):
    monkeypatch.setattr("myositis.files.delimited._BLOCK", 64)
    lines = [f'{number},"a\nb{number}"' if number % 7 == 0 else f"{number},ü{number}" for number in range(500)]
    for end in ("\n", "\r\n"):
        frame = read_table(put("a.csv", "id,x" + end + end.join(lines) + end)).frame
        assert frame["id"].to_list() == [str(number) for number in range(500)]
        assert frame["x"].to_list() == [f"a\nb{n}" if n % 7 == 0 else f"ü{n}" for n in range(500)]


def test_a_late_ragged_row_keeps_its_number_over_many_blocks(put, refusal, monkeypatch):
    monkeypatch.setattr("myositis.files.delimited._BLOCK", 64)
    assert "row 502 has 3 fields" in refusal(put("a.csv", "id,x\n" + "1,2\n" * 500 + "1,2,3\n" + "1,2\n" * 9))


def test_gzip_is_unpacked(put, cells, refusal):
    packed = gzip.compress(b"id,ck\n1,2\n" * 1)
    assert cells(read_table(put("a.csv.gz", packed))) == {"id": ["1"], "ck": ["2"]}
    assert "truncated" in refusal(put("b.csv.gz", packed[:-6]))


def test_a_gzip_bomb_is_refused(put, refusal, monkeypatch):
    monkeypatch.setattr("myositis.files.sources.RATIO_MATTERS_FROM", 2**20)
    assert "unpacks to far more" in refusal(put("a.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 2**20)))


def test_standard_input_is_csv(monkeypatch, cells):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"id;ck\n1;2\n")))
    table = read_table("-")
    assert (cells(table), table.source) == ({"id": ["1"], "ck": ["2"]}, "standard input")


def test_an_open_binary_file_is_read_and_an_open_text_file_refused(cells, refusal):
    assert cells(read_table(io.BytesIO(b"id\tck\n1\t2\n"))) == {"id": ["1"], "ck": ["2"]}
    assert cells(read_table(io.BytesIO(b'{"id": "0012"}'), format="ndjson")) == {"id": ["0012"]}
    assert "binary" in refusal(io.StringIO("id"))


def test_a_missing_file_is_named_with_the_nearest_one(put, tmp_path, refusal):
    put("cohort.csv", "id\n")
    assert "did you mean `cohort.csv`?" in refusal(tmp_path / "cohrt.csv")
    assert "folder" in refusal(tmp_path)


def test_an_unknown_extension_is_named_with_what_is_possible(put, refusal):
    message = refusal(put("a.cvs", "id\n"))
    assert "`.cvs`" in message
    assert "did you mean `.csv`?" in message
    assert "did you mean `parquet`?" in refusal(put("a.csv", "id\n"), format="parqet")


def test_an_option_without_meaning_for_the_format_is_refused(put, refusal):
    assert "`sheet` has no meaning for csv" in refusal(put("a.csv", "id\n"), sheet="x")


def test_a_field_that_only_polars_would_guess_is_not_guessed(put):
    content = "id,x\n" + "1,2\n" * 20_000 + "3,UNK\n"
    assert read_table(put("a.csv", content)).frame["x"].to_list()[-1] == "UNK"


def test_file_errors_are_the_builtins_that_a_programmer_expects():
    assert issubclass(FileFormatError, ValueError)


@pytest.mark.parametrize(
    ("text", "columns", "first_row"),
    [
        ("sep=;\nid;name, first\n1;a\n", ["id", "name, first"], 3),
        ("sep=;\r\nid;ck\r\n1;5\r\n", ["id", "ck"], 3),
        ("SEP=|\nid|ck\n1|5\n", ["id", "ck"], 3),
        ("sep=;\nid,a;b,c\n1,2;3,4\n", ["id,a", "b,c"], 3),
        ("sep=\t\nid\tck\n1\t5\n", ["id", "ck"], 3),
        ("sep=;x;y\n1;2;3\n", ["sep=", "x", "y"], 2),
        ("sep=\n1\n", ["sep="], 2),
        ("sep=;", ["sep=", ""], 2),
    ],
)
def test_only_a_line_that_holds_nothing_but_a_mark_declares_it(put, text, columns, first_row):
    """`sep=;` as Excel writes it is no row; a header that begins alike is one, and keeps its place."""
    table = read_table(put("a.csv", text))
    assert [*table.frame.columns] == [name for name in columns if name]
    assert table.first_row == first_row


def test_a_given_delimiter_wins_over_a_declared_one_and_the_line_is_still_no_row(put):
    table = read_table(put("a.csv", "sep=;\nid,ck;x\n1,5;y\n"), delimiter=",")
    assert table.frame.to_dict(as_series=False) == {"id": ["1"], "ck;x": ["5;y"]}
    assert table.first_row == 3


def test_rows_below_a_declared_mark_keep_the_numbers_of_the_spreadsheet(put, refusal):
    assert "row 4 has 3 fields" in refusal(put("a.csv", 'sep=;\nid;ck\n1;"5"\n1;2;3\n'))
    assert "row 4 has 3 fields" in refusal(put("a.csv", "sep=;\nid;ck\n1;5\n1;2;3\n"))


def test_row_names_of_r_and_pandas_are_carried_along(put, cells):
    table = read_table(put("a.csv", '"","id","x"\n"1","a","5"\n"2","b","6"\n'))
    assert cells(table) == {"row_names": ["1", "2"], "id": ["a", "b"], "x": ["5", "6"]}
    assert "carried along as `row_names`" in table.warnings[0]


def test_row_names_without_a_place_in_the_header_are_read_where_they_count_the_rows(put, cells, refusal):
    assert cells(read_table(put("a.csv", "id,x,y\n1,a,5,7\n2,b,6,8\n"))) == {
        "row_names": ["1", "2"], "id": ["a", "b"], "x": ["5", "6"], "y": ["7", "8"],
    }  # fmt: skip
    assert "needs quotation marks" in refusal(put("a.csv", "id,x,y\n17,a,5,7\n18,b,6,8\n"))
    assert "needs quotation marks" in refusal(put("a.csv", "id,x,y\n1,a,5,7\n"))  # one row counts nothing
    assert "needs quotation marks" in refusal(put("a.csv", "id,x\n1,a,5\n2,b,6\n"))  # nor does so narrow a table


def test_a_first_column_with_neither_a_name_nor_a_value_is_no_row_names(put):
    assert read_table(put("a.csv", ",id,x\n,a,5\n,b,6\n")).frame.columns == ["id", "x"]


def test_a_note_below_the_table_is_a_row_with_one_cell(put, cells):
    assert cells(read_table(put("a.csv", "id,x,y\na,5,7\nexported from our registry\n"))) == {
        "id": ["a", "exported from our registry"], "x": ["5", None], "y": ["7", None],
    }  # fmt: skip


def test_a_file_that_ends_within_a_row_is_still_refused(put, refusal):
    assert "is the file cut off?" in refusal(put("a.csv", "id,x,y\na,5,7\nb,6\n"))
    assert "is the file cut off?" in refusal(put("a.csv", "id,x,y\na,5,7\nb17\n"))
