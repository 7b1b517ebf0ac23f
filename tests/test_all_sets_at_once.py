"""All sets over one file, as the command gives them: what each has of the file, how well it is evidenced, and what older
calculators did wrong."""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from drawn import frame_of
from myositis import classify_cohort
from myositis.cohort.result import result_names
from myositis.cohort.support import items_of
from myositis.dictionary.record import derive
from myositis.published import ALL, families, variants
from second_transcription.random_records import complete_record
from test_command import ROOT, myositis, rows, write

CASE_REPORTS = ROOT / "fixtures" / "cohorts" / "case_reports.csv"


def as_csv(records: list[dict[str, Any]]) -> str:
    """Records as a file: yes, no and numbers."""
    words = {True: "yes", False: "no"}
    names = dict.fromkeys(name for record in records for name in record)
    out = io.StringIO()
    writer = csv.DictWriter(out, ["patient_id", *names], restval="", lineterminator="\n")
    writer.writeheader()
    for place, record in enumerate(records):
        cells = {name: words[value] if isinstance(value, bool) else value for name, value in record.items()}
        writer.writerow({"patient_id": f"p{place}", **cells})
    return out.getvalue()


def complete(count: int) -> list[dict[str, Any]]:
    source = Random(95)
    return [complete_record(source) for _ in range(count)]


def test_the_case_reports_are_answered_under_every_set_with_its_items_and_its_grade() -> None:
    done = myositis("classify", CASE_REPORTS, "-c", "all")
    assert done.returncode == 0
    answered = rows(done.stdout)
    assert len(answered) == 29
    assert "Lega 2015: 2 of 29 meet the criteria; 27 more could, with what is missing." in done.stderr
    for one in ALL:
        assert all(row[result_names(one)["level"]] in (*one.levels, "excluded") for row in answered), one.id
        told = done.stderr[done.stderr.index(f"{one.short_title}: ") :].split("\n\n")[0]
        assert re.search(rf"\b(\d+|all) of its {len(items_of(one))} items (is|are) in the file", told), told
        grades = ", ".join(sorted({item.grade for item in one.evidence}))
        assert f"({one.full_id}, revision {one.revision}, evidence {grades}, fingerprint {one.fingerprint})" in told


def test_a_complete_cohort_is_settled_under_every_set_in_seconds() -> None:
    frame = frame_of(complete(2000))
    start = time.monotonic()
    classified = classify_cohort(frame, "all")
    assert time.monotonic() - start < 20, "on an idle machine a fraction of a second"
    assert classified["myositis_status"].unique().to_list() == ["classified"]
    for one in ALL:
        names = result_names(one)
        assert classified[names["determined"]].all(), one.id
        assert {*classified[names["level"]]} >= {*one.levels}, one.id


def test_a_set_of_which_the_file_has_nothing_is_left_out_and_never_not_met(tmp_path: Path) -> None:
    done = myositis("classify", write(tmp_path, "patient_id,raynaud,anti_jo1\na,yes,yes\n"), "-c", "all")
    assert done.returncode == 0
    answered = {one for one in ALL if result_names(one)["level"] in rows(done.stdout)[0]}
    with_something = {"eular-acr-2017", "tanimoto-1995", "mhlw-2015", "mhlw-2020", "connors-2010", "solomon-2011", "lega-2015"}
    assert {one.id for one in answered} == with_something
    for one in ALL:
        assert (f"{one.short_title} ({one.id}) is left out: the file has none of its items" in done.stderr) != (one in answered)


@pytest.mark.parametrize("family", families())
def test_a_family_is_its_sets_one_by_one(family: str, tmp_path: Path) -> None:
    file = write(tmp_path, as_csv(complete(20)))
    sets = [word for one in families()[family] for word in ("-c", one.id)]
    together, each = myositis("classify", file, "-c", family), myositis("classify", file, *sets)
    assert together.returncode == each.returncode == 0
    assert together.stdout == each.stdout


# --- What older calculators did wrong, on every set ----------------------------------------------------------------------------


@pytest.mark.parametrize("one", variants(), ids=lambda one: one.full_id)
def test_a_blank_is_never_a_no_without_a_word(one: Any) -> None:
    """When a finding that is present is left blank, and does not follow from others, the level that it led to stays open."""
    records = complete(300)
    names = result_names(one)
    classified = classify_cohort(frame_of(records), one).to_dicts()
    items = [item.name for item in items_of(one)]
    blanked = [
        (row[names["level"]], {name: value for name, value in record.items() if name != blank})
        for record, row in zip(records, classified, strict=True)
        if row[names["level"]] in one.classified
        for blank in items
        if record.get(blank) is True and blank not in derive({name: cell for name, cell in record.items() if name != blank})
    ]
    assert blanked
    again = classify_cohort(frame_of([record for _, record in blanked]), one).to_dicts()
    for (before, record), row in zip(blanked, again, strict=True):
        assert before == row[names["level"]] or before in row[names["open_levels"]].split("|"), record


@pytest.mark.parametrize(
    ("column", "cell", "criteria"),
    [
        ("emg_myopathic", "EMG normal", "tanimoto-1995"),
        ("interstitial_lung_disease", "mild", "lega-2015"),
        ("mri_myositis", "no oedema", "german-jdm-2018"),
        ("biopsy_invasion", "none seen", "griggs-1995"),
    ],
)
def test_free_text_is_never_matched_by_a_part_of_it(column: str, cell: str, criteria: str, tmp_path: Path) -> None:
    text = f"patient_id,{column},proximal_weakness\ntext,{cell},yes\nword,yes,yes\n"
    done = myositis("classify", write(tmp_path, text), "-c", criteria)
    assert done.returncode == 1
    assert [row["myositis_status"] for row in rows(done.stdout)] == ["invalid", "classified"]
    assert cell not in done.stderr


def test_one_bad_row_keeps_its_id_and_harms_no_other_under_any_set(tmp_path: Path) -> None:
    records = complete(12)
    good = rows(myositis("classify", write(tmp_path, as_csv(records)), "-c", "all").stdout)
    records[5] |= {"disease_duration": "a while", "raynaud": "sometimes"}
    done = myositis("classify", write(tmp_path, as_csv(records)), "-c", "all")
    assert done.returncode == 1
    found = rows(done.stdout)
    assert [row["patient_id"] for row in found] == [f"p{place}" for place in range(12)]
    assert [row["myositis_status"] for row in found] == ["invalid" if place == 5 else "classified" for place in range(12)]
    assert [row for place, row in enumerate(found) if place != 5] == [row for place, row in enumerate(good) if place != 5]
