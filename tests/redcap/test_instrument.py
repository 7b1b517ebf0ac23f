"""The instrument: what REDCap takes, and what comes back from it."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import polars as pl
import pytest

from myositis.dictionary.findings import DICTIONARY, FIRST_EDITION
from myositis.files import RawTable
from myositis.mapping import apply_mapping, parse_mapping, propose
from myositis.published import find
from myositis.reading.template import template_columns
from myositis.redcap import COLUMNS, Field, dictionary_text, instrument_fields, instrument_zip, merge
from myositis.redcap.instrument import record_id_field
from myositis.rules.vocabulary import Finding

FIELDS = {field.name: field for field in instrument_fields(DICTIONARY)}


def test_every_finding_but_the_id_has_its_field_under_its_own_name() -> None:
    assert list(FIELDS) == [name for name in DICTIONARY if name != "patient_id"]


@pytest.mark.parametrize("name", [name for name, item in DICTIONARY.items() if isinstance(item, Finding)])
def test_yes_no_findings_are_radio_buttons_with_three_answers(name: str) -> None:
    assert FIELDS[name].kind == "radio"
    assert FIELDS[name].row[5] == "1, Yes | 0, No | 9, Not assessed"


def test_no_field_is_a_checkbox() -> None:
    assert "checkbox" not in {field.kind for field in FIELDS.values()}


def test_names_are_what_redcap_allows() -> None:
    for field in FIELDS.values():
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,25}", field.name)
        assert len(field.row) == 18


def test_codes_stand_in_the_annotation() -> None:
    assert FIELDS["heliotrope_rash"].row[17] == "finding: heliotrope_rash; HP:0040324"
    assert "LOINC 8076-2" in FIELDS["anti_jo1"].row[17]


def test_units_stand_in_the_note() -> None:
    assert "in years" in FIELDS["age_at_onset"].row[6]
    assert "same unit" in FIELDS["ck"].row[6]


def test_an_enzyme_can_be_typed_with_its_operator_and_an_age_cannot_be_a_word() -> None:
    assert FIELDS["ck"].row[7] == ""
    assert FIELDS["age_at_onset"].row[7:10] == ("number", "0", "120")


def test_a_partial_date_can_be_typed() -> None:
    assert FIELDS["birth_date"].row[7] == ""
    assert FIELDS["birth_date"].row[10] == "y"


def test_the_zip_holds_one_form_and_the_origin_and_nothing_else() -> None:
    data = instrument_zip(tuple(FIELDS.values()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["OriginID.txt", "instrument.csv"]
        rows = list(csv.reader(io.StringIO(archive.read("instrument.csv").decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert {row[1] for row in rows[1:]} == {"myositis_findings"}
    assert "record_id" not in {row[0] for row in rows}
    assert data == instrument_zip(tuple(FIELDS.values()))


def test_an_instrument_can_ask_for_a_few_findings() -> None:
    assert [field.name for field in instrument_fields(["gottron_sign", "dysphagia"])] == ["dysphagia", "gottron_sign"]
    with pytest.raises(ValueError, match="did you mean `dysphagia`"):
        instrument_fields(["dysfagia"])


def test_an_export_of_the_instrument_is_mapped_without_a_single_question(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "dd.csv"
    path.write_text(dictionary_text((record_id_field(), *FIELDS.values())), encoding="utf-8")
    columns = {"record_id": ["0012", "1E05"]} | {
        name: ["1", "9"] if field.row[5].startswith("1, Yes") else [None, None] for name, field in FIELDS.items()
    }
    columns |= {
        "sex": ["female", "male"],
        "birth_date": ["1980", "1975-02"],
        "ck": ["<20", "540"],
        "ck_uln": ["190", "190"],
    }
    raw = RawTable(pl.DataFrame(columns), "export.csv", "csv")
    proposal = propose(raw, redcap_dictionary=path)
    assert proposal.questions == ()
    cohort = apply_mapping(parse_mapping(proposal.text), raw)[1]
    assert cohort.problems == []
    assert cohort.values["dysphagia"].to_list() == [True, None]
    assert cohort.missing["dysphagia"] == {"not assessed": 1}


STUDY = (
    Field.of("record_id", "demographics", "text", "Record ID"),
    Field.of("weight", "demographics", "text", "Weight", validation="number"),
    Field.of("visit", "visits", "text", "Visit"),
)


def test_merging_keeps_every_field_of_the_study_and_adds_the_new_ones() -> None:
    merged = merge(STUDY, instrument_fields(["dysphagia"]))
    assert merged.fields[:3] == STUDY
    assert merged.added == ("dysphagia",)
    assert merged.difference() == "+ dysphagia\n1 added, 0 unchanged, none removed"


def test_merging_twice_changes_nothing() -> None:
    once = merge(STUDY, instrument_fields(DICTIONARY))
    again = merge(once.fields, instrument_fields(DICTIONARY))
    assert again.fields == once.fields
    assert again.added == ()
    assert len(again.unchanged) == len(FIELDS)


def test_the_rows_of_a_form_stay_together() -> None:
    merged = merge(STUDY, instrument_fields(["dysphagia"], form="demographics"))
    assert [field.name for field in merged.fields] == ["record_id", "weight", "dysphagia", "visit"]


@pytest.mark.parametrize(
    "own",
    [
        Field.of("dysphagia", "x", "radio", "Dysphagia", choices="1, Yes | 2, No"),
        Field.of("dysphagia", "x", "checkbox", "Dysphagia", choices="1, Yes | 0, No | 9, Not assessed"),
        Field.of("dysphagia", "x", "text", "Dysphagia", validation="number"),
    ],
)
def test_a_field_of_the_same_name_that_means_something_else_is_an_error(own: Field) -> None:
    with pytest.raises(ValueError, match="`dysphagia`"):
        merge((*STUDY, own), instrument_fields(["dysphagia"]))


def test_a_field_of_the_same_name_and_answers_is_left_as_the_study_has_it() -> None:
    own = Field.of("dysphagia", "x", "radio", "Trouble swallowing?", choices="1,Yes|0,No|9,Not assessed")
    merged = merge((*STUDY, own), instrument_fields(["dysphagia"]))
    assert merged.fields[-1] == own
    assert merged.unchanged == ("dysphagia",)


TYPE, CHOICES, KIND, LOWEST, HIGHEST = 3, 5, 7, 8, 9


@pytest.mark.parametrize(
    ("finding", "column", "theirs"),
    [
        ("dysphagia", TYPE, "dropdown"),
        ("dysphagia", CHOICES, "1, Yes | 0, No | 9, Refused"),
        ("age_at_onset", KIND, "integer"),
        ("age_at_onset", LOWEST, "18"),
        ("age_at_onset", HIGHEST, "99"),
    ],
)
def test_each_column_that_decides_what_a_field_asks_is_compared(finding: str, column: int, theirs: str) -> None:
    (new,) = instrument_fields([finding])
    own = Field((*new.row[:column], theirs, *new.row[column + 1 :]))
    with pytest.raises(ValueError, match=re.escape(f"`{finding}` ({COLUMNS[column]}: `{theirs}` there")):
        merge((*STUDY, own), (new,))


def test_equal_choices_do_not_hide_that_the_rest_differs() -> None:
    (new,) = instrument_fields(["dysphagia"])
    own = Field((*new.row[:KIND], "number", *new.row[KIND + 1 :]))
    with pytest.raises(ValueError, match=re.escape(f"`dysphagia` ({COLUMNS[KIND]}: `number` there")):
        merge((*STUDY, own), (new,))


@pytest.mark.parametrize("column", [number for number in range(1, 18) if number not in (TYPE, CHOICES, KIND, LOWEST, HIGHEST)])
def test_what_a_field_is_called_and_where_it_stands_is_the_studys_own(column: int) -> None:
    (new,) = instrument_fields(["age_at_onset"])
    own = Field((*new.row[:column], "of our own", *new.row[column + 1 :]))
    assert merge((own,), (new,)).fields == (own,)


def test_the_form_asks_for_what_the_chosen_criteria_need() -> None:
    names = {field.name for field in instrument_fields(criteria=(find("enmc-ibm-2011"),))}
    assert {"fingers_weaker_shoulders", "knees_weaker_hips", "biopsy_mhc1"} <= names
    assert "anti_mi2" not in names
    assert "biopsy_mhc1" not in {field.name for field in instrument_fields()}


def test_the_form_for_named_sets_asks_for_no_more_than_their_template() -> None:
    for criteria in ("connors-2010", "german-jdm-2018"):
        fields = [field.name for field in instrument_fields(criteria=(find(criteria),))]
        assert fields == [item.name for item in template_columns((find(criteria),)) if item.name != "patient_id"]
    assert len(instrument_fields(criteria=(find("connors-2010"),))) == 13
    assert {field.name for field in instrument_fields()} >= {*FIRST_EDITION} - {"patient_id"}
