"""The manual, third part: how one cell is read. Nothing is guessed: what is not in these tables is a problem."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myositis.dictionary.dates import Days, parse_days
from myositis.dictionary.findings import (
    DICTIONARY,
    age_at_onset,
    anti_jo1,
    birth_date,
    ck,
    ck_uln,
    patient_id,
    sex,
    treatment_response,
)
from myositis.errors import RecordError
from myositis.reading.cell import NO, NOT_RECORDED, YES, Cell, read_cell
from myositis.reading.cell_words import NO_WORDS as EVERY_NO
from myositis.reading.cell_words import PAIRS, letters_of
from myositis.reading.cell_words import YES_WORDS as EVERY_YES
from myositis.reading.cohort import read_values
from myositis.reading.spelling import narrow
from myositis.rules.values import Interval
from myositis.rules.vocabulary import Finding

YES_WORDS = ("yes", "y", "true", "1", "present", "positive")
NO_WORDS = ("no", "n", "false", "0", "absent", "negative")
MISSING_WORDS = ("", "NA", "unknown", "not done", "ND")
in_any_case = pytest.mark.parametrize(
    "write", [str, str.upper, str.title, lambda word: f"  {word} "], ids=["as is", "upper", "title", "spaces"]
)


def test_the_words_for_yes_and_no_are_the_documented_ones() -> None:
    assert YES_WORDS == YES
    assert NO_WORDS == NO
    assert {word.lower() for word in MISSING_WORDS} <= set(NOT_RECORDED)


@pytest.mark.parametrize("word", YES_WORDS)
@in_any_case
def test_a_word_for_yes_is_read_in_any_case(word: str, write: Any) -> None:
    assert read_cell(anti_jo1, write(word)) == Cell(True)


@pytest.mark.parametrize("word", NO_WORDS)
@in_any_case
def test_a_word_for_no_is_read_in_any_case(word: str, write: Any) -> None:
    assert read_cell(anti_jo1, write(word)) == Cell(False)


@pytest.mark.parametrize("word", [*MISSING_WORDS, "na", "Unknown", "NOT DONE", "nd", "n/a", " ", None, math.nan])
@pytest.mark.parametrize("name", ["anti_jo1", "age_at_onset", "treatment_response", "birth_date", "diagnosis"])
def test_a_word_for_missing_is_not_recorded_whatever_the_column(word: Any, name: str) -> None:
    cell = read_cell(DICTIONARY[name], word)
    assert cell.value is None
    assert cell.problem is None
    assert cell.reason


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), (1, True), (0, False), (1.0, True), (0.0, False)])
def test_typed_cells_are_read_like_their_words(value: Any, expected: bool) -> None:
    assert read_cell(anti_jo1, value) == Cell(expected)


STRANGERS = (
    "maybe", "2", "-1", "yes?", "jo", "(+)", "++", "0.5", "none", "checked", "unchecked", "normal", "o", "j",
    "true false", 2, 0.5,
)  # fmt: skip


@pytest.mark.parametrize("word", STRANGERS)
def test_any_other_word_is_a_problem_and_never_a_guess(word: Any) -> None:
    cell = read_cell(anti_jo1, word)
    assert (cell.value, cell.problem) == (None, "not_yes_no")


@given(word=st.text(max_size=12))
def test_whatever_is_written_is_a_known_word_or_a_problem(word: str) -> None:
    cell = read_cell(anti_jo1, word)
    stripped = narrow(word).casefold()
    known = {**dict.fromkeys(EVERY_YES, True), **dict.fromkeys(EVERY_NO, False), "1": True, "0": False, "1.0": True, "0.0": False}
    if stripped in NOT_RECORDED:
        assert cell.reason
    elif stripped in known:
        assert cell.value is known[stripped]
    else:
        assert cell.problem in ("not_yes_no", "lone_sign")


def read_column(*cells: str | None) -> tuple[list[bool | None], list[str]]:
    """A column of a yes/no finding as it is read: its values, and the codes of its problems."""
    cohort = read_values(pl.DataFrame({"anti_jo1": cells}, schema={"anti_jo1": pl.String}))
    return cohort.values["anti_jo1"].to_list(), [problem.code for problem in cohort.problems]


def test_plus_and_minus_are_read_only_in_a_column_that_holds_both() -> None:
    assert read_column("+", "-", "+", None) == ([True, False, True, None], [])
    assert read_column("+", " - ", "yes") == ([True, False, True], [])
    assert read_column("+", "+", "yes") == ([None, None, True], ["lone_sign", "lone_sign"])
    assert read_column("-", None, "no") == ([None, None, False], ["lone_sign"])
    assert read_column("+", "-", "++") == ([True, False, None], ["not_yes_no"])


@pytest.mark.parametrize(("yes", "no"), PAIRS)
def test_a_pair_of_letters_is_read_only_in_a_column_that_holds_both_and_no_other(yes: str, no: str) -> None:
    assert read_column(yes, no, None) == ([True, False, None], [])
    assert read_column(yes, yes) == ([True, True], []) if yes == "y" else read_column(yes)[0] == [None]
    other = "v" if yes != "v" and no != "f" else "o"
    assert read_column(yes, no, other)[0][0] in ((True,) if yes == "y" else (None,))


def test_yes_and_no_of_every_language_are_no_words_of_each_other() -> None:
    assert not EVERY_YES & EVERY_NO
    assert not (EVERY_YES | EVERY_NO) & set(NOT_RECORDED)
    assert letters_of(EVERY_YES | EVERY_NO) == {"y", "n"}


def sexes(*cells: str) -> list[str | None]:
    return read_values(pl.DataFrame({"sex": cells})).values["sex"].to_list()


def test_the_letter_m_is_male_or_mujer_by_its_partner() -> None:
    assert sexes("f", "m") == ["female", "male"]
    assert sexes("w", "m") == ["female", "male"]
    assert sexes("V", "M") == ["male", "female"]
    assert sexes("H", "F") == ["male", "female"]
    assert sexes("H", "M") == [None, None]
    assert sexes("女", "男") == ["female", "male"]


def test_a_category_is_one_of_its_values_in_any_spelling() -> None:
    for word in ("not_improved", "Not improved", " NOT IMPROVED "):
        assert read_cell(treatment_response, word) == Cell("not_improved")
    for word in ("not treated", "improved"):
        assert read_cell(treatment_response, word).value == word.replace(" ", "_")
    for word in ("worse", "yes", "improve", 1):
        assert read_cell(treatment_response, word).problem == "not_a_category"
    assert [read_cell(sex, word).value for word in ("F", "m", "Female", "other")] == ["female", "male", "female", "other"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5027", 5027.0),
        (" 18 ", 18.0),
        ("17.9", 17.9),
        ("1e3", 1000.0),
        ("+4", 4.0),
        (".5", 0.5),
        ("<160", Interval(0, math.nextafter(160, 0))),
        ("< 160", Interval(0, math.nextafter(160, 0))),
        ("<=160", Interval(0, 160)),
        ("≤160", Interval(0, 160)),
        (">10000", Interval(math.nextafter(10000, math.inf), math.inf)),
        (">=10000", Interval(10000, math.inf)),
        ("≥ 10000", Interval(10000, math.inf)),
    ],
)
def test_a_number_may_be_censored_by_the_laboratory(text: str, value: Any) -> None:
    assert read_cell(ck, text) == Cell(value)


@pytest.mark.parametrize("text", ["high", "1,234", "12 U/l", "1 000", "1-2", "~5", "<", "><5", "0x10", True, "nan", "inf"])
def test_what_is_not_a_plain_number_is_a_problem(text: Any) -> None:
    cell = read_cell(ck, text)
    assert cell.value is None
    assert cell.problem in ("not_a_number", "out_of_range")


def test_a_decimal_comma_is_read_only_where_the_file_writes_one() -> None:
    assert read_cell(ck, "5,3").problem == "not_a_number"
    assert read_cell(ck, "5,3", decimal_comma=True) == Cell(5.3)
    assert read_cell(ck, "1.234,5", decimal_comma=True).problem == "not_a_number"


@pytest.mark.parametrize(
    ("measurement", "text", "problem"),
    [
        (age_at_onset, "0", None),
        (age_at_onset, "120", None),
        (age_at_onset, "120.5", "out_of_range"),
        (age_at_onset, "-1", "out_of_range"),
        (age_at_onset, "1e400", "out_of_range"),
        (ck, "0", None),
        (ck, "-0.1", "out_of_range"),
        (ck_uln, "0", "out_of_range"),
        (ck_uln, "0.1", None),
    ],
    ids=str,
)
def test_a_number_outside_what_is_possible_is_a_problem(measurement: Any, text: str, problem: str | None) -> None:
    assert read_cell(measurement, text).problem == problem


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("1980-05-03", date(1980, 5, 3), date(1980, 5, 3)),
        ("1980-05", date(1980, 5, 1), date(1980, 5, 31)),
        ("1980", date(1980, 1, 1), date(1980, 12, 31)),
        ("1980-02", date(1980, 2, 1), date(1980, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2000-02-29", date(2000, 2, 29), date(2000, 2, 29)),
        (1980, date(1980, 1, 1), date(1980, 12, 31)),
        (date(1980, 5, 3), date(1980, 5, 3), date(1980, 5, 3)),
        (datetime(1980, 5, 3, 12, 30), date(1980, 5, 3), date(1980, 5, 3)),
    ],
    ids=str,
)
def test_a_date_may_be_known_to_the_month_or_to_the_year(raw: Any, first: date, last: date) -> None:
    assert read_cell(birth_date, raw) == Cell(Days(first, last))


NO_DATES = ("1981-02-29", "1980-13-01", "1980-00", "03.05.1980", "5/3/80", "80", "1980-5-3", "0000", "19800503", "today")


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_not_an_iso_date_or_not_in_the_calendar_is_a_problem(text: str) -> None:
    assert read_cell(birth_date, text).problem == "not_a_date"
    with pytest.raises(RecordError):
        parse_days(text)


@given(days=st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_a_date_is_printed_as_it_is_read(days: date) -> None:
    for text in (f"{days.isoformat()}", f"{days.isoformat()[:7]}", f"{days.isoformat()[:4]}"):
        assert str(parse_days(text)) == text


def test_an_id_is_text_and_never_reparsed() -> None:
    for text in ("0012", "1E05", "1.0", "TRUE"):
        assert read_cell(patient_id, text) == Cell(text)


def test_every_yes_no_finding_of_the_dictionary_reads_the_same_words() -> None:
    findings = [variable for variable in DICTIONARY.values() if isinstance(variable, Finding)]
    assert len(findings) > 40
    for finding in findings:
        assert [read_cell(finding, word).value for word in (*YES_WORDS, *NO_WORDS)] == [True] * 6 + [False] * 6


def test_a_problem_never_hides_the_other_cells_of_its_row() -> None:
    frame = pl.DataFrame({"patient_id": ["1", "2"], "anti_jo1": ["maybe", "yes"], "ck": ["high", "5"], "dysphagia": ["no", "no"]})
    cohort = read_values(frame)
    found = {(problem.row, problem.column, problem.code, problem.value) for problem in cohort.problems}
    assert found == {(2, "anti_jo1", "not_yes_no", "maybe"), (2, "ck", "not_a_number", "high")}
    assert cohort.values["dysphagia"].to_list() == [False, False]
    assert cohort.invalid.to_list() == [True, False]
