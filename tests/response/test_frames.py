"""Frames give what one patient gives, in memory and lazily; every value in tenths is exact there, too."""

from __future__ import annotations

import random
from bisect import bisect_left
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from myositis import improvement, improvement_cohort
from myositis.errors import EngineError, UnknownNameError
from myositis.response.acr_eular_2016 import POINTS
from myositis.response.choices import choices
from myositis.response.measures import ENZYME_NAME, ENZYMES, INPUTS
from myositis.response.reading import read_visits
from myositis.response.visits import Layout
from response.vectors import VECTORS, visits

ROWS = [row.name for row in POINTS.rows]
SAID: dict[str, Any] = {"thresholds": "adult", "vas": 10, "mmt_max": 80}


def random_visits(seed: int, *, own_enzyme: bool = False, juvenile: bool = False) -> pl.DataFrame:
    """Patients with four visits, values with few decimals, some missing, a good deal of them on the edges of bins."""
    draw = random.Random(seed)
    rows = []

    def some(value: Any, missing: float = 0.12) -> Any:
        return None if draw.random() < missing else value

    for patient in range(40):
        for week in (0, 4, 8, 12):
            row: dict[str, Any] = {"patient_id": f"{patient:03}", "visit": week}
            for name in ("physician_global", "patient_global", "extramuscular_global"):
                row[name] = some(draw.randrange(0, 101, 5) / 10)
            row["haq"] = some(draw.randrange(0, 25) / 8)
            row["mmt"] = some(float(draw.randrange(40, 81, 4)))
            if juvenile:
                row["cmas"], row["das"], row["chaq"] = (
                    some(float(draw.randrange(53))),
                    some(float(draw.randrange(21))),
                    row.pop("haq"),
                )
                row["chq_phs"] = some(float(draw.randrange(10, 60)))
                row["chq_phs_change_percent"] = some(float(draw.randrange(-20, 60)), 0.8)
            elif own_enzyme:
                row |= {
                    "enzyme": some(draw.randrange(0, 4000) / 2),
                    "enzyme_uln": some(200.0),
                    ENZYME_NAME: some(draw.choice([*ENZYMES])),
                }
                row["enzyme_change_percent"] = some(float(draw.randrange(-20, 60)), 0.8)
            else:
                for name, limit in (("ck", 180.0), ("aldolase", 7.5), ("ldh", 250.0)):
                    row[name], row[f"{name}_uln"] = some(round(limit * draw.randrange(0, 100) / 10, 2)), some(limit)
            rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def by_patient(frame: pl.DataFrame, **said: Any) -> list[dict[str, Any]]:
    """The same results through `improvement`, visit by visit."""
    expected = []
    rows = frame.to_dicts()
    first = {row["patient_id"]: row for row in rows if row["visit"] == 0}
    for row in rows:
        if row["visit"] == 0:
            continue
        before, after = ({name: one.get(name) for name in (*INPUTS, ENZYME_NAME)} for one in (first[row["patient_id"]], row))
        result = improvement(before, after, **said)
        told: dict[str, Any] = {
            "tis": result.tis, "tis_low": result.tis_low, "tis_high": result.tis_high, "response": result.category,
            "response_low": result.category_low, "response_high": result.category_high,
            "worsened": "|".join(result.worsened), "unknown": "|".join(result.unknown), "settled_by": "|".join(result.settled_by),
        }  # fmt: skip
        for change in result.changes:
            told[f"{change.row.name}_percent"] = None if change.percent is None else float(change.percent)
            told[f"{change.row.name}_points_low"] = change.low / 10
            told[f"{change.row.name}_points_high"] = change.high / 10
        expected.append(told)
    return expected


