"""How much memory reading a file may take: estimated before it is read, refused in one line when it is too much.

A small file can be large in memory: one long text that two million rows refer to, a sheet of references, a hundred thousand
columns. The limit is half of what the machine has free, or what `set_memory_limit` (`--memory`) says.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from pathlib import Path

from myositis.errors import UnknownNameError
from myositis.files.errors import FileAccessError, quoted
from myositis.machine import limit_of_process

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_LEAST = 256 * 1024**2
"""Below this nothing is estimated well: the libraries alone take that much."""
_UNKNOWN = 4 * 1024**3
"""What is taken for free where the system does not say."""

_chosen: list[int] = []


def set_memory_limit(limit: str | int | None) -> None:
    """Bytes, or text such as `4G` or `800M`, for this process; None for the default."""
    if isinstance(limit, str):
        said = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*", limit.lower())
        if not said:
            raise UnknownNameError(f"{quoted(limit)} is no amount of memory; write for example 800M or 4G")
        limit = int(float(said[1]) * _UNITS[said[2]])
    _chosen[:] = [] if limit is None else [limit]


def memory_limit() -> int:
    """Bytes that reading a file may take."""
    return _chosen[0] if _chosen else max(free_memory() // 2, _LEAST)


def free_memory() -> int:
    """Bytes that the machine, or the container this runs in, has left."""
    found = [free for free in (_free_of_linux(), _left_in_container(), _left_of_limit(), _free_of_windows()) if free is not None]
    if found:
        return min(found)
    with contextlib.suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    return _UNKNOWN


def _free_of_linux() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _left_in_container() -> int | None:
    with contextlib.suppress(OSError, ValueError):
        folder = Path("/sys/fs/cgroup")
        most = (folder / "memory.max").read_text(encoding="ascii").strip()
        if most != "max":
            return max(int(most) - int((folder / "memory.current").read_text(encoding="ascii")), 0)
    return None


def _left_of_limit() -> int | None:
    """What `ulimit -v` leaves to this process."""
    limit = limit_of_process()
    with contextlib.suppress(OSError, ValueError, IndexError):
        if limit is not None:
            taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
            return max(limit - taken, 0)
    return None


def _free_of_windows() -> int | None:
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import ctypes

        class Status(ctypes.Structure):
            """MEMORYSTATUSEX of the Windows interface."""

            _fields_ = (
                ("length", ctypes.c_ulong),
                ("load", ctypes.c_ulong),
                *((name, ctypes.c_ulonglong) for name in ("total", "free", "pages", "free_pages", "room", "free_room", "more")),
            )

        status = Status()
        status.length = ctypes.sizeof(Status)
        windows = ctypes.windll  # type: ignore[attr-defined]
        if windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return int(status.free)
    return None


def check_memory(needed: int, name: str, why: str) -> None:
    """FileAccessError when reading `name` would take more than the limit. why: what makes it large, for the message."""
    limit = memory_limit()
    if needed > limit:
        refusal = FileAccessError(
            f"{quoted(name)} would take about {_amount(needed)} of memory ({why}), more than the {_amount(limit)} that are "
            "allowed: half of what is free, or --memory; leave out what is not needed, or save it as Parquet"
        )
        refusal.errno = errno.ENOMEM
        raise refusal


def _amount(size: int) -> str:
    return f"{size / 1024**3:.1f} GB" if size >= 1024**3 else f"{max(size // 1024**2, 1)} MB"
