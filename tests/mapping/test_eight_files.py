"""One study told in eight files: every mapping leads to the same twelve results."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from mapping.answers import answered
from myositis.cohort.plan import classify_values
from myositis.files import read_table
from myositis.mapping import MappingError, StudyMapping, apply_mapping, parse_mapping, propose, read_mapping
from myositis.mapping.toml_text import DOUBTFUL
from myositis.published import find_all
from myositis.reading.cohort import ReadCohort

STUDY = Path(__file__).parents[2] / "fixtures" / "study"
FILES = {
    "redcap_raw": "redcap_raw.csv",
    "redcap_labels": "redcap_labels.csv",
    "spss": "study.sav",
    "stata": "study.dta",
    "european": "european.csv",
    "excel": "study.xlsx",
    "visits": "visits.csv",
    "ukat": "ukat.csv",
}
RASHES = ("heliotrope_rash", "gottron_papules", "gottron_sign")
CODED = (
    "proximal_upper_weakness", "proximal_lower_weakness", "neck_flexors_weaker", "legs_proximal_weaker",
    "finger_flexor_weakness", "dysphagia", *RASHES, "anti_jo1", "muscle_biopsy_performed", "biopsy_endomysial",
    "biopsy_perimysial", "biopsy_perifascicular", "biopsy_rimmed_vacuoles", "emg_myopathic", "better_explanation",
)  # fmt: skip

BOX = 'unticked = "no"\nasked_when = { column = "skin_exam_done", is = ["1"] }'
ONE_TWO = 'yes = ["2"]\nno = ["1"]\nnot_recorded = { "9" = "not done", "99" = "not asked", "999" = "unknown" }'
GERMAN = 'yes = ["ja"]\nno = ["nein"]\nnot_recorded = { "nd" = "not done", "-" = "not asked", "?" = "unknown" }'
ANSWERS = {
    "redcap_raw": {f"[findings.{name}]": BOX for name in RASHES} | {DOUBTFUL: ""},
    "redcap_labels": {f"[findings.{name}]": BOX for name in RASHES} | {DOUBTFUL: ""},
    "spss": {},
    "stata": {"[findings.ck]": "limit = { female = 168, male = 198 }"},
    "european": {'[codings."words"]': GERMAN, "`EMG`": f'[findings.emg_myopathic]\ncolumn = "EMG"\n{GERMAN}'},
    "excel": {DOUBTFUL: ""},
    "visits": {"[rows]": 'collapse = "ever"'},
    "ukat": {'[codings."codes 1, 2"]': ONE_TWO, "[findings.ck]": "limit = { female = 2.8, male = 3.3 }"},
}
"""What the tool has to ask about each file, and what the study answers; found by words is the unit of CK, which has a limit."""

each_file = pytest.mark.parametrize("name", FILES)


def dictionary(name: str) -> Path | None:
    return STUDY / "redcap_dictionary.csv" if name.startswith("redcap") else None


def read(name: str, mapping: StudyMapping | None = None, *, previews: bool = False) -> ReadCohort:
    chosen = mapping or read_mapping(STUDY / f"{name}.toml")
    return apply_mapping(chosen, read_table(STUDY / FILES[name]), previews=previews)[1]


def results(cohort: ReadCohort) -> pl.DataFrame:
    classified = classify_values(cohort, find_all(None)).results
    return classified.with_columns(cohort.ids.alias("patient_id"))


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    with (STUDY / "expected.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@each_file
def test_the_proposal_asks_what_is_ambiguous_and_nothing_else(name: str) -> None:
    proposal = propose(read_table(STUDY / FILES[name]), redcap_dictionary=dictionary(name))
    assert {where for where, _ in proposal.questions} == set(ANSWERS[name])


@each_file
def test_a_proposal_with_open_questions_is_valid_toml_and_refused_by_name(name: str) -> None:
    proposal = propose(read_table(STUDY / FILES[name]), redcap_dictionary=dictionary(name))
    assert tomllib.loads(proposal.text)["findings"]["patient_id"]["column"]
    if ANSWERS[name]:
        with pytest.raises(MappingError, match="a question is open: "):
            parse_mapping(proposal.text)


@pytest.mark.parametrize("name", [name for name in FILES if name != "european"])
def test_answering_the_questions_is_all_that_a_data_manager_does(name: str) -> None:
    proposal = propose(read_table(STUDY / FILES[name]), redcap_dictionary=dictionary(name))
    mapping = parse_mapping(answered(proposal.text, ANSWERS[name]))
    assert results(read(name, mapping)).equals(results(read("spss")))


@each_file
def test_the_committed_mapping_gives_the_twelve_results_worked_by_hand(name: str, expected: list[dict[str, str]]) -> None:
    found = results(read(name))
    shown = [
        {column: "" if row[column] is None else str(row[column]) for column in expected[0]} for row in found.iter_rows(named=True)
    ]
    assert shown == expected


@each_file
def test_every_result_column_is_the_same_in_all_eight_files(name: str) -> None:
    found, model = results(read(name)), results(read("redcap_raw"))
    differing = [column for column in model.columns if found[column].to_list() != model[column].to_list()]
    assert differing == []


@each_file
def test_every_reason_for_a_missing_value_is_the_same_in_all_eight_files(name: str) -> None:
    found, model = read(name).missing, read("spss").missing
    assert {finding: found[finding] for finding in CODED} == {finding: model[finding] for finding in CODED}


@each_file
def test_ids_stay_as_they_are_written(name: str) -> None:
    assert read(name).ids.to_list()[:2] == ["0012", "1E05"]


@each_file
def test_no_row_of_the_study_has_a_problem(name: str) -> None:
    assert read(name).problems == []


def test_the_preview_shows_how_the_mapping_reads_each_value() -> None:
    previews = {(one.column, one.raw): str(one.cell) for one in read("ukat", previews=True).previews}
    assert previews["arm_weakness", "2"] == "yes"
    assert previews["arm_weakness", "1"] == "no"
    assert previews["ck_ukat_l", "9"] == "540.0"
    assert previews["endomysial_infiltration", "9"] == "not recorded (not done)"


def test_the_preview_of_a_checkbox_shows_the_gate_beside_it() -> None:
    previews = {(one.column, one.raw): str(one.cell) for one in read("redcap_raw", previews=True).previews}
    assert previews["skin___1", "0 (skin_exam_done: 1)"] == "no"
    assert previews["skin___1", "0 (skin_exam_done: blank)"] == "not recorded (not asked)"


def test_one_mapping_reads_the_raw_export_and_the_export_with_labels() -> None:
    labels = read_mapping(STUDY / "redcap_labels.toml")
    both = replace(labels, missing={"-999": "not done", "unk": "unknown", "nask": "not asked"})
    assert results(read("redcap_raw", both)).equals(results(read("redcap_labels", both)))


def test_reports_about_an_export_with_labels_name_its_own_headers() -> None:
    columns = {one.column for one in read("redcap_labels", previews=True).previews}
    assert "Skin findings (choice=Heliotrope rash)" in columns


def test_the_generator_writes_the_committed_text_files(tmp_path: Path) -> None:
    import runpy

    made = runpy.run_path(str(STUDY / "make_study.py"))
    for write in ("redcap", "european", "visits", "ukat"):
        made[write].__globals__["HERE"] = tmp_path
        made[write]()
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (STUDY / path.name).read_bytes(), f"run fixtures/study/make_study.py: {path.name}"
