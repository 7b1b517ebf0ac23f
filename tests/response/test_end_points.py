"""End points of one patient, each worked by hand: limbs, consecutive visits, windows, rescue, and what stays open."""

from __future__ import annotations

from typing import Any

import pytest

from myositis import improvement
from myositis.errors import UnknownNameError
from myositis.response import imacs_2004, proderm
from myositis.response.end_points import PatientResponse, Schedule, ScoredVisit
from myositis.response.visits import Window, week_of, window
from myositis.response.worsening import relative

BASELINE: dict[str, Any] = {
    "physician_global": 5, "patient_global": 5, "extramuscular_global": 3, "haq": 1, "mmt": 120, "ck": 1000, "ck_uln": 200,
}  # fmt: skip
SAID: dict[str, Any] = {"thresholds": "adult", "vas": 10, "mmt_max": 150}
BETTER = {"physician_global": 3, "mmt": 130}  # 20 % and 6.67 %: 15 + 10 = 25 points
MUCH_BETTER = {"physician_global": 0.5, "patient_global": 0.5, "mmt": 150, "extramuscular_global": 0}  # 20 + 10 + 20 + 15 = 65
WORSE_B = {"extramuscular_global": 5}
WORSE_A = {"physician_global": 7, "mmt": 96}  # 2 cm, and 24 of 120 = 20 %


def scored(change: dict[str, Any], baseline: dict[str, Any] = BASELINE, **said: Any) -> Any:
    return improvement(baseline, baseline | change, **(SAID | said))


def limbs(
    change: dict[str, Any], baseline: dict[str, Any] = BASELINE, of: str = "baseline", **said: Any
) -> dict[str, bool | None]:
    return proderm.limbs([relative(one, of) for one in scored(change, baseline, **said).changes])


def course(*visits: tuple[float, dict[str, Any] | None], flagged: tuple[float, ...] = (), **schedule: Any) -> PatientResponse:
    """A patient with these visits; None is a visit that cannot be scored."""
    made = [ScoredVisit(week, None if change is None else scored(change), week in flagged) for week, change in visits]
    return PatientResponse("1", tuple(made), Schedule(**({"weeks": (4, 8, 12, 16)} | schedule)))


def test_the_hand_worked_scores_of_these_tests() -> None:
    assert (scored(BETTER).tis_low, scored(MUCH_BETTER).tis_low) == (25, 65)


@pytest.mark.parametrize(
    ("change", "met"),
    [
        ({}, ""),
        (WORSE_A, "a"),
        ({"physician_global": 6.9, "mmt": 96}, ""),
        ({"physician_global": 7, "mmt": 96.1}, ""),
        ({"physician_global": 7}, ""),
        (WORSE_B, "b"),
        ({"extramuscular_global": 4.9}, ""),
        ({"patient_global": 6.5, "haq": 1.3, "extramuscular_global": 3.9}, "c"),  # each exactly 30 % of the baseline
        ({"patient_global": 6.5, "haq": 1.3, "extramuscular_global": 3.8}, ""),
        ({"patient_global": 6.5, "haq": 1.3, "ck": 2000}, ""),  # enzymes do not count
        (WORSE_A | WORSE_B | {"haq": 2}, "abc"),
    ],
)
def test_limbs_on_their_edges(change: dict[str, Any], met: str) -> None:
    assert "".join(name for name, value in limbs(change).items() if value) == met


def test_two_centimetres_are_twenty_millimetres() -> None:
    in_mm = {name: 10 * value if name.endswith("global") else value for name, value in BASELINE.items()}
    assert limbs({"extramuscular_global": 50}, in_mm, vas=100)["b"] is True
    assert limbs({"extramuscular_global": 49.9}, in_mm, vas=100)["b"] is False


def test_percent_of_the_range_is_an_option() -> None:
    change = {"patient_global": 6.5, "haq": 1.3, "extramuscular_global": 3.9}
    assert limbs(change, of="range")["c"] is False, "15, 10 and 9 % of the range"
    with pytest.raises(UnknownNameError, match="did you mean `range`"):
        limbs(change, of="ranges")


def test_a_baseline_of_0_is_not_evaluable_and_does_not_count() -> None:
    baseline = BASELINE | {"haq": 0}
    change = {"haq": 2, "patient_global": 6.5, "extramuscular_global": 3.9}
    assert limbs(change, baseline)["c"] is False
    (haq,) = [relative(one) for one in scored(change, baseline).changes if one.row.name == "haq"]
    assert (haq.percent, haq.evaluable, haq.unknown) == (None, False, False)


