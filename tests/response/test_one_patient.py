"""One patient: intervals, what one more value would settle, errors, and the text at 80 columns."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from myositis import improvement
from myositis.errors import RecordError, UnknownNameError
from myositis.response.as_data import rules_as_data

BEFORE = {
    "physician_global": 5, "patient_global": 4.5, "mmt": 120, "haq": 1.25, "extramuscular_global": 2, "ck": 1440, "ck_uln": 180,
}  # fmt: skip
AFTER = {
    "physician_global": 3.5, "patient_global": 3, "mmt": 138, "haq": 0.875, "extramuscular_global": 0.5, "ck": 360, "ck_uln": 180,
}  # fmt: skip


def scored(before: dict[str, Any] = BEFORE, after: dict[str, Any] = AFTER, **said: Any) -> Any:
    return improvement(before, after, **{"thresholds": "adult", "vas": 10, "mmt_max": 150} | said)


def without(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in names}


def test_a_score_that_cannot_be_known_is_an_interval() -> None:
    result = scored()
    assert (result.tis, result.tis_low, result.tis_high, result.category) == (None, 42.5, 50.0, "moderate")
    assert result.unknown == ("enzyme",)
    assert result.settled_by == ()
    assert next(change.reason for change in result.changes if change.row.name == "enzyme") == "its range is not confirmed"


def test_what_one_more_value_would_settle() -> None:
    result = scored(thresholds="juvenile")
    assert (result.category, result.category_low, result.category_high) == (None, "minimal", "moderate")
    assert result.settled_by == ("enzyme",)
    ifs = [(one.points, one.low, one.high) for one in result.what_ifs()["enzyme"]]
    assert ifs == [((0,), "minimal", "minimal"), ((25, 50, 75), "moderate", "moderate")]


def test_two_missing_measures_of_which_none_settles_alone() -> None:
    result = scored(after=without(AFTER, "haq", "patient_global"), thresholds="juvenile")
    assert (result.tis_low, result.tis_high) == (35.0, 62.5)
    assert result.settled_by == ()
    assert set(result.what_ifs()) == {"patient_global", "haq", "enzyme"}


def test_more_points_begin_where_there_are_more_and_not_at_the_next_edge() -> None:
    """A disability index that improves by 15 to 40 % gives 7.5 points throughout: more begin above 40 %."""
    result = scored(BEFORE | {"haq": 2}, AFTER | {"haq": 1.375})  # 20.8 % of a scale of 3
    row = next(change for change in result.changes if change.row.name == "haq")
    assert (row.low, row.next_bin()) == (75, (100, Fraction(4, 5)))


def test_a_value_known_at_one_visit_bounds_the_other() -> None:
    before = BEFORE | {"mmt": 147}
    result = scored(before, without(AFTER, "mmt"))
    row = next(change for change in result.changes if change.row.name == "mmt")
    assert row.high == 0, "3 of 150 is 2 %, and no more can be gained"
    assert result.category is None, "without MMT at both visits no category is stated"
    assert result.lacking == ("mmt",)
    before["mmt"] = 146
    row = next(change for change in scored(before, without(AFTER, "mmt")).changes if change.row.name == "mmt")
    assert row.high == 100, "4 of 150 is 2.67 %"


def test_the_most_abnormal_enzyme_is_chosen_at_baseline_by_its_multiple() -> None:
    before = BEFORE | {"aldolase": 70, "aldolase_uln": 7, "alt": 400, "alt_uln": 40}
    after = AFTER | {"aldolase": 35, "aldolase_uln": 7}
    result = scored(before, after, enzyme_range="15_6_3")
    assert result.enzyme == "aldolase", "10 times; CK 8 times; of two with 10 the first of the list"
    row = next(change for change in result.changes if change.row.name == "enzyme")
    assert (row.baseline, row.follow_up, row.low) == (10, 5, 75)
    missing = scored(before, without(after, "aldolase"), enzyme_range="15_6_3")
    assert missing.enzyme == "aldolase"
    assert "enzyme" in missing.unknown, "it stays the enzyme, although CK has a value"


def test_limits_of_two_laboratories_are_respected() -> None:
    result = scored(BEFORE, AFTER | {"ck": 400, "ck_uln": 50})
    row = next(change for change in result.changes if change.row.name == "enzyme")
    assert (row.baseline, row.follow_up, row.low, row.high) == (8, 8, 0, 0), "8 times the limit at both visits: it did not fall"


def test_worsening_is_listed_and_gives_no_points() -> None:
    result = scored(after=AFTER | {"haq": 2, "mmt": 100})
    assert result.worsened == ("haq", "mmt")
    assert all(change.low >= 0 for change in result.changes)


def test_a_value_known_only_as_a_limit_is_not_compared() -> None:
    result = scored(after=AFTER | {"ck": "<200"})
    assert next(change for change in result.changes if change.row.name == "enzyme").follow_up is None


@pytest.mark.parametrize(
    ("before", "said", "message"),
    [
        ({"mmt": 138}, {"mmt_max": 80}, r"mmt at baseline: a number between 0 and 80 .*\[out_of_range\]"),
        ({"physician_global": 45}, {}, r"physician_global at baseline: a number between 0 and 10 .*\[out_of_range\]"),
        ({"haq": 3.1}, {}, "between 0 and 3"),
        ({"ck_uln": 0}, {}, "a number above 0"),
        ({"haq": "mild"}, {}, r"a number is expected .*\[not_a_number\]"),
    ],
)
def test_an_impossible_value_is_refused_with_its_code(before: dict[str, Any], said: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        scored(BEFORE | before, **said)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"thresholds": "adults"}, "unknown thresholds `adults`; did you mean `adult`"),
        ({"vas": None}, "highest value of `physician_global` is not known: say vas=10 or vas=100"),
        ({"mmt_max": None}, "say mmt_max=80 or mmt_max=150 or mmt_max=260"),
        ({"vas": 4}, "cannot be 4; possible: 10, 100"),
        ({"enzyme_range": "15_6"}, "did you mean `15_6_3`"),
        ({"use": ["cmass"]}, "did you mean `cmas`"),
        ({"use": ["cmas", "mmt"]}, "two measures of one row"),
    ],
)
def test_what_the_study_must_say_is_asked_for(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        scored(**change)


def test_an_unknown_measure_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean `physician_global`"):
        scored(BEFORE | {"physican_global": 3})


def test_two_measures_of_one_row_are_a_question() -> None:
    both = {"cmas": 30}
    with pytest.raises(UnknownNameError, match="`mmt` or `cmas`, and both have values"):
        scored(BEFORE | both, AFTER | both)
    result = scored(BEFORE | both, AFTER | {"cmas": 36}, use=["cmas"])
    assert next(change for change in result.changes if change.row.name == "mmt").measure.name == "cmas"


@pytest.mark.parametrize("after", [AFTER, without(AFTER, "physician_global"), AFTER | {"haq": 2.5, "physician_global": None}])
@pytest.mark.parametrize("full", [False, True])
def test_the_text_fits_80_columns_and_says_the_answer_first(after: dict[str, Any], full: bool) -> None:
    for thresholds in ("adult", "juvenile"):
        text = scored(after=after, thresholds=thresholds).explain(full=full)
        assert max(map(len, text.splitlines())) <= 80
        assert text.startswith("Total improvement score ")


def test_the_text_shows_where_more_points_begin() -> None:
    lines = scored().explain().splitlines()
    physician = next(line for line in lines if line.startswith("physician global"))
    assert physician.split() == ["physician", "global", "(0-10)", "5", "3.5", "15", "%", "7.5", "15", "below", "3.5"]
    just = scored(after=AFTER | {"physician_global": 3.499})
    assert next(change for change in just.changes if change.row.name == "physician_global").low == 150


def test_a_percentage_beside_an_edge_is_not_rounded_onto_it() -> None:
    text = scored(after=AFTER | {"physician_global": 3.4999}).explain()
    assert "15.001 %" in text


def test_results_and_rules_are_plain_data() -> None:
    told = json.loads(json.dumps(scored().as_dict()))
    assert told["rows"][0] == {
        "row": "physician_global", "measure": "physician_global", "baseline": 5.0, "follow_up": 3.5, "percent": 15.0,
        "points_low": 7.5, "points_high": 7.5, "reason": "",
    }  # fmt: skip
    rules = json.loads(json.dumps(rules_as_data()))
    assert [row["points_tenths"][-1] for row in rules["points"]["rows"]] == [200, 100, 100, 75, 200, 325]
    assert rules["thresholds"]["juvenile"]["lowest_tenths"] == {"major": 700, "moderate": 450, "minimal": 300}
