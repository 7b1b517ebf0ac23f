"""`myositis explain`: a patient from a file, from the command line or from JSON, refused with the words of `classify`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from myositis.published import ALL
from one_patient.answering import FIXTURES, PATIENTS

RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]


def myositis(*words: str | Path, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, *map(str, words)],
        capture_output=True,
        text=True,
        input=given,
        check=False,
        env={**os.environ, **environment},
    )


def as_words(name: str) -> list[str]:
    words = []
    for key, value in PATIENTS[name].items():
        cell = ("yes" if value else "no") if isinstance(value, bool) else value
        words += ["--set", f"{key}={cell}"]
    return words


@pytest.mark.parametrize("name", PATIENTS)
def test_a_patient_gets_the_same_review_whichever_way_in(name: str, tmp_path: Path) -> None:
    by_file = myositis("explain", FIXTURES / f"{name}.json")
    assert by_file.returncode == 0, by_file.stderr
    assert myositis("explain", *as_words(name)).stdout == by_file.stdout
    assert myositis("explain", "-", given=json.dumps(PATIENTS[name])).stdout == by_file.stdout
    cohort = tmp_path / "cohort.csv"
    told = {True: "yes", False: "no"}
    cells = [str(told[value] if isinstance(value, bool) else value) for value in PATIENTS[name].values()]
    cohort.write_text(f"{','.join(PATIENTS[name])}\n{','.join(cells)}\n", encoding="utf-8")
    by_row = myositis("explain", cohort)
    assert by_row.stdout.replace("Patient 2\n", "") == by_file.stdout


def test_a_table_through_a_pipe_is_still_a_table() -> None:
    done = myositis("explain", "-", "--id", "a", given="patient_id,dm_rash\na,yes\nb,no\n")
    assert done.returncode == 0
    assert done.stdout.startswith("Patient a\n")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("age_at_onset=520", "a number between 0 and 120 is expected [out_of_range]"),
        ("dm_rash=perhaps", "yes or no is expected"),
        ("treatment_response=worse", "one of improved, not_improved, not_treated is expected"),
        ("symptom_onset_date=31.12.2020", "a date is written 1980-05-03"),
    ],
)
def test_a_value_is_refused_with_the_words_of_classify(word: str, told: str, tmp_path: Path) -> None:
    name, _, value = word.partition("=")
    done = myositis("explain", "--set", word, "--set", "anti_jo1=no")
    cohort = tmp_path / "cohort.csv"
    cohort.write_text(f"patient_id,{name},anti_jo1\na,{value},no\n", encoding="utf-8")
    whole = myositis("classify", cohort)
    assert done.returncode == whole.returncode == 1
    for text in (done.stdout, whole.stderr):
        assert told in " ".join(text.split())


def test_a_contradiction_is_refused_with_the_words_of_classify() -> None:
    done = myositis("explain", "--set", "dm_rash=no", "--set", "gottron_sign=yes")
    assert done.returncode == 1
    assert "dermatomyositis rash: recorded as absent, yet a part of it is present" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--set", "heliotrop_rash=yes"), "unknown finding `heliotrop_rash`; did you mean `heliotrope_rash`?"),
        (("--set", "heliotrope_rash"), "a finding is given as name=value"),
        (("--set", "anti_jo1=no", "--set", "anti_jo1=yes"), "the finding `anti_jo1` is given twice"),
        (("--set", "diagnosis=DM"), "no column is a finding of the data dictionary"),
        ((), "name a FILE and the patient in it with --id, or give the findings with --set"),
        (("--set", "anti_jo1=no", "-o", "patient.docx"), "ending in .html, .md, .txt, .json"),
    ],
)
def test_a_call_that_cannot_be_meant_is_one_line(words: tuple[str, ...], told: str) -> None:
    done = myositis("explain", *words)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_a_file_without_findings_is_refused_as_by_classify(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.csv"
    cohort.write_text("patient_id,heliotrop_rash\na,yes\n", encoding="utf-8")
    explained, classified = myositis("explain", cohort, "--id", "a"), myositis("classify", cohort)
    assert explained.returncode == classified.returncode == 2
    assert explained.stderr == classified.stderr
    assert "did you mean `heliotrope_rash`?" in explained.stderr


def test_json_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"age_at_onset": 52', encoding="utf-8")
    done = myositis("explain", tmp_path / "a.json")
    assert (done.returncode, "this is not JSON" in done.stderr) == (3, True)
    done = myositis("explain", "-", given='{"anti_jo1": true, "age_at_onset": {"low": 20, "high": 30}}')
    assert done.returncode == 0
    assert "yes  1.3  age at onset 18 to below 40" in done.stdout


@pytest.mark.parametrize("ending", ["md", "txt", "json"])
def test_the_review_is_written_whole_and_holds_what_was_recorded(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"patient.{ending}"
    done = myositis("explain", FIXTURES / "child.json", "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    text = target.read_text(encoding="utf-8")
    assert "juvenile dermatomyositis" in " ".join(text.split()) or ending == "json"
    assert "age_at_onset" in text or ending == "txt"
    if ending == "md":
        assert text.count("\n## ") == 3
        assert "Classification, not diagnosis." in text
    if ending == "json":
        again = myositis("explain", target)
        assert again.stdout == myositis("explain", FIXTURES / "child.json").stdout


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    source = tmp_path / "patient.json"
    source.write_text(json.dumps(PATIENTS["child"]), encoding="utf-8")
    done = myositis("explain", source, "-o", source)
    assert done.returncode == 4
    assert json.loads(source.read_text(encoding="utf-8")) == PATIENTS["child"]


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_the_review_is_as_wide_as_the_terminal_but_never_wider_than_a_page(columns: str) -> None:
    done = myositis("explain", FIXTURES / "child.json", COLUMNS=columns)
    widest = max(map(len, done.stdout.splitlines()))
    assert widest <= min(int(columns), 100)
    assert "\x1b" not in done.stdout


def test_under_many_sets_the_result_under_each_is_first_said_in_a_line() -> None:
    given = ["--set", "age_at_onset=66", "--set", "finger_flexor_weakness=yes"]
    lines = myositis("explain", *given, "-c", "all").stdout.splitlines()
    assert lines[:3] == [
        "In short",
        "EULAR/ACR 2017: not met, up to definite",
        "Bohan & Peter 1975: nothing recorded that it asks for",
    ]
    assert lines.index("") - 1 >= len(ALL)
    assert myositis("explain", *given).stdout.startswith("Not classified with the findings recorded (EULAR/ACR 2017)")


def test_a_table_in_which_nothing_is_recorded_is_not_printed() -> None:
    shown = myositis("explain", "--set", "age_at_onset=66", "-c", "bohan-peter-1975").stdout
    assert shown.startswith("Not classified: nothing is recorded that these criteria ask for")
    assert "first line that holds" not in shown
    assert "Not recorded, and it would matter" in shown


def test_nothing_given_is_said_to_be_nothing() -> None:
    done = myositis("explain", "-", given="{}")
    assert done.returncode == 2
    assert "no finding is given" in done.stderr
    assert "column" not in done.stderr
