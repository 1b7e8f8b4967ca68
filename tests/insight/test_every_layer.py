"""What every layer of the catalogue gives, and the gradients by it, are what plain torch has."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from networks import around, variants
from torch import Tensor

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph, inputs_of, outputs_of, steps
from studio.compiler.own_generator import OwnGenerator
from studio.graph import Graph
from studio.insight.chain_rule import origin_of
from studio.insight.inspection import seen
from studio.insight.numbers import MOST_VALUES, Numbers
from studio.insight.trace import derivatives, traced
from studio.layers import Layer, catalogue
from studio.layers.io import Input

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN"),
]
NOT_TWICE = {"Hardsigmoid", "Function", "MultiheadAttention", "TransformerEncoderLayer"}
"""What torch derives once and not twice, or what has too large numbers here for their sum to be compared."""

each_layer = pytest.mark.parametrize("declared", catalogue.values(), ids=list(catalogue))


def batches(graph: Graph, count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    made = []
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        numbers = torch.rand(count, *layer.shape, generator=generator)
        made.append(numbers if layer.dtype == "float32" else (numbers * 2).long())
    return made


def as_tuple(made: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return made if isinstance(made, tuple) else (made,)


def weighted(results: list[Tensor]) -> Tensor:
    """One number whose derivatives are others everywhere."""
    generator = torch.Generator().manual_seed(1)
    parts = [
        (each.double() * torch.rand(each.shape, generator=generator)).square().sum()
        for each in results
        if each.is_floating_point()
    ]
    return torch.stack(parts).sum() if parts else torch.zeros(())


@each_layer
def test_values_and_gradients_are_those_of_plain_torch(declared: type[Layer]) -> None:
    graph = around(variants(declared))
    network = compile_graph(graph, seed=0).eval()
    inputs = batches(graph, 3)
    with OwnGenerator(0):
        trace = traced(network, analyse(graph), inputs)
    gradients = derivatives(trace, weighted(list(trace.results)))

    plain = compile_graph(graph, seed=0).eval()
    given = {
        name: each.clone().requires_grad_(each.is_floating_point())
        for name, each in zip(inputs_of(graph), inputs, strict=True)
    }
    made: dict[str, tuple[Tensor, ...]] = {name: (each,) for name, each in given.items()}
    with OwnGenerator(0):
        for name in (each for each in trace.outputs if each in steps(graph)):
            arriving = (given[source.node].clone() for source in graph[name].inputs if source is not None)
            made[name] = as_tuple(plain.get_submodule(name)(*arriving))
            for each in made[name]:
                if each.requires_grad:
                    each.retain_grad()
    ends = [
        made[source.node][source.port]
        for source in (graph[name].inputs[0] for name in outputs_of(graph))
        if source is not None
    ]
    of = weighted(ends)
    if of.requires_grad:
        of.backward()
    for name, wanted in made.items():
        for port, each in enumerate(wanted):
            torch.testing.assert_close(trace.outputs[name][port], each, rtol=0, atol=0)
            got = gradients.outputs[name][port]
            if not each.is_floating_point():
                assert got is None
            elif each.requires_grad:
                torch.testing.assert_close(got, torch.zeros_like(each) if each.grad is None else each.grad)
    for name, parameter in plain.named_parameters():
        torch.testing.assert_close(gradients.parameters[name], parameter.grad)
    for name in (each for each in inputs_of(graph) if gradients.outputs[each][0] is not None):
        with OwnGenerator(0):  # a layer that draws in use, too, draws what it drew above
            origin = origin_of(trace, gradients, name, largest(gradients.outputs[name][0][0]))
        assert (origin is None) == (declared.__name__ in NOT_TWICE)


def largest(gradient: Tensor) -> tuple[int, ...]:
    """The place of the number furthest from 0."""
    return tuple(int(at) for at in np.unravel_index(int(gradient.abs().argmax()), gradient.shape))


@each_layer
def test_every_number_that_is_told_is_that_of_the_tensor(declared: type[Layer]) -> None:
    graph = around(variants(declared)[:1])
    network, inputs = compile_graph(graph, seed=0), batches(graph, 1)
    with OwnGenerator(0):
        plain = [each.detach() for each in as_tuple(network.eval()(*inputs))]
    told = {node.name: node for node in seen(network, analyse(graph), inputs).nodes}
    for name, each in zip((n for n in graph if graph[n].layer.kind == "Output"), plain, strict=True):
        one = each[0]
        assert told[name].outputs[0] == Numbers(
            tuple(one.shape),
            pytest.approx(float(one.double().mean()), nan_ok=True),
            pytest.approx(float(one.double().std(correction=0)), nan_ok=True),
            float(one.min()),
            float(one.max()),
            tuple(one.flatten().tolist()[:MOST_VALUES]),
        )
    assert list(told) == [name for name in graph.order if name in told]
