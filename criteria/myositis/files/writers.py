"""Writing a table batch by batch, with the same promise: whole or not at all."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from myositis.files.errors import FileFormatError, library_failures, quoted
from myositis.files.formats import STREAMED, format_of
from myositis.files.holdable import check_holdable
from myositis.files.neutralise import neutralised
from myositis.files.whole import AnySource, Target, name_of, whole_file

if TYPE_CHECKING:
    import polars as pl

_WAIT = 0.1
_SEPARATORS = {"csv": ",", "tsv": "\t"}


class BatchWriter(Protocol):
    """Takes frames of one schema, in order."""

    def write(self, frame: pl.DataFrame) -> None:
        """Append `frame`."""


@contextlib.contextmanager
def open_writer(
    target: Target,
    *,
    format: str | None = None,  # noqa: A002 - the word that users know
    metadata: Mapping[str, str] | None = None,
    sources: Sequence[AnySource] = (),
    header: bool = False,
) -> Iterator[BatchWriter]:
    """A writer for CSV, TSV, NDJSON or Parquet whose file appears when the block ends well, and not otherwise.

    The first frame written sets the columns and their types, so at least one (it may have no rows) must come. `metadata`
    goes into Parquet; with `header`, into a first line of NDJSON that is no row.
    """
    name = name_of(target)
    kind = format_of(name, format, STREAMED)
    if header and kind != "ndjson":
        raise FileFormatError(f"a line with the metadata is for NDJSON, and {quoted(name)} is {kind}")
    with whole_file(target, f".{kind}", sources) as path:
        if kind == "parquet":
            parquet = _ParquetWriter(path, name, dict(metadata or {}))
            try:
                yield parquet
            except BaseException:
                parquet.abandon()
                raise
            parquet.finish()
        else:
            with path.open("wb") as out:
                if header:
                    from myositis.files.ndjson import header_line

                    out.write(header_line(metadata or {}))
                yield _TextWriter(out, name, kind, path.parent)


class _SameColumns:
    """Holds every frame to the columns and types of the first."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._schema: pl.Schema | None = None

    def check(self, frame: pl.DataFrame) -> bool:
        """Whether this is the first frame; an error that names the column where a later one differs."""
        if self._schema is None:
            self._schema = frame.schema
            return True
        if frame.schema != self._schema:
            differing = [name for name, kind in frame.schema.items() if self._schema.get(name) != kind]
            differing += [name for name in self._schema if name not in frame.schema]
            where = f"in column {quoted(differing[0])}" if differing else "in the order of columns"
            raise FileFormatError(f"{quoted(self._name)}: a later batch differs from the first {where}")
        return False


class _TextWriter:
    def __init__(self, out: BinaryIO, name: str, kind: str, folder: Path) -> None:
        self._out, self._name, self._kind, self._folder = out, name, kind, folder
        self._columns = _SameColumns(name)
        self._row = 2

    def write(self, frame: pl.DataFrame) -> None:
        first = self._columns.check(frame)
        check_holdable(frame, self._kind, self._name, self._row)
        self._row += frame.height
        with library_failures(self._name, "written", f"its columns do not fit the {self._kind} format", self._folder):
            if self._kind == "ndjson":
                frame.write_ndjson(self._out)
            else:
                neutralised(frame).write_csv(self._out, separator=_SEPARATORS[self._kind], include_header=first)


class _AbandonedError(Exception):
    """Tells the writing thread to stop."""


class _ParquetWriter:
    """Polars writes Parquet by pulling frames from a source; here the frames are pushed.

    A thread of its own pulls from a queue of one frame, so at most two frames wait to be written however slow the disk
    is, and the caller's function runs in the caller's thread, where interrupts and exceptions behave as usual.
    """

    def __init__(self, path: Path, name: str, metadata: dict[str, str]) -> None:
        self._path, self._name, self._metadata = path, name, metadata
        self._columns = _SameColumns(name)
        self._waiting: queue.Queue[pl.DataFrame | _AbandonedError | None] = queue.Queue(1)
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def write(self, frame: pl.DataFrame) -> None:
        if self._columns.check(frame):
            self._thread = threading.Thread(target=self._pull, args=(frame.schema,), daemon=True)
            self._thread.start()
        self._push(frame)

    def finish(self) -> None:
        """Wait until the last row is written; raises what went wrong on the way."""
        if self._thread is None:
            raise FileFormatError(f"{quoted(self._name)} cannot be written: it has no columns")
        self._push(None)
        self._thread.join()
        self._raise_failure()

    def abandon(self) -> None:
        """Stop the thread without waiting for rows to be written; what is on the disk will be removed."""
        if self._thread is not None:
            with contextlib.suppress(queue.Empty):
                self._waiting.get_nowait()
            with contextlib.suppress(FileFormatError, OSError):
                self._push(_AbandonedError())
            self._thread.join(timeout=60)

    def _push(self, item: pl.DataFrame | _AbandonedError | None) -> None:
        assert self._thread is not None
        while True:
            try:
                self._waiting.put(item, timeout=_WAIT)
                return
            except queue.Full:
                if not self._thread.is_alive():
                    self._raise_failure()
                    return

    def _raise_failure(self) -> None:
        if self._failure is not None:
            with library_failures(self._name, "written", "its columns do not fit the parquet format", self._path.parent):
                raise self._failure

    def _pull(self, schema: pl.Schema) -> None:
        from polars.io.plugins import register_io_source

        try:
            lazy = register_io_source(lambda *_: self._frames(), schema=schema)
            lazy.sink_parquet(self._path, maintain_order=True, metadata=self._metadata or None)
        except BaseException as error:
            self._failure = error

    def _frames(self) -> Iterator[pl.DataFrame]:
        while (item := self._waiting.get()) is not None:
            if isinstance(item, _AbandonedError):
                raise item
            yield item
