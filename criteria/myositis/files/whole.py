"""Output files appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from myositis.files.errors import FileAccessError, access_error, quoted

Target = str | os.PathLike[str] | BinaryIO
AnySource = str | os.PathLike[str] | BinaryIO


def name_of(target: Target) -> str:
    """The target's name for messages and for its extension."""
    if isinstance(target, (str, os.PathLike)):
        return os.fspath(target) if os.fspath(target) == "-" else Path(target).name
    return "-"


@contextlib.contextmanager
def whole_file(target: Target, suffix: str, sources: Sequence[AnySource] = ()) -> Iterator[Path]:
    """A temporary path to write to, beside the target; it takes the target's place when the block ends well.

    Any exception, an interrupt included, removes it and leaves an older target as it was. Standard output (`-`) and
    open files get their bytes in one go at the end. A link is followed; the permissions of an older target are kept.
    """
    if not isinstance(target, (str, os.PathLike)) or os.fspath(target) == "-":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"output{suffix}"
            yield path
            _hand_over(path, sys.stdout if isinstance(target, (str, os.PathLike)) else target)
        return
    final = Path(target).resolve()
    _check_target(final, Path(target), sources)
    path = final.with_name(f".{final.name[:100]}.{secrets.token_hex(6)}{suffix}")
    shown = Path(target).name
    try:
        with _own_errors(shown):
            # Created here so that the user's umask decides who may read it, as for any other file.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield path
        with _own_errors(shown):
            _on_disk(path)
            if final.exists():
                shutil.copymode(final, path)
            path.replace(final)
            _folder_on_disk(final.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


@contextlib.contextmanager
def _own_errors(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise access_error(error, name, "written") from None


def _check_target(final: Path, shown: Path, sources: Sequence[AnySource]) -> None:
    for source in sources:
        if isinstance(source, (str, os.PathLike)) and os.fspath(source) != "-":
            same = False
            with contextlib.suppress(OSError):
                same = final.samefile(source)
            if same:
                raise FileAccessError(f"{quoted(shown.name)} is the input: name another file for the output")
    if final.is_dir():
        raise FileAccessError(f"{quoted(shown.name)} is a folder: name a file in it")
    if final.exists() and not final.is_file():
        raise FileAccessError(f"{quoted(shown.name)} is not a plain file; `-` writes to standard output")
    if final.exists() and not os.access(final, os.W_OK):
        raise access_error(PermissionError(errno.EACCES, ""), shown.name, "written")
    if not final.parent.is_dir():
        raise FileAccessError(f"{quoted(shown.name)} cannot be written: its folder does not exist")


def _on_disk(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _folder_on_disk(folder: Path) -> None:
    """The new name as well as the content must survive a power cut; systems that cannot do it for folders refuse."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hand_over(path: Path, stream: object) -> None:
    try:
        out = cast("BinaryIO", getattr(stream, "buffer", stream))
        with path.open("rb") as written:
            shutil.copyfileobj(written, out, 1024**2)
        out.flush()
    except OSError as error:
        raise access_error(error, "standard output" if stream is sys.stdout else "the output", "written") from None
    except (TypeError, ValueError, AttributeError):
        raise FileAccessError("the output is not a file opened for writing in binary mode") from None
