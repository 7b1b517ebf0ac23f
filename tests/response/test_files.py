"""Files of visits: long and wide, mapped and not, REDCap events; nothing is lost, nothing is guessed."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from myositis.errors import MyositisError
from myositis.response import said
from myositis.response.said import parse_said
from myositis_cli.main import myositis

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "fixtures" / "response"
TRIAL, WIDE, MAPPING = FOLDER / "synthetic_trial.csv", FOLDER / "synthetic_trial_wide.csv", FOLDER / "synthetic_trial.toml"
SAID = ("--thresholds", "adult", "--baseline", "baseline", "--vas", "10", "--mmt-max", "80")
RESULTS = ("tis", "tis_low", "tis_high", "response", "response_low", "response_high", "worsened", "unknown", "settled_by")


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def response(*words: str | Path, given: str = "") -> Done:
    """The command in this process, which is quicker than one of its own for each test."""
    done = CliRunner().invoke(myositis, ["response", *map(str, words)], input=given, standalone_mode=False)
    if isinstance(done.exception, MyositisError):
        return Done(done.exception.exit_code, done.stdout, f"{done.stderr}myositis: {done.exception}\n")
    if done.exception is not None:
        raise done.exception
    return Done(done.return_value or 0, done.stdout, done.stderr)


def write(folder: Path, text: str, name: str = "visits.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LONG = """patient_id,visit,physician_global,patient_global,extramuscular_global,haq,mmt,arm
1,baseline,6,5,3,1.5,60,A
1,week 16,4,4,2,1.2,66,A
2,baseline,6,5,3,1.5,60,B
2,week 16,6,5,3,1.5,60,
"""


def test_a_long_file_gives_the_hand_worked_score(tmp_path: Path) -> None:
    done = response(write(tmp_path, LONG), *SAID, "-o", tmp_path / "out.csv", "--by", "arm")
    assert done.returncode == 0, done.stderr
    out = rows(tmp_path / "out.csv")
    assert [row["response_status"] for row in out] == ["baseline", "scored", "baseline", "scored"]
    assert (out[1]["tis_low"], out[1]["tis_high"], out[1]["response"]) == ("40.0", "47.5", "moderate"), "the enzyme is missing"
    assert list(out[0])[:8] == LONG.splitlines()[0].split(",")
    assert "Response to treatment: 2 patients (A 1, B 1)" in done.stdout
    assert "visits in order: baseline (week 0), week 16 (week 16)" in done.stderr


def test_the_summary_fits_80_columns() -> None:
    done = response(TRIAL, "--map", MAPPING, "--at", "16", "--at", "20")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_wide_file_gives_what_the_long_one_gives(tmp_path: Path) -> None:
    for name, source in (("long", TRIAL), ("wide", WIDE)):
        done = response(source, "--map", MAPPING, "-o", tmp_path / f"{name}.csv")
        assert done.returncode == 0, done.stderr
    long = pl.read_csv(tmp_path / "long.csv", infer_schema=False).with_columns(pl.col("visit").str.replace(" ", ""))
    wide = pl.read_csv(tmp_path / "wide.csv", infer_schema=False)
    both = long.join(wide, on=["patient_id", "visit"], how="left", suffix="_wide", maintain_order="left")
    assert both.height == 575
    for name in RESULTS:
        assert both[name].to_list() == both[f"{name}_wide"].to_list(), name
    assert wide.height == 600, "every patient has a row for every visit"
    assert "not read" not in done.stderr


def test_nothing_of_a_wide_file_is_lost(tmp_path: Path) -> None:
    response(WIDE, "--map", MAPPING, "-o", tmp_path / "wide.csv")
    made = pl.read_csv(tmp_path / "wide.csv", infer_schema=False)
    given = pl.read_csv(WIDE, infer_schema=False)
    for column in given.columns:
        stem, _, visit = column.rpartition("_")
        own = made.filter(pl.col("visit") == visit) if visit in ("baseline", "week4", "week20") else None
        if own is not None:
            assert own[stem].to_list() == given[column].to_list()
    assert made["arm"].null_count() == 0


def test_a_problem_of_a_wide_file_names_its_own_column_and_row(tmp_path: Path) -> None:
    text = "patient_id,physician_global_baseline,physician_global_week4,mmt_baseline,mmt_week4\n1,5,11,70,75\n2,5,4,70,x\n"
    done = response(write(tmp_path, text), *SAID, "--show-values")
    assert done.returncode == 1
    assert (
        "problem: row 2, physician_global_week4: a number between 0 and 10 is expected (given: '11') [out_of_range]"
        in done.stderr
    )
    assert "problem: row 3, mmt_week4: a number is expected (given: 'x') [not_a_number]" in done.stderr


def test_invalid_visits_stay_blank_with_codes_and_the_others_are_scored(tmp_path: Path) -> None:
    text = (
        "patient_id,visit,physician_global,mmt,note\n1,baseline,5,70,a\n1,week 4,50,71,b\n1,week 8,4,72,c\n"
        ",week 8,4,72,d\n2,baseline,5,70,e\n2,week 4,4,70,f\n2,week 4,3,70,g\n3,week 4,3,70,h\n4,,3,70,i\n"
    )
    done = response(write(tmp_path, text), *SAID, "-o", tmp_path / "out.csv")
    assert done.returncode == 1
    out = rows(tmp_path / "out.csv")
    assert [row["note"] for row in out] == list("abcdefghi")
    assert [row["response_status"] for row in out] == [
        "baseline", "invalid", "scored", "invalid", "baseline", "invalid", "invalid", "no_baseline", "invalid",
    ]  # fmt: skip
    assert (out[1]["response_problems"], out[2]["response_problems"]) == ("physician_global: out_of_range", "")
    for code in ("out_of_range", "id_missing", "visit_duplicate", "visit_missing"):
        assert f"[{code}]" in done.stderr
    assert "said to end at 10, and 1 value is outside: is it 0 to 100 (vas 100)?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scale_that_no_value_uses_is_doubted(tmp_path: Path) -> None:
    done = response(write(tmp_path, LONG), "--thresholds", "adult", "--baseline", "baseline", "--vas", "100", "--mmt-max", "80")
    assert "`physician_global` was said to end at 100, and no value is above 10: is it 0 to 10 (vas 10)?" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (SAID[2:], "which thresholds? Say `--thresholds adult`"),
        ((*SAID[:2], *SAID[4:]), "which visit is the baseline?"),
        ((*SAID[:4], "--mmt-max", "80"), "say vas=10 or vas=100"),
        ((*SAID, "--visit", "visits"), "unknown column with the visit `visits`; did you mean `visit`"),
        ((*SAID, "--measure", "mmt=mmt8"), "unknown column `mmt8`; did you mean `mmt`"),
        ((*SAID, "--measure", "mmt"), "write NAME=COLUMN"),
        ((*SAID, "--week", "x=y"), "the week of `x` is a number"),
        ((*SAID, "--window", "16=14"), "is no window"),
        ((*SAID, "--window", "4=2-6", "--window", "8=6-10"), "overlap"),
        ((*SAID, "--by", "arms"), "did you mean `arm`"),
        ((*SAID, "--by", "arm", "--control", "C"), "unknown group `C`"),
        ((*SAID, "--at", "12"), "unknown planned week `12`"),
        ((*SAID, "--explain", "9"), "unknown patient id `9`"),
        ((*SAID, "--format", "txt"), "did you mean `text`"),
        ((*SAID, "--percent-of", "base"), "unknown percent_of `base`"),
        ((*SAID, "--figure-time", "a.gif"), "a figure is written as .png, .svg or .pdf"),
        ((*SAID, "--redcap-dictionary", "d.csv"), "read together with a mapping"),
    ],
)
def test_what_is_not_understood_is_one_line(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    done = response(write(tmp_path, LONG), *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_without_measures_says_how_to_name_them(tmp_path: Path) -> None:
    done = response(write(tmp_path, "patient_id,visit,phys\n1,baseline,5\n"), *SAID)
    assert done.returncode == 2
    assert "--measure physician_global=COLUMN" in done.stderr


REDCAP = """record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,vas_md,mmt8,ck,arm
7,baseline_arm_1,,,50,60,900,1
7,baseline_arm_1,drugs,1,,,,
7,week_4_arm_1,,,40,66,-999,
7,month_6_arm_1,,,20,UNK,300,
8,baseline_arm_2,,,50,60,900,2
8,week_4_arm_2,,,50,60,900,
"""
REDCAP_MAPPING = """
[missing]
"-999" = "not asked"
"UNK" = "unknown"

