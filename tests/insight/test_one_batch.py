"""One batch learnt by heart: a right network does it, and one that cannot learn is told with what to do."""

from __future__ import annotations

from dataclasses import replace

import torch
from trainings import small_network, with_a_norm

from studio.data import Digits
from studio.insight.one_batch import learn_one_batch
from studio.layers import Declaration
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.optimizers import optimizers


def begun(optimizer: Declaration | None = None, loss: Declaration | None = None) -> Project:
    chosen = {"optimizer": optimizer, "loss": loss}
    training = TrainingConfig(epochs=1).changed(**{name: each for name, each in chosen.items() if each is not None})
    return Project(graph=small_network(), data=Digits(), training=training)


def by(kind: str, **params: float) -> Declaration:
    return optimizers[kind].create(params)


def test_a_right_network_learns_a_batch_by_heart_in_spite_of_dropout_and_decay() -> None:
    found = learn_one_batch(snapshot(begun(by("AdamW", lr=0.01, weight_decay=0.5))))
    assert found.is_learnt
    assert (found.samples, len(found.losses), found.remedy) == (8, 300, "")
    assert found.losses[-1] < 0.05 < found.losses[0]


def test_smoothed_targets_have_a_loss_that_is_not_0() -> None:
    smoothed = losses["CrossEntropyLoss"].create({"label_smoothing": 0.3})
    found = learn_one_batch(snapshot(begun(by("Adam", lr=0.01), smoothed)))
    assert found.is_learnt
    assert found.losses[-1] * (1 + 1e-6) > found.lowest > 0.5  # in float32 it may be rounded below


def test_a_rate_that_is_too_small_and_one_that_is_too_large_are_told() -> None:
    small = learn_one_batch(snapshot(begun(by("SGD", lr=1e-9))), steps=20)
    assert not small.is_learnt
    assert "did not move in 20 steps" in small.words
    large = learn_one_batch(snapshot(begun(by("SGD", lr=1e6))))
    assert not large.is_learnt
    assert "smaller learning rate" in large.remedy


def test_it_comes_out_the_same_each_time_and_leaves_chance_alone() -> None:
    project = replace(begun(), graph=with_a_norm())
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    first, second = (learn_one_batch(snapshot(project), steps=5) for _ in range(2))
    assert first.losses == second.losses
    assert expected.shape == torch.rand(3).shape
