"""Weight decay pulls what it is asked to pull, as torch does, and leaves biases and norms out on request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from torch import nn
from trainings import SnapshotOf, TrainAll, batch_losses, stop_after

from studio.compiler.module import compile_graph
from studio.graph import Graph
from studio.layers import layer
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.loop import train
from studio.training.optimizers import optimizers
from studio.training.parameter_groups import groups
from studio.training.runs import Run
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

WITH_DECAY = [kind for kind, declared in optimizers.items() if "weight_decay" in declared.model_fields]


def network() -> Graph:
    """Weighted sums of several kinds, with norms of several shapes and a slope that is learnt."""
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=3, kernel_size=3),
        norm=layer("BatchNorm2d"),
        slope=layer("PReLU"),
        shaped=layer("LayerNorm", normalized_shape=[3, 6, 6]),
        rows=layer("Flatten", start_dim=2),
        lstm=layer("LSTM", hidden_size=4),
        last=layer("Flatten"),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )


WEIGHTS = {"conv.weight", "lstm.0.weight_ih_l0", "lstm.0.weight_hh_l0", "fc.weight"}


def named(model: nn.Module, parameters: Any) -> set[str]:
    ours = {id(each) for each in parameters}
    return {name for name, each in model.named_parameters() if id(each) in ours}


def test_biases_norms_and_slopes_are_left_out() -> None:
    model = compile_graph(network(), seed=0)
    pulled, others = groups(model, decay_biases_and_norms=False)
    assert named(model, pulled["params"]) == {name for name, each in model.named_parameters() if "weight" in name} - {
        "norm.weight", "slope.weight", "shaped.weight",
    }  # fmt: skip
    assert others["weight_decay"] == 0.0
    assert {*named(model, pulled["params"]), *named(model, others["params"])} == {
        name for name, _ in model.named_parameters()
    }


def test_by_default_all_are_one_group_as_torch_has_them() -> None:
    model = compile_graph(network(), seed=0)
    (only,) = groups(model, decay_biases_and_norms=True)
    assert list(map(id, only["params"])) == list(map(id, model.parameters()))


@pytest.mark.parametrize("kind", WITH_DECAY)
@pytest.mark.parametrize("everything", [True, False], ids=["all", "weights"])
def test_steps_are_those_of_torch_with_the_same_groups(kind: str, everything: bool) -> None:
    declared = optimizers[kind].create({"weight_decay": 0.3})
    batches = [(torch.randn(8, 4), torch.randint(3, (8,))) for _ in range(3)]

    def model() -> nn.Sequential:
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(4, 6), nn.LayerNorm(6), nn.Linear(6, 3))

    ours, theirs = model(), model()
    settings = TrainingConfig(optimizer=declared, decay_biases_and_norms=everything)
    trainer = Trainer(ours, settings, Compute.choose("cpu"), Progress(), "classes", 3)
    sums = [theirs[0].weight, theirs[2].weight]
    rest = [theirs[0].bias, *theirs[1].parameters(), theirs[2].bias]
    reference = getattr(torch.optim, kind)(
        [{"params": sums}, {"params": rest} if everything else {"params": rest, "weight_decay": 0.0}], **dict(declared)
    )
    for inputs, targets in batches:
        trainer.step(inputs, targets)
        reference.zero_grad()
        nn.functional.cross_entropy(theirs(inputs), targets).backward()
        reference.step()
    for mine, wanted in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, wanted)


def test_a_run_with_two_groups_goes_on_exactly(
    snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    optimizer = optimizers["AdamW"](weight_decay=0.5)
    settings = snapshot(optimizer=optimizer, decay_biases_and_norms=False)
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(30, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    assert batch_losses(whole) != batch_losses(list(train(snapshot(optimizer=optimizer))))
