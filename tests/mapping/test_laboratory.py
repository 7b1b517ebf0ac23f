"""Enzymes: value, unit and limit of normal; operators kept; nothing decided without a limit."""

from __future__ import annotations

from typing import Any

import pytest

from mapping.tables import codes, read, values
from myositis.cohort.plan import classify_values
from myositis.dictionary.record import derive
from myositis.mapping import MappingError, parse_mapping
from myositis.published import find_all
from myositis.reading.cohort import ReadCohort
from myositis.rules.values import Interval

CK = '[findings.ck]\ncolumn = "ck"\n'


def elevated(cohort: ReadCohort) -> list[Any]:
    """Whether CK is elevated, as the derivations say."""
    return [derive(cohort.record(place)).get("ck_elevated") for place in range(cohort.values.height)]


def test_value_and_limit_stand_in_two_columns() -> None:
    toml = CK + 'unit = "U/l"\nlimit_column = "uln"'
    assert elevated(read(toml, {"ck": ["540", "190", "190.1"], "uln": ["190", "190", "190"]})) == [True, False, True]


def test_one_limit_holds_for_the_whole_file() -> None:
    assert elevated(read(CK + 'unit = "U/l"\nlimit = 190', {"ck": ["191", "190"]})) == [True, False]


def test_the_limit_depends_on_the_sex() -> None:
    toml = CK + 'unit = "U/l"\nlimit = { female = 170, male = 200 }\n[findings.sex]\ncolumn = "sex"'
    cohort = read(toml, {"ck": ["180"] * 4, "sex": ["f", "m", None, "other"]})
    assert elevated(cohort) == [True, False, None, None]
    assert cohort.missing["ck_uln"] == {"no limit for this sex": 2}


def test_a_limit_per_sex_needs_the_sex() -> None:
    with pytest.raises(MappingError, match=r"needs \[findings.sex\]"):
        parse_mapping(CK + 'unit = "U/l"\nlimit = { female = 170, male = 200 }')


def test_sixty_units_are_one_microkatal() -> None:
    cohort = read(CK + 'unit = "ukat/l"\nlimit = 170\nlimit_unit = "U/l"', {"ck": ["9", "2.85", "2.83"]})
    assert values(cohort, "ck") == [540.0, 171.0, 169.8]
    assert elevated(cohort) == [True, True, False]


def test_a_thousand_nanokatal_are_one_microkatal() -> None:
    assert values(read(CK + 'unit = "nkat/l"\nlimit = 3000', {"ck": ["9000"]}), "ck") == [540.0]


@pytest.mark.parametrize("text", ["2.85", "0.1", "4.35", "1.15"])
def test_the_same_number_in_two_units_is_the_same_value(text: str) -> None:
    """Binary floats would put 4.35 * 60 just below 261."""
    toml = CK + f'unit = "ukat/l"\nlimit = {float(text) * 60:.10g}\nlimit_unit = "U/l"'
    assert elevated(read(toml, {"ck": [text]})) == [False]


def test_the_unit_may_differ_from_row_to_row() -> None:
    toml = CK + 'unit_column = "unit"\nlimit_column = "uln"'
    cells = {
        "ck": ["540", "9", "9", "3"], "unit": ["U/L", "µkat/l", None, "x ULN"], "uln": ["170", "2.83", "2.83", None],
    }  # fmt: skip
    cohort = read(toml, cells)
    assert values(cohort, "ck") == [540.0, 540.0, None, 3.0]
    assert values(cohort, "ck_uln") == [170.0, 169.8, None, 1.0]
    assert cohort.missing["ck"] == {"unit not recorded": 1}


def test_an_unknown_unit_is_a_problem_with_the_line_to_add() -> None:
    cohort = read(CK + 'unit_column = "unit"\nlimit_column = "uln"', {"ck": ["9"], "unit": ["E"], "uln": ["1"]})
    assert codes(cohort) == ["unknown_unit"]
    assert 'units = { "<the unit>" = "U/l" }' in cohort.problems[0].told(values=True)
    assert cohort.problems[0].value == "9"


def test_codes_of_units_are_read_by_the_mapping() -> None:
    toml = CK + 'unit_column = "unit"\nunits = { "1" = "U/l", "2" = "ukat/l" }\nlimit = 170\nlimit_unit = "U/l"'
    assert elevated(read(toml, {"ck": ["180", "2"], "unit": ["1", "2"]})) == [True, False]


def test_multiples_of_the_limit_have_the_limit_one() -> None:
    assert elevated(read(CK + 'unit = "multiples of the limit"', {"ck": ["1.0", "1.1", "25"]})) == [False, True, True]


def test_operators_are_kept_and_decide_only_what_they_can_decide() -> None:
    toml = CK + 'unit = "U/l"\nlimit = 190'
    assert elevated(read(toml, {"ck": ["<20", ">10000", "<200", ">100", "<=190", ">=190"]})) == [
        False, True, None, None, False, None,
    ]  # fmt: skip


