"""Files with bytes changed, cut or doubled: read or refused in one line, and never half an output."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

import polars as pl

from fuzz.cells import one_line
from myositis import MyositisError, classify_to_file
from myositis.files import write_table

FORMATS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")
TARGETS = ("csv", "parquet", "xlsx", "ndjson")


@lru_cache
def whole(kind: str) -> bytes:
    """A good file of each kind."""
    count = 40
    columns = {
        "patient_id": [f"{row:04}" for row in range(count)],
        "dm_rash": ["yes", "no"] * (count // 2),
        "age_at_onset": [float(row) for row in range(count)],
        "remark": [f"text {row}, ü;" for row in range(count)],
    }
    with tempfile.TemporaryDirectory() as folder:
        write_table(pl.DataFrame(columns), Path(folder) / f"a.{kind}")
        return (Path(folder) / f"a.{kind}").read_bytes()


def broken(content: bytes, draw: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.randrange(1, 6)):
        at = draw.randrange(len(changed)) if changed else 0
        match draw.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del changed[at : at + draw.randrange(1, 200)]
            case 2:
                changed[at:at] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 20)))
            case 3:
                changed = changed[:at]
            case 4:
                changed[at:at] = changed[at : at + draw.randrange(1, 300)]
    return bytes(changed)


def attack(seed: str, counts: Counter[str]) -> None:
    """Ten broken files of every kind."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for kind in FORMATS:
            for _ in range(4):
                source, target = folder / f"in.{kind}", folder / f"out.{draw.choice(TARGETS)}"
                source.write_bytes(broken(whole(kind), draw))
                try:
                    classify_to_file(source, target)
                    counts[f"broken {kind} read"] += 1
                    assert target.exists()
                    target.unlink()
                except MyositisError as refusal:
                    one_line(str(refusal))
                    counts[f"broken {kind} refused"] += 1
                assert [path.name for path in folder.iterdir()] == [source.name], "something was left behind"
                source.unlink()
