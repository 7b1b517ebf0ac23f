"""Messages name row and column: whatever is done with a file, and however it fails, nothing of a patient is in them.

A file with values that can be recognised anywhere goes through every command that reads patients, in good ways and in bad
ones. Results hold ids, of course, and what is asked for with the file in hand shows values; everything else must not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from failures.machine import ENVIRONMENT, RUN, myositis
from myositis import MyositisError, Patient, classify, classify_cohort, improvement
from myositis.files import read_table, write_table

ID, DAY, NO_DAY, TEXT, VALUE, NUMBER = "zqid7731", "1961-03-17", "31.02.1961", "Zqvera Zqlund", "zqperhaps", "777666"
PERSONAL = (ID, DAY, "17.03.1961", NO_DAY, TEXT, "Zqvera", "1961")
PLANTED = (*PERSONAL, VALUE, NUMBER)

HEADER = "patient_id,dm_rash,gottron_sign,sex,age_at_onset,ck,ck_uln,birth_date,symptom_onset_date,diagnosis,remark"
ROWS = (
    f"{ID},yes,no,female,47,900,180,{DAY},2008-05,DM,{TEXT} 1",
    f"{ID},{VALUE},no,{VALUE},{NUMBER},-{NUMBER},180,{NO_DAY},{VALUE},{TEXT} 2,{TEXT} 2",
    f",yes,,male,12,{NUMBER}.5.5,180,{DAY},1950-01,PM? {TEXT} 3,{TEXT} 3",
    f"{ID.upper()},no,{VALUE},female,33,10,180,2999-01-01,{DAY},PM,{TEXT} 4",
    f"{TEXT},,,,,,,,,,",
)
COHORT = "\n".join([HEADER, *ROWS]) + "\n"
GOOD = "\n".join([HEADER, ROWS[0], ROWS[0].replace(ID, "b").replace("yes,no", "no,yes").replace("DM", "PM")]) + "\n"


def damaged() -> dict[str, str]:
    """Texts that are no table, or a table that is refused, each with planted values where the fault is."""
    return {
        "more_fields.csv": f"{HEADER}\n{ROWS[0]},{TEXT},{VALUE}\n",
        "fewer_fields.csv": f"{HEADER}\n{ID},{TEXT}\n",
        "open_quote.csv": f'{HEADER}\n"{ID},{TEXT}\n',
        "quote_inside.csv": f'{HEADER}\n"{ID}"{TEXT},yes\n',
        "thousands.csv": GOOD.replace(",900,", ',"1,777,666",'),
        "both_marks.csv": GOOD.replace(",900,180", ',"777,5",777666.5'),
        "no_header.csv": "\n".join(ROWS) + "\n",
        "nul.csv": GOOD.replace(TEXT, f"{TEXT}\0"),
        "unnamed.csv": f"{HEADER},\n{ROWS[0]},{TEXT}\n",
        "broken.ndjson": f'{{"patient_id": "{ID}", "dm_rash": "{VALUE}"}}\n{{"patient_id": "{TEXT}", \n',
        "nested.ndjson": f'{{"patient_id": "{ID}", "dm_rash": ["{VALUE}"]}}\n',
        "twice.ndjson": f'{{"patient_id": "{ID}", "patient_id": "{TEXT}"}}\n',
        "broken.json": f'{{"patient_id": "{ID}", "dm_rash": {VALUE}',
        "wrong.json": json.dumps({"patient_id": ID, "dm_rash": VALUE, "age_at_onset": NUMBER, "birth_date": NO_DAY}),
        "text.parquet": COHORT,
        "text.xlsx": COHORT,
        "text.sav": COHORT,
    }


VISITS = (
    "patient_id,visit,physician_global,patient_global,extramuscular_global,mmt,haq,visit_date\n"
    f"{ID},baseline,5,4,{VALUE},120,1,{DAY}\n{ID},baseline,5,{NUMBER},3,120,1,{NO_DAY}\n"
    f"{ID},week 16,{VALUE},4,1,{NUMBER},1,{DAY}\n{ID},{TEXT},1,1,1,100,1,{DAY}\n,week 16,1,1,1,100,1,{DAY}\n"
)
MAPPING = """
[findings.patient_id]
column = "patient_id"

[findings.dm_rash]
column = "dm_rash"
yes = ["yes"]
no = ["no"]

[findings.age_at_onset]
column = "age_at_onset"

[findings.birth_date]
column = "birth_date"

[findings.sex]
column = "sex"
values = { "female" = "female", "male" = "male" }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("private")
    for name, text in {"cohort.csv": COHORT, "good.csv": GOOD, "visits.csv": VISITS, "study.toml": MAPPING, **damaged()}.items():
        (place / name).write_text(text, encoding="utf-8")
    frame = read_table(place / "cohort.csv").frame
    for kind in ("parquet", "xlsx", "sav", "dta", "ndjson"):
        write_table(frame, place / f"cohort.{kind}")
    return place


