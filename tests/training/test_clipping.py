"""Gradients are clipped as torch clips them, and only where that is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from trainings import SnapshotOf, TrainAll, batch_losses, stop_after

from studio.layers import ParameterError
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.optimizers import SGD
from studio.training.runs import Run
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

LIMITS: list[dict[str, Any]] = [{}, {"clip_norm": 0.05}, {"clip_value": 0.01}, {"clip_value": 0.01, "clip_norm": 0.02}]


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))


def batches() -> list[tuple[torch.Tensor, torch.Tensor]]:
    chance = torch.Generator().manual_seed(1)
    return [(torch.randn(16, 4, generator=chance), torch.randint(3, (16,), generator=chance)) for _ in range(5)]


def by_torch(limits: dict[str, float]) -> list[torch.Tensor]:
    """The weights after a plain loop."""
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, fused=True)
    for inputs, targets in batches():
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        if "clip_value" in limits:
            clip_grad_value_(model.parameters(), limits["clip_value"])
        if "clip_norm" in limits:
            clip_grad_norm_(model.parameters(), limits["clip_norm"])
        optimizer.step()
    return list(model.parameters())


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_steps_are_those_of_a_plain_loop_that_clips(limits: dict[str, float]) -> None:
    settings = {"optimizer": SGD(lr=0.5), "loss": losses["CrossEntropyLoss"].create({}), **limits}
    model = network()
    trainer = Trainer(model, TrainingConfig.create(settings), Compute.choose("cpu"), Progress(), "classes", 3)
    for inputs, targets in batches():
        trainer.step(inputs, targets)
    assert all(map(torch.equal, model.parameters(), by_torch(limits)))
    assert not limits or not all(map(torch.equal, model.parameters(), by_torch({})))


@pytest.mark.parametrize("name", ["clip_norm", "clip_value"])
@pytest.mark.parametrize("limit", [0.0, -1.0])
def test_a_limit_that_would_stop_all_learning_is_refused(name: str, limit: float) -> None:
    with pytest.raises(ParameterError, match=f"{name} .*above 0"):
        TrainingConfig.create({name: limit})


def test_a_clipped_training_goes_on_exactly(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(clip_norm=0.1)
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(30, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert batch_losses(whole) != batch_losses(list(train(snapshot())))
