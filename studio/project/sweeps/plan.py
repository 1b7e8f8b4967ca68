"""What was asked of a set of runs, and the runs that follow: kept in its folder, so that it can be gone on with."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

from studio.files import cause
from studio.graph import EditError
from studio.layers import ParameterError
from studio.project.model import Project
from studio.project.overrides import overridden
from studio.project.snapshots import snapshot
from studio.project.sweeps.amount import Method
from studio.project.sweeps.axes import Axis, drawn, grid
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs.network import described
from studio.training.runs.records import damaged, read_record, write_record
from studio.training.runs.settings import configuration

SWEEP, DOCUMENT = "sweep.json", "project.nns"
VERSION = 1
SEED = "training.seed"
LOSS = ["training", "loss"]

MOST_RUNS = 10_000
LONGEST_NAME = 120

Mark = Literal["", "pruned", "failed"]


@dataclass(frozen=True)
class Trial:
    """One run of a set: its folder's name, the settings given, and the seed.

    `mark` says that it was given up early because others do better, or that it never became a run, with the reason.
    """

    run: str
    settings: Mapping[str, str]
    seed: int
    mark: Mark = ""
    reason: str = ""

    @property
    def overrides(self) -> list[str]:
        """All that is set, as a command has it."""
        return [f"{name}={value}" for name, value in {SEED: str(self.seed), **self.settings}.items()]


@dataclass(frozen=True)
class Plan:
    """A set of runs. `settings` are as they were asked for; `count` is the number of draws where they are drawn.

    `project` tells the network and all its settings apart from any others. `trials` are the runs known so far.
    """

    name: str
    project: str
    settings: tuple[str, ...]
    seeds: int
    method: Method
    count: int | None
    trials: tuple[Trial, ...] = ()

    @classmethod
    def of(cls, project: Project, settings: Sequence[str], seeds: int, method: Method, count: int | None) -> Self:
        """The plan for a project. Raises TrainingError where a setting or one of its values cannot be."""
        if method == "optuna":
            _check_installed()
        axes = [Axis.parse(each) for each in settings]
        _check(project, axes, seeds)
        if method == "optuna":
            _check_comparable(axes)
        plan = cls(project.name, identity(project), tuple(settings), seeds, method, count)
        if method == "optuna":
            return plan
        base = project.training.seed
        combinations = grid(axes) if method == "grid" else drawn(axes, count or 1, base)
        return plan.extended(combinations, base)

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The plan kept in a folder; None where there is none. Raises TrainingError where it cannot be read."""
        path = folder / SWEEP
        if not path.exists():
            return None
        values = read_record(path)
        if not isinstance(values.get("version"), int) or values["version"] > VERSION:
            raise TrainingError(
                tr("“{path}” was written by a newer NN Studio.", path=path),
                tr("Update NN Studio, or choose another folder."),
            )
        return cls._from_json(path, values)

    def write(self, folder: Path) -> None:
        """Keep the plan in a folder. Raises TrainingError."""
        try:
            write_record(folder / SWEEP, {"version": VERSION, **asdict(self)})
        except OSError as error:
            raise TrainingError(
                tr("The set of runs cannot be kept in “{folder}”: {reason}.", folder=folder, reason=cause(error)),
                tr("Choose another folder, or free some space."),
            ) from None

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What is varied."""
        return tuple(Axis.parse(each) for each in self.settings)

    def extended(self, combinations: Iterable[Mapping[str, str]], base: int) -> Self:
        """With the runs of further settings, each with all seeds from `base` on. Raises TrainingError at too many."""
        found = {trial.run: trial for trial in self.trials}
        for each in combinations:
            for seed in range(base, base + self.seeds):
                found.setdefault(name_of(each, seed), Trial(name_of(each, seed), dict(each), seed))
                if len(found) > MOST_RUNS:
                    raise TrainingError(
                        tr("These are more than {most} runs.", most=f"{MOST_RUNS:,}"),
                        tr("Give fewer values, or draw some with --random N."),
                    )
        return replace(self, trials=tuple(found.values()))

    def marked(self, run: str, mark: Mark, reason: str = "") -> Self:
        """With what became of a run."""
        trials = (replace(each, mark=mark, reason=reason) if each.run == run else each for each in self.trials)
        return replace(self, trials=tuple(trials))

    def without_failures(self) -> Self:
        """With what never became a run to be tried once more."""
        trials = (replace(each, mark="", reason="") if each.mark == "failed" else each for each in self.trials)
        return replace(self, trials=tuple(trials))

    def going_on(self, before: Self) -> Self:
        """This plan with the runs that another of the same project has already; it may ask for more.

        Raises TrainingError where that is of another project or varies other settings.
        """
        if before.project != self.project:
            raise TrainingError(
                tr("The project was changed since this set of runs was begun, so that its runs could not be compared."),
                tr("Choose another folder for the new set, or put the project back as it was."),
            )
        names = [{axis.name for axis in plan.axes} for plan in (before, self)]
        if names[0] != names[1] or before.method != self.method:
            raise TrainingError(
                tr("This set of runs was begun with “{asked}”.", asked=" ".join(before.asked)),
                tr("Vary the same settings to go on with it, or choose another folder."),
            )
        found = {trial.run: trial for trial in (*before.trials, *self.trials)}
        return replace(self, trials=tuple({**found, **{trial.run: trial for trial in before.trials}}.values()))

    @property
    def to_come(self) -> int:
        """How many runs Optuna may still add to those that are known."""
        if self.method != "optuna":
            return 0
        tried = {tuple(sorted(trial.settings.items())) for trial in self.trials}
        return max((self.count or 0) - len(tried), 0) * self.seeds

    @property
    def asked(self) -> list[str]:
        """What was asked for, as on the command line."""
        given = [f"--set {each}" for each in self.settings]
        drawn_by = [] if self.count is None else [f"--{self.method} {self.count}"]
        return [*given, f"--seeds {self.seeds}", *drawn_by]

    @classmethod
    def _from_json(cls, path: Path, values: Mapping[str, Any]) -> Self:
        try:
            trials = tuple(Trial(**{**each, "settings": dict(each["settings"])}) for each in values["trials"])
            known = {name: values[name] for name in ("name", "project", "seeds", "method", "count")}
            plan = cls(**known, settings=tuple(values["settings"]), trials=trials)
            sound = plan.method in get_args(Method) and all(_is_sound(trial) for trial in trials) and plan.axes
        except (KeyError, TypeError, ValueError, AttributeError, TrainingError):
            raise damaged(path, tr("it describes no set of runs")) from None
        if not sound:
            raise damaged(path, tr("it describes no set of runs"))
        return plan


def identity(project: Project) -> str:
    """A number that follows from all that a training of the project depends on, and from nothing else."""
    start = snapshot(project)
    values = {**configuration(start), "name": "", "project": "", "network": described(project.graph)}
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def name_of(settings: Mapping[str, str], seed: int) -> str:
    """The name of a run's folder, which says its settings: `lr=0.01 seed=0`."""
    given = {**settings, **({} if SEED in settings else {SEED: str(seed)})}
    parts = [f"{_short(name, given)}={value}" for name, value in given.items()]
    name = re.sub(r"[^\w=.,+() -]", "_", " ".join(parts))
    if len(name) <= LONGEST_NAME and name == " ".join(parts):
        return name
    told = hashlib.sha256(json.dumps([dict(settings), seed]).encode()).hexdigest()[:12]
    return f"{name[: LONGEST_NAME - 20].rstrip()} {told}"


