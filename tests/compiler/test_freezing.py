"""Frozen nodes keep weights and statistics, cost no gradients, and the generated source says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from networks import chain
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.freezing import begin_training
from studio.compiler.memory import memory
from studio.compiler.module import compile_graph
from studio.compiler.source import source
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import create_block
from studio.layers.block_edits import freeze
from studio.layers.grouping import ungroup

CHANNELS = 4


def network() -> Graph:
    return chain(
        input=layer("Input", shape=[3, 8, 8]),
        conv=layer("Conv2d", out_channels=CHANNELS, kernel_size=3),
        norm=layer("BatchNorm2d"),
        dropout=layer("Dropout", p=0.5),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )


def in_a_block(**block: Any) -> Graph:
    """A block of a convolution with its norm and a dropout between two other layers."""
    inner = chain(
        input=layer("Input", shape=[CHANNELS, 8, 8]),
        conv=layer("Conv2d", out_channels=CHANNELS, kernel_size=3, padding=1),
        norm=layer("BatchNorm2d"),
        dropout=layer("Dropout", p=0.5),
        output=layer("Output"),
    )
    return chain(
        input=layer("Input", shape=[3, 8, 8]),
        stem=layer("Conv2d", out_channels=CHANNELS, kernel_size=1),
        body=create_block(Definition("Unit", inner), block),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )


def trained(graph: Graph) -> set[str]:
    return {name for name, weights in compile_graph(graph).named_parameters() if weights.requires_grad}


def test_a_frozen_node_has_no_weights_to_train() -> None:
    graph = freeze(network(), ["conv", "norm"])
    assert trained(graph) == {"fc.weight", "fc.bias"}
    report = analyse(graph).nodes["conv"]
    assert (report.trainable_parameters, report.frozen_parameters) == (0, report.parameters)
    assert freeze(graph, ["conv", "norm"]) == network()


@pytest.mark.parametrize("copies", [{}, {"repeat": 3}, {"repeat": 3, "shared": True}], ids=["one", "own", "shared"])
def test_a_frozen_block_freezes_all_its_inside(copies: dict[str, Any]) -> None:
    graph = freeze(in_a_block(**copies), ["body"])
    assert trained(graph) == {"stem.weight", "stem.bias", "fc.weight", "fc.bias"}
    assert analyse(graph).nodes["body"].trainable_parameters == 0
    assert analyse(graph).total.trainable_parameters == sum(
        weights.numel() for weights in compile_graph(graph).parameters() if weights.requires_grad
    )


def test_copies_that_share_weights_are_frozen_together() -> None:
    graph = in_a_block(repeat=2, shared=True)
    definition = graph["body"].layer.definition  # type: ignore[attr-defined]
    half = replace(definition, graph=freeze(definition.graph, ["conv"]))
    graph = graph.replacing({"body": replace(graph["body"], layer=create_block(half, {"repeat": 2, "shared": True}))})
    assert "body.norm.weight" in trained(graph)
    assert not {"body.conv.weight", "body.conv.bias"} & trained(graph)
    reports = analyse(graph).calls
    assert [reports[name].trainable_parameters for name in ("body.conv", "body@1.conv")] == [0, 0]


def test_a_node_inside_can_follow_a_parameter_of_its_block() -> None:
    inner = in_a_block()["body"].layer.definition.graph  # type: ignore[attr-defined]
    bound = inner.replacing({"conv": replace(inner["conv"], bindings=(("frozen", "pretrained"),))})
    unit = Definition("Unit", bound, (("pretrained", False),))
    graph = in_a_block()
    for pretrained in (False, True):
        body = replace(graph["body"], layer=create_block(unit, {"pretrained": pretrained}))
        assert ("body.conv.weight" in trained(graph.replacing({"body": body}))) is not pretrained


def test_an_edit_of_the_mark_is_examined_again() -> None:
    before = analyse(network())
    now = analyse(freeze(network(), ["conv"]), before)
    assert now.nodes["conv"].trainable_parameters == 0
    assert analyse(network(), now).nodes["conv"].trainable_parameters == before.nodes["conv"].parameters


def test_frozen_statistics_and_dropout_rest_while_the_others_train() -> None:
    model = begin_training(compile_graph(freeze(network(), ["conv", "norm", "dropout"]), seed=0))
    norm = model.get_submodule("norm")
    assert isinstance(norm, nn.BatchNorm2d)
    assert (model.training, norm.training) == (True, False)
    batch = torch.rand(8, 3, 8, 8) * 5
    torch.testing.assert_close(model(batch), model(batch), rtol=0, atol=0)
    assert norm.running_mean is not None
    assert not norm.running_mean.any()


def test_gradients_come_back_through_a_frozen_recurrent_layer() -> None:
    graph = chain(
        input=layer("Input", shape=[6, 5]),
        first=layer("Linear", out_features=5),
        lstm=layer("LSTM", hidden_size=4, num_layers=2, dropout=0.5),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    model = begin_training(compile_graph(freeze(graph, ["lstm"]), seed=0))
    lstm = next(part for part in model.modules() if isinstance(part, nn.LSTM))
    assert lstm.training  # cuDNN refuses the backward pass otherwise
    batch = torch.rand(3, 6, 5)
    torch.testing.assert_close(model(batch), model(batch), rtol=0, atol=0)
    model(batch).sum().backward()
    assert model.get_parameter("first.weight").grad is not None
    assert all(weights.grad is None for weights in lstm.parameters())


def test_frozen_layers_keep_nothing_where_nothing_before_them_learns() -> None:
    whole, head_only = memory(analyse(network())), memory(analyse(freeze(network(), ["conv", "norm", "dropout"])))
    assert head_only.weights == whole.weights
    assert head_only.gradients == 4 * (CHANNELS * 36 * 2 + 2)
    assert head_only.saved_by_node["conv"] == 0 < whole.saved_by_node["conv"]
    assert head_only.saved_by_node["norm"] == 4 * CHANNELS * 36  # what the last layer takes, handed on by the dropout


def test_ungrouping_keeps_what_was_inside_frozen() -> None:
    flat, inside = ungroup(freeze(in_a_block(), ["body"]), "body")
    assert all(flat[name].frozen for name in inside)
    assert trained(flat) == {"stem.weight", "stem.bias", "fc.weight", "fc.bias"}


@pytest.mark.parametrize(
    "graph",
    [
        freeze(network(), ["conv"]),
        freeze(network(), ["conv", "norm", "dropout"]),
        freeze(in_a_block(), ["body"]),
        freeze(in_a_block(repeat=3), ["body"]),
        freeze(in_a_block(repeat=3, shared=True), ["body", "fc"]),
    ],
    ids=["weights", "statistics", "block", "copies", "shared copies"],
)
def test_source_trains_the_same_weights_in_the_same_mode(graph: Graph) -> None:
    written = source(graph, "Whole")
    assert ".requires_grad_(False)" in written
    namespace: dict[str, Any] = {}
    exec(written, namespace)
    again = namespace["Whole"]()
    model = begin_training(compile_graph(graph, seed=0))
    again.load_state_dict(model.state_dict())
    assert {name for name, weights in again.named_parameters() if weights.requires_grad} == trained(graph)
    batch = torch.rand(4, 3, 8, 8)
    torch.manual_seed(3)
    mine = model(batch)
    again.train()
    torch.manual_seed(3)
    torch.testing.assert_close(again(batch), mine, rtol=0, atol=0)
    assert {name: values.tolist() for name, values in again.state_dict().items()} == {
        name: values.tolist() for name, values in model.state_dict().items()
    }


def test_source_without_frozen_nodes_has_no_word_of_it() -> None:
    written = source(network(), "Whole")
    assert "requires_grad_" not in written
    assert "def train" not in written


def test_a_use_that_is_frozen_inside_has_a_class_of_its_own() -> None:
    inner = chain(input=layer("Input", shape=[3]), fc=layer("Linear", out_features=3), output=layer("Output"))
    bound = inner.replacing({"fc": replace(inner["fc"], bindings=(("frozen", "fixed"),))})
    unit = Definition("Unit", bound, (("fixed", False),))
    graph = Graph(
        {
            "input": Node(layer("Input", shape=[3])),
            "a": Node(create_block(unit), (Source("input"),)),
            "b": Node(create_block(unit, {"fixed": True}), (Source("a"),)),
            "output": Node(layer("Output"), (Source("b"),)),
        }
    )
    namespace: dict[str, Any] = {}
    exec(source(graph, "Whole"), namespace)
    found = {name for name, weights in namespace["Whole"]().named_parameters() if weights.requires_grad}
    assert found == {"a.fc.weight", "a.fc.bias"}
