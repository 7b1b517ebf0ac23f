"""How raw values become yes, no, or not recorded with a reason; nothing in between."""

from __future__ import annotations

import polars as pl
import pytest

from mapping.tables import codes, read, table, values
from myositis.mapping import MappingError, parse_mapping
from myositis.reading.cohort import read_values

DYSPHAGIA = '[findings.dysphagia]\ncolumn = "swallow"\n'


def test_yes_and_no_are_the_values_that_the_study_says() -> None:
    cohort = read(DYSPHAGIA + 'yes = ["2"]\nno = ["1"]', {"swallow": ["1", "2", None]})
    assert values(cohort, "dysphagia") == [False, True, None]


def test_a_code_is_found_as_text_as_a_whole_number_and_as_a_float() -> None:
    toml = DYSPHAGIA + 'yes = [2]\nno = ["1"]'
    for cells in (["1", "2"], ["1.0", "2.0"], [1, 2], [1.0, 2.0], [" 1 ", "2 "]):
        assert values(read(toml, {"swallow": cells}), "dysphagia") == [False, True]


def test_capitals_do_not_count() -> None:
    assert values(read(DYSPHAGIA + 'yes = ["Ja"]\nno = ["Nein"]', {"swallow": ["JA", "nein"]}), "dysphagia") == [
        True,
        False,
    ]


def test_a_true_or_false_cell_is_mapped_like_any_other() -> None:
    toml = DYSPHAGIA + "yes = [true]\nno = [false]"
    assert values(read(toml, {"swallow": [True, False, None]}), "dysphagia") == [True, False, None]


def test_each_reason_is_kept_apart_and_counted() -> None:
    toml = DYSPHAGIA + 'yes = ["1"]\nno = ["0"]\nnot_recorded = { "8" = "not done", "9" = "Unknown", "7" = "not asked" }'
    cohort = read(toml, {"swallow": ["1", "8", "9", "9", "7", None, "0", "not applicable"]})
    assert values(cohort, "dysphagia") == [True, None, None, None, None, None, False, None]
    assert cohort.missing["dysphagia"] == {
        "not done": 1, "unknown": 2, "not asked": 1, "blank": 1, "not applicable": 1,
    }  # fmt: skip


def test_a_blank_is_never_a_no_unless_the_mapping_says_so_and_then_it_is_noted() -> None:
    toml = DYSPHAGIA + 'yes = ["x"]\nno = []'
    assert values(read(toml, {"swallow": ["x", None, ""]}), "dysphagia") == [True, None, None]
    cohort = read(toml + '\nblank = "no"', {"swallow": ["x", None, ""]})
    assert values(cohort, "dysphagia") == [True, False, False]
    assert "`swallow`: 2 rows are blank and read as no, as the mapping says" in cohort.notes


def test_a_blank_cannot_be_listed_among_the_values() -> None:
    with pytest.raises(MappingError, match='blank = "no"'):
        parse_mapping(DYSPHAGIA + 'yes = ["1"]\nno = [""]')


def test_an_unknown_value_makes_its_row_invalid_and_the_batch_goes_on() -> None:
    cohort = read(DYSPHAGIA + 'yes = ["1"]\nno = ["0"]', {"swallow": ["1", "odd", "0", "odd"]})
    assert values(cohort, "dysphagia") == [True, None, False, None]
    assert cohort.invalid.to_list() == [False, True, False, True]
    assert [problem.row for problem in cohort.problems] == [3, 5]


def test_the_report_of_an_unknown_value_names_column_value_count_and_the_line_to_add() -> None:
    problem = read(DYSPHAGIA + 'yes = ["1"]\nno = ["0"]', {"swallow": ["1", "odd", "0", "odd"]}).problems[0]
    assert (problem.column, problem.value, problem.code) == ("swallow", "odd", "unmapped_value")
    assert '[findings.dysphagia] write yes = ["1", "..."], or no = ["0", "..."]' in str(problem)
    assert '[findings.dysphagia] write yes = ["1", "odd"], or no = ["0", "odd"]' in problem.told(values=True)
    assert problem.message.endswith("(2 rows)")


@pytest.mark.parametrize("word", ["-", "9", "+", "none", "±", "x"])
def test_a_word_with_two_meanings_is_never_read_without_the_mapping(word: str) -> None:
    cohort = read(DYSPHAGIA + 'yes = ["1"]\nno = ["0"]', {"swallow": ["1", word]})
    assert codes(cohort) == ["unmapped_value"]


@pytest.mark.parametrize("text", ["EMG normal", "abnormal EMG", "no evidence", "not yes", "yes?"])
def test_free_text_is_never_matched_by_a_part_of_it(text: str) -> None:
    toml = '[findings.emg_myopathic]\ncolumn = "emg"\nyes = ["yes", "abnormal"]\nno = ["no", "normal"]'
    assert codes(read(toml, {"emg": [text]})) == ["unmapped_value"]


def test_codes_for_every_column_are_missing_in_number_columns_too() -> None:
    toml = '[missing]\n"-999" = "not asked"\nUNK = "unknown"\n[findings.age_at_onset]\ncolumn = "age"'
    cohort = read(toml, {"age": ["44", "-999", "UNK", "unk"]})
    assert values(cohort, "age_at_onset") == [44.0, None, None, None]
    assert cohort.missing["age_at_onset"] == {"not asked": 1, "unknown": 2}


def test_a_late_word_in_a_number_column_is_reported_and_not_a_silent_null() -> None:
    cohort = read('[findings.age_at_onset]\ncolumn = "age"', {"age": ["44"] * 5000 + ["ca"]})
    assert [(problem.row, problem.column, problem.value) for problem in cohort.problems] == [(5002, "age", "ca")]


