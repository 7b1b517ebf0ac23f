"""Several rows of one patient: refused until the study says what they become."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mapping.tables import codes, read, table, values
from myositis.dictionary.record import derive
from myositis.mapping import MappingError, apply_mapping, parse_mapping
from myositis.reading.cohort import ReadCohort

BASE = """
[findings.patient_id]
column = "id"
[findings.dysphagia]
column = "swallow"
yes = ["1"]
no = ["0"]
not_recorded = { "9" = "not done" }
"""
CK = '[findings.ck]\ncolumn = "ck"\nunit = "U/l"\nlimit_column = "uln"\n'


def rows(rule: str, more: str = "") -> str:
    return f'[rows]\ncollapse = "{rule}"\n{more}\n'


def swallow(rule: str, cells: list[Any], more: str = "", **columns: list[Any]) -> Any:
    """What the rows of one patient become."""
    cohort = read(rows(rule, more) + BASE, {"id": ["a"] * len(cells), "swallow": cells, **columns})
    assert cohort.ids.to_list() == ["a"]
    return values(cohort, "dysphagia")[0]


def elevated(cohort: ReadCohort) -> Any:
    return derive(cohort.record(0)).get("ck_elevated")


def test_several_rows_are_refused_unless_the_study_says_how() -> None:
    cohort = read(BASE, {"id": ["a", "b", "a"], "swallow": ["1", "1", "0"]})
    assert codes(cohort) == ["id_duplicate", "id_duplicate"]
    assert cohort.invalid.to_list() == [True, False, True]
    assert any('[rows] collapse = "ever"' in note for note in cohort.notes)


@pytest.mark.parametrize(
    ("cells", "ever"),
    [
        (["0", "1", "0"], True), (["0", None, "0"], False), ([None, "9"], None), ([None, "0"], False), (["1", "9"], True),
    ],
)  # fmt: skip
def test_ever_is_present_if_ever_present_and_absent_only_if_recorded_absent(cells: list[Any], ever: bool | None) -> None:
    assert swallow("ever", cells) is ever


def test_a_blank_row_does_not_overwrite_the_first_or_the_last() -> None:
    assert swallow("first", [None, "1", "0", None]) is True
    assert swallow("last", [None, "1", "0", None]) is False
    assert swallow("last", ["1", "9"]) is True


def test_rows_are_ordered_by_the_column_that_the_mapping_names() -> None:
    more = 'order_by = "visit"'
    assert swallow("first", ["1", "0"], more, visit=["10", "9"]) is False
    assert swallow("last", ["1", "0"], more, visit=[dt.date(2020, 2, 1), dt.date(2020, 1, 1)]) is True
    assert swallow("last", ["1", "0"], more, visit=["2020-02-01", None]) is False


def test_one_event_is_chosen_by_redcaps_event_column() -> None:
    events = ["baseline_arm_1", "month_6_arm_1"]
    assert swallow("event:baseline", ["0", "1"], redcap_event_name=events) is False
    assert swallow("event:Month 6", ["0", "1"], redcap_event_name=events) is True
    assert swallow("event:baseline_arm_1", [None, "1"], redcap_event_name=events) is None


def test_a_column_of_the_studys_own_can_name_the_events() -> None:
    assert swallow("event:V2", ["0", "1"], 'event_column = "visit"', visit=["V1", "V2"]) is True


def test_an_event_that_no_row_has_is_an_error_that_lists_the_events() -> None:
    with pytest.raises(ValueError, match="no row has the event `basline`; the events are `baseline_arm_1`"):
        swallow("event:basline", ["0"], redcap_event_name=["baseline_arm_1"])


def test_rows_of_repeating_instruments_add_what_they_record() -> None:
    cohort = read(
        rows("ever") + BASE + CK,
        {
            "id": ["a", "a", "a"],
            "redcap_repeat_instrument": [None, "labs", "labs"],
            "redcap_repeat_instance": [None, "1", "2"],
            "swallow": ["0", None, None],
            "ck": [None, "150", "2000"],
            "uln": [None, "190", "190"],
        },
    )
    assert values(cohort, "dysphagia") == [False]
    assert values(cohort, "ck") == [2000.0]
    assert elevated(cohort) is True


def test_a_finding_can_have_a_rule_of_its_own() -> None:
    toml = rows("ever") + BASE + 'collapse = "last"\n'
    assert values(read(toml, {"id": ["a", "a"], "swallow": ["1", "0"]}), "dysphagia") == [False]


def test_ever_takes_the_highest_value_with_the_limit_of_its_own_row() -> None:
    cohort = read(rows("ever") + BASE + CK, {"id": ["a"] * 2, "swallow": ["0"] * 2, "ck": ["300", "250"], "uln": ["400", "190"]})
    assert (values(cohort, "ck"), values(cohort, "ck_uln")) == ([250.0], [190.0])
    assert elevated(cohort) is True


def test_a_high_value_without_its_limit_leaves_the_patient_undecided() -> None:
    cohort = read(rows("ever") + BASE + CK, {"id": ["a"] * 2, "swallow": ["0"] * 2, "ck": ["900", "100"], "uln": [None, "190"]})
    assert elevated(cohort) is None


def test_first_takes_value_and_limit_from_the_same_row() -> None:
    cells = {"id": ["a"] * 3, "swallow": ["0"] * 3, "ck": [None, "180", "300"], "uln": ["100", "190", "200"]}
    cohort = read(rows("first") + BASE + CK, cells)
    assert (values(cohort, "ck"), values(cohort, "ck_uln")) == ([180.0], [190.0])


OWN_LIMIT = '[findings.ck]\ncolumn = "ck"\nunit = "as its limit"\n[findings.ck_uln]\ncolumn = "uln"\n'


def test_a_limit_follows_its_value_unless_it_has_a_rule_of_its_own() -> None:
    cells = {"id": ["a"] * 3, "swallow": ["0"] * 3, "ck": [None, "180", "300"], "uln": ["100", "190", "200"]}
    for own, limit in (("", 190.0), ('collapse = "last"\n', 200.0), ('collapse = "first"\n', 100.0)):
        cohort = read(rows("first") + BASE + OWN_LIMIT + own, cells)
        assert (values(cohort, "ck"), values(cohort, "ck_uln")) == ([180.0], [limit]), own


def test_a_value_at_its_limit_is_within_it_and_does_not_hide_one_without_a_limit() -> None:
    cells = {"id": ["a"] * 2, "swallow": ["0"] * 2, "ck": ["190", "0.5"], "uln": ["190", None]}
    assert elevated(read(rows("ever") + BASE + CK, cells)) is None
    assert elevated(read(rows("ever") + BASE + CK, {**cells, "uln": ["190", "190"]})) is False


def test_censored_values_of_several_rows_stay_intervals() -> None:
    cohort = read(rows("ever") + BASE + CK, {"id": ["a"] * 2, "swallow": ["0"] * 2, "ck": ["<20", ">10000"], "uln": ["190"] * 2})
    assert elevated(cohort) is True
    below = read(rows("ever") + BASE + CK, {"id": ["a"] * 2, "swallow": ["0"] * 2, "ck": ["<20", "<300"], "uln": ["190"] * 2})
    assert elevated(below) is None


SEX = '[findings.sex]\ncolumn = "sex"\n'


def test_rows_that_disagree_about_the_sex_make_the_patient_invalid_under_ever() -> None:
    cohort = read(rows("ever") + BASE + SEX, {"id": ["a", "a", "b"], "swallow": ["1"] * 3, "sex": ["f", "m", "m"]})
    assert codes(cohort) == ["rows_disagree"]
    assert cohort.invalid.to_list() == [True, False]


def test_rows_that_disagree_about_the_sex_are_counted_under_first_and_the_first_stands() -> None:
    cohort = read(rows("first") + BASE + SEX, {"id": ["a", "a", "b"], "swallow": ["1"] * 3, "sex": ["f", "m", "m"]})
    assert values(cohort, "sex") == ["female", "male"]
    assert "sex: 1 patient's rows disagree; the first recorded value stands" in cohort.notes
    assert not cohort.invalid.any()


def test_a_problem_in_one_row_makes_its_patient_invalid_and_names_the_row_of_the_file() -> None:
    cohort = read(rows("ever") + BASE, {"id": ["a", "a", "b"], "swallow": ["1", "oui", "0"]})
    assert cohort.invalid.to_list() == [True, False]
    assert [problem.row for problem in cohort.problems] == [2]
    assert cohort.problems[0].message.endswith("(row 3 of the file)")
    assert cohort.problems_of(0) == cohort.problems


def test_a_row_without_an_id_belongs_to_nobody() -> None:
    cohort = read(rows("ever") + BASE, {"id": ["a", None, None], "swallow": ["1", "0", "0"]})
    assert cohort.ids.to_list() == ["a", None, None]
    assert cohort.invalid.to_list() == [False, True, True]
    assert [(problem.row, problem.code) for problem in cohort.problems] == [(3, "id_missing"), (4, "id_missing")]


def test_patients_keep_the_order_in_which_they_first_appear() -> None:
    cohort = read(rows("last") + BASE, {"id": ["b", "a", "b", "a"], "swallow": ["1", "0", "0", None]})
    assert cohort.ids.to_list() == ["b", "a"]
    assert values(cohort, "dysphagia") == [False, False]


def test_the_reason_for_a_missing_value_is_counted_once_per_patient() -> None:
    cohort = read(rows("ever") + BASE, {"id": ["a", "a", "b", "b"], "swallow": ["9", None, "9", "0"]})
    assert cohort.missing["dysphagia"] == {"not done": 1}


def test_the_table_that_is_written_out_has_one_row_per_patient_and_hides_nothing() -> None:
    raw = table({"id": ["a", "a", "b"], "swallow": ["1", "0", "0"], "site": [3, None, 4]})
    written, cohort = apply_mapping(parse_mapping(rows("ever") + BASE), raw)
    assert written.frame.to_dicts() == [
        {"id": "a", "swallow": "1 | 0", "site": 3},
        {"id": "b", "swallow": "0", "site": 4},
    ]
    assert written.frame.height == cohort.values.height


def test_a_file_with_one_row_per_patient_is_read_alike_under_any_rule() -> None:
    cells = {"id": ["a", "b"], "swallow": ["1", None], "redcap_event_name": ["v", "v"]}
    for rule in ("ever", "first", "last", "event:v"):
        assert values(read(rows(rule) + BASE, cells), "dysphagia") == [True, None]


@pytest.mark.parametrize("rule", ["max", "event:", "Ever", ""])
def test_a_rule_that_does_not_exist_is_refused(rule: str) -> None:
    with pytest.raises(MappingError):
        parse_mapping(rows(rule) + BASE)


def test_a_rule_for_one_finding_needs_a_rule_for_the_file() -> None:
    with pytest.raises(MappingError, match="but the file does not"):
        parse_mapping(BASE + 'collapse = "last"\n')


def test_rows_cannot_be_collapsed_without_an_id() -> None:
    with pytest.raises(MappingError, match="Map patient_id"):
        parse_mapping(rows("ever") + '[findings.sex]\ncolumn = "sex"')


def test_a_file_with_a_header_only_has_no_patients() -> None:
    cohort = read(rows("ever") + BASE + CK, {"id": [], "swallow": [], "ck": [], "uln": []})
    assert cohort.ids.to_list() == []


AGE = '[findings.age_at_onset]\ncolumn = "age"\n'


def test_the_highest_age_is_not_the_age_at_onset_ever() -> None:
    toml = rows("ever") + BASE + AGE
    cohort = read(toml, {"id": ["a", "a", "b", "b"], "swallow": ["1"] * 4, "age": ["44", "45", "50", None]})
    assert cohort.invalid.to_list() == [True, False]
    assert codes(cohort) == ["rows_disagree"]
    assert values(cohort, "age_at_onset")[1] == 50.0


@pytest.mark.parametrize(("rule", "age"), [("first", 45.0), ("last", 44.0)])
def test_an_age_with_a_rule_of_its_own_is_not_the_highest(rule: str, age: float) -> None:
    toml = rows("ever") + BASE + AGE + f'collapse = "{rule}"\n'
    cohort = read(toml, {"id": ["a", "a"], "swallow": ["1", "0"], "age": ["45", "44"]})
    assert not cohort.invalid.any()
    assert values(cohort, "age_at_onset") == [age]


def test_what_an_invalid_patient_has_under_ever_is_his_first_age_and_not_the_highest() -> None:
    cohort = read(rows("ever") + BASE + AGE, {"id": ["a", "a"], "swallow": ["1", "0"], "age": ["44", "61"]})
    assert values(cohort, "age_at_onset") == [44.0]
