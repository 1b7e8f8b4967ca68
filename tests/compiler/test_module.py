"""A network becomes a torch module that carries the document's names."""

from __future__ import annotations

import inspect

import pytest
import torch
from networks import chain
from torch import fx, nn

from studio.compiler.module import CompileError, compile_graph, inputs_of, steps
from studio.graph import Graph, Node, Source, edits
from studio.graph.names import RESERVED
from studio.layers.activation import ReLU
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add
from studio.layers.regularization import Dropout
from studio.layers.shape import Flatten


def small() -> Graph:
    return chain(
        input=Input(shape=(1, 8, 8)),
        conv1=Conv2d(out_channels=4),
        relu1=ReLU(),
        flatten=Flatten(),
        fc1=Linear(out_features=3),
        output=Output(),
    )


def test_weights_are_called_after_the_nodes() -> None:
    module = compile_graph(small())
    assert list(module.state_dict()) == ["conv1.weight", "conv1.bias", "fc1.weight", "fc1.bias"]
    assert module(torch.zeros(5, 1, 8, 8)).shape == (5, 3)
    assert isinstance(module, fx.GraphModule)


def test_the_same_seed_gives_the_same_weights_and_leaves_torchs_own_chance_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    first, second, other = (compile_graph(small(), seed=seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert not torch.equal(first["fc1.weight"], other["fc1.weight"])


def test_a_residual_link_adds_what_it_skips() -> None:
    graph = chain(input=Input(shape=(4,)), relu=ReLU(), add=Add(), output=Output())
    graph = edits.connect(graph, Source("input"), "add", 1)
    numbers = torch.tensor([[-1.0, 2.0, -3.0, 4.0]])
    assert torch.equal(compile_graph(graph)(numbers), numbers.clamp(min=0) + numbers)


def test_several_inputs_and_outputs_keep_the_documents_order() -> None:
    graph = Graph(
        {
            "second": Node(Input(shape=(2,))),
            "first": Node(Input(shape=(3,))),
            "fc": Node(Linear(out_features=5), (Source("first"),)),
            "late": Node(Output(), (Source("fc"),)),
            "early": Node(Output(), (Source("second"),)),
        }
    )
    left, right = compile_graph(graph)(torch.zeros(4, 2), torch.ones(4, 3))
    assert inputs_of(graph) == ["second", "first"]
    assert (left.shape, right.shape) == ((4, 5), (4, 2))


def test_what_leads_to_no_output_is_left_out() -> None:
    graph = edits.add(small(), "stray", Linear(), (Source("flatten"),))
    graph = edits.add(graph, "unused", Input(shape=(2,)))
    assert "stray.weight" not in compile_graph(graph).state_dict()
    assert inputs_of(graph) == ["input"]
    assert compile_graph(graph)(torch.zeros(2, 1, 8, 8)).shape == (2, 3)


def test_each_branch_is_computed_in_one_piece() -> None:
    graph = Graph(
        {
            "input": Node(Input(shape=(4,))),
            "a1": Node(ReLU(), (Source("input"),)),
            "b1": Node(ReLU(), (Source("input"),)),
            "a2": Node(ReLU(), (Source("a1"),)),
            "b2": Node(ReLU(), (Source("b1"),)),
            "add": Node(Add(), (Source("a2"), Source("b2"))),
            "output": Node(Output(), (Source("add"),)),
        }
    )
    assert steps(graph) == ("a1", "a2", "b1", "b2", "add")


def test_a_chain_of_ten_thousand_layers_needs_no_recursion() -> None:
    layers = {f"drop{place}": Dropout() for place in range(10_000)}
    assert len(steps(chain(input=Input(shape=(2,)), **layers, output=Output()))) == 10_000


def test_an_error_names_the_node_and_what_to_change() -> None:
    graph = edits.set_layer(small(), "conv1", Conv2d(kernel_size=(9, 9)))
    with pytest.raises(CompileError) as refused:
        compile_graph(graph)
    assert str(refused.value).startswith("“conv1”: The window of 9×9 pixels is larger than the input (1, 8, 8)")
    assert [problem.node for problem in refused.value.problems] == ["conv1"]


def test_weights_beyond_the_machines_memory_are_refused_with_their_size() -> None:
    graph = chain(input=Input(shape=(200_000,)), fc1=Linear(out_features=1_000_000), output=Output())
    with pytest.raises(CompileError, match="“fc1”: The weights of this network take 800 GB"):
        compile_graph(graph)


def test_no_node_can_be_called_like_an_attribute_of_a_module() -> None:
    module = fx.GraphModule(nn.Module(), fx.Graph())
    public = {name for name in {*dir(module), *inspect.get_annotations(nn.Module)} if not name.startswith("_")}
    assert public <= RESERVED
