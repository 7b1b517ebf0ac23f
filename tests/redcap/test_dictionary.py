"""The data dictionary of REDCap, read and written."""

from __future__ import annotations

from pathlib import Path

import pytest

from myositis.errors import AccessError, InputError
from myositis.redcap import COLUMNS, Field, dictionary_text, parse_dictionary, read_dictionary

STUDY = Path(__file__).parents[2] / "fixtures" / "study"

HEADER = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
    '"Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number",'
    '"Text Validation Min","Text Validation Max",Identifier?,"Branching Logic (Show field only if...)",'
    '"Required Field?","Custom Alignment","Question Number (surveys only)","Matrix Group Name","Matrix Ranking?",'
    '"Field Annotation"'
)


def test_the_eighteen_headers_are_those_of_redcap_letter_by_letter() -> None:
    assert len(COLUMNS) == 18
    assert dictionary_text([]).strip().replace('"', "") == HEADER.replace('"', "")
    assert parse_dictionary(HEADER) == ()


def test_a_dictionary_is_written_back_as_it_was_read() -> None:
    data = (STUDY / "redcap_dictionary.csv").read_bytes().decode("utf-8-sig")
    assert dictionary_text(read_dictionary(STUDY / "redcap_dictionary.csv")) == data


@pytest.mark.parametrize(
    ("kind", "text", "choices"),
    [
        ("radio", "1, Yes | 0, No | 9, Not assessed", {"1": "Yes", "0": "No", "9": "Not assessed"}),
        ("dropdown", "1,Yes|0 , No, never", {"1": "Yes", "0": "No, never"}),
        ("checkbox", "a, First\nb, Second", {"a": "First", "b": "Second"}),
        ("yesno", "", {"1": "Yes", "0": "No"}),
        ("truefalse", "", {"1": "True", "0": "False"}),
        ("calc", "[a] + [b]", {}),
        ("text", "BIOPORTAL:HP", {}),
    ],
)
def test_choices_are_read_as_codes_and_labels(kind: str, text: str, choices: dict[str, str]) -> None:
    assert Field.of("a", "f", kind, "A", choices=text).choices == choices


def test_the_column_of_a_box_has_lower_case_letters_and_underscores() -> None:
    field = Field.of("skin", "f", "checkbox", "Skin", choices="A, a | -1, none")
    assert [field.checkbox_column(code) for code in field.choices] == ["skin___a", "skin____1"]


def test_labels_lose_their_markup() -> None:
    assert Field.of("a", "f", "text", '<div class="rich">Age at <b>onset</b></div>').label == "Age at onset"


def test_a_dictionary_with_semicolons_or_the_names_of_the_interface_is_read() -> None:
    assert (
        parse_dictionary("field_name,form_name,field_type,field_label,select_choices_or_calculations\na,f,text,A,\n")[0].name
        == "a"
    )
    head = HEADER.replace('","', '";"').replace('",', '";').replace(',"', ';"')
    assert parse_dictionary(head + "\na;f;;text;A;;;;;;;;;;;;;\n")[0].form == "f"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a REDCap data dictionary"),
        ("patient_id,ck\n1,2\n", "its header lacks `Variable / Field Name`"),
        (HEADER + "\nAge,f,,text,A,,,,,,,,,,,,,\n", "row 2: a field name has lower-case letters"),
        (HEADER + "\na,f,,text,A,,,,,,,,,,,,,\na,f,,text,A,,,,,,,,,,,,,\n", "stands in it twice"),
    ],
)
def test_what_is_no_dictionary_is_an_input_error(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_dictionary(text)


def test_a_dictionary_that_cannot_be_opened_is_an_access_error(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"`dd\.csv` cannot be opened"):
        read_dictionary(tmp_path / "dd.csv")
