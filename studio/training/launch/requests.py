"""What a training in another process is asked to do: a small file in the run's folder, which it looks at as it goes."""

from __future__ import annotations

import json
import math
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Literal, NamedTuple, get_args

from studio.files import replace_file
from studio.training.control import Control

Request = Literal["run", "pause", "stop"]

REQUEST = "request.json"
"""The file's name in the run's folder."""

LOOK_SECONDS = 0.2
"""Time between two looks at the file."""


class Asked(NamedTuple):
    """What was asked for last, None for nothing, and with which learning rate to go on, None for the one there is."""

    request: Request | None = None
    rate: float | None = None


def ask(folder: Path, request: Request, rate: float | None = None) -> None:
    """Ask whoever trains the run in a folder to go on, wait or stop, with another rate or not. Raises OSError."""
    wanted = {"request": request} if rate is None else {"request": request, "learning_rate": rate}
    replace_file(folder / REQUEST, json.dumps(wanted).encode())


def withdraw(folder: Path) -> None:
    """Ask for nothing any more. Raises OSError."""
    (folder / REQUEST).unlink(missing_ok=True)


def asked(folder: Path) -> Asked:
    """What was asked for last; nothing where that cannot be read."""
    try:
        found = json.loads((folder / REQUEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return Asked()
    if not isinstance(found, dict) or found.get("request") not in get_args(Request):
        return Asked()
    rate = found.get("learning_rate")
    is_rate = isinstance(rate, float) and math.isfinite(rate) and rate > 0
    return Asked(found["request"], rate if is_rate else None)


class RequestedControl(Control):
    """Switches that are also turned by requests in the run's folder, looked at now and then."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder there are no requests until `bind`."""
        super().__init__()
        self._folder = folder
        self._looking = Lock()
        self._looked = 0.0
        self._latest = Asked()

    def bind(self, folder: Path) -> None:
        """Look for requests in this folder from now on."""
        self._folder = folder

    @property
    def stopped(self) -> bool:
        """Whether a stop was asked for, from inside or outside."""
        self._look()
        return super().stopped

    @property
    def paused(self) -> bool:
        """Whether a pause was asked for and not ended."""
        self._look()
        return super().paused

    def wait(self) -> None:
        """Wait while paused."""
        while self.paused:
            self._go.wait(LOOK_SECONDS)

    def check(self) -> None:
        """Wait while paused. Raises Stopped when a stop was asked for."""
        self._look()
        super().check()

    def _look(self) -> None:
        """Do what was asked for since the last look, when that is some time ago."""
        if self._folder is None or perf_counter() - self._looked < LOOK_SECONDS:
            return
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = perf_counter()
            latest = asked(self._folder)
            if latest != self._latest:
                before, self._latest = self._latest, latest
                self._turn(before, latest)
        finally:
            self._looking.release()

    def _turn(self, before: Asked, now: Asked) -> None:
        if now.rate is not None and now.rate != before.rate:
            self.change_rate(now.rate)  # before a pause ends that it was asked for in
        if now.request != before.request:
            {"stop": self.stop, "pause": self.pause}.get(now.request or "run", self.resume)()


class RequestingControl(Control):
    """The switches of a training in another process: to turn them is to ask for it in the run's folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder all requests wait for `bind`."""
        super().__init__()
        self._folder = folder
        self._wanted_rate: float | None = None

    def bind(self, folder: Path) -> None:
        """Ask there from now on, first for what is wanted already. Raises OSError."""
        self._folder = folder
        if self.stopped or self.paused:
            self._ask()

    def stop(self) -> None:
        """Have the training stop before its next batch, also out of a pause. Raises OSError."""
        super().stop()
        self._ask()

    def pause(self) -> None:
        """Have the training wait before its next batch. Raises OSError."""
        super().pause()
        self._ask()

    def resume(self) -> None:
        """End a pause. Raises OSError."""
        super().resume()
        self._ask()

    def change_rate(self, rate: float) -> None:
        """Have the training go on with another learning rate when its pause ends. Raises OSError."""
        self._wanted_rate = rate
        self._ask()

    def _ask(self) -> None:
        if self._folder is not None:
            ask(self._folder, "stop" if self.stopped else "pause" if self.paused else "run", self._wanted_rate)