[findings.patient_id]
column = "record_id"

[response]
thresholds = "adult"
baseline = "baseline"
visit = "redcap_event_name"
mmt_max = 80
by = "arm"
weeks = { "month_6" = 26 }

[response.measures]
physician_global = { column = "vas_md", maximum = 100 }
mmt = "mmt8"
ck = { column = "ck", limit = 180 }
"""


def test_redcap_events_arms_repeats_and_missing_codes(tmp_path: Path) -> None:
    file, mapping = write(tmp_path, REDCAP), write(tmp_path, REDCAP_MAPPING, "study.toml")
    done = response(file, "--map", mapping, "-o", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    out = rows(tmp_path / "out.csv")
    assert [row["response_status"] for row in out] == [
        "baseline", "no_measures", "scored", "scored", "baseline", "scored",
    ]  # fmt: skip
    assert [row["response_week"] for row in out] == ["0.0", "0.0", "4.0", "26.0", "0.0", "4.0"]
    assert out[2]["unknown"] == "patient_global|haq|enzyme|extramuscular_global"
    assert "mmt" in out[3]["unknown"]
    assert "2 patients (1 1, 2 1)" in done.stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('visits = "x"', "`visits` is not understood; did you mean `visit`"),
        ('vas = "10"', "vas is a whole number"),
        ("[response.measures]\nmmt8 = 'x'", "no such measure; did you mean `mmt`"),
        ("[response.measures]\nhaq = { column = 'x', limit = 3 }", "only an enzyme has a limit"),
        ("[response.measures]\nck = { column = 'x', limit = 0 }", "limit is a number above 0"),
        ("[response.measures]\nmmt = { column = 'x', maximum = 90 }", "cannot be 90; possible: 80, 150, 260"),
        ("[response.weeks]\nx = 'y'", "weeks is a table such as"),
    ],
)
def test_a_mapping_that_is_not_understood_names_the_place(line: str, message: str, tmp_path: Path) -> None:
    text = f'[response]\nthresholds = "adult"\nbaseline = "baseline"\n{line}\n'
    done = response(write(tmp_path, LONG), "--map", write(tmp_path, text, "study.toml"))
    assert done.returncode == 2
    assert message in done.stderr


def test_options_come_before_the_mapping(tmp_path: Path) -> None:
    mapping = write(
        tmp_path, '[response]\nthresholds = "juvenile"\nbaseline = "baseline"\nvas = 100\nmmt_max = 80\n', "study.toml"
    )
    done = response(write(tmp_path, LONG), "--map", mapping, "--thresholds", "adult", "--vas", "10")
    assert done.returncode == 0, done.stderr
    assert "ACR/EULAR 2016, adult: minimal from 20" in done.stdout


def test_semicolons_decimal_commas_dates_and_a_workbook(tmp_path: Path) -> None:
    text = "patient_id;visit_date;physician_global;mmt\n1;06.01.2020;2,2;70\n1;27.04.2020;0,7;70\n"
    words = ("--thresholds", "adult", "--baseline", "first", "--vas", "10", "--mmt-max", "80", "--date-format", "DD.MM.YYYY")
    done = response(write(tmp_path, text), *words, "--window", "16=14-18", "-o", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    out = rows(tmp_path / "out.csv")
    assert out[1]["response_week"] == "16.0"
    assert out[1]["physician_global_points_low"] == "7.5", "exactly 15 %"
    pl.read_csv(tmp_path / "out.csv").select("patient_id", "physician_global", "mmt", "visit_date").write_excel(
        tmp_path / "x.xlsx"
    )


def test_labels_of_coded_visits_and_arms_are_read_and_codes_are_kept(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pl.DataFrame(
        {"patient_id": ["1", "1"], "visit": [1, 2], "arm": [1, 1], "physician_global": [6.0, 4], "mmt": [60.0, 66]}
    )
    labels = {"visit": {1: "Baseline", 2: "Week 16"}, "arm": {1: "active", 2: "placebo"}}
    pyreadstat.write_sav(frame.to_pandas(), str(tmp_path / "visits.sav"), variable_value_labels=labels)
    done = response(tmp_path / "visits.sav", *SAID, "--by", "arm", "-o", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    assert "1 patient (active 1)" in done.stdout
    out = rows(tmp_path / "out.csv")
    assert [(row["visit"], row["response_week"]) for row in out] == [("1", "0.0"), ("2", "16.0")]


def test_a_blank_flag_is_said_aloud(tmp_path: Path) -> None:
    text = LONG.replace(",arm", ",rescue").replace(",A", ",no").replace(",B", ",")
    done = response(write(tmp_path, text), *SAID, "--flag", "rescue")
    assert "`rescue` is blank in 2 rows: read as no rescue or discontinuation there" in done.stderr


def test_dates_alone_plan_no_weeks_and_the_figure_by_visit_says_so(tmp_path: Path) -> None:
    dated = pl.read_csv(TRIAL, infer_schema=False).drop("visit")
    dated.write_csv(tmp_path / "visits.csv")
    words = ("--thresholds", "adult", "--baseline", "first", "--vas", "10", "--mmt-max", "150", "--by", "arm", "--flag", "rescue")
    done = response(tmp_path / "visits.csv", *words)
    assert done.returncode == 0, done.stderr
    assert "name windows to" in done.stdout
    assert "name windows, such as" in response(tmp_path / "visits.csv", *words, "--figure-shares", tmp_path / "x.png").stderr
    assert not (tmp_path / "x.png").exists()
    windows = [word for week in (4, 8, 12, 16, 20) for word in ("--window", f"{week}={week - 2}-{week + 1.9}")]
    by_window = response(tmp_path / "visits.csv", *words, *windows, "--at", "16")
    by_name = response(TRIAL, "--map", MAPPING, "--at", "16")
    assert by_window.stdout.split("- Planned")[0] == by_name.stdout.split("- Planned")[0]


def test_standard_input_and_json() -> None:
    done = response("-", *SAID, "--by", "arm", "--format", "json", given=LONG)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["response"]["thresholds"] == "adult"
    assert told["groups"] == ["A", "B"]
    minimal = next(one for one in told["end_points"] if one["name"] == "minimal or better")
    assert [(one["responders"], one["patients"]) for one in minimal["counts"]] == [(1, 1), (0, 1)]
    assert minimal["differences"][0]["newcombe"]["value"] == 1.0


def test_explain_shows_every_visit_in_80_columns() -> None:
    done = response(TRIAL, "--map", MAPPING, "--explain", "T-002", "--full")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stdout.startswith("Patient T-002 (placebo)")
    for words in ("more points", "were it known", "End points", "confirmed deterioration: no", "[grade B]"):
        assert words in done.stdout


def test_the_end_points_of_each_patient_are_written(tmp_path: Path) -> None:
    done = response(TRIAL, "--map", MAPPING, "--at", "16", "--patients", tmp_path / "patients.csv")
    assert done.returncode == 0, done.stderr
    out = rows(tmp_path / "patients.csv")
    assert len(out) == 100
    worse = [row for row in out if row["confirmed_deterioration"] == "true"]
    assert worse
    assert all("limb" in row["deterioration_reason"] and row["deterioration_week"] for row in worse)
    assert f"{sum(row['minimal_at_week'] == 'true' and row['group'] == 'active' for row in out)}/50" in done.stdout


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_figures_are_written(ending: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    files = [tmp_path / f"{name}.{ending}" for name in ("shares", "time")]
    done = response(TRIAL, "--map", MAPPING, "--figure-shares", files[0], "--figure-time", files[1])
    assert done.returncode == 0, done.stderr
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending]
    assert all(file.read_bytes().startswith(start) for file in files)


def test_the_synthetic_trial_is_what_its_generator_writes(tmp_path: Path) -> None:
    maker = tmp_path / "make_trial.py"
    maker.write_text((FOLDER / "make_trial.py").read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, maker], check=True)
    for file in (TRIAL, WIDE):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), (
            f"run `python fixtures/response/make_trial.py` ({file.name})"
        )
    patients = {row["patient_id"]: row["arm"] for row in rows(TRIAL)}
    assert sorted(patients.values()) == ["active"] * 50 + ["placebo"] * 50
    assert len({row["visit"] for row in rows(TRIAL)}) == 6


def test_the_documented_mapping_is_understood() -> None:
    text = (said.__doc__ or "").partition("```toml")[2].partition("```")[0]
    made = parse_said(tomllib.loads(text)["response"])
    assert (made.thresholds, made.baseline, made.mmt_max, made.weeks) == ("adult", ("baseline_arm_1",), 80, {"month_6": 26.0})
    assert made.columns == {"physician_global": "phys_vas", "mmt": "mmt8", "ck": "ck"}
    assert (made.maxima, made.limits) == ({"mmt": 80}, {"ck": 170.0})
    assert made.layout(["record_id"]).windows[0].high == 18
