"""The committed synthetic cohort is the one that the generator makes."""

from __future__ import annotations

import polars as pl

from by_completion import PARTS
from myositis.cohort.engines import classify_cohort
from myositis.synthetic import synthetic_cohort
from write_pages import ROOT

COMMITTED = ROOT / "fixtures" / "cohorts" / "synthetic_500.csv"


def test_the_committed_cohort_comes_from_the_seed() -> None:
    assert synthetic_cohort(500).write_csv() == COMMITTED.read_text(encoding="utf-8")


def test_another_seed_gives_another_cohort_of_the_same_shape() -> None:
    other = synthetic_cohort(500, seed=1)
    assert other.columns == synthetic_cohort(500).columns
    assert not other.equals(synthetic_cohort(500))


def test_values_go_missing_in_blocks_and_no_row_is_invalid() -> None:
    cohort = synthetic_cohort(2000)
    rash = cohort.select(pl.col(part).is_null() for part in PARTS["dm_rash"])
    together = rash.select(pl.all_horizontal(pl.all())).to_series().mean()
    alone = rash.select(pl.col("heliotrope_rash") & ~pl.col("gottron_sign")).to_series().mean()
    assert together > 2 * alone
    assert classify_cohort(cohort)["myositis_status"].unique().to_list() == ["classified"]


def test_every_level_and_diagnosis_occurs() -> None:
    classified = classify_cohort(synthetic_cohort(2000))
    assert set(classified["diagnosis"]) == {"DM", "PM", "IBM", "JDM", "ADM", "comparator"}
    assert set(classified["eular_acr_2017_level"]) == {"definite", "probable", "possible", "not_met", "excluded"}
