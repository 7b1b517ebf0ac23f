"""Memory is bounded by what is read, not by what a file claims: too large is one line, before it is read."""

from __future__ import annotations

import subprocess
import sys
import types
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from failures.machine import ENVIRONMENT, RUN, myositis, names
from myositis.errors import UnknownNameError
from myositis.files import FileAccessError, memory, read_table, write_table

BOMBS = ("parquet", "xlsx", "ods", "csv", "ndjson", "sav")


def bomb(folder: Path, kind: str) -> Path:
    """A small file that is large in memory."""
    path = folder / f"in.{kind}"
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        remark = pa.DictionaryArray.from_arrays(pa.array([0] * 500_000, pa.int32()), pa.array(["x" * 10_000]))
        ids = pa.array(range(500_000))
        pq.write_table(pa.table({"patient_id": ids, "dm_rash": [True] * 500_000, "remark": remark}), path, store_schema=False)
    elif kind == "xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["patient_id", "dm_rash", "remark"])
            for row in range(1, 20_000):
                sheet.write_row(row, 0, [f"p{row}", "yes", "y" * 30_000])
    elif kind == "ods":
        cells = '<table:table-cell office:value-type="string" table:number-columns-repeated="900"><text:p>' + "z" * 9000
        content = (
            '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="9000">'
            f"{cells}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
    elif kind == "csv":
        path.write_text("patient_id,dm_rash," + ",".join(f"c{number}" for number in range(200_000)) + "\n")
    elif kind == "ndjson":
        path.write_text('{"patient_id":"a","remark":"' + "x" * 80_000_000 + '"}\n')
    else:
        write_table(pl.DataFrame({f"n{number}": pl.int_range(1_200_000, eager=True) % 100 for number in range(6)}), path)
    return path


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak of a process")
@pytest.mark.parametrize("kind", BOMBS)
def test_a_small_file_that_is_large_in_memory_is_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    path = bomb(tmp_path, kind)
    assert path.stat().st_size < 90_000_000
    script = (
        "import re, sys; from myositis_cli.endings import code_of; from myositis_cli.main import myositis\n"
        "code = code_of(lambda: myositis.main(sys.argv[1:], standalone_mode=False))\n"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024\n"
        "print(code, peak)"
    )
    ask = ["classify", str(path), "-o", str(tmp_path / "out.xlsx")] if kind == "parquet" else ["check", str(path)]
    words = [RUN[0], "-c", script, *ask, "--memory", "500M"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    code, peak = map(int, done.stdout.split())
    assert code == 4
    assert done.stderr.count("\n") == 1
    assert "of memory (" in done.stderr
    assert "more than the 500 MB" in done.stderr
    assert peak < 700


def test_with_more_memory_the_same_file_is_classified_in_small_batches(tmp_path: Path) -> None:
    """A streamed Parquet file needs only what a batch takes."""
    path = bomb(tmp_path, "parquet")
    done = myositis("classify", path, "--no-open", "--results-only", "-o", tmp_path / "out.parquet", "--memory", "2G")
    assert done.returncode == 0, done.stderr
    assert pl.read_parquet(tmp_path / "out.parquet").height == 500_000


@pytest.mark.parametrize(
    ("said", "size"), [("4G", 4 * 1024**3), ("800M", 800 * 1024**2), ("1.5 GB", 3 * 1024**3 // 2), ("10kiB", 10_240), ("77", 77)]
)
def test_amounts_of_memory_as_people_write_them(said: str, size: int) -> None:
    try:
        memory.set_memory_limit(said)
        assert memory.memory_limit() == size
    finally:
        memory.set_memory_limit(None)


@pytest.mark.parametrize("said", ["much", "4X", "-1G", "", "1e9"])
def test_other_amounts_are_refused(said: str) -> None:
    with pytest.raises(UnknownNameError, match="is no amount of memory; write for example 800M or 4G"):
        memory.set_memory_limit(said)


def test_the_default_is_half_of_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 10 * 1024**3)
    assert memory.memory_limit() == 5 * 1024**3
    monkeypatch.setattr(memory, "free_memory", lambda: 0)
    assert memory.memory_limit() == 256 * 1024**2


def test_the_smaller_of_machine_and_container_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_free_of_linux", lambda: 8_000)
    monkeypatch.setattr(memory, "_left_in_container", lambda: 3_000)
    assert memory.free_memory() == 3_000


def test_windows_says_what_is_free_through_its_own_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    def status(given: object) -> int:
        given._obj.free = 12_345  # type: ignore[attr-defined]
        return 1

    windows = types.SimpleNamespace(kernel32=types.SimpleNamespace(GlobalMemoryStatusEx=status))
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    monkeypatch.setattr(memory, "_free_of_linux", lambda: None)
    monkeypatch.setattr(memory, "_left_in_container", lambda: None)
    assert memory.free_memory() == 12_345


def test_only_columns_that_are_used_are_read_when_only_results_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from myositis import classify_to_file
    from myositis.files.stream import TableScan

    asked: list[object] = []
    batches = TableScan.batches

    def seen(self: TableScan, rows: int = 1, columns: object = None, *, marked: bool = False) -> object:
        asked.append(columns)
        return batches(self, rows, columns, marked=marked)  # type: ignore[arg-type]

    monkeypatch.setattr(TableScan, "batches", seen)
    for kind in ("csv", "parquet"):
        frame = pl.DataFrame({"patient_id": ["a"], "dm_rash": ["yes"], "gotron_papules": ["no"], "remark": ["long"]})
        frame.write_csv(tmp_path / "in.csv") if kind == "csv" else frame.write_parquet(tmp_path / "in.parquet")
        summary = classify_to_file(tmp_path / f"in.{kind}", tmp_path / "out.csv", results_only=True)
        assert asked[-1] == ["patient_id", "dm_rash"]
        assert "`gotron_papules` is not read; did you mean `gottron_papules`?" in summary.notes


def test_a_file_that_takes_nearly_no_memory_is_read_under_a_low_limit(tmp_path: Path) -> None:
    write_table(pl.DataFrame({"patient_id": ["a"], "dm_rash": ["yes"]}), tmp_path / "in.xlsx")
    memory.set_memory_limit("1M")
    try:
        assert read_table(tmp_path / "in.xlsx").frame.height == 1
    finally:
        memory.set_memory_limit(None)


def test_a_memory_error_is_told_with_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def little(*_: object) -> None:
        raise MemoryError

    (tmp_path / "in.csv").write_text("a,b\n1,2\n")
    monkeypatch.setattr("myositis.files.delimited.DelimitedFile._split_row_by_row", little)
    monkeypatch.setattr("myositis.files.delimited.DelimitedFile._split_at_once", little)
    with pytest.raises(FileAccessError, match=r"`in\.csv` cannot be read: Cannot allocate memory"):
        read_table(tmp_path / "in.csv")
    assert names(tmp_path) == ["in.csv"]


@pytest.mark.parametrize(
    ("failure", "code", "told"),
    [
        ("MemoryError()", 4, "there is not enough memory"),
        ("ImportError('x', name='polars')", 4, "the library `polars` cannot be loaded"),
        ("RecursionError()", 3, "nested too deeply"),
        ("OSError(28, 'x')", 4, "No space left on device"),
        ("type('PanicException', (BaseException,), {})('Too many open files (os error 24)')", 4, "Too many open files"),
        ("type('PanicException', (BaseException,), {})('patient 0012')", 5, "unforeseen error (PanicException)"),
        ("ZeroDivisionError('patient 0012')", 5, "unforeseen error (ZeroDivisionError)"),
        ("KeyboardInterrupt()", 130, "interrupted; nothing was written"),
    ],
)
def test_whatever_is_raised_ends_in_one_line_without_a_value(failure: str, code: int, told: str) -> None:
    script = (
        f"import myositis.classify_file.source as s\ndef read(*_): raise {failure}\ns.CohortFile.in_batches = property(read)\n"
        "from myositis_cli.main import main; main()"
    )
    words = [sys.executable, "-c", script, "classify", "fixtures/cohorts/ar2963.csv"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=root)
    assert done.returncode == code
    assert told in done.stderr
    assert "0012" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_warnings_as_errors_disturb_no_command(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    cohort = root / "fixtures" / "cohorts" / "ar2963.csv"
    for words in (
        ("classify", cohort),
        ("compare", cohort),
        ("check", cohort),
        ("map", cohort),
        ("classify", cohort, "-o", tmp_path / "a.sav"),
    ):
        done = myositis(*words, env={**ENVIRONMENT, "PYTHONWARNINGS": "error"})
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr
