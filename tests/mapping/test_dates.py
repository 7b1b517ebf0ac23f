"""Dates in the order of the study, whole and partial."""

from __future__ import annotations

import datetime as dt

import pytest

from mapping.tables import codes, read
from myositis.dictionary.dates import Days
from myositis.mapping import DayFormat, read_day
from myositis.reading.day_formats import possible_formats

BORN = '[findings.birth_date]\ncolumn = "dob"\n'
DAY = dt.date(1980, 5, 3)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("DD.MM.YYYY", "03.05.1980"), ("DD.MM.YYYY", "3.5.1980"), ("MM/DD/YYYY", "05/03/1980"), ("DD/MM/YYYY", "03/05/1980"),
        ("YYYYMMDD", "19800503"), ("DD MON YYYY", "03 May 1980"), ("DD-MON-YYYY", "03-MAY-1980"), ("YYYY/MM/DD", "1980/05/03"),
        ("DD.MM.YYYY", "1980-05-03"), ("DD.MM.YYYY", "03.05.1980 00:00"), ("MON DD, YYYY", "May 3, 1980"),
        ("YYYY-MM-DD", "1980-05-03T00:00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_order_that_the_study_says(form: str, text: str) -> None:
    assert read_day(text, form).value == Days(DAY, DAY)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1980", "1980"),
        ("05.1980", "1980-05"),
        ("00.05.1980", "1980-05"),
        ("00.00.1980", "1980"),
        ("XX.XX.1980", "1980"),
    ],
)
def test_a_partial_date_stays_partial(text: str, shown: str) -> None:
    assert str(read_day(text, "DD.MM.YYYY").value) == shown


@pytest.mark.parametrize("text", ["31.02.1980", "05/03/1980", "03.05.80", "3.13.1980", "yesterday", "29344"])
def test_what_is_no_date_in_that_order_is_a_problem(text: str) -> None:
    assert read_day(text, "DD.MM.YYYY").problem == "not_a_date"


def test_without_a_format_only_iso_dates_are_read_and_the_message_says_how_to_name_one() -> None:
    cell = read_day("03.05.1980")
    assert cell.problem == "not_a_date"
    assert 'date_format = "DD.MM.YYYY"' in cell.message


@pytest.mark.parametrize("form", ["dd.mm.yyyy", "DD.MM", "%d.%m.%Y", "MM/YYYY", "DD.MM.YYYY until 2025"])
def test_a_format_without_day_month_and_year_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date format|two-digit years"):
        DayFormat(form)


def test_two_digit_years_are_read_only_where_the_format_says_how_far_they_reach() -> None:
    with pytest.raises(ValueError, match=r"two-digit years are refused.*DD.MM.YY until 2025"):
        DayFormat("DD.MM.YY")
    read = {text: str(read_day(text, "DD.MM.YY until 2025").value) for text in ("03.05.60", "03.05.25", "03.05.26", "03.05.1980")}
    assert read == {"03.05.60": "1960-05-03", "03.05.25": "2025-05-03", "03.05.26": "1926-05-03", "03.05.1980": "None"}


@pytest.mark.parametrize(("form", "text"), [("days since 1899-12-30", "29344"), ("days since 1904-01-01", "27882")])
def test_numbers_of_days_are_read_only_where_the_format_says_since_when(form: str, text: str) -> None:
    assert str(read_day(text, form).value) == "1980-05-03"
    assert read_day(text).problem == "not_a_date"


@pytest.mark.parametrize("text", ["1960-4-2", "1960-04-02", "19600402"])
def test_dates_without_noughts_or_marks(text: str) -> None:
    assert str(read_day(text, "YYYYMMDD").value) == "1960-04-02" if text.isdigit() else str(read_day(text).value) == "1960-04-02"


def test_the_format_of_the_file_holds_unless_a_finding_has_its_own() -> None:
    toml = '[file]\ndate_format = "DD.MM.YYYY"\n' + BORN
    toml += '[findings.symptom_onset_date]\ncolumn = "onset"\ndate_format = "MM/DD/YYYY"'
    record = read(toml, {"dob": ["03.05.1980"], "onset": ["05/03/2000"]}).record(0)
    assert record["birth_date"] == Days(DAY, DAY)
    assert str(record["symptom_onset_date"]) == "2000-05-03"


def test_a_missing_code_among_the_dates_is_not_a_date() -> None:
    cohort = read('[missing]\n"01.01.1900" = "unknown"\n[file]\ndate_format = "DD.MM.YYYY"\n' + BORN, {"dob": ["01.01.1900"]})
    assert cohort.problems == []
    assert cohort.missing["birth_date"] == {"unknown": 1}


def test_typed_dates_and_years_are_read_as_they_are() -> None:
    assert read(BORN, {"dob": [DAY]}).record(0)["birth_date"] == Days(DAY, DAY)
    assert str(read(BORN, {"dob": [1980]}).record(0)["birth_date"]) == "1980"


def test_a_wrong_date_makes_only_its_own_row_invalid() -> None:
    cohort = read(BORN, {"dob": ["1980-02-31", "1980-02-28"]})
    assert codes(cohort) == ["not_a_date"]
    assert cohort.invalid.to_list() == [True, False]


def test_day_and_month_that_could_be_swapped_leave_two_formats() -> None:
    assert set(possible_formats(["03/05/1980", "01/02/1990"])) == {"DD/MM/YYYY", "MM/DD/YYYY"}
    assert possible_formats(["03/05/1980", "13/02/1990"]) == ["DD/MM/YYYY"]
    assert possible_formats(["1980-05-03", "1980"]) == ["YYYY-MM-DD"]


SHORT = '[file]\ndate_format = "DD.MM.YY until 2026"\n' + BORN + '[findings.symptom_onset_date]\ncolumn = "onset"\n'


@pytest.mark.parametrize(
    ("born", "onset", "shown"),
    [
        ("03.04.60", "05.06.01", "1960-04-03"),  # 2060 has not come
        ("11.12.22", "01.02.10", "1922-12-11"),  # 2022 is after the first symptom
        ("02.01.05", "07.03.12", "2005-01-02"),
        ("11.12.22", "2010", "1922-12-11"),
        ("11.12.2022", "01.02.10", "not read"),  # four digits are meant
        ("05.05.24", None, "2024-05-05"),
    ],
)
def test_a_birth_in_a_two_digit_year_is_never_after_the_first_symptom(born: str, onset: str | None, shown: str) -> None:
    cohort = read(SHORT, {"dob": [born], "onset": [onset]})
    assert str(cohort.record(0).get("birth_date", "not read")) == shown
    assert any("a century earlier" in note for note in cohort.notes) == (shown == "1922-12-11")


def test_the_first_symptom_may_stand_in_another_row_of_the_patient() -> None:
    toml = SHORT + '[rows]\ncollapse = "first"\n[findings.patient_id]\ncolumn = "id"\n'
    cohort = read(toml, {"id": ["1", "1"], "dob": ["11.12.22", None], "onset": [None, "01.02.10"]})
    assert str(cohort.record(0)["birth_date"]) == "1922-12-11"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("S37.12.16", "1962-12-16"), ("H25年11月", "2013-11"), ("令和元年5月1日", "2019-05-01"), ("2012年9月", "2012-09"),
        ("2017年", "2017"), ("Ｓ１８．８．２６", "1943-08-26"), ("S64.1.7", "1989-01-07"), ("S65.1.1", "None"), ("S37", "None"),
        ("S3712", "None"), ("H31.2.30", "None"),
    ],
)  # fmt: skip
def test_japanese_dates_have_one_reading_in_every_format(text: str, shown: str) -> None:
    assert {str(read_day(text, form).value) for form in ("YYYY/MM/DD", "DD.MM.YYYY", None)} == {shown}


@pytest.mark.parametrize("text", ["05/2001", "5.2001", "05-2001", "2001-05"])
def test_month_and_year_have_one_reading_in_every_format(text: str) -> None:
    assert {str(read_day(text, form).value) for form in ("DD.MM.YYYY", "MM/DD/YYYY", None)} == {"2001-05"}
    assert read_day("13/2001").problem == "not_a_date"
