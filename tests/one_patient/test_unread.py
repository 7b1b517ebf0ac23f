"""Nothing unread goes unsaid: columns and fields that no chosen set reads are listed wherever a file or patient is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from myositis.published import DEFAULT, find
from myositis.reading.unread import MOST_NAMES, unread

RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]
COLUMNS = ["patient_id", "anti_jo1", "anti_mi2", "sex", "diagnosis", "emg_myopathic", "weight", "gottrons_sign"]


def myositis(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, words)], capture_output=True, text=True, check=False)


def test_each_kind_of_column_gets_its_own_sentence() -> None:
    assert unread(COLUMNS, DEFAULT) == [
        "not part of these criteria: sex",
        "not part of these criteria; see the profile: anti_mi2",
        "diagnosis is never read by criteria; it is a reference for `myositis compare`",
        "not in the data dictionary, so not read: weight",
    ]
    assert unread(COLUMNS, [find("eular-acr-2017")])[0] == "not part of these criteria: sex, emg_myopathic"
    assert unread(["patient_id", "ck", "ck_uln", "birth_date", "anti_jo1"], DEFAULT) == []


def test_of_hundreds_of_columns_the_first_are_named_and_the_others_counted() -> None:
    (told,) = unread([f"q{number}" for number in range(100)], DEFAULT)
    assert told.endswith(f"q{MOST_NAMES - 1} and {100 - MOST_NAMES} more")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_classify_and_explain_say_the_same_of_a_file(ending: str, tmp_path: Path) -> None:
    import polars as pl

    source = tmp_path / f"cohort.{ending}"
    frame = pl.DataFrame([dict.fromkeys(COLUMNS, "no") | {"patient_id": "a", "sex": "female"}])
    frame.write_csv(source) if ending == "csv" else frame.write_excel(source)
    classified = myositis("classify", source, "-o", tmp_path / "out.csv")
    explained = myositis("explain", source, "--id", "a")
    for told in (*unread(COLUMNS, DEFAULT), "`gottrons_sign` is not read; did you mean `gottron_sign`?"):
        assert f"note: {told}" in " ".join(classified.stderr.split())
        assert f"note: {told}" in " ".join(explained.stderr.split())


def test_a_field_without_a_file_is_listed_too() -> None:
    done = myositis("explain", "--set", "anti_mi2=yes", "--set", "anti_jo1=no")
    assert "note: not part of these criteria; see the profile: anti_mi2" in done.stderr
    done = myositis("sql", "eular-acr-2017", "--columns", "patient_id,anti_jo1,emg_myopathic,weight")
    assert "note: not part of these criteria: emg_myopathic" in done.stderr
    assert "weight" in done.stderr


def test_check_counts_blanks_in_one_line_and_saves_its_preview(tmp_path: Path) -> None:
    import polars as pl

    source = tmp_path / "cohort.csv"
    source.write_text("patient_id,dm_rash,anti_jo1,age_at_onset\na,yes,,50\nb,,,60\nc,ND,no,61\n", encoding="utf-8")
    done = myositis("check", source, "-o", tmp_path / "preview.csv")
    assert done.returncode == 0, done.stderr
    assert "Blank, so not recorded: 3 cells of 2 of these columns." in done.stdout
    assert "(blank)" not in done.stdout
    saved = pl.read_csv(tmp_path / "preview.csv", infer_schema=False)
    rows = {(row["column"], row["read as"], row["rows"]) for row in saved.to_dicts()}
    assert {("dm_rash", "yes", "1"), ("dm_rash", "not recorded (not done)", "1")} <= rows
    assert ("anti_jo1", "not recorded (blank)", "2") in rows
