"""Opening what the user named: a path, `-` for standard input, or an open binary file."""

from __future__ import annotations

import contextlib
import difflib
import gzip
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from myositis.files.errors import FileAccessError, FileFormatError, access_error, quoted
from myositis.files.unchanged import Watched
from myositis.files.unfinished import plain_path

LARGEST_UNPACKED = 2 * 1024**3
"""Bytes that a compressed file may unpack to. Larger cohorts fit in Parquet, which is not unpacked as a whole."""
HIGHEST_RATIO = 200
"""Unpacked to packed bytes beyond which a large file is no table: text shrinks 5 to 50 times."""
RATIO_MATTERS_FROM = 64 * 1024**2
_KEPT_IN_MEMORY = 16 * 1024**2
_CHUNK = 1024**2


@dataclass(frozen=True)
class SourceFile:
    """An opened input: seekable bytes, the name for messages, and the path when it is a plain file.

    `named` is the name that may tell the format by its extension, `-` for what came without one.
    """

    name: str
    named: str
    stream: BinaryIO
    path: Path | None
    watched: Watched | None = None

    def check_unchanged(self) -> None:
        """FileAccessError when the file on disk is no longer what was opened."""
        if self.watched is not None:
            self.watched.check()

    def start(self) -> bytes:
        """The first bytes, to see what the file is."""
        self.stream.seek(0)
        return self.stream.read(4096)

    @contextlib.contextmanager
    def on_disk(self, suffix: str) -> Iterator[Path]:
        """A path for libraries that take nothing else; what came through a pipe goes through a temporary file."""
        if self.path is not None:
            with plain_path(self.path) as path:
                yield path
            return
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / f"table{suffix}"
            self.stream.seek(0)
            with copy.open("wb") as out:
                shutil.copyfileobj(self.stream, out, _CHUNK)
            yield copy


@contextlib.contextmanager
def open_source(source: str | os.PathLike[str] | BinaryIO) -> Iterator[SourceFile]:
    """Open `source` for reading; a gzip file is unpacked on the way, up to a limit."""
    with contextlib.ExitStack() as closing:
        path: Path | None = None
        watched: Watched | None = None
        named = "-"
        if isinstance(source, (str, os.PathLike)):
            name = os.fspath(source)
            if name == "-":
                name, stream = "standard input", _spool(getattr(sys.stdin, "buffer", sys.stdin), "standard input")
            else:
                path = Path(name)
                stream = _open(path)
                watched = Watched.of(path, path.name) if path.is_file() else None
                name = named = path.name
        else:
            given = getattr(source, "name", None)
            name = Path(given).name if isinstance(given, str) else "the given file"
            stream = _spool(source, name)
        closing.callback(stream.close)
        try:
            packed = stream.read(2) == b"\x1f\x8b"
            stream.seek(0)
            if packed:
                stream, path = _unpack(stream, name), None
                closing.callback(stream.close)
        except OSError as error:
            if isinstance(error, FileAccessError):
                raise
            raise access_error(error, name, "read") from None
        yield SourceFile(name, named, stream, path, watched)


def _open(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise FileAccessError(f"{quoted(path.name or path)} is a folder: name a file in it")
        if path.exists() and not path.is_file():
            return _spool(path.open("rb"), path.name)
        return path.open("rb")
    except FileAccessError:
        raise
    except FileNotFoundError as error:
        refusal = FileAccessError(f"there is no file {quoted(path.name)}{_similar_file(path)}")
        refusal.errno = error.errno
        raise refusal from None
    except OSError as error:
        raise access_error(error, path.name, "read") from None
    except ValueError:
        raise FileAccessError(f"{quoted(path.name)} is not a possible file name") from None


def _similar_file(path: Path) -> str:
    with contextlib.suppress(OSError):
        names = [entry.name for entry in os.scandir(path.parent) if not entry.name.startswith(".")]
        match = difflib.get_close_matches(path.name, names, n=1)
        return f"; did you mean {quoted(match[0])}?" if match else ""
    return "; its folder does not exist either"


def _spool(stream: object, name: str) -> BinaryIO:
    """A seekable copy, so that the encoding and the dialect can be decided on the whole before reading."""
    copy = cast("BinaryIO", tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY))  # noqa: SIM115 - closed by `open_source`
    try:
        while chunk := cast("IO[bytes]", stream).read(_CHUNK):
            if not isinstance(chunk, bytes):
                raise FileAccessError(f"{quoted(name)} is opened as text: open it in binary mode")
            copy.write(chunk)
    except OSError as error:
        copy.close()
        if isinstance(error, FileAccessError):
            raise
        raise access_error(error, name, "read") from None
    except (AttributeError, UnicodeDecodeError, ValueError):
        copy.close()
        raise FileAccessError(f"{quoted(name)} is not an open binary file") from None
    copy.seek(0)
    return copy


def too_large(unpacked: int, packed: int) -> bool:
    """Whether a compressed file has grown past what any table needs."""
    return unpacked > LARGEST_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked > HIGHEST_RATIO * max(packed, 1))


def _unpack(stream: BinaryIO, name: str) -> BinaryIO:
    copy = cast("BinaryIO", tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY))  # noqa: SIM115 - closed by `open_source`
    packed = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    unpacked = 0
    try:
        with gzip.GzipFile(fileobj=stream) as inside:
            while chunk := inside.read(_CHUNK):
                unpacked += len(chunk)
                if too_large(unpacked, packed):
                    raise FileFormatError(f"{quoted(name)} unpacks to far more than a table needs; unpack it yourself")
                copy.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        copy.close()
        raise FileFormatError(f"{quoted(name)} is a damaged or truncated gzip file") from None
    except FileFormatError:
        copy.close()
        raise
    copy.seek(0)
    return copy
