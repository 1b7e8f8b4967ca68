"""Pooling sums up windows, tells where maxima stood, and unpooling puts them back there."""

from __future__ import annotations

import pytest
import torch
from networks import chain
from trials import built, measured

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.layers.io import Input, Output


def test_overlapping_windows_keep_the_largest() -> None:
    numbers = torch.tensor([[[3.0, 1.0, 4.0, 1.0, 5.0]]])
    pooled = built("MaxPool1d", (1, 5), kernel_size=3, stride=1)(numbers)
    assert pooled.flatten().tolist() == [4.0, 4.0, 5.0]


def test_padding_counts_in_a_mean_or_not() -> None:
    numbers = torch.tensor([[[2.0, 4.0]]])
    with_zeros = built("AvgPool1d", (1, 2), kernel_size=2, padding=1)(numbers)
    without = built("AvgPool1d", (1, 2), kernel_size=2, padding=1, count_include_pad=False)(numbers)
    assert with_zeros.flatten().tolist() == [1.0, 2.0]
    assert without.flatten().tolist() == [2.0, 4.0]


def test_power_pooling_is_the_norm_of_the_window() -> None:
    numbers = torch.tensor([[[3.0, 4.0]]])
    torch.testing.assert_close(
        built("LPPool1d", (1, 2), kernel_size=2, norm_type=2.0)(numbers).flatten()[0], torch.tensor(5.0)
    )
    assert built("LPPool1d", (1, 2), kernel_size=2, norm_type=1.0)(numbers).flatten().tolist() == [7.0]


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("AdaptiveAvgPool1d", (5, 9)), ("AdaptiveAvgPool2d", (5, 9, 7)), ("AdaptiveAvgPool3d", (5, 3, 9, 7))],
)
def test_global_average_pooling_leaves_the_mean_of_each_channel(kind: str, shape: tuple[int, ...]) -> None:
    samples = torch.rand(2, *shape)
    torch.testing.assert_close(built(kind, shape)(samples).flatten(1), samples.flatten(2).mean(-1))


def test_an_empty_output_size_keeps_the_inputs() -> None:
    (output,) = measured("AdaptiveMaxPool2d", (4, 9, 7), output_size=[None, 3]).outputs
    assert output.shape == (4, 9, 3)


def test_fractional_pooling_halves_by_default_and_takes_a_size_or_a_ratio() -> None:
    assert measured("FractionalMaxPool2d", (3, 16, 16)).outputs[0].shape == (3, 8, 8)
    assert measured("FractionalMaxPool2d", (3, 16, 16), output_ratio=0.7).outputs[0].shape == (3, 11, 11)
    assert measured("FractionalMaxPool2d", (3, 16, 16), output_size=[5, 9]).outputs[0].shape == (3, 5, 9)


def test_indices_come_out_on_request_and_unpooling_puts_the_maxima_back() -> None:
    graph = Graph(
        {
            "image": Node(Input(shape=(2, 4, 6))),
            "pool": Node(layer("MaxPool2d", return_indices=True), (Source("image"),)),
            "unpool": Node(layer("MaxUnpool2d"), (Source("pool"), Source("pool", 1))),
            "output": Node(Output(), (Source("unpool"),)),
        }
    )
    analysis = analyse(graph)
    assert [spec.dtype for spec in analysis.nodes["pool"].outputs or ()] == ["float32", "int64"]
    images = torch.rand(3, 2, 4, 6)
    back = compile_graph(graph, analysis=analysis)(images)
    assert back.shape == images.shape
    assert int((back != 0).sum()) == images.numel() // 4
    torch.testing.assert_close(back[back != 0], images[back != 0])


def test_without_the_request_there_is_one_output() -> None:
    assert layer("MaxPool2d").outputs == ("output",)
    graph = chain(input=Input(shape=(1, 8, 8)), pool=layer("MaxPool2d"), output=Output())
    assert compile_graph(graph)(torch.rand(2, 1, 8, 8)).shape == (2, 1, 4, 4)
