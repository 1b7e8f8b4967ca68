"""Monitors tell what torch finds of each node, and change nothing of the training beside which they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from planted import dense, told
from trainings import small_network, with_a_norm

from studio.compiler.module import compile_graph
from studio.data import Digits
from studio.graph import Graph
from studio.layers import layer
from studio.layers.block_edits import freeze
from studio.training.averages import EMA
from studio.training.device import Compute
from studio.training.events import BatchesDone, Event, Health, Remark
from studio.training.health.activations import ActivationWatch
from studio.training.health.apart import look_apart
from studio.training.health.nodes import watched_nodes
from studio.training.optimizers import LBFGS, SGD
from studio.training.runs import Run

FROZEN = freeze(small_network(), ["fc1"])

TRAININGS: tuple[tuple[Graph, dict[str, Any]], ...] = (
    (with_a_norm(), {}),
    (small_network(), {"accumulate": 3, "clip_norm": 0.1}),
    (small_network(), {"optimizer": LBFGS(), "steps": 3, "epochs": None}),
    (small_network(), {"precision": "bfloat16", "average_weights": EMA()}),
    (FROZEN, {"steps": 30, "epochs": None}),
)


def health(events: list[Event]) -> list[Health]:
    return [event for event in events if isinstance(event, Health)]


def state(folder: Path) -> str:
    """All that the run would go on from."""
    kept = Run.open(folder).checkpoints
    weights = {name: values.tolist() for name, values in kept.read("last").weights.items()}
    optimizer = kept.state()["optimizer"]["state"]
    return json.dumps([weights, optimizer], default=lambda each: each.tolist())


@pytest.mark.parametrize(("graph", "settings"), TRAININGS, ids=lambda each: str(each) if isinstance(each, dict) else "")
def test_a_training_comes_out_the_same_to_the_last_bit(graph: Graph, settings: dict[str, Any], tmp_path: Path) -> None:
    on = told(tmp_path / "on", graph, monitors=True, **settings)
    off = told(tmp_path / "off", graph, monitors=False, **settings)
    assert health(on)
    assert not health(off)
    assert state(tmp_path / "on") == state(tmp_path / "off")
    losses = [[event.losses for event in events if isinstance(event, BatchesDone)] for events in (on, off)]
    assert sum(losses[0], ()) == sum(losses[1], ())


def test_the_figures_of_the_first_step_are_those_of_torch(tmp_path: Path) -> None:
    graph = dense(layer("ReLU"), layer("Sigmoid"))
    events = told(tmp_path / "run", graph, steps=1, epochs=None, batch_size=4000, optimizer=SGD(lr=0.5))
    (event,) = health(events)
    model = compile_graph(graph, seed=0)
    before = {name: values.clone() for name, values in model.state_dict().items()}
    found, inputs, targets = event.nodes, *training_samples()
    values: dict[str, torch.Tensor] = {}
    for name in event.nodes:
        model.get_submodule(name).register_forward_hook(lambda _, __, given, name=name: values.update({name: given}))
    torch.nn.functional.cross_entropy(model(inputs), targets).backward()
    torch.optim.SGD(model.parameters(), lr=0.5).step()
    assert list(found) == ["flatten", "fc1", "act1", "fc2", "act2", "last"]
    for name, figures in found.items():
        assert figures["activation_mean"] == pytest.approx(values[name].mean().item(), rel=1e-2, abs=1e-5)
        assert figures["activation_std"] == pytest.approx(values[name].std(correction=0).item(), rel=1e-2)
    for name in ("fc1", "fc2", "last"):
        own = [(each, before[f"{name}.{key}"]) for key, each in model.get_submodule(name).named_parameters()]
        whole = torch.cat([old.flatten() for _, old in own])
        moved = torch.cat([(new - old).detach().flatten() for new, old in own])
        gradient = torch.cat([each.grad.flatten() for each, _ in own])
        assert found[name]["weight_norm"] == pytest.approx(whole.norm().item(), rel=1e-3)
        assert found[name]["gradient_norm"] == pytest.approx(gradient.norm().item(), rel=1e-3)
        assert found[name]["update_ratio"] == pytest.approx((moved.norm() / whole.norm()).item(), rel=1e-3)
    assert found["act1"]["dead"] == pytest.approx((values["act1"].amax(0) == 0).float().mean().item())
    assert found["act2"]["saturated"] == 0.0


def training_samples() -> tuple[torch.Tensor, torch.Tensor]:
    """All training samples of the digits, in the order in which they are."""
    from studio.data.load import load

    split = load(Digits(), (1, 8, 8), 0).train
    inputs = split.store.between(0, len(split))
    from studio.data.preparation import modules
    from studio.data.transforms.levels import levels

    inputs = modules(split.steps)(levels(inputs)) if split.steps else levels(inputs)
    return inputs, split.targets


def test_what_is_frozen_has_no_gradient_and_is_not_moved(tmp_path: Path) -> None:
    figures = health(told(tmp_path / "run", FROZEN))[0].nodes["fc1"]
    assert "weight_norm" in figures
    assert not {"gradient_norm", "update_ratio"} & figures.keys()


@pytest.mark.slow
def test_a_network_that_runs_as_one_piece_is_looked_at_apart_and_says_so(tmp_path: Path) -> None:
    settings = {"compile": True, "steps": 12, "epochs": None}
    on = told(tmp_path / "on", with_a_norm(), **settings)
    told(tmp_path / "off", with_a_norm(), monitors=False, **settings)
    assert [event for event in on if isinstance(event, Remark) and "apart" in event.text]
    assert {"activation_mean", "gradient_norm"} <= health(on)[-1].nodes["conv"].keys()
    assert state(tmp_path / "on") == state(tmp_path / "off")


def test_looking_apart_leaves_statistics_as_they_are() -> None:
    model = compile_graph(with_a_norm(), seed=0).train()
    before = {name: values.clone() for name, values in model.state_dict().items()}
    watch = ActivationWatch(watched_nodes(model))
    look_apart(watch, model, torch.rand(8, 1, 8, 8), Compute.choose("cpu"))
    assert watch.found.keys() == {"conv", "norm", "flatten", "dropout", "fc"}
    assert not watch.is_on
    assert all(torch.equal(values, before[name]) for name, values in model.state_dict().items())