def _short(name: str, among: Mapping[str, str]) -> str:
    """The last part of a dotted name, with as many before it as tell it from the others."""
    parts = name.split(".")
    for count in range(1, len(parts)):
        end = parts[-count:]
        if sum(other.split(".")[-count:] == end for other in among) == 1:
            return ".".join(end)
    return name


def _is_sound(trial: Trial) -> bool:
    return (
        isinstance(trial.run, str)
        and Path(trial.run).name == trial.run
        and type(trial.seed) is int
        and all(isinstance(value, str) for value in trial.settings.values())
        and trial.mark in get_args(Mark)
    )


def not_installed() -> TrainingError:
    """That Optuna is not there, and how to get it."""
    return TrainingError(
        tr("Optuna, which would choose the settings, is not installed."),
        tr("Install it with: pip install 'nn-studio[sweep]', or draw settings by chance (--random N)."),
    )


def _check_installed() -> None:
    if importlib.util.find_spec("optuna") is None:
        raise not_installed()


def _check_comparable(axes: Sequence[Axis]) -> None:
    """Raise TrainingError where what Optuna compares, the validation loss, would mean something else in each run."""
    varied = next((axis.name for axis in axes if axis.name.split(".")[:2] == LOSS), None)
    if varied is not None:
        raise TrainingError(
            tr("Optuna goes by the validation loss, which “{name}” makes another number in each run.", name=varied),
            tr("Vary other settings, or draw this one with --random N and compare the metrics."),
        )


def _check(project: Project, axes: Sequence[Axis], seeds: int) -> None:
    """Try every value, so that a wrong one is told before anything is trained."""
    names = [axis.name for axis in axes]
    for name in names:
        if names.count(name) > 1 or (name == SEED and seeds > 1):
            raise TrainingError(tr("“{name}” is varied twice.", name=name), tr("Give all its values at once."))
    for axis in axes:
        for value in axis.samples():
            try:
                overridden(project, [f"{axis.name}={value}"])
            except (ParameterError, EditError) as error:
                raise TrainingError(str(error), tr("Correct it, and nothing of the set is lost.")) from None
