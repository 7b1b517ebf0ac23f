"""`myositis ask` through a pipe and on a terminal: one key per question, and the answer of `classify`."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from myositis.one_patient.classification import classify_record
from myositis.one_patient.verdict import verdict
from myositis.published import DEFAULT
from one_patient.answering import PATIENTS, interview

RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]


def ask(*words: str | Path, keys: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, "ask", *map(str, words)],
        input="".join(f"{key}\n" for key in keys),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("name", PATIENTS)
def test_each_patient_of_the_trial_gets_the_answer_of_classify(name: str, tmp_path: Path) -> None:
    _, keys, _ = interview(DEFAULT, PATIENTS[name])
    assert len(keys) <= 20
    done = ask("-o", tmp_path / "patient.json", keys=keys)
    assert done.returncode == 0, done.stderr
    assert "Nothing else could change the result." in done.stderr
    assert done.stderr.count("/?/b/q") + done.stderr.count("[number, ?, b, q]") == len(keys), "one prompt for each key"
    (row,) = json.loads((tmp_path / "patient.json").read_text(encoding="utf-8"))["rows"]
    for one, made in zip(DEFAULT, row["results"], strict=True):
        expected = classify_record(PATIENTS[name], one)
        assert (made["level"], made["subgroup"], made["groups"]) == (
            expected.level,
            expected.subgroup,
            None if expected.groups is None else list(expected.groups),
        )
    again = subprocess.run([*RUN, "explain", str(tmp_path / "patient.json")], capture_output=True, text=True, check=True)
    told = " ".join(again.stdout.split())
    for one in DEFAULT:
        result = classify_record(PATIENTS[name], one, trace=True)
        assert verdict(result, one)[0].partition(". Probability")[0] in told or "up to" in told


def test_the_input_may_end_early_and_the_result_says_what_is_open() -> None:
    done = ask(keys=["52", "y"])
    assert done.returncode == 0
    assert "Stopped before every question was answered." in done.stderr
    assert "what is missing could still make it definite" in " ".join(done.stdout.split())


def test_back_takes_the_last_answer_away() -> None:
    done = ask("-c", "eular-acr-2017", keys=["52", "y", "b", "n", "q"])
    assert done.stderr.count("2. Proximal weakness, upper extremities?") == 2
    assert done.stderr.count("3. Proximal weakness, lower extremities?") == 2
    first = ask("-c", "eular-acr-2017", keys=["b", "52", "q"])
    assert first.stderr.count("1. Age at onset, in years?") == 2, "before the first question there is none"


def test_a_key_that_means_nothing_is_asked_again_and_words_will_do() -> None:
    done = ask("-c", "eular-acr-2017", keys=["fifty", "52 years", "perhaps", "yes", "q"])
    assert "a number is expected" in done.stderr
    assert "`perhaps` is none of y/n/?/b/q" in done.stderr
    assert "3. " in done.stderr


@pytest.mark.parametrize(("typed", "years"), [("52", 52), ("52 years", 52), ("30 months", 2.5), (">40", None)])
def test_an_age_is_read_with_its_unit(typed: str, years: float | None, tmp_path: Path) -> None:
    assert ask("-o", tmp_path / "a.json", keys=[typed, "q"]).returncode == 0
    (row,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["rows"]
    if years is not None:
        assert row["record"]["age_at_onset"] == years
    else:
        assert row["record"]["age_at_onset"]["high"] == 120


def test_a_value_with_its_limit_answers_for_the_enzymes(tmp_path: Path) -> None:
    _, keys, _ = interview(DEFAULT, PATIENTS["woman_with_rash_and_weakness"])
    asked, _, _ = interview(DEFAULT, PATIENTS["woman_with_rash_and_weakness"])
    place = [question.name for question in asked].index("muscle_enzymes_elevated")
    assert keys[place] == "y"
    keys[place : place + 1] = ["v", "2450 U/l", "170"]
    done = ask("-o", tmp_path / "a.json", keys=keys)
    (row,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["rows"]
    assert (row["record"]["ck"], row["record"]["ck_uln"]) == (2450, 170)
    assert "muscle_enzymes_elevated" not in row["record"]
    assert row["results"][0]["level"] == "definite", done.stderr


def test_a_row_is_added_to_a_cohort_that_then_classifies_the_same(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.csv"
    for place, name in enumerate(PATIENTS):
        _, keys, _ = interview(DEFAULT, PATIENTS[name])
        done = ask("--id", f"00{place}", "--append", cohort, keys=keys)
        assert done.returncode == 0, done.stderr
        assert f"added as row {place + 2} of" in done.stderr
    out = subprocess.run([*RUN, "classify", str(cohort)], capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(out.splitlines()))
    assert [row["patient_id"] for row in rows] == [f"00{place}" for place in range(len(PATIENTS))]
    for row, name in zip(rows, PATIENTS, strict=True):
        assert row["eular_acr_2017_level"] == classify_record(PATIENTS[name], DEFAULT[0]).level


def test_the_cohort_keeps_its_own_shape_and_refuses_what_it_has_no_place_for(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.csv"
    cohort.write_bytes("patient_id;age_at_onset;Ort\r\n0001;40,5;Köln".encode("cp1252"))
    done = ask("-c", "eular-acr-2017", "--id", "0002", "--append", cohort, keys=["52.5", "q"])
    assert done.returncode == 0, done.stderr
    assert cohort.read_bytes() == "patient_id;age_at_onset;Ort\r\n0001;40,5;Köln\r\n0002;52,5;\r\n".encode("cp1252")
    twice = ask("-c", "eular-acr-2017", "--id", "0002", "--append", cohort, keys=["30", "q"])
    assert (twice.returncode, "has a patient with this id already" in twice.stderr) == (1, True)
    lacking = ask("-c", "eular-acr-2017", "--id", "0003", "--append", cohort, keys=["30", "y", "q"])
    assert (lacking.returncode, "no column for proximal_upper_weakness" in lacking.stderr) == (2, True)
    assert cohort.read_bytes().count(b"\n") == 3


def test_what_cannot_be_written_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.csv"
    cohort.write_text("patient_id,age_at_onset\n0001,40\n", encoding="utf-8")
    for words, code, told in (
        (("--append", tmp_path / "missing" / "x.csv"), 4, "its folder does not exist"),
        (("-o", tmp_path / "missing" / "x.md"), 4, "its folder does not exist"),
        (("--append", tmp_path / "x.xlsx"), 2, "a row can be added to a .csv or a .tsv file"),
        (("-o", tmp_path / "x.docx"), 2, "ending in .html, .md, .txt, .json"),
        (("--append", cohort, "--id", "0001"), 1, "has a patient with this id already"),
    ):
        done = ask(*words, keys=["52"])
        assert (done.returncode, told in done.stderr, "1. " in done.stderr) == (code, True, False), done.stderr


def test_a_file_that_fails_does_not_lose_the_answers(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.csv"
    cohort.write_text("patient_id,ck\n0001,400\n", encoding="utf-8")
    failed = ask("--id", "0002", "--append", cohort, keys=["52", "y", "q"])
    assert failed.returncode == 2
    assert "has no column for age_at_onset, proximal_upper_weakness" in " ".join(failed.stderr.split())
    saved = tmp_path / "patient.json"
    done = ask("--id", "0002", "--append", cohort, keys=["52", "y", "q", "w", str(tmp_path / "no" / "x.md"), "w", str(saved), ""])
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("That did not work: ") == 2
    (row,) = json.loads(saved.read_text(encoding="utf-8"))["rows"]
    assert row["record"] == {"patient_id": "0002", "age_at_onset": 52, "proximal_upper_weakness": True}
    assert cohort.read_text(encoding="utf-8") == "patient_id,ck\n0001,400\n"


def test_the_end_offers_the_page_a_text_and_a_row(tmp_path: Path) -> None:
    page, text, cohort = tmp_path / "page.html", tmp_path / "patient.md", tmp_path / "cohort.csv"
    keys = ["f", "x", "w", str(page), "w", str(text), "a", "", "a", " 0007 ", str(cohort), "a", "0007", str(cohort), ""]
    done = ask("-c", "eular-acr-2017", keys=["52", "y", "q", *keys])
    assert done.returncode == 0, done.stderr
    assert "Score without muscle biopsy" in done.stdout, "the full review"
    assert "`x` is none of f/w/a." in done.stderr
    assert "<html" in page.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").startswith("# Classification")
    assert "A row of a cohort needs a patient id." in done.stderr
    assert [row["patient_id"] for row in csv.DictReader(cohort.read_text(encoding="utf-8").splitlines())] == ["0007"]
    assert "has a patient with this id already" in done.stderr


def test_through_a_pipe_there_is_no_colour_and_no_cursor_is_moved() -> None:
    done = ask(keys=["52", "y", "q"])
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr


def on_a_terminal(keys: str, **environment: str) -> str:
    """Everything that a terminal shows while the keys are pressed, one after the other."""
    reader, writer = pty.openpty()
    with subprocess.Popen(
        [*RUN, "ask", "-c", "eular-acr-2017"], stdin=writer, stdout=writer, stderr=writer, env={**os.environ, **environment}
    ) as process:
        os.close(writer)
        shown = b""
        waiting = list(keys)
        while True:
            try:
                part = os.read(reader, 65536)
            except OSError:
                break
            shown += part
            if shown.endswith(b"] ") and waiting:
                time.sleep(0.05)
                os.write(reader, waiting.pop(0).encode())
                if shown.endswith(b"[number, ?, b, q] "):
                    while waiting and waiting[0].isdigit():
                        os.write(reader, waiting.pop(0).encode())
                    os.write(reader, b"\n")
        process.wait()
    os.close(reader)
    return shown.decode()


def test_on_a_terminal_one_key_answers_and_bold_is_left_out_where_nobody_wants_it() -> None:
    shown = on_a_terminal("52ynq\r")
    assert "4. Neck flexors weaker than extensors?" in shown
    assert "Classified" in shown.replace("\r\n", " ") or "classified" in shown
    assert "\x1b[1m" in shown
    assert "\x1b" not in on_a_terminal("52ynq\r", NO_COLOR="1")
