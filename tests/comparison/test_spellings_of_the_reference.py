"""A case that is spelt in another way is asked for, and never counted as a comparator without a word."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from myositis.comparison.file_columns import ComparisonError, read_reference
from myositis.files import read_table

HARD = Path(__file__).parents[2] / "fixtures" / "hard_files" / "08-reference-spellings.csv"


@pytest.mark.parametrize("other", ["dm", "D M", "DM\u200b", "ＤＭ", "Dm "])
def test_a_value_that_is_a_case_but_for_its_spelling_is_refused(other: str) -> None:
    with pytest.raises(ComparisonError, match="differ from a named value only in capitals, blanks or width"):
        read_reference(pl.Series(["DM", other, "control"]), "diagnosis", ["DM"], [])
    found = read_reference(pl.Series(["DM", other, "control"]), "diagnosis", ["DM", other], [])
    assert found.reference.comparators == ("control",)


def test_the_hard_file_is_refused_with_its_spellings() -> None:
    texts = read_table(HARD).frame["diagnosis"].str.strip_chars()
    with pytest.raises(ComparisonError, match="`dm`, `D M`"):
        read_reference(texts, "diagnosis", ["DM", "PM", "IBM"], [])


def test_doubtful_and_overlapping_cases_are_told_and_a_question_mark_is_not_recorded() -> None:
    texts = pl.Series(["DM", "PM?", "DM/SSc overlap", "sLE", "?"])
    found = read_reference(texts, "diagnosis", ["DM", "PM"], [])
    assert found.reference.comparators == ("PM?", "DM/SSc overlap", "sLE")
    assert any(note.startswith("`PM?`, `DM/SSc overlap` of `diagnosis` name a case") for note in found.notes)
    assert not any("sLE" in note for note in found.notes)
