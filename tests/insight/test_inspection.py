"""A network seen from inside: the notes' numbers, and networks of every make, against plain torch."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch
from networks import chain
from torch import Tensor, nn

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.data import Diabetes, LogicGates
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.insight.errors import InsightError
from studio.insight.inspection import NodeSeen, as_json, seen
from studio.layers import consent, layer
from studio.layers.block import create_block
from studio.project import Project
from studio.project.exporters import Subject
from studio.project.inspecting import inspect
from studio.project.questions import Question
from studio.project.templates import template
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.objective import Objective


def by_name(graph: Graph, *inputs: Tensor, **options: object) -> dict[str, NodeSeen]:
    network = compile_graph(graph, seed=0)
    return {node.name: node for node in seen(network, analyse(graph), inputs, **options).nodes}  # type: ignore[arg-type]


def test_the_three_layer_net_gives_the_numbers_of_the_notes() -> None:
    found = inspect(Subject(template("three-layer-net").load()), Question(inputs=("1.0,0.5",)))
    nodes = {node.name: node for node in found.seen.nodes}
    assert nodes["output"].outputs[0].values == pytest.approx((0.31682708, 0.69627909), abs=1e-7)
    assert nodes["fc1"].outputs[0].values == pytest.approx((0.3, 0.7, 1.1))
    assert nodes["fc2"].outputs[0].values == pytest.approx((0.51615984, 1.21402696))
    assert found.seen.loss is None


def test_with_a_target_gradients_are_those_of_the_projects_loss() -> None:
    project = template("three-layer-net").load()
    found = inspect(Subject(project), Question(inputs=("1.0,0.5",), target="0.2,0.9"))
    network = compile_graph(project.graph, seed=0, initialization=project.training.initial)
    given = torch.tensor([[1.0, 0.5]], requires_grad=True)
    loss = nn.functional.mse_loss(network(given), torch.tensor([[0.2, 0.9]]))
    loss.backward()
    nodes = {node.name: node for node in found.seen.nodes}
    assert found.seen.loss == pytest.approx(loss.item())
    assert given.grad is not None
    assert nodes["input"].gradients[0] is not None
    assert nodes["input"].gradients[0].values == pytest.approx(tuple(given.grad[0].tolist()))
    for name, parameter in network.named_parameters():
        node, _, own = name.partition(".")
        told = nodes[node].parameters[own]
        assert parameter.grad is not None
        assert told.gradient is not None
        assert told.value.values == pytest.approx(tuple(parameter.flatten().tolist()))
        assert told.gradient.values == pytest.approx(tuple(parameter.grad.flatten().tolist()))


def test_a_gradient_counts_just_the_ways_through_its_node() -> None:
    """Identity hands on the very tensor it gets; the ways beside it are not its."""
    graph = Graph(
        {
            "input": Node(layer("Input", shape=(2,))),
            "same": Node(layer("Identity"), (Source("input"),)),
            "flat": Node(layer("Flatten"), (Source("same"),)),
            "product": Node(layer("Multiply"), (Source("flat"), Source("input"))),
            "output": Node(layer("Output"), (Source("product"),)),
        }
    )
    found = by_name(graph, torch.tensor([[3.0, 5.0]]))
    assert [found[name].gradients[0].values for name in ("input", "same", "flat", "product")] == [  # type: ignore[union-attr]
        (6.0, 10.0), (3.0, 5.0), (3.0, 5.0), (1.0, 1.0)
    ]  # fmt: skip


def test_frozen_nodes_have_values_and_gradients_but_none_by_their_parameters() -> None:
    graph = chain(input=layer("Input", shape=(2,)), fc=layer("Linear", out_features=3), output=layer("Output"))
    frozen = Graph({**graph, "fc": replace(graph["fc"], frozen=True)})
    free, still = by_name(graph, torch.ones(1, 2)), by_name(frozen, torch.ones(1, 2))
    assert still["input"].gradients == free["input"].gradients
    assert still["fc"].parameters["weight"].value == free["fc"].parameters["weight"].value
    assert still["fc"].parameters["weight"].gradient is None


def test_bypassed_nodes_hand_on_what_they_get() -> None:
    graph = chain(input=layer("Input", shape=(2,)), drop=layer("ReLU"), output=layer("Output"))
    passed = Graph({**graph, "drop": replace(graph["drop"], bypassed=True)})
    found = by_name(passed, torch.tensor([[-1.0, 2.0]]))
    assert found["drop"].outputs[0].values == (-1.0, 2.0)
    assert list(found) == ["input", "drop", "output"]


def in_a_block(*, repeat: int, shared: bool) -> Graph:
    inside = chain(input=layer("Input", shape=(3,)), fc=layer("Linear", out_features=3), output=layer("Output"))
    block = create_block(Definition("Step", inside), {"repeat": repeat, "shared": shared})
    return Graph(
        {
            "input": Node(layer("Input", shape=(3,))),
            "body": Node(block, (Source("input"),)),
            "output": Node(layer("Output"), (Source("body"),)),
        }
    )


def test_inside_blocks_nodes_have_dotted_paths_and_the_block_has_what_leaves_it() -> None:
    found = by_name(in_a_block(repeat=2, shared=False), torch.ones(1, 3))
    assert list(found) == ["input", "body.0.fc", "body.0", "body.1.fc", "body.1", "body", "output"]
    assert found["body"].outputs == found["body.1.fc"].outputs == found["output"].outputs
    assert found["body"].gradients == found["output"].gradients


def test_copies_that_share_weights_have_the_gradient_of_all_of_them() -> None:
    graph = in_a_block(repeat=2, shared=True)
    found = by_name(graph, torch.ones(1, 3))
    assert list(found) == ["input", "body.fc", "body@1.fc", "body", "output"]
    network = compile_graph(graph, seed=0)
    network(torch.ones(1, 3)).sum().backward()
    weight = network.get_parameter("body.fc.weight")
    assert weight.grad is not None
    for name in ("body.fc", "body@1.fc"):
        gradient = found[name].parameters["weight"].gradient
        assert gradient is not None
        assert gradient.values == pytest.approx(tuple(weight.grad.flatten().tolist()))


def test_every_port_of_a_node_is_told() -> None:
    graph = Graph(
        {
            "input": Node(layer("Input", shape=(4,))),
            "split": Node(layer("Chunk"), (Source("input"),)),
            "output": Node(layer("Output"), (Source("split", 1),)),
        }
    )
    found = by_name(graph, torch.tensor([[1.0, 2.0, 3.0, 4.0]]))["split"]
    assert [each.values for each in found.outputs] == [(1.0, 2.0), (3.0, 4.0)]
    assert [each and each.values for each in found.gradients] == [(0.0, 0.0), (1.0, 1.0)]


def test_tokens_have_no_gradient_and_their_embedding_has() -> None:
    graph = chain(
        input=layer("Input", shape=(2,), dtype="int64"),
        embedding=layer("Embedding", num_embeddings=5, embedding_dim=2),
        output=layer("Output"),
    )
    found = by_name(graph, torch.tensor([[3, 3]]))
    assert found["input"].gradients == (None,)
    assert found["input"].outputs[0].values == (3, 3)
    gradient = found["embedding"].parameters["weight"].gradient
    assert gradient is not None
    assert gradient.values == (0, 0, 0, 0, 0, 0, 2, 2, 0, 0)


def test_in_training_mode_dropout_has_the_mask_of_its_seed_and_norms_those_of_the_batch() -> None:
    graph = chain(
        input=layer("Input", shape=(4,)), norm=layer("BatchNorm1d"), drop=layer("Dropout"), output=layer("Output")
    )
    given = torch.arange(8.0).reshape(2, 4)
    resting = by_name(graph, given)
    assert resting["drop"].outputs == resting["norm"].outputs
    first, second, other = (by_name(graph, given, training=True, seed=seed) for seed in (1, 1, 2))
    assert first["norm"].outputs[0].values == pytest.approx((-1.0,) * 4 + (1.0,) * 4, abs=1e-4)
    assert first["drop"].outputs == second["drop"].outputs != other["drop"].outputs
    with pytest.raises(InsightError, match="“norm” takes its mean over a batch"):
        by_name(graph, given[:1], training=True)


def test_numbers_that_are_not_finite_are_told_with_the_node_that_made_them() -> None:
    graph = chain(
        input=layer("Input", shape=(2,)),
        big=layer("Linear", out_features=2),
        relu=layer("ReLU"),
        output=layer("Output"),
    )
    network = compile_graph(graph, seed=0)
    network.get_parameter("big.bias").data[0] = torch.inf
    found = seen(network, analyse(graph), [torch.ones(1, 2)])
    assert "“big” is the first" in found.notes[0]
    assert "bias" in found.notes[0]
    told = json.loads(json.dumps(as_json(found), allow_nan=False))
    assert "Infinity" in told["nodes"][1]["output"]["values"]
    assert told["nodes"][1]["output"]["max"] == "Infinity"
    network.get_parameter("big.bias").data[0] = 0.0
    found = seen(network, analyse(graph), [torch.full((1, 2), 3e38) * 2])
    assert "“input” is the first" in found.notes[0]


def test_the_loss_is_the_projects_own_for_every_loss() -> None:
    graph = chain(input=layer("Input", shape=(2,)), fc=layer("Linear", out_features=3), output=layer("Output"))
    for declaration in losses.values():
        loss, network = declaration.create({}), compile_graph(graph, seed=0)
        objective, given, wanted = Objective.of(loss), torch.ones(1, 2), torch.tensor([2])
        found = seen(network, analyse(graph), [given], wanted, objective)
        mean = objective(network(given), wanted).mean
        assert found.loss == pytest.approx(mean.item())
        (expected,) = torch.autograd.grad(mean, [network.get_parameter("fc.weight")])
        gradient = {node.name: node for node in found.nodes}["fc"].parameters["weight"].gradient
        assert gradient is not None
        assert gradient.values == pytest.approx(tuple(expected.flatten().tolist()))


def test_a_sample_of_the_data_comes_with_its_target() -> None:
    project = replace(template("xor-mlp").load(), data=LogicGates(gate="XOR"))
    found = inspect(Subject(project), Question(sample=1))
    assert found.seen.loss is not None
    assert found.sample is not None
    assert found.sample.places == (1,)
    assert found.target in ("0", "1")


def test_code_that_changes_its_input_in_place_spoils_nothing_before_it() -> None:
    code = "def forward(x):\n    return x.relu_()\n"
    consent.allow([code])
    graph = chain(input=layer("Input", shape=(2,)), inplace=layer("Custom", code=code), output=layer("Output"))
    found = by_name(graph, torch.tensor([[-1.0, 2.0]]))
    assert found["input"].outputs[0].values == (-1.0, 2.0)
    assert found["inplace"].outputs[0].values == (0.0, 2.0)
    gradient = found["input"].gradients[0]
    assert gradient is not None
    assert gradient.values == (0.0, 1.0)


def test_a_target_is_told_in_the_units_of_the_data_though_another_scale_is_learnt() -> None:
    graph = chain(input=layer("Input", shape=(10,)), fc=layer("Linear", out_features=1), output=layer("Output"))
    data = Diabetes(scale_target=True)
    project = Project(graph=graph, data=data, training=TrainingConfig(loss=losses["MSELoss"].create({})))
    found = inspect(Subject(project), Question(sample=0))
    assert float(found.target) >= 25
    assert found.seen.loss is not None
    assert found.seen.loss < 20
