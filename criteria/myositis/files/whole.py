"""Output files appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from myositis.errors import AccessError
from myositis.files.errors import FULL, FileAccessError, access_error, quoted
from myositis.files.unfinished import Unfinished, plain_path

Target = str | os.PathLike[str] | BinaryIO
AnySource = str | os.PathLike[str] | BinaryIO

_HELD = (13, 5, 32, 33)
"""Windows: access denied, sharing violation, lock violation: the file is open in Excel, say."""


class _Standing:
    """Whether an output stands, or is being put in its place this moment: from then on the run has succeeded."""

    value = False


def an_output_stands() -> bool:
    """Whether this process has put an output in its place: whoever ends it now should say that it succeeded."""
    return _Standing.value


def name_of(target: Target) -> str:
    """The target's name for messages and for its extension."""
    if isinstance(target, (str, os.PathLike)):
        return os.fspath(target) if os.fspath(target) == "-" else Path(target).name
    return "-"


@contextlib.contextmanager
def whole_file(target: Target, suffix: str, sources: Sequence[AnySource] = ()) -> Iterator[Path]:
    """A temporary path to write to, beside the target; it takes the target's place when the block ends well.

    Any exception, an interrupt included, removes it and leaves an older target as it was; what a killed run has left beside
    this target is removed, too. Standard output (`-`) and open files get their bytes in one go at the end. A link is
    followed; the permissions of an older target are kept. A full disk inside the block is a `FileAccessError`.
    """
    if not isinstance(target, (str, os.PathLike)) or os.fspath(target) == "-":
        with _refusals("the temporary folder"), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = Path(folder) / f"output{suffix}"
            yield path
            _hand_over(path, sys.stdout if isinstance(target, (str, os.PathLike)) else target)
        return
    shown = Path(target)
    final = _check_target(shown, sources)
    unfinished = Unfinished(final, suffix)
    try:
        try:
            unfinished.create()
        except OSError as error:
            raise access_error(error, shown.name, "written") from None
        with _refusals(shown.name), plain_path(unfinished.path) as path:
            yield path
        _put_in_place(unfinished, final, shown.name)
    finally:
        unfinished.remove()


@contextlib.contextmanager
def _refusals(name: str) -> Iterator[None]:
    """A full disk, wherever in the block it is met; other errors of the block are its own."""
    try:
        yield
    except FileAccessError:
        raise
    except OSError as error:
        if error.errno in FULL or error.errno in (errno.EMFILE, errno.ENFILE):
            raise access_error(error, name, "written") from None
        raise


def _put_in_place(unfinished: Unfinished, final: Path, name: str) -> None:
    """Put the file in its place; what the operating system says against it is an error in our words."""
    try:
        unfinished.on_disk()
        if final.exists():
            shutil.copymode(final, unfinished.path)
        _Standing.value = True  # before, so that no signal falls between the new file and the knowledge of it
        try:
            unfinished.path.replace(final)
        except BaseException:
            _Standing.value = False
            raise
        _folder_on_disk(final.parent)
    except PermissionError as error:
        if getattr(error, "winerror", None) in _HELD:
            refusal = FileAccessError(f"{quoted(name)} cannot be written: another program holds it open; close it there first")
            refusal.errno = error.errno
            raise refusal from None
        raise access_error(error, name, "written") from None
    except OSError as error:
        raise access_error(error, name, "written") from None


def _check_target(shown: Path, sources: Sequence[AnySource]) -> Path:
    """The place to write to, links followed; an error when nothing can be written there."""
    try:
        final = shown.resolve()
        if final.is_symlink():  # what is left of links that lead to each other
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        for source in sources:
            if isinstance(source, (str, os.PathLike)) and os.fspath(source) != "-":
                same = False
                with contextlib.suppress(OSError, ValueError):
                    same = final.samefile(source)
                if same:
                    raise FileAccessError(f"{quoted(shown.name)} is the input: name another file for the output")
        if final.is_dir():
            raise FileAccessError(f"{quoted(shown.name)} is a folder: name a file in it")
        if final.exists() and not final.is_file():
            raise FileAccessError(f"{quoted(shown.name)} is not a plain file; `-` writes to standard output")
        if final.exists() and not os.access(final, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if not final.parent.is_dir():
            raise FileAccessError(f"{quoted(shown.name)} cannot be written: its folder does not exist")
    except FileAccessError:
        raise
    except RuntimeError:  # Python 3.11 and 3.12 say so when links lead to each other
        raise access_error(OSError(errno.ELOOP, ""), shown.name, "written") from None
    except OSError as error:
        raise access_error(error, shown.name, "written") from None
    except ValueError:
        raise FileAccessError(f"{quoted(shown.name)} is not a possible file name") from None
    return final


def _folder_on_disk(folder: Path) -> None:
    """The new name as well as the content must survive a power cut; systems that cannot do it for folders refuse."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hand_over(path: Path, stream: object) -> None:
    if stream is None:
        raise FileAccessError("standard output is closed: name a file for the output")
    try:
        out = cast("BinaryIO", getattr(stream, "buffer", stream))
        with path.open("rb") as written:
            shutil.copyfileobj(written, out, 1024**2)
        out.flush()
    except (BrokenPipeError, AccessError):
        raise  # whoever read the output has had enough: no error of ours
    except OSError as error:
        raise access_error(error, "standard output" if stream is sys.stdout else "the output", "written") from None
    except (TypeError, ValueError, AttributeError):
        raise FileAccessError("the output is not a file opened for writing in binary mode") from None
