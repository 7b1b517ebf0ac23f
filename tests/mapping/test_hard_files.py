"""Small files that copy the trouble of real registries: no value is misread without a word."""

from __future__ import annotations

import datetime as dt
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from mapping.tables import codes, read, table, values
from myositis.classify_file.summary import CohortSummary, SetSummary
from myositis.cohort.engines import classify_cohort
from myositis.cohort.row_by_row import classify_read
from myositis.errors import UnknownNameError
from myositis.files import read_table
from myositis.mapping import apply_mapping, parse_mapping, propose
from myositis.mapping.dialogue import answer, open_questions
from myositis.mapping.proposing import as_proposal, draft
from myositis.published import ALL
from myositis.reading.cohort import ReadCohort, read_values

HARD = Path(__file__).parents[2] / "fixtures" / "hard_files"


def by_own_names(name: str, **how: Any) -> ReadCohort:
    """A hard file read by the data dictionary's own names."""
    raw = read_table(HARD / name, **how)
    return read_values(raw.frame, first_row=raw.first_row, whole=raw.frame)


def found(cohort: ReadCohort) -> list[tuple[int, str, str]]:
    return sorted((problem.row, problem.column, problem.code) for problem in cohort.problems)


# --- The order of visits -------------------------------------------------------------------------------------------------

VISITS = """
[rows]
collapse = "{rule}"
order_by = "visit"
[findings.patient_id]
column = "id"
[findings.dysphagia]
column = "swallow"
yes = ["1"]
no = ["0"]
"""


def visits(rule: str, order: list[Any], swallow: list[str], head: str = "") -> ReadCohort:
    return read(head + VISITS.format(rule=rule), {"id": ["P"] * len(order), "visit": order, "swallow": swallow})


def test_dates_of_visits_that_fit_two_orders_of_day_and_month_are_asked() -> None:
    text = (HARD / "01-order-by-dates.toml").read_text(encoding="utf-8")
    raw = read_table(HARD / "01-order-by-dates.csv")
    with pytest.raises(UnknownNameError, match=r'fit DD/MM/YYYY and MM/DD/YYYY. Say which: \[file\] date_format = "DD/MM/YYYY"'):
        apply_mapping(parse_mapping(text), raw)
    for form, heliotrope in (("MM/DD/YYYY", True), ("DD/MM/YYYY", False)):
        cohort = apply_mapping(parse_mapping(f'{text}\n[file]\ndate_format = "{form}"\n'), raw)[1]
        assert values(cohort, "heliotrope_rash") == [heliotrope, False]


@pytest.mark.parametrize(
    ("order", "head"),
    [
        (["5.3.2020", "12.1.2021"], '[file]\ndate_format = "DD.MM.YYYY"\n'),
        (["13.3.2020", "12.1.2021"], ""),
        (["V2", "V10"], ""),
        (["visit 9", "Visit  10"], ""),
        (["9", "10"], ""),
        ([9, 10], ""),
        (["2 Mar 2020", "1 Apr 2020"], '[file]\ndate_format = "DD MON YYYY"\n'),
        (["Ｖ２", "V10"], ""),
        (["05122019", "01012020"], '[file]\ndate_format = "DDMMYYYY"\n'),
        ([dt.date(2020, 3, 1), dt.date(2020, 12, 1)], ""),
    ],
)
def test_visits_stand_in_the_order_of_their_dates_and_numbers(order: list[Any], head: str) -> None:
    for places in ([0, 1], [1, 0]):
        cohort = visits("first", [order[place] for place in places], [["1", "0"][place] for place in places], head)
        assert values(cohort, "dysphagia") == [True]
        assert not cohort.problems


