"""SAS transport files, Feather and Arrow, JSON arrays, archives with one table; what to do about other formats."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from files.small_workbooks import write_uncalculated_ods, write_xlsb
from myositis.errors import NOT_CALCULATED
from myositis.files import FileFormatError, read_table
from myositis.reading.cohort import read_values

HARD = Path(__file__).parents[2] / "fixtures" / "hard_files"
FRAME = pl.DataFrame({"patient_id": ["0012", "1E05"], "ck": [5027.0, None], "dysphagia": [True, None]})


@pytest.mark.parametrize("ending", [".feather", ".arrow", ".ipc"])
def test_feather_and_arrow_are_read_with_their_types(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    FRAME.write_ipc(path)
    assert read_table(path).frame.to_dict(as_series=False) == FRAME.to_dict(as_series=False)


def test_a_sas_transport_file_is_read(tmp_path: Path) -> None:
    import pandas as pd
    import pyreadstat

    path = tmp_path / "a.xpt"
    pyreadstat.write_xport(pd.DataFrame({"ID": ["0012", "1E05"], "CK": [5027.0, 90.0]}), str(path), table_name="A")
    assert read_table(path).frame.to_dict(as_series=False) == {"ID": ["0012", "1E05"], "CK": [5027, 90]}


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"records": rows}])
def test_an_array_of_objects_is_a_table(tmp_path: Path, wrap: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(wrap([{"patient_id": "0012", "ck": 5027}, {"patient_id": "1E05", "ck": None}])), encoding="utf-8")
    table = read_table(path)
    assert table.frame.to_dict(as_series=False) == {"patient_id": ["0012", "1E05"], "ck": [5027, None]}


@pytest.mark.parametrize("text", ["{}", "[1, 2]", '{"a": 1}', "[", "[]", '"x"'])
def test_json_that_is_no_table_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"not a table|not JSON"):
        read_table(path)


def test_the_one_table_of_an_archive_is_read_beside_other_files(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/data.csv", "patient_id,ck\n0012,5027\n")
        archive.writestr("export/read me.pdf", "x")
        archive.writestr("__MACOSX/export/._data.csv", "x")
    table = read_table(path)
    assert table.source == "export.zip: data.csv"
    assert table.frame.to_dict(as_series=False) == {"patient_id": ["0012"], "ck": ["5027"]}


@pytest.mark.parametrize(("names", "message"), [(["a.csv", "b.csv"], "several tables"), (["a.pdf"], "no table")])
def test_an_archive_with_several_tables_or_none_is_refused_by_name(tmp_path: Path, names: list[str], message: str) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "a,b\n1,2\n")
    with pytest.raises(FileFormatError, match=f"{message}.*{names[0]}"):
        read_table(path)


def test_a_nested_column_that_nobody_needs_is_left_out_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    FRAME.with_columns(visits=pl.Series([[1, 2], [3]])).write_parquet(path)
    table = read_table(path)
    assert table.frame.columns == FRAME.columns
    assert any("left out, holding lists or objects: `visits`" in warning for warning in table.warnings)


def test_a_file_of_r_says_the_line_to_type() -> None:
    with pytest.raises(FileFormatError) as refused:
        read_table(HARD / "22-wrong-hint.rds")
    assert 'write.csv(readRDS("22-wrong-hint.rds"), "22-wrong-hint.csv", row.names = FALSE)' in str(refused.value)
    assert "did you mean" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "cure"),
    [("x.RData", "write.csv(NAME"), ("x.numbers", "export it as Excel"), ("x.pdf", "ask for the data"), ("x.por", "as .sav")],
)
def test_the_hint_goes_by_the_kind_of_file_and_not_by_its_spelling(tmp_path: Path, name: str, cure: str) -> None:
    shutil.copy(HARD / "22-wrong-hint.rds", tmp_path / name)
    with pytest.raises(FileFormatError, match=cure.replace("(", r"\(")):
        read_table(tmp_path / name)


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    write_xlsb(path, [["patient_id", "ck", "dysphagia"], ["0012", 5027.5, "yes"], ["1E05", None, "no"]])
    table = read_table(path)
    assert table.frame.rows() == [("0012", 5027.5, "yes"), ("1E05", None, "no")]
    assert table.first_row == 2
    assert "error cells such as #N/A are read as blank" in table.warnings[0]


def test_a_formula_that_was_never_calculated_is_told_in_an_ods_sheet_too(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    write_uncalculated_ods(path, [["patient_id", "age_at_onset"], ["A", "=2020-1976"], ["B", "44"]])
    table = read_table(path)
    assert table.frame["age_at_onset"].to_list() == [NOT_CALCULATED, "44"]
    assert "1 formula has no stored result, the first in row 2" in table.warnings[0]
    assert [problem.code for problem in read_values(table.frame).problems] == ["formula_not_calculated"]
