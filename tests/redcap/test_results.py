"""Results in the shape that REDCap imports."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from myositis.cohort.engines import classify_cohort
from myositis.published import find, find_all
from myositis.redcap import result_fields, result_table

COHORT = pl.DataFrame(
    {
        "record_id": ["0012", "1E05"],
        "redcap_event_name": ["baseline_arm_1", "baseline_arm_1"],
        "age_at_onset": ["44", "x"],
        "heliotrope_rash": ["yes", "yes"],
        "gottron_sign": ["yes", "yes"],
    }
)
CLASSIFIED = classify_cohort(COHORT)


def test_an_import_has_the_record_the_event_and_the_result_fields_only() -> None:
    table = result_table(CLASSIFIED)
    assert table.columns[:3] == ["record_id", "redcap_event_name", "myositis_status"]
    assert table["record_id"].to_list() == ["0012", "1E05"]
    assert set(table.columns[2:]) == {field.name for field in result_fields(CLASSIFIED.columns)}


def test_values_are_those_that_the_fields_offer() -> None:
    table = result_table(CLASSIFIED)
    assert table["ea17_level"].to_list() == ["definite", ""]
    assert table["ea17_subgroup"].to_list()[0] == "ADM"
    for field in result_fields(CLASSIFIED.columns):
        if field.choices:
            assert set(table[field.name].to_list()) <= {"", *field.choices}


def test_an_invalid_row_is_imported_as_invalid_and_blank() -> None:
    row = result_table(CLASSIFIED).row(1, named=True)
    assert row["myositis_status"] == "invalid"
    assert {value for name, value in row.items() if name.startswith(("ea17", "bp75"))} == {""}


def test_true_and_false_are_one_and_nought_from_a_text_file_too() -> None:
    text = pl.DataFrame({name: CLASSIFIED[name].cast(pl.String) for name in CLASSIFIED.columns})
    assert result_table(text)["ea17_determined"].to_list() == result_table(CLASSIFIED)["ea17_determined"].to_list() == ["0", ""]


def test_columns_added_with_a_prefix_are_found() -> None:
    table = result_table(classify_cohort(COHORT, prefix="x_"), find_all("bohan-peter-1975"))
    assert "x_bp75_level" in table.columns


def test_field_names_are_what_redcap_allows() -> None:
    for field in result_fields(CLASSIFIED.columns):
        assert field.name.isidentifier()
        assert field.name == field.name.lower()
        assert len(field.name) <= 26


def test_a_file_that_was_not_classified_is_refused() -> None:
    with pytest.raises(ValueError, match="classify it first"):
        result_table(COHORT)


def test_a_file_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="name the one with the record id"):
        result_table(CLASSIFIED.drop("record_id"))
    with pytest.raises(ValueError, match="no column `nr`"):
        result_table(CLASSIFIED, id_column="nr")


def test_results_of_several_visits_need_the_event_that_takes_them() -> None:
    collapsed = CLASSIFIED.with_columns(redcap_event_name=pl.lit("baseline_arm_1 | month_6_arm_1"))
    with pytest.raises(ValueError, match="--event baseline_arm_1"):
        result_table(collapsed)
    assert result_table(collapsed, event="month_6_arm_1")["redcap_event_name"].unique().to_list() == ["month_6_arm_1"]


def test_scores_and_probabilities_are_numbers_and_nothing_else_is() -> None:
    kinds = {field.name: field.row[7] for field in result_fields(CLASSIFIED.columns)}
    numbers = {name for name, kind in kinds.items() if kind == "number"}
    ends = ("_score", "_probability", "_probability_min", "_probability_max")
    assert numbers == {name for name in kinds if name.endswith(ends)}
    assert len(numbers) == 4


def test_the_first_field_of_each_set_and_no_other_begins_a_section() -> None:
    fields = result_fields(CLASSIFIED.columns)
    sections = [(field.name, field.row[2]) for field in fields if field.row[2]]
    assert [title for _, title in sections] == [one.title for one in find_all(None)]
    for name, title in sections:
        assert next(field.name for field in fields if field.label.startswith(title)) == name


def test_yes_and_no_are_offered_for_what_is_determined_and_long_text_for_notes() -> None:
    kinds = {field.name: (field.kind, field.choices) for field in result_fields(CLASSIFIED.columns)}
    for name, (kind, choices) in kinds.items():
        assert (kind == "radio") == bool(choices) == name.endswith("_determined")
        assert (kind == "notes") == name.endswith("_notes")


def test_a_set_is_shortened_to_its_own_abbreviation_and_its_options_stay() -> None:
    own = replace(find("eular-acr-2017"), id="own-set", abbreviation="own")
    variant = find("bohan-peter-1975:emg=triad")
    sets = (own, variant, find("bohan-peter-1975"))
    classified = classify_cohort(COHORT, sets)
    names = result_table(classified, sets).columns
    assert {"own_level", "bp75_emg_triad_level", "bp75_level"} <= set(names)
    assert names == ["record_id", "redcap_event_name", *(field.name for field in result_fields(classified.columns, sets))]
