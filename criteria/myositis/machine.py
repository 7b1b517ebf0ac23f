"""What the machine allows this process; asked at the start of every command, so it imports nothing."""

from __future__ import annotations


def limit_of_process() -> int | None:
    """Bytes that this process may take (`ulimit -v`); None without a limit, and where there are no such limits (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit
