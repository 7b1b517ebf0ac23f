"""REDCap checkboxes: an empty box is 0 even when the form was never opened."""

from __future__ import annotations

import pytest

from mapping.tables import codes, read, values
from myositis.mapping import MappingError, parse_mapping

BOX = '[findings.heliotrope_rash]\ncolumn = "skin___1"\ncheckbox = true\n'
CELLS = {"skin___1": ["1", "0", "0", None], "skin_exam_done": ["1", "1", None, None]}


def test_an_empty_box_has_no_meaning_until_the_mapping_says_so() -> None:
    with pytest.raises(MappingError, match="is an empty box a no"):
        parse_mapping(BOX)


def test_an_empty_box_is_a_no_when_the_mapping_says_so_and_a_note_counts_it() -> None:
    cohort = read(BOX + 'unticked = "no"', CELLS)
    assert values(cohort, "heliotrope_rash") == [True, False, False, None]
    assert "`skin___1`: 2 rows are not ticked and read as no, as the mapping says" in cohort.notes


def test_an_empty_box_is_a_no_only_where_the_gate_was_answered() -> None:
    cohort = read(BOX + 'unticked = "no"\nasked_when = { column = "skin_exam_done", is = ["1"] }', CELLS)
    assert values(cohort, "heliotrope_rash") == [True, False, None, None]
    assert cohort.missing["heliotrope_rash"] == {"not asked": 2}


def test_a_ticked_box_counts_whatever_the_gate_says() -> None:
    toml = BOX + 'unticked = "no"\nasked_when = { column = "skin_exam_done", is = ["1"] }'
    assert values(read(toml, {"skin___1": ["1"], "skin_exam_done": ["0"]}), "heliotrope_rash") == [True]


def test_an_empty_box_can_be_not_recorded() -> None:
    cohort = read(BOX + 'unticked = "not recorded"', CELLS)
    assert values(cohort, "heliotrope_rash") == [True, None, None, None]
    assert cohort.missing["heliotrope_rash"] == {"unticked": 2, "blank": 1}


def test_boxes_of_an_export_with_labels_are_checked_or_unchecked() -> None:
    cohort = read(BOX + 'unticked = "no"', {"skin___1": ["Checked", "Unchecked", "maybe"]})
    assert values(cohort, "heliotrope_rash") == [True, False, None]
    assert codes(cohort) == ["unmapped_value"]
