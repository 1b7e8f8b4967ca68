"""A training that diverges says what is likely to help: rates that can be meant, and only what there is."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from trainings import SnapshotOf, TrainAll

from studio.training.config import TrainingConfig
from studio.training.divergence import diverged
from studio.training.events import RunFailed
from studio.training.losses import losses
from studio.training.optimizers import SGD, optimizers
from studio.training.schedules import OneCycleLR


@pytest.mark.parametrize("kind", sorted(optimizers))
@pytest.mark.parametrize("rate", [1e30, 1e6, 1000.0, 1.0, 0.01, 1e-5, 1e-12])
def test_the_rate_to_try_is_one_that_can_be_meant(kind: str, rate: float) -> None:
    optimizer = optimizers[kind].create({"lr": rate})
    remedy = diverged(math.inf, 3, 200, TrainingConfig(optimizer=optimizer), changed=True).remedy  # type: ignore[arg-type]
    usual = optimizer.usual_rate  # type: ignore[attr-defined]
    tried = [float(number) for number in re.findall(r"try ([\d.e+-]+)\)", remedy)]
    assert all(usual / 1e4 <= number <= usual * 1.0001 and number < rate for number in tried)
    assert bool(tried) == (rate > usual / 1000)
    assert "Checkpoints of earlier epochs are kept." in remedy


def test_the_first_batch_is_no_fault_of_the_learning_rate() -> None:
    remedy = diverged(math.nan, 1, 1, TrainingConfig(), changed=False).remedy  # type: ignore[arg-type]
    assert "learning rate" not in remedy
    assert "check the data" in remedy


@pytest.mark.parametrize(
    ("settings", "changed", "is_named"),
    [
        ({}, True, True),
        ({"clip_norm": 5.0}, True, False),
        ({}, False, False),
        ({"optimizer": SGD(lr=1e6)}, True, False),
    ],
)
def test_clipping_is_named_where_it_may_help(settings: dict[str, Any], changed: bool, is_named: bool) -> None:
    remedy = diverged(math.nan, 1, 9, TrainingConfig.create(settings), changed=changed).remedy
    assert ("clip_norm" in remedy) == is_named


def test_no_checkpoints_are_promised_in_the_first_epoch() -> None:
    assert "Checkpoints" not in diverged(math.inf, 1, 9, TrainingConfig(), changed=True).remedy  # type: ignore[arg-type]


def test_a_schedule_with_a_rate_of_its_own_is_to_blame_not_the_optimizer() -> None:
    training = TrainingConfig(optimizer=SGD(lr=1e6), schedule=OneCycleLR(max_lr=2.0), warmup_steps=50)
    assert diverged(math.nan, 1, 9, training, changed=True).remedy.startswith(
        "Lower the learning rate, which goes up to 2 (max_lr of OneCycleLR; try 0.05)"
    )


@pytest.mark.parametrize(("rate", "wanted"), [(1e30, "try 0.05"), (1e4, "try 0.05")])
def test_a_training_with_an_absurd_rate_is_sent_to_the_usual_one(
    rate: float, wanted: str, snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    settings = snapshot(optimizer=optimizers["SGD"](lr=rate), loss=losses["MSELoss"](), epochs=3)
    failed = train_all(settings)[-1]
    assert isinstance(failed, RunFailed)
    assert wanted in failed.remedy
    assert "Checkpoints" not in failed.remedy


def test_an_end_in_the_last_test_names_an_epoch_that_there_is(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    settings = snapshot(optimizer=optimizers["SGD"](lr=1e30), loss=losses["MSELoss"](), batch_size=2000, epochs=1)
    failed = train_all(settings)[-1]
    assert isinstance(failed, RunFailed)
    assert failed.epoch == 1
