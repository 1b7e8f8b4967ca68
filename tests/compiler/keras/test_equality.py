"""With its weights loaded, the file computes in Keras what the network does in PyTorch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from networks import chain
from safetensors.torch import save_file

from studio.compiler.analysis import analyse
from studio.compiler.keras import keras_source
from studio.compiler.keras.lines import Value
from studio.compiler.keras.table import table
from studio.compiler.keras.writing import Writer
from studio.compiler.module import compile_graph, inputs_of
from studio.data.config import Digits, TableFile
from studio.data.load import describe, load
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import catalogue, layer
from studio.layers.block import create_block
from studio.layers.io import Input
from studio.project import Project
from studio.project.export import export
from studio.project.templates import Template, templates
from studio.training.config import TrainingConfig

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
    ("Conv2d", {"stride": 2, "dilation": 2, "padding": 1}),
    ("Conv2d", {"padding": 1, "padding_mode": "circular"}),
    ("Conv3d", {"padding": 1, "padding_mode": "reflect"}),
    ("LPPool2d", {"norm_type": 3.0, "kernel_size": 3, "stride": 2}),
    ("LocalResponseNorm", {"size": 4, "alpha": 0.5, "k": 2.0}),
    ("Bilinear", {"bias": False}),
    ("RMSNorm", {"elementwise_affine": False}),
    ("Affine", {"shape": [12, 16], "bias": False}),
    ("ReplicationPad2d", {"padding": [1, 2, 0, 3]}),
    ("Upsample", {"scale_factor": 2.5, "mode": "bilinear"}),
    ("Upsample", {"scale_factor": 1.5, "mode": "nearest"}),
    ("Upsample", {"scale_factor": 2, "mode": "bilinear", "align_corners": True}),
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
        np.testing.assert_allclose(result, want.numpy(), rtol=1e-5, atol=1e-5)


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


def test_copies_that_share_their_weights_are_one_model_called_several_times(tmp_path: Path) -> None:
    inner = chain(input=layer("Input", shape=[4, 8, 8]), conv=layer("Conv2d", out_channels=4, padding=1),
                  norm=layer("BatchNorm2d"), output=layer("Output"))  # fmt: skip
    body = create_block(Definition("Unit", inner), {"repeat": 3, "shared": True})
    check(chain(input=layer("Input", shape=[4, 8, 8]), body=body, relu=layer("ReLU"), output=layer("Output")), tmp_path)


def with_gaps(folder: Path) -> TableFile:
    rows = [f"{at}.5,{'' if at % 4 == 0 else 'red' if at % 3 else 'blue'},{at * 10}" for at in range(1, 30)]
    rows.append(",red,70")
    (folder / "t.csv").write_text("\n".join(["width,colour,price", *rows]) + "\n", encoding="utf-8")
    return TableFile(path=str(folder / "t.csv"), roles=(("price", "number"),), missing="category")


@pytest.mark.parametrize("data", [Digits(normalize=True), with_gaps], ids=["pictures", "rows"])
def test_a_model_with_its_preparation_takes_samples_as_they_come(data: Any, tmp_path: Path) -> None:
    data = data if isinstance(data, Digits) else data(tmp_path)
    shape = list(describe(data).sample_shape)
    graph = chain(input=layer("Input", shape=shape), flatten=layer("Flatten"), fc=layer("Linear"), out=layer("Output"))
    preparation = load(data, tuple(shape), 0).preparation
    export(Project("Net", graph, data, TrainingConfig()), tmp_path / "net_keras.py")
    names: dict[str, Any] = {}
    exec((tmp_path / "net_keras.py").read_text(encoding="utf-8"), names)
    network, model = compile_graph(graph, seed=0).eval(), names["build_model"]()
    save_file(dict(network.state_dict()), tmp_path / "net.safetensors")
    names["load_weights"](model, str(tmp_path / "net.safetensors"))
    samples = torch.rand(5, *preparation.source)
    if preparation.categories:
        samples[:, 1], samples[0, 0] = torch.arange(5) % len(preparation.categories[1]), float("nan")
    with torch.no_grad():
        wanted = network(preparation.prepare()(samples))
    back = preparation.finish()
    wanted = wanted if back is None else back(wanted)
    given = samples.movedim(1, -1) if samples.dim() > 2 else samples
    found = keras.ops.convert_to_numpy(names["prepared"](model)(given.numpy()))
    np.testing.assert_allclose(found, wanted.numpy(), rtol=1e-5, atol=1e-5)
