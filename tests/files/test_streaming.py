"""Files larger than memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import polars as pl
import pytest

from myositis.files import FileAccessError, FileFormatError, open_scan, open_writer, read_table, scan_batches, stream


def cohort(path, rows=1000):
    frame = pl.DataFrame({"id": [f"{number:04}" for number in range(rows)], "ck": range(rows)})
    frame.write_parquet(path) if path.suffix == ".parquet" else frame.write_csv(path)
    return path


@pytest.fixture(params=["csv", "parquet"])
def source(tmp_path, request):
    return cohort(tmp_path / f"cohort.{request.param}")


def flagged(frame):
    return frame.with_columns(pl.col("ck").cast(pl.Int64) + 1)


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet", "ndjson"])
def test_batches_pass_in_order_one_at_a_time_in_the_callers_thread(tmp_path, source, kind):
    seen, progress = [], []

    def function(frame):
        assert threading.current_thread() is threading.main_thread()
        seen.append(frame.height)
        return flagged(frame)

    stream(source, tmp_path / f"out.{kind}", function, rows=300, progress=lambda *done: progress.append(done))
    assert seen == [300, 300, 300, 100]
    assert progress == [(300, 1000), (600, 1000), (900, 1000), (1000, 1000), (1000, 1000)]
    read = read_table(tmp_path / f"out.{kind}").frame
    assert read["id"].to_list() == [f"{number:04}" for number in range(1000)]
    assert read["ck"].cast(pl.Int64).to_list() == list(range(1, 1001))
    assert len(list(tmp_path.iterdir())) == 2


def test_a_scan_knows_the_columns_before_the_rows_and_can_be_read_again(source):
    with open_scan(source) as scan:
        assert (scan.columns, scan.rows, scan.first_row) == (("id", "ck"), 1000, 2)
        assert [batch.height for batch in scan.batches(400)] == [400, 400, 200]
        assert pl.concat(scan.batches(7)).equals(pl.concat(scan.batches(1000)))
    assert sum(batch.height for batch in scan_batches(source, 64)) == 1000


def test_a_scan_of_another_format_is_read_whole_and_cut(tmp_path):
    path = tmp_path / "a.ndjson"
    path.write_text('{"id": "a"}\n{"id": "b"}\n{"id": "c"}\n')
    assert [batch.height for batch in scan_batches(path, 2)] == [2, 1]


def test_a_file_without_rows_gives_a_file_without_rows(tmp_path):
    (tmp_path / "a.csv").write_text("id,ck\n")
    for kind in ("csv", "parquet"):
        stream(tmp_path / "a.csv", tmp_path / f"out.{kind}", flagged)
        read = read_table(tmp_path / f"out.{kind}").frame
        assert (read.columns, read.height) == (["id", "ck"], 0)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, ZeroDivisionError])
@pytest.mark.parametrize("fail_at", [1, 3])
def test_what_the_function_raises_arrives_unchanged_and_leaves_no_output(tmp_path, source, kind, failure, fail_at):
    calls = []

    def function(frame):
        calls.append(1)
        if len(calls) == fail_at:
            raise failure
        return flagged(frame)

    before = threading.active_count()
    with pytest.raises(failure):
        stream(source, tmp_path / f"out.{kind}", function, rows=100)
    assert list(tmp_path.iterdir()) == [source]
    assert threading.active_count() == before


def test_a_ragged_row_far_down_leaves_no_output(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,ck\n" + "1,2\n" * 500_000 + "1,2,3\n")
    with pytest.raises(FileFormatError, match="row 500002 has 3 fields"):
        stream(path, tmp_path / "out.parquet", flagged, rows=1000)
    assert list(tmp_path.iterdir()) == [path]


def write_batches(path, batches):
    with open_writer(path) as writer:
        for batch in batches:
            writer.write(batch)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_batch_that_differs_from_the_first_is_refused_by_column(tmp_path, kind):
    batches = [pl.DataFrame({"a": [1]}), pl.DataFrame({"a": ["x"]})]
    with pytest.raises(FileFormatError, match="in column `a`"):
        write_batches(tmp_path / f"a.{kind}", batches)
    assert not list(tmp_path.iterdir())


def test_a_streamed_parquet_file_carries_metadata(tmp_path, source):
    stream(source, tmp_path / "out.parquet", flagged, metadata={"criteria": "eular-acr-2017"})
    assert pl.read_parquet_metadata(tmp_path / "out.parquet")["criteria"] == "eular-acr-2017"


def test_the_input_is_not_overwritten_and_other_formats_are_refused(tmp_path, source):
    with pytest.raises(FileAccessError, match="is the input"):
        stream(source, source, flagged)
    with pytest.raises(FileFormatError, match="possible"):
        stream(source, tmp_path / "a.xlsx", flagged)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_interrupt_from_the_keyboard_leaves_no_output(tmp_path, kind):
    path = cohort(tmp_path / "cohort.parquet", 20_000)
    program = f"""
        import sys, time
        from myositis.files import stream
        def slowly(frame):
            print("running", flush=True)
            time.sleep(0.2)
            return frame
        stream({str(path)!r}, {str(tmp_path / f"out.{kind}")!r}, slowly, rows=100)
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert run.stdout is not None
    run.stdout.readline()
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=20)
    assert run.returncode != 0
    assert b"KeyboardInterrupt" in errors
    assert list(tmp_path.iterdir()) == [path]


def test_streaming_works_with_a_single_polars_thread(tmp_path):
    path = cohort(tmp_path / "cohort.parquet")
    program = f"""
        import polars as pl
        from myositis.files import stream
        def function(frame):
            return frame.lazy().with_columns(pl.col("ck") * 2).collect(engine="streaming")
        stream({str(path)!r}, {str(tmp_path / "out.parquet")!r}, function, rows=50)
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "POLARS_MAX_THREADS": "1"}
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, timeout=60, env=environment)
    assert pl.read_parquet(tmp_path / "out.parquet")["ck"].to_list() == [2 * number for number in range(1000)]


def test_importing_the_file_layer_loads_no_data_frame_library():
    program = "import sys, myositis.files; print([m for m in ('polars', 'pandas', 'xlsxwriter') if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment)
    assert out.stdout.strip() == "[]"


def test_statistics_files_need_no_pandas(tmp_path):
    path = tmp_path / "a.sav"
    program = f"""
        import importlib.machinery
        found = importlib.machinery.PathFinder.find_spec
        def without_pandas(name, *rest):
            return None if name.partition(".")[0] == "pandas" else found(name, *rest)
        importlib.machinery.PathFinder.find_spec = without_pandas
        import polars as pl
        from pathlib import Path
        from myositis.files import write_table
        from myositis.files.packages import read_package
        write_table(pl.DataFrame({{"a": [1]}}), {str(path)!r})
        print(read_package(Path({str(path)!r}), "a.sav", "sav", None).frame.item())
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    assert subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip() == "1"
