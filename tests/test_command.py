"""The command as a data manager meets it: files in, results out, every error one line with its exit code."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from myositis_cli.main import myositis as commands

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "fixtures" / "cohorts" / "ar2963.csv"
RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]


def myositis(*words: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, words)], capture_output=True, text=True, input=given, check=False)


def write(folder: Path, text: str, name: str = "cohort.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_published_cohort_is_classified_under_both_sets() -> None:
    done = myositis("classify", PUBLISHED)
    assert done.returncode == 0
    out = rows(done.stdout)
    assert len(out) == 25
    assert list(out[0])[:3] == ["patient_id", "sex", "disease_duration_months"]
    assert out[0]["bohan_peter_1975_level"] == "definite"
    assert {row["eular_acr_2017_column"] for row in out} == {"with biopsy"}
    assert "25 patients, every row was read." in done.stderr
    assert "EULAR/ACR 2017: 0 of 25 classified (definite or probable); 25 more could be" in done.stderr
    assert "not met, up to definite" in done.stderr


def test_one_bad_row_stays_in_the_output_and_everything_else_is_classified(tmp_path: Path) -> None:
    text = (
        "patient_id,dm_rash,gottron_sign,age_at_onset,note\n0012,yes,,50,keep\n1E05,maybe,,50,me\n"
        "c,no,yes,50,too\n,yes,,50,x\nd,yes,,500,y\ne,,,,\ne,,,,\n"
    )
    done = myositis("classify", write(tmp_path, text))
    assert done.returncode == 1
    out = rows(done.stdout)
    assert [row["patient_id"] for row in out] == ["0012", "1E05", "c", "", "d", "e", "e"]
    assert [row["myositis_status"] for row in out] == ["classified", *["invalid"] * 6]
    assert all(row["eular_acr_2017_level"] == "" for row in out[1:])
    assert [row["note"] for row in out[:5]] == ["keep", "me", "too", "x", "y"]
    for told in (
        "row 3, dm_rash: yes or no is expected",
        "[not_yes_no]",
        "row 4, dm_rash: dermatomyositis rash: recorded as absent, yet a part of it is present [dm_rash_absent_part_present]",
        "row 5, patient_id: the patient id is missing [id_missing]",
        "row 6, age_at_onset: a number between 0 and 120 is expected [out_of_range]",
        "[id_duplicate]",
    ):
        assert told in done.stderr


def test_the_duplicate_id_is_found_in_a_streamed_parquet_file(tmp_path: Path) -> None:
    frame = pl.DataFrame({"patient_id": ["a", "b", "a"], "dm_rash": [True, None, False]})
    frame.write_parquet(tmp_path / "in.parquet")
    done = myositis("classify", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    assert done.returncode == 1
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out["myositis_status"].to_list() == ["invalid", "classified", "invalid"]
    about = json.loads(pl.read_parquet_metadata(tmp_path / "out.parquet")["myositis"])
    assert [one["criteria"] for one in about["criteria"]] == ["eular-acr-2017", "bohan-peter-1975"]
    assert all(len(one["fingerprint"]) == 16 for one in about["criteria"])


def test_signs_are_read_only_in_a_column_that_holds_both(tmp_path: Path) -> None:
    both = write(tmp_path, "patient_id,dm_rash\na,+\nb,-\n")
    assert myositis("classify", both).returncode == 0
    lone = write(tmp_path, "patient_id,dm_rash\na,-\nb,-\n")
    done = myositis("classify", lone)
    assert done.returncode == 1
    assert "[lone_sign]" in done.stderr


def test_a_near_miss_of_a_column_name_is_named(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, "patient_id,gottrons_sign\na,yes\n"))
    assert "`gottrons_sign` is not read; did you mean `gottron_sign`?" in done.stderr


def test_without_ids_the_row_number_serves_with_a_note(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, "dm_rash\nyes\nno\n"), "--results-only")
    assert [row["row"] for row in rows(done.stdout)] == ["2", "3"]
    assert "the row number serves as id" in done.stderr


def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(tmp_path: Path) -> None:
    text = "patient_id,dm_rash,remark\na,yes,=1+1\nb,no,@SUM\nc,yes,-5\nd,no,+cmd\n"
    out = rows(myositis("classify", write(tmp_path, text)).stdout)
    assert [row["remark"] for row in out] == ["'=1+1", "'@SUM", "-5", "'+cmd"]


def test_an_existing_output_column_stops_the_command_and_offers_a_prefix(tmp_path: Path) -> None:
    first = tmp_path / "first.csv"
    assert myositis("classify", PUBLISHED, "-o", first).returncode == 0
    again = myositis("classify", first, "-o", tmp_path / "second.csv")
    assert again.returncode == 2
    assert "exists already; choose names of your own with a prefix" in again.stderr
    assert not (tmp_path / "second.csv").exists()
    assert myositis("classify", first, "--prefix", "v2_", "-o", tmp_path / "second.csv").returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("classify", "nowhere.csv"), 4, "no file"),
        (("classify", PUBLISHED, "-c", "eular-acr-2107"), 2, "did you mean `eular-acr-2017`"),
        (("classify", PUBLISHED, "-c", "bohan-peter-1975:emg=triade"), 2, "did you mean `triad`"),
        (("clasify", PUBLISHED), 2, "did you mean `classify`"),
        (("explain", PUBLISHED, "--id", "99"), 2, "no row has the patient id `99`"),
        (("classify", PUBLISHED, "-o", "out.docx"), 3, "docx"),
        (("classify", PUBLISHED, "--redcap-dictionary", "x.csv"), 2, "--map"),
        (("classify", "tests"), 4, "`tests` is a folder"),
        (("classify", PUBLISHED, "--date-format", "yesterday"), 2, "`yesterday` is not a date format"),
    ],
)
def test_every_wrong_call_is_one_line_and_an_exit_code(words: tuple[str, ...], code: int, told: str) -> None:
    done = myositis(*words)
    assert told in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 4


def test_an_empty_file_is_one_line(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, ""))
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_with_only_a_header_gets_its_result_columns(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, "patient_id,dm_rash\n"))
    assert done.returncode == 0
    assert "eular_acr_2017_level" in done.stdout


def test_no_open_leaves_the_open_columns_out() -> None:
    done = myositis("classify", PUBLISHED, "--no-open")
    assert "open_levels" not in done.stdout
    assert "determined" not in done.stdout


def test_stdin_is_read_as_csv() -> None:
    done = myositis("classify", "-", given="patient_id,dm_rash\na,yes\n")
    assert done.returncode == 0
    assert rows(done.stdout)[0]["myositis_status"] == "classified"


def test_an_invalid_row_is_explained(tmp_path: Path) -> None:
    done = myositis("explain", write(tmp_path, "patient_id,dm_rash\na,perhaps\nb,yes\n"), "--id", "a")
    assert done.returncode == 1
    assert "is invalid and was not classified" in done.stdout
    assert "yes or no is expected" in done.stdout


def test_explain_shows_the_table_and_what_would_settle_it() -> None:
    done = myositis("explain", PUBLISHED, "--id", "15", "-c", "eular-acr-2017")
    assert done.returncode == 0
    for told in ("could still make it definite", "yes  3.8  anti-Jo-1", "5.2 points; at most 17.0", "Not recorded, and it would"):
        assert told in done.stdout


def test_check_shows_every_coded_value_but_no_ids_or_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "patient_id,dm_rash,ck\nsecret7,yes,5123\nb,ND,12\n")
    done = myositis("check", path)
    assert done.returncode == 0
    assert "not recorded (not done)" in done.stdout
    assert "secret7" not in done.stdout
    assert "5123" not in done.stdout


def test_variants_get_columns_of_their_own() -> None:
    done = myositis("classify", PUBLISHED, "-c", "bohan-peter-1975", "-c", "bohan-peter-1975:emg=triad,enzymes=ck_only")
    names = done.stdout.splitlines()[0].split(",")
    assert "bohan_peter_1975_level" in names
    assert "bohan_peter_1975_emg_triad_enzymes_ck_only_level" in names


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta"])
def test_every_output_format_can_be_read_again_with_the_same_results(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{ending}"
    assert myositis("classify", PUBLISHED, "-o", target).returncode == 0
    again = myositis("classify", target, "--prefix", "again_", "--results-only", "-o", tmp_path / "again.csv", *_sheet(ending))
    assert again.returncode == 0, again.stderr
    first = [row["bohan_peter_1975_level"] for row in rows(myositis("classify", PUBLISHED).stdout)]
    assert [row["again_bohan_peter_1975_level"] for row in rows((tmp_path / "again.csv").read_text())] == first


def _sheet(ending: str) -> tuple[str, ...]:
    return ("--sheet", "results") if ending == "xlsx" else ()


def test_on_a_terminal_an_undetermined_headline_never_stands_alone() -> None:
    reader, writer = pty.openpty()
    with subprocess.Popen([*RUN, "classify", str(PUBLISHED)], stdout=writer, stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        shown = b""
        while True:
            try:
                part = os.read(reader, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        process.wait()
    os.close(reader)
    text = shown.decode()
    assert "patient" in text
    assert "not met, up to definite" in text
    assert "not met " not in text


def test_an_output_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    done = myositis("classify", PUBLISHED, "-o", tmp_path / "missing" / "out.csv")
    assert done.returncode == 4
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "needed"),
    [(("--help",), set()), (("classify", PUBLISHED, "-o", "-"), {"polars", "myositis.files"})],
    ids=["help", "a few patients"],
)
def test_a_short_command_imports_nothing_that_it_does_not_need(words: tuple[str, ...], needed: set[str]) -> None:
    """No library, no format that the file does not have, and no criteria set that was not asked for."""
    libraries = {"polars", "pandas", "statsmodels", "pydantic", "numpy", "narwhals", "pyarrow"}
    heavy = libraries | {"myositis.files", "myositis.files.workbook_out", "myositis.published.griggs_1995"}
    program = (
        f"import sys; sys.argv = ['myositis', *{[str(word) for word in words]!r}]\n"
        "from myositis_cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write('loaded:' + ' '.join({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert set(done.stderr.rpartition("loaded:")[2].split()) == needed


def test_what_looks_odd_is_a_warning_and_the_row_is_classified(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "patient_id,age_at_onset,birth_date,symptom_onset_date,emg_myopathic,emg_short_polyphasic,"
        "emg_spontaneous_activity,emg_repetitive_discharges\n1,40,1990-05-05,2008-05-05,no,yes,yes,yes\n2,,1990,2011,,,,\n",
    )
    for words in (("classify", path), ("check", path)):
        done = myositis(*words)
        assert done.returncode == 0
        told = done.stdout + done.stderr
        for code in ("[age_differs_from_dates]", "[emg_absent_full_triad]"):
            assert told.count(code) == 1
    assert "[age_differs_from_dates]" in myositis("explain", path, "--id", "1").stdout


def test_a_one_beside_a_two_is_asked_and_never_guessed(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, "patient_id,dm_rash,anti_jo1\na,1,1\nb,2,0\nc,0,1\n"))
    assert done.returncode == 1
    assert {row["myositis_status"] for row in rows(done.stdout)} == {"invalid"}
    assert done.stderr.count("[ambiguous_code]") == 2


def test_the_template_can_be_classified_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "cohort.xlsx"
    assert myositis("template", "-o", target).returncode == 0
    assert myositis("classify", target).returncode == 0


def test_a_file_without_any_finding_is_refused(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, "foo,bar\n1,2\n"))
    assert done.returncode == 2
    assert "no column is a finding" in done.stderr


def test_results_for_redcap_are_the_same_from_every_format(tmp_path: Path) -> None:
    shapes = set()
    for ending in ("csv", "parquet", "sav", "dta", "xlsx"):
        target = tmp_path / f"out.{ending}"
        assert myositis("classify", PUBLISHED, "-o", target).returncode == 0
        out = rows(myositis("redcap", "results", target).stdout)
        shapes.add(tuple(tuple(row.items()) for row in out))
    assert len(shapes) == 1


def test_a_one_beside_a_two_is_asked_in_a_parquet_file_of_many_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole numbers are looked at in the whole file before the first batch is read."""
    pl.DataFrame({"patient_id": [f"{row}" for row in range(9)], "heliotrope_rash": [1, 1, 1, 1, 1, 1, 1, 1, 2]}).write_parquet(
        tmp_path / "coded.parquet"
    )
    monkeypatch.setattr("myositis.classify_file.to_file.BATCH", 3)
    words = ["classify", str(tmp_path / "coded.parquet"), "-o", str(tmp_path / "out.csv")]
    assert commands.main(words, standalone_mode=False) == 1
    assert (tmp_path / "out.csv").read_text().count(",invalid,") == 9
