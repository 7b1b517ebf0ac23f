"""The hidden file that an output is while it is written, recognised by the next run when this one is killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_MARK = ".myositis-"
_FORGOTTEN = 24 * 3600.0
"""Seconds after which an unfinished file is left over where the system cannot say whether somebody still writes it."""


class Unfinished:
    """A file of its own beside `final`: `create` it empty and locked while this process lives, `remove` it unless it was moved.

    Its name begins with a dot and a digest of the target's name, so that whoever writes the same target next finds what a
    killed run has left. A run that is still at work holds a lock that the system gives back only when it ends.
    """

    def __init__(self, final: Path, suffix: str) -> None:
        digest = hashlib.sha256(os.fsencode(final.name)).hexdigest()[:12]
        self._beginning = f"{_MARK}{digest}-"
        self.path = final.with_name(f"{self._beginning}{secrets.token_hex(6)}{suffix}")
        self._lock: int | None = None

    def create(self) -> None:
        """Make the file, after removing what killed runs have left; OSError when the folder takes none."""
        _remove_left_over(self.path.parent, self._beginning)
        # Created here so that the user's umask decides who may read it, as for any other file.
        self._lock = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        if not _locked(self._lock):
            self._unlock()

    def on_disk(self) -> None:
        """The content must survive a power cut before it takes the place of an older file."""
        self._unlock()
        with self.path.open("rb+") as written:
            os.fsync(written.fileno())

    def remove(self) -> None:
        """Nothing is left under the temporary name; a file that was moved to its place is not touched."""
        self._unlock()
        with contextlib.suppress(OSError):
            self.path.unlink()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(handle: int) -> bool | None:
    """True when the lock was taken, False when somebody else has it, None where the system has no locks (Windows)."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network drives
        return None
    return True


def _remove_left_over(folder: Path, beginning: str) -> None:
    """Remove what killed runs have left beside the same target; never what another run is writing this moment."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(beginning) and entry.is_file(follow_symlinks=False) and _is_left_over(Path(entry.path)):
                with contextlib.suppress(OSError):
                    Path(entry.path).unlink()


def _is_left_over(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_WRONLY)
    except OSError:
        return False
    try:
        taken = _locked(handle)
        return taken or (taken is None and time.time() - os.fstat(handle).st_mtime > _FORGOTTEN)
    finally:
        os.close(handle)


@contextlib.contextmanager
def plain_path(path: Path) -> Iterator[Path]:
    """A path that libraries can take, for the same file: some of them know only names in UTF-8.

    POSIX allows any bytes in a name. A link in a temporary folder leads around them.
    """
    try:
        os.fspath(path).encode("utf-8")
    except UnicodeEncodeError:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            link = Path(folder) / "folder"
            link.symlink_to(path.parent.absolute(), target_is_directory=True)
            try:
                path.name.encode("utf-8")
            except UnicodeEncodeError:
                link.unlink()
                link = Path(folder) / f"file{path.suffix}"
                link.symlink_to(path.absolute())
                yield link
                return
            yield link / path.name
        return
    yield path
