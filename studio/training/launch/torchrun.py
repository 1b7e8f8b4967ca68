"""Several processes that train one network together under torchrun, brought together by lightning-fabric.

Each takes its share of every batch, and the gradients become those of the whole batch: the means of the shares are
weighted by what the loss divides by, so that class weights and ignored targets count as in one process.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import torch
import torch.distributed
from torch import Tensor, nn

from studio.data.dataset import Dataset
from studio.text import tr
from studio.training.config import DeviceChoice, TrainingConfig
from studio.training.control import Stopped
from studio.training.device import Compute
from studio.training.errors import TrainingError
from studio.training.events import Event
from studio.training.gradients import divisor
from studio.training.group import Group
from studio.training.objective import Objective, Outputs, WeightedLoss
from studio.training.runs import Run
from studio.training.runs.checkpoints import Checkpoints
from studio.training.runs.kept import Kept
from studio.training.scores import Scores

if TYPE_CHECKING:
    from lightning_fabric import Fabric
    from lightning_fabric.strategies import Strategy

Told = TypeVar("Told")

LEAST_SHARE = 2
"""Samples of the smallest share: batch normalization cannot train on one."""

LONGEST_WAIT = timedelta(days=365)
"""Time that processes wait for the leading one: it may be paused, or validate, for as long as it takes.

Where a process dies, torchrun ends the others at once.
"""

LOOK_EVERY = 8
"""Batches between two looks what was asked of the training, as each waits for the others."""


def is_installed() -> bool:
    """Whether what brings the processes together is there."""
    return importlib.util.find_spec("lightning_fabric") is not None


def is_under_torchrun() -> bool:
    """Whether this process is one of several that torchrun has begun."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def check(processes: int, batch_size: int) -> None:
    """Raise TrainingError where so many processes cannot share batches of that size."""
    if not is_installed():
        raise TrainingError(
            tr("Several processes are brought together by lightning-fabric, which is not installed."),
            tr("Install it with “pip install lightning-fabric”, or train in one process."),
        )
    if batch_size < LEAST_SHARE * processes:
        raise TrainingError(
            tr(
                "Batches of {size} (batch_size) are too small to be shared by {processes} processes, as each needs "
                "at least {least} samples.",
                size=batch_size,
                processes=processes,
                least=LEAST_SHARE,
            ),
            tr("Choose a larger batch size, or fewer processes."),
        )


