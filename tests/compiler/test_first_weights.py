"""The first weights that are shown are those that a training begins with, and looking draws no chance from torch."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from networks import around, chain

from studio.compiler.analysis import analyse
from studio.compiler.first_weights import MOST_DRAWN, Distribution, distribution, first_values, initialized
from studio.compiler.initialize import node_seed
from studio.compiler.module import compile_graph
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph
from studio.layers import Layer, catalogue
from studio.layers.by_hand import ByHand
from studio.layers.dense import Linear
from studio.layers.initialization import Constant, Default, Normal, Uniform, initializers
from studio.layers.initializer import Initializer
from studio.layers.io import Input, Output
from studio.layers.recurrent import LSTM

SEED = 7
WITH_PARAMETERS = [
    kind
    for kind, declared in catalogue.items()
    if kind not in ("Input", "Output") and analyse(around([declared.create({})])).total.parameters
]


def alone(layer: Layer, *shape: int, **init: Initializer) -> Graph:
    graph = chain(input=Input(shape=shape), layer=layer, output=Output())
    return graph.replacing({"layer": replace(graph["layer"], init=tuple(init.items()))})


def inputs_of(graph: Graph, name: str = "layer") -> tuple[TensorSpec, ...]:
    return analyse(graph).nodes[name].inputs or ()


@pytest.mark.parametrize("kind", WITH_PARAMETERS)
def test_what_pytorch_makes_is_what_the_network_begins_with(kind: str) -> None:
    graph = around([catalogue[kind].create({})])
    before = torch.random.get_rng_state()
    module = initialized(graph["node0"], inputs_of(graph, "node0"), (), node_seed(SEED, "node0"))
    assert torch.equal(torch.random.get_rng_state(), before)
    assert module is not None
    expected = compile_graph(graph, seed=SEED).get_submodule("node0").state_dict()
    assert expected.keys() == module.state_dict().keys()
    assert all(torch.equal(values, expected[name]) for name, values in module.state_dict().items())


@pytest.mark.parametrize("kind", [kind for kind in initializers if kind != "ByHand"])
def test_what_a_scheme_gives_is_what_the_network_begins_with(kind: str) -> None:
    graph = alone(Linear(out_features=3), 4, weight=initializers[kind]())
    values = first_values(graph["layer"], "weight", inputs_of(graph), (), node_seed(SEED, "layer"))
    assert values is not None
    assert torch.equal(values, compile_graph(graph, seed=SEED).state_dict()["layer.weight"])


def test_the_scheme_of_the_network_counts_where_the_node_has_none() -> None:
    graph = alone(Linear(out_features=3), 4)
    values = first_values(graph["layer"], "weight", inputs_of(graph), (("weight", Constant(val=2.0)),), 0)
    assert values is not None
    assert values.unique().tolist() == [2.0]


def seen(key: str, layer: Layer, *shape: int, **init: Initializer) -> Distribution:
    graph = alone(layer, *shape, **init)
    found = distribution(graph["layer"], key, inputs_of(graph), (), node_seed(SEED, "layer"))
    assert found is not None
    assert sum(found.counts) == found.numbers
    return found


def test_a_normal_distribution_is_seen_with_its_mean_and_deviation() -> None:
    found = seen("weight", Linear(out_features=200), 200, weight=Normal(mean=0.5, std=0.1))
    assert found.numbers == 40_000
    assert found.mean == pytest.approx(0.5, abs=0.003)
    assert found.deviation == pytest.approx(0.1, rel=0.03)
    highest = found.counts.index(max(found.counts))
    middle = found.low + (found.high - found.low) * (highest + 0.5) / len(found.counts)
    assert middle == pytest.approx(0.5, abs=0.05)


def test_an_even_distribution_is_as_high_everywhere() -> None:
    found = seen("weight", Linear(out_features=200), 200, weight=Uniform(a=-1.0, b=1.0))
    assert (found.low, found.high) == pytest.approx((-1, 1), abs=0.001)
    assert max(found.counts) < 1.2 * min(found.counts)


def test_pytorchs_own_for_linear_has_the_deviation_of_its_bounds() -> None:
    found = seen("weight", Linear(out_features=200), 100, weight=Default())
    assert found.deviation == pytest.approx(0.1 / math.sqrt(3), rel=0.02)


def test_all_parameters_of_a_group_are_seen_together_and_each_by_itself() -> None:
    layer = LSTM(hidden_size=5)
    assert seen("weight", layer, 6, 3).numbers == 4 * 5 * (3 + 5)
    assert seen("weight_ih_l0", layer, 6, 3).numbers == 4 * 5 * 3


def test_a_constant_is_one_bar() -> None:
    found = seen("bias", Linear(out_features=3), 4, bias=Constant(val=0.25))
    assert (found.counts, found.low, found.high, found.deviation) == ((3,), 0.25, 0.25, 0.0)


def test_numbers_typed_by_hand_are_seen_too() -> None:
    assert seen("bias", Linear(out_features=2), 4, bias=ByHand(values=[-1.0, 3.0])).mean == 1.0


def test_layers_beyond_a_glance_are_not_drawn() -> None:
    graph = alone(Linear(out_features=1_000_000), MOST_DRAWN // 1_000_000)
    assert first_values(graph["layer"], "bias", inputs_of(graph), (), 0) is None
    assert distribution(graph["layer"], "weight", inputs_of(graph), (), 0) is None
