"""What callbacks see of a training: enough to act on it, and nothing of how its steps are taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import torch
from torch import nn

from studio.training.batches import Batches
from studio.training.device import Compute
from studio.training.events import BatchesDone
from studio.training.group import Group
from studio.training.objective import Objective
from studio.training.runs import Run
from studio.training.step_progress import Progress


class Steps(Protocol):
    """The model that is trained, and how far it is."""

    model: nn.Module
    compute: Compute
    optimizer: torch.optim.Optimizer
    weights: tuple[nn.Parameter, ...]
    progress: Progress
    group: Group
    objective: Objective

    result: nn.Module
    """The model whose weights count: they are judged, kept and exported. Who averages weights puts another one here."""

    rate: float
    """The learning rate of the batch before; who sets another one tells it here."""

    telling: float
    """Seconds of work that the metrics of the latest report took."""

    reported: tuple[float, ...]
    """The losses of the batches of the latest report, the last of which may be no number to go on from."""

    @property
    def is_sound(self) -> bool:
        """Whether training can go on from it: no step was broken off, and no loss was infinite or no number."""

    def state(self) -> dict[str, Any]:
        """All that the next steps depend on besides the weights."""


class UnderWay(Protocol):
    """A training that is under way in a run."""

    @property
    def trainer(self) -> Steps:
        """What takes its steps."""

    @property
    def run(self) -> Run:
        """Where it is kept."""

    @property
    def train(self) -> Batches:
        """What it is trained on."""

    def report(self) -> Iterator[BatchesDone]:
        """The batches since the last report. Raises TrainingError when the training has diverged."""
