"""With its weights loaded, the file computes in Keras what the network does in PyTorch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from studio.compiler.analysis import analyse
from studio.compiler.keras import keras_source
from studio.compiler.keras.lines import Value
from studio.compiler.keras.table import table
from studio.compiler.keras.writing import Writer
from studio.compiler.module import compile_graph, inputs_of
from studio.graph import Graph, Node, Source
from studio.layers import catalogue, layer
from studio.layers.io import Input
from studio.project.templates import Template, templates

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # of Keras, on torch
    pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning"),  # of torch
]

SMALL = [each for each in templates() if each.parameters < 2_000_000]

VARIED: list[tuple[str, dict[str, Any]]] = [
    ("Conv2d", {"padding": "same", "kernel_size": 4}),
    ("Conv2d", {"padding": [2, 1], "stride": 2}),
    ("Conv2d", {"padding": 2, "dilation": 2}),
    ("Conv2d", {"groups": 4, "bias": False}),
    ("Conv2d", {"padding": 1, "padding_mode": "reflect"}),
    ("Conv1d", {"padding": "same", "dilation": 3}),
    ("DepthwiseConv2d", {"depth_multiplier": 2, "padding": 1, "stride": 2}),
    ("ConvTranspose2d", {"kernel_size": 2, "stride": 3}),
    ("ConvTranspose2d", {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}),
    ("ConvTranspose2d", {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": [1, 0]}),
    ("ConvTranspose1d", {"kernel_size": 2, "stride": 4, "padding": 1, "output_padding": 2}),
    ("MaxPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
    ("MaxPool2d", {"kernel_size": 3, "stride": 4, "padding": 1, "ceil_mode": True}),
    ("AvgPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}),
    ("AdaptiveAvgPool2d", {"output_size": [3, 6]}),
    ("BatchNorm2d", {"affine": False, "momentum": 0.01, "eps": 1e-3}),
    ("InstanceNorm2d", {"affine": True}),
    ("LayerNorm", {"bias": False, "normalized_shape": [12, 12, 18]}),
    ("LSTM", {"num_layers": 2, "bidirectional": True, "dropout": 0.3}),
    ("LSTM", {"returns": "last", "bidirectional": True}),
    ("GRU", {"num_layers": 3, "bias": False, "returns": "last"}),
    ("GRU", {"bidirectional": True, "returns": "last"}),
    ("RNN", {"nonlinearity": "relu", "num_layers": 2}),
    ("MultiheadAttention", {"attends_to": "memory", "is_causal": True}),
    ("MultiheadAttention", {"attends_to": "key and value", "bias": False}),
    ("TransformerEncoderLayer", {"norm_first": True, "activation": "gelu", "is_causal": True}),
    ("Softmax", {"dim": -1}),
    ("Softplus", {"beta": 2.0}),
    ("PReLU", {"num_parameters": 12}),
    ("Slice", {"dim": -1, "start": 1, "step": 2}),
    ("Mean", {"dim": [1]}),
    ("Flatten", {"start_dim": 2}),
    ("Concat", {"dim": -1}),
    ("Upsample", {"scale_factor": 3, "mode": "bilinear"}),
    ("ZeroPad2d", {"padding": [1, 2, 3, 0]}),
    ("Crop", {"cropping": [1, 2, 0, 3]}),
    ("Chunk", {"chunks": 3, "dim": -1}),
]  # fmt: skip


def alone(kind: str, **params: Any) -> Graph:
    """A network of one layer, with an Input for each of its ports and an Output for what comes out."""
    made = layer(kind, **params)
    arriving = made.example()
    nodes = {f"in{place}": Node(Input(shape=each.shape, dtype=each.dtype)) for place, each in enumerate(arriving)}
    sources = tuple(Source(name) for name in nodes)
    outputs = {f"out{port}": Node(layer("Output"), (Source("node", port),)) for port in range(len(made.outputs))}
    return Graph({**nodes, "node": Node(made, sources), **outputs})


def check(graph: Graph, folder: Path) -> None:
    """Both compute the same on samples by chance, with weights and statistics that are not those of the beginning."""
    chance = torch.Generator().manual_seed(0)
    network = _stirred(compile_graph(graph, seed=0), chance).eval()
    names: dict[str, Any] = {}
    exec(keras_source(graph, "Net"), names)
    model = names["build_model"]()
    if "load_weights" in names:
        save_file({key: each.contiguous() for key, each in network.state_dict().items()}, folder / "net.safetensors")
        names["load_weights"](model, str(folder / "net.safetensors"))
    samples = [_samples(graph[name].layer, chance) for name in inputs_of(graph)]
    with torch.no_grad():
        wanted = network(*samples)
    body = Writer(analyse(graph)).whole(graph)
    given = [_placed(each.numpy(), value, to="last") for each, value in zip(samples, body.inputs, strict=True)]
    found = model(given[0] if len(given) == 1 else given, training=False)
    pairs = zip(_several(wanted), _several(found), body.results, strict=True)
    for want, got, value in pairs:
        result = _placed(keras.ops.convert_to_numpy(got), value, to="first")
        np.testing.assert_allclose(result, want.numpy(), rtol=1e-4, atol=1e-4)


def _stirred(network: Any, chance: torch.Generator) -> Any:
    with torch.no_grad():
        for each in (*network.parameters(), *network.buffers()):
            if each.ndim == 1:
                each.copy_(torch.rand(each.shape, generator=chance) * 0.5 + 0.5)
    return network


def _samples(declared: Any, chance: torch.Generator) -> torch.Tensor:
    if declared.dtype == "int64":
        return torch.randint(0, 8, (2, *declared.shape), generator=chance)
    return torch.randn((2, *declared.shape), generator=chance)


def _placed(numbers: Any, value: Value, to: str) -> Any:
    if value.order == "first" or numbers.ndim < 3:
        return numbers
    return np.moveaxis(numbers, 1, -1) if to == "last" else np.moveaxis(numbers, -1, 1)


def _several(results: Any) -> tuple[Any, ...]:
    return tuple(results) if isinstance(results, list | tuple) else (results,)


@pytest.mark.parametrize("kind", [kind for kind in catalogue if kind in table()])
def test_a_layer_computes_the_same(kind: str, tmp_path: Path) -> None:
    check(alone(kind), tmp_path)


@pytest.mark.parametrize(("kind", "params"), VARIED, ids=str)
def test_a_layer_with_other_parameters_computes_the_same(kind: str, params: dict[str, Any], tmp_path: Path) -> None:
    check(alone(kind, **params), tmp_path)


@pytest.mark.parametrize("name", ["exp", "rsqrt", "neg", "erf", "asin", "atan", "sinh", "round"])
def test_functions_are_those_of_torch(name: str, tmp_path: Path) -> None:
    check(alone("Function", function=name), tmp_path)


@pytest.mark.parametrize("each", SMALL, ids=lambda each: each.name)
def test_a_template_computes_the_same(each: Template, tmp_path: Path) -> None:
    check(each.load().graph, tmp_path)
