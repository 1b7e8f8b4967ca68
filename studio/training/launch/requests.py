"""What a training in another process is asked to do: a small file in the run's folder, which it looks at as it goes."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Literal, get_args

from studio.files import replace_file
from studio.training.control import Control

Request = Literal["run", "pause", "stop"]

REQUEST = "request.json"
"""The file's name in the run's folder."""

LOOK_SECONDS = 0.2
"""Time between two looks at the file."""


def ask(folder: Path, request: Request) -> None:
    """Ask whoever trains the run in a folder to go on, wait or stop. Raises OSError."""
    replace_file(folder / REQUEST, json.dumps({"request": request}).encode())


def withdraw(folder: Path) -> None:
    """Ask for nothing any more. Raises OSError."""
    (folder / REQUEST).unlink(missing_ok=True)


def asked(folder: Path) -> Request | None:
    """What was asked for last; None for nothing, and for what cannot be read."""
    try:
        found = json.loads((folder / REQUEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    request = found.get("request") if isinstance(found, dict) else None
    return request if request in get_args(Request) else None


class RequestedControl(Control):
    """Switches that are also turned by requests in the run's folder, looked at now and then."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder there are no requests until `bind`."""
        super().__init__()
        self._folder = folder
        self._looking = Lock()
        self._looked = 0.0
        self._latest: Request | None = None

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
                self._latest = latest
                self._turn(latest)
        finally:
            self._looking.release()

    def _turn(self, request: Request | None) -> None:
        {"stop": self.stop, "pause": self.pause}.get(request or "run", self.resume)()


class RequestingControl(Control):
    """The switches of a training in another process: to turn them is to ask for it in the run's folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder all requests wait for `bind`."""
        super().__init__()
        self._folder = folder

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

    def _ask(self) -> None:
        if self._folder is not None:
            ask(self._folder, "stop" if self.stopped else "pause" if self.paused else "run")
