"""A network while it is trained: takes steps, says how they went, and can be saved and set back exactly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from torch import Tensor, nn

from studio.data.config import Task
from studio.training.accumulator import Meter
from studio.training.batches import step_seed
from studio.training.config import TrainingConfig
from studio.training.device import Compute
from studio.training.events import BatchesDone
from studio.training.failures import diverged
from studio.training.objective import Objective


@dataclass
class Progress:
    """How far a training has come: whole epochs, batches of the epoch after them, steps and seconds in all.

    The sums are over the samples of the unfinished epoch.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0
    seconds: float = 0.0
    samples: int = 0
    loss_sum: float = 0.0
    score_sum: float = 0.0
    best_loss: float = math.inf

    def begin_epoch(self) -> None:
        """The epoch is over, the next begins."""
        self.epoch += 1
        self.batch = self.samples = 0
        self.loss_sum = self.score_sum = 0.0


class Trainer:
    """A model on its device with optimizer and progress. The model's weights change in place."""

    def __init__(
        self, model: nn.Module, training: TrainingConfig, compute: Compute, progress: Progress, task: Task = "classes"
    ) -> None:
        self.model = model
        self.compute = compute
        self.objective = Objective.of(training.loss, task, training.auxiliary_weight, compute.device)
        self.progress = progress
        self._training = training
        self._optimizer = compute.optimizer(training.optimizer, model)
        self._meter = Meter()
        self._mark = perf_counter()

    def step(self, inputs: Tensor, targets: Tensor) -> None:
        """Change the weights once for a batch: inputs (B, *shape), targets (B, ...)."""
        self.compute.seed(step_seed(self._training.seed, self.progress.step))
        with self.compute.autocast():
            outputs = self.model(inputs)
        loss = self.objective(outputs, targets)
        loss.backward()
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._meter.add(loss, self.objective.score(outputs, targets), len(targets))
        self.progress.batch += 1
        self.progress.step += 1

    def report(self, run: str) -> Iterator[BatchesDone]:
        """The steps since the last report, when there are any.

        Raises TrainingError when a loss among them is not finite, after reporting the steps before it.
        """
        first = self.progress.step - len(self._meter) + 1
        results = self._meter.read()
        seconds = self.tick()
        sound = next((i for i, result in enumerate(results) if not math.isfinite(result.loss)), len(results))
        for result in results[:sound]:
            self.progress.samples += result.samples
            self.progress.loss_sum += result.loss * result.samples
            self.progress.score_sum += result.score
        scores = tuple(result.score / result.samples for result in results[:sound])
        if sound:
            yield BatchesDone(
                run,
                epoch=self.progress.epoch + 1,
                steps=tuple(range(first, first + sound)),
                losses=tuple(result.loss for result in results[:sound]),
                accuracies=scores if self.objective.measure.share else (),
                samples_per_second=sum(result.samples for result in results) / max(seconds, 1e-9),
                seconds=self.progress.seconds,
                errors=() if self.objective.measure.share else scores,
            )
        if sound < len(results):
            raise self.diverged(results[sound].loss, first + sound)

    def diverged(self, loss: float, step: int) -> Exception:
        """The error for a loss from which no step leads on."""
        return diverged(loss, self.progress.epoch + 1, step, self._training.optimizer.lr)

    def tick(self) -> float:
        """Count the time since the last tick as trained; gives it in seconds."""
        now = perf_counter()
        elapsed, self._mark = now - self._mark, now
        self.progress.seconds += elapsed
        return elapsed

    def skip_time(self) -> None:
        """Leave the time since the last tick out of account (a pause)."""
        self._mark = perf_counter()

    def state(self) -> dict[str, Any]:
        """All that the next steps depend on besides the weights. Chance follows from seed and step."""
        return {"optimizer": self._optimizer.state_dict(), "progress": asdict(self.progress)}

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what `state` gave."""
        self._optimizer.load_state_dict(state["optimizer"])
        for name, value in state["progress"].items():
            setattr(self.progress, name, value)
