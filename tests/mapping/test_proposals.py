"""A proposal fills in what speaks for itself and asks everything else."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from mapping.tables import read, table, values
from myositis.dictionary.findings import DICTIONARY
from myositis.mapping import MappingError, parse_mapping, propose

REAL_COLUMNS = {
    "patient_id": "patient_id", "weakness_upper_extremity": "proximal_upper_weakness",
    "weakness_lower_extremity": "proximal_lower_weakness", "muscle_dysphagia": "dysphagia",
    "muscle_enzyme": "muscle_enzymes_elevated", "perimysial_infiltrate": "biopsy_perimysial",
    "endomysial_infiltrate_sur": "biopsy_endomysial", "perifascicular_atrophy": "biopsy_perifascicular",
    "rimmed_vacuoles_in_non_nec": "biopsy_rimmed_vacuoles", "gottron_papules": "gottron_papules",
    "heliotrope_rash": "heliotrope_rash", "anti_jo_1": "anti_jo1",
}  # fmt: skip
ASKED_COLUMNS = ("weakness_neck", "muscle_emg", "muscle_biopsy")


def proposed(columns: dict[str, list[Any]], **about: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The proposed parts by finding, and the questions by place."""
    proposal = propose(table(columns, **about))
    return tomllib.loads(proposal.text).get("findings", {}), dict(proposal.questions)


def asked_about(cells: list[Any], column: str = "dysphagia", **about: Any) -> str:
    """The question about a yes/no column with these cells, or nothing."""
    return proposed({column: cells}, **about)[1].get(f"[findings.{column}]", "")


def part(cells: list[Any], **about: Any) -> dict[str, Any]:
    """The proposed part about dysphagia."""
    return proposed({"dysphagia": cells}, **about)[0]["dysphagia"]  # type: ignore[no-any-return]


def test_a_real_registrys_columns_are_recognised_although_cut_and_misspelt() -> None:
    findings, _ = proposed({name: ["yes", "no"] for name in REAL_COLUMNS})
    assert {about["column"]: name for name, about in findings.items()} == REAL_COLUMNS


@pytest.mark.parametrize("column", ASKED_COLUMNS)
def test_a_column_name_with_two_meanings_is_asked_and_not_mapped(column: str) -> None:
    findings, questions = proposed({column: ["yes", "no"]})
    assert findings == {}
    assert f"`{column}`" in questions


@pytest.mark.parametrize("column", ["gottron", "Gottron's", "biopsy", "EMG", "age", "rash", "weakness", "date_of_diagnosis"])
def test_one_column_for_several_things_is_asked(column: str) -> None:
    findings, questions = proposed({column: ["yes", "no"]})
    assert findings == {}
    assert list(questions) == [f"`{column}`"]


def test_only_a_name_of_the_dictionary_goes_without_a_check() -> None:
    text = propose(table({"dysphagia": ["yes", "no"], "muscle_enzyme": ["yes", "no"]})).text
    assert 'column = "dysphagia"\n' in text
    assert 'column = "muscle_enzyme"  # check\n' in text


@pytest.mark.parametrize("name", [name for name in DICTIONARY if name != "patient_id"])
def test_every_name_of_the_dictionary_is_recognised_as_itself(name: str) -> None:
    findings, _ = proposed({name: [None, None]})
    assert list(findings) == [name]


@pytest.mark.parametrize(
    "column",
    [
        "ck_at_month_6_ratio", "site", "visit_number", "comment", "alt_text", "ast_id", "ethnicity", "weight", "id_card",
        "consent", "plasma_exchange", "redcap_event_name", "findings_complete", "clinical_diagnosis___1",
    ],
)  # fmt: skip
def test_a_column_that_is_no_finding_is_left_alone(column: str) -> None:
    findings, questions = proposed({column: ["1", "0"]})
    assert findings == {}
    assert questions == {}


@pytest.mark.parametrize(
    "cells", [["yes", "no"], ["Y", "n"], ["Ja", "Nein"], ["positive", "negative"], ["+", "-"], ["TRUE", "FALSE"]]
)
def test_words_for_yes_and_no_are_filled_in(cells: list[str]) -> None:
    about = part(cells)
    assert (about["yes"], about["no"]) == ([cells[0]], [cells[1]])
    assert asked_about(cells) == ""


@pytest.mark.parametrize("cells", [["1", "0"], [1, 0, None], [1.0, 0.0], [True, False]])
def test_one_and_nought_are_yes_and_no(cells: list[Any]) -> None:
    toml = propose(table({"dysphagia": cells})).text
    assert values(read(toml, {"dysphagia": cells}), "dysphagia")[:2] == [True, False]


