"""The commands `map` and `redcap`."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from myositis.cohort.engines import classify_cohort
from myositis.errors import MyositisError
from myositis.files import read_table, write_table
from myositis_cli.map_command import command as map_command
from myositis_cli.redcap_command import command as redcap_command

STUDY = Path(__file__).parents[2] / "fixtures" / "study"


def run(command: object, *arguments: object) -> Result:
    result = CliRunner().invoke(command, [str(one) for one in arguments])  # type: ignore[arg-type]
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_map_writes_the_file_and_says_what_it_asks(tmp_path: Path) -> None:
    result = run(map_command, STUDY / "visits.csv", "-o", tmp_path / "m.toml")
    assert result.stdout == ""
    assert "2 questions to answer\n  not found: " in result.stderr
    assert "  several rows of one patient\n" in result.stderr
    assert (tmp_path / "m.toml").read_text(encoding="utf-8").startswith("# How the columns of visits.csv")


def test_map_never_overwrites_a_mapping_that_somebody_edited(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("# mine")
    with pytest.raises(MyositisError, match="exists already"):
        run(map_command, STUDY / "visits.csv", "-o", tmp_path / "m.toml")
    assert (tmp_path / "m.toml").read_text() == "# mine"


def test_map_names_the_dictionary_from_the_folder_of_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "dd.csv").write_bytes((STUDY / "redcap_dictionary.csv").read_bytes())
    (tmp_path / "maps").mkdir()
    target = tmp_path / "maps" / "m.toml"
    run(map_command, STUDY / "redcap_raw.csv", "--redcap-dictionary", tmp_path / "dd.csv", "-o", target)
    assert 'redcap_dictionary = "../dd.csv"' in target.read_text(encoding="utf-8")


def test_the_zip_comes_without_a_warning_and_the_dictionary_with_one(tmp_path: Path) -> None:
    assert run(redcap_command, "instrument", "-o", tmp_path / "i.zip").stderr == ""
    assert zipfile.ZipFile(tmp_path / "i.zip").namelist() == ["OriginID.txt", "instrument.csv"]
    result = run(redcap_command, "instrument", "-o", tmp_path / "i.csv")
    assert "REPLACES all forms and fields of the project" in result.stderr
    assert (tmp_path / "i.csv").read_text(encoding="utf-8").splitlines()[1].startswith("record_id,myositis_findings,")


def test_append_writes_the_merged_dictionary_and_prints_the_difference(tmp_path: Path) -> None:
    result = run(
        redcap_command,
        "instrument",
        "--append",
        STUDY / "redcap_dictionary.csv",
        "--finding",
        "malignancy",
        "-o",
        tmp_path / "m.csv",
    )
    assert "+ malignancy\n1 added, 0 unchanged, none removed" in result.stderr
    assert (tmp_path / "m.csv").read_text(encoding="utf-8").count("\n") == 1 + 24 + 1


def test_a_conflict_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(MyositisError, match="nothing was written"):
        run(redcap_command, "instrument", "--append", STUDY / "redcap_dictionary.csv", "-o", tmp_path / "m.csv")
    assert list(tmp_path.iterdir()) == []


def test_append_does_not_fit_a_zip_and_a_form_has_a_lower_case_name(tmp_path: Path) -> None:
    with pytest.raises(MyositisError, match=r"name a \.csv"):
        run(redcap_command, "instrument", "--append", STUDY / "redcap_dictionary.csv", "-o", tmp_path / "m.zip")
    with pytest.raises(MyositisError, match="no name for a form"):
        run(redcap_command, "instrument", "--form", "My Form")


def test_results_are_written_with_their_fields(tmp_path: Path) -> None:
    frame = read_table(STUDY / "visits.csv").frame.select("patient_id", "anti_jo1").unique("patient_id", maintain_order=True)
    classify_cohort(frame).write_csv(tmp_path / "c.csv")
    run(redcap_command, "results", tmp_path / "c.csv", "--fields", tmp_path / "f.zip", "-o", tmp_path / "r.csv")
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("record_id,myositis_status,ea17_level,")
    assert [line.split(",")[0] for line in lines[1:3]] == ["0012", "1E05"]
    assert "instrument.csv" in zipfile.ZipFile(tmp_path / "f.zip").namelist()


def test_ids_that_begin_like_formulas_reach_redcap_unchanged_and_are_told(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("patient_id,anti_jo1\n=1+1,yes\n-7,no\nA,no\n", encoding="utf-8")
    write_table(classify_cohort(read_table(path).frame), tmp_path / "classified.csv")
    assert "'=1+1" in (tmp_path / "classified.csv").read_text(encoding="utf-8")
    result = run(redcap_command, "results", tmp_path / "classified.csv", "-o", tmp_path / "r.csv")
    assert read_table(tmp_path / "r.csv").frame["record_id"].to_list() == ["=1+1", "-7", "A"]
    assert "2 record ids begin like a formula" in result.stderr


@pytest.mark.parametrize(
    "arguments", [(map_command,), (redcap_command,), (redcap_command, "instrument"), (redcap_command, "results")]
)
def test_every_help_text_has_an_example(arguments: tuple[object, ...]) -> None:
    assert "Example" in run(*arguments, "--help").output
