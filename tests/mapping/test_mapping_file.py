"""Mapping files are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

import myositis.mapping
from myositis.errors import AccessError
from myositis.mapping import MappingError, parse_mapping, read_mapping, toml_reader

OK = '[findings.dysphagia]\ncolumn = "d"\nyes = ["1"]\nno = ["0"]\n'


def test_a_file_that_cannot_be_opened_is_an_access_error(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"`none\.toml` cannot be opened"):
        read_mapping(tmp_path / "none.toml")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_bytes(b"\xef\xbb\xbf" + OK.encode())
    assert read_mapping(tmp_path / "m.toml").findings[0].column == "d"


def test_the_dictionary_of_redcap_is_found_from_the_folder_of_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('[file]\nredcap_dictionary = "dd.csv"\n' + OK)
    assert read_mapping(tmp_path / "m.toml").redcap_dictionary == tmp_path / "dd.csv"
    assert read_mapping(tmp_path / "m.toml", redcap_dictionary="other.csv").redcap_dictionary == Path("other.csv")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("", "no finding is mapped"),
        ("findings = 3", "a table is expected"),
        ("[findings", "not valid TOML"),
        (OK + OK, "not valid TOML"),
        ('[findings.dysfagia]\ncolumn = "d"', "did you mean `dysphagia`"),
        ('[findings.dysphagia]\nyes = ["1"]', "which column of the file"),
        ('[findings.dysphagia]\ncolumn = "d"', "which raw values are yes"),
        (OK + 'Yes = ["2"]', "did you mean `yes`"),
        (OK + 'unit = "U/l"', "`unit` is not understood"),
        (OK.replace('"0"', '"1"'), "`1` is given two meanings"),
        (OK.replace('["0"]', '[" 1.0 "]'), "`1` is given two meanings"),
        (OK + 'not_recorded = { "0" = "unknown" }', "`0` is given two meanings"),
        (OK.replace('["1"]', '"1"'), "a list of raw values"),
        (OK + 'not_recorded = ["9"]', "a table such as"),
        (OK + 'unticked = "no"', "unticked is for checkbox"),
        (OK + 'blank = "yes"', "blank is"),
        (OK + 'asked_when = "gate"', "asked_when is written"),
        (OK + 'asked_when = { column = "g" }', "asked_when is written"),
        (OK + '[file]\ndate_format = "DD.MM.YY"', "two-digit years"),
        (OK + "[file]\ndecimal_comma = 1", "true or false"),
        (OK + '[file]\nencoding = "x"', "`encoding` is not understood"),
        ('[findings.sex]\ncolumn = "s"\nvalues = { "1" = "woman" }', "it has female, male, other"),
        ('[findings.ck]\ncolumn = "c"\nunit = "mg/l"\nlimit = 3', "is no unit known here"),
        ('[findings.ck]\ncolumn = "c"\nunit = "U/l"\nunit_column = "u"', "exclude each other"),
        ('[findings.ck]\ncolumn = "c"\nunit = "U/l"\nlimit = 3\nlimit_column = "u"', "exclude each other"),
        ('[findings.ck]\ncolumn = "c"\nunit = "multiples of the limit"\nlimit = 3', "needs no limit"),
        ('[findings.ck]\ncolumn = "c"\nunit_column = "u"\nlimit = 3', "limit_unit"),
        ('[findings.ck]\ncolumn = "c"\nunit = "U/l"\nunits = { "1" = "U/l" }', "unit_column"),
    ],
)
def test_what_is_not_understood_is_an_error_that_says_the_cure(toml: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        parse_mapping(toml)


@pytest.mark.parametrize(
    ("toml", "where"),
    [
        (OK + 'question = "is 2 unknown?"', r"\[findings.dysphagia\]"),
        (OK + '[rows]\nquestion = "is 2 unknown?"', r"\[rows\]"),
        (OK + '[file]\nquestion = "is 2 unknown?"', r"\[file\]"),
        (OK + '[[question]]\ntext = "is 2 unknown?"', "the file"),
    ],
)
def test_an_open_question_is_an_error_that_repeats_it(toml: str, where: str) -> None:
    with pytest.raises(MappingError, match=where + ": a question is open: is 2 unknown"):
        parse_mapping(toml)


def test_the_error_of_an_open_question_counts_the_others() -> None:
    toml = OK + 'question = "a?"\n[findings.sex]\ncolumn = "s"\nquestion = "b?"'
    with pytest.raises(MappingError, match="1 more question"):
        parse_mapping(toml)


def test_the_documented_example_is_a_mapping_and_has_every_key() -> None:
    documented = myositis.mapping.__doc__ or ""
    example = documented.split("```toml")[1].split("```")[0]
    assert parse_mapping(example).rows.collapse == "ever"
    for allowed in (toml_reader._FILE, toml_reader._ROWS, toml_reader._ANY, toml_reader._YES_NO, toml_reader._UNITS):
        for name in allowed:
            assert name == "question" or f"{name} = " in example, name
