"""The 29 patients of published case reports: readable, cited one by one, and scored as the published table adds up."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import polars as pl
import pytest

from myositis.cohort.engines import classify_cohort
from myositis.dictionary.findings import DICTIONARY

FIXTURES = Path(__file__).parents[1] / "fixtures"
COHORT = FIXTURES / "cohorts" / "case_reports.csv"
ENZYMES = ("ck_elevated", "ldh_elevated", "ast_elevated", "alt_elevated", "muscle_enzymes_elevated")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PATIENTS = rows_of(COHORT)


@lru_cache
def classified() -> dict[str, dict[str, object]]:
    """Both default sets over the file, by patient."""
    frame = pl.read_csv(COHORT, infer_schema=False)
    return {row["patient_id"]: row for row in classify_cohort(frame).to_dicts()}


def score_by_the_table(patient: dict[str, str]) -> Decimal:
    """The EULAR/ACR score of what is recorded, added up from the transcribed table."""
    present = {name for name, cell in patient.items() if cell == "yes"}
    if any(patient[name] == "yes" for name in ENZYMES) or (patient["ck"] and float(patient["ck"]) > float(patient["ck_uln"])):
        present.add("muscle_enzymes_elevated")
    biopsy = [name for name in patient if name.startswith("biopsy_") and name != "biopsy_myositis"]
    read = patient["muscle_biopsy_performed"] == "yes" or any(patient[name] for name in biopsy)
    column = "with_biopsy" if read else "without_biopsy"
    age = float(patient["age_at_onset"] or "0")
    total = Decimal(0)
    for row in rows_of(FIXTURES / "published_tables" / "eular_acr_2017_score.csv"):
        bounds = {"18 <= age_at_onset < 40": 18 <= age < 40, "age_at_onset >= 40": age >= 40}
        if bounds.get(row["condition"], row["finding"] in present):
            total += Decimal(row[column] or "0")
    return total


def test_every_patient_has_one_source_under_a_free_licence() -> None:
    sources = rows_of(FIXTURES / "cohorts" / "case_reports_sources.csv")
    assert [row["patient_id"] for row in sources] == [row["patient_id"] for row in PATIENTS]
    assert len({row["patient_id"] for row in PATIENTS}) == 29
    assert {row["licence"] for row in sources} <= {"CC BY", "CC BY 4.0"}
    assert all(row["url"].startswith("https://") and row["journal"] and row["year"] for row in sources)


def test_the_file_holds_22_patients_with_myositis_and_7_comparators() -> None:
    groups = [row["group"] for row in PATIENTS]
    assert (groups.count("IIM"), groups.count("comparator"), len(groups)) == (22, 7, 29)


def test_every_column_but_the_group_is_a_finding_of_the_dictionary() -> None:
    assert set(PATIENTS[0]) - {"group"} <= set(DICTIONARY)


def test_every_patient_can_be_classified() -> None:
    assert {row["myositis_status"] for row in classified().values()} == {"classified"}


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda row: row["patient_id"])
def test_the_score_is_the_sum_of_the_published_points(patient: dict[str, str]) -> None:
    assert Decimal(str(classified()[patient["patient_id"]]["eular_acr_2017_score"])) == score_by_the_table(patient)


SHOWN = {
    # patient: score, EULAR/ACR level and subgroup, Bohan & Peter level and subgroup
    "C06": (6.7, "probable", "PM", "probable", "PM"),
    "C10": (6.6, "possible", None, "definite", "DM"),
    "C14": (10.7, "definite", "DM", "definite", "DM"),
    "C01": (4.6, "not_met", None, "definite", "PM"),
    "C13": (4.1, "not_met", None, "definite", "PM"),
    "C16": (9.9, "definite", "ADM", "probable", "DM"),
    "N01": (7.4, "probable", "DM", "excluded", None),
}


@pytest.mark.parametrize("patient", SHOWN)
def test_a_row_worth_showing_gets_the_result_that_the_description_names(patient: str) -> None:
    row = classified()[patient]
    names = ("score", "level", "subgroup")
    found = [row[f"eular_acr_2017_{name}"] for name in names] + [row[f"bohan_peter_1975_{name}"] for name in names[1:]]
    assert tuple(found) == SHOWN[patient]


def test_what_is_not_written_of_strength_leaves_dermatomyositis_open() -> None:
    assert classified()["C16"]["eular_acr_2017_open_subgroups"] == "DM|ADM"
