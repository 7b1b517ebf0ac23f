"""Mapping files are read strictly."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from mapping.tables import read, table, values
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import AccessError, UnknownNameError
from myositis.mapping import MappingError, apply_mapping, parse_mapping, read_mapping
from myositis.mapping.keys import KEYS, Key, json_schema, names_for
from myositis.rules.vocabulary import Finding

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


def value_of(example: str) -> object:
    """The first of the examples of a key."""
    first = re.sub('", .*', '"', example) if example.startswith('"') else example
    return tomllib.loads(f"key = {first}")["key"]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.place} {key.name}")
def test_the_example_of_every_key_fits_its_schema(key: Key) -> None:
    kinds = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}
    value = value_of(key.example)
    assert value in key.schema.get("enum", [value])
    assert kinds[type(value)] in key.schema.get("type", kinds[type(value)])


def test_an_unknown_key_is_an_error_in_every_part() -> None:
    for name in ("patient_id", "sex", "ck", "birth_date", "dysphagia"):
        with pytest.raises(MappingError, match="`colour` is not understood"):
            parse_mapping(f'[findings.{name}]\ncolumn = "x"\ncolour = "red"\n')


def test_the_schema_names_every_finding_and_only_keys_that_the_reader_knows() -> None:
    findings = json_schema()["properties"]["findings"]["properties"]
    assert list(findings) == list(DICTIONARY)
    for name, part in findings.items():
        assert {*part["properties"], "question"} == {*names_for(DICTIONARY[name])}


def test_a_gap_that_was_not_filled_is_refused_by_name() -> None:
    with pytest.raises(MappingError, match=r"\[findings.dysphagia\]: `…` is a gap"):
        parse_mapping('[findings.dysphagia]\ncolumn = "x"\nyes = ["…"]\nno = []\n')


def test_several_columns_share_one_coding() -> None:
    toml = '[codings."a"]\nyes = ["1"]\nno = ["2"]\nnot_recorded = { "9" = "not done" }\n'
    toml += '[findings.dysphagia]\ncolumn = "x"\ncoding = "a"\nnot_recorded = { "8" = "refused" }\n'
    cohort = read(toml, {"x": ["1", "2", "9", "8"]})
    assert values(cohort, "dysphagia") == [True, False, None, None]
    assert cohort.missing["dysphagia"] == {"not done": 1, "refused": 1}
    with pytest.raises(MappingError, match=r"there is no \[codings.b\]; known: `a`"):
        parse_mapping(toml.replace('coding = "a"', 'coding = "b"'))


def test_every_column_that_is_not_there_is_told_at_once() -> None:
    toml = '[findings.patient_id]\ncolumn = "number"\n[findings.dysphagia]\ncolumn = "swalow"\nyes = ["1"]\nno = ["0"]\n'
    with pytest.raises(UnknownNameError, match=r"`number`.*dysphagia from the column `swalow`.*did you mean `swallow`"):
        read(toml, {"swallow": ["1"]})


def test_all_faults_of_a_file_are_told_in_one_go() -> None:
    toml = """
[file]
thousands = ";"
decimal_comma = "yes"
dateformat = "DD.MM.YYYY"
[rows]
collapse = "sometimes"
[codings.a]
yes = "1"
[findings.ck]
column = "ck"
unit = "mg"
limit = -1
[findings.dysphagia]
column = "d"
yes = ["1"]
no = ["1"]
[findings.disphagia]
column = "e"
[findings.anti_jo1]
column = "jo"
coding = "b"
[findings.birth_date]
date_format = "DD.MM.YY"
"""
    with pytest.raises(MappingError) as caught:
        parse_mapping(toml, name="study.toml")
    told = str(caught.value)
    assert told.startswith("`study.toml` has 11 faults: (1) ")
    assert "\n" not in told
    for fault in (
        "[file]: `dateformat` is not understood; did you mean `date_format`?", "[file]: decimal_comma is true or false",
        "[file]: thousands is", "[rows]: collapse is", "[findings.ck]: `mg` is no unit", "[findings.ck]: limit is a number",
        "[findings.dysphagia]: `1` is given two meanings", "[findings.disphagia]: there is no such finding; did you mean",
        "[findings.anti_jo1]: there is no [codings.b]; known: `a`", "[findings.birth_date]: `column` is missing",
        "[findings.birth_date]: `DD.MM.YY`: two-digit years are refused",
    ):  # fmt: skip
        assert fault in told, fault


def test_a_finding_of_a_registrys_own_criteria_can_be_mapped_and_collapsed() -> None:
    ours = Finding("hand_tremor", "tremor of the hands", "", "Own")
    toml = '[rows]\ncollapse = "ever"\n[findings.patient_id]\ncolumn = "id"\n'
    toml += '[findings.hand_tremor]\ncolumn = "t"\nyes = ["j"]\nno = ["n"]\n'
    with pytest.raises(MappingError, match="no such finding"):
        parse_mapping(toml)
    mapping = parse_mapping(toml, dictionary=DICTIONARY | {ours.name: ours})
    cohort = apply_mapping(mapping, table({"id": ["1", "1", "2"], "t": ["n", "j", "n"]}))[1]
    assert cohort.values["hand_tremor"].to_list() == [True, False]
