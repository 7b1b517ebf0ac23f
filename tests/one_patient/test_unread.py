"""Nothing unread goes unsaid: columns and fields that no chosen set reads are listed wherever a file or patient is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from myositis.classify_file.unread import MOST_NAMES, unread
from myositis.dictionary.findings import DICTIONARY
from myositis.published import ALL, DEFAULT, find
from myositis.published.criteria_set import decided, dictionary_of
from myositis.reading.cohort import near_misses

RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]
COLUMNS = ["patient_id", "anti_jo1", "anti_mi2", "sex", "diagnosis", "emg_myopathic", "weight", "gottrons_sign"]


def myositis(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, words)], capture_output=True, text=True, check=False)


def test_each_kind_of_column_gets_its_own_sentence() -> None:
    assert unread([*COLUMNS, "raynaud"], DEFAULT) == [
        "anti_mi2: not part of these criteria; see the profile",
        "sex, raynaud: not part of these criteria",
        "diagnosis: not read by any criteria; the reference for `myositis compare`",
        "weight: not in the data dictionary, so not read",
    ]
    assert unread(["exclusion_infection"], DEFAULT) == []
    assert unread(["exclusion_infection"], [find("eular-acr-2017")]) == ["exclusion_infection: not part of these criteria"]
    assert unread(["patient_id", "ck", "ck_uln", "birth_date", "anti_jo1"], DEFAULT) == []


def test_what_the_profile_tells_is_read_by_it() -> None:
    told = unread(["anti_mi2", "anti_pl7", "calcinosis", "raynaud", "weight"], DEFAULT, profile=True)
    assert told == ["raynaud: not part of these criteria", "weight: not in the data dictionary, so not read"]


def test_no_column_goes_unsaid() -> None:
    """Every column is read, or named in exactly one sentence: as unread, or as misspelt."""
    columns = [*DICTIONARY, "ck_above_limit", "anti_mi_2", "gottrons_sgn", "visit_date"]
    for criteria in (DEFAULT, ALL, *((one,) for one in ALL)):
        read = dictionary_of(criteria)
        found = [name for name in columns if name in read]
        misspelt = near_misses(tuple(columns), frozenset(found), tuple(read))
        named = [name for told in unread(columns, criteria, every=True) for name in told.partition(": ")[0].split(", ")]
        asked = {item.name for item in decided(criteria)} & read.keys() | {"patient_id"}
        assert sorted([*named, *(told.split("`")[1] for told in misspelt)]) == sorted({*columns} - asked)


def test_of_hundreds_of_columns_the_first_are_named_and_the_others_counted() -> None:
    columns = [f"q{number}" for number in range(100)]
    (told,) = unread(columns, DEFAULT)
    assert told.startswith("q0, q1, q2, ")
    assert f"q{MOST_NAMES - 1} and {100 - MOST_NAMES} more (`myositis check` lists them): not in the data dictionary" in told
    assert unread(columns, DEFAULT, every=True) == [f"{', '.join(columns)}: not in the data dictionary, so not read"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_command_says_the_same_of_a_file(ending: str, tmp_path: Path) -> None:
    import polars as pl

    source = tmp_path / f"cohort.{ending}"
    frame = pl.DataFrame([dict.fromkeys(COLUMNS, "no") | {"patient_id": "a", "sex": "female"}])
    frame.write_csv(source) if ending == "csv" else frame.write_excel(source)
    classified = myositis("classify", source, "-o", tmp_path / "out.csv")
    explained = myositis("explain", source, "--id", "a")
    checked = myositis("check", source)
    only_results = myositis("classify", source, "--results-only", "-o", tmp_path / "results.csv")
    compared = myositis("compare", source)
    for told in (*unread(COLUMNS, DEFAULT), "`gottrons_sign` is not read; did you mean `gottron_sign`?"):
        for text in (classified.stderr, only_results.stderr, explained.stderr, compared.stderr, checked.stdout):
            assert " ".join(text.split()).count(f"note: {told}") == 1
    profiled = " ".join(myositis("profile", source).stderr.split())
    for told in (*unread(COLUMNS, DEFAULT, profile=True), "`gottrons_sign` is not read; did you mean `gottron_sign`?"):
        assert f"note: {told}" in profiled
    assert "anti_mi2" not in profiled


def test_a_field_without_a_file_is_listed_too() -> None:
    done = myositis("explain", "--set", "anti_mi2=yes", "--set", "anti_jo1=no")
    assert "note: anti_mi2: not part of these criteria; see the profile" in done.stderr
    done = myositis("sql", "eular-acr-2017", "--columns", "patient_id,anti_jo1,emg_myopathic,weight")
    assert "note: emg_myopathic: not part of these criteria; see the profile" in done.stderr
    assert done.stderr.count("weight") == 1


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


def test_columns_that_a_mapping_does_not_name_are_listed(tmp_path: Path) -> None:
    (tmp_path / "cohort.csv").write_text("nr,rash,city,ward\na,1,Bonn,3\n", encoding="utf-8")
    findings = '[findings.patient_id]\ncolumn = "nr"\n[findings.dm_rash]\ncolumn = "rash"\nyes = ["1"]\nno = ["0"]\n'
    (tmp_path / "study.toml").write_text(findings, encoding="utf-8")
    read = (tmp_path / "cohort.csv", "--map", tmp_path / "study.toml")
    for done in (myositis("classify", *read), myositis("explain", *read, "--id", "a"), myositis("check", *read)):
        assert (done.stdout + done.stderr).count("note: city, ward: not in the mapping, so not read") == 1, done.stderr
