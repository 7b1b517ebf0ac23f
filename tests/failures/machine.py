"""A machine that fails on request: small disks, few descriptors, closed streams, signals at the worst moment."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
COHORT = ROOT / "fixtures" / "cohorts" / "ar2963.csv"
RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def myositis(*words: object, **how: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    settings: dict[str, object] = {"capture_output": True, "text": True, "check": False, "env": ENVIRONMENT, **how}
    return subprocess.run([*RUN, *map(os.fspath, map(_word, words))], **settings)  # type: ignore[call-overload,no-any-return]


def _word(word: object) -> str | bytes | os.PathLike[str]:
    return word if isinstance(word, str | bytes | os.PathLike) else str(word)


def in_shell(text: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a shell that does something to it: `$RUN` is the command, `$@` the words."""
    quoted = " ".join(f"'{word}'" for word in RUN)
    script = text.replace("$RUN", quoted)
    return subprocess.run(
        ["bash", "-c", script, "bash", *map(str, words)], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )


def names(folder: Path) -> list[str]:
    """What stands in a folder."""
    return sorted(path.name for path in folder.iterdir())


def large(path: Path, rows: int = 60_000) -> Path:
    """A cohort that does not fit into a megabyte in any format."""
    draw = random.Random(1)
    pl.DataFrame(
        {
            "patient_id": [f"{row:06}" for row in range(rows)],
            "dm_rash": [True, None] * (rows // 2),
            "remark": [f"{draw.random()}{draw.random()}" for _ in range(rows)],
        }
    ).write_parquet(path)
    return path


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "1m") -> Iterator[Path]:
    """A disk of a megabyte; the test is skipped where nobody may mount one."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk is mounted by root only: run the tests as root to see a full disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
