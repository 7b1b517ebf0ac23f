"""A limit on the memory of a process (`ulimit -v`): a library that aborts is told in one line, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from failures.machine import COHORT, ENVIRONMENT, RUN, in_shell, names

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
TOO_LITTLE = "myositis: there is not enough memory; see --memory, or close other programs\n"
ENOUGH = 3_000_000
"""Kilobytes of address space in which a small cohort is classified."""


def limited(script: str, *words: object, kilobytes: int = ENOUGH) -> list[str]:
    """The words that run a program under a limit."""
    return ["bash", "-c", f'ulimit -v {kilobytes}; exec "$@"', "bash", RUN[0], "-c", script, *map(str, words)]


def test_a_limit_too_low_for_the_libraries_is_said_at_once(tmp_path: Path) -> None:
    done = in_shell('ulimit -v 60000; $RUN "$@"', "classify", COHORT, "-o", tmp_path / "out.csv")
    told = "myositis: the memory of this process is limited to 58 MB (ulimit -v), and at least 1 GB is needed\n"
    assert (done.returncode, done.stderr) == (4, told)
    assert names(tmp_path) == []


def test_under_a_limit_that_suffices_everything_is_as_always(tmp_path: Path) -> None:
    done = in_shell(f'ulimit -v {ENOUGH}; $RUN "$@"', "classify", COHORT, "-o", tmp_path / "out.parquet")
    assert done.returncode == 0, done.stderr
    assert names(tmp_path) == ["out.parquet"]
    wrong = in_shell(f'ulimit -v {ENOUGH}; $RUN "$@"', "classify", tmp_path / "absent.csv")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (4, 1)


@pytest.mark.parametrize("end", ["os.abort()", "os.kill(os.getpid(), 11)", "os.kill(os.getpid(), 9)"])
def test_a_library_that_ends_the_process_is_told_in_one_line(tmp_path: Path, end: str) -> None:
    """What Rust does when it gets no memory: a line of its own, and an abort that nothing in the process can catch."""
    script = (
        "import os, myositis.cohort.row_by_row as r\n"
        f"def fail(*_, **__):\n    os.write(2, b'memory allocation of 12 bytes failed, patient 0012')\n    {end}\n"
        "r.classify_read = fail\n"
        "from myositis_cli.main import main; main()"
    )
    words = limited(script, "classify", COHORT, "-o", tmp_path / "out.csv")
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert (done.returncode, done.stdout, done.stderr) == (4, "", TOO_LITTLE)


@pytest.mark.parametrize(("number", "stuck"), [(signal.SIGTERM, False), (signal.SIGINT, False), (signal.SIGTERM, True)])
def test_signals_reach_the_child_and_one_that_is_stuck_is_ended(tmp_path: Path, number: int, stuck: bool) -> None:
    script = (
        "import os, signal, time, myositis.cohort.row_by_row as r, myositis_cli.limited as limited\n"
        "limited.GRACE = 1\n"
        f"def wait(*_, **__):\n    if {stuck}: signal.pthread_sigmask(signal.SIG_BLOCK, [15])\n"
        f"    open({os.fspath(tmp_path / 'begun')!r}, 'w').close()\n    time.sleep(60)\n"
        "r.classify_read = wait\n"
        "from myositis_cli.main import main; main()"
    )
    words = limited(script, "classify", COHORT, "-o", tmp_path / "out.csv")
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert errors.strip() == ("" if stuck else "myositis: interrupted; nothing was written")
    assert [name for name in names(tmp_path) if not name.startswith(".myositis-")] == ["begun"]


def test_the_limit_counts_as_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    from myositis.files import memory

    monkeypatch.setattr(memory, "limit_of_process", lambda: 10**15)
    before = memory.free_memory()
    monkeypatch.setattr(memory, "limit_of_process", lambda: 1)
    assert memory.free_memory() == 0 < before