@pytest.mark.parametrize(
    "cells", [["1", "2"], ["0", "1", "2"], ["1", "2", "3"], ["2"], ["0", "2"], [1, 2], ["1", "2", "9"], ["3", "4"]]
)
def test_other_codes_are_never_guessed(cells: list[Any]) -> None:
    assert "which is yes?" in asked_about(cells)
    assert "yes" not in part(cells)
    assert "no" not in part(cells)


def test_a_lone_one_beside_a_column_with_twos_is_asked_too() -> None:
    _, questions = proposed({"dysphagia": ["1", "1"], "malignancy": ["1", "2"]})
    assert set(questions) == {'[codings."codes 1, 2"]'}
    assert asked_about(["1", "1"]) == ""


@pytest.mark.parametrize("word", ["ND", "nd", "n.d.", "-", "--", "–", "np", "none"])
def test_a_word_with_two_meanings_is_asked(word: str) -> None:
    question = asked_about(["yes", "no", word])
    assert f"`{word}`" in question
    assert "yes" not in part(["yes", "no", word])


@pytest.mark.parametrize("word", ["mild", "EMG normal", "trace", "see letter", "2020"])
def test_a_word_that_no_list_knows_is_asked(word: str) -> None:
    assert f"`{word}`" in asked_about(["yes", "no", word])


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("unknown", "unknown"), ("?", "unknown"), ("n.a.", "not available"), ("not done", "not done"), ("NULL", "not recorded"),
        ("N/A", "not available"), ("UNK", "unknown"), ("NASK", "not asked"), ("not applicable", "not applicable"),
    ],
)  # fmt: skip
def test_a_word_for_a_missing_value_gets_its_reason(word: str, reason: str) -> None:
    assert part(["yes", "no", word])["not_recorded"] == {word: reason}
    assert asked_about(["yes", "no", word]) == ""


@pytest.mark.parametrize("code", ["9", "99", "999"])
def test_a_code_that_may_be_missing_is_asked_for_its_reason(code: str) -> None:
    assert "a missing code?" in asked_about(["1", "0", code])


def test_value_labels_say_what_codes_mean() -> None:
    labels = {"dysphagia": {1: "Yes", 2: "No", 9: "Not done"}}
    about = part([1, 2], value_labels=labels)
    assert (about["yes"], about["no"], about["not_recorded"]) == (["1"], ["2"], {"9": "not done"})


def test_a_value_label_with_no_plain_meaning_is_asked() -> None:
    assert "`3` (Mild)" in asked_about([1, 2, 3], value_labels={"dysphagia": {1: "Yes", 2: "No", 3: "Mild"}})


def test_codes_that_the_file_declares_missing_are_no_question() -> None:
    about: dict[str, Any] = {
        "value_labels": {"dysphagia": {1: "Yes", 2: "No"}}, "missing_reasons": {"dysphagia": {9: "unknown"}},
    }  # fmt: skip
    assert asked_about([1, 2, 9], **about) == ""


def test_an_empty_box_is_always_asked_and_a_gate_is_offered() -> None:
    labels = {"skin___1": "Skin (choice=Heliotrope rash)"}
    proposal = propose(table({"skin___1": ["1", "0"], "skin_exam_done": ["1", "1"]}, column_labels=labels))
    assert "is it a no?" in dict(proposal.questions)["[findings.heliotrope_rash]"]
    assert '# asked_when = { column = "skin_exam_done", is = ["1"] }' in proposal.text
    with pytest.raises(MappingError):
        parse_mapping(proposal.text)


def test_checked_and_unchecked_are_boxes_and_not_yes_and_no() -> None:
    assert "`Unchecked` (1 row)" in asked_about(["Checked", "Unchecked"])
    column = "Skin (choice=Heliotrope rash)"
    _, questions = proposed({column: ["Checked", "Unchecked"]})
    assert "is it a no?" in questions["[findings.heliotrope_rash]"]


def test_the_sex_in_numbers_is_asked_and_in_words_is_not() -> None:
    assert proposed({"sex": ["1", "2"]})[1]
    findings, questions = proposed({"sex": ["F", "m"]})
    assert findings["sex"]["values"] == {"F": "female", "m": "male"}
    assert not questions


def test_a_value_without_unit_and_limit_asks_for_the_limit_in_its_unit() -> None:
    findings, questions = proposed({"ck_max": ["540", "180"]})
    assert "upper limit of normal, in the unit of the values?" in questions["[findings.ck]"]
    assert findings["ck"]["unit"] == "as its limit"


def test_value_and_limit_under_the_names_of_the_dictionary_ask_nothing() -> None:
    findings, questions = proposed({"ck": ["540"], "ck_uln": ["190"]})
    assert findings["ck"] == {"column": "ck", "unit": "as its limit", "limit_column": "ck_uln"}
    assert not questions


