"""A full disk, a closed stream, too few descriptors: one line, the right code, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import polars as pl
import pytest

from failures.machine import COHORT, in_shell, large, myositis, names, small_disk
from myositis.files import FileAccessError, open_writer, write_table

POSIX = pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
pytestmark = [POSIX, pytest.mark.skipif(shutil.which("mount") is None, reason="no mount")]
FULL = "No space left on device"


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large(tmp_path_factory.mktemp("large") / "in.parquet")


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta"])
def test_a_full_disk_is_told_by_every_writer_and_leaves_nothing(tmp_path: Path, cohort: Path, ending: str) -> None:
    with small_disk(tmp_path / "disk") as disk:
        done = myositis("classify", cohort, "--no-open", "-o", disk / f"out.{ending}")
        assert (done.returncode, done.stderr) == (4, f"myositis: `out.{ending}` cannot be written: {FULL}\n")
        assert names(disk) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("compare", COHORT), "out.md"),
        (("redcap", "instrument"), "out.csv"),
        (("template",), "out.xlsx"),
        (("map", COHORT), "out.toml"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
def test_a_full_disk_is_told_by_every_command(tmp_path: Path, words: tuple[object, ...], name: str) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with (disk / "fill").open("wb") as fill:
            fill.write(bytes(1024**2))
        done = myositis(*words, "-o", disk / name)
        assert done.returncode == 4
        assert done.stderr.splitlines()[-1] == f"myositis: `{name}` cannot be written: {FULL}"
        assert "Traceback" not in done.stderr
        assert names(disk) == ["fill"]


def test_a_full_disk_keeps_the_older_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        write_table(pl.DataFrame({"a": ["kept"]}), disk / "out.csv")
        with pytest.raises(FileAccessError, match=FULL):
            write_table(pl.DataFrame({"a": ["x" * 2_000_000]}), disk / "out.csv")
        assert (disk / "out.csv").read_text() == "a\nkept\n"
        assert names(disk) == ["out.csv"]


def test_a_full_temporary_folder_is_told_when_the_output_goes_to_a_pipe(tmp_path: Path, cohort: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        done = myositis("classify", cohort, env={**os.environ, "TMPDIR": str(disk), "PYTHONPATH": os.pathsep.join(sys.path)})
        assert (done.returncode, done.stdout) == (4, "")
        assert FULL in done.stderr


@pytest.mark.parametrize(
    "words", [("classify", COHORT), ("explain", COHORT, "--id", "15"), ("criteria", "show", "bohan-peter-1975"), ("--help",)]
)
class TestStandardOutput:
    def test_a_full_device_is_no_success(self, words: tuple[object, ...]) -> None:
        done = in_shell('$RUN "$@" >/dev/full', *words)
        assert done.returncode == 4
        *notes, last = done.stderr.splitlines()
        assert FULL in last
        assert all(line.startswith("note: ") for line in notes)

    def test_a_closed_output_is_no_success(self, words: tuple[object, ...]) -> None:
        done = in_shell('$RUN "$@" >&-', *words)
        assert done.returncode == 4
        *notes, last = done.stderr.splitlines()
        assert last == "myositis: standard output is closed: name a file for the output"
        assert all(line.startswith("note: ") for line in notes)

    def test_nobody_who_reads_is_a_quiet_end_with_the_usual_code(self, words: tuple[object, ...]) -> None:
        done = in_shell('{ $RUN "$@"; echo "$?" >&2; } | true', *words)
        assert done.stderr.splitlines()[-1] in ("141", "0")  # 0 when all of it fitted into the pipe before it was closed
        assert "Traceback" not in done.stderr
        assert "BrokenPipe" not in done.stderr


def test_a_pipe_that_is_closed_early_ends_with_the_usual_code(cohort: Path) -> None:
    done = in_shell('{ $RUN "$@"; echo "$?" >&2; } | head -1', "classify", cohort, "--no-open")
    assert done.stderr == "141\n"
    assert done.stdout.startswith("patient_id,")


def test_a_closed_output_does_not_matter_when_a_file_is_written(tmp_path: Path) -> None:
    done = in_shell('$RUN "$@" >&- 2>&-', "classify", COHORT, "-o", tmp_path / "out.csv")
    assert done.returncode == 0
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 26


def test_a_closed_input_is_one_line() -> None:
    done = in_shell('$RUN "$@" <&-', "classify", "-")
    assert done.returncode in (3, 4)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("most", [5, 6, 8, 10, 12])
def test_few_descriptors_are_told_or_suffice(tmp_path: Path, most: int) -> None:
    done = in_shell(f'ulimit -n {most}; $RUN "$@"', "classify", COHORT, "-o", tmp_path / "out.parquet")
    assert done.returncode in (0, 4)
    assert "Traceback" not in done.stderr
    assert "panicked" not in done.stderr
    if done.returncode:
        assert done.stderr.count("\n") == 1
        assert names(tmp_path) == []
    else:
        assert pl.read_parquet(tmp_path / "out.parquet").height == 25


def write_three_times(path: Path, frame: pl.DataFrame) -> None:
    with open_writer(path) as writer:
        for _ in range(3):
            writer.write(frame)


def test_each_batch_and_the_end_of_a_writer_tell_a_full_disk(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [f"{number * 7919 % 10**9}" for number in range(200_000)]})
    with small_disk(tmp_path / "disk") as disk:
        for ending in ("csv", "parquet", "ndjson"):
            with pytest.raises(FileAccessError, match=FULL):
                write_three_times(disk / f"out.{ending}", frame)
            assert names(disk) == []
