"""Broken files of every kind: read, or refused in one line; never another exception, never a partial output."""

from __future__ import annotations

import io

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from myositis.files import FileAccessError, FileFormatError, read_table, stream, write_table

KINDS = ["csv", "tsv", "parquet", "ndjson", "xlsx", "xls", "ods", "sav", "dta", "sas7bdat"]
WRITTEN = ["csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta"]
FUZZ = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read_or_refused(content: bytes, kind: str) -> None:
    message = ""
    try:
        table = read_table(io.BytesIO(content), format=kind)
    except (FileFormatError, FileAccessError) as refusal:
        message = str(refusal)
    if message:
        assert "\n" not in message
        assert len(message) < 1000
        return
    assert table.frame.width > 0
    assert all(name.strip() for name in table.frame.columns)
    assert {str(dtype) for dtype in table.frame.dtypes} <= {"Boolean", "Int64", "Float64", "Date", "String"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    frame = pl.DataFrame({"id": [f"{n:04}" for n in range(50)], "ck": [n / 2 for n in range(50)], "jo1": ["yes", None] * 25})
    contents = {}
    for kind in WRITTEN:
        write_table(frame, folder / f"a.{kind}")
        contents[kind] = (folder / f"a.{kind}").read_bytes()
    return contents


@pytest.mark.parametrize("kind", KINDS)
@FUZZ
@given(content=st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(kind, content):
    read_or_refused(content, kind)


@pytest.mark.parametrize("kind", ["csv", "tsv", "ndjson"])
@FUZZ
@given(content=st.text(alphabet='ab1,;\t|"\n\r={}[]: \x00üé', max_size=60))
def test_arbitrary_text_is_read_or_refused(kind, content):
    read_or_refused(content.encode(), kind)


@pytest.mark.parametrize("kind", WRITTEN)
@FUZZ
@given(data=st.data())
def test_whole_files_with_changed_bytes_are_read_or_refused(whole, kind, data):
    content = bytearray(whole[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_or_refused(bytes(content), kind)


@pytest.mark.parametrize("kind", WRITTEN)
@FUZZ
@given(share=st.floats(0, 1))
def test_truncated_files_are_read_or_refused(whole, kind, share):
    read_or_refused(whole[kind][: int(len(whole[kind]) * share)], kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", WRITTEN)
def test_content_of_one_format_read_as_another_is_read_or_refused(whole, kind, other):
    read_or_refused(whole[other], kind)


@FUZZ
@given(
    rows=st.lists(st.lists(st.text(alphabet='ab0 .-"\n\r,;\t|ü=', max_size=6), min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_whatever_is_quoted_reads_back_cell_by_cell(rows, delimiter):
    def quoted(row):
        return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row)

    text = "\n".join(quoted(row) for row in [["a", "b", "c"], *rows])
    table = read_table(io.BytesIO(text.encode()), delimiter=delimiter)
    expected = [tuple(cell or None for cell in row) for row in rows]
    while expected and not any(expected[-1]):
        expected.pop()
    assert table.frame.rows() == expected


BROKEN = {
    "empty": b"",
    "only a mark": b"\xef\xbb\xbf",
    "only line ends": b"\n\r\n\r",
    "ragged": b"a,b\n1,2,3\n",
    "NUL bytes": b"a,b\n1,\x00\n",
    "header twice": b"a,a\n1,2\n",
    "open quotation mark": b'a,b\n1,"2\n',
    "zip": b"PK\x03\x04" + b"x" * 50,
    "gzip": b"\x1f\x8b\x08" + b"x" * 50,
    "html": b"<html></html>",
}


@pytest.mark.parametrize("trouble", BROKEN)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_broken_file_leaves_a_partial_output(tmp_path, trouble, kind):
    path = tmp_path / "a.csv"
    path.write_bytes(BROKEN[trouble])
    with pytest.raises(FileFormatError):
        stream(path, tmp_path / f"out.{kind}", lambda frame: frame)
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def other_helper(monkeypatch):
    """Replace the process that reads binary formats by one that runs `program`."""
    from myositis.files import isolated

    def replace(program: str) -> None:
        while isolated._current:
            isolated._current.pop().end()
        monkeypatch.setattr(isolated, "_PROGRAM", program)

    yield replace
    while isolated._current:
        isolated._current.pop().end()


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "sav", "dta"])
def test_a_library_that_ends_the_process_gives_one_line_and_the_next_file_is_read(whole, other_helper, monkeypatch, kind):
    other_helper("import os, pickle, sys; pickle.load(sys.stdin.buffer); os.abort()")
    with pytest.raises(FileFormatError, match="damaged"):
        read_table(io.BytesIO(whole[kind]), format=kind)
    monkeypatch.undo()
    assert read_table(io.BytesIO(whole[kind]), format=kind).frame.height == 50


def test_a_library_that_runs_on_for_ever_is_stopped(whole, other_helper, monkeypatch):
    other_helper("import time; time.sleep(600)")
    monkeypatch.setattr("myositis.files.isolated._SECONDS", 0.3)
    with pytest.raises(FileFormatError, match="time than a file of its size should"):
        read_table(io.BytesIO(whole["sav"]), format="sav")


def test_what_a_library_prints_does_not_reach_the_screen(whole, capfd):
    content = whole["parquet"]
    for at in range(4, len(content) - 8, 40):
        read_or_refused(content[:at] + b"\xff" + content[at + 1 :], "parquet")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