@pytest.mark.parametrize(
    ("column", "unit"),
    [("ck_ukat_l", "ukat/l"), ("CK (U/L)", "U/l"), ("ck_x_uln", "multiples of the limit"), ("CK [µkat/l]", "ukat/l")],
)
def test_a_unit_in_the_name_is_proposed(column: str, unit: str) -> None:
    assert proposed({column: ["5.4"]})[0]["ck"]["unit"] == unit


def test_yes_and_no_under_the_name_of_an_enzyme_are_elevated_or_not() -> None:
    findings, questions = proposed({"ck": ["yes", "no"], "ldh": ["elevated", "normal"]})
    assert findings["ck_elevated"]["yes"] == ["yes"]
    assert findings["ldh_elevated"] == {"column": "ldh", "yes": ["elevated"], "no": ["normal"]}
    assert not questions


def test_numbers_under_muscle_enzyme_are_asked_for_the_enzyme() -> None:
    findings, questions = proposed({"muscle_enzyme": ["540", "180", "2000", "33", "91"]})
    assert findings == {}
    assert "of which enzyme?" in questions["`muscle_enzyme`"]


@pytest.mark.parametrize("code", ["999", "9999", "99"])
def test_nines_among_numbers_are_asked(code: str) -> None:
    assert "missing one?" in proposed({"age_at_onset": ["44", code]})[1].get("[findings.age_at_onset]", "")


def test_a_limit_of_detection_is_a_number() -> None:
    assert "not a number" not in proposed({"ck": ["<20", ">10000", "540"], "ck_uln": ["190"] * 3})[1].get("[findings.ck]", "")


def test_dates_that_can_be_read_in_two_orders_are_asked() -> None:
    assert "which is it?" in proposed({"birth_date": ["03/05/1980"]})[1]["[findings.birth_date]"]
    findings, questions = proposed({"birth_date": ["23/05/1980", "1990"]})
    assert findings["birth_date"]["date_format"] == "DD/MM/YYYY"
    assert not questions


def test_several_rows_of_a_patient_are_asked() -> None:
    proposal = propose(table({"patient_id": ["a", "a", "b"], "dysphagia": ["yes", "no", "no"]}))
    assert dict(proposal.questions)["[rows]"] == "1 patient stands in several rows. What do they become?"


def test_two_columns_for_one_finding_are_asked() -> None:
    assert (
        "Which one?" in proposed({"heliotrope": ["yes", "no"], "skin_heliotrope": ["yes", "no"]})[1]["[findings.heliotrope_rash]"]
    )


def test_a_column_with_the_dictionarys_name_goes_before_another() -> None:
    findings, questions = proposed({"heliotrope": ["yes", "no"], "heliotrope_rash": ["yes", "no"]})
    assert findings["heliotrope_rash"]["column"] == "heliotrope_rash"
    assert not questions


def test_headers_and_values_with_quotes_and_line_breaks_stay_valid_toml() -> None:
    cells = ['"yes"', "no\n", "\\", "\x07"]
    text = propose(table({'Gottron\'s "papules"': cells, "a\nb": ["1", "2", "3", "4"]})).text
    assert tomllib.loads(text)


def test_a_proposal_without_questions_reads_its_own_file_without_problems() -> None:
    columns = {
        "patient_id": ["0012", "1E05"], "dysphagia": ["yes", "unknown"], "ck": ["<20", "540"], "ck_uln": ["190", "190"],
        "birth_date": ["23.05.1980", "1975"], "sex": ["f", "m"],
    }  # fmt: skip
    proposal = propose(table(columns))
    assert proposal.questions == ()
    assert read(proposal.text, columns).problems == []


@pytest.mark.parametrize(
    ("column", "cells", "finding", "lines"),
    [
        ("Geschlecht (1=m, 2=w)", ["1", "2"], "sex", {"values": {"1": "male", "2": "female"}}),
        ("Sexo (1 = mujer; 2 = varón)", ["1", "2"], "sex", {"values": {"1": "female", "2": "male"}}),
        ("Dysphagie (0=nein, 1=ja, 9=unbekannt)", ["0", "1", "9"], "dysphagia", {"yes": ["1"], "no": ["0"]}),
        ("Disfagia [1: sí / 2: no]", ["1", "2"], "dysphagia", {"yes": ["1"], "no": ["2"]}),
        ("嚥下障害（1＝あり、2＝なし）", ["1", "2"], "dysphagia", {"yes": ["1"], "no": ["2"]}),
    ],
)
def test_a_name_that_says_what_its_codes_mean_is_believed(
    column: str, cells: list[str], finding: str, lines: dict[str, Any]
) -> None:
    findings, questions = proposed({column: cells})
    assert {name: findings[finding][name] for name in lines} == lines
    assert not questions


def test_a_legend_with_a_word_that_no_list_knows_is_asked() -> None:
    assert "`2` (leicht)" in proposed({"Dysphagie (1=ja, 2=leicht, 3=nein)": ["1", "2", "3"]})[1]["[findings.dysphagia]"]
