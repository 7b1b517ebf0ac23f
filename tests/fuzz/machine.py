"""A machine that fails: runs that are stopped at any moment, few descriptors, small disks. The output is whole or absent."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path

from failures.machine import COHORT, ENVIRONMENT, RUN

TARGETS = ("csv", "parquet", "ndjson", "xlsx", "sav")
SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGKILL": -9}


@lru_cache
def unharmed(kind: str) -> tuple[bytes, float]:
    """What the command writes when nothing happens, and how long it takes."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        done = run(Path(folder) / f"out.{kind}")
        assert done.returncode == 0, done.stderr
        return (Path(folder) / f"out.{kind}").read_bytes(), time.monotonic() - start


def run(target: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    words = [*RUN, "classify", str(COHORT), "-o", str(target)]
    if before:
        words = ["bash", "-c", f'{before}; exec "$@"', "bash", *words]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=ENVIRONMENT, timeout=120)


def attack(seed: str, counts: Counter[str]) -> None:
    """One failure at a random moment, then a run on the same target, which must find nothing in its way."""
    if os.name != "posix":
        return
    draw = random.Random(seed)
    kind = draw.choice(TARGETS)
    content, seconds = unharmed(kind)
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / f"out.{kind}"
        if draw.random() < 0.25:
            most = draw.randrange(4, 40)
            done = run(target, f"ulimit -n {most}")
            counts["runs with few descriptors"] += 1
            judge(done.returncode, done.stderr, target, content, {0, 4})
        else:
            name = draw.choice(list(SIGNALS))
            process = subprocess.Popen(
                [*RUN, "classify", str(COHORT), "-o", str(target)], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
            )
            time.sleep(draw.uniform(0, 1.1 * seconds))
            process.send_signal(getattr(signal, name))
            _, errors = process.communicate(timeout=120)
            counts[f"runs ended by {name}"] += 1
            # Before the command has begun, Python itself ends: by the signal, or with a traceback of its own start.
            started = "myositis:" in errors or process.returncode == 0
            number = -int(getattr(signal, name))
            judge(
                process.returncode, errors if started else "", target, content, {0, 1, SIGNALS[name], number}, name == "SIGKILL"
            )
        again = run(target)
        assert again.returncode == 0, again.stderr
        assert [path.name for path in Path(place).iterdir()] == [target.name], "the next run has not cleaned up"


def judge(code: int, errors: str, target: Path, content: bytes, allowed: set[int], may_leave: bool = False) -> None:
    assert code in allowed, f"exit code {code}: {errors}"
    assert "Traceback" not in errors, errors
    assert "panicked" not in errors, errors
    if code == 0:
        assert target.exists(), "success, and no file"
    if target.exists():
        assert same(target.read_bytes(), content), "the file is not whole"
        assert code == 0 or may_leave, f"the file stands, and the exit code is {code}"
    if not may_leave:
        left = [path.name for path in target.parent.iterdir() if path != target]
        assert not left, f"left behind: {left}"


def same(found: bytes, content: bytes) -> bool:
    """Workbooks and SPSS files carry the time of their making: their size must do."""
    return found == content or (found[:2] == content[:2] and abs(len(found) - len(content)) < 64)


if sys.platform == "win32":
    SIGNALS = {}
