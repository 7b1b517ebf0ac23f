"""How a run ends: every error is one line on stderr and the exit code of its kind, never a traceback.

A traceback could show a patient's values, so it is only shown to whoever asks for it with MYOSITIS_TRACEBACK=1.
"""

from __future__ import annotations

import _thread
import contextlib
import errno
import os
import shutil
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from typing import Any

import click

PIPE_CLOSED = 141
"""What a shell gives for a program that is stopped because nobody reads its output any more."""
TOO_LITTLE_MEMORY = ("there is not enough memory; see --memory, or close other programs", 4)
STOPPED = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
SIGNAL_ENDS = 128
"""The exit code of a run that a signal ends is so much more than the number of the signal."""


_ASKED: list[int] = []
"""The codes of the signals that asked this run to end."""


class Stopped(KeyboardInterrupt):
    """A signal asks the run to end; everything is cleaned up on the way."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def heed_signals() -> None:
    """An interrupt ends the run in order, so that no half-written file stays; once the output stands it comes too late."""
    sys.unraisablehook = _heed_again
    for name, code in STOPPED.items():
        number = getattr(signal, name, None)  # Windows knows only some of them
        with contextlib.suppress(ValueError, OSError):  # only the main thread may
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _handler(code))


def _heed_again(lost: Any) -> None:
    """A signal that comes while Python runs a callback of its own (of a weak reference) is dropped there: it comes once more."""
    if not isinstance(lost.exc_value, Stopped):
        sys.__unraisablehook__(lost)
        return
    number = signal.Signals(lost.exc_value.code - SIGNAL_ENDS)

    def again() -> None:
        time.sleep(0.01)  # by then the callback has returned
        _thread.interrupt_main(number)

    _thread.start_new_thread(again, ())


def _handler(code: int) -> Callable[[int, Any], None]:
    def stop(*_: object) -> None:
        whole = sys.modules.get("myositis.files.whole")
        if whole is None or not whole.an_output_stands():
            _ASKED.append(code)
            raise Stopped(code)

    return stop


def code_of(run: Callable[[], object]) -> int:
    """Run, and give the exit code; the message of an error is printed."""
    from myositis.errors import MyositisError

    try:
        code = _heeded(run)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        return PIPE_CLOSED
    except MyositisError as error:
        return tell(" ".join(str(error).split()), error.exit_code)
    except (KeyboardInterrupt, click.Abort) as stop:
        asked = stop.__cause__ or stop  # click makes another exception of it
        return tell("interrupted; nothing was written", getattr(asked, "code", 130))
    except SystemExit as stop:
        if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):  # click ends the run by itself when a pipe is closed
            return PIPE_CLOSED
        return stop.code if isinstance(stop.code, int) else 1
    except BaseException as error:
        if os.environ.get("MYOSITIS_TRACEBACK"):
            raise
        return tell(*_foreign(error))


def _heeded(run: Callable[[], object]) -> object:
    """Run. An error after a signal is the signal's doing: a library that is interrupted while it starts fails in its own way."""
    try:
        return run()
    except (KeyboardInterrupt, SystemExit, click.exceptions.Exit, click.Abort):
        raise
    except BaseException:
        if _ASKED:
            raise Stopped(_ASKED[0]) from None
        raise


def _foreign(error: BaseException) -> tuple[str, int]:
    """What to say of an error that is none of ours: the machine's refusals are told from faults of this program."""
    from myositis.errors import number_of

    kind = type(error).__name__
    number = number_of(error)
    if isinstance(error, MemoryError) or number == errno.ENOMEM:
        return TOO_LITTLE_MEMORY
    if number is not None:
        return f"the machine refuses: {os.strerror(number)}", 4
    if isinstance(error, ImportError):
        missing = f" `{error.name}`" if error.name else ""
        return f"the library{missing} cannot be loaded: is the installation complete, and is there memory enough?", 4
    if isinstance(error, RecursionError):
        return "the input is nested too deeply", 3
    if isinstance(error, UnicodeEncodeError):
        return "a name holds bytes that are no letters in UTF-8: rename the file or the option", 2
    return f"unforeseen error ({kind}), a fault of this program; MYOSITIS_TRACEBACK=1 shows more", 5


def tell(message: str, code: int) -> int:
    """Say on stderr how the run ends, and give the exit code back."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(_broken(f"myositis: {message}"), err=True)
    return code


def _broken(line: str) -> str:
    """In a terminal broken between words; with the standard library alone, which works when little else does."""
    if not sys.stderr.isatty():
        return line
    columns = max(shutil.get_terminal_size().columns, 20)
    return textwrap.fill(line, columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def end(code: int, flush: Callable[[], None], drop: Callable[[], None]) -> None:
    """Hand over what waits to be printed; when that fails, the exit code says so: an empty result is no success."""
    try:
        flush()
    except BrokenPipeError:
        code = PIPE_CLOSED
        drop()
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "it is closed"
        code = tell(f"standard output cannot be written: {reason}", 4)
        drop()
    for name in STOPPED:  # too late: while Python takes itself down, a signal would end it in the place of the code
        with contextlib.suppress(AttributeError, ValueError, OSError):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    sys.exit(code)
