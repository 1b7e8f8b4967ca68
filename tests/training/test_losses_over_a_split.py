"""The loss that is told of a split is torch's of all its samples at once, however they were cut into batches."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import networks
import pytest
import torch
from data_files import write_picture_folder
from loss_cases import CASES, CLASSES, SAMPLES, Answers, by_torch, split
from torch import nn
from trainings import SnapshotOf

from studio.compiler.module import compile_graph
from studio.data import ImageFolder
from studio.data.config import Task
from studio.data.dataset import Split
from studio.data.load import load
from studio.layers import layer
from studio.training.batches import Batches
from studio.training.config import TrainingConfig
from studio.training.device import Compute
from studio.training.evaluation import evaluate
from studio.training.events import EpochDone, Evaluated
from studio.training.loop import train
from studio.training.losses import Loss, losses
from studio.training.metrics import METRICS, USUAL
from studio.training.objective import Objective
from studio.training.optimizers import optimizers
from studio.training.scores import Scores
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

CPU = Compute(torch.device("cpu"))
NETWORK = networks.chain(
    input=layer("Input", shape=(3, 8, 8)),
    flatten=layer("Flatten"),
    fc=layer("Linear", out_features=2),
    output=layer("Output"),
)


def evaluated(loss: Loss, task: Task, found: Split, size: int, outputs: int = 1) -> dict[str, float]:
    objective = Objective.of(loss, task, auxiliary=0.3)
    scores = Scores([METRICS[USUAL[task]]], objective, CLASSES, CPU.device)
    return evaluate(Answers(outputs), Batches(found, size, CPU), objective, scores, CPU, lambda: None)


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_the_loss_of_a_split_is_that_of_all_its_samples_at_once(loss: Loss, task: Task) -> None:
    found = split(loss, task)
    told = [evaluated(loss, task, found, size)["loss"] for size in (1, 7, SAMPLES - 1, SAMPLES)]
    assert told == pytest.approx([by_torch(loss, found)] * 4, rel=1e-5)


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_further_outputs_count_by_their_weight_over_a_whole_split(loss: Loss, task: Task) -> None:
    found = split(loss, task)
    assert evaluated(loss, task, found, 7, outputs=3)["loss"] == pytest.approx(1.6 * by_torch(loss, found), rel=1e-5)


def trained(loss: Loss, task: Task, found: Split, size: int) -> dict[str, float]:
    """What an epoch tells that hardly changes the weights, reported after every third batch."""
    training = TrainingConfig(loss=loss, optimizer=optimizers["SGD"](lr=1e-12), batch_size=size)  # type: ignore[arg-type]
    trainer = Trainer(Answers(), training, CPU, Progress(), task, CLASSES)
    batches = Batches(found, size, CPU).shuffled(0, 0)
    for part in iter(lambda: list(islice(batches, 3)), []):
        for batch in part:
            trainer.step(*batch)
        list(trainer.report("run"))
    return trainer.epoch_values()


@pytest.mark.parametrize(("loss", "task"), CASES)
def test_the_loss_of_an_epoch_is_that_of_all_its_samples_at_once(loss: Loss, task: Task) -> None:
    found = split(loss, task)
    told = [trained(loss, task, found, size)["loss"] for size in (1, 7, SAMPLES)]
    assert told == pytest.approx([by_torch(loss, found)] * 3, rel=1e-5)


@pytest.mark.parametrize("kind", ["CrossEntropyLoss", "NLLLoss"])
def test_a_split_of_which_nothing_counts_has_no_loss(kind: str) -> None:
    loss = losses[kind].create({"weight": [1.0, 0.0, 0.0]})
    found = split(loss, "classes")  # type: ignore[arg-type]
    rare = Split.of(found.inputs, torch.ones_like(found.targets))
    assert "loss" not in evaluated(loss, "classes", rare, 7)  # type: ignore[arg-type]
    assert evaluated(loss, "classes", found, 1)["loss"] == pytest.approx(by_torch(loss, found), rel=1e-5)  # type: ignore[arg-type]


def test_a_batch_of_which_nothing_counts_changes_no_weights() -> None:
    loss = losses["CrossEntropyLoss"].create({"weight": [1.0, 0.0, 0.0]})
    training = TrainingConfig(loss=loss, optimizer=optimizers["SGD"](lr=1.0))  # type: ignore[arg-type]
    model = Answers()
    trainer = Trainer(model, training, CPU, Progress(), "classes", CLASSES)
    trainer.step(torch.randn(5, 3), torch.ones(5, dtype=torch.int64))
    list(trainer.report("run"))
    assert model.factors[0].item() == 1.0


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_training_tells_one_loss_of_rare_and_frequent_classes_with_any_batch_size(
    size: int, tmp_path: Path, snapshot: SnapshotOf
) -> None:
    for part in ("train", "validation", "test"):
        write_picture_folder(tmp_path / "data" / part, ("a",), pictures=12, size=(8, 8))
        write_picture_folder(tmp_path / "data" / part, ("b",), pictures=52, size=(8, 8))
    loss = losses["CrossEntropyLoss"].create({"weight": [10.0, 0.1]})
    settings = snapshot(
        NETWORK, ImageFolder(path=str(tmp_path / "data")), loss=loss, optimizer=optimizers["SGD"](lr=1e-12),
        batch_size=size, epochs=1,
    )  # fmt: skip
    epoch, tested = (event for event in train(settings) if isinstance(event, EpochDone | Evaluated))
    found = load(settings.data, (3, 8, 8), seed=0).validation
    with torch.no_grad():
        outputs = compile_graph(NETWORK, seed=0)(found.inputs)
    whole = nn.CrossEntropyLoss(weight=torch.tensor([10.0, 0.1]))(outputs, found.targets).item()
    assert len(found) == 64
    assert epoch.metrics["loss"] == pytest.approx(whole, rel=1e-5)
    assert epoch.metrics["validation_loss"] == pytest.approx(whole, rel=1e-5)
    assert tested.metrics["loss"] == pytest.approx(whole, rel=1e-5)
