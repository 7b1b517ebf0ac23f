"""Names that are no text, links that lead nowhere, runs that are stopped: what was there stays, what is left is cleaned."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from failures.machine import COHORT, ENVIRONMENT, RUN, large, myositis, names
from myositis.files import FileAccessError, read_table, write_table
from myositis.files.unfinished import Unfinished
from myositis.files.whole import whole_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="names and signals of POSIX")
ENDINGS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")
FRAME = pl.DataFrame({"patient_id": ["1", "2"], "dm_rash": ["yes", "no"]})


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("place", [b"folder\xff/out", b"out\xff", b"f\xfe/\xffout"])
def test_names_that_are_not_utf_8_are_written_and_read(tmp_path: Path, ending: str, place: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + place + f".{ending}".encode()))
    path.parent.mkdir(exist_ok=True)
    write_table(FRAME, path)
    assert read_table(path).frame["patient_id"].cast(str).to_list() == ["1", "2"]
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("classify", COHORT, "--prefix", b"p\xff"), 2),
        (("explain", COHORT, "--id", b"p\xff"), 2),
        (("classify", COHORT, "-c", b"p\xff"), 2),
        (("classify", COHORT, "--map", b"p\xff"), 4),
        (("classify", b"nowhere\xff.csv"), 4),
        (("compare", COHORT, "--by", b"p\xff"), 2),
        (("redcap", "instrument", "--form", b"p\xff"), 2),
    ],
)
def test_options_that_are_not_utf_8_are_refused_in_one_line(words: tuple[object, ...], code: int) -> None:
    done = myositis(*words)
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert "unforeseen" not in done.stderr


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").symlink_to("b.csv")
    (tmp_path / "b.csv").symlink_to("a.csv")
    return tmp_path / "a.csv"


@pytest.mark.parametrize(
    "words", [("classify", "LOOP"), ("classify", COHORT, "-o", "LOOP"), ("classify", COHORT, "--map", "LOOP"), ("map", "LOOP")]
)
def test_links_that_lead_to_each_other_are_told(loop: Path, words: tuple[object, ...]) -> None:
    done = myositis(*(loop if word == "LOOP" else word for word in words))
    assert done.returncode == 4
    assert "Too many levels of symbolic links" in done.stderr
    assert names(loop.parent) == ["a.csv", "b.csv"]


def test_a_very_long_name_is_written_and_a_too_long_one_told(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 120 + ".csv")
    write_table(FRAME, path)
    assert read_table(path).frame.height == 2
    with pytest.raises(FileAccessError, match="File name too long"):
        write_table(FRAME, tmp_path / ("ü" * 200 + ".csv"))


def test_a_nested_mapping_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "deep.toml").write_text("x = " + "[" * 100_000 + "]" * 100_000)
    done = myositis("classify", COHORT, "--map", tmp_path / "deep.toml")
    assert done.returncode in (2, 3)
    assert done.stderr.count("\n") == 1


def start(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*RUN, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)


def unfinished_in(folder: Path) -> list[str]:
    return [name for name in names(folder) if name.startswith(".myositis-")]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large(tmp_path_factory.mktemp("large") / "in.parquet", 900_000)


@pytest.fixture(autouse=True)
def _hang_up_is_heeded() -> Iterator[None]:
    """Also where the tests themselves run under nohup, whose children ignore it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def test_a_killed_run_leaves_a_hidden_file_that_the_next_run_on_the_same_target_removes(tmp_path: Path, cohort: Path) -> None:
    target = tmp_path / "out.csv"
    process = start("classify", cohort, "--no-open", "-o", target)
    deadline = time.monotonic() + 60
    while not unfinished_in(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    left = unfinished_in(tmp_path)
    assert len(left) == 1
    assert not target.exists()
    write_table(FRAME, tmp_path / "another.csv")
    assert unfinished_in(tmp_path) == left, "only the same target cleans it"
    write_table(FRAME, target)
    assert names(tmp_path) == ["another.csv", "out.csv"]


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with whole_file(target, ".csv") as path:
        path.write_text("first")
        write_table(FRAME, target)
        assert path.exists()
    assert target.read_text() == "first"
    assert unfinished_in(tmp_path) == []


def test_a_hidden_file_of_somebody_else_is_never_removed(tmp_path: Path) -> None:
    for name in (".out.csv.part", ".myositis-settings", ".myositis-0123456789ab-x.csv"):
        (tmp_path / name).write_text("mine")
    write_table(FRAME, tmp_path / "out.csv")
    assert len(names(tmp_path)) == 4


def test_where_there_are_no_locks_only_old_files_are_left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("myositis.files.unfinished._locked", lambda _: None)
    final = tmp_path / "out.csv"
    young, old = (Unfinished(final, ".csv").path for _ in range(2))
    for path in (young, old):
        path.touch()
    os.utime(old, (0, 0))
    write_table(FRAME, final)
    assert young.exists()
    assert not old.exists()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["interrupt", "end", "hang up"]
)
def test_a_signal_before_the_end_leaves_nothing(tmp_path: Path, cohort: Path, number: int, code: int) -> None:
    process = start("classify", cohort, "--no-open", "-o", tmp_path / "out.parquet")
    deadline = time.monotonic() + 60
    while not unfinished_in(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert errors.decode().split() == ["myositis:", "interrupted;", "nothing", "was", "written"]
    assert names(tmp_path) == []


def test_under_nohup_a_hang_up_ends_nothing(tmp_path: Path, cohort: Path) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    process = start("classify", cohort, "--no-open", "-o", tmp_path / "out.parquet")
    deadline = time.monotonic() + 60
    while not unfinished_in(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert names(tmp_path) == ["out.parquet"]


SIGNAL_AT_THE_END = """
import os, signal
from pathlib import Path
replace = Path.replace
def replaced(self, target):
    os.kill(os.getpid(), signal.{before}) if "{before}" else None
    answer = replace(self, target)
    os.kill(os.getpid(), signal.{after}) if "{after}" else None
    return answer
Path.replace = replaced
from myositis_cli.main import main
main()
"""


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_signal_while_or_after_the_file_takes_its_place_is_a_success(tmp_path: Path, number: str, moment: str) -> None:
    script = SIGNAL_AT_THE_END.format(**{"before": "", "after": "", moment: number}).replace("signal. ", "signal.SIGINT ")
    script = script.replace("signal.)", "signal.SIGINT)")
    words = [RUN[0], "-c", script, "classify", str(COHORT), "-o", str(tmp_path / "out.csv")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert "25 patients, every row was read" in done.stderr
    assert names(tmp_path) == ["out.csv"]


def test_a_target_that_another_program_holds_open_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace what Excel has open; its error has a number of its own."""

    def held(*_: object) -> None:
        error = PermissionError(13, "The process cannot access the file")
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    write_table(FRAME, tmp_path / "out.xlsx")
    before = (tmp_path / "out.xlsx").read_bytes()
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(FileAccessError, match=r"`out.xlsx` cannot be written: another program holds it open; close it"):
        write_table(FRAME.head(1), tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == before
    assert names(tmp_path) == ["out.xlsx"]


def test_a_machine_without_fcntl_resource_and_signals_reads_and_writes(tmp_path: Path) -> None:
    """What a registry's PC under Windows lacks is not needed."""
    script = """
import importlib.machinery, signal, sys
for name in ("SIGHUP", "SIGALRM", "SIGQUIT"):
    delattr(signal, name)
found = importlib.machinery.PathFinder.find_spec
def without(name, *rest):
    return None if name in ("fcntl", "resource", "pwd", "grp", "termios") else found(name, *rest)
importlib.machinery.PathFinder.find_spec = without
sys.modules.update(dict.fromkeys(("fcntl", "resource")))
from myositis_cli.main import main
main()
"""
    shutil.copy(COHORT, tmp_path / "in.csv")
    for source, target in (("in.csv", "out.parquet"), ("out.parquet", "again.csv")):
        words = [RUN[0], "-c", script, "classify", source, "-o", target, "--prefix", target[:2]]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert names(tmp_path) == ["again.csv", "in.csv", "out.parquet"]


def test_a_console_with_few_letters_shows_the_others_as_escapes() -> None:
    """A console in Windows-1252 knows neither the sign for "at least" nor Greek letters."""
    done = myositis("criteria", "show", "eular-acr-2017", env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_that_comes_while_python_runs_a_callback_of_its_own_is_heeded_all_the_same(name: str, code: int) -> None:
    script = (
        "import signal, sys, time, weakref\n"
        "from myositis_cli.endings import code_of, heed_signals\n"
        "class Thing: pass\n"
        "def run():\n"
        "    thing = Thing()\n"
        f"    heard = weakref.ref(thing, lambda _: signal.raise_signal(signal.{name}))\n"
        "    del thing\n"
        "    time.sleep(5)\n"
        "heed_signals()\n"
        "sys.exit(code_of(run))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert done.returncode == code
    assert done.stderr == "myositis: interrupted; nothing was written\n"


def test_a_library_that_fails_because_it_was_interrupted_is_an_interrupt() -> None:
    script = (
        "import signal, sys\n"
        "from myositis_cli.endings import code_of, heed_signals\n"
        "def run():\n"
        "    try:\n"
        "        signal.raise_signal(signal.SIGTERM)\n"
        "    except BaseException:\n"
        "        raise AttributeError('half of a module')\n"
        "heed_signals()\n"
        "sys.exit(code_of(run))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    assert (done.returncode, done.stderr) == (143, "myositis: interrupted; nothing was written\n")
