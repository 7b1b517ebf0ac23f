"""The profile describes the record: what was found, what was not, and what nobody looked for."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from myositis import Patient, profile
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import EngineError, UnknownNameError
from myositis.phenotype import antibody_table, profile_cohort
from myositis.phenotype.antibodies import ANTIBODIES
from myositis_cli.main import myositis

RECORD = {
    "patient_id": "0012",
    "age_at_onset": 52,
    "heliotrope_rash": True,
    "gottron_papules": True,
    "proximal_upper_weakness": True,
    "muscle_enzymes_elevated": True,
    "anti_mda5": True,
    "anti_jo1": False,
    "interstitial_lung_disease": True,
    "dysphagia": False,
}


def state(name: str) -> str:
    return next(item.state for item in profile(Patient(**RECORD)).antibodies if item.name == name)


def organ(name: str, **changes: bool | None) -> tuple[str, tuple[str, ...]]:
    described = profile({**RECORD, **changes})
    return next((item.state, item.findings) for item in described.organs if item.name == name)


def test_an_antibody_is_present_absent_or_not_tested() -> None:
    assert [state(name) for name in ("anti_mda5", "anti_jo1", "anti_srp")] == ["present", "absent", "not tested"]


def test_every_antibody_of_the_dictionary_is_told() -> None:
    assert {item.name for item in ANTIBODIES} == {name for name in DICTIONARY if name.startswith("anti_")}


def test_an_organ_is_involved_when_one_of_its_findings_is_present_and_named() -> None:
    assert organ("lung") == ("involved", ("interstitial lung disease",))
    assert organ("muscle") == ("involved", ("symmetric proximal muscle weakness", "muscle enzymes elevated"))
    assert organ("swallowing") == ("not involved", ())
    assert organ("heart") == ("not recorded", ())
    assert organ("lung", interstitial_lung_disease=None) == ("not recorded", ())


def test_any_member_makes_the_antisynthetase_antibody_present() -> None:
    described = profile({"anti_pl7": True})
    assert {item.name for item in described.antibodies if item.state == "present"} == {"anti_pl7", "anti_ars"}


def test_what_would_say_more_is_named() -> None:
    missing = profile(Patient(**RECORD)).missing
    assert {"anti-SRP", "heart involvement"} <= set(missing)
    assert "anti-MDA5" not in missing


def test_the_text_says_first_what_was_found_and_that_it_recommends_nothing() -> None:
    text = profile(Patient(**RECORD), "all").text()
    assert text.startswith("Antibodies found: anti-MDA5. Involved: muscle, skin, lung.")
    assert text.rstrip().endswith("A description of what is recorded; no diagnosis, and no recommendation.")
    assert max(map(len, text.splitlines())) <= 80
    assert "EULAR/ACR 2017: definite, DM\n" in text
    assert "Bohan & Peter 1975: probable, DM (missing findings may change it)\n" in text
    assert "\n  present: anti-MDA5.\n  absent: anti-Jo-1.\n  not tested: " in text


def test_a_notebook_shows_a_profile_in_short_and_as_text() -> None:
    described = profile(Patient(**RECORD))
    assert repr(described) == "Profile(antibodies: anti-MDA5; involved: muscle, skin, lung)"
    assert "anti-MDA5" in described._repr_html_()


def test_a_cohort_counts_positive_and_tested_by_subgroup() -> None:
    changed = [("2", False), ("3", None)]
    frame = pl.DataFrame([RECORD, *({**RECORD, "patient_id": name, "anti_mda5": state} for name, state in changed)])
    profiles = profile_cohort(frame)
    assert profiles["anti_mda5"].to_list() == ["present", "absent", "not tested"]
    (row,) = antibody_table(profiles, "eular-acr-2017").rows(named=True)
    assert (row["subgroup"], row["patients"], row["anti_mda5"], row["anti_mda5_tested"]) == ("DM", 3, 1, 2)
    assert (row["anti_srp"], row["anti_srp_tested"]) == (0, 0)


def test_every_subgroup_has_its_row_in_the_order_of_the_set_and_those_without_one_come_last() -> None:
    ages = {"1": 52, "2": 8, "3": 52}
    frame = pl.DataFrame(
        [{**RECORD, "patient_id": name, "age_at_onset": age, "heliotrope_rash": name != "3"} for name, age in ages.items()]
    )
    frame = frame.with_columns(gottron_papules=pl.col("heliotrope_rash"), proximal_upper_weakness=pl.col("heliotrope_rash"))
    table = antibody_table(profile_cohort(frame), "eular-acr-2017")
    assert list(zip(table["subgroup"], table["patients"], strict=True)) == [("JDM", 1), ("DM", 1), ("no subgroup", 1)]


def test_an_invalid_patient_stays_blank_and_is_not_counted() -> None:
    frame = pl.DataFrame([RECORD, {**RECORD, "patient_id": "2", "muscle_biopsy_performed": False, "biopsy_endomysial": True}])
    profiles = profile_cohort(frame)
    assert profiles["myositis_status"].to_list() == ["classified", "invalid"]
    assert profiles["anti_mda5"].to_list() == ["present", None]
    assert antibody_table(profiles, "eular-acr-2017")["patients"].sum() == 1


def test_something_that_is_no_cohort_is_refused() -> None:
    with pytest.raises(EngineError, match="a data frame in memory is expected"):
        profile_cohort([RECORD])
    with pytest.raises(UnknownNameError, match="did you mean `anti_mda5`"):
        profile({"anti_mda": True})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(myositis, ["profile", *arguments], catch_exceptions=False, standalone_mode=False)


def test_the_command_prints_the_table_one_patient_and_json(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    pl.DataFrame([RECORD]).write_csv(path)
    assert "anti-MDA5" in run(str(path)).output
    assert "Tested in nobody: antisynthetase antibody" in run(str(path)).output
    assert run(str(path), "--id", "0012").output.startswith("Antibodies found: anti-MDA5")
    assert json.loads(run(str(path), "--json").output)["patient_id"] == "0012"
    out = tmp_path / "profiles.csv"
    run(str(path), "-o", str(out))
    assert pl.read_csv(out)["lung_organ"].to_list() == ["involved"]