def test_operators_are_kept_in_other_units_too() -> None:
    cohort = read(CK + 'unit = "ukat/l"\nlimit = 3.17', {"ck": [">166"]})
    assert isinstance(cohort.record(0)["ck"], Interval)
    assert elevated(cohort) == [True]


def test_a_value_without_a_limit_stays_undecided() -> None:
    cohort = read(CK + 'unit = "U/l"\nlimit = "unknown"', {"ck": ["54000"]})
    assert elevated(cohort) == [None]
    result = classify_values(cohort, find_all("eular-acr-2017")).results
    assert "definite" in result["eular_acr_2017_open_levels"][0]


@pytest.mark.parametrize("lines", ['unit = "U/l"', "limit = 190", 'limit_column = "uln"'])
def test_a_unit_is_never_assumed(lines: str) -> None:
    if lines.startswith("unit"):
        cohort = read(CK + lines, {"ck": ["500"]})
        assert elevated(cohort) == [None]
    else:
        with pytest.raises(MappingError, match="in which unit"):
            parse_mapping(CK + lines)


def test_a_limit_has_one_source() -> None:
    toml = CK + 'unit = "U/l"\nlimit = 190\n[findings.ck_uln]\ncolumn = "uln"'
    with pytest.raises(MappingError, match="two sources"):
        parse_mapping(toml)


def test_a_limit_of_nought_is_refused() -> None:
    with pytest.raises(MappingError, match="a number above 0"):
        parse_mapping(CK + 'unit = "U/l"\nlimit = 0')
    cohort = read(CK + 'unit = "U/l"\nlimit_column = "uln"', {"ck": ["500"], "uln": ["0"]})
    assert [(one.column, one.code) for one in cohort.problems] == [("uln", "out_of_range")]


def test_decimal_commas_are_read_by_the_evidence_of_the_file() -> None:
    toml = CK + 'unit = "ukat/l"\nlimit_column = "uln"'
    assert elevated(read(toml, {"ck": ["9,5", "2,8"], "uln": ["2,83", "2,83"]})) == [True, False]


def test_where_commas_and_points_are_mixed_what_can_be_read_in_two_ways_is_a_problem_and_the_rest_is_read() -> None:
    cohort = read(CK + 'unit = "U/l"\nlimit = 190', {"ck": ["9,5", "9.5", "500"]})
    assert codes(cohort) == ["undecided_number"]
    assert values(cohort, "ck") == [None, 9.5, 500.0]


@pytest.mark.parametrize("text", ["540 U/l", "normal", "12-15", "1 200"])
def test_what_is_not_a_number_is_a_problem(text: str) -> None:
    cohort = read(CK + 'unit = "U/l"\nlimit = 190', {"ck": [text, "500"]})
    assert codes(cohort) == ["unmapped_value"]
    assert cohort.problems[0].column == "ck"
    assert cohort.problems[0].value == text


def test_reports_about_a_limit_name_its_own_column() -> None:
    cohort = read(CK + 'unit = "U/l"\nlimit_column = "uln"', {"ck": ["500"], "uln": ["?!"]})
    assert [(one.column, one.value) for one in cohort.problems] == [("uln", "?!")]


def test_an_age_in_months_becomes_years() -> None:
    cohort = read('[findings.age_at_onset]\ncolumn = "age"\nunit = "months"', {"age": ["216", "215"]})
    assert values(cohort, "age_at_onset")[0] == 18.0
    assert values(cohort, "age_at_onset")[1] < 18


@pytest.mark.parametrize(
    ("cell", "limit"), [("190", 190), ("<190", 190), ("≤ 190", 190), ("38-174", 174), ("38 – 174", 174), ("3,5-7,6", 7.6)]
)
def test_a_limit_column_may_give_the_normal_range(cell: str, limit: float) -> None:
    toml = '[file]\ndecimal_comma = true\n[findings.ck]\ncolumn = "ck"\nunit = "U/l"\nlimit_column = "norm"\n'
    assert values(read(toml, {"ck": ["500"], "norm": [cell]}), "ck_uln") == [limit]


@pytest.mark.parametrize(
    ("cell", "age"), [("146 Mon.", 146 / 12), ("10歳6ヶ月", 10.5), ("116ヶ月", 116 / 12), ("69歳", 69), ("42", 42)]
)
def test_an_age_in_months_is_read_when_declared(cell: str, age: float) -> None:
    toml = '[findings.age_at_onset]\ncolumn = "a"\nmonths = ["Mon.", "ヶ月"]\nignore = ["歳"]\n'
    assert values(read(toml, {"a": [cell]}), "age_at_onset") == pytest.approx([age])


@pytest.mark.parametrize(("cell", "low", "high"), [("10以下", 0, 10), ("190以上", 190, float("inf"))])
def test_an_operator_may_stand_behind_its_number(cell: str, low: float, high: float) -> None:
    record = read('[findings.ck]\ncolumn = "ck"\nunit = "U/l"\n', {"ck": [cell]}).record(0)
    assert (record["ck"].low, record["ck"].high) == (low, high)
