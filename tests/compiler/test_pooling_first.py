"""ReLU behind the max pooling that follows it: the same numbers and gradients, to the last bit."""

from __future__ import annotations

import pytest
import torch
from networks import chain
from torch import Tensor

from studio.compiler.module import compile_graph
from studio.compiler.pooling_first import pool_first
from studio.graph import Graph, Source, edits
from studio.layers import Layer, layer

POOLING = {
    "MaxPool1d": ((2, 12), {"kernel_size": 2}),
    "MaxPool2d": ((2, 12, 12), {"kernel_size": [3, 3], "stride": [2, 2], "padding": [1, 1]}),
    "MaxPool3d": ((2, 6, 6, 6), {"kernel_size": 2, "ceil_mode": True}),
    "AdaptiveMaxPool1d": ((2, 11), {"output_size": 3}),
    "AdaptiveMaxPool2d": ((2, 11, 7), {"output_size": [3, 3]}),
    "AdaptiveMaxPool3d": ((2, 5, 6, 7), {"output_size": 2}),
}


def pooled(kind: str) -> Graph:
    """A ReLU with pooling behind it, on coarse numbers so that several of a window are the largest."""
    shape, settings = POOLING[kind]
    return around(layer("ReLU"), layer(kind, **settings), shape)


def around(relu: Layer, pool: Layer, shape: tuple[int, ...]) -> Graph:
    return chain(input=layer("Input", shape=shape), relu=relu, pool=pool, output=layer("Output"))


def tried(network: torch.nn.Module, numbers: Tensor) -> tuple[Tensor, Tensor]:
    """What a network makes of numbers, and the gradient of a sum in which each output counts differently."""
    numbers = numbers.clone(memory_format=torch.preserve_format).requires_grad_()
    given = network(numbers)
    (given * torch.arange(1.0, given.numel() + 1).reshape(given.shape)).sum().backward()
    assert numbers.grad is not None
    return given.detach(), numbers.grad


def order(graph: Graph) -> list[str]:
    """The layers as they are called once max pooling comes first."""
    return [str(node.target) for node in pool_first(compile_graph(graph)).graph.nodes if node.op == "call_module"]


@pytest.mark.parametrize("kind", POOLING)
def test_outputs_and_gradients_are_the_same_to_the_last_bit(kind: str) -> None:
    graph = pooled(kind)
    numbers = torch.randn(4, *POOLING[kind][0], generator=torch.Generator().manual_seed(0)).mul(2).round().div(2)
    numbers[0, 0].fill_(-1.0)
    numbers[1, 0].fill_(0.0)
    layouts = [numbers, numbers.contiguous(memory_format=torch.channels_last)] if numbers.dim() == 4 else [numbers]
    for each in layouts:
        plain, exchanged = compile_graph(graph), pool_first(compile_graph(graph))
        assert order(graph) == ["pool", "relu"]
        for wanted, found in zip(tried(plain, each), tried(exchanged, each), strict=True):
            assert torch.equal(found, wanted)


@pytest.mark.parametrize("kind", POOLING)
def test_what_is_no_number_is_not_hidden(kind: str) -> None:
    shape, _ = POOLING[kind]
    numbers = torch.full((2, *shape), torch.nan)
    assert pool_first(compile_graph(pooled(kind)))(numbers).isnan().all()


def test_a_relu_whose_output_goes_elsewhere_too_stays() -> None:
    graph = edits.add(pooled("MaxPool2d"), "also", layer("Output"), (Source("relu"),))
    assert order(graph) == ["relu", "pool"]


def test_pooling_that_tells_places_stays() -> None:
    assert order(around(layer("ReLU"), layer("MaxPool1d", kernel_size=2, return_indices=True), (2, 8))) == [
        "relu",
        "pool",
    ]


def test_other_activations_stay_as_they_may_make_two_numbers_the_same() -> None:
    for kind in ("Sigmoid", "LeakyReLU", "ReLU6"):
        assert order(around(layer(kind), layer("MaxPool1d", kernel_size=2), (2, 8))) == ["relu", "pool"]


def test_several_in_a_row_and_their_names_stay() -> None:
    graph = chain(
        input=layer("Input", shape=(1, 16, 16)),
        conv1=layer("Conv2d", out_channels=4, kernel_size=3),
        relu1=layer("ReLU"),
        pool1=layer("MaxPool2d", kernel_size=2),
        conv2=layer("Conv2d", out_channels=4, kernel_size=3),
        relu2=layer("ReLU"),
        pool2=layer("MaxPool2d", kernel_size=2),
        pool3=layer("MaxPool2d", kernel_size=2),
        output=layer("Output"),
    )
    assert order(graph) == ["conv1", "pool1", "relu1", "conv2", "pool2", "pool3", "relu2"]
    plain, exchanged = compile_graph(graph, seed=0), pool_first(compile_graph(graph, seed=0))
    assert list(plain.state_dict()) == list(exchanged.state_dict())
    numbers = torch.randn(3, 1, 16, 16)
    assert torch.equal(plain(numbers), exchanged(numbers))
