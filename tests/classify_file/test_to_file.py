"""A registry's program classifies a file in one call, and gets its counts and problems back."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import myositis
from myositis import MyositisError, classify_cohort, classify_to_file
from myositis.classify_file import CohortFile, CohortSummary, to_file
from myositis.classify_file.survey import Survey
from myositis.files import read_table, write_table
from myositis.published import ALL

COHORT = Path(__file__).resolve().parents[2] / "fixtures" / "cohorts" / "ar2963.csv"
ENDINGS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")


def written(folder: Path, text: str) -> Path:
    path = folder / "cohort.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_classified_as_its_data_frame_is(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out.{ending}"
    summary = classify_to_file(COHORT, target, "eular-acr-2017")
    assert isinstance(summary, CohortSummary)
    assert (summary.rows, summary.invalid, summary.problems) == (25, 0, [])
    expected = classify_cohort(pl.read_csv(COHORT, infer_schema=False), "eular-acr-2017")
    table = read_table(target, sheet="results" if ending == "xlsx" else None)
    labels = table.value_labels.get("eular_acr_2017_level")
    levels = [labels[code] if labels else code for code in table.frame["eular_acr_2017_level"]]
    assert levels == expected["eular_acr_2017_level"].to_list()
    assert sum(summary.sets[0].levels.values()) == 25


def test_problems_come_back_by_row_and_column(tmp_path: Path) -> None:
    path = written(tmp_path, "patient_id,dm_rash\na,yes\nb,perhaps\n")
    summary = classify_to_file(path, tmp_path / "out.csv")
    assert (summary.rows, summary.invalid) == (2, 1)
    assert [(problem.row, problem.column, problem.code) for problem in summary.problems] == [(3, "dm_rash", "not_yes_no")]


def test_progress_names_the_stage_and_ends_at_the_last_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_file, "BATCH", 10)
    told: list[tuple[str, int, int]] = []
    classify_to_file(COHORT, tmp_path / "out.csv", progress=lambda *step: told.append(step))
    assert told == [(stage, done, 25) for stage in ("reading", "classifying") for done in (10, 20, 25)]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("way", ["from", "to", "mapped", "piped"])
def test_progress_is_told_of_every_format_and_before_anything_is_written(tmp_path: Path, ending: str, way: str) -> None:
    source = tmp_path / f"in.{ending}" if way != "piped" else tmp_path / "in.csv"
    write_table(pl.read_csv(COHORT, infer_schema=False), source)
    target = tmp_path / (f"out.{ending}" if way in ("to", "piped") else "out.csv")
    given: CohortFile | Path = source
    if way == "mapped":
        finding = "[findings.{0}]\ncolumn = '{0}'\n"
        coded = finding.format("anti_jo1") + 'yes = ["true"]\nno = ["false"]\n'
        (tmp_path / "study.toml").write_text(finding.format("patient_id") + coded)
        given = CohortFile(source, mapping=tmp_path / "study.toml")
    told: list[tuple[str, int, int]] = []

    def progress(*step: object) -> None:
        assert not target.exists()
        told.append(step)  # type: ignore[arg-type]

    classify_to_file(io.BytesIO(source.read_bytes()) if way == "piped" else given, target, progress=progress)
    assert [stage for stage, _, _ in told] == ["reading", "classifying"]
    assert told[-1] == ("classifying", 25, 25)
    target.unlink()

    def stop(*_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        classify_to_file(given, target, progress=stop)
    assert not target.exists()


@pytest.mark.parametrize("batch", [1, 7, 25])
def test_the_size_of_a_batch_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    classify_to_file(COHORT, tmp_path / "once.csv")
    monkeypatch.setattr(to_file, "BATCH", batch)
    classify_to_file(COHORT, tmp_path / "often.csv")
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "often.csv").read_bytes()


def test_an_error_leaves_an_older_target_as_it_was(tmp_path: Path) -> None:
    target = written(tmp_path, "kept")
    with pytest.raises(MyositisError, match="no column is a finding"):
        classify_to_file(io.BytesIO(b"a,b\n1,2\n"), target)
    assert target.read_text() == "kept"


def test_open_files_go_in_and_out() -> None:
    out = io.BytesIO()
    source = io.BytesIO(b"patient_id,dm_rash\na,yes\n")
    assert classify_to_file(source, out, format="ndjson", results_only=True).rows == 1
    assert b'"patient_id":"a"' in out.getvalue()


def test_a_mapping_and_a_format_of_dates_go_with_the_file(tmp_path: Path) -> None:
    mapping = tmp_path / "study.toml"
    mapping.write_text('[findings.patient_id]\ncolumn = "nr"\n[findings.dm_rash]\ncolumn = "rash"\nyes = ["j"]\nno = ["n"]\n')
    source = CohortFile(written(tmp_path, "nr,rash\n1,j\n2,n\n"), mapping=mapping)
    assert classify_to_file(source, tmp_path / "out.csv").invalid == 0
    with pytest.raises(MyositisError, match="is not a date format"):
        classify_to_file(CohortFile(source.file, date_format="yesterday"), tmp_path / "out.csv")
    with pytest.raises(MyositisError, match="is the input"):
        classify_to_file(source, mapping, format="csv")


def test_the_open_outcomes_can_be_left_out_and_columns_renamed(tmp_path: Path) -> None:
    classify_to_file(COHORT, tmp_path / "out.csv", ALL[:1], open_outcomes=False, results_only=True, prefix="x_")
    header = (tmp_path / "out.csv").read_text().splitlines()[0].split(",")
    assert header[:2] == ["patient_id", "x_myositis_status"]
    assert not any(name.endswith(("open_levels", "determined")) for name in header)


def test_the_function_is_a_public_name_of_the_package() -> None:
    assert myositis.classify_to_file is to_file.classify_to_file
    assert "classify_to_file" in myositis.__all__


@pytest.mark.parametrize(
    "ids",
    [
        ["a", " a ", "b", None],
        [7, 8, 7, None],
        [0.5, 1e300, 0.5, None],
        [True, False, True, None],
        [date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 1), None],
        [2**60 + 1, 2**60, 2**60 + 1, None],
    ],
    ids=["text", "whole numbers", "numbers", "yes and no", "days", "long numbers"],
)
@pytest.mark.parametrize("batch", [1, 100])
def test_ids_of_every_type_are_surveyed_for_repeats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: list[object], batch: int
) -> None:
    """A repeated id is found across batches whatever its type, a missing one is none, and 2**60 is not 2**60 + 1."""
    monkeypatch.setattr(to_file, "BATCH", batch)
    pl.DataFrame({"patient_id": ids, "dm_rash": [True] * 4}).write_parquet(tmp_path / "in.parquet")
    summary = classify_to_file(tmp_path / "in.parquet", tmp_path / "out.parquet")
    twice = [
        row
        for row, name in enumerate(ids, 2)
        if name is not None and [str(one).strip() for one in ids].count(str(name).strip()) > 1
    ]
    assert [problem.row for problem in summary.problems if problem.code == "id_duplicate"] == twice
    assert [problem.row for problem in summary.problems if problem.code == "id_missing"] == [5]


def test_ids_that_are_coded_as_categories_are_surveyed() -> None:
    batches = [pl.DataFrame({"patient_id": pl.Series(part, dtype=pl.Categorical)}) for part in (["a", None], ["b", "a"])]
    survey = Survey(("patient_id",))
    for batch in batches:
        survey.see(batch)
    survey.settle_ids(batches)
    assert survey.repeated == {"a"}
