"""Trains the runs of a set, several at once, each in a process of its own; one that fails does not end the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Literal, Protocol, Self

from studio.project.sweeps.plan import DOCUMENT, Trial
from studio.project.sweeps.record import Record
from studio.text import tr
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.events import EpochDone, RunStarted, from_json
from studio.training.runs.layout import CONFIG

LOOK_SECONDS = 0.1
LINES_KEPT = 20

Ending = Literal["finished", "failed", "stopped", "pruned"]


@dataclass(frozen=True)
class Told:
    """What happened to a run of the set; `state` is "" until it has ended."""

    run: str
    settings: dict[str, str]
    seed: int
    epoch: int = 0
    state: Ending | Literal[""] = ""
    reason: str = ""
    metrics: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The values for programs."""
        return asdict(self)


class Source(Protocol):
    """Says which runs are to be trained; asked by several threads."""

    def next(self) -> Trial | None:
        """The next run; None where no more are to be begun."""

    def is_hopeless(self, trial: Trial, done: EpochDone) -> bool:
        """Whether a run is to be given up after this epoch, as others do better."""

    def ended(self, trial: Trial, state: Ending) -> None:
        """A run has ended."""


class Missing:
    """The runs that a plan still lacks, in its order."""

    def __init__(self, trials: list[Trial]) -> None:
        self._waiting = deque(trials)

    def next(self) -> Trial | None:
        """The next one."""
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def is_hopeless(self, trial: Trial, done: EpochDone) -> bool:
        """Never: all were asked for."""
        return False

    def ended(self, trial: Trial, state: Ending) -> None:
        """Nothing follows from it."""


@dataclass(frozen=True)
class Workers:
    """So many runs at once, `devices` are the GPUs they are spread over; none where they are not to be told apart."""

    jobs: int
    devices: tuple[str, ...] = ()
    allow_code: bool = False

    @classmethod
    def of(cls, jobs: int | None, device: str, *, allow_code: bool) -> Self:
        """So many runs at once on such a device; None is one on each GPU where there are several."""
        devices = gpus(device) if jobs is None or jobs > 1 else ()
        return cls(jobs or max(1, len(devices)), devices, allow_code)

    def environment(self, place: int) -> dict[str, str]:
        """What a process is to see of the machine: its share of the cores, and one GPU."""
        found = dict(os.environ)
        if self.jobs > 1:
            cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
            found.setdefault("OMP_NUM_THREADS", str(max(1, cores // self.jobs)))
        if len(self.devices) > 1:
            found["CUDA_VISIBLE_DEVICES"] = self.devices[place % len(self.devices)]
        return found


def train_all(record: Record, source: Source, workers: Workers, control: Control) -> Iterator[Told]:
    """Train what the source gives, and tell what happens; a stop ends all runs cleanly, and they can go on later."""
    told: SimpleQueue[Told | Exception] = SimpleQueue()
    places = [_Place(record, source, workers, place, control, told) for place in range(workers.jobs)]
    threads = [threading.Thread(target=place.work, name=f"sweep-{place.number}", daemon=True) for place in places]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads) or not told.empty():
            if control.stopped:
                for place in places:
                    place.interrupt()
            try:
                found = told.get(timeout=LOOK_SECONDS)
            except Empty:
                continue
            if isinstance(found, Exception):
                raise found
            yield found
    except BaseException:
        control.stop()
        for place in places:
            place.end()
        raise
    finally:
        for thread in threads:
            thread.join()


class _Place:
    """One of the runs that are trained at once, and after it the next."""

    def __init__(
        self,
        record: Record,
        source: Source,
        workers: Workers,
        number: int,
        control: Control,
        told: SimpleQueue[Told | Exception],
    ) -> None:
        self._record, self._source, self._workers, self.number = record, source, workers, number
        self._control, self._told = control, told
        self._process: subprocess.Popen[str] | None = None
        self._is_interrupted = False

    def work(self) -> None:
        """Train one run after the other."""
        try:
            while not self._control.stopped and (trial := self._source.next()) is not None:
                self._train(trial)
        except Exception as error:
            self._told.put(error)

    def interrupt(self) -> None:
        """Have the present run stop at its next batch."""
        process = self._process
        if process is None or self._is_interrupted:
            return
        self._is_interrupted = True
        if os.name == "posix":
            process.send_signal(signal.SIGINT)
        else:
            process.terminate()  # what was saved is whole however it ends

    def end(self) -> None:
        """End the present run at once; what it has saved is whole."""
        if self._process is not None:
            self._process.kill()

    def _train(self, trial: Trial) -> None:
        self._is_interrupted = is_pruned = False
        epochs = 0
        said: deque[str] = deque(maxlen=LINES_KEPT)
        with self._started(trial) as process:
            self._process = process
            assert process.stdout is not None
            for line in process.stdout:
                try:
                    event = from_json(line)
                except ValueError:
                    said.append(line.strip())
                    continue
                if isinstance(event, RunStarted):
                    epochs = event.epochs
                    self._told.put(_told(trial))
                elif isinstance(event, EpochDone):
                    self._told.put(_told(trial, epoch=event.epoch, metrics=dict(event.metrics)))
                    # After its last epoch there is nothing left to give up.
                    if not is_pruned and event.epoch < epochs and self._source.is_hopeless(trial, event):
                        is_pruned = True
                        self.interrupt()
        self._process = None
        self._end(trial, process.returncode, is_pruned, next((each for each in reversed(said) if each), ""))

    def _started(self, trial: Trial) -> subprocess.Popen[str]:
        """The process of a run, apart from the keys of this terminal, which it does not have to see."""
        record, folder = self._record, self._record.folder / trial.run
        given = [word for each in trial.overrides for word in ("--set", each)]
        start = None if (folder / CONFIG).exists() else record.begins_with
        resume = ["--resume"] if (folder / CONFIG).exists() else [] if start is None else ["--from", str(start)]
        code = ["--allow-code"] if self._workers.allow_code else []
        command = [sys.executable, "-m", "studio", "train", str(record.folder / DOCUMENT), "--out", str(folder)]
        return subprocess.Popen(
            [*command, "--json", *given, *resume, *code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=self._workers.environment(self.number),
            start_new_session=True,
        )

    def _end(self, trial: Trial, status: int, is_pruned: bool, said: str) -> None:
        """Keep and tell what became of a run."""
        run = self._record.described(trial)
        state: Ending = "stopped"
        reason = "" if run is None else run.reason
        if run is not None and run.state in ("finished", "failed"):
            state = "finished" if run.state == "finished" else "failed"
        elif is_pruned:
            state, reason = "pruned", tr("Given up, as others do better.")
            self._record.mark(trial, "pruned", reason)
        elif run is None and not self._control.stopped:
            state, reason = "failed", said or tr("Its process ended with the status {status}.", status=status)
            self._record.mark(trial, "failed", reason)
        elif run is not None and run.state == "stopped" and not self._is_interrupted and not self._control.stopped:
            reason = said or reason
        self._source.ended(trial, state)
        metrics = {} if run is None else dict(run.metrics)
        self._told.put(_told(trial, epoch=run.epoch if run else 0, state=state, reason=reason, metrics=metrics))


def _told(trial: Trial, **values: Any) -> Told:
    return Told(trial.run, dict(trial.settings), trial.seed, **values)


def gpus(device: str) -> tuple[str, ...]:
    """The GPUs that runs on this device can be spread over, as CUDA_VISIBLE_DEVICES names them."""
    if device not in ("auto", "cuda"):
        return ()
    import torch

    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    named = [each.strip() for each in visible.split(",")] if visible else []
    count = torch.cuda.device_count()
    return tuple(named[:count]) if len(named) >= count else tuple(map(str, range(count)))


def check_jobs(jobs: int) -> None:
    """Raise TrainingError for a number of runs at once that no machine has room for."""
    if not 1 <= jobs <= 256:
        raise TrainingError(tr("{jobs} runs cannot be trained at once.", jobs=jobs), tr("Give a number from 1 to 256."))
