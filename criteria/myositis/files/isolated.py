"""Reading binary formats in a process of its own.

The libraries behind Parquet, workbooks and the statistics packages are written in Rust and C. On a damaged file they
may end the whole process (a segmentation fault, an allocation of exabytes), fill the screen with a panic, or run on for
ever. Here that happens to a helper process with a limit on memory and time, and the user gets one line. The helper
stays for the next file, so only the first one costs its start of a third of a second.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import importlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from myositis.files.errors import FileAccessError, FileFormatError, access_error, quoted
from myositis.files.memory import memory_limit, set_memory_limit
from myositis.machine import limit_of_process

_PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from myositis.files.isolated import serve
serve()
"""
_ROOM = 2 * 1024**3
"""Address space of the helper beside what it has at its start and what reading may take (`memory.memory_limit`)."""
_SECONDS = 120.0
_SECONDS_PER_BYTE = 5e-6
"""Time for one file: a hundred times what a sound file takes."""
_LARGE = 64 * 1024**2
"""After a file of this size the helper ends, to give its memory back."""


def isolated(function: str, path: Path, name: str, *options: object) -> Any:
    """Call `module:function` of this package with `path`, `name` and `options` in the helper process.

    `FileFormatError` and `FileAccessError` arrive as they are; a helper that dies was killed by a damaged file.
    """
    with _ONE_AT_A_TIME:
        helper = _helper()
        if helper is None:  # no processes here: better unprotected than not at all
            return _call(function, path, name, *options)
        size = path.stat().st_size if path.exists() else 0
        limit = threading.Timer(_SECONDS + _SECONDS_PER_BYTE * size, helper.kill)
        limit.daemon = True
        limit.start()
        try:
            kind, answer = helper.ask((memory_limit(), function, path, name, *options))
        except (EOFError, OSError, pickle.UnpicklingError):
            helper.end()
            if helper.was_refused_memory():
                raise access_error(OSError(errno.ENOMEM, ""), name, "read") from None
            raise FileFormatError(
                f"{quoted(name)} cannot be read: it is damaged, or needs more memory or time than a file of its size should"
            ) from None
        except BaseException:
            helper.end()  # an interrupt may have come in the middle of an answer
            raise
        finally:
            limit.cancel()
        if size > _LARGE:
            helper.end()
    if kind == "format":
        raise FileFormatError(answer)
    if kind == "access":
        message, number = answer
        refusal = FileAccessError(message)
        refusal.errno = number
        raise refusal
    return answer


def _call(function: str, *arguments: Any) -> Any:
    module, _, called = function.partition(":")
    return getattr(importlib.import_module(f"myositis.files.{module}"), called)(*arguments)


class _Helper:
    def __init__(self) -> None:
        paths = json.dumps([place for place in sys.path if isinstance(place, str)])
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def running(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: tuple[object, ...]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump(task, self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)

    def was_refused_memory(self) -> bool:
        """Whether the process has ended as a library does that gets no memory, under a limit that it has from its caller."""
        return self._process.returncode == -getattr(signal, "SIGABRT", 0) and limit_of_process() is not None

    def kill(self) -> None:
        """Stop the process; whoever waits for its answer gets the end of the pipe instead."""
        self._process.kill()

    def end(self) -> None:
        """Stop the process and close its pipes; in a forked child of the caller they are the parent's to close."""
        if os.getpid() != self.owner:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


_ONE_AT_A_TIME = threading.Lock()
_current: list[_Helper] = []


def _helper() -> _Helper | None:
    if _current and (_current[0].owner != os.getpid() or not _current[0].running()):
        _current.pop().end()
    if not _current and sys.executable:
        try:
            _current.append(_Helper())
        except OSError:
            return None
        atexit.register(_current[0].end)
    return _current[0] if _current else None


def serve() -> None:
    """The helper's side: one task after the other until the caller is gone."""
    # An interrupt from the keyboard reaches the whole group of processes; the caller decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not end up among the answers
    while True:
        try:
            limit, function, path, *options = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        set_memory_limit(limit)
        _limit_memory(limit)
        try:
            answer: tuple[str, object] = ("done", _call(function, path, *options))
        except FileFormatError as error:
            answer = ("format", str(error))
        except FileAccessError as error:
            answer = ("access", (str(error), error.errno))
        except MemoryError:
            answer = ("access", ("there is not enough memory; see --memory, or close other programs", errno.ENOMEM))
        pickle.dump(answer, answers)
        answers.flush()


def _limit_memory(limit: int) -> None:
    """What the estimates miss must not take the machine down: the system refuses it to the helper."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(OSError, ValueError, IndexError):
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (now + limit + _ROOM, hard))
