"""A training in a process of its own, or in several under torchrun: begun, followed, and its end explained."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from studio.files import cause, replace_file
from studio.layers.custom import is_allowed
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.events import Event as AnEvent
from studio.training.events import RunFailed, RunFinished
from studio.training.launch import Launching, sharding, torchrun
from studio.training.launch.ending import failure
from studio.training.launch.following import EventTail, follow
from studio.training.runs import Run
from studio.training.runs.layout import CONTINUED, DOCUMENT, OUTPUT
from studio.training.runs.resume import Beginning
from studio.training.snapshot import Snapshot

POLL_SECONDS = 0.05
"""Time between two looks at the events of a process."""


@dataclass(frozen=True)
class Launched:
    """A process that trains a run. It goes on when whoever began it ends."""

    run: Run
    process: subprocess.Popen[bytes]
    tail: EventTail

    def events(self, left: Event | None = None) -> Iterator[AnEvent]:
        """What happens in the process, to its end; the last is RunFinished or RunFailed. Raises OSError.

        Once `left` is set, it is left to itself.
        """
        left = left or Event()
        last: AnEvent | None = None
        for event in follow(self.tail, lambda: self._is_over() or left.is_set()):
            last = event
            yield event
        if self.process.returncode is None:
            self.process.returncode = 0  # nobody waits for it any more, and Python need not warn of that
        elif not isinstance(last, RunFinished | RunFailed):
            yield self._died()

    def end(self) -> None:
        """End the process and those that it began, at once."""
        with suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def _is_over(self) -> bool:
        try:
            self.process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _died(self) -> RunFailed:
        """Why there is no end among the events; kept with the run where a training had begun."""
        failed, is_told = failure(self.run.path, self.process.returncode)
        if is_told:
            return failed
        with suppress(TrainingError, OSError), self.run.owned():
            last = self.run.checkpoints.entry("last")
            if last is not None:
                failed = replace(failed, epoch=last.epoch, step=last.step)
            self.run.record(failed)
        return failed


def launched(run: Run, snapshot: Snapshot, launching: Launching) -> Launched:
    """Train the snapshot in `run`, which is new or can go on with it, in a process of its own or several.

    Raises TrainingError where none can be begun, or the run does not go on with the snapshot.
    """
    Beginning.of(run).check(snapshot)
    if launching.how == "torchrun":
        torchrun.check(launching.processes, snapshot.training.batch_size)
        if launching.strategy == "fsdp":
            sharding.check(snapshot.training)
    last = run.checkpoints.entry("last")
    kept = run.events_until(0 if last is None else last.step)
    try:
        tail = EventTail(run.path, skipped=kept, at_end=True)
        with (run.path / OUTPUT).open("wb") as output:
            process = subprocess.Popen(
                [
                    *_launcher(launching),
                    *_verb(run, snapshot),
                    *([f"--strategy={launching.strategy}"] if launching.how == "torchrun" else []),
                    *(["--allow-code"] if is_allowed(snapshot.graph) else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise TrainingError(
            tr("The training could not be begun in a process of its own: {reason}.", reason=cause(error)),
            tr("Train in the window itself, or free some memory and space."),
        ) from None
    return Launched(run, process, tail)


def _launcher(launching: Launching) -> list[str]:
    """What runs `studio`."""
    python = [sys.executable, "-m"]
    if launching.how == "torchrun":
        python += ["torch.distributed.run", "--standalone", f"--nproc-per-node={launching.processes}", "-m"]
    return [*python, "studio"]


def _verb(run: Run, snapshot: Snapshot) -> list[str]:
    """Have it go on with the run by the snapshot, for as long and there where that asks for."""
    training = snapshot.training
    length = f"--steps={training.steps}" if training.epochs is None else f"--epochs={training.epochs}"
    changed = [length, f"--device={training.device}"]
    return ["train", str(_document(run, snapshot)), f"--out={run.path}", "--resume", "--launched", *changed]


def _document(run: Run, snapshot: Snapshot) -> Path:
    """The file of the snapshot: the run's own, or one beside it where it goes on with what it did not begin with.

    Raises TrainingError where the run's own cannot be read, OSError where the other cannot be written.
    """
    if snapshot.document == run.document():
        return run.path / DOCUMENT
    replace_file(run.path / CONTINUED, snapshot.document.encode())
    return run.path / CONTINUED