def ways() -> Iterator[tuple[str, ...]]:
    """Every command that reads patients, in good ways and bad ones."""
    for kind in ("csv", "parquet", "xlsx", "sav", "dta", "ndjson"):
        yield ("classify", f"cohort.{kind}", "-o", "out.csv")
        yield ("check", f"cohort.{kind}")
    for target in ("out.parquet", "out.xlsx", "out.sav", "out.dta", "out.ndjson", "out.pdf", "nowhere/out.csv"):
        yield ("classify", "cohort.csv", "-c", "all", "-o", target)
    for options in (("--results-only",), ("--no-open",), ("--date-format", "DD.MM.YYYY"), ("--map", "study.toml")):
        yield ("classify", "cohort.csv", *options, "-o", "out.csv")
    for name in damaged():
        yield ("check", name)
        yield ("map", name)
        yield ("classify", name, "-o", "out.sav")
        yield ("explain", name, "--id", "absent")
    for name in ("no_header.csv", "more_fields.csv", "twice.ndjson", "text.parquet"):
        yield ("compare", name)
        yield ("profile", name)
        yield ("response", name, "--thresholds", "adult", "--baseline", "first", "--vas", "10", "--mmt-max", "150")
    yield ("explain", "cohort.csv", "--id", "zqid773")
    yield ("explain", "cohort.csv")
    yield ("explain", "wrong.json")
    yield ("profile", "cohort.csv")
    yield ("profile", "cohort.csv", "--id", "absent")
    yield ("compare", "cohort.csv")
    yield ("compare", "good.csv", "--reference", "diagnosis")
    yield ("compare", "cohort.csv", "--reference", "remark")
    yield ("compare", "cohort.csv", "--reference", "patient_id")
    yield ("compare", "cohort.csv", "--reference", "birth_date", "--cases", "x")
    yield ("compare", "cohort.csv", "--reference", "diagnosis", "--cases", "DM", "--leave-out", "zqvera zqlunt")
    yield ("compare", "cohort.csv", "--assigned", "remark")
    yield ("compare", "cohort.csv", "--assigned", "dm_rash")
    yield ("compare", "cohort.csv", "--by", "age_at_onset:18")
    yield ("compare", "cohort.csv", "--by", "remark:18")
    yield ("compare", "cohort.csv", "--map", "study.toml")
    yield ("criteria", "needs", "--file", "cohort.csv")
    yield ("redcap", "results", "cohort.csv")
    yield ("map", "cohort.csv", "-o", "proposed.toml")
    scored = ("response", "visits.csv", "--thresholds", "adult", "--vas", "10", "--mmt-max", "150", "--baseline")
    for options in ((), ("--visit", "remark"), ("--by", "remark"), ("--date", "remark"), ("--flag", "mmt"), ("--week", "x=1")):
        yield (*scored, "baseline", *options)
    yield (*scored, "absent")


RESULTS_ON_STDOUT = {"explain", "profile", "redcap", "map", "response"}
"""Their standard output is asked for: the review of one patient, a file, the questions of a mapping."""


@pytest.mark.parametrize("words", [*ways()], ids=" ".join)
def test_no_message_carries_a_value_of_a_patient(folder: Path, words: tuple[str, ...]) -> None:
    done = myositis(*words, cwd=folder)
    assert "Traceback" not in done.stderr
    typed = " ".join(words)
    assert [word for word in PLANTED if word in done.stderr and word not in typed] == [], done.stderr
    if words[0] in ("check", "compare") and "--reference" not in words:  # whose values are the rows of the report
        assert [word for word in PERSONAL if word in done.stdout] == [], done.stdout
    if done.returncode > 1:
        assert done.stdout == "" or words[0] in RESULTS_ON_STDOUT, "after a refusal there are no results"


def test_the_planted_file_fails_in_every_way_that_it_should(folder: Path) -> None:
    """Otherwise the test above would find nothing because nothing happens."""
    told = myositis("classify", "cohort.csv", "-o", "out.csv", cwd=folder).stderr
    codes = ("id_duplicate", "id_missing", "not_yes_no", "out_of_range", "not_a_date", "ids_look_alike", "no_patient")
    assert [code for code in codes if f"[{code}]" not in told] == []
    shown = myositis("classify", "cohort.csv", "-o", "out.csv", "--show-values", cwd=folder).stderr
    assert VALUE in shown
    assert [word for word in PERSONAL if word in shown] == []
    codes_of = {name: myositis("check", name, cwd=folder).returncode for name in damaged()}
    assert [name for name, code in codes_of.items() if code == 0] == []


def test_questions_at_the_terminal_and_rows_that_are_added_name_no_other_patient(folder: Path) -> None:
    shutil.copy(folder / "good.csv", folder / "grows.csv")
    for words, answers in (
        (("ask", "--id", "b", "--append", "grows.csv"), "47\ny\nq\n"),
        (("ask", "--append", "more_fields.csv", "--id", "new"), "47\ny\nq\n"),
        (("explain", "-"), json.dumps({"patient_id": ID, "dm_rash": VALUE})),
        (("explain", "-", "--id", "absent"), COHORT),
        (("classify", "-"), COHORT),
    ):
        done = subprocess.run(
            [*RUN, *words], input=answers, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=folder
        )
        assert "Traceback" not in done.stderr
        assert [word for word in PLANTED if word in done.stderr] == [], (words, done.stderr)


def test_errors_of_the_library_carry_no_value(folder: Path) -> None:
    before = {"physician_global": VALUE, "mmt": NUMBER}
    for attempt in (
        lambda: improvement(before, {}, thresholds="adult", vas=10, mmt_max=150),
        lambda: improvement({"mmt": NUMBER}, {}, thresholds="adult", vas=10, mmt_max=150),
        lambda: classify_cohort(pl.DataFrame({"patient_id": [TEXT], "remark": [TEXT]})),
        lambda: read_table(folder / "more_fields.csv"),
        lambda: write_table(pl.DataFrame({"patient_id": [f"{ID}\0"]}), folder / "out.sav"),
        lambda: classify(Patient(heliotrope_rash=VALUE), "eular-acr-2017"),  # type: ignore[arg-type]
        lambda: classify(Patient(age_at_onset=int(NUMBER)), "eular-acr-2017"),
        lambda: classify({"heliotrope_rash": VALUE}, "eular-acr-2017"),  # type: ignore[arg-type]
    ):
        with pytest.raises((MyositisError, ValueError)) as refused:
            attempt()
        assert [word for word in PLANTED if word in str(refused.value)] == [], str(refused.value)
