"""A test of sanity: whether a network can learn a single batch by heart, as one that is wired right always can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from torch import nn
from torch.nn.modules.dropout import _DropoutNd

from studio.text import tr
from studio.training.callbacks import Callbacks, limits_of
from studio.training.control import Control
from studio.training.errors import TrainingError
from studio.training.groundwork import prepare
from studio.training.snapshot import Snapshot
from studio.training.step_progress import Progress
from studio.training.torch_flags import flags_of

STEPS, SAMPLES = 300, 8
"""How long, and on how many samples."""
LEARNT = 0.1
"""The loss has to fall to this share of what it can fall by."""

STILL = 0.01
"""A loss that moves by less than this share does not move."""


@dataclass(frozen=True)
class OneBatch:
    """The losses of the steps on one batch of so many samples, and whether it was learnt by heart.

    `lowest` is what the loss cannot fall below. `words` say what came of it, `remedy` what to do, "" where nothing is.
    """

    samples: int
    losses: tuple[float, ...]
    lowest: float
    is_learnt: bool
    words: str
    remedy: str = ""

    def to_json(self) -> dict[str, object]:
        """The outcome as JSON has it."""
        return {
            "samples": self.samples,
            "steps": len(self.losses),
            "first_loss": self.losses[0] if self.losses else None,
            "last_loss": self.losses[-1] if self.losses else None,
            "learnt": self.is_learnt,
            "losses": list(self.losses),
            "message": self.words,
            "remedy": self.remedy,
        }


def learn_one_batch(
    snapshot: Snapshot, steps: int = STEPS, samples: int = SAMPLES, control: Control | None = None
) -> OneBatch:
    """Train a copy of the snapshot's network on its first samples alone, with its own loss and optimizer.

    What keeps a network from learning by heart is left aside: dropout, weight decay, augmentation, accumulation.
    Nothing is kept. Raises TrainingError, or what else keeps a training from beginning, and Stopped.
    """
    training = snapshot.training
    plain = training.changed(batch_size=samples, accumulate=1, monitors=False)
    if hasattr(training.optimizer, "weight_decay"):
        plain = plain.changed(optimizer=training.optimizer.changed(weight_decay=0.0))
    losses: list[float] = []
    with flags_of(plain):
        ground = prepare(replace(snapshot, training=plain), control or Control())
        inputs, targets = ground.batches.first()
        trainer = ground.trainer(plain, Progress(), steps, Callbacks(limits_of(plain)))
        _without_dropout(ground.placed)
        diverged = False
        try:
            for _ in range(steps):
                (control or Control()).check()
                trainer.step(inputs, targets, is_last=True)
                losses += _told(trainer.report(""))
        except TrainingError:
            diverged = True
        lowest = training.loss.lowest(len(ground.dataset.classes))
    return _judged(len(targets), losses, lowest, diverged=diverged)


def _told(reports: Iterator[object]) -> list[float]:
    return [loss for done in reports for loss in getattr(done, "losses", ())]


def _without_dropout(network: nn.Module) -> None:
    for module in network.modules():
        if isinstance(module, _DropoutNd):
            module.eval()


def _judged(samples: int, losses: list[float], lowest: float, *, diverged: bool) -> OneBatch:
    if diverged or not losses:
        return OneBatch(
            samples, tuple(losses), lowest, False,
            tr("The loss ran away to infinity within {count} steps.", count=len(losses)),
            tr("Choose a smaller learning rate."),
        )  # fmt: skip
    first, last = losses[0], losses[-1]
    told = {"samples": samples, "steps": len(losses), "first": f"{first:.4g}", "last": f"{last:.4g}"}
    if last - lowest <= LEARNT * (first - lowest):
        words = tr("The batch of {samples} samples was learnt by heart: loss {first} to {last}.", **told)
        return OneBatch(samples, tuple(losses), lowest, True, words)
    if abs(first - last) <= STILL * abs(first):
        return OneBatch(
            samples, tuple(losses), lowest, False,
            tr("The loss did not move in {steps} steps: it was {first} and is {last}.", **told),
            tr("Check that gradients reach the weights (frozen nodes, dead units), or choose a larger learning rate."),
        )  # fmt: skip
    return OneBatch(
        samples, tuple(losses), lowest, False,
        tr("The loss fell from {first} to {last} in {steps} steps, and the batch is not learnt by heart.", **told),
        tr("Give it more steps or a larger learning rate; else the network is too small, or its targets are wrong."),
    )  # fmt: skip
