"""Numbers of a comparison of 500 patients, recomputed by R from the table of patients and the file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest

from myositis.comparison import Comparison, compare

HERE = Path(__file__).parent
FILE = HERE.parents[1] / "fixtures" / "cohorts" / "synthetic_500.csv"
CASES = ("DM", "PM", "IBM", "JDM", "ADM")


@pytest.fixture(scope="module")
def result() -> Comparison:
    return compare(
        pl.read_csv(FILE, infer_schema=False),
        reference="diagnosis",
        cases=CASES,
        equivalent=("JDM=DM", "ADM=DM"),
        by="age_at_onset:18,40",
        score_cuts=(6.0,),
    )


@pytest.fixture(scope="module")
def by_r(result: Comparison, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed")
    table = tmp_path_factory.mktemp("r") / "patients.csv"
    result.patients.write_csv(table)
    done = subprocess.run(
        ["Rscript", "--vanilla", str(HERE / "recompute.R"), str(table), str(FILE)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: float(value) for name, value, *_ in (line.split("\t") for line in done.stdout.splitlines())}


def test_the_numbers_are_those_of_r(result: Comparison, by_r: dict[str, float]) -> None:
    own = from_frame(result) | from_table_one(result)
    assert own.keys() == by_r.keys()
    assert len(by_r) >= 20
    for name, value in by_r.items():
        assert own[name] == pytest.approx(value, rel=1e-9, abs=1e-12), name


def from_frame(result: Comparison) -> dict[str, float | None]:
    """The numbers as the tidy frame holds them."""
    numbers = result.numbers
    eular, bohan = (one.id for one in result.sets)

    def one(sets: str, statistic: str, column: str = "estimate", **wanted: str) -> float | None:
        start = {"basis": "as recorded", "stratum": "all patients", "level": "classified", "sets": sets, "statistic": statistic}
        found = numbers
        for name, value in (start | wanted).items():
            found = found.filter(pl.col(name) == value)
        assert found.height == 1, (sets, statistic, wanted)
        value = found[column][0]
        assert value is None or isinstance(value, float)
        return value

    both = f"{eular} | {bohan}"
    subgroups = {"section": "subgroups against reference", "basis": "as recorded, all patients"}
    strata = {"stratum": "between strata", "level": ""}
    return {
        "kappa": one(both, "cohen_kappa"),
        "kappa low": one(both, "cohen_kappa", "low"),
        "kappa high": one(both, "cohen_kappa", "high"),
        "mcnemar": one(both, "mcnemar", "p", section="agreement"),
        "kappa linear": one(both, "kappa_linear", level="levels"),
        "kappa quadratic": one(both, "kappa_quadratic", level="levels"),
        "bowker": one(both, "bowker", "p", level="levels"),
        "sensitivity low": one(eular, "sensitivity", "low", section="performance"),
        "sensitivity high": one(eular, "sensitivity", "high", section="performance"),
        "specificity": one(eular, "specificity", section="performance"),
        "lr_positive": one(eular, "lr_positive"),
        "lr_positive low": one(eular, "lr_positive", "low"),
        "auc": one(eular, "auc", level=""),
        "auc low": one(eular, "auc", "low", level=""),
        "youden": result.overall.curves[0].youden_index,
        "sensitivity at 6": one(eular, "sensitivity", level="score 6 or more", section="score cut"),
        "strata classified": one(eular, "classified", "p", **strata),
        "strata kappa": one(both, "cohen_kappa", "p", **strata),
        "subgroup sensitivity IBM": one(eular, "sensitivity", level="IBM", **subgroups),
        "subgroup kappa DM": one(eular, "cohen_kappa", level="DM", **subgroups),
        "subgroup precision DM, declared": one(bohan, "precision", level="DM", **subgroups),
    }


def from_table_one(result: Comparison) -> dict[str, float]:
    table = result.table1
    ages = table.filter(pl.col("variable") == "age_at_onset", pl.col("group") == "DM").row(0, named=True)
    dysphagia = table.filter(pl.col("variable") == "dysphagia", pl.col("group") == "all").row(0, named=True)
    assert dysphagia["tested"] + dysphagia["missing"] == dysphagia["n"] == result.flow.evaluable
    return {
        "median age of DM": ages["median"],
        "upper quartile of age of DM": ages["upper_quartile"],
        "dysphagia present": dysphagia["present"],
        "dysphagia tested": dysphagia["tested"],
    }
