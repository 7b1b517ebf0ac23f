"""What a notebook shows of an object: short, escaped, and never the long list of its fields."""

from __future__ import annotations

import pytest

from myositis import Patient, classify
from myositis.notebook import card
from myositis.reading.problem import Problem


@pytest.fixture
def open_result() -> object:
    patient = Patient(age_at_onset=52, heliotrope_rash=True, proximal_upper_weakness=True, muscle_enzymes_elevated=True)
    return classify(patient, "eular-acr-2017")


def test_a_classification_is_named_in_one_line_that_is_honest_about_what_is_open(open_result: object) -> None:
    assert repr(open_result) == "<Classification by EULAR/ACR 2017: probable (up to definite), DM>"
    assert str(open_result) == repr(open_result)


def test_a_classification_in_a_notebook_has_level_score_and_what_is_open(open_result: object) -> None:
    shown = open_result._repr_html_()  # type: ignore[attr-defined]
    for text in ("EULAR/ACR 2017", "probable (up to definite)", "open levels", "7.2", "without biopsy", "explain()"):
        assert text in shown
    assert "fingerprint" not in shown


def test_a_notebook_says_first_what_one_came_for_and_in_words(open_result: object) -> None:
    shown = open_result._repr_html_()  # type: ignore[attr-defined]
    _, verdict, provided, *_ = shown.splitlines()
    assert verdict.startswith("<p>Classified: probable inflammatory myopathy")
    assert provided == "<p>Provided no other disease explains it better: not recorded.</p>"
    assert "better_explanation" not in shown
    assert shown.count("explains it better") == 1


def test_an_excluded_patient_has_no_score_in_a_notebook() -> None:
    shown = classify(Patient(age_at_onset=52, heliotrope_rash=True, better_explanation=True), "eular-acr-2017")._repr_html_()
    assert "<p>Not classified: the criteria do not apply" in shown
    assert "points" not in shown


def test_a_classification_that_was_read_back_is_shown_too(open_result: object) -> None:
    again = type(open_result).model_validate_json(open_result.model_dump_json())  # type: ignore[attr-defined]
    assert "eular-acr-2017" in again._repr_html_()
    assert "probable" in repr(again)


def test_a_result_without_score_and_subgroup_says_so() -> None:
    shown = classify(Patient(), "bohan-peter-1975")._repr_html_()
    assert "none on the record" in shown
    assert "score" not in shown


def test_a_problem_is_shown_with_its_place_and_escaped() -> None:
    problem = Problem(3, "dysphagia", "not_yes_or_no", "yes or no is expected", "<b>perhaps</b>")
    assert repr(problem).startswith("<Problem: row 3, dysphagia: yes or no is expected")
    shown = problem._repr_html_()
    assert "&lt;b&gt;perhaps&lt;/b&gt;" in shown
    assert "<b>perhaps" not in shown


def test_texts_that_look_like_numbers_stay_as_they_are() -> None:
    assert "<td>0012</td>" in card("ids", [("id", "0012"), ("other", "1E05")]).replace(" ", "")
