"""Columns that nobody uses are not read, and that changes no answer: a row is a patient or a heading by all of its cells."""

from __future__ import annotations

import io
import random
import re
import subprocess
from pathlib import Path

import polars as pl
import pytest

from failures.machine import ENVIRONMENT, RUN, myositis
from myositis import classify_to_file
from myositis.classify_file import CohortFile, to_file
from myositis.classify_file.source import nothing_else
from myositis.files import open_scan, read_table, write_table
from myositis.files.kept import ELSEWHERE
from myositis.published import DEFAULT

FORMATS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")


def sparse(seed: int) -> pl.DataFrame:
    """Rows of which many have one filled cell or two, anywhere."""
    draw = random.Random(seed)
    names = ["patient_id", "dm_rash", "age_at_onset", "remark", "weight", "visit"]
    draw.shuffle(names)
    names = names[: draw.randrange(3, 7)]
    if not {"dm_rash", "age_at_onset"} & {*names}:
        names.append("dm_rash")
    values = {"dm_rash": "yes", "age_at_onset": "47", "remark": "text", "weight": "1", "visit": "v"}
    rows = []
    for row in range(1, 13):
        filled = {name: values.get(name, f"p{row}") for name in draw.sample(names, min(draw.choice([1, 1, 2, 3]), len(names)))}
        rows.append({name: filled.get(name) for name in names})
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).with_columns(
        pl.col("^weight$").cast(pl.Float64)
    )


def results(path: Path, *, only: bool, batch: int) -> tuple[pl.DataFrame, object]:
    out = io.BytesIO()
    before, to_file.BATCH = to_file.BATCH, batch
    try:
        summary = classify_to_file(path, out, results_only=only, format="csv")
    finally:
        to_file.BATCH = before
    frame = read_table(io.BytesIO(out.getvalue())).frame
    told = [str(problem) for problem in (*summary.problems, *summary.warnings)]
    return frame.select(pl.col("^myositis_status$|^eular.*$|^bohan.*$")), (told, summary.invalid, sorted(summary.notes))


@pytest.mark.parametrize("kind", FORMATS)
def test_the_results_alone_are_those_of_the_whole_file(tmp_path: Path, kind: str) -> None:
    headings = 0
    for seed in range(12):
        path = tmp_path / f"in{seed}.{kind}"
        write_table(sparse(seed), path)
        whole = results(path, only=False, batch=400_000)
        headings += whole[0]["myositis_status"].to_list().count("no_patient")
        for batch in (400_000, 5):
            alone = results(path, only=True, batch=batch)
            assert alone[0].equals(whole[0]), seed
            assert alone[1] == whole[1], seed
    assert headings > 5, "there are headings to be found"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_values_and_warnings_are_read_with_and_without_the_other_columns(tmp_path: Path, kind: str) -> None:
    for seed in range(12):
        path = tmp_path / f"in{seed}.{kind}"
        write_table(sparse(seed), path)
        (table, whole), (short, alone) = CohortFile(path).read(DEFAULT), CohortFile(path).read(DEFAULT, also=nothing_else)
        assert alone.values.equals(whole.values)
        assert alone.no_patients == whole.no_patients
        assert (alone.problems, alone.warnings, alone.notes) == (whole.problems, whole.warnings, whole.notes)
        assert sorted(short.columns) == sorted(table.columns)
        assert ELSEWHERE not in short.columns
        assert {*short.left_out} == {*table.columns} - {*short.frame.columns}
        assert {*short.left_out} >= {"weight", "visit"} & {*table.columns[1:]}


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_other_columns_leave_a_mark_where_it_matters(tmp_path: Path, kind: str) -> None:
    frame = pl.DataFrame(
        {"a": ["1", "1", None, None], "b": ["2", None, "2", None], "c": [None, "3", None, None], "d": [None, None, None, "4"]}
    )
    write_table(frame, tmp_path / f"in.{kind}")
    read = read_table(tmp_path / f"in.{kind}", wanted=lambda name: name == "b").frame
    assert read.columns == ["a", "b", ELSEWHERE]
    assert read[ELSEWHERE].to_list() == [True, True, None, True]
    with open_scan(tmp_path / f"in.{kind}") as scan:
        assert next(one.columns for one in scan.batches(2, ["b"]))[-1] == ("b" if kind != "xlsx" else ELSEWHERE)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak of a process")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    "words", [("check",), ("explain", "--id", "p7"), ("compare",), ("profile",), ("classify", "--results-only", "-o", "o.xlsx")],
    ids=lambda words: words[0],
)
def test_a_column_that_nobody_uses_costs_no_memory(tmp_path: Path, kind: str, words: tuple[str, ...]) -> None:
    """120 MB of remarks in CSV, 1.2 GB in Parquet; the columns that are read take a few megabytes."""
    path = tmp_path / f"in.{kind}"
    rows, letters = (12_000, 10_000) if kind == "csv" else (24_000, 50_000)
    frame = pl.DataFrame({"patient_id": [f"p{row}" for row in range(rows)], "dm_rash": ["yes", "no"] * (rows // 2)})
    frame = frame.with_columns(remark=pl.lit("x" * letters), weight=pl.lit(1.5))
    frame.write_csv(path) if kind == "csv" else frame.write_parquet(path)
    script = (
        "import re, sys; from myositis_cli.endings import code_of; from myositis_cli.main import myositis\n"
        "code = code_of(lambda: myositis.main(sys.argv[1:], standalone_mode=False))\n"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024\n"
        "print(code, peak)"
    )
    asked = [RUN[0], "-c", script, words[0], str(path), *words[1:], "--memory", "200M"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=tmp_path)
    code, peak = map(int, re.findall(r"\d+", done.stdout.splitlines()[-1]))
    assert code == 0, done.stderr
    assert peak < 700


def test_of_a_file_of_a_statistics_package_only_the_columns_that_are_used_take_memory(tmp_path: Path) -> None:
    """A thousand columns of 4,000 rows would take 360 MB as cells, the two that are read and fifty at once 19 MB."""
    path, rows = tmp_path / "in.sav", 4_000
    frame = pl.DataFrame({"patient_id": [f"p{row}" for row in range(rows)], "dm_rash": ["yes", "no"] * (rows // 2)})
    write_table(frame.with_columns(pl.lit(1.5).alias(f"lab{place}") for place in range(1_000)), path)
    assert myositis("profile", path, "--memory", "200M").returncode == 0
    refused = myositis("classify", path, "-o", tmp_path / "out.sav", "--memory", "200M")
    assert refused.returncode == 4
    assert "would take about" in refused.stderr


def test_an_option_of_compare_that_names_a_column_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = [f"p{row},{('no', 'yes')[row % 2]},{'ab'[row % 2]},{('no', 'yes')[row % 3 > 0]},{row},z\n" for row in range(20)]
    path.write_text("patient_id,dm_rash,site,panel,score,unused\n" + "".join(rows))
    done = myositis("compare", path, "--by", "score:10", "--table1-by", "site", "--assigned", "own=panel", "--reference", "panel")
    assert done.returncode == 0, done.stderr
    assert "below 10" in done.stdout
    assert "note: site, panel, score" not in done.stderr
    assert "unused: not in the data dictionary" in done.stderr
    wrong = myositis("compare", path, "--by", "nothing")
    assert wrong.stderr.endswith("unknown column for --by `nothing`; known: dm_rash, site, panel, score, unused\n")
