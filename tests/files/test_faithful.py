"""What a format cannot hold is refused before it is written; everything else comes back as it was."""

from __future__ import annotations

import json

import polars as pl
import pytest

from myositis import classify_to_file
from myositis.classify_file import to_file
from myositis.files import FileAccessError, FileFormatError, open_scan, open_writer, read_table, write_table

ENDINGS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")
HOLD_NUL = ("parquet", "ndjson")
ODD = [
    f"a{chr(number)}b"
    for number in (*range(1, 9), 11, 12, *range(14, 32), 127, 133, 0xAD, 0x200B, 0x2028, 0x202E, 0x2066, 0xFEFF)
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_nul_in_an_id_is_carried_or_refused_and_never_joins_two_patients(tmp_path, ending):
    frame = pl.DataFrame({"patient_id": ["x", "a\0b", "a\0c"], "n": [1, 2, 3]})
    if ending in HOLD_NUL:
        write_table(frame, tmp_path / f"a.{ending}")
        assert read_table(tmp_path / f"a.{ending}").frame["patient_id"].to_list() == ["x", "a\0b", "a\0c"]
        return
    with pytest.raises(FileFormatError, match=rf"row 3 of column `patient_id` holds .* `\\x00`, which {ending} cannot"):
        write_table(frame, tmp_path / f"a.{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_a_nul_in_a_later_batch_is_named_by_its_row(tmp_path, ending):
    def write() -> None:
        with open_writer(tmp_path / f"a.{ending}") as writer:
            writer.write(pl.DataFrame({"a": ["x"] * 10}))
            writer.write(pl.DataFrame({"a": ["x", "y\0"]}))

    with pytest.raises(FileFormatError, match="row 13 of column `a`"):
        write()
    assert not list(tmp_path.iterdir())


def test_a_nul_in_a_header_or_a_category_is_found_too(tmp_path):
    with pytest.raises(FileFormatError, match="the column name"):
        write_table(pl.DataFrame({"a\0": ["x"]}), tmp_path / "a.csv")
    with pytest.raises(FileFormatError, match="row 2"):
        write_table(pl.DataFrame({"a": pl.Series(["x\0"], dtype=pl.Categorical)}), tmp_path / "a.csv")


@pytest.mark.parametrize("ending", ENDINGS)
def test_control_characters_and_marks_of_direction_come_back_as_they_were(tmp_path, ending):
    write_table(pl.DataFrame({"remark": ODD}), tmp_path / f"a.{ending}")
    assert read_table(tmp_path / f"a.{ending}").frame["remark"].to_list() == ODD


@pytest.mark.parametrize("letter", ["\ufffe", "\uffff"])
def test_what_is_no_character_in_xml_is_refused_in_a_workbook(tmp_path, letter):
    with pytest.raises(FileFormatError, match=r"write Parquet or NDJSON"):
        write_table(pl.DataFrame({"remark": [f"a{letter}"]}), tmp_path / "a.xlsx")


@pytest.mark.parametrize("text", ["_x0041_", "_x000B_", "a_x005F_x", "1e400", "9" * 400, "#N/A", "NULL", "TRUE", "0012", "1E05"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_text_that_looks_like_something_else_stays_text(tmp_path, ending, text):
    write_table(pl.DataFrame({"remark": [text, "other"]}), tmp_path / f"a.{ending}")
    assert read_table(tmp_path / f"a.{ending}").frame["remark"].to_list() == [text, "other"]


HUGE = ["1e400", "-1e999", "123456789012345678901234567890", "0.12345678901234567890123", "1.7976931348623157e309"]


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_a_number_that_no_computer_holds_is_written_back_as_it_stood(tmp_path, ending, number):
    text = f"patient_id,dm_rash,own\na,yes,{number}\n" if ending == "csv" else (
        f'{{"patient_id":"a","dm_rash":true,"own":{number}}}\n'
    )  # fmt: skip
    (tmp_path / f"in.{ending}").write_text(text)
    for target in ("csv", "parquet", "xlsx", "ndjson"):
        classify_to_file(tmp_path / f"in.{ending}", tmp_path / f"out.{target}")
        sheet = "results" if target == "xlsx" else None
        assert read_table(tmp_path / f"out.{target}", sheet=sheet).frame["own"].item() == number


def test_ordinary_numbers_of_ndjson_are_numbers(tmp_path):
    (tmp_path / "a.ndjson").write_text('{"a":1.50,"b":7,"c":1e-3}\n{"a":0.1,"b":9007199254740993,"c":0.30000000000000004}\n')
    frame = read_table(tmp_path / "a.ndjson").frame
    assert frame.dtypes == [pl.Float64, pl.Int64, pl.Float64]
    assert frame.rows() == [(1.5, 7, 0.001), (0.1, 9007199254740993, 0.30000000000000004)]


@pytest.mark.parametrize(("ending", "number"), [("ndjson", float("inf")), ("dta", float("-inf")), ("dta", 1e308)])
def test_a_number_that_a_format_would_drop_is_refused(tmp_path, ending, number):
    with pytest.raises(FileFormatError, match="row 3 of column `a` is a number too large"):
        write_table(pl.DataFrame({"a": [1.0, number]}), tmp_path / f"a.{ending}")


def test_the_line_with_the_metadata_is_off_unless_asked_and_is_no_patient(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("patient_id,dm_rash\na,yes\nb,no\n")
    classify_to_file(source, tmp_path / "plain.ndjson")
    classify_to_file(source, tmp_path / "headed.ndjson", header=True)
    plain, headed = ((tmp_path / f"{name}.ndjson").read_text().splitlines() for name in ("plain", "headed"))
    assert plain == headed[1:]
    assert list(json.loads(headed[0])) == ["myositis_header"]
    assert json.loads(headed[0])["myositis_header"]["myositis"]["criteria"][0]["criteria"] == "eular-acr-2017"
    for name in ("plain", "headed"):
        assert read_table(tmp_path / f"{name}.ndjson").frame["patient_id"].to_list() == ["a", "b"]
    with pytest.raises(FileFormatError, match="is for NDJSON"):
        classify_to_file(source, tmp_path / "out.csv", header=True)


@pytest.mark.parametrize("first", ['{"myositis_header":"x","dm_rash":true}', '{"myositis_header":"x"}', '{"myositis_header":1}'])
def test_a_patient_whose_row_begins_like_the_metadata_is_kept(tmp_path, first):
    (tmp_path / "a.ndjson").write_text(first + '\n{"dm_rash":false}\n')
    assert read_table(tmp_path / "a.ndjson").frame.height == 2


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("change", ["a patient more", "a row less", "the same size, another content"])
def test_a_file_that_changes_between_the_passes_is_refused(tmp_path, monkeypatch, kind, change):
    """Checked were other rows than those that would be classified: nothing is written."""
    monkeypatch.setattr(to_file, "BATCH", 2)
    source = tmp_path / f"in.{kind}"

    def put(ids: list[str]) -> None:
        frame = pl.DataFrame({"patient_id": ids, "dm_rash": ["yes"] * len(ids)})
        frame.write_csv(source) if kind == "csv" else frame.write_parquet(source)

    put(["a", "b", "c", "d"])
    changed = {"a patient more": ["a", "b", "c", "d", "e"], "a row less": ["a", "b", "c"]}.get(change, ["a", "b", "c", "a"])

    def progress(stage: str, done: int, _total: int) -> None:
        if (stage, done) == ("classifying", 2):
            put(changed)

    with pytest.raises((FileAccessError, FileFormatError), match=r"changed while it was read|cannot be read"):
        classify_to_file(source, tmp_path / "out.csv", progress=progress)
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_a_file_that_is_only_touched_by_readers_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("patient_id,dm_rash\na,yes\n")
    with open_scan(tmp_path / "a.csv") as scan:
        for _ in range(3):
            (tmp_path / "a.csv").read_text()
            assert sum(batch.height for batch in scan.batches()) == 1


def test_a_whole_reading_notices_a_change_too(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    from myositis.files import table

    read = table._read_delimited

    def slowly(*given):
        answer = read(*given)
        path.write_text("a,b\n1,2\n3,4\n")
        return answer

    monkeypatch.setattr(table, "_read_delimited", slowly)
    with pytest.raises(FileAccessError, match="was changed while it was read"):
        read_table(path)


@pytest.mark.parametrize("target", ["csv", "parquet", "sav"])
def test_a_binary_column_that_nobody_reads_is_carried_as_digits(tmp_path, target):
    frame = pl.DataFrame(
        {"patient_id": ["a", "b"], "dm_rash": [True, False], "scan": [b"\xff\x00\x01", None], "text": [b"plain", b"\xc3\xa9"]}
    )
    frame.write_parquet(tmp_path / "in.parquet")
    summary = classify_to_file(tmp_path / "in.parquet", tmp_path / f"out.{target}")
    assert "the column `scan` is binary: shown as hexadecimal digits" in summary.notes
    out = read_table(tmp_path / f"out.{target}").frame
    assert out["scan"].to_list() == ["ff0001", None]
    assert out["text"].to_list() == ["plain", "é"]
