"""The workbook that people fill in, and the one that they get back: drop-downs, reasons in words, numbers that stay numbers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pyreadstat
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from myositis.classify_file.in_words import MEANINGS, column_labels, column_meanings
from myositis.classify_file.results_workbook import level_colours
from myositis.classify_file.unread import unread
from myositis.cohort.result import RESULTS, result_names
from myositis.published import ALL, DEFAULT, find
from myositis.published.criteria_set import CriteriaSet
from myositis.published.result_rules import RESULT_VARIABLES
from myositis.reading.template import template_columns, write_template
from myositis.rules.vocabulary import Category, Finding, Measurement

RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]
ROWS = [
    ("0012", 52, "yes", "yes", "no", 12.1),
    ("0013", "abc", "yes", "yes", "no", "n.d."),
    ("0014", 47, "", "yes", "", 11),
    ("0015", 47, "no", "no", "no", 10.5),
    ("0016", 61, "no", "no", "maybe", 10.5),
    ("0017", 61, "no", "no", "no", 10.5),
]
HEADER = ("patient_id", "age_at_onset", "heliotrope_rash", "proximal_upper_weakness", "anti_jo1", "haemoglobin")


def myositis(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("template") / "template.xlsx"
    assert myositis("template", "-o", target).returncode == 0
    return target


def sheet(path: Path, name: str) -> Any:
    return openpyxl.load_workbook(path)[name]


def checks(path: Path) -> dict[str, Any]:
    """The check of each column of the template, by the column's name."""
    patients = sheet(path, "patients")
    names = {cell.column_letter: cell.value for cell in patients[1]}
    found = {}
    for check in patients.data_validations.dataValidation:
        (letters,) = {str(area).split(":")[0].rstrip("0123456789") for area in check.sqref.ranges}
        found[names[letters]] = check
    return found


def test_the_template_has_the_columns_of_the_chosen_sets_and_no_others(template: Path, tmp_path: Path) -> None:
    names = [cell.value for cell in sheet(template, "patients")[1]]
    assert names == [item.name for item in template_columns(DEFAULT)]
    assert {"emg_myopathic", "malignancy", "ck_uln"} <= {*names}
    assert not {"sex", "diagnosis"} & {*names}
    eular = tmp_path / "eular.xlsx"
    assert myositis("template", "-c", "eular-acr-2017", "-o", eular).returncode == 0
    fewer = {cell.value for cell in sheet(eular, "patients")[1]}
    assert not {"emg_myopathic", "aldolase", "malignancy", "exclusion_infection"} & fewer
    assert {"ck", "ck_uln", "dm_rash", "birth_date", "treatment_response"} <= fewer
    assert [row[0].value for row in sheet(eular, "dictionary").iter_rows(min_row=2)] == [
        item.name for item in template_columns([find("eular-acr-2017")])
    ]


def test_every_cell_of_the_template_is_checked_by_its_kind(template: Path) -> None:
    found = checks(template)
    for variable in template_columns(DEFAULT)[1:]:
        check = found[variable.name]
        assert check.allow_blank
        match variable:
            case Finding():
                assert (check.type, check.formula1) == ("list", '"yes,no"')
            case Category(values=values):
                assert (check.type, check.formula1) == ("list", f'"{",".join(values)}"')
            case Measurement():
                assert check.type == "decimal"
            case _:
                assert check.type == "custom"
    assert found["age_at_onset"].formula2 == "120"


@pytest.mark.parametrize("criteria", ALL, ids=lambda one: one.abbreviation)
def test_the_template_of_any_set_asks_for_what_it_reads_and_no_more(criteria: CriteriaSet, tmp_path: Path) -> None:
    target = tmp_path / "template.xlsx"
    write_template(target, [criteria])
    columns = template_columns([criteria])
    assert [cell.value for cell in sheet(target, "patients")[1]] == [item.name for item in columns]
    assert unread([item.name for item in columns], [criteria]) == []
    assert {*criteria.variables} <= {*columns, *RESULT_VARIABLES}
    assert checks(target).keys() == {item.name for item in columns if item.name != "patient_id"}


def test_the_template_explains_itself_and_can_be_printed(template: Path) -> None:
    patients = sheet(template, "patients")
    for cell, variable in zip(patients[1], template_columns(DEFAULT), strict=True):
        assert variable.label in cell.comment.text
    assert (patients.freeze_panes, patients.auto_filter.ref is not None) == ("B2", True)
    assert patients.page_setup.orientation == "landscape"
    assert patients.print_title_rows == "$1:$1"
    assert len({cell.fill.fgColor.rgb for cell in patients[1]}) == len({item.section for item in template_columns(DEFAULT)})
    told = "\n".join(str(row[0].value) for row in sheet(template, "read me").iter_rows())
    assert "Blank means not recorded. It is never read as no" in told


