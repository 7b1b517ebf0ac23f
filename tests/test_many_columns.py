"""Files of very many columns: the same answers and hints as in narrow ones, and in seconds."""

from __future__ import annotations

import random
import time
from pathlib import Path

import polars as pl
import pytest

from myositis import classify_to_file
from myositis.dictionary.findings import DICTIONARY
from myositis.errors import nearest
from myositis.files import neutralise
from myositis.files.neutralise import neutralised
from myositis.reading import spelling
from myositis.reading.cohort import MOST_HINTS, near_misses
from myositis.reading.spelling import nearest_of_each


def misspelt(name: str, draw: random.Random) -> str:
    """A name with letters changed, doubled, dropped, or something in front and behind."""
    letters = list(name)
    for _ in range(draw.randrange(5)):
        at = draw.randrange(len(letters))
        match draw.randrange(4):
            case 0:
                letters[at] = draw.choice("abcdxyz_ÄI\u0130ß\u4e2d")
            case 1:
                letters.insert(at, draw.choice("aeX_9"))
            case 2 if len(letters) > 1:
                del letters[at]
            case _:
                letters[at] = letters[at].upper()
    return draw.choice(("", "x_", "baseline_")) + "".join(letters) + draw.choice(("", "_2", "_at_visit"))


def test_many_names_are_compared_as_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(1)
    allowed = tuple(DICTIONARY)
    names = [misspelt(draw.choice(allowed), draw) for _ in range(600)] + ["", "q", "ck_" * 200]
    monkeypatch.setattr(spelling, "_MANY", 1)
    found = nearest_of_each(names, allowed)
    assert found == {name: close for name in names if (close := nearest(name, allowed))}
    assert 100 < len(found) < len(set(names))


def test_a_few_hints_are_given_and_the_others_counted() -> None:
    columns = tuple(f"gotron_papules_{number}" for number in range(10, 90))
    notes = near_misses(columns, frozenset(), ("gottron_papules", "ck"))
    assert notes[0] == "`gotron_papules_10` is not read; did you mean `gottron_papules`?"
    assert notes[MOST_HINTS:] == [f"{80 - MOST_HINTS} more columns are not read, and have names like these"]


@pytest.mark.parametrize("rows", [3, 5000])
def test_every_risky_cell_of_a_wide_table_is_found(rows: int) -> None:
    draw = random.Random(2)
    cells = ("=1", "-5", "-x", " +1+1", "ja", "\uff1d1", "", None, "@")
    frame = pl.DataFrame(
        {f"c{number}": [draw.choice(cells) for _ in range(rows)] for number in range(30)} | {"n": [-1.5] * rows},
        schema_overrides={"c3": pl.Categorical},
    )
    expected = frame.cast({"c3": pl.String}).with_columns(
        pl.col(pl.String).map_elements(neutralise, return_dtype=pl.String, skip_nulls=True)
    )
    assert neutralised(frame).equals(expected)


def test_a_hundred_thousand_columns_take_seconds_of_work(tmp_path: Path) -> None:
    columns = 100_000
    names = ["patient_id", "dm_rash", "gotron_papules", *(f"lab_value_{number}" for number in range(columns - 3))]
    text = "".join(",".join([f"p{row}", "yes", "no", *["1"] * (columns - 3)]) + "\n" for row in range(5))
    (tmp_path / "in.csv").write_text(",".join(names) + "\n" + text)
    start = time.process_time()
    summary = classify_to_file(tmp_path / "in.csv", tmp_path / "out.csv", "bohan-peter-1975")
    assert time.process_time() - start < 20, "it was 45 seconds when each name was compared with each of the dictionary"
    assert "`gotron_papules` is not read; did you mean `gottron_papules`?" in summary.notes
    with (tmp_path / "out.csv").open() as out:
        assert out.readline().startswith("patient_id,dm_rash,gotron_papules,lab_value_0,")
