"""Where the memory of a process is limited (`ulimit -v`, a batch system): a library that gets none ends in words, too.

Libraries written in Rust and C abort the whole process when they are refused memory, which nothing inside it can catch. So the
work is done in a child process, and what waits for it stays small and says what happened. Elsewhere nothing is different.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from myositis.errors import AccessError
from myositis.machine import limit_of_process
from myositis_cli.endings import STOPPED, TOO_LITTLE_MEMORY, tell

ENDED_BY_A_LIBRARY = ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGTRAP", "SIGKILL")
"""How a process ends that asks for memory in vain; the last when the system itself ends it."""


LEAST = 1024**3
"""With less address space the libraries cannot start their threads, and fail in ways of their own: one in 25 runs hung."""
GRACE = 10
"""Seconds that the child has to end in order; a library may be stuck."""


def work_in_a_child() -> None:
    """Where memory is limited, returns in a child, which goes on; the parent waits, passes signals on, and ends as the child.

    AccessError when the limit is too low for anything.
    """
    limit = limit_of_process()
    if limit is None:
        return
    if limit < LEAST:
        told = f"the memory of this process is limited to {limit // 1024**2} MB (ulimit -v), and at least 1 GB is needed"
        raise AccessError(told)
    os.environ["RUST_BACKTRACE"] = "0"  # nobody sees it, and to make it takes memory
    try:
        child = os.fork()
    except OSError:  # no further process: better unprotected than not at all
        return
    if child == 0:
        return
    passed: list[int] = []
    _pass_on(child, passed)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        ended = {getattr(signal, name) for name in ENDED_BY_A_LIBRARY}
        code = tell(*TOO_LITTLE_MEMORY) if -code in ended and not passed else 128 + (passed or [-code])[0]
    os._exit(code)


def _pass_on(child: int, passed: list[int]) -> None:
    """A signal to the parent reaches the child; an interrupt from a terminal has reached it already.

    passed: collects the signals. A child that has not ended after `GRACE` is stuck, and is ended.
    """

    def end(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    def pass_on(number: int, _: object) -> None:
        passed.append(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)
        signal.signal(signal.SIGALRM, end)
        signal.alarm(GRACE)

    for name in STOPPED:
        number = getattr(signal, name)
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        if name == "SIGINT" and sys.stdin is not None and sys.stdin.isatty():
            signal.signal(number, signal.SIG_IGN)
        else:
            signal.signal(number, pass_on)