def test_a_filled_template_is_classified_without_naming_a_sheet(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    names = [cell.value for cell in book["patients"][1]]
    for row, values in enumerate(ROWS, start=2):
        for name, value in zip(HEADER[:-1], values, strict=False):
            book["patients"].cell(row, names.index(name) + 1, value or None)
    book.save(tmp_path / "filled.xlsx")
    done = myositis("classify", tmp_path / "filled.xlsx", "-o", tmp_path / "out.csv")
    assert done.returncode == 1
    assert "6 patients: 4 rows read; 2 rows are invalid and not classified." in done.stderr
    assert "0012" in (tmp_path / "out.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    with xlsxwriter.Workbook(str(folder / "cohort.xlsx")) as book:
        page = book.add_worksheet("cohort")
        for row, values in enumerate([HEADER, *ROWS]):
            for at, value in enumerate(values):
                if value != "":
                    page.write(row, at, value)
    assert myositis("classify", folder / "cohort.xlsx", "-o", folder / "out.xlsx").returncode == 1
    return folder / "out.xlsx"


def column(path: Path, name: str) -> list[Any]:
    page = sheet(path, "results")
    place = [cell.value for cell in page[1]].index(name)
    return [row[place].value for row in page.iter_rows(min_row=2)]


def test_one_bad_cell_never_turns_a_column_of_numbers_to_text(results: Path) -> None:
    assert column(results, "age_at_onset") == [52, "abc", 47, 47, 61, 61]
    assert column(results, "haemoglobin") == [12.1, "n.d.", 11, 10.5, 10.5, 10.5]
    assert column(results, "patient_id") == [row[0] for row in ROWS], "ids stay text"


def test_every_row_says_why_in_words_also_the_invalid_ones(results: Path) -> None:
    reasons = column(results, "myositis_why")
    assert all(reasons)
    assert "EULAR/ACR 2017: " in reasons[0]
    assert "5.9 points (without biopsy): age at onset 40 or more 2.1, proximal weakness, upper extremities 0.7" in reasons[0]
    assert reasons[1] == "Not classified. age_at_onset: a number is expected (given: 'abc')."
    assert reasons[4].startswith("Not classified. anti_jo1: yes or no is expected")
    assert "Not recorded: " in reasons[2]
    to_print = list(sheet(results, "why").iter_rows(values_only=True))
    assert to_print[0] == ("row", "patient_id", "status", "why")
    assert to_print[2] == (3, "0013", "invalid", reasons[1])
    assert [row[3] for row in to_print[1:]] == reasons


def test_long_headers_stand_upright_over_narrow_columns(results: Path) -> None:
    page = sheet(results, "results")
    upright = {cell.value: cell.alignment.textRotation == 90 for cell in page[1]}
    assert upright["proximal_upper_weakness"]
    assert upright["eular_acr_2017_score"]
    assert not upright["patient_id"]
    assert not upright["myositis_why"]
    place = 1 + [*upright].index("proximal_upper_weakness")
    (width,) = {one.width for one in page.column_dimensions.values() if one.min <= place <= one.max}
    assert width < 10


def test_problems_stand_with_the_patients_id_and_every_column_is_explained(results: Path) -> None:
    problems = list(sheet(results, "problems").iter_rows(values_only=True))
    assert problems[0] == ("row", "patient_id", "column", "problem", "value", "code")
    assert [row[:3] for row in problems[1:]] == [(3, "0013", "age_at_onset"), (6, "0016", "anti_jo1")]
    explained = {row[1]: row[2] for row in sheet(results, "explanation").iter_rows(values_only=True)}
    made = [cell.value for cell in sheet(results, "results")[1]][len(HEADER) :]
    assert {*made} <= {*explained}
    assert "ADM amyopathic dermatomyositis" in explained["eular_acr_2017_subgroup"]
    assert "rash: dermatomyositis rash" in explained["bohan_peter_1975_criteria_met"]
    assert "the same fingerprint means the same rules" in explained["fingerprint"]
    assert f"fingerprint {DEFAULT[0].fingerprint}" in explained["eular-acr-2017"]


def test_levels_have_colours_that_follow_their_order() -> None:
    for criteria in DEFAULT:
        colours = level_colours(criteria)
        assert {*colours} == {*criteria.levels, "excluded"}
        assert len(set(colours.values())) == len(colours)


def test_the_colours_are_in_the_sheet(results: Path) -> None:
    page = sheet(results, "results")
    letter = next(cell.column_letter for cell in page[1] if cell.value == "eular_acr_2017_level")
    rules = [rule for area in page.conditional_formatting if str(area.sqref).startswith(letter) for rule in area.rules]
    assert {rule.formula[0].strip('"') for rule in rules} == {*level_colours(DEFAULT[0])}


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_spss_and_stata_get_a_label_for_every_column(ending: str, tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.csv"
    pl.DataFrame({"patient_id": ["a"], "dm_rash": ["yes"], "haemoglobin": ["12"]}).write_csv(cohort)
    assert myositis("classify", cohort, "-o", tmp_path / f"out.{ending}").returncode == 0
    read = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}[ending]
    labels = read(str(tmp_path / f"out.{ending}"))[1].column_names_to_labels
    for name, label in column_labels(DEFAULT).items():
        assert labels[name] == label
    assert labels["dm_rash"] == "dermatomyositis rash"


def test_every_result_column_has_a_meaning_and_a_short_label() -> None:
    assert MEANINGS.keys() == {*RESULTS}
    for criteria in ALL:
        names = set(result_names(criteria).values())
        assert names <= column_meanings([criteria]).keys()
        assert names <= column_labels([criteria]).keys()
        labels = [column_labels([criteria])[name] for name in names]
        assert len(set(labels)) == len(labels)
        assert all(len(label) <= 80 for label in labels)


def test_the_results_are_read_back_without_naming_a_sheet(results: Path) -> None:
    done = myositis("check", results)
    assert done.stdout.startswith("6 rows: 4 can be classified, 2 invalid"), done.stderr