def test_a_missing_value_leaves_a_limb_open_only_where_it_could_decide() -> None:
    assert limbs({"mmt": None, "physician_global": 7})["a"] is None
    assert limbs({"mmt": None, "physician_global": 6.9})["a"] is False
    assert limbs({"extramuscular_global": None})["b"] is None
    assert limbs({"haq": None, "patient_global": 6.5, "extramuscular_global": 3.9})["c"] is None
    assert limbs({"haq": None, "patient_global": 6.5})["c"] is False


def test_of_das_and_cmas_the_limbs_in_centimetres_and_of_mmt_are_not_defined() -> None:
    baseline = {"physician_global": 3, "das": 5, "cmas": 40}
    result = improvement(baseline, {"physician_global": 6, "das": 15, "cmas": 10}, thresholds="juvenile", vas=10)
    met = proderm.limbs([relative(one) for one in result.changes])
    assert (met["a"], met["b"], met["c"]) == (False, False, True)


def test_deterioration_is_confirmed_at_the_next_visit_by_any_limb_and_says_which() -> None:
    answer = course((4, {}), (8, WORSE_B), (12, WORSE_A), (16, {})).deterioration()
    assert (answer.met, answer.week) == (True, 12)
    assert answer.reason == "limb b at week 8 and limb a at week 12"


def test_one_visit_or_a_skipped_one_does_not_confirm() -> None:
    once = course((4, {}), (8, WORSE_B), (12, {}), (16, WORSE_B)).deterioration()
    assert (once.met, once.week) == (False, None)
    assert once.reason == "not confirmed: limb b at week 8, limb b at week 16"
    assert course((4, {}), (8, WORSE_B), (16, WORSE_B)).deterioration().met is False, "week 12 was skipped"
    assert course((4, {}), (8, WORSE_B), (12, None), (16, WORSE_B)).deterioration().met is False, "week 12 cannot be read"
    assert course((8, WORSE_B), (16, WORSE_B), weeks=()).deterioration().met is True, "nothing was planned between them"


def test_confirmation_after_a_visit_does_not_count_at_it() -> None:
    patient = course((4, BETTER), (8, BETTER | WORSE_B), (12, BETTER | WORSE_B), (16, BETTER))
    assert patient.deterioration(8).met is False
    assert patient.responder_without_deterioration(8).met is True
    answer = patient.responder_without_deterioration(16)
    assert (answer.met, answer.reason) == (False, "confirmed deterioration: limb b at week 8 and limb b at week 12")


def test_missing_values_leave_deterioration_open() -> None:
    answer = course((4, {}), (8, WORSE_B), (12, {"extramuscular_global": None}), (16, {})).deterioration()
    assert answer.met is None
    assert answer.reason == "weeks 8 and 12 may meet it: not all is recorded"


def test_responder_at_a_visit() -> None:
    patient = course((4, {}), (8, BETTER), (16, MUCH_BETTER))
    assert patient.responder(4).met is False
    assert patient.responder(8).met is True
    assert patient.responder(8, "moderate").met is False
    assert patient.responder(16, "major").met is True
    assert (patient.responder(12).met, patient.responder(12).reason) == (None, "no visit")


def test_an_open_score_and_a_missing_measure_that_is_needed_are_open() -> None:
    on_edge = {"physician_global": 3, "ck": 500}  # 15 points, and up to 7.5 of the enzyme
    answer = course((4, on_edge)).responder(4)
    assert (answer.met, answer.reason) == (None, "total improvement score 15 to 22.5 at week 4")
    lacking = course((4, MUCH_BETTER | {"mmt": None})).responder(4)
    assert (lacking.met, lacking.reason) == (None, "not recorded: mmt")


def test_after_rescue_a_patient_is_no_responder() -> None:
    patient = course((4, BETTER), (8, MUCH_BETTER), (12, MUCH_BETTER), (16, MUCH_BETTER), flagged=(12,))
    assert patient.responder(8).met is True
    assert patient.responder(12) == patient.responder(16)
    assert (patient.responder(16).met, patient.responder(16).reason) == (False, "rescue or discontinuation at week 12")
    assert patient.imacs_2004(16).met is False
    assert patient.first("major").week == 8


def test_time_to_improvement() -> None:
    patient = course((4, {}), (8, BETTER), (12, {}), (16, MUCH_BETTER))
    assert [patient.first(level).week for level in ("minimal", "moderate", "major")] == [8, 16, 16]
    confirmed = course((4, BETTER), (8, {}), (12, BETTER), (16, MUCH_BETTER), confirmed=True)
    assert confirmed.first("minimal").week == 12, "week 4 was not confirmed at week 8"
    assert confirmed.first("major").week is None, "nothing follows week 16"
    assert confirmed.first("major").followed == 16
    skipped = course((4, BETTER), (12, BETTER), confirmed=True)
    assert skipped.first("minimal").week is None, "week 8 was skipped"


def test_an_earlier_visit_that_may_have_improved_is_told() -> None:
    on_edge = {"physician_global": 3, "ck": 500}
    first = course((4, on_edge), (8, BETTER)).first()
    assert (first.week, first.possible) == (8, 4)


def test_follow_up_ends_at_the_last_scored_visit_or_at_rescue() -> None:
    assert course((4, {}), (8, {})).first().followed == 8
    assert course((4, {}), (8, {}), (12, {}), flagged=(8,)).first().followed == 4
    assert course().first().followed == 0


def test_a_visit_counts_for_the_week_whose_window_it_lies_in() -> None:
    windows = (Window(4, 3, 5), Window(8, 6, 10), Window(16, 14, 18))
    patient = course((5, {}), (10.5, BETTER), (13.9, BETTER), (14, {}), (17, MUCH_BETTER), weeks=(4, 8, 16), windows=windows)
    assert patient.slots[4].week == 5
    assert patient.responder(8).reason == "no visit", "10.5 is after the window"
    assert patient.slots[16].week == 17, "nearer to 16 than 14"
    tie = course((15, BETTER), (17, {}), weeks=(16,), windows=(Window(16, 14, 18),))
    assert tie.slots[16].week == 15, "of two as near the earlier"


@pytest.mark.parametrize("text", ["16", "16=18", "16=17-18", "16=a-b", ""])
def test_a_window_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(UnknownNameError, match="window"):
        window(text)


@pytest.mark.parametrize(
    ("name", "week"),
    [
        ("16", 16), ("16.5", 16.5), ("week 16", 16), ("Week_16", 16), ("week16", 16), ("w16", 16), ("wk 4", 4),
        ("week_16_arm_1", 16),
        ("Week 16 (Arm 1: IVIg)", 16), ("16 weeks", 16), ("visit week 4", 4), ("month_6", None), ("baseline", None),
        ("visit 3", None),
        ("screening", None), ("new4", None), ("baseline_arm_1", None), ("v4", None), ("-4", -4),
    ],
)  # fmt: skip
def test_the_week_that_a_name_spells(name: str, week: float | None) -> None:
    assert week_of(name) == week


@pytest.mark.parametrize(
    ("change", "improved"),
    [
        ({"physician_global": 4, "patient_global": 4, "haq": 0.8}, True),  # three better by exactly 20 %
        ({"physician_global": 4, "patient_global": 4, "haq": 0.8, "extramuscular_global": 3.75, "ck": 1250}, True),  # two worse
        ({"physician_global": 4, "patient_global": 4, "haq": 0.8, "mmt": 90}, False),  # MMT worse by 25 %
        ({"physician_global": 4, "patient_global": 4, "haq": 0.8, "mmt": 90.1}, True),
        ({"physician_global": 4.01, "patient_global": 4, "haq": 0.8}, False),
        (
            {"physician_global": 4, "patient_global": 4, "mmt": 144, "haq": 2, "extramuscular_global": 6, "ck": 3000},
            False,
        ),  # 3 worse
    ],
)
def test_imacs_2004(change: dict[str, Any], improved: bool) -> None:
    assert imacs_2004.improved([relative(one) for one in scored(change).changes]) is improved


def test_imacs_2004_of_six_measures_just_below_20_percent_is_no_improvement() -> None:
    start = {
        "physician_global": 10,
        "patient_global": 10,
        "extramuscular_global": 10,
        "haq": 2,
        "mmt": 100,
        "ck": 1000,
        "ck_uln": 200,
    }
    change = {
        "physician_global": 8.01,
        "patient_global": 8.01,
        "extramuscular_global": 8.01,
        "haq": 1.602,
        "mmt": 119.9,
        "ck": 801,
    }
    assert imacs_2004.improved([relative(one) for one in scored(change, start).changes]) is False


def test_imacs_2004_is_open_only_where_what_is_missing_could_decide() -> None:
    three = {"physician_global": 4, "patient_global": 4, "haq": 0.8}

    def answer(change: dict[str, Any]) -> bool | None:
        return imacs_2004.improved([relative(one) for one in scored(change).changes])

    assert answer(three | {"extramuscular_global": None, "ck": None}) is True, "two that could be worse are allowed"
    assert answer(three | {"extramuscular_global": 6, "ck": 2000, "mmt": 119}) is True
    assert answer(three | {"mmt": None}) is None, "MMT could be worse"
    assert answer({"physician_global": 4, "patient_global": 4, "haq": None}) is None
    assert answer({"physician_global": 4, "haq": None}) is False
