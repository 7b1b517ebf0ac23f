"""Every example of every help text works, word for word, in a folder that holds the files it names."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from write_pages import ROOT, cli_readme

EXAMPLES = sorted(set(re.findall(r"^\s+(myositis .+)$", cli_readme(), re.MULTILINE)))
PROGRAM = f'"{sys.executable}" -c "from myositis_cli.main import main; main()"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the examples name."""
    place = tmp_path_factory.mktemp("examples")
    cohort = pl.read_csv(ROOT / "fixtures/cohorts/synthetic_500.csv", infer_schema=False).head(60)
    ids = pl.Series("patient_id", [f"{number:04}" for number in range(60)])
    diagnosis = pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("overlap")).otherwise(pl.col("diagnosis"))
    level = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("definite")).otherwise(pl.lit("not_met"))
    cohort = cohort.with_columns(ids, diagnosis=diagnosis, panel_level=level)
    for name in ("cohort.csv", "export.csv"):
        cohort.write_csv(place / name)
    cohort.write_excel(place / "cohort.xlsx")
    study = ROOT / "fixtures" / "study"
    shutil.copy(study / "european.csv", place / "registry.csv")
    shutil.copy(study / "european.toml", place / "study.toml")
    trial = ROOT / "fixtures" / "response"
    shutil.copy(trial / "synthetic_trial.csv", place / "visits.csv")
    shutil.copy(trial / "synthetic_trial.toml", place / "trial.toml")
    run("myositis redcap instrument --finding heliotrope_rash -o dictionary.csv", place)
    run("myositis classify cohort.csv -o classified.csv", place)
    run("myositis map registry.csv -o questions.xlsx", place)
    return place


def run(example: str, place: Path) -> subprocess.CompletedProcess[str]:
    words = example.replace("myositis", PROGRAM, 1)
    return subprocess.run(words, shell=True, cwd=place, capture_output=True, text=True, check=False)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_works(example: str, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "run"
    shutil.copytree(folder, place)
    if match := re.search(r" -o (\S+)", example):
        (place / match.group(1)).unlink(missing_ok=True)
    done = run(example, place)
    assert done.returncode == 0, done.stderr[-600:]
    if match:
        assert (place / match.group(1)).stat().st_size > 0