class Torchrun(Group):
    """This process among those that torchrun has begun; each has all of the weights."""

    def __init__(self, device: DeviceChoice) -> None:
        """Meet the others; waits for them."""
        from lightning_fabric import Fabric

        processes = int(os.environ["LOCAL_WORLD_SIZE"])
        on_gpus = device in ("auto", "cuda") and torch.cuda.is_available()
        self._fabric: Fabric = Fabric(
            accelerator="cuda" if on_gpus else "cpu",
            devices=processes,
            num_nodes=int(os.environ["WORLD_SIZE"]) // processes,
            strategy=self._strategy(),
        )
        self._fabric.launch()
        self.rank, self.size = self._fabric.global_rank, self._fabric.world_size
        self._batch = 0
        self._asked = False
        self._under_way: list[torch.distributed.Work] = []
        self._told: list[Tensor] = []

    def _strategy(self) -> Strategy:
        from lightning_fabric.strategies import DDPStrategy

        return DDPStrategy(gradient_as_bucket_view=True, timeout=LONGEST_WAIT)

    def placed(self, compute: Compute) -> Compute:
        """The device that this process has of the kind that was chosen."""
        return replace(compute, device=self._fabric.device)

    def joined(self, model: nn.Module) -> nn.Module:
        """The model under torch's DistributedDataParallel, without what fabric puts around each call of it."""
        return self._fabric.strategy.setup_module(model)

    def share(self, inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """A part of the batch; all of it where shares would be too small."""
        if self._is_whole(targets):
            return inputs, targets
        count = len(targets)
        mine = slice(self.rank * count // self.size, (self.rank + 1) * count // self.size)
        return inputs[mine], targets[mine]

    def loss(self, objective: Objective, outputs: Outputs, mine: Tensor, targets: Tensor) -> WeightedLoss:
        """The loss of the share, weighted as it counts in the batch."""
        loss = objective(outputs, mine)
        if self._is_whole(targets):
            return loss
        whole = objective.weight(targets)
        return WeightedLoss(loss.mean * (self.size * divisor(loss.weight) / divisor(whole)), whole)

    def counts(self, targets: Tensor) -> bool:
        """Whether these outputs are no other process's too."""
        return self.leads or not self._is_whole(targets)

    def mean(self, loss: Tensor) -> Tensor:
        """The mean over all shares."""
        mean = loss.detach().clone()
        torch.distributed.all_reduce(mean)
        return mean / self.size

    def mean_later(self, loss: Tensor) -> Tensor:
        """The same, brought together beside what is computed meanwhile.

        With it all learn whether the leading process was asked for something: a message of its own would keep them
        waiting.
        """
        loss = loss.detach()
        told = torch.cat([(loss / self.size).reshape(1), loss.new_full((1,), float(self._asked and self.leads))])
        work = torch.distributed.all_reduce(told, async_op=True)
        assert work is not None
        self._under_way.append(work)
        self._told.append(told)
        return told[0]

    def settle(self) -> None:
        """Wait for the others' losses."""
        for work in self._under_way:
            work.wait()
        self._under_way.clear()

    def values(self, scores: Scores) -> dict[str, float]:
        """The values over what all took in."""
        return scores.values(together=True)

    def told(self, tell: Callable[[], Told]) -> Told:
        """What the leading process finds out, or the exception that it meets."""
        answer: tuple[Told | None, Exception | None] = (None, None)
        if self.leads:
            try:
                answer = (tell(), None)
            except (Stopped, TrainingError) as error:
                answer = (None, error)
        found, met = self._fabric.broadcast(answer)
        if met is not None:
            raise met
        return found  # type: ignore[return-value]

    def look(self, look: Callable[[], Told], is_asked: Callable[[], bool]) -> Told | None:
        """Look now and then, all at the same batch, where the leading process was asked for something."""
        self._asked = self._asked or is_asked()
        found = None
        if self._batch % LOOK_EVERY == 0 and (self._batch == 0 or self._are_told_to_look()):
            self._asked = False
            found = self.told(look)
        self._batch += 1
        return found

    def _are_told_to_look(self) -> bool:
        """Whether the leading process said so with a loss since the last time; all get the same answer."""
        self.settle()
        asked = any(told[1].item() for told in self._told)
        self._told.clear()
        return asked

    @property
    def words(self) -> str:
        """What a person should know."""
        return tr("{count} processes share each batch; batch normalization goes by the share of each.", count=self.size)

    def _is_whole(self, targets: Tensor) -> bool:
        return len(targets) < LEAST_SHARE * self.size


class ReadCheckpoints(Checkpoints):
    """Checkpoints that another process writes."""

    def write(self, last: Kept | None, best: Kept | None = None, *, stays: bool = False) -> None:
        """Leave that to the leading process."""


@dataclass(frozen=True)
class SharedRun(Run):
    """A run that the leading process of a group keeps: the others read it and write nothing."""

    def owned(self) -> AbstractContextManager[None]:
        """It is the leading process that owns it."""
        return nullcontext()

    @property
    def checkpoints(self) -> Checkpoints:
        """Those of the run, of which the leading process alone writes any."""
        return ReadCheckpoints(super().checkpoints.folder, self.is_sealed)

    def keep_data(self, dataset: Dataset) -> None:
        """Leave that to the leading process."""

    def record(self, event: Event) -> None:
        """Leave that to the leading process."""

    def rewind(self, step: int) -> None:
        """Leave that to the leading process."""

    def keep_training(self, training: TrainingConfig, step: int) -> None:
        """Leave that to the leading process."""
