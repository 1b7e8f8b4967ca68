"""Runs work that may never end for no longer than a while, whatever it does, on a thread of its own."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
from collections.abc import Callable
from traceback import StackSummary, extract_stack, format_exception_only
from typing import Any, TypeVar

from studio.text import tr

T = TypeVar("T")

SECONDS = 10.0
"""What a trial of a layer's own code may take; a large library that it imports takes some of them."""

PATIENCE, STEPS = 1.0, 50
"""Seconds in which work that took too long is interrupted again and again, and how often."""

_log = logging.getLogger(__name__)


class TimeLimitError(Exception):
    """The work had not come to an end in time; `stack` is where it was."""

    def __init__(self, seconds: float, stack: StackSummary) -> None:
        self.stack = stack
        super().__init__(
            tr(
                "it had not ended after {seconds} seconds and was stopped; is there a loop without an end?",
                seconds=f"{seconds:g}",
            )
        )


class ProgramEndError(Exception):
    """The work wanted to end the program, as `sys.exit()` does."""


class _Interruption(SystemExit):
    """Ends a thread without a word, past the `except Exception` that it may be in."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """What the work returns. Raises what it raises, with ProgramEndError in place of SystemExit, or TimeLimitError.

    Python code is interrupted. What waits in a call of the system is left behind, to end with that call.
    """
    thread = _Worker(work)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        stack = _stack_of(thread)
        _interrupt(thread)
        raise TimeLimitError(seconds, stack)
    if isinstance(thread.error, Exception):
        raise thread.error
    if thread.error is not None:
        said = format_exception_only(thread.error)[-1].strip()
        raise ProgramEndError(tr("it ends the program ({said})", said=said)).with_traceback(thread.error.__traceback__)
    return thread.result


class _Worker(threading.Thread):
    def __init__(self, work: Callable[[], object]) -> None:
        # Threads that the work starts inherit that they do not keep the program from ending.
        super().__init__(name="trial of code", daemon=True)
        self._work = work
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._work()
        except BaseException as error:
            self.error = error


def _stack_of(thread: threading.Thread) -> StackSummary:
    frame = sys._current_frames().get(thread.ident or 0)
    return extract_stack(frame) if frame is not None else StackSummary()


def _interrupt(thread: threading.Thread) -> None:
    """Raise an exception in another thread until it ends; code may catch it, so that once is not enough."""
    for _ in range(STEPS):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Interruption))
        thread.join(PATIENCE / STEPS)
        if not thread.is_alive():
            return
    _log.warning("Code of a layer that took too long could not be interrupted; it is left behind")
