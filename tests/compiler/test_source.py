"""The generated source is what a person would have written, and computes the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import chain
from torch import nn

from studio.compiler.module import CompileError, compile_graph
from studio.compiler.source import class_name, source
from studio.compiler.source_style import Style
from studio.graph import Graph, Node, Source, edits
from studio.layers.activation import ReLU
from studio.layers.adaptive_pooling import AdaptiveAvgPool2d
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add, Concat
from studio.layers.normalization import BatchNorm2d
from studio.layers.pooling import MaxPool2d
from studio.layers.regularization import Dropout
from studio.layers.shape import Flatten
from studio.layers.spec import Layer, Shape

LENET = '''\
"""LeNet-5: a network drawn in NN Studio.

Input: input (N, 1, 28, 28) float32. Output: output (N, 10) float32. 8,336 parameters.
"""

import torch
from torch import nn


class LeNet5(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2, bias=False)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=(3, 5), padding="same")
        self.gap = nn.AdaptiveAvgPool2d((3, None))
        self.flatten = nn.Flatten()
        self.drop = nn.Dropout(p=0.5)
        self.fc1 = nn.Linear(672, 10)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        x = self.conv1(input)  # (N, 6, 28, 28)
        x = self.relu1(x)  # (N, 6, 28, 28)
        x = self.pool1(x)  # (N, 6, 14, 14)
        x = self.conv2(x)  # (N, 16, 14, 14)
        x = self.gap(x)  # (N, 16, 3, 14)
        x = self.flatten(x)  # (N, 672)
        x = self.drop(x)  # (N, 672)
        x = self.fc1(x)  # (N, 10)
        return x
'''


def plain() -> Graph:
    return chain(
        input=Input(shape=(1, 28, 28)),
        conv1=Conv2d(out_channels=6, kernel_size=(5, 5), padding=(2, 2), bias=False),
        relu1=ReLU(),
        pool1=MaxPool2d(),
        conv2=Conv2d(out_channels=16, kernel_size=(3, 5), padding="same"),
        gap=AdaptiveAvgPool2d(output_size=(3, None)),
        flatten=Flatten(),
        drop=Dropout(),
        fc1=Linear(out_features=10),
        output=Output(),
    )


def residual() -> Graph:
    """Two branches, two outputs, an Input used twice and called x."""
    graph = chain(
        x=Input(shape=(4, 8, 8)), conv1=Conv2d(out_channels=4, padding=(1, 1)), bn1=BatchNorm2d(), relu1=ReLU()
    )
    graph = edits.add(graph, "add", Add(), (Source("relu1"), Source("x")))
    graph = edits.add(graph, "left", Conv2d(out_channels=2), (Source("add"),))
    graph = edits.add(graph, "right", Conv2d(out_channels=3), (Source("add"),))
    graph = edits.add(graph, "concat", Concat(), (Source("left"), Source("right")))
    graph = edits.add(graph, "output", Output(), (Source("concat"),))
    return edits.add(graph, "features", Output(), (Source("left"),))


def load(text: str, name: str) -> nn.Module:
    namespace: dict[str, Any] = {}
    exec(compile(text, "generated", "exec"), namespace)
    made: nn.Module = namespace[name]()
    return made


def assert_the_same(graph: Graph, *inputs: torch.Tensor) -> None:
    module = compile_graph(graph, seed=0).eval()
    again = load(source(graph, "Net"), "Net").eval()
    again.load_state_dict(module.state_dict(), strict=True)
    torch.testing.assert_close(again(*inputs), module(*inputs), rtol=0, atol=0)


def test_a_chain_reads_as_a_person_writes_it() -> None:
    assert source(plain(), "LeNet-5") == LENET
    assert_the_same(plain(), torch.rand(3, 1, 28, 28))


def test_branches_are_called_after_their_nodes_and_merges_are_expressions() -> None:
    text = source(residual(), "Net")
    assert "def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:" in text
    assert "        add = y + x  # (N, 4, 8, 8)\n" in text
    assert "        y = torch.cat([left, y], dim=1)  # (N, 5, 6, 6)\n" in text
    assert text.endswith("        return y, left\n")
    assert "self.add" not in text
    assert_the_same(residual(), torch.rand(3, 4, 8, 8))


def test_an_output_straight_from_the_input_is_no_special_case() -> None:
    assert_the_same(chain(input=Input(shape=(3,)), output=Output()), torch.rand(2, 3))


def test_an_error_in_the_network_is_told_instead() -> None:
    with pytest.raises(CompileError, match="no Output"):
        source(chain(input=Input()), "Net")


class Scale(nn.Module):
    """Multiplies by a learned number."""

    def __init__(self, start: float, *, squared: bool = False) -> None:
        super().__init__()
        self.start = start
        self.squared = squared
        self.factor = nn.Parameter(torch.tensor(start))

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """(…) -> (…)."""
        return input * self.factor


class ScaleLayer(Layer):
    """Multiplies by a learned number."""

    family = "other"
    start: float = 2.0

    def build(self, *shapes: Shape) -> nn.Module:
        return Scale(self.start)


def test_a_layer_that_torch_does_not_have_brings_its_class_along_once() -> None:
    graph = chain(input=Input(shape=(3,)), a=ScaleLayer(), b=ScaleLayer(start=0.5), output=Output())
    text = source(graph, "Scale")
    assert text.count("class Scale(nn.Module):") == 1
    assert "class ScaleNetwork(nn.Module):" in text
    assert "self.b = Scale(0.5)" in text
    assert_the_same(graph, torch.rand(2, 3))


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ("LeNet-5", "LeNet5"),
        ("cats and dogs", "CatsAndDogs"),
        ("my_net", "MyNet"),
        ("3 layers", "Net3Layers"),
        ("", "Network"),
        ("—", "Network"),
        ("none", "NoneNetwork"),
        ("两层网络", "两层网络"),
    ],
)
def test_the_class_is_called_after_the_project(project: str, expected: str) -> None:
    assert class_name(project) == expected


@pytest.mark.parametrize("name", ['"""', "\\", "a\nb", 'quote"', "end\\", "\x00", "名前", "x" * 300])
def test_any_project_name_gives_valid_source(name: str) -> None:
    assert isinstance(load(source(plain(), name), class_name(name)), nn.Module)


