"""The runs of the open project, read off the UI thread, and those among all runs that are chosen for comparison."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from studio import paths
from studio.training.runs.description import Description
from studio.training.runs.listing import listed_runs
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool

MOST_CHOSEN = len(theme.LIGHT.runs)
"""So many runs can be told apart by their colours."""

REST = 150
"""Milliseconds in which further reasons to look again are taken together."""


@dataclass(frozen=True)
class ChosenRun:
    """A run laid over others: `place` is that of its colour, which it keeps for as long as it is chosen."""

    path: Path
    place: int

    @property
    def colour(self) -> str:
        """The colour in the theme shown (#rrggbb)."""
        return theme.current().runs[self.place]


class Scope(NamedTuple):
    """Which runs are wanted: those of the project with this name and file, or all of this machine."""

    name: str = ""
    file: Path | None = None
    all_projects: bool = False


class RunList(QObject):
    """Reads runs while somebody watches; what is chosen stays so until it is gone or another document is opened."""

    changed = Signal()  # others are listed, or something about them is another
    chosen_changed = Signal()  # others are chosen

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[Description, ...] = ()
        self._chosen: tuple[ChosenRun, ...] = ()
        self._scope = Scope()
        self._stale = True
        self._watchers = 0
        self.is_known = False
        """Whether the list has been read for what is open now."""
        self.failure: Exception | None = None
        """Why it could not be read the last time."""
        self._channel = Channel(pool, "runs", self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self._fail)
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self._read)

    @property
    def runs(self) -> tuple[Description, ...]:
        """The runs as they were read last, newest first."""
        return self._runs

    @property
    def scope(self) -> Scope:
        """Whose runs are listed."""
        return self._scope

    @property
    def chosen(self) -> tuple[ChosenRun, ...]:
        """The runs to be laid over each other, in the order in which they were chosen."""
        return self._chosen

    def colour_of(self, path: Path) -> str:
        """The colour of a chosen run (#rrggbb), "" for one that is not chosen."""
        return next((run.colour for run in self._chosen if run.path == path), "")

    def choose(self, path: Path, chosen: bool = True) -> bool:
        """Choose a run, or let go of it; whether that was done, which it is not where no colour is left."""
        if chosen == any(run.path == path for run in self._chosen):
            return True
        if not chosen:
            self._set_chosen(run for run in self._chosen if run.path != path)
            return True
        taken = {run.place for run in self._chosen}
        free = next((place for place in range(MOST_CHOSEN) if place not in taken), None)
        if free is None:
            return False
        self._set_chosen((*self._chosen, ChosenRun(path, free)))
        return True

    def choose_none(self) -> None:
        """Let go of all that are chosen."""
        self._set_chosen(())

    def show_project(self, name: str, file: Path | None, *, is_another: bool = False) -> None:
        """List the runs of this project from now on; of another one than before, nothing is known yet."""
        self._set_scope(self._scope._replace(name=name, file=file), is_another=is_another)
        if is_another:
            self.choose_none()

    def show_all_projects(self, wanted: bool) -> None:
        """List the runs of all projects, or those of the open one again."""
        self._set_scope(self._scope._replace(all_projects=wanted), is_another=False)

    def watch(self, wanted: bool) -> None:
        """From now on somebody looks at the list, or no longer does."""
        self._watchers += 1 if wanted else -1
        if self._stale and self._watchers:
            self._soon.start()

    def look_again(self) -> None:
        """Something may have changed: read the runs anew, once somebody watches."""
        self._stale = True
        if self._watchers and not self._soon.isActive():
            self._soon.start()

    def close(self) -> None:
        """Read nothing any more."""
        self._soon.stop()
        self._channel.withdraw()

    def _set_scope(self, scope: Scope, *, is_another: bool) -> None:
        if scope == self._scope and not is_another:
            return
        self._scope = scope
        if is_another and not scope.all_projects:
            self._runs, self.is_known = (), False
            self.changed.emit()
        self.look_again()

    def _read(self) -> None:
        self._stale = False
        chosen = [run.path for run in self._chosen]
        self._channel.ask(_reading(self._scope, chosen))

    def _take(self, found: tuple[tuple[Description, ...], frozenset[Path]]) -> None:
        runs, gone = found
        is_news = runs != self._runs or not self.is_known or self.failure is not None
        self._runs, self.is_known, self.failure = runs, True, None
        self._set_chosen(run for run in self._chosen if run.path not in gone)
        if is_news:
            self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._runs, self.is_known, self.failure = (), True, error
        self.changed.emit()

    def _set_chosen(self, runs: Iterable[ChosenRun]) -> None:
        chosen = tuple(runs)
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()


def _reading(scope: Scope, chosen: list[Path]) -> Callable[[], object]:
    def read() -> object:
        gone = frozenset(path for path in chosen if not os.path.isdir(path))
        return tuple(_listed(scope)), gone

    return read


def _listed(scope: Scope) -> list[Description]:
    folder = paths.runs()
    found = listed_runs(folder, paths.run_index()) if folder.exists() else []
    return [run for run in found if scope.all_projects or run.name == scope.name]