CASES = {
    "adult, enzyme without a range": ({}, {}),
    "adult, unconfirmed ranges": ({}, {"enzyme_range": "15_6_3"}),
    "the study's own enzyme": ({"own_enzyme": True}, {}),
    "the study's own enzyme, unconfirmed ranges": ({"own_enzyme": True}, {"enzyme_range": "15_6_3"}),
    "juvenile measures": ({"juvenile": True}, {"thresholds": "juvenile", "use": ["cmas", "chaq", "das", "chq_phs"]}),
    "MMT in 150, millimetres": ({}, {"mmt_max": 150, "vas": 100}),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_frame_gives_what_one_patient_gives(name: str, seed: int) -> None:
    made, said = CASES[name]
    frame = random_visits(seed, **made)
    said = SAID | said
    result = improvement_cohort(frame, baseline=0, **said)
    scored = result.filter(pl.col("response_status") == "scored")
    expected = pl.DataFrame(by_patient(frame, **said), infer_schema_length=None)
    assert scored.height == expected.height == 120
    assert_frame_equal(scored.select(expected.columns), expected, check_dtypes=False, rel_tol=1e-12, abs_tol=1e-9)
    assert 0 < scored["response"].null_count() < 120, "the cases hold open and settled ones"


@pytest.mark.parametrize("name", CASES)
def test_a_lazy_frame_and_text_give_what_numbers_in_memory_give(name: str) -> None:
    made, said = CASES[name]
    frame = random_visits(3, **made)
    result = improvement_cohort(frame, baseline=0, **(SAID | said))
    lazy = improvement_cohort(frame.lazy(), baseline=0, **(SAID | said))
    assert isinstance(lazy, pl.LazyFrame)
    assert_frame_equal(lazy.collect(), result.drop("settled_by", "response_problems"))
    text = frame.with_columns(pl.all().cast(pl.String))
    added = [name for name in result.columns if name not in frame.columns]
    assert_frame_equal(improvement_cohort(text, baseline=0, **(SAID | said)).select(added), result.select(added))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_comes_out_of_a_frame(vector: dict[str, Any]) -> None:
    before, after, said = visits(vector)
    frame = pl.DataFrame([{"patient_id": "1", "visit": "0", **before}, {"patient_id": "1", "visit": "16", **after}])
    row = improvement_cohort(frame, thresholds="adult", baseline="0", **said).row(1, named=True)
    assert (row["tis_low"], row["tis_high"]) == (
        vector.get("tis_low", vector.get("tis")),
        vector.get("tis_high", vector.get("tis")),
    )


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize("top", [10, 100])
def test_every_pair_of_vas_values_in_tenths_is_exact_in_frames(lazy: bool, top: int) -> None:
    pairs = [(before, after) for before in range(101) for after in range(before + 1)]
    rows = []
    for place, (before, after) in enumerate(pairs):
        rows += [(place, 0, before * top / 100, 30.0), (place, 4, after * top / 100, 30.0)]
    frame = pl.DataFrame(rows, schema=["patient_id", "visit", "physician_global", "mmt"], orient="row")
    frame = frame.with_columns(pl.col("physician_global").round(2))
    result = improvement_cohort(frame.lazy() if lazy else frame, baseline=0, thresholds="adult", vas=top, mmt_max=80)
    made = result.lazy().collect().filter(pl.col("visit") == 4)["physician_global_points_low"].to_list()
    due = [POINTS.rows[0].points[bisect_left((5, 15, 25, 40), before - after)] for before, after in pairs]
    assert len(pairs) == 5151
    assert made == due


def test_every_pair_of_haq_eighths_and_of_enzyme_multiples_is_exact_in_frames() -> None:
    rows = []
    for before in range(25):
        for after in range(25):
            rows.append((f"{before}-{after}", 0, before / 8, before * 0.1, 0.7))
            rows.append((f"{before}-{after}", 1, after / 8, after * 0.1 * 3, 2.1))
    frame = pl.DataFrame(rows, schema=["patient_id", "visit", "haq", "ck", "ck_uln"], orient="row")
    said: dict[str, Any] = {"thresholds": "adult", "enzyme_range": "15_6_3"}
    result = improvement_cohort(frame.with_columns(pl.col("ck").round(1)), baseline=0, **said).filter(pl.col("visit") == 1)
    haq, enzyme = POINTS.rows[2], POINTS.rows[3]
    for row in result.to_dicts():
        before, after = map(int, row["patient_id"].split("-"))
        assert row["haq_points_low"] == haq.points[sum(100 * (before - after) > edge * 24 for edge in haq.above)]
        fallen = sum(100 * (before - after) * 10 > edge * 15 * 70 for edge in enzyme.above)  # (b - a)/7 of 15
        assert row["enzyme_points_low"] == enzyme.points[fallen], row


def test_the_frame_is_kept_and_every_row_says_what_became_of_it() -> None:
    frame = pl.DataFrame(
        {
            "patient_id": ["1", "1", "1", "1", "2", None, "3", "3", "4", "4"],
            "visit": ["-4", "0", "4", "8", "4", "4", "0", "4", "0", "0"],
            "physician_global": ["5", "5", "11", None, "3", "3", "x", "3", "5", "4"],
            "mmt": ["70", "70", "72", None, "70", "70", "70", "71", "60", "60"],
            "note": list("abcdefghij"),
        }
    )
    result = improvement_cohort(frame, baseline="0", **SAID)
    assert_frame_equal(result.select(frame.columns), frame)
    assert result["response_status"].to_list() == [
        "before_baseline", "baseline", "invalid", "no_measures", "no_baseline", "invalid", "invalid", "no_baseline", "invalid",
        "invalid",
    ]  # fmt: skip
    assert result.filter(pl.col("response_status") != "scored")["tis_low"].null_count() == 10
    assert result["response_problems"].to_list() == [
        None, None, "physician_global: out_of_range", None, None, "patient_id: id_missing",
        "physician_global: not_a_number", None, "visit: visit_duplicate", "visit: visit_duplicate",
    ]  # fmt: skip


def test_two_baselines_and_a_visit_without_a_week_are_invalid() -> None:
    frame = pl.DataFrame(
        {
            "patient_id": ["1", "1", "1", "2", "2", "2"],
            "visit": ["screening", "baseline", "week 4", "baseline", "extra", "extra 2"],
            "day": ["2024-01-01", "2024-01-08", "2024-02-05", "2024-01-08", None, "2024-02-05"],
            "physician_global": [5.0, 5, 4, 5, 4, 3],
            "mmt": [70.0] * 6,
        }
    )
    said = SAID | {"date": "day", "weeks": {"screening": 0}}
    result = improvement_cohort(frame, baseline=["screening", "baseline"], **said)
    assert result["response_status"].to_list() == ["invalid", "invalid", "no_baseline", "baseline", "invalid", "scored"]
    assert result["response_week"].to_list()[-1] == 4
    read = read_visits(frame, choices("adult", vas=10, mmt_max=80), Layout(("screening", "baseline"), visit="visit", date="day"))
    assert [(problem.row, problem.code) for problem in read.problems] == [
        (2, "baseline_duplicate"), (3, "baseline_duplicate"), (6, "visit_not_placed"),
    ]  # fmt: skip


def test_the_earliest_visit_is_the_baseline_only_when_that_is_said() -> None:
    frame = pl.DataFrame(
        {"patient_id": ["1", "1"], "day": ["2024-05-01", "2024-01-10"], "physician_global": [3.0, 5.0], "mmt": [75.0, 70]}
    )
    with pytest.raises(UnknownNameError, match="no visit is called `baseline`"):
        improvement_cohort(frame.rename({"day": "visit"}), baseline="baseline", **SAID)
    result = improvement_cohort(frame, visit=None, date="day", baseline="first", **SAID)
    assert result["response_status"].to_list() == ["scored", "baseline"]
    assert result["response_week"].to_list() == [16.0, 0.0], "112 days"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"baseline": "basline"}, "no visit is called `basline`; did you mean `baseline`"),
        ({"visit": "week"}, "unknown column with the visit `week`"),
        ({"patient_id": "id"}, "unknown column with the patient id `id`"),
        ({"measures": {"mmt": "mmt8"}}, "unknown column `mmt8`"),
        ({"vas": None}, "highest value of `physician_global` is not known"),
    ],
)
def test_what_is_not_there_is_named(change: dict[str, Any], message: str) -> None:
    visits = pl.DataFrame({"visit": ["baseline", "week 4"], "physician_global": [5, 3], "mmt": [70, 75]})
    frame = pl.DataFrame({"patient_id": ["1", "2"]}).join(visits, how="cross")  # what stands in a single row is not named
    with pytest.raises(UnknownNameError, match=message):
        improvement_cohort(frame, **(SAID | {"baseline": "baseline"} | change))


