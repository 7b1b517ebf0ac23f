"""What is printed, in every format and through the command."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from comparison.small_cohorts import frame_of, random_record
from myositis.agreement import Estimate
from myositis.comparison import Comparison, compare
from myositis.comparison.report.cells import landis_koch
from myositis.comparison.report.document import Table
from myositis.errors import UnknownNameError
from myositis_cli.compare_command import command, values

COHORTS = Path(__file__).parents[2] / "fixtures" / "cohorts"
HARD = ("0012", "1E05", "=1+1", "a|b<i>", "50%_$", "007", "-3")


@pytest.fixture(scope="module")
def result() -> Comparison:
    rng = random.Random(2)
    records = [random_record(rng) for _ in range(70)]
    columns: dict[str, list[Any]] = {
        "truth": [rng.choice(("yes", "no")) for _ in records],
        "panel": [rng.choice(("definite", "possible", "not_met", "excluded")) for _ in records],
    }
    frame = frame_of(records, **columns)
    plain = compare(frame)
    names = {frame["patient_id"][group.patients[0]] for group in plain.discordant[0].groups[: len(HARD)]}
    hard = iter(HARD)
    ids = [next(hard) if name in names else f"P{name}" for name in frame["patient_id"]]
    return compare(frame.with_columns(pl.Series("patient_id", ids)), reference="truth", assigned="panel", by="panel")


@pytest.mark.parametrize("style", ["text", "markdown", "html", "latex", "csv", "json"])
def test_no_format_prints_nan_or_none(result: Comparison, style: str) -> None:
    text = result.render(style, full=True)
    text = re.sub(r"base64,[^\"]*", "", text)
    assert not re.search(r"\b(nan|NaN|inf|None|Infinity)\b", text)
    assert "\t" not in text


def test_ids_survive_in_every_format(result: Comparison) -> None:
    for style in ("text", "markdown", "html", "latex", "json"):
        text = re.sub(r"base64,[^\"]*", "", result.render(style, full=True, patients=10_000))
        assert "0012" in text, style
        assert "1E05" in text, style
        assert "100000" not in text, style


def test_a_column_of_ids_that_all_look_like_numbers_is_not_reparsed() -> None:
    weak = {"proximal_upper_weakness": True, "ck_elevated": True, "emg_myopathic": True}
    frame = frame_of([weak] * 3).with_columns(pl.Series("patient_id", ["0012", "1E05", "7.50"]))
    result = compare(frame)
    for style in ("text", "markdown", "html", "latex"):
        table = result.render(style, full=True).split("Each discordant patient")[1]
        names = ("0012", "1E05", "7.50")
        assert all(re.search(rf"(?m)^\W*(<tr><t[dh][^>]*>)?{re.escape(name)}\b", table) for name in names), style


def test_signs_that_mean_something_to_a_format_are_escaped(result: Comparison) -> None:
    assert "a|b&lt;i&gt;" in result.render("html", full=True)
    assert "<i>" not in result.render("html", full=True)
    assert r"a\|b\<i>" in result.render("markdown", full=True)
    assert r"50\%\_\allowbreak{}\$" in result.render("latex", full=True)


def test_no_cell_of_the_csv_is_run_by_a_spreadsheet() -> None:
    frame = pl.DataFrame({"patient_id": ["1", "2"], "=1+1": ["yes", "no"], "panel": ["yes", "yes"], "dx": ["yes", "no"]})
    result = compare(frame, assigned=["=1+1", "panel"], reference="dx")
    cells = {cell for row in csv.reader(io.StringIO(result.render("csv"))) for cell in row}
    assert any(cell.startswith("'=1+1") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_csv_is_one_estimate_a_row(result: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(result.render("csv"))))
    columns = "section basis sets stratum level statistic k n estimate low high p method reason"
    assert list(rows[0]) == columns.split()
    assert len(rows) == result.numbers.height
    assert all(row["estimate"] or row["reason"] for row in rows)


def test_every_markdown_table_has_as_many_cells_in_each_row(result: Comparison) -> None:
    block: list[str] = []
    tables = 0
    for line in [*result.render("markdown", full=True).splitlines(), ""]:
        if line.startswith("|"):
            block.append(line)
        elif block:
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in block}) == 1
            tables, block = tables + 1, []
    assert tables > 15


def test_json_holds_everything(result: Comparison) -> None:
    assert Comparison.from_json(result.render("json")) == result


def test_not_estimable_stands_in_the_cell_and_the_reason_below() -> None:
    table = Table("", ("", "value"))
    nothing = Estimate(None, None, None, "Wilson", 0, "no patient is a comparator")
    assert table.percent(nothing).text == table.ratio(nothing).text == "not estimable [a]"
    assert table.ratio(Estimate(1.0, None, None, "x", 5, "agreement is perfect")).text == "1.00 [b]"
    assert table.notes == ["[a] no patient is a comparator", "[b] no interval: agreement is perfect"]
    assert table.ratio(Estimate(-0.0001, -0.2, 0.2, "x", 5)).text == "0.00 (-0.20 to 0.20)"


def test_another_interval_stands_where_the_usual_does_not_exist_and_is_named() -> None:
    table = Table("", ("", "value"))
    other = Estimate(1.0, 0.82, 1.0, "bootstrap of 2,000 samples, seed 1", 5)
    found = table.ratio(Estimate(1.0, None, None, "x", 5, "agreement is perfect", alternative=other))
    assert found.text == "1.00 (0.82 to 1.00) [a]"
    assert table.notes == ["[a] agreement is perfect; instead: bootstrap of 2,000 samples, seed 1"]


def test_words_for_kappa_come_only_on_request_and_name_the_scale(result: Comparison) -> None:
    assert "Landis" not in result.render()
    assert "Landis" in result.render(landis_koch=True)


@pytest.mark.parametrize(
    ("kappa", "word"),
    [
        (-0.01, "poor"), (0.0, "slight"), (0.2, "slight"), (0.21, "fair"), (0.5, "moderate"), (0.8, "substantial"),
        (0.81, "almost perfect"), (1.0, "almost perfect"),
    ],
)  # fmt: skip
def test_the_words_of_landis_and_koch(kappa: float, word: str) -> None:
    assert landis_koch(kappa) == word


def test_an_unknown_format_names_the_nearest(result: Comparison) -> None:
    with pytest.raises(UnknownNameError, match="did you mean `markdown`"):
        result.render("markdwn")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


JINNIN = ("--reference", "diagnosis", "--cases", "IIM", "--by", "biopsy_group", "--assigned", "assigned_eular_acr_2017")


def measure(text: str, table: str, name: str) -> str:
    """One line of one printed table."""
    after = text[text.index(table) :]
    return next(line for line in after.splitlines() if line.startswith(name))


def test_the_command_prints_the_published_percentages_of_jinnin() -> None:
    done = run(str(COHORTS / "jinnin_2020.csv"), *JINNIN, "--full")
    assert done.return_value == 0
    table = "Performance of assigned_eular_acr_2017 by biopsy_group"
    shares = [("375/420", "89.3"), ("197/218", "90.4"), ("178/202", "88.1")]
    assert every_measure(done.stdout, table, "sensitivity") == shares
    assert every_measure(done.stdout, table, "specificity") == [("366/402", "91.0"), ("36/55", "65.5"), ("330/347", "95.1")]
    assert re.search(r"PPV +375/411 91.2%", done.stdout)
    assert re.search(r"NPV +366/411 89.1%", done.stdout)
    assert re.search(r"correctly classified +741/822 90.1%", done.stdout)
    assert "only the assigned classifications are compared" in done.stderr


def every_measure(text: str, table: str, name: str) -> list[tuple[str, str]]:
    """The shares of one row, in all pieces of a printed table."""
    after = text[text.index(table) :].partition("\nTable ")[0]
    lines = [line for line in after.splitlines() if line.startswith(name)]
    return [found for line in lines for found in re.findall(r"(\d+/\d+) (\d+\.\d)%", line)]


def test_leaving_out_the_overlap_patients_of_jinnin_moves_the_specificity_as_printed() -> None:
    done = run(str(COHORTS / "jinnin_2020.csv"), *JINNIN, "--leave-out", "overlap")
    assert ("32/43", "74.4") in re.findall(r"(\d+/\d+) (\d+\.\d)%", done.stdout)
    assert re.search(r"left out: diagnosis is overlap +12\b", done.stdout)


def test_the_command_prints_the_published_percentages_of_the_paediatric_validation() -> None:
    names = ("eular=assigned_eular_acr_2017", "bohan=assigned_bohan_peter_1975", "tanimoto=assigned_tanimoto")
    options = [part for name in names for part in ("--assigned", name)]
    file = str(COHORTS / "kobayashi.csv")
    done = run(file, "--reference", "diagnosis", "--cases", "IIM", "--by", "biopsy_group", "--full", *options)
    everybody = every_measure(done.stdout, "Performance and share classified by diagnosis", "sensitivity")
    assert everybody == [("61/68", "89.7"), ("55/68", "80.9"), ("44/68", "64.7")]
    strata = every_measure(done.stdout, "Performance of eular by biopsy_group", "sensitivity")
    assert strata[1:] == [("35/38", "92.1"), ("26/30", "86.7")]
    assert "not estimable" in measure(done.stdout, "Performance and share classified by diagnosis", "specificity")


def test_invalid_rows_are_listed_on_stderr_and_the_exit_code_says_so(tmp_path: Path) -> None:
    file = tmp_path / "cohort.csv"
    file.write_text("patient_id,dysphagia,panel\n0012,yes,yes\n1E05,perhaps,no\nx,no,\n")
    done = run(str(file), "-c", "eular-acr-2017", "--assigned", "panel", "--format", "json")
    assert done.return_value == 1
    assert "problem: row 3, dysphagia:" in done.stderr
    assert "perhaps" not in done.stderr
    told = json.loads(done.stdout)
    assert told["flow"]["invalid"] == 1
    table = told["listing"]["frame"]
    step = [table["step"]["values"][code] for code in table["step"]["codes"]]
    assert dict(zip(table["patient_id"], step, strict=True)) == {"0012": "evaluable", "1E05": "invalid", "x": "evaluable"}
    assert table["panel_classified"] == [True, None, None]
    assert told["overall"]["sets"][1]["not_evaluable"] == 1


def test_the_ending_of_the_output_file_chooses_the_format(tmp_path: Path) -> None:
    starts = {"md": "# Comparison", "html": "<!doctype", "tex": "\\documentclass", "csv": "section,", "json": "{"}
    for ending, start in starts.items():
        target = tmp_path / f"out.{ending}"
        assert run(str(COHORTS / "ar2963.csv"), "-o", str(target)).return_value == 0
        assert target.read_text(encoding="utf-8").startswith(start)


def test_values_are_separated_by_commas_and_may_be_quoted() -> None:
    assert values('DM, PM,"overlap, SSc"') == ("DM", "PM", "overlap, SSc")
    assert values(None) == ()
