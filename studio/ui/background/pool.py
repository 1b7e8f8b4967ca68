"""The threads that all background questions share: few of them, each question in place of its asker's last one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from itertools import count
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

THREADS = 3
"""Threads in all, of which one is kept for urgent questions. More would only take turns at the interpreter with the
window and with a training."""

Work = Callable[[], object]
Tell = Callable[[object, Exception | None], None]

_log = logging.getLogger(__name__)


class _Question(NamedTuple):
    number: int
    work: Work
    urgent: bool


class Pool(QObject):
    """Works questions out in the order they are asked. Of one key there is never more than the latest to be told.

    All but the work itself stays on the UI thread: what is to be told of an answer may belong to widgets.
    """

    _ended = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None, *, threads: int = THREADS) -> None:
        super().__init__(parent)
        self._most = threads
        self._numbers = count(1)
        self._told: dict[int, tuple[Hashable, Tell]] = {}
        self._latest: dict[Hashable, int] = {}
        self._condition = threading.Condition()
        self._waiting: dict[Hashable, _Question] = {}
        self._running: dict[Hashable, _Question] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, key: Hashable, work: Work, tell: Tell, *, urgent: bool = False) -> None:
        """Have `work` done on one of the threads, and `tell` called with its result or exception on this one.

        It takes the place of an earlier question of the same key: one that has not begun is never begun, of one that
        has nothing is told. Two of one key are never worked out at once. After `close` nothing is done.
        """
        if self._closed:
            return
        self.withdraw(key)
        number = next(self._numbers)
        self._latest[key] = number
        self._told[number] = key, tell
        with self._condition:
            self._waiting[key] = _Question(number, work, urgent)
            if len(self._threads) < min(self._most, len(self._waiting) + len(self._running)):
                self._begin_thread()
            self._condition.notify_all()

    def withdraw(self, key: Hashable) -> None:
        """Nobody is to be told the answer any more."""
        self._told.pop(self._latest.pop(key, 0), None)
        with self._condition:
            self._waiting.pop(key, None)

    def drop(self, key: Hashable) -> bool:
        """Withdraw a question unless it has begun; whether it was withdrawn."""
        with self._condition:
            if self._waiting.pop(key, None) is None:
                return False
        del self._told[self._latest.pop(key)]
        return True

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for an answer."""
        return not self._told

    def close(self) -> None:
        """End the threads after what they are doing. What came of that is told no more, and nothing is begun."""
        with self._condition:
            self._closed = True
            self._waiting.clear()
            self._condition.notify_all()
        for thread in self._threads:
            thread.join()
        self._told.clear()
        self._latest.clear()

    def _begin_thread(self) -> None:
        name = f"background-{len(self._threads) + 1}"
        self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
        self._threads[-1].start()

    def _deliver(self, number: int, result: object, error: Exception | None) -> None:
        key, tell = self._told.pop(number, (None, None))
        if tell is not None:
            self._latest.pop(key)
            tell(result, error)

    # On the threads.

    def _work(self) -> None:
        _keep_to_one_core()
        while (taken := self._take()) is not None:
            key, number, work = taken
            result: object = None
            error: Exception | None = None
            try:
                result = work()
            except Exception as raised:
                error = raised
            except BaseException as raised:  # code that a person wrote may try to end the program
                error = RuntimeError(f"{type(raised).__name__}: {raised}")
            with self._condition:
                del self._running[key]
                self._condition.notify_all()
            self._ended.emit(number, result, error)
            del taken, work, result, error  # nothing is kept alive by a thread that waits

    def _take(self) -> tuple[Hashable, int, Work] | None:
        """The next question, as soon as there is one; None at the end."""
        with self._condition:
            while not self._closed:
                key = self._next()
                if key is not None:
                    question = self._running[key] = self._waiting.pop(key)
                    return key, question.number, question.work
                self._condition.wait()
            return None

    def _next(self) -> Hashable | None:
        """The key of the question to begin now: an urgent one, or the oldest while a thread is left for urgent ones."""
        free = [key for key in self._waiting if key not in self._running]
        urgent = (key for key in free if self._waiting[key].urgent)
        has_room = sum(not question.urgent for question in self._running.values()) < self._most - 1
        return next(urgent, free[0] if free and has_room else None)


class Channel(QObject):
    """What one part of the window asks. Only the answer to its latest question is told."""

    answered = Signal(object)  # what the work returned
    failed = Signal(object)  # the Exception it ended with

    def __init__(self, pool: Pool, name: str, parent: QObject | None = None, *, urgent: bool = False) -> None:
        """`name` is what is asked for, for the log."""
        super().__init__(parent)
        self._pool = pool
        self._name = name
        self._key = key = object()
        self._urgent = urgent
        self.is_waiting = False
        """Whether an answer is still to come."""
        self.destroyed.connect(lambda: pool.withdraw(key))

    def ask(self, work: Work) -> None:
        """Have a question worked out, in place of the one before. `work` holds no widgets."""
        self.is_waiting = True
        self._pool.ask(self._key, work, self._tell, urgent=self._urgent)

    def withdraw(self) -> None:
        """Wait for no answer any more."""
        self.is_waiting = False
        self._pool.withdraw(self._key)

    def _tell(self, result: object, error: Exception | None) -> None:
        self.is_waiting = False
        if error is None:
            self.answered.emit(result)
            return
        # What says how to put it right is for a person to mend; anything else is for us.
        level = logging.INFO if hasattr(error, "remedy") else logging.ERROR
        _log.log(level, "No %s: %s", self._name, error, exc_info=level == logging.ERROR and error)
        self.failed.emit(error)


def _keep_to_one_core() -> None:
    """Before the first operation of this thread; a torch that cannot be loaded is told by whoever needs it."""
    try:
        from studio.training.device import use_one_core
    except (ImportError, OSError):
        return
    use_one_core()
