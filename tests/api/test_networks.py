"""Networks written in Python are the ones that the window opens, and what is written wrongly is told."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import torch

from studio import api
from studio.api.building import positions
from studio.compiler.module import compile_graph
from studio.layers import catalogue, fields


def residual() -> api.Network:
    stem = api.network(3, 16, 16).Conv2d(8, 3, padding=1).BatchNorm2d().ReLU()
    branch = stem.Conv2d(8, 3, padding=1).BatchNorm2d().ReLU().Conv2d(8, 3, padding=1)
    return branch.Add(stem).ReLU().AdaptiveAvgPool2d(1).Flatten().Linear(10)


@pytest.mark.slow
def test_a_network_with_branches_is_saved_and_opened_with_the_same_outputs(tmp_path: Path) -> None:
    made = api.document(residual(), "residual")
    made.save(tmp_path / "residual.nns")
    opened = api.open(tmp_path / "residual.nns")
    assert opened.problems == made.problems
    assert not [each for each in opened.problems if each.severity == "error"]
    images = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    outputs = [compile_graph(each.project.graph, seed=1).eval()(images) for each in (made, opened)]
    torch.testing.assert_close(*outputs, rtol=0, atol=0)
    assert outputs[0].shape == (2, 10)


def test_every_card_of_a_network_has_a_place_of_its_own() -> None:
    places = [node.position for node in api.document(residual()).project.graph.values()]
    assert len(set(places)) == len(places)


def test_branches_with_the_same_names_are_joined_under_names_of_their_own() -> None:
    stem = api.network(4)
    joined = stem.Linear(3).ReLU().Concat(stem.Linear(5).ReLU(), dim=1)
    assert joined.names == ("input", "fc1", "relu1", "fc2", "relu2", "concat1")
    assert joined.shape == (8,)
    two = api.network(4).Linear(2).Concat(api.network(6, name="other").Linear(3))
    assert two.shape == (5,)
    assert [name for name, node in two.graph.items() if node.layer.kind == "Input"] == ["input", "other"]


def test_a_network_never_changes() -> None:
    stem = api.network(4)
    stem.Linear(3)
    assert stem.names == ("input",)


def test_several_outputs_and_classes_of_torch_by_name() -> None:
    halves = api.network(8, 4).Chunk(2, dim=1)
    swapped = halves.at("chunk1", 1).Concat(halves, dim=1)
    assert swapped.shape == (8, 4)
    assert [str(each) for each in swapped.graph["concat1"].inputs] == ["chunk1:1", "chunk1"]
    assert api.network(4).Hardshrink(lambd=0.2).graph["module1"].layer.label() == "Hardshrink · lambd 0.2"


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda net: net.Linear(784, 10), "Linear takes out_features by position, others by name; leave in_features"),
        (lambda net: net.Conv3x3(8), "There is no layer “Conv3x3”"),
        (lambda net: net.Linear(0), "out_features of Linear must be a whole number from 1"),
        (lambda net: net.Linear(3, widht=2), "Linear has no parameter “widht”"),
        (lambda net: net.Linear(3, out_features=2), "given out_features twice"),
        (lambda net: net.Upsample(2), "Upsample takes its parameters by name"),
        (lambda net: net.ReLU(net), "ReLU takes "),
        (lambda net: net.ReLU(name="input"), "input"),
        (lambda net: net.at("nowhere"), "“nowhere” has no output 0"),
        (lambda net: api.network(0), "shape of Input must be"),
        (lambda net: api.network(4).Conv2d(8, 3).shape, "Conv2d"),
    ],
)  # fmt: skip
def test_what_is_written_wrongly_is_told_in_a_sentence(write: object, told: str) -> None:
    with pytest.raises(api.StudioError) as caught:
        write(api.network(4))  # type: ignore[operator]
    assert told in str(caught.value)


def test_an_attribute_that_is_no_layer_is_none() -> None:
    assert not hasattr(api.network(4), "forward")
    assert {"Conv2d", "Linear", "names"} <= set(dir(api.network(4)))


@pytest.mark.parametrize("kind", [kind for kind in catalogue if hasattr(torch.nn, kind)])
def test_positions_are_those_of_torch(kind: str) -> None:
    inferred = {spec.name for spec in fields(catalogue[kind]) if spec.inferred}
    of_torch = [name for name in inspect.signature(getattr(torch.nn, kind)).parameters if name not in inferred]
    ours = [name for name in positions(catalogue[kind]) if name != "attends_to"]  # which torch does not have
    assert of_torch == ["args", "kwargs"] or ours == of_torch[: len(ours)]
