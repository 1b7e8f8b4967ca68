"""The plan of a set of runs as it is carried out: what is missing, and what became of each run, kept as it happens."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock

from filelock import FileLock, Timeout

from studio.files import cause, replace_file
from studio.project.errors import ProjectError
from studio.project.model import Project
from studio.project.new_run import Start
from studio.project.reading import loads
from studio.project.sweeps.plan import DOCUMENT, SWEEP, Mark, Plan, Trial, identity
from studio.project.writing import dumps
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.description import Description
from studio.training.runs.layout import CONFIG
from studio.training.runs.listing import as_it_is
from studio.training.runs.records import damaged

LOCK = "sweep.lock"

START = "begins-with.json"
"""What the runs begin with, where that is not chance."""


class Record:
    """The plan in a folder, asked and changed by several threads."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder = folder
        self._plan = plan
        self._lock = RLock()

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, project: Project, plan: Plan) -> Iterator[Record]:
        """The set in a folder, begun or gone on with, for this process alone. Raises TrainingError.

        `project` has its data where they are, as its runs are trained from a copy in the folder.
        """
        folder = Path(os.path.realpath(folder))
        _prepare(folder)
        lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise TrainingError(
                tr("The set of runs in “{folder}” is being trained by another process.", folder=folder),
                tr("Wait for its end, or stop it there."),
            ) from None
        except (OSError, NotImplementedError) as error:
            raise _cannot_be_kept(folder, error) from None
        try:
            before = Plan.read(folder)
            plan = plan if before is None else plan.going_on(_of_this_version(before, folder)).without_failures()
            try:
                replace_file(folder / DOCUMENT, dumps(project).encode())
            except OSError as error:
                raise _cannot_be_kept(folder, error) from None
            plan.write(folder)
            yield cls(folder, plan)
        finally:
            lock.release()

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        with self._lock:
            return self._plan

    def begin_with(self, start: Start | None) -> None:
        """Have its runs take their first weights from another run; a set that is gone on with stays as it was begun.

        Raises TrainingError.
        """
        if start is None or (self.folder / START).exists():
            return
        try:
            replace_file(self.folder / START, json.dumps({"run": str(start.run.absolute())}).encode())
        except OSError as error:
            raise _cannot_be_kept(self.folder, error) from None

    @property
    def begins_with(self) -> Path | None:
        """The run whose weights the runs begin with. Raises TrainingError where that cannot be read."""
        path = self.folder / START
        try:
            return Path(json.loads(path.read_text("utf-8"))["run"]) if path.exists() else None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(path, cause(error) if isinstance(error, OSError) else tr("it names no run")) from None

    def extend(self, settings: Mapping[str, str], base: int) -> list[Trial]:
        """Add the runs of further settings, and give those of these settings. Raises TrainingError."""
        with self._lock:
            known = {trial.run for trial in self._plan.trials}
            self._plan = self._plan.extended([settings], base)
            self._plan.write(self.folder)
            return [trial for trial in self._plan.trials if trial.run not in known]

    def mark(self, trial: Trial, mark: Mark, reason: str) -> None:
        """Keep what became of a run that its own folder does not tell. Raises TrainingError."""
        with self._lock:
            self._plan = self._plan.marked(trial.run, mark, reason)
            self._plan.write(self.folder)

    def described(self, trial: Trial) -> Description | None:
        """The run as its folder tells it; None where there is none yet."""
        path = self.folder / trial.run
        return as_it_is(Description.of(path)) if (path / CONFIG).exists() else None

    def missing(self) -> list[Trial]:
        """The runs that are still to be trained, or to be gone on with; those that failed are not tried again."""
        return [trial for trial in self.plan.trials if not trial.mark and is_missing(self.described(trial))]

    def runs(self) -> list[Description]:
        """All runs that there are, in the order of the plan."""
        return list(filter(None, map(self.described, self.plan.trials)))


def is_missing(run: Description | None) -> bool:
    """Whether a run of a set is still to be trained, or to be gone on with; None is one that is not there."""
    return run is None or run.state == "stopped" or (not run.has_begun and run.state != "damaged")


def given(plan: Plan, folder: Path) -> dict[Path, Mapping[str, str]]:
    """What was set in each run, by its folder."""
    root = Path(os.path.realpath(folder))
    return {root / trial.run: trial.settings for trial in plan.trials}


def _of_this_version(plan: Plan, folder: Path) -> Plan:
    """A plan of a version that knew fewer settings, whose project lies beside it: what it lacks is at its default."""
    try:
        return replace(plan, project=identity(loads((folder / DOCUMENT).read_text("utf-8"))))
    except (OSError, ValueError, ProjectError):
        return plan


def _prepare(folder: Path) -> None:
    """Make the folder; raise TrainingError where it holds something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise _cannot_be_kept(folder, error) from None
    if SWEEP not in names and _foreign(names):
        raise TrainingError(
            tr("The folder “{path}” is not empty: “{name}” is in it.", path=folder, name=_foreign(names)[0]),
            tr("Choose a new folder for the set of runs."),
        )


def _foreign(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name != LOCK)


def _cannot_be_kept(folder: Path, error: Exception) -> TrainingError:
    return TrainingError(
        tr("The set of runs cannot be kept in “{folder}”: {reason}.", folder=folder, reason=cause(error)),
        tr("Choose another folder, or free some space."),
    )
