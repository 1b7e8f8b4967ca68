"""The notes' experiment: five layers of 100 sigmoids, and what the first weights make of the signal."""

from __future__ import annotations

import torch
from networks import chain

from studio.graph import Graph
from studio.insight.depths import SCHEMES, Depth, depths
from studio.layers import layer


def five_layers(activation: str) -> Graph:
    layers = {"input": layer("Input", shape=(100,))}
    for depth in range(1, 6):
        layers |= {f"fc{depth}": layer("Linear", out_features=100), f"act{depth}": layer(activation)}
    return chain(**layers, output=layer("Output"))


def lie(activation: str, scheme: str) -> tuple[Depth, ...]:
    given = torch.randn(1000, 100, generator=torch.Generator().manual_seed(0))
    return depths(five_layers(activation), [given], SCHEMES[scheme][1], seed=0)


def test_weights_of_deviation_1_saturate_sigmoids() -> None:
    last = lie("Sigmoid", "normal-1")[-1]
    edges = sum(last.counts[:3]) + sum(last.counts[-3:])
    assert edges > 0.6 * sum(last.counts)


def test_weights_of_deviation_0_01_bring_all_to_one_half() -> None:
    for each in lie("Sigmoid", "normal-0.01")[1:]:
        assert abs(each.mean - 0.5) < 0.05
        assert each.std < 0.03


def test_xavier_keeps_sigmoids_spread() -> None:
    found = lie("Sigmoid", "xavier")
    assert all(each.std > 0.08 for each in found)
    assert all(0.001 < each.low < each.high < 0.999 for each in found)


def test_behind_relu_he_keeps_the_signal_and_small_weights_lose_it() -> None:
    he, small = lie("ReLU", "he"), lie("ReLU", "normal-0.01")
    assert 0.4 < he[-1].std < 1.5
    assert small[-1].std < 1e-4
    assert [each.node for each in he] == ["act1", "act2", "act3", "act4", "act5"]