identifiers = st.from_regex(r"[a-z][a-z_0-9]{0,62}[a-z0-9]", fullmatch=True)


@pytest.fixture(scope="module")
def formatted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], None]:
    """Checks that ruff would neither change nor complain about a text."""
    path: Path = tmp_path_factory.mktemp("generated") / "net.py"

    def check(text: str) -> None:
        path.write_text(text)
        ruff = [sys.executable, "-m", "ruff"]
        for command in (["format", "--diff"], ["check", "--select", "E,F,W,I,B,UP"]):
            ran = subprocess.run(
                [*ruff, *command, "--isolated", "--line-length", "100", str(path)], capture_output=True, text=True
            )
            assert ran.returncode == 0, ran.stdout + ran.stderr

    return check


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(identifiers, min_size=3, max_size=12, unique=True), st.booleans())
def test_long_names_and_many_branches_are_laid_out_as_a_formatter_would(
    formatted: Callable[[str], None], names: list[str], summed: bool
) -> None:
    graph = Graph({"input": Node(Input(shape=(1, 9, 9)))})
    try:
        for name in names:
            graph = edits.add(graph, name, Conv2d(kernel_size=(3, 5), dilation=(2, 1)), (Source("input"),))
        merge = Add() if summed else Concat()
        graph = edits.add(graph, "merged", merge, tuple(Source(name) for name in names))
    except edits.EditError:
        return
    graph = edits.add(graph, "pooled", AdaptiveAvgPool2d(), (Source("merged"),))
    for place, name in enumerate((*names, "pooled")):
        graph = edits.add(graph, f"result{place}", Output(), (Source(name),))
    formatted(source(graph, "Wide"))


def test_a_plain_network_is_formatted_and_lint_free_in_every_style(formatted: Callable[[str], None]) -> None:
    networks = ((plain(), "LeNet-5"), (residual(), "residual network"))
    for place, style in enumerate(get_args(Style)):
        formatted(source(*networks[0], style=style))
        if place % 2 == 0:
            formatted(source(*networks[1], style=style))


def test_a_chain_is_a_sequential_and_what_has_no_weights_a_function() -> None:
    written = source(plain(), "LeNet-5", style="sequential")
    assert "class LeNet5(nn.Sequential):" in written
    assert '                conv2=nn.Conv2d(6, 16, kernel_size=(3, 5), padding="same"),  # (N, 16, 14, 14)\n' in written
    assert "forward" not in written
    assert "nn.Sequential" not in source(residual(), "Net", style="sequential")
    written = source(plain(), "LeNet-5", style="functional")
    assert "        x = F.max_pool2d(x, 2)  # (N, 6, 14, 14)\n" in written
    assert "        x = F.dropout(x, p=0.5, training=self.training)  # (N, 672)\n" in written
    assert "self.relu1" not in written
    for word in ("pop", "F"):
        graph = edits.rename(plain(), "relu1", word)
        assert f"self.{word} = nn.ReLU()" in source(graph, "Net", style="sequential" if word == "pop" else "functional")