@pytest.mark.parametrize("order", [["2020-03-05", None], ["2020-03-05", "later"], ["2020", "2020-03-05"]])
def test_a_row_that_has_no_place_in_the_order_makes_its_patient_invalid(order: list[Any]) -> None:
    visit = [*order, None, "2021-01-01", "2022-01-01"]
    swallow = ["1", "0", "1", "1", "0"]
    cohort = read(VISITS.format(rule="last"), {"id": ["P", "P", "Q", "R", "R"], "visit": visit, "swallow": swallow})
    assert found(cohort) == [(2, "visit", "order_unknown")]
    assert values(cohort, "dysphagia")[1:] == [True, False]


def test_names_that_are_not_one_name_with_a_number_are_no_order() -> None:
    with pytest.raises(UnknownNameError, match="cannot be put in order"):
        visits("last", ["baseline", "month 6"], ["1", "0"])


def test_rows_of_the_same_day_stand_as_in_the_file_and_are_counted() -> None:
    cohort = visits("last", ["2020-03-05", "2020-03-05"], ["1", "0"])
    assert values(cohort, "dysphagia") == [False]
    assert any("1 patient has rows with the same `visit`" in note for note in cohort.notes)


# --- Workbooks -------------------------------------------------------------------------------------------------------------


def workbook(path: Path, rows: list[list[Any]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return book


def test_a_formula_without_a_stored_result_is_a_problem_and_no_blank() -> None:
    cohort = by_own_names("03-formula-not-calculated.xlsx")
    assert found(cohort) == [(2, name, "formula_not_calculated") for name in ("age_at_onset", "anti_jo1", "ck")]
    assert "open the workbook in a spreadsheet program and save it" in cohort.problems[0].message
    raw = read_table(HARD / "03-formula-not-calculated.xlsx")
    assert raw.frame["ck"].to_list() == ["#NOT CALCULATED", "900"]
    assert any("3 formulas have no stored result, the first in row 2" in warning for warning in raw.warnings)


def test_a_mapping_says_the_same_of_it() -> None:
    toml = '[findings.patient_id]\ncolumn = "patient_id"\n[findings.anti_jo1]\ncolumn = "anti_jo1"\nyes = ["yes"]\nno = ["no"]\n'
    cohort = apply_mapping(parse_mapping(toml), read_table(HARD / "03-formula-not-calculated.xlsx"))[1]
    assert codes(cohort) == ["formula_not_calculated"]


def test_a_formula_whose_stored_result_is_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    workbook(path, [["patient_id", "dysphagia"], ["A", "=B9"], ["B", "yes"]])
    changed = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if member.endswith("sheet1.xml"):
                data = data.replace(b'<c r="B2"><f>B9</f><v></v></c>', b'<c r="B2" t="str"><f>B9</f><v></v></c>')
                data = data.replace(b'<c r="B2"><f>B9</f><v /></c>', b'<c r="B2" t="str"><f>B9</f><v></v></c>')
            new.writestr(member, data)
    assert read_table(changed).frame["dysphagia"].to_list() == [None, "yes"]
    assert read_table(path).frame["dysphagia"].to_list() == ["#NOT CALCULATED", "yes"]


def test_hidden_rows_are_read_with_a_note_or_left_out_when_told(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = workbook(path, [["patient_id", "dysphagia"], ["A", "yes"], ["B", "no"], ["C", "no"]])
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    raw = read_table(path)
    assert raw.frame["patient_id"].to_list() == ["A", "B", "C"]
    assert any("1 row is hidden or filtered away" in warning and "--skip-hidden" in warning for warning in raw.warnings)
    assert read_table(path, skip_hidden=True).frame["patient_id"].to_list() == ["A", "C"]


def test_a_declared_row_of_totals_is_no_patient(tmp_path: Path) -> None:
    from openpyxl.worksheet.table import Table

    path = tmp_path / "in.xlsx"
    book = workbook(path, [["patient_id", "ck"], ["A", 100], ["B", 200], ["Total", 300]])
    made = Table(displayName="cohort", ref="A1:B4")
    made._initialise_columns()
    for column, cell in zip(made.tableColumns, ("patient_id", "ck"), strict=True):
        column.name = cell
    made.totalsRowCount = 1
    book.active.add_table(made)
    book.save(path)
    raw = read_table(path)
    assert raw.frame["patient_id"].to_list() == ["A", "B"]
    assert any("1 row that the workbook declares as totals" in warning for warning in raw.warnings)


def test_a_hidden_sheet_of_lists_does_not_stand_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = workbook(path, [["patient_id", "dysphagia"], ["A", "yes"]])
    lists = book.create_sheet("lists")
    lists.append(["yes"])
    lists.sheet_state = "veryHidden"
    book.save(path)
    assert read_table(path).frame["patient_id"].to_list() == ["A"]


# --- Rows that are no patients ----------------------------------------------------------------------------------------------


def test_headings_between_groups_are_warned_of_and_no_patients() -> None:
    cohort = by_own_names("04-heading-rows.xlsx")
    assert [(warning.row, warning.code) for warning in cohort.warnings] == [(2, "no_patient"), (4, "no_patient")]
    wanted = ("level", "subgroup")
    result = classify_read(cohort, ALL, wanted=wanted)
    run = CohortSummary(sets=tuple(SetSummary(one) for one in ALL))
    run.add(result, wanted, "", settle=False)
    assert result.results["myositis_status"].to_list() == ["no_patient", "classified", "no_patient", "classified", "invalid"]
    assert (run.no_patients, run.invalid) == (2, 1)
    assert all(sum(summary.levels.values()) == 2 for summary in run.sets)
    assert {problem.row for problem in cohort.problems} == {6}


def test_a_note_below_the_table_is_no_patient_and_a_patient_without_findings_is_one() -> None:
    frame = pl.DataFrame({"patient_id": ["A", "B", "exported 2020"], "site": ["x", "y", None], "dysphagia": ["yes", None, None]})
    cohort = read_values(frame, whole=frame)
    assert cohort.no_patients == [2]


def test_an_empty_visit_does_not_make_its_patient_a_heading() -> None:
    raw = table({"id": ["P", "P", "DM (n=1)"], "visit": [None, "2020", None], "swallow": [None, "1", None]})
    cohort = apply_mapping(parse_mapping(VISITS.format(rule="ever")), raw)[1]
    assert cohort.no_patients == [1]
    assert cohort.invalid.to_list() == [False, True]


# --- Dates ------------------------------------------------------------------------------------------------------------------


def test_days_that_have_not_come_and_the_zero_of_spreadsheets_are_problems() -> None:
    cohort = by_own_names("05-impossible-dates.csv")
    assert found(cohort) == [
        (2, "symptom_onset_date", "out_of_range"),
        (3, "symptom_onset_date", "out_of_range"),
        (4, "birth_date", "placeholder_day"),
        (5, "birth_date", "placeholder_day"),
        (6, "birth_date", "out_of_range"),
        (6, "symptom_onset_date", "out_of_range"),
        (7, "symptom_onset_date", "out_of_range"),
        (8, "birth_date", "out_of_range"),
        (9, "birth_date", "out_of_range"),
        (9, "symptom_onset_date", "out_of_range"),
    ]


@pytest.mark.parametrize(
    ("birth", "onset", "wrong"),
    [
        ("1880-05-01", "2001-04-30", False), ("1880-05-01", "2001-05-01", True), ("1880-02-29", "2001-02-28", False),
        ("1880", "2001", False), ("1880", "2002", True),
    ],
)  # fmt: skip
def test_an_age_from_dates_has_the_range_of_a_recorded_age(birth: str, onset: str, wrong: bool) -> None:
    frame = pl.DataFrame({"patient_id": ["A"], "birth_date": [birth], "symptom_onset_date": [onset]})
    cohort = read_values(frame, whole=frame)
    assert cohort.invalid.to_list() == [wrong]


# --- Ids --------------------------------------------------------------------------------------------------------------------


def test_invisible_letters_and_composed_accents_do_not_make_two_patients() -> None:
    cohort = by_own_names("07-invisible-in-ids.csv")
    assert found(cohort) == [(row, "patient_id", "id_duplicate") for row in (2, 3, 4, 5)]
    assert cohort.ids.to_list()[0] == "Z\u200b1"  # written back as it stands
    assert [warning.code for warning in cohort.warnings] == ["ids_look_alike"]
    assert "rows 7 and 8" in cohort.warnings[0].message


def test_they_are_joined_when_rows_are() -> None:
    toml = '[rows]\ncollapse = "ever"\n[findings.patient_id]\ncolumn = "patient_id"\n[findings.heliotrope_rash]\n'
    toml += 'column = "heliotrope_rash"\nyes = ["yes"]\nno = ["no"]\n'
    cohort = apply_mapping(parse_mapping(toml), read_table(HARD / "07-invisible-in-ids.csv"))[1]
    assert values(cohort, "heliotrope_rash") == [True, True, False, False, False]


@pytest.mark.parametrize(("one", "other"), [("007", "7"), ("Ａ1", "A1"), ("a 1", "A1"), ("ß", "SS")])
def test_ids_that_look_alike_are_warned_of_and_stay_two(one: str, other: str) -> None:
    cohort = read_values(pl.DataFrame({"patient_id": [one, other, "x"], "dysphagia": ["yes", "no", "no"]}))
    assert not cohort.invalid.any()
    assert [warning.row for warning in cohort.warnings] == [2]
    assert one not in cohort.warnings[0].message


@pytest.mark.parametrize("cell", ["yes\u200b", "\ufeffyes", "ｙｅｓ", "yes\u00a0", "YES\u2060"])
def test_a_word_is_read_without_the_letters_that_nobody_sees(cell: str) -> None:
    cohort = read_values(pl.DataFrame({"dysphagia": [cell], "ck": ["１２０"], "ck_uln": ["100"]}))
    assert values(cohort, "dysphagia") == [True]
    assert values(cohort, "ck") == [120.0]


def test_a_power_is_not_two_digits() -> None:
    assert codes(read_values(pl.DataFrame({"ck": ["10²"], "ck_uln": ["5"]}))) == ["not_a_number"]


# --- An id of several columns ------------------------------------------------------------------------------------------------

TWO_CENTRES = """
[rows]
id = ["centre", "nr"]
collapse = "ever"
[findings.dysphagia]
column = "swallow"
yes = ["1"]
no = ["0"]
"""


def test_the_same_number_in_two_centres_is_two_patients() -> None:
    columns = {"centre": ["Lund", "Bern", "Lund"], "nr": ["1", "1", "1"], "swallow": ["0", "1", "0"]}
    raw, cohort = apply_mapping(parse_mapping(TWO_CENTRES), table(columns))
    assert cohort.ids.to_list() == ["Lund / 1", "Bern / 1"]
    assert values(cohort, "dysphagia") == [False, True]
    assert raw.frame.columns == ["centre", "nr", "swallow"]


def test_half_an_id_is_none() -> None:
    columns = {"centre": ["Lund", None], "nr": ["1", "1"], "swallow": ["0", "1"]}
    cohort = apply_mapping(parse_mapping(TWO_CENTRES), table(columns))[1]
    assert [(problem.code, problem.column) for problem in cohort.problems] == [("id_missing", "id of centre, nr")]


# --- Checkboxes of REDCap ----------------------------------------------------------------------------------------------------

BOX = '[findings.patient_id]\ncolumn = "id"\n[findings.heliotrope_rash]\ncolumn = "skin___1"\ncheckbox = true\n'


def boxes(more: str, rows: list[str], columns: tuple[str, ...] = ("skin___1", "skin___2", "skin___99")) -> ReadCohort:
    cells = {name: [row.split(",")[place] or None for row in rows] for place, name in enumerate(columns)}
    return read(BOX + more, {"id": [str(number) for number in range(len(rows))], **cells})


def test_a_box_that_says_not_examined_is_the_reason_of_the_whole_question() -> None:
    more = 'unticked = "no"\nmissing_boxes = { "skin___99" = "not examined" }\n'
    cohort = boxes(more, ["1,0,0", "0,0,0", "0,0,1", "1,0,1"])
    assert values(cohort, "heliotrope_rash") == [True, False, None, None]
    assert cohort.missing["heliotrope_rash"] == {"not examined": 1}
    assert found(cohort) == [(5, "skin___1", "boxes_contradict")]


def test_an_empty_box_is_a_no_where_another_box_of_the_question_is_ticked() -> None:
    cohort = boxes('unticked = "not recorded"\nanswered_by = ["skin___2"]\n', ["0,1,0", "0,0,0", "1,0,0"])
    assert values(cohort, "heliotrope_rash") == [False, None, True]


def test_a_box_that_holds_its_label_is_ticked_and_a_blank_one_is_not() -> None:
    raw = read_table(HARD / "12-checkbox-labels.csv")
    toml = '[findings.patient_id]\ncolumn = "record_id"\n[findings.heliotrope_rash]\ncolumn = "skin___1"\n'
    toml += 'checkbox = "labels"\nyes = ["Heliotrope rash"]\nunticked = "not recorded"\nanswered_by = ["skin___0", "skin___2"]\n'
    cohort = apply_mapping(parse_mapping(toml), raw)[1]
    assert values(cohort, "heliotrope_rash") == [True, False, None]


# --- Numbers, dates and words ------------------------------------------------------------------------------------------------


def proposal_of(name: str) -> tuple[str, dict[str, str]]:
    made = propose(read_table(HARD / name))
    return made.text, dict(made.questions)


CK = '[findings.patient_id]\ncolumn = "patient_id"\n[findings.ck]\ncolumn = "ck"\nunit = "U/l"\nlimit_column = "ck_uln"\n'


def test_a_thousands_separator_is_asked_for_and_read_when_declared() -> None:
    text, questions = proposal_of("10-thousands.csv")
    assert "how are numbers written?" in questions["[file]"]
    assert '# thousands = ","' in text
    raw = read_table(HARD / "10-thousands.csv")
    cohort = apply_mapping(parse_mapping('[file]\nthousands = ","\n' + CK), raw)[1]
    assert values(cohort, "ck") == [1234.0, 5027.0, 980.0, 150.0]
    cohort = apply_mapping(parse_mapping(CK), raw)[1]
    assert found(cohort) == [(2, "ck", "undecided_number"), (3, "ck", "undecided_number")]
    assert values(cohort, "ck")[2:] == [980.0, 150.0]


@pytest.mark.parametrize(
    ("mark", "cell", "number"),
    [
        (".", "1.234", 1234.0), (".", "1.234,5", 1234.5), (" ", "10 000", 10000.0), (" ", "10\u202f000", 10000.0),
        ("'", "1'234", 1234.0),
        ("'", "1’234", 1234.0), (",", "1,234.5", 1234.5), (",", "12,34", None), (",", "1,234,567", 1234567.0),
    ],
)  # fmt: skip
def test_each_mark_between_thousands_can_be_declared(mark: str, cell: str, number: float | None) -> None:
    toml = f'[file]\nthousands = "{mark}"\n[findings.ck]\ncolumn = "ck"\nunit = "U/l"\nlimit = 170\n'
    assert values(read(toml, {"ck": [cell]}), "ck") == [number]


def test_units_and_flags_beside_numbers_are_asked_for_and_left_out_when_declared() -> None:
    text, questions = proposal_of("11-number-with-unit.csv")
    assert "numbers with something around them" in questions["[findings.ck]"]
    assert '# ignore = ["U/l", "(H)", "*"]' in text
    toml = '[file]\nthousands = " "\n' + CK + 'ignore = ["U/l", "(H)", "*"]\n'
    cohort = apply_mapping(parse_mapping(toml), read_table(HARD / "11-number-with-unit.csv"))[1]
    assert [str(value) for value in values(cohort, "ck")] == ["5027.0", "400.0", "10000.000000000002", "160.0"]
    assert not cohort.problems


def test_two_digit_years_are_said_to_be_the_reason_and_a_century_can_be_declared() -> None:
    text, questions = proposal_of("14-two-digit-years.csv")
    assert "the years have two digits" in questions["[findings.birth_date]"]
    assert f'# date_format = "DD/MM/YY until {dt.date.today().year}"' in text
    toml = '[file]\ndate_format = "DD/MM/YY until 2025"\n[findings.patient_id]\ncolumn = "patient_id"\n'
    toml += '[findings.birth_date]\ncolumn = "birth_date"\n'
    cohort = apply_mapping(parse_mapping(toml), read_table(HARD / "14-two-digit-years.csv"))[1]
    assert [day.year for day in values(cohort, "birth_date")] == [1960, 1948, 2005]


def test_row_names_are_no_id() -> None:
    cohort = by_own_names("17-row-names.csv")
    assert cohort.ids.to_list() == ["0012", "1E05", "NA"]
    assert not cohort.problems


def test_days_that_stand_for_nothing_are_asked() -> None:
    _, questions = proposal_of("05-impossible-dates.csv")
    assert "`9999-12-31`" in questions["[findings.symptom_onset_date]"]
    assert "a day, or a code for a missing one?" in questions["[findings.birth_date]"]


@pytest.mark.parametrize(
    ("days", "asked", "form"),
    [
        (["03.05.1960", "01.01.1900", "27.11.1970"], ["01.01.1900"], "DD.MM.YYYY"),
        (["03.05.1960", "31.12.9999", "27.11.1970"], ["31.12.9999"], "DD.MM.YYYY"),
        (["05/27/1960", "9999", "11/27/1970"], ["9999"], "MM/DD/YYYY"),
        (["1960-05-03", "1900-01-01"], ["1900-01-01"], None),
    ],
)
def test_such_a_day_is_asked_in_every_format_and_may_be_real(days: list[str], asked: list[str], form: str | None) -> None:
    made = draft(table({"birth_date": days}))
    (question,) = open_questions(made)
    assert question.about == tuple(f"`{day}` = not recorded   in `birth_date`" for day in asked)
    real = "1900" in asked[0]
    answer(made, question, f"{asked[0]} = a day like any other" if real else "1")
    toml = as_proposal(made).text
    assert tomllib.loads(toml)["findings"]["birth_date"].get("date_format") == form
    cohort = apply_mapping(parse_mapping(toml), table({"birth_date": days}))[1]
    assert not cohort.problems
    assert cohort.values["birth_date"].null_count() == (0 if real else 1)


def test_a_mapping_that_does_not_speak_of_such_a_day_makes_its_row_invalid() -> None:
    cohort = read('[findings.birth_date]\ncolumn = "dob"\n', {"dob": ["1900-01-01", "1900", "1970-01-01"]})
    assert codes(cohort) == ["unmapped_value"]
    assert 'real_days = ["..."]' in cohort.problems[0].told(values=True), "a day is never printed"


def test_the_words_of_many_languages_are_read_without_a_mapping() -> None:
    cohort = by_own_names("23-words.csv")
    assert not cohort.problems
    assert cohort.values["sex"].to_list() == ["female", "male", "female"]
    for name in ("heliotrope_rash", "anti_jo1", "dysphagia", "neck_flexors_weaker", "emg_myopathic", "better_explanation"):
        assert values(cohort, name) == [True, False, True], name


def test_the_same_words_are_proposed_without_a_question() -> None:
    text, questions = proposal_of("23-words.csv")
    assert questions == {}
    cohort = apply_mapping(parse_mapping(text), read_table(HARD / "23-words.csv"))[1]
    assert not cohort.problems


def test_titres_ask_for_a_cut_off_and_are_read_by_it() -> None:
    text, questions = proposal_of("24-titre.csv")
    assert "from which number on is it a yes?" in questions["[findings.anti_jo1]"]
    assert "yes = " not in text.partition("[findings.anti_jo1]")[2]
    toml = '[findings.patient_id]\ncolumn = "patient_id"\n[findings.anti_jo1]\ncolumn = "anti_jo1"\nyes_at_least = 20\n'
    cohort = apply_mapping(parse_mapping(toml), read_table(HARD / "24-titre.csv"))[1]
    assert values(cohort, "anti_jo1") == [False, False, True, True, False, False]


def test_boxes_with_labels_are_proposed_as_boxes() -> None:
    text, questions = proposal_of("12-checkbox-labels.csv")
    assert 'checkbox = "labels"\nyes = ["Heliotrope rash"]' in text
    assert questions["[findings.heliotrope_rash]"].startswith("2 boxes are empty")


@pytest.mark.parametrize(
    ("cells", "offers"),
    [
        (["0", "1", "2", "3"], ['yes = ["1", "2", "3"]\n# no = ["0"]', 'yes = ["…"]\n# no = ["…"]']),
        (["4", "7", "5"], ['yes = ["…"]\n# no = ["…"]']),
        (["mild", "severe", "kein"], ['yes = ["…"]\n# no = ["kein", "…"]']),
    ],
)
def test_an_offer_goes_by_meaning_and_is_a_gap_where_there_is_none(cells: list[str], offers: list[str]) -> None:
    text = propose(table({"dysphagia": cells * 2})).text
    for offer in offers:
        assert offer in text


def test_nine_is_no_sex() -> None:
    text = propose(table({"sex": ["1", "2", "9"]})).text
    assert '# values = { "1" = "female", "2" = "male" }\n# not_recorded = { "9" = "unknown" }' in text
    assert '"9" = "other"' not in text
    assert 'values = { "A" = "…", "B" = "…" }' in propose(table({"sex": ["A", "B"]})).text


def test_ids_that_look_alike_are_found_in_a_large_file_too() -> None:
    ids = [f"P{place:06d}" for place in range(100_001)]
    frame = pl.DataFrame({"patient_id": [*ids, "p000007"], "dysphagia": True})
    (warning,) = read_values(frame).warnings
    assert "the ids of rows 9 and 100003 differ only in capitals" in warning.message


def test_days_in_date_columns_have_the_range_of_days_in_text_on_every_engine() -> None:
    days = [dt.date(1900, 1, 1), dt.date(1899, 12, 30), dt.date(2999, 1, 1), dt.date(1970, 1, 1), None]
    frame = pl.DataFrame({"patient_id": list("ABCDE"), "birth_date": pl.Series(days, dtype=pl.Date), "heliotrope_rash": True})
    wanted = ["invalid", "invalid", "invalid", "classified", "classified"]
    assert classify_cohort(frame)["myositis_status"].to_list() == wanted
    assert classify_cohort(frame.lazy()).collect()["myositis_status"].to_list() == wanted


def test_ne_is_a_no_only_beside_a_czech_or_slavic_yes() -> None:
    for cells, read_as in (
        (["ano", "ne"], [True, False]),
        (["+", "-", "NE"], [True, False, None]),
        (["yes", "ne"], [True, None]),
    ):
        cohort = read_values(pl.DataFrame({"dysphagia": cells}))
        assert values(cohort, "dysphagia") == read_as
    (question,) = open_questions(draft(table({"dysphagia": ["+", "-", "NE"]})))
    assert question.about == ("`NE` = not recorded   in `dysphagia`",)


@pytest.mark.parametrize(
    ("word", "likely"), [("ej taget", "?"), ("nicht abgenommen", "?"), ("keine Dysphagie", "no"), ("kein", "no")]
)
def test_a_negation_is_offered_as_a_no_only_of_a_yes_or_a_finding(word: str, likely: str) -> None:
    (question,) = open_questions(draft(table({"anti_jo1": ["pos", "neg", word]})))
    assert question.about == (f"`{word}` = {likely}   in `anti_jo1`",)
