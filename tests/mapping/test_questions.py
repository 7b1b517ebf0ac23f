"""Questions are answered on the terminal or in a workbook, and nobody opens a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner

from mapping.tables import table, values
from myositis.cohort.row_by_row import classify_read
from myositis.files import RawTable, read_table
from myositis.mapping import apply_mapping, parse_mapping
from myositis.mapping.dialogue import answer, open_questions
from myositis.mapping.part import Draft
from myositis.mapping.proposing import as_proposal, draft
from myositis.mapping.question_workbook import answer_from, write_questions
from myositis.mapping.value_question import AnswerError
from myositis.published import find
from myositis.reading.cohort import ReadCohort
from myositis_cli.main import myositis

SHEETS = Path(__file__).parents[2] / "fixtures" / "foreign_sheets"
SETS = (find("eular-acr-2017"), find("bohan-peter-1975"))
ANSWERS = {
    "deutsch": ["1", "1", "1"],
    "espanol": ["1", "1", "1", "female = 170, male = 200"],
    "nihongo": ["1", "1", "1"],
}
"""What a person answers: none of the rest is in the file, the names are right, what the codes mean, the limit of normal."""
each_sheet = pytest.mark.parametrize("name", ANSWERS)


def answered(raw: RawTable, answers: list[str]) -> Draft:
    made = draft(raw, criteria=SETS)
    for given in answers:
        answer(made, open_questions(made)[0], given)
    return made


def classified(raw: RawTable, toml: str) -> ReadCohort:
    cohort = apply_mapping(parse_mapping(toml), raw)[1]
    classify_read(cohort, SETS, wanted=("level",))
    return cohort


@each_sheet
def test_a_foreign_sheet_is_classified_after_at_most_five_answers(name: str) -> None:
    raw = read_table(SHEETS / f"{name}.csv")
    made = answered(raw, ANSWERS[name])
    assert len(ANSWERS[name]) <= 5
    assert open_questions(made) == []
    cohort = classified(raw, as_proposal(made).text)
    assert cohort.values.height == 30
    assert not cohort.problems
    for finding in ("heliotrope_rash", "gottron_papules", "dysphagia", "anti_jo1", "proximal_upper_weakness"):
        assert {True, False} <= set(values(cohort, finding)), finding
    assert cohort.values["ck"].null_count() == 0
    assert cohort.values["symptom_onset_date"].null_count() == 0


@each_sheet
def test_the_workbook_gives_the_same_mapping(name: str, tmp_path: Path) -> None:
    raw = read_table(SHEETS / f"{name}.csv")
    path = tmp_path / "questions.xlsx"
    write_questions(open_questions(draft(raw, criteria=SETS)), path)
    book = openpyxl.load_workbook(path)
    sheet = book["questions"]
    place = [cell.value for cell in sheet[1]].index("your answer") + 1
    for row, given in enumerate(ANSWERS[name], start=2):
        sheet.cell(row, place).value = int(given) if given.isdigit() else given
    book.save(path)
    made = draft(raw, criteria=SETS)
    assert answer_from(made, path) == []
    assert as_proposal(made).text == as_proposal(answered(raw, ANSWERS[name])).text


@each_sheet
def test_the_terminal_gives_the_same_mapping(name: str, tmp_path: Path) -> None:
    out = tmp_path / "study.toml"
    typed = "\n".join(ANSWERS[name]) + "\n"
    done = CliRunner().invoke(myositis, ["map", str(SHEETS / f"{name}.csv"), "--ask", "-o", str(out)], input=typed)
    assert done.exit_code == 0, done.output
    assert out.read_text(encoding="utf-8") == as_proposal(answered(read_table(SHEETS / f"{name}.csv"), ANSWERS[name])).text


def test_the_questions_of_the_terminal_fit_eighty_columns(tmp_path: Path) -> None:
    words = ["map", str(SHEETS / "deutsch.csv"), "--ask", "-o", str(tmp_path / "x.toml")]
    done = CliRunner().invoke(myositis, words, input="\n" * 9)
    asked = done.output.split("findings proposed")[0].splitlines()
    assert max(len(line) for line in asked) <= 80


def test_an_answer_left_out_stays_a_question_of_the_mapping(tmp_path: Path) -> None:
    out = tmp_path / "study.toml"
    CliRunner().invoke(myositis, ["map", str(SHEETS / "deutsch.csv"), "--ask", "-o", str(out)], input="1\n1\n\n1\n")
    given = tomllib.loads(out.read_text(encoding="utf-8"))
    assert "which is yes?" in given["codings"]["codes 1, 2"]["question"]
    assert "question" not in given["findings"]["ck"]


def one(columns: dict[str, list[Any]]) -> tuple[Draft, Any]:
    made = draft(table(columns))
    (question,) = open_questions(made)
    return made, question


def test_values_are_given_their_meaning_one_by_one() -> None:
    made, question = one({"dysphagia": ["3", "4", "9"]})
    with pytest.raises(AnswerError, match="`9`"):
        answer(made, question, "3 = yes, 4 = no")
    answer(made, question, "3 = yes, 4 = no, 9 = not done")
    part = tomllib.loads(as_proposal(made).text)["findings"]["dysphagia"]
    assert part == {"column": "dysphagia", "yes": ["3"], "no": ["4"], "not_recorded": {"9": "not done"}}


def test_an_offer_with_a_gap_cannot_be_chosen() -> None:
    made, question = one({"dysphagia": ["4", "7", "5"]})
    assert question.choices == ()
    with pytest.raises(AnswerError, match="a meaning for each value"):
        answer(made, question, "1")
    assert open_questions(made)


@pytest.mark.parametrize(
    ("columns", "given", "where", "lines"),
    [
        ({"sex": ["A", "B"]}, "A = female, B = male", "sex", {"values": {"A": "female", "B": "male"}}),
        ({"anti_jo1": ["0", "1", "85", "240", "<20", "7"]}, "20", "anti_jo1", {"yes_at_least": 20}),
        ({"birth_date": ["03/04/1960", "05/06/1970"]}, "2", "birth_date", {"date_format": "MM/DD/YYYY"}),
        ({"birth_date": ["03|04|1960"]}, "DD|MM|YYYY", "birth_date", {"date_format": "DD|MM|YYYY"}),
        ({"age_at_onset": ["44", "999"]}, "refused", "age_at_onset", {"not_recorded": {"999": "refused"}}),
    ],
)
def test_what_is_written_instead_of_an_offer_is_understood(
    columns: dict[str, list[Any]], given: str, where: str, lines: dict[str, Any]
) -> None:
    made, question = one(columns)
    answer(made, question, given)
    part = tomllib.loads(as_proposal(made).text)["findings"][where]
    assert {name: part[name] for name in lines} == lines
    assert "question" not in part


def test_a_column_named_for_a_finding_that_was_not_found_is_read() -> None:
    raw = table({"patient_id": ["1", "2"], "dysphagia": ["yes", "no"], "qx7": ["ja", "nein"]})
    made = draft(raw, criteria=(find("eular-acr-2017"),))
    (question,) = open_questions(made)
    assert question.text.startswith("not found: ")
    with pytest.raises(AnswerError, match="there is no column `qx8`"):
        answer(made, question, "heliotrope_rash = qx8")
    answer(made, question, "heliotrope_rash = qx7")
    cohort = apply_mapping(parse_mapping(as_proposal(made).text), raw)[1]
    assert values(cohort, "heliotrope_rash") == [True, False]


def test_wrong_ones_among_columns_found_by_words_are_left_out() -> None:
    raw = table({"x": ["yes", "no"], "y": ["yes", "no"]}, column_labels={"x": "Dysphagia grade", "y": "Heliotrope rash hospital"})
    made = draft(raw)
    (question,) = open_questions(made)
    answer(made, question, "wrong: 1")
    assert made.findings == ("heliotrope_rash",)


def test_the_order_of_rows_is_answered_with_its_column() -> None:
    made, question = one({"patient_id": ["1", "1"], "visit": ["V2", "V10"], "dysphagia": ["yes", "no"]})
    answer(made, question, "last by visit")
    assert tomllib.loads(as_proposal(made).text)["rows"] == {"collapse": "last", "order_by": "visit"}


def test_the_same_number_in_two_centres_is_shown_and_an_id_of_both_is_offered() -> None:
    made, question = one(
        {"centre": ["Lund", "Bern"], "patient_id": ["1", "1"], "sex": ["female", "male"], "dysphagia": ["yes", "no"]}
    )
    assert "the rows differ in sex: are they one person?" in question.text
    answer(made, question, "1")
    given = tomllib.loads(as_proposal(made).text)
    assert given["rows"]["id"] == ["centre", "patient_id"]


def test_an_id_of_two_columns_leads_to_a_mapping_that_is_read() -> None:
    raw = table({"centre": ["Lund", "Bern"], "nr": ["1", "1"], "sex": ["female", "male"], "dysphagia": ["yes", "no"]})
    made = draft(raw, criteria=SETS)
    question = open_questions(made)[0]
    assert question.about[0].startswith("patient_id")
    answer(made, question, "patient_id = nr")
    (rows,) = open_questions(made)
    answer(made, rows, "1")
    cohort = apply_mapping(parse_mapping(as_proposal(made).text), raw)[1]
    assert cohort.ids.to_list() == ["Lund / 1", "Bern / 1"]
    assert not cohort.problems


def test_what_is_printed_beside_the_mapping_names_no_value_unless_asked(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("patient_id,birth_date,dysphagia,sex\nP1,1900-01-01,secretword,1\nP2,1970-02-03,yes,2\n", encoding="utf-8")
    command = ["map", str(file), "-o", str(tmp_path / "a.toml")]
    told = CliRunner().invoke(myositis, command).stderr
    assert "secretword" not in told
    assert "1900" not in told
    assert "what 2 values mean" in told
    assert "which code is which sex: sex" in told
    command[-1] = str(tmp_path / "b.toml")
    assert "`1` (1 row)" in CliRunner().invoke(myositis, [*command, "--show-values"]).stderr


def test_several_columns_for_findings_are_one_question() -> None:
    names = ("heliotrope", "skin_heliotrope", "dysphagie", "dysphagia_ever")
    made, question = one({name: ["yes", "no"] for name in names})
    assert question.about == (
        "1. dysphagia: `dysphagie`, or `dysphagia_ever`?", "2. heliotrope rash: `heliotrope`, or `skin_heliotrope`?",
    )  # fmt: skip
    with pytest.raises(AnswerError, match="did you mean `skin_heliotrope`"):
        answer(made, question, "2 = skin_heliotrop")
    answer(made, question, "2 = skin_heliotrope")
    findings = tomllib.loads(as_proposal(made).text)["findings"]
    assert {name: about["column"] for name, about in findings.items()} == {
        "dysphagia": "dysphagie", "heliotrope_rash": "skin_heliotrope",
    }  # fmt: skip
    assert open_questions(made) == []


def test_a_limit_for_each_sex_needs_a_column_of_the_sex() -> None:
    made, question = one({"ck": ["540", "180"]})
    with pytest.raises(AnswerError, match="no column is read as the sex"):
        answer(made, question, "female = 170, male = 200")


def test_what_is_near_a_finding_is_not_asked_where_a_column_is_the_finding() -> None:
    made = draft(table({"age_at_onset": ["44", "50"], "age at diagnosis": ["45", "51"]}))
    assert open_questions(made) == []
    assert made.findings == ("age_at_onset",)


def test_a_finding_is_not_read_from_two_columns() -> None:
    made = draft(table({"dysphagia": ["yes", "no"], "qx": ["yes", "no"]}), criteria=SETS)
    with pytest.raises(AnswerError, match="dysphagia is read from `dysphagia` already"):
        answer(made, open_questions(made)[0], "dysphagia = qx")


def test_every_enzyme_has_a_limit_of_its_own() -> None:
    made, question = one({"ck": ["540", "180"], "ldh": ["300", "200"], "ast": ["30", "50"]})
    assert len(question.about) == 3
    with pytest.raises(AnswerError, match="ck = 190, ldh = 250"):
        answer(made, question, "190")
    with pytest.raises(AnswerError, match="`alt` is none of them"):
        answer(made, question, "alt = 40")
    answer(made, question, "ck = 190, ldh = 250")
    (left,) = open_questions(made)
    assert left.about == ("`ast` as AST",)
    answer(made, left, "40")
    findings = tomllib.loads(as_proposal(made).text)["findings"]
    assert {name: findings[name]["limit"] for name in ("ck", "ldh", "ast")} == {"ck": 190, "ldh": 250, "ast": 40}


@pytest.mark.parametrize("given", ["yess = no", "x = maybe, extra = 1", "x = 3", "x = yea"])
def test_an_answer_about_a_value_is_checked(given: str) -> None:
    made, question = one({"dysphagia": ["yes", "no", "x"]})
    with pytest.raises(AnswerError):
        answer(made, question, given)
    assert open_questions(made)


def test_a_word_of_another_language_is_an_answer() -> None:
    made, question = one({"dysphagia": ["yes", "no", "trace"]})
    answer(made, question, "trace = ja")
    assert tomllib.loads(as_proposal(made).text)["findings"]["dysphagia"]["yes"] == ["yes", "trace"]


def test_values_without_a_meaning_can_be_answered_together_or_are_named() -> None:
    made, question = one({"dysphagia": ["yes", "no", "blurp", "plop"], "raynaud": ["yes", "no", "blurp", "vorh."]})
    assert question.choices == ()
    with pytest.raises(AnswerError, match="`plop`"):
        answer(made, question, "blurp = no")
    answer(made, question, "blurp = no, rest = not recorded")
    findings = tomllib.loads(as_proposal(made).text)["findings"]
    assert findings["dysphagia"]["no"] == ["no", "blurp"]
    assert findings["dysphagia"]["not_recorded"] == {"plop": "unknown"}
    assert findings["raynaud"]["yes"] == ["yes", "vorh."]


def test_boxes_of_one_question_are_asked_once() -> None:
    labels = {"skin___1": "Skin (choice=Heliotrope)", "skin___2": "Skin (choice=Gottron's papules)"}
    made = draft(table({name: ["1", "0", "0"] for name in labels}, column_labels=labels))
    (question,) = open_questions(made)
    assert len(question.about) == 2
    answer(made, question, "2")
    findings = tomllib.loads(as_proposal(made).text)["findings"]
    assert findings["heliotrope_rash"]["answered_by"] == ["skin___2"]
    assert findings["gottron_papules"]["answered_by"] == ["skin___1"]


def test_a_workbook_that_holds_no_questions_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["1"]}).write_csv(tmp_path / "x.csv")
    book = openpyxl.Workbook()
    book.active.title = "questions"
    book.active.append(["a"])
    book.active.append(["b"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(ValueError, match="not a workbook of questions"):
        answer_from(draft(table({"dysphagia": ["1"]})), tmp_path / "x.xlsx")


def test_the_mapping_holds_only_values_that_were_answered_for() -> None:
    raw = table({"patient_id": ["Mrs-Secret"], "diagnosis": ["very private"], "dysphagia": ["yes"], "birth_date": ["1960-04-02"]})
    text = as_proposal(draft(raw, criteria=SETS)).text
    for private in ("Mrs-Secret", "very private", "1960"):
        assert private not in text