@pytest.mark.parametrize("word", ["ND", "UNK", "?", "NULL", ".", "inconnu", "unbekannt", "不明"])
def test_a_word_for_missing_is_the_same_with_and_without_a_mapping(word: str) -> None:
    mapped = read(DYSPHAGIA + 'yes = ["1"]\nno = ["0"]', {"swallow": ["1", word]})
    own = read_values(pl.DataFrame({"dysphagia": ["1", word]}))
    assert mapped.missing["dysphagia"] == own.missing["dysphagia"]
    assert not mapped.problems
    assert not own.problems


def test_the_value_of_a_finding_goes_before_the_code_of_every_column() -> None:
    toml = '[missing]\n"2" = "unknown"\n' + DYSPHAGIA + 'yes = ["1"]\nno = ["2"]'
    assert values(read(toml, {"swallow": ["1", "2"]}), "dysphagia") == [True, False]


def test_user_missing_codes_of_spss_keep_their_reason() -> None:
    raw = table({"swallow": [1, 2, 9]}, missing_reasons={"swallow": {9: "Not done"}})
    cohort = read(DYSPHAGIA + 'yes = ["1"]\nno = ["2"]', raw)
    assert values(cohort, "dysphagia") == [True, False, None]
    assert cohort.missing["dysphagia"] == {"not done": 1}


def test_a_user_missing_number_is_not_a_measurement() -> None:
    raw = table({"age": [44, 99]}, missing_reasons={"age": {99: "user-missing"}})
    cohort = read('[findings.age_at_onset]\ncolumn = "age"', raw)
    assert values(cohort, "age_at_onset") == [44.0, None]


def test_tagged_missing_values_of_stata_keep_their_reason() -> None:
    raw = table({"swallow": ["1", ".a", ".b"]}, missing_reasons={"swallow": {".a": "not asked", ".b": "user-missing"}})
    cohort = read(DYSPHAGIA + 'yes = ["1"]\nno = ["0"]', raw)
    assert cohort.missing["dysphagia"] == {"not asked": 1, "user-missing": 1}


def test_a_blank_child_of_an_unanswered_gate_is_not_asked() -> None:
    toml = DYSPHAGIA + 'yes = ["1"]\nno = ["0"]\nasked_when = { column = "history_taken", is = ["1"] }'
    cohort = read(toml, {"swallow": [None, None, "0", None], "history_taken": ["1", None, None, "0"]})
    assert values(cohort, "dysphagia") == [None, None, False, None]
    assert cohort.missing["dysphagia"] == {"blank": 1, "not asked": 2}


def test_a_gate_can_give_a_reason_of_its_own() -> None:
    toml = (
        '[findings.biopsy_endomysial]\ncolumn = "endo"\nyes = ["1"]\nno = ["0"]\n'
        'asked_when = { column = "biopsy", is = ["1"], otherwise = "not done" }'
    )
    assert read(toml, {"endo": [None], "biopsy": ["0"]}).missing["biopsy_endomysial"] == {"not done": 1}


def test_one_column_may_feed_several_findings() -> None:
    toml = "".join(
        f'[findings.{name}]\ncolumn = "gottron"\nyes = ["{code}", "both"]\nno = ["none", "{other}"]\n'
        for name, code, other in (("gottron_papules", "papules", "sign"), ("gottron_sign", "sign", "papules"))
    )
    cohort = read(toml, {"gottron": ["papules", "sign", "both", "none"]})
    assert values(cohort, "gottron_papules") == [True, False, True, False]
    assert values(cohort, "gottron_sign") == [False, True, True, False]


def test_a_category_is_read_by_the_values_of_the_mapping() -> None:
    toml = '[findings.sex]\ncolumn = "sex"\nvalues = { "1" = "male", "2" = "female" }'
    cohort = read(toml, {"sex": ["1", "2", "3", None]})
    assert values(cohort, "sex") == ["male", "female", None, None]
    assert codes(cohort) == ["unmapped_value"]


def test_a_category_with_no_values_in_the_mapping_reads_its_own_words_only() -> None:
    cohort = read('[findings.sex]\ncolumn = "sex"', {"sex": ["F", "male", "1"]})
    assert values(cohort, "sex") == ["female", "male", None]
    assert cohort.problems[0].value == "1"


def test_an_id_is_taken_as_it_is_even_when_it_looks_like_a_missing_code() -> None:
    cohort = read('[findings.patient_id]\ncolumn = "id"', {"id": ["0012", "1E05", "NA", "007.0"]})
    assert cohort.ids.to_list() == ["0012", "1E05", "NA", "007.0"]
    assert cohort.problems == []


def test_a_missing_diagnosis_is_not_a_diagnosis() -> None:
    for previews in (False, True):
        cohort = read(
            '[missing]\n"-999" = "unknown"\n[findings.diagnosis]\ncolumn = "dx"',
            {"dx": ["DM", "-999"]},
            previews=previews,
        )
        assert values(cohort, "diagnosis") == ["DM", None]


def test_a_column_that_the_file_does_not_have_is_named_with_its_neighbour() -> None:
    with pytest.raises(ValueError, match=r"`swallow`, which `study\.csv` does not have; did you mean `swalow`"):
        read(DYSPHAGIA + 'yes = ["1"]\nno = ["0"]', {"swalow": ["1"]})


def test_words_of_the_dictionary_are_read_by_the_mapping_too() -> None:
    toml = '[findings.sex]\ncolumn = "sex"\nvalues = { "female" = "female", "male" = "male" }\n'
    toml += 'not_recorded = { "other" = "unknown" }'
    cohort = read(toml, {"sex": ["female", "male", "other"]})
    assert values(cohort, "sex") == ["female", "male", None]
    assert cohort.missing["sex"] == {"unknown": 1}
