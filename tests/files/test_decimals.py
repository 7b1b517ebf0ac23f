"""Decimal point or comma."""

from __future__ import annotations

import polars as pl
import pytest

from myositis.files import DecimalEvidence, FileFormatError, decimal_comma


def frame(*cells: str | None) -> pl.DataFrame:
    return pl.DataFrame({"ck": list(cells)}, schema={"ck": pl.String})


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (("5.3", "7"), False),
        (("5,3", "7"), True),
        (("5", None, "UNK"), False),
        (("<0,5", ">1000"), True),
        (("-1,25", "+3"), True),
        (("0.512",), False),
        (("0,512",), True),
        (("1.234", "5.3"), False),  # a second number settles what the first leaves open
        (("1,234", "5,3"), True),
        (("1,5e3",), True),
        (("02.01.2020 ", "a.b", "5,3"), True),  # dates and words are no numbers
    ],
)
def test_the_mark_is_decided_by_the_numbers(cells, comma):
    assert decimal_comma(frame(*cells), ["ck"]) is comma


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("5.3", "5,3"), "are mixed"),
        (("5,3", "1.234"), "thousands separator"),
        (("5.3", "1,234"), "thousands separator"),
        (("1.234",), "may mark decimals or thousands"),
        (("12,345",), "may mark decimals or thousands"),
        (("1.234,5",), "thousands separator"),
        (("1,234,567",), "thousands separator"),
    ],
)
def test_mixed_and_ambiguous_marks_are_refused_without_the_value(cells, words):
    with pytest.raises(FileFormatError, match=words) as caught:
        decimal_comma(frame("1", *cells), ["ck"])
    assert "row 3" in str(caught.value)
    assert not any(cell in str(caught.value) for cell in cells)


def test_only_the_columns_named_are_looked_at():
    both = pl.DataFrame({"ck": ["5,3"], "note": ["see 5.3"], "version": ["1.2"]})
    assert decimal_comma(both, ["ck"])


def test_typed_columns_have_left_the_question_behind():
    assert not decimal_comma(pl.DataFrame({"ck": [5.3]}), ["ck"])


def test_evidence_is_collected_over_batches_with_true_row_numbers():
    evidence = DecimalEvidence(first_row=2)
    evidence.add(frame("5.3", "1"), ["ck"])
    evidence.add(frame("1", "5,3"), ["ck"])
    with pytest.raises(FileFormatError, match=r"row 2.*row 5"):
        evidence.comma()


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_the_first_place_is_the_topmost_row_however_the_file_is_cut(rows):
    """Found at random: in one piece another column was named than in batches."""
    frame = pl.DataFrame({"a": ["1", "2", "3", "1,5", "1.5"], "b": ["1", "2,5", "3", "4", "5"]})
    evidence = DecimalEvidence()
    for start in range(0, frame.height, rows):
        evidence.add(frame.slice(start, rows), ["a", "b"])
    with pytest.raises(FileFormatError, match=r"point \(column `a`, row 6\) and decimal comma \(column `b`, row 3\)"):
        evidence.comma()