def test_visits_that_cannot_be_put_in_order_are_asked_about() -> None:
    visits = pl.DataFrame({"visit": ["baseline", "month 6"], "physician_global": [5, 3], "mmt": [70, 75]})
    frame = pl.DataFrame({"patient_id": ["1", "2"]}).join(visits, how="cross")
    with pytest.raises(UnknownNameError, match="give no week: `month 6`"):
        improvement_cohort(frame, baseline="baseline", **SAID)
    result = improvement_cohort(frame, baseline="baseline", weeks={"month 6": 26}, **SAID)
    assert result["response_week"].to_list() == [0.0, 26.0] * 2


def test_a_column_that_would_be_written_over_is_refused_and_a_prefix_helps() -> None:
    frame = random_visits(1).with_columns(tis=pl.lit(1))
    with pytest.raises(UnknownNameError, match="column `tis` already"):
        improvement_cohort(frame, baseline=0, **SAID)
    for one in (frame, frame.lazy()):
        result = improvement_cohort(one, baseline=0, prefix="r_", **SAID).lazy().collect()
        assert result["tis"].to_list() == frame["tis"].to_list()
        assert result["r_tis_low"].null_count() == 40


def test_other_frames_and_untyped_lazy_frames_are_refused_with_the_cure() -> None:
    with pytest.raises(EngineError, match="a Polars DataFrame or LazyFrame is expected, not dict"):
        improvement_cohort({}, baseline=0, **SAID)
    text = random_visits(1).with_columns(pl.col("mmt").cast(pl.String)).lazy()
    with pytest.raises(EngineError, match="the measure `mmt` must be a number, not String: collect it first"):
        improvement_cohort(text, baseline=0, **SAID)
    with pytest.raises(EngineError, match="baseline is said as its week"):
        improvement_cohort(random_visits(1).lazy(), baseline="first", **SAID)


def test_a_number_outside_its_range_makes_the_row_of_a_lazy_frame_invalid() -> None:
    frame = pl.DataFrame(
        {"patient_id": [1, 1, 1], "visit": [0, 4, 8], "physician_global": [5.0, 10.1, -1], "mmt": [70.0, 70, 70]}
    )
    result = improvement_cohort(frame.lazy(), baseline=0, **SAID).collect()
    assert result["response_status"].to_list() == ["baseline", "invalid", "invalid"]
