"""Whether a file is still what it was when it was opened: some are read twice, and may grow or shrink in between."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from myositis.files.errors import FileAccessError, quoted


@dataclass(frozen=True)
class Watched:
    """A file on disk as it was at the beginning: size, time of the last change, and which file it is."""

    path: Path
    name: str
    seen: tuple[int, ...]

    @classmethod
    def of(cls, path: Path, name: str) -> Watched:
        """Take note of how the file is now."""
        return cls(path, name, _look(path))

    def check(self) -> None:
        """FileAccessError when it is no longer so."""
        if _look(self.path) != self.seen:
            raise changed(self.name)


def changed(name: str) -> FileAccessError:
    """The refusal: the rows that were checked are not the rows that were classified."""
    return FileAccessError(f"{quoted(name)} was changed while it was read: wait until it is complete, and run again")


def _look(path: Path) -> tuple[int, ...]:
    try:
        found = os.stat(path)  # noqa: PTH116 - a path with any bytes in it
    except OSError:
        return ()
    return (found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino)
