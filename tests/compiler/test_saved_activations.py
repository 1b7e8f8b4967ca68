"""The memory that a training step keeps is what autograd keeps in a real run."""

from __future__ import annotations

import pytest
import torch
from networks import chain

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph, inputs_of
from studio.compiler.saved_activations import saved_bytes
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.layers.io import Input, Output
from studio.project.templates import Template, templates


def really_saved(graph: Graph, batch: int, device: str = "cpu") -> int:
    """Bytes of all tensors, each storage once, that autograd keeps when the whole network runs."""
    kept: dict[int, torch.Tensor] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        kept.setdefault(tensor.untyped_storage()._cdata, tensor)
        return tensor

    with torch.device(device):
        module = compile_graph(graph).train()
        known = {each.untyped_storage()._cdata for each in (*module.parameters(), *module.buffers())}
        samples = []
        for name in inputs_of(graph):
            declared = graph[name].layer
            assert isinstance(declared, Input)
            samples.append(torch.ones(batch, *declared.shape, dtype=getattr(torch, declared.dtype)))
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            module(*samples)
    return sum(each.untyped_storage().nbytes() for place, each in kept.items() if place not in known)


def per_sample(graph: Graph, device: str = "cpu") -> float:
    """What one sample more makes the real run keep."""
    return (really_saved(graph, 6, device) - really_saved(graph, 2, device)) / 4


def told(graph: Graph) -> int:
    analysis = analyse(graph)
    return sum(saved_bytes(analysis.expansion.network, analysis.calls).values())


SMALL = 300_000_000
"""Multiply-accumulates of a network that is run here with numbers; a larger one runs without."""


@pytest.mark.slow
@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_every_template(template: Template) -> None:
    graph = template.load().graph
    analysis = analyse(graph)
    device = "cpu" if analysis.total.macs < SMALL else "meta"
    recurrent = any(node.layer.kind in ("LSTM", "GRU", "RNN", "TransformerEncoderLayer") for node in graph.values())
    # The fused kernels of recurrence and attention keep other tensors than the plain operations counted here.
    assert told(graph) == pytest.approx(per_sample(graph, device), rel=0.6 if recurrent else 0.02)


def test_a_relu_before_a_convolution_shares_what_it_keeps() -> None:
    graph = chain(
        input=Input(shape=(3, 8, 8)),
        conv1=layer("Conv2d", out_channels=4, kernel_size=[3, 3]),
        relu=layer("ReLU"),
        conv2=layer("Conv2d", out_channels=5, kernel_size=[3, 3]),
        output=Output(),
    )
    found = saved_bytes(graph, analyse(graph).nodes)
    assert found == {"input": 3 * 64 * 4, "conv1": 0, "relu": 4 * 36 * 4, "conv2": 0, "output": 0}


@pytest.mark.parametrize(
    "kinds",
    [
        ("Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d", "Flatten", "Linear"),
        ("Conv2d", "Dropout", "GELU", "AvgPool2d", "LayerNorm"),
        ("Conv2d", "Sigmoid", "Tanh", "Softmax", "Upsample"),
        ("DepthwiseConv2d", "ReLU6", "PointwiseConv2d", "Hardswish", "AdaptiveAvgPool2d"),
        ("ConvTranspose2d", "ELU", "PReLU", "GroupNorm", "ZeroPad2d"),
    ],
)
def test_chains_of_layers(kinds: tuple[str, ...]) -> None:
    middle = {f"node{place}": layer(kind) for place, kind in enumerate(kinds)}
    graph = chain(input=Input(shape=(12, 14, 14)), **middle, output=Output())
    assert told(graph) == pytest.approx(per_sample(graph), rel=0.02)


def test_a_tensor_that_two_branches_keep_counts_once() -> None:
    convolution = layer("Conv2d", out_channels=4, kernel_size=[3, 3], padding=[1, 1])
    graph = Graph(
        {
            "input": Node(Input(shape=(4, 8, 8))),
            "relu": Node(convolution, (Source("input"),)),
            "left": Node(convolution, (Source("relu"),)),
            "right": Node(convolution, (Source("relu"),)),
            "product": Node(layer("Multiply"), (Source("left"), Source("right"))),
            "output": Node(Output(), (Source("product"),)),
        }
    )
    assert told(graph) == per_sample(graph) == 4 * 64 * 4 * 4
