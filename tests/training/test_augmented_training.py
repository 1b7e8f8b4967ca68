"""A training whose samples are changed by chance: exact wherever it stops, and judged on samples as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from torch.nn.functional import kl_div, one_hot
from trainings import SnapshotOf, TrainAll, batch_losses, epochs, small_network, stop_after

from studio.data import Digits
from studio.data.load import load
from studio.graph import Graph
from studio.layers import layer
from studio.training.batches import Batches
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.errors import TrainingError
from studio.training.events import RunFailed
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.metrics import chosen
from studio.training.objective import Objective
from studio.training.runs import Run
from studio.training.runs.resume import Beginning
from studio.training.scores import Scores

LIST: list[dict[str, Any]] = [
    {"kind": "RandomRotation", "degrees": 20},
    {"kind": "RandomShift", "width": 0.2, "height": 0.2},
    {"kind": "RandomCrop", "size": [8, 8], "padding": 1},
    {"kind": "ColorJitter", "brightness": 0.3, "contrast": 0.3},
    {"kind": "GaussianNoise", "sigma": 0.05},
    {"kind": "RandomErasing"},
    {"kind": "Normalize"},
    {"kind": "MixUp", "alpha": 0.4},
    {"kind": "CutMix"},
]


def augmented(**more: Any) -> Digits:
    return Digits.create({"transforms": LIST, **more})


@pytest.mark.slow
def test_a_run_that_stops_within_an_epoch_goes_on_exactly(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path
) -> None:
    wanted = snapshot(data=augmented(), epochs=2)
    whole = list(train(wanted, run=Run.create(tmp_path / "whole", wanted)))
    run = Run.create(tmp_path / "parts", wanted)
    control = Control()
    before = stop_after(7, train(wanted, control, run), control)
    after = list(train(wanted, run=Run.open(tmp_path / "parts")))
    assert 0 < len(batch_losses(before)) < len(batch_losses(whole))
    assert batch_losses(before) + batch_losses(after) == batch_losses(whole)
    assert epochs(after)[-1].metrics == epochs(whole)[-1].metrics


@pytest.mark.slow
def test_an_accuracy_on_mixed_samples_is_told_and_better_than_guessing(snapshot: SnapshotOf, tmp_path: Path) -> None:
    wanted = snapshot(data=Digits.create({"transforms": [{"kind": "MixUp", "alpha": 0.2}]}), epochs=4)
    events = list(train(wanted, run=Run.create(tmp_path / "run", wanted)))
    last = epochs(events)[-1].metrics
    assert last["accuracy"] > 0.3
    assert last["validation_accuracy"] > 0.5


def test_another_order_of_batches_is_another_draw_and_the_rest_of_an_epoch_is_the_same() -> None:
    dataset = load(augmented(), (1, 8, 8), seed=0)
    batches = Batches(dataset.train, 64, Compute.choose("cpu"))
    whole = list(batches.shuffled(0, 1))
    rest = list(batches.shuffled(0, 1, start=3))
    assert all(
        torch.equal(one, other) for a, b in zip(whole[3:], rest, strict=True) for one, other in zip(a, b, strict=True)
    )
    assert not torch.equal(next(batches.shuffled(0, 2))[0], whole[0][0])
    assert whole[0][1].shape == (64, 10)
    torch.testing.assert_close(whole[0][1].sum(1), torch.ones(64))
    plain = next(Batches(dataset.validation, 64, Compute.choose("cpu")).in_order())
    assert plain[1].dtype == torch.int64


@pytest.mark.parametrize("kind", ["CrossEntropyLoss", "MSELoss", "BCEWithLogitsLoss", "KLDivLoss"])
def test_shares_of_classes_make_the_loss_that_is_mixed_of_two(kind: str) -> None:
    """Each of these is linear in its targets, or as far from it as the entropy of the shares (KLDivLoss)."""
    outputs = torch.randn(6, 4, generator=torch.Generator().manual_seed(0)).log_softmax(1)
    first, second = torch.tensor([0, 1, 2, 3, 0, 1]), torch.tensor([1, 1, 3, 0, 2, 2])
    share = 0.3
    shares = share * one_hot(first, 4) + (1 - share) * one_hot(second, 4).float()
    objective = Objective.of(losses[kind].create({}))
    mixed = objective(outputs, shares).mean
    if kind in ("CrossEntropyLoss", "BCEWithLogitsLoss"):
        wanted = share * objective(outputs, first).mean + (1 - share) * objective(outputs, second).mean
    elif kind == "MSELoss":
        wanted = ((outputs - shares) ** 2).mean()
    else:
        wanted = kl_div(outputs, shares, reduction="batchmean")
    torch.testing.assert_close(mixed, wanted)


def test_factors_of_classes_count_by_the_shares() -> None:
    outputs = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    first, second = torch.tensor([0, 1, 2, 2, 0]), torch.tensor([1, 1, 0, 0, 2])
    shares = (one_hot(first, 3) + one_hot(second, 3)) / 2
    factors = torch.tensor([1.0, 4.0, 2.0])
    objective = Objective.of(losses["CrossEntropyLoss"].create({"weight": factors.tolist()}))
    found = objective(outputs, shares)
    told = -(shares * factors * outputs.log_softmax(1)).sum() / (shares * factors).sum()
    torch.testing.assert_close(found.mean, told)
    hard = one_hot(first, 3).float()
    torch.testing.assert_close(objective(outputs, hard).mean, objective(outputs, first).mean)


def test_metrics_count_the_class_with_the_larger_share() -> None:
    objective = Objective.of(losses["CrossEntropyLoss"].create({}))
    scores = Scores(chosen("classes", 3, ("accuracy",)), objective, 3, torch.device("cpu"))
    outputs = torch.tensor([[5.0, 0, 0], [0, 5.0, 0], [0, 0, 5.0], [5.0, 0, 0]])
    scores.update(outputs, torch.tensor([[0.6, 0.4, 0], [0.6, 0.4, 0], [0.1, 0.2, 0.7], [0.0, 0.5, 0.5]]))
    assert scores.values()["accuracy"] == 0.5


@pytest.mark.parametrize(
    ("network", "data", "loss", "words"),
    [
        ("classes", {}, {"kind": "NLLLoss"}, ["MixUp", "NLLLoss", "one class alone"]),
        ("classes", {}, {"kind": "CrossEntropyLoss", "ignore_index": 3}, ["MixUp", "ignore_index"]),
        ("input", {"target": "input"}, {"kind": "MSELoss"}, ["MixUp", "the input itself"]),
    ],
)
def test_what_cannot_be_mixed_is_refused_before_the_first_step(
    network: str, data: dict[str, Any], loss: dict[str, Any], words: list[str], snapshot: SnapshotOf, tmp_path: Path
) -> None:
    graph: Graph = small_network() if network == "classes" else chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=1, kernel_size=3, padding=1),
        output=layer("Output"),
    )  # fmt: skip
    config = Digits.create({"transforms": [{"kind": "MixUp"}], **data})
    made = losses[loss["kind"]].create({name: value for name, value in loss.items() if name != "kind"})
    wanted = snapshot(graph, config, loss=made)
    (failed,) = train(wanted, run=Run.create(tmp_path / "run", wanted))
    assert isinstance(failed, RunFailed)
    assert all(word in f"{failed.message} {failed.remedy}" for word in words)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ([{"kind": "RandomErasing", "p": 0.25}, {"kind": "MixUp"}], ["“transforms.1.p”", "0.25"]),
        ([{"kind": "MixUp"}], ["“transforms” was RandomErasing and MixUp and is MixUp now"]),
        ([], ["“transforms”"]),
    ],
)
def test_a_run_that_goes_on_with_another_list_is_refused_by_what_differs(
    now: list[dict[str, Any]], words: list[str], snapshot: SnapshotOf, tmp_path: Path
) -> None:
    began = snapshot(data=Digits.create({"transforms": [{"kind": "RandomErasing"}, {"kind": "MixUp"}]}), epochs=1)
    run = Run.create(tmp_path / "run", began)
    with pytest.raises(TrainingError) as refused:
        Beginning.of(run).check(snapshot(data=Digits.create({"transforms": now}), epochs=1))
    assert all(word in refused.value.message for word in words), refused.value.message
