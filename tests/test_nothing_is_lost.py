"""Files that are there stay as they are, and what a file says of its columns goes along."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
import pytest

from myositis import classify_cohort
from myositis.errors import UnknownNameError
from myositis.files import FileAccessError, FileFormatError, read_table, write_table
from test_command import PUBLISHED, myositis, rows, write

COHORT = "patient_id,age_at_onset,heliotrope_rash\n1,50,yes\n2,40,perhaps\n3,30,no\n"


def test_a_template_never_replaces_a_file(tmp_path: Path) -> None:
    cohort = write(tmp_path, COHORT)
    done = myositis("template", "-o", cohort)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert cohort.read_text() == COHORT


@pytest.mark.parametrize("option", ["--map", "--redcap-dictionary"])
@pytest.mark.parametrize("command", ["classify", "compare"])
def test_no_input_is_written_over(command: str, option: str, tmp_path: Path) -> None:
    cohort, mapping = write(tmp_path, COHORT), tmp_path / "study.toml"
    assert myositis("map", cohort, "-o", mapping).returncode == 0
    text = "\n".join(line for line in mapping.read_text().splitlines() if "question" not in line)
    mapping.write_text(text)
    other = mapping if option == "--map" else write(tmp_path, "Variable / Field Name\nrecord_id\n", "dictionary.csv")
    before = other.read_text()
    words = ["--map", mapping, *([option, other] if option != "--map" else []), "-o", other]
    done = myositis(command, cohort, *words)
    assert done.returncode >= 2
    assert other.read_text() == before


def test_a_file_that_may_not_be_changed_is_named_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("old\n")
    kept.chmod(stat.S_IRUSR)
    monkeypatch.setattr(os, "access", lambda *_: False)  # what the system says to everybody but its administrator
    with pytest.raises(FileAccessError, match=r"`kept.csv` cannot be written: Permission denied"):
        write_table(pl.DataFrame({"a": [1]}), kept)
    assert kept.read_text() == "old\n"


def spss(path: Path) -> Path:
    frame = pl.DataFrame({"patient_id": ["a", "b"], "proximal_weakness": [1, 9], "ck": [999, 300], "ck_uln": [170, 170]})
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"proximal_weakness": {0: "no", 1: "yes", 9: "not done"}},
        missing_ranges={"ck": [999], "proximal_weakness": [9]},
        column_labels={"ck": "Creatine kinase"},
    )
    return path


def test_an_spss_file_keeps_its_labels_and_what_means_missing(tmp_path: Path) -> None:
    source, target = spss(tmp_path / "in.sav"), tmp_path / "out.sav"
    assert myositis("classify", source, "-c", "bohan-peter-1975", "-o", target).returncode == 0
    before, after = read_table(source), read_table(target)
    assert after.missing_reasons == before.missing_reasons
    assert {name: after.value_labels.get(name) for name in before.value_labels} == before.value_labels
    assert after.column_labels["ck"] == "Creatine kinase"
    again = myositis("classify", target, "-c", "bohan-peter-1975", "--prefix", "again_", "-o", "-")
    for row in rows(again.stdout):
        assert row["again_bohan_peter_1975_criteria_met"] == (row["bohan_peter_1975_criteria_met"] or "")


def test_codes_that_mean_missing_are_named_when_the_output_cannot_mark_them(tmp_path: Path) -> None:
    done = myositis("classify", spss(tmp_path / "in.sav"), "-o", tmp_path / "out.csv")
    assert "codes that mean missing in `proximal_weakness`, `ck` are plain values in csv" in done.stderr


def test_rows_that_became_one_patient_can_be_written_for_spss_and_what_is_no_longer_marked_is_named(tmp_path: Path) -> None:
    """Joined cells are text, which keeps no labels of numbers."""
    frame = pl.DataFrame({"patient_id": ["a", "a", "b"], "ck": [999, 300, 100], "ck_uln": [170, 170, 170]})
    ranges, labels = {"ck": [999]}, {"ck": {999: "unknown"}}
    pyreadstat.write_sav(frame, str(tmp_path / "visits.sav"), missing_ranges=ranges, variable_value_labels=labels)
    mapping = tmp_path / "study.toml"
    assert myositis("map", tmp_path / "visits.sav", "-o", mapping).returncode == 0
    text = re.sub(r"\[\[question\]\]\ntext = .*\n|^question.*\n", "", mapping.read_text(), flags=re.MULTILINE)
    mapping.write_text(text.replace('# collapse = "ever"', 'collapse = "ever"', 1))
    done = myositis("classify", tmp_path / "visits.sav", "--map", mapping, "-o", tmp_path / "out.sav")
    assert done.returncode == 0, done.stderr
    assert "codes that mean missing in `ck` are plain values in sav" in done.stderr
    assert read_table(tmp_path / "out.sav").frame["ck"].to_list() == ["999 | 300", "100"]


def test_more_missing_codes_than_spss_can_declare_become_a_range_or_an_error(tmp_path: Path) -> None:
    codes = {"missing_codes": {"ck": (95, 96, 97, 98)}}
    write_table(pl.DataFrame({"ck": [95, 96, 97, 98, 300]}), tmp_path / "range.sav", **codes)
    assert set(read_table(tmp_path / "range.sav").missing_reasons["ck"]) == {95, 96, 97, 98}
    write_table(pl.DataFrame({"ck": [95, 97, 98, 96, 94]}), tmp_path / "beside.sav", **codes)
    with pytest.raises(FileFormatError, match="cannot declare 4 codes of `ck` as missing"):
        write_table(pl.DataFrame({"ck": [95.0, 96.0, 96.5, 97.0, 98.0]}), tmp_path / "between.sav", **codes)


@pytest.mark.parametrize("frame", [pl.DataFrame({"Patient_ID": ["1"], "Heliotrope": ["yes"]}), pl.DataFrame({"x": [1]}).lazy()])
def test_a_frame_without_any_finding_is_refused(frame: Any) -> None:
    with pytest.raises(UnknownNameError, match="no column is a finding"):
        classify_cohort(frame)


def test_check_and_sql_refuse_what_classify_refuses(tmp_path: Path) -> None:
    ids = write(tmp_path, "patient_id,site\n0001,A\n")
    for words in (("check", ids), ("classify", ids), ("sql", "eular-acr-2017", "--columns", "foo,bar")):
        done = myositis(*words)
        assert done.returncode == 2
        assert "no column is a finding" in done.stderr
        assert "did you mean `patient_id`" not in done.stderr


def test_explain_writes_one_json_document_also_for_an_invalid_row(tmp_path: Path) -> None:
    cohort = write(tmp_path, COHORT)
    good, bad = (myositis("explain", cohort, "--id", name, "--json") for name in ("1", "2"))
    told = json.loads(good.stdout)
    assert (told["patient"], told["rows"][0]["status"]) == ("1", "classified")
    assert [result["criteria"] for result in told["rows"][0]["results"]] == ["eular-acr-2017", "bohan-peter-1975"]
    told = json.loads(bad.stdout)
    assert (bad.returncode, told["rows"][0]["status"]) == (1, "invalid")
    assert told["rows"][0]["problems"][0]["column"] == "heliotrope_rash"


def test_without_ids_explain_says_which_rows_there_are(tmp_path: Path) -> None:
    cohort = write(tmp_path, "heliotrope_rash\nyes\nno\n")
    done = myositis("explain", cohort, "--id", "1")
    assert "the rows have the numbers 2 to 3" in done.stderr
    assert myositis("explain", cohort, "--id", "2").returncode == 0


def test_the_published_cohort_stays_as_it_is() -> None:
    before = PUBLISHED.read_bytes()
    assert myositis("classify", PUBLISHED, "-o", PUBLISHED).returncode == 4
    assert PUBLISHED.read_bytes() == before


def test_ids_and_dates_typed_into_the_template_stay_as_typed(tmp_path: Path) -> None:
    """Excel would make 12 of 0012 and a full date of 1980-05 where a column is not formatted as text."""
    openpyxl = pytest.importorskip("openpyxl")
    assert myositis("template", "-o", tmp_path / "template.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "template.xlsx").worksheets[0]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    formats = {name: sheet.column_dimensions[letters[name]].number_format for name in ("patient_id", "birth_date", "ck")}
    assert formats == {"patient_id": "@", "birth_date": "@", "ck": "General"}
