"""The runs of the open project, read off the UI thread, and those among all runs that are chosen for comparison."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from studio.errors import told_by
from studio.files import cause
from studio.graph import EditError, Graph
from studio.project import Project
from studio.project.runs_of import runs_of, runs_of_user
from studio.training.events import EpochDone, Evaluated, Event, RunFailed, RunFinished, RunStarted
from studio.training.runs.description import Description
from studio.training.runs.notes import annotate
from studio.training.runs.overview import Row, rows
from studio.training.runs.removal import Trashed
from studio.ui import theme
from studio.ui.background.in_order import InOrder
from studio.ui.background.pool import Channel, Pool
from studio.ui.background.run_trash import brought_back, removed

MOST_CHOSEN = len(theme.LIGHT.runs)
"""So many runs can be told apart by their colours."""

REST = 150
"""Milliseconds in which further reasons to look again are taken together."""

TELLING = (RunStarted, EpochDone, Evaluated, RunFinished, RunFailed)
"""The events of a training after which its run is told anew."""


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
    """Which runs are wanted: those of the project with this id and file, or all of this machine."""

    project: str = ""
    file: Path | None = None
    all_projects: bool = False


class Found(NamedTuple):
    """What was read: runs beside each other, and the chosen ones that are gone."""

    rows: tuple[Row, ...]
    gone: frozenset[Path]


class RunList(QObject):
    """Reads runs while somebody watches; what is chosen stays so until it is gone or another document is opened."""

    changed = Signal()  # others are listed, or something about them is another
    chosen_changed = Signal()  # others are chosen
    refused = Signal(str, str)  # message, remedy: a run could not be changed or removed
    trashed = Signal(object)  # Done: runs are in the trash now

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes = InOrder(pool, self)
        self._rows: tuple[Row, ...] = ()
        self._chosen: tuple[ChosenRun, ...] = ()
        self._project = Project()
        self._scope = Scope()
        self._stale = True
        self._watchers: set[Hashable] = set()
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
    def rows(self) -> tuple[Row, ...]:
        """The runs as they were read last, newest first, beside each other and beside the open project."""
        return self._rows

    @property
    def runs(self) -> tuple[Description, ...]:
        """The same, each for itself."""
        return tuple(row.run for row in self._rows)

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

    def show_project(self, project: Project, file: Path | None, *, is_another: bool = False) -> None:
        """List the runs of this project from now on; of another one than before, nothing is known yet."""
        before, self._project = self._project, project
        if is_another:
            self.choose_none()
        if project.graph is not before.graph:
            self.look_again()
        self._set_scope(self._scope._replace(project=project.id, file=file), is_another=is_another)

    def show_all_projects(self, wanted: bool) -> None:
        """List the runs of all projects, or those of the open one again."""
        self._set_scope(self._scope._replace(all_projects=wanted), is_another=False)

    def watch(self, watcher: Hashable, wanted: bool) -> None:
        """From now on somebody looks at the list, or no longer does."""
        (self._watchers.add if wanted else self._watchers.discard)(watcher)
        if self._stale and self._watchers:
            self._soon.start()

    def look_again(self) -> None:
        """Something may have changed: read the runs anew, once somebody watches."""
        self._stale = True
        if self._watchers and not self._soon.isActive():
            self._soon.start()

    def follow(self, folder: Path | None, event: Event) -> None:
        """Tell of the run in a folder what an event of its training says, without reading it anew."""
        if folder is None or not isinstance(event, TELLING):
            return
        folder = Path(os.path.realpath(folder))
        if any(row.run.path == folder for row in self._rows):
            self._change(folder, lambda run: run.after(event))
        else:
            self.look_again()

    def move(self, places: Mapping[Path, Path]) -> None:
        """Find chosen runs again where folders of runs were moved; gives the new places by the old ones."""
        moved = {Path(os.path.realpath(old)): Path(os.path.realpath(new)) for old, new in places.items()}
        self._set_chosen(replace(run, path=moved.get(run.path, run.path)) for run in self._chosen)
        self.look_again()

    def annotate(self, path: Path, **words: Any) -> None:
        """Keep a person's own words on a run: `title`, `tags`, `note` or `star`."""

        def tell(notes: Any, error: Exception | None) -> None:
            if error is not None:
                self._refuse(error)
            else:
                self._change(path, lambda run: replace(run, notes=notes))

        self._changes.ask(partial(annotate, path, **words), tell)

    def remove(self, paths: Sequence[Path]) -> None:
        """Put runs into the trash, and tell of those of which that cannot be done."""
        self._changes.ask(partial(removed, paths), partial(self._tell_done, tell_trash=True))

    def bring_back(self, runs: Sequence[Trashed]) -> None:
        """Bring runs back from the trash."""
        self._changes.ask(partial(brought_back, runs), partial(self._tell_done, tell_trash=False))

    def close(self) -> None:
        """Read nothing any more."""
        self._soon.stop()
        self._channel.withdraw()

    def _set_scope(self, scope: Scope, *, is_another: bool) -> None:
        if scope == self._scope and not is_another:
            return
        self._scope = scope
        if is_another:
            self._channel.withdraw()
        if is_another and not scope.all_projects:
            self._rows, self.is_known = (), False
            self.changed.emit()
        self.look_again()

    def _read(self) -> None:
        self._stale = False
        chosen = [run.path for run in self._chosen]
        self._channel.ask(_reading(self._scope, self._project, chosen, self._rows))

    def _take(self, found: Found) -> None:
        is_news = found.rows is not self._rows or not self.is_known or self.failure is not None
        self._rows, self.is_known, self.failure = found.rows, True, None
        self._set_chosen(run for run in self._chosen if run.path not in found.gone)
        if is_news:
            self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._rows, self.is_known, self.failure = (), True, error
        self.changed.emit()

    def _change(self, path: Path, change: Callable[[Description], Description]) -> None:
        """Tell something else of one run; whatever is read just now may be older."""
        self._rows = tuple(replace(row, run=change(row.run)) if row.run.path == path else row for row in self._rows)
        self.changed.emit()
        if self._channel.is_waiting:
            self.look_again()

    def _tell_done(self, done: Any, error: Exception | None, *, tell_trash: bool) -> None:
        for each in filter(None, (error,)) if done is None else done.errors:
            self._refuse(each)
        if tell_trash and done is not None and done.runs:
            self.trashed.emit(done)
        self.look_again()

    def _set_chosen(self, runs: Iterable[ChosenRun]) -> None:
        chosen = tuple(runs)
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(*told_by(error, cause(error)))
        self.look_again()


def _reading(scope: Scope, project: Project, chosen: list[Path], before: tuple[Row, ...]) -> Callable[[], Found]:
    def read() -> Found:
        gone = frozenset(path for path in chosen if not os.path.isdir(path))
        found = runs_of_user() if scope.all_projects else runs_of(project, scope.file)
        listed = rows(found, _digest(project.graph))
        for row in listed:
            _ = row.searched  # kept by the row: the filter would have the window wait for it
        return Found(before if listed == before else listed, gone)

    return read


def _digest(graph: Graph) -> str:
    """What tells the network of the open project from those of runs."""
    from studio.training.runs.network import described
    from studio.training.runs.records import digest_of_network

    try:
        return digest_of_network(described(graph)) if graph else ""
    except EditError:  # it goes round in circles
        return ""
