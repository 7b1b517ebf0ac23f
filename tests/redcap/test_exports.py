"""Exports, raw and with labels, read with the study's dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from myositis.classify_file import CohortFile, classify_to_file
from myositis.files import RawTable, read_table
from myositis.redcap import Field, as_raw_export, dictionary_text

FIELDS = (
    Field.of("record_id", "f", "text", "Record ID"),
    Field.of("jo1", "f", "radio", "Anti-Jo-1?", choices="1, Positive | 2, Negative"),
    Field.of("skin", "f", "checkbox", "<b>Skin</b>", choices="1, Heliotrope | 2, Gottron's sign"),
    Field.of("other", "f", "text", "Comment"),
    Field.of("more", "f", "text", "Comment"),
)


def raw(columns: dict[str, list[Any]]) -> tuple[dict[str, list[Any]], dict[str, str], RawTable]:
    table, own = as_raw_export(RawTable(pl.DataFrame(columns), "export.csv", "csv"), FIELDS)
    return table.frame.to_dict(as_series=False), own, table


def test_a_raw_export_stays_as_it_is_and_gains_its_labels() -> None:
    columns = {"record_id": ["1"], "jo1": ["2"], "skin___1": ["0"], "extra": ["x"]}
    found, own, table = raw(columns)
    assert found == columns
    assert own == {}
    assert table.value_labels == {"jo1": {"1": "Positive", "2": "Negative"}}
    assert table.column_labels["skin___1"] == "Skin (choice=Heliotrope)"


def test_an_export_with_labels_becomes_raw() -> None:
    found, own, _ = raw({"Record ID": ["0012"], "Anti-Jo-1?": ["Negative"], "Skin (choice=Heliotrope)": ["Checked"]})
    assert found == {"record_id": ["0012"], "jo1": ["2"], "skin___1": ["1"]}
    assert own["jo1"] == "Anti-Jo-1?"


@pytest.mark.parametrize(
    "header", ["Skin (choice=Gottron's sign)", "Skin (choice='Gottron's sign')", " skin  (choice=gottron's sign)"]
)
def test_the_header_of_a_box_is_found_with_or_without_quotes(header: str) -> None:
    assert raw({header: ["Unchecked"]})[0] == {"skin___2": ["0"]}


def test_labels_under_raw_headers_become_codes() -> None:
    assert raw({"jo1": ["Positive", "negative", None]})[0] == {"jo1": ["1", "2", None]}


def test_a_missing_data_code_and_an_unknown_label_stay_as_they_are() -> None:
    assert raw({"Anti-Jo-1?": ["UNK", "Not asked", "-999", "Doubtful"]})[0] == {"jo1": ["UNK", "Not asked", "-999", "Doubtful"]}


def test_a_label_that_two_fields_share_is_not_guessed() -> None:
    assert list(raw({"Comment": ["x"]})[0]) == ["Comment"]


def test_the_structure_of_a_longitudinal_export_is_understood() -> None:
    found, _, _ = raw({"Record ID": ["1"], "Event Name": ["Baseline"], "Repeat Instance": ["1"]})
    assert list(found) == ["record_id", "redcap_event_name", "redcap_repeat_instance"]


def test_a_label_that_is_the_code_of_another_choice_is_not_translated() -> None:
    fields = (Field.of("grade", "f", "radio", "Grade", choices="1, 0 | 0, none"),)
    table, _ = as_raw_export(RawTable(pl.DataFrame({"grade": ["0", "1", "none"]}), "e", "csv"), fields)
    assert table.frame["grade"].to_list() == ["0", "1", "0"]


SKIN = Field.of("skin", "exam", "checkbox", "Skin", choices="1, Heliotrope rash | 2, Papules, of Gottron | -99, Not examined")


def test_a_checkbox_in_one_column_becomes_its_boxes() -> None:
    frame = pl.DataFrame({"record_id": list("abcde"), "skin": ["1,2", "Papules, of Gottron, Heliotrope rash", None, "-99", "3"]})
    raw, _ = as_raw_export(RawTable(frame, "x.csv", "csv"), (Field.of("record_id", "exam", "text", "Record ID"), SKIN))
    assert raw.frame["skin___1"].to_list() == ["1", "1", "0", "0", "3"]
    assert raw.frame["skin___2"].to_list() == ["1", "1", "0", "0", "3"]
    assert raw.frame["skin____99"].to_list() == ["0", "0", "0", "1", "3"]


def test_equal_labels_are_told_apart_by_their_order_in_the_dictionary(tmp_path: Path) -> None:
    fields = (
        Field.of("record_id", "exam", "text", "Record ID"),
        Field.of("rash_bl", "exam", "yesno", "Rash"),
        Field.of("rash_fu", "exam", "yesno", "Rash"),
    )
    path = tmp_path / "labels.csv"
    path.write_text("Record ID,Rash,Rash\n1,Yes,No\n", encoding="utf-8")
    raw, own = as_raw_export(read_table(path, repeated_headers=True), fields)
    assert raw.frame.row(0, named=True) == {"record_id": "1", "rash_bl": "1", "rash_fu": "0"}
    assert own["rash_fu"] == "Rash [2]"
    with pytest.raises(ValueError, match="columns of the same name"):
        read_table(path)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_file_with_equal_labels_is_read_by_every_command_through_its_dictionary(tmp_path: Path, ending: str) -> None:
    fields = (
        Field.of("record_id", "exam", "text", "Record ID"),
        Field.of("rash_elbow", "exam", "yesno", "Present?"),
        Field.of("heliotrope_rash", "exam", "yesno", "Present?"),
    )
    (tmp_path / "dictionary.csv").write_text(dictionary_text(fields), encoding="utf-8")
    (tmp_path / "study.toml").write_text(
        '[file]\nredcap_dictionary = "dictionary.csv"\n[findings.patient_id]\ncolumn = "record_id"\n'
        '[findings.heliotrope_rash]\ncolumn = "heliotrope_rash"\nyes = ["1"]\nno = ["0"]\n',
        encoding="utf-8",
    )
    file = tmp_path / f"labels{ending}"
    rows = [["Record ID", "Present?", "Present?"], ["1", "Yes", "No"], ["2", "No", "Yes"]]
    if ending == ".csv":
        file.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(file)
    cohort = CohortFile(file, mapping=tmp_path / "study.toml").read()[1]
    assert cohort.values["heliotrope_rash"].to_list() == [False, True]
    out = tmp_path / "out.csv"
    assert classify_to_file(CohortFile(file, mapping=tmp_path / "study.toml"), out).rows == 2
    assert out.read_text(encoding="utf-8").startswith("Record ID,Present? [1],Present? [2],myositis_status")
