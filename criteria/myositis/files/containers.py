"""Formats that are read by way of another: Feather and Arrow as Parquet, a JSON array as NDJSON, the one table of a .zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from myositis.files.errors import FileFormatError, library_failures, listed, quoted
from myositis.files.sources import SourceFile, too_large

_CHUNK = 1024**2


@contextmanager
def arrow_as_parquet(opened: SourceFile) -> Iterator[Path]:
    """A Feather or Arrow file as Parquet, for as long as the block lasts."""
    import polars as pl

    with opened.on_disk(".arrow") as path, TemporaryDirectory() as folder:
        made = Path(folder) / "table.parquet"
        with library_failures(opened.name, "read", "it is damaged, truncated or not a Feather (version 2) or Arrow file"):
            frame = pl.read_ipc(path)
            frame.select(pl.col(name) for name, kind in frame.schema.items() if kind != pl.Object).write_parquet(made)
        yield made


@contextmanager
def array_as_lines(opened: SourceFile) -> Iterator[Path]:
    """A JSON array of objects as NDJSON, one line per object, for as long as the block lasts."""
    opened.stream.seek(0)
    try:
        given = json.loads(opened.stream.read().decode("utf-8-sig"), parse_constant=str)
    except (ValueError, RecursionError):
        raise FileFormatError(f"{quoted(opened.name)} is not JSON: it is damaged or truncated") from None
    if isinstance(given, dict):  # a single list under one name, as many interfaces answer
        lists = [value for value in given.values() if isinstance(value, list)]
        given = lists[0] if len(lists) == 1 else given
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise FileFormatError(
            f"{quoted(opened.name)} is not a table: an array of objects is expected, one per patient, or lines of them (.ndjson)"
        )
    with TemporaryDirectory() as folder:
        made = Path(folder) / "table.ndjson"
        made.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in given), encoding="utf-8")
        yield made


@contextmanager
def only_member(opened: SourceFile, endings: tuple[str, ...]) -> Iterator[Path]:
    """The one table of a .zip, unpacked under its own name. FileFormatError when there is none, or more than one."""
    opened.stream.seek(0)
    with TemporaryDirectory() as folder:
        with (
            library_failures(opened.name, "read", "it is a damaged or protected archive"),
            zipfile.ZipFile(opened.stream) as archive,
        ):
            members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX")]
            tables = [one for one in members if one.filename.lower().endswith(endings)]
            if len(tables) != 1:
                names = listed([one.filename for one in tables or members])
                what = "several tables" if tables else "no table"
                raise FileFormatError(f"{quoted(opened.name)} holds {what}: {names}; unpack it and name the file to read")
            made = Path(folder) / PurePath(tables[0].filename).name
            size = 0
            with archive.open(tables[0]) as inside, made.open("wb") as out:
                while piece := inside.read(_CHUNK):
                    size += len(piece)
                    if too_large(size, tables[0].compress_size):
                        raise FileFormatError(f"{quoted(opened.name)} unpacks to far more than a table needs: a bomb or damaged")
                    out.write(piece)
        yield made
