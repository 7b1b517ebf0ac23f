"""Columns are found by their meaning in eight languages, on lists that were written before the words were."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import pytest

from mapping.tables import table
from myositis.dictionary.findings import DICTIONARY
from myositis.mapping.part import Draft
from myositis.mapping.proposing import draft
from myositis.mapping.word_tables import fits, languages, plain, says_no, treatment_of

LISTS = sorted((Path(__file__).parents[2] / "fixtures" / "column_lists").glob("*.csv"))
each_list = pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


@lru_cache
def proposed(path: Path) -> Draft:
    """What is proposed for a list, with the values that stand in it."""
    columns = {row["column"]: (row["values"].split("|") * 3)[:3] for row in rows(path)}
    labels = {row["column"]: row["label"] for row in rows(path) if row["label"]}
    return draft(table(dict(columns), column_labels=labels))


def usable(path: Path) -> list[tuple[str, str]]:
    return [(row["column"], row["finding"]) for row in rows(path) if row["finding"] and row["finding"][0] != "?"]


def limits(made: Draft) -> set[tuple[str, str]]:
    """The limit columns of enzymes, which are part of the enzyme's own part."""
    found = set()
    for part in made.parts:
        for line in part.lines:
            if line.startswith("limit_column"):
                found.add((line.split('"')[1], f"{part.names[0]}_uln"))
    return found


@each_list
def test_most_usable_columns_are_proposed(path: Path) -> None:
    made = proposed(path)
    offered = {(part.column, name) for part in made.parts for name in part.names} | limits(made)
    missed = [pair for pair in usable(path) if pair not in offered]
    assert len(missed) <= 0.15 * len(usable(path)), missed


@each_list
def test_no_column_is_filled_in_wrongly_without_a_question(path: Path) -> None:
    expected = {row["column"]: row["finding"] for row in rows(path)}
    made = proposed(path)
    silent = [part for part in made.parts if not part.doubtful and not part.asks]
    wrong = [(part.column, part.names) for part in silent if expected[part.column] != part.names[0]]
    wrong += [(column, (name,)) for column, name in limits(made) if expected[column] != name]
    assert not wrong


@pytest.mark.parametrize(
    "label",
    ["Date of diagnosis", "Diagnosedatum", "Date du diagnostic", "Fecha de diagnóstico", "Data della diagnosi", "Diagnosdatum",
     "Tanı tarihi", "診断年月日"],
)  # fmt: skip
def test_the_date_of_diagnosis_is_never_offered_as_onset_without_a_question(label: str) -> None:
    (part,) = draft(table({"when": ["2011-02-03"]}, column_labels={"when": label})).parts
    assert part.names == ("symptom_onset_date",)
    assert part.unsure


@pytest.mark.parametrize(
    "label",
    ["Family history of malignancy", "Dysphagie-Score", "Ultraschall Myositis", "Familienanamnese Tumor", "家族歴: 悪性腫瘍"],
)
def test_what_is_about_something_else_is_left_alone(label: str) -> None:
    assert fits(label) == []


@pytest.mark.parametrize("label", ["Keine Dysphagie", "No heliotrope rash", "Muscular dystrophy excluded", "Sin disfagia"])
def test_a_name_that_may_say_the_opposite_is_asked(label: str) -> None:
    (part,) = draft(table({"x": ["1", "0"]}, column_labels={"x": label})).parts
    assert part.unsure


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("improved", "improved"), ("Besserung", "improved"), ("keine Besserung", "not_improved"), ("sin mejoría", "not_improved"),
        ("pas d'amélioration", "not_improved"), ("nessun miglioramento", "not_improved"), ("ingen förbättring", "not_improved"),
        ("改善", "improved"), ("改善なし", "not_improved"), ("verschlechtert", "not_improved"), ("unbehandelt", "not_treated"),
        ("not treated", "not_treated"), ("partial response", None), ("stable", None), ("good", "improved"),
        ("no response", "not_improved"),
    ],
)  # fmt: skip
def test_a_response_to_treatment_is_read_with_its_negation(text: str, response: str | None) -> None:
    assert treatment_of(text) == response


@pytest.mark.parametrize(
    ("text", "negated"), [("keine", True), ("aucun signe", True), ("ヘリオトロープなし", True), ("nodules", False)]
)
def test_words_of_negation_are_known_in_every_language(text: str, negated: bool) -> None:
    assert says_no(text) is negated


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.name)
def test_every_word_names_its_source_and_a_finding(language: object) -> None:
    for phrase in language.phrases:  # type: ignore[attr-defined]
        assert phrase.finding in DICTIONARY
        assert phrase.source in language.sources, phrase  # type: ignore[attr-defined]


def test_the_eight_languages_are_there() -> None:
    assert [language.code for language in languages()] == ["de", "en", "es", "fr", "it", "ja", "sv", "tr"]


@pytest.mark.parametrize(
    ("name", "compared"),
    [("Gottron's papules", "gottron_s_papules"), ("Schwäche", "schwaeche"), ("抗Jo-1抗体", "抗_jo_1_抗体"), ("kısa", "kisa")],
)
def test_names_are_compared_without_accents_and_signs(name: str, compared: str) -> None:
    assert plain(name) == compared
