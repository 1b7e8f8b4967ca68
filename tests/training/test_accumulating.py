"""Batches whose gradients are summed change the weights as one large batch does; such a training goes on exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import run_folders
import torch
from loss_cases import CASES, CLASSES, SAMPLES, Answers, split
from torch import Tensor, nn
from trainings import SnapshotOf, TrainAll, batch_losses, epochs, stop_after

from studio.data.config import Task
from studio.training.callbacks import Callback, Callbacks
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.events import RunFailed, RunFinished
from studio.training.loop import train
from studio.training.losses import Loss
from studio.training.optimizers import SGD
from studio.training.runs import Run
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

CPU = Compute(torch.device("cpu"))
SIZES = (20, 7, 1, 30, 6)
"""Batches as unlike as they come; together they are all samples."""


def changed(loss: Loss, task: Task, accumulate: int, batches: list[tuple[Tensor, Tensor]], **more: Any) -> list[Tensor]:
    """The weights after one pass."""
    model = Answers(outputs=2)
    training = TrainingConfig.create({"loss": loss, "optimizer": SGD(lr=0.1), "accumulate": accumulate, **more})
    trainer = Trainer(model, training, CPU, Progress(), task, CLASSES)
    for place, batch in enumerate(batches):
        trainer.step(*batch, is_last=place + 1 == len(batches))
    return [weights.detach() for weights in model.parameters()]


@pytest.mark.parametrize("accumulate", [len(SIZES), 100])
@pytest.mark.parametrize(("loss", "task"), CASES)
def test_the_weights_change_as_with_one_large_batch(loss: Loss, task: Task, accumulate: int) -> None:
    found = split(loss, task)
    assert sum(SIZES) == SAMPLES
    parts = list(zip(found.inputs.split(SIZES), found.targets.split(SIZES), strict=True))
    whole = changed(loss, task, 1, [(found.inputs, found.targets)])
    assert not torch.equal(whole[0], torch.ones(()))
    torch.testing.assert_close(changed(loss, task, accumulate, parts), whole, rtol=1e-5, atol=1e-6)


def test_clipping_looks_at_the_gradient_of_the_whole_group() -> None:
    loss, task = CASES[0].values
    found = split(loss, task)
    parts = list(zip(found.inputs.split(SIZES), found.targets.split(SIZES), strict=True))
    whole = changed(loss, task, 1, [(found.inputs, found.targets)], clip_norm=0.01)
    torch.testing.assert_close(changed(loss, task, len(SIZES), parts, clip_norm=0.01), whole, rtol=1e-4, atol=1e-7)


class Changes(Callback):
    """Counts the changes of the weights by the step after which they come."""

    def __init__(self) -> None:
        self.steps: list[int] = []

    def after_change(self, trainer: Any) -> None:
        self.steps.append(trainer.progress.step)


def test_an_incomplete_group_changes_the_weights_at_the_end_of_an_epoch() -> None:
    model, counted = nn.Linear(3, CLASSES), Changes()
    training = TrainingConfig.create({"accumulate": 3})
    trainer = Trainer(model, training, CPU, Progress(), "classes", CLASSES)
    trainer.callbacks = Callbacks([counted])
    for place in range(8):
        trainer.step(torch.randn(4, 3), torch.randint(CLASSES, (4,)), is_last=place == 7)
    assert counted.steps == [2, 5, 7]


@pytest.mark.parametrize("step", [30, 33, 44], ids=["within a group", "between groups", "after the last batch"])
def test_an_accumulating_training_goes_on_exactly(
    step: int, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(accumulate=4, loss=CASES[1].values[0].changed(weight=tuple(range(1, 11))), epochs=3)
    whole = train_all(settings)
    assert isinstance(whole[-1], RunFinished), whole[-1]
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(step, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert [event.metrics for event in epochs(first) + epochs(second)] == [event.metrics for event in epochs(whole)]


STATES: dict[str, dict[str, Any]] = {
    "of more batches": {"batches": 4},
    "of no batches": {"batches": 0},
    "of batches as text": {"batches": "2"},
    "of no scale": {"scale": 0},
    "of infinite weight": {"weight": float("inf")},
    "of weight as a list": {"weight": [1.0]},
    "of other weights": {"gradients": [torch.zeros(3)] * 4},
    "of fewer weights": {"gradients": []},
    "of no tensors": {"gradients": ["none"] * 4},
    "of another name": {"more": 1},
}


@pytest.mark.parametrize("change", STATES.values(), ids=list(STATES))
def test_damaged_gradients_are_refused(
    change: dict[str, Any], snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, reports_at_every_step: None
) -> None:
    settings, control = snapshot(accumulate=4), Control()
    run = Run.create(run_folder, settings)
    stop_after(31, train(settings, control, run), control)
    state = run.checkpoints.state()
    state["gradients"] |= change
    torch.save(state, run.checkpoints.folder / run.checkpoints.entries()["last"].state)
    run_folders.renew_digests(run_folder)
    (failed,) = train_all(settings)
    assert isinstance(failed, RunFailed)
    assert "damaged" in failed.message
    assert "gradient" in failed.message
