"""Networks that learn the same data side by side, a step each in turn; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import fmean

from studio.training.batches import Batches
from studio.training.callbacks import Callbacks, limits_of
from studio.training.control import Control
from studio.training.evaluation import evaluate
from studio.training.groundwork import Groundwork, prepare
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.torch_flags import flags_of
from studio.training.trainer import Trainer


@dataclass(frozen=True)
class Stepped:
    """The network at a place has taken so many steps; `loss` is that of the last batch."""

    at: int
    step: int
    loss: float


@dataclass(frozen=True)
class Judged:
    """What the network at a place reached: its values by name, on the training and the validation samples."""

    at: int
    training: Mapping[str, float]
    validation: Mapping[str, float]


def learn_together(
    snapshots: Sequence[Snapshot], steps: int, control: Control | None = None
) -> Generator[Stepped | Judged, None, None]:
    """Train each network anew for so many steps by its own settings, without schedule, warm-up and monitors.

    Each begins and draws as its own training would. Raises TrainingError, or what else keeps a training from
    beginning, and Stopped when `control` says so.
    """
    control = control or Control()
    with ExitStack() as stack:
        for each in snapshots:
            stack.enter_context(flags_of(each.training))
        grounds = [prepare(each, control) for each in snapshots]
        trainers = [
            ground.trainer(each.training, Progress(), steps, Callbacks(limits_of(each.training)))
            for ground, each in zip(grounds, snapshots, strict=True)
        ]
        batches = [ground.batches.endless(each.training.seed) for ground, each in zip(grounds, snapshots, strict=True)]
        for step in range(1, steps + 1):
            for at, trainer in enumerate(trainers):
                control.check()
                trainer.step(*next(batches[at]))
                yield Stepped(at, step, fmean(loss for done in trainer.report("") for loss in done.losses))
        for at, (ground, trainer) in enumerate(zip(grounds, trainers, strict=True)):
            yield _judged(at, ground, trainer, snapshots[at].training.batch_size, control)


def _judged(at: int, ground: Groundwork, trainer: Trainer, size: int, control: Control) -> Judged:
    data = ground.dataset
    found = []
    for split in (data.train, data.validation):
        scores = trainer.scores(len(data.classes))
        samples = Batches(split, size, ground.compute)
        found.append(evaluate(trainer.model, samples, trainer.objective, scores, ground.compute, control.check))
    return Judged(at, *found)
