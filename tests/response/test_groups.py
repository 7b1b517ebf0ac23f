"""What a trial prints: counts by hand, missing as no response and evaluable beside it, and Kaplan-Meier."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from myositis.errors import UnknownNameError
from myositis.response.choices import choices
from myositis.response.groups import SHARES, TrialSummary, median_time, summarise, times_of
from myositis.response.reading import read_visits
from myositis.response.report import report
from myositis.response.study import Study, make_study
from myositis.response.visits import Layout

SAID = choices("adult", vas=10, mmt_max=150)
START = {"physician_global": 5.0, "patient_global": 5.0, "extramuscular_global": 3.0, "haq": 1.0, "mmt": 120.0, "ck": 1000.0}
YES = START | {"physician_global": 3.0, "mmt": 130.0}  # 25 points
NO = START
OPEN = START | {"physician_global": 3.0, "ck": 500.0}  # 15 to 22.5


def trial(**groups: list[tuple[Any, ...]]) -> Study:
    """Groups of patients, each with what happened at weeks 4 and 16; None is no visit, "rescue" a flag."""
    rows, arms = [], {}
    for group, patients in groups.items():
        for number, weeks in enumerate(patients):
            name = f"{group}{number}"
            arms[name] = group
            for week, values in zip((0, 4, 16), (START, *weeks), strict=True):
                if values is not None:
                    flagged = values == "rescue"
                    rows.append(
                        {"patient_id": name, "visit": week, "ck_uln": 200.0, "flag": flagged, **(YES if flagged else values)}
                    )
    layout = Layout(("0",), visit="visit", flag="flag")
    return make_study(read_visits(pl.DataFrame(rows), SAID, layout), SAID, layout, arms)


def counts(summary: TrialSummary, name: str) -> list[tuple[int, int, int]]:
    one = next(one for one in summary.end_points if one.name == name)
    return [(count.responders, count.patients, count.evaluable_patients) for count in one.counts]


def test_missing_is_no_response_and_beside_it_evaluable_patients_only() -> None:
    study = trial(A=[(YES, YES), (NO, YES), (NO, NO), (YES, None), (NO, OPEN), (YES, "rescue")], B=[(NO, NO), (NO, YES)])
    summary = summarise(study)
    assert counts(summary, "minimal or better") == [(2, 6, 4), (1, 2, 2)]
    assert counts(summary, "moderate or better") == [(0, 6, 5), (0, 2, 2)], "15 to 22.5 is surely not moderate"
    (a, b) = (one for one in summary.visits if one.week == 16)
    assert a.counts == {"none": 1, "minimal": 2, "moderate": 0, "major": 0, "open": 1, "missing": 1, "flagged": 1}
    assert sum(b.counts.values()) == 2
    assert set(a.counts) == set(SHARES)


def test_the_proderm_counts_give_the_published_interval() -> None:
    study = trial(
        IVIg=[(NO, YES)] * 37 + [(NO, NO)] * 8 + [(NO, None)] * 2, placebo=[(NO, YES)] * 21 + [(NO, NO)] * 25 + [(NO, None)] * 2
    )
    one = summarise(study).end_points[0]
    assert [(count.responders, count.patients) for count in one.counts] == [(37, 47), (21, 48)]
    (difference,) = one.differences
    assert (difference.group, difference.control) == ("IVIg", "placebo")
    low, high = difference.wald.low, difference.wald.high
    assert low is not None
    assert high is not None
    assert (100 * low, 100 * high) == (pytest.approx(16.70, abs=0.01), pytest.approx(53.24, abs=0.01))
    text = report(study, summarise(study))
    assert "37/47  78.7" in text
    assert "34.97 (16.70 to 53.24)" in text


def test_the_control_is_said_or_two_groups_are_compared_by_name() -> None:
    study = trial(A=[(YES, YES)], B=[(NO, NO)], C=[(NO, YES)])
    assert summarise(study).end_points[0].differences == ()
    pairs = [(one.group, one.control) for one in summarise(study, control="B").end_points[0].differences]
    assert pairs == [("A", "B"), ("C", "B")]
    with pytest.raises(UnknownNameError, match="unknown group `D`"):
        summarise(study, control="D")


def test_scores_are_given_for_both_ends() -> None:
    summary = summarise(trial(A=[(NO, YES), (NO, OPEN), (NO, NO)]))
    (at,) = (one for one in summary.visits if one.week == 16)
    assert (at.scored, at.mean_tis, at.median_tis) == (3, (pytest.approx(40 / 3), pytest.approx(47.5 / 3)), (15.0, 22.5))


def test_time_to_improvement_by_hand() -> None:
    study = trial(A=[(YES, YES), (NO, YES), (NO, NO), (NO, None)])
    assert times_of(study.of("A"), "minimal") == ([4.0, 16.0, 16.0, 4.0], [1, 1, 0, 0])
    # 4 at risk at week 4: 3/4 stay; 2 at risk at week 16: 3/4 x 1/2 = 3/8
    assert median_time([4.0, 16.0, 16.0, 4.0], [1, 1, 0, 0]) == 16
    assert median_time([4.0, 4.0], [0, 0]) is None
    assert median_time([4.0, 8.0, 8.0, 8.0], [1, 0, 0, 0]) is None, "three in four never improve"


def test_patients_without_a_baseline_count_as_missing() -> None:
    frame = pl.DataFrame(
        {"patient_id": ["1", "1", "2"], "visit": [0, 16, 16], "physician_global": [5.0, 3, 3], "mmt": [120.0, 130, 130]}
    )
    layout = Layout(("0",), visit="visit")
    summary = summarise(make_study(read_visits(frame, SAID, layout), SAID, layout))
    assert counts(summary, "minimal or better") == [(1, 2, 1)]


def test_the_report_of_many_groups_with_long_names_fits() -> None:
    groups = {f"{letter} with a rather long name of an arm": [(YES, YES), (NO, NO)] for letter in "ABC"}
    study = trial(**groups)
    text = report(study, summarise(study, control=sorted(groups)[0]))
    assert [line for line in text.splitlines() if len(line) > 80] == []
