"""Weights that a layer uses in several places are trained, kept, gone on with and exported as what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import onnx
import pytest
import torch
from networks import chain
from onnxruntime import InferenceSession
from safetensors import safe_open
from safetensors.torch import load_file
from trainings import SnapshotOf, TrainAll

from studio.compiler.module import compile_graph
from studio.data import Toys
from studio.graph import Graph
from studio.layers import consent, layer
from studio.project import Project
from studio.project.export import export
from studio.project.file import dumps
from studio.training.events import RunFailed, RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.tied_tensors import parted, tied_again

CODE = """
class Tied(nn.Module):
    def __init__(self, in_shape):
        super().__init__()
        self.there = nn.Linear(in_shape[0], in_shape[0])
        self.back = nn.Linear(in_shape[0], in_shape[0])
        {more}

    def forward(self, x):
        return self.back(torch.tanh(self.there(x)))
"""

TIED = "self.back.weight = self.there.weight"
MORE = {
    "one parameter in two layers": TIED,
    "a buffer that is a parameter": 'self.register_buffer("kept", self.there.weight.data)',
    "a view of a part": 'self.register_buffer("kept", self.there.weight.data[:2])',
    "a transposed view": 'self.register_buffer("kept", self.there.weight.data.t())',
    "one number many times": 'self.register_buffer("kept", torch.ones(1).expand(4))',
    "every other number": 'self.register_buffer("kept", torch.arange(10.0)[::2])',
    "empty buffers": 'self.register_buffer("kept", torch.zeros(0)); self.register_buffer("other", torch.zeros(0))',
    "a parameter that stays": "self.there.weight.requires_grad_(False)",
}


@pytest.fixture(autouse=True)
def forgotten_code() -> Iterator[None]:
    yield
    consent.forget()


def network(more: str) -> Graph:
    code = CODE.format(more=more)
    consent.allow([code])
    return chain(
        input=layer("Input", shape=(2,)),
        fc1=layer("Linear", out_features=6),
        tied=layer("Custom", code=code),
        fc2=layer("Linear", out_features=2),
        output=layer("Output"),
    )


@pytest.mark.slow
@pytest.mark.parametrize("more", MORE.values(), ids=list(MORE))
def test_a_run_goes_on_as_if_it_had_not_been_stopped(
    more: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, tmp_path: Path
) -> None:
    graph = network(more)
    train_all(snapshot(graph, Toys(), epochs=1))
    assert isinstance(train_all(snapshot(graph, Toys(), epochs=2))[-1], RunFinished)
    whole = Run.create(tmp_path / "whole", settings := snapshot(graph, Toys(), epochs=2))
    assert isinstance(list(train(settings, None, whole))[-1], RunFinished)
    mine, its = (run.checkpoints.read("last").weights for run in (Run.open(run_folder), whole))
    assert mine.keys() == its.keys()
    assert all(torch.equal(values, its[name]) for name, values in mine.items())


def test_tied_weights_are_kept_once_under_safetensors_rule(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(network(TIED), Toys(), epochs=1))
    path = next((run_folder / "checkpoints").glob("*.safetensors"))
    assert "tied.back.weight" not in load_file(path)
    with safe_open(path, "pt") as file:
        assert file.metadata()["tied.back.weight"] == "tied.there.weight"
    module = compile_graph(network(TIED), seed=9)
    Run.open(run_folder).load_weights(module)
    layers = module.get_submodule("tied")
    assert layers.back.weight is layers.there.weight
    assert not torch.equal(layers.back.weight, compile_graph(network(TIED), seed=0).get_submodule("tied").back.weight)


@pytest.mark.slow
def test_a_trained_network_of_tied_weights_is_exported(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path, tmp_path: Path
) -> None:
    settings = snapshot(network(TIED), Toys(), epochs=1)
    project = Project("Tied", settings.graph, Toys(), settings.training)
    train_all(replace(settings, document=dumps(project)))
    report = export(project, tmp_path / "net.onnx", Run.open(run_folder)).report
    assert report is not None
    assert report.max_abs_diff < 1e-4
    assert InferenceSession(onnx.load(tmp_path / "net.onnx").SerializeToString()).get_inputs()


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ('self.register_buffer("kept", torch.zeros(2, dtype=torch.complex128))', "tied.kept"),
        ('type(self).get_extra_state = lambda self: {"a": 1}', "tied._extra_state"),
    ],
)
def test_what_no_checkpoint_holds_is_named_before_anything_is_trained(
    more: str, name: str, snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    (failed,) = train_all(snapshot(network(more), Toys(), epochs=1))
    assert isinstance(failed, RunFailed)
    assert f"“{name}”" in failed.message


def test_tensors_that_share_memory_come_back_under_all_names() -> None:
    whole = torch.arange(12.0).reshape(3, 4)
    state = {"a": whole, "b": whole, "row": whole[1], "turned": whole.t(), "alone": torch.ones(2)}
    tensors, others = parted(state)
    assert others == {"b": "a"}
    assert len({tensor.untyped_storage().data_ptr() for tensor in tensors.values()}) == 4
    again = tied_again(tensors, others)
    assert all(torch.equal(again[name], tensor) for name, tensor in state.items())
