"""Training at the command line: events as a progress bar or as JSON lines, Ctrl+C as a clean stop."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from studio.cli.console import console, follow, note, values
from studio.cli.failures import FAILED, INTERRUPTED, MISUSED, CommandError
from studio.project import Project
from studio.project.snapshots import snapshot, snapshot_of
from studio.text import ntr, paragraph, tr
from studio.training.control import Control, Stopped
from studio.training.events import Evaluated, Event, RunFailed, RunFinished, RunStarted
from studio.training.launch import MOST_PROCESSES, Launch, Launching, Strategy
from studio.training.launch.requests import RequestedControl, RequestingControl, withdraw
from studio.training.metrics.left_out import left_out

if TYPE_CHECKING:
    from studio.training.runs.checkpoint_index import Which


def check_apart(file: Path, folder: Path) -> None:
    """Raise CommandError where a run would have a person's project file for its own."""
    from studio.training.runs.layout import DOCUMENT

    if os.path.realpath(file) == os.path.realpath(folder / DOCUMENT):
        raise CommandError(
            tr(
                "A run cannot be kept in “{folder}”, as “{name}” there is the project itself.",
                folder=folder,
                name=file.name,
            ),
            tr("Give the run a folder of its own with --out."),
        )


def launching(how: Launch | None, processes: int | None, strategy: Strategy | None) -> Launching:
    """Where to train, as the command line asks. Raises CommandError where it contradicts itself."""
    if processes is not None and how != "torchrun":
        raise CommandError(
            tr("--nproc is for several processes, which only torchrun begins."),
            tr("Give --launch torchrun too, or leave --nproc out."),
            MISUSED,
        )
    if processes is not None and not 1 <= processes <= MOST_PROCESSES:
        raise CommandError(
            tr("--nproc {count} is no number of processes that could train together.", count=processes),
            tr("Give one from 1 to {most}, such as the number of graphics cards.", most=MOST_PROCESSES),
            MISUSED,
        )
    if strategy is not None and how != "torchrun":
        raise CommandError(
            tr("--strategy is for several processes, which only torchrun begins."),
            tr("Give --launch torchrun too, or leave --strategy out."),
            MISUSED,
        )
    given = {"how": how, "processes": processes, "strategy": strategy}
    return Launching.create({name: value for name, value in given.items() if value is not None})


def train_in(
    folder: Path,
    project: Project,
    *,
    resume: bool,
    as_json: bool,
    where: Launching,
    origin: str | None = None,
) -> int:
    """Train a project with its run in a folder, and show what happens; gives the exit status.

    `resume` goes on with the run that is there; `origin` names a run, and which of its weights to begin with. Raises
    TrainingError when the folder cannot be used, CommandError where the two contradict each other.
    """
    if resume and origin is not None:
        raise CommandError(
            tr("--resume goes on with a run and its weights, --from begins a new one with those of another."),
            tr("Give one of the two."),
            MISUSED,
        )
    control = RequestedControl(folder) if where.how == "thread" else RequestingControl(folder)
    with interrupts_stop(control):
        from studio import api

        events = api.training(
            api.Document(project), folder, resume=resume, start=origin, where=where, control=control
        )  # fmt: skip
        last: Event | None = None
        metrics = tuple[str, ...]()
        for event in _printed(events) if as_json else follow(events):
            last = event
            if isinstance(event, RunStarted):
                metrics = event.metrics
            if isinstance(event, Evaluated) and not as_json:
                console().print(_tested(event, metrics))
    return _ended(last, folder)


def test_run(folder: Path, which: Which, *, as_json: bool, allow_code: bool) -> None:
    """Print the result of a run's weights on its test samples. Raises TrainingError or ProjectError."""
    control = Control()
    with interrupts_stop(control):
        from studio.training.runs import Run
        from studio.training.testing import evaluate_run

        run = Run.open(folder)
        try:
            event = evaluate_run(run, snapshot_of(run, allow_code=allow_code), which, control)
        except Stopped:
            raise CommandError(tr("Interrupted."), status=INTERRUPTED) from None
    print(event.to_json()) if as_json else console().print(_tested(event, ()))


def train_launched(folder: Path, project: Project, strategy: Strategy) -> int:
    """Train as the process that somebody else began for it; gives the exit status.

    Nothing is printed but a failure, as one that keeps a training from beginning is not among the run's events.
    """
    control = RequestedControl(folder)
    with interrupts_stop(control):
        from studio.training.group import ALONE
        from studio.training.launch.sharding import Sharded
        from studio.training.launch.torchrun import SharedRun, Torchrun, is_under_torchrun
        from studio.training.loop import train
        from studio.training.runs import Run

        group = ALONE
        if is_under_torchrun():
            group = (Sharded if strategy == "fsdp" else Torchrun)(project.training.device)
        run = (Run if group.leads else SharedRun).open(folder)
        last = deque(train(snapshot(project), control, run, group), maxlen=1)[-1]
    if not group.leads:
        return 0
    withdraw(folder)
    if isinstance(last, RunFailed):
        print(last.to_json(), flush=True)
        return FAILED
    return 0


def _tested(event: Evaluated, metrics: Sequence[str]) -> str:
    """The result on the test samples, in a sentence, with what was to be told and has no value."""
    told = tr(", ").join([values(event.metrics), *left_out(metrics, event.metrics)])
    return ntr("Test {values} on {count} sample.", "Test {values} on {count} samples.", event.samples, values=told)


@contextmanager
def interrupts_stop(control: Control) -> Iterator[None]:
    """Within this, Ctrl+C and a request to terminate stop the training cleanly; a second one ends at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        if control.stopped:
            raise KeyboardInterrupt
        control.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _printed(events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        print(event.to_json(), flush=True)
        yield event


def _ended(last: Event | None, folder: Path) -> int:
    if isinstance(last, RunFailed):
        note(paragraph(last.message, last.remedy))
        return FAILED
    if isinstance(last, RunFinished) and last.early is not None:
        note(last.early.words)
    if isinstance(last, RunFinished) and last.reason == "stopped":
        from studio.training.runs import Run

        if Run(folder).checkpoints.entries():
            steps = ntr("{number} step", "{number} steps", last.step, number=f"{last.step:,}")
            note(
                tr(
                    "Stopped after {steps}. The run is in {folder}; --resume goes on with it.",
                    steps=steps,
                    folder=folder,
                )
            )
        else:
            note(tr("Stopped before anything was trained."))
        return INTERRUPTED
    return 0
