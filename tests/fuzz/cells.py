"""Cells of every spelling: read or named as a problem; in batches, whole, and from every format alike."""

from __future__ import annotations

import io
import random
import tempfile
from collections import Counter
from pathlib import Path

import polars as pl

from myositis import MyositisError, classify_to_file
from myositis.classify_file import to_file
from myositis.files import read_table, write_table

LETTERS = "01259.,-+<>=/: eEyYnNoOsSxX?*#'\"\t\u00a0\u3000\u202e\u200b\x1b±≥≤½٣①éßI"
WORDS = (
    "yes", "no", "YES", "Nein", "ja", "0", "1", "2", "+", "-", "TRUE", "false", "NULL", "N/A", "nd", "?", "UNK", "-999", "1e400",
    "nan", "inf", "-0", "0012", "1E05", "5,3", "5.3", "1.234", ">5000", "<40", "2020-02-30", "31.12.1999", "12/31/1999", "1999",
    "=1+1", "@x", "male", "F", "improved", "not_improved", "47 years", "3 months", "", " ", "x" * 300,
)  # fmt: skip
COLUMNS = (
    "patient_id", "dm_rash", "gottron_sign", "anti_jo1", "age_at_onset", "ck", "ck_uln", "sex", "birth_date",
    "treatment_response", "own",
)  # fmt: skip
FORMATS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")


def cell(draw: random.Random) -> str:
    if draw.random() < 0.6:
        return draw.choice(WORDS)
    return "".join(draw.choice(LETTERS) for _ in range(draw.randrange(1, 8)))


def attack(seed: str, counts: Counter[str]) -> None:
    """Ten small tables."""
    draw = random.Random(seed)
    for _ in range(10):
        one_table(draw, counts)


def one_table(draw: random.Random, counts: Counter[str]) -> None:
    """A table of odd cells: the same answer in batches of any size and in one piece, nothing lost, nothing invented."""
    columns = ["patient_id", *draw.sample(COLUMNS[1:], draw.randrange(1, len(COLUMNS)))]
    rows = draw.randrange(1, 12)
    ordinary = draw.random() < 0.5
    frame = pl.DataFrame(
        {name: [str(row) if name == "patient_id" and ordinary else cell(draw) for row in range(rows)] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    counts["cells"] += rows * len(columns)
    with tempfile.TemporaryDirectory() as folder:
        kind = draw.choice(FORMATS)
        source = Path(folder) / f"in.{kind}"
        try:
            write_table(frame, source)
        except MyositisError as refusal:
            one_line(str(refusal))
            counts["tables refused by a writer"] += 1
            return
        outputs = []
        for batch in (1, 3, 1000):
            before, to_file.BATCH = to_file.BATCH, batch
            try:
                outputs.append(classified(source))
            finally:
                to_file.BATCH = before
        assert outputs[0] == outputs[1] == outputs[2], f"{kind}: the size of a batch changes the answer"
        counts[f"tables in {kind}"] += 1
        if isinstance(outputs[0], str):
            counts["tables refused by a reader"] += 1
            return
        read = read_table(source).frame
        again = read_table(io.BytesIO(outputs[0])).frame
        assert again.height == read.height, "a row was lost"


def classified(source: Path) -> bytes | str:
    out = io.BytesIO()
    try:
        summary = classify_to_file(source, out, format="csv")
    except MyositisError as refusal:
        one_line(str(refusal))
        return str(refusal)
    assert summary.invalid <= summary.rows
    for problem in (*summary.problems, *summary.warnings):
        assert problem.row >= 1
        assert problem.code
    return out.getvalue()


def one_line(message: str) -> None:
    assert "\n" not in message
    assert message.isprintable() or all(letter.isprintable() or letter in "\u00a0\u3000" for letter in message), repr(message)
